"""Who sent something is erased wherever it stands; what they said and its count stay."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.choices import AskedBy, PublishAs, WhyErased
from engagement.models import (
    AgencyView,
    Consultation,
    ErasureAsked,
    ErasureRecord,
    Idea,
    ReasonedResponse,
    Reply,
    Submission,
    SubmissionContact,
    SubmissionFile,
    UnsentSubmission,
    Voice,
)
from engagement.operations import erasing
from engagement.operations.erasing import where_named
from engagement.operations.holds import lift_hold, place_hold
from engagement.operations.letters import send_receipt
from engagement.operations.personal import ask_to_erase, erase_contacts, take_back
from engagement.operations.submissions import withdraw_submission
from engagement.tests.factories import (
    a_consultation,
    a_meeting,
    a_point,
    a_submission,
    a_theme,
    an_answer,
    answered,
)
from ogp_portal.tests.hidden.everywhere import files_that_say, rows_that_say
from plans.models import Agency, Edition, OutboxItem, Publication, StoredFile
from plans.operations.editions import next_edition
from plans.operations.outbox import enqueue_mail, send_mail
from plans.rules import NotReady
from plans.tests.factories import TODAY, a_plan, at

pytestmark = pytest.mark.django_db

NAME, EMAIL, BODY = "Zqxa Zqxbee", "zqxa@zqx.example", "Zqxfriends of Zqxplace"
WORDS = ("zqxa", "zqxfriends")
SAID = f"I am {NAME} ({EMAIL}) of {BODY.upper()}. Put the minutes online."
A_YEAR_LATER = at(TODAY + timedelta(days=366))


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asking(cast):
    return a_consultation(a_plan(), opens_at=at(date(2026, 1, 5)), closes_at=at(date(2026, 2, 5)))


@pytest.fixture
def sent(asking):
    who = {"name": NAME, "email": EMAIL, "organisation": BODY, "publish_as": PublishAs.NAME}
    submission = a_submission(asking, SAID, transcript=f"Signed: {NAME}", withhold_reason=NAME, **who)
    send_receipt(submission, EMAIL)
    return submission


def a_document(submission, content=b"Signed: zqxa zqxbee"):
    path = default_storage.save("files/2026/03/kept", ContentFile(content))
    stored = StoredFile.objects.create(
        key=f"sent-{submission.pk}", file=path, name="letter.txt", media_type="text/plain", size=len(content)
    )
    return SubmissionFile.objects.create(submission=submission, position=1, file=stored).file


def everywhere(submission, cast):
    """The name in all that is kept about a submission, and in what we said ourselves."""
    point = a_point(submission, f"I am {NAME}")
    an_answer(point, reason=f"{NAME} is right.", changed=f"As {EMAIL} says")
    answer = point.response
    answer.reason = f"We thank {NAME}."  # an earlier version stays in its history
    answer.save()
    submission.redactions.create(text=f"Zqxbee ({EMAIL})", ground="It names somebody.", made_at=at())
    submission.notes.create(text=f"Ring {NAME}", written_at=at())
    AgencyView.objects.create(
        submission=submission, agency=cast.data, question=f"Is {NAME} right?", asked_at=at()
    )
    enqueue_mail(to="bea@demo.example", subject=NAME, body=f"What of {EMAIL}?", key="view-1-1")
    asking = submission.consultation
    other = a_submission(asking, "Something else.")
    an_answer(a_point(other), reason=f"As {NAME} says.")
    question = asking.questions.create(position=1, kind="several", label="Who?")
    Reply.objects.create(submission=submission, question=question, text=NAME, chosen=[NAME, "Another"])
    UnsentSubmission.objects.create(
        consultation=asking, secret="begun", typed={"name": [NAME], "email": [EMAIL]}, saved_at=at()
    )
    asking.what_we_heard = f"{NAME} and others want minutes."
    asking.save()
    a_document(submission)


def test_on_its_day_a_name_is_found_in_no_row_and_no_file(
    sent, cast, django_capture_on_commit_callbacks, settings
):
    everywhere(sent, cast)
    answered(sent.consultation, sent.consultation.what_we_heard, on=TODAY)
    assert len(rows_that_say(*WORDS)) > 20
    assert files_that_say(*WORDS)
    counts = Submission.objects.count(), ReasonedResponse.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_contacts(now=A_YEAR_LATER) == 1
    assert rows_that_say(*WORDS, "zqxbee") == []
    assert files_that_say(*WORDS) == []
    assert (Submission.objects.count(), ReasonedResponse.objects.count()) == counts
    sent.refresh_from_db()
    assert sent.text == "I am [name erased] ([name erased]) of [name erased]. Put the minutes online."
    assert sent.points.get().text == "I am [name erased]"
    assert sent.points.get().response.reason == "We thank [name erased]."
    assert sent.redactions.get().text == "[name erased] ([name erased])"
    assert sent.replies.get().chosen == ["[name erased]", "Another"]
    assert Consultation.objects.get().what_we_heard == "[name erased] and others want minutes."
    assert not sent.files.exists()
    assert not StoredFile.objects.exists()
    assert not OutboxItem.objects.filter(payload__to=EMAIL).exists()
    assert OutboxItem.objects.get(key="view-1-1").payload["body"] == "What of [name erased]?"
    assert erase_contacts(now=A_YEAR_LATER) == 0


def test_what_was_redacted_stays_hidden_when_the_name_in_it_goes(sent, cast):
    """The redaction begins within the name: what is left of it is still no longer read."""
    sent.redactions.create(text="Zqxbee (zqxa@zqx.example) of", ground="It names somebody.", made_at=at())
    answered(sent.consultation, on=TODAY)
    erase_contacts(now=A_YEAR_LATER)
    sent = Submission.objects.get(pk=sent.pk)
    assert sent.public_text.startswith("I am [withheld] [name erased]. Put the minutes online.")


def test_the_public_page_names_nobody_any_more_and_a_new_edition_says_so(sent, client):
    answered(sent.consultation, on=TODAY)
    address = sent.get_absolute_url()
    assert NAME in client.get(address).content.decode()
    before = Edition.objects.count()
    erase_contacts(now=A_YEAR_LATER)
    assert Edition.objects.count() == before + 1
    [told] = Publication.objects.filter(address=address, after__erased=True)
    assert (told.before, told.after) == (None, {"number": sent.number, "erased": True})
    page = client.get(address).content.decode()
    assert "zqx" not in page.lower()
    assert "Put the minutes online." in page


def test_where_the_public_read_nothing_of_it_there_is_no_edition(asking):
    a_submission(asking, "Nothing about me.", name=NAME, publish_as=PublishAs.ANONYMOUS)
    answered(asking, on=TODAY)
    before = Edition.objects.count()
    assert erase_contacts(now=A_YEAR_LATER) == 1
    assert Edition.objects.count() == before


def test_the_ledger_says_when_and_why_and_never_who(sent, django_capture_on_commit_callbacks, settings):
    answered(sent.consultation, on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        erase_contacts(now=A_YEAR_LATER)
    row = ErasureRecord.objects.get()
    assert (row.at, row.consultation, row.number) == (A_YEAR_LATER, "ideas", sent.number)
    assert (row.why, row.asked_by, row.reason) == (WhyErased.SCHEDULE, AskedBy.NOBODY, "")
    [line] = settings.ERASURE_LEDGER.read_text().splitlines()
    assert str(row.key) in line
    assert "schedule" in line
    assert "zqx" not in line.lower()
    for change in (row.save, row.delete, ErasureRecord.objects.all().delete):
        with pytest.raises(TypeError):
            change()


# ---- Names that may be anybody's ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("called", "said", "left"),
    [
        ("Will", "Will you? I will. Will Smith.", "[name erased] you? I will. [name erased] Smith."),
        ("Lee", "The fleet of Lee is Lees.", "The fleet of [name erased] is Lees."),
        ("Dee Doe", "dee  doe, DEE-DOE, Deedoe", "[name erased], [name erased], Deedoe"),
        ("Mere Ōtaki", "mere otaki and Meré", "[name erased] and Meré"),
        ("李明", "我是李明。", "我是[name erased]。"),
        ("김 철수", "김 철수, 김 찰수", "[name erased], 김 찰수"),
    ],
)
def test_a_name_goes_as_whole_words_and_a_word_stays_a_word(asking, called, said, left):
    sent = a_submission(asking, said, name=called)
    ask_to_erase(submission=sent, now=at())
    sent.refresh_from_db()
    assert sent.text == left


def test_whoever_calls_themselves_like_an_expression_of_ours_blanks_nothing_of_it(asking, cast):
    """A sender with the name of what was asked, of an agency, or of what stands in very many answers."""
    for name in ("Ideas for the next plan", "The minutes"):
        sent = a_submission(asking, f"I am {name}.", name=name, organisation=str(cast.data.called_on(TODAY)))
    for n in range(30):
        other = a_submission(asking, f"Something {n}.")
        an_answer(a_point(other), reason="The minutes will be online.")
    asking.what_we_heard = f"Ideas for the next plan; {cast.data.called_on(TODAY)} was named."
    asking.save()
    answered(asking, asking.what_we_heard, on=TODAY)
    texts = list(ReasonedResponse.objects.values_list("reason", flat=True))
    erase_contacts(now=A_YEAR_LATER)
    assert list(ReasonedResponse.objects.values_list("reason", flat=True)) == texts
    assert "erased" not in Consultation.objects.get().what_we_heard
    sent.refresh_from_db()
    assert sent.text == "I am [name erased]."
    assert Agency.objects.exists()


def test_whoever_calls_themselves_like_an_address_breaks_no_letter_to_others(asking, client):
    written = {"subject": "A report is due", "body": "Send it: http://testserver/workspace/reports/5/"}
    enqueue_mail(to="bea@demo.example", key="due", **written)
    late = {"received_at": timezone.now() + timedelta(minutes=1), "name": "testserver workspace reports"}
    sent = a_submission(asking, "Hello.", email="http@testserver.example", **late)
    client.post(f"/consultations/ideas/receipts/{sent.secret}/erase/")
    assert not SubmissionContact.objects.exists()
    assert OutboxItem.objects.get(key="due").payload["body"] == written["body"]


def test_a_look_before_says_where_the_name_stands_and_what_stays(sent, cast):
    everywhere(sent, cast)
    naming = a_submission(sent.consultation, f"I agree with {NAME}.")
    found = where_named(sent)
    assert found.in_its_words
    assert found.documents == 1
    assert {(place.number, place.place) for place in found.ours} == {(None, None), (1, 1), (2, 1)}
    assert found.others == [naming.number]
    ask_to_erase(submission=sent, now=at())
    naming.refresh_from_db()
    assert NAME in naming.text  # somebody else's words


# ---- Because somebody asks ---------------------------------------------------------------------------


def test_whoever_sent_it_asks_with_the_receipt_before_the_closing_and_after(asking, sent, client):
    for submission in (sent, a_submission(asking, "Another.", name=NAME)):
        address = f"/consultations/ideas/receipts/{submission.secret}/"
        assert "Erase who I am" in client.get(address).content.decode()
        assert client.get(f"{address}erase/").status_code == 200
        assert client.post(f"{address}erase/").status_code == 302
        assert not SubmissionContact.objects.filter(submission=submission).exists()
        assert client.post(f"{address}erase/").status_code == 409  # again: there is nothing left
        assert "because it was asked for" in client.get(address).content.decode()
    assert {row.asked_by for row in ErasureRecord.objects.all()} == {AskedBy.SENDER}
    assert rows_that_say("zqx") == []


def test_a_coordinator_gives_the_reason_and_does_not_name_anybody_in_it(sent, cast):
    for reason in ("", "  ", f"Because {NAME.lower()} rang", f"{EMAIL} wrote"):
        with pytest.raises(NotReady):
            ask_to_erase(submission=sent, reason=reason, by=cast.ana, now=at())
    assert ask_to_erase(submission=sent, reason="They rang.", by=cast.ana, now=at())
    row = ErasureRecord.objects.get()
    assert (row.asked_by, row.reason) == (AskedBy.COORDINATOR, "They rang.")


def test_a_document_whose_words_are_not_copied_is_copied_first(sent, cast, mailoutbox):
    Submission.objects.filter(pk=sent.pk).update(transcript="")
    a_document(sent)
    assert not ask_to_erase(submission=sent, now=at())
    assert not ask_to_erase(submission=sent, now=at())
    assert SubmissionContact.objects.exists()
    assert ErasureAsked.objects.count() == 1
    assert OutboxItem.objects.filter(key__startswith="copy-first-").count() == 1
    assert erase_contacts(now=at(TODAY + timedelta(days=29))) == 0
    Submission.objects.filter(pk=sent.pk).update(transcript="Its words.")
    assert erase_contacts(now=at(TODAY + timedelta(days=29))) == 1
    assert not SubmissionFile.objects.exists()
    assert not ErasureAsked.objects.exists()
    assert Submission.objects.get(pk=sent.pk).transcript == "Its words."


def test_after_thirty_days_a_document_goes_without_a_copy(sent):
    Submission.objects.filter(pk=sent.pk).update(transcript="")
    a_document(sent)
    ask_to_erase(submission=sent, now=at())
    assert erase_contacts(now=at(TODAY + timedelta(days=31))) == 1


def test_letters_to_another_submission_of_the_same_person_stay(asking, sent):
    other = a_submission(asking, "Another.", email=EMAIL.upper())
    send_receipt(other, EMAIL.upper())
    ask_to_erase(submission=sent, now=at())
    assert [item.key for item in OutboxItem.objects.all()] == [f"submission-{other.pk}-receipt"]
    ask_to_erase(submission=other, now=at())
    assert not OutboxItem.objects.exists()


def test_a_letter_that_is_being_sent_does_not_bring_the_name_back(sent, cast, monkeypatch):
    """The worker holds it in memory while the name is taken out of the row."""
    from plans.operations import outbox

    item = enqueue_mail(to="bea@demo.example", subject="Ask", body=f"What of {NAME}?", key="view-9-9")

    def send_and_forget(**given):
        ask_to_erase(submission=sent, now=at())
        send_mail(**given)

    monkeypatch.setattr(outbox, "import_string", lambda name: send_and_forget)
    assert outbox.carry_out_item(item_id=item.pk, now=timezone.now())
    item.refresh_from_db()
    assert item.payload["body"] == "What of [name erased]?"


# ---- Held --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_is_held_stays_until_it_is_lifted(sent, cast, client, is_whole):
    answered(sent.consultation, on=TODAY)
    held = None if is_whole else sent
    about = {"consultation": sent.consultation, "submission": held}
    hold = place_hold(**about, ground="A case before the court.", by=cast.ana, now=at())
    assert erase_contacts(now=A_YEAR_LATER) == 0
    assert not ask_to_erase(submission=sent, now=at())
    assert SubmissionContact.objects.get().name == NAME
    page = client.get(f"/consultations/ideas/receipts/{sent.secret}/").content.decode()
    assert "held on a legal ground" in page
    assert "A case before the court." in page
    with pytest.raises(NotReady):
        place_hold(**about, ground="Another.", by=cast.ana, now=at())
    lift_hold(hold=hold, by=cast.ana, now=at())
    assert erase_contacts(now=at()) == 1  # what was asked for meanwhile
    assert not SubmissionContact.objects.exists()


def test_the_ground_that_everybody_reads_names_nobody(sent, asking, cast):
    a_submission(asking, "Something else.")
    with pytest.raises(NotReady) as refused:
        place_hold(consultation=asking, ground=f"{NAME} has sued us.", by=cast.ana, now=at())
    assert [reason.code for reason in refused.value.reasons] == ["ground-names"]


def test_what_is_held_is_neither_withdrawn_nor_corrected(cast):
    sent = a_submission(a_consultation(a_plan()), "My words.", name=NAME)
    place_hold(consultation=sent.consultation, submission=sent, ground="A case.", by=cast.ana, now=at())
    with pytest.raises(NotReady) as refused:
        withdraw_submission(submission=sent, version=1, now=at())
    assert "A case." in str(refused.value)
    assert Submission.objects.get().text == "My words."


def test_others_can_neither_hold_nor_lift_nor_erase(sent, cast):
    from django.core.exceptions import PermissionDenied

    hold = place_hold(consultation=sent.consultation, ground="A case.", by=cast.ana, now=at())
    for user in (cast.ben, cast.bo, cast.bea, cast.chi):
        with pytest.raises(PermissionDenied):
            place_hold(consultation=sent.consultation, submission=sent, ground="x", by=user, now=at())
        with pytest.raises(PermissionDenied):
            lift_hold(hold=hold, by=user, now=at())
        with pytest.raises(PermissionDenied):
            ask_to_erase(submission=sent, reason="x", by=user, now=at())


# ---- Withdrawn ---------------------------------------------------------------------------------------


def test_a_withdrawal_is_an_erasure_too(cast):
    sent = a_submission(a_consultation(a_plan()), SAID, name=NAME, email=EMAIL)
    a_document(sent)
    withdraw_submission(submission=sent, version=1, now=at())
    row = ErasureRecord.objects.get()
    assert (row.why, row.asked_by) == (WhyErased.WITHDRAWAL, AskedBy.SENDER)
    assert rows_that_say("zqx") == []
    assert take_back  # the same for what is public: test_afterwards


def test_retention_follows_what_the_consultation_promised(asking):
    for months, day in ((3, date(2026, 6, 12)), (6, date(2026, 9, 12)), (24, date(2028, 3, 12))):
        Consultation.objects.update(kept_months=months)
        sent = a_submission(asking, "Words.", name=NAME)
        answered(Consultation.objects.get(), on=TODAY)
        assert erase_contacts(now=at(day - timedelta(days=1))) == 0
        assert erase_contacts(now=at(day)) == 1
        assert not SubmissionContact.objects.filter(submission=sent).exists()


# ---- Many at a time ----------------------------------------------------------------------------------


def many(asking, size):
    for n in range(size):
        sent = a_submission(
            asking, f"I am Mere{n} Zqx{n}.", name=f"Mere{n} Zqx{n}", email=f"zqx{n}@e.example"
        )
        an_answer(a_point(sent), reason=f"Mere{n} Zqx{n} is right." if n % 5 == 0 else "It helps.")
        enqueue_mail(to=f"zqx{n}@e.example", subject="Hello", body="To them.", key=f"to-{n}")
    answered(asking, on=TODAY)


def test_a_round_that_is_stopped_half_way_loses_nothing_and_the_next_one_goes_on(asking, monkeypatch):
    """Each part is whole: who is not forgotten yet is still known, and found again."""
    many(asking, 12)
    monkeypatch.setattr(erasing, "AT_ONCE", 5)
    forget, parts = erasing._forget, []

    def forget_one_part(*given):
        forget(*given)
        parts.append(given)
        if len(parts) == 2:
            raise RuntimeError("stopped")

    monkeypatch.setattr(erasing, "_forget", forget_one_part)
    with pytest.raises(RuntimeError):
        erase_contacts(now=A_YEAR_LATER)
    assert SubmissionContact.objects.count() == 7
    assert ErasureRecord.objects.count() == 5
    assert [sent.text for sent in Submission.objects.all()].count("I am [name erased].") == 5
    monkeypatch.setattr(erasing, "_forget", forget)
    assert erase_contacts(now=A_YEAR_LATER) == 7
    assert rows_that_say("zqx") == []
    assert ErasureRecord.objects.count() == 12


def test_what_is_asked_of_the_database_does_not_grow_faster_than_those_who_are_forgotten(cast):
    """What is ours is read once for all of them, not once for each."""
    asked_for = {}
    for size in (10, 40):
        closed = {"opens_at": at(date(2026, 1, 5)), "closes_at": at(date(2026, 2, 5))}
        asking = a_consultation(a_plan(f"plan-{size}"), f"ideas-{size}", **closed)
        many(asking, size)
        with CaptureQueriesContext(connection) as asked:
            assert erase_contacts(now=A_YEAR_LATER) == size
        asked_for[size] = len(asked)
    assert asked_for[40] < 2 * asked_for[10]


# ---- In what is ours beside answers ------------------------------------------------------------------


def test_a_theme_that_is_called_like_somebody_has_another_name_and_address(asking, sent, client):
    theme = a_theme(asking, "what-zqxa-zqxbee-asks-for", f"What {NAME} asks for")
    an_answer(a_point(sent, theme=theme))
    answered(asking, on=TODAY)
    edition = next_edition(by=None, by_words="The coordinator")
    address = f"/consultations/ideas/responses/{theme.slug}/"
    Publication.objects.create(edition=edition, kind="answers", address=address, after={"theme": theme.label})
    erase_contacts(now=A_YEAR_LATER)
    theme.refresh_from_db()
    assert (theme.label, theme.slug) == ("What [name erased] asks for", "what-name-erased-asks-for")
    told = Publication.objects.get(after__has_key="theme")
    assert told.after == {"theme": "What [name erased] asks for"}
    assert client.get(told.address).status_code == 200
    assert rows_that_say("zqx") == []


def test_a_voice_signed_with_the_name_keeps_its_reason_and_an_edition_says_so(asking, sent):
    other = a_point(a_submission(asking, "Open the archive."))
    idea = Idea.objects.create(consultation=asking, number=1, point=other, published_in=asking.published_in)
    said = {"kind": "objection", "reason": f"Not so. {NAME}", "given_at": at()}
    voice = Voice.objects.create(idea=idea, key="k", secret="s", published_in=asking.published_in, **said)
    ask_to_erase(submission=sent, now=at())
    voice.refresh_from_db()
    assert (voice.reason, voice.version) == ("Not so. [name erased]", 2)
    assert Publication.objects.filter(address=idea.get_absolute_url(), after__erased=True).exists()


def test_minutes_forget_people_and_keep_the_bodies_that_act_there(asking, sent):
    meeting = a_meeting(asking.plan, account=f"{NAME} asked; {BODY} answered.")
    ask_to_erase(submission=sent, now=at())
    meeting.refresh_from_db()
    assert meeting.account == f"[name erased] asked; {BODY} answered."
