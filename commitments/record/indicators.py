"""Indicators as they stood on a day: what was measured, every value known by then, and what was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from plans.dates import PartialDate

from ..models import Commitment, Indicator, IndicatorValue
from ..rules_indicators import IndicatorFacts, ValueSaid
from .restated import Restated, as_of_day, restated


def facts_of(row) -> IndicatorFacts:
    """What an indicator says, or said: of its row, or of one of its history."""
    return IndicatorFacts(
        name=row.name,
        unit=row.unit,
        baseline=row.baseline,
        baseline_on=_date(row.baseline_first, row.baseline_last),
        target=row.target,
        target_on=_date(row.target_first, row.target_last),
        source=row.source,
        source_url=row.source_url,
    )


def _date(first: date | None, last: date | None) -> PartialDate | None:
    return PartialDate(first, last) if last else None


def said_of(value: IndicatorValue) -> ValueSaid:
    return ValueSaid(value.as_of_on, value.value, value.source, value.source_url, value.note)


def indicator_url(indicator: Indicator, page: str = "workspace-indicator") -> str:
    """Where an indicator is worked on."""
    commitment = indicator.commitment
    return reverse(page, args=[commitment.plan.slug, commitment.number, indicator.slug])


@dataclass
class IndicatorOnDay:
    """One indicator on one day; read by `indicators_on`."""

    indicator: Indicator
    facts: IndicatorFacts
    values: list[IndicatorValue]  # oldest first, each with what it corrects
    restated: list[Restated]  # newest first, those by the day

    @property
    def latest(self) -> IndicatorValue | None:
        return self.values[-1] if self.values else None

    @property
    def figures(self) -> list[tuple[PartialDate, object]]:
        """Where it began and every value, oldest first."""
        begins = [(self.facts.baseline_on, self.facts.baseline)] if self.facts.baseline_on else []
        return sorted([*begins, *((one.as_of_on, one.value) for one in self.values)], key=lambda one: one[0])


@dataclass
class Indicators:
    """Those of one commitment: what it is measured by, and what it is measured by no more."""

    shown: list[IndicatorOnDay] = field(default_factory=list)
    withdrawn: list[IndicatorOnDay] = field(default_factory=list)


def indicators_on(commitments: Iterable[Commitment], on: date) -> dict[int, Indicators]:
    """The indicators that the public may read of, by the pk of their commitment. In three queries."""
    values = IndicatorValue.objects.published().filter(as_of_last__lte=on)
    values = values.select_related("published_in", "corrects").order_by("as_of_last", "pk")
    found = Indicator.objects.ever_published().filter(commitment__in=[one.pk for one in commitments])
    found = list(
        found.select_related("published_in")
        .prefetch_related(Prefetch("values", queryset=values, to_attr="values_known"))
        .order_by("position", "slug")
    )
    changes = restated(Indicator.history.filter(id__in=[one.pk for one in found]), facts_of) if found else {}
    by_commitment: dict[int, Indicators] = defaultdict(Indicators)
    for indicator in found:
        facts, known = as_of_day(changes.get(indicator.pk, []), facts_of(indicator), on)
        of_it = by_commitment[indicator.commitment_id]
        group = of_it.withdrawn if indicator.is_withdrawn else of_it.shown
        group.append(IndicatorOnDay(indicator, facts, indicator.values_known, known))
    return by_commitment
