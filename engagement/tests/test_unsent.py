"""What is begun is kept at a secret address, gone on with, sent, or forgotten."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from engagement.models import UnsentSubmission
from engagement.operations.limits import network_of
from engagement.operations.unsent import erase_unsent
from engagement.tests.factories import WORDS, a_consultation
from engagement.tests.test_taking_part import (
    LONG,
    SEVERAL,
    TAKE_PART,
    a_document,
    ask,
    keep,
    said,
    send,
    sent,
)
from plans.models import OutboxItem
from plans.operations.files import erase_loose_files
from plans.tests.factories import at

pytestmark = pytest.mark.django_db


def test_what_is_begun_comes_back_by_its_link(asked, client, the_day):
    ask(asked, SEVERAL)
    typed = {"text": WORDS, "name": "Dee", "question-1": ["Red", "Blue"], "publish_as": "name"}
    answer = keep(client, **typed, documents=a_document())
    kept = UnsentSubmission.objects.get()
    assert urlsplit(answer["Location"]).path == f"{TAKE_PART}{kept.secret}/"
    page = Client().get(answer["Location"]).content.decode()
    assert f"http://testserver{TAKE_PART}{kept.secret}/" in page
    for words in ("Put the minutes online", 'value="Dee"', "Ours.pdf"):
        assert words in page
    assert len(re.findall(r'value="(?:Red|Blue)" checked', page)) == 2
    assert not asked.consultation.submissions.exists()
    assert erase_loose_files(now=at() + timedelta(days=9)) == 0


def test_half_of_a_form_is_kept_as_it_is(asked, client, the_day):
    answer = keep(client, text="Half", email="dee at", publish_as="")
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert 'value="dee at"' in page
    assert 'class="errors"' not in page


def test_sending_ends_it(asked, client, the_day):
    form = said(text=WORDS)
    link = urlsplit(client.post(TAKE_PART, form | {"action": "keep"})["Location"]).path
    answer = client.post(link, form | {"version": 1, "text": "Other words."})
    assert answer.status_code == 302
    assert sent(asked).text == "Other words."
    assert not UnsentSubmission.objects.exists()
    assert client.get(link).status_code == 404
    assert client.post(link, form | {"version": 1, "text": "Other words."})["Location"] == answer["Location"]


def test_what_was_sent_already_is_not_kept_beside_it(asked, client, the_day):
    """The way back to the form that was sent, and there the other button."""
    form = said(text=WORDS)
    receipt = client.post(TAKE_PART, form)["Location"]
    link = urlsplit(client.post(TAKE_PART, form | {"action": "keep"})["Location"]).path
    assert client.post(link, form | {"version": 1})["Location"] == receipt
    assert not UnsentSubmission.objects.exists()


def test_two_windows_see_both_and_lose_nothing(asked, client, the_day):
    form = said(text="First words.", action="keep")
    link = urlsplit(client.post(TAKE_PART, form)["Location"]).path
    assert client.post(link, form | {"version": 1, "text": "One window."}).status_code == 302
    answer = client.post(link, form | {"version": 1, "text": "The other window."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "One window." in page
    assert "The other window." in page
    assert UnsentSubmission.objects.get().typed["text"] == ["One window."]
    assert client.post(link, form | {"version": 2, "text": "The other window."}).status_code == 302


def test_pressed_twice_it_is_kept_once(asked, client, the_day):
    form = said(text=WORDS, action="keep")
    assert len({client.post(TAKE_PART, form)["Location"] for _ in range(3)}) == 1
    assert UnsentSubmission.objects.count() == 1


def test_the_link_is_mailed_once_and_carries_no_word(asked, client, the_day):
    form = said(text=WORDS, email="dee@people.example", action="keep")
    for _ in range(2):
        client.post(TAKE_PART, form)
    letter = OutboxItem.objects.get().payload
    assert letter["to"] == "dee@people.example"
    assert UnsentSubmission.objects.get().get_absolute_url() in letter["body"]
    assert "minutes" not in str(letter)
    assert letter["is_secret"]
    client.post(TAKE_PART, form | {"action": "send", "email": ""})
    assert not OutboxItem.objects.exists()  # the link is dead, and its mail is gone


def test_an_address_gets_three_mails_a_day(asked, client, the_day):
    for _ in range(5):
        keep(client, text=WORDS, email="dee@people.example")
    assert (OutboxItem.objects.count(), UnsentSubmission.objects.count()) == (3, 5)


NO_LETTER = "No letter with this link has left"


def test_what_is_begun_tells_three_addresses_and_is_kept_all_the_same(asked, client, the_day):
    form = said(action="keep")
    address, pages = TAKE_PART, []
    for version in range(6):
        typed = {"version": version, "text": f"Draft {version}.", "email": f"dee-{version}@people.example"}
        pages.append(client.post(address, form | typed, follow=True).content.decode())
        address = UnsentSubmission.objects.get().get_absolute_url()
        assert UnsentSubmission.objects.get().typed["text"] == [f"Draft {version}."]
    assert OutboxItem.objects.count() == 3
    assert [NO_LETTER in page for page in pages] == [False] * 3 + [True] * 3


def test_whoever_has_the_link_already_gets_no_second_and_uses_up_nothing(asked, client, the_day):
    form = said(text=WORDS, email="dee@people.example", action="keep")
    pages = [client.post(TAKE_PART, form, follow=True).content.decode() for _ in range(9)]
    assert OutboxItem.objects.count() == 1
    assert not [page for page in pages if NO_LETTER in page]
    keep(client, text=WORDS, email="dee@people.example")
    assert OutboxItem.objects.count() == 2


def test_no_network_address_has_more_than_some_letters_sent_in_an_hour(asked, client, time_machine, settings):
    settings.LINKS_PER_HOUR = 2
    time_machine.move_to(at(), tick=False)
    for number in range(4):
        answer = keep(client, text=WORDS, email=f"somebody-{number}@people.example")
        assert (NO_LETTER in client.get(answer["Location"]).content.decode()) == (number > 1)
    assert (OutboxItem.objects.count(), UnsentSubmission.objects.count()) == (2, 4)
    time_machine.move_to(at() + timedelta(minutes=61), tick=False)
    keep(client, text=WORDS, email="somebody@people.example")
    assert OutboxItem.objects.count() == 3


def test_no_more_is_kept_than_could_be_sent_and_nothing_is_lost(asked, client, the_day):
    ask(asked, *[LONG] * 7)
    assert keep(client, text="a\r\n" * 50_000).status_code == 302
    answer = keep(client, text="a\r\n" * 60_000)
    assert answer.status_code == 422
    assert "100,000 letters is the most" in answer.content.decode()
    assert "a\n" * 60_000 in answer.content.decode().replace("\r\n", "\n")
    [kept] = UnsentSubmission.objects.all()
    assert len(kept.typed["text"][0]) == 150_000
    form = {"key": kept.typed["key"][0], "version": 1, "question-1": "b" * 20_000, "action": "next"}
    answer = client.post(f"{kept.get_absolute_url()}?step=2", form)
    assert answer.status_code == 422
    assert "b" * 20_000 in answer.content.decode()
    assert "Step 2 of" in answer.content.decode()


def test_one_form_in_two_consultations_is_kept_in_each(asked, client, the_day):
    other = a_consultation(asked.plan, "third-round")
    form = said(action="keep")
    links = [
        client.post(f"/consultations/{slug}/take-part/", form | {"text": slug})["Location"]
        for slug in ("second-round", other.slug)
    ]
    pages = [client.get(link) for link in links]
    assert [page.status_code for page in pages] == [200, 200]
    assert "second-round</textarea>" in pages[0].content.decode()
    assert "third-round</textarea>" in pages[1].content.decode()


def test_after_closing_what_was_begun_can_be_copied_and_then_goes(asked, client, the_day, time_machine):
    link = keep(client, text=WORDS, documents=a_document())["Location"]
    closing = asked.consultation.closes_at
    time_machine.move_to(closing, tick=False)
    page = client.get(link).content.decode()
    assert "Put the minutes online" in page
    assert "<textarea" not in page
    assert erase_unsent(now=closing + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert erase_unsent(now=closing + timedelta(days=30)) == 1
    assert client.get(link).status_code == 404
    assert erase_loose_files(now=closing + timedelta(days=40)) == 1


def test_what_is_begun_is_kept_nowhere_else(asked, client, the_day):
    answer = client.get(keep(client, text=WORDS)["Location"])
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"


GUESS, GUESSED_RECEIPT = f"{TAKE_PART}guess/", "/consultations/second-round/receipts/guess/"


def test_a_link_cannot_be_guessed(asked, client, the_day, settings):
    settings.GUESSES_PER_HOUR = 3
    for number in range(3):
        assert client.get(f"{TAKE_PART}guess-{number}/").status_code == 404
    for address in (GUESS, GUESSED_RECEIPT, f"{GUESSED_RECEIPT}withdraw/", f"{GUESSED_RECEIPT}files/1/"):
        assert client.get(address).status_code == 429
        assert client.get(address, REMOTE_ADDR=f"192.0.2.{len(address)}").status_code == 404


def test_whoever_has_a_link_gets_in_whatever_others_behind_the_same_network_try(
    asked, client, the_day, settings
):
    settings.GUESSES_PER_HOUR = 3
    link, receipt = keep(client, text=WORDS)["Location"], send(client, text=WORDS)["Location"]
    for _ in range(9):
        client.get(GUESS)
    assert client.get(GUESS).status_code == 429
    for address in (link, receipt, f"{receipt}correct/", f"{receipt}withdraw/"):
        assert client.get(address).status_code == 200
    assert client.post(f"{receipt}withdraw/", {"version": 1}).status_code == 302


@pytest.mark.parametrize("strict", [False, True])
def test_a_form_sent_to_a_guess_counts_as_one(asked, the_day, settings, strict):
    settings.GUESSES_PER_HOUR = 2
    client = Client(enforce_csrf_checks=strict)
    for _ in range(2):
        assert client.post(GUESS, said(text=WORDS, publish_as="")).status_code == (403 if strict else 422)
    assert client.get(GUESS).status_code == 429


def test_a_whole_line_of_ipv6_is_counted_as_one(asked, client, the_day, settings):
    settings.GUESSES_PER_HOUR = 3
    for number in range(3):
        assert client.get(GUESS, REMOTE_ADDR=f"2001:db8:1:2:{number}::7").status_code == 404
    assert client.get(GUESS, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert client.get(GUESS, REMOTE_ADDR="2001:db8:1:3::1").status_code == 404


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("somewhere", "somewhere"),
    ],
)
def test_a_network_address_is_counted_as_its_line(address, network):
    assert network_of(address) == network


def test_nothing_is_kept_that_no_database_holds(asked, client, the_day):
    assert keep(client, text="One\0two").status_code == 302
    assert UnsentSubmission.objects.get().typed["text"] == ["Onetwo"]


def test_a_token_that_does_not_fit_costs_no_word_of_what_was_begun(asked, client, the_day):
    link = keep(client, text=WORDS, name="Dee")["Location"]
    answer = Client(enforce_csrf_checks=True).post(link, said(text="Newer words."))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Newer words." in page
    assert 'value="Dee"' in page
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"
