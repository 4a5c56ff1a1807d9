"""Dee speaks to ideas; Ana groups them, Ben writes what is made of them, and each tells where it went."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import expect

from engagement.models import Idea, ProposedCommitment, Voice

pytestmark = pytest.mark.browser

ASKED = "example-next"
ONE, OTHER = 2, 3  # a vote on what a town spends; waiting times
REASON = "An hour is too short to count."
TITLE = "Towns that ask"
PROBLEM, HERS, PROPOSED = "Nobody is asked.", "Few are asked, says Ana.", "Every town asks once a year."


def test_dee_speaks_to_ideas_without_an_account_and_changes_her_mind(somebody):
    dee = somebody("Dee")
    page, before = dee.page, Voice.objects.count()
    dee.open(reverse("ideas", args=[ASKED]))
    dee.look()
    dee.follow(page.get_by_role("link", name=f"Idea {ONE}", exact=True))
    expect(page.get_by_text("1 supports it, 0 add, 1 objects")).to_be_visible()
    dee.follow(page.get_by_role("link", name="Support it"))
    expect(page.get_by_role("radio", name="Support")).to_be_checked()
    dee.press_twice(page.get_by_role("button", name="Send"))
    expect(page.get_by_text("It is counted.", exact=True)).to_be_visible()
    assert Voice.objects.count() == before + 1

    dee.open(reverse("idea", args=[ASKED, OTHER]))
    dee.follow(page.get_by_role("link", name="Object"))
    dee.follow(page.get_by_role("button", name="Send"))  # without a reason
    dee.look()
    dee.write(page.get_by_label("Why, or what?"), REASON)
    dee.follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_text("Your reason is shown once somebody of the team has read it.")).to_be_visible()
    dee.look()
    dee.choose(page.get_by_role("radio", name="Support"))
    dee.write(page.get_by_label("Why, or what?"), "")
    dee.follow(page.get_by_role("button", name="Change it"))
    expect(page.get_by_text("It is counted.", exact=True)).to_be_visible()
    dee.follow(page.get_by_role("link", name=f"Idea {OTHER}", exact=True).last)
    expect(page.get_by_text("2 support it, 0 add, 0 object")).to_be_visible()
    expect(page.get_by_text(REASON)).to_have_count(0)


def test_ideas_become_a_commitment_on_which_two_write_at_once(somebody):
    ana, ben, dee = (somebody(name) for name in ("Ana", "Ben", "Dee"))
    ana_groups_and_begins(ana)
    work = ProposedCommitment.objects.get(title=TITLE)
    both_write(ana, ben, work)
    ana_agrees_it(ana, work)
    dee_reads_where_it_went(dee)


def ana_groups_and_begins(ana):
    page = ana.page
    ana.open(reverse("workspace-ideas", args=[ASKED]))
    for number in (ONE, OTHER):
        ana.choose(page.get_by_role("checkbox", name=f"Idea {number}"))
    ana.pick(page.get_by_label("Theme", exact=True), "Local decisions")
    ana.follow(page.get_by_role("button", name="Put those ticked under this theme"))
    expect(page.get_by_text("1 idea has moved.")).to_be_visible()
    ana.look()
    for number in (ONE, OTHER):
        ana.choose(page.get_by_role("checkbox", name=f"Idea {number}"))
    ana.write(page.get_by_label("Title of the draft commitment"), TITLE)
    ana.follow(page.get_by_role("button", name="Begin it from those ticked"))
    expect(page.get_by_text(f"“{TITLE}” is begun.")).to_be_visible()
    ana.follow(page.get_by_role("link", name="Invite, publish, decide"))
    ana.pick(page.get_by_label("An agency"), "Agency for Public Records")
    ana.follow(page.get_by_role("button", name="Invite"))
    ana.look()


def both_write(ana, ben, work):
    """Ana has it open while Ben writes: she sees both texts, and hers is still in its field."""
    mine, his = ana.page, ben.page
    ana.open(reverse("workspace-proposal", args=[ASKED, work.slug]))
    ben.open("/workspace/")
    ben.follow(his.get_by_role("link", name=re.compile(f"^Work on it.*{TITLE}")))
    ben.look()
    ben.write(his.get_by_label("The problem"), PROBLEM)
    ben.write(his.get_by_label("What is proposed"), PROPOSED)
    ben.follow(his.get_by_role("button", name="Save", exact=True))
    ana.write(mine.get_by_label("The problem"), HERS)
    ana.follow(mine.get_by_role("button", name="Save", exact=True))
    both = mine.get_by_role("region", name="Two people edited this")
    expect(both).to_contain_text("Ben saved a change")
    for words in (PROBLEM, HERS, PROPOSED):
        expect(both.get_by_text(words).first).to_be_visible()
    expect(mine.get_by_label("The problem")).to_have_value(HERS)
    ana.look()
    ana.write(mine.get_by_label("The problem"), f"{PROBLEM} {HERS}")
    ana.write(mine.get_by_label("What is proposed"), PROPOSED)
    ana.follow(mine.get_by_role("button", name="Save mine on top"))
    expect(both).to_have_count(0)
    work.refresh_from_db()
    assert (work.problem, work.proposed) == (f"{PROBLEM} {HERS}", PROPOSED)


def ana_agrees_it(ana, work):
    page = ana.page
    ana.follow(page.get_by_role("link", name="Invite, publish, decide"))
    ana.follow(page.get_by_role("button", name="Agreed: make it a commitment"))  # by nobody, on no day
    ana.look()
    ana.write_day(page.get_by_label("Decided on"), timezone.localdate())
    ana.write(page.get_by_label("Decided by"), "The workshop in Riverton")
    ana.follow(page.get_by_role("button", name="Agreed: make it a commitment"))
    expect(page.get_by_text("decided by: The workshop in Riverton")).to_be_visible()
    work.refresh_from_db()
    assert work.commitment.title == TITLE


def dee_reads_where_it_went(dee):
    page = dee.page
    dee.open(Idea.objects.get(consultation__slug=ASKED, number=ONE).get_absolute_url())
    went = page.get_by_role("region", name="Where it went")
    today = date_format(timezone.localdate(), "j F Y")
    expect(went).to_contain_text(f"agreed on {today}")
    expect(went).to_contain_text("decided by: The workshop in Riverton")
    dee.look()
    dee.follow(went.get_by_role("link", name=f"Draft commitment “{TITLE}”"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    dee.look()
