"""Who owes which report, and the word the board has for each."""

from datetime import date
from itertools import product

import pytest

from commitments.choices import LeadRole, ReportStanding, ReportState
from commitments.record.day import plan_on
from commitments.record.rounds import board_on, missed_by
from commitments.rules import Declared, owes_report, report_standing, worth_a_look
from commitments.tests.factories import COMPLETED, DELAYED, UNDERWAY, a_lead, a_stage
from plans.dates import PartialDate, StatedDate
from plans.operations.periods import close_period, reopen_period
from plans.tests.factories import TODAY, at

BEGINS, BEFORE = date(2025, 12, 1), date(2025, 11, 30)


@pytest.mark.parametrize(
    ("standing", "on", "owes", "is_closed", "was_closed", "state"),
    [
        (ReportStanding.NOT_DUE, BEFORE, True, False, False, None),
        (ReportStanding.NOT_BEGUN, BEGINS, True, False, False, None),
        (ReportStanding.NOT_DUE, TODAY, False, False, False, None),
        (ReportStanding.MISSED, TODAY, True, True, False, None),
        (ReportStanding.NOT_DUE, TODAY, False, True, False, None),
        (ReportStanding.NOT_IN_SOURCES, TODAY, False, True, True, None),
        (ReportStanding.DRAFT, TODAY, True, False, False, ReportState.DRAFT),
        (ReportStanding.MISSED, TODAY, True, True, False, ReportState.DRAFT),
        (ReportStanding.SENT_BACK, TODAY, True, False, False, ReportState.SENT_BACK),
        (ReportStanding.SUBMITTED, TODAY, True, True, False, ReportState.SUBMITTED),
        (ReportStanding.PUBLISHED, TODAY, True, True, False, ReportState.PUBLISHED),
        (ReportStanding.PUBLISHED, TODAY, False, True, True, ReportState.PUBLISHED),
    ],
)
def test_the_board_has_one_word_for_each_case(standing, on, owes, is_closed, was_closed, state):
    assert (
        report_standing(on, owes=owes, begins=BEGINS, is_closed=is_closed, was_closed=was_closed, state=state)
        == standing
    )


def test_every_case_has_a_word():
    days, yes_no = (BEFORE, BEGINS, TODAY), (True, False)
    for on, owes, closed, was, state in product(days, yes_no, yes_no, yes_no, [None, *ReportState]):
        assert report_standing(
            on, owes=owes, begins=BEGINS, is_closed=closed or was, was_closed=was, state=state
        )


def test_nothing_to_report_is_a_word_of_its_own():
    published = {"is_closed": False, "was_closed": False, "state": ReportState.PUBLISHED}
    standing = report_standing(TODAY, owes=True, begins=BEGINS, nothing_to_report=True, **published)
    assert standing == ReportStanding.NOTHING_TO_REPORT


def test_a_promise_without_an_end_of_its_own_ends_with_the_plan():
    dates = {"commitment_starts": None, "commitment_ends": None, "plan_ends": PartialDate.parse("2026-06")}
    for settled in (True, False):
        assert owes_report(first=BEGINS, last=TODAY, all_settled_before=settled, **dates)
        first, last = date(2026, 7, 1), date(2026, 9, 30)
        assert not owes_report(first=first, last=last, all_settled_before=settled, **dates)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (None, []),
        (COMPLETED, []),
        (UNDERWAY, ["past-due"]),
        (DELAYED, []),
        (Declared(DELAYED.stage, expected_on=PartialDate.parse("2026-02")), ["expected-passed"]),
        (Declared(DELAYED.stage, expected_on=PartialDate.parse("2028")), ["expected-after-plan"]),
    ],
)
def test_what_is_worth_a_look_before_it_is_published(said, codes):
    due, ends = StatedDate(PartialDate.parse("2026-02")), PartialDate.parse("2027-06")
    assert [doubt.code for doubt in worth_a_look(said, due=due, plan_ends=ends, on=TODAY)] == codes


def standings(desk, cast) -> list[ReportStanding]:
    return [cell.standing for cell in board_on(desk.plan, TODAY, cast.ana).cells]


def end_before_the_open_period(desk) -> None:
    desk.commitment.agreed_due_on = PartialDate.parse("2025-11")
    desk.commitment.save()


def test_after_its_end_a_commitment_owes_until_every_milestone_is_settled(desk, cast):
    end_before_the_open_period(desk)
    one, two, three = desk.commitment.milestones.order_by("number")
    done = Declared(COMPLETED.stage, completed_on=PartialDate.parse("2025-10"), evidence=COMPLETED.evidence)
    for milestone in (one, two):
        a_stage(milestone, done, "2025-11-30")
    assert standings(desk, cast) == [ReportStanding.NOT_BEGUN, ReportStanding.NOT_BEGUN]
    a_stage(three, done, "2025-11-30")
    assert standings(desk, cast) == [ReportStanding.NOT_BEGUN, ReportStanding.NOT_DUE]


def test_settled_during_a_period_it_still_owes_that_report(desk, cast):
    end_before_the_open_period(desk)
    for milestone in desk.commitment.milestones.all():
        a_stage(milestone, COMPLETED, "2026-02-28")
    assert standings(desk, cast)[1] == ReportStanding.NOT_BEGUN


def test_totals_count_what_is_owed_only(desk, cast):
    desk.before.was_closed = True
    desk.before.save()
    assert [(total.reported, total.expected) for total in board_on(desk.plan, TODAY, cast.ana).totals] == [
        (0, 0),
        (0, 1),
    ]


def test_the_board_marks_where_the_lead_changed(desk, cast):
    desk.commitment.leads.update(until_on=date(2026, 1, 31))
    a_lead(desk.commitment, cast.data, LeadRole.LEAD, from_on=date(2026, 2, 1))
    cells = board_on(desk.plan, TODAY, cast.ana).cells
    assert [cell.lead_changed for cell in cells] == [False, True]
    assert [lead.agency for lead in cells[1].leads] == [cast.records, cast.data]


# ---- What was missed, in public ----------------------------------------------------------------------

COMMITMENT, AGENCY, PLAN = (
    "/plans/2025-27/commitments/1/",
    "/agencies/agency-for-records/",
    "/plans/2025-27/",
)


def missed(desk, on=TODAY) -> list[str]:
    record = plan_on(desk.plan, on)
    return [f"{one.one.commitment.number} {one.period.slug}" for one in missed_by(record.commitments, on)]


@pytest.mark.usefixtures("nobody_signs")
def test_missed_is_what_was_owed_and_not_published_when_its_period_closed(desk, cast, the_day):
    desk.save(cast.ben)
    assert missed(desk) == []
    close_period(period=desk.period, by=cast.ana, now=at())
    close_period(period=desk.before, by=cast.ana, now=at())
    assert missed(desk) == ["1 2025-12-to-02", "1 2025-09-to-11"]
    assert missed(desk, on=date(2026, 3, 11)) == []
    reopen_period(period=desk.period, by=cast.ana, now=at())
    desk.submit(cast.ben)
    close_period(period=desk.period, by=cast.ana, now=at())
    assert missed(desk) == ["1 2025-12-to-02", "1 2025-09-to-11"]  # sent, and not public yet
    desk.publish(cast.ana)
    assert missed(desk) == ["1 2025-09-to-11"]


@pytest.mark.parametrize("address", [COMMITMENT, AGENCY, PLAN])
def test_the_public_reads_what_was_missed(desk, cast, the_day, client, address):
    words = "September to November 2025"
    assert words not in client.get(address).content.decode()
    close_period(period=desk.before, by=cast.ana, now=at())
    page = client.get(address).content.decode()
    assert words in page
    assert "missed</span>" in page.lower()
    assert words not in client.get(f"{address}?on=2026-03-11").content.decode()


@pytest.mark.parametrize("address", [COMMITMENT, AGENCY, PLAN])
def test_what_was_closed_when_it_was_brought_in_is_never_missed(desk, the_day, client, address):
    desk.plan.periods.update(was_closed=True)
    assert "missed" not in client.get(address).content.decode().lower()
