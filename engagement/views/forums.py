"""Public pages of forums: who meets about the plans, under which rules, and when they met."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import public
from plans.models import ActionPlan

from ..models import Consultation, Forum
from ..record import changes_of_forum, meetings_with_papers, seats_on
from ..words import forum_sentence, forums_sentence, is_past

NEWEST_FIRST = (F("starts_last").desc(nulls_last=True), "slug")


@public
def forums(request: HttpRequest) -> HttpResponse:
    """Present forums first, then past ones."""
    on = timezone.localdate()
    found = list(Forum.objects.public().select_related("plan", "agency").order_by(*NEWEST_FIRST))
    return render(
        request,
        "engagement/forum_list.html",
        {
            "opening": forums_sentence(found, on),
            "present": [forum for forum in found if not is_past(forum, on)],
            "past": [forum for forum in found if is_past(forum, on)],
        },
    )


@public
def forum(request: HttpRequest, forum: str) -> HttpResponse:
    """What a forum is for, its rules, seats, decisions and meetings; 410 where it was withdrawn."""
    found = Forum.objects.public().select_related(
        "plan__source", "plan__published_in", "source", "published_in", "agency"
    )
    on, withdrawn = timezone.localdate(), Forum.objects.filter(slug=forum, withdrawn_in__isnull=False)
    one = found.filter(slug=forum).first()
    if one is None and withdrawn.filter(plan__in=ActionPlan.objects.published()).exists():
        return render(request, "410.html", {"reason": _("This forum was withdrawn.")}, status=410)
    one = one or get_object_or_404(found, slug=forum)
    seats = seats_on(one, one.members.all(), on)
    meetings = meetings_with_papers(one.meetings.published(), on)
    held = sum(row.meeting.number for row in meetings)
    decisions = one.decisions.public().select_related("meeting", "corrects", "corrected_by", "source")
    return render(
        request,
        "engagement/forum_detail.html",
        {
            "forum": one,
            "plan": one.plan,
            "opening": forum_sentence(one, len(seats.sitting), held, on),
            "is_past": is_past(one, on),
            "agency_name": one.agency.called_on(on) if one.agency and one.agency.is_published else "",
            "seats": seats,
            "decisions": decisions.newest_first(),
            "meetings": meetings,
            "invited_to": Consultation.objects.public().filter(invitations__forum=one).newest_first(),
            "changes": changes_of_forum(one),
        },
    )
