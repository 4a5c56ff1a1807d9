"""The days that no plan brings: budget, elections, OGP's own deadlines, from the setting CALENDAR_DAYS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import slugify

from plans.calendar import Entry
from plans.choices import CalendarKind
from plans.dates import YEARS, PartialDate

from ..demo.days import invented_days

KINDS = {"budget": CalendarKind.STATE, "election": CalendarKind.STATE, "ogp": CalendarKind.OGP}
REQUIRED, OPTIONAL = ("name", "kind", "on", "source"), ("until",)
MOST_LETTERS = 200
is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Said:
    """What the setting says: the days that can be read; for the operator, what is wrong with the others."""

    entries: list[Entry]
    problems: list[str]


def days_said() -> Said:
    """What CALENDAR_DAYS says; the demonstration has invented days where it says nothing."""
    text = settings.CALENDAR_DAYS.strip()
    if text:
        return read_days(text)
    return _read(invented_days(timezone.localdate())) if settings.DEMO else Said([], [])


def read_days(text: str) -> Said:
    try:
        rows = json.loads(text)
    except ValueError as error:
        return Said([], [f"it is not JSON: {error}"])
    if not isinstance(rows, list):
        return Said([], ["it is not a list: begin with [ and end with ]"])
    return _read(rows)


def _read(rows: list) -> Said:
    entries: dict[str, Entry] = {}
    problems = []
    for place, row in enumerate(rows, 1):
        wrong = list(_wrong_with(row))
        if not wrong:
            entry = _entry(row)
            if entry.name in entries:
                wrong = [f"it says “{row['name']}” on {row['on']} a second time"]
            entries.setdefault(entry.name, entry)
        problems += [f"day {place}: {one}" for one in wrong]
    return Said(list(entries.values()), problems)


def _wrong_with(row) -> Iterator[str]:
    if not isinstance(row, dict):
        yield 'it is not an object such as {"name": "Budget day", ...}'
        return
    yield from (f"“{name}” is missing" for name in REQUIRED if not row.get(name))
    yield from (f"“{name}” is not known" for name in row if name not in (*REQUIRED, *OPTIONAL))
    texts = {name: row[name] for name in (*REQUIRED, *OPTIONAL) if row.get(name)}
    not_texts = [name for name, value in texts.items() if not isinstance(value, str)]
    yield from (f"“{name}” is not a text" for name in not_texts)
    if not_texts:
        return
    if len(texts.get("name", "")) > MOST_LETTERS:
        yield f"“name” has more than {MOST_LETTERS} letters"
    if "kind" in texts and texts["kind"] not in KINDS:
        yield f"“{texts['kind']}” is no kind; write one of {', '.join(KINDS)}"
    if "source" in texts and not _is_web_address(texts["source"]):
        yield f"“{texts['source']}” is no web address"
    days = {name: _day(texts[name]) for name in ("on", "until") if name in texts}
    for name, day in days.items():
        if day is None:
            yield f"“{texts[name]}” is no day; write 2026-05-21, or 2026-05 where only the month is known"
    if days.get("on") and days.get("until") and days["until"] < days["on"]:
        yield "it ends before it begins"


def _day(text: str) -> PartialDate | None:
    try:
        day = PartialDate.parse(text)
    except ValueError:
        return None
    return day if day.first and day.last.year in YEARS else None


def _is_web_address(text: str) -> bool:
    try:
        is_address(text)
    except ValidationError:
        return False
    return True


def _entry(row: dict) -> Entry:
    until = row.get("until")
    return Entry(
        KINDS[row["kind"]],
        f"day-{slugify(row['name']) or row['kind']}-{row['on']}",
        row["name"],
        PartialDate.parse(row["on"]),
        ends=PartialDate.parse(until) if until and until != row["on"] else None,
        source=row["source"],
    )
