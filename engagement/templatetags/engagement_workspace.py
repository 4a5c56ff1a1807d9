"""What the workspace's own pages show of consultations."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import work
from ..models import AgencyView, Consultation, ProposedCommitment
from ..permissions import can_run_consultations

register = template.Library()

register.filter("submission_words", work.submission_words)

BESIDE = (  # pages of the same room
    "/workspace/themes/",
    "/workspace/outreach/",
    "/workspace/answer-templates/",
    "/workspace/forums/",
    "/workspace/proposals/",
)


@register.simple_tag(takes_context=True)
def with_consultations(context, rooms: list[dict]) -> list[dict]:
    """The rooms of the workspace, with that of the consultations before the way out; for a coordinator."""
    request = context["request"]
    if not can_run_consultations(request.user, timezone.localdate()):
        return rooms
    room = reverse("workspace-consultations")
    here = room if request.path.startswith(BESIDE) else request.path
    return with_room(rooms, room, _("Consultations"), here=here)


def with_room(rooms: list[dict], url: str, label: str, *, here: str) -> list[dict]:
    """One room more, before the way out; where we are in it, it is marked and no other."""
    is_current = here.startswith(url)
    others = [room | {"is_current": room["is_current"] and not is_current} for room in rooms]
    return [*others[:-1], {"url": url, "label": label, "is_current": is_current}, others[-1]]


@register.inclusion_tag("engagement/_consultations_to_do.html", takes_context=True)
def consultations_to_do(context) -> dict:
    """Those being prepared, open, or closed and not answered; one query, and none for other people."""
    now = timezone.now()
    rows = Consultation.objects.visible_to(context["request"].user, timezone.localdate(now)).with_work()
    works = work.works_at(now, rows.select_related("plan", "answered_in", "source"))
    return {"works": [one for one in works if one.is_to_do]}


@register.inclusion_tag("engagement/desk/_views_to_give.html", takes_context=True)
def views_to_give(context) -> dict:
    """What the agencies of this person are asked to think of, and have not said yet; one query."""
    asked = AgencyView.objects.visible_to(context["request"].user, timezone.localdate()).waiting()
    return {"views": asked.select_related("submission__consultation", "agency")}


@register.simple_tag(takes_context=True)
def proposals_to_work_on(context) -> list[ProposedCommitment]:
    """Draft commitments to which this person is invited; one query."""
    rows = ProposedCommitment.objects.visible_to(context["request"].user, timezone.localdate())
    return list(rows.to_work_on().select_related("consultation"))
