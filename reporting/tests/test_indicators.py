"""Indicators travel with their plan: figures, corrections, changes in public, and the end."""

import copy
from dataclasses import replace
from decimal import Decimal

import pytest

from commitments.models import Indicator, IndicatorValue
from commitments.operations.indicators import (
    publish_indicator,
    record_value,
    save_indicator,
    withdraw_indicator,
)
from commitments.record.indicators import facts_of, indicators_on
from commitments.rules_indicators import IndicatorFacts, ValueSaid
from commitments.tests.documents import plan_document as a_document
from plans.dates import PartialDate
from plans.models import ActionPlan
from plans.tests.factories import TODAY, at
from reporting import document as plan_document
from reporting.operations.document import Refused, bring_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

ANSWERED = {
    "slug": "answered",
    "name": "Requests answered in time",
    "unit": "%",
    "baseline": "0",
    "baseline_on": "2016",
    "target": "90",
    "target_on": "2018-06",
    "source": "Quarterly statistics",
    "source_url": "https://example.org/statistics",
    "published_on": "2016-12",
    "values": [
        {
            "entry": 1,
            "as_of": "2017-01",
            "value": "61.5",
            "source": "First quarter",
            "published_on": "2017-02-03",
        },
        {
            "entry": 2,
            "as_of": "2017-01",
            "value": "12345678.5678",
            "source": "First quarter",
            "note": "Counted twice.",
            "corrects": 1,
            "published_on": "2017-03",
        },
        {"entry": 3, "as_of": "2016-10", "value": "-3", "source": "Before", "published_on": "2017-04-01"},
    ],
    "changes": [
        {
            "number": 1,
            "field": "target",
            "before": "70",
            "after": "80",
            "reason": "Met.",
            "changed_on": "2017-05-01",
        },
        {"number": 2, "field": "target", "before": "80", "after": "90", "changed_on": "2017-06-01"},
        {
            "number": 2,
            "field": "source_url",
            "after": "https://example.org/statistics",
            "changed_on": "2017-06-01",
        },
    ],
}
ENDED = {
    "slug": "ended",
    "name": "Visits",
    "unit": "visits",
    "source": "Counter",
    "published_on": "2016-12",
    "withdrawn": {"on": "2017-09-01", "reason": "Robots were counted."},
}


@pytest.fixture
def document():
    found = a_document()
    found["commitments"][0]["indicators"] = copy.deepcopy([ANSWERED, ENDED])
    return found


def brought_in(document) -> list[str]:
    return bring_in(document=document, name="test.json", now=at()).added


def problems(document) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        brought_in(document)
    return {problem.path: problem.reason for problem in refusal.value.problems}


def exported() -> dict:
    return plan_document.write(ActionPlan.objects.get())["commitments"][0]["indicators"]


def test_what_comes_in_goes_out_the_same_and_twice_changes_nothing(document):
    brought_in(document)
    assert exported() == plan_document.canonical(document)["commitments"][0]["indicators"]
    assert brought_in(document) == []


def test_what_came_in_reads_as_if_it_had_been_written_here(document):
    brought_in(document)
    commitment = ActionPlan.objects.get().commitments.get()
    found = indicators_on([commitment], TODAY)[commitment.pk]
    [one], [ended] = found.shown, found.withdrawn
    assert [(str(v.as_of_on), v.value) for v in one.values] == [
        ("2016-10", Decimal(-3)),
        ("2017-01", Decimal("12345678.5678")),
    ]
    assert [(str(change.day), change.why) for change in one.restated] == [
        ("2017-06-01", ""),
        ("2017-05-01", "Met."),
    ]
    assert (str(ended.indicator.withdrawn_on), ended.indicator.why_withdrawn) == (
        "2017-09-01",
        "Robots were counted.",
    )
    before = indicators_on([commitment], PartialDate.parse("2017-04-30").last)[commitment.pk]
    assert before.shown[0].facts.target == 70


def test_what_was_written_here_comes_in_elsewhere_the_same(document, cast):
    del document["commitments"][0]["indicators"]
    brought_in(document)
    known = {"by": cast.ana, "now": at()}
    facts = IndicatorFacts(name="Time_to answer", unit="days", source="Statistics")
    one = save_indicator(
        commitment=ActionPlan.objects.get().commitments.get(),
        indicator=None,
        version=0,
        facts=facts,
        **known,
    )
    said = ValueSaid(PartialDate.parse("2026-01"), Decimal("12.5"), "First quarter")
    record_value(indicator=one, version=one.version, said=said, **known)
    publish_indicator(indicator=one, version=one.version, **known)
    wrong = one.values.get()
    said = replace(said, value=Decimal(14), note="A day was missing.")
    record_value(indicator=one, version=one.version, said=said, corrects=wrong, **known)
    publish_indicator(indicator=one, version=one.version, **known)
    facts = replace(facts_of(one), unit="working days", target=Decimal(10), target_on=said.as_of_on)
    save_indicator(
        commitment=one.commitment,
        indicator=one,
        version=one.version,
        facts=facts,
        why="As the law counts.",
        **known,
    )
    withdraw_indicator(indicator=one, version=one.version, why="The law is gone.", **known)
    here = plan_document.write(ActionPlan.objects.get())
    [told] = here["commitments"][0]["indicators"]
    assert (told["slug"], told["withdrawn"]["reason"]) == ("time-to-answer", "The law is gone.")
    assert [value["value"] for value in told["values"]] == ["12.5", "14"]
    assert {change["reason"] for change in told["changes"]} == {"As the law counts."}
    there = here | {"plan": here["plan"] | {"slug": "elsewhere"}}
    brought_in(there)
    assert plan_document.write(ActionPlan.objects.get(slug="elsewhere")) == there


def test_a_draft_and_what_waits_stay_here(document, cast):
    brought_in(document)
    before, one = exported(), Indicator.objects.get(slug="answered")
    said = ValueSaid(PartialDate.parse("2026-01"), Decimal(1), "zqx")
    record_value(indicator=one, version=one.version, said=said, by=cast.ana, now=at())
    save_indicator(
        commitment=one.commitment,
        indicator=None,
        version=0,
        facts=IndicatorFacts(name="zqx", unit="%", source="zqx"),
        by=cast.ana,
        now=at(),
    )
    assert exported() == before
    document["commitments"][0]["indicators"].append(ENDED | {"slug": "zqx"})
    assert "commitments[0].indicators[2]" in problems(document)


def test_a_later_version_may_add_correct_change_and_withdraw(document):
    brought_in(document)
    one = document["commitments"][0]["indicators"][0]
    one["values"].append({"entry": 4, "as_of": "2017-02", "value": "66", "source": "Second"})
    one["values"].append(
        {"entry": 5, "as_of": "2017-02", "value": "65", "source": "Second", "note": "One too many."}
        | {"corrects": 4}
    )
    one["changes"].append(
        {"number": 3, "field": "unit", "before": "%", "after": "per cent", "changed_on": "2017-07-01"}
    )
    one |= {"unit": "per cent", "withdrawn": {"on": "2017-08-01", "reason": "It is counted no more."}}
    at_it = "commitments[0].indicators[0]"
    assert brought_in(document) == [
        f"{at_it}.changes[3]",
        f"{at_it}.values[3]",
        f"{at_it}.values[4]",
        f"{at_it}.withdrawn",
    ]
    assert exported()[0]["unit"] == "per cent"
    assert IndicatorValue.objects.published().count() == 3
    assert brought_in(document) == []


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda one: one.update(name="Another"), "name"),
        (lambda one: one["values"].pop(), "values[3]"),
        (lambda one: one["values"][0].update(value="62"), "values[0].value"),
        (lambda one: one["changes"].pop(0), "changes[1, target]"),
    ],
)
def test_what_is_published_stands(document, spoil, path):
    brought_in(document)
    spoil(document["commitments"][0]["indicators"][0])
    assert f"commitments[0].indicators[0].{path}" in problems(document)


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda one: one.update(target="9.10"), "target"),
        (lambda one: one.update(target="123456789012345"), "target"),
        (lambda one: one.pop("baseline"), "baseline"),
        (lambda one: one.pop("target_on"), "target_on"),
        (lambda one: one["values"][0].update(as_of="2027"), "values[0].as_of"),
        (lambda one: one["values"][1].pop("note"), "values[1].note"),
        (lambda one: one["values"][1].pop("corrects"), "values[1].as_of"),
        (lambda one: one["values"][1].update(corrects=7), "values[1].corrects"),
        (lambda one: one["values"][1].update(as_of="2017"), "values[1].as_of"),
        (lambda one: one["values"].pop(0), "values[0].entry"),
        (lambda one: one["values"].append(one["values"][0]), "values[3]"),
        (lambda one: one["changes"][0].update(number=7), "changes"),
        (lambda one: one["changes"][0].update(after="81"), "changes[0].after"),
        (lambda one: one["changes"][2].update(after=""), "changes[2]"),
        (lambda one: one["changes"][2].update(changed_on="2017-06-02"), "changes[1]"),
        (lambda one: one["changes"][0].update(changed_on="2150-01-01"), "changes[0].changed_on"),
        (lambda one: one.update(withdrawn={"on": "2150-01-01", "reason": "Why."}), "withdrawn.on"),
    ],
)
def test_what_no_record_can_say_is_refused_by_its_path(document, spoil, path):
    spoil(document["commitments"][0]["indicators"][0])
    assert f"commitments[0].indicators[0].{path}" in problems(document)
    assert not ActionPlan.objects.exists()
