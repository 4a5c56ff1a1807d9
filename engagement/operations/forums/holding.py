"""What everything that is done to a forum has in common: who may, whether it can be, how it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from plans.choices import PublicationKind
from plans.models import Edition, User
from plans.operations.editions import announce, edition_by
from plans.rules import NotReady, Reason

from ...models import Forum
from ...rules.forums import FORUM_BROUGHT_IN, FORUM_WITHDRAWN
from ..at_work import check_coordinator


def reasons_not_to_keep(forum: Forum) -> list[Reason]:
    """Why nothing of it can be changed here."""
    if forum.is_sourced:
        return [FORUM_BROUGHT_IN]
    return [FORUM_WITHDRAWN] if forum.withdrawn_in_id else []


def held(forum: Forum, by: User, now: datetime) -> Forum:
    """The forum as it is now, held until the transaction ends, where this person may keep it."""
    check_coordinator(by, now)
    forum = Forum.objects.select_for_update(of=("self",)).select_related("plan").get(pk=forum.pk)
    if reasons := reasons_not_to_keep(forum):
        raise NotReady(reasons)
    return forum


def edition_of(by: User, now: datetime) -> Edition:
    return edition_by(by=by, on=timezone.localdate(now))


def tell(forum: Forum, edition: Edition, *, before: dict | None = None, after: dict | None = None) -> None:
    """Enter in the edition what became public of a forum, or what it says otherwise than before."""
    announce(
        edition=edition,
        kind=PublicationKind.FORUM,
        address=forum.get_absolute_url(),
        before=before,
        after=after,
    )


def tell_otherwise(
    forum: Forum,
    before: dict[str, Any],
    after: dict[str, Any],
    by: User,
    now: datetime,
    *,
    always: tuple = (),
) -> None:
    """A public change, in an edition of its own: only what differs, and what names the thing (`always`)."""
    if before == after:
        return
    names = [name for name in after if name in always or before.get(name) != after[name]]
    tell(
        forum,
        edition_of(by, now),
        before={name: before.get(name) for name in names},
        after={name: after[name] for name in names},
    )


def text(value: Any) -> str:
    """As an entry of an edition has it: a date cut to its precision, and nothing as nothing."""
    return "" if value is None else str(value)
