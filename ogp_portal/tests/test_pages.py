"""The house's own pages, the masthead and the footer."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.conf import settings

from commitments.tests.factories import a_commitment
from ogp_portal.api import LISTS
from plans.dates import PartialDate
from plans.tests.factories import a_plan, cast, the_day  # noqa: F401

pytestmark = pytest.mark.django_db

HOUSE = ["/data/", "/contact/", "/about/", "/accessibility/", "/privacy/", "/licence/"]


def html_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


@pytest.mark.parametrize("address", [*HOUSE, "/data/plan-document.schema.json"])
def test_everybody_may_read_them_and_nothing_is_left_in_the_browser(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["ETag"]
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ["/contact/", "/about/", "/accessibility/", "/privacy/", "/licence/"])
def test_a_page_without_records_asks_for_the_edition_only(client, address, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(address)


# ---- Masthead and footer -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "room"),
    [("/plans/", "Plans"), ("/agencies/", "Agencies"), ("/data/", "Data"), ("/about/", "About")],
)
def test_the_masthead_marks_the_room_we_are_in(client, address, room):
    marked = re.findall(r'aria-current="true">([^<]*)<', html_of(client, address))
    assert marked == [room]


def test_the_workspace_is_a_room_for_those_who_are_signed_in(client, cast, the_day):  # noqa: F811
    assert "Workspace" not in html_of(client, "/about/")
    client.force_login(cast.ben)
    html = html_of(client, "/about/")
    assert '<a href="/workspace/">Workspace</a>' in html
    assert '<a href="/workspace/you/">Ben, agency editor</a>' in html
    assert '<a href="/accounts/2fa/">Your sign-in</a>' in html
    assert 'action="/accounts/logout/"' in html


def test_the_footer_leads_to_contact_with_the_address_of_the_page(client):
    html = html_of(client, "/agencies/?on=2020-01-01")
    assert f'href="/contact/?page={quote("/agencies/?on=2020-01-01", safe="")}"' in html
    assert "Something wrong on this page?" not in html_of(client, "/contact/?page=/about/")


def test_only_the_demonstration_says_that_it_is_one(client, settings):
    assert "Demonstration." not in html_of(client, "/about/")
    settings.DEMO = True
    assert "Demonstration." in html_of(client, "/licence/")


# ---- The front page ----------------------------------------------------------------------------------


def test_the_front_page_answers_for_another_day(client, the_day):  # noqa: F811
    a_plan(
        "first",
        title="The first",
        starts_on=PartialDate.parse("2023-07"),
        ends_on=PartialDate.parse("2025-06"),
    )
    a_commitment(a_plan("second", title="The second"))
    today = html_of(client, "/")
    assert "Today, 12 March 2026" in today
    assert "As is known today." not in today
    then = html_of(client, "/?on=2025-03-12")
    assert "The plan in force, July 2023 to June 2025" in then
    assert "As is known today." in then
    assert 'href="/plans/first/?on=2025-03-12"' in then
    assert "nothing had been recorded yet" in html_of(client, "/?on=2020-01-01")


@pytest.mark.parametrize("address", ["/", "/plans/", "/plans/shown/changes/"])
def test_a_day_that_is_none_is_refused_in_words(client, the_day, address):  # noqa: F811
    a_plan("shown")
    for day in ("12.3.2026", "2026-02-30", "2099-01-01"):
        assert client.get(f"{address}?on={day}").status_code == 400
    assert "As is known today." in html_of(client, f"{address}?on=2026-03-01")


def test_an_adopted_plan_that_has_not_begun_is_not_in_force(client, the_day):  # noqa: F811
    a_plan("ahead", starts_on=PartialDate.parse("2027-07"), ends_on=PartialDate.parse("2029-06"))
    html = html_of(client, "/")
    assert "The next plan, from July 2027" in html
    assert "in force" not in html.partition("<main")[2]


# ---- Contact -----------------------------------------------------------------------------------------


def test_what_is_wrong_names_its_page(client, settings):
    settings.CONTACT_EMAIL = "ogp@agency.example"
    html = html_of(client, f"/contact/?page={quote('/plans/a-b/?on=2018-01-01')}")
    [mail] = re.findall(r'href="(mailto:ogp@agency\.example\?[^"]*)"', html)
    assert "http://testserver/plans/a-b/?on=2018-01-01" in unquote(mail)
    assert " " not in mail
    assert "\n" not in mail
    assert '<a href="/plans/a-b/?on=2018-01-01">' in html


@pytest.mark.parametrize(
    "page",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "///elsewhere.example/",
        "\\/elsewhere.example",
        "javascript:alert(1)",
        "plans/",
        "/plans/\nBcc: everybody@elsewhere.example",
        "/" + "a" * 600,
    ],
)
def test_only_pages_of_this_portal_are_named(client, page):
    html = html_of(client, f"/contact/?page={quote(page)}")
    main = html.partition("<main")[2].partition("</main>")[0]
    assert "elsewhere.example" not in main
    assert "The page is:" not in main


def test_no_address_is_said_as_such(client, settings):
    settings.CONTACT_EMAIL = ""
    html = html_of(client, "/contact/?page=/about/")
    assert "mailto:" not in html
    assert "has not given a mail address yet" in html


def test_what_somebody_puts_into_the_address_is_inert(client):
    html = client.get(f"/contact/?page={quote('/<script>alert(1)</script>')}").content.decode()
    assert "<script>alert" not in html


# ---- Data --------------------------------------------------------------------------------------------


def test_published_plans_can_be_taken_as_documents(client):
    a_commitment(a_plan("shown"))
    a_plan("hidden", published_in=None)
    html = html_of(client, "/data/")
    assert 'href="/data/plans/shown.json"' in html
    assert "hidden.json" not in html
    answer = client.get("/data/plans/shown.json")
    assert answer["Content-Disposition"] == 'attachment; filename="shown.json"'
    assert answer["Content-Type"] == "application/json"
    assert 'rel="license"' in answer["Link"]
    assert json.loads(answer.content)["plan"]["slug"] == "shown"
    assert client.get("/data/plans/hidden.json").status_code == 404


def test_the_schema_is_the_one_in_the_repository(client):
    kept = Path(settings.BASE_DIR) / "docs" / "plan-document.schema.json"
    assert client.get("/data/plan-document.schema.json").content.decode() == kept.read_text(encoding="utf-8")


def test_every_list_of_the_api_that_is_named_answers(client):
    a_plan("shown")
    lists = re.findall(r'href="(/api/v1/[^"]*)"', html_of(client, "/data/"))
    assert len(lists) == len(LISTS)
    for address in lists:
        assert client.get(address).status_code == 200, address


def test_every_line_for_the_command_line_leads_somewhere(client):
    a_plan("shown")
    for address in re.findall(r'curl [^"]*"http://testserver([^"]*)"', html_of(client, "/data/")):
        assert client.get(address).status_code == 200, address
