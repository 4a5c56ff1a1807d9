"""The coordinator reads, cuts and answers; nothing typed is lost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.tests.factories import a_commitment, a_milestone
from engagement.choices import PublishAs
from engagement.models import ReasonedResponse, SubmissionPoint
from engagement.operations.publishing import digest_of
from engagement.tests.factories import (
    CLOSES,
    a_consultation,
    a_point,
    a_source,
    a_submission,
    a_theme,
    an_answer,
    answered,
)
from plans.tests.factories import TODAY, a_plan, an_edition, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cast, sign_in, the_day):
    return sign_in(cast.ana)


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def consultation(db):
    plan = a_plan()
    consultation = a_consultation(plan)
    a_theme(consultation, "minutes")
    a_commitment(plan)
    return consultation


HERE = "/workspace/consultations/ideas/"
ONE = f"{HERE}submissions/1/"


# ---- Reading and cutting --------------------------------------------------------------------------------


def test_who_sent_it_is_shown_to_ana_in_its_own_place(ana, consultation):
    a_submission(consultation, name="Pania Q.", email="pania@people.example", publish_as=PublishAs.NAME)
    text = text_of(ana.get(ONE))
    assert "The public may read: Pania Q." in text
    assert "pania@people.example" not in text
    assert "pania@people.example" in text_of(ana.post(f"{ONE}sender/", {"action": "show"}))
    assert "pania@people.example" not in text_of(ana.get(HERE)) + text_of(ana.get(f"{HERE}answers/"))


def test_the_whole_text_becomes_one_point_at_the_press_of_a_button(ana, consultation):
    submission = a_submission(consultation, about=consultation.plan.commitments.get())
    assert '<option value="1" selected>' in text_of(ana.get(ONE))
    form = {"action": "whole", "version": "1", "whole-theme": "minutes", "whole-commitment": "1"}
    assert ana.post(ONE, form).status_code == 302
    point = SubmissionPoint.objects.get()
    assert point.text == submission.text
    assert (point.theme.slug, point.commitment.number) == ("minutes", "1")
    assert "What was decided?" in text_of(ana.get(ONE))
    assert "Keep these points" in text_of(ana.get(f"{ONE}?cut"))


# ---- On a commitment or a milestone ---------------------------------------------------------------------


@pytest.fixture
def numbered(consultation):
    """Commitments 1 and 1.1, each with a milestone 2; and what nobody can look up."""
    plan = consultation.plan
    for commitment in (plan.commitments.get(), a_commitment(plan, "1.1")):
        a_milestone(commitment, 2)
        a_milestone(commitment, 3, title="Hidden step", published_in=None)
    a_milestone(a_commitment(plan, "9", published_in=None), 1, title="Hidden step")
    a_submission(consultation)
    return consultation


def test_what_a_point_is_on_is_chosen_among_commitments_each_followed_by_its_milestones(ana, numbered):
    page = text_of(ana.get(ONE))
    assert "Commitment or milestone" in page
    select = re.search(r'name="whole-commitment">(.*?)</select>', page, re.DOTALL)[1]
    assert re.findall(r'value="(.*?)".*?>(.*?)<', select) == [
        ("", "None"),
        ("1", "1 Promise 1"),
        ("1/2", "1.2 Step 2"),
        ("1.1", "1.1 Promise 1.1"),
        ("1.1/2", "1.1.2 Step 2"),
    ]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("1", "commitment 1"),
        ("1/2", "milestone 1.2"),
        ("1.1", "commitment 1.1"),
        ("1.1/2", "milestone 1.1.2"),
    ],
)
@pytest.mark.parametrize(("action", "row"), [("whole", "whole"), ("points", "point-1")])
def test_what_was_chosen_is_kept_named_and_chosen_still(ana, numbered, chosen, words, action, row):
    typed = {"point-1-text": "And say who came."} if action == "points" else {}
    form = {"action": action, "version": "1", f"{row}-commitment": chosen} | typed
    assert ana.post(ONE, form).status_code == 302
    for page in (ONE, f"{HERE}points/"):
        assert f", {words}" in text_of(ana.get(page))
    page = text_of(ana.get(f"{ONE}?cut"))
    select = re.search(r'name="point-1-commitment">(.*?)</select>', page, re.DOTALL)[1]
    assert re.findall(r'value="([^"]*)" selected', select) == [chosen]


@pytest.mark.parametrize("chosen", ["1/3", "9/1", "1/", "/2", "1/1/2", "2"])
def test_no_other_milestone_can_be_sent(ana, numbered, chosen):
    form = {"action": "whole", "version": "1", "whole-commitment": chosen}
    assert ana.post(ONE, form).status_code == 422
    assert not SubmissionPoint.objects.exists()


def test_a_milestone_that_is_not_public_any_more_leaves_its_commitment_chosen(ana, numbered):
    milestone = numbered.plan.commitments.get(number="1").milestones.get(number=3)
    a_point(numbered.submissions.get(), commitment=milestone.commitment, milestone=milestone)
    page = text_of(ana.get(f"{ONE}?cut"))
    select = re.search(r'name="point-1-commitment">(.*?)</select>', page, re.DOTALL)[1]
    assert re.findall(r'value="([^"]*)" selected', select) == ["1"]


def test_more_commitments_ask_the_database_no_more(ana, numbered):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            ana.get(ONE)
        return len(queries)

    asked()
    before = asked()
    for number in ("5", "6", "7"):
        a_milestone(a_commitment(numbered.plan, number), 1)
    assert asked() == before


# ---- Rows -----------------------------------------------------------------------------------------------


def test_what_belongs_to_no_point_is_said(ana, consultation):
    a_point(a_submission(consultation, "Put the minutes online. And say who came."), "And say who came.")
    text = text_of(ana.get(ONE))
    assert "4 words of it belong to no point." in text
    assert "Copy its words" not in text


def test_words_that_are_not_in_the_text_are_pointed_at_and_kept(ana, consultation):
    a_submission(consultation)
    form = {"action": "points", "version": "1", "point-1-text": "", "point-2-text": "Words of somebody else."}
    answer = ana.post(ONE, form)
    assert answer.status_code == 409
    assert 'href="#point-2-text"' in text_of(answer)
    assert "Words of somebody else." in text_of(answer)
    assert not SubmissionPoint.objects.exists()


def test_a_cut_without_a_point_is_refused(ana, consultation):
    a_submission(consultation)
    answer = ana.post(ONE, {"action": "points", "version": "1", "point-1-text": ""})
    assert answer.status_code == 409
    assert "Keep at least one point." in text_of(answer)


def test_a_theme_of_somewhere_else_is_refused(ana, consultation):
    a_submission(consultation)
    answer = ana.post(ONE, {"action": "whole", "version": "1", "whole-theme": "never"})
    assert answer.status_code == 422
    assert not SubmissionPoint.objects.exists()


def test_room_for_another_point_keeps_what_was_typed(ana, consultation):
    a_submission(consultation)
    answer = ana.post(ONE, {"action": "row", "version": "1", "point-1-text": "And say"})
    assert 'name="point-2-text"' in text_of(answer)
    assert "And say" in text_of(answer)
    assert not SubmissionPoint.objects.exists()


def test_the_second_of_two_people_who_cut_sees_both(ana, consultation):
    submission = a_submission(consultation)
    ana.post(ONE, {"action": "whole", "version": "1"})
    answer = ana.post(ONE, {"action": "points", "version": "1", "point-1-text": "And say who came."})
    assert answer.status_code == 409
    assert "Two people edited this" in text_of(answer)
    assert SubmissionPoint.objects.get().text == submission.text


def test_an_answer_is_taken_away_before_its_point_is_cut(ana, consultation):
    an_answer(a_point(a_submission(consultation)))
    form = {"version": "1", "point-1-text": "And say who came.", "read-1": "1"}
    answer = ana.post(ONE, form | {"action": "points"})
    assert answer.status_code == 409
    assert "Take the answer away first." in text_of(answer)
    assert ana.post(ONE, form | {"action": "take-back-1", "read-1": "9"}).status_code == 409
    answer = ana.post(ONE, form | {"action": "take-back-1"})
    assert answer.status_code == 200
    assert "And say who came." in text_of(answer)
    assert not ReasonedResponse.objects.exists()
    assert ana.post(ONE, form | {"action": "points"}).status_code == 302


def test_from_one_submission_to_the_next(ana, consultation):
    for _ in range(3):
        a_submission(consultation)
    text = text_of(ana.get(f"{HERE}submissions/2/"))
    assert ONE in text
    assert f"{HERE}submissions/3/" in text
    assert ana.get(f"{HERE}submissions/4/").status_code == 404


# ---- Answering ------------------------------------------------------------------------------------------


def an_answer_to(place, disposition="adopted", reason="It helps.", version=0):
    start = f"answer-{place}-"
    return {
        f"{start}version": str(version),
        f"{start}disposition": disposition,
        f"{start}reason": reason,
        f"{start}changed": "",
        f"{start}changed_commitment": "",
    }


def test_an_answer_without_a_reason_is_asked_for_it_and_nothing_typed_is_lost(ana, consultation):
    submission = a_submission(consultation)
    a_point(submission, "Put the minutes online within a week.")
    a_point(submission, "And say who came.")
    form = {"action": "answers", "version": "1"} | an_answer_to(1) | an_answer_to(2, reason="")
    answer = ana.post(ONE, form)
    assert answer.status_code == 422
    assert 'href="#answer-2-reason"' in text_of(answer)
    assert "It helps." in text_of(answer)
    assert not ReasonedResponse.objects.exists()


def test_saving_leads_on_to_the_next_without_an_answer_and_then_to_all_of_them(ana, consultation):
    for _ in range(2):
        a_point(a_submission(consultation))
    form = {"action": "next", "version": "1"} | an_answer_to(1)
    assert ana.post(f"{HERE}submissions/2/", form)["Location"] == ONE
    assert ana.post(ONE, form)["Location"] == f"{HERE}answers/"


def test_the_second_of_two_people_who_answer_sees_both_and_may_go_on_knowingly(ana, consultation):
    point = a_point(a_submission(consultation))
    form = {"action": "answers", "version": "1"}
    ana.post(ONE, form | an_answer_to(1, reason="The first wrote this."))
    answer = ana.post(ONE, form | an_answer_to(1, "not-adopted", "The second wrote that."))
    assert answer.status_code == 409
    assert "The first wrote this." in text_of(answer)
    assert text_of(answer).count("The second wrote that.") == 2
    assert 'name="answer-1-version" value="1"' in text_of(answer)
    again = form | an_answer_to(1, "not-adopted", "The second wrote that.", version=1)
    assert ana.post(ONE, again).status_code == 302
    point.response.refresh_from_db()
    assert point.response.reason == "The second wrote that."


def test_an_answer_to_a_point_that_was_cut_differently_is_not_taken_for_another(ana, consultation):
    a_submission(consultation)
    ana.post(ONE, {"action": "whole", "version": "1"})
    answer = ana.post(ONE, {"action": "answers", "version": "1"} | an_answer_to(1))
    assert answer.status_code == 409
    assert not ReasonedResponse.objects.exists()


def test_what_comes_after_the_answers_are_published_is_shown_and_not_saved(ana, consultation):
    an_answer(a_point(a_submission(consultation)))
    answered(consultation)
    answer = ana.post(
        ONE, {"action": "answers", "version": "1"} | an_answer_to(1, reason="Too late.", version=1)
    )
    assert answer.status_code == 409
    assert "Too late." in text_of(answer)
    assert "The answers are published." in text_of(answer)
    for action in ("whole", "points", "take-back-1"):
        form = {"action": action, "version": "1", "read-1": "1", "point-1-text": "And say who came."}
        assert ana.post(ONE, form).status_code == 409


# ---- All answers ----------------------------------------------------------------------------------------


@pytest.fixture
def closed(consultation):
    consultation.opens_at, consultation.closes_at = at(date(2026, 2, 2)), at(TODAY, 11)
    consultation.save()
    return consultation


ALL = f"{HERE}answers/"


def test_what_is_left_links_to_where_it_is_done(ana, closed):
    a_submission(closed)
    a_point(a_submission(closed))
    answer = ana.post(ALL, {"action": "publish", "version": "1", "what_we_heard": ""})
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Submission 1 is not cut into points." in text
    assert "Submission 2: 1 point has no answer." in text
    assert f'href="{HERE}submissions/2/"' in text
    assert 'href="#what_we_heard"' in text


def test_what_was_heard_is_kept_although_the_answers_cannot_be_published_yet(ana, closed):
    a_submission(closed)
    answer = ana.post(ALL, {"action": "publish", "version": "1", "what_we_heard": "People want minutes."})
    assert answer.status_code == 409
    closed.refresh_from_db()
    assert closed.what_we_heard == "People want minutes."
    assert f'name="version" value="{closed.version}"' in text_of(answer)


def test_points_stand_under_their_themes_with_how_they_are_answered(ana, closed):
    submission = a_submission(closed, publish_as=PublishAs.NOT_AT_ALL)
    an_answer(a_point(submission, "And say who came.", theme=closed.themes.get()))
    a_point(submission, "Put the minutes online within a week.", is_withheld=True, withheld_ground="Named.")
    text = text_of(ana.get(ALL))
    assert text.index("Minutes</h2>") < text.index("No theme</h2>")
    assert "Not shown at all; counted and answered." in text
    assert "No answer yet" in text


def test_what_changed_since_the_page_was_opened_is_read_before_it_is_published(ana, closed):
    answer = an_answer(a_point(a_submission(closed)))
    form = {"action": "publish", "version": "1", "what_we_heard": "People want minutes."}
    form |= {"digest": digest_of(closed)}
    ReasonedResponse.objects.filter(pk=answer.pk).update(reason="Another reason.", version=2)
    refused = ana.post(ALL, form)
    assert refused.status_code == 409
    assert "A point or an answer has changed since you opened this page." in text_of(refused)
    assert "Another reason." in text_of(refused)
    [read] = re.findall(r'name="digest" value="(\w+)"', text_of(refused))
    assert ana.post(ALL, form | {"digest": read}).status_code == 302


def test_pressing_publish_twice_is_no_error(ana, closed):
    an_answer(a_point(a_submission(closed)))
    form = {"action": "publish", "version": "1", "what_we_heard": "People want minutes."}
    form |= {"digest": digest_of(closed)}
    assert [ana.post(ALL, form).status_code for _ in range(2)] == [302, 302]
    assert "Published by Ana" in text_of(ana.get(ALL))


def test_the_second_of_two_people_who_write_what_was_heard_sees_both(ana, closed):
    ana.post(ALL, {"action": "save", "version": "1", "what_we_heard": "The first wrote this."})
    answer = ana.post(ALL, {"action": "publish", "version": "1", "what_we_heard": "The second wrote that."})
    assert answer.status_code == 409
    assert "The first wrote this." in text_of(answer)
    assert text_of(answer).count("The second wrote that.") == 2


def test_the_answers_of_a_consultation_that_was_brought_in_are_not_written_here(ana):
    a_consultation(a_plan(), source=a_source(), published_in=an_edition(), closes_at=at(CLOSES))
    assert "was brought in from a document" in text_of(ana.get(ALL))
