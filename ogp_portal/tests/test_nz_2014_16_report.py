"""New Zealand's mid-term report of 2016: on its page, as data, through the API, and drafted anew."""

import re
from datetime import date

import pytest
from django.utils import timezone

from plans.choices import PeriodKind
from plans.models import ActionPlan
from reporting.models import SelfAssessment
from reporting.operations.drafting import digest, draft_report
from reporting.operations.writing import missing_in

from .test_nz_2014_16 import DIA, LABELS, LINZ, SSC, TICKS, matrix, said

PAGE, DATA = "/reports/nz-2014-16-mid-term/", "/reports/nz-2014-16-mid-term.json"

# The contents page of 2016: what it prints, the chapter here, and words that show it is there.
CONTENTS = (
    ("1 Introduction", "introduction", "four commitments"),
    ("1 Introduction, table of commitments", "matrix", "Focus on Action 13"),
    ("2 National Action Plan Process", "process", "State Services Commission"),
    ("2 Consultation during National Action Plan development", "process", "four public meetings"),
    ("3 Action Plan Reporting", "progress", "fourteen parts"),
    ("3 Better Public Services Results Programme", "commitment-1", "ten Results in five areas"),
    ("3 its case studies", "cases", "Weymouth early childhood education"),
    ("3 its case studies", "cases", "Bringing Ngāpuhi children home"),
    ("3 its case studies", "cases", "Occupation Outlook App"),
    ("3 its case studies", "cases", "A better public services approach to dispute resolution"),
    ("3 Focus on Result 10", "commitment-1-1", "1,500 people"),
    ("3 its case study", "cases", "The Assisted Digital programme"),
    ("3 Government ICT Strategy and Action Plan to 2017", "commitment-2", "57 of its 107 actions"),
    ("3 its case study", "cases", "The Government Online Engagement Service (GOES)"),
    ("3 Focus on Action Area 4: Open by default", "commitment-2-1", "3,442 open datasets"),
    ("3 its case studies", "cases", "Land, Air, Water Aotearoa"),
    ("3 its case studies", "cases", "Chief executive expenses, gifts and hospitality disclosures"),
    ("3 National Integrity System Assessment report", "commitment-3", "cut into 58"),
    ("3 its case study", "cases", "NIS Assessment Report engagement"),
    ("3 The Kia Tūtahi (Standing Together) Relationship Accord", "commitment-4", "29 June 2015"),
    ("3 its case study", "cases", "Hui E!"),
    ("4 Results of Consultation Undertaken and Next Steps", "heard", "three weeks"),
    ("4 Feedback from the Stakeholder Advisory Group", "heard", "August 2015"),
    ("4 Feedback from our stakeholders", "heard", "31 submissions"),
    ("4 Next steps for New Zealand", "lessons", "second plan"),
    ("5 Conclusion", "conclusion", "much progress"),
    ("6 Appendix One: definitions", "definitions", "Transparency"),
    ("6 Appendix Two: member biographies", "members", "not in our sources"),
    ("6 Appendix Three: Stakeholder Advisory Group Feedback", "panel", "not in our sources"),
    ("Annex 1: 1 Better Public Services Results", "annex", "Result 1: Reducing long-term welfare dependence"),
    ("Annex 1: 2 Government ICT Strategy", "annex", "Commitment 2 – Government ICT Strategy"),
    ("Annex 1: 3 National Integrity System", "annex", "Commitment 3 - National Integrity System"),
    ("Annex 1: 4 Kia Tūtahi", "annex", "Commitment 4 - Kia Tūtahi relationship Accord"),
)
OURS = {"imprint", "not-reported"}  # chapters that the report of 2016 has not
WRITTEN_BY_PEOPLE = [
    *("introduction", "process"),
    *(f"commitment-{number.replace('.', '-')}" for number in TICKS),
    *("cases", "heard", "lessons", "conclusion", "panel"),
]

# The rows of OGP's template on the page, by their names in data.
ROWS = {
    "lead_agency": "Lead agency",
    "responsible": "Responsible, by title",
    "objective": "Main objective",
    "description": "Description of the commitment",
    "relevance": "Relevance",
    "ambition": "Ambition",
    "results": "Description of the results",
    "ends": "End date",
    "next_steps": "Next steps",
    "additional": "Additional information",
}
COMMON = ("transparency", "accountability", "participation")
ALL = (
    "improving public services",
    "increasing public integrity",
    "more effectively managing public resources",
)
INTEGRITY = ("increasing public integrity",)
TECHNOLOGY = "technology and innovation"
NO_END = {"ends", "next_steps", "additional"}
ONLY_NOTHING_ADDED = {"additional"}

# What Annex 1 calls a part, its commitment here, its lead, what its relevance row names, what is empty.
PARTS = (
    ("Result 1: Reducing long-term welfare dependence", "1", SSC, (*COMMON, *ALL), NO_END),
    ("Result 2: Supporting vulnerable children", "1", SSC, (*COMMON, *ALL), NO_END),
    ("Result 3", "1", SSC, (*COMMON, *ALL), NO_END),
    ("Result 4", "1", SSC, ("transparency", "accountability", *ALL), NO_END),
    ("Result 5: Boosting skills and employment", "1", SSC, (*COMMON, *ALL), NO_END),
    ("Result 6", "1", SSC, (*COMMON, *ALL), NO_END),
    ("Result 7: Reducing Crime", "1", SSC, (*COMMON, *ALL), NO_END),
    ("Result 8", "1", SSC, (*COMMON, *ALL), NO_END),
    ("Result 9: Improving interaction with government", "1", SSC, (*COMMON, TECHNOLOGY, *ALL), NO_END),
    ("Focus on Result 10 of ", "1.1", DIA, (*COMMON, TECHNOLOGY, *ALL), ONLY_NOTHING_ADDED),
    ("Commitment 2 – Government ICT", "2", DIA, (), ONLY_NOTHING_ADDED),
    (
        "Commitment 2 with a specific focus on new Action Area 4",
        "2.1",
        LINZ,
        ("transparency", "participation", *INTEGRITY),
        NO_END,
    ),
    ("Commitment 3 - National Integrity System", "3", SSC, ALL, ONLY_NOTHING_ADDED),
    ("Commitment 4 - Kia Tūtahi", "4", DIA, ("participation", *INTEGRITY), ONLY_NOTHING_ADDED),
)
NAMES = {*COMMON, TECHNOLOGY, *ALL}


@pytest.fixture
def plan(real_plans):
    return ActionPlan.objects.get(slug="nz-2014-16")


@pytest.fixture
def html(client, plan):
    return read(client, PAGE)


@pytest.fixture
def data(client, plan):
    return client.get(DATA).json()


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def chapters_on(page):
    """The chapters of a page by their slugs, in their order."""
    found = re.split(r'<section id="([a-z0-9-]+)" aria-labelledby="\1-title">\s*(?=<h2)', page)
    return dict(zip(found[1::2], found[2::2], strict=True))


def rows_on(page):
    """Name and rows of each part of the annex, as people read them."""
    parts = re.findall(r'<section id="part-\d+".*?</section>', page, flags=re.S)
    for part in parts:
        rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", part, flags=re.S)
        yield said(re.search(r"<h3.*?</h3>", part)[0]), {said(row): said(words) for row, words in rows}


def ticks_in(figures):
    words = {label["code"]: label["words"] for label in figures["values"] + figures["challenges"]}
    assert set(words.values()) == set(LABELS)
    return {
        row["number"]: [
            label for label in LABELS if label in {words[c] for c in row["values"] + row["challenges"]}
        ]
        for row in figures["rows"]
    }


# ---- The report as it was published --------------------------------------------------------------


def test_it_opens_with_its_verdict_and_says_where_it_comes_from(html):
    words = said(html)
    assert "It judges fourteen parts, and finds all of them substantial." in words
    assert (
        "Mid-term Self-assessment Report, the whole report (State Services Commission, January 2016)" in words
    )
    assert "Texts are short summaries in our own words." in words
    assert "ISBN 978-0-478-43449-1" in words
    assert "Up to 31 August 2015" in words


def test_every_entry_of_the_contents_page_has_its_chapter(html):
    chapters = {slug: said(chapter) for slug, chapter in chapters_on(html).items()}
    assert [entry for entry, slug, words in CONTENTS if words not in chapters.get(slug, "")] == []
    assert set(chapters) - {slug for _, slug, _ in CONTENTS} == OURS


def test_every_chapter_has_its_words_on_the_page_and_in_the_data(html, data):
    assert [chapter["slug"] for chapter in data["chapters"]] == [*chapters_on(html)]
    assert [chapter["slug"] for chapter in data["chapters"] if not chapter["text"].strip()] == []
    assert "This chapter is not in our sources." not in html


def test_the_page_judges_fourteen_parts_and_says_what_is_not_stated(html):
    parts = list(rows_on(html))
    assert len(parts) == len(PARTS) == 14
    for (heading, rows), (name, number, lead, _relevance, empty) in zip(parts, PARTS, strict=True):
        assert heading.startswith(name)
        assert rows["Commitment"] == number
        assert rows["Lead agency"] == lead
        assert rows["Completion level"] == "Substantial"
        assert {row for row, label in ROWS.items() if rows[label] == "Not stated"} == empty, name


def test_the_data_judges_the_same_parts(data):
    [annex] = (chapter["figures"] for chapter in data["chapters"] if chapter["kind"] == "annex")
    assert len(annex["parts"]) == 14
    for part, (name, number, lead, _relevance, empty) in zip(annex["parts"], PARTS, strict=True):
        assert part["name"].startswith(name)
        assert (part["commitment"], part["lead_agency"]) == (number, lead)
        assert part["completion"]["code"] == "substantial"
        assert part["proposed"] is None  # no stage is known from which to propose
        assert {row for row in ROWS if not part[row]} == empty, name


def test_the_api_gives_the_report_and_its_parts(client, plan, data):
    row = client.get("/api/v1/reports/nz-2014-16-mid-term/").json()
    assert (row["plan"], row["kind"], row["period"]) == ("nz-2014-16", "mid-term", None)
    assert (row["starts_on"], row["ends_on"], row["published_on"]) == (None, "2015-08-31", "2016-01")
    assert (row["publisher"], row["identifier"]) == (SSC, "ISBN 978-0-478-43449-1")
    assert row["data"].endswith(DATA)
    assert row["digest"] == digest(data)
    assert [(part["commitment"], part["completion"], part["proposed"]) for part in row["parts"]] == [
        (number, "substantial", None) for _, number, _, _, _ in PARTS
    ]
    for part, (name, *_) in zip(row["parts"], PARTS, strict=True):
        assert part["name"].startswith(name)


def test_the_api_lists_the_report_of_the_plan(client, plan):
    def slugs(question):
        return [row["slug"] for row in client.get(f"/api/v1/reports/?{question}").json()["results"]]

    assert (
        slugs("plan=nz-2014-16") == slugs("kind=mid-term&completion=substantial") == ["nz-2014-16-mid-term"]
    )
    assert slugs("plan=nz-2014-16&completion=completed") == []


def test_relevance_is_what_the_row_of_each_part_names(html):
    for (heading, rows), (_, _, _, relevance, _) in zip(rows_on(html), PARTS, strict=True):
        words = rows["Relevance"].lower()
        assert {name for name in NAMES if name in words} == set(relevance), heading


def test_the_matrix_of_the_report_has_the_35_ticks(html, data):
    _, rows = matrix(lambda address: html)
    on_page = {
        number: [label for label, yes in cells.items() if yes == "yes"] for number, (_, cells) in rows.items()
    }
    [figures] = (chapter["figures"] for chapter in data["chapters"] if chapter["kind"] == "matrix")
    assert on_page == ticks_in(figures) == TICKS
    assert sum(len(ticks) for ticks in on_page.values()) == 35


def test_ten_case_studies_stand_with_their_commitment_and_tags(html):
    cases = re.findall(r"<li>(.*?)</li>", chapters_on(html)["cases"], flags=re.S)
    assert len(cases) == 10
    of = re.compile(r"\((?:commitment (\d)|part (\d\.\d))(?:, Result \d+)?: [^)]+\)")
    numbers = [next(filter(None, of.search(said(case)).groups())) for case in cases]
    assert numbers == ["1", "1", "1", "1", "1.1", "2", "2.1", "2.1", "3", "4"]


def test_no_person_is_named_by_mail_or_phone(data):
    text = str(data)
    assert "@" not in text
    assert "+64" not in text


def test_the_data_is_what_was_frozen(client, plan, data):
    published = SelfAssessment.objects.get(slug="nz-2014-16-mid-term")
    assert digest(data) == published.published_draft.digest
    assert published.published_draft.digest in read(client, PAGE)
    assert (str(published.published_on), published.published_draft.frozen_by) == ("2016-01", None)


# ---- A draft asked for now ------------------------------------------------------------------------


@pytest.fixture
def drafted(plan):
    return draft_report(plan=plan, kind=PeriodKind.MID_TERM, ends_on=date(2015, 8, 31), now=timezone.now())


def test_the_demo_drafts_a_report_with_every_chapter(drafted, data):
    [draft] = drafted.drafts.all()
    chapters = draft.content["chapters"]
    assert [chapter["slug"] for chapter in chapters] == [chapter["slug"] for chapter in data["chapters"]]
    assert {slug for _, slug, _ in CONTENTS} <= {chapter["slug"] for chapter in chapters}
    [figures] = (chapter["figures"] for chapter in chapters if chapter["kind"] == "matrix")
    assert ticks_in(figures) == TICKS


def test_each_chapter_of_the_draft_is_filled_or_says_what_is_missing(drafted, cast, sign_in):
    page = read(sign_in(cast.ana), f"/workspace/reports/{drafted.slug}/drafts/1/")
    chapters = chapters_on(page)
    missing = "Nothing has been written in this chapter yet."
    assert [slug for slug, chapter in chapters.items() if missing in chapter] == WRITTEN_BY_PEOPLE
    assert [slug for slug, chapter in chapters.items() if not said(chapter.partition("</h2>")[2])] == []
    assert [reason.field for reason in missing_in(drafted) if reason.code == "chapter"] == WRITTEN_BY_PEOPLE


def test_levels_are_carried_over_and_wait_to_be_confirmed(drafted):
    parts = list(drafted.parts.all())
    assert [(part.completion, part.proposed, part.confirmed_on) for part in parts] == [
        ("substantial", "", None)
    ] * 14
    before = SelfAssessment.objects.get(slug="nz-2014-16-mid-term").parts.all()
    for part, known in zip(parts, before, strict=True):
        assert [getattr(part, row) for row in ROWS] == [getattr(known, row) for row in ROWS]
    waiting = [reason.field for reason in missing_in(drafted) if reason.code == "completion"]
    assert waiting == [f"part-{position}" for position in range(1, 15)]


def test_the_public_does_not_see_the_draft(drafted, client):
    assert client.get(f"/reports/{drafted.slug}/").status_code == 404
    assert client.get(f"/reports/{drafted.slug}.json").status_code == 404
