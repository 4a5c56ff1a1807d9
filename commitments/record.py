"""The record as it was on a day: a plan or a commitment with all that pages and API say of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch

from plans.dates import StatedDate
from plans.models import ActionPlan

from .choices import Stage, Timeliness
from .models import Commitment, Lead, Milestone
from .models.milestones import Standing


@dataclass
class CommitmentOnDay:
    """One commitment on one day; read by `commitments_on`."""

    commitment: Commitment
    plan: ActionPlan
    on: date

    @cached_property
    def standings(self) -> list[Standing]:
        """Its milestones that had been agreed or added by the day, in their order."""
        standings = [m.standing_on(self.on, self.plan.ends_on) for m in self.commitment.published_milestones]
        return [standing for standing in standings if standing.is_part_of_the_plan]

    @cached_property
    def words(self) -> dict[str, str]:
        return self.commitment.wording_on(self.on)

    @property
    def title(self) -> str:
        return self.words["title"]

    @cached_property
    def leads(self) -> list[Lead]:
        return self.commitment.leads_on(self.on)

    @property
    def starts(self) -> StatedDate:
        return self.commitment.dates_on(self.on)[0]

    @property
    def due(self) -> StatedDate:
        return self.commitment.dates_on(self.on)[1]


@dataclass
class PlanOnDay:
    """One plan on one day, with its commitments; parts stand behind their parent."""

    plan: ActionPlan
    on: date
    commitments: list[CommitmentOnDay]

    @cached_property
    def standings(self) -> list[Standing]:
        return [standing for one in self.commitments for standing in one.standings]

    @cached_property
    def stages(self) -> dict[Stage | None, int]:
        """How many milestones stand at each stage; None is *not reported*. Withdrawn ones do not count."""
        counts = Counter(standing.stage for standing in self.standings if not standing.is_withdrawn)
        return {stage: counts[stage] for stage in (*Stage, None)}

    @cached_property
    def timeliness(self) -> dict[Timeliness, int]:
        """How many milestones there are of each timeliness, all of them counted once."""
        counts = Counter(standing.timeliness for standing in self.standings)
        return {timeliness: counts[timeliness] for timeliness in Timeliness}

    @property
    def promises(self) -> list[CommitmentOnDay]:
        """Those that count as commitments."""
        return [one for one in self.commitments if one.commitment.parent_id is None]


def plan_on(plan: ActionPlan, on: date) -> PlanOnDay:
    """A published plan on a day, in a number of queries that does not grow with its rows."""
    return PlanOnDay(plan, on, commitments_on(plan.commitments.all(), plan, on))


def commitments_on(commitments, plan: ActionPlan, on: date) -> list[CommitmentOnDay]:
    """The published ones among some commitments of a plan, on a day."""
    milestones = Milestone.objects.published().with_record(on)
    commitments = (
        commitments.published()
        .with_leads(on)
        .with_changes()
        .select_related("source", "published_in", "parent")
        .prefetch_related(Prefetch("milestones", queryset=milestones, to_attr="published_milestones"))
    )
    found = [CommitmentOnDay(commitment, plan, on) for commitment in commitments]
    for one in found:
        one.commitment.plan = plan
        for milestone in one.commitment.published_milestones:
            milestone.commitment = one.commitment
    return found
