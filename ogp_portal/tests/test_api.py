"""The API as a whole: the facts of 2016-18, its schema, its documentation, and what an answer costs."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from commitments.models import Indicator, IndicatorValue, Lead, WorkElsewhere, WorkUpdate
from commitments.tests.documents import plan_document
from engagement.tests.documents import with_voices
from ogp_portal.api import LISTS, schema
from ogp_portal.demo.loading import real_plan
from plans.dates import PartialDate
from plans.models import ActionPlan, Edition
from reporting.operations.document import bring_in
from reporting.tests.documents import with_an_account

from .test_nz_2016_18 import DAYS, LEADS, MILESTONES, RETIMED, VALUES

pytestmark = pytest.mark.django_db
NAMES = [one.name.removeprefix("api-") for one in LISTS]
NZ = "plan=nz-2016-18&page_size=500"


@pytest.fixture
def nz():
    for slug in ("nz-2014-16", "nz-2016-18"):
        bring_in(document=real_plan(slug), name=f"{slug}.json")


@pytest.fixture
def get(client):
    def get(address):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


# ---- The facts of 2016-18 -------------------------------------------------------------------------


def dates(row, prefix=""):
    return tuple(row[f"{prefix}{date}_on"] or row[f"{prefix}{date}_text"] for date in ("starts", "due"))


def test_the_plan_has_seven_commitments_and_thirty_milestones_without_a_stage(get, nz):
    row = get("plans/nz-2016-18/?on=2018-06-30")
    assert (row["starts_on"], row["ends_on"], row["state"], row["invented"]) == (
        "2016-10", "2018-06", "adopted", False,
    )  # fmt: skip
    assert (row["commitments"], row["milestones"]["count"]) == (7, 30)
    assert {stage: n for stage, n in row["milestones"]["by_stage"].items() if n} == {"not-reported": 30}
    rows = get(f"commitments/?{NZ}")["results"]
    assert [one["milestones"]["count"] for one in rows] == [4, 6, 5, 5, 3, 2, 5]
    assert {one["number"]: [value["label"] for value in one["values"]] for one in rows} == VALUES


@pytest.mark.parametrize("on", DAYS.values(), ids=DAYS)
def test_current_dates_are_the_printed_ones_from_the_day_they_are_known(get, nz, on):
    expected = {number: (starts, due) for number, starts, due in MILESTONES}
    if on < DAYS["amendment"]:
        expected |= dict.fromkeys(RETIMED, ("", ""))
    if on >= DAYS["first report"]:
        expected["5.3"] = ("2017-10", "2018-06")
    rows = get(f"milestones/?{NZ}&on={on}")["results"]
    assert {row["full_number"]: dates(row) for row in rows} == expected
    assert {(row["stage"], row["stage_label"], row["on"]) for row in rows} == {
        (None, "Not in our sources", on.isoformat())
    }
    assert {row["timeliness"] for row in rows} <= {"not-reported", "not-due-to-start"}


def test_agreed_dates_are_the_printed_ones_or_not_stated(get, nz):
    rows = {row["full_number"]: row for row in get(f"milestones/?{NZ}")["results"]}
    for number, *printed in MILESTONES:
        row = rows[number]
        expected = (("", ""), ["agreed-dates"]) if number in RETIMED else (tuple(printed), [])
        assert (dates(row, "agreed_"), row["not_stated"]) == expected
        assert row["source"]["document"] == "nz-action-plan-2016-18"


def test_the_move_of_5_3_is_dated_on_or_before_the_first_report_and_gives_no_reason(get, nz):
    (move,) = get("milestones/nz-2016-18/5/3/")["moves"]
    assert (move["before_on"], move["after_on"], move["moved_on"]) == ("2018-01", "2018-06", "../2017-11-30")
    assert (move["amendment"], move["reason"], move["not_stated"]) == (None, "", ["amendment", "reason"])


def test_the_open_data_dates_moved_by_an_amendment_of_june_2017(get, nz):
    (row,) = get(f"amendments/?{NZ}")["results"]
    assert (row["decided_on"], row["number"], len(row["dates"])) == ("2017-06", None, 20)
    assert {move["commitment"] for move in row["dates"]} == {"3", "4"}


@pytest.mark.parametrize(
    ("on", "first"), [("2017-01-01", "Land Information New Zealand"), ("2017-06-01", "Statistics NZ")]
)
def test_commitments_are_led_by_those_of_the_day(get, nz, on, first):
    rows = get(f"commitments/?{NZ}&on={on}")["results"]
    of_open_data = {first, "Department of Internal Affairs"}
    assert {row["number"]: {lead["name"] for lead in row["leads"]} for row in rows} == LEADS | {
        "3": of_open_data, "4": of_open_data,
    }  # fmt: skip


def test_the_first_report_looks_ahead_and_the_second_looks_back(get, nz):
    (first,) = get(f"progress-reports/?{NZ}&commitment=5&on=2017-11-30")["results"]
    second = get(f"progress-reports/?{NZ}&commitment=5&on=2018-06-30&ordering=-ends_on")["results"][0]
    assert (first["title"], bool(first["next"]), first["reflection"]) == (
        "September to November 2017",
        True,
        "",
    )
    assert (second["title"], second["next"], bool(second["reflection"])) == ("March to June 2018", "", True)


# ---- The schema and its documentation -------------------------------------------------------------


def test_the_schema_is_valid_and_every_answer_is_as_it_says(get, nz):
    bring_in(
        document=with_everything(plan_document("test-2020-22", commitments=2, invented=True)),
        name="test.json",
    )
    write_what_no_document_holds()
    whole = schema("en")
    for name in NAMES:
        listed = get(f"{name}/")
        assert listed["results"]
        assert_shape(whole, f"/api/v1/{name}/", listed)
        for row in listed["results"]:
            address = row["url"].removeprefix("http://testserver/api/v1/")
            (path,) = [one for one in whole["paths"] if as_pattern(one).fullmatch(f"/api/v1/{address}")]
            assert_shape(whole, path, get(address))


def as_pattern(path):
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))


def assert_shape(whole, path, answer):
    shape = whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator(shape | {"components": whole["components"]}).validate(answer)
    component = whole["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    assert answer.keys() == component["properties"].keys() == set(component["required"])


def test_problems_are_as_the_schema_says(client):
    problem = schema("en")["components"]["schemas"]["Problem"]
    Draft202012Validator(problem).validate(client.get("/api/v1/plans/?colour=red").json())


def test_the_schema_is_served_as_json_and_as_yaml(client):
    answer = client.get("/api/v1/schema/")
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["openapi"] == "3.1.0"
    assert validator_for(answer.json())
    assert client.get("/api/v1/schema/", headers={"accept": "application/yaml"}).content.startswith(
        b"openapi: 3.1"
    )


def test_the_index_leads_to_every_list(client):
    index = client.get("/api/v1/").json()
    assert list(index) == [*NAMES, "schema", "docs", "licence"]
    assert all(client.get(index[name]).status_code == 200 for name in (*NAMES, "schema", "docs"))


def test_the_documentation_names_every_address_parameter_and_field(client):
    page = client.get("/api/docs/").content.decode()
    for path, item in schema("en")["paths"].items():
        asked = item["get"]
        assert f"<code>{path}</code>" in page
        assert all(
            f"<code>{one['name']}</code>" in page
            for one in asked["parameters"]
            if one["name"] not in ("on", "page") and one["in"] == "query"
        )
    for name, shape in schema("en")["components"]["schemas"].items():
        if not re.search("Answer|Paginated|Problem|Licence", name):
            assert all(f"<code>{field}</code>" in page for field in shape.get("properties", ()))


def test_the_questions_of_the_documentation_are_answered(client, nz):
    page = client.get("/api/docs/").content.decode().replace("&amp;", "&")
    addresses = re.findall(r"curl '(\S+)'", page)
    assert len(addresses) >= 5
    assert all(client.get(address).status_code == 200 for address in addresses)


# ---- Examples, and what an answer costs -----------------------------------------------------------


def with_everything(document):
    """With something of every kind that the API lists."""
    return with_an_account(with_voices(document))


def write_what_no_document_holds() -> None:
    """For the newest plan: an indicator with a value for each commitment, and work outside it with news."""
    edition, plan = Edition.objects.last(), ActionPlan.objects.latest("pk")
    for commitment in plan.commitments.all():
        indicator = Indicator.objects.create(
            commitment=commitment,
            slug="answered",
            name="Answered",
            unit="%",
            source="S",
            published_in=edition,
        )
        value = IndicatorValue(indicator=indicator, value=61, source="S", published_in=edition)
        value.as_of_on = PartialDate.parse("2017")
        value.save()
    agency = Lead.objects.filter(commitment__plan=plan).first().agency
    work = WorkElsewhere.objects.create(
        slug=plan.slug, title="Work", agency=agency, what="Done.", published_in=edition
    )
    news = WorkUpdate(work=work, text="News.", published_in=edition)
    news.as_of_on = PartialDate.parse("2017")
    news.save()


def test_every_row_of_an_invented_plan_says_so(get, nz):
    bring_in(document=with_everything(plan_document("example", invented=True)), name="test.json")
    for name in set(NAMES) - {"agencies", "work-elsewhere"}:  # neither is of one plan
        rows = get(f"{name}/")["results"]
        told = {row.get("plan", row.get("slug")): row["invented"] for row in rows}
        assert told["example"] is True
        assert told.get("nz-2016-18", False) is False


LONG_LISTS = [f"{name}/?page_size=500" for name in NAMES if name != "agencies"]
SHORT_LISTS = [
    "agencies/",
    "milestones/?plan=p0&timeliness=overdue",
    "milestones/?stage=completed&on=2018-01-01",
]


def costs(get, addresses):
    """How many rows and how many queries, by address."""
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            count = get(address)["count"]
        found[address] = (count, len(queries))
    return found


def test_an_answer_costs_as_many_queries_for_ten_times_the_rows(get):
    bring_in(document=with_everything(plan_document("p0")), name="test.json")
    write_what_no_document_holds()
    few = costs(get, LONG_LISTS + SHORT_LISTS)
    for number in range(1, 10):
        bring_in(document=with_everything(plan_document(f"p{number}", commitments=2)), name="test.json")
        write_what_no_document_holds()
    many = costs(get, LONG_LISTS + SHORT_LISTS)
    for address in LONG_LISTS:
        assert many[address][0] >= 10 * few[address][0] > 0
    assert {address: cost for address, (_, cost) in many.items()} == {
        address: cost for address, (_, cost) in few.items()
    }
    assert max(cost for _, cost in many.values()) <= 16


def test_the_api_is_under_the_policy_and_the_licence_of_the_settings(client):
    answer = client.get("/api/docs/")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert settings.LICENCE_URL in answer.content.decode()
    assert "style=" not in answer.content.decode()
