"""Meetings of a forum: planned, published, held and called off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from plans.dates import PartialDate
from plans.models import ActionPlan, User
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason
from plans.slugs import first_free, stem_of

from ...choices import MeetingKind
from ...models import Forum, Meeting, MeetingAttendance
from ...rules.forums import FORUM_NOT_PUBLIC, MEETING_IS_OFF, MEETING_IS_PUBLIC, wrong_in_meeting
from .holding import edition_of, held, tell, tell_otherwise, text


@dataclass(frozen=True)
class MeetingContent:
    """What a coordinator says of a meeting. `came` is by sector; an empty one is *not stated*."""

    title: str = ""
    kind: str = MeetingKind.FORUM
    held_on: PartialDate | None = None
    place: str = ""
    account: str = ""
    notes_url: str = ""
    results_presented: bool | None = None
    comments_collected: bool | None = None
    came: dict[str, int] = field(default_factory=dict)


COLUMNS = tuple(name for name in MeetingContent.__dataclass_fields__ if name != "came")


def content_of(meeting: Meeting) -> MeetingContent:
    came = {row.sector: row.number for row in meeting.attendance.all()}
    return MeetingContent(**{name: getattr(meeting, name) for name in COLUMNS}, came=came)


def meetings_of(forum: Forum):
    """Those that take place, public or not; what was brought in and what is only counted too."""
    return forum.meetings.filter(withdrawn_in=None).order_by("-held_last", "slug")


@transaction.atomic
def add_meeting(*, forum: Forum, content: MeetingContent, by: User, now: datetime) -> Meeting:
    """One meeting more, not public yet; the same once more is the one that is there."""
    forum = held(forum, by, now)
    _check(content, now)
    same = meetings_of(forum).filter(title=content.title, kind=content.kind, place=content.place)
    if content.held_on:
        same = same.filter(held_first=content.held_on.first, held_last=content.held_on.last)
    if there := same.filter(published_in=None).first():
        return there
    plan = ActionPlan.objects.select_for_update().get(pk=forum.plan_id)
    taken = set(plan.meetings.values_list("slug", flat=True)) | {"new"}
    meeting = Meeting(
        plan=plan, forum=forum, slug=first_free(stem_of(content.title, otherwise="meeting"), taken)
    )
    _write(meeting, content)
    meeting.save()
    _write_attendance(meeting, content)
    return meeting


def _check(content: MeetingContent, now: datetime) -> None:
    reasons = wrong_in_meeting(
        title=content.title,
        held_on=content.held_on,
        counted=bool(content.came),
        on=timezone.localdate(now),
    )
    if reasons:
        raise NotReady(reasons)


def of_forum(forum: Forum, meeting: Meeting) -> Meeting:
    """The meeting as it is now, its forum held, where it was not called off."""
    found = meetings_of(forum).filter(pk=meeting.pk).select_related("published_in").first()
    if found is None:
        raise NotReady([MEETING_IS_OFF])
    return found


@transaction.atomic
def save_meeting(
    *, forum: Forum, meeting: Meeting, version: int, content: MeetingContent, by: User, now: datetime
) -> Meeting:
    """It takes place otherwise, or was held: where it is public, so is the change."""
    forum = held(forum, by, now)
    meeting = of_forum(forum, meeting)
    _check(content, now)
    if content_of(meeting) == content:
        return meeting
    before = told(meeting)
    _write(meeting, content)
    save_version(meeting, version=version, by=by)
    _write_attendance(meeting, content)
    if meeting.is_published:
        tell_otherwise(forum, before, told(meeting), by, now, always=("meeting", "held_on"))
    return meeting


def _write(meeting: Meeting, content: MeetingContent) -> None:
    for name in COLUMNS:
        setattr(meeting, name, getattr(content, name))
    if content.came or (meeting.pk and meeting.attendance.exists()):
        meeting.attended = sum(content.came.values()) if content.came else None


def _write_attendance(meeting: Meeting, content: MeetingContent) -> None:
    meeting.attendance.all().delete()
    MeetingAttendance.objects.bulk_create(
        MeetingAttendance(meeting=meeting, sector=sector, number=number)
        for sector, number in content.came.items()
    )


def reasons_not_to_publish(forum: Forum, meeting: Meeting) -> list[Reason]:
    if meeting.is_published:
        return [MEETING_IS_PUBLIC]
    return [] if forum.is_published else [FORUM_NOT_PUBLIC]


@transaction.atomic
def publish_meeting(*, forum: Forum, meeting: Meeting, version: int, by: User, now: datetime) -> Meeting:
    """Everybody reads that it takes place or did; and by when its papers were promised."""
    forum = held(forum, by, now)
    meeting = of_forum(forum, meeting)
    if reasons := reasons_not_to_publish(forum, meeting):
        raise NotReady(reasons)
    meeting.published_in = edition_of(by, now)
    save_version(meeting, version=version, by=by)
    promised = {
        str(paper.get_kind_display()): text(paper.due_on)
        for paper in meeting.papers.standing().filter(due_on__isnull=False)
    }
    after = told(meeting) | ({"papers_promised": promised} if promised else {})
    tell(forum, meeting.published_in, after=after)
    return meeting


@transaction.atomic
def call_off_meeting(*, forum: Forum, meeting: Meeting, by: User, now: datetime) -> None:
    """It does not take place: gone where nobody was told of it, withdrawn where it was public."""
    forum = held(forum, by, now)
    found = meetings_of(forum).filter(pk=meeting.pk).first()
    if found is None:  # pressed twice
        return
    if not found.is_published:
        found.decisions.filter(published_in=None).update(meeting=None)
        found.delete()
        return
    found.withdrawn_in = edition_of(by, now)
    save_version(found, version=found.version, by=by)
    tell(forum, found.withdrawn_in, before=told(found), after=None)


def told(meeting: Meeting) -> dict[str, Any]:
    """What the public reads of it."""
    told = {
        "meeting": meeting.title,
        "kind": meeting.kind,
        "held_on": text(meeting.held_on),
        "place": meeting.place,
        "account": meeting.account,
        "notes_url": meeting.notes_url,
        "results_presented": meeting.results_presented,
        "comments_collected": meeting.comments_collected,
        "came": {row.sector: row.number for row in meeting.attendance.all()},
    }
    return told | {"attended": meeting.attended}
