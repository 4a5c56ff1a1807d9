"""Dee takes part, Ana opens a consultation, Ana answers what came in: each in three ways."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from commitments.models import Commitment
from commitments.record.whole import whole_plan
from engagement.choices import PublishAs, QuestionKind
from engagement.models import Consultation, Question, Submission
from engagement.operations.submissions import Contact, Said, receive_submission
from plans.models import Edition, PlanDraft

from .begun import asked_now, promised
from .ways import Finger

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
    expect(page.get_by_role("link", name="Write what you want to say, or send a document.")).to_be_visible()
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


def test_dee_sends_one_thing_in_two_actions(somebody):
    """The plain case: what she types and chooses are two inputs, and nothing else has to be looked at."""
    dee = somebody("Dee")
    page = dee.page
    dee.open("/consultations/example-next/")
    dee.follow(page.get_by_role("link", name="Take part", exact=True))
    inputs = page.locator("main").locator("input, textarea, select").and_(page.locator(":visible"))
    names = set(inputs.evaluate_all("all => all.map(one => one.name)")) - {"homepage"}  # nobody sees that
    asked = {"may_be_invited", *(name for name in names if name.startswith("question-"))}  # by this one alone
    ours = names - asked
    assert len(ours) <= 8, ours
    dee.write(page.get_by_label("What do you want to say?"), MINUTES)
    dee.choose(page.get_by_role("radio", name="Without a name"))
    dee.follow(page.get_by_role("button", name="Send"))
    expect(page).to_have_url(re.compile("/receipts/"))


def test_dee_goes_on_later_and_sends_a_document(somebody):
    dee = somebody("Dee")
    page = dee.page
    dee.open("/consultations/example-next/take-part/")
    dee.write(page.get_by_label("What do you want to say?"), MINUTES)
    page.get_by_label("Or give us a document").set_input_files(
        {"name": "Ours.txt", "mimeType": "text/plain", "buffer": NAMES.encode()}
    )
    dee.follow(page.get_by_role("button", name="Save and go on later"))
    dee.look()
    link = page.locator(".kept-link a").get_attribute("href")

    again = somebody("Dee")  # on another day, in another browser
    page = again.page
    again.open(urlsplit(link).path)
    expect(page.get_by_label("What do you want to say?")).to_have_value(MINUTES)
    expect(page.get_by_role("checkbox", name="Ours.txt")).to_be_checked()
    again.choose(page.get_by_role("radio", name="Without a name"))
    again.follow(page.get_by_role("button", name="Send"))
    again.look()
    expect(page.get_by_role("link", name="Ours.txt")).to_be_visible()
    assert Submission.objects.latest("received_at").transcript == NAMES
    again.open(urlsplit(link).path)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")


def test_dee_corrects_what_she_sent_and_takes_it_back(somebody):
    dee = somebody("Dee")
    page = dee.page
    sent = sent_in_by_dee()
    dee.open(reverse("receipt", args=[sent.consultation.slug, sent.secret]))
    dee.follow(page.get_by_role("link", name="Correct it"))
    dee.look()
    expect(page.get_by_label("What do you want to say?")).to_have_value(MINUTES)
    dee.write(page.get_by_label("What do you want to say?"), NAMES)
    dee.follow(page.get_by_role("button", name="Look at it"))
    dee.look()
    expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()
    dee.follow(page.get_by_role("button", name="Correct it"))
    expect(page.get_by_text("You corrected it on")).to_be_visible()
    expect(page.get_by_text(NAMES)).to_be_visible()
    expect(page.get_by_text(MINUTES)).to_have_count(0)

    dee.follow(page.get_by_role("link", name="Withdraw it"))
    dee.look()
    dee.follow(page.get_by_role("button", name="Withdraw it"))
    expect(page.get_by_text("You withdrew it on")).to_be_visible()
    expect(page.get_by_text(NAMES)).to_have_count(0)
    sent.refresh_from_db()
    assert (sent.text, sent.version) == ("", 3)


def sent_in_by_dee() -> Submission:
    return receive_submission(
        consultation=Consultation.objects.get(slug="example-next"),
        key=str(uuid4()),
        said=Said(MINUTES, PublishAs.ANONYMOUS),
        contact=Contact("Dee D."),
        now=timezone.now(),
    )


def test_dee_goes_one_question_at_a_time_with_the_draft_beside(somebody):
    asked = asked_much()
    dee = somebody("Dee")
    page = dee.page
    dee.open(reverse("take-part", args=[asked.slug]))
    dee.look()
    dee.write(page.get_by_label("What do you want to say?"), MINUTES)
    dee.follow(page.get_by_role("button", name="Go on"))
    for place in range(1, 8):
        expect(page.get_by_text(f"Question {place}?").first).to_be_visible()
        if place == 1:
            dee.look()
            dee.choose(page.get_by_role("radio", name="Green"))
        dee.follow(page.get_by_role("button", name="Go on"))
    dee.press(page.locator(".draft-chapter > summary").first)
    dee.press(page.locator(".passage summary").nth(1))
    dee.look()
    dee.write(page.get_by_label("Your comment").nth(1), NAMES)
    dee.follow(page.get_by_role("button", name="Go on"))
    dee.choose(page.get_by_role("radio", name="Without a name"))
    dee.follow(page.get_by_role("button", name="Go on"))
    dee.look()
    for words in (MINUTES, "Green", NAMES):
        expect(page.get_by_text(words)).to_be_visible()
    dee.follow(page.get_by_role("button", name="Send"))
    sent = Submission.objects.latest("received_at")
    assert [one.text for one in sent.passage_comments.all()] == [NAMES]
    assert [one.chosen for one in sent.replies.all()] == [["Green"]]


def test_marked_words_of_a_draft_come_into_their_box(site):
    asked = asked_much(questions=0)
    page = site.page("Dee")
    page.goto(reverse("take-part", args=[asked.slug]))
    page.locator(".draft-chapter > summary").first.click()
    page.locator(".passage-words p").first.select_text()
    page.get_by_role("button", name="Comment on these words").click()
    words = page.locator(".passage-words p").first.inner_text()
    expect(page.get_by_label("On these words only").first).to_have_value(words)
    expect(page.get_by_label("Your comment").nth(1)).to_be_focused()


def asked_much(questions: int = 7) -> Consultation:
    """Open now, on a draft of the plan, with as many questions."""
    now, plan = timezone.now(), promised().plan
    content = whole_plan(plan, timezone.localdate(now))
    draft = PlanDraft.objects.create(
        plan=plan, number=90 + questions, content=content, published_in=Edition.objects.latest("number")
    )
    asked = Consultation.objects.get(slug="example-next")
    asked.pk, asked.slug, asked.draft = None, f"much-{questions}", draft
    asked.opens_at, asked.closes_at = now - timedelta(days=1), now + timedelta(days=9)
    asked.save()
    for place in range(1, questions + 1):
        Question.objects.create(
            consultation=asked,
            position=place,
            kind=QuestionKind.ONE if place == 1 else QuestionKind.LONG,
            label=f"Question {place}?",
            options=["Red", "Green"] if place == 1 else [],
        )
    return asked


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
    first, second = (page.get_by_role("group", name=f"Question {place}") for place in (1, 2))
    ana.write(first.get_by_label("In plain words"), "How soon?")
    ana.pick(first.get_by_label("Answered by"), "one of several choices")
    ana.write(first.get_by_label("Choices"), "Within a week\nWithin a month")
    ana.follow(page.get_by_role("button", name="Add another question"))
    ana.write(second.get_by_label("In plain words"), "Why do you read them?")
    ana.follow(second.get_by_role("button", name="Move up"))
    expect(first.get_by_label("In plain words")).to_have_value("Why do you read them?")
    expect(second.get_by_label("Choices")).to_have_value("Within a week\nWithin a month")
    ana.follow(page.get_by_role("button", name="Save, and make a link"))
    preview = page.locator("main a[href*=preview]").get_attribute("href")
    early = somebody("Dee")
    early.open(preview)
    expect(early.page.get_by_text("Private preview")).to_be_visible()
    expect(early.page.get_by_text("Within a month")).to_be_visible()
    early.look()
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
    early.open(preview)
    expect(early.page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    ana.follow(page.get_by_role("link", name="Events beside it"))
    ana.write(page.get_by_label("What is it?"), "Minutes read aloud")
    ana.write_day(page.get_by_label("On which day?"), now.date() + timedelta(days=7))
    ana.write(page.get_by_label("How to come"), "At noon; just come.")
    ana.follow(page.get_by_role("button", name="Add and publish"))
    expect(page.get_by_text("One event is planned or was held.")).to_be_visible()
    ana.look()

    dee = somebody("Dee")
    dee.open("/")
    dee.follow(dee.page.get_by_role("link", name="Minutes of meetings", exact=True))
    expect(dee.page.get_by_text("How should minutes be published?")).to_be_visible()
    expect(dee.page.get_by_text("Why do you read them?")).to_be_visible()
    expect(dee.page.get_by_text("Minutes read aloud")).to_be_visible()
    dee.look()
    dee.follow(dee.page.get_by_role("link", name="Take part", exact=True))
    expect(dee.page.get_by_role("button", name="Send")).to_be_visible()


# ---- Ana answers ----------------------------------------------------------------------------------


def send(asked: Consultation, said: Said, organisation: str = "") -> Submission:
    contact = Contact("Dee D.", "", organisation)
    return receive_submission(
        consultation=asked, key=str(uuid4()), said=said, contact=contact, now=timezone.now()
    )


def sent_in() -> tuple[Submission, Submission]:
    """Two submissions: one of an organisation, one that may not be shown."""
    asked = asked_now()
    of_one = Said(f"{MINUTES} {NAMES}", PublishAs.ORGANISATION, about=promised())
    return send(asked, of_one, "Minutes Please"), send(asked, Said(UNSEEN, PublishAs.NOT_AT_ALL))


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


def test_ana_works_through_submissions_one_after_the_other(somebody):
    """Redacted, cut, given a theme, begun with words, answered, noted, answered with others, renamed."""
    first, _second = sent_in()
    ana = somebody("Ana")
    page = ana.page
    desk = f"/workspace/consultations/{first.consultation.slug}/"
    ana.open("/workspace/answer-templates/")
    ana.write(page.get_by_label("What for?"), "In two weeks")
    ana.write(page.get_by_label("Words to begin with"), WITHIN_TWO)
    ana.follow(page.get_by_role("button", name="Save", exact=True))
    ana.look()

    ana.open(f"{desk}submissions/")
    expect(page.get_by_text("0 of 2 read")).to_be_visible()
    ana.look()
    ana.follow(page.get_by_role("link", name="Submission 1", exact=True))
    ana.follow(page.get_by_role("link", name="What the public will read"))
    ana.write(page.get_by_label("The words"), "in the room")
    ana.write(page.get_by_label("On what ground?"), "It tells where")
    ana.follow(page.get_by_role("button", name="Redact these words"))
    expect(page.get_by_text("who was [withheld].")).to_be_visible()
    ana.look()
    ana.follow(page.get_by_role("link", name="Back to its points"))

    make_a_point(ana, MINUTES)
    row = page.get_by_role("group", name="Point 1")
    expect(row.get_by_label("Its words")).to_have_value(MINUTES)
    ana.pick(row.get_by_label("Theme"), "Speed")
    ana.look()
    ana.follow(page.get_by_role("button", name="Keep these points"))
    expect(page.get_by_text("1 of 2 read, 1 point without an answer")).to_be_visible()
    point = page.locator("#point-1")
    ana.pick(point.get_by_label("Begin with"), "In two weeks")
    ana.follow(point.get_by_role("button", name="Fill in what is empty"))
    expect(point.get_by_label("Why?")).to_have_value(WITHIN_TWO)
    ana.choose(point.get_by_role("radio", name="Partly adopted"))
    ana.follow(page.get_by_role("button", name="Save the answers"))
    expect(page.get_by_role("link", name="Say it for this person")).to_be_visible()
    ana.look()
    ana.write(point.get_by_label("Why?"), f"{WITHIN_TWO} You asked for one.")
    ana.follow(page.get_by_role("button", name="Save, and go to the next without an answer"))
    expect(page.get_by_text(UNSEEN)).to_be_visible()

    ana.follow(page.get_by_role("button", name="One point: the whole text"))
    ana.follow(page.get_by_role("link", name="Between us: notes, colleagues, agencies"))
    ana.write(page.get_by_label("Note", exact=True), "Ask the minister's office first.")
    ana.follow(page.get_by_role("button", name="Leave this note"))
    ana.pick(page.locator("#to"), "Ana")
    ana.follow(page.get_by_role("button", name="Give it to them"))
    ana.look()
    ana.open(f"{desk}points/")
    ana.choose(page.get_by_role("checkbox", name=UNSEEN))
    ana.choose(page.get_by_role("radio", name="For information"))
    ana.write(page.get_by_label("Why?"), "Thank you; it stays with us.")
    ana.look()
    ana.follow(page.get_by_role("button", name="Answer all that are ticked"))
    expect(page.get_by_text("1 point has this answer now.")).to_be_visible()
    expect(page.get_by_text("2 of 2 read, no point without an answer")).to_be_visible()
    ana.open(f"/workspace/themes/{first.consultation.plan.slug}/?theme=speed")
    ana.write(page.get_by_label("New name"), "How soon")
    ana.follow(page.get_by_role("button", name="Rename"))
    expect(page.get_by_text("“Speed” renamed “How soon”")).to_be_visible()
    ana.look()


def test_ana_works_through_thirty_and_each_of_them_is_answered(somebody):
    """Two presses for each; then one answer for all that say the same."""
    asked = asked_now()
    sent = [
        send(asked, Said(f"{MINUTES if n % 3 else NAMES} {n + 1} of us say so.", PublishAs.ANONYMOUS))
        for n in range(30)
    ]
    ana, dee = somebody("Ana"), somebody("Dee")
    page, desk = ana.page, f"/workspace/consultations/{asked.slug}/"
    ana_closes_it(ana, asked)
    ana.follow(page.get_by_role("link", name="Go on with submission 1", exact=True))
    for n in range(30):
        ana.pick(page.get_by_label("Theme").first, "Speed" if n % 3 else "People")
        ana.follow(page.get_by_role("button", name="One point: the whole text"))
        if n < 29:
            ana.follow(page.get_by_role("link", name="Next left to do"))
    expect(page.get_by_text("30 of 30 read, 30 points without an answer")).to_be_visible()

    for theme, why, count in (("speed", WITHIN_TWO, 20), ("people", BY_ROLE, 10)):
        ana.open(f"{desk}points/?theme={theme}")
        for box in page.get_by_role("checkbox").all():
            ana.choose(box)
        ana.choose(page.get_by_role("radio", name="Partly adopted"))
        ana.write(page.get_by_label("Why?"), why)
        ana.follow(page.get_by_role("button", name="Answer all that are ticked"))
        expect(page.get_by_text(f"{count} points have this answer now.")).to_be_visible()
    ana.open(f"{desk}answers/")
    ana_publishes_the_answers(ana)

    dee.open(reverse("responses", args=[asked.slug]))
    expect(dee.page.get_by_text("Thirty submissions made thirty points.")).to_be_visible()
    expect(dee.page.get_by_text("100 %")).to_be_visible()
    for one, why in ((sent[0], BY_ROLE), (sent[29], WITHIN_TWO)):
        dee.open(reverse("receipt", args=[asked.slug, one.secret]))
        expect(dee.page.get_by_text("Your point is answered below.")).to_be_visible()
        expect(dee.page.get_by_text(why)).to_be_visible()


def make_a_point(ana, words):
    """Marked in the text and taken into a row; where no script runs, copied by hand."""
    page = ana.page
    if isinstance(ana, Finger):
        ana.press(page.get_by_text("Cut it into several points"))
        ana.write(page.get_by_role("group", name="Point 1").get_by_label("Its words"), words)
        return
    ana.mark(page.locator("[data-words]"), words)
    ana.press(page.get_by_role("button", name="Make this a point"))


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
