"""The facts of New Zealand's plan for 2016-18, on the days named."""

import json
import unicodedata
from datetime import date

import pytest
from django.core.management import call_command

from commitments.choices import Timeliness
from commitments.models import Commitment, Milestone, ProgressReport, StageUpdate
from ogp_portal.demo.example import HERE
from plans.choices import NotStated
from plans.models import ActionPlan

FILE = HERE / "nz-2016-18.json"

# Number, start and end as the plan prints them.
MILESTONES = (
    ("1.1", "2017-01", "2017-05"),
    ("1.2", "2017-01", "2018-05"),
    ("1.3", "2017-05", "2018-05"),
    ("1.4", "2017-05", "2018-05"),
    ("2.1", "2016-11", "2017-03"),
    ("2.2", "2016-11", "2017-03"),
    ("2.3", "2016-10", "2017-06"),
    ("2.4", "2016-11", "2017-11"),
    ("2.5", "2016-11", "2017-02"),
    ("2.6", "2016-11", "2018-06"),
    ("3.1", "2016-10", "2016-11"),
    ("3.2", "2016-10", "2016-11"),
    ("3.3", "2017-07-01", "2017-07-31"),
    ("3.4", "2017-08-01", "2017-08-30"),
    ("3.5", "2017-09-01", "2018-06"),
    ("4.1", "2017-05", "2017-07"),
    ("4.2", "2017-07-01", "2017-07-30"),
    ("4.3", "2017-08-01", "2017-08-30"),
    ("4.4", "2017-09-01", "2017-09-15"),
    ("4.5", "2017-09", "2018-06"),
    ("5.1", "2016-11", "2018-06"),
    ("5.2", "2016-11", "2017-03"),
    ("5.3", "2017-10", "2018-01"),
    ("6.1", "2016-03", "throughout the project"),
    ("6.2", "2016-11", "2017-08"),
    ("7.1", "2016-09", "2016-10"),
    ("7.2", "2016-10", "2016-11"),
    ("7.3", "2016-10", "2016-12"),
    ("7.4", "2016-12", "2017-04"),
    ("7.5", "2017-04", "2017-06"),
)
RETIMED = [number for number, _, _ in MILESTONES if number[0] in "34"]
NOT_KNOWN = ("", "")
DAYS = {
    "new year": date(2017, 1, 1),
    "first of June": date(2017, 6, 1),
    "eve of the amendment": date(2017, 6, 29),
    "amendment": date(2017, 6, 30),
    "eve of the first report": date(2017, 11, 29),
    "first report": date(2017, 11, 30),
    "last day": date(2018, 6, 30),
}

VALUES = {
    "1": [
        "Access to information",
        "Civic participation",
        "Public accountability",
        "Technology and information",
    ],
    "2": [
        "Access to information",
        "Civic participation",
        "Public accountability",
        "Technology and information",
    ],
    "3": ["Access to information", "Public accountability", "Technology and information"],
    "4": [
        "Access to information",
        "Civic participation",
        "Public accountability",
        "Technology and information",
    ],
    "5": ["Access to information", "Civic participation", "Technology and information"],
    "6": [
        "Access to information",
        "Civic participation",
        "Public accountability",
        "Technology and information",
    ],
    "7": ["Civic participation", "Public accountability", "Technology and information"],
}
LINZ, STATS, DIA = "Land Information New Zealand", "Statistics NZ", "Department of Internal Affairs"
LEADS = {
    "1": {"The Treasury"},
    "2": {"State Services Commission", "Ministry of Justice"},
    "5": {"State Services Commission"},
    "6": {"Parliamentary Counsel Office"},
    "7": {"Department of the Prime Minister and Cabinet"},
}


@pytest.fixture
def plan(real_plans):
    return ActionPlan.objects.get(slug="nz-2016-18")


def standings(plan, on):
    milestones = Milestone.objects.filter(commitment__plan=plan).published().with_record(on)
    return {m.full_number: m.standing_on(on, plan.ends_on) for m in milestones.select_related("commitment")}


def written(stated):
    return str(stated.on) if stated.on else stated.text


def current_dates(plan, on):
    return {n: (written(s.starts), written(s.due)) for n, s in standings(plan, on).items()}


def leads(plan, on):
    return {
        commitment.number: {lead.agency.name for lead in commitment.leads_on(on)}
        for commitment in Commitment.objects.filter(plan=plan).with_leads(on)
    }


def test_the_file_is_what_an_export_writes(plan, capsys):
    call_command("export_plan", plan.slug)
    assert capsys.readouterr().out == FILE.read_text(encoding="utf-8")


def test_seven_commitments_and_thirty_milestones_run_from_october_2016_to_june_2018(plan):
    counts = [commitment.milestones.count() for commitment in plan.commitments.published()]
    assert counts == [4, 6, 5, 5, 3, 2, 5]
    assert (str(plan.starts_on), str(plan.ends_on)) == ("2016-10", "2018-06")
    assert (plan.state, plan.adopted_on, plan.is_invented) == ("adopted", None, False)


@pytest.mark.parametrize("on", DAYS.values(), ids=DAYS)
def test_current_dates_are_the_printed_ones_from_the_day_they_are_known(plan, on):
    expected = {number: (starts, due) for number, starts, due in MILESTONES}
    if on < DAYS["amendment"]:
        expected |= dict.fromkeys(RETIMED, NOT_KNOWN)
    if on >= DAYS["first report"]:
        expected["5.3"] = ("2017-10", "2018-06")
    assert current_dates(plan, on) == expected


def test_agreed_dates_are_the_printed_ones_or_not_stated(plan):
    for number, starts, due in MILESTONES:
        standing = standings(plan, DAYS["last day"])[number]
        is_unknown = standing.milestone.is_not_stated(NotStated.AGREED_DATES)
        agreed = (written(standing.agreed_starts), written(standing.agreed_due))
        assert (agreed, is_unknown) == ((NOT_KNOWN, True) if number in RETIMED else ((starts, due), False))


def test_the_open_data_dates_moved_by_an_amendment_of_june_2017(plan):
    amendment = plan.amendments.get()
    assert (str(amendment.decided_on), amendment.number, amendment.decided_by) == ("2017-06", None, "")
    assert amendment.date_changes.count() == 2 * len(RETIMED)


def test_the_move_of_5_3_has_a_latest_day_and_neither_amendment_nor_reason(plan):
    (move,) = standings(plan, DAYS["first report"])["5.3"].moves
    assert (str(move.moved_on), move.reason, move.amendment) == ("../2017-11-30", "", None)
    assert move.not_stated == "amendment reason"


@pytest.mark.parametrize(
    ("on", "of_open_data"),
    [(DAYS["new year"], {LINZ, DIA}), (date(2017, 3, 10), {LINZ, DIA}), (date(2017, 3, 11), {STATS, DIA}),
     (DAYS["first of June"], {STATS, DIA}), (DAYS["last day"], {STATS, DIA})],
)  # fmt: skip
def test_leads_hold_from_a_day_to_a_day(plan, on, of_open_data):
    assert leads(plan, on) == LEADS | {"3": of_open_data, "4": of_open_data}


def test_commitment_7_names_the_office_that_leads(plan):
    assert plan.commitments.get(number="7").leads.get().office == "Head of the Policy Profession"


def test_values_are_printed_in_the_words_of_their_time(plan):
    printed = {c.number: [plan.value_label(code) for code in c.values] for c in plan.commitments.published()}
    assert printed == VALUES


@pytest.mark.parametrize("on", DAYS.values(), ids=DAYS)
def test_no_milestone_has_a_stage_and_none_is_called_overdue(plan, on):
    assert not StageUpdate.objects.exists()
    found = standings(plan, on).values()
    assert {standing.stage for standing in found} == {None}
    assert {s.timeliness for s in found} <= {Timeliness.NOT_REPORTED, Timeliness.NOT_DUE_TO_START}
    not_due = {n for n, s in standings(plan, on).items() if s.timeliness == Timeliness.NOT_DUE_TO_START}
    assert not_due == {n for n, (starts, _) in current_dates(plan, on).items() if starts > str(on)}


def test_the_first_report_looks_ahead_and_the_second_looks_back(plan):
    first, second = ProgressReport.objects.filter(commitment__plan=plan).order_by("period__ends_on")
    assert (first.commitment.number, second.commitment.number) == ("5", "5")
    assert (first.period.words, first.period.kind) == ("September to November 2017", "progress")
    assert (second.period.words, second.period.kind) == ("March to June 2018", "year-end")
    assert first.doing
    assert first.next
    assert not first.reflection
    assert second.doing
    assert second.reflection
    assert not second.next
    assert (first.links.count(), second.links.count()) == (2, 11)


def test_the_periods_were_closed_and_state_no_due_day(plan):
    assert all(
        p.was_closed and p.due_on is None and p.is_not_stated(NotStated.DAY) for p in plan.periods.all()
    )


def test_every_row_names_its_source_and_macrons_are_composed(plan):
    text = FILE.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    document = json.loads(text)
    rows = [document["plan"], *document["periods"], *document["amendments"], *document["commitments"]]
    for commitment in document["commitments"]:
        rows += commitment["milestones"] + commitment["leads"] + commitment.get("reports", [])
        rows += [change for m in commitment["milestones"] for change in m.get("date_changes", ())]
    assert all(row["source"]["document"] and row["source"]["at"] for row in rows)
