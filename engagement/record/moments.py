"""Consultations at a moment; and what is known only as totals, never added to what is counted here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from plans.dates import end_of
from plans.rules import overlaps

from ..choices import Dimension, Standing
from ..models import Consultation, CountedTotal, Outreach
from .answers import Tally, tallies_of


@dataclass
class AtMoment:
    """A consultation at a moment: how it stands, and how much came in."""

    consultation: Consultation  # `with_wholes`
    now: datetime
    tally: Tally

    @property
    def standing(self) -> Standing:
        return self.consultation.standing_at(self.now)

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN

    @property
    def is_over(self) -> bool:
        """Whether nobody can take part any more."""
        return self.standing not in (Standing.PLANNED, Standing.OPEN)

    @property
    def wholes(self) -> list[CountedTotal]:
        return self.consultation.wholes


def at_moment(consultations: Iterable[Consultation], now: datetime) -> list[AtMoment]:
    consultations = list(consultations)
    tallies = tallies_of(consultations)
    return [AtMoment(one, now, tallies[one.pk]) for one in consultations]


def end_or_now(on: date, *, now: datetime) -> datetime:
    """The moment that stands for a day: its end, or this moment while it lasts."""
    return min(end_of(on), now)


def outreach_beside(consultation: Consultation, told: Iterable[Outreach]) -> list[Outreach]:
    """Who was told while it ran, or some day of the same month where only that is known."""
    first, last = consultation.first_day, consultation.last_day
    if first is None or last is None:
        return []
    return [
        one
        for one in told
        if one.starts_on
        and overlaps(one.starts_first, one.ends_last or one.starts_last, first.first or first.last, last.last)
    ]


# ---- Counts known only as totals -----------------------------------------------------------------


@dataclass
class Row:
    """One line of a table of totals; None is *not counted*."""

    label: str
    number: int | None
    is_missing: bool = False  # what the table leaves out of the whole

    share: float = 0.0  # of the largest, in per cent

    @property
    def drawn(self) -> float:
        """How much of its bar is filled: what is not in the table stays an outline."""
        return 0.0 if self.is_missing else self.share


@dataclass
class TotalsTable:
    """Totals of one unit, broken down as their source does."""

    dimension: Dimension
    unit: str
    heading: str
    rows: list[Row]
    whole: int | None  # of the same unit, where the source states one
    sources: list[CountedTotal]

    @property
    def counted(self) -> int:
        return sum(row.number or 0 for row in self.rows if not row.is_missing)

    @property
    def printed(self) -> list[Row]:
        return [row for row in self.rows if not row.is_missing]

    @property
    def not_in_the_table(self) -> int | None:
        """What it leaves out of the whole; None where that cannot be told."""
        if self.whole is None or self.has_uncounted or self.whole < self.counted:
            return None
        return self.whole - self.counted

    @property
    def has_uncounted(self) -> bool:
        return any(row.number is None for row in self.rows)


def wholes_of(totals: Iterable[CountedTotal]) -> list[CountedTotal]:
    return [total for total in totals if total.dimension == Dimension.WHOLE]


def tables_of(totals: Iterable[CountedTotal]) -> list[TotalsTable]:
    """The tables as printed, each with a row for what it leaves out of the whole of its unit."""
    totals = list(totals)
    wholes: dict[str, list[int | None]] = {}
    for total in wholes_of(totals):
        wholes.setdefault(total.unit, []).append(total.number)
    tables = []
    parts = [total for total in totals if total.dimension != Dimension.WHOLE]
    for (dimension, unit, heading), group in groupby(
        parts, key=lambda total: (total.dimension, total.unit, total.heading)
    ):
        found = list(group)
        [whole] = wholes.get(unit, []) if len(wholes.get(unit, [])) == 1 else [None]
        rows = [Row(total.label, total.number) for total in found]
        table = TotalsTable(Dimension(dimension), unit, heading, rows, whole, found)
        if missing := table.not_in_the_table:
            rows.append(Row("", missing, is_missing=True))
        _measure(rows)
        tables.append(table)
    return tables


def _measure(rows: list[Row]) -> None:
    most = max((row.number or 0 for row in rows), default=0) or 1
    for row in rows:
        row.share = 100 * (row.number or 0) / most
