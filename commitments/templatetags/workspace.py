"""What the pages of the workspace have in common."""

from datetime import date

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.models import ActionPlan
from plans.permissions import agencies_served, can_coordinate, is_staff_of_the_portal

from ..record.rounds import plans_with_rounds
from ..rules import Declared
from ..words import workspace as workspace_words

register = template.Library()

# Pages that belong to a room, though their address does not begin with its own.
WITHIN = {"workspace-people": ["workspace-agencies"], "workspace-outbox": ["workspace-reminders"]}

register.filter("due_words", workspace_words.due_words)
register.filter("held_words", workspace_words.held_words)
register.filter("months_short", workspace_words.months_short)
register.filter("months_under", workspace_words.months_under)
register.filter("standing_glyph", workspace_words.standing_glyph)


@register.simple_tag(takes_context=True)
def workspace_rooms(context) -> list[dict]:
    """The rooms that this person may enter; the one we are in is marked."""
    request, on = context["request"], timezone.localdate()
    found = [{"url": reverse("workspace"), "label": _("Reports")}]
    makes_plans = can_coordinate(request.user, on)
    if is_staff_of_the_portal(request.user, on):
        plan = _plan_at_hand(_plans_of(request), request.path, on)
        label = _("Who has reported")
        found += [{"url": reverse("workspace-board", args=[plan.slug]), "label": label}] if plan else []
    if makes_plans:
        found.append({"url": reverse("workspace-making"), "label": _("Plans")})
    if makes_plans or agencies_served(request.user, on, Role.EDITOR, Role.APPROVER):
        found.append({"url": reverse("workspace-people"), "label": _("People")})
    if makes_plans:
        found.append({"url": reverse("workspace-outbox"), "label": _("Outbox")})
    inside = [room["url"] for room in found if request.path.startswith(room["url"])]
    here = max(inside, key=len, default="")
    # Below the board: a report belongs to the reports, an amendment or a hand-over to the plans.
    if "/amendments/" in request.path or request.path.endswith("/leads/"):
        here = reverse("workspace-making")
    elif "/commitments/" in request.path and here != reverse("workspace-making"):
        here = reverse("workspace")
    for room, pages in WITHIN.items():
        if request.path.startswith(tuple(reverse(page) for page in pages)):
            here = reverse(room)
    rooms = [room | {"is_current": room["url"] == here} for room in found]
    return [*rooms, {"url": "/", "label": _("Public site"), "is_current": False}]


def _plans_of(request: HttpRequest) -> list[ActionPlan]:
    """The plans with which this person has to do; asked once a request."""
    if not hasattr(request, "_plans_with_rounds"):
        request._plans_with_rounds = plans_with_rounds(request.user, timezone.localdate())
    return request._plans_with_rounds


def _plan_at_hand(plans: list[ActionPlan], path: str, on: date) -> ActionPlan | None:
    """Whose board the navigation opens: that of the page, else of the plan that runs, else of the newest."""
    here = [plan for plan in plans if path.startswith(reverse("workspace-board", args=[plan.slug]))]
    running = [plan for plan in plans if plan.is_in_force_on(on)]
    return next(iter([*here, *running, *plans]), None)


@register.simple_tag(takes_context=True)
def plan_where_several(context, plan: ActionPlan) -> str:
    """ "Plan 2025–27. " where the reader has to do with several plans, else nothing."""
    return f"{workspace_words.plan_named(plan)}. " if len(_plans_of(context["request"])) > 1 else ""


@register.simple_tag(takes_context=True)
def plans_to_switch(context) -> list[ActionPlan]:
    """The plans whose boards this person may choose from; none where there is nothing to choose."""
    plans = _plans_of(context["request"])
    return plans if len(plans) > 1 else []


@register.filter
def problem_of(errors, field) -> str:
    """What the error summary says of a field, if it says something."""
    href = f"#{field.form.anchor(field.name)}"
    return next((error.text for error in errors if error.href == href), "")


@register.filter
def parts(field) -> list:
    """The inputs of a field that has several: their names, ids, values and choices."""
    return field.subwidgets[0].data["subwidgets"]


@register.filter
def before_in(texts: dict, name: str) -> str:
    """What the report before says in one of its texts."""
    return texts.get(name, "")


@register.filter
def is_declared(said) -> bool:
    return isinstance(said, Declared)


@register.filter
def is_text(said) -> bool:
    return isinstance(said, str) and bool(said)


@register.filter
def typed(field) -> dict:
    """A field as its input has it: its type, and its value as a browser reads it."""
    return field.subwidgets[0].data
