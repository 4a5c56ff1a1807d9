"""Rows in Excel, there and back: what an upload would change, what it is refused for, and what is saved."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from commitments.choices import LeadRole, Stage
from commitments.forms.reports import MilestoneForm, TextsForm
from commitments.forms.workbook import DryRun
from commitments.models import ProgressReport, StageUpdate, WorkbookUpload
from commitments.operations import workbook
from commitments.operations.reports import ReportContent, content_of
from commitments.operations.workbook import Taken, erase_workbooks, take_over_workbook
from commitments.record.rounds import lines_of
from commitments.rules import Link
from commitments.tests.factories import (
    COMPLETED,
    DELAYED,
    UNDERWAY,
    a_commitment,
    a_lead,
    a_milestone,
    a_stage,
    some_content,
)
from commitments.tests.test_workspace import words_of
from commitments.tests.workbooks import address, changed, with_cells
from commitments.workbook.columns import MILESTONES, TEXT_LABELS, TOO_LONG, rows_in, texts_of
from commitments.workbook.rows import reports_in_hand
from plans.dates import PartialDate
from plans.operations.periods import close_period
from plans.rules import Stale
from plans.tests.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

PAGE = "/workspace/plans/2025-27/periods/2025-12-to-02/workbook/"
ROWS = f"{PAGE}rows.xlsx"
GRID = "/workspace/plans/2025-27/periods/2025-12-to-02/grid/"
FORM = "/workspace/plans/2025-27/commitments/1/2025-12-to-02/"
TEXTS = texts_of("progress")


@pytest.fixture
def ben(cast, desk, sign_in) -> Client:
    return sign_in(cast.ben)


@pytest.fixture
def ana(cast, desk, sign_in) -> Client:
    return sign_in(cast.ana)


def rows_of(browser: Client) -> bytes:
    answer = browser.get(ROWS)
    assert answer.status_code == 200
    return answer.content


def upload(browser: Client, content: bytes, name: str = "rows.xlsx"):
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def dry_run(browser: Client, content: bytes):
    """The page that shows what an upload would change."""
    answer = upload(browser, content)
    assert answer.status_code == 302, words_of(answer)
    return browser.get(answer["Location"])


def confirm(browser: Client, page, **data):
    shown = re.search(r'name="shown" value="(\w+)"', page.content.decode())
    data = {"action": "save", "shown": shown[1] if shown else ""} | data
    return browser.post(page.wsgi_request.path, data)


def cell(name: str, place: int = 2) -> str:
    return address(name, place)


def text_cell(name: str, place: int = 2) -> str:
    return address(name, place, TEXTS)


def changes(browser: Client, **cells: object):
    """What a workbook would change in which some cells of the first row were written over."""
    return dry_run(browser, with_cells(rows_of(browser), {cell(name): text for name, text in cells.items()}))


# ---- What goes out ---------------------------------------------------------------------------------------


def test_ben_downloads_his_rows_filled_in_with_what_is_kept_or_was_published(ben, desk, cast):
    a_stage(desk.commitment.milestones.get(number=1), UNDERWAY, "2025-11-30")
    desk.save(cast.ben, content=some_content(stages={2: DELAYED}))
    book = load_workbook(BytesIO(rows_of(ben)))
    assert book.sheetnames == ["Milestones", "Texts", "How to fill it in", "Lists"]
    sheet = book["Milestones"]
    rows = [[one.value or "" for one in row[:13]] for row in sheet.iter_rows()]
    assert rows[0] == [str(column.label) for column in MILESTONES.columns[:13]]
    first, second, third = rows[1:]
    assert first[:6] == ["1", "1.1", "Step 1", "June 2026", "Underway", "Underway"]
    assert second[4:9] == [
        "Not reported",
        "Some delays",
        "Approvals",
        "Two agencies still have to agree.",
        "2026-09",
    ]
    assert third[4:6] == ["Not reported", ""]
    assert [one.value for one in book["Texts"][2]][2:4] == ["We met the agencies.", "We meet them again."]


def test_only_what_may_be_changed_is_open(ben):
    book = load_workbook(BytesIO(rows_of(ben)))
    for table, sheet in ((MILESTONES, book["Milestones"]), (TEXTS, book["Texts"])):
        assert sheet.protection.sheet
        assert sheet.freeze_panes
        for column, one in zip(table.columns, sheet[2], strict=True):
            assert one.protection.locked is not column.is_open
        assert sheet.column_dimensions[sheet[2][len(table.columns) - 1].column_letter].hidden
    assert book["Lists"].sheet_state == "hidden"
    lists = {
        rule.formula1 for rule in book["Milestones"].data_validations.dataValidation if rule.type == "list"
    }
    assert lists == {"Lists!$A$1:$A$4", "Lists!$B$1:$B$6"}
    assert [one.value for one in book["Lists"]["A"][:4]] == [str(stage.label) for stage in Stage]


def test_the_words_over_the_columns_are_those_of_the_form():
    labels = {name: str(one.label) for name, one in MilestoneForm.base_fields.items() if one.label}
    same = {column.name: str(column.label) for column in MILESTONES.open_columns if column.name in labels}
    assert same == {name: labels[name] for name in same}
    assert str(MILESTONES.column("expected_on").label) == labels["when"]
    assert {name: str(label) for name, label in TEXT_LABELS.items()} == {
        name: str(one.label) for name, one in TextsForm.base_fields.items()
    }


def test_a_milestone_published_as_completed_has_no_row(ben, desk):
    done = replace(COMPLETED, completed_on=PartialDate.parse("2025-10"))
    a_stage(desk.commitment.milestones.get(number=3), done, "2025-11-30")
    assert load_workbook(BytesIO(rows_of(ben)))["Milestones"].max_row == 3


def test_what_cannot_be_written_now_is_left_out_and_said(ben, desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    book = load_workbook(BytesIO(rows_of(ben)))
    assert book["Milestones"].max_row == 1
    said = " ".join(
        str(one.value) for row in book["How to fill it in"].iter_rows() for one in row if one.value
    )
    assert "Commitment 1: This report has been sent" in said
    page = words_of(ben.get(PAGE))
    assert "There is nothing to fill in" in page
    assert "Download my rows" not in page


def test_ana_has_the_rows_of_all_agencies_and_bea_her_own(ana, desk, cast, sign_in):
    other = a_commitment(desk.plan, "2")
    a_milestone(other, 1)
    a_lead(other, cast.data, LeadRole.SUPPORTING)
    assert load_workbook(BytesIO(rows_of(ana)))["Milestones"].max_row == 5
    sheet = load_workbook(BytesIO(rows_of(sign_in(cast.bea))))["Milestones"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["2.1"]


def test_who_may_open_it(desk, cast, sign_in, client):
    for address_ in (PAGE, ROWS, f"{PAGE}some-key/"):
        assert client.get(address_).status_code == 302
        assert sign_in(cast.bo).get(address_).status_code == 403
        for stranger in (cast.bea, cast.chi, cast.dee):
            assert sign_in(stranger).get(address_).status_code == 404
    assert sign_in(cast.ben).get(PAGE.replace("2025-12", "2024-12")).status_code == 404


def test_downloading_and_looking_write_nothing(ben):
    page = changes(ben, stage="Underway")
    with CaptureQueriesContext(connection) as queries:
        ben.get(PAGE)
        ben.get(ROWS)
        ben.get(page.wsgi_request.path)
    assert not [one for one in queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", one["sql"])]


def test_the_number_of_queries_does_not_grow_with_the_rows(ben, desk, cast):
    def count() -> list[int]:
        found = []
        for address_ in (ROWS, PAGE, dry_run(ben, rows_of(ben)).wsgi_request.path):
            with CaptureQueriesContext(connection) as queries:
                ben.get(address_)
            found.append(len(queries))
        return found

    a_stage(desk.commitment.milestones.get(number=1), DELAYED, "2025-11-30")
    desk.save(cast.ben)
    before = count()
    for number in range(2, 6):
        commitment = a_commitment(desk.plan, str(number))
        a_lead(commitment, cast.records)
        for place in range(1, 8):
            a_stage(a_milestone(commitment, place), DELAYED, "2025-11-30")
    assert count() == before


# ---- What comes back --------------------------------------------------------------------------------------


def test_a_workbook_as_it_was_downloaded_changes_nothing(ben, desk, cast):
    a_stage(desk.commitment.milestones.get(number=1), DELAYED, "2025-11-30")
    desk.save(cast.ben)
    page = dry_run(ben, rows_of(ben))
    assert "Nothing would change." in words_of(page)
    assert "Save" not in words_of(page).split("Go on")[1]
    assert confirm(ben, page).status_code == 409
    assert desk.report.version == 2


def test_as_excel_saves_it_it_changes_nothing_either(ben, desk, cast):
    desk.save(cast.ben, content=some_content(doing="One.\n\nTwo."))
    page = dry_run(ben, changed(rows_of(ben), lambda book: None))
    assert "Nothing would change." in words_of(page)


def test_one_changed_cell_changes_one_row(ben, desk, cast):
    desk.save(cast.ben)
    before = content_of(desk.report)
    page = dry_run(ben, with_cells(rows_of(ben), {cell("note"): "We began."}))
    assert "One row would change and three stay as they are. Nothing is saved yet." in words_of(page)
    assert "1.1 Step 1" in words_of(page)
    assert content_of(desk.report) == before
    answer = confirm(ben, page)
    assert answer.status_code == 302
    assert "One row was saved." in words_of(ben.get(answer["Location"]))
    stages = {**before.stages, 1: replace(UNDERWAY, note="We began.")}
    assert content_of(desk.report) == replace(before, stages=stages)
    assert desk.report.history.first().history_user == cast.ben


def test_a_row_says_all_that_the_form_says(ben, desk):
    cells = {
        cell("stage"): "some delays",
        cell("reason"): "Approvals",
        cell("reason_words"): " Two agencies still have to agree. ",
        cell("expected_on"): "September 2026",
        cell("stage", 3): "Completed",
        cell("completed_on", 3): "2026-02",
        cell("evidence_url", 3): "example.org/proof",
        cell("evidence_title", 3): "The proof",
        cell("stage", 4): "Some delays",
        cell("expected_on", 4): "Not known yet",
    }
    content = with_cells(rows_of(ben), cells)
    content = with_cells(content, {text_cell("doing"): "We met.", text_cell("next"): 2}, "Texts")
    page = dry_run(ben, content)
    assert "Four rows would change. Nothing is saved yet." in words_of(page), words_of(page)[:3000]
    assert "Still missing before it can be sent: Choose the main reason for the delay." in words_of(page)
    assert confirm(ben, page).status_code == 302
    kept = content_of(desk.report)
    proof = replace(COMPLETED, evidence=(Link("https://example.org/proof", "The proof"),))
    assert (kept.stages[1], kept.stages[2]) == (DELAYED, proof)
    assert kept.stages[3].expected_not_known
    assert (kept.doing, kept.next) == ("We met.", "2")


def test_a_text_alone_begins_the_report(ben, desk):
    page = dry_run(ben, with_cells(rows_of(ben), {text_cell("doing"): "We met."}, "Texts"))
    confirm(ben, page)
    assert content_of(desk.report) == ReportContent(doing="We met.")


def test_emptying_a_row_takes_back_what_was_kept(ben, desk, cast):
    desk.save(cast.ben)
    names = ("stage", "reason", "reason_words", "expected_on")
    page = dry_run(ben, with_cells(rows_of(ben), {cell(name, 3): None for name in names}))
    confirm(ben, page)
    assert set(content_of(desk.report).stages) == {1, 3}


def test_what_belongs_to_another_stage_is_left_out_and_said(ben, desk, cast):
    desk.save(cast.ben)
    page = dry_run(ben, with_cells(rows_of(ben), {cell("stage", 3): "Underway"}))
    assert "“What is holding it up?” belongs to another stage and is left out." in words_of(page)
    confirm(ben, page)
    assert content_of(desk.report).stages[2] == UNDERWAY


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        (
            "stage",
            "Nearly there",
            "“Stage now”: “Nearly there” is not in the list. What would do: Not started, Underway,"
            " Some delays, Completed.",
        ),
        (
            "reason",
            "Weather",
            "“What is the main reason?”: “Weather” is not in the list. What would do: Funding,",
        ),
        (
            "expected_on",
            "3/4/2026",
            "“When do you now expect it?”: write a date as 2026-09-30, 2026-09 or 2026.",
        ),
        ("completed_on", "soon", "“When was it completed?”: write a date as"),
        (
            "evidence_url",
            "javascript:alert(1)",
            "“Link to the evidence”: Give an address that a browser opens, such as https://example.org/page.",
        ),
        ("evidence_title", "x" * 201, "“What it shows”: Ensure this value has at most 200 characters"),
        ("note", "x" * 20_001, "“What happened”: Ensure this value has at most 20000 characters"),
        ("note", "=1+1", "M2 (“What happened”) holds a formula. Write the words or the date themselves."),
        ("note", "#REF!", "M2 (“What happened”) holds an error of Excel."),
    ],
)
def test_what_the_form_would_refuse_is_refused_in_its_words(ben, desk, name, typed, words):
    page = changes(ben, **{name: typed})
    assert "Nothing would change and one is refused." in words_of(page)
    assert words in words_of(page)
    assert "go on without" not in words_of(page)
    assert confirm(ben, page).status_code == 409
    assert not ProgressReport.objects.exists()


def test_an_expected_date_before_the_current_one_is_told_in_the_words_of_the_form(ben, desk):
    page = changes(ben, stage="Some delays", reason="Funding", reason_words="We wait.", expected_on="2026-05")
    said = "May 2026 is before the current date, June 2026: that is no delay."
    assert f"Still missing before it can be sent: {said}" in words_of(page)
    confirm(ben, page)
    assert f"Milestone 1: {said}" in words_of(ben.get(FORM))
    assert said in words_of(ben.get(GRID))


def test_what_is_refused_does_not_hold_back_the_others(ben, desk):
    content = with_cells(rows_of(ben), {cell("stage"): "Nearly there", cell("stage", 3): "Underway"})
    page = dry_run(ben, content)
    assert "One row would change, one is refused and two stay as they are." in words_of(page)
    assert "or go on without them" in words_of(page)
    confirm(ben, page)
    assert content_of(desk.report).stages == {2: UNDERWAY}


def test_what_is_there_to_be_read_is_not_taken_over_and_said(ben, desk):
    page = changes(ben, title="A better title", due="2030")
    assert "“Title” is there to be read; what was changed in it is not taken over." in words_of(page)
    assert "Nothing would change." in words_of(page)


def test_rows_that_cannot_be_told_are_refused(ben, desk):
    for cells, words in (
        ({cell("key"): None}, "Nothing tells which milestone this row is about."),
        ({cell("key"): "made up"}, "Nothing tells which milestone this row is about."),
        ({cell("key"): "2025-27/2025-12-to-02/9/1/x"}, "This row is none of yours."),
        ({cell("key"): "2025-27/2025-12-to-02/1/9/x"}, "This row is none of yours."),
        ({cell("key"): "2025-27/2025-09-to-11/1/1/x"}, "This row is of another plan or period."),
        ({cell("key"): "2025-27/2025-12-to-02/1/texts/x"}, "Nothing tells which milestone"),
        ({cell("milestone"): "1.2"}, "The numbers in this row are not those that it was downloaded with."),
        ({cell("note", 9): "A new milestone"}, "Rows cannot be added here"),
    ):
        assert words in words_of(dry_run(ben, with_cells(rows_of(ben), {cell("stage"): "Underway", **cells})))


def test_two_rows_for_one_milestone_are_both_refused(ben, desk):
    def repeat(book):
        sheet = book["Milestones"]
        for at_column, one in enumerate(sheet[2], start=1):
            sheet.cell(6, at_column).value = one.value
        sheet[cell("stage", 6)].value = "Underway"

    page = words_of(dry_run(ben, changed(rows_of(ben), repeat)))
    assert "two are refused" in page
    assert "Several rows are about the same thing: 2, 6." in page


def test_rows_in_another_order_and_fewer_of_them_are_fine(ben, desk):
    def sort(book):
        sheet = book["Milestones"]
        sheet.delete_rows(2)
        sheet.insert_rows(2)
        sheet.move_range("A4:N4", rows=-2)
        sheet[cell("stage", 2)].value = "Underway"

    page = dry_run(ben, changed(rows_of(ben), sort))
    confirm(ben, page)
    assert content_of(desk.report).stages == {3: UNDERWAY}


def test_rows_of_somebody_elses_commitment_are_none_of_his(ben, ana, desk, cast):
    other = a_commitment(desk.plan, "2")
    a_lead(other, cast.data)
    a_milestone(other, 1)
    content = with_cells(rows_of(ana), {cell("stage", 5): "Underway"})
    assert "This row is none of yours." in words_of(dry_run(ben, content))
    page = dry_run(ana, content)
    confirm(ana, page)
    assert StageUpdate.objects.get().milestone.commitment == other


def test_a_wrong_file_says_why_and_keeps_the_page(ben):
    answer = upload(ben, b"not a workbook")
    assert answer.status_code == 422
    assert '<a href="#file">This is not an Excel workbook (.xlsx).</a>' in answer.content.decode()
    assert ben.post(PAGE, {}).status_code == 422
    assert ben.post(PAGE, {"file": "a string"}).status_code == 422
    assert not WorkbookUpload.objects.exists()


# ---- Others write too ------------------------------------------------------------------------------------


def test_a_row_somebody_saved_since_is_refused_by_itself(ben, desk, cast):
    content = with_cells(rows_of(ben), {cell("stage"): "Underway", cell("stage", 3): "Underway"})
    desk.save(cast.ana, content=some_content(stages={1: DELAYED}))
    page = dry_run(ben, content)
    assert "Somebody has saved this since you downloaded it." in words_of(page)
    confirm(ben, page)
    assert content_of(desk.report).stages == {1: DELAYED, 2: UNDERWAY}


def test_a_text_somebody_saved_since_is_refused_by_itself(ben, desk, cast):
    content = with_cells(rows_of(ben), {text_cell("doing"): "Mine."}, "Texts")
    desk.save(cast.ana, content=some_content(doing="Theirs.", stages={}))
    assert "Somebody has saved this since you downloaded it." in words_of(dry_run(ben, content))
    assert desk.report.doing == "Theirs."


def test_what_moves_after_the_dry_run_is_shown_again_and_nothing_is_saved(ben, desk, cast):
    page = changes(ben, stage="Underway")
    desk.save(cast.ana, content=some_content(stages={2: DELAYED}))
    answer = confirm(ben, page)
    assert answer.status_code == 409
    assert "Something has changed since you looked" in words_of(answer)
    assert set(content_of(desk.report).stages) == {2}
    answer.wsgi_request.path = page.wsgi_request.path
    assert confirm(ben, answer).status_code == 302
    assert content_of(desk.report).stages == {1: UNDERWAY, 2: DELAYED}


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_report_sent_or_a_period_closed_meanwhile_takes_no_rows(ben, desk, cast, is_closed):
    desk.save(cast.ben)
    content = with_cells(rows_of(ben), {cell("note"): "We began."})
    page = dry_run(ben, content)
    if is_closed:
        close_period(period=desk.period, by=cast.ana, now=at())
        words = "This period is closed"
    else:
        desk.submit(cast.ana)
        words = "This report has been sent"
    answer = confirm(ben, page)
    assert answer.status_code == 409
    assert words in words_of(answer)
    assert words in words_of(dry_run(ben, content))
    assert content_of(desk.report).stages[1] == UNDERWAY


def test_saved_twice_is_saved_once(ben, desk):
    page = changes(ben, stage="Underway")
    assert confirm(ben, page).status_code == 302
    version = desk.report.version
    answer = confirm(ben, page)
    assert answer.status_code == 200
    assert "One row was saved." in words_of(answer)
    assert desk.report.version == version


def test_everything_or_nothing(ben, desk, cast, monkeypatch):
    other = a_commitment(desk.plan, "2")
    a_lead(other, cast.records)
    a_milestone(other, 1)
    page = dry_run(ben, with_cells(rows_of(ben), {cell("stage"): "Underway", cell("stage", 5): "Underway"}))
    save = workbook.save_report

    def one_moves(*, commitment, **more):
        if commitment == other:
            more["version"] += 7
            desk_report = save(
                commitment=commitment, **more | {"version": 0, "content": ReportContent(doing="x")}
            )
            return save(commitment=commitment, **more | {"version": desk_report.version + 1})
        return save(commitment=commitment, **more)

    monkeypatch.setattr(workbook, "save_report", one_moves)
    assert confirm(ben, page).status_code == 409
    assert not ProgressReport.objects.exists()
    assert WorkbookUpload.objects.get().taken_at is None


# ---- Whose upload it is ------------------------------------------------------------------------------------


def test_an_upload_is_its_senders_and_nobody_elses(ben, ana, desk):
    page = changes(ben, stage="Underway")
    path = page.wsgi_request.path
    assert ana.get(path).status_code == 404
    assert confirm(ana, page).status_code == 404
    assert ben.get(path.replace("2025-12-to-02", "2025-09-to-11")).status_code == 404


def test_a_dropped_upload_is_forgotten_and_a_newer_one_replaces_an_older(ben, desk):
    first = changes(ben, stage="Underway")
    second = changes(ben, stage="Not started")
    assert ben.get(first.wsgi_request.path).status_code == 404
    assert ben.post(second.wsgi_request.path, {"action": "drop"})["Location"] == PAGE
    assert not WorkbookUpload.objects.exists()
    assert ben.post(second.wsgi_request.path, {"action": "drop"}).status_code in (302, 404)


def test_rows_are_forgotten_when_they_are_saved_and_all_after_a_day(ben, desk):
    page = changes(ben, stage="Underway", note="canary")
    assert "canary" in str(WorkbookUpload.objects.get().rows)
    confirm(ben, page)
    assert WorkbookUpload.objects.get().rows == {"taken": {"rows": 1, "reports": ["1"]}}
    assert erase_workbooks(now=at(hour=13)) == 0
    assert erase_workbooks(now=at().replace(day=13, hour=13)) == 1


def test_who_loses_the_role_meanwhile_saves_nothing(ben, desk, cast):
    page = changes(ben, stage="Underway")
    cast.ben.memberships.update(until_on=at().replace(day=11).date())
    assert confirm(ben, page).status_code in (403, 404)
    assert not ProgressReport.objects.exists()


# ---- As on the page -----------------------------------------------------------------------------


def test_an_unchanged_workbook_says_what_an_unchanged_form_says(ben, desk, cast):
    """Whatever is kept: the row that comes back is the form as it was opened."""
    for said in (UNDERWAY, DELAYED, COMPLETED, replace(DELAYED, expected_on=None, expected_not_known=True)):
        desk.save(
            cast.ben,
            version=getattr(desk.commitment.reports.first(), "version", 0),
            content=some_content(stages={1: said, 2: replace(said, note="More.")}),
        )
        kept = content_of(desk.report)
        for place, number in ((2, 1), (3, 2)):
            page = dry_run(ben, with_cells(rows_of(ben), {cell("note", place): "Changed."}))
            confirm(ben, page)
            assert content_of(desk.report).stages[number] == replace(kept.stages[number], note="Changed.")
        assert len(lines_of(desk.commitment, desk.period, at().date())) == 3


def test_a_text_too_long_for_a_cell_stays_as_it_is(ben, desk, cast):
    long = "𝒳" * 17_000
    desk.save(cast.ben, content=some_content(doing=long))
    content = rows_of(ben)
    assert load_workbook(BytesIO(content))["Texts"][text_cell("doing")].value == str(TOO_LONG)
    page = dry_run(ben, with_cells(content, {text_cell("next"): "Next."}, "Texts"))
    confirm(ben, page)
    assert (desk.report.doing, desk.report.next) == (long, "Next.")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "<r><t>x</t></r>", "_x0041_", "\uff1d1+1"])
def test_hostile_words_are_kept_as_words_and_go_out_as_words(ben, desk, text):
    """Typed in the form or in a cell, they are no formula in the next workbook, nor a change in it."""
    confirm(ben, dry_run(ben, typed_as_text(rows_of(ben), {cell("note"): text, cell("stage"): "Underway"})))
    assert content_of(desk.report).stages[1].note == text
    content = rows_of(ben)
    for sheet in load_workbook(BytesIO(content)).worksheets:
        assert not [one for row in sheet.iter_rows() for one in row if one.data_type == "f"]
    assert "Nothing would change." in words_of(dry_run(ben, content))


def typed_as_text(content: bytes, cells: dict[str, str]) -> bytes:
    """As Excel saves words that were typed into a cell of texts: never as a formula."""

    def write(book):
        for at_cell, text in cells.items():
            book["Milestones"][at_cell].value = text
            book["Milestones"][at_cell].data_type = "s"

    return changed(content, write)


# ---- At once -------------------------------------------------------------------------------------------


def taken_from(upload: WorkbookUpload, cast, desk) -> list[Taken]:
    reports = reports_in_hand(desk.plan, desk.period, cast.ben, at().date())
    run = DryRun(reports=reports, period=desk.period, rows=rows_in(upload.rows), on=at().date())
    return run.contents


@pytest.fixture
def waiting(ben, desk, cast) -> tuple[WorkbookUpload, list[Taken]]:
    """A report with a draft, and an upload that would change its first milestone."""
    desk.save(cast.ben, content=some_content(stages={1: UNDERWAY}))
    changes(ben, note="From the workbook.")
    upload = WorkbookUpload.objects.get()
    return upload, taken_from(upload, cast, desk)


def at_once(count: int, press) -> list:
    def alone(place):
        try:
            return press(place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(alone, range(count)))


@pytest.mark.django_db(transaction=True)
def test_ten_presses_on_save_save_once(waiting, cast, desk):
    upload, contents = waiting
    version = desk.report.version

    def press(_):
        take_over_workbook(upload=upload, contents=contents, rows=1, by=cast.ben, now=at())

    at_once(10, press)
    assert desk.report.version == version + 1
    assert content_of(desk.report).stages[1].note == "From the workbook."


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_races_ten_forms_loses_nothing_and_doubles_nothing(waiting, cast, desk):
    """One of them saves; the others are told, and nothing of theirs is mixed into it."""
    upload, contents = waiting
    version = desk.report.version

    def press(place):
        try:
            if place == 5:
                take_over_workbook(upload=upload, contents=contents, rows=1, by=cast.ben, now=at())
            else:
                note = f"From form {place}."
                content = some_content(stages={1: replace(UNDERWAY, note=note)})
                desk.save(cast.ana, version=version, content=content)
        except Stale:
            return None
        return place

    saved = [place for place in at_once(10, press) if place is not None]
    assert len(saved) == 1
    kept = content_of(desk.report).stages[1].note
    assert kept == ("From the workbook." if saved == [5] else f"From form {saved[0]}.")
    assert bool(WorkbookUpload.objects.get().taken_at) == (saved == [5])
    assert StageUpdate.objects.count() == 1
    assert desk.report.version == version + 1


@pytest.mark.django_db(transaction=True)
def test_an_upload_among_nineteen_forms_that_try_again_loses_no_word(waiting, cast, desk):
    """Each reads what stands by then and comes again until it is kept: each word once, and the row."""
    upload, _ = waiting

    def press(place):
        while True:
            report = desk.commitment.reports.get()
            kept = content_of(report)
            try:
                if place == 7:
                    contents = taken_from(upload, cast, desk)
                    assert contents, "what others write elsewhere does not refuse the row"
                    take_over_workbook(upload=upload, contents=contents, rows=1, by=cast.ben, now=at())
                else:
                    words = replace(kept, doing=f"{kept.doing} word-{place}".strip())
                    desk.save(cast.ana, version=report.version, content=words)
            except Stale:
                continue
            return

    at_once(20, press)
    kept = content_of(desk.report)
    words = sorted(word for word in kept.doing.split() if word.startswith("word-"))
    assert words == sorted(f"word-{place}" for place in range(20) if place != 7)
    assert kept.stages[1].note == "From the workbook."
    assert StageUpdate.objects.count() == 1
