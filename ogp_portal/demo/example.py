"""The invented plan in force: `example.json` with the days that a first start gives it."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from reporting.document import canonical

SLUG = "example"
OPEN_PERIOD = "quarter-4"
MONTHS_BEFORE = 12  # the plan's first year is over: three quarters are reported, the fourth is being reported

HERE = Path(__file__).parent
DATE = re.compile(r"@(?P<month>-?\d+)(/(?P<day>\d+|end)(T(?P<time>\d{2}:\d{2}))?)?")


def document(day: date) -> dict:
    """The plan document of the example as of a day: in force since a year, with its fourth quarter open."""
    return canonical(dated(json.loads((HERE / "example.json").read_text(encoding="utf-8")), day))


def unpublished(day: date) -> list[dict]:
    """What is being written in the open quarter as of a day: reports and how far they are."""
    return dated(json.loads((HERE / "unpublished.json").read_text(encoding="utf-8")), day)


def elsewhere(day: date) -> dict:
    """What an agency does outside the plan, as of a day."""
    return dated(json.loads((HERE / "elsewhere.json").read_text(encoding="utf-8")), day)


def next_plan(day: date) -> dict:
    """The plan that is being made to follow the example, as of a day."""
    return dated(json.loads((HERE / "next.json").read_text(encoding="utf-8")), day)


def review(day: date) -> dict:
    """What stands in the mid-term self-assessment, and what the panel has said of it, as of a day."""
    return dated(json.loads((HERE / "review.json").read_text(encoding="utf-8")), day)


def dated(value, day: date):
    """The same with dates counted from the plan's first month: `@5`, `@5/14`, `@5/end`, `@5/14T17:00`."""
    if isinstance(value, dict):
        return {key: dated(part, day) for key, part in value.items()}
    if isinstance(value, list):
        return [dated(part, day) for part in value]
    if isinstance(value, str):
        match = DATE.fullmatch(value)
        if match:
            return _date(match, day)
        words = {"{years}": _years(day), "{next-years}": _years(day, 24), "{zone}": settings.TIME_ZONE}
        for name, said in words.items():
            value = value.replace(name, said)
        return value
    return value


def _date(match: re.Match, day: date) -> str:
    year, month = _month(int(match["month"]), day)
    if match["day"] is None:
        return f"{year}-{month:02}"
    last = monthrange(year, month)[1]
    text = f"{year}-{month:02}-{last if match['day'] == 'end' else int(match['day']):02}"
    if match["time"] is None:
        return text
    return timezone.make_aware(datetime.fromisoformat(f"{text}T{match['time']}")).isoformat()


def _month(number: int, day: date) -> tuple[int, int]:
    """Year and month of the plan's month of this number; the first is 0, the day stands in the thirteenth."""
    year, month = divmod(day.year * 12 + day.month - 1 - MONTHS_BEFORE + number, 12)
    return year, month + 1


def _years(day: date, month: int = 0) -> str:
    """The years of the plan that starts in a month, counted from this one's first."""
    first, last = _month(month, day)[0], _month(month + 23, day)[0]
    return f"{first}–{last % 100:02}"
