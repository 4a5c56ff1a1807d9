"""Dee takes part, Ana opens a consultation, Ana answers what came in: each in three ways."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from commitments.models import Commitment
from engagement.choices import PublishAs
from engagement.models import Consultation, Submission
from engagement.operations.consultations import ConsultationContent, publish_consultation, save_consultation
from engagement.operations.submissions import Contact, Said, receive_submission
from plans.models import User

pytestmark = pytest.mark.browser

MINUTES, NAMES = "Publish the minutes within a week.", "And write down who was in the room."
UNSEEN = "My employer must not know that I wrote this."
HEARD = "People want minutes sooner, and to know who was there."
WITHIN_TWO = "Two weeks is what the secretaries can do."
BY_ROLE = "Roles are published; a name is personal."


# ---- Dee takes part -------------------------------------------------------------------------------


def test_dee_takes_part_and_gets_a_receipt(somebody):
    dee = somebody("Dee")
    page = dee.page
    before = Submission.objects.count()
    dee.open("/")
    dee.follow(page.get_by_role("link", name="Have your say", exact=True))
    dee.follow(page.get_by_role("link", name=re.compile("^Take part.*Ideas for the next plan")))
    form = page.url

    dee.follow(page.get_by_role("button", name="Send"))  # without a word
    dee.look()
    expect(page.get_by_role("link", name="Write what you want to say.")).to_be_visible()
    dee.write(page.get_by_label("What do you want to say?"), MINUTES)
    dee.choose(page.get_by_role("radio", name="With my organisation only"))
    dee.follow(page.get_by_role("button", name="Send"))  # without the organisation
    expect(page.get_by_role("link", name="Give the organisation that we may publish")).to_be_visible()
    expect(page.get_by_label("What do you want to say?")).to_have_value(MINUTES)
    assert Submission.objects.count() == before
    dee.write(page.get_by_role("textbox", name="Your organisation"), "Minutes Please")
    dee.follow(page.get_by_role("button", name="Send"))

    sent = Submission.objects.latest("received_at")
    expect(page.get_by_role("heading", name=f"Submission {sent.number}", level=1)).to_be_visible()
    expect(page.get_by_text(MINUTES)).to_be_visible()
    expect(page.get_by_text("With my organisation only: Minutes Please")).to_be_visible()
    expect(page.get_by_text("It is not answered yet; answers are promised by")).to_be_visible()
    dee.look()

    dee.open(form)
    dee.write(page.get_by_label("What do you want to say?"), NAMES)
    dee.choose(page.get_by_role("radio", name="Without a name"))
    dee.press_twice(page.get_by_role("button", name="Send"))
    expect(page).to_have_url(re.compile("/receipts/"))
    receipt = page.url
    page.go_back()  # the words are still there, and with them the key of the form
    expect(page.get_by_label("What do you want to say?")).to_have_value(NAMES)
    dee.follow(page.get_by_role("button", name="Send"))
    expect(page).to_have_url(receipt)
    assert Submission.objects.count() == before + 2
    dee.open(form.replace("take-part/", "submissions/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")


# ---- Ana asks -------------------------------------------------------------------------------------


def test_ana_opens_a_consultation_from_nothing(somebody):
    ana = somebody("Ana")
    page = ana.page
    now = timezone.localtime()
    ana.open("/workspace/")
    ana.follow(page.get_by_role("link", name="All consultations"))
    ana.follow(page.locator(f'main a[href="{reverse("workspace-consultation-new", args=["example"])}"]'))
    ana.write(page.get_by_label("Title", exact=True).first, "Minutes of meetings")
    ana.pick(page.get_by_label("What is it for?"), "how to run the next one")
    ana.write(page.get_by_label("Background"), "Minutes appear **after months**.")
    ana.follow(page.get_by_role("button", name="Publish"))  # half of it is missing
    ana.look()
    expect(page.get_by_role("link", name="Say what you ask.").first).to_be_visible()
    assert not Consultation.objects.get(title="Minutes of meetings").is_published

    ana.write(page.get_by_label("What do you ask?"), "How should minutes be published?")
    ana.write(page.get_by_label("Themes"), "Speed\nPeople")
    ana.write_day(page.get_by_label("Opens on"), now.date())
    ana.write_hour(page.get_by_label("at the opening"), now.time())
    ana.write_day(page.get_by_label("Closes on"), now.date() + timedelta(days=14))
    ana.write_hour(page.get_by_label("at the closing"), now.time())
    ana.write_day(page.get_by_label("Answers promised by"), now.date() + timedelta(days=40))
    ana.write(page.get_by_label("Who decides?"), "The coordinator, with the panel")
    ana.write(page.get_by_label("How and when is it decided?"), "In the open, within a month.")
    ana.follow(page.get_by_role("button", name="Publish"))
    expect(page.get_by_text("Nothing has come in.")).to_be_visible()
    ana.look()

    dee = somebody("Dee")
    dee.open("/")
    dee.follow(dee.page.get_by_role("link", name="Minutes of meetings", exact=True))
    expect(dee.page.get_by_text("How should minutes be published?")).to_be_visible()
    dee.follow(dee.page.get_by_role("link", name="Take part", exact=True))
    expect(dee.page.get_by_role("button", name="Send")).to_be_visible()


# ---- Ana answers ----------------------------------------------------------------------------------


def promised() -> Commitment:
    return Commitment.objects.get(plan__slug="example", number="1")


def sent_in() -> tuple[Submission, Submission]:
    """Two submissions to a consultation that is open: one of an organisation, one that may not be shown."""
    ana, now = User.objects.get(name="Ana"), timezone.now()
    about = promised()
    content = ConsultationContent(
        title="Minutes of meetings",
        background="Minutes appear after months.",
        question="How should minutes be published?",
        opens_at=now,
        closes_at=now + timedelta(days=14),
        decided_by="The coordinator",
        decided_how="In the open.",
        answers_due_on=timezone.localdate(now) + timedelta(days=40),
        privacy="Names are kept apart.",
        themes=("Speed", "People"),
    )
    prepared = save_consultation(
        plan=about.plan, consultation=None, version=0, content=content, by=ana, now=now
    )
    asked = publish_consultation(consultation=prepared, version=prepared.version, by=ana, now=now)
    said = (
        (Said(f"{MINUTES} {NAMES}", PublishAs.ORGANISATION, about=about), "Minutes Please"),
        (Said(UNSEEN, PublishAs.NOT_AT_ALL), ""),
    )
    first, second = (
        receive_submission(
            consultation=asked,
            key=str(uuid4()),
            said=one,
            contact=Contact("Dee D.", "", organisation),
            now=now,
        )
        for one, organisation in said
    )
    return first, second


def test_ana_answers_and_dee_reads_the_answers(somebody):
    first, second = sent_in()
    ana, dee = somebody("Ana"), somebody("Dee")
    ana_closes_it(ana, first.consultation)
    ana_cuts_and_answers(ana)
    ana_publishes_the_answers(ana)
    dee_finds_her_answers(dee, first)
    dee_finds_nothing_of_the_other(dee, second)


def ana_closes_it(ana, asked):
    page = ana.page
    ana.open("/workspace/consultations/")
    ana.follow(page.locator(f'main a[href="{reverse("workspace-consultation", args=[asked.slug])}"]'))
    ana.follow(page.get_by_role("link", name="Change the closing"))
    ana.look()
    ana.follow(page.get_by_role("button", name="Close this consultation now"))
    expect(page.get_by_role("link", name="Change the closing")).to_have_count(0)


def ana_cuts_and_answers(ana):
    page = ana.page
    ana.follow(page.get_by_role("link", name="Go on with submission 1"))
    ana.press(page.get_by_text("Cut it into several points"))
    for place, (words, theme) in enumerate(((MINUTES, "Speed"), (NAMES, "People")), 1):
        row = page.get_by_role("group", name=f"Point {place}")
        ana.write(row.get_by_label("Its words"), words)
        ana.pick(row.get_by_label("Theme"), theme)
    ana.look()
    ana.follow(page.get_by_role("button", name="Keep these points"))

    one, other = page.locator("#point-1"), page.locator("#point-2")
    ana.choose(one.get_by_role("radio", name="Partly adopted"))
    ana.write(one.get_by_label("Why?"), WITHIN_TWO)
    ana.choose(other.get_by_role("radio", name="Not adopted", exact=True))
    ana.follow(page.get_by_role("button", name="Save the answers"))  # the other without a reason
    ana.look()
    expect(page.get_by_role("link", name="Point 2: Say why.")).to_be_visible()
    ana.pick(
        one.get_by_label("Changed commitment"), str(Commitment.objects.get(number="1", plan__slug="example"))
    )
    ana.write(other.get_by_label("Why?"), BY_ROLE)
    ana.follow(page.get_by_role("button", name="Save, and go to the next without an answer"))

    expect(page.get_by_text(UNSEEN)).to_be_visible()
    ana.follow(page.get_by_role("button", name="One point: the whole text"))
    ana.choose(page.get_by_role("radio", name="For information"))
    ana.write(page.get_by_label("Why?"), "Thank you; it stays with us.")
    ana.follow(page.get_by_role("button", name="Save, and go to the next without an answer"))


def ana_publishes_the_answers(ana):
    page = ana.page
    ana.follow(page.get_by_role("button", name="Publish the answers"))  # without what was heard
    ana.look()
    ana.write(page.get_by_label("What we heard"), HEARD)
    ana.follow(page.get_by_role("button", name="Publish the answers"))
    expect(page.get_by_role("link", name="See the public page")).to_be_visible()


def dee_finds_her_answers(dee, sent):
    page = dee.page
    dee.open(reverse("receipt", args=[sent.consultation.slug, sent.secret]))
    dee.look()
    expect(page.get_by_text("Your 2 points are answered below.")).to_be_visible()
    for words in (WITHIN_TWO, BY_ROLE):
        expect(page.get_by_text(words)).to_be_visible()
    dee.follow(page.get_by_role("link", name="What we heard from everybody, what we decided, and why"))
    dee.look()
    expect(page.get_by_text(HEARD)).to_be_visible()
    expect(page.get_by_text(WITHIN_TWO)).to_be_visible()
    dee.follow(page.get_by_role("link", name="Submission 1").first)
    expect(page.get_by_text("Minutes Please")).to_be_visible()
    expect(page.get_by_text("Dee D.")).to_have_count(0)
    dee.follow(page.get_by_role("main").get_by_role("link", name="commitment 1").first)
    expect(page.get_by_role("heading", name="What people said")).to_be_visible()
    expect(page.get_by_text(BY_ROLE)).to_have_count(0)
    expect(page.get_by_text(WITHIN_TWO)).to_be_visible()


def dee_finds_nothing_of_the_other(dee, sent):
    page, slug = dee.page, sent.consultation.slug
    dee.open(reverse("responses", args=[slug]))
    expect(page.get_by_text(UNSEEN)).to_have_count(0)
    answer = page.request.get(f"/api/v1/submissions/?consultation={slug}").json()
    assert [one["text"] for one in answer["results"]] == [f"{MINUTES} {NAMES}", None]
    assert "Dee D." not in str(answer)
    dee.open(reverse("receipt", args=[slug, sent.secret]))
    expect(page.get_by_text("Thank you; it stays with us.")).to_be_visible()
