"""Plans in a list: what each comes to, counted by the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from plans.choices import PlanState
from plans.models import ActionPlan, Amendment, PlanDraft

from ..choices import Stage
from ..models import Commitment, Milestone
from ..words import begins_after, holds, how_many_completed
from ..words.putting_out import what_it_holds


@dataclass(frozen=True)
class Tally:
    """One plan of a list on a day; withdrawn milestones do not count."""

    plan: ActionPlan
    on: date
    commitments: int
    stages: Counter
    draft: PlanDraft | None = None  # of a plan that is being made: it speaks for the rows

    @property
    def milestones(self) -> int:
        return self.stages.total()

    @property
    def is_over(self) -> bool:
        return self.plan.is_over_on(self.on)

    @property
    def is_draft(self) -> bool:
        return self.plan.state == PlanState.DRAFT

    @property
    def is_ahead(self) -> bool:
        return begins_after(self.plan.starts_on, self.on)

    @property
    def holds(self) -> str:
        if self.draft:
            return what_it_holds(self.draft.content)
        return holds(self.commitments, self.milestones)

    @property
    def completed(self) -> str:
        if self.is_ahead:
            return ""
        return how_many_completed(
            self.stages[Stage.COMPLETED],
            self.milestones,
            reported=self.milestones - self.stages[None],
            is_sourced=self.plan.is_sourced,
            is_over=self.is_over,
        )


def tallies_on(plans: Iterable[ActionPlan], on: date) -> list[Tally]:
    """Published plans with their counts on a day, in two queries for any number of them.

    A third one reads the drafts, where a plan among them is a draft.
    """
    plans = list(plans)
    commitments = _commitments(plans)
    stages = _stages(plans, on)
    drafts = _drafts([plan for plan in plans if plan.state == PlanState.DRAFT])
    return [Tally(plan, on, commitments[plan.pk], stages[plan.pk], drafts.get(plan.pk)) for plan in plans]


def _drafts(plans: list[ActionPlan]) -> dict[int, PlanDraft]:
    """The newest draft of each plan that is being made."""
    if not plans:
        return {}
    return {draft.plan_id: draft for draft in PlanDraft.objects.filter(plan__in=plans).order_by("number")}


def _commitments(plans: list[ActionPlan]) -> Counter:
    rows = Commitment.objects.published().of_the_plan().filter(plan__in=plans).order_by()
    return Counter(dict(rows.values_list("plan").annotate(Count("pk"))))


def _stages(plans: list[ActionPlan], on: date) -> dict[int, Counter]:
    decided = Amendment.objects.in_force_on(on)
    milestones = (
        Milestone.objects.published()
        .filter(commitment__in=Commitment.objects.published().filter(plan__in=plans))
        .filter(Q(added_by=None) | Q(added_by__in=decided))
        .exclude(withdrawn_by__in=decided)
    )
    rows = milestones.with_stage(on).order_by().values_list("commitment__plan", "stage").annotate(Count("pk"))
    counts: dict[int, Counter] = defaultdict(Counter)
    for plan, stage, number in rows:
        counts[plan][stage] = number
    return counts
