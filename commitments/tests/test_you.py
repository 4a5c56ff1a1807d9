"""What each person sets for themselves: days away, and the calendar of their due days."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from commitments.choices import ReportState
from commitments.models import ProgressReport
from plans.models import CalendarFeed, Leave, Membership
from plans.operations.leave import new_calendar_address
from plans.tests.factories import TODAY, at

YOU = "/workspace/you/"
AWAY = {"action": "leave", "from_on": "2026-03-20", "until_on": "2026-03-27"}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ana", "You coordinate."),
        ("ben", "You report for Agency for Records."),
        ("bo", "You sign off for Agency for Records."),
        ("chi", "You sit on the advisory panel."),
    ],
)
def test_it_says_what_somebody_does(cast, the_day, sign_in, name, says):
    page = sign_in(getattr(cast, name)).get(YOU)
    assert says in page.content.decode()
    assert "No days away are entered." in page.content.decode()


def test_without_a_role_there_is_no_such_page(cast, the_day, sign_in):
    browser = sign_in(cast.dee)
    assert browser.get(YOU).status_code == 404
    assert browser.post(YOU, AWAY).status_code == 404
    assert Client().get(YOU).status_code == 302
    assert not Leave.objects.exists()


def test_days_away_are_entered_and_taken_out(cast, the_day, sign_in):
    browser = sign_in(cast.ben)
    for _twice in range(2):
        assert browser.post(YOU, AWAY).status_code == 302
    assert Leave.objects.count() == 1
    assert "From 20 March to 27 March you are away." in browser.get(YOU).content.decode()
    assert sign_in(cast.bo).post(YOU, {"action": "end-leave", "from_on": "2026-03-20"}).status_code == 302
    assert Leave.objects.count() == 1  # somebody else's
    for day in ("2026-03-20", "2026-03-20", "never", "2026-02-31", ""):
        assert browser.post(YOU, {"action": "end-leave", "from_on": day}).status_code == 302
    assert not Leave.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"from_on": "", "until_on": ""}, 409),
        ({"until_on": "2026-03-19"}, 409),
        ({"from_on": "0001-01-01"}, 422),
        ({"from_on": "soon"}, 422),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_link(cast, the_day, sign_in, typed, status):
    page = sign_in(cast.ben).post(YOU, AWAY | typed)
    assert page.status_code == status
    assert "There is a problem" in page.content.decode()
    assert not Leave.objects.exists()


def test_an_address_is_made_renewed_and_ended(cast, the_day, sign_in):
    browser = sign_in(cast.ben)
    for _twice in range(2):
        browser.post(YOU, {"action": "calendar", "was": ""})
    old = CalendarFeed.objects.get().key
    address = reverse("calendar-feed", args=[old])
    assert address in browser.get(YOU).content.decode()
    assert Client().get(address).status_code == 200
    browser.post(YOU, {"action": "calendar", "was": old})
    assert Client().get(address).status_code == 404
    browser.post(YOU, {"action": "end-calendar"})
    assert not CalendarFeed.objects.exists()


# ---- The feed ------------------------------------------------------------------------------------------


def feed_of(user):
    key = new_calendar_address(was="", by=user, now=at()).key
    return Client().get(reverse("calendar-feed", args=[key]))


def events_in(answer):
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_calendar_holds_due_days_as_whole_days(cast, desk, the_day):
    answer = feed_of(cast.ben)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    first, second = events_in(answer)
    assert str(second["summary"]) == "Report on commitment 1 is due: December 2025 to February 2026"
    assert second["dtstart"].dt == date(2026, 3, 16)
    assert str(second["url"]).endswith("/workspace/plans/2025-27/commitments/1/2025-12-to-02/")
    assert first["uid"] != second["uid"]
    assert [event["uid"] for event in events_in(feed_of(cast.ben))] == [first["uid"], second["uid"]]
    assert "Ben" not in answer.content.decode()


def test_a_coordinators_has_the_periods(cast, desk, the_day):
    assert [str(event["summary"]) for event in events_in(feed_of(cast.ana))] == [
        "Reports are due: September to November 2025",
        "Reports are due: December 2025 to February 2026",
    ]


def test_what_is_sent_leaves_it_and_no_word_of_a_draft_is_in_it(cast, desk, the_day):
    report = ProgressReport.objects.create(
        commitment=desk.commitment, period=desk.period, doing="zqxcanary", next="zqxcanary"
    )
    answer = feed_of(cast.ben)
    assert len(events_in(answer)) == 2
    assert b"zqxcanary" not in answer.content
    ProgressReport.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED, submitted_at=at())
    assert len(events_in(feed_of(cast.ben))) == 1


def test_it_is_empty_without_a_role_and_gone_without_an_account(cast, desk, the_day):
    assert feed_of(cast.bea).status_code == 200
    Membership.objects.filter(user=cast.ben).update(until_on=TODAY)
    assert len(events_in(feed_of(cast.ben))) == 2
    Membership.objects.filter(user=cast.ben).update(until_on=TODAY - timedelta(days=1))
    key = CalendarFeed.objects.get(user=cast.ben).key
    address = reverse("calendar-feed", args=[key])
    assert events_in(Client().get(address)) == []
    cast.ben.is_active = False
    cast.ben.save()
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("key", ["never", "a" * 64, "-", "_"])
def test_an_address_that_nobody_has_is_not_there(db, key):
    assert Client().get(f"/calendar/{key}.ics").status_code == 404
    assert Client().post(f"/calendar/{key}.ics").status_code in (403, 404, 405)
