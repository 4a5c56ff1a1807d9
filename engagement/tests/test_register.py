"""What came by mail, on paper, at a meeting or in a bundle is entered in the one register, one or many."""

import uuid
from datetime import date, timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from commitments.tests.test_workspace import words_of
from engagement.choices import Channel, PublishAs
from engagement.models import RegisterUpload, Submission, SubmissionContact
from engagement.operations.entering import Entry, enter
from engagement.operations.saying import Contact, Said
from engagement.operations.uploads import enter_register, erase_registers
from engagement.tests.factories import a_consultation, a_submission, answered
from engagement.workbook import REGISTER
from plans.models import OutboxItem
from plans.rules import NotReady
from plans.tests.factories import a_plan, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

HERE = "/workspace/consultations/ideas/"
ENTER, MANY = f"{HERE}enter/", f"{HERE}register/"
CAME = date(2026, 3, 9)


@pytest.fixture
def consultation(db):
    return a_consultation(a_plan())


@pytest.fixture
def ana(cast, sign_in):
    return sign_in(cast.ana)


def an_entry(text="Open the budget.", contact=None, **fields) -> Entry:
    fields = {"channel": Channel.POST, "came_on": CAME} | fields
    return Entry(said=Said(text, PublishAs.ANONYMOUS), contact=contact or Contact(), **fields)


def enter_one(consultation, by, entry=None, key=None, now=None):
    entries = [(key or str(uuid.uuid4()), entry or an_entry())]
    return enter(consultation=consultation, entries=entries, by=by, now=now or at())


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# ---- One -------------------------------------------------------------------------------------------------


def test_it_stands_in_the_one_register_under_the_next_number_with_the_way_and_the_day_it_came(
    consultation, cast
):
    a_submission(consultation)
    [entered] = enter_one(consultation, cast.ana)
    assert (entered.number, entered.channel, entered.entered_by) == (2, Channel.POST, cast.ana)
    assert entered.received_at.astimezone(consultation.timezone).date() == CAME
    assert entered.privacy == consultation.privacy


def test_the_same_form_twice_is_entered_once(consultation, cast):
    enter_one(consultation, cast.ana, key="same")
    assert enter_one(consultation, cast.ana, key="same") == []
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"channel": Channel.ONLINE}, "channel"),
        ({"channel": ""}, "channel"),
        ({"came_on": None}, "came-on"),
        ({"came_on": date(2026, 3, 13)}, "came-on"),
        ({"text": " "}, "text"),
        ({"collected_from": "A friend"}, "nobody"),
        ({"collected_from": "A friend", "contact": Contact(name="Dee")}, "not-told"),
    ],
)
def test_what_is_missing_is_said(consultation, cast, fields, code):
    with pytest.raises(NotReady) as refused:
        enter_one(consultation, cast.ana, an_entry(**fields))
    assert codes(refused) == [code]
    assert not Submission.objects.exists()


def test_whoever_left_an_address_gets_a_receipt_that_opens(consultation, cast, client):
    [entered] = enter_one(consultation, cast.ana, an_entry(contact=Contact(email="dee@people.example")))
    letter = OutboxItem.objects.get().payload
    assert letter["to"] == "dee@people.example"
    assert "Open the budget" not in letter["body"]
    address = f"/consultations/ideas/receipts/{entered.secret}/"
    assert address in letter["body"]
    assert client.get(address).status_code == 200


def test_whoever_somebody_else_told_us_of_is_told_by_letter_whatever_was_ticked(consultation, cast):
    contact = Contact(name="Dee 100 %", email="dee@people.example")
    entries = [("one", an_entry(contact=contact, collected_from="Harbour Society, 100 %"))]
    enter(consultation=consultation, entries=entries, by=cast.ana, now=at(), sends_receipts=False)
    kept = SubmissionContact.objects.get()
    assert (kept.collected_from, kept.told_on) == ("Harbour Society, 100 %", at().date())
    assert "Harbour Society, 100 %" in OutboxItem.objects.get().payload["body"]


def test_without_an_address_it_is_written_down_how_the_person_was_told(consultation, cast):
    entry = an_entry(
        contact=Contact(name="Dee"), collected_from="A friend", why_not_told="Told at the meeting."
    )
    enter_one(consultation, cast.ana, entry)
    kept = SubmissionContact.objects.get()
    assert (kept.told_on, kept.why_not_told) == (None, "Told at the meeting.")
    assert not OutboxItem.objects.exists()


def test_after_the_closing_it_can_be_entered_and_says_that_it_came_late(consultation, cast):
    [late] = enter_one(consultation, cast.ana, an_entry(came_on=date(2026, 3, 30)), now=at(date(2026, 3, 31)))
    [in_time] = enter_one(consultation, cast.ana, now=at(date(2026, 3, 31)))
    assert (late.came_late, in_time.came_late) == (True, False)


def test_before_it_opens_and_once_it_is_answered_nothing_is_entered(consultation, cast):
    with pytest.raises(NotReady) as refused:
        enter_one(consultation, cast.ana, an_entry(came_on=date(2026, 2, 20)), now=at(date(2026, 3, 1)))
    assert codes(refused) == ["not-opened"]
    answered(consultation)
    with pytest.raises(NotReady) as refused:
        enter_one(consultation, cast.ana)
    assert codes(refused) == ["answered"]
    assert not Submission.objects.exists()


def test_only_a_coordinator_enters(consultation, cast):
    for person in (cast.ben, cast.bo, cast.chi):
        with pytest.raises(PermissionDenied):
            enter_one(consultation, person)


def typed(**more) -> dict:
    return {
        "key": str(uuid.uuid4()),
        "channel": "post",
        "came_on": "2026-03-09",
        "text": "Open the budget.",
        "publish_as": "anonymous",
        "action": "next",
    } | more


def test_the_page_enters_one_and_begins_the_next_of_the_same_pile(ana, consultation):
    answer = ana.post(ENTER, typed(handed_in_by="Harbour Society"))
    assert answer.status_code == 302
    assert Submission.objects.get().handed_in_by == "Harbour Society"
    form = ana.get(answer["Location"]).context["form"]
    assert {name: form[name].value() for name in ("channel", "came_on", "handed_in_by", "text")} == {
        "channel": "post",
        "came_on": "2026-03-09",
        "handed_in_by": "Harbour Society",
        "text": None,
    }


def test_that_a_sender_may_be_named_is_not_taken_over_for_the_next(ana, consultation):
    after = ana.post(ENTER, typed(publish_as="name", name="Dee"))
    assert ana.get(after["Location"]).context["form"]["publish_as"].value() is None
    after = ana.post(ENTER, typed(publish_as="not-at-all"))
    assert ana.get(after["Location"]).context["form"]["publish_as"].value() == "not-at-all"


def test_it_speaks_of_the_sender_and_guesses_no_hour(ana, consultation):
    page = ana.post(ENTER, typed(text="", publish_as="")).content.decode()
    assert "Write what it says, or add the document that came." in page
    assert "Choose how the sender allows it to be shown" in page
    read = ana.post(ENTER, typed(publish_as="name", name="Dee", action="read"), follow=True)
    words = words_of(read)
    assert "Received on 9 March 2026 By way of" in words
    assert "May be shown: With the sender" in words


def test_the_page_keeps_what_was_typed_and_says_what_is_missing(ana, consultation):
    answer = ana.post(ENTER, typed(channel="", text="Kept as it is."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Say by what way it came." in page
    assert "Kept as it is." in page
    assert not Submission.objects.exists()


def test_a_letter_that_came_as_a_document_brings_its_words(ana, consultation):
    upload = SimpleUploadedFile("letter.txt", b"Publish the minutes.", "text/plain")
    answer = ana.post(ENTER, typed(text="", documents=upload, action="read"))
    assert answer["Location"] == f"{HERE}submissions/1/"
    one = Submission.objects.get()
    assert (one.transcript, one.files.count()) == ("Publish the minutes.", 1)
    page = ana.get(answer["Location"]).content.decode()
    assert "Entered by" in page
    assert "post or paper" in page


# ---- Many ------------------------------------------------------------------------------------------------

COLUMNS = [str(column.label) for column in REGISTER.columns]


def a_workbook(*rows: dict) -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Submissions")
    names = [column.name for column in REGISTER.columns]
    for at_column, label in enumerate(COLUMNS):
        sheet.write_string(0, at_column, label)
    for place, row in enumerate(rows, 1):
        cells = {"came_on": "2026-03-09", "channel": "e-mail", "publish_as": "Without a name"} | row
        for name, text in cells.items():
            sheet.write_string(place, names.index(name), text)
    book.close()
    return file.getvalue()


def bring(ana, content: bytes, **more):
    return ana.post(MANY, {"file": SimpleUploadedFile("many.xlsx", content)} | more)


def looked_at(ana, content: bytes, **more):
    answer = bring(ana, content, **more)
    assert answer.status_code == 302, answer.content.decode()
    return ana.get(answer["Location"])


def test_the_workbook_goes_out_empty_and_comes_back_in_the_same_shape(ana, consultation):
    book = load_workbook(BytesIO(ana.get(f"{MANY}workbook/").content))
    assert [cell.value for cell in book["Submissions"][1]] == COLUMNS
    assert not book["Submissions"].protection.sheet
    for column, text in (("A", "2026-03-09"), ("B", "e-mail"), ("C", "Open it."), ("D", "Not at all")):
        book["Submissions"][f"{column}2"] = text
    file = BytesIO()
    book.save(file)
    page = looked_at(ana, file.getvalue())
    assert "1 submission can be entered." in page.content.decode()


def test_rows_are_looked_at_first_and_entered_together(ana, consultation):
    page = looked_at(ana, a_workbook({"text": "One."}, {"text": "Two.", "name": "Dee"}))
    assert not Submission.objects.exists()
    ana.post(page.request["PATH_INFO"], {"action": "enter"})
    assert list(Submission.objects.values_list("number", "text", "channel")) == [
        (1, "One.", "email"),
        (2, "Two.", "email"),
    ]
    assert RegisterUpload.objects.get().rows == []


def test_a_row_that_cannot_be_entered_says_why_and_the_others_go_on_without_it(ana, consultation):
    page = looked_at(
        ana,
        a_workbook(
            {"text": "One."},
            {"text": "Two.", "came_on": "March 2026"},
            {"text": "Three.", "channel": "this portal"},
            {"text": "Four.", "name": "Dee", "collected_from": "A friend"},
            {"text": "Five.", "email": "no address"},
        ),
    )
    text = page.content.decode()
    assert "1 submission can be entered." in text
    assert "4 rows cannot." in text
    for words in (
        "Row 3",
        "write the day on which it came as 2026-09-30",
        "Say by what way it came.",
        "the law asks for it",
        "Row 6",
    ):
        assert words in text
    ana.post(page.request["PATH_INFO"], {"action": "enter"})
    assert Submission.objects.get().text == "One."


def test_a_workbook_that_was_mended_enters_only_what_is_not_there_yet(ana, consultation):
    dee = {"text": "One.", "name": "Dee", "email": "dee@people.example"}
    other, nameless = dee | {"name": "Rawiri", "email": "rawiri@people.example"}, {"text": "One."}
    first = looked_at(ana, a_workbook(dee, nameless, {"text": "Two.", "channel": "fax"}))
    assert "entered already" not in first.content.decode()
    assert "“By what way”: write one of these: e-mail; post or paper;" in first.content.decode()
    ana.post(first.request["PATH_INFO"], {"action": "enter", "leave-out": "on"})
    assert Submission.objects.count() == 2
    mended = looked_at(ana, a_workbook(dee, nameless, {"text": "Two.", "channel": "telephone"}, other))
    page = mended.content.decode()
    assert "Leave out 1 row that is entered already" in page
    assert "1 row without a sender says what was entered already" in page
    assert "Send the receipt to 1 person" in page
    ana.post(mended.request["PATH_INFO"], {"action": "enter", "leave-out": "on"})
    assert list(Submission.objects.order_by("number").values_list("text", "contact__name")) == [
        ("One.", "Dee"),
        ("One.", None),
        ("One.", None),
        ("Two.", None),
        ("One.", "Rawiri"),
    ]


def test_the_same_workbook_is_entered_once(ana, consultation):
    content = a_workbook({"text": "One."})
    page = looked_at(ana, content)
    for _press in range(2):
        assert ana.post(page.request["PATH_INFO"], {"action": "enter"}).status_code == 302
    answer = bring(ana, content)
    assert answer.status_code == 409
    assert "entered already" in answer.content.decode()
    assert Submission.objects.count() == 1


def test_two_windows_with_the_same_workbook_enter_it_once(ana, cast, consultation):
    content = a_workbook({"text": "One."})
    first = looked_at(ana, content).context["upload"]
    second = RegisterUpload.objects.create(
        key="another",
        consultation=consultation,
        rows=first.rows,
        digest=first.digest,
        sent_by=cast.ana,
        sent_at=at(),
    )
    say = {"entries": [("one", an_entry())], "sends_receipts": False, "by": cast.ana, "now": at()}
    assert enter_register(upload=first, **say) == 1
    with pytest.raises(NotReady):
        enter_register(upload=second, **say | {"entries": [("two", an_entry())]})


def test_a_bundle_says_who_handed_it_in_and_how_its_members_were_told(ana, consultation):
    rows = ({"text": "One.", "name": "Dee"}, {"text": "Two."})
    said = {"handed_in_by": "Harbour Society", "why_not_told": "The society told them."}
    page = looked_at(ana, a_workbook(*rows), **said)
    ana.post(page.request["PATH_INFO"], {"action": "enter"})
    assert set(Submission.objects.values_list("handed_in_by", flat=True)) == {"Harbour Society"}
    kept = SubmissionContact.objects.get()
    assert (kept.collected_from, kept.why_not_told) == ("Harbour Society", "The society told them.")


def test_a_workbook_with_another_shape_is_refused_in_words(ana, consultation):
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet("Something")
    book.close()
    answer = bring(ana, file.getvalue())
    assert answer.status_code == 422
    assert "is missing" in answer.content.decode()


def test_nobody_else_sees_what_was_brought_along(ana, cast, sign_in, consultation):
    page = looked_at(ana, a_workbook({"text": "One."}))
    path = page.request["PATH_INFO"]
    assert sign_in(cast.ben).get(path).status_code == 404
    sign_in(cast.ana)


def test_what_is_not_confirmed_is_forgotten_after_a_day(ana, consultation):
    looked_at(ana, a_workbook({"text": "One.", "name": "Dee"}))
    assert erase_registers(now=at() + timedelta(hours=23)) == 0
    assert erase_registers(now=at() + timedelta(hours=26)) == 1
