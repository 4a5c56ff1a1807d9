"""The time axis: where days stand, and how a milestone is drawn."""

from datetime import date

import pytest

from commitments.axis import Axis, axis_of, line_of, month_after, month_before
from commitments.choices import Stage
from plans.dates import PartialDate, StatedDate

PLAN = Axis(date(2016, 9, 1), date(2018, 7, 31))
NOT_KNOWN = StatedDate()
THROUGHOUT = StatedDate(text="throughout the project")


def said(text):
    return StatedDate(PartialDate.parse(text))


def drawn(starts, due, agreed=None, *, stage=Stage.UNDERWAY, on=date(2018, 3, 12)):
    return line_of(PLAN, starts=starts, due=due, agreed_due=agreed or due, stage=stage, on=on)


def test_the_axis_has_a_month_of_air_on_both_sides_of_the_plan():
    assert axis_of(PartialDate.parse("2016-10"), PartialDate.parse("2018-06")) == PLAN


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2016, 10, 31), date(2016, 9, 1), date(2016, 11, 30)),
        (date(2017, 1, 1), date(2016, 12, 1), date(2017, 2, 28)),
        (date(2016, 1, 31), date(2015, 12, 1), date(2016, 2, 29)),
        (date(2017, 12, 31), date(2017, 11, 1), date(2018, 1, 31)),
    ],
)
def test_months_before_and_after(day, before, after):
    assert (month_before(day), month_after(day)) == (before, after)


def test_a_plan_without_dates_takes_those_of_its_milestones():
    axis = axis_of(None, None, [said("2015"), NOT_KNOWN, THROUGHOUT, said("2014-07-01")])
    assert axis == Axis(date(2014, 6, 1), date(2016, 1, 31))
    assert axis_of(None, None, [NOT_KNOWN]) is None


def test_the_axis_runs_from_its_first_morning_to_its_last_evening():
    year = Axis(date(2017, 1, 1), date(2017, 12, 31))
    assert year.x(date(2017, 1, 1)) == "0.00%"
    assert year.end_x(date(2017, 12, 31)) == "100.00%"
    assert year.x(date(2017, 7, 2)) == "49.86%"


def test_what_lies_beyond_an_edge_is_held_at_it():
    assert PLAN.x(date(2010, 1, 1)) == "0.00%"
    assert PLAN.x(date(2030, 1, 1)) == "100.00%"


def test_years_have_their_word_where_there_is_room():
    assert [tick.year for tick in PLAN.years] == ["2017", "2018"]
    assert PLAN.first_year == "2016"
    assert Axis(date(2016, 12, 1), date(2018, 12, 31)).first_year == ""
    assert Axis(date(2017, 1, 1), date(2017, 12, 31)).first_year == ""
    assert Axis(date(2016, 2, 1), date(2017, 1, 31)).years[-1].year == ""


def test_quarters_stand_between_the_years_of_a_plan_of_usual_length():
    assert [tick.x for tick in PLAN.quarters] == [
        PLAN.x(date(*day)) for day in [(2016, 10, 1), (2017, 4, 1), (2017, 7, 1), (2017, 10, 1)]
    ] + [PLAN.x(date(2018, 4, 1)), PLAN.x(date(2018, 7, 1))]
    assert Axis(date(2014, 1, 1), date(2020, 1, 1)).quarters == []


def test_a_line_runs_from_the_first_day_of_its_start_to_the_last_of_its_due_date():
    line = drawn(said("2017-01"), said("2018-05"))
    assert (line.start, line.end) == (PLAN.x(date(2017, 1, 1)), PLAN.x(date(2018, 6, 1)))
    assert (line.agreed, line.past, line.goes_on, line.came_before) == (None, None, False, False)


def test_a_moved_date_keeps_its_agreed_one():
    line = drawn(said("2017-10"), said("2018-06"), said("2018-01"))
    assert line.agreed == line.turn == PLAN.x(date(2018, 2, 1))


def test_an_agreed_date_that_is_not_known_is_not_drawn():
    assert drawn(said("2017-10"), said("2018-06"), NOT_KNOWN).agreed is None


@pytest.mark.parametrize(
    ("stage", "past"),
    [(Stage.DELAYS, True), (Stage.NOT_STARTED, True), (Stage.COMPLETED, False), (None, False)],
)
def test_only_what_has_a_stage_and_is_not_completed_runs_past_its_date(stage, past):
    line = drawn(said("2016-11"), said("2017-06"), stage=stage)
    assert (line.past == PLAN.x(date(2018, 3, 12))) is past


def test_the_due_date_is_drawn_as_wide_as_it_is_precise():
    month, day = drawn(said("2017-01"), said("2018-01")), drawn(said("2017-01"), said("2018-01-31"))
    assert month.due == PLAN.x(date(2018, 1, 1))
    assert float(month.due_width.rstrip("%")) == pytest.approx(
        31 * float(day.due_width.rstrip("%")), rel=0.05
    )


def test_a_milestone_without_an_end_date_goes_on():
    line = drawn(said("2016-03"), THROUGHOUT)
    assert (line.start, line.end, line.goes_on, line.came_before) == ("0.00%", "100.00%", True, True)


def test_a_due_date_beyond_the_plan_goes_on_too():
    assert drawn(said("2017-03"), said("2020")).goes_on


def test_nothing_known_is_nothing_drawn():
    assert drawn(NOT_KNOWN, NOT_KNOWN) is None
