import json
from datetime import UTC, date, datetime, time
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
from commitments.operations.reports import ReportContent, publish_report, save_report
from ogp_portal.demo import example
from ogp_portal.demo.loading import CAST, PASSWORD, load, real_plan
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
BEING_WRITTEN = {"1": ReportState.DRAFT, "2": ReportState.SUBMITTED, "3": ReportState.SENT_BACK}


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def real(db):
    bring_in(document=real_plan(), name="nz-2016-18.json")


def the_example():
    return ActionPlan.objects.get(slug=example.SLUG)


def standings(on):
    plan = the_example()
    milestones = Milestone.objects.filter(commitment__plan=plan).published().with_record(on)
    found = {m.full_number: m.standing_on(on, plan.ends_on) for m in milestones.select_related("commitment")}
    return {number: (standing.stage, standing.timeliness) for number, standing in found.items()}


def being_written():
    return {r.commitment.number: r.state for r in ProgressReport.objects.filter(published_in=None)}


def printed(capsys, *command):
    call_command(*command)
    return capsys.readouterr().out


# ---- The example ----------------------------------------------------------------------------------


def test_the_example_of_a_day_is_a_plan_document_identical_to_its_export(capsys):
    text = printed(capsys, "example_plan", DAY.isoformat())
    bring_in(document=json.loads(text), name="example.json")
    assert printed(capsys, "export_plan", "example") == text
    assert the_example().is_invented


def test_the_plan_has_been_in_force_for_a_year_and_its_fourth_quarter_is_open():
    bring_in(document=example.document(DAY), name="example.json")
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
    bring_in(document=example.document(DAY), name="example.json")
    amendment = the_example().amendments.get()
    assert [change.milestone.full_number for change in amendment.date_changes.all()] == ["3.1"]
    assert [change.field for change in amendment.wording_changes.all()] == ["promise"]
    assert [milestone.full_number for milestone in amendment.milestones_withdrawn.all()] == ["3.2"]


def test_a_commitment_changes_hands_within_the_third_quarter():
    bring_in(document=example.document(DAY), name="example.json")
    old, new = Lead.objects.filter(commitment__number="4")
    assert (old.until_on, new.from_on) == (date(2026, 5, 31), date(2026, 6, 1))


@trials(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(2001, 1, 1), date(2099, 12, 31)))
@case(day=date(2028, 2, 29))
@case(day=date(2026, 1, 1))
@case(day=date(2026, 3, 31))
@case(day=date(2026, 10, 1))
@case(day=date(2026, 12, 31))
def test_on_every_day_the_demo_can_be_loaded_and_shows_what_it_should(real, day):
    with transaction.atomic():
        load(now=datetime.combine(day, time(10), tzinfo=ZoneInfo(settings.TIME_ZONE)))
        assert not misshapen(example.document(day))
        assert standings(day) == STANDINGS
        assert being_written() == BEING_WRITTEN
        period = the_example().periods.open().get()
        assert period.ends_on < day
        assert 14 <= (period.due_on - day).days <= 45
        transaction.set_rollback(True)


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


def test_reports_are_being_written_and_one_is_not_begun():
    load(now=NOW)
    assert being_written() == BEING_WRITTEN
    bea, ben = (ProgressReport.objects.get(period__slug="quarter-4", commitment__number=n) for n in "23")
    assert bea.submitted_by.name == "Bea"
    assert bea.submitted_words == "Manager, Data Services, Office for Open Data"
    assert ben.submitted_by.name == "Ben"
    assert "which agencies" in ben.sent_back_reason


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
