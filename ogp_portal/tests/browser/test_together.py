"""Nobody's words are lost and nothing is done twice, in two browsers and with an impatient finger."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from commitments.models import ProgressReport, StageUpdate
from ogp_portal.demo.loading import PASSWORD
from plans.models import Edition

from ..filled import form_of_a_report
from ..hostile import ALL, SCRIPT
from .conftest import PHONE

pytestmark = pytest.mark.browser

START = "/workspace/plans/example/commitments"
DOING = "What have you been doing?"


@pytest.fixture(autouse=True)
def afresh(demonstration, served) -> None:
    """Nobody has typed anything yet."""
    demonstration.bring_back()


def report_on(number):
    return ProgressReport.objects.filter(
        commitment__plan__slug="example", commitment__number=number, period__slug="quarter-4"
    )


HISTORY = f"{START}/1/history/"


def test_two_who_type_at_once_see_each_other_and_lose_nothing(site, axe):
    """Saved as they type: the second is told, sees both versions, and his stays readable under hers."""
    his, hers = "Typed by Ben as they both write.", "Typed by Ana as they both write."
    ben, ana = site.page("Ben"), site.page("Ana")
    ben.clock.install()
    ben.goto(f"{START}/1/quarter-4/")
    ana.goto(f"{START}/1/quarter-4/")
    expect(ana.locator("#others")).to_contain_text("Ben has this open too")
    ben.clock.run_for(20_000)
    expect(ben.locator("#others")).to_contain_text("Ana has this open too")

    ben.get_by_label(DOING).fill(his)
    ben.clock.run_for(2_000)
    expect(ben.locator(".savebar-words")).to_contain_text("Saved")
    ana.get_by_label(DOING).fill(hers)
    expect(ana.locator(".savebar-words")).to_contain_text("somebody else has saved meanwhile")
    assert report_on("1").get().doing == his

    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_role("heading", name="Two people edited this")).to_be_visible()
    expect(ana.get_by_text(his).first).to_be_visible()
    expect(ana.get_by_label(DOING)).to_have_value(hers)
    axe(ana)
    ana.get_by_role("button", name="Save mine on top").click()
    expect(ana.get_by_role("heading", name="Two people edited this")).to_have_count(0)
    assert report_on("1").get().doing == hers
    ana.goto(HISTORY)
    expect(ana.get_by_text(his)).to_be_visible()


def test_who_has_no_scripts_sees_who_else_has_it_open(site):
    site.page("Ana").goto(f"{START}/3/quarter-4/")
    ben = site.page("Ben", java_script_enabled=False)
    ben.goto(f"{START}/3/quarter-4/")
    expect(ben.locator("#others")).to_contain_text("Ana has this open too")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_second_of_two_sees_both_versions_and_their_own_words(site, axe, scripts):
    his, hers = f"Ben's words, scripts: {scripts}.", f"Ana's words at the same time, scripts: {scripts}."
    first = site.page("Ben", java_script_enabled=False)
    second = site.page("Ana", java_script_enabled=scripts)
    for page in (first, second):
        page.goto(f"{START}/1/quarter-4/")
    first.get_by_label(DOING).fill(his)
    first.get_by_role("button", name="Save", exact=True).click()
    second.get_by_label(DOING).fill(hers)
    second.get_by_role("button", name="Save", exact=True).click()

    expect(second.get_by_role("heading", name="Two people edited this")).to_be_visible()
    expect(second.get_by_text(his).first).to_be_visible()
    expect(second.get_by_label(DOING)).to_have_value(hers)
    assert report_on("1").get().doing == his
    if scripts:
        axe(second)

    second.get_by_role("button", name="Save mine on top").click()
    expect(second.get_by_label(DOING)).to_have_value(hers)
    assert report_on("1").get().doing == hers


def test_a_button_pressed_twice_does_it_once(site):
    """The second request leaves before the first is answered, as a double click does."""
    editions = Edition.objects.count()
    page = site.page("Ana")
    page.goto(f"{START}/2/quarter-4/review/")
    page.evaluate("""async () => {
        const form = document.querySelector('button[value="publish"]').form;
        const body = new URLSearchParams(new FormData(form));
        body.set('action', 'publish');
        await Promise.all([1, 2, 3].map(() => fetch(location.href, {method: 'POST', body})));
    }""")
    page.goto(f"{START}/2/quarter-4/review/")
    expect(page.get_by_text("Published by Ana")).to_be_visible()
    assert Edition.objects.count() == editions + 1
    assert report_on("2").get().updates.published().count() == 1


def test_a_report_begun_twice_at_once_is_one_report(site):
    StageUpdate.objects.drafts().filter(milestone__commitment__number="4").delete()
    report_on("4").delete()
    page = site.page("Ben")
    page.goto(f"{START}/4/quarter-4/")
    page.evaluate("""async () => {
        const body = new URLSearchParams(new FormData(document.querySelector('form.report')));
        body.set('action', 'save');
        body.set('doing', 'Begun once.');
        await Promise.all([1, 2, 3].map(() => fetch(location.href, {method: 'POST', body})));
    }""")
    assert report_on("4").get().doing == "Begun once."


def test_words_typed_when_the_session_had_ended_come_back(site):
    page = site.page("Ben", java_script_enabled=False, **PHONE)
    page.goto(f"{START}/1/quarter-4/")
    page.get_by_label(DOING).fill("Typed for an hour.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Email").fill("ben@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site.url}{START}/1/quarter-4/")
    expect(page.get_by_label(DOING)).to_have_value("Typed for an hour.")


def test_hostile_words_do_nothing_in_a_browser(site):
    """No dialog, no broken policy, no request elsewhere: the site's fixture fails with any of them."""
    ben = site.world.client("Ben")
    address, public = f"{START}/3/quarter-4/", "/plans/example/commitments/3/"
    form = form_of_a_report("save", "3", "quarter-4") | {"doing": ALL, "next": ALL, "milestone-3-note": ALL}
    ben.post(address, form | {"link-0-url": "https://e.example/", "link-0-title": SCRIPT})
    page = site.page("Ben")
    page.goto(address)
    expect(page.get_by_label(DOING)).to_contain_text(SCRIPT)
    page.get_by_role("button", name="Send", exact=True).click()
    bo = site.page("Bo")
    bo.goto(f"{address}review/")
    expect(bo.get_by_text(SCRIPT).first).to_be_visible()
    bo.get_by_role("button", name="Sign off").click()
    ana = site.page("Ana")
    ana.goto(f"{address}review/")
    expect(ana.get_by_text(SCRIPT).first).to_be_visible()
    ana.get_by_role("button", name="Publish this report").click()
    for there in ("/", "/plans/example/", public, f"{public}quarter-4/"):
        ana.goto(there)
    expect(ana.get_by_text(SCRIPT).first).to_be_visible()
