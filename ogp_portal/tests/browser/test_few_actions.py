"""A quarter is reported in few actions: clicks, and fields typed into, are counted.

The start is the page that a reminder's link leads to, in a browser that is signed in.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from commitments.choices import ReportState, Stage
from commitments.models import Commitment, ProgressReport, StageUpdate
from commitments.rules import Declared
from commitments.tests.factories import a_milestone, a_stage
from plans.dates import PartialDate
from plans.tests.samples import PDF

from .conftest import PHONE
from .ways import Finger, Mouse

pytestmark = pytest.mark.browser

FORM = "/workspace/plans/example/commitments/1/quarter-4/"
WAYS = {
    "at a desk": (Mouse, {}),
    "on a phone without scripts": (Finger, PHONE | {"java_script_enabled": False}),
}


@dataclass
class Counted:
    """Somebody whose every click and every field is counted."""

    way: Mouse
    actions: int = 0

    def press(self, button: Locator) -> None:
        """A button, wherever it leads."""
        self.actions += 1
        button.click()

    def choose(self, radio: Locator) -> None:
        self.actions += 1
        self.way.choose(radio)

    def write(self, field: Locator, text: str) -> None:
        self.actions += 1
        self.way.write(field, text)


@pytest.fixture
def quarter(demonstration, served) -> None:
    """Four milestones of which each stands somewhere, and nothing written about them this quarter."""
    demonstration.bring_back()
    commitment = Commitment.objects.get(plan__slug="example", number="1")
    StageUpdate.objects.drafts().filter(milestone__commitment=commitment).delete()
    commitment.reports.filter(period__slug="quarter-4").delete()
    for number in (4, 5):
        a_milestone(commitment, number, agreed_due_on=PartialDate.parse("2099"))
    for milestone in commitment.milestones.filter(updates=None):
        a_stage(milestone, Declared(Stage.UNDERWAY), "2020-01-01")


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def ben(request, quarter, site) -> Counted:
    """He has followed the link of his mail."""
    way, options = request.param
    ben = Counted(way(site.page("Ben", **options)))
    ben.way.open(FORM)
    expect(ben.way.page.locator("section.pair fieldset.choices")).to_have_count(4)
    return ben


def the_report() -> ProgressReport:
    return ProgressReport.objects.get(
        commitment__number="1", period__slug="quarter-4", period__plan__slug="example"
    )


def is_sent(ben: Counted) -> None:
    expect(ben.way.page.get_by_text("What happens next")).to_be_visible()
    assert the_report().state in (ReportState.TO_APPROVE, ReportState.SUBMITTED)


def test_an_unchanged_quarter_is_sent_in_two_actions(ben):
    """In the words of the quarter before, every stage confirmed as it stood."""
    page = ben.way.page
    ben.press(page.get_by_role("button", name="Start from last period’s texts"))
    ben.press(page.get_by_role("button", name="Send", exact=True))
    is_sent(ben)
    assert ben.actions <= 3
    report = the_report()
    before = ProgressReport.objects.get(commitment=report.commitment, period__slug="quarter-3")
    assert (report.doing, report.next) == (before.doing, before.next)
    assert not report.updates.exists()


def test_started_from_twice_a_text_is_there_once_and_own_words_stay(ben):
    page = ben.way.page
    button = page.get_by_role("button", name="Start from last period’s texts")
    page.get_by_label("What comes next?", exact=True).fill("Something else.")
    for _twice in range(2):
        ben.press(button)
    expect(page.get_by_label("What comes next?", exact=True)).to_have_value("Something else.")
    expect(
        page.get_by_text("only an empty text").or_(page.get_by_text("only empty texts")).first
    ).to_be_visible()
    ben.press(page.get_by_role("button", name="Send", exact=True))
    is_sent(ben)
    report = the_report()
    before = ProgressReport.objects.get(commitment=report.commitment, period__slug="quarter-3")
    assert (report.doing, report.next) == (before.doing, "Something else.")


def test_a_quarter_in_which_nothing_happened_is_sent_in_one(ben):
    ben.press(ben.way.page.get_by_role("button", name="Nothing to report this period"))
    is_sent(ben)
    assert ben.actions == 1
    assert the_report().nothing_to_report


def test_one_delay_is_reported_in_six(ben):
    page = ben.way.page
    milestone = page.locator("#milestone-3")
    ben.press(page.get_by_role("button", name="Start from last period’s texts"))
    ben.choose(milestone.get_by_role("radio", name="Some delays", exact=True))
    ben.choose(milestone.get_by_role("radio", name="Funding", exact=True))
    ben.write(milestone.get_by_label("What is holding it up?"), "The money went elsewhere.")
    ben.choose(milestone.get_by_role("radio", name="Not known yet", exact=True))
    ben.press(page.get_by_role("button", name="Send", exact=True))
    is_sent(ben)
    assert ben.actions <= 8
    (update,) = the_report().updates.all()
    assert (update.stage, update.reason, update.expected_not_known) == (Stage.DELAYS, "funding", True)


def test_a_completion_with_a_file_is_reported_in_six(ben):
    page = ben.way.page
    milestone = page.locator("#milestone-2")
    ben.press(page.get_by_role("button", name="Start from last period’s texts"))
    ben.choose(milestone.get_by_role("radio", name="Completed", exact=True))
    ben.write(milestone.locator(".opened-completed").get_by_label("Year"), "2026")
    ben.actions += 1
    milestone.get_by_label("Files").set_input_files(
        [{"name": "Proof.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    ben.press(page.get_by_role("button", name="Send", exact=True))
    is_sent(ben)
    assert ben.actions <= 8
    assert the_report().updates.get().evidence.get().file.name == "Proof.pdf"
