"""A plan made in Excel: what a workbook would add and change, what it is refused for, and what is kept."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from commitments.models import Commitment, WorkbookUpload
from commitments.operations.making import content_of, save_commitment
from commitments.tests.test_workspace import words_of
from commitments.tests.workbooks import changed
from plans.choices import PlanState
from plans.tests.factories import a_plan, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

PAGE = "/workspace/making/2027-29/workbook/"
FILE = f"{PAGE}plan.xlsx"

COMMITMENTS = [
    {
        "Number": "1",
        "Title": "Open registers",
        "What is promised": "We open the registers.",
        "Starts": "2027-07",
        "Due": "2028",
        "OGP values": "Civic participation; Public accountability",
        "New or ongoing": "new in this plan",
        "Resources": "Two people",
        "The public may read the resources": "Yes",
    },
    {"Number": "1.1", "Part of": "1", "Title": "The first register", "Starts": "throughout the plan"},
    {"Number": 2, "Title": "Answers", "What is promised": "=We answer."[1:]},
]
MILESTONES = [
    {"Commitment": "1", "Title": "List the registers", "Due": "2027-09-30"},
    {"Commitment": 1, "Title": "Open three", "Starts": "October 2027", "Due": "2028"},
    {"Commitment": "2", "Title": "Answer", "More about it": "All of them."},
]
LEADS = [
    {"Commitment": "1", "Agency": "Agency for Records", "Role": "Lead", "From": "2027-07-01"},
    {"Commitment": "1", "Agency": "Office for Data", "Role": "supporting"},
]


@pytest.fixture
def plan(cast):
    return a_plan("2027-29", state=PlanState.DEVELOPMENT, adopted_on=None)


@pytest.fixture
def ana(cast, plan, sign_in) -> Client:
    return sign_in(cast.ana)


def filled(content: bytes, *, first: int = 2, **sheets: list[dict]) -> bytes:
    """The workbook with rows written into its sheets from a row on, cells by the words over them."""

    def write(book):
        for name, rows in sheets.items():
            sheet = book[name]
            columns = {cell.value: cell.column for cell in sheet[1]}
            for place, row in enumerate(rows, start=first):
                for words, value in row.items():
                    sheet.cell(place, columns[words]).value = value

    return changed(content, write)


def upload(browser: Client, content: bytes):
    return browser.post(PAGE, {"file": SimpleUploadedFile("plan.xlsx", content)})


def dry_run(browser: Client, content: bytes):
    answer = upload(browser, content)
    assert answer.status_code == 302, words_of(answer)
    return browser.get(answer["Location"])


def keep(browser: Client, page):
    shown = re.search(r'name="shown" value="(\w+)"', page.content.decode())
    return browser.post(page.wsgi_request.path, {"action": "save", "shown": shown[1] if shown else ""})


def download(browser: Client) -> bytes:
    return browser.get(FILE).content


def written(browser: Client) -> None:
    """The plan as the workbook above makes it."""
    page = dry_run(
        browser, filled(download(browser), Commitments=COMMITMENTS, Milestones=MILESTONES, Leads=LEADS)
    )
    assert "Three commitments would change. Nothing is saved yet." in words_of(page), words_of(page)
    assert not Commitment.objects.exists()
    answer = keep(browser, page)
    assert answer.status_code == 302, words_of(answer)
    assert "Three commitments were saved. Nothing of it is public." in words_of(
        browser.get(answer["Location"])
    )


def test_ana_makes_a_plan_from_an_empty_workbook(ana, plan, cast):
    written(ana)
    first, part, second = plan.commitments.order_by("sort_key")
    said = content_of(first)
    assert (first.title, str(said.agreed_starts_on), str(said.agreed_due_on)) == (
        "Open registers",
        "2027-07",
        "2028",
    )
    assert said.values == ("civic-participation", "public-accountability")
    assert (said.work, said.resources_public) == ("new", True)
    assert [(one.title, str(one.agreed_due_on)) for one in said.milestones] == [
        ("List the registers", "2027-09-30"),
        ("Open three", "2028"),
    ]
    assert [(one.agency, one.role, str(one.from_on)) for one in said.leads] == [
        ("agency-for-records", "lead", "2027-07-01"),
        ("office-for-data", "supporting", "None"),
    ]
    assert (part.parent, content_of(part).agreed_starts_text) == (first, "throughout the plan")
    assert (second.number, second.milestones.get().description) == ("2", "All of them.")
    assert all(one.published_in is None for one in (first, part, second))


def test_the_plan_as_it_was_downloaded_changes_nothing(ana, plan):
    written(ana)
    versions = list(plan.commitments.values_list("number", "version"))
    page = dry_run(ana, changed(download(ana), lambda book: None))
    assert "Nothing would change." in words_of(page)
    assert keep(ana, page).status_code == 409
    assert list(plan.commitments.values_list("number", "version")) == versions


def test_one_cell_changes_one_commitment_and_leaves_the_rest_of_it(ana, plan):
    written(ana)
    before = {one.number: content_of(one) for one in plan.commitments.all()}
    page = dry_run(ana, filled(download(ana), first=3, Milestones=[{"Title": "Open four"}]))
    assert "One commitment would change and two stay as they are." in words_of(page)
    keep(ana, page)
    after = {one.number: content_of(one) for one in plan.commitments.all()}
    assert [one.title for one in after["1"].milestones] == ["List the registers", "Open four"]
    assert (after["1.1"], after["2"]) == (before["1.1"], before["2"])
    assert after["1"].leads == before["1"].leads


def test_emptied_rows_take_out_and_deleted_ones_leave_in(ana, plan):
    written(ana)

    def change(book):
        for name in "CDEF":
            book["Milestones"][f"{name}2"].value = None
        for name in "BCDEF":
            book["Leads"][f"{name}2"].value = None
        book["Milestones"].delete_rows(3)
        book["Commitments"].delete_rows(4)

    page = dry_run(ana, changed(download(ana), change))
    keep(ana, page)
    said = content_of(plan.commitments.get(number="1"))
    assert [one.title for one in said.milestones] == ["Open three"]
    assert [one.agency for one in said.leads] == ["office-for-data"]
    assert plan.commitments.count() == 3


@pytest.mark.parametrize(
    ("sheet", "row", "words"),
    [
        ("Commitments", {"Title": "Without a number"}, "Give the commitment a number"),
        ("Commitments", {"Number": "1", "Title": "Again"}, "The plan has a commitment 1 already."),
        ("Commitments", {"Number": "a b", "Title": "Odd"}, "number"),
        ("Commitments", {"Number": "4"}, "title"),
        ("Commitments", {"Number": "4", "Title": "x", "Part of": "9"}, "“Part of”: “9” is not in the list."),
        ("Commitments", {"Number": "4", "Title": "x", "Due": "3/4/2028"}, "“Due”: write a date as"),
        ("Commitments", {"Number": "4", "Title": "x", "Starts": "2029", "Due": "2028"}, "before"),
        (
            "Commitments",
            {"Number": "4", "Title": "x", "OGP values": "Kindness"},
            "“OGP values”: “Kindness” is not in the list. What would do:",
        ),
        ("Commitments", {"Number": "4", "Title": "x" * 201}, "“Title”: Ensure this value has at most 200"),
        ("Commitments", {"Number": "4", "Title": "=1+1"}, "(“Title”) holds a formula."),
        ("Milestones", {"Commitment": "9", "Title": "Of nothing"}, "There is no commitment “9”"),
        ("Milestones", {"Commitment": "2", "Due": "2028"}, "Give the milestone a title"),
        (
            "Leads",
            {"Commitment": "2", "Agency": "Nobody"},
            "“Agency”: “Nobody” is not in the list. What would do: ",
        ),
        (
            "Leads",
            {"Commitment": "2", "Agency": "Office for Data", "From": "soon"},
            "“From”: Enter a valid date.",
        ),
    ],
)
def test_what_the_page_would_refuse_is_refused_in_its_words(ana, plan, sheet, row, words):
    written(ana)
    page = dry_run(ana, filled(download(ana), first=8, **{sheet: [row]}))
    assert words in words_of(page)
    assert "is refused" in words_of(page)
    assert "go on without" not in words_of(page)
    assert keep(ana, page).status_code == 409
    assert plan.commitments.count() == 3


def test_a_commitment_is_taken_over_whole_or_not_at_all(ana, plan):
    written(ana)
    content = filled(
        download(ana), first=2, Commitments=[{"Title": "Better"}], Milestones=[{"Due": "3/4/2028"}]
    )
    content = filled(content, first=4, Commitments=[{"Title": "Replies"}])
    page = dry_run(ana, content)
    assert "One commitment would change, one is refused" in words_of(page)
    keep(ana, page)
    assert [one.title for one in plan.commitments.order_by("sort_key")][::2] == ["Open registers", "Replies"]


def test_a_commitment_somebody_saved_since_is_refused(ana, plan, cast):
    written(ana)
    content = filled(download(ana), Commitments=[{"Title": "Mine"}])
    first = plan.commitments.get(number="1")
    theirs = content_of(first).__class__(**{**vars(content_of(first)), "title": "Theirs"})
    save_commitment(plan=plan, commitment=first, version=first.version, content=theirs, by=cast.ana, now=at())
    page = dry_run(ana, content)
    assert "Somebody has saved this commitment since you downloaded it." in words_of(page)
    keep(ana, page)
    assert plan.commitments.get(number="1").title == "Theirs"


def test_what_moves_after_the_dry_run_is_shown_again(ana, plan, cast):
    written(ana)
    page = dry_run(ana, filled(download(ana), Commitments=[{"Title": "Mine"}]))
    first = plan.commitments.get(number="1")
    theirs = content_of(first).__class__(**{**vars(content_of(first)), "promise": "Theirs"})
    save_commitment(plan=plan, commitment=first, version=first.version, content=theirs, by=cast.ana, now=at())
    answer = keep(ana, page)
    assert answer.status_code == 409
    assert "Somebody has saved this commitment" in words_of(answer)
    assert plan.commitments.get(number="1").title == "Open registers"


def test_kept_twice_is_kept_once(ana, plan):
    page = dry_run(ana, filled(download(ana), Commitments=COMMITMENTS))
    assert keep(ana, page).status_code == 302
    assert "Three commitments were saved" in words_of(keep(ana, page))
    assert plan.commitments.count() == 3


def test_only_a_coordinator_and_only_before_adoption(ana, plan, cast, sign_in, client):
    page = dry_run(ana, filled(download(ana), Commitments=COMMITMENTS))
    path = page.wsgi_request.path
    for address in (PAGE, FILE, path):
        assert client.get(address).status_code == 302
        for other in (cast.ben, cast.bo, cast.chi, cast.dee):
            assert sign_in(other).get(address).status_code == 404
    plan.state, plan.adopted_on = PlanState.ADOPTED, a_plan("other").adopted_on
    plan.published_in = a_plan("another").published_in
    plan.save()
    assert "Download the plan" not in words_of(ana.get(PAGE))
    assert upload(ana, b"").status_code == 409
    assert keep(ana, page).status_code == 409
    assert not plan.commitments.exists()
    assert ana.post(path, {"action": "drop"}).status_code == 302
    assert not WorkbookUpload.objects.exists()


def test_a_wrong_file_says_why(ana):
    answer = upload(ana, b"nothing")
    assert answer.status_code == 422
    assert "This is not an Excel workbook" in words_of(answer)


def test_the_lists_are_those_of_the_portal(ana):
    book = load_workbook(BytesIO(download(ana)))
    assert book.sheetnames == ["Commitments", "Milestones", "Leads", "How to fill it in", "Lists"]
    listed = {cell.value for row in book["Lists"].iter_rows() for cell in row}
    assert {"Agency for Records", "Office for Data", "supporting", "Yes"} <= listed
