"""While one plan ends and the next has begun, each is named to whoever has to do with both."""

import re
from datetime import date

import pytest

from commitments.models import Commitment, Reminder
from commitments.operations.reminders import write_reminders
from commitments.tests.factories import Desk, a_commitment, a_lead, a_milestone
from plans.dates import PartialDate
from plans.models import OutboxItem
from plans.tests.factories import a_period, a_plan, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

HISTORY = "/workspace/plans/2025-27/commitments/1/history/"
SUBJECT = "To sign off: commitment 1, December 2025 to February 2026"


@pytest.fixture
def next_plan(cast, desk: Desk) -> Commitment:
    """Its first commitment: of Ben's agency, in a plan that has begun while the other is in force."""
    starts, ends = PartialDate.parse("2026-01"), PartialDate.parse("2028-06")
    plan = a_plan(
        "2026-28", title="Action plan 2026–28", short_title="2026–28", starts_on=starts, ends_on=ends
    )
    commitment = a_commitment(plan, agreed_starts_on=starts)
    a_milestone(commitment, 1)
    a_lead(commitment, cast.records)
    a_period(plan, "2026-01-to-02", date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 16))
    return commitment


def page_of(browser, address: str) -> str:
    words = re.sub(r"<[^>]+>", " ", browser.get(address).content.decode())
    return " ".join(words.split())


def letters() -> dict[str, str]:
    """Who was written to, and the subject."""
    return dict(OutboxItem.objects.order_by("pk").values_list("payload__to", "payload__subject"))


def test_the_first_page_names_each_plan_to_whoever_reports_on_both(cast, desk, next_plan, sign_in):
    for person in (cast.ben, cast.bo, cast.ana):
        page = page_of(sign_in(person), "/workspace/")
        assert "Plan 2025–27. December 2025 to February 2026" in page
        assert "Plan 2026–28. January to February 2026" in page
    assert "Plan 2025–27. Commitment 1, Promise 1" in page_of(sign_in(cast.ben), HISTORY)


def test_where_there_is_one_plan_nothing_names_it(cast, desk, sign_in):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    assert letters() == {"bo@agency.example": SUBJECT}
    for person, address in ((cast.ben, "/workspace/"), (cast.ana, "/workspace/"), (cast.bo, HISTORY)):
        assert "Plan 2025–27" not in page_of(sign_in(person), address)
    assert "Which plan" not in page_of(sign_in(cast.ana), "/workspace/plans/2025-27/")


def test_letters_name_the_plan_to_who_has_to_do_with_both(cast, desk, next_plan):
    next_plan.leads.all().delete()
    a_lead(next_plan, cast.data)  # now Ben and Bo have to do with one plan, Ana with both
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.sign(cast.bo)
    named = "Plan 2025–27, commitment 1, December 2025 to February 2026"
    assert letters() == {"bo@agency.example": SUBJECT, "ana@agency.example": f"To publish: {named}"}
    a_lead(next_plan, cast.records)
    desk.send_back(cast.ana)
    assert letters()["ben@agency.example"] == f"Sent back: {named}"


def test_a_reminder_names_each_plan_in_its_list(cast, desk, next_plan, time_machine):
    time_machine.move_to(at(date(2026, 3, 15)), tick=False)
    write_reminders(now=at(date(2026, 3, 15)))
    (letter,) = OutboxItem.objects.filter(payload__to="ben@agency.example")
    assert "Plan 2026–28. Commitment 1, Promise 1: January to February 2026" in letter.payload["body"]
    assert "Plan 2025–27. Commitment 1, Promise 1: December 2025" in letter.payload["body"]
    assert all(named["what"].startswith("Plan 202") for named in Reminder.objects.get(user=cast.ben).owed)


def test_the_board_switches_between_plans_and_the_navigation_stays_with_the_one_that_is_read(
    cast, desk, next_plan, sign_in
):
    ana = sign_in(cast.ana)
    for here, other in (("2025-27", "2026-28"), ("2026-28", "2025-27")):
        page = ana.get(f"/workspace/plans/{here}/").content.decode()
        switch = page.split('class="switch"')[1].split("</nav>")[0]
        assert re.findall(r'href="([^"]+)" aria-current="page"', switch) == [f"/workspace/plans/{here}/"]
        assert f'href="/workspace/plans/{other}/"' in switch
        assert f'<a href="/workspace/plans/{here}/" aria-current="true">Who has reported</a>' in page
        assert (
            f'<a href="/workspace/plans/{here}/">Who has reported</a>'
            in ana.get(f"/workspace/plans/{here}/commitments/1/history/").content.decode()
        )


def test_elsewhere_the_navigation_opens_the_board_of_the_plan_that_runs(cast, desk, next_plan, sign_in):
    plan = next_plan.plan
    plan.starts_on = PartialDate.parse("2026-04")  # adopted, and not begun
    plan.save()
    page = sign_in(cast.ana).get("/workspace/").content.decode()
    assert '<a href="/workspace/plans/2025-27/">Who has reported</a>' in page


def test_notes_to_a_successor_are_asked_for_by_plan(cast, desk, next_plan, sign_in):
    page = page_of(sign_in(cast.ana), f"/workspace/people/{cast.ben.key}/roles/1/")
    assert "Plan 2025–27. Commitment 1, Promise 1" in page
    assert "Plan 2026–28. Commitment 1, Promise 1" in page
