"""Seats of a forum: who sits there by role and sector, from when to when; never by name in public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from plans.models import User
from plans.operations.versions import delete_by, save_first, save_version
from plans.rules import NotReady

from ...choices import Sector
from ...models import Forum, ForumMember
from ...rules.forums import SEAT_GONE, SEAT_IS_PUBLIC, wrong_in_member
from .holding import edition_of, held, tell, tell_otherwise, text


@dataclass(frozen=True)
class MemberContent:
    """What a coordinator says of a seat; `user` is whoever signs in here for it."""

    role: str = ""
    sector: str = Sector.CIVIL_SOCIETY
    affiliation: str = ""
    biography: str = ""
    from_on: date | None = None
    until_on: date | None = None
    user: User | None = None


NAMES = tuple(MemberContent.__dataclass_fields__)


def content_of(seat: ForumMember) -> MemberContent:
    return MemberContent(**{name: getattr(seat, name) for name in NAMES})


@transaction.atomic
def save_member(
    *, forum: Forum, seat: int | None, version: int, content: MemberContent, by: User, now: datetime
) -> ForumMember:
    """One seat more, or one that is said otherwise; of a public forum that is public at once.

    The same once more is the one that is there, where it was added within this forum just before.
    """
    forum = held(forum, by, now)
    reasons = wrong_in_member(role=content.role, from_on=content.from_on, until_on=content.until_on)
    if reasons:
        raise NotReady(reasons)
    if seat is None:
        return _add(forum, content, version, by, now)
    row = forum.members.filter(position=seat).first()
    if row is None:
        raise NotReady([SEAT_GONE])
    if content_of(row) == content:
        return row
    before = told(row)
    _write(row, content)
    save_version(row, version=version, by=by)
    if forum.is_published:
        tell_otherwise(forum, before, told(row), by, now, always=("seat", "role"))
    return row


def _add(forum: Forum, content: MemberContent, read: int, by: User, now: datetime) -> ForumMember:
    """`read` is how many seats there were when the form was opened: sent twice it adds one."""
    last = forum.members.order_by("position").last()
    if last and forum.members.count() > read and content_of(last) == content:
        return last
    place = (forum.members.aggregate(last=Max("position"))["last"] or 0) + 1
    row = ForumMember(forum=forum, position=place)
    _write(row, content)
    save_first(row, by=by)
    if forum.is_published:
        tell(forum, edition_of(by, now), after=told(row))
    return row


def _write(row: ForumMember, content: MemberContent) -> None:
    for name in NAMES:
        setattr(row, name, getattr(content, name))


@transaction.atomic
def remove_member(*, forum: Forum, seat: int, by: User, now: datetime) -> None:
    """Gone where nobody was told of it; in a public forum a seat ends by its last day, and stays."""
    forum = held(forum, by, now)
    row = forum.members.filter(position=seat).first()
    if row is None:  # pressed twice
        return
    if forum.is_published:
        raise NotReady([SEAT_IS_PUBLIC])
    delete_by(row, by=by)


def told(row: ForumMember) -> dict[str, Any]:
    """What the public reads of a seat: nobody's name."""
    return {
        "seat": row.position,
        "role": row.role,
        "sector": row.sector,
        "affiliation": row.affiliation,
        "biography": row.biography,
        "from_on": text(row.from_on),
        "until_on": text(row.until_on),
    }
