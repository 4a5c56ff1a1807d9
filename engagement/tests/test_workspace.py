"""The coordinator's pages: asked, overseen, closed; nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse

from commitments.tests.factories import a_commitment
from engagement.choices import Doubt
from engagement.models import Consultation, Submission
from engagement.operations.publishing import digest_of
from engagement.tests.factories import (
    a_consultation,
    a_point,
    a_source,
    a_submission,
    a_theme,
    an_answer,
    answered,
)
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db

TYPED = {
    "version": "0",
    "action": "save",
    "title": "Ideas for the next plan",
    "slug": "",
    "purpose": "ideas",
    "stage": "Stage 1",
    "background": "Every two years a new plan is made.",
    "question": "What should it promise?",
    "opens_on": "2026-03-16",
    "opens_time": "09:00",
    "closes_on": "2026-04-10",
    "closes_time": "17:00",
    "decided_by": "The minister",
    "decided_how": "In May, on the advice of the panel.",
    "answers_due_on": "2026-05-29",
    "themes": "Open data\nHow decisions are made\n",
    "privacy": "Your name is kept apart.",
    "document-1-title": "The draft",
    "document-1-url": "https://example.org/draft.pdf",
    "document-1-size": "PDF, 52 KB",
    "document-2-title": "",
    "document-2-url": "",
    "document-2-size": "",
}


@pytest.fixture
def ana(cast, sign_in, the_day):
    return sign_in(cast.ana)


def text_of(answer) -> str:
    return answer.content.decode()


# ---- The whole way ------------------------------------------------------------------------------------


def test_ana_asks_reads_cuts_answers_and_publishes(ana, cast, time_machine):
    plan = a_plan()
    answer = ana.post(reverse("workspace-consultation-new", args=[plan.slug]), TYPED)
    assert answer["Location"] == "/workspace/consultations/ideas-for-the-next-plan/"
    here = answer["Location"]
    consultation = Consultation.objects.get()
    answer = ana.post(
        here, TYPED | {"version": consultation.version, "slug": consultation.slug, "action": "publish"}
    )
    assert answer.status_code == 302
    consultation.refresh_from_db()
    assert consultation.is_published

    submission = a_submission(
        consultation, "Publish the minutes. And say who came.", name="Pania", received_at=at()
    )
    assert ana.get(here).status_code == 200
    page = ana.get(f"{here}submissions/1/")
    assert "Publish the minutes." in text_of(page)
    assert "Pania" not in text_of(page)  # who sent it stands on a page of its own
    assert "Pania" in text_of(ana.post(f"{here}submissions/1/sender/", {"action": "show"}))
    cut = {
        "version": submission.version,
        "action": "points",
        "point-1-text": "Publish the minutes.",
        "point-1-theme": "open-data",
        "point-2-text": "And say who came.",
        "point-2-is_withheld": "on",
        "point-2-ground": "Somebody else is named.",
    }
    assert ana.post(f"{here}submissions/1/", cut).status_code == 302
    submission.refresh_from_db()
    said = {"version": submission.version, "action": "answers"}
    for place in (1, 2):
        said |= {f"answer-{place}-version": "0", f"answer-{place}-disposition": "adopted"}
        said |= {f"answer-{place}-reason": "It helps."}
    assert ana.post(f"{here}submissions/1/", said).status_code == 302
    time_machine.move_to(at(date(2026, 3, 18)))  # it has opened, and is closed before its time
    assert ana.get(f"{here}?closing").status_code == 200
    closing = {"version": consultation.version, "action": "close"}
    assert ana.post(here, closing).status_code == 302
    consultation.refresh_from_db()
    assert ana.get(f"{here}answers/").status_code == 200
    words = {"version": consultation.version, "action": "publish", "what_we_heard": "People want minutes."}
    answer = ana.post(f"{here}answers/", words | {"digest": digest_of(consultation)})
    assert answer.status_code == 302
    consultation.refresh_from_db()
    assert consultation.answered_in
    for page in ("", "submissions/1/", "answers/"):
        assert ana.get(here + page).status_code == 200
    assert ana.get("/workspace/consultations/").status_code == 200
    assert ana.get("/workspace/").status_code == 200


# ---- Who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_to_others_the_pages_do_not_exist(cast, sign_in, the_day, who):
    consultation = a_consultation(a_plan())
    a_submission(consultation)
    browser = sign_in(getattr(cast, who))
    here = reverse("workspace-consultation", args=[consultation.slug])
    start = "/workspace/consultations/"
    for page in (start, f"{start}new/2025-27/", here, f"{here}submissions/1/", f"{here}answers/"):
        assert browser.get(page).status_code == 404
        assert browser.post(page, {"action": "publish"}).status_code in (404, 405)


def test_a_new_one_belongs_to_a_plan_that_is_public(ana):
    a_plan("hidden", published_in=None)
    assert ana.get("/workspace/consultations/new/hidden/").status_code == 404
    assert ana.get("/workspace/consultations/new/never/").status_code == 404


# ---- The list -------------------------------------------------------------------------------------------


def test_the_list_says_what_is_next_and_the_first_page_too(ana):
    plan = a_plan()
    a_consultation(plan, "draft", title="Being made", published_in=None, question="")
    late = a_consultation(
        plan,
        "late",
        title="Late one",
        opens_at=at(date(2026, 1, 5)),
        closes_at=at(date(2026, 2, 1)),
        answers_due_on=date(2026, 3, 1),
    )
    a_point(a_submission(late))
    a_submission(late)
    a_submission(a_consultation(plan, "open", title="Open one"))
    for page in ("/workspace/consultations/", "/workspace/"):
        text = text_of(ana.get(page))
        assert "Closed. One submission is not cut into points and one point has no answer." in text
        assert "Answers were promised by 1 March 2026, 11 days ago." in text
        assert "Open until 5 pm on 27 March 2026. One submission was received." in text
        assert "Being prepared; " in text
        assert text.index("Late one") < text.index("Open one") < text.index("Being made")


def test_what_needs_nobody_stands_below(ana):
    plan = a_plan()
    a_consultation(plan, "planned", opens_at=at(date(2026, 3, 20)))
    a_consultation(plan, "brought-in", opens_at=None, closes_at=None, source=a_source())
    answered(a_consultation(plan, "answered", opens_at=at(date(2026, 1, 5)), closes_at=at(date(2026, 2, 1))))
    text = text_of(ana.get("/workspace/consultations/"))
    assert "No consultation needs you now." in text
    assert "Opens at noon on 20 March 2026." in text
    assert "Answered on 11 March 2026." in text
    assert "Over; brought in from a document." in text
    assert "Consultations</h2>" not in text_of(ana.get("/workspace/"))


def test_what_is_doubted_has_come_in_and_is_said_so(ana):
    plan = a_plan()
    a_consultation(plan)
    page = "/workspace/consultations/ideas/"
    assert "Nothing has come in yet." in text_of(ana.get(page))
    for said in (
        "One doubtful submission waits to be looked at.",
        "Two doubtful submissions wait to be looked at.",
    ):
        a_submission(Consultation.objects.get(), doubt=Doubt.TRAP)
        text = text_of(ana.get(page))
        assert said in text
        assert "Nothing has come in yet." not in text
    a_submission(Consultation.objects.get())
    text = text_of(ana.get(page))
    assert "One submission was received and two doubtful submissions wait to be looked at." in text
    Consultation.objects.update(opens_at=at(date(2026, 1, 5)), closes_at=at(date(2026, 2, 1)))
    Submission.objects.filter(doubt="").delete()
    text = text_of(ana.get(page))
    assert "Closed. Two doubtful submissions wait to be looked at." in text
    assert "Nobody sent anything in." not in text


def test_where_nothing_is_left_but_to_publish_that_is_what_the_link_leads_to(ana):
    plan = a_plan()
    done = a_consultation(plan, opens_at=at(date(2026, 1, 5)), closes_at=at(date(2026, 2, 1)))
    assert "Nobody sent anything in." in text_of(ana.get("/workspace/consultations/"))
    an_answer(a_point(a_submission(done)))
    text = text_of(ana.get("/workspace/consultations/"))
    assert "Every point has an answer. Say what you heard, and publish." in text
    assert f"/workspace/consultations/{done.slug}/answers/" in text


# ---- Preparing ------------------------------------------------------------------------------------------


NEW = "/workspace/consultations/new/2025-27/"


def test_the_form_offers_words_on_privacy(ana):
    a_plan()
    assert "kept apart from it" in text_of(ana.get(NEW))


def test_what_cannot_be_kept_stays_as_it_was_typed(ana):
    a_plan()
    typed = TYPED | {"opens_time": "", "document-1-url": "not an address", "question": "Mine."}
    answer = ana.post(NEW, typed)
    assert answer.status_code == 422
    assert "Give the hour too." in text_of(answer)
    assert "Mine." in text_of(answer)
    assert "not an address" in text_of(answer)
    assert not Consultation.objects.exists()


WRONG = [
    ({"title": ""}, "Give it a title.", 409),
    ({"slug": "new"}, "Another page has this address.", 409),
    ({"slug": "two words"}, "slug", 422),
    ({"closes_on": "2026-03-15"}, "It would close before it opens.", 422),
    ({"opens_on": "0001-01-01"}, "Is the year right?", 422),
    ({"answers_due_on": "9999-12-31"}, "Is the year right?", 422),
    ({"closes_on": "2026-09-27", "closes_time": "02:30"}, "The clocks go forward over this hour.", 422),
    ({"title": "Two\nlines"}, "one line of plain text", 422),
    ({"document-2-url": "https://example.org/"}, "Give the document a title.", 422),
    ({"document-1-url": ""}, "Document 1: Give the address of the document.", 422),
    ({"document-1-url": "not an address"}, "There is a problem", 422),
    ({"themes": "x" * 201}, "A theme has at most 200 letters.", 422),
    ({"purpose": "never"}, "purpose", 422),
]


@pytest.mark.parametrize(("change", "words", "status"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_written(ana, change, words, status):
    a_plan()
    answer = ana.post(NEW, TYPED | change)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert not Consultation.objects.exists()


def test_room_for_another_document_keeps_what_was_typed(ana):
    a_plan()
    answer = ana.post(NEW, TYPED | {"action": "document", "title": ""})
    assert 'name="document-3-url"' in text_of(answer)
    assert "PDF, 52 KB" in text_of(answer)
    assert "There is a problem" not in text_of(answer)
    assert not Consultation.objects.exists()


def test_a_double_click_begins_one(ana):
    a_plan()
    where = {ana.post(NEW, TYPED)["Location"] for _ in range(2)}
    assert len(where) == 1
    assert Consultation.objects.count() == 1


def test_publish_lists_what_is_missing_with_links_and_keeps_the_rest(ana):
    a_plan()
    answer = ana.post(NEW, TYPED | {"action": "publish", "question": "", "decided_by": ""})
    assert answer.status_code == 409
    for link in ('href="#question"', 'href="#decided_by"'):
        assert link in text_of(answer)
    consultation = Consultation.objects.get()
    assert not consultation.is_published
    assert consultation.background
    assert ana.get(consultation.get_absolute_url()).status_code == 404


def test_pressing_publish_twice_publishes_once(ana):
    a_plan()
    ana.post(NEW, TYPED)
    here = "/workspace/consultations/ideas-for-the-next-plan/"
    typed = TYPED | {"version": "1", "slug": "ideas-for-the-next-plan", "action": "publish"}
    assert ana.post(here, typed).status_code == 302
    again = ana.post(here, typed)
    assert again.status_code == 409
    assert "published meanwhile" in text_of(again)


def test_the_second_of_two_people_sees_both_versions_and_their_own_words(ana):
    a_plan()
    ana.post(NEW, TYPED)
    here = "/workspace/consultations/ideas-for-the-next-plan/"
    typed = TYPED | {"version": "1", "slug": "ideas-for-the-next-plan"}
    ana.post(here, typed | {"question": "The first wrote this.", "decided_by": "The Cabinet"})
    answer = ana.post(here, typed | {"question": "The second wrote that.", "opens_on": "2026-03-18"})
    text = text_of(answer)
    assert answer.status_code == 409
    assert "Two people edited this" in text
    assert "The first wrote this." in text
    assert text.count("The second wrote that.") == 2
    assert "18 March 2026, 09:00" in text
    assert 'value="The Cabinet"' in text  # left alone by the second, so it is the first's
    assert Consultation.objects.get().question == "The first wrote this."
    saved = ana.post(here, typed | {"version": "2", "question": "The second wrote that."})
    assert saved.status_code == 302


def test_words_typed_when_the_session_had_ended_come_back(ana, client, cast):
    a_plan()
    ana.post(NEW, TYPED)
    here = "/workspace/consultations/ideas-for-the-next-plan/"
    client.get("/accounts/login/")
    client.post(here, TYPED | {"version": "1", "slug": "ideas-for-the-next-plan", "question": "Typed late."})
    client.force_login(cast.ana)
    text = text_of(client.get(here))
    assert "Your session had ended" in text
    assert "Typed late." in text
    assert client.post(here, {"action": "drop"}).status_code == 302
    assert "Typed late." not in text_of(client.get(here))


# ---- Overseeing -----------------------------------------------------------------------------------------


@pytest.fixture
def consultation(db):
    plan = a_plan()
    consultation = a_consultation(plan)
    a_theme(consultation, "minutes")
    a_commitment(plan)
    return consultation


HERE = "/workspace/consultations/ideas/"
ONE = f"{HERE}submissions/1/"


def test_the_overview_counts_submissions_and_points_apart(ana, consultation):
    submission = a_submission(consultation)
    a_point(submission, "Put the minutes online within a week.")
    an_answer(a_point(submission, "And say who came."))
    text = text_of(ana.get(HERE))
    assert "1 of 1 read, 1 point without an answer" in text
    assert "Go on with submission 1" in text
    assert consultation.get_absolute_url() in text


def test_another_closing_is_asked_for_and_then_published(ana, consultation):
    assert "Publish the new closing" in text_of(ana.get(f"{HERE}?closing"))
    moved = {"action": "move", "version": "1", "closes_on": "2026-04-03", "closes_time": "17:00"}
    answer = ana.post(HERE, moved | {"answers_due_on": ""})
    assert answer.status_code == 409
    assert "#answers_due_on" in text_of(answer)
    assert ana.post(HERE, moved | {"closes_time": ""}).status_code == 422
    assert ana.post(HERE, moved | {"closes_on": "9999-12-31"}).status_code == 422
    assert ana.post(HERE, moved | {"answers_due_on": "0001-01-01"}).status_code == 422
    skipped = {"closes_on": "2026-09-27", "closes_time": "02:30"}
    assert ana.post(HERE, moved | skipped).status_code == 422
    assert ana.post(HERE, moved | {"answers_due_on": "2026-05-29"}).status_code == 302
    consultation.refresh_from_db()
    assert consultation.closes_at == at(date(2026, 4, 3), 17)
    public = text_of(ana.get("/consultations/ideas/"))
    assert "The closing was moved: from 5 pm on 27 March 2026 to 5 pm on 3 April 2026." in public
    stale = ana.post(HERE, moved | {"answers_due_on": "2026-05-30"})
    assert stale.status_code == 409
    assert "Somebody has changed this meanwhile" in text_of(stale)


def test_closing_twice_closes_once(ana, consultation):
    assert ana.post(HERE, {"action": "close", "version": "1"}).status_code == 302
    answer = ana.post(HERE, {"action": "close", "version": "1"})
    assert answer.status_code == 409
    assert "Nothing was changed" in text_of(answer)
    assert "Change the closing" not in text_of(ana.get(f"{HERE}?closing"))


def test_a_theme_that_was_found_is_added_and_may_be_chosen(ana, consultation):
    a_submission(consultation)
    for _ in range(2):
        assert ana.post(HERE, {"action": "theme", "label": "Registers"}).status_code == 302
    assert text_of(ana.get(HERE)).count("Registers</li>") == 1
    assert '<option value="registers">Registers</option>' in text_of(ana.get(ONE))
    empty = ana.post(HERE, {"action": "theme", "label": " "})
    assert empty.status_code == 409
    assert 'href="#label"' in text_of(empty)
    assert ana.post(HERE, {"action": "theme", "label": "x" * 201}).status_code == 422
    answered(consultation)
    assert ana.post(HERE, {"action": "theme", "label": "Late"}).status_code == 409
