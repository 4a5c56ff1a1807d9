"""Everything that stands in the calendar, from the ground floor up; what is asked for of it; and by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagement.calendar import entries_of_engagement
from plans.calendar import Announced, Entry, entries_of_plans
from plans.choices import CalendarKind

from .days import days_said


def everything() -> list[Entry]:
    """In the order of their days; a known number of queries for any number of rows."""
    announced = Announced()
    found = [*entries_of_plans(announced), *entries_of_engagement(announced), *days_said().entries]
    return sorted(found, key=in_order)


def in_order(entry: Entry) -> tuple:
    """What is known only to the year or month stands before the days of it; then by the hour."""
    hour = entry.at.strftime("%H:%M") if entry.at else ""
    width = entry.starts.last - entry.first
    return entry.first, -width.days, hour, entry.kind.value, entry.name


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to see; empty is everything."""

    plan: str = ""
    kind: str = ""

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        return [
            entry
            for entry in entries
            if self.kind in ("", entry.kind) and (not self.plan or self.is_of_the_plan(entry))
        ]

    def is_of_the_plan(self, entry: Entry) -> bool:
        return entry.plan is not None and entry.plan.slug == self.plan


def plans_in(entries: Iterable[Entry]) -> dict[str, str]:
    """The plans that have entries, newest first: short title by slug."""
    plans = {entry.plan.slug: entry.plan for entry in entries if entry.plan}
    newest_first = sorted(
        plans.values(), key=lambda plan: (plan.starts_last or date.min, plan.slug), reverse=True
    )
    return {plan.slug: plan.short_title for plan in newest_first}


def kinds_in(entries: Iterable[Entry]) -> list[CalendarKind]:
    there = {entry.kind for entry in entries}
    return [kind for kind in CalendarKind if kind in there]


def by_month(entries: Iterable[Entry], today: date) -> list[tuple[str, list[Entry]]]:
    """What lasts over today first, where there is something; then month by month, in the order given."""
    entries = list(entries)
    now = [entry for entry in entries if runs_on(entry, today)]
    others = [entry for entry in entries if not runs_on(entry, today)]
    months = [(_month(key), list(group)) for key, group in groupby(others, key=_month_of)]
    return [(_("Running now"), now), *months] if now else months


def runs_on(entry: Entry, today: date) -> bool:
    """Whether it began before the day and is not over."""
    return entry.ends is not None and entry.starts.last < today <= entry.last


def _month_of(entry: Entry) -> tuple[int, int]:
    return entry.starts.last.year, 0 if entry.starts.precision == "year" else entry.starts.last.month


def _month(key: tuple[int, int]) -> str:
    year, month = key
    if not month:
        return _("Some day in %(year)s") % {"year": year}
    return date_format(date(year, month, 1), "F Y")
