"""Ana enters letters, brings in a bundle, and answers once what several say alike: in three ways."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commitments.workbook.columns import Row
from commitments.workbook.writing import MEDIA_TYPE, write_workbook
from engagement.models import Submission
from engagement.workbook import REGISTER, how_to_enter

from .begun import asked_now

pytestmark = pytest.mark.browser

MINUTES = "Publish the minutes of every meeting within a week, so that we can read what was said."
HOURS = "Meet in the evening, when those who work can come and listen."
OWN = "I could not go to a single one of them."
WITHIN_TWO = "Two weeks is what the secretaries can do."


def test_ana_enters_a_pile_and_a_bundle_and_answers_once_what_is_alike(somebody):
    asked, ana = asked_now(), somebody("Ana")
    ana_enters_two_letters(ana, asked)
    ana_brings_in_a_bundle(ana, asked)
    ana_puts_together_what_is_alike(ana)
    ana_answers_it_once(ana)
    group = asked.groups.get()
    assert [one.number for one in group.members.order_by("number")] == [1, 3, 4]
    assert group.lead.points.get().response.reason == WITHIN_TWO


def ana_enters_two_letters(ana, asked):
    page, on = ana.page, timezone.localdate()
    ana.open(f"/workspace/consultations/{asked.slug}/")
    ana.follow(page.get_by_role("link", name="Enter one that came another way"))
    ana.follow(page.get_by_role("button", name="Enter it, and the next one"))  # without a word
    ana.look()
    ana.pick(page.get_by_label("By what way did it come?"), "post or paper")
    ana.write_day(page.get_by_label("On which day did it come?"), on)
    ana.write(page.get_by_role("textbox", name="What it says"), MINUTES)
    ana.choose(page.get_by_role("radio", name="Without a name"))
    ana.follow(page.get_by_role("button", name="Enter it, and the next one"))
    expect(page.get_by_text("Submission 1 is entered.")).to_be_visible()
    expect(page.get_by_label("On which day did it come?")).to_have_value(on.isoformat())  # of the same pile
    expect(page.get_by_role("radio", name="Without a name")).to_be_checked()
    ana.write(page.get_by_role("textbox", name="What it says"), HOURS)
    ana.follow(page.get_by_role("button", name="Enter it, and the next one"))
    expect(page.get_by_text("Submission 2 is entered.")).to_be_visible()
    ana.look()


def ana_brings_in_a_bundle(ana, asked):
    """Of its three rows one has no day that could be."""
    page = ana.page
    ana.follow(page.get_by_role("link", name="Bring in many from a workbook"))
    page.get_by_label("Workbook").set_input_files(
        {"name": "bundle.xlsx", "mimeType": MEDIA_TYPE, "buffer": a_bundle(asked)}
    )
    ana.follow(page.get_by_role("button", name="Look at it"))
    expect(page.get_by_text("2 submissions can be entered. 1 row cannot.")).to_be_visible()
    refused = page.get_by_role("region", name="Refused")
    expect(refused.get_by_text("Row 4")).to_be_visible()
    expect(refused.get_by_text("“Day it came”")).to_be_visible()
    ana.look()
    assert Submission.objects.filter(consultation=asked).count() == 2
    ana.follow(page.get_by_role("button", name="Enter these 2 submissions"))
    expect(page.get_by_text("2 submissions are entered.")).to_be_visible()


def a_bundle(asked) -> bytes:
    today = timezone.localdate()
    rows = [
        {"came_on": on.isoformat(), "channel": "e-mail", "text": text, "publish_as": "Without a name"}
        for on, text in (
            (today, f"{MINUTES} {OWN}"),
            (today, MINUTES),
            (today + timedelta(days=9), HOURS),
        )
    ]
    about = how_to_enter(asked, url="https://elsewhere.example/", now=timezone.now())
    table = (REGISTER, [Row(one) for one in rows])
    return write_workbook(explanation=about, tables=[table], now=timezone.now())


def ana_puts_together_what_is_alike(ana):
    page = ana.page
    expect(page.get_by_role("heading", name="3 submissions")).to_be_visible()
    expect(page.get_by_text("1 submission says something of its own.")).to_be_visible()
    ana.look()
    ana.follow(page.get_by_role("button", name="Put these 3 together"))  # without what it is called
    ana.look()
    ana.write(page.get_by_label("What is it called?"), "Minutes within a week")
    ana.follow(page.get_by_role("button", name="Put these 3 together"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes within a week")
    expect(page.get_by_text("3 submissions say this. 1 adds something of its own.")).to_be_visible()
    expect(page.get_by_role("checkbox", name=OWN)).to_be_visible()
    ana.look()


def ana_answers_it_once(ana):
    page = ana.page
    ana.follow(page.get_by_role("link", name="Read and answer submission 1, for all"))
    ana.follow(page.get_by_role("button", name="One point: the whole text"))
    ana.choose(page.get_by_role("radio", name="Partly adopted"))
    ana.write(page.get_by_label("Why?"), WITHIN_TWO)
    ana.follow(page.get_by_role("button", name="Save the answers"))
    ana.look()
    expect(page.get_by_text("3 of 4 read, no point without an answer")).to_be_visible()
