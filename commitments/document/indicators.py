"""The indicators of a commitment in the plan document: their shape, read and write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from plans.document import (
    DAY,
    PARTIAL_DATE,
    PUBLISHED,
    SLUG,
    TEXT,
    TITLE,
    URL,
    Intake,
    at_most,
    publication_of,
    rows,
    shape,
    text_of,
)
from plans.operations.versions import sign

from ..models import Commitment, Indicator, IndicatorValue
from ..operations.indicators import reasons_not_to_record
from ..record.indicators import facts_of
from ..record.restated import Restated, fields_changed, restated
from ..rules_indicators import IndicatorFacts, ValueSaid, missing_for_indicator, plain

# ---- Shapes -------------------------------------------------------------------------------------

PLACE = {"type": "integer", "minimum": 1}
FIGURE = {
    "type": "string",
    "pattern": r"^-?(0|[1-9][0-9]{0,13})(\.[0-9]{0,3}[1-9])?$",
    "description": "A number in figures, exact to four places: 61.5.",
}
REPORTED = {
    "source": at_most(300) | {"description": "Where the figures are reported, in words."},
    "source_url": URL | {"maxLength": 500},
}
FACTS = {
    "name": TITLE,
    "unit": at_most(60),
    "baseline": FIGURE,
    "baseline_on": PARTIAL_DATE,
    "target": FIGURE,
    "target_on": PARTIAL_DATE,
} | REPORTED
VALUES = rows(
    shape(
        {
            "entry": PLACE,
            "as_of": PARTIAL_DATE,
            "value": FIGURE,
            "note": at_most(300) | {"description": "Of a correction, what was wrong."},
            "corrects": PLACE,
        }
        | REPORTED
        | PUBLISHED,
        required=("entry", "as_of", "value", "source"),
    )
)
CHANGES = rows(
    shape(
        {
            "number": PLACE,
            "field": {"type": "string", "enum": list(FACTS)},
            "before": at_most(500),
            "after": at_most(500),
            "reason": TEXT,
            "changed_on": DAY,
        },
        required=("number", "field", "changed_on"),
    )
) | {"description": "What was changed in public, a row for each field; the indicator says today's."}
INDICATORS = rows(
    shape(
        {
            "slug": SLUG,
            "values": VALUES,
            "changes": CHANGES,
            "withdrawn": shape({"on": DAY, "reason": TEXT}, required=("on", "reason")),
        }
        | FACTS
        | PUBLISHED,
        required=("slug", "name", "unit", "source"),
    )
) | {"description": "Figures by which it is measured, reported elsewhere."}

IDENTITY = {
    "commitments.indicators": ("slug",),
    "commitments.indicators.values": ("entry",),
    "commitments.indicators.changes": ("number", "field"),
}
SAID_LATER = ("commitments.indicators.withdrawn",)


# ---- Reading ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One change in public: what it said before and since, as the document writes it."""

    path: str
    before: dict[str, str]
    after: dict[str, str]
    day: date | None
    reason: str


def read_indicator(path: str, entry: dict, commitment: Commitment, intake: Intake) -> None:
    """Bring in an indicator: whatever of it, its changes and its values is not there yet."""
    indicator = commitment.indicators.filter(slug=entry["slug"]).first()
    if indicator and indicator.published_in_id is None:
        intake.refuse(path, _("an unpublished indicator of this name is being written here"))
        return
    steps = _steps(path, entry, intake)
    if indicator is None:
        facts = _facts(path, steps[0].before if steps else entry, intake)
        row = Indicator(
            commitment=commitment,
            slug=entry["slug"],
            position=commitment.indicators.count() + 1,
            **vars(facts),
            **intake.published(path, entry),
        )
        indicator = intake.add(path, row) if _is_whole(path, facts, intake) else None
    if indicator is None:
        return
    for step in steps[len(_changes(indicator)) :]:
        _take(step, indicator, intake)
    for place, value in enumerate(entry.get("values", ())):
        _read_value(f"{path}.values[{place}]", value, indicator, intake)
    if entry.get("withdrawn") and not indicator.is_withdrawn:
        _withdraw(f"{path}.withdrawn", entry["withdrawn"], indicator, intake)


def _facts(path: str, said: dict, intake: Intake) -> IndicatorFacts:
    numbers = {name: Decimal(said[name]) if said.get(name) else None for name in ("baseline", "target")}
    dates = {name: intake.date(f"{path}.{name}", said.get(name)) for name in ("baseline_on", "target_on")}
    words = {name: said.get(name, "") for name in ("name", "unit", "source", "source_url")}
    return IndicatorFacts(**words, **numbers, **dates)


def _is_whole(path: str, facts: IndicatorFacts, intake: Intake) -> bool:
    reasons = missing_for_indicator(facts)
    for reason in reasons:
        intake.refuse(f"{path}.{reason.field}", reason)
    return not reasons


def _steps(path: str, entry: dict, intake: Intake) -> list[Step]:
    """Its changes, oldest first, each with all that was said before and since; found by walking back."""
    placed = list(enumerate(entry.get("changes", ())))
    numbers = [change["number"] for _place, change in placed]
    if numbers != sorted(numbers) or set(numbers) != set(range(1, len(set(numbers)) + 1)):
        intake.refuse(f"{path}.changes", _("changes are numbered from 1, in order and without gaps"))
        return []
    said, steps = {name: entry.get(name, "") for name in FACTS}, []
    for _number, group in groupby(reversed(placed), key=lambda one: one[1]["number"]):
        after, told = dict(said), set()
        for place, change in group:
            at = f"{path}.changes[{place}]"
            if change.get("before", "") == change.get("after", ""):
                intake.refuse(at, _("changes nothing"))
            if said[change["field"]] != change.get("after", ""):
                intake.refuse(f"{at}.after", _("something else is said after this change"))
            said[change["field"]] = change.get("before", "")
            told.add((change["changed_on"], change.get("reason", "")))
        if len(told) > 1:
            intake.refuse(at, _("one change has one day and one reason"))
        day = intake.past(f"{at}.changed_on", change["changed_on"])
        steps.append(Step(at, dict(said), after, day and day.last, change.get("reason", "")))
    return steps[::-1]


def _take(step: Step, indicator: Indicator, intake: Intake) -> None:
    """Say it otherwise from its own day on, as a change in public does."""
    facts = _facts(step.path, step.after, intake)
    if step.day is None or not _is_whole(step.path, facts, intake):
        return
    for name, value in vars(facts).items():
        setattr(indicator, name, value)
    sign(indicator, None, at=timezone.make_aware(datetime.combine(step.day, time(12))), why=step.reason)
    if intake.mend(step.path, indicator):
        intake.added.append(step.path)


def _changes(indicator: Indicator) -> list[Restated]:
    """How what it says has changed in public, oldest first."""
    return restated(indicator.history.all(), facts_of).get(indicator.pk, [])


def _read_value(path: str, entry: dict, indicator: Indicator, intake: Intake) -> None:
    known = list(indicator.values.ever_published())
    if entry["entry"] <= len(known):
        return
    if entry["entry"] > len(known) + 1:
        intake.refuse(f"{path}.entry", _("entries are numbered without gaps; next is %s") % (len(known) + 1))
        return
    corrects = None
    if entry.get("corrects"):
        corrects = next(iter(known[entry["corrects"] - 1 :]), None)
        if corrects is None:
            intake.refuse(f"{path}.corrects", _("no such entry before this one"))
            return
    said = ValueSaid(
        as_of_on=intake.past(f"{path}.as_of", entry["as_of"]),
        value=Decimal(entry["value"]),
        source=entry["source"],
        source_url=entry.get("source_url", ""),
        note=entry.get("note", ""),
    )
    if corrects and corrects.as_of_on != said.as_of_on:
        intake.refuse(f"{path}.as_of", _("a correction takes the day of what it corrects"))
        return
    reasons = reasons_not_to_record(indicator, said, corrects, timezone.localdate(intake.now))
    for reason in reasons:
        intake.refuse(f"{path}.{reason.field}".replace("as_of_on", "as_of").rstrip("."), reason)
    if reasons:
        return
    value = IndicatorValue(
        indicator=indicator, corrects=corrects, **vars(said), **intake.published(path, entry)
    )
    if intake.add(path, value) and corrects:
        corrects.withdrawn_in = intake.edition
        intake.mend(f"{path}.corrects", corrects)


def _withdraw(path: str, said: dict, indicator: Indicator, intake: Intake) -> None:
    day = intake.past(f"{path}.on", said["on"])
    if day is None:
        return
    indicator.withdrawn_in, indicator.withdrawn_on = intake.edition, day.last
    indicator.why_withdrawn = said["reason"]
    if intake.mend(path, indicator):
        intake.added.append(path)


# ---- Writing ------------------------------------------------------------------------------------


def indicator_entries(commitment: Commitment) -> list[dict]:
    """All that the public has read of: those withdrawn since, too, with the reason."""
    found = commitment.indicators.ever_published().select_related("published_in")
    return [_indicator_entry(one) for one in found.order_by("position", "slug")]


def _indicator_entry(indicator: Indicator) -> dict:
    values = list(indicator.values.ever_published().select_related("published_in"))
    places = {value.pk: place for place, value in enumerate(values, start=1)}
    return {
        "slug": indicator.slug,
        **facts_of(indicator).in_data,
        "values": [_value_entry(value, places) for value in values],
        "changes": list(_change_entries(_changes(indicator))),
        "withdrawn": {"on": text_of(indicator.withdrawn_on), "reason": indicator.why_withdrawn},
        **publication_of(indicator),
    }


def _value_entry(value: IndicatorValue, places: dict[int, int]) -> dict:
    return {
        "entry": places[value.pk],
        "as_of": text_of(value.as_of_on),
        "value": plain(value.value),
        "source": value.source,
        "source_url": value.source_url,
        "note": value.note,
        "corrects": places.get(value.corrects_id),
        **publication_of(value),
    }


def _change_entries(changes: list[Restated]) -> Iterable[dict]:
    for number, change in enumerate(changes, start=1):
        for one in fields_changed(change):
            yield {
                "number": number,
                "field": one.field,
                "before": one.before,
                "after": one.after,
                "reason": change.why,
                "changed_on": text_of(change.day),
            }
