"""The cycles against each other: one row a plan and one a kind of day, on one axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from commitments.axis import Axis, month_after, month_before, place
from plans.calendar import Entry
from plans.choices import CalendarKind
from plans.rules import months_later

from .entries import runs_on

MONTHS_BEFORE, MONTHS_AHEAD = 12, 24  # what is drawn where no plan is asked for
HALF, ROW = 16, 14  # above the first line of a row; from one line to the next
DOT = 2.4  # per cent of a phone's width that a day needs
GAP = 0.4


@dataclass(frozen=True)
class Mark:
    """One entry as it is drawn: a line where it lasts, a dot on its day, a pale block where none is known."""

    entry: Entry
    x: str
    end: str = ""  # where it lasts
    span: str = ""  # how wide it is where only month or year are known
    y: int = HALF
    is_now: bool = False
    came_before: bool = False
    goes_on: bool = False


@dataclass
class Lane:
    """One row of the chart: what stands in it never lies on top of each other."""

    label: str
    marks: list[Mark] = field(default_factory=list)

    @property
    def height(self) -> int:
        return max((mark.y for mark in self.marks), default=HALF) + HALF

    @property
    def entries(self) -> list[Entry]:
        return [mark.entry for mark in self.marks]


@dataclass(frozen=True)
class Chart:
    axis: Axis
    lanes: list[Lane]


def chart_of(entries: Iterable[Entry], today: date, *, is_of_one_plan: bool) -> Chart | None:
    """None where nothing would be drawn."""
    drawn = [entry for entry in entries if entry.is_drawn]
    axis = _axis(drawn, today, is_of_one_plan)
    drawn = [entry for entry in drawn if axis and axis.first <= entry.last and entry.first <= axis.last]
    if axis is None or not drawn:
        return None
    lanes: dict[tuple, list[Entry]] = {}
    for entry in sorted(drawn, key=_lane_key):
        lanes.setdefault(_lane_key(entry), []).append(entry)
    return Chart(axis, [Lane(_label(those[0]), _packed(axis, those, today)) for those in lanes.values()])


def _axis(drawn: list[Entry], today: date, is_of_one_plan: bool) -> Axis | None:
    """Three years around today; of one plan, all of its days with a month of air at both ends."""
    if not is_of_one_plan:
        begins = today.replace(day=1)
        return Axis(months_later(begins, -MONTHS_BEFORE), month_after(months_later(begins, MONTHS_AHEAD - 2)))
    if not drawn:
        return None
    first, last = min(entry.first for entry in drawn), max(entry.last for entry in drawn)
    return Axis(month_before(first), month_after(last))


def _lane_key(entry: Entry) -> tuple:
    """Plans have a row each, in the order of their terms; of everything else there is one row a kind."""
    place_of_kind = list(CalendarKind).index(entry.kind)
    if entry.kind == CalendarKind.PLAN and entry.plan:
        return place_of_kind, entry.first, entry.plan.slug
    return (place_of_kind,)


def _label(entry: Entry) -> str:
    return entry.plan.short_title if entry.kind == CalendarKind.PLAN and entry.plan else str(entry.kind.label)


def _packed(axis: Axis, entries: list[Entry], today: date) -> list[Mark]:
    """Each on the first line on which nothing lies before it."""
    ends: list[float] = []
    marks = []
    for entry in sorted(entries, key=lambda one: (one.first, one.last)):
        begin, end = axis.percent(entry.first), _end(axis, entry)
        line = next((at for at, taken in enumerate(ends) if taken + GAP <= begin), len(ends))
        ends[line : line + 1] = [end]
        marks.append(_mark(axis, entry, HALF + ROW * line, today))
    return marks


def _end(axis: Axis, entry: Entry) -> float:
    return max(axis.percent(entry.last) if entry.ends else 0, axis.percent(entry.first) + DOT)


def _mark(axis: Axis, entry: Entry, y: int, today: date) -> Mark:
    about = {
        "y": y,
        "is_now": runs_on(entry, today),
        "came_before": entry.first < axis.first,
        "goes_on": entry.last > axis.last,
    }
    if entry.ends:
        return Mark(entry, axis.x(entry.first), end=axis.end_x(entry.last), **about)
    if entry.starts.precision in ("month", "year"):
        width = axis.percent(entry.last) - axis.percent(entry.first)
        return Mark(entry, axis.x(entry.first), span=place(max(width, DOT)), **about)
    return Mark(entry, axis.x(entry.first), **about)
