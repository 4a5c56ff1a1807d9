"""Indicators and their values: written by the agency or the coordinator, published by the coordinator."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from plans.choices import PublicationKind
from plans.models import User
from plans.operations.editions import edition_by
from plans.operations.versions import save_first, save_version, sign
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..models import Commitment, Indicator, IndicatorValue
from ..permissions import can_write_values
from ..record.indicators import facts_of, indicator_url, said_of
from ..rules_entries import WHY_CHANGED
from ..rules_indicators import (
    SAME_VALUE,
    VALUE_KNOWN,
    VALUE_WAITS,
    IndicatorFacts,
    ValueSaid,
    missing_for_indicator,
    missing_for_value,
    plain,
)
from .entries import Told, ask_to_publish, discard, drop_entry, publish, reasons_not_to_correct, withdraw

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
    why: str = "",
) -> Indicator:
    """Keep what is measured. A change of a public one is public at once, with its reason and what stood."""
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
    if indicator.is_published and not why:
        raise NotReady([WHY_CHANGED])
    edition = edition_by(by=by, on=on) if indicator.is_published else None
    _write(indicator, facts, by, now, why=why)
    save_version(indicator, version=version, by=by)
    if edition:
        TOLD.announce(indicator, edition, before=before, why=why)
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
    stem = slugify(words.replace("_", " "))[:50].strip("-") or "one"
    places = (f"{stem}-{number}" if number > 1 else stem for number in range(1, len(taken) + 3))
    return next(slug for slug in places if slug not in taken and slug not in RESERVED)


def _write(indicator: Indicator, facts: IndicatorFacts, by: User, now: datetime, *, why: str = "") -> None:
    for name, value in vars(facts).items():
        setattr(indicator, name, value)
    sign(indicator, by, at=now, why=why)  # the day from which on it says so


def discard_indicator(*, indicator: Indicator, version: int, by: User, now: datetime) -> None:
    """Drop a draft that was never public, with the values that wait in it."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    discard(indicator, version=version, by=by)


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
    if reasons := reasons_not_to_record(indicator, said, corrects, timezone.localdate(now)):
        raise NotReady(reasons)
    value = IndicatorValue(indicator=indicator, corrects=corrects)
    for name, part in vars(said).items():
        setattr(value, name, part)
    save_first(value, by=by)
    body = _("%(who)s has written figures of an indicator. Read them, then publish them: %(link)s")
    ask_to_publish(indicator, by, timezone.localdate(now), body=body, address=indicator_url(indicator))
    return value


def reasons_not_to_record(
    indicator: Indicator, said: ValueSaid, corrects: IndicatorValue | None, on: date
) -> list[Reason]:
    """Why a value cannot be written, or brought in from a plan document."""
    reasons = missing_for_value(said, on=on, is_correction=corrects is not None)
    if corrects is None:
        return reasons + _reasons_of_the_day(indicator, said)
    reasons += reasons_not_to_correct(corrects, waits=VALUE_WAITS)
    before = said_of(corrects)
    if (said.value, said.source, said.source_url) == (before.value, before.source, before.source_url):
        reasons.append(SAME_VALUE)
    return reasons


def _reasons_of_the_day(indicator: Indicator, said: ValueSaid) -> list[Reason]:
    day = said.as_of_on
    of_the_day = indicator.values.filter(
        as_of_first=day.first if day else None, as_of_last=day.last if day else None
    )
    if of_the_day.waiting().exists():
        return [VALUE_WAITS]
    return [VALUE_KNOWN] if of_the_day.published().exists() else []


def drop_value(*, indicator: Indicator, version: int, value: IndicatorValue, by: User, now: datetime) -> None:
    """Take out a value that waits; what is public stays."""
    if not can_write_values(by, indicator.commitment, timezone.localdate(now)):
        raise PermissionDenied
    drop_entry(indicator, value, version=version, by=by)


# ---- In public ------------------------------------------------------------------------------------------


def publish_indicator(*, indicator: Indicator, version: int, by: User, now: datetime) -> None:
    """Make public in one edition what was read and waits: the indicator, and its values."""
    publish(indicator, version=version, by=by, now=now, told=TOLD)


def withdraw_indicator(*, indicator: Indicator, version: int, why: str, by: User, now: datetime) -> None:
    """Say in public that the commitment is measured by it no more, and why."""
    withdraw(indicator, version=version, why=why, by=by, now=now, told=TOLD)


def _value_in_data(value: IndicatorValue) -> dict[str, str | None]:
    said = vars(said_of(value))
    return said | {"as_of_on": str(value.as_of_on), "value": plain(value.value)}


TOLD = Told(PublicationKind.INDICATOR, PublicationKind.INDICATOR_VALUE, facts_of, _value_in_data)
