"""Indicators on a page: their words, and their line as SVG in attributes and classes."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from django import template
from django.utils.translation import gettext as _

from plans.dates import PartialDate

from ..axis import Axis, month_after, month_before, place
from ..record.elsewhere import WorkOnDay
from ..record.indicators import IndicatorOnDay
from ..record.restated import Restated, changes_between
from ..record.staff_history import INDICATOR, WORK
from ..rules_indicators import IndicatorFacts
from ..words import joined
from ..words.indicators import indicator_words, value_words

register = template.Library()

register.filter("value_words", value_words)
register.filter("indicator_words", indicator_words)

TOP, BOTTOM = 30, 140  # between which the line is drawn
FLOOR, HEIGHT = 166, 192  # the line above the years, and the picture's height
ROOM = 14  # that a label needs above or below a line
ROOM_BEHIND = 72.0  # per cent of the width up to which there is room for words behind a point
SHORT_UNIT = 10  # letters of a unit that a picture has room for
EDGE = 18.0  # per cent of a phone's width within which a label would run over
MOST_SAID = 6  # figures that the picture's text names one by one


@register.filter
def restated_words(change: Restated) -> list:
    """What was changed of what an indicator, or a piece of work, says: label, before, after."""
    labels = INDICATOR if isinstance(change.after, IndicatorFacts) else WORK
    return changes_between(change.before, change.after, labels)


@register.filter
def work_when(one: WorkOnDay) -> str:
    """ "March 2025 to June 2026", "since March 2025": the days of a piece of work."""
    starts, ends = one.facts.starts_on, one.facts.ends_on
    if starts and ends:
        return _("%(start)s to %(end)s") % {"start": starts.words, "end": ends.words}
    if starts:
        return _("From %(start)s") % {"start": starts.words}
    return _("Until %(end)s") % {"end": ends.words} if ends else ""


@register.inclusion_tag("commitments/figures/_line.html")
def indicator_line(one: IndicatorOnDay) -> dict:
    """Where it began, every value, and the target; nothing where there is no more than a point."""
    figures, facts = one.figures, one.facts
    aims = [(facts.target_on, facts.target)] if facts.target is not None else []
    if len(figures + aims) < 2:
        return {"points": None}
    drawing = Drawing([*figures, *aims])
    points = [drawing.point(day, number) for day, number in figures]
    return {
        "axis": drawing.axis,
        "height": HEIGHT,
        "bottom": FLOOR,
        "points": points,
        "segments": list(pairwise(points)),
        "target": drawing.target(facts) if aims else None,
        "first": _first_label(points, figures, facts),
        "latest": drawing.latest_label(points, figures, facts) if points else None,
        "label": _in_words(one),
    }


class Drawing:
    """Days to places from left to right, numbers to heights."""

    def __init__(self, figures: list[tuple[PartialDate, Decimal]]):
        days, numbers = [day.last for day, _number in figures], [number for _day, number in figures]
        self.axis = Axis(month_before(min(days)), month_after(max(days)))
        self.low, self.high = min(numbers), max(numbers)

    def y(self, number: Decimal) -> float:
        if self.high == self.low:
            return (TOP + BOTTOM) / 2
        return BOTTOM - float((number - self.low) / (self.high - self.low)) * (BOTTOM - TOP)

    def point(self, day: PartialDate, number: Decimal) -> dict:
        percent = self.axis.percent(day.last)
        return {
            "x": place(percent),
            "percent": percent,
            "y": f"{self.y(number):.1f}",
            "height": self.y(number),
        }

    def target(self, facts: IndicatorFacts) -> dict:
        """The height to come to, and the day; its label stands above it, towards the middle."""
        point = self.point(facts.target_on, facts.target)
        words = _("target: %(value)s") % {"value": short_words(facts.target, facts.unit)}
        anchor = "end" if point["percent"] > 50 else "start"
        return point | {"words": words, "anchor": anchor, "at": f"{point['height'] - 10:.1f}"}

    def latest_label(self, points: list[dict], figures: list, facts: IndicatorFacts) -> dict:
        """Behind its point, where no line goes on; below it where the edge or the target's line is near."""
        point, words = points[-1], short_words(figures[-1][1], facts.unit)
        is_on_the_target = facts.target is not None and abs(point["height"] - self.y(facts.target)) < ROOM
        if point["percent"] > ROOM_BEHIND or is_on_the_target:
            return _label(point, words, point["height"] + 22)
        return point | {"words": words, "anchor": "start", "at": f"{point['height'] + 5:.1f}", "behind": 10}


def short_words(number: Decimal, unit: str) -> str:
    """A number with its unit, without it where that is long: a picture has little room, its table says it."""
    return value_words(number, unit if len(unit) <= SHORT_UNIT else "").strip()


def _first_label(points: list[dict], figures: list, facts: IndicatorFacts) -> dict | None:
    """Of where it began, unless the newest is too near to be told apart."""
    if len(points) < 2 or points[-1]["percent"] - points[0]["percent"] < 2 * EDGE:
        return None
    rises = points[0]["height"] >= points[1]["height"]
    at = points[0]["height"] + (20 if rises else -10)
    return _label(points[0], short_words(figures[0][1], facts.unit), at)


def _label(point: dict, words: str, at: float) -> dict:
    percent = point["percent"]
    anchor = "start" if percent < EDGE else "end" if percent > 100 - EDGE else "middle"
    return point | {"words": words, "anchor": anchor, "at": f"{at:.1f}"}


def _in_words(one: IndicatorOnDay) -> str:
    """What the picture shows, for those who do not see it; the table below says all of it."""
    figures, unit = one.figures, one.facts.unit
    if len(figures) > MOST_SAID:
        figures = [figures[0], figures[-1]]
    said = [
        _("%(value)s in %(day)s") % {"value": value_words(number, unit), "day": day.words}
        for day, number in figures
    ]
    words = _("A line through %(figures)s.") % {"figures": joined(said)} if said else _("No value yet.")
    if one.facts.target is None:
        return words
    aims = {"value": value_words(one.facts.target, unit), "day": one.facts.target_on.words}
    return f"{words} " + _("The target is %(value)s by %(day)s.") % aims
