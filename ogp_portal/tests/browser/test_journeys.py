"""Ben reports, Ana sends it back, Ben mends it, Ana publishes it, Dee sees what changed.

Three times on one database, each on a commitment: at a desk, on a phone without scripts, by keyboard.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from ogp_portal.demo.loading import PASSWORD

from .conftest import PHONE
from .ways import Finger, Keyboard, Mouse

pytestmark = pytest.mark.browser

WITHOUT_SCRIPTS = PHONE | {"java_script_enabled": False}
HOLDS_IT_UP = "The money was given to something else."
DONE = "Eleven workshops were held."
REASON = "Say how many workshops there were."


@dataclass
class Journey:
    """On which commitment, which milestone is late, and which have no stage yet."""

    way: type[Mouse]
    options: dict
    commitment: str
    late: int
    silent: tuple[int, ...] = ()

    @property
    def report(self) -> str:
        return f"/workspace/plans/example/commitments/{self.commitment}/quarter-4/"

    @property
    def page(self) -> str:
        return f"/plans/example/commitments/{self.commitment}/"


JOURNEYS = [
    pytest.param(Journey(Mouse, {}, "1", late=2, silent=(3,)), id="at a desk"),
    pytest.param(Journey(Finger, WITHOUT_SCRIPTS, "3", late=3), id="on a phone without scripts"),
    pytest.param(Journey(Keyboard, {}, "4", late=3, silent=(2,)), id="with the keyboard"),
]


@pytest.mark.parametrize("journey", JOURNEYS)
def test_from_a_report_to_what_the_public_sees(site, axe, journey):
    look = axe if journey.way is Mouse else lambda page: None
    ben = journey.way(site.page("Ben", **journey.options))
    ana = journey.way(site.page("Ana", **journey.options))
    dee = journey.way(site.page("Dee", **journey.options))

    ben_reports(ben, journey, look)
    ana_sends_it_back(ana, journey, look)
    ben_mends_it(ben, journey, look)
    dee_sees_nothing_yet(dee, journey)
    ana_publishes_it(ana, journey, look)
    dee_sees_what_changed(dee, journey, look)


def ben_reports(ben, journey, look):
    ben.open("/workspace/")
    look(ben.page)
    ben.follow(ben.page.locator(f'main a[href="{journey.report}"]'))
    look(ben.page)
    for number in sorted((journey.late, *journey.silent)):
        milestone = ben.page.locator(f"#milestone-{number}")
        if number == journey.late:
            ben.choose(milestone.get_by_role("radio", name="Some delays", exact=True))
            ben.choose(milestone.get_by_role("radio", name="Funding", exact=True))
            ben.write(milestone.get_by_label("What is holding it up?"), HOLDS_IT_UP)
            ben.choose(milestone.get_by_role("radio", name="Not known yet", exact=True))
        else:
            ben.choose(milestone.get_by_role("radio", name="Not started", exact=True))
    ben.write(ben.page.get_by_label("What have you been doing?"), "Workshops were held.")
    look(ben.page)
    ben.follow(ben.page.get_by_role("button", name="Send", exact=True))
    look(ben.page)
    expect(ben.page.get_by_text("What happens next")).to_be_visible()


def ana_sends_it_back(ana, journey, look):
    ana.open("/workspace/")
    look(ana.page)
    ana.follow(ana.page.locator(f'main a[href="{journey.report}review/"]'))
    look(ana.page)
    expect(ana.page.get_by_text(HOLDS_IT_UP)).to_be_visible()
    ana.follow(ana.page.get_by_role("button", name="Send back"))  # without a reason
    look(ana.page)
    ana.write(ana.page.get_by_label("What should be mended?"), REASON)
    ana.follow(ana.page.get_by_role("button", name="Send back"))


def ben_mends_it(ben, journey, look):
    ben.open("/workspace/")
    ben.follow(ben.page.locator(f'main a[href="{journey.report}"]'))
    look(ben.page)
    expect(ben.page.get_by_text(REASON)).to_be_visible()
    ben.write(ben.page.get_by_label("What have you been doing?"), DONE)
    ben.follow(ben.page.get_by_role("button", name="Send", exact=True))


def dee_sees_nothing_yet(dee, journey):
    dee.open(journey.page)
    expect(dee.page.get_by_text(HOLDS_IT_UP)).to_have_count(0)


def ana_publishes_it(ana, journey, look):
    ana.open("/workspace/")
    ana.follow(ana.page.locator(f'main a[href="{journey.report}review/"]'))
    expect(ana.page.get_by_text(DONE).last).to_be_visible()  # first among what changed since
    ana.follow(ana.page.get_by_role("button", name="Publish this report"))
    look(ana.page)


def dee_sees_what_changed(dee, journey, look):
    dee.open("/")
    look(dee.page)
    dee.follow(dee.page.locator(f'main a[href^="{journey.page}"]'))
    look(dee.page)
    milestone = dee.page.locator(f"#milestone-{journey.late}")
    expect(milestone.get_by_text("Some delays")).to_be_visible()
    expect(dee.page.get_by_text(HOLDS_IT_UP).first).to_be_visible()
    dee.follow(dee.page.locator(f'main a[href="{journey.page}quarter-4/"]'))
    look(dee.page)
    expect(dee.page.get_by_text(DONE)).to_be_visible()
    expect(dee.page.get_by_text("Ben", exact=True)).to_have_count(0)
    expect(dee.page.get_by_text(REASON)).to_have_count(0)


def test_somebody_signs_in_and_out(site, axe):
    page = site.page("Dee")
    page.goto("/workspace/")
    axe(page)
    page.get_by_label("Email").fill("bea@demo.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    axe(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site.url}/workspace/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/workspace/")
    expect(page.get_by_label("Password")).to_be_visible()


def test_the_first_key_leads_past_the_masthead(site):
    page = site.page("Dee")
    page.goto("/plans/example/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
