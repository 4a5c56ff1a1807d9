from datetime import date

import pytest

from commitments.choices import DelayReason, Stage, Timeliness
from commitments.rules import (
    Declared,
    Link,
    missing_for_report,
    missing_for_stage,
    months_between,
    owes_report,
    timeliness,
)
from plans.dates import PartialDate, StatedDate

PROOF = (Link("https://example.org/proof"),)


def said(text):
    """`2018-01` is a date, other words are words, None is neither."""
    if text is None:
        return StatedDate()
    return StatedDate(PartialDate.parse(text)) if text[0] in "0123456789." else StatedDate(text=text)


W, D, DL = Timeliness.WITHDRAWN, Timeliness.DONE, Timeliness.DONE_LATE
NS, NR, ND = Timeliness.NOT_DUE_TO_START, Timeliness.NOT_REPORTED, Timeliness.NO_DATE
NF, LATE, OK = Timeliness.NOT_FINISHED, Timeliness.OVERDUE, Timeliness.ON_SCHEDULE
NOT, UND, DEL, COM = Stage.NOT_STARTED, Stage.UNDERWAY, Stage.DELAYS, Stage.COMPLETED

# The plan ends in June 2018.        asked about   start       current due   agreed due   stage  completed on
CASES = [
    ("underway before its day", OK, "2018-03-12", "2016-10", "2018-05-31", "2018-05-31", UND, None),
    ("on its day", OK, "2018-05-31", "2016-10", "2018-05-31", "2018-05-31", UND, None),
    ("the day after its day", LATE, "2018-06-01", "2016-10", "2018-05-31", "2018-05-31", UND, None),
    ("on a month's last day", OK, "2018-02-28", "2016-10", "2018-02", "2018-02", UND, None),
    ("the day after the month", LATE, "2018-03-01", "2016-10", "2018-02", "2018-02", UND, None),
    ("on a leap day", OK, "2016-02-29", "2016-01", "2016-02", "2016-02", UND, None),
    ("the day after a leap February", LATE, "2016-03-01", "2016-01", "2016-02", "2016-02", UND, None),
    ("on 31 December of its year", OK, "2017-12-31", "2016", "2017", "2017", UND, None),
    ("on New Year's Day after its year", LATE, "2018-01-01", "2016", "2017", "2017", UND, None),
    ("delays before its day", OK, "2018-03-12", "2016-10", "2018-05", "2018-05", DEL, None),
    ("delays after its day", LATE, "2018-06-12", "2016-10", "2018-05", "2018-05", DEL, None),
    ("not started, past its day", LATE, "2018-06-12", "2016-10", "2018-05", "2018-05", NOT, None),
    ("not started, its start is past", OK, "2018-03-12", "2016-10", "2018-05", "2018-05", NOT, None),
    ("its start is ahead", NS, "2017-08-31", "2017-09", "2018-05", "2018-05", NOT, None),
    ("its start is ahead, nothing published", NS, "2017-08-31", "2017-09", "2018-05", "2018-05", None, None),
    ("its start is ahead and it is underway", OK, "2017-08-31", "2017-09", "2018-05", "2018-05", UND, None),
    ("on the first day of its start", OK, "2017-09-01", "2017-09", "2018-05", "2018-05", NOT, None),
    ("begun, nothing published", NR, "2017-09-01", "2017-09", "2018-05", "2018-05", None, None),
    ("past its day, nothing published", NR, "2019-01-01", "2017-09", "2018-05", "2018-05", None, None),
    ("due in words", ND, "2019-01-01", "2016-03", "throughout the project", None, UND, None),
    ("due date not known", ND, "2018-01-01", "2016-03", None, None, UND, None),
    ("start not known, nothing published", NR, "2018-01-01", None, None, None, None, None),
    ("completed in its month", D, "2018-07-01", "2016-10", "2018-05", "2018-05", COM, "2018-05-31"),
    ("completed the day after", DL, "2018-07-01", "2016-10", "2018-05", "2018-05", COM, "2018-06-01"),
    ("in the month of its day", D, "2018-07-01", "2016-10", "2018-05-15", "2018-05-15", COM, "2018-05"),
    ("completed on or before a day", D, "2018-07-01", "2016-10", "2018-05", "2018-05", COM, "../2018-06-30"),
    ("in time for a moved date only", DL, "2018-07-01", "2016-10", "2018-06", "2018-01", COM, "2018-06"),
    ("completed, never agreed for a day", D, "2018-07-01", "2016-10", "2018-06", None, COM, "2018-06"),
    ("completed, its day not stated", D, "2018-07-01", "2016-10", "2018-05", "2018-05", COM, None),
    ("completed before its start", D, "2016-05-01", "2016-10", "2018-05", "2018-05", COM, "2016-04"),
    ("open on the plan's last day", LATE, "2018-06-30", "2016-10", "2018-05", "2018-05", UND, None),
    ("open after the plan's last day", NF, "2018-07-01", "2016-10", "2018-05", "2018-05", UND, None),
    ("due after the plan, plan over", NF, "2018-07-01", "2016-10", "2019-05", "2019-05", DEL, None),
    ("no end date, plan over", ND, "2018-07-01", "2016-10", "throughout the project", None, UND, None),
    ("not reported, plan over", NR, "2018-07-01", "2016-10", "2018-05", "2018-05", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "on", "start", "due", "agreed", "stage", "done"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_timeliness_is_worked_out_from_dates_and_stage(
    answer, on, start, due, agreed, stage, done, is_withdrawn
):
    assert timeliness(
        date.fromisoformat(on),
        starts=said(start),
        due=said(due),
        agreed_due=said(agreed),
        plan_ends=PartialDate.parse("2018-06"),
        stage=stage,
        completed_on=done and PartialDate.parse(done),
        is_withdrawn=is_withdrawn,
    ) == (W if is_withdrawn else answer)


def test_the_table_has_every_timeliness():
    assert {case[1] for case in CASES} | {W} == set(Timeliness)


@pytest.mark.parametrize(
    ("due", "on", "months"),
    [
        ("2017-06-30", "2018-03-12", 8),
        ("2017-08-31", "2018-03-12", 6),
        ("2017-11-30", "2018-03-12", 3),
        ("2018-01-31", "2018-02-28", 1),
        ("2018-01-31", "2018-02-27", 0),
        ("2018-01-15", "2018-01-16", 0),
        ("2018-01-15", "2018-02-15", 1),
    ],
)
def test_lateness_counts_whole_months(due, on, months):
    assert months_between(date.fromisoformat(due), date.fromisoformat(on)) == months


MONTH = PartialDate.parse("2018-06")
DELAYED = Declared(DEL, reason=DelayReason.FUNDING, reason_words="No budget yet.", expected_on=MONTH)
DONE = Declared(COM, completed_on=PartialDate.parse("2018-02"), evidence=PROOF)


@pytest.mark.parametrize(
    ("declared", "codes"),
    [
        (Declared(None), {"stage"}),
        (Declared(NOT), set()),
        (Declared(UND), set()),
        (DELAYED, set()),
        (Declared(DEL), {"reason", "reason-words", "expected"}),
        (
            Declared(DEL, reason=DelayReason.OTHER, reason_words=" ", expected_not_known=True),
            {"reason-words"},
        ),
        (Declared(DEL, reason_words="No budget.", expected_not_known=True), {"reason"}),
        (Declared(DEL, DELAYED.note, DELAYED.reason, "No budget.", MONTH, True), {"expected-twice"}),
        (DONE, set()),
        (Declared(COM), {"completed-on", "evidence"}),
        (Declared(COM, completed_on=PartialDate.parse("2018-04"), evidence=PROOF), {"completed-later"}),
        (Declared(UND, reason=DelayReason.FUNDING), {"delay-misplaced"}),
        (Declared(UND, completed_on=MONTH), {"completed-misplaced"}),
    ],
)
def test_a_stage_says_what_it_still_needs(declared, codes):
    reasons = missing_for_stage(declared, on=date(2018, 3, 31))
    assert {reason.code for reason in reasons} == codes
    assert all(str(reason) for reason in reasons)


@pytest.mark.parametrize(
    ("due", "expected", "is_too_soon"),
    [
        ("2018-06", "2018-05", True),
        ("2018-06", "2018-05-31", True),
        ("2018-06", "2018-06", False),
        ("2018-06", "2018-06-15", False),
        ("2018-06", "2018-07", False),
        ("2018-06", "2018", False),
        ("2018-06-30", "2018-06", False),
        ("2018-06-30", "2018-06-29", True),
        ("2018", "2017-12", True),
        ("../2018-06-30", "2018-06-29", True),
        ("../2018-06-30", "2018-06-30", False),
    ],
)
def test_what_is_expected_before_its_current_date_is_no_delay(due, expected, is_too_soon):
    due, expected = StatedDate(PartialDate.parse(due)), PartialDate.parse(expected)
    said = Declared(DEL, "", DelayReason.FUNDING, "No budget.", expected)
    reasons = missing_for_stage(said, due=due)
    assert [(reason.code, reason.field) for reason in reasons] == (
        [("expected-too-soon", "expected_on")] if is_too_soon else []
    )
    assert not is_too_soon or f"{expected.words} is before the current date, {due.words}" in str(reasons[0])
    assert not missing_for_stage(said, due=StatedDate(text="throughout the plan"))
    assert not missing_for_stage(said)  # as a document has it


def test_only_a_source_may_leave_something_open():
    assert missing_for_stage(Declared(DEL), not_stated=["reason", "day"]) == []
    assert missing_for_stage(Declared(COM), not_stated=["evidence", "day"]) == []


def test_a_report_needs_each_stage_and_what_was_done():
    needs = missing_for_stage(Declared(DEL))
    reasons = missing_for_report(nothing_to_report=False, doing="", stages={3: needs, 4: []})
    assert [reason.field for reason in reasons] == [
        "milestone-3-reason",
        "milestone-3-reason_words",
        "milestone-3-expected_on",
        "doing",
    ]
    assert str(reasons[0]).startswith("Milestone 3: ")


def test_nothing_to_report_needs_nothing():
    assert (
        missing_for_report(nothing_to_report=True, doing="", stages={1: missing_for_stage(Declared(None))})
        == []
    )


@pytest.mark.parametrize(
    ("now", "adds"),
    [
        (DELAYED, False),
        (Declared(UND), True),
        (Declared(DEL, "A word more.", DELAYED.reason, DELAYED.reason_words, MONTH), True),
        (Declared(DEL, "", DELAYED.reason, DELAYED.reason_words, None, True), True),
        (Declared(DEL, "", DELAYED.reason, "Other words.", MONTH), True),
        (Declared(DEL, "", DELAYED.reason, DELAYED.reason_words, MONTH, evidence=PROOF), True),
    ],
)
def test_only_what_changed_adds_to_what_was_said(now, adds):
    assert now.adds_to(DELAYED) is adds


def test_the_first_word_always_adds():
    assert Declared(NOT).adds_to(None)
    assert not Declared(None).adds_to(None)


@pytest.mark.parametrize(
    ("starts", "ends", "settled", "closed", "owes"),
    [
        ("2016-10", "2018-06", False, False, True),
        ("2016-10", "2017-09-01", False, False, True),
        ("2017-12", "2018-06", False, False, False),
        ("2017-11-30", "2018-06", False, False, True),
        ("2016-10", "2017-08", False, False, True),
        ("2016-10", "2017-08", True, False, False),
        ("2016-10", "2018-06", True, False, True),
        ("2016-10", "2018-06", False, True, False),
        (None, None, False, False, True),
    ],
)
def test_who_owes_a_report_for_september_to_november(starts, ends, settled, closed, owes):
    assert (
        owes_report(
            commitment_starts=starts and PartialDate.parse(starts),
            commitment_ends=ends and PartialDate.parse(ends),
            first=date(2017, 9, 1),
            last=date(2017, 11, 30),
            all_settled_before=settled,
            plan_ends=PartialDate.parse("2018-06"),
            was_closed_when_imported=closed,
        )
        is owes
    )


def test_after_the_plan_nothing_is_owed():
    days = {"first": date(2018, 7, 1), "last": date(2018, 9, 30)}
    dates = {"commitment_starts": MONTH, "commitment_ends": MONTH, "plan_ends": MONTH}
    assert not owes_report(**dates, **days, all_settled_before=False)
