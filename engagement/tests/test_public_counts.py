"""What everybody reads of very much: counted honestly, a page at a time, each theme by a link of its own."""

from __future__ import annotations

import re
from datetime import date

import pytest

from engagement.choices import Channel, Disposition, Doubt, PublishAs, QuestionKind, StakeholderType
from engagement.models import Question, Reply, Submission
from engagement.record import chosen_in, tallies_of
from engagement.templatetags import engagement as tags
from engagement.tests.factories import a_point, a_submission, an_answer, answered
from engagement.views import consultations as views
from plans.tests.factories import at

pytestmark = pytest.mark.django_db
BEFORE = "/consultations/first-round/"
RESPONSES = f"{BEFORE}responses/"


@pytest.fixture
def read(client, the_day):
    def read(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status, address
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&#x27;", "’").split())

    return read


# ---- Counted -----------------------------------------------------------------------------------------


def test_submissions_and_points_are_counted_apart_by_sender_and_by_door(asked, read):
    one = a_submission(
        asked.before, "From a town.", stakeholder_type=StakeholderType.LOCAL, channel=Channel.POST
    )
    an_answer(a_point(one))
    an_answer(a_point(one))
    answered(asked.before)
    page = read(RESPONSES)
    assert "Local government 1 2" in page
    assert "Not said 2 3" in page
    assert "Post or paper 1 2" in page
    assert "This portal 2 3" in page
    assert "All 3 5" in page
    assert "people not counted" in page


def test_one_number_says_how_much_of_what_was_said_is_answered(asked, read):
    assert "100 % of what was said has been answered: 3 of 3 points." in read(RESPONSES)
    a_point(Submission.objects.get(number=1, consultation=asked.before), "Nobody answered this.")
    assert "75 % of what was said has been answered: 3 of 4 points." in read(RESPONSES)


def test_it_is_all_only_where_it_is_all(asked):
    [tally] = tallies_of([asked.before]).values()
    tally.made, tally.decided[Disposition.ADOPTED] = 1000, 997
    assert tally.points == 999
    assert tally.answered == 99


def test_what_was_withdrawn_or_set_aside_is_a_number_of_its_own(asked, read):
    a_submission(asked.before, "", withdrawn_at=at())
    for _robot in range(2):
        a_submission(asked.before, doubt=Doubt.TRAP, set_aside_at=at(), set_aside_why="A robot.")
    page = read(RESPONSES)
    assert "withdrawn by their senders 1" in page
    assert "set aside: no person sent them 2" in page
    assert "Two submissions made three points." in page
    data = read("/api/v1/consultations/first-round/")
    assert '"submissions":2' in data.replace(" ", "")
    assert '"withdrawn":1' in data.replace(" ", "")
    assert '"set_aside":2' in data.replace(" ", "")


def test_before_the_answers_nothing_of_that_is_said(asked, read):
    a_submission(asked.consultation, "", withdrawn_at=at())
    assert "withdrawn by" not in read("/consultations/second-round/")
    assert '"withdrawn":null' in read("/api/v1/consultations/second-round/").replace(" ", "")


def a_question(consultation, kind=QuestionKind.ONE, options=("Yes", "No", "Perhaps"), position=1):
    return Question.objects.create(
        consultation=consultation, kind=kind, label="Do you agree?", options=list(options), position=position
    )


def test_what_was_chosen_is_counted_and_who_did_not_say_is_a_row(asked, read):
    question = a_question(asked.before)
    first, second = asked.before.submissions.order_by("number")
    Reply.objects.create(submission=first, question=question, chosen=["Yes"])
    Reply.objects.create(submission=second, question=question, chosen=[])
    page = read(RESPONSES)
    assert "Do you agree?" in page
    assert "Yes 1 No 0 Perhaps 0 Did not say 1" in page


def test_what_was_chosen_in_a_submission_that_is_not_published_is_not_counted(asked):
    several = a_question(asked.before, QuestionKind.SEVERAL)
    first, second = asked.before.submissions.order_by("number")
    aside = a_submission(asked.before, doubt=Doubt.TRAP, set_aside_at=at(), set_aside_why="A robot.")
    for sent, chosen in ((first, ["Yes", "No"]), (second, ["No"]), (aside, ["Perhaps"])):
        Reply.objects.create(submission=sent, question=several, chosen=chosen)
    [found] = chosen_in(asked.before)
    assert [(row.label, row.submissions) for row in found.rows] == [("Yes", 1), ("No", 2), ("Perhaps", 0)]
    assert found.silent == 0


# ---- A page at a time --------------------------------------------------------------------------------


@pytest.fixture
def many(asked, monkeypatch):
    """Seven more points on the first theme, each of another submission; five to a page."""
    monkeypatch.setattr(views, "ON_A_PAGE", 5)
    theme = asked.before.themes.get(slug="minutes")
    for n in range(7):
        sent = a_submission(asked.before, f"Point {n} of many.")
        an_answer(a_point(sent, theme=theme, commitment=asked.commitment))
    answered(asked.before)
    return asked


def test_each_theme_shows_its_first_points_and_leads_to_all_of_them(many, read, client):
    page = read(RESPONSES)
    assert "Point 3 of many." in page
    assert "Point 4 of many." not in page
    assert "Minutes: all 8 points" in page
    assert f'href="{RESPONSES}minutes/"' in client.get(RESPONSES).content.decode()


def test_the_points_on_a_theme_are_read_page_by_page(many, read):
    first, second = read(f"{RESPONSES}minutes/"), read(f"{RESPONSES}minutes/?page=2")
    assert "Eight points, each with its answer. One more was answered and may not be shown." in first
    assert "Point 3 of many." in first
    assert "Point 4 of many." not in first
    assert "Point 4 of many." in second
    assert "And say who came." not in first + second
    assert "Only for you to read." not in first + second


def test_points_without_a_theme_have_a_page_where_there_are_some(asked, read):
    read(f"{RESPONSES}without-a-theme/", status=404)
    an_answer(a_point(a_submission(asked.before, "Thank you.")), Disposition.INFORMATION)
    answered(asked.before)
    assert "Thank you." in read(f"{RESPONSES}without-a-theme/")


@pytest.mark.parametrize("address", ["first-round/responses/unheard-of/", "second-round/responses/minutes/"])
def test_what_nobody_was_told_of_has_no_page(asked, read, address):
    read(f"/consultations/{address}", status=404)


def test_a_commitment_leads_to_everything_that_was_said_about_it(many, read, monkeypatch):
    page = "/plans/2025-27/commitments/1/"
    assert "points on this commitment" not in read(page)
    monkeypatch.setattr(tags, "SAID_FIRST", 2)
    assert "First round: all 8 points on this commitment" in read(page)
    assert "Point 0 of many." in read(page)
    assert "Point 1 of many." not in read(page)
    assert "Eight points, each with its answer." in read(f"{RESPONSES}commitments/1/")
    assert "Point 4 of many." in read(f"{RESPONSES}commitments/1/?page=2")
    read(f"{RESPONSES}commitments/99/", status=404)


def test_words_that_are_redacted_are_read_nowhere(asked, read):
    first = asked.before.submissions.get(number=1)
    first.redactions.create(text="minutes online", ground="It names somebody.", made_at=at())
    for address in (
        f"{BEFORE}submissions/1/",
        f"{BEFORE}submissions/",
        RESPONSES,
        f"{RESPONSES}minutes/",
        f"{RESPONSES}commitments/1/",
        "/plans/2025-27/commitments/1/",
        "/api/v1/submissions/first-round/1/",
        "/data/plans/2025-27.json",
    ):
        page = read(address)
        assert "minutes online" not in page, address
        assert "[withheld]" in page, address
    assert "It names somebody." in read(f"{BEFORE}submissions/1/")


# ---- Late --------------------------------------------------------------------------------------------


LATE = "Answered on 11 March 2026, ten days after the promised day."


@pytest.mark.parametrize(
    "address",
    [
        "/consultations/",
        BEFORE,
        RESPONSES,
        f"{RESPONSES}minutes/",
        f"{BEFORE}submissions/",
        f"{BEFORE}submissions/1/",
        f"{BEFORE}receipts/secret-first-round-1/",
        "/plans/2025-27/",
    ],
)
def test_answers_that_came_after_their_promised_day_stay_late_on_every_page(asked, read, address):
    assert LATE not in read(address)
    asked.before.answers_due_on = date(2026, 3, 1)
    asked.before.save()
    assert LATE in read(address)


def test_answers_of_the_promised_day_are_not_late(asked):
    asked.before.answers_due_on = date(2026, 3, 11)
    assert not asked.before.was_answered_late
    asked.before.answers_due_on = date(2026, 3, 10)
    assert asked.before.was_answered_late


@pytest.mark.parametrize(
    "address",
    [
        "/consultations/",
        "/consultations/second-round/",
        "/consultations/second-round/take-part/",
        "/plans/2025-27/",
    ],
)
def test_answers_that_are_not_there_are_late_on_every_page(asked, read, time_machine, address):
    time_machine.move_to(at(date(2026, 6, 1)))
    assert "Answers were promised by 29 May 2026; they are late." in read(address)
    assert '"answers_late":true' in read("/api/v1/consultations/second-round/").replace(" ", "")


def test_who_may_not_be_shown_is_counted_among_the_senders(asked, read):
    assert asked.before.submissions.filter(publish_as=PublishAs.NOT_AT_ALL).count() == 1
    assert "Not said 2 3" in read(RESPONSES)


def test_a_receipt_leads_to_where_everybody_reads_each_point(asked, client, the_day):
    page = client.get(f"{BEFORE}receipts/secret-first-round-1/").content.decode()
    for place in (1, 2):
        assert f'href="{BEFORE}submissions/1/#point-{place}"' in page
        assert f'id="point-{place}"' in client.get(f"{BEFORE}submissions/1/").content.decode()
    unseen = client.get(f"{BEFORE}receipts/secret-first-round-2/").content.decode()
    assert "#point-" not in unseen
