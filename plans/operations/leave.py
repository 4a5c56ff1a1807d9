"""Days away, and the secret address of a person's calendar: what each sets for themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ..models import CalendarFeed, Leave, User
from ..permissions import can_coordinate, is_staff_of_the_portal
from ..rules import NotReady, reasons_not_to_be_away


def can_set_leave(by: User, user: User, on: date) -> bool:
    """Each their own; a coordinator for others too."""
    return can_coordinate(by, on) or (by == user and is_staff_of_the_portal(by, on))


@transaction.atomic
def set_leave(*, user: User, from_on: date | None, until_on: date | None, by: User, now: datetime) -> Leave:
    """Say that somebody is away: what falls due in these days goes to others. The same days again change
    nothing."""
    on = timezone.localdate(now)
    if not can_set_leave(by, user, on):
        raise PermissionDenied
    known = list(user.leave.all())
    for leave in known:
        if (leave.from_on, leave.until_on) == (from_on, until_on):
            return leave
    others = [(leave.from_on, leave.until_on) for leave in known]
    if reasons := reasons_not_to_be_away(from_on, until_on, on=on, others=others):
        raise NotReady(reasons)
    whole = {"from_on": cast(date, from_on), "until_on": cast(date, until_on)}
    return Leave.objects.create(user=user, **whole)


@transaction.atomic
def end_leave(*, user: User, from_on: date, by: User, now: datetime) -> None:
    """Somebody is back, or does not go: today counts as there again. What is over stays as it was."""
    on = timezone.localdate(now)
    if not can_set_leave(by, user, on):
        raise PermissionDenied
    ahead = user.leave.filter(from_on=from_on, until_on__gte=on)
    ahead.filter(from_on__gte=on).delete()
    ahead.filter(from_on__lt=on).update(until_on=on - timedelta(days=1))


@transaction.atomic
def new_calendar_address(*, was: str, by: User, now: datetime) -> CalendarFeed:
    """Give somebody's calendar an address that nobody can guess; the one before ends.

    `was` is the key that they saw, empty where they had none: where it has
    changed since, it was asked for already, and nothing happens.
    """
    if not is_staff_of_the_portal(by, timezone.localdate(now)):
        raise PermissionDenied
    new = {"key": token_urlsafe(32), "made_at": now}
    feed, is_first = CalendarFeed.objects.get_or_create(user=by, defaults=new)
    if not is_first:
        CalendarFeed.objects.filter(pk=feed.pk, key=was).update(**new)
        feed.refresh_from_db()
    return feed


@transaction.atomic
def end_calendar(*, by: User) -> None:
    """Nobody reads somebody's calendar any more, until they ask for a new address."""
    CalendarFeed.objects.filter(user=by).delete()
