"""Ana sets up a forum that meets and reads before others do; Chi sits there, Bea does not any more."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from engagement.models import Consultation
from engagement.operations.preparing import ConsultationContent, Paper, save_consultation
from plans.models import ActionPlan, User

pytestmark = pytest.mark.browser

FORUM = "Readers of minutes"
DESK, PUBLIC = "/workspace/forums/readers-of-minutes/", "/forum/readers-of-minutes/"
MEETING, PAPER = "What is in a minute", "Minutes of other countries"
DRAFT, BESIDE = "Minutes of meetings", "The draft in full"


def test_a_forum_meets_and_who_sits_there_reads_first(somebody):
    prepared = being_prepared()
    ana, chi, bea = somebody("Ana"), somebody("Chi"), somebody("Bea")
    ana_sets_it_up(ana)
    ana_seats_two(ana)
    ana_publishes_a_meeting_with_a_late_paper(ana)
    chi_reads_that_it_is_late(chi)
    ana_publishes_the_paper(ana)
    ana_invites_the_forum(ana, prepared)
    chi_finds_both(chi)
    bea_whose_term_is_over_finds_no_draft(bea, prepared)


def being_prepared() -> Consultation:
    """Not public yet, with something to read."""
    now = timezone.now()
    content = ConsultationContent(
        title=DRAFT, question="How soon?", documents=(Paper(BESIDE, "https://draft.example/"),)
    )
    by = User.objects.get(name="Ana")
    plan = ActionPlan.objects.get(slug="example")
    return save_consultation(plan=plan, consultation=None, version=0, content=content, by=by, now=now)


def ana_sets_it_up(ana):
    page = ana.page
    ana.open("/workspace/forums/new/example/")
    ana.write(page.get_by_label("Name", exact=True), FORUM)
    ana.follow(page.get_by_role("button", name="Publish"))  # without what it is for
    ana.look()
    ana.write(page.get_by_label("What is it for?"), "To say what minutes should hold.")
    since = page.get_by_role("group", name="Since when does it meet?")
    ana.write(since.get_by_label("Year"), str(timezone.localdate().year))
    ana.follow(page.get_by_role("button", name="Publish"))
    expect(page.get_by_role("link", name="See the public page")).to_be_visible()


def ana_seats_two(ana):
    """Chi sits there; Bea did, until yesterday."""
    page, on = ana.page, timezone.localdate()
    ana.follow(page.get_by_role("link", name="Seats"))
    for role, who, until_on in (("Chair", "Chi", None), ("Member", "Bea", on - timedelta(days=1))):
        ana.write(page.get_by_label("Role"), role)
        ana.pick(page.get_by_label("Sector"), "civil society")
        ana.write_day(page.get_by_label("First day of the term"), on - timedelta(days=30))
        if until_on:
            ana.write_day(page.get_by_label("Last day of the term"), until_on)
        ana.pick(page.get_by_label("Who signs in for this seat?"), who)
        ana.follow(page.get_by_role("button", name="Add and publish"))
    expect(page.get_by_role("row", name="Member").get_by_text("Over")).to_be_visible()
    ana.look()


def ana_publishes_a_meeting_with_a_late_paper(ana):
    page, on = ana.page, timezone.localdate()
    ana.follow(page.get_by_role("link", name="Meetings and papers"))
    ana.write(page.get_by_label("What is it?", exact=True), MEETING)
    held = page.get_by_role("group", name="When is it?")
    ana.write(held.get_by_label("Year"), str(on.year + 1))
    ana.follow(page.get_by_role("button", name="Add", exact=True))
    ana.pick(page.get_by_role("region", name="Another paper").get_by_label("What is it?"), "paper")
    ana.write_day(page.get_by_label("To be public by"), on - timedelta(days=2))
    ana.follow(page.get_by_role("region", name="Another paper").get_by_role("button", name="Save"))
    expect(page.get_by_text("2 days late")).to_be_visible()
    ana.look()
    ana.follow(page.get_by_role("button", name="Publish the meeting"))
    expect(page.get_by_text("It is public, and so is each change.")).to_be_visible()


def chi_reads_that_it_is_late(chi):
    chi.open(PUBLIC)
    expect(chi.page.get_by_text("2 days late")).to_be_visible()
    expect(chi.page.get_by_text(PAPER)).to_have_count(0)
    chi.look()


def ana_publishes_the_paper(ana):
    page = ana.page
    ana.follow(page.get_by_role("link", name="Change or publish it"))
    ana.write(page.get_by_label("Title of the paper"), PAPER)
    page.get_by_role("region", name="Paper", exact=True).get_by_label("File").set_input_files(
        {"name": "Minutes.txt", "mimeType": "text/plain", "buffer": b"Others publish theirs within a week."}
    )
    ana.follow(page.get_by_role("button", name="Save and publish the paper"))
    expect(page.get_by_text("late by 2 days")).to_be_visible()


def ana_invites_the_forum(ana, prepared):
    page = ana.page
    ana.open(f"/workspace/consultations/{prepared.slug}/invitations/")
    ana.choose(page.get_by_role("checkbox", name=FORUM))
    ana.follow(page.get_by_role("button", name="Invite"))
    expect(page.get_by_text("Can read it today: Chi.")).to_be_visible()
    ana.look()


def chi_finds_both(chi):
    """Her paper on the public page, and the draft that only those who sit there may read."""
    page = chi.page
    chi.open(PUBLIC)
    expect(page.get_by_text("late by 2 days")).to_be_visible()
    with page.expect_download() as waiting:
        chi.press(page.get_by_role("link", name=PAPER))
    assert waiting.value.suggested_filename == "Minutes.txt"
    chi.open("/workspace/")
    chi.follow(page.get_by_role("link", name=re.compile(f"^Read it.*{DRAFT}")))
    expect(page.get_by_text(f"{FORUM}, in which you sit, is invited to read it.")).to_be_visible()
    expect(page.get_by_role("link", name=BESIDE)).to_be_visible()
    chi.look()


def bea_whose_term_is_over_finds_no_draft(bea, prepared):
    page = bea.page
    bea.open("/workspace/")
    expect(page.get_by_text(DRAFT)).to_have_count(0)
    bea.open(f"/workspace/invited/{prepared.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
