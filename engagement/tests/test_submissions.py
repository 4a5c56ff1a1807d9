"""What people send in is received once, under one number, and never lost."""

from __future__ import annotations

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse

from engagement.choices import Doubt, PublishAs, StakeholderType
from engagement.models import Submission, SubmissionContact
from engagement.operations import limits
from engagement.operations.submissions import Contact, Said, SentAlready, receive_submission
from engagement.tests.factories import WORDS, a_submission
from plans.models import OutboxItem
from plans.rules import NotReady
from plans.tests.factories import at

pytestmark = pytest.mark.django_db
SAID, NOBODY = Said(WORDS, PublishAs.ANONYMOUS), Contact()
TAKE_PART = "/consultations/second-round/take-part/"


def key() -> str:
    return str(uuid.uuid4())


def receive(
    asked, form: str, said: Said = SAID, contact: Contact = NOBODY, now=None, sent_from=""
) -> Submission:
    return receive_submission(
        consultation=asked.consultation,
        key=form,
        said=said,
        contact=contact,
        now=now or at(),
        sent_from=sent_from,
    )


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# ---- Received -----------------------------------------------------------------------------------------


def test_it_gets_the_next_number_and_a_receipt_of_its_own(asked):
    first, second = receive(asked, key()), receive(asked, key())
    assert (first.number, second.number) == (1, 2)
    assert first.secret != second.secret
    assert len(first.secret) == 43


def test_what_is_kept_is_what_was_said_and_the_privacy_statement_of_the_day(asked):
    said = Said(WORDS, PublishAs.NAME, StakeholderType.CITIZEN, asked.commitment)
    sent = receive(asked, key(), said, Contact(name="Dee", email="dee@people.example"))
    sent.refresh_from_db()
    assert (sent.text, sent.publish_as, sent.stakeholder_type) == (WORDS, "name", "citizen")
    assert sent.about == asked.commitment
    assert sent.privacy == asked.consultation.privacy
    assert sent.received_at == at()
    assert not sent.is_published


def test_who_it_is_stands_apart_and_only_where_it_was_told(asked):
    assert not SubmissionContact.objects.filter(submission=receive(asked, key())).exists()
    sent = receive(asked, key(), contact=Contact(organisation="Q."))
    assert sent.contact.organisation == "Q."


def test_the_same_form_with_the_same_words_is_the_same_submission(asked):
    form = key()
    contact = Contact(name="Dee", email="dee@people.example")
    assert receive(asked, form, contact=contact) == receive(asked, form, contact=contact)
    assert asked.consultation.submissions.count() == 1
    assert OutboxItem.objects.count() == 1


def test_a_reply_that_was_lost_is_found_again_after_closing(asked):
    form = key()
    sent = receive(asked, form)
    assert receive(asked, form, now=asked.consultation.closes_at + timedelta(days=1)) == sent


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        (Said("Something else.", PublishAs.ANONYMOUS), Contact()),
        (Said(WORDS, PublishAs.NOT_AT_ALL), Contact()),
        (SAID, Contact(email="dee@people.example")),
    ],
)
def test_the_same_form_with_other_words_changes_nothing(asked, said, contact):
    form = key()
    sent = receive(asked, form)
    with pytest.raises(SentAlready) as refused:
        receive(asked, form, said, contact)
    assert refused.value.submission == sent
    assert Submission.objects.get(pk=sent.pk).text == WORDS
    assert asked.consultation.submissions.count() == 1


@pytest.mark.parametrize("when", ["before", "at the end", "after"])
def test_nothing_is_received_while_it_is_not_open(asked, when):
    consultation = asked.consultation
    now = {
        "before": consultation.opens_at - timedelta(seconds=1),
        "at the end": consultation.closes_at,
        "after": consultation.closes_at + timedelta(days=1),
    }[when]
    with pytest.raises(NotReady) as refused:
        receive(asked, key(), now=now)
    assert codes(refused) == ["not-open"]


def test_nothing_is_received_where_it_is_not_public(asked):
    type(asked.consultation).objects.filter(pk=asked.consultation.pk).update(published_in=None)
    with pytest.raises(NotReady) as refused:
        receive(asked, key())
    assert codes(refused) == ["not-open"]


def test_everything_that_is_missing_is_named(asked):
    with pytest.raises(NotReady) as refused:
        receive(asked, key(), Said(" ", None))
    assert codes(refused) == ["text", "publish-as"]
    assert not asked.consultation.submissions.exists()


def test_a_receipt_goes_out_with_the_row_and_carries_none_of_the_words(asked):
    sent = receive(asked, key(), contact=Contact(name="Dee", email="dee@people.example"))
    letter = OutboxItem.objects.get().payload
    assert letter["to"] == "dee@people.example"
    assert reverse("receipt", args=["second-round", sent.secret]) in letter["body"]
    assert "minutes" not in str(letter)
    assert "Dee" not in str(letter)


# ---- At the same time ---------------------------------------------------------------------------------


def at_once(send, forms: list[str]) -> list:
    def one(form: str):
        try:
            return send(form)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        return list(threads.map(one, forms))


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_on_one_form_are_one_submission(asked):
    sent = at_once(
        lambda form: receive(asked, form, contact=Contact(email="dee@people.example")), [key()] * 20
    )
    assert len({submission.pk for submission in sent}) == 1
    assert asked.consultation.submissions.count() == 1
    assert OutboxItem.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_people_get_twenty_numbers_without_holes(asked):
    sent = at_once(lambda form: receive(asked, form), [key() for _ in range(20)])
    assert sorted(submission.number for submission in sent) == list(range(1, 21))


# ---- The page -----------------------------------------------------------------------------------------


def form_of(client: Client, address: str = TAKE_PART) -> dict[str, str]:
    page = client.get(address).content.decode()
    return {"key": re.search(r'name="key" value="([^"]+)"', page)[1]}


def filled(client: Client, **fields) -> dict[str, str]:
    return form_of(client) | {"text": WORDS, "publish_as": "anonymous"} | fields


def test_dee_takes_part_without_an_account_and_gets_a_receipt(asked, client, the_day):
    said = filled(client, about="1", stakeholder_type="citizen", email="dee@people.example")
    answer = client.post(TAKE_PART, said, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][1] == 302
    assert "Submission 1" in page
    assert "Put the minutes online" in page
    assert "We received this on 12 March 2026." in page
    assert "answers are promised by 29 May 2026" in page
    assert "Without a name" in page
    assert "dee@people.example" not in page
    assert Submission.objects.get(key=said["key"]).about == asked.commitment


def test_a_second_press_and_the_way_back_lead_to_the_same_receipt(asked, client, the_day):
    said = filled(client)
    receipts = {client.post(TAKE_PART, said)["Location"] for _ in range(3)}
    assert len(receipts) == 1
    assert asked.consultation.submissions.count() == 1


def test_other_words_in_a_form_that_was_sent_are_shown_again_under_another_key(asked, client, the_day):
    said = filled(client)
    receipt = client.post(TAKE_PART, said)["Location"]
    answer = client.post(TAKE_PART, said | {"text": "And one thing more."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You have sent submission 1 already." in page
    assert receipt in page
    assert "And one thing more." in page
    assert said["key"] not in page
    another = re.search(r'name="key" value="([^"]+)"', page)[1]
    client.post(TAKE_PART, said | {"text": "And one thing more.", "key": another})
    assert list(asked.consultation.submissions.values_list("number", "text")) == [
        (1, WORDS),
        (2, "And one thing more."),
    ]


@pytest.mark.parametrize(
    ("fields", "words", "place"),
    [
        ({"text": " "}, "Write what you want to say, or send a document.", "#text"),
        ({"text": "a" * 100_001}, "100,000 letters is the most", "#text"),
        ({"publish_as": ""}, "Choose how we may publish", "#publish_as_0"),
        ({"publish_as": "name"}, "Give the name that we may publish", "#name"),
        ({"publish_as": "organisation", "name": "Dee"}, "Give the organisation", "#organisation"),
        ({"email": "dee at home"}, "valid email", "#email"),
    ],
)
def test_what_is_wrong_is_said_first_and_leads_to_its_field(asked, client, the_day, fields, words, place):
    answer = client.post(TAKE_PART, filled(client, **fields))
    page = answer.content.decode()
    assert answer.status_code == 422
    summary = page[page.index('class="errors"') : page.index('class="head"')]
    assert words in summary
    assert f'href="{place}"' in summary
    assert not asked.consultation.submissions.exists()


def test_what_was_typed_stays_when_something_is_wrong(asked, client, the_day):
    typed = {
        "name": "Dee",
        "organisation": "Q.",
        "email": "dee@people.example",
        "about": "1",
        "publish_as": "",
    }
    page = client.post(TAKE_PART, filled(client, **typed)).content.decode()
    for words in ("Put the minutes online", 'value="Dee"', 'value="Q."', 'value="dee@people.example"'):
        assert words in page
    assert re.search(r'<option value="1" selected>', page)


def test_after_closing_the_words_stay_on_the_page(asked, client, the_day, time_machine, settings):
    settings.CONTACT_EMAIL = "team@agency.example"
    said = filled(client)
    time_machine.move_to(asked.consultation.closes_at, tick=False)
    answer = client.post(TAKE_PART, said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This consultation closed at 5 pm on 27 March 2026." in page
    assert "Put the minutes online" in page
    assert "mailto:team@agency.example" in page
    assert not asked.consultation.submissions.exists()


def test_after_closing_the_page_asks_for_nothing(asked, client, time_machine):
    time_machine.move_to(asked.consultation.closes_at, tick=False)
    page = client.get(TAKE_PART).content.decode()
    assert "<textarea" not in page


def test_a_form_without_its_key_is_shown_again_with_one(asked, client, the_day):
    answer = client.post(TAKE_PART, filled(client) | {"key": "another"})
    assert answer.status_code == 422
    assert "Put the minutes online" in answer.content.decode()


def test_a_token_that_does_not_fit_any_more_costs_no_word(asked, the_day):
    client = Client(enforce_csrf_checks=True)
    said = filled(client, name="Dee")
    answer = client.post(TAKE_PART, said | {"csrfmiddlewaretoken": "x" * 64})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Put the minutes online" in page
    assert 'value="Dee"' in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    again = re.search(r'name="key" value="([^"]+)"', page)[1]
    assert client.post(TAKE_PART, said | {"csrfmiddlewaretoken": token, "key": again}).status_code == 302


def test_a_key_that_came_without_a_token_is_not_used(asked, the_day):
    """Another site could have planted it, to get at the receipt later."""
    client = Client(enforce_csrf_checks=True)
    planted = key()
    page = client.post(TAKE_PART, {"key": planted, "text": WORDS}).content.decode()
    assert planted not in page
    assert planted not in asked.consultation.submissions.values_list("key", flat=True)


def test_a_key_that_no_database_can_hold_is_renewed(asked, the_day):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(TAKE_PART, {"key": "a\0b", "text": WORDS})
    assert answer.status_code == 403
    assert "Put the minutes online" in answer.content.decode()


def test_the_page_is_kept_by_no_cache_but_the_readers_own(asked, client, the_day):
    answer = client.get(TAKE_PART)
    assert "ETag" not in answer
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert form_of(client) != form_of(client)


@pytest.mark.parametrize("slug", ["never", "hidden"])
def test_one_cannot_take_part_in_what_is_not_published(asked, client, slug):
    type(asked.consultation).objects.filter(pk=asked.consultation.pk).update(slug="hidden", published_in=None)
    assert client.get(f"/consultations/{slug}/take-part/").status_code == 404
    assert client.post(f"/consultations/{slug}/take-part/", {"text": WORDS}).status_code == 404


# ---- How much comes in ----------------------------------------------------------------------------------


def send(client, **typed):
    return client.post(TAKE_PART, {"key": key(), "text": WORDS, "publish_as": "anonymous"} | typed)


def test_more_than_an_office_sends_is_received_and_looked_at_first(
    asked, client, the_day, settings, time_machine
):
    settings.SUBMISSIONS_PER_HOUR = 2
    again = key()
    assert [send(client, key=again).status_code for _ in range(3)] == [302, 302, 302]
    assert [send(client).status_code for _ in range(2)] == [302, 302]
    assert client.post(TAKE_PART, filled(client), REMOTE_ADDR="192.0.2.7").status_code == 302
    time_machine.move_to(at() + timedelta(minutes=61), tick=False)
    assert send(client).status_code == 302
    doubts = asked.consultation.submissions.values_list("doubt", flat=True)
    assert list(doubts) == ["", "", Doubt.FLOOD, "", ""]


def test_what_no_office_sends_waits_an_hour_and_loses_no_word(asked, client, the_day, settings, time_machine):
    settings.MOST_SUBMISSIONS_PER_HOUR = 2
    assert [send(client).status_code for _ in range(2)] == [302, 302]
    late = send(client, text="One thing more.")
    assert late.status_code == 429
    assert "Please send it again in an hour" in late.content.decode()
    assert "One thing more." in late.content.decode()
    assert asked.consultation.submissions.count() == 2
    time_machine.move_to(at() + timedelta(minutes=61), tick=False)
    assert send(client).status_code == 302


def test_forty_people_behind_an_address_that_floods_are_all_received(asked, client, the_day):
    """A thousand in a minute, and among them those of an office; each gets a number and a receipt."""
    people = [f"Somebody {number} said this." for number in range(40)]
    for number in range(1000):
        receive(asked, key(), Said(f"Buy {number}.", PublishAs.ANONYMOUS), sent_from="127.0.0.1")
        if number % 25 == 0:
            answer = send(client, text=people[number // 25])
            assert people[number // 25] in client.get(answer["Location"]).content.decode()
    sent = asked.consultation.submissions
    assert sent.filter(text__startswith="Somebody").count() == 40
    assert sent.count() == 1040
    assert sent.standing().count() == 20  # the others wait for somebody to look; none is nowhere
    assert sent.filter(doubt=Doubt.FLOOD).count() == 1020


def test_an_address_gets_three_receipts_a_day_and_everything_is_received(asked, client, the_day):
    for _ in range(4):
        assert send(client, email="Dee@people.example").status_code == 302
    assert send(client, email="mere@people.example").status_code == 302
    assert asked.consultation.submissions.count() == 5
    assert OutboxItem.objects.count() == 3 + 1


def test_nobody_can_read_from_the_counts_who_sent_something(asked, client, the_day, monkeypatch):
    kept = []
    monkeypatch.setattr(limits.cache, "set", lambda name, value, **more: kept.append((name, value)))
    send(client, email="dee@people.example")
    assert len(kept) == 2
    assert "127.0.0.1" not in str(kept)
    assert "dee" not in str(kept)


def test_where_it_cannot_be_counted_nothing_passes(asked, client, the_day, monkeypatch):
    def broken(*_):
        raise OperationalError

    monkeypatch.setattr(limits.cache, "get", broken)
    with pytest.raises(OperationalError):
        send(client)
    assert not asked.consultation.submissions.exists()


# ---- Words as they come ---------------------------------------------------------------------------------


def test_controls_and_letters_that_turn_others_round_are_dropped(asked, client, the_day):
    said = "One.\r\nTwo\tand \x07\x9f\u202ethree\u202c \u2067four\u2069."
    assert send(client, text=said).status_code == 302
    assert asked.consultation.submissions.get().text == "One.\nTwo\tand three four."


@pytest.mark.parametrize("said", ["\u200b", "\u2800 \u3164", " \n\t", "\u202e\u0301"])
def test_a_text_of_which_nothing_is_seen_is_none(asked, client, the_day, said):
    answer = send(client, text=said)
    assert answer.status_code == 422
    assert "Write what you want to say, or send a document." in answer.content.decode()


@pytest.mark.parametrize("name", ["Dee\nDoe", "Dee\x1bDoe", "Dee\u2028Doe"])
def test_a_name_is_one_line(asked, client, the_day, name):
    answer = send(client, name=name)
    assert answer.status_code == 422
    assert "one line of plain text" in answer.content.decode()


def test_a_browser_takes_no_more_than_the_form_can_carry(asked, client, the_day):
    assert 'maxlength="200000"' in client.get(TAKE_PART).content.decode()


# ---- The receipt --------------------------------------------------------------------------------------


def test_a_receipt_is_private(asked, client):
    sent = a_submission(asked.consultation)
    answer = client.get(f"/consultations/second-round/receipts/{sent.secret}/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer
    assert not answer.cookies
    page = answer.content.decode()
    links = re.findall(r'href="([^"]*)"', page)
    assert not [link for link in links if sent.secret in link]


@pytest.mark.parametrize(
    "address",
    [
        "/consultations/second-round/receipts/never/",
        "/consultations/second-round/receipts/%00/",
        "/consultations/first-round/receipts/{}/",
    ],
)
def test_a_receipt_opens_with_its_own_secret_only(asked, client, address):
    sent = a_submission(asked.consultation)
    assert client.get(address.format(sent.secret)).status_code == 404


def test_the_receipt_shows_every_answer_once_they_are_published(asked, client):
    for sent in asked.before.submissions.all():
        page = client.get(f"/consultations/first-round/receipts/{sent.secret}/").content.decode()
        for point in sent.points.all():
            assert point.response.reason in page
            assert point.response.get_disposition_display() in page


def test_the_receipt_says_when_answers_are_late(asked, client, time_machine):
    time_machine.move_to(at(asked.consultation.answers_due_on + timedelta(days=1)), tick=False)
    sent = a_submission(asked.consultation)
    page = client.get(f"/consultations/second-round/receipts/{sent.secret}/").content.decode()
    assert "are late" in page
