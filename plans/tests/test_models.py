from datetime import date

import pytest
from django.db import IntegrityError, transaction

from plans.choices import PlanState
from plans.dates import PartialDate
from plans.models import ActionPlan, Amendment, Edition, ReportingPeriod, SourceDocument
from plans.operations.editions import next_edition

from .factories import an_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return ActionPlan.objects.create(slug="a-plan", country="NZ", title="A plan", short_title="One")


def refused(model, **columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**columns)


def test_a_plan_in_development_is_not_public():
    edition = next_edition(by=None, by_words="Operator")
    refused(ActionPlan, slug="x", country="NZ", title="X", short_title="X", published_in=edition)


def test_a_plan_does_not_end_before_it_starts():
    days = {"starts_on": PartialDate.parse("2018-06"), "ends_on": PartialDate.parse("2016-10")}
    refused(ActionPlan, slug="x", country="NZ", title="X", short_title="X", **days)


def test_a_period_has_its_due_day_unless_its_source_does_not_state_it(plan):
    days = {"starts_on": date(2017, 9, 1), "ends_on": date(2017, 11, 30)}
    refused(ReportingPeriod, plan=plan, slug="q", **days)
    refused(ReportingPeriod, plan=plan, slug="q", not_stated="day", **days)  # only beside a source
    source = SourceDocument.objects.create(slug="plan", title="The plan")
    assert ReportingPeriod.objects.create(plan=plan, slug="q", not_stated="day", source=source, **days)


def test_an_amendment_says_who_when_and_why(plan):
    whole = {
        "number": 1,
        "reason": "More time.",
        "decided_on": PartialDate.parse("2017-12-01"),
        "decided_by": "Cabinet",
    }
    for left_out, nothing in {"number": None, "reason": "", "decided_on": None, "decided_by": ""}.items():
        said = whole | {left_out: nothing}
        refused(Amendment, plan=plan, slug="first", title="First", published_in=an_edition(), **said)
    assert Amendment.objects.create(plan=plan, slug="first", title="First", **whole)


def test_what_is_withdrawn_was_public_before(plan):
    first, second = (next_edition(by=None, by_words="Operator") for _ in range(2))
    plan.state, plan.withdrawn_in = PlanState.ADOPTED, first
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()
    plan.published_in = second
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()


def test_editions_are_counted_without_gaps():
    with transaction.atomic():
        next_edition(by=None, by_words="Operator")
        transaction.set_rollback(True)
    next_edition(by=None, by_words="Operator")
    next_edition(by=None, by_words="Operator")
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2017, 9, 1), date(2017, 11, 30), "September to November 2017"),
        (date(2017, 12, 1), date(2018, 2, 28), "December 2017 to February 2018"),
        (date(2018, 3, 1), date(2018, 3, 31), "March 2018"),
        (date(2018, 3, 12), date(2018, 4, 30), "12 March to 30 April 2018"),
        (date(2017, 12, 31), date(2018, 1, 1), "31 December 2017 to 1 January 2018"),
    ],
)
def test_a_period_is_called_by_its_months_or_days(first, last, words):
    assert ReportingPeriod(starts_on=first, ends_on=last).words == words
