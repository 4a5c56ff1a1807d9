"""Which rounds of reports a plan has, and by when each is due."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.formats import date_format

from plans.choices import PeriodKind, PeriodLength, PlanState, PublicationKind
from plans.dates import PartialDate
from plans.models import Publication, ReportingPeriod
from plans.operations.periods import (
    PeriodContent,
    SeriesContent,
    add_period,
    add_periods,
    move_due_day,
    periods_to_add,
    remove_period,
)
from plans.rules import NotReady, Stale, missing_for_period, months_later, spans_between
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db

SERIES = {"length": "quarter", "of_kind": "progress", "days_after": "15"}
QUARTER = PeriodContent(PeriodKind.PROGRESS, date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 15))


@pytest.fixture
def here(desk) -> str:
    return reverse("workspace-periods", args=[desk.plan.slug])


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def text_of(answer) -> str:
    return answer.content.decode()


# ---- Rules ----------------------------------------------------------------------------------------------


def test_quarters_follow_each_other_without_a_gap():
    quarters = spans_between(date(2025, 7, 1), date(2026, 5, 15), 3)
    assert quarters == [
        (date(2025, 7, 1), date(2025, 9, 30)),
        (date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 5, 15)),
    ]
    assert spans_between(date(2025, 11, 30), date(2026, 3, 1), 3) == [
        (date(2025, 11, 30), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 3, 1)),
    ]


@pytest.mark.parametrize(
    ("length", "number", "first_end", "last_begin"),
    [
        ("month", 21, date(2025, 10, 31), date(2027, 6, 1)),
        ("quarter", 7, date(2025, 12, 31), date(2027, 4, 1)),
        ("half-year", 4, date(2026, 3, 31), date(2027, 4, 1)),
        ("year", 2, date(2026, 9, 30), date(2026, 10, 1)),
    ],
)
def test_months_half_years_and_years_do_so_too(length, number, first_end, last_begin):
    spans = spans_between(date(2025, 10, 1), date(2027, 6, 30), PeriodLength(length).months)
    assert (len(spans), spans[0][1], spans[-1][0]) == (number, first_end, last_begin)
    assert spans[-1][1] == date(2027, 6, 30)


def test_a_month_without_the_day_gives_its_last_one():
    assert months_later(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert months_later(date(2025, 12, 1), 12) == date(2026, 12, 1)


def test_a_round_has_its_days_in_order():
    assert [r.code for r in missing_for_period(starts_on=None, ends_on=None, due_on=None)] == [
        "starts-on",
        "ends-on",
        "due-on",
    ]
    wrong = missing_for_period(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1), due_on=date(2026, 2, 1))
    assert [r.code for r in wrong] == ["ends-first", "due-first"]


# ---- Adding ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "first", "last", "slug"),
    [
        ("progress", date(2017, 9, 1), date(2017, 11, 30), "2017-09-to-11"),
        ("progress", date(2017, 12, 1), date(2018, 2, 28), "2017-12-to-02"),
        ("progress", date(2018, 3, 1), date(2018, 3, 31), "2018-03"),
        ("year-end", date(2017, 7, 1), date(2018, 6, 30), "year-end-2017-07-to-06"),
        ("end-of-term", date(2016, 7, 1), date(2018, 6, 30), "end-of-term-2016-07-to-2018-06"),
    ],
)
def test_its_address_is_its_months(desk, cast, kind, first, last, slug):
    content = PeriodContent(kind, first, last, date(2026, 6, 1))
    assert add_period(plan=desk.plan, content=content, by=cast.ana, now=at()).slug == slug


def test_one_more_is_announced_and_the_same_again_is_the_same(desk, cast):
    first = add_period(plan=desk.plan, content=QUARTER, by=cast.ana, now=at())
    assert add_period(plan=desk.plan, content=QUARTER, by=cast.ana, now=at()) == first
    announced = Publication.objects.get(kind=PublicationKind.PERIOD)
    assert announced.after["due_on"] == "2026-06-15"
    assert first.history.get().history_user == cast.ana


def test_two_of_one_kind_share_no_day_and_two_kinds_may(desk, cast):
    days = {"starts_on": date(2026, 2, 28), "ends_on": date(2026, 5, 31), "due_on": date(2026, 6, 15)}
    with pytest.raises(NotReady) as refused:
        add_period(plan=desk.plan, content=PeriodContent("progress", **days), by=cast.ana, now=at())
    assert codes(refused) == ["overlaps"]
    add_period(plan=desk.plan, content=PeriodContent("year-end", **days), by=cast.ana, now=at())


def test_the_periods_of_a_plan_come_in_one_step(desk, cast):
    plan = a_plan(
        "next", state=PlanState.DEVELOPMENT, adopted_on=None, starts_on=PartialDate.parse("2026-07")
    )
    added = add_periods(plan=plan, content=SeriesContent(days_after=20), by=cast.ana, now=at())
    assert [(one.slug, one.due_on) for one in added][:2] == [
        ("2026-07-to-09", date(2026, 10, 20)),
        ("2026-10-to-12", date(2027, 1, 20)),
    ]
    assert len(added) == 4
    assert not Publication.objects.exists()  # the plan is not public
    assert not ReportingPeriod.objects.published().filter(plan=plan).exists()
    with pytest.raises(NotReady) as refused:
        add_periods(plan=plan, content=SeriesContent(days_after=20), by=cast.ana, now=at())
    assert codes(refused) == ["no-new"]
    years = SeriesContent("year-end", "year", 60)  # of another kind they may share days
    assert [
        (one.slug, one.due_on) for one in add_periods(plan=plan, content=years, by=cast.ana, now=at())
    ] == [
        ("year-end-2026-07-to-06", date(2027, 8, 29)),
    ]


def test_quarters_that_are_there_already_stay_as_they_are(desk, cast):
    left = periods_to_add(desk.plan, SeriesContent())
    taken = [(desk.before.starts_on, desk.before.ends_on), (desk.period.starts_on, desk.period.ends_on)]
    assert left
    assert not any(a <= one.ends_on and one.starts_on <= b for one in left for a, b in taken)


def test_a_plan_known_by_year_has_no_periods_made_for_it(cast):
    plan = a_plan("by-year", starts_on=PartialDate.parse("2026"), ends_on=PartialDate.parse("2027"))
    assert periods_to_add(plan, SeriesContent()) == []
    with pytest.raises(NotReady) as refused:
        add_periods(plan=plan, content=SeriesContent(), by=cast.ana, now=at())
    assert codes(refused) == ["no-days"]


# ---- Changing -------------------------------------------------------------------------------------------


def test_a_due_day_moves_with_before_and_after(desk, cast):
    given = {"period": desk.period, "by": cast.ana, "now": at()}
    moved = move_due_day(version=1, due_on=date(2026, 3, 30), **given)
    assert moved.due_on == date(2026, 3, 30)
    announced = Publication.objects.get(kind=PublicationKind.PERIOD)
    assert (announced.before, announced.after) == ({"due_on": "2026-03-16"}, {"due_on": "2026-03-30"})
    move_due_day(version=1, due_on=date(2026, 3, 30), **given)  # twice is once
    assert Publication.objects.count() == 1
    with pytest.raises(Stale):
        move_due_day(version=1, due_on=date(2026, 4, 30), **given)


@pytest.mark.parametrize(
    ("due_on", "code"),
    [(None, "due-on"), (date(2026, 2, 27), "due-first"), (date(2026, 3, 11), "due-past")],
)
def test_a_due_day_is_after_the_period_and_not_past(desk, cast, due_on, code):
    with pytest.raises(NotReady) as refused:
        move_due_day(period=desk.period, version=1, due_on=due_on, by=cast.ana, now=at())
    assert codes(refused) == [code]


def test_a_closed_period_stays_as_it_is(desk, cast):
    ReportingPeriod.objects.update(closed_at=at())
    with pytest.raises(NotReady) as refused:
        move_due_day(period=desk.period, version=1, due_on=date(2026, 4, 1), by=cast.ana, now=at())
    assert codes(refused) == ["closed"]
    with pytest.raises(NotReady):
        remove_period(plan=desk.plan, slug=desk.period.slug, by=cast.ana, now=at())


def test_only_a_period_without_reports_goes(desk, cast):
    desk.save(cast.ben)
    with pytest.raises(NotReady) as refused:
        remove_period(plan=desk.plan, slug=desk.period.slug, by=cast.ana, now=at())
    assert codes(refused) == ["has-reports"]
    for _twice in range(2):
        remove_period(plan=desk.plan, slug=desk.before.slug, by=cast.ana, now=at())
    assert list(desk.plan.periods.all()) == [desk.period]
    announced = Publication.objects.get(kind=PublicationKind.PERIOD)
    assert announced.after == {"removed": True}
    assert ReportingPeriod.history.filter(history_type="-").get().history_user == cast.ana


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_only_a_coordinator_sets_them(desk, cast, who):
    given = {"by": getattr(cast, who), "now": at()}
    for act in (
        lambda: add_period(plan=desk.plan, content=QUARTER, **given),
        lambda: add_periods(plan=desk.plan, content=SeriesContent(), **given),
        lambda: move_due_day(period=desk.period, version=1, due_on=date(2026, 4, 1), **given),
        lambda: remove_period(plan=desk.plan, slug=desk.before.slug, **given),
    ):
        with pytest.raises(PermissionDenied):
            act()


# ---- In the workspace -----------------------------------------------------------------------------------


def test_ana_adds_moves_and_removes(desk, cast, sign_in, the_day, here):
    ana = sign_in(cast.ana)
    assert "Two periods are set" in text_of(ana.get(here))
    days = {"starts_on": "2026-03-01", "ends_on": "2026-05-31", "due_on": "2026-06-15"}
    typed = {"action": "add", "kind": "progress"} | days
    for _twice in range(2):
        assert ana.post(here, typed)["Location"] == f"{here}#2026-03-to-05"
    assert desk.plan.periods.count() == 3
    one = f"{here}?period=2026-03-to-05"
    assert "Remove this period" in text_of(ana.get(one))
    moved = {"action": "move", "period": "2026-03-to-05", "version": "1", "due_on": "2026-06-20"}
    assert ana.post(here, moved).status_code == 302
    answer = ana.post(here, moved | {"due_on": "2026-06-25"})
    assert answer.status_code == 409
    assert "due on 20 June 2026 now" in text_of(answer)
    assert 'value="2026-06-25"' in text_of(answer)
    assert 'name="version" value="2"' in text_of(answer)
    assert ana.post(here, {"action": "remove", "period": "2026-03-to-05"}).status_code == 302
    assert ana.get(one).status_code == 404
    assert ana.get(here).status_code == 200


def test_ana_is_shown_which_periods_would_be_made_before_they_are(desk, cast, sign_in, the_day, here):
    ana = sign_in(cast.ana)
    typed = {"length": "half-year", "of_kind": "mid-term", "days_after": "30"}
    shown = text_of(ana.get(here, typed))
    plan = desk.plan
    assert desk.plan.periods.count() == 2
    wanted = periods_to_add(plan, SeriesContent("mid-term", "half-year", 30))
    assert f"Add these {len(wanted)} periods" in shown
    for one in wanted:
        assert date_format(one.starts_on, "j F Y") in shown
        assert date_format(one.due_on, "j F Y") in shown
    for name, value in typed.items():
        assert f'type="hidden" name="{name}" value="{value}"' in shown
    for _twice in range(2):
        assert ana.post(here, typed | {"action": "several"}).status_code == 302
    made = plan.periods.filter(kind="mid-term").order_by("starts_on")
    assert [(one.starts_on, one.due_on) for one in made] == [(one.starts_on, one.due_on) for one in wanted]
    shown = text_of(ana.get(here, typed))
    assert "None is left to add" in shown
    assert "Add these" not in shown


def test_what_is_wrong_is_said_beside_its_field(desk, cast, sign_in, the_day, here):
    ana = sign_in(cast.ana)
    for typed, status, said in (
        ({"action": "add", "kind": "progress"}, 409, "Give the first day."),
        ({"action": "add", "kind": "weekly", "starts_on": "x"}, 422, "Enter a valid date"),
        ({"action": "several", "days_after": "-1"}, 422, "greater than or equal to 0"),
        (
            {"action": "several", "days_after": "1", "length": "week", "of_kind": "progress"},
            422,
            "What would do: Months, Quarters, Half years, Years.",
        ),
        ({"action": "move", "period": desk.period.slug, "version": "1"}, 409, "Give the day on which"),
        ({"action": "move", "period": desk.period.slug, "version": "1", "due_on": "x"}, 422, "valid date"),
        ({"action": "explode"}, 400, "nothing else"),
        ({"action": "move", "period": "nowhere"}, 404, ""),
    ):
        answer = ana.post(here, typed)
        assert answer.status_code == status, typed
        assert said in text_of(answer)
    answer = ana.get(here, SERIES | {"days_after": "soon"})
    assert answer.status_code == 422
    assert "Enter a whole number." in text_of(answer)
    assert "periods would be added" not in text_of(answer)


def test_nobody_else_may_set_them(desk, cast, sign_in, the_day, here):
    for who in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        assert sign_in(who).get(here).status_code == 404
        assert sign_in(who).post(here, {"action": "several"} | SERIES).status_code == 404
    assert desk.plan.periods.count() == 2
