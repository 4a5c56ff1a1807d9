"""How people took part in the first two plans of New Zealand: every figure, as data and on the pages."""

import json
import re
import unicodedata
from html import unescape

import pytest
from django.core.management import call_command
from django.utils.html import strip_tags

from ogp_portal.demo.example import HERE
from ogp_portal.demo.loading import REAL_PLANS, real_plan

ROUNDS_2016 = ("nz-2016-april-notice", "nz-2016-stage-2", "nz-2016-stage-3", "nz-2016-stage-4")
ROUNDS_BEFORE = ("nz-2014-round", "nz-2015-first-round", "nz-2015-second-round")

# What each round counts as a whole; None is *not counted*.
WHOLES = {
    "nz-2014-round": {},
    "nz-2015-first-round": {"submissions": 31, "digital website responses": None},
    "nz-2015-second-round": {"submissions": None},
    "nz-2016-april-notice": {"submissions": 4},
    "nz-2016-stage-2": {"people": 28, "inputs": 29},
    "nz-2016-stage-3": {"people": 64, "submissions": 87},
    "nz-2016-stage-4": {},
}
DAYS = {
    "nz-2014-round": ("2014", None),
    "nz-2015-first-round": ("2015", None),
    "nz-2015-second-round": ("2015", None),
    "nz-2016-april-notice": ("2016-04", None),
    "nz-2016-stage-2": ("2016-07-25", "2016-08-05"),
    "nz-2016-stage-3": ("2016-08-05", "2016-08-24"),
    "nz-2016-stage-4": ("2016-08-21", "2016-08-30"),
}

# Round, breakdown, the table's own heading, its rows as printed, and what it leaves out.
TABLES = (
    ("nz-2016-april-notice", "theme", "Responses", (2, 1, 1), 0),
    (
        "nz-2016-stage-2",
        "stakeholder-type",
        "Number of submissions",
        {"Business": 1, "Citizen": 18, "Community Group": 2, "Local Government": 1, "Other": 6},
        1,
    ),
    (
        "nz-2016-stage-2",
        "theme",
        "Number of submissions",
        {"Public Integrity": 17, "Public Resources": 6, "Public Service": 5},
        1,
    ),
    (
        "nz-2016-stage-3",
        "theme",
        "Number of Actions",
        {
            "Civil Society capacity and participation": 16,
            "Fiscal transparency": 8,
            "Involving citizens in public policy and programme development": 15,
            "Official Information Act": 13,
            "Ongoing OGP engagement": 1,
            "Open data": 13,
            "Standards & culture around open data / open information": 8,
            "Transparency": 13,
        },
        0,
    ),
)
THEMES = {
    "nz-2016-stage-2": ["Public Integrity", "Public Resources", "Public Service"],
    "nz-2016-stage-3": [
        "Community group capacity and participation in government",
        "Fiscal transparency",
        "Involving citizens in public policy and programme development",
        "The Official Information Act",
        "Ongoing OGP engagement",
        "Open data",
        "Standards and culture around open data/open information",
        "Transparency",
    ],
}

# Plan, identifier, kind, day, place, how many it stands for, how many came, the round it belonged to.
MEETINGS = (
    ("nz-2014-16", "wellington", "public-meeting", None, "Wellington", 4, None, "nz-2014-round"),
    ("nz-2016-18", "start-local-conference", "conference-session", "2016-06", "", 1, None, None),
    ("nz-2016-18", "auckland", "public-meeting", "2016-08-17", "Auckland", 1, None, "nz-2016-stage-3"),
    (
        "nz-2016-18",
        "christchurch",
        "public-meeting",
        "2016-08-23",
        "Christchurch",
        1,
        None,
        "nz-2016-stage-3",
    ),
    (
        "nz-2016-18",
        "open-source-open-society",
        "conference-session",
        "2016-08-23",
        "Wellington",
        1,
        None,
        "nz-2016-stage-3",
    ),
    ("nz-2016-18", "co-creation-workshop", "workshop", "2016-08-26", "Wellington", 1, 30, "nz-2016-stage-4"),
)
OUTREACH = (
    ("nz-2014-16", "details-online", "2014-04", "2014-04", None),
    ("nz-2016-18", "timeline", "2016-07", "2016-07", None),
    ("nz-2016-18", "told-directly", "2016-08-08", "2016-08-30", 845),
)


@pytest.fixture
def get(client, real_plans):
    def get(address):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


@pytest.fixture
def page(client, real_plans):
    """The words of a page."""

    def page(address):
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = re.sub(r"<(head|svg|style)\b.*?</\1>", "", answer.content.decode(), flags=re.S)
        text = re.sub(r"</(p|li|td|th|dt|dd|h\d|div|span)>", " ", text)
        return " ".join(unescape(strip_tags(text)).split())

    return page


def numbers(rows):
    return tuple(row["number"] for row in rows)


# ---- The record -----------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", REAL_PLANS)
def test_the_file_is_what_an_export_writes(real_plans, capsys, slug):
    call_command("export_plan", slug)
    assert capsys.readouterr().out == (HERE / f"{slug}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", REAL_PLANS)
def test_every_row_names_its_source_and_nobody_is_named(slug):
    document = real_plan(slug)
    rows = [row for name in ("forums", "consultations", "meetings", "outreach") for row in document[name]]
    rows += [total for asked in document["consultations"] for total in asked.get("totals", ())]
    assert all(row["source"]["document"] and row["source"]["at"] for row in rows)
    text = json.dumps(rows, ensure_ascii=False)
    assert unicodedata.is_normalized("NFC", text)
    assert "@" not in text
    assert not any("submissions" in asked for asked in document["consultations"])  # totals only


# ---- Rounds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", WHOLES)
def test_each_round_has_its_days_and_its_totals(get, slug):
    found = get(f"consultations/{slug}/")
    assert (found["opened_on"], found["closed_on"]) == DAYS[slug]
    assert {total["unit"]: total["number"] for total in found["totals"]} == WHOLES[slug]
    assert all((total["number"] is None) == ("count" in total["not_stated"]) for total in found["totals"])
    assert found["standing"] == "over"
    assert found["submissions"] is None  # none is held: a total is never made into submissions
    assert found["answered_on"] is None


@pytest.mark.parametrize(("slug", "dimension", "heading", "rows", "left_out"), TABLES)
def test_each_table_stands_as_printed_and_says_what_it_leaves_out(
    get, page, slug, dimension, heading, rows, left_out
):
    [table] = [t for t in get(f"consultations/{slug}/")["tables"] if t["dimension"] == dimension]
    assert table["heading"] == heading
    if isinstance(rows, dict):
        assert {row["label"]: row["number"] for row in table["rows"]} == rows
        words = " ".join(f"{label} {number}" for label, number in rows.items())
    else:
        assert numbers(table["rows"]) == rows
        words = " ".join(f"{row['label']} {row['number']}" for row in table["rows"])
    assert table["not_in_the_table"] == left_out
    assert table["counted"] + left_out == table["whole"]
    text = page(f"/consultations/{slug}/")
    assert heading in text
    assert words + (f" Not in the table {left_out}" if left_out else "") in text


def test_nothing_is_left_out_where_the_table_has_all(page):
    assert "Not in the table" not in page("/consultations/nz-2016-stage-3/")
    assert page("/consultations/nz-2016-stage-2/").count("Not in the table 1") == 2


@pytest.mark.parametrize("slug", WHOLES)
def test_each_page_says_what_was_counted_and_what_was_not(page, slug):
    text = page(f"/consultations/{slug}/")
    for unit, number in WHOLES[slug].items():
        assert f"{unit} {'not counted' if number is None else number}" in text
    assert "Answers to what was said are not in our sources." in text


def test_the_rounds_follow_one_another(get):
    follows = {slug: get(f"consultations/{slug}/")["follows"] for slug in (*ROUNDS_2016, *ROUNDS_BEFORE)}
    assert [follows[slug] for slug in ROUNDS_2016] == [None, *ROUNDS_2016[:-1]]
    assert [follows[slug] for slug in ROUNDS_BEFORE] == [None, None, "nz-2015-first-round"]


def test_each_plan_has_its_rounds(get):
    for plan, rounds in (("nz-2014-16", ROUNDS_BEFORE), ("nz-2016-18", ROUNDS_2016)):
        assert {row["slug"] for row in get(f"consultations/?plan={plan}")["results"]} == set(rounds)


@pytest.mark.parametrize("slug", THEMES)
def test_themes_stand_in_the_order_of_the_source(get, slug):
    found = get(f"themes/?consultation={slug}")["results"]
    assert [theme["label"] for theme in sorted(found, key=lambda theme: theme["position"])] == THEMES[slug]


def test_no_submission_is_made_of_a_total(get):
    assert get("submissions/")["count"] == 0


# ---- Meetings, outreach, forums -------------------------------------------------------------------


@pytest.mark.parametrize(("plan", "slug", "kind", "day", "place", "number", "came", "asked"), MEETINGS)
def test_each_meeting_has_its_day_and_place(get, page, plan, slug, kind, day, place, number, came, asked):
    found = get(f"meetings/{plan}/{slug}/")
    said = (found[name] for name in ("kind", "held_on", "place", "number", "attended", "consultation"))
    assert tuple(said) == (kind, day, place, number, came, asked)
    text = page(f"/plans/{plan}/")
    assert f"{found['title']}, {place}" in text if place else found["title"] in text
    if number > 1:
        assert "4 of them" in text
    if came:
        assert f"{came} people came" in text
    if asked:
        assert found["title"] in page(f"/consultations/{asked}/")


def test_there_are_no_other_meetings(get):
    assert get("meetings/")["count"] == len(MEETINGS)


@pytest.mark.parametrize(("plan", "slug", "first", "last", "reach"), OUTREACH)
def test_who_was_told_and_when(get, page, plan, slug, first, last, reach):
    found = get(f"outreach/{plan}/{slug}/")
    assert (found["starts_on"], found["ends_on"], found["reach"]) == (first, last, reach)
    assert found["channel"] in page(f"/plans/{plan}/")


def test_845_stakeholders_were_told_directly(page):
    text = page("/plans/nz-2016-18/")
    assert "8 August 2016 to 30 August 2016 Told directly: stakeholders 845 were reached." in text


def test_the_groups_that_advised(get, page):
    found = {row["slug"]: row for row in get("forums/")["results"]}
    group = found["nz-stakeholder-advisory-group"]
    assert (group["plan"], group["starts_on"], group["ends_on"]) == ("nz-2014-16", "2015", "2016-06")
    assert found["nz-expert-advisory-panel"]["kind"] == "advisory-panel"
    assert found["nz-officials-group"]["kind"] == "officials-group"
    assert len(found) == 3
    [member] = group["members"]
    assert (member["role"], member["sector"], group["not_stated"]) == ("Member", "other", ["count", "person"])
    assert found["nz-expert-advisory-panel"]["members"] == []
    [asked] = found["nz-expert-advisory-panel"]["decisions"]
    assert (asked["decided_on"], asked["why"], asked["not_stated"]) == ("2017-11", "", ["reason"])
    assert asked["source"]["document"] == "nz-commitment-5-progress-2017-09-to-11"
    assert "Why: not stated in the source" in page("/forum/nz-expert-advisory-panel/")
    assert "One person sat on it." not in page("/forum/nz-stakeholder-advisory-group/")
    assert "2015 to June 2016" in page("/forum/nz-stakeholder-advisory-group/")
    everything = page("/forum/")
    assert everything.index("Expert Advisory Panel") < everything.index("Stakeholder Advisory Group")
    for slug in found:
        text = page(f"/forum/{slug}/")
        assert "The number of its members is not in our sources." in text
        assert "Its meetings are not in our sources." in text
