"""Files come in with a form, two people see each other in it, and a text is looked at before it is sent."""

import pytest
from playwright.sync_api import expect

from commitments.models import Evidence, ProgressReport
from plans.models import StoredFile
from plans.tests.samples import PDF, PROGRAM

from .conftest import PHONE

pytestmark = pytest.mark.browser

FORM = "/workspace/plans/example/commitments/1/quarter-4/"
DOING = "What have you been doing?"
REPORT = {"mimeType": "application/pdf", "name": "Kōrero report.pdf", "buffer": PDF}


@pytest.fixture(autouse=True)
def afresh(demonstration, served):
    demonstration.bring_back()


def the_report():
    return ProgressReport.objects.get(
        commitment__plan__slug="example", commitment__number="1", period__slug="quarter-4"
    )


def milestone_of(page):
    milestone = page.locator("#milestone-2")
    milestone.get_by_role("radio", name="Completed", exact=True).check()
    return milestone


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_file_is_added_read_and_removed(site, axe, scripts):
    page = site.page("Ben", java_script_enabled=scripts)
    page.goto(FORM)
    milestone = milestone_of(page)
    milestone.get_by_label("Files").set_input_files([REPORT])
    milestone.get_by_role("button", name="Add").click()
    link = milestone.get_by_role("link", name=REPORT["name"])
    expect(link).to_be_visible()
    expect(page).to_have_url(f"{site.url}{FORM}#milestone-2-evidence_files-place")
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename == REPORT["name"]
    if scripts:
        axe(page)

    milestone.get_by_label("Files").set_input_files([REPORT | {"name": "tool.exe", "buffer": PROGRAM}])
    milestone.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("tool.exe: This is no kind of file")
    if scripts:
        axe(page)
    milestone.get_by_role("button", name="Remove").click()
    expect(link).to_have_count(0)
    assert not Evidence.objects.filter(file__isnull=False).exists()


def test_typing_on_sends_no_file_and_warns_of_it(site):
    page = site.page("Ben")
    page.goto(FORM)
    milestone_of(page).get_by_label("Files").set_input_files([REPORT])
    page.get_by_label(DOING).fill("We typed on.")
    expect(page.locator(".savebar")).to_contain_text("Chosen files are not sent yet")
    with page.expect_response(lambda answer: answer.request.headers.get("x-typing") == "1") as waiting:
        page.get_by_label(DOING).press_sequentially(" And on.")
    assert waiting.value.ok
    assert b"%PDF" not in (waiting.value.request.post_data_buffer or b"")
    assert not StoredFile.objects.exists()
    page.get_by_role("button", name="Send", exact=True).click()  # with the file; the day is missing
    expect(page.get_by_role("alert")).to_contain_text("Say when it was completed")
    assert the_report().updates.get(milestone__number=2).evidence.get().file.name == REPORT["name"]


def test_of_two_who_write_the_second_keeps_her_file(site, axe):
    ben, ana = site.page("Ben", java_script_enabled=False), site.page("Ana")
    for page in (ben, ana):
        page.goto(FORM)
    ben.get_by_label(DOING).fill("Ben's words.")
    ben.get_by_role("button", name="Save", exact=True).click()
    milestone = milestone_of(ana)
    milestone.get_by_label("Files").set_input_files([REPORT])
    milestone.get_by_role("button", name="Add").click()
    expect(ana.get_by_role("heading", name="Two people edited this")).to_be_visible()
    expect(ana.locator("#milestone-2").get_by_text("not saved yet")).to_be_visible()
    axe(ana)
    ana.get_by_role("button", name="Save mine on top").click()
    expect(ana.locator("#milestone-2").get_by_text("not saved yet")).to_have_count(0)
    assert the_report().updates.get(milestone__number=2).evidence.get().file.name == REPORT["name"]


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_two_in_one_form_see_each_other(site, axe, options):
    ana, ben = site.page("Ana"), site.page("Ben", **options)
    with ana.expect_response("**/presence/"):
        ana.goto(FORM)
    ben.goto(FORM)
    expect(ben.locator("#others")).to_contain_text("Ana has this open too, since")
    expect(ben.locator(".savebar")).to_contain_text("Ana has this open too, since")
    axe(ben)
    silent = site.page("Ben", java_script_enabled=False)
    silent.goto(FORM)
    expect(silent.locator("#others")).to_contain_text("Ana has this open too, since")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_text_is_looked_at_before_it_is_sent(site, axe, scripts):
    page = site.page("Ben", java_script_enabled=scripts)
    page.goto(FORM)
    page.get_by_label(DOING, exact=True).fill("## Workshops\n\n- one **held**")
    page.get_by_role("button", name=f"Preview {DOING}").press("Enter")
    shown = page.locator("#doing-preview")
    expect(shown.get_by_role("heading", name="Workshops")).to_be_visible()
    expect(shown.locator("li strong")).to_have_text("held")
    expect(page.locator("#next-preview")).to_be_hidden()
    if scripts:
        axe(page)
        page.get_by_role("button", name=f"Preview {DOING}").press("Enter")
        expect(shown).to_be_hidden()
