"""A plan that was made in the workspace travels as a document like any other."""

from datetime import date

import pytest

from commitments.operations.adoption import adopt_plan, publish_draft
from commitments.record.whole import digest_of, whole_plan
from commitments.tests.factories import a_commitment, a_lead, a_milestone
from plans.choices import PlanState
from plans.dates import PartialDate
from plans.models import ActionPlan
from plans.operations.periods import SeriesContent, add_periods
from plans.operations.timeline import TimelineContent, publish_timeline, save_timeline
from plans.rules import Step
from plans.tests.factories import TODAY, Cast, a_plan, at
from reporting import document as plan_document
from reporting.operations.document import Refused, bring_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast, the_day: date) -> ActionPlan:
    """Made by Ana, with a timeline, quarters and a draft that is out."""
    dates = {"starts_on": PartialDate.parse("2026-07"), "ends_on": PartialDate.parse("2028-06")}
    plan = a_plan("made-here", state=PlanState.DEVELOPMENT, adopted_on=None, **dates)
    for number in ("1", "1.1", "2"):
        parent = plan.commitments.filter(number="1").first() if number == "1.1" else None
        commitment = a_commitment(plan, number, parent=parent, published_in=None, resources="Two people")
        a_lead(commitment, cast.records, office="Policy", published_in=None)
        a_milestone(commitment, 1, description="A step.", published_in=None)
    plan.sections.create(slug="why", title="Why", text="Because.", position=1)
    step = Step("Writing", PartialDate.parse("2026-03"), None, "Come.", "All of it", "The minister")
    content = TimelineContent(TODAY, "", (step,))
    version = save_timeline(plan=plan, version=0, content=content, by=cast.ana, now=at()).version
    publish_timeline(plan=plan, version=version, by=cast.ana, now=at())
    add_periods(plan=plan, content=SeriesContent(), by=cast.ana, now=at())
    publish_draft(plan=plan, read=digest_of(whole_plan(plan, TODAY)), by=cast.ana, now=at())
    plan.refresh_from_db()
    return plan


def test_adopted_it_goes_out_and_comes_in_the_same(plan, cast):
    read = digest_of(whole_plan(plan, TODAY))
    adopt_plan(plan=plan, read=read, adopted_on=PartialDate.of(TODAY), by=cast.ana, now=at())
    plan.refresh_from_db()
    document = plan_document.write(plan)
    assert [one["number"] for one in document["commitments"]] == ["1", "1.1", "2"]
    assert len(document["periods"]) == 8
    elsewhere = document | {"plan": document["plan"] | {"slug": "elsewhere"}}
    bring_in(document=elsewhere, name="made-here.json", now=at())
    assert plan_document.write(ActionPlan.objects.get(slug="elsewhere")) == elsewhere
    assert bring_in(document=document, name="made-here.json", now=at()).added == []


def test_a_draft_tells_nothing_of_what_is_being_written(plan):
    document = plan_document.write(plan)
    for section in ("commitments", "periods", "agencies"):
        assert not document.get(section)
    assert "sections" not in document["plan"]


def test_nothing_is_brought_into_a_plan_that_is_being_made_here(plan):
    document = plan_document.write(plan)
    promised = {"number": "1", "title": "Smuggled in", "promise": "Something else."}
    with pytest.raises(Refused) as refused:
        bring_in(document=document | {"commitments": [promised]}, name="smuggled.json", now=at())
    assert "being made here" in str(refused.value)
