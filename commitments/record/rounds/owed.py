"""Whether a commitment owes a report for a period."""

from __future__ import annotations

from datetime import timedelta

from plans.models import ReportingPeriod

from ...choices import Stage
from ...models.milestones import Standing
from ...rules import owes_report
from ..day import CommitmentOnDay


def owes_for(one: CommitmentOnDay, period: ReportingPeriod) -> bool:
    day_before = period.starts_on - timedelta(days=1)
    milestones = [
        milestone
        for milestone in one.commitment.published_milestones
        if milestone.standing_on(period.ends_on, one.plan.ends_on).is_part_of_the_plan
    ]
    return owes_report(
        commitment_starts=one.starts.on,
        commitment_ends=one.due.on,
        first=period.starts_on,
        last=period.ends_on,
        all_settled_before=all(is_settled(m.standing_on(day_before, one.plan.ends_on)) for m in milestones),
        plan_ends=one.plan.ends_on,
        was_closed_when_imported=period.was_closed,
    )


def is_settled(standing: Standing) -> bool:
    """Whether nothing more is owed about a milestone: published completed, or withdrawn."""
    return standing.is_withdrawn or standing.stage == Stage.COMPLETED
