"""Figures by which a commitment is measured: what they say, and what they need before they can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from plans.dates import PartialDate
from plans.rules import Reason


@dataclass(frozen=True)
class IndicatorFacts:
    """What is measured, where it began and where it should come to."""

    name: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    baseline_on: PartialDate | None = None
    target: Decimal | None = None
    target_on: PartialDate | None = None
    source: str = ""
    source_url: str = ""

    @property
    def in_data(self) -> dict[str, str | None]:
        """As an edition keeps them: numbers in figures, dates cut to their precision."""
        numbers = {name: plain(getattr(self, name)) for name in ("baseline", "target")}
        dates = {
            name: on and str(on) for name in ("baseline_on", "target_on") for on in [getattr(self, name)]
        }
        return vars(self) | numbers | dates


@dataclass(frozen=True)
class ValueSaid:
    """What an indicator stood at on a day, and who says so."""

    as_of_on: PartialDate | None = None
    value: Decimal | None = None
    source: str = ""
    source_url: str = ""
    note: str = ""


def plain(number: Decimal | None) -> str | None:
    """A number in figures, without the noughts that a column adds: "61", "61.5"."""
    if number is None:
        return None
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def missing_for_indicator(facts: IndicatorFacts) -> list[Reason]:
    """What an indicator needs before anybody can tell what its values mean."""
    reasons = []
    if not facts.name:
        reasons.append(Reason("name", _("Say what is measured."), "name"))
    if not facts.unit:
        reasons.append(Reason("unit", _("Say in what it is measured: %, days, agencies."), "unit"))
    if not facts.source:
        reasons.append(Reason("source", _("Say where the figures are reported."), "source"))
    if facts.baseline is None and facts.baseline_on:
        reasons.append(Reason("baseline", _("Give the figure for this day."), "baseline"))
    if facts.baseline is not None and not facts.baseline_on:
        reasons.append(Reason("baseline-on", _("Say for when this figure is."), "baseline_on"))
    if facts.target is None and facts.target_on:
        reasons.append(Reason("target", _("Give the figure that it should come to by then."), "target"))
    if facts.target is not None and not facts.target_on:
        reasons.append(Reason("target-on", _("Say by when it should come to this."), "target_on"))
    if facts.baseline_on and facts.target_on and facts.target_on.last < facts.baseline_on.last:
        reasons.append(Reason("order", _("The target would be before the beginning."), "target_on"))
    return reasons


def missing_for_value(said: ValueSaid, *, on: date, is_correction: bool) -> list[Reason]:
    """What a value needs before it can wait for its publication; a month counts once it is over."""
    reasons = []
    if said.as_of_on is None:
        reasons.append(Reason("as-of", _("Say for when it is."), "as_of_on"))
    elif said.as_of_on.last > on:
        reasons.append(AHEAD_OF_US)
    if said.value is None:
        reasons.append(Reason("value", _("Give the figure."), "value"))
    if not said.source:
        reasons.append(Reason("source", _("Say where this figure is reported."), "source"))
    if is_correction and not said.note:
        reasons.append(Reason("why", _("Say what was wrong; the public reads it beside the figure."), "note"))
    return reasons


AHEAD_OF_US = Reason("ahead", _("This is not over yet: give a day, month or year that is."), "as_of_on")
VALUE_KNOWN = Reason("known", _("There is a value for this date already. Correct that one."), "as_of_on")
VALUE_WAITS = Reason("waits", _("A value for this date waits already. Take that one out first."), "as_of_on")
SAME_VALUE = Reason("same", _("This says the same as what is published."), "value")
