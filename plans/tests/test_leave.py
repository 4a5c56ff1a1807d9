"""Days away: each their own, a coordinator for others; and the address of a calendar."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from plans.models import CalendarFeed, Leave
from plans.operations.leave import end_calendar, end_leave, new_calendar_address, set_leave
from plans.rules import NotReady, reasons_not_to_be_away
from plans.tests.factories import TODAY, at

FIRST, LAST = TODAY + timedelta(days=3), TODAY + timedelta(days=10)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (FIRST, LAST, None),
        (TODAY - timedelta(days=9), TODAY, None),  # away already
        (FIRST, FIRST, None),
        (None, LAST, "from"),
        (FIRST, None, "until"),
        (LAST, FIRST, "order"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), "past"),
        (LAST, LAST + timedelta(days=20), "already"),
    ],
)
def test_days_away_lie_ahead_and_do_not_overlap(first, last, code):
    others = [(LAST + timedelta(days=1), LAST + timedelta(days=5))]
    reasons = reasons_not_to_be_away(first, last, on=TODAY, others=others)
    assert [reason.code for reason in reasons] == ([code] if code else [])


def be_away(user, by, first=FIRST, last=LAST):
    return set_leave(user=user, from_on=first, until_on=last, by=by, now=at())


def test_each_sets_their_own_and_a_coordinator_everybodys(cast):
    assert be_away(cast.ben, cast.ben) == be_away(cast.ben, cast.ana)  # the same days once
    assert Leave.objects.count() == 1
    for by in (cast.bo, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            be_away(cast.ben, by)
        with pytest.raises(PermissionDenied):
            end_leave(user=cast.ben, from_on=FIRST, by=by, now=at())
    with pytest.raises(PermissionDenied):
        be_away(cast.dee, cast.dee)  # without a role there is nothing to be away from
    with pytest.raises(NotReady):
        be_away(cast.ben, cast.ben, LAST, LAST)


def test_who_is_back_is_there_today(cast):
    be_away(cast.ben, cast.ben, date(2026, 3, 1), LAST)
    be_away(cast.ben, cast.ben, LAST + timedelta(days=2), LAST + timedelta(days=3))
    for _twice in range(2):
        end_leave(user=cast.ben, from_on=date(2026, 3, 1), by=cast.ben, now=at())
        end_leave(user=cast.ben, from_on=LAST + timedelta(days=2), by=cast.ben, now=at())
    assert [(one.from_on, one.until_on) for one in Leave.objects.all()] == [
        (date(2026, 3, 1), TODAY - timedelta(days=1))
    ]
    assert not Leave.objects.covering(TODAY).exists()


def test_a_new_address_ends_the_old_once(cast):
    first = new_calendar_address(was="", by=cast.ben, now=at()).key
    assert new_calendar_address(was="", by=cast.ben, now=at()).key == first
    second = new_calendar_address(was=first, by=cast.ben, now=at()).key
    assert second != first
    assert new_calendar_address(was=first, by=cast.ben, now=at()).key == second
    assert len(second) >= 40
    end_calendar(by=cast.ben)
    end_calendar(by=cast.ben)
    assert not CalendarFeed.objects.exists()
    with pytest.raises(PermissionDenied):
        new_calendar_address(was="", by=cast.dee, now=at())
