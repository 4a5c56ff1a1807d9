"""Forums on a day: who sits, which papers are there and which are late, and what was said otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, QuerySet

from plans.choices import PublicationKind
from plans.models import Publication
from plans.rules import holds_on

from ..models import Forum, ForumMember, Meeting, MeetingAttendance, MeetingPaper

LATEST_FIRST = (F("held_last").desc(nulls_last=True), "slug")


@dataclass(frozen=True)
class Seats:
    """The seats of a forum on a day, in their order: those held, those whose term is over, those to come."""

    sitting: list[ForumMember]
    past: list[ForumMember]
    coming: list[ForumMember]

    @property
    def has_terms(self) -> bool:
        return any(seat.from_on or seat.until_on for seat in (*self.sitting, *self.past, *self.coming))


def seats_on(forum: Forum, members: Iterable[ForumMember], on: date) -> Seats:
    """Of a forum that has ended, those who sat until then are no past members."""
    day = min(on, forum.ends_last) if forum.ends_last else on
    seats = Seats([], [], [])
    for seat in members:
        if holds_on(seat.from_on, seat.until_on, day):
            seats.sitting.append(seat)
        elif seat.until_on and seat.until_on < day:
            seats.past.append(seat)
        else:
            seats.coming.append(seat)
    return seats


@dataclass(frozen=True)
class PaperOnDay:
    """A paper as it stood at the end of a day."""

    paper: MeetingPaper
    on: date

    @property
    def is_out(self) -> bool:
        return self.paper.is_out_on(self.on)

    @property
    def days_late(self) -> int:
        return self.paper.days_late_on(self.on)


@dataclass(frozen=True)
class MeetingOnDay:
    """A meeting with its papers and with who came, by sector."""

    meeting: Meeting
    papers: list[PaperOnDay]
    came: list[MeetingAttendance]


def with_papers(meetings: QuerySet[Meeting], *, all_papers: bool = False) -> QuerySet[Meeting]:
    """With who came, and `papers_told`: those that are public or promised; for the workspace all."""
    papers = MeetingPaper.objects.standing() if all_papers else MeetingPaper.objects.told()
    papers = papers.select_related("file", "published_in").order_by("position")
    return meetings.prefetch_related("attendance", Prefetch("papers", papers, to_attr="papers_told"))


def papers_on(meeting: Meeting, on: date) -> list[PaperOnDay]:
    """Of a meeting read `with_papers`. One without a promise, and not there by the day, is not told of."""
    found = [PaperOnDay(paper, on) for paper in meeting.papers_told]
    return [one for one in found if one.is_out or one.paper.due_on]


def meetings_with_papers(
    meetings: QuerySet[Meeting], on: date, *, all_papers: bool = False
) -> list[MeetingOnDay]:
    rows = with_papers(meetings.select_related("source", "published_in"), all_papers=all_papers)
    found = []
    for meeting in rows.order_by(*LATEST_FIRST):
        papers = [PaperOnDay(paper, on) for paper in meeting.papers_told]
        told = papers if all_papers else papers_on(meeting, on)
        found.append(MeetingOnDay(meeting, told, list(meeting.attendance.all())))
    return found


@dataclass(frozen=True)
class ForumChange:
    """What one edition says of a forum otherwise than before."""

    on: date
    edition: int
    before: dict | None
    after: dict | None


def changes_of_forum(forum: Forum) -> list[ForumChange]:
    """The newest first; what was said for the first time changes nothing, what was taken back does."""
    rows = Publication.objects.filter(kind=PublicationKind.FORUM, address=forum.get_absolute_url())
    rows = rows.select_related("edition").order_by("-edition", "-pk")
    return [
        ForumChange(row.edition.day, row.edition_id, row.before, row.after)
        for row in rows
        if row.before is not None or (row.after or {}).get("withdrawn")
    ]
