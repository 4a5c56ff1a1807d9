"""Questions, documents, a draft beside the boxes; save and return; who is doubted."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engagement.choices import Doubt, QuestionKind
from engagement.models import Question, Submission, UnsentSubmission
from engagement.tests.factories import WORDS
from plans.files import words_in
from plans.models import PlanDraft, StoredFile
from plans.operations.files import erase_loose_files
from plans.tests import samples
from plans.tests.factories import an_edition, at

pytestmark = pytest.mark.django_db
TAKE_PART = "/consultations/second-round/take-part/"
HOSTILE = (
    "<script>alert('zqx')</script>",
    "\"><img src=x onerror=alert('zqx')>",
    "</textarea></title><svg onload=alert('zqx')>",
    "<b>{{7*7}} {% now 'Y' %}</b>",
    "<!-- \u202egnihtemos \u2066else\u2069 ]]> \x00 \ud7ff \U0001f99c",
    "<a href='javascript:alert(1)'>../../../etc/passwd</a>",
    "<x>' OR 1=1 -- ; DROP TABLE plans_user\r\nBcc: everybody@elsewhere.example",
)
LONG, SHORT, ONE, SEVERAL, EACH = QuestionKind.values


def ask(asked, *kinds: str) -> list[Question]:
    return [
        Question.objects.create(
            consultation=asked.consultation,
            position=place,
            kind=kind,
            label=f"Question {place}?",
            options=["Red", "Green", "Blue"] if kind in (ONE, SEVERAL) else [],
        )
        for place, kind in enumerate(kinds, 1)
    ]


def said(**typed):
    return {"key": str(uuid.uuid4()), "publish_as": "anonymous"} | typed


def send(client, address: str = TAKE_PART, **typed):
    return client.post(address, said(**typed))


def sent(asked) -> Submission:
    return asked.consultation.submissions.latest("number")


def keep(client, **typed):
    return send(client, action="keep", **typed)


# ---- Questions ----------------------------------------------------------------------------------------


def test_each_kind_of_question_is_answered_and_stands_in_the_text(asked, client, the_day):
    ask(asked, LONG, SHORT, ONE, SEVERAL, EACH)
    page = client.get(TAKE_PART).content.decode()
    for place in range(1, 6):
        assert f"Question {place}?" in page
    answer = send(
        client,
        **{
            "text": WORDS,
            "question-1": "At length.",
            "question-2": "In short.",
            "question-3": "Green",
            "question-4": ["Red", "Blue"],
            "question-5-1": "About the promise.",
        },
    )
    assert answer.status_code == 302
    assert sent(asked).text == (
        f"{WORDS}\n\nQuestion 1?\nAt length.\n\nQuestion 2?\nIn short.\n\nQuestion 3?\nGreen\n\n"
        "Question 4?\nRed\nBlue\n\nQuestion 5?\n1 Promise 1\nAbout the promise."
    )
    rows = sent(asked).replies.values_list("question__position", "text", "chosen", "commitment__number")
    assert list(rows) == [
        (1, "At length.", [], None),
        (2, "In short.", [], None),
        (3, "", ["Green"], None),
        (4, "", ["Red", "Blue"], None),
        (5, "About the promise.", [], "1"),
    ]


def test_no_question_has_to_be_answered(asked, client, the_day):
    ask(asked, LONG, ONE, SEVERAL)
    assert send(client, text=WORDS).status_code == 302
    assert sent(asked).text == WORDS
    assert not sent(asked).replies.exists()


def test_one_answer_alone_is_enough(asked, client, the_day):
    ask(asked, ONE)
    assert send(client, **{"question-1": "Red"}).status_code == 302
    assert sent(asked).text == "Question 1?\nRed"


def test_what_cannot_be_chosen_is_refused_in_words(asked, client, the_day):
    ask(asked, ONE)
    answer = send(client, **{"text": WORDS, "question-1": "Pink"})
    assert answer.status_code == 422
    assert 'href="#question-1_0"' in answer.content.decode()


# ---- Step by step ---------------------------------------------------------------------------------------


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))


def go(client, page, action: str, **typed):
    """Press a button of the page, with what is filled in on it."""
    html = page.content.decode()
    address = re.search(r'<form method="post" action="([^"]+send[^"]*)"', html)[1].replace("&amp;", "&")
    fields = hidden(html) | {"action": action} | typed
    return client.post(address, fields, follow=True)


def test_with_many_questions_it_goes_one_at_a_time_and_ends_with_a_look(asked, client, the_day):
    ask(asked, *[SHORT] * 7)
    page = client.get(TAKE_PART)
    assert "Step 1 of 10" in page.content.decode()
    assert "Question 1?" not in page.content.decode()
    page = go(client, page, "next", text=WORDS)
    for place in range(1, 8):
        assert f"Step {place + 1} of 10" in page.content.decode()
        page = go(client, page, "next", **{f"question-{place}": f"Reply {place}."})
    page = go(client, page, "next", publish_as="anonymous")
    look = page.content.decode()
    assert "Step 10 of 10" in look
    for words in ("Put the minutes online", "Question 7?", "Reply 7.", "Without a name"):
        assert words in look
    assert not asked.consultation.submissions.exists()
    page = go(client, page, "send")
    assert "/receipts/" in page.redirect_chain[-1][0]
    assert "Question 3?\nReply 3." in sent(asked).text
    assert not UnsentSubmission.objects.exists()


def test_a_second_press_at_the_look_finds_the_receipt(asked, client, the_day):
    ask(asked, *[SHORT] * 7)
    first = go(client, client.get(TAKE_PART), "next", text=WORDS)
    address = first.redirect_chain[-1][0].partition("?")[0]
    you = go(client, client.get(f"{address}?step=9"), "next", publish_as="anonymous")
    receipts = {go(client, you, "send").redirect_chain[-1][0] for _ in range(2)}
    assert len(receipts) == 1
    assert asked.consultation.submissions.count() == 1


def test_the_way_back_and_other_steps_lose_nothing(asked, client, the_day):
    ask(asked, *[SEVERAL] * 7)
    page = go(client, client.get(TAKE_PART), "next", text=WORDS)
    page = go(client, page, "next", **{"question-1": ["Red", "Blue"]})
    page = go(client, page, "back", **{"question-2": "Green"})
    html = page.content.decode()
    assert "Step 2 of 10" in html
    assert len(re.findall(r'value="(?:Red|Blue)" checked', html)) == 2
    page = go(client, page, "next")  # both ticks are taken away
    kept = UnsentSubmission.objects.get().typed
    assert "question-1" not in kept
    assert kept["question-2"] == ["Green"]


def test_what_is_missing_is_shown_on_its_step(asked, client, the_day):
    ask(asked, *[SHORT] * 7)
    page = go(client, client.get(TAKE_PART), "next", text=WORDS)
    address = page.redirect_chain[-1][0].partition("?")[0]
    answer = go(client, client.get(f"{address}?step=10"), "send")
    assert answer.status_code == 422
    assert "Choose how we may publish what you say." in answer.content.decode()
    assert "Step 9 of 10" in answer.content.decode()


def test_what_changed_in_another_window_is_looked_at_before_it_is_sent(asked, client, the_day):
    ask(asked, *[SHORT] * 7)
    page = go(client, client.get(TAKE_PART), "next", text=WORDS)
    address = page.redirect_chain[-1][0].partition("?")[0]
    look = go(client, client.get(f"{address}?step=9"), "next", publish_as="anonymous")
    go(client, client.get(f"{address}?step=2"), "next", **{"question-1": "Said in another window."})
    again = go(client, look, "send")
    assert again.status_code == 409
    assert "Said in another window." in again.content.decode()
    assert not asked.consultation.submissions.exists()
    assert "/receipts/" in go(client, again, "send").redirect_chain[-1][0]
    assert "Said in another window." in sent(asked).text


# ---- Documents ------------------------------------------------------------------------------------------


def a_document(content: bytes = samples.PDF, name: str = "Ours.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_document_is_enough_and_keeps_a_name_of_ours(asked, client, the_day):
    answer = send(client, documents=a_document(name="../../My name.exe"))
    assert answer.status_code == 302
    [file] = sent(asked).files.all()
    assert file.file.name == "My name.exe.pdf"
    assert "name" not in file.file.file.name.removeprefix("files/")
    assert sent(asked).text == ""
    taken = client.get(f"{answer['Location']}files/1/")
    assert b"".join(taken.streaming_content) == samples.PDF
    assert taken["Content-Disposition"].startswith("attachment")
    assert "sandbox" in taken["Content-Security-Policy"]
    assert client.get(f"{answer['Location']}files/2/").status_code == 404
    assert client.get(file.file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (samples.TEXT, "Ours.txt", "Kōrero: what was said."),
        (
            samples.an_archive(
                {
                    "[Content_Types].xml": samples.TYPES,
                    "word/document.xml": (
                        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                        b"<w:body><w:p><w:r><w:t>One.</w:t></w:r></w:p><w:p><w:r><w:t>Two</w:t><w:tab/>"
                        b"<w:t>three.</w:t></w:r></w:p></w:body></w:document>"
                    ),
                }
            ),
            "Ours.docx",
            "One.\nTwo\tthree.",
        ),
        (
            samples.an_archive(
                {
                    "[Content_Types].xml": samples.TYPES,
                    "word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
                }
            ),
            "Bomb.docx",
            "",
        ),
        (samples.DOCX, "Empty.docx", ""),
        (samples.ODT, "Ours.odt", ""),
        (samples.PDF, "Ours.pdf", ""),
    ],
)
def test_the_words_of_a_text_come_with_it(asked, client, the_day, content, name, words):
    assert send(client, documents=a_document(content, name)).status_code == 302
    assert sent(asked).transcript.strip() == words


@pytest.mark.parametrize(
    "content",
    [
        samples.PNG,
        samples.XLSX,
        samples.ODS,
        samples.PROGRAM,
        samples.OLD_WORD,
        samples.LOCKED_WORD,
        samples.LOCKED_PDF,
        samples.MACROS,
        samples.a_bomb(),
        b"",
        "é".encode("utf-16"),
    ],
)
def test_what_is_no_document_is_refused_in_words_and_nothing_is_lost(asked, client, the_day, content):
    answer = send(client, text=WORDS, documents=a_document(content, f"{HOSTILE[0]}.pdf"[:60]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#documents"' in page
    assert "Put the minutes online" in page
    assert not StoredFile.objects.exists()
    assert not asked.consultation.submissions.exists()


def test_a_document_too_large_is_refused(asked, client, the_day, settings):
    settings.MOST_BYTES_A_DOCUMENT = 50
    page = send(client, text=WORDS, documents=a_document()).content.decode()
    assert "This file is too large" in page


def test_a_document_waits_with_a_form_that_is_refused_and_no_press_brings_a_second(asked, client, the_day):
    form = said(publish_as="")
    for _ in range(2):
        page = client.post(TAKE_PART, form | {"documents": a_document()}).content.decode()
    [key] = set(re.findall(r'name="files" value="([^"]+)"', page))
    assert StoredFile.objects.count() == 1
    assert client.post(TAKE_PART, form | {"files": key, "publish_as": "anonymous"}).status_code == 302
    assert [file.file.key for file in sent(asked).files.all()] == [key]
    assert erase_loose_files(now=at() + timedelta(days=9)) == 0


def test_the_same_form_with_its_document_twice_is_one(asked, client, the_day):
    form = said(text=WORDS)
    answers = [client.post(TAKE_PART, form | {"documents": a_document()}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert (asked.consultation.submissions.count(), StoredFile.objects.count()) == (1, 1)


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The kinds of documents whose words were read."""
    kinds: list[str] = []

    def reading(file, media_type, *, most):
        kinds.append(media_type)
        return words_in(file, media_type, most=most)

    monkeypatch.setattr("engagement.operations.saying.words_in", reading)
    return kinds


def test_a_form_that_was_sent_has_its_documents_read_once(asked, client, the_day, read):
    form = said(text=WORDS)
    for text in (WORDS, WORDS, "Other words."):
        client.post(TAKE_PART, form | {"text": text, "documents": a_document(samples.TEXT, "Ours.txt")})
    assert (len(read), asked.consultation.submissions.count()) == (1, 1)


def test_what_is_not_received_has_no_document_read(asked, client, time_machine, settings, read):
    time_machine.move_to(at(), tick=False)
    assert send(client, publish_as="", documents=a_document()).status_code == 422
    [key] = StoredFile.objects.values_list("key", flat=True)
    settings.MOST_SUBMISSIONS_PER_HOUR = 0
    assert send(client, files=key).status_code == 429
    time_machine.move_to(asked.consultation.closes_at, tick=False)
    assert send(client, files=key).status_code == 409
    assert not read


def test_a_correction_reads_only_documents_that_are_new(asked, client, the_day, read):
    page = send(client, documents=a_document(samples.TEXT, "Ours.txt"))["Location"]
    key = sent(asked).files.get().file.key
    typed = said(text="Other words.", files=key, version=1, action="correct")
    assert client.post(f"{page}correct/", typed).status_code == 302
    assert len(read) == 1
    assert "what was said" in sent(asked).transcript


def test_three_documents_are_the_most(asked, client, the_day):
    four = [a_document(samples.TEXT + bytes([n]) * 3, f"{n}.txt") for n in b"abcd"]
    answer = send(client, text=WORDS, documents=four)
    assert answer.status_code == 422
    assert "Three documents are the most." in answer.content.decode()
    assert StoredFile.objects.count() == 3


def test_no_address_fills_the_disk_and_no_word_is_lost(asked, client, the_day, settings):
    settings.DOCUMENTS_PER_HOUR = 1
    assert send(client, documents=a_document()).status_code == 302
    answer = send(client, text=WORDS, documents=a_document(samples.TEXT, "Ours.txt"))
    assert answer.status_code == 429
    assert "Put the minutes online" in answer.content.decode()
    assert StoredFile.objects.count() == 1
    assert send(client, text=WORDS).status_code == 302


def test_after_closing_no_document_is_kept(asked, client, the_day, time_machine):
    time_machine.move_to(asked.consultation.closes_at, tick=False)
    assert send(client, text=WORDS, documents=a_document()).status_code == 409
    assert not StoredFile.objects.exists()


def test_no_form_takes_a_file_that_staff_sent(asked, client, the_day):
    """Its key stands in a public address; what came in by a form has none there."""
    StoredFile.objects.create(key="staffs", file="files/x", name="x.pdf", size=1, sha256="")
    answer = send(client, text=WORDS, files="staffs")
    assert answer.status_code == 422
    assert "is no longer kept" in answer.content.decode()


# ---- The draft ----------------------------------------------------------------------------------------


@pytest.fixture
def drafted(asked):
    content = {
        "title": "The next plan",
        "summary": "What we promise.\n\nAnd why.",
        "commitments": [
            {
                "number": "1",
                "title": "Open minutes",
                "promise": "Minutes within a month.",
                "milestones": [{"full_number": "1.1", "title": "A rule", "description": "In the law."}],
            }
        ],
        "sections": [{"slug": "how", "title": "How it was made", "text": "In the open."}],
    }
    draft = PlanDraft.objects.create(plan=asked.plan, number=1, content=content, published_in=an_edition())
    asked.consultation.draft = draft
    asked.consultation.save()
    return asked


def test_a_draft_is_read_beside_the_boxes(drafted, client, the_day):
    page = client.get(TAKE_PART).content.decode()
    for words in ("Minutes within a month.", "And why.", "1.1 A rule", "In the open."):
        assert words in page
    assert 'name="comment-commitment-1-1"' in page


def test_comments_on_passages_are_sent_with_the_form(drafted, client, the_day):
    answer = send(
        client,
        **{
            "comment-commitment-1-0": "Do it.",
            "comment-commitment-1-1": "Too long.",
            "quote-commitment-1-1": "within a  MONTH",
            "comment-section-how-1": "Was it?",
            "quote-section-how-1": "words that do not stand there",
        },
    )
    assert answer.status_code == 302
    assert sent(drafted).text == (
        "“1 Open minutes”\nDo it.\n\n“within a  MONTH”\nToo long.\n\n“In the open.”\nWas it?"
    )
    rows = sent(drafted).passage_comments.values_list("place", "passage", "text")
    assert list(rows) == [
        ("commitment-1", "1 Open minutes", "Do it."),
        ("commitment-1", "within a  MONTH", "Too long."),
        ("section-how", "In the open.", "Was it?"),
    ]


def test_comments_stay_when_something_is_wrong(drafted, client, the_day):
    page = send(client, publish_as="", **{"comment-commitment-1-1": "Too long."}).content.decode()
    assert "Too long." in page
    assert '<details class="draft-chapter" id="commitment-1" open>' in page


# ---- Who is doubted -------------------------------------------------------------------------------------


def test_a_field_that_no_person_sees_is_a_trap(asked, client, the_day):
    assert send(client, text=WORDS, homepage="https://buy.example").status_code == 302
    assert sent(asked).doubt == Doubt.TRAP
    assert not asked.consultation.submissions.standing().exists()


def test_what_is_sent_faster_than_a_person_writes_is_doubted(asked, client, time_machine, settings):
    settings.SECONDS_TO_WRITE = 5
    time_machine.move_to(at(), tick=False)
    begun = hidden(client.get(TAKE_PART).content.decode())["begun"]
    send(client, text=WORDS, begun=begun)
    assert sent(asked).doubt == Doubt.HASTE
    time_machine.move_to(at() + timedelta(seconds=5), tick=False)
    send(client, text=WORDS, begun=begun)
    assert sent(asked).doubt == ""
    for forged in ("", "1234", begun[:-1] + "_", f"{begun}x"):
        assert send(client, text=WORDS, begun=forged).status_code == 302
        assert sent(asked).doubt == Doubt.HASTE, forged


def test_the_moment_survives_what_is_wrong_and_what_is_kept(asked, client, time_machine, settings):
    settings.SECONDS_TO_WRITE = 5
    time_machine.move_to(at(), tick=False)
    form = hidden(client.get(TAKE_PART).content.decode()) | {"text": WORDS}
    page = client.post(TAKE_PART, form).content.decode()  # without saying how it may be published
    assert hidden(page)["begun"] == form["begun"]
    link = client.post(TAKE_PART, form | {"action": "keep"})["Location"]
    assert hidden(client.get(link).content.decode())["begun"] == form["begun"]


# ---- Hostile words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_and_names_come_in_and_show_as_they_are(drafted, client, the_day, words):
    """In every field and in a file's name; nothing of it is markup on any page that shows it."""
    ask(drafted, LONG)
    typed = {
        "text": words,
        "question-1": words,
        "comment-commitment-1-1": words,
        "quote-commitment-1-1": words,
        "withhold_reason": words,
        "documents": a_document(samples.TEXT, f"{words}.txt"[:150]),
    }
    kept = keep(client, **typed)
    assert kept.status_code in (302, 422)
    answer = send(client, **typed | {"documents": a_document(samples.TEXT, f"{words}.txt"[:150])})
    pages = [kept if kept.status_code == 422 else client.get(kept["Location"])]
    if answer.status_code == 302:
        pages += [client.get(answer["Location"]), client.get(f"{answer['Location']}correct/")]
        assert client.get(f"{answer['Location']}files/1/").status_code == 200
    else:
        assert answer.status_code == 422
        pages.append(answer)
    for page in pages:
        html = page.content.decode()
        assert words[:20] not in html
        assert words.replace("\r\n", "\n") not in html
