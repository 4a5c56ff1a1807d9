"""What an indicator with its values and a piece of work with its news share, from the first draft to the end.

Whatever is saved claims the version of the whole, that of its entries too: of two people who write at the
same time the second sees what the first did. What is public is never edited: an entry is corrected by
another, and the whole is withdrawn in public.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PublicationKind, Role
from plans.models import Edition, Membership, User
from plans.operations.editions import announce, capacity, edition_by
from plans.operations.outbox import enqueue_mail
from plans.operations.versions import delete_by, save_first, save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..models import Indicator, IndicatorValue, WorkElsewhere, WorkUpdate
from ..rules import NOT_PUBLISHED
from ..rules_entries import IS_PUBLIC, NOT_PUBLIC, NOTHING_WAITS, WHY_WITHDRAWN

Whole = Indicator | WorkElsewhere
Entry = IndicatorValue | WorkUpdate


@dataclass(frozen=True)
class Told:
    """How one kind of them, and its entries, are told of in an edition."""

    whole: PublicationKind
    entry: PublicationKind
    facts: Callable[[Any], Any]  # of the whole; says `in_data`
    said: Callable[[Any], dict]  # by an entry

    def announce(self, whole: Whole, edition: Edition, *, before: Any = None, why: str = "") -> None:
        """What it says, with what it said before where that is changed in public."""
        reason = {"why": why} if why else {}
        announce(
            edition=edition,
            kind=self.whole,
            address=whole.get_absolute_url(),
            before=before and before.in_data,
            after=self.facts(whole).in_data | reason,
        )


# ---- Before it is public --------------------------------------------------------------------------------


@transaction.atomic
def discard(whole: Whole, *, version: int, by: User) -> None:
    """Drop a draft that was never public, with what waits in it."""
    save_version(whole, version=version, by=by)
    if type(whole).objects.get(pk=whole.pk).published_in_id:
        raise NotReady([IS_PUBLIC])
    _drop_all(whole, by)
    delete_by(whole, by=by)


@transaction.atomic
def drop_entry(whole: Whole, entry: Entry, *, version: int, by: User) -> None:
    """Take out what waits; what is public stays."""
    save_version(whole, version=version, by=by)
    if not whole.entries.waiting().filter(pk=entry.pk).exists():
        raise NotReady([IS_PUBLIC])
    delete_by(entry, by=by)


def _drop_all(whole: Whole, by: User) -> None:
    for entry in whole.entries.waiting():
        delete_by(entry, by=by)


def reasons_not_to_correct(corrects: Entry, *, waits: Reason) -> list[Reason]:
    """Why a published entry cannot be corrected now; one correction of it waits at the most."""
    correction = type(corrects).objects.filter(corrects=corrects).first()
    if correction and correction.published_in_id is None:
        return [waits]
    return [NOT_PUBLISHED] if correction or not corrects.is_published else []


# ---- Publishing -----------------------------------------------------------------------------------------


def publish(
    whole: Whole,
    *,
    version: int,
    by: User,
    now: datetime,
    told: Told,
    first: Callable[[Edition], None] = lambda edition: None,
) -> None:
    """Make public in one edition what was read and waits: the whole, and its entries.

    What must be public before the whole is, `first` publishes.
    """
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    try:
        with transaction.atomic():
            _publish(whole, version, by, now, told, first)
    except Stale:
        saved = type(whole).objects.get(pk=whole.pk)
        if not saved.is_published or saved.entries.waiting().exists():
            raise  # else a button was pressed twice


def _publish(
    whole: Whole,
    version: int,
    by: User,
    now: datetime,
    told: Told,
    first: Callable[[Edition], None],
) -> None:
    edition = edition_by(by=by, on=timezone.localdate(now))  # whoever publishes at the same time waits here
    is_new = whole.published_in_id is None
    if is_new:
        whole.published_in = edition
    save_version(whole, version=version, by=by)
    waiting = list(whole.entries.waiting().select_related("corrects"))
    if not is_new and not waiting:
        raise NotReady([NOTHING_WAITS])
    if is_new:
        first(edition)
        told.announce(whole, edition)
    for entry in waiting:
        _publish_entry(whole, entry, edition, by, told)


def _publish_entry(whole: Whole, entry: Entry, edition: Edition, by: User, told: Told) -> None:
    entry.published_in = edition
    save_first(entry, by=by)
    if entry.corrects:
        entry.corrects.withdrawn_in = edition
        save_first(entry.corrects, by=by)
    announce(
        edition=edition,
        kind=told.entry,
        address=whole.get_absolute_url(),
        before=entry.corrects and told.said(entry.corrects),
        after=told.said(entry),
    )


# ---- Withdrawing ----------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(whole: Whole, *, version: int, why: str, by: User, now: datetime, told: Told) -> None:
    """Say in public that it no longer stands, and why. What it said stays; what waited in it goes."""
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    if not why.strip():
        raise NotReady([WHY_WITHDRAWN])
    edition = edition_by(by=by, on=on)
    there = type(whole).objects.get(pk=whole.pk)
    if not there.is_published:
        raise NotReady([NOT_PUBLIC])
    there.withdrawn_in, there.withdrawn_on, there.why_withdrawn = edition, on, why.strip()
    save_version(there, version=version, by=by)
    _drop_all(there, by)
    announce(
        edition=edition,
        kind=told.whole,
        address=there.get_absolute_url(),
        after={"withdrawn_on": str(on), "why": why.strip()},
    )


# ---- Who hears of it ------------------------------------------------------------------------------------


def ask_to_publish(whole: Whole, by: User, on: date, *, body: str, address: str) -> None:
    """The coordinators hear of what an agency has written, once a day at the most."""
    if can_coordinate(by, on):
        return
    kind = "work" if isinstance(whole, WorkElsewhere) else "indicator"
    for user in {held.user for held in Membership.objects.acting(Role.COORDINATOR, on)}:
        enqueue_mail(
            to=user.email,
            subject=_("To publish: %(name)s") % {"name": whole},
            body=body % {"who": capacity(by, on), "link": settings.SITE_URL + address},
            key=f"{kind}-{whole.pk}-waits-{on}-{user.pk}",
        )
