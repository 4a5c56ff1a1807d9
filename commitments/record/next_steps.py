"""What a plan still has before it: its timeline, a draft for consultation, its adoption, its rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from plans.choices import PlanState
from plans.forms import Problem
from plans.models import ActionPlan, PlanDraft
from plans.operations.timeline import content_of, newest_timeline, published_timeline
from plans.rules import Reason

from ..operations.adoption import (
    newest_draft,
    reasons_not_to_adopt,
    reasons_not_to_publish_draft,
)
from ..rules_making import NOTHING_NEW_IN_DRAFT, worth_knowing_before_adoption
from ..words import a_number, when
from ..words.putting_out import things_missing
from .making import timelines_on

FACTS = ("title", "starts_on", "ends_on")
PAGES = {"timeline": "workspace-timeline", "draft": "workspace-plan-draft"}


@dataclass(frozen=True)
class NextStep:
    """One thing on a plan's way: what it is called, how far it is, and where it goes on."""

    label: str
    state: str
    action: str
    url: str
    is_done: bool = False


@dataclass(frozen=True)
class NextSteps:
    steps: list[NextStep]
    missing: list[Problem]


def next_steps_of(plan: ActionPlan, on: date) -> NextSteps:
    """In the order in which they are taken."""
    not_adoptable = reasons_not_to_adopt(plan, on)
    is_adopted = plan.state == PlanState.ADOPTED
    steps = [_timeline(plan), _draft(plan, on), _adoption(plan, not_adoptable), _periods(plan)]
    return NextSteps(steps, [] if is_adopted else as_links(plan, not_adoptable))


def _timeline(plan: ActionPlan) -> NextStep:
    newest, public = newest_timeline(plan), published_timeline(plan)
    if public is None:
        state = _("Being written; not public yet.") if newest else _("Not begun.")
        action = _("Go on writing the timeline") if newest else _("Write the timeline")
    else:
        day = date_format(public.published_in.day, "j F Y")
        state = _("Public since %(day)s.") % {"day": day}
        action = _("See or change the timeline")
        if newest != public:
            state = _("Public since %(day)s; a change is being written.") % {"day": day}
    url = reverse("workspace-timeline", args=[plan.slug])
    return NextStep(_("Timeline"), state, action, url, is_done=public is not None)


def _draft(plan: ActionPlan, on: date) -> NextStep:
    newest = newest_draft(plan)
    url = reverse("workspace-plan-draft", args=[plan.slug])
    label = _("Draft for consultation")
    reasons = reasons_not_to_publish_draft(plan, on)
    if newest is None:
        state = _("None is public.")
        if plan.state != PlanState.ADOPTED:
            state += " " + (things_missing(len(reasons)) if reasons else _("It could be published now."))
        return NextStep(label, state, _("Look at the draft"), url)
    said = {"number": newest.number, "day": date_format(newest.published_in.day, "j F Y")}
    state = _("Draft %(number)s is public since %(day)s.") % said
    if plan.state != PlanState.ADOPTED:
        is_same = reasons == [NOTHING_NEW_IN_DRAFT]
        state += " " + (_("Nothing has changed since.") if is_same else _("It has been changed since."))
    return NextStep(label, state, _("Look at the draft"), url, is_done=True)


def _adoption(plan: ActionPlan, reasons: list[Reason]) -> NextStep:
    url, label = reverse("workspace-plan-adopt", args=[plan.slug]), _("Adoption")
    if plan.state == PlanState.ADOPTED:
        state = _("Adopted.")
        if plan.adopted_on:
            state = _("Adopted %(when)s.") % {"when": when(plan.adopted_on)}
        return NextStep(label, state, _("See what that means"), url, is_done=True)
    state = things_missing(len(reasons)) if reasons else _("Nothing is missing: it can be adopted.")
    return NextStep(label, state, _("Look at what adoption does"), url)


def _periods(plan: ActionPlan) -> NextStep:
    count = plan.periods.count()
    clause = ngettext_lazy("%(number)s period is set.", "%(number)s periods are set.", "n")
    state = capfirst(a_number(clause, count)) if count else _("None is set yet.")
    url = reverse("workspace-periods", args=[plan.slug])
    return NextStep(_("Reporting periods"), state, _("Set the periods"), url, is_done=bool(count))


def worth_knowing(plan: ActionPlan, on: date, *, draft: PlanDraft | None, days_ahead: int) -> list[Problem]:
    """What the public may ask about once the plan is adopted, each with where it can still be mended.

    `draft` is the newest one that was put out.
    """
    timelines = timelines_on(plan, on)
    reasons = worth_knowing_before_adoption(
        on,
        announced_on=timelines.first_day if timelines.held else None,
        begins_on=timelines.held.development_starts_on if timelines.held else None,
        steps=content_of(timelines.held).steps,
        draft_since=draft.published_in.day if draft else None,
        days_ahead=days_ahead,
    )
    return as_links(plan, reasons)


# ---- What is missing, and where it is filled in --------------------------------------------------------


def as_links(plan: ActionPlan, reasons: Iterable[Reason]) -> list[Problem]:
    return [Problem(str(reason), where(plan, reason.field)) for reason in reasons]


INPUTS = {"lead": "lead-1-agency", "milestones": "milestone-1-title", "due": "agreed_due_on_0"}


def where(plan: ActionPlan, field: str) -> str:
    """Where something of a plan is filled in: the page, and the first input on it."""
    if field in FACTS:
        place = field if field == "title" else f"{field}_0"
        return f"{reverse('workspace-plan-facts', args=[plan.slug])}#{place}"
    if field in PAGES:
        return reverse(PAGES[field], args=[plan.slug])
    if field == "commitments":
        return reverse("workspace-commitment-new", args=[plan.slug])
    if field.count("-") != 2:
        return ""
    kind, number, what = field.split("-")
    place = INPUTS.get(what, what)
    if kind == "milestone":
        number, _dot, milestone = number.rpartition(".")
        place = f"milestone-{milestone}-{place}"
    return f"{reverse('workspace-commitment', args=[plan.slug, number])}#{place}"
