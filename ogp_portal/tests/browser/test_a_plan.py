"""Ana makes a plan of three commitments from nothing: its timeline, a draft, its adoption, an amendment.

In three ways: at a desk, on a phone without scripts, by keyboard. Dee reads what is public after each step.
"""

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLAN = "Fourth action plan"
AGENCY = "Ministry of Fair Dealing"
MAKING, PUBLIC = "/workspace/making/fourth/", "/plans/fourth/"
# Each with its milestones.
PROMISES = {
    "Contracts in the open": ("Agree on what a register holds", "Open the register"),
    "Forms in plain words": ("Rewrite the ten longest forms",),
    "A say for the young": ("Hold a first assembly",),
}
FIRST, *OTHERS = PROMISES
LATE = PROMISES[FIRST][1]  # what the amendment moves from June to September
WHY = "The register needs a new law."


def this_year() -> int:
    return timezone.localdate().year


def today() -> str:
    return date_format(timezone.localdate(), "j F Y")


def test_ana_makes_a_plan_from_nothing_and_everybody_reads_it(somebody):
    ana, dee = somebody("Ana"), somebody("Dee")
    ana_adds_an_agency(ana)
    ana_begins_a_plan(ana)
    ana_publishes_how_it_is_made(ana)
    dee_reads_how_it_is_made(dee)
    ana_writes_three_commitments(ana)
    dee_reads_none_of_them(dee)
    ana_puts_a_draft_out(ana)
    dee_reads_the_draft(dee)
    ana_adopts_it(ana)
    dee_reads_the_plan(dee)
    ana_amends_it(ana)
    dee_reads_before_and_after(dee)


# ---- Before anybody may read it -------------------------------------------------------------------


def ana_adds_an_agency(ana):
    ana.open("/workspace/agencies/")
    ana.look()
    ana.write(ana.page.get_by_label("Name", exact=True), AGENCY)
    ana.follow(ana.page.get_by_role("button", name="Add", exact=True))
    expect(ana.page.get_by_role("heading", name=AGENCY)).to_be_visible()
    ana.look()


def ana_begins_a_plan(ana):
    page = ana.page
    ana.open("/workspace/making/")
    ana.look()
    ana.follow(page.get_by_role("link", name="Begin a plan"))
    ana.look()
    ana.write(page.get_by_label("Title", exact=True), PLAN)
    ana.write(page.get_by_label("Address (optional)"), "fourth")
    write_date(ana, page.get_by_role("group", name="Starts"), "January", this_year())
    write_date(ana, page.get_by_role("group", name="Ends"), "December", this_year() + 1)
    ana.follow(page.get_by_role("button", name="Begin", exact=True))
    expect(page.get_by_text("Nothing is promised yet.")).to_be_visible()
    ana.look()


def ana_writes_three_commitments(ana):
    page = ana.page
    ana.open(MAKING)
    ana.follow(page.get_by_role("link", name="Begin with the first"))
    ana.look()
    for title in PROMISES:
        write_a_commitment(ana, title)
        ana.follow(page.get_by_role("button", name="Save and begin another"))
    ana.open(MAKING)
    expect(page.get_by_text("Three commitments with four milestones")).to_be_visible()
    ana.look()


def write_a_commitment(ana, title):
    page = ana.page
    about = page.get_by_role("region", name="What is promised")
    ana.write(about.get_by_label("Title"), title)
    ana.write(about.get_by_label("What is promised"), f"{title}, for everybody.")
    write_date(ana, about.get_by_role("group", name="Due"), "December", this_year() + 1)
    ana.pick(page.get_by_role("region", name="Who leads it").get_by_label("Agency").first, AGENCY)
    for place, milestone in enumerate(PROMISES[title], 1):
        row = page.locator(".making-milestone").nth(place - 1)
        ana.write(row.get_by_label(f"Milestone {place}", exact=True), milestone)
        write_date(ana, row.get_by_role("group", name="Due"), "June", this_year() + 1)


def dee_reads_none_of_them(dee):
    for address in (PUBLIC, "/plans/", "/"):
        dee.open(address)
        expect(dee.page.get_by_text(FIRST)).to_have_count(0)


# ---- How it is made -------------------------------------------------------------------------------


def ana_publishes_how_it_is_made(ana):
    page = ana.page
    ana.follow(page.get_by_role("link", name="Write the timeline"))
    ana.look()
    ana.write_day(page.get_by_label("Making the plan begins on"), timezone.localdate())
    step = page.get_by_role("region", name="Step 1")
    ana.write(step.get_by_label("Step", exact=True), "Workshops in five towns")
    write_date(ana, step.get_by_role("group", name="From"), "March", this_year())
    ana.write(step.get_by_label("How to take part"), "Come to the library of your town.")
    ana.follow(page.get_by_role("button", name="Publish"))  # without what is decided
    expect(page.get_by_role("alert")).to_be_visible()
    ana.look()
    ana.write(step.get_by_label("What is decided"), "What the plan promises.")
    ana.write(step.get_by_label("Who decides"), "The Minister for Fair Dealing")
    ana.follow(page.get_by_role("button", name="Publish"))
    expect(page.get_by_text(f"Public since {today()}.")).to_be_visible()
    ana.look()


def dee_reads_how_it_is_made(dee):
    dee.open("/plans/")
    dee.look()
    dee.follow(dee.page.get_by_role("link", name=PLAN))
    dee.look()
    expect(dee.page.get_by_text("Come to the library of your town.")).to_be_visible()


# ---- The draft ------------------------------------------------------------------------------------


def ana_puts_a_draft_out(ana):
    page = ana.page
    ana.follow(page.get_by_role("link", name="Look at the draft"))
    ana.look()
    ana.follow(page.get_by_role("button", name="Publish draft 1"))
    expect(page.get_by_text("All of it is public as draft 1.")).to_be_visible()
    ana.look()


def dee_reads_the_draft(dee):
    dee.open(PUBLIC)
    dee.look()
    for words in (FIRST, LATE, *OTHERS):
        expect(dee.page.get_by_text(words, exact=True).first).to_be_visible()


# ---- Adopted --------------------------------------------------------------------------------------


def ana_adopts_it(ana):
    page = ana.page
    ana.open(MAKING)
    ana.follow(page.get_by_role("link", name="Look at what adoption does"))
    ana.look()
    ana.write(page.get_by_label("Day"), str(timezone.localdate().day))
    ana.follow(page.get_by_role("button", name="Adopt the plan"))
    expect(page.get_by_text(f"It was adopted on {today()}.")).to_be_visible()
    ana.look()


def dee_reads_the_plan(dee):
    dee.open(PUBLIC)
    dee.look()
    expect(dee.page.get_by_text("Three commitments hold four milestones.")).to_be_visible()
    dee.follow(dee.page.get_by_role("main").get_by_role("link", name=FIRST))
    expect(dee.page.locator("#milestone-2").get_by_text(f"June {this_year() + 1}").first).to_be_visible()


# ---- Amended --------------------------------------------------------------------------------------


def ana_amends_it(ana):
    page = ana.page
    ana.follow(page.get_by_role("link", name="Amend it"))
    ana.look()
    ana.write(page.get_by_label("Title"), "A later register")
    ana.follow(page.get_by_role("button", name="Begin an amendment"))
    ana.look()
    ana_moves_the_register(ana)
    ana.follow(page.get_by_role("button", name="Look and publish"))  # nothing is said about it yet
    ana.look()
    ana.follow(page.get_by_role("link", name="Back to the draft"))
    ana.write(page.get_by_label("Why is the plan changed?"), WHY)
    decided = page.get_by_role("group", name="When was it decided?")
    write_date(ana, decided, date_format(timezone.localdate(), "F"), this_year())
    ana.write(decided.get_by_label("Day"), str(timezone.localdate().day))
    ana.write(page.get_by_label("Who decided it?"), "Cabinet")
    ana.follow(page.get_by_role("button", name="Look and publish"))
    ana.look()
    ana.follow(page.get_by_role("button", name="Publish amendment 1"))
    ana.look()


def ana_moves_the_register(ana):
    page = ana.page
    ana.follow(page.get_by_role("link", name=LATE))
    ana.look()
    ana.pick(page.get_by_role("group", name="Due date").get_by_label("Month"), "September")
    ana.follow(page.get_by_role("button", name="Save in the draft"))
    expect(page.get_by_role("row", name=LATE)).to_contain_text(f"September {this_year() + 1}")


def dee_reads_before_and_after(dee):
    page = dee.page
    dee.open(f"{PUBLIC}changes/")
    dee.look()
    expect(page.get_by_text(WHY).first).to_be_visible()
    for words in ("Cabinet", f"June {this_year() + 1}", f"September {this_year() + 1}"):
        expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()
    dee.open(f"{PUBLIC}commitments/1/")
    dee.look()
    moved = f"due date from June {this_year() + 1} to September {this_year() + 1}"
    expect(page.get_by_role("region", name="Milestones")).to_contain_text(moved)


def write_date(ana, group, month, year):
    """As precise as a month."""
    ana.pick(group.get_by_label("Month"), month)
    ana.write(group.get_by_label("Year"), str(year))
