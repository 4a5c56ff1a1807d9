"""Dee reads what is kept of her and asks that it goes; Ana erases it, and takes the whole file along."""

from datetime import timedelta
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from engagement.choices import PublishAs
from engagement.models import Submission
from engagement.operations.holds import place_hold
from engagement.operations.submissions import Contact, Said, receive_submission
from engagement.tests.factories import a_point, an_answer, answered
from plans.models import User

from .begun import asked_now

pytestmark = pytest.mark.browser

DEE, HER_WORDS = "Dee Daylight", "Publish the minutes within a week, says Dee Daylight."
WITHOUT_HER = "Publish the minutes within a week, says [name erased]."
GROUND = "A court asked for it."


def test_dee_asks_that_it_goes_who_she_is_and_ana_erases_it(somebody):
    sent = answered_and_held()
    dee, ana = somebody("Dee"), somebody("Ana")
    dee_asks(dee, sent)
    ana_lifts_the_hold_and_erases(ana, sent)
    dee_is_named_nowhere(dee, sent)
    ana_takes_the_whole_file(ana, sent)


def answered_and_held() -> Submission:
    """Dee is named in public, in her own words too; a court has asked for what she sent."""
    asked, now = asked_now(), timezone.now()
    sent = receive_submission(
        consultation=asked,
        key=str(uuid4()),
        said=Said(HER_WORDS, PublishAs.NAME),
        contact=Contact(DEE, "dee@people.example"),
        now=now,
    )
    an_answer(a_point(sent))
    asked.opens_at, asked.closes_at = now - timedelta(days=2), now - timedelta(hours=1)
    answered(asked, on=timezone.localdate(now))
    place_hold(consultation=asked, submission=sent, ground=GROUND, by=User.objects.get(name="Ana"), now=now)
    return sent


def address_of(sent, name="submission"):
    return reverse(name, args=[sent.consultation.slug, sent.number if name == "submission" else sent.secret])


def dee_asks(dee, sent):
    page = dee.page
    dee.open(address_of(sent))
    expect(page.get_by_text(DEE).first).to_be_visible()
    dee.open(address_of(sent, "receipt"))
    expect(page.get_by_text(HER_WORDS).first).to_be_visible()
    dee.follow(page.get_by_role("link", name="What is kept about you"))
    expect(page.get_by_text("dee@people.example")).to_be_visible()
    expect(page.get_by_text(GROUND)).to_be_visible()
    expect(page.get_by_text("Nobody has looked.")).to_be_visible()
    dee.look()
    dee.follow(page.get_by_role("link", name="Erase who I am"))
    dee.look()
    dee.follow(page.get_by_role("button", name="Ask for it"))
    expect(page.get_by_text("it was asked for that it be erased")).to_be_visible()
    dee.look()


def ana_lifts_the_hold_and_erases(ana, sent):
    page = ana.page
    ana.open(reverse("workspace-personal", args=[sent.consultation.slug]))
    asked = page.get_by_role("region", name="Asked for")
    expect(asked.get_by_text("asked for by")).to_be_visible()
    ana.follow(asked.get_by_role("link", name=f"Submission {sent.number}"))
    ana.follow(page.get_by_role("button", name="Lift the hold"))
    ana.follow(page.get_by_role("button", name="See what would go"))  # without saying why
    ana.look()
    ana.write(page.get_by_label("Why?"), "Asked for on the receipt.")
    ana.follow(page.get_by_role("button", name="See what would go"))
    expect(page.get_by_role("heading", name="What would go")).to_be_visible()
    ana.look()
    ana.follow(page.get_by_role("button", name="Erase who sent it"))
    expect(page.get_by_text("Nothing about who sent it is kept any more.")).to_be_visible()


def dee_is_named_nowhere(dee, sent):
    page = dee.page
    for name in ("receipt", "submission"):
        dee.open(address_of(sent, name))
        expect(page.get_by_text(WITHOUT_HER).first).to_be_visible()
        assert DEE not in page.content()
    dee.open(address_of(sent, "receipt-data"))
    expect(page.get_by_text("because it was asked for")).to_be_visible()
    expect(page.get_by_text("Nobody has looked.")).to_have_count(0)  # Ana saw where her name stood
    dee.look()


def ana_takes_the_whole_file(ana, sent):
    page = ana.page
    ana.open(reverse("workspace-personal", args=[sent.consultation.slug]))
    ana.look()
    with page.expect_download() as waiting:
        ana.press(page.get_by_role("button", name="Download all of it (ZIP)"))
    with ZipFile(waiting.value.path()) as file:
        said = b"".join(file.read(name) for name in file.namelist()).decode()
    assert WITHOUT_HER in said
    assert DEE not in said
