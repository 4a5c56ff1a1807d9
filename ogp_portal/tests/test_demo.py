import json
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import example as case
from hypothesis import settings as trials
from hypothesis import strategies as st

from commitments.choices import ReportState
from commitments.models import Lead, Milestone, ProgressReport
from commitments.operations.decisions import publish_report
from commitments.operations.reports import ReportContent, save_report
from engagement.choices import Disposition, PublishAs, Standing
from engagement.models import Consultation, Forum, Idea, ReasonedResponse, Submission, SubmissionContact
from engagement.operations.publishing import reasons_not_to_publish_answers
from ogp_portal.demo import example
from ogp_portal.demo.loading import CAST, PASSWORD, REAL_PLANS, load, real_plan
from plans.models import ActionPlan, Edition, Membership, User
from reporting.document import misshapen
from reporting.operations.document import bring_in

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Pacific/Auckland"))

# Stage and timeliness of each milestone on the day the example is made for.
STANDINGS = {
    "1.1": ("completed", "done"),
    "1.2": ("underway", "on-schedule"),
    "1.3": (None, "not-due-to-start"),
    "2.1": ("completed", "done-late"),
    "2.2": ("some-delays", "overdue"),
    "2.3": ("underway", "no-date"),
    "3.1": ("some-delays", "on-schedule"),
    "3.2": ("not-started", "withdrawn"),
    "3.3": ("not-started", "on-schedule"),
    "4.1": ("completed", "done"),
    "4.2": (None, "not-reported"),
    "4.3": ("underway", "overdue"),
}
ASKED = {
    "example-ideas": Standing.ANSWERED,
    "example-dates": Standing.CLOSED,
    "example-next": Standing.OPEN,
}
BEING_WRITTEN = {
    "1": ReportState.DRAFT,
    "2": ReportState.SUBMITTED,
    "3": ReportState.SENT_BACK,
    "4": ReportState.TO_APPROVE,
}


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def real(db):
    for slug in REAL_PLANS:
        bring_in(document=real_plan(slug), name=f"{slug}.json")


def the_example():
    return ActionPlan.objects.get(slug=example.SLUG)


def standings(on):
    plan = the_example()
    milestones = Milestone.objects.filter(commitment__plan=plan).published().with_record(on)
    found = {m.full_number: m.standing_on(on, plan.ends_on) for m in milestones.select_related("commitment")}
    return {number: (standing.stage, standing.timeliness) for number, standing in found.items()}


def asked(now):
    found = Consultation.objects.public().filter(plan=the_example()).select_related("answered_in")
    return {consultation.slug: consultation.standing_at(now) for consultation in found}


def being_written():
    return {r.commitment.number: r.state for r in ProgressReport.objects.filter(published_in=None)}


def printed(capsys, *command):
    call_command(*command)
    return capsys.readouterr().out


# ---- The example ----------------------------------------------------------------------------------


def test_the_example_of_a_day_is_a_plan_document_identical_to_its_export(capsys):
    text = printed(capsys, "example_plan", DAY.isoformat())
    bring_in(document=json.loads(text), name="example.json", now=NOW)
    assert printed(capsys, "export_plan", "example") == text
    assert the_example().is_invented


def test_the_plan_has_been_in_force_for_a_year_and_its_fourth_quarter_is_open():
    bring_in(document=example.document(DAY), name="example.json", now=NOW)
    plan = the_example()
    assert (str(plan.starts_on), str(plan.ends_on), plan.short_title) == ("2025-11", "2027-10", "2025–27")
    assert ActionPlan.objects.in_force_on(DAY).get() == plan
    quarters = [(p.words, str(p.due_on), p.is_closed) for p in plan.periods.all()]
    assert quarters[2:] == [
        ("May to July 2026", "2026-09-15", True),
        ("August to October 2026", "2026-12-15", False),
    ]
    assert [c.reports.count() for c in plan.commitments.all()] == [3, 3, 3, 3]


def test_an_amendment_moves_a_date_changes_words_and_withdraws_a_milestone():
    bring_in(document=example.document(DAY), name="example.json", now=NOW)
    amendment = the_example().amendments.get()
    assert [change.milestone.full_number for change in amendment.date_changes.all()] == ["3.1"]
    assert [change.field for change in amendment.wording_changes.all()] == ["promise"]
    assert [milestone.full_number for milestone in amendment.milestones_withdrawn.all()] == ["3.2"]


def test_a_commitment_changes_hands_within_the_third_quarter():
    bring_in(document=example.document(DAY), name="example.json", now=NOW)
    old, new = Lead.objects.filter(commitment__number="4")
    assert (old.until_on, new.from_on) == (date(2026, 5, 31), date(2026, 6, 1))


@trials(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(2001, 1, 1), date(2099, 12, 31)))
@case(day=date(2028, 2, 29))
@case(day=date(2026, 1, 1))
@case(day=date(2026, 3, 31))
@case(day=date(2026, 10, 1))
@case(day=date(2026, 12, 31))
def test_on_every_day_the_demo_can_be_loaded_and_shows_what_it_should(real, day):
    with transaction.atomic():
        now = datetime.combine(day, time(10), tzinfo=ZoneInfo(settings.TIME_ZONE))
        load(now=now)
        assert not misshapen(example.document(day))
        assert standings(day) == STANDINGS
        assert being_written() == BEING_WRITTEN
        assert asked(now) == ASKED
        period = the_example().periods.open().get()
        assert period.ends_on < day
        assert 14 <= (period.due_on - day).days <= 45
        transaction.set_rollback(True)


def test_every_idea_has_its_answer_and_every_way_to_decide_was_used():
    bring_in(document=example.document(DAY), name="example.json", now=NOW)
    ideas = Consultation.objects.get(slug="example-ideas")
    answers = ReasonedResponse.objects.published().filter(point__submission__consultation=ideas)
    assert (ideas.submissions.published().count(), ideas.themes.count(), answers.count()) == (6, 4, 9)
    assert {answer.disposition for answer in answers} == set(Disposition)
    assert set(answers.exclude(changed="").values_list("changed_commitment__number", flat=True)) == set(
        "1234"
    )
    assert ideas.submissions.shown().count() == 5
    assert "[withheld]" in ideas.submissions.get(number=4).public_text
    assert ideas.day_answered < the_example().adopted_on


def test_the_panel_meets_at_least_every_six_months_with_government_and_others():
    bring_in(document=example.document(DAY), name="example.json", now=NOW)
    meetings = list(Forum.objects.get(slug="expert-advisory-panel").meetings.order_by("held_last"))
    days = [meeting.held_on.last for meeting in meetings[1:]] + [DAY]
    assert all(0 < (after - before).days < 181 for before, after in pairwise(days))
    assert all(meeting.government_present and meeting.others_present for meeting in meetings)
    assert sum(bool(m.results_presented and m.comments_collected and m.notes_url) for m in meetings) == 2


# ---- Loading --------------------------------------------------------------------------------------


def test_without_demo_nothing_is_loaded():
    with pytest.raises(CommandError, match="only where it was asked for"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not ActionPlan.objects.exists()


def test_load_demo_tells_where_to_go_and_how_to_sign_in(demo, capsys):
    out = printed(capsys, "load_demo")
    assert settings.SITE_URL in out
    assert PASSWORD in out
    assert all(player.email in out for player in CAST)


def test_the_cast_signs_in_and_each_has_one_role(demo, client):
    load(now=NOW)
    validate_password(PASSWORD)
    for player in CAST:
        assert client.login(username=player.email, password=PASSWORD)
        held = Membership.objects.get(user__email=player.email)
        assert (held.role, held.title) == (player.role, player.title)
        assert (held.agency and held.agency.slug) == (player.agency or None)


def test_in_each_state_one_report_is_being_written():
    load(now=NOW)
    assert being_written() == BEING_WRITTEN
    bea, ben = (ProgressReport.objects.get(period__slug="quarter-4", commitment__number=n) for n in "23")
    assert bea.submitted_by.name == "Bea"
    assert bea.submitted_words == "Manager, Data Services, Office for Open Data"
    assert ben.submitted_by.name == "Ben"
    assert "which agencies" in ben.sent_back_reason


def test_people_have_sent_in_ideas_that_nobody_has_read():
    load(now=NOW)
    sent = Submission.objects.filter(consultation__slug="example-next").exclude(points__idea__isnull=False)
    assert {one.publish_as for one in sent} == {
        PublishAs.NAME, PublishAs.ORGANISATION, PublishAs.NOT_AT_ALL,
    }  # fmt: skip
    assert not any(one.is_published or one.points.exists() for one in sent)
    emails = SubmissionContact.objects.exclude(email="").values_list("email", flat=True)
    assert all(email.endswith("@demo.example") for email in emails)


def test_three_ideas_are_in_the_open_and_a_draft_commitment_of_two_is_not():
    load(now=NOW)
    gathering = Consultation.objects.get(slug="example-next")
    ideas = Idea.objects.public().filter(consultation=gathering).with_voices().order_by("number")
    voices = [(one.supports, one.additions, one.objections) for one in ideas]
    assert voices == [(3, 1, 0), (1, 0, 1), (1, 0, 0)]
    [proposal] = gathering.proposals.all()
    assert {idea.number for idea in proposal.ideas.all()} == {1, 3}
    assert proposal.milestones.get().agency.slug == "agency-for-public-records"
    assert not proposal.is_told


def test_ana_has_read_and_answered_some_of_what_came_in_on_the_date():
    load(now=NOW)
    dates = Consultation.objects.get(slug="example-dates")
    assert [one.points.count() for one in dates.submissions.order_by("number")] == [2, 2, 0, 2, 0, 0]
    assert [one.number for one in dates.groups.get().members.order_by("number")] == [4, 5, 6]
    left = [reason.code for reason in reasons_not_to_publish_answers(dates, NOW)]
    assert left == ["unanswered", "uncut", "what-we-heard"]
    assert not dates.is_late_at(NOW)


def test_what_ana_publishes_of_the_open_quarter_stands_on_that_day():
    load(now=NOW)
    report = ProgressReport.objects.get(state=ReportState.SUBMITTED)
    before = standings(DAY)
    publish_report(
        report=report, version=report.version, by=User.objects.get(email="ana@demo.example"), now=NOW
    )
    assert standings(DAY) == before  # still some delays; the note and the expected date are new
    update = Milestone.objects.with_record(DAY).get(
        commitment__number="2", number=2, commitment__plan__slug="example"
    )
    assert update.updates_known[0].note.startswith("Six of nine")


def test_a_second_load_changes_nothing_that_people_did(demo):
    load(now=NOW)
    ben = User.objects.get(email="ben@demo.example")
    ben.set_password("something of Ben's own")
    ben.save()
    report = ProgressReport.objects.get(state=ReportState.DRAFT)
    save_report(
        commitment=report.commitment, period=report.period, version=report.version,
        content=ReportContent(doing="Typed by Ben."), by=ben, now=NOW,
    )  # fmt: skip
    ana = User.objects.get(email="ana@demo.example")
    waiting = ProgressReport.objects.get(state=ReportState.SUBMITTED)
    publish_report(report=waiting, version=waiting.version, by=ana, now=NOW)
    editions = Edition.objects.count()
    assert load(now=datetime(2027, 1, 3, tzinfo=UTC)) == []
    report.refresh_from_db()
    ben.refresh_from_db()
    assert report.doing == "Typed by Ben."
    assert ben.check_password("something of Ben's own")
    assert (Edition.objects.count(), Membership.objects.count()) == (editions, len(CAST))
