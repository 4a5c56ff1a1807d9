"""Dates as precise as their source: a day, a month, a year, or *on or before* a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import total_ordering

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

YEARS = range(1900, 2200)  # what a date in a plan may be; a slip of the pen is not
OPEN_START = "../"  # ISO 8601-2 (EDTF): an interval without a known start


def end_of(day: date) -> datetime:
    """The instant at which the day is over, in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """The days a date may mean: from `first` to `last`, both included.

    A day has one, a month all of its days, a year all of its days. `first` is
    None where only *on or before* is known. As text it is an ISO date cut to
    its precision (`2016-10`), or `../2017-11-30` for *on or before*.
    """

    first: date | None
    last: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2016`, `2016-10`, `2016-10-01` or `../2017-11-30`; ValueError on anything else."""
        if text.startswith(OPEN_START):
            return cls(None, date.fromisoformat(text.removeprefix(OPEN_START)))
        match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text, re.ASCII)
        if not match:
            raise ValueError(f"not a date cut to its precision: {text!r}")
        year, month, day = (int(part) if part else None for part in match.groups())
        if day:
            return cls.of(date(year, month, day))
        if month:
            return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls(day, day)

    @property
    def precision(self) -> str:
        if self.first is None:
            return "on or before"
        if self.first == self.last:
            return "day"
        return "month" if self.first.month == self.last.month else "year"

    def __str__(self) -> str:
        if self.first is None:
            return f"{OPEN_START}{self.last.isoformat()}"
        return self.last.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    def __lt__(self, other: PartialDate) -> bool:
        return (self.last, self.first or date.min) < (other.last, other.first or date.min)

    @property
    def words(self) -> str:
        """For people: "1 July 2017", "October 2016", "2016", "on or before 30 November 2017"."""
        if self.first is None:
            return _("on or before %(day)s") % {"day": date_format(self.last, "j F Y")}
        return date_format(self.last, {"day": "j F Y", "month": "F Y", "year": "Y"}[self.precision])


@dataclass(frozen=True)
class StatedDate:
    """A date as it was stated: precise, in words ("throughout the project"), or neither."""

    on: PartialDate | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.on or self.text)

    @property
    def is_open_ended(self) -> bool:
        return self.on is None and bool(self.text)

    @property
    def words(self) -> str:
        return self.on.words if self.on else self.text or _("not known")
