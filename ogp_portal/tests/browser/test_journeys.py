"""Ben reports, Bo sends it back, Ben mends it, Bo signs it off, Ana publishes it, Dee reads what changed.

In three ways: at a desk, on a phone without scripts, by keyboard; each on the demonstration as it was loaded.
"""

import pytest
from playwright.sync_api import expect

from ogp_portal.demo.loading import PASSWORD

pytestmark = pytest.mark.browser

PAGE = "/plans/example/commitments/1/"
REPORT = "/workspace/plans/example/commitments/1/quarter-4/"
REVIEW = f"{REPORT}review/"
LATE, SILENT = 2, 3  # the milestone that is late, and one that has no stage yet
HOLDS_IT_UP = "The money was given to something else."
HELD = "Workshops were held."
DONE = "Eleven workshops were held."
REASON = "Say how many workshops there were."


def test_from_a_report_to_what_the_public_reads(somebody):
    ben, bo, ana, dee = (somebody(name) for name in ("Ben", "Bo", "Ana", "Dee"))
    ben_reports(ben)
    ana_cannot_publish_it_yet(ana)
    bo_sends_it_back(bo)
    ben_mends_it(ben)
    bo_signs_it_off(bo)
    dee_sees_nothing_yet(dee)
    ana_publishes_it(ana)
    dee_reads_what_changed(dee)


def ben_reports(ben):
    page, late = ben.page, ben.page.locator(f"#milestone-{LATE}")
    ben.open("/workspace/")
    ben.look()
    ben.follow(page.locator(f'main a[href="{REPORT}"]'))
    ben.look()
    ben.choose(late.get_by_role("radio", name="Some delays", exact=True))
    ben.choose(late.get_by_role("radio", name="Funding", exact=True))
    ben.write(late.get_by_label("What is holding it up?"), HOLDS_IT_UP)
    ben.choose(late.get_by_role("radio", name="Not known yet", exact=True))
    ben.choose(page.locator(f"#milestone-{SILENT}").get_by_role("radio", name="Not started", exact=True))
    ben.write(page.get_by_label("What have you been doing?"), HELD)
    ben.look()
    ben.follow(page.get_by_role("button", name="Send", exact=True))
    expect(page.get_by_text("It waits for Bo")).to_be_visible()
    ben.look()


def ana_cannot_publish_it_yet(ana):
    ana.open("/workspace/")
    ana.follow(ana.page.locator(f'main a[href="{REVIEW}"]'))
    expect(ana.page.get_by_text("it waits for Bo to sign it off")).to_be_visible()
    expect(ana.page.get_by_role("button", name="Publish this report")).to_have_count(0)


def bo_sends_it_back(bo):
    page = bo.page
    bo.open("/workspace/")
    bo.look()
    bo.follow(page.locator(f'main a[href="{REVIEW}"]'))
    bo.look()
    expect(page.get_by_text(HOLDS_IT_UP)).to_be_visible()
    bo.follow(page.get_by_role("button", name="Send back"))  # without a reason
    bo.look()
    bo.write(page.get_by_label("What should be mended?"), REASON)
    bo.follow(page.get_by_role("button", name="Send back"))


def ben_mends_it(ben):
    page = ben.page
    ben.open("/workspace/")
    expect(page.get_by_text(REASON)).to_be_visible()
    ben.follow(page.locator(f'main a[href="{REPORT}"]'))
    ben.look()
    expect(page.get_by_text(REASON)).to_be_visible()
    ben.write(page.get_by_label("What have you been doing?"), DONE)
    ben.follow(page.get_by_role("button", name="Send", exact=True))


def bo_signs_it_off(bo):
    page = bo.page
    bo.open("/workspace/")
    bo.follow(page.locator(f'main a[href="{REVIEW}"]'))
    bo.look()
    asked = page.locator('section[aria-labelledby="asked"]')
    expect(asked.get_by_text(REASON)).to_be_visible()
    expect(asked.locator(".before")).to_contain_text(HELD)
    expect(asked.locator(".after")).to_contain_text(DONE)
    bo.follow(page.get_by_role("button", name="Sign off"))
    bo.look()


def dee_sees_nothing_yet(dee):
    dee.open(PAGE)
    expect(dee.page.get_by_text(HOLDS_IT_UP)).to_have_count(0)


def ana_publishes_it(ana):
    page = ana.page
    ana.open("/workspace/")
    ana.follow(page.locator(f'main a[href="{REVIEW}"]'))
    ana.look()
    expect(page.get_by_text("Signed off by Bo")).to_be_visible()
    ana.follow(page.get_by_role("button", name="Publish this report"))
    expect(page.get_by_text("Published by Ana")).to_be_visible()
    ana.look()


def dee_reads_what_changed(dee):
    page = dee.page
    dee.open("/")
    dee.look()
    dee.follow(page.locator(f'main a[href^="{PAGE}"]'))
    dee.look()
    expect(page.locator(f"#milestone-{LATE}").get_by_text("Some delays")).to_be_visible()
    changed = page.locator('section[aria-labelledby="changed"]')
    expect(changed).to_contain_text(f"Milestone {LATE}: underway, now some delays")
    expect(changed).to_contain_text(f"Milestone {SILENT}: not started, first declared")
    dee.follow(page.locator(f'main a[href="{PAGE}quarter-4/"]'))
    dee.look()
    then_and_now = page.locator("#stages").locator("xpath=ancestor::section").locator(".stage")
    expect(then_and_now.filter(has_text="Some delays")).to_be_visible()
    expect(page.get_by_text(HOLDS_IT_UP)).to_be_visible()
    expect(page.get_by_text(DONE)).to_be_visible()
    for of_the_workspace in (REASON, HELD, "Bo", "Ben"):
        expect(page.get_by_text(of_the_workspace, exact=True)).to_have_count(0)


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
