"""What the pages of the workspace have in common."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.permissions import can_coordinate, is_staff_of_the_portal

from ..record.rounds import plans_with_rounds
from ..rules import Declared
from ..words import workspace as workspace_words

register = template.Library()

register.filter("due_words", workspace_words.due_words)
register.filter("months_short", workspace_words.months_short)
register.filter("months_under", workspace_words.months_under)
register.filter("standing_glyph", workspace_words.standing_glyph)


@register.simple_tag(takes_context=True)
def workspace_rooms(context) -> list[dict]:
    """The rooms that this person may enter; the one we are in is marked."""
    request, on = context["request"], timezone.localdate()
    found = [{"url": reverse("workspace"), "label": _("Reports")}]
    if is_staff_of_the_portal(request.user, on):
        plans = plans_with_rounds(request.user, on)
        found += [
            {"url": reverse("workspace-board", args=[plan.slug]), "label": _("Plan")} for plan in plans[:1]
        ]
    if can_coordinate(request.user, on):
        found.append({"url": reverse("workspace-outbox"), "label": _("Outbox")})
    is_report = "/commitments/" in request.path  # a report belongs to the reports, not to the board above it
    inside = [room["url"] for room in found if request.path.startswith(room["url"])]
    here = reverse("workspace") if is_report else max(inside, key=len, default="")
    rooms = [room | {"is_current": room["url"] == here} for room in found]
    return [*rooms, {"url": "/", "label": _("Public site"), "is_current": False}]


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
