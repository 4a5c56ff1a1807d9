"""How a plan was being made, as the public reads it on a day: its timelines and its drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from plans.choices import PlanState, StepStanding
from plans.dates import end_of
from plans.models import ActionPlan, PlanDraft, Timeline, TimelineStep
from plans.rules import standing_of_step


def first_published_on(plan: ActionPlan, on: date = date.max) -> date | None:
    """The day on which the public could first read how the plan is made, as far as it was by the day."""
    first = plan.timelines.exclude(published_in=None).select_related("published_in").first()
    return first.published_in.day if first and first.published_in.day <= on else None


@dataclass(frozen=True)
class StepOnDay:
    """One step of making a plan on a day."""

    step: TimelineStep
    on: date

    @property
    def standing(self) -> StepStanding:
        return standing_of_step(self.on, starts=self.step.starts_on, ends=self.step.ends_on)


@dataclass(frozen=True)
class TimelinesOnDay:
    """Every timeline of a plan that was published, oldest first, and the one that held on a day."""

    plan: ActionPlan
    on: date
    published: list[Timeline]

    @cached_property
    def held(self) -> Timeline | None:
        known = [one for one in self.published if one.published_in.day <= self.on]
        return known[-1] if known else None

    @property
    def steps(self) -> list[StepOnDay]:
        return [StepOnDay(step, self.on) for step in self.held.steps.all()] if self.held else []

    @property
    def others(self) -> list[Timeline]:
        """The other ones, newest first."""
        return [one for one in reversed(self.published) if one != self.held]

    @property
    def first_day(self) -> date:
        return self.published[0].published_in.day


def timelines_on(plan: ActionPlan, on: date) -> TimelinesOnDay:
    """In two queries."""
    published = plan.timelines.exclude(published_in=None).select_related("published_in", "withdrawn_in")
    return TimelinesOnDay(plan, on, list(published.order_by("number").prefetch_related("steps")))


def being_made_on(on: date) -> list[Timeline]:
    """The timelines that held on a day, of plans of which no draft was public by then; newest first."""
    rows = Timeline.objects.filter(published_in__at__lt=end_of(on), plan__withdrawn_in=None)
    rows = rows.exclude(plan__published_in__at__lt=end_of(on)).select_related("plan", "published_in")
    held = {timeline.plan_id: timeline for timeline in rows.order_by("number")}
    return sorted(held.values(), key=lambda timeline: timeline.published_in_id, reverse=True)


@dataclass(frozen=True)
class DraftsOnDay:
    """The drafts of a plan that were put out, oldest first, and the newest one by a day."""

    plan: ActionPlan
    on: date
    published: list[PlanDraft]

    @property
    def newest(self) -> PlanDraft | None:
        known = [one for one in self.published if one.published_in.day <= self.on]
        return known[-1] if known else None

    @property
    def first_day(self) -> date:
        return self.published[0].published_in.day


def drafts_on(plan: ActionPlan, on: date) -> DraftsOnDay | None:
    """The drafts of a plan that had not been adopted by the day; None where others speak for it."""
    adopted = plan.adopted_on if plan.state == PlanState.ADOPTED else None
    if plan.state == PlanState.ADOPTED and (adopted is None or adopted.last <= on):
        return None
    published = list(plan.drafts.select_related("published_in"))
    return DraftsOnDay(plan, on, published) if published else None


def drafts_and_timeline(plan: ActionPlan, on: date) -> dict:
    """What of how a plan was made had been published by a day: its timeline, its drafts."""
    timelines = Timeline.objects.filter(plan=plan, published_in__at__lt=end_of(on))
    return {
        "timeline": timelines.select_related("published_in", "plan").order_by("number").last(),
        "drafts": list(plan.drafts.filter(published_in__at__lt=end_of(on)).select_related("published_in")),
    }
