"""After the answers are public: words are taken out, or all of a submission; they are nowhere any more."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from commitments.tests.factories import a_commitment
from engagement.choices import PublishAs, QuestionKind
from engagement.models import (
    Consultation,
    PassageComment,
    Question,
    ReasonedResponse,
    Reply,
    Submission,
    SubmissionContact,
    SubmissionPoint,
)
from engagement.operations.afterwards import redact_published, withdraw_published
from engagement.operations.letters import send_receipt
from engagement.operations.publishing import digest_of, publish_answers
from engagement.tests.factories import a_consultation, a_point, a_submission, an_answer
from plans.models import Edition, OutboxItem, Publication
from plans.rules import NotReady, Stale
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db

SECRET = "the mayor of Kea Town told me so"
WORDS = f"Put the minutes online within a week, because {SECRET}."
EVERYWHERE = (
    "/consultations/",
    "/consultations/ideas/",
    "/consultations/ideas/submissions/",
    "/consultations/ideas/submissions/1/",
    "/consultations/ideas/responses/",
    "/consultations/ideas/responses/without-a-theme/",
    "/api/v1/submissions/",
    "/api/v1/submissions/ideas/1/",
    "/api/v1/consultations/ideas/",
    "/api/v1/themes/",
    "/data/plans/2025-27.json",
)


@pytest.fixture
def told(cast, the_day):
    """Published: a submission whose secret an answer to another one repeats, and what was heard too."""
    consultation = a_consultation(
        a_plan(),
        opens_at=at(date(2026, 1, 5)),
        closes_at=at(date(2026, 2, 5)),
        what_we_heard=f"Much; and that {SECRET.upper()}.",
    )
    consultation.save()  # an earlier version of it
    one = a_submission(consultation, WORDS, name="Dee Doe", email="dee@people.example")
    an_answer(a_point(one), reason=f"You say that {SECRET}.", changed=SECRET)
    other = a_submission(consultation, "Say who came.")
    answer = an_answer(a_point(other), reason=f"We heard:  {SECRET}.")
    answer.reason = f"We also heard: {SECRET}."
    answer.save()
    question = Question.objects.create(
        consultation=consultation, kind=QuestionKind.LONG, label="Why?", position=1
    )
    Reply.objects.create(submission=one, question=question, text=SECRET)
    PassageComment.objects.create(submission=one, position=1, place="1", passage="Words.", text=SECRET)
    send_receipt(one, "dee@people.example")
    return publish_answers(
        consultation=consultation,
        version=consultation.version,
        digest=digest_of(consultation),
        by=cast.ana,
        now=at(),
    )


def the_one(told):
    return told.submissions.get(number=1)


def redact(told, cast, text=SECRET, ground="It accuses somebody.", version=None, by=None):
    one = the_one(told)
    return redact_published(
        submission=one,
        version=one.version if version is None else version,
        text=text,
        ground=ground,
        by=by or cast.ana,
        now=at(),
    )


def withdraw(told, cast, version=None, by=None):
    one = the_one(told)
    version = one.version if version is None else version
    return withdraw_published(submission=one, version=version, by=by or cast.ana, now=at())


def pages(client):
    return {address: client.get(address).content.decode() for address in EVERYWHERE}


def in_the_tables(but=()):
    """In what rows of ours the secret stands."""
    models = (Consultation, Consultation.history.model, ReasonedResponse, ReasonedResponse.history.model)
    models += (Submission, SubmissionPoint, Reply, PassageComment, OutboxItem, Publication)
    found = {
        model.__name__
        for model in models
        for row in model._base_manager.values_list(*(field.attname for field in model._meta.concrete_fields))
        if SECRET.casefold() in repr(row).casefold()
    }
    return found - set(but)


def test_the_secret_stands_everywhere_before(told, client):
    said = [address for address, page in pages(client).items() if SECRET in page]
    assert "/consultations/ideas/responses/" in said
    assert "/data/plans/2025-27.json" in said
    assert in_the_tables() == {
        *("Consultation", "HistoricalConsultation", "ReasonedResponse", "HistoricalReasonedResponse"),
        *("Submission", "SubmissionPoint", "Reply", "PassageComment"),
    }


# ---- Some words ------------------------------------------------------------------------------------------


def test_words_that_are_taken_out_are_nowhere_public_any_more(told, cast, client):
    redact(told, cast)
    for address, page in pages(client).items():
        assert SECRET.casefold() not in page.casefold(), address
    assert "[withheld]" in client.get("/consultations/ideas/submissions/1/").content.decode()
    assert "It accuses somebody." in client.get("/consultations/ideas/submissions/1/").content.decode()
    assert "We also heard: [withheld]." in client.get("/consultations/ideas/responses/").content.decode()


def test_the_original_stays_and_nothing_of_ours_repeats_it_in_any_version(told, cast):
    redact(told, cast)
    assert the_one(told).text == WORDS
    assert in_the_tables() == {"Submission", "SubmissionPoint", "Reply", "PassageComment"}
    assert ReasonedResponse.objects.get(point__submission__number=1).changed == "[withheld]"


def test_that_it_was_taken_out_is_an_entry_of_an_edition_of_its_own_without_a_before(told, cast):
    editions = Edition.objects.count()
    redact(told, cast)
    assert Edition.objects.count() == editions + 1
    entry = Publication.objects.order_by("pk").last()
    assert (entry.kind, entry.address) == ("submission", "/consultations/ideas/submissions/1/")
    assert (entry.before, entry.after) == (None, {"number": 1, "withheld": "It accuses somebody."})


def test_the_same_words_again_change_nothing(told, cast):
    redact(told, cast)
    editions = Edition.objects.count()
    redact(told, cast, text=f" {SECRET.upper()}", version=1)
    assert Edition.objects.count() == editions
    assert the_one(told).redactions.count() == 1


@pytest.mark.parametrize(
    ("text", "ground", "code"),
    [
        ("", "Why.", "no-words"),
        ("Words of nobody", "Why.", "not-in-text"),
        (SECRET, " ", "no-ground"),
        (SECRET, f"Because {SECRET}", "ground-repeats"),
    ],
)
def test_words_that_cannot_be_taken_out_are_refused_in_words(told, cast, text, ground, code):
    with pytest.raises(NotReady) as refused:
        redact(told, cast, text=text, ground=ground)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_no_ground_says_what_was_taken_out_before(told, cast):
    redact(told, cast)
    with pytest.raises(NotReady) as refused:
        redact(told, cast, text=the_one(told).public_text.split()[0], ground=f"As {SECRET}")
    assert [reason.code for reason in refused.value.reasons] == ["ground-repeats"]


# ---- All of it -------------------------------------------------------------------------------------------


def test_what_its_sender_withdraws_is_nowhere_any_more(told, cast, client):
    withdraw(told, cast)
    found = pages(client)
    for address, page in found.items():
        assert SECRET.casefold() not in page.casefold(), address
        assert "Dee Doe" not in page, address
    assert in_the_tables() == set()
    assert not SubmissionContact.objects.exists()
    assert not OutboxItem.objects.filter(key__startswith=f"submission-{the_one(told).pk}-").exists()


def test_its_page_says_that_it_was_withdrawn_and_its_data_too(told, cast, client):
    withdraw(told, cast)
    page = client.get("/consultations/ideas/submissions/1/")
    assert page.status_code == 410
    assert "withdrawn" in page.content.decode()
    data = client.get("/api/v1/submissions/ideas/1/")
    assert data.status_code == 410
    assert "replaced_by" not in data.json()
    assert client.get("/consultations/ideas/submissions/2/").status_code == 200
    assert [row["number"] for row in client.get("/api/v1/submissions/").json()["results"]] == [2]


def test_it_stays_counted_with_its_point_and_the_page_says_that_it_was_withdrawn(told, cast, client):
    withdraw(told, cast)
    data = client.get("/api/v1/consultations/ideas/").json()
    assert (data["submissions"], data["points"], data["withdrawn"]) == (2, 2, 1)
    page = " ".join(client.get("/consultations/ideas/responses/").content.decode().split())
    assert "Two submissions made two points." in page
    assert "1 of them was answered and is not shown: its sender does not want it, or withdrew it." in page
    assert "What was withdrawn since stays counted; none of its words is kept." in page


def test_that_it_was_withdrawn_is_an_entry_without_a_before(told, cast):
    one = withdraw(told, cast)
    entry = one.withdrawn_in.publications.get()
    assert (entry.kind, entry.address) == ("submission", "/consultations/ideas/submissions/1/")
    assert (entry.before, entry.after) == (None, {"number": 1, "withdrawn": True})


def test_withdrawn_twice_it_is_withdrawn_once(told, cast):
    edition = withdraw(told, cast).withdrawn_in_id
    assert withdraw(told, cast, version=1).withdrawn_in_id == edition


def test_what_was_never_shown_can_be_withdrawn_and_is_told_of_where_it_is_counted(told, cast, client):
    told.submissions.filter(number=1).update(publish_as=PublishAs.NOT_AT_ALL)
    one = withdraw(told, cast)
    assert one.withdrawn_in.publications.get().address == "/consultations/ideas/responses/"
    assert client.get("/consultations/ideas/submissions/1/").status_code == 404
    assert in_the_tables() == set()


def test_what_others_said_too_stays_in_the_answers_to_them(told, cast):
    """Many send the same: one of them withdraws, and the others keep their answer."""
    a_submission(told, f"We agree that {SECRET}!", published_in=told.answered_in)
    withdraw(told, cast)
    assert ReasonedResponse.objects.get(point__submission__number=2).reason == f"We also heard: {SECRET}."


def test_what_was_asked_and_what_plans_promise_stays_in_the_answers(told, cast):
    """People quote what they are asked about; whoever answers them may quote it too."""
    a_commitment(told.plan, promise="Put the minutes online within a week.")
    Consultation.objects.update(question=f"Is it true that {SECRET}?")
    answers = ReasonedResponse.objects.filter(point__submission__number=2)
    answers.update(reason=f"You mean: put the minutes online within a week. And: {SECRET}?")
    withdraw(told, cast)
    assert answers.get().reason == f"You mean: put the minutes online within a week. And: {SECRET}?"


def test_a_few_words_in_a_row_are_anybodys(told, cast):
    answers = ReasonedResponse.objects.filter(point__submission__number=2)
    answers.update(reason="Minutes online within a week.")
    Consultation.objects.update(what_we_heard="Put the minutes online.")
    withdraw(told, cast)
    assert answers.get().reason == "[withheld]."
    assert Consultation.objects.get().what_we_heard == "Put the minutes online."


# ---- Who, and when ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [redact, withdraw])
def test_nobody_but_a_coordinator_takes_anything_out(told, cast, act):
    with pytest.raises(PermissionDenied):
        act(told, cast, by=cast.ben)


@pytest.mark.parametrize("act", [redact, withdraw])
def test_of_two_people_the_second_is_told(told, cast, act):
    with pytest.raises(Stale):
        act(told, cast, version=99)
    assert the_one(told).text == WORDS
    assert not the_one(told).redactions.exists()


@pytest.mark.parametrize("act", [redact, withdraw])
def test_before_the_answers_are_public_that_is_work_of_the_desk(told, cast, act):
    told.submissions.update(published_in=None)
    with pytest.raises(NotReady) as refused:
        act(told, cast)
    assert [reason.code for reason in refused.value.reasons] == ["not-answered"]


def test_nothing_is_taken_out_of_what_was_withdrawn(told, cast):
    withdraw(told, cast)
    with pytest.raises(NotReady) as refused:
        redact(told, cast)
    assert [reason.code for reason in refused.value.reasons] == ["withdrawn"]


# ---- The page --------------------------------------------------------------------------------------------

AFTER = "/workspace/consultations/ideas/submissions/1/after/"


@pytest.fixture
def ana(cast, sign_in):
    return sign_in(cast.ana)


def form(told, action, **fields):
    fields = {"text": SECRET, "ground": "It accuses somebody."} | fields
    return {"action": action, "version": str(the_one(told).version)} | fields


def test_ana_looks_first_and_then_takes_the_words_out(told, ana, client):
    assert SECRET in ana.get(AFTER).content.decode()
    look = ana.post(AFTER, form(told, "look")).content.decode()
    assert "because [withheld]." in look
    assert "The answer to submission 2, point 1" in look
    assert "What we heard" in look
    assert not the_one(told).redactions.exists()
    assert ana.post(AFTER, form(told, "redact")).status_code == 302
    assert SECRET not in client.get("/consultations/ideas/submissions/1/").content.decode()
    assert "It accuses somebody." in ana.get(AFTER).content.decode()


def test_ana_looks_first_and_then_withdraws_it(told, ana, client):
    look = ana.post(AFTER, form(told, "look-withdraw", text="", ground="")).content.decode()
    assert "This cannot be undone." in look
    assert the_one(told).text
    assert ana.post(AFTER, form(told, "withdraw", text="", ground="")).status_code == 302
    assert client.get("/consultations/ideas/submissions/1/").status_code == 410
    assert "It was withdrawn." in ana.get(AFTER).content.decode()


def test_what_cannot_be_taken_out_is_said_and_the_words_stay(told, ana):
    answer = ana.post(AFTER, form(told, "look", text="Words of nobody"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Words of nobody" in page
    assert "Copy them word for word." in page


def test_the_second_of_two_sees_that_somebody_was_there(told, ana):
    assert ana.post(AFTER, form(told, "redact") | {"version": "99"}).status_code == 409
    assert not the_one(told).redactions.exists()


def test_it_exists_for_coordinators_and_of_what_is_public(told, sign_in, cast, ana):
    assert sign_in(cast.ben).get(AFTER).status_code == 404
    told.submissions.update(published_in=None)
    assert ana.get(AFTER).status_code == 404


def test_from_the_submission_there_is_a_way_there(told, ana):
    assert f'href="{AFTER}"' in ana.get(AFTER.removesuffix("after/")).content.decode()
