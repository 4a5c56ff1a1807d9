"""One calendar: what is public and dated, on a page and as a feed; nothing else, and no day guessed."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from django.core.checks import run_checks
from django.utils import timezone
from icalendar import Calendar

from engagement.models import Meeting
from engagement.operations.consultations import change_closing
from engagement.operations.events import EventContent, add_event, change_event, take_off_event
from engagement.tests.factories import a_consultation, a_forum, a_meeting, a_source
from engagement.tests.test_workspace import text_of
from ogp_portal.calendar.days import read_days
from ogp_portal.demo.days import invented_days
from plans.choices import PlanState
from plans.dates import PartialDate
from plans.models import Amendment, Edition, PlanDraft, Timeline, TimelineStep
from plans.operations.periods import move_due_day
from plans.tests.factories import a_period, a_plan, an_edition, at

from .hostile import TEXTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

PAGE, FEED = "/calendar/", "/calendar.ics"
BUDGET = {
    "name": "Budget day",
    "kind": "budget",
    "on": "2026-05-21",
    "source": "https://treasury.example/day",
}
WORKSHOP = EventContent(
    title="Workshop in Taupō", kind="workshop", place="Hall; room 2, left", held_on=date(2026, 3, 20)
)


@pytest.fixture
def plan(db):
    return a_plan()


def events(client, query=""):
    """By name: the events of the feed, as a library reads them that takes nothing malformed."""
    answer = client.get(FEED + query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    found = {str(event["uid"]).removesuffix("@testserver"): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    assert not [event for event in found.values() if event.errors]
    return found


def said(event, name):
    return event[name].dt


# ---- What stands in it ----------------------------------------------------------------------------------


def test_a_consultation_opens_and_closes_at_its_hours_and_promises_answers_for_a_day(client, plan):
    a_consultation(plan)
    found = events(client)
    assert {name for name in found if name.startswith("consultation")} == {
        "consultation-ideas-opens",
        "consultation-ideas-closes",
        "consultation-ideas-answers",
    }
    closes = found["consultation-ideas-closes"]
    assert said(closes, "dtstart") == at(date(2026, 3, 27), 17)
    assert closes["dtstart"].params["TZID"] == "Pacific/Auckland"
    assert "dtend" not in closes
    assert said(found["consultation-ideas-answers"], "dtstart") == date(2026, 5, 29)
    assert closes["url"] == "http://testserver/consultations/ideas/"
    page = text_of(client.get(PAGE))
    assert "Closes: Ideas for the next plan" in page
    assert "5 pm, Auckland time" in page


def test_hours_are_those_of_the_consultations_zone_and_the_feed_says_what_the_zone_is(client, plan):
    a_consultation(plan, zone="Pacific/Chatham")
    closes = events(client)["consultation-ideas-closes"]
    assert closes["dtstart"].params["TZID"] == "Pacific/Chatham"
    assert said(closes, "dtstart").astimezone(UTC) == at(date(2026, 3, 27), 17).astimezone(UTC)
    zones = Calendar.from_ical(client.get(FEED).content).walk("VTIMEZONE")
    assert [str(zone["tzid"]) for zone in zones] == ["Pacific/Chatham"]


def test_whole_days_are_dates_and_end_the_day_after(client, plan):
    a_period(plan, "one", date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 15))
    found = events(client)
    period, due = found["period-2025-27-one"], found["due-2025-27-one"]
    assert (said(period, "dtstart"), said(period, "dtend")) == (date(2026, 1, 1), date(2026, 4, 1))
    assert (said(due, "dtstart"), said(due, "dtend")) == (date(2026, 4, 15), date(2026, 4, 16))


def test_what_is_known_to_the_month_is_on_the_page_under_its_month_and_in_no_feed(client, plan):
    a_meeting(plan, held_on=PartialDate.parse("2026-05"), title="Some day in May")
    a_meeting(plan, "later", held_on=PartialDate.parse("2027"), title="Some time")
    assert {name for name in events(client) if name.startswith("meeting")} == set()
    assert "plan-2025-27-begins" not in events(client)  # July 2025
    page = text_of(client.get(PAGE))
    assert re.search(r"<h3[^>]*>May 2026</h3>\s*<ol class=\"ledger\">\s*<li>\s*<span>May 2026</span>", page)
    assert "Some day in 2027" in page
    assert "are not in your calendar then" in page


def test_a_plan_its_making_its_amendments_and_the_countrys_days_stand_in_it(client, plan, settings):
    settings.CALENDAR_DAYS = json.dumps([BUDGET])
    timeline = Timeline.objects.create(
        plan=plan, number=1, development_starts_on=date(2025, 1, 15), published_in=an_edition()
    )
    step = TimelineStep(timeline=timeline, position=1, title="Workshops")
    step.starts_on, step.ends_on = PartialDate.parse("2025-03-01"), PartialDate.parse("2025-04-30")
    step.save()
    amendment = Amendment(
        plan=plan, slug="one", number=1, title="More time", reason="Why.", decided_by="Cabinet"
    )
    amendment.decided_on, amendment.published_in = PartialDate.parse("2026-02-03"), an_edition()
    amendment.save()
    found = events(client)
    assert set(found) == {
        "plan-2025-27-adopted",
        "making-2025-27",
        "step-2025-27-workshops",
        "amendment-2025-27-one",
        "day-budget-day-2026-05-21",
    }
    assert found["amendment-2025-27-one"]["summary"] == "Decided: Amendment 1: More time"
    assert found["day-budget-day-2026-05-21"]["url"] == BUDGET["source"]
    page = text_of(client.get(PAGE))
    assert "Ends: Action plan 2025–27" in page
    assert BUDGET["source"] in page


def test_the_page_says_what_is_next_and_draws_the_cycles_with_a_table_beside_them(client, plan):
    a_consultation(plan)
    a_meeting(plan, held_on=PartialDate.parse("2026-03-20"), title="Public meeting")
    page = text_of(client.get(PAGE))
    assert "Next, on 20 March 2026: Public meeting." in page
    assert page.count('class="timeline-row"') == 3  # the plan, consultations, meetings
    assert "cycle-now" in page
    table = page[page.index("<table") : page.index("</table>")]
    for words in (
        "Action plan 2025–27",
        "July 2025 to June 2027",
        "2 March 2026 to 27 March 2026",
        "20 March 2026",
    ):
        assert words in table


def test_what_is_next_ends_as_a_sentence_does(client, plan):
    assert "No day ahead is known." in text_of(client.get(f"{PAGE}?kind=meeting"))
    a_meeting(plan, held_on=PartialDate.parse("2026-03-12"), title="What next?")
    page = text_of(client.get(f"{PAGE}?kind=meeting"))
    assert "Next, today: What next?</p>" in page


def test_what_is_past_is_a_page_of_its_own_the_newest_first(client, plan):
    for month in range(1, 4):
        a_meeting(
            plan, f"m-{month}", held_on=PartialDate.parse(f"2025-0{month}-05"), title=f"Meeting {month}"
        )
    assert "Meeting 3</a>" not in text_of(client.get(PAGE))
    page = text_of(client.get(f"{PAGE}?when=past"))
    assert page.index("Meeting 3</a>") < page.index("Meeting 2</a>") < page.index("Meeting 1</a>")


def test_long_lists_come_page_by_page(client, plan):
    for n in range(70):
        a_meeting(plan, f"m-{n}", held_on=PartialDate.parse("2026-04-01"), title=f"Meeting {n:02}")
    first, second = (text_of(client.get(f"{PAGE}?page={n}&kind=meeting")) for n in (1, 2))
    assert (first.count("</a>, Wellington"), second.count("</a>, Wellington")) == (60, 10)
    assert "?page=2&amp;kind=meeting" in first or "kind=meeting&amp;page=2" in first


# ---- What is asked for ----------------------------------------------------------------------------------


def test_a_plan_and_a_kind_can_be_asked_for_on_the_page_and_in_the_feed(client, plan, settings):
    settings.CALENDAR_DAYS = json.dumps([BUDGET])
    other = a_plan("other", title="Other plan", short_title="Other")
    a_meeting(plan, title="One meeting")
    a_meeting(other, "another", title="Another meeting", held_on=PartialDate.parse("2026-03-30"))
    assert set(events(client, "?plan=other")) == {"plan-other-adopted", "meeting-other-another"}
    assert set(events(client, "?plan=other&kind=meeting")) == {"meeting-other-another"}
    assert set(events(client, "?kind=budget-and-elections")) == {"day-budget-day-2026-05-21"}
    page = text_of(client.get(f"{PAGE}?plan=other"))
    assert "Another meeting" in page
    assert "One meeting" not in page
    assert "Budget day" not in page
    assert 'href="http://testserver/calendar.ics?plan=other"' in page


@pytest.mark.parametrize("address", [PAGE, FEED])
@pytest.mark.parametrize(
    "query", ["?plan=never", "?plan=hidden", "?plan=made", "?kind=never", "?plan=%3Cscript%3E"]
)
def test_what_is_not_public_and_what_never_was_look_alike(client, plan, address, query):
    a_plan("hidden", published_in=None)
    a_plan("made", state=PlanState.DEVELOPMENT)
    assert client.get(address + query).status_code == 404


def test_home_and_the_pages_of_a_plan_lead_to_it(client, plan):
    for address, feed in (("/", FEED), ("/plans/2025-27/", f"{FEED}?plan=2025-27")):
        page = text_of(client.get(address))
        assert f'<link rel="alternate" type="text/calendar" title="Calendar" href="{feed}">' in page
        assert 'href="/calendar/' in page
    assert '<a href="/calendar/">Calendar</a>' in text_of(client.get("/about/"))  # the foot


# ---- What does not stand in it ----------------------------------------------------------------------------


def test_what_is_not_published_does_not_stand_in_it(client, plan):
    hidden = a_plan("hidden", published_in=None)
    made = a_plan("made", state=PlanState.DEVELOPMENT)
    for one in (hidden, made):
        a_period(one, "secret", date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 15))
        a_consultation(one, f"secret-{one.slug}")
        a_meeting(one, "secret")
    a_consultation(plan, "secret", published_in=None)
    a_meeting(plan, "secret", published_in=None)
    Timeline.objects.create(plan=made, number=1, development_starts_on=date(2026, 3, 1))
    amendment = Amendment(
        plan=plan, slug="secret", title="Secret", decided_by="Cabinet", reason="Why.", number=1
    )
    amendment.decided_on = PartialDate.parse("2026-02-03")
    amendment.save()
    assert set(events(client)) == {"plan-2025-27-adopted"}
    for address in (PAGE, f"{PAGE}?when=past"):
        page = text_of(client.get(address))
        assert "secret" not in page.lower()
        assert "Public meeting" not in page
        assert "Ideas for the next plan" not in page


def test_of_a_plan_that_is_made_only_what_was_put_out_stands_in_it(client):
    made = a_plan("made", state=PlanState.DRAFT, starts_on=PartialDate.parse("2026-01-01"))
    day = {"on": "2028-07-01", "words": "1 July 2028"}
    content = {"title": "As it was put out", "starts": day, "ends": {"on": None, "words": ""}}
    PlanDraft.objects.create(plan=made, number=1, content=content, published_in=an_edition())
    a_period(made, "round", date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 15))
    found = events(client)
    assert set(found) == {"plan-made-begins"}
    assert said(found["plan-made-begins"], "dtstart") == date(2028, 7, 1)
    assert "As it was put out (draft)" in found["plan-made-begins"]["summary"]


def test_a_meeting_names_no_forum_and_no_consultation_that_is_not_public(client, plan):
    asked = a_consultation(plan, published_in=None)
    forum = a_forum(plan, published_in=None)
    a_meeting(plan, consultation=asked, forum=forum, title="Public meeting")
    [event] = [one for name, one in events(client).items() if name.startswith("meeting")]
    assert event["url"] == "http://testserver/plans/2025-27/"


def test_a_meeting_without_a_day_stands_nowhere(client, plan):
    a_meeting(plan, held_on=None, source=a_source(), not_stated="day", title="Some meeting")
    assert "Some meeting" not in text_of(client.get(PAGE))
    assert "Some meeting" not in text_of(client.get(f"{PAGE}?when=past"))


# ---- What changes ---------------------------------------------------------------------------------------


def test_the_same_question_has_the_same_answer_to_the_byte(client, plan, time_machine):
    a_consultation(plan)
    first = client.get(FEED)
    time_machine.move_to(timezone.now().replace(hour=3))
    again = client.get(FEED)
    assert first.content == again.content
    assert client.get(FEED, headers={"if-none-match": again["ETag"]}).status_code == 304
    an_edition()
    assert client.get(FEED, headers={"if-none-match": again["ETag"]}).status_code == 200
    assert "public" in first["Cache-Control"]
    assert not first.cookies


def test_a_moved_event_keeps_its_name_and_counts_up(cast, client, plan):
    asked = a_consultation(plan)
    event = add_event(consultation=asked, content=WORKSHOP, by=cast.ana, now=at())
    before = events(client)["meeting-2025-27-workshop-in-taupo"]
    moved = EventContent(**vars(WORKSHOP) | {"held_on": date(2026, 4, 2)})
    change_event(consultation=asked, slug=event.slug, version=1, content=moved, by=cast.ana, now=at())
    after = events(client)["meeting-2025-27-workshop-in-taupo"]
    assert (said(before, "dtstart"), said(after, "dtstart")) == (date(2026, 3, 20), date(2026, 4, 2))
    assert after["sequence"] > before["sequence"]
    newest = Edition.objects.last()
    assert after["sequence"] == newest.number
    assert said(after, "last-modified") == newest.at.replace(microsecond=0)
    assert after["status"] == before["status"] == "CONFIRMED"


def test_a_closing_that_is_moved_and_a_due_day_count_up_too(cast, client, plan):
    asked = a_consultation(plan)
    period = a_period(plan, "one", date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 15))
    before = events(client)
    change_closing(
        consultation=asked,
        version=1,
        closes_at=at(date(2026, 4, 3), 12),
        answers_due_on=asked.answers_due_on,
        by=cast.ana,
        now=at(),
    )
    move_due_day(period=period, version=1, due_on=date(2026, 4, 20), by=cast.ana, now=at())
    after = events(client)
    assert after.keys() == before.keys()
    for name in ("consultation-ideas-closes", "due-2025-27-one"):
        assert after[name]["sequence"] > before[name]["sequence"]
        assert said(after[name], "dtstart") != said(before[name], "dtstart")


def test_what_is_called_off_is_cancelled_in_calendars_and_said_on_the_page(cast, client, plan):
    asked = a_consultation(plan)
    event = add_event(consultation=asked, content=WORKSHOP, by=cast.ana, now=at())
    before = events(client)["meeting-2025-27-workshop-in-taupo"]
    take_off_event(consultation=asked, slug=event.slug, by=cast.ana, now=at())
    after = events(client)["meeting-2025-27-workshop-in-taupo"]
    assert after["status"] == "CANCELLED"
    assert after["sequence"] > before["sequence"]
    page = text_of(client.get(PAGE))
    assert "Called off:" in page
    assert "Workshop in Taupō" not in page[page.index("<table") : page.index("</table>")]


def test_what_is_taken_back_after_its_day_was_no_calling_off(cast, client, plan):
    asked = a_consultation(plan)
    add_event(consultation=asked, content=WORKSHOP, by=cast.ana, now=at())
    Meeting.objects.update(withdrawn_in=an_edition(date(2026, 3, 21)))
    assert "meeting-2025-27-workshop-in-taupo" not in events(client)


# ---- Texts ----------------------------------------------------------------------------------------------

INJECTIONS = (
    *TEXTS,
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:zqx",
    "one, two; three: four \\ five \\n six",
    "Hui ā-tau mō te Kāwanatanga Tūwhera " * 5,
    "x\u2028y\u2029z\x0b\x85",
    "😀" * 60,
)
LINE = re.compile(r"[A-Z-]+(;[A-Z-]+=[^:;,\"]+)*:.*", re.DOTALL)


def lines_of(content: bytes) -> list[str]:
    """Read by the letter of RFC 5545 and by nobody's library: lines of 75 octets, unfolded."""
    text = content.decode()
    assert text.endswith("\r\n")
    raw = text.removesuffix("\r\n").split("\r\n")
    assert not [line for line in raw if "\n" in line or "\r" in line]
    assert max(len(line.encode()) for line in raw) <= 75
    return re.sub(r"\r\n[ \t]", "", text).removesuffix("\r\n").split("\r\n")


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_becomes_more_than_text(client, plan, text):
    Meeting.objects.create(
        plan=plan,
        slug="odd",
        kind="workshop",
        title=text[:200],
        place=text[:200],
        held_first=date(2026, 3, 20),
        held_last=date(2026, 3, 20),
        published_in=an_edition(),
    )
    found = events(client)
    assert set(found) == {"plan-2025-27-adopted", "meeting-2025-27-odd"}
    lines = lines_of(client.get(FEED).content)
    assert all(LINE.fullmatch(line) for line in lines)
    assert [line for line in lines if line.startswith(("BEGIN:", "END:"))] == [
        "BEGIN:VCALENDAR",
        *("BEGIN:VEVENT", "END:VEVENT") * 2,
        "END:VCALENDAR",
    ]
    page = text_of(client.get(PAGE))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_commas_semicolons_lines_and_macrons_come_back_as_they_were(cast, client, plan):
    asked = a_consultation(plan)
    add_event(consultation=asked, content=WORKSHOP, by=cast.ana, now=at())
    event = events(client)["meeting-2025-27-workshop-in-taupo"]
    assert event["summary"] == "Workshop in Taupō"
    assert event["location"] == "Hall; room 2, left"
    assert r"LOCATION:Hall\; room 2\, left" in lines_of(client.get(FEED).content)
    assert event["description"].split("\n")[-1] == "http://testserver/consultations/ideas/"


def test_every_event_has_what_a_calendar_needs(client, plan, settings):
    settings.CALENDAR_DAYS = json.dumps([BUDGET])
    a_consultation(plan)
    a_meeting(plan)
    for event in events(client).values():
        assert {"uid", "dtstamp", "dtstart", "summary", "url", "status"} <= {name.lower() for name in event}
        assert isinstance(said(event, "dtstamp"), datetime)
        assert said(event, "dtstamp").tzinfo


# ---- The country's days -----------------------------------------------------------------------------------


def test_the_demonstrations_days_can_be_read_and_lie_around_any_day():
    for today in (date(2026, 1, 1), date(2026, 12, 31), date(2024, 2, 29)):
        found = read_days(json.dumps(invented_days(today)))
        assert not found.problems
        assert any(entry.last < today for entry in found.entries)
        assert any(entry.first > today for entry in found.entries)
        assert all("(invented example)" in entry.title for entry in found.entries)


def test_without_the_setting_only_the_demonstration_has_days(client, plan, settings):
    assert not [name for name in events(client) if name.startswith("day-")]
    settings.DEMO = True
    assert [name for name in events(client) if name.startswith("day-")]
    settings.CALENDAR_DAYS = json.dumps([BUDGET])
    assert [name for name in events(client) if name.startswith("day-")] == ["day-budget-day-2026-05-21"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Budget day, 21 May", "it is not JSON"),
        ('{"name": "Budget day"}', "it is not a list"),
        ("[1]", "day 1: it is not an object"),
        ('[{"name": "Budget day"}]', "day 1: “kind” is missing"),
        (json.dumps([BUDGET | {"on": "21 May"}]), "day 1: “21 May” is no day; write 2026-05-21"),
        (json.dumps([BUDGET | {"on": "2026-02-30"}]), "day 1: “2026-02-30” is no day"),
        (json.dumps([BUDGET | {"on": "../2026-02-03"}]), "day 1: “../2026-02-03” is no day"),
        (json.dumps([BUDGET | {"on": 20260521}]), "day 1: “on” is not a text"),
        (json.dumps([BUDGET | {"until": "2026-05-20"}]), "day 1: it ends before it begins"),
        (
            json.dumps([BUDGET | {"kind": "party"}]),
            "day 1: “party” is no kind; write one of budget, election, ogp",
        ),
        (
            json.dumps([BUDGET | {"source": "javascript:alert(1)"}]),
            "day 1: “javascript:alert(1)” is no web address",
        ),
        (json.dumps([BUDGET | {"source": "https://x.example/\nUID:zqx"}]), "is no web address"),
        (json.dumps([BUDGET | {"colour": "red"}]), "day 1: “colour” is not known"),
        (json.dumps([BUDGET | {"name": "x" * 201}]), "day 1: “name” has more than 200 letters"),
        (json.dumps([BUDGET, BUDGET]), "day 2: it says “Budget day” on 2026-05-21 a second time"),
    ],
)
def test_a_setting_that_cannot_be_read_stops_the_check_in_words_and_not_the_portal(
    client, plan, settings, text, problem
):
    settings.CALENDAR_DAYS = text
    [error] = [one for one in run_checks() if one.id == "ogp_portal.E002"][:1]
    assert error.msg.startswith("CALENDAR_DAYS: ")
    assert problem in error.msg
    assert client.get(PAGE).status_code == client.get(FEED).status_code == 200


def test_a_setting_that_can_be_read_passes_the_check(settings):
    settings.CALENDAR_DAYS = json.dumps([BUDGET, BUDGET | {"on": "2027-05", "until": "2027-06"}])
    assert not [one for one in run_checks() if one.id == "ogp_portal.E002"]
