"""Published reports, read by everybody: from what was frozen, and from nothing else."""

import hashlib
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from commitments.tests.factories import a_commitment, a_lead
from plans.choices import PeriodKind
from plans.models import SourceDocument
from plans.tests.factories import a_plan
from reporting.choices import Completion
from reporting.models import CommitmentAssessment
from reporting.tests.factories import a_published_report, a_written_report
from reporting.words import judged_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

SLUG = "2025-27-mid-term-2026-02-28"
REPORT, DATA = f"/reports/{SLUG}/", f"/reports/{SLUG}.json"
COMMITMENT, PLAN = "/plans/2025-27/commitments/1/", "/plans/2025-27/"


def words_of(answer) -> str:
    """What a reader sees, without the tags."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return re.sub(r" ([.,:])", r"\1", words)


@pytest.fixture
def published(desk, cast):
    return a_published_report(desk.plan, cast.ana)


# ---- Unpublished -------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [REPORT, DATA])
def test_what_is_not_published_looks_as_if_it_did_not_exist(desk, cast, client, address):
    a_written_report(desk.plan, cast.ana)
    told = [client.get(one) for one in (address, address.replace("02-28", "02-27"))]
    assert [answer.status_code for answer in told] == [404, 404]
    assert told[0].content.replace(b"02-28", b"02-27") == told[1].content


@pytest.mark.parametrize("address", ["/", "/reports/", PLAN, COMMITMENT])
def test_a_draft_shows_on_no_public_page(desk, cast, client, address):
    a_written_report(desk.plan, cast.ana)
    page = client.get(address).content.decode()
    assert SLUG not in page
    assert "own account of the 2025" not in page
    assert "own account of 12" not in page
    assert "self-assessment, 2025" not in page


def test_without_a_report_the_list_says_so(desk, client):
    assert "No report has been published yet." in words_of(client.get("/reports/"))


# ---- The report ----------------------------------------------------------------------------------------


def test_a_report_is_read_whole(published, client):
    page = client.get(REPORT)
    text = page.content.decode()
    assert (
        "The government’s own account of the 2025–27 plan, up to 28 February 2026. "
        "It judges one part, and finds it substantial." in words_of(page)
    )
    for chapter in published.published_draft.content["chapters"]:
        assert f'<a href="#{chapter["slug"]}">' in text
        assert f'<section id="{chapter["slug"]}"' in text
        assert f"Words on {chapter['title']}." in words_of(page)
    assert "Published: 12 March 2026" in words_of(page)
    assert "Cite this report" in words_of(page)
    assert f'href="{DATA}"' in text


def test_what_changes_afterwards_changes_nothing_in_it(desk, published, client):
    before = client.get(REPORT).content
    published.chapters.update(text="Rewritten behind its back.")
    published.parts.update(completion=Completion.LIMITED, results="Rewritten.")
    desk.commitment.milestones.update(title="Renamed")
    desk.commitment.title = "Renamed"
    desk.commitment.save()
    assert client.get(REPORT).content == before


def test_a_report_that_was_brought_in_names_its_document(published, client):
    published.source = SourceDocument.objects.create(slug="report-2016", title="The report of 2016")
    published.source_at = "Annex 1"
    published.save()
    page = words_of(client.get(REPORT))
    assert "Brought in from The report of 2016, Annex 1" in page
    assert "Texts are short summaries in our own words." in page


def test_a_chapter_without_words_says_why(published, client):
    draft = published.published_draft
    for chapter in draft.content["chapters"]:
        chapter["text"] = ""
    draft.save()
    assert "Nothing was written in this chapter." in words_of(client.get(REPORT))
    published.source = SourceDocument.objects.create(slug="report-2016", title="The report of 2016")
    published.save()
    assert "This chapter is not in our sources." in words_of(client.get(REPORT))


def test_the_data_is_exactly_what_was_frozen(published, client):
    answer = client.get(DATA)
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == f'attachment; filename="{SLUG}.json"'
    assert answer["Link"].endswith('; rel="license"')
    assert answer["X-Edition"] == str(published.published_in_id)
    assert answer.json() == published.published_draft.content
    digest = hashlib.sha256(answer.content).hexdigest()
    assert digest == published.published_draft.digest
    assert digest in client.get(REPORT).content.decode()


def test_the_panels_words_about_drafts_are_not_in_the_data(published, client):
    assert "asked" not in client.get(DATA).json()


@pytest.mark.parametrize("address", ["/reports/", REPORT, DATA])
def test_a_reader_is_told_when_nothing_has_changed(published, client, address):
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


# ---- The list, and the pages of others --------------------------------------------------------------


def test_the_list_is_by_plan_the_newest_first(desk, cast, published, client):
    a_published_report(desk.plan, cast.ana, kind=PeriodKind.PROGRESS, ends_on=date(2025, 12, 31))
    page = words_of(client.get("/reports/"))
    assert "Two reports are published here, the newest on 12 March 2026." in page
    assert page.index("Mid-term self-assessment, 2025–27") < page.index("Progress bulletin, 2025–27")
    assert "It judges one part, and finds it substantial." in page


def test_home_and_plan_name_the_published_reports(desk, published, client):
    for address in ("/", PLAN):
        page = client.get(address)
        assert "Published reports" in words_of(page)
        assert f'href="{REPORT}"' in page.content.decode()
    assert SLUG not in client.get(f"{PLAN}?on=2026-02-27").content.decode()


def test_a_plan_names_its_own_reports_only(desk, cast, published, client):
    other = a_plan("2027-29", title="Action plan 2027–29", short_title="2027–29")
    a_lead(a_commitment(other), cast.records)
    assert SLUG not in client.get("/plans/2027-29/").content.decode()


def test_a_commitment_says_how_far_the_government_itself_finds_it(desk, published, client):
    page = client.get(COMMITMENT)
    assert "Substantial, by the government’s own account of 12 March 2026." in words_of(page)
    assert f'href="{REPORT}"' in page.content.decode()
    assert SLUG not in client.get(f"{COMMITMENT}?on=2026-02-27").content.decode()


def test_a_commitment_of_several_parts_lists_them_where_they_differ(desk, published, client):
    CommitmentAssessment.objects.create(
        assessment=published,
        commitment=desk.commitment,
        position=2,
        name="Result 2",
        completion="substantial",
    )
    words = "Substantial in all two parts, by the government’s own account of 12 March 2026."
    assert words in words_of(client.get(COMMITMENT))
    published.parts.filter(position=2).update(completion="limited")
    page = words_of(client.get(COMMITMENT))
    assert "Not the same in its two parts, by the government’s own account of 12 March 2026." in page
    assert "1 Promise 1: Substantial Result 2: Limited" in page


@pytest.mark.parametrize(
    ("completions", "words"),
    [
        ([], ""),
        (["limited"], "It judges one part, and finds it limited."),
        (["substantial"] * 14, "It judges fourteen parts, and finds all of them substantial."),
        (
            ["completed", "limited", "substantial", "limited"],
            "Of four parts that it judges it finds one completed, one substantial and two limited.",
        ),
    ],
)
def test_how_far_the_parts_are_is_said_in_one_sentence(completions, words):
    assert judged_words(completions) == words


def test_words_of_a_report_are_inert(published):
    draft = published.published_draft
    for chapter in draft.content["chapters"]:
        chapter["text"] = chapter["title"] = '<script>alert(1)</script>{{7*7}}"><img src=x onerror=alert(1)>'
    draft.content["report"]["title"] = draft.content["report"]["publisher"] = "<script>alert(1)</script>"
    draft.save()
    text = Client().get(REPORT).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
