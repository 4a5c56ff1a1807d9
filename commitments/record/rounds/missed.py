"""What was missed, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plans.dates import end_of
from plans.models import ReportingPeriod

from ...choices import LeadRole
from ...models import Lead, ProgressReport
from ..day import CommitmentOnDay
from .owed import owes_for


@dataclass(frozen=True)
class Missed:
    """A report that was owed for a period and had not been published when the period closed, nor since."""

    one: CommitmentOnDay
    period: ReportingPeriod

    @property
    def leads(self) -> list[Lead]:
        """Who led on any day of the period."""
        found = self.one.commitment.leads_between(self.period.starts_on, self.period.ends_on)
        return [lead for lead in found if lead.role == LeadRole.LEAD]


def missed_by(commitments: Sequence[CommitmentOnDay], on: date) -> list[Missed]:
    """What commitments had missed by the end of a day, the newest period first; in two queries at most.

    Only what is published counts: a report that waits to be published is not in yet.
    """
    plans = {one.plan.pk for one in commitments}
    closed = ReportingPeriod.objects.filter(plan__in=plans, closed_at__lt=end_of(on))
    periods = list(closed.order_by("-ends_on", "-starts_on", "slug"))
    of_them = [one.commitment.pk for one in commitments]
    published = ProgressReport.objects.published().filter(commitment__in=of_them, period__in=periods)
    reported = set(published.values_list("commitment", "period"))
    return [
        Missed(one, period)
        for period in periods
        for one in commitments
        if one.plan.pk == period.plan_id
        and (one.commitment.pk, period.pk) not in reported
        and owes_for(one, period)
    ]


def not_reported_for(
    commitments: Sequence[CommitmentOnDay], period: ReportingPeriod
) -> list[CommitmentOnDay]:
    """Those that owe a report for a period of their plan and have none published, closed or not."""
    published = ProgressReport.objects.published().filter(period=period)
    reported = set(published.values_list("commitment", flat=True))
    return [one for one in commitments if one.commitment.pk not in reported and owes_for(one, period)]
