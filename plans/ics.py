"""Calendars as other software reads them: RFC 5545, whole days as dates, hours in their own zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from .calendar import Entry
from .forms import readable

ASK_AGAIN = timedelta(hours=6)
NEVER_SAID = datetime(1970, 1, 1, tzinfo=UTC)  # of what stands in the settings: no edition says when


def calendar_named(name: str) -> Calendar:
    """An empty one of this portal."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_HOST}//OGP portal//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", readable(name))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "duration"})
    return calendar


def is_fed(entry: Entry) -> bool:
    """Whether a feed has it: nobody's calendar takes a month, and no day is guessed."""
    return entry.is_listed and (entry.at is not None or entry.is_known_to_the_day)


def feed_of(name: str, entries: Iterable[Entry]) -> bytes:
    """The same entries are the same bytes: nothing in it depends on the moment of asking."""
    calendar = calendar_named(name)
    fed = [entry for entry in entries if is_fed(entry)]
    for zone, moments in _zones(fed).items():
        first, last = (moment.date() for moment in (min(moments), max(moments)))
        calendar.add_component(
            Timezone.from_tzid(
                zone, first_date=date(first.year - 1, 1, 1), last_date=date(last.year + 2, 1, 1)
            )
        )
    for entry in fed:
        calendar.add_component(event_of(entry))
    return calendar.to_ical()


def _zones(entries: Iterable[Entry]) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    for entry in entries:
        if entry.at:
            found.setdefault(_zone(entry.at).key, []).append(entry.at)
    return found


def _zone(at: datetime) -> ZoneInfo:
    return at.tzinfo if isinstance(at.tzinfo, ZoneInfo) else ZoneInfo(settings.TIME_ZONE)


def _invented(entry: Entry) -> str:
    return _("Invented example") if entry.plan and entry.plan.is_invented else ""


def event_of(entry: Entry) -> Event:
    """One entry; it keeps its UID however often it moves, and its SEQUENCE is the edition that moved it."""
    event = Event()
    event.add("uid", f"{entry.name}@{settings.SITE_HOST}")
    event.add("dtstamp", entry.said.at.astimezone(UTC) if entry.said else NEVER_SAID)
    if entry.said:
        event.add("last-modified", entry.said.at.astimezone(UTC))
        event.add("sequence", entry.said.edition)
    if entry.at:
        event.add("dtstart", timezone.localtime(entry.at, _zone(entry.at)))
    else:
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + timedelta(days=1))  # the day after: RFC 5545 leaves it out
    event.add("summary", readable(entry.title))
    link = entry.source or f"{settings.SITE_URL}{entry.address}"
    about = [entry.note, entry.plan.title if entry.plan else "", _invented(entry), link]
    event.add("description", "\n".join(dict.fromkeys(readable(one) for one in about if one)))
    event.add("url", link)
    if entry.place:
        event.add("location", readable(entry.place))
    event.add("categories", [str(entry.kind.label)])
    event.add("status", "CANCELLED" if entry.is_called_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
