"""What was sent is its sender's until the closing: to be corrected, to be withdrawn, and by nobody else."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engagement.choices import Disposition, PublishAs, QuestionKind
from engagement.models import (
    PassageComment,
    Question,
    ReasonedResponse,
    Redaction,
    Reply,
    Submission,
    SubmissionContact,
    SubmissionFile,
)
from engagement.operations.letters import question_key
from engagement.operations.saying import Contact, Said, said_in
from engagement.operations.submissions import (
    correct_submission,
    receive_submission,
    withdraw_submission,
)
from engagement.tests.factories import WORDS, a_point, an_answer
from plans.models import OutboxItem, StoredFile
from plans.operations.files import erase_loose_files
from plans.operations.outbox import enqueue_mail
from plans.rules import NotReady, Stale
from plans.tests import samples
from plans.tests.factories import an_agency, at

pytestmark = pytest.mark.django_db
NOBODY = Contact()
LATER = at() + timedelta(hours=1)
OTHER = Said("Put the minutes online within a week. And keep them.", PublishAs.ANONYMOUS)


@pytest.fixture
def sent(asked) -> Submission:
    contact = Contact("Dee", "dee@people.example", "Q.")
    said = Said(WORDS, PublishAs.NAME, withhold_reason="My street.")
    return receive_submission(
        consultation=asked.consultation, key=str(uuid.uuid4()), said=said, contact=contact, now=at()
    )


def correct(sent: Submission, said: Said = OTHER, contact: Contact = NOBODY, **fields) -> Submission:
    fields = {"version": sent.version, "now": LATER} | fields
    return correct_submission(submission=sent, said=said, contact=contact, **fields)


def page_of(sent: Submission) -> str:
    return f"/consultations/second-round/receipts/{sent.secret}/"


# ---- Corrected ------------------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_the_words_and_keeps_number_and_receipt(sent):
    after = correct(sent)
    assert (after.text, after.publish_as, after.withhold_reason) == (OTHER.text, "anonymous", "")
    assert (after.number, after.secret, after.received_at) == (sent.number, sent.secret, sent.received_at)
    assert after.corrected_at == LATER
    assert not SubmissionContact.objects.filter(submission=sent).exists()


def test_the_same_words_again_change_nothing(sent):
    after = correct(sent)
    again = correct(sent, now=LATER + timedelta(hours=1))
    assert (again.version, again.corrected_at) == (after.version, LATER)


def test_the_second_of_two_windows_changes_nothing(sent):
    correct(sent)
    with pytest.raises(Stale):
        correct(sent, Said("A third thing.", PublishAs.ANONYMOUS))
    assert Submission.objects.get(pk=sent.pk).text == OTHER.text


@pytest.mark.parametrize("change", [correct, lambda sent, **fields: withdraw_submission(
    submission=sent, **{"version": sent.version} | fields)])  # fmt: skip
def test_after_closing_it_stays_as_it_is(sent, change):
    with pytest.raises(NotReady):
        change(sent, now=sent.consultation.closes_at)
    assert Submission.objects.get(pk=sent.pk).text == WORDS


def test_a_correction_needs_what_a_submission_needs(sent):
    with pytest.raises(NotReady) as refused:
        correct(sent, Said(" ", PublishAs.NAME))
    assert [reason.code for reason in refused.value.reasons] == ["text", "name"]


def test_points_whose_words_are_gone_go_and_their_answers_are_kept(asked, sent):
    stays = a_point(sent, "Put the minutes online within a week.")
    goes = a_point(sent, "And say who came.")
    an_answer(stays)
    an_answer(goes, Disposition.PARTLY, reason="Names are personal.", changed="A milestone")
    redacted = [
        Redaction.objects.create(submission=sent, text=text, ground="A reason", made_at=at())
        for text in ("within a week", "who came")
    ]
    correct(sent)
    assert list(sent.points.values_list("pk", "position")) == [(stays.pk, 1)]
    assert list(sent.redactions.all()) == redacted
    [note] = sent.notes.all()
    assert "Partly adopted\nNames are personal.\nA milestone" in note.text
    assert "And say who came" not in note.text


def test_what_was_redacted_is_hidden_again_when_it_is_said_again(sent):
    Redaction.objects.create(submission=sent, text="within a week", ground="A reason", made_at=at())
    before = sent.public_text
    gone = correct(sent, Said("Put them online.", PublishAs.ANONYMOUS))
    assert gone.public_text == "Put them online."
    assert "Read it again" in sent.notes.get().text
    back = correct(gone, Said(WORDS, PublishAs.ANONYMOUS), now=LATER + timedelta(hours=1))
    assert back.public_text == before
    assert "[withheld]" in before


def test_a_withheld_point_whose_words_are_part_of_another_goes(sent):
    a_point(sent, "week", is_withheld=True, withheld_ground="A reason")
    after = correct(sent, Said("Every weekend.", PublishAs.ANONYMOUS))
    assert after.public_text == "Every weekend."
    assert not sent.points.exists()


def test_where_nothing_was_cut_nobody_is_told(sent):
    correct(sent)
    assert not sent.notes.exists()


def test_what_was_said_piece_by_piece_comes_back_as_it_was(asked):
    questions = [
        Question.objects.create(
            consultation=asked.consultation,
            position=place,
            kind=kind,
            label=f"Question {place}?",
            options=["Red"],
        )
        for place, kind in enumerate(QuestionKind.values, 1)
    ]
    client = Client()
    form = {"key": str(uuid.uuid4()), "text": WORDS, "publish_as": "anonymous"}
    form |= {"question-1": "Long.", "question-2": "Short.", "question-3": "Red", "question-4": "Red"}
    form |= {"question-5-1": "On it."}
    asked.consultation.opens_at, asked.consultation.closes_at = at(), at() + timedelta(days=9999)
    asked.consultation.save()
    receipt = client.post("/consultations/second-round/take-part/", form)["Location"]
    page = client.get(f"{receipt}correct/").content.decode()
    for words in ("Put the minutes online", "Long.", 'value="Short."', "On it."):
        assert words in page
    assert len(re.findall(r'value="Red" checked', page)) == 2
    sent = asked.consultation.submissions.get()
    assert said_in(sent).text == WORDS
    Question.objects.filter(pk=questions[0].pk).update(label="Another question?")
    assert said_in(sent).text == sent.text  # all of it stays, as one text
    assert not said_in(sent).replies


# ---- On its pages ---------------------------------------------------------------------------------------


def test_dee_looks_at_her_correction_before_it_stands(sent, client, the_day):
    page = page_of(sent)
    assert 'href="./correct/"' in client.get(page).content.decode()
    form = client.get(f"{page}correct/").content.decode()
    assert "And say who came." in form
    assert 'value="Dee"' in form
    typed = {"key": str(uuid.uuid4()), "version": 1, "text": "Other words.", "publish_as": "anonymous"}
    look = client.post(f"{page}correct/", typed | {"action": "look"})
    assert "Other words." in look.content.decode()
    assert "Nothing is changed yet." in look.content.decode()
    assert Submission.objects.get(pk=sent.pk).text == WORDS
    back = client.post(f"{page}correct/", typed | {"action": "back"}).content.decode()
    assert "<textarea" in back
    assert "Other words." in back
    answer = client.post(f"{page}correct/", typed | {"action": "correct"}, follow=True)
    assert "Other words." in answer.content.decode()
    assert "You corrected it on 12 March 2026, 12:00." in answer.content.decode()
    assert client.post(f"{page}correct/", typed | {"action": "correct"}).status_code == 302  # pressed twice


def test_the_second_window_sees_both(sent, client, the_day):
    typed = {"key": str(uuid.uuid4()), "version": 1, "publish_as": "anonymous", "action": "correct"}
    address = f"{page_of(sent)}correct/"
    assert client.post(address, typed | {"text": "One window."}).status_code == 302
    answer = client.post(address, typed | {"text": "The other window."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "One window." in page
    assert "The other window." in page
    assert client.post(address, typed | {"text": "The other window.", "version": 2}).status_code == 302


def test_too_late_it_is_said_and_the_words_can_be_copied(sent, client, time_machine):
    time_machine.move_to(sent.consultation.closes_at, tick=False)
    typed = {"key": str(uuid.uuid4()), "version": 1, "text": "Too late.", "publish_as": "anonymous"}
    for address in (page_of(sent), f"{page_of(sent)}correct/", f"{page_of(sent)}withdraw/"):
        page = client.get(address).content.decode()
        assert "correct/" not in page
        assert 'type="submit"' not in page
    answer = client.post(f"{page_of(sent)}correct/", typed | {"action": "correct"})
    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()
    assert client.post(f"{page_of(sent)}withdraw/", {"version": 1}).status_code == 409


def test_a_token_that_does_not_fit_costs_no_word_of_a_correction(sent, the_day):
    client = Client(enforce_csrf_checks=True)
    typed = {"key": str(uuid.uuid4()), "version": 1, "text": "Other words.", "publish_as": "anonymous"}
    answer = client.post(f"{page_of(sent)}correct/", typed | {"action": "correct"})
    assert answer.status_code == 403
    assert "Other words." in answer.content.decode()
    assert Submission.objects.get(pk=sent.pk).text == WORDS


@pytest.mark.parametrize("page", ["correct/", "withdraw/", "files/1/"])
def test_nobody_gets_there_without_the_secret(asked, sent, client, page):
    for address in (
        f"/consultations/second-round/receipts/guess/{page}",
        f"/consultations/first-round/receipts/{sent.secret}/{page}",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["", "correct/", "withdraw/"])
def test_its_pages_are_kept_nowhere(sent, client, the_day, page):
    answer = client.get(page_of(sent) + page)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == ("same-origin" if page else "no-referrer")
    assert answer["X-Robots-Tag"] == "noindex"
    links = re.findall(r'(?:href|action)="([^"]*)"', answer.content.decode())
    assert not [link for link in links if sent.secret in link]


# ---- Withdrawn ------------------------------------------------------------------------------------------


def test_a_withdrawal_leaves_the_number_and_no_word(asked, sent, client, the_day):
    question = Question.objects.create(
        consultation=asked.consultation, position=1, kind=QuestionKind.LONG, label="Why?"
    )
    Reply.objects.create(submission=sent, question=question, text=WORDS)
    PassageComment.objects.create(submission=sent, position=1, place="plan", passage="A", text=WORDS)
    point = an_answer(a_point(sent)).point_id
    Redaction.objects.create(submission=sent, text="week", ground="A reason", made_at=at())
    sent.notes.create(text="She says who came.", written_at=at())
    view = sent.agency_views.create(agency=an_agency("records"), question="Who came?", asked_at=at())
    enqueue_mail(to="ben@agency.example", subject="A view", body="Who came?", key=question_key(view.pk, 7))
    assert OutboxItem.objects.count() == 2
    page = f"{page_of(sent)}withdraw/"
    assert "And say who came." in client.get(page).content.decode()
    answer = client.post(page, {"version": 1}, follow=True)
    assert "You withdrew it on 12 March 2026, 12:00" in answer.content.decode()
    assert "who came" not in answer.content.decode()
    kept = Submission.objects.get(pk=sent.pk)
    assert (kept.number, kept.text, kept.transcript, kept.withhold_reason) == (1, "", "", "")
    assert kept.withdrawn_at == at()
    said = (kept.points, kept.redactions, kept.replies, kept.passage_comments, kept.files)
    for rows in (*said, kept.notes, kept.agency_views):
        assert not rows.exists()
    assert not ReasonedResponse.history.filter(point_id=point).exists()
    assert not SubmissionContact.objects.filter(submission=sent).exists()
    assert not OutboxItem.objects.exists()
    assert not asked.consultation.submissions.standing().exists()
    assert client.post(page, {"version": 1}).status_code == 302  # a second press says the same
    assert "was withdrawn" in client.get(page).content.decode()


def test_its_documents_go_with_it(asked, client, the_day):
    form = {"key": str(uuid.uuid4()), "publish_as": "anonymous"}
    upload = SimpleUploadedFile("Ours.txt", samples.TEXT)
    answer = client.post("/consultations/second-round/take-part/", form | {"documents": upload})
    sent = asked.consultation.submissions.get()
    withdraw_submission(submission=sent, version=1, now=at())
    assert client.get(f"{answer['Location']}files/1/").status_code == 404
    assert not SubmissionFile.objects.exists()
    erase_loose_files(now=at() + timedelta(days=2))
    assert not StoredFile.objects.exists()


def test_staff_download_them_and_nobody_else_does(asked, client, cast, sign_in, the_day):
    form = {"key": str(uuid.uuid4()), "publish_as": "anonymous"}
    upload = SimpleUploadedFile("Ours.txt", samples.TEXT)
    client.post("/consultations/second-round/take-part/", form | {"documents": upload})
    page = "/workspace/consultations/second-round/submissions/1/"
    where = SubmissionFile.objects.get().file.get_absolute_url()
    ana = sign_in(cast.ana)
    assert f'href="{where}"' in ana.get(page).content.decode()
    taken = ana.get(where)
    assert b"".join(taken.streaming_content) == samples.TEXT
    assert taken["Content-Disposition"].startswith("attachment")
    for other in (cast.ben, cast.chi, cast.dee):
        assert sign_in(other).get(where).status_code == 404
    assert Client().get(where).status_code == 404


def test_a_withdrawal_that_was_overtaken_is_asked_again(sent, client, the_day):
    correct(sent)
    answer = client.post(f"{page_of(sent)}withdraw/", {"version": 1})
    assert answer.status_code == 409
    assert "And keep them." in answer.content.decode()
    assert Submission.objects.get(pk=sent.pk).withdrawn_at is None


def test_what_was_withdrawn_is_not_corrected(sent):
    withdraw_submission(submission=sent, version=1, now=at())
    with pytest.raises(NotReady) as refused:
        correct(sent, version=2)
    assert [reason.code for reason in refused.value.reasons] == ["withdrawn"]


def test_the_same_form_does_not_bring_it_back(asked, sent, client, the_day):
    """The way back to the page that was sent: it says that this was sent already."""
    withdraw_submission(submission=sent, version=1, now=at())
    form = {"key": sent.key, "text": WORDS, "publish_as": "name", "name": "Dee"}
    assert client.post("/consultations/second-round/take-part/", form).status_code == 409
    assert asked.consultation.submissions.count() == 1
