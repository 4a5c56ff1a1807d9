"""Figures as a page says them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..record.indicators import IndicatorOnDay
from ..rules_indicators import plain
from .numbers import when


def value_words(number: Decimal, unit: str) -> str:
    """A number with its unit, which stays on its line: "61 %", "12,450 requests"."""
    figures = plain(number) or ""
    decimals = len(figures.partition(".")[2])
    return f"{number_format(Decimal(figures), decimal_pos=decimals, force_grouping=True)}\u00a0{unit}"


def indicator_words(one: IndicatorOnDay) -> str:
    """ "61 % in June 2026. It began at 40 % in 2025 and should come to 80 % by December 2027." """
    facts, latest = one.facts, one.latest
    words = [_("No value has been published for this day.")]
    if latest:
        values = {"value": value_words(latest.value, facts.unit), "when": when(latest.as_of_on)}
        words = [_("%(value)s %(when)s.") % values]
    return " ".join([*words, *_began_and_aims(one)])


def _began_and_aims(one: IndicatorOnDay) -> list[str]:
    facts = one.facts
    values = {}
    if facts.baseline is not None:
        values |= {"began": value_words(facts.baseline, facts.unit), "when": when(facts.baseline_on)}
    if facts.target is not None:
        values |= {"target": value_words(facts.target, facts.unit), "by": facts.target_on.words}
    if "began" in values and "target" in values:
        return [_("It began at %(began)s %(when)s and should come to %(target)s by %(by)s.") % values]
    if "began" in values:
        return [_("It began at %(began)s %(when)s; no target is set.") % values]
    if "target" in values:
        return [_("It should come to %(target)s by %(by)s.") % values]
    return []
