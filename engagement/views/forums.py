"""Public pages of forums: who meets about the plans, under which rules, and when they met."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from plans.http import public

from ..models import Forum
from ..words import forum_sentence, forums_sentence, is_past

NEWEST_FIRST = (F("starts_last").desc(nulls_last=True), "slug")
LATEST_FIRST = (F("held_last").desc(nulls_last=True), "slug")


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
    """What a forum is for, its rules, its seats and its meetings."""
    found = Forum.objects.public().select_related(
        "plan__source", "plan__published_in", "source", "published_in", "agency"
    )
    one, on = get_object_or_404(found, slug=forum), timezone.localdate()
    members = list(one.members.all())
    meetings = list(one.meetings.published().select_related("source").order_by(*LATEST_FIRST))
    held = sum(meeting.number for meeting in meetings)
    return render(
        request,
        "engagement/forum_detail.html",
        {
            "forum": one,
            "plan": one.plan,
            "opening": forum_sentence(one, len(members), held, on),
            "is_past": is_past(one, on),
            "members": members,
            "has_biographies": any(member.biography for member in members),
            "meetings": meetings,
        },
    )
