"""The record as it was on a day: a plan or a commitment with all that pages and API say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch

from plans.dates import StatedDate
from plans.fields import stated
from plans.models import ActionPlan

from ..choices import Stage, Timeliness
from ..models import Commitment, DateChange, Lead, Milestone, WordingChange
from ..models.milestones import Standing


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

    @property
    def live(self) -> list[Standing]:
        """Those that are not withdrawn."""
        return [standing for standing in self.standings if not standing.is_withdrawn]

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

    @property
    def agreed_starts(self) -> StatedDate:
        return stated(self.commitment, "agreed_starts_on")

    @property
    def agreed_due(self) -> StatedDate:
        return stated(self.commitment, "agreed_due_on")

    @property
    def moves(self) -> list[DateChange]:
        """The changes of its own dates by the day, oldest first."""
        return [change for change in self.commitment.date_changes_known if change.moved_last <= self.on]

    @property
    def rewordings(self) -> list[WordingChange]:
        """The changes of its own words by the day, oldest first."""
        changes = self.commitment.wording_changes_known
        return [c for c in changes if c.milestone_id is None and c.changed_on.last <= self.on]


@dataclass
class PlanOnDay:
    """One plan on one day, with its commitments; parts stand behind their parent."""

    plan: ActionPlan
    on: date
    commitments: list[CommitmentOnDay]

    @cached_property
    def standings(self) -> list[Standing]:
        return [standing for one in self.commitments for standing in one.standings]

    @property
    def live(self) -> list[Standing]:
        """Those that are not withdrawn."""
        return [standing for one in self.commitments for standing in one.live]

    @cached_property
    def stages(self) -> dict[Stage | None, int]:
        """How many milestones stand at each stage; None is *not reported*. Withdrawn ones do not count."""
        counts = Counter(standing.stage for standing in self.live)
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


def recorded_from(plan: ActionPlan) -> date | None:
    """The first day there is anything to say about: it begins, is adopted or is published."""
    days = [day.last for day in (plan.starts_on, plan.adopted_on, plan.day_published) if day]
    return min(days, default=None)


def plan_on(plan: ActionPlan, on: date) -> PlanOnDay:
    """A published plan on a day, in a number of queries that does not grow with its rows."""
    return PlanOnDay(plan, on, commitments_on(plan.commitments.all(), plan, on))


def commitments_on(commitments, plan: ActionPlan, on: date) -> list[CommitmentOnDay]:
    """The published ones among some commitments of a plan, on a day."""
    found = list(_with_record(commitments, on))
    for commitment in found:
        commitment.plan = plan
    return [CommitmentOnDay(commitment, plan, on) for commitment in found]


def commitments_across_plans(commitments, on: date) -> list[CommitmentOnDay]:
    """The published ones among some commitments of published plans, on a day."""
    plans = ActionPlan.objects.published()
    found = _with_record(commitments.filter(plan__in=plans).select_related("plan"), on)
    return [CommitmentOnDay(commitment, commitment.plan, on) for commitment in found]


def _with_record(commitments, on: date) -> Iterator[Commitment]:
    """Published, with all that a page says of them, in a number of queries that does not grow."""
    milestones = Milestone.objects.published().with_record(on)
    found = (
        commitments.published()
        .with_leads(on)
        .with_changes()
        .select_related("source", "published_in", "parent")
        .prefetch_related(Prefetch("milestones", queryset=milestones, to_attr="published_milestones"))
    )
    for commitment in found:
        for milestone in commitment.published_milestones:
            milestone.commitment = commitment
            milestone.became = [
                part for part in commitment.published_milestones if part.split_from_id == milestone.pk
            ]
            milestone.wording_changes_known = [
                change for change in commitment.wording_changes_known if change.milestone_id == milestone.pk
            ]
        yield commitment
