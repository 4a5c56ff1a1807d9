"""Published reports as data."""

from datetime import date

import pytest

from plans.choices import PeriodKind
from reporting.tests.factories import a_published_report, a_written_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

SLUG = "2025-27-mid-term-2026-02-28"


@pytest.fixture
def published(desk, cast):
    return a_published_report(desk.plan, cast.ana)


def slugs(client, query=""):
    answer = client.get(f"/api/v1/reports/{query}")
    assert answer.status_code == 200, answer.content
    return [row["slug"] for row in answer.json()["results"]]


def test_a_report_is_described_with_the_parts_that_it_judges(published, client):
    row = client.get(f"/api/v1/reports/{SLUG}/").json()
    assert row["page"] == f"http://testserver/reports/{SLUG}/"
    assert row["data"] == f"http://testserver/reports/{SLUG}.json"
    assert (row["plan"], row["kind"], row["period"]) == ("2025-27", "mid-term", None)
    assert (row["starts_on"], row["ends_on"], row["published_on"]) == (None, "2026-02-28", "2026-03-12")
    assert row["edition"] == published.published_in_id
    assert row["digest"] == published.published_draft.digest
    assert row["published_by"] == "Lead, Open Government"
    assert row["parts"] == [
        {
            "position": 1,
            "commitment": "1",
            "name": "1 Promise 1",
            "completion": "substantial",
            "completion_label": "Substantial",
            "proposed": None,
            "completion_reason": "Most of it is in use.",
        }
    ]


def test_drafts_are_in_no_answer(desk, cast, client):
    a_written_report(desk.plan, cast.ana)
    assert slugs(client) == []
    assert client.get(f"/api/v1/reports/{SLUG}/").status_code == 404


def test_a_report_of_a_plan_that_is_withdrawn_is_in_no_answer(desk, published, client):
    desk.plan.withdrawn_in = published.published_in
    desk.plan.save()
    assert slugs(client) == []


def test_reports_are_asked_for_by_plan_kind_and_completion(desk, cast, published, client):
    bulletin = a_published_report(desk.plan, cast.ana, kind=PeriodKind.PROGRESS, ends_on=date(2025, 12, 31))
    assert slugs(client) == [SLUG, bulletin.slug]
    assert slugs(client, "?ordering=ends_on") == [bulletin.slug, SLUG]
    assert slugs(client, "?kind=progress") == [bulletin.slug]
    assert slugs(client, "?plan=2025-27&kind=mid-term") == [SLUG]
    assert slugs(client, "?plan=never") == []
    assert slugs(client, "?completion=substantial") == [SLUG]
    assert slugs(client, "?completion=limited") == []


@pytest.mark.parametrize("query", ["?kind=never", "?completion=never", "?period=quarter-1", "?on=2026-01-01"])
def test_what_cannot_be_asked_is_refused(published, client, query):
    assert client.get(f"/api/v1/reports/{query}").status_code == 400


def test_scripts_of_other_sites_may_read_the_whole_report(published, client):
    answer = client.get(f"/reports/{SLUG}.json", headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    page = client.get(f"/reports/{SLUG}/", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in page
