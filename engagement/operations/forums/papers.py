"""Papers of a meeting: promised for a day, published, withdrawn. Nothing but the promise is told before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from commitments.operations.files import check_senders
from plans.models import StoredFile, User
from plans.operations.versions import delete_by, save_first, save_version
from plans.rules import NotReady, Reason

from ...choices import PaperKind
from ...models import Forum, Meeting, MeetingPaper
from ...rules.forums import (
    FORUM_NOT_PUBLIC,
    MEETING_NOT_PUBLIC,
    ONE_PLACE,
    PAPER_GONE,
    PAPER_IS_PUBLIC,
    missing_for_paper,
)
from .holding import edition_of, held, tell, text
from .meetings import of_forum


@dataclass(frozen=True)
class PaperContent:
    """What a coordinator says of a paper; `file` is the key of one that came in."""

    kind: str = PaperKind.PAPER
    title: str = ""
    due_on: date | None = None
    url: str = ""
    file: str = ""


def content_of(paper: MeetingPaper) -> PaperContent:
    key = paper.file.key if paper.file else ""
    return PaperContent(paper.kind, paper.title, paper.due_on, paper.url, key)


def _standing(meeting: Meeting, place: int) -> MeetingPaper:
    found = meeting.papers.standing().filter(position=place)
    paper = found.select_related("file", "published_in").first()
    if paper is None:
        raise NotReady([PAPER_GONE])
    return paper


@transaction.atomic
def save_paper(
    *,
    forum: Forum,
    meeting: Meeting,
    place: int | None,
    version: int,
    content: PaperContent,
    by: User,
    now: datetime,
) -> MeetingPaper:
    """One paper more, or one that waits and is said otherwise. What is promised of a public meeting is told.

    Without a title it is only promised. `version` of a new one is how many there were when the form was
    opened: sent twice it adds one.
    """
    forum = held(forum, by, now)
    meeting = of_forum(forum, meeting)
    if content.url and content.file:
        raise NotReady([ONE_PLACE])
    if not (content.title.strip() or content.due_on):
        raise NotReady(missing_for_paper(title="", is_there=True))
    if place is None:
        last = meeting.papers.order_by("position").last()
        if last and meeting.papers.count() > version and content_of(last) == content:
            return last
        paper = MeetingPaper(
            meeting=meeting, position=(meeting.papers.aggregate(last=Max("position"))["last"] or 0) + 1
        )
        before, kept = None, ""
    else:
        paper = _standing(meeting, place)
        if content_of(paper) == content:
            return paper
        if paper.is_published:
            raise NotReady([PAPER_IS_PUBLIC])
        before, kept = _promise(paper), paper.file.key if paper.file else ""
    if content.file and content.file != kept:
        check_senders({content.file}, by)
    paper.kind, paper.title, paper.due_on, paper.url = (
        content.kind,
        content.title,
        content.due_on,
        content.url,
    )
    paper.file = StoredFile.objects.get(key=content.file) if content.file else None
    if place is None:
        save_first(paper, by=by)
    else:
        save_version(paper, version=version, by=by)
    _tell_promise(forum, meeting, before, _promise(paper), by, now)
    return paper


def _promise(paper: MeetingPaper) -> dict[str, str] | None:
    """What is told of a paper that is not there yet."""
    return {"paper": paper.kind, "due_on": text(paper.due_on)} if paper.due_on else None


def _tell_promise(forum: Forum, meeting: Meeting, before, after, by: User, now: datetime) -> None:
    if not (meeting.is_published and forum.is_published) or before == after:
        return
    of = {"meeting": meeting.title}
    tell(forum, edition_of(by, now), before=before and of | before, after=after and of | after)


def reasons_not_to_publish(forum: Forum, meeting: Meeting, paper: MeetingPaper) -> list[Reason]:
    if paper.is_published:
        return [PAPER_IS_PUBLIC]
    if not (forum.is_published and meeting.is_published):
        return [FORUM_NOT_PUBLIC if not forum.is_published else MEETING_NOT_PUBLIC]
    return missing_for_paper(title=paper.title, is_there=paper.is_there)


@transaction.atomic
def publish_paper(
    *, forum: Forum, meeting: Meeting, place: int, version: int, by: User, now: datetime
) -> MeetingPaper:
    """Everybody may open it from now on; whether that is late, the day says."""
    forum = held(forum, by, now)
    meeting = of_forum(forum, meeting)
    paper = _standing(meeting, place)
    if reasons := reasons_not_to_publish(forum, meeting, paper):
        raise NotReady(reasons)
    paper.published_in = edition_of(by, now)
    save_version(paper, version=version, by=by)
    tell(forum, paper.published_in, after=told(meeting, paper))
    return paper


@transaction.atomic
def take_back_paper(*, forum: Forum, meeting: Meeting, place: int, by: User, now: datetime) -> None:
    """Gone where nobody was told of it, withdrawn where it could be read; a promise ends in the open."""
    forum = held(forum, by, now)
    meeting = of_forum(forum, meeting)
    paper = meeting.papers.standing().filter(position=place).first()
    if paper is None:  # pressed twice
        return
    if paper.is_published:
        paper.withdrawn_in = edition_of(by, now)
        save_version(paper, version=paper.version, by=by)
        tell(forum, paper.withdrawn_in, after=told(meeting, paper) | {"withdrawn": True})
        return
    before = _promise(paper)
    delete_by(paper, by=by)
    _tell_promise(forum, meeting, before, None, by, now)


def told(meeting: Meeting, paper: MeetingPaper) -> dict[str, Any]:
    """Which one it is; what it is called and holds stays in one place, where it can be withdrawn."""
    return {
        "meeting": meeting.title,
        "paper": paper.kind,
        "place": paper.position,
        "due_on": text(paper.due_on),
    }
