"""The facts of New Zealand's plan for 2014-16: as data, through the API and on the pages."""

import json
import re
import unicodedata
from datetime import date
from html import unescape

import pytest
from django.core.management import call_command
from django.utils.html import strip_tags

from commitments.choices import Timeliness
from commitments.models import Commitment, Milestone, StageUpdate
from ogp_portal.demo.example import HERE
from ogp_portal.demo.loading import real_plan
from plans.choices import GrandChallenge, OGPValue
from plans.models import ActionPlan
from reporting.operations.document import bring_in

PLANS = ("nz-2014-16",)
FILE = HERE / "nz-2014-16.json"
SOURCE = "nz-mid-term-self-assessment-2016-01"
PLAN = "/plans/nz-2014-16/"

SSC, DIA = "State Services Commission", "Department of Internal Affairs"
LINZ = "Land Information New Zealand"

# The labels of that time, by code.
VALUES = {
    "transparency": "Transparency",
    "civic-participation": "Participation",
    "public-accountability": "Accountability",
    "technology": "Technology and Innovation",
}
CHALLENGES = {
    "public-services": "Improving Public Services",
    "public-integrity": "Increasing Public Integrity",
    "public-resources": "More Effectively Managing Public Resources",
}
LABELS = [*VALUES.values(), *CHALLENGES.values()]

# Number, lead, when its milestone is due in data and in words, and what the table has no tick for.
ROWS = (
    ("1", SSC, "ongoing six monthly", "Ongoing six monthly", set()),
    ("1.1", DIA, "ongoing six monthly", "Ongoing six monthly", {"Accountability"}),
    ("2", DIA, "2014", "2014", set()),
    ("2.1", LINZ, "2016-06", "June 2016", set()),
    ("3", SSC, "2015-02", "February 2015", {"Technology and Innovation"}),
    ("4", DIA, "2015", "2015", set(LABELS) - {"Participation", "Increasing Public Integrity"}),
)
TICKS = {number: [label for label in LABELS if label not in without] for number, *_, without in ROWS}
EACH = pytest.mark.parametrize(("number", "lead", "due_on", "printed", "without"), ROWS, ids=TICKS)
PARTS = {"1.1": "1", "2.1": "2"}
DAYS = [date(2014, 12, 31), date(2015, 1, 1), date(2015, 8, 31), date(2016, 12, 31), date(2018, 6, 30)]


@pytest.fixture
def plan(real_plans):
    return ActionPlan.objects.get(slug="nz-2014-16")


@pytest.fixture
def get(client, plan):
    def get(address):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


@pytest.fixture
def html(client, plan):
    def html(address):
        answer = client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    return html


def said(html):
    """The words of a piece of a page, without its drawings."""
    text = re.sub(r"<(head|svg)\b.*?</\1>", "", html, flags=re.S)
    text = re.sub(r"</(p|li|td|th|dt|dd|h\d|div)>|<br>", " ", text)
    return " ".join(unescape(strip_tags(text)).split())


def due(row):
    return row["due_on"] or row["due_text"]


# ---- The record -----------------------------------------------------------------------------------


def test_the_file_is_what_an_export_writes(plan, capsys):
    call_command("export_plan", plan.slug)
    assert capsys.readouterr().out == FILE.read_text(encoding="utf-8")


def test_it_is_known_by_year_and_the_next_plan_follows_it(plan):
    assert (str(plan.starts_on), str(plan.ends_on)) == ("2014", "2016")
    assert (plan.state, plan.adopted_on, plan.is_invented) == ("adopted", None, False)
    bring_in(document=real_plan("nz-2016-18"), name="nz-2016-18.json")
    assert ActionPlan.objects.get(slug="nz-2016-18").follows == plan


def test_the_matrix_has_six_rows_and_35_ticks():
    assert [len(ticks) for ticks in TICKS.values()] == [7, 6, 7, 7, 6, 2]
    assert sum(len(ticks) for ticks in TICKS.values()) == 35


def test_values_and_challenges_keep_the_labels_of_their_time_and_the_common_codes(plan):
    assert (plan.value_labels, plan.challenge_labels) == (VALUES, CHALLENGES)
    assert set(VALUES) == set(OGPValue.values)
    assert set(CHALLENGES) < set(GrandChallenge.values)


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_no_milestone_has_a_stage_and_none_is_called_overdue(plan, on):
    assert not StageUpdate.objects.exists()
    milestones = Milestone.objects.filter(commitment__plan=plan).published().with_record(on)
    standings = [m.standing_on(on, plan.ends_on) for m in milestones.select_related("commitment")]
    assert [(s.stage, s.timeliness) for s in standings] == [(None, Timeliness.NOT_REPORTED)] * 6


def test_every_row_names_its_source_and_macrons_are_composed(plan):
    text = FILE.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    document = json.loads(text)
    rows = [document["plan"], *document["commitments"]]
    for commitment in document["commitments"]:
        rows += commitment["milestones"] + commitment["leads"]
    assert all(row["source"]["document"] == SOURCE and row["source"]["at"] for row in rows)
    [source] = document["sources"]
    assert (source["publisher"], source["published_on"]) == (SSC, "2016-01")


# ---- Through the API ------------------------------------------------------------------------------


def test_the_api_counts_four_commitments_and_six_milestones(get):
    row = get("plans/nz-2014-16/")
    assert (row["starts_on"], row["ends_on"]) == ("2014", "2016")
    assert (row["commitments"], row["milestones"]["count"]) == (4, 6)
    assert get("commitments/?plan=nz-2014-16&part=false")["count"] == 4
    assert [one["number"] for one in get("commitments/?plan=nz-2014-16&part=true")["results"]] == [*PARTS]
    assert [one["number"] for one in get("commitments/?plan=nz-2014-16&parent=2")["results"]] == ["2.1"]


@EACH
def test_the_api_gives_each_row_tick_by_tick(get, number, lead, due_on, printed, without):
    row = get(f"commitments/nz-2014-16/{number}/?on=2015-08-31")
    labels = {value["label"] for value in row["values"] + row["challenges"]}
    assert {label: label in labels for label in LABELS} == {label: label not in without for label in LABELS}
    assert all(VALUES[value["code"]] == value["label"] for value in row["values"])
    assert all(CHALLENGES[challenge["code"]] == challenge["label"] for challenge in row["challenges"])
    assert [(one["name"], one["role"]) for one in row["leads"]] == [(lead, "lead")]
    assert row["parent"] == PARTS.get(number)
    assert row["number_is_ours"] == (number in PARTS)
    assert row["not_stated"] == (["number"] if number in PARTS else [])
    [milestone] = get(f"milestones/?plan=nz-2014-16&commitment={number}")["results"]
    assert due(milestone) == due_on
    assert (milestone["starts_on"], milestone["starts_text"], milestone["stage"]) == (None, "", None)


def test_the_api_filters_by_the_common_code(get):
    def numbers(question):
        return [one["number"] for one in get(f"commitments/?plan=nz-2014-16&{question}")["results"]]

    assert numbers("value=public-accountability") == ["1", "2", "2.1", "3"]
    assert numbers("value=technology") == ["1", "1.1", "2", "2.1"]
    assert numbers("challenge=public-resources") == ["1", "1.1", "2", "2.1", "3"]
    assert numbers("challenge=public-integrity") == [*TICKS]


# ---- On the pages ---------------------------------------------------------------------------------


def matrix(html):
    """The table as people read it: number, words of the row, and yes or no by label."""
    [table] = re.findall(r'<table class="table stacked matrix">.*?</table>', html(PLAN), flags=re.S)
    rows = {}
    for row in re.findall(r"<tr.*?</tr>", table.partition("<tbody>")[2], flags=re.S):
        ticks = re.findall(r'<td class="tick[^"]*" data-label="([^"]*)">(.*?)</td>', row, flags=re.S)
        number = said(re.search(r'<td class="number full">.*?</td>', row)[0])
        rows[number] = (said(row), {unescape(label): said(cell) for label, cell in ticks})
    return said(table.partition("<tbody>")[0]), rows


def test_the_page_shows_the_matrix_tick_by_tick(html):
    head, rows = matrix(html)
    assert head.endswith(" ".join(("OGP values Grand challenges", *LABELS)))
    assert [*rows] == [*TICKS]
    for number, (_, cells) in rows.items():
        assert cells == {label: "yes" if label in TICKS[number] else "no" for label in LABELS}, number
    assert sum([*cells.values()].count("yes") for _, cells in rows.values()) == 35


def test_each_row_names_its_lead_and_milestone_and_each_part_its_whole(html):
    _, rows = matrix(html)
    for number, lead, _, printed, _ in ROWS:
        words, _ = rows[number]
        assert lead in words
        assert f"{printed} {'yes' if 'Transparency' in TICKS[number] else 'no'}" in words
        is_part = f"Part of commitment {PARTS.get(number)}; the number {number} is ours"
        assert (is_part in words) == (number in PARTS)


def test_the_notes_stand_below_the_matrix_and_only_there(html):
    words = said(html(PLAN))
    assert words.count("Notes on values and challenges") == 1
    notes = words.partition("Notes on values and challenges")[2].partition("Lately and soon")[0]
    assert "How commitments 3 and 4 are to meet them was left to their implementation plan." in notes
    assert "Action 13 has become Action Area 4" in notes


def test_the_page_counts_four_commitments_and_shows_parts_under_their_parents(html):
    page = html(PLAN)
    words = said(page)
    assert "Four commitments hold six milestones. Their stages are not in our sources." in words
    assert "The four commitments" in words
    strips = re.findall(r'<article class="strip-row([^"]*)">\s*<p class="number"[^>]*>([^<]*)</p>', page)
    assert strips == [(" strip-part" if number in PARTS else "", number) for number in TICKS]
    assert "Four commitments hold six milestones." in said(html("/plans/"))


@EACH
def test_each_has_a_page_with_lead_values_challenges_and_milestone(
    html, number, lead, due_on, printed, without
):
    words = said(html(f"{PLAN}commitments/{number}/"))
    facts = words.partition(" Milestones ")[0]
    assert f"Lead {lead}" in facts
    listed = facts.partition("OGP values ")[2].replace("Grand challenges ", "")
    assert listed == " ".join(TICKS[number])
    assert f"Not in our sources Not in our sources {printed} {printed}" in words
    if number in PARTS:
        assert f"Part {number} of commitment {PARTS[number]} in the 2014–16 plan. The number" in words
        assert "The number of the part is ours" in words
    else:
        assert f"Commitment {number} of 4 in the 2014–16 plan" in words
        assert "is ours" not in words


@pytest.mark.parametrize(("part", "whole"), PARTS.items())
def test_a_commitment_lists_its_part(html, part, whole):
    page = html(f"{PLAN}commitments/{whole}/")
    assert f"{PLAN}commitments/{part}/" in page
    assert "They are not counted as commitments. Their numbers are ours." in said(page)


def test_agencies_count_commitments_and_parts_apart(html):
    assert "Has worked on two commitments and one part of a commitment" in said(
        html("/agencies/department-of-internal-affairs/")
    )
    assert "Leads one part of a commitment with one milestone." in said(
        html("/agencies/land-information-new-zealand/?on=2016-03-01")
    )


def test_titles_are_those_of_the_table(plan):
    assert dict(Commitment.objects.values_list("number", "title")) == {
        "1": "Report on progress towards Better Public Services Results",
        "1.1": "Focus on Result 10 of the Better Public Service Results: New Zealanders can complete their "
        "transactions with government easily in a digital environment",
        "2": "Government ICT Strategy and Action Plan to 2017",
        "2.1": "Focus on Action 13 of the Government ICT Strategy: Open by default",
        "3": "National Integrity System assessment report",
        "4": "The Kia Tūtahi (Standing Together) Relationship Accord",
    }


def test_every_page_says_where_it_comes_from_and_that_the_words_are_ours(html):
    for address in (PLAN, f"{PLAN}commitments/1.1/", f"{PLAN}commitments/4/"):
        words = said(html(address))
        assert "Mid-term Self-assessment Report (State Services Commission, January 2016)" in words
        assert "Texts are short summaries in our own words." in words
