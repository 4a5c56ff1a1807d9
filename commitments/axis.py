"""The time axis that strips and timelines share: days in, places on a line out.

Places are text as SVG takes them ("17.18%"), from 0 at the left to 100 at the
right, the same in every language. What lies beyond an edge is held at it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from plans.dates import PartialDate, StatedDate

from .choices import Stage

QUARTERS = (1, 4, 7, 10)
LONGEST_WITH_QUARTERS = 4  # years; beyond that the lines would be a hatching
ROOM_FOR_A_YEAR = 12.0  # per cent of a phone's width that the word "2016" needs, with a gap


@dataclass(frozen=True)
class Tick:
    """A vertical line of the axis, and the year where one begins and has room for its word."""

    x: str
    year: str = ""


@dataclass(frozen=True)
class Axis:
    """From the first to the last day drawn, both included."""

    first: date
    last: date

    def percent(self, day: date) -> float:
        """Where the morning of a day is."""
        part = (day - self.first) / (self.last + timedelta(days=1) - self.first)
        return min(max(100 * part, 0.0), 100.0)

    def x(self, day: date) -> str:
        """Where a day begins."""
        return place(self.percent(day))

    def end_x(self, day: date) -> str:
        """Where a day is over: a due date is kept until its last evening."""
        return self.x(day + timedelta(days=1))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def years(self) -> list[Tick]:
        """The beginnings of years, each with its word unless that would run over the right edge."""
        begins = [date(year, 1, 1) for year in range(self.first.year, self.last.year + 1)]
        return [
            Tick(self.x(day), str(day.year) if self.percent(day) < 100 - ROOM_FOR_A_YEAR else "")
            for day in begins
            if self.holds(day)
        ]

    @property
    def first_year(self) -> str:
        """The year at the left edge, where it has room before the next one begins."""
        next_year = date(self.first.year + 1, 1, 1)
        has_room = self.last < next_year or self.percent(next_year) >= ROOM_FOR_A_YEAR
        begins_there = self.first == date(self.first.year, 1, 1)
        return str(self.first.year) if has_room and not begins_there else ""

    @property
    def quarters(self) -> list[Tick]:
        """The beginnings of the other quarters."""
        if self.last.year - self.first.year >= LONGEST_WITH_QUARTERS:
            return []
        years = range(self.first.year, self.last.year + 1)
        days = [date(year, month, 1) for year in years for month in QUARTERS[1:]]
        return [Tick(self.x(day)) for day in days if self.holds(day)]


@dataclass(frozen=True)
class Line:
    """One milestone on the axis. Places are None where there is nothing to draw."""

    start: str
    end: str
    agreed: str | None = None  # the agreed due date, where the current one has moved from it
    past: str | None = None  # how far it has run past its date by the day asked about
    due: str | None = None  # where the due date begins: it is drawn as wide as it is precise
    due_width: str | None = None
    goes_on: bool = False  # beyond the right edge, or without an end date
    came_before: bool = False  # began before the left edge

    @property
    def turn(self) -> str:
        """Where the firm line ends and the moved one begins."""
        return self.agreed or self.end


def place(percent: float) -> str:
    return f"{percent:.2f}%"


def month_before(day: date) -> date:
    """The first day of the month before."""
    year, months = divmod(day.year * 12 + day.month - 2, 12)
    return date(year, months + 1, 1)


def month_after(day: date) -> date:
    """The last day of the month after."""
    year, months = divmod(day.year * 12 + day.month, 12)
    return date(year, months + 1, calendar.monthrange(year, months + 1)[1])


def axis_of(
    starts: PartialDate | None, ends: PartialDate | None, dates: Iterable[StatedDate] = ()
) -> Axis | None:
    """The plan's days with a month of air at both ends; without them, the days of its milestones."""
    known = [said.on for said in dates if said and said.on]
    firsts = [starts] if starts else known
    lasts = [ends] if ends else known
    if not firsts or not lasts:
        return None
    first = min(one.first or one.last for one in firsts)
    last = max(one.last for one in lasts)
    return Axis(month_before(first), month_after(max(first, last)))


def line_of(
    axis: Axis,
    *,
    starts: StatedDate,
    due: StatedDate,
    agreed_due: StatedDate,
    stage: Stage | None,
    on: date,
) -> Line | None:
    """How a milestone is drawn; None where neither its start nor its end is known."""
    if not starts.on and not due.on:
        return None
    begins = (starts.on or due.on).first or (starts.on or due.on).last
    came_before = begins < axis.first
    start = axis.x(begins)
    if due.on is None:
        return Line(start=start, end=place(100), goes_on=True, came_before=came_before)
    has_moved = bool(agreed_due.on) and agreed_due.on != due.on
    is_past = stage not in (None, Stage.COMPLETED) and due.on.last < on
    due_first = due.on.first or due.on.last
    due_end = axis.percent(due.on.last + timedelta(days=1))
    return Line(
        start=start,
        end=axis.end_x(due.on.last),
        agreed=axis.end_x(agreed_due.on.last) if has_moved else None,
        past=axis.x(on) if is_past and due.on.last < axis.last else None,
        due=axis.x(due_first),
        due_width=place(due_end - axis.percent(due_first)),
        goes_on=due.on.last > axis.last,
        came_before=came_before,
    )
