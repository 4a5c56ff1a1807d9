"""What everybody reads: what is asked, what came in as its senders allow, and the answers."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db.models import F

from commitments.models import Commitment, Milestone
from commitments.tests.factories import a_milestone
from engagement.choices import Channel, Dimension, Disposition, PublishAs, StakeholderType, Standing
from engagement.models import (
    Consultation,
    ConsultationDocument,
    CountedTotal,
    Submission,
    SubmissionPoint,
)
from engagement.tests.factories import (
    CLOSES,
    a_consultation,
    a_forum,
    a_meeting,
    a_point,
    a_source,
    a_submission,
    a_theme,
    an_answer,
    an_outreach,
    answered,
)
from engagement.views.consultations import IN_ORDER
from plans.choices import NotStated
from plans.dates import PartialDate
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db
OPEN, BEFORE = "/consultations/second-round/", "/consultations/first-round/"


@pytest.fixture
def read(client, the_day):
    def read(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status, address
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&#x27;", "’").split())

    return read


def lede_of(client, address: str) -> str:
    page = client.get(address).content.decode()
    found = re.search(r'<p class="lede">(.*?)</p>', page, re.DOTALL)[1]
    return " ".join(re.sub(r"<[^>]+>", "", found).split())


def brought_in(plan, slug: str = "printed-round", **fields) -> Consultation:
    """As a document tells of it: days, totals, no answers."""
    fields = {
        "opens_at": None,
        "closes_at": None,
        "zone": "",
        "answers_due_on": None,
        "opened_on": PartialDate.parse("2016-07-25"),
        "closed_on": PartialDate.parse("2016-08-05"),
        "source": a_source(),
        "title": "Printed round",
    } | fields
    return a_consultation(plan, slug, **fields)


def a_total(consultation: Consultation, unit: str, number: int | None, label: str = "", **fields):
    return CountedTotal.objects.create(
        consultation=consultation,
        position=consultation.totals.count() + 1,
        unit=unit,
        number=number,
        label=label,
        source=consultation.source,
        not_stated="" if number is not None else NotStated.COUNT,
        **fields,
    )


# ---- One consultation ---------------------------------------------------------------------------------


def test_an_open_one_says_until_when_and_how_long_that_is(asked, client, the_day):
    assert lede_of(client, OPEN) == "Open until 5 pm on 27 March 2026: fifteen days left."


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (
            at(date(2026, 3, 1)),
            "Opens at 9 am on 2 March 2026 and closes at 5 pm on 27 March 2026. "
            "Answers are promised by 29 May 2026.",
        ),
        (at(CLOSES - timedelta(days=1)), "Open until 5 pm on 27 March 2026: one more day."),
        (at(CLOSES), "Open until 5 pm on 27 March 2026: the last hours."),
        (
            at(CLOSES, 17),
            "Closed on 27 March 2026. What came in is being read. Answers are promised by 29 May 2026.",
        ),
        (
            at(date(2026, 5, 30)),
            "Closed on 27 March 2026. What came in is being read. Answers were promised by 29 May 2026; "
            "they are late.",
        ),
    ],
)
def test_the_opening_sentence_follows_the_clock(asked, client, time_machine, moment, words):
    time_machine.move_to(moment, tick=False)
    assert lede_of(client, OPEN) == words


def test_hours_are_said_in_the_zone_of_the_consultation(asked, client, the_day):
    a_consultation(asked.plan, "elsewhere", zone="Pacific/Chatham", closes_at=at(CLOSES, 17))
    assert "5.45 pm on 27 March 2026" in lede_of(client, "/consultations/elsewhere/")


def test_what_closes_at_midnight_has_the_whole_day_before(asked, client, the_day):
    a_consultation(asked.plan, "midnight", closes_at=at(date(2026, 3, 14), 0))
    words = "Open until midnight on 13 March 2026: one more day."
    assert lede_of(client, "/consultations/midnight/") == words


def test_the_page_is_another_once_it_has_closed(asked, client, the_day, time_machine):
    before = client.get(OPEN)["ETag"]
    assert client.get(OPEN, headers={"If-None-Match": before}).status_code == 304
    time_machine.move_to(asked.consultation.closes_at - timedelta(minutes=1), tick=False)
    still_open = client.get(OPEN)["ETag"]
    time_machine.move_to(asked.consultation.closes_at, tick=False)
    assert client.get(OPEN, headers={"If-None-Match": still_open}).status_code == 200


def test_everything_one_needs_to_know_stands_there(asked, read):
    ConsultationDocument.objects.create(
        consultation=asked.consultation,
        position=1,
        title="The last plan",
        url="https://example.org/plan",
        size="PDF, 2 MB",
    )
    a_meeting(asked.plan, consultation=asked.consultation)
    an_outreach(asked.plan)
    page = read(OPEN)
    for words in (
        "What should the next plan promise?",
        "Every two years a new plan is made.",
        "The minister",
        "On the advice of the panel.",
        "29 May 2026",
        "Auckland time",
        "The last plan (PDF, 2 MB)",
        "Public meeting, Wellington",
        "40 people came",
        "845 were reached.",
        "Before it: First round",
    ):
        assert words in page


@pytest.mark.parametrize("page", ["", "submissions/", "submissions/1/", "responses/"])
def test_nothing_of_what_came_in_is_public_before_the_answers_not_even_how_much(asked, client, page):
    address = f"{OPEN}{page}"
    before = client.get(address).content
    sent = a_submission(asked.consultation, "A zebra crossing.", name="Pania Q.", publish_as=PublishAs.NAME)
    an_answer(a_point(sent, theme=a_theme(asked.consultation, "zebras")), reason="Zebras are rare.")
    asked.consultation.what_we_heard = "Much about zebras."
    asked.consultation.save()
    assert client.get(address).content == before


@pytest.mark.parametrize("page", ["", "take-part/", "submissions/", "submissions/1/", "responses/"])
def test_what_is_not_published_or_of_a_plan_that_is_not_does_not_exist(asked, client, page):
    hidden = a_consultation(asked.plan, "hidden", published_in=None)
    of_hidden = a_consultation(a_plan("hidden-plan", state="in-development"), "of-hidden")
    for one in (hidden, of_hidden):
        answered(one) if one.is_published else None
        a_submission(one, published_in=asked.before.published_in)
        assert client.get(f"/consultations/{one.slug}/{page}").status_code == 404


# ---- Brought in ---------------------------------------------------------------------------------------


@pytest.fixture
def printed(asked) -> Consultation:
    """28 people, 29 inputs; a table of 28 that its source heads otherwise."""
    one = brought_in(asked.plan)
    a_total(one, "people", 28)
    a_total(one, "inputs", 29)
    for label, number in (("Business", 1), ("Citizen", 18), ("Community group", 3), ("Other", 6)):
        a_total(one, "inputs", number, label, dimension=Dimension.TYPE, heading="Number of submissions")
    return one


def test_totals_are_said_and_that_the_answers_are_not_held(printed, client, the_day):
    assert lede_of(client, "/consultations/printed-round/") == (
        "Our sources count 28 people and 29 inputs. Answers to what was said are not in our sources."
    )


def test_what_a_table_leaves_out_is_a_row_of_its_own(printed, read):
    page = read("/consultations/printed-round/")
    assert "Number of submissions, by stakeholder type" in page
    assert "Not in the table 1" in page
    assert "All inputs 29" in page


def test_a_number_that_is_not_stated_is_not_counted(asked, read):
    one = brought_in(asked.plan)
    a_total(one, "submissions", 31, "first submissions")
    a_total(one, "submissions", None, "letters of a campaign")
    page = read("/consultations/printed-round/")
    assert "letters of a campaign not counted" in page
    assert "Our sources count 31 first submissions." in page


def test_a_consultation_that_was_brought_in_names_its_source_and_its_days(printed, read):
    page = read("/consultations/printed-round/")
    assert "Source: A printed plan" in page
    assert "25 July 2016" in page
    assert "Take part" not in page


# ---- All consultations --------------------------------------------------------------------------------


def test_open_ones_come_first_and_each_says_how_it_stands(asked, client, read):
    new_year, march, april, may = (at(date(2026, month, 1)) for month in (1, 3, 4, 5))
    a_consultation(asked.plan, "ahead", title="Ahead", opens_at=april, closes_at=may)
    a_consultation(asked.plan, "read", title="Being read", opens_at=new_year, closes_at=march)
    brought_in(asked.plan)
    assert lede_of(client, "/consultations/") == (
        "One consultation is open, one is being read, one is planned and two are over."
    )
    page = read("/consultations/")
    titles = ("Ideas for the next plan", "Being read", "Ahead", "First round", "Printed round")
    places = [page.index(title) for title in titles]
    assert places == sorted(places)


def test_the_list_can_be_asked_by_standing_and_by_plan(asked, read):
    other = a_plan("other-plan", short_title="Other")
    a_consultation(other, "elsewhere", title="Elsewhere")
    assert "First round" not in read("/consultations/?standing=open")
    page = read("/consultations/?standing=open&plan=other-plan")
    assert "Elsewhere" in page
    assert "Ideas for the next plan" not in page
    assert "No consultation is all of that." in read("/consultations/?standing=answered&plan=other-plan")


def test_the_list_can_be_asked_by_purpose(asked, read):
    a_consultation(asked.plan, "dates", title="A later date?", purpose="amendment")
    page = read("/consultations/?purpose=amendment")
    assert "A later date?" in page
    assert "Ideas for the next plan" not in page
    assert "An amendment" in read("/consultations/")
    assert "No consultation is all of that." in read("/consultations/?purpose=amendment&standing=answered")


@pytest.mark.parametrize(
    ("promised", "words"),
    [
        (date(2026, 3, 2), "Answered on 11 March 2026, nine days after the promised day"),
        (date(2026, 3, 10), "Answered on 11 March 2026, one day after the promised day"),
        (date(2026, 3, 11), "Answered on 11 March 2026"),
    ],
)
def test_answers_that_came_late_say_how_late(asked, read, client, promised, words):
    asked.before.answers_due_on = promised
    asked.before.save()
    page = read(BEFORE)
    assert words in page
    is_late = promised < date(2026, 3, 11)
    assert ("after the promised day" in page) == is_late
    assert lede_of(client, BEFORE).endswith(f"{words}." if is_late else "Every point is answered.")


def test_without_any_the_list_says_so(read, db):
    assert "Nothing has been put out for consultation yet." in read("/consultations/")


# ---- What came in -------------------------------------------------------------------------------------


def test_submissions_are_listed_as_their_senders_allow(asked, client, read):
    page = read(f"{BEFORE}submissions/")
    assert "Pania Q." in page
    assert "Only for you to read" not in page
    assert "Rawiri" not in page
    assert "pania@people.example" not in page
    assert lede_of(client, f"{BEFORE}submissions/") == (
        "Two submissions came in and were answered. The sender of one does not want it shown."
    )


@pytest.mark.parametrize(
    ("publish_as", "shown", "hidden"),
    [
        (PublishAs.NAME, ["Mere T."], ["Kea Trust"]),
        (PublishAs.ORGANISATION, ["Kea Trust"], ["Mere T."]),
        (PublishAs.ANONYMOUS, ["Without a name"], ["Mere T.", "Kea Trust"]),
    ],
)
def test_a_sender_is_shown_as_consented(asked, read, publish_as, shown, hidden):
    sent = a_submission(
        asked.before,
        publish_as=publish_as,
        name="Mere T.",
        organisation="Kea Trust",
        email="mere@people.example",
        stakeholder_type=StakeholderType.COMMUNITY,
        channel=Channel.POST,
    )
    an_answer(a_point(sent))
    answered(asked.before)
    page = read(f"{BEFORE}submissions/{sent.number}/")
    for words in [*shown, "community group", "Came through post"]:
        assert words in page
    for words in [*hidden, "mere@people.example"]:
        assert words not in page


def test_a_submission_that_may_not_be_shown_does_not_exist(asked, client):
    unseen = asked.before.submissions.get(publish_as=PublishAs.NOT_AT_ALL)
    assert client.get(f"{BEFORE}submissions/{unseen.number}/").status_code == 404


def test_a_withheld_passage_is_blanked_and_said(asked, read):
    sent = a_submission(asked.before, "My neighbour stole it. Publish the minutes.")
    secret = a_point(sent, "My neighbour stole it.", is_withheld=True, withheld_ground="It accuses somebody.")
    an_answer(secret, Disposition.OUT_OF_SCOPE, reason="That is for the police.")
    an_answer(a_point(sent, "Publish the minutes."))
    answered(asked.before)
    for address in (f"{BEFORE}submissions/{sent.number}/", f"{BEFORE}submissions/", f"{BEFORE}responses/"):
        page = read(address)
        assert "neighbour" not in page
        assert "[withheld]" in page
    assert "It accuses somebody." in read(f"{BEFORE}submissions/{sent.number}/")


def test_each_point_stands_beside_its_answer(asked, read):
    page = read(f"{BEFORE}submissions/1/")
    for words in (
        "Put the minutes online within a week.",
        "Decided Adopted",
        "It helps people to follow what is decided.",
        "Changed Commitment 1 : A new milestone",
        "And say who came.",
        "Decided Not adopted",
        "It would take a new law.",
    ):
        assert words in page


@pytest.fixture
def on_a_milestone(asked) -> Milestone:
    """The first point is on the third milestone of the commitment."""
    milestone = a_milestone(asked.commitment, 3)
    SubmissionPoint.objects.filter(text__startswith="Put").update(milestone=milestone)
    return milestone


SAYING_IT = (f"{BEFORE}submissions/1/", f"{BEFORE}responses/", f"{BEFORE}responses/minutes/")
OF_THE_COMMITMENT = ("/plans/2025-27/commitments/1/", f"{BEFORE}responses/commitments/1/")


@pytest.mark.parametrize("address", [*SAYING_IT, *OF_THE_COMMITMENT])
def test_a_point_names_its_milestone_and_leads_there(on_a_milestone, client, read, address):
    assert "on milestone 1.3" in read(address)
    assert "on commitment 1" not in read(address)
    leads_there = '<a href="/plans/2025-27/commitments/1/#milestone-3">milestone 1.3</a>'
    assert leads_there in client.get(address).content.decode()
    assert 'id="milestone-3"' in client.get("/plans/2025-27/commitments/1/").content.decode()


@pytest.mark.parametrize("changed", [{"published_in": None}, {"withdrawn_in": F("published_in")}])
def test_a_milestone_that_is_not_public_is_not_named(on_a_milestone, read, changed):
    Milestone.objects.update(**changed)
    for address in SAYING_IT:
        assert "on commitment 1" in read(address)
        assert "milestone 1.3" not in read(address)
    for address in OF_THE_COMMITMENT:
        assert "milestone 1.3" not in read(address)
        assert "on commitment 1" not in read(address)


def test_of_a_commitment_that_is_not_public_no_milestone_is_named(on_a_milestone, read):
    Commitment.objects.update(published_in=None)
    for address in SAYING_IT:
        assert "on commitment 1" not in read(address)
        assert "milestone 1.3" not in read(address)


# ---- What we heard, what we decided, why --------------------------------------------------------------


def test_the_answers_are_counted_and_stand_under_their_themes(asked, client, read):
    address = f"{BEFORE}responses/"
    assert lede_of(client, address) == (
        "Two submissions made three points. Two of them were adopted, in whole or in part. "
        "Each has its answer and the reason for it."
    )
    page = read(address)
    assert "People want to see more." in page
    assert "Minutes 2 2 2" in page
    assert "Register 1 1 0" in page
    assert "All points 2 3 2" in page
    assert "2 points: 1 adopted, 1 partly adopted" in page
    assert "1 of them was answered and is not shown" in page


def test_a_point_that_may_not_be_shown_is_counted_and_nothing_else(asked, read):
    page = read(f"{BEFORE}responses/")
    assert "Only for you to read." not in page
    assert "Some of it fits." not in page


def test_a_point_without_a_theme_is_a_row_of_its_own(asked, read):
    an_answer(a_point(a_submission(asked.before, "Thank you.")), Disposition.INFORMATION)
    answered(asked.before)
    assert "Without a theme 1 1 0" in read(f"{BEFORE}responses/")


# ---- Forums -------------------------------------------------------------------------------------------


def test_present_forums_come_before_past_ones(asked, client, read):
    a_forum(asked.plan)
    a_forum(asked.plan, "old", name="Old group", ends_on=PartialDate.parse("2025-12"))
    a_forum(asked.plan, "hidden", name="Hidden group", published_in=None)
    assert lede_of(client, "/forum/") == "One group meets about the plans. One met about plans before."
    page = read("/forum/")
    assert page.index("Advisory panel") < page.index("Old group")
    assert "Hidden group" not in page
    assert client.get("/forum/hidden/").status_code == 404


def test_a_forum_shows_rules_seats_and_meetings(asked, client, read):
    forum = a_forum(asked.plan)
    a_meeting(asked.plan, forum=forum, title="Half-year talk", results_presented=True)
    a_meeting(asked.plan, "draft", forum=forum, title="Not out yet", published_in=None)
    assert lede_of(client, "/forum/the-panel/") == "Three people sit on it. One meeting is on record."
    page = read("/forum/the-panel/")
    seat = "Chair Universities and research"
    for words in ("Published 1 August 2025", seat, "Half-year talk", "results were presented"):
        assert words in page
    assert "Not out yet" not in page


# ---- On the pages below -------------------------------------------------------------------------------


def test_home_leads_to_what_is_open(asked, read):
    page = read("/")
    assert "Open until 5 pm on 27 March 2026: fifteen days left." in page
    assert "First round" not in page


def test_a_commitment_shows_what_people_said_about_it(asked, read):
    page = read("/plans/2025-27/commitments/1/")
    assert "What people said" in page
    assert "Put the minutes online within a week." in page
    assert "And say who came." not in page
    assert "One more point was answered and may not be shown." in page
    assert "Some of it fits." not in page


def test_a_commitment_on_a_day_before_the_answers_says_nothing_of_them(asked, read):
    page = read("/plans/2025-27/commitments/1/?on=2026-03-10")
    assert "What people said" not in page


def test_a_plan_says_how_people_took_part(asked, read):
    a_forum(asked.plan)
    a_meeting(asked.plan)
    an_outreach(asked.plan)
    page = read("/plans/2025-27/")
    said = "Two submissions made three points."
    for words in (said, "Advisory panel", "Public meeting, Wellington", "845 were reached."):
        assert words in page


def test_a_plan_on_an_earlier_day_says_how_it_stood_then(asked, read):
    a_meeting(asked.plan)
    page = read("/plans/2025-27/?on=2026-02-20")
    assert "Closed on 13 February 2026. What came in is being read." in page
    assert "Opens at 9 am on 2 March 2026" in page
    assert "Public meeting, Wellington" not in page


def test_nobody_is_named_but_as_consented_anywhere(asked, client, the_day):
    secrets = list(Submission.objects.values_list("secret", flat=True))
    pages = ["/", "/consultations/", OPEN, BEFORE, f"{BEFORE}submissions/", f"{BEFORE}responses/"]
    for address in [*pages, "/plans/2025-27/", "/plans/2025-27/commitments/1/", "/forum/"]:
        page = client.get(address).content.decode()
        for words in ["pania@people.example", "Rawiri", *secrets]:
            assert words not in page, address
        assert address == f"{BEFORE}submissions/" or "Pania" not in page, address


def test_every_standing_has_its_place_in_the_list():
    assert set(IN_ORDER) == set(Standing)
