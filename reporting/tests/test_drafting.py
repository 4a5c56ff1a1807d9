"""A period's report is drafted once, from what was published, and says what was not reported."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from plans.choices import OutboxKind, OutboxState, PeriodKind, PlanState
from plans.models import OutboxItem, ReportingPeriod
from plans.operations.outbox import carry_out_item, sweep_outbox
from plans.operations.periods import close_period
from plans.rules import NotReady
from plans.tests.factories import TODAY, a_plan, at
from reporting.models import Draft, SelfAssessment
from reporting.operations.drafting import ask_for_draft, ask_for_due_drafts, draft_report, drafts_being_made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day", "nobody_signs")]

AFTER = at(date(2026, 3, 17))  # the day after the due day
BEFORE = date(2025, 12, 16)  # the day after the quarter before was due


@pytest.fixture
def only_this_period(desk):
    """The quarter before was closed when it was brought in."""
    ReportingPeriod.objects.filter(pk=desk.before.pk).update(was_closed=True)
    return desk


def work(now=AFTER):
    ask_for_due_drafts(now=now)
    sweep_outbox(now=now)


def test_nothing_is_drafted_on_the_due_day_itself(only_this_period):
    assert ask_for_due_drafts(now=at(date(2026, 3, 16), 23)) == 0


def test_on_the_day_after_the_due_day_the_report_is_drafted(only_this_period):
    work()
    assessment = SelfAssessment.objects.get()
    assert (assessment.period, assessment.slug) == (only_this_period.period, "2025-27-2025-12-to-02")
    assert assessment.drafts.get().frozen_words == "the portal"
    assert assessment.published_in is None


def test_when_the_coordinator_closes_the_period_its_report_is_drafted_at_once(only_this_period, cast):
    close_period(period=only_this_period.period, by=cast.ana, now=at())
    work(now=at())
    assert SelfAssessment.objects.count() == 1


def test_a_period_that_was_closed_when_it_was_brought_in_is_never_drafted(desk):
    ReportingPeriod.objects.update(was_closed=True)
    assert ask_for_due_drafts(now=AFTER) == 0


@pytest.mark.parametrize("change", [{"state": PlanState.DRAFT}, {"published_in": None}])
def test_only_an_adopted_and_published_plan_is_reported_on(only_this_period, change):
    type(only_this_period.plan).objects.update(**change)
    assert ask_for_due_drafts(now=AFTER) == 0


def test_however_often_it_is_asked_there_is_one_report_one_draft_and_one_mail(only_this_period):
    for _ in range(3):
        work()
    assert SelfAssessment.objects.count() == Draft.objects.count() == 1
    assert OutboxItem.objects.filter(kind=OutboxKind.MAIL, key__startswith="draft-").count() == 1


def test_the_draft_names_what_was_not_reported(only_this_period):
    work()
    chapter = Draft.objects.get().content["chapters"][-1]
    assert chapter["kind"] == "not-reported"
    assert [one["number"] for one in chapter["figures"]["commitments"]] == ["1"]
    assert [one["number"] for one in chapter["figures"]["milestones"]] == ["1.1", "1.2", "1.3"]


def test_what_was_published_is_in_the_draft_and_what_was_not_is_not(only_this_period, cast):
    desk = only_this_period
    desk.save(cast.ben)
    work()
    assert "We met the agencies." not in str(Draft.objects.get().content)
    desk.submit(cast.ben)
    desk.publish(cast.ana)
    again = draft_report(
        plan=desk.plan, kind=PeriodKind.PROGRESS, ends_on=desk.period.ends_on, now=AFTER
    ).drafts.get()
    assert "We met the agencies." in str(again.content)


def test_what_a_draft_says_does_not_move_with_the_record(only_this_period):
    work()
    said = Draft.objects.get().content
    only_this_period.commitment.milestones.update(title="Another title")
    assert Draft.objects.get().content == said


def test_a_draft_asked_for_now_is_one_however_often_it_is_asked_for(desk, cast):
    asked = [
        ask_for_draft(
            plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=date(2026, 2, 28), by=cast.ana, now=at()
        )
        for _ in range(2)
    ]
    assert asked[0] == asked[1]
    assert list(drafts_being_made(desk.plan)) == [asked[0]]
    carry_out_item(item_id=asked[0].pk, now=at())
    assert not drafts_being_made(desk.plan).exists()
    assessment = SelfAssessment.objects.get()
    assert assessment.parts.get().name == "1 Promise 1"


def test_a_draft_is_asked_for_by_a_coordinator_about_days_that_are_over(desk, cast):
    about = {"plan": desk.plan, "kind": PeriodKind.MID_TERM, "now": at()}
    with pytest.raises(PermissionDenied):
        ask_for_draft(**about, ends_on=date(2026, 2, 28), by=cast.ben)
    for day in (TODAY, TODAY + timedelta(days=1), date(2020, 1, 1)):
        with pytest.raises(NotReady):
            ask_for_draft(**about, ends_on=day, by=cast.ana)
    hidden = a_plan("hidden", state=PlanState.DEVELOPMENT)
    with pytest.raises(NotReady):
        ask_for_draft(**about | {"plan": hidden}, ends_on=date(2026, 2, 28), by=cast.ana)
    assert not OutboxItem.objects.filter(kind=OutboxKind.DRAFT).exists()


def test_a_draft_that_cannot_be_made_is_tried_again_and_its_reason_is_kept(desk, cast, monkeypatch):
    item = ask_for_draft(
        plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=date(2026, 2, 28), by=cast.ana, now=at()
    )
    with monkeypatch.context() as broken:
        broken.setattr("reporting.operations.drafting.assemble", lambda *args, **kwargs: 1 / 0)
        assert not carry_out_item(item_id=item.pk, now=at())
    item.refresh_from_db()
    assert "ZeroDivisionError" in item.error
    assert not SelfAssessment.objects.exists()  # together or not at all
    sweep_outbox(now=at() + timedelta(hours=1))
    item.refresh_from_db()
    assert item.state == OutboxState.DONE
    assert SelfAssessment.objects.count() == 1
