"""Indicators and their values: written by the agency or the coordinator, published by the coordinator.

Whatever is saved about an indicator claims its version, that of its values too: of two people who write
at the same time the second sees what the first did. A value that is public is never edited: a correction
is a new row.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from plans.choices import PublicationKind, Role
from plans.models import Edition, Membership, User
from plans.operations.editions import announce, capacity, edition_by
from plans.operations.outbox import enqueue_mail
from plans.operations.versions import delete_by, save_first, save_version, sign
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..models import Commitment, Indicator, IndicatorValue
from ..permissions import can_write_values
from ..record.indicators import facts_of, indicator_url, said_of
from ..rules import NOT_PUBLISHED
from ..rules_indicators import (
    IS_PUBLIC,
    NOTHING_WAITS,
    SAME_VALUE,
    VALUE_KNOWN,
    VALUE_WAITS,
    IndicatorFacts,
    ValueSaid,
    missing_for_indicator,
    missing_for_value,
    plain,
)

RESERVED = ("new",)  # what addresses of the workspace mean something else by


# ---- What is measured -----------------------------------------------------------------------------------


@transaction.atomic
def save_indicator(
    *,
    commitment: Commitment,
    indicator: Indicator | None,
    version: int,
    facts: IndicatorFacts,
    by: User,
    now: datetime,
) -> Indicator:
    """Keep what is measured. Of one that is public the change is public at once, with what stood before."""
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    if reasons := missing_for_indicator(facts):
        raise NotReady(reasons)
    if indicator is None:
        return _begin(commitment, facts, by, now)
    before = facts_of(indicator)
    if facts == before:
        return indicator
    edition = edition_by(by=by, on=on) if indicator.is_published else None
    _write(indicator, facts, by, now)
    save_version(indicator, version=version, by=by)
    if edition:
        _announce(indicator, edition, before=before)
    return indicator


def _begin(commitment: Commitment, facts: IndicatorFacts, by: User, now: datetime) -> Indicator:
    """A draft of a new one; the same again where a button was pressed twice."""
    Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    others = list(commitment.indicators.all())
    for other in others:
        if other.published_in_id is None and facts_of(other) == facts:
            return other
    indicator = Indicator(commitment=commitment, slug=free_slug(facts.name, {one.slug for one in others}))
    indicator.position = (commitment.indicators.aggregate(last=Max("position"))["last"] or 0) + 1
    _write(indicator, facts, by, now)
    save_first(indicator, by=by)
    return indicator


def free_slug(words: str, taken: set[str]) -> str:
    """A name for addresses, made of words; numbered where it is another's."""
    stem = slugify(words)[:50].strip("-") or "one"
    places = (f"{stem}-{number}" if number > 1 else stem for number in range(1, len(taken) + 3))
    return next(slug for slug in places if slug not in taken and slug not in RESERVED)


def _write(indicator: Indicator, facts: IndicatorFacts, by: User, now: datetime) -> None:
    for name, value in vars(facts).items():
        setattr(indicator, name, value)
    sign(indicator, by, at=now)  # the day from which on it says so


@transaction.atomic
def discard_indicator(*, indicator: Indicator, version: int, by: User, now: datetime) -> None:
    """Drop a draft that was never public, with the values that wait in it."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    save_version(indicator, version=version, by=by)
    if Indicator.objects.get(pk=indicator.pk).published_in_id:
        raise NotReady([IS_PUBLIC])
    for value in indicator.values.all():
        delete_by(value, by=by)
    delete_by(indicator, by=by)


# ---- Its values -----------------------------------------------------------------------------------------


def record_value(
    *,
    indicator: Indicator,
    version: int,
    said: ValueSaid,
    by: User,
    now: datetime,
    corrects: IndicatorValue | None = None,
) -> IndicatorValue:
    """Write what it stood at on a day, to wait for the coordinator; a correction keeps the day."""
    on = timezone.localdate(now)
    if not can_write_values(by, indicator.commitment, on):
        raise PermissionDenied
    try:
        with transaction.atomic():
            return _record(indicator, version, said, corrects, by, now)
    except Stale:
        for waiting in indicator.values.waiting():
            if said_of(waiting) == said and waiting.corrects_id == (corrects and corrects.pk):
                return waiting  # a button was pressed twice
        raise


def _record(
    indicator: Indicator,
    version: int,
    said: ValueSaid,
    corrects: IndicatorValue | None,
    by: User,
    now: datetime,
) -> IndicatorValue:
    save_version(indicator, version=version, by=by)
    if reasons := _reasons_not_to_record(indicator, said, corrects, timezone.localdate(now)):
        raise NotReady(reasons)
    value = IndicatorValue(indicator=indicator, corrects=corrects)
    for name, part in vars(said).items():
        setattr(value, name, part)
    save_first(value, by=by)
    _ask_to_publish(indicator, by, timezone.localdate(now))
    return value


def _reasons_not_to_record(
    indicator: Indicator, said: ValueSaid, corrects: IndicatorValue | None, on: date
) -> list[Reason]:
    reasons = missing_for_value(said, on=on, is_correction=corrects is not None)
    day = said.as_of_on
    of_the_day = indicator.values.filter(
        as_of_first=day.first if day else None, as_of_last=day.last if day else None
    )
    if of_the_day.waiting().exists():
        reasons.append(VALUE_WAITS)
    elif corrects is None and of_the_day.published().exists():
        reasons.append(VALUE_KNOWN)
    if corrects is None:
        return reasons
    if not corrects.is_published:
        reasons.append(NOT_PUBLISHED)
    before = said_of(corrects)
    if (said.value, said.source, said.source_url) == (before.value, before.source, before.source_url):
        reasons.append(SAME_VALUE)
    return reasons


@transaction.atomic
def drop_value(*, indicator: Indicator, version: int, value: IndicatorValue, by: User, now: datetime) -> None:
    """Take out a value that waits; what is public stays."""
    if not can_write_values(by, indicator.commitment, timezone.localdate(now)):
        raise PermissionDenied
    save_version(indicator, version=version, by=by)
    if not indicator.values.waiting().filter(pk=value.pk).exists():
        raise NotReady([IS_PUBLIC])
    delete_by(value, by=by)


# ---- Publishing -----------------------------------------------------------------------------------------


def publish_indicator(*, indicator: Indicator, version: int, by: User, now: datetime) -> None:
    """Make public in one edition what was read and waits: the indicator, and its values."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    try:
        with transaction.atomic():
            _publish(indicator, version, by, now)
    except Stale:
        saved = Indicator.objects.get(pk=indicator.pk)
        if not saved.is_published or saved.values.waiting().exists():
            raise  # else a button was pressed twice


def _publish(indicator: Indicator, version: int, by: User, now: datetime) -> None:
    edition = edition_by(by=by, on=timezone.localdate(now))  # whoever publishes at the same time waits here
    is_new = indicator.published_in_id is None
    if is_new:
        indicator.published_in = edition
    save_version(indicator, version=version, by=by)
    waiting = list(indicator.values.waiting().select_related("corrects"))
    if not is_new and not waiting:
        raise NotReady([NOTHING_WAITS])
    if is_new:
        _announce(indicator, edition, before=None)
    for value in waiting:
        _publish_value(indicator, value, edition, by)


def _publish_value(indicator: Indicator, value: IndicatorValue, edition: Edition, by: User) -> None:
    value.published_in = edition
    save_first(value, by=by)
    if value.corrects:
        value.corrects.withdrawn_in = edition
        save_first(value.corrects, by=by)
    announce(
        edition=edition,
        kind=PublicationKind.INDICATOR_VALUE,
        address=indicator.get_absolute_url(),
        before=value.corrects and _value_in_data(value.corrects),
        after=_value_in_data(value),
    )


def _announce(indicator: Indicator, edition: Edition, *, before: IndicatorFacts | None) -> None:
    announce(
        edition=edition,
        kind=PublicationKind.INDICATOR,
        address=indicator.get_absolute_url(),
        before=before and before.in_data,
        after=facts_of(indicator).in_data,
    )


def _value_in_data(value: IndicatorValue) -> dict[str, str | None]:
    said = vars(said_of(value))
    return said | {"as_of_on": str(value.as_of_on), "value": plain(value.value)}


def _ask_to_publish(indicator: Indicator, by: User, on: date) -> None:
    """The coordinators hear of what an agency has written, once a day at the most."""
    if can_coordinate(by, on):
        return
    for user in {held.user for held in Membership.objects.acting(Role.COORDINATOR, on)}:
        enqueue_mail(
            to=user.email,
            subject=_("To publish: %(name)s") % {"name": indicator.name},
            body=_("%(who)s has written figures of an indicator. Read them, then publish them: %(link)s")
            % {"who": capacity(by, on), "link": settings.SITE_URL + indicator_url(indicator)},
            key=f"indicator-{indicator.pk}-waits-{on}-{user.pk}",
        )
