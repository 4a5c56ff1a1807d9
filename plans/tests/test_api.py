"""What holds for every resource: days, parameters, pages of a list, problems, and when it has changed."""

from itertools import chain

import pytest

from plans.choices import PublicationKind
from plans.models import ActionPlan, EditionCounter, ReportingPeriod
from plans.operations.editions import announce, next_edition

pytestmark = pytest.mark.django_db
PROBLEM = {"type", "title", "status", "detail", "instance"}


@pytest.fixture
def periods(db):
    """Twelve months of a published plan, and one of a plan that is not."""
    edition = next_edition(by=None, by_words="Operator")
    for slug, published_in in (("public", edition), ("hidden", None)):
        plan = ActionPlan.objects.create(
            slug=slug, country="NZ", title=slug, short_title=slug, published_in=published_in,
            state="adopted" if published_in else "in-development",
        )  # fmt: skip
        for month in range(1, 13 if published_in else 2):
            ReportingPeriod.objects.create(
                plan=plan, slug=f"m{month}", kind="progress" if month % 3 else "year-end",
                starts_on=f"2017-{month:02}-01", ends_on=f"2017-{month:02}-28", due_on=f"2017-{month:02}-28",
                was_closed=month < 12,
            )  # fmt: skip


def publish_something():
    edition = next_edition(by=None, by_words="Operator")
    announce(edition=edition, kind=PublicationKind.PLAN, address="/plans/public/", after={})


def problem(client, address, **headers):
    answer = client.get(f"/api/v1/{address}", headers=headers)
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said.keys() >= PROBLEM
    assert (said["status"], said["instance"]) == (answer.status_code, f"/api/v1/{address}")
    return said


def slugs(answer):
    return [row["slug"] for row in answer.json()["results"]]


# ---- Lists ----------------------------------------------------------------------------------------


def test_a_list_answers_count_next_previous_results_and_the_licence(client, periods, settings):
    answer = client.get("/api/v1/periods/?page_size=5&page=2")
    said = answer.json()
    assert list(said) == ["count", "next", "previous", "results", "licence"]
    assert (said["count"], len(said["results"])) == (12, 5)
    assert said["next"] == "http://testserver/api/v1/periods/?page=3&page_size=5"
    assert said["previous"] == "http://testserver/api/v1/periods/?page_size=5"
    assert said["licence"] == {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL}
    assert answer["Link"] == f'<{settings.LICENCE_URL}>; rel="license"'


def test_one_thing_carries_the_licence_too(client, periods):
    answer = client.get("/api/v1/periods/public/m1/")
    assert answer.json()["licence"]["url"] in answer["Link"]


@pytest.mark.parametrize("ordering", ["", "starts_on", "-starts_on", "ends_on"])
def test_parts_of_a_list_never_overlap_and_leave_nothing_out(client, periods, ordering):
    parts = [
        slugs(client.get(f"/api/v1/periods/?page_size=5&page={page}&ordering={ordering}"))
        for page in (1, 2, 3)
    ]
    assert sorted(chain(*parts)) == sorted(f"m{month}" for month in range(1, 13))


def test_a_list_can_be_narrowed_and_turned_round(client, periods):
    assert slugs(client.get("/api/v1/periods/?kind=year-end&ordering=-ends_on")) == ["m12", "m9", "m6", "m3"]
    assert slugs(client.get("/api/v1/periods/?closed=false")) == ["m12"]
    assert slugs(client.get("/api/v1/periods/?plan=hidden")) == slugs(
        client.get("/api/v1/periods/?plan=none")
    )


# ---- What cannot be answered ----------------------------------------------------------------------


def test_unpublished_and_missing_look_the_same(client, periods):
    said = [problem(client, f"periods/{plan}/m1/") for plan in ("hidden", "missing")]
    assert {(one["status"], one["title"], one["detail"]) for one in said} == {
        (404, "Not Found", "Nothing is published at this address.")
    }


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("periods/?colour=red", "colour"),
        ("periods/?on=2017-01-01", "on"),
        ("periods/?format=api", "format"),
        ("periods/public/m1/?plan=public", "plan"),
        ("periods/?plan=public&plan=hidden", "plan"),
        ("periods/?kind=weekly", "kind"),
        ("periods/?closed=perhaps", "closed"),
        ("periods/?ordering=pk", "ordering"),
        ("periods/?page=0", "page"),
        ("periods/?page=last", "page"),
        ("periods/?page_size=501", "page_size"),
        ("periods/?page_size=none", "page_size"),
        ("periods/?plan=%00", "plan"),
        ("stage-updates/?milestone=first", "milestone"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(client, periods, address, name):
    said = problem(client, address)
    assert (said["status"], said["title"]) == (400, "Bad Request")
    assert list(said["errors"]) == [name]
    assert said["detail"].startswith(f"{name}: ")


def test_an_unknown_parameter_is_answered_with_the_known_ones(client, periods):
    (said,) = problem(client, "periods/?colour=red")["errors"]["colour"]
    assert "plan, kind, closed, ordering, page, page_size" in said


@pytest.mark.parametrize(
    "on", ["2018-3-1", "2018-02-30", "yesterday", "20180301", "2018-W10-1", "2999-01-01"]
)
def test_a_day_that_is_none_or_ahead_is_refused_in_words(client, periods, on):
    said = problem(client, f"plans/?on={on}")
    assert said["status"] == 400
    assert on in said["detail"]


def test_a_part_of_a_list_that_is_not_there_is_not_found(client, periods):
    assert problem(client, "periods/?page=4&page_size=5")["status"] == 404


@pytest.mark.parametrize(
    "address", ["", "nothing/", "plans/public/more/", "periods/public/M1!/", "milestones/p/1/0/"]
)
def test_addresses_that_lead_nowhere_are_problems_too(client, periods, address):
    if address:
        assert problem(client, address)["status"] == 404
    else:
        assert client.get("/api/v1/").json()["periods"] == "http://testserver/api/v1/periods/"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["periods/", "periods/public/m1/", "", "schema/", "nothing/"])
def test_only_reading_is_possible(client, periods, method, address):
    answer = getattr(client, method)(f"/api/v1/{address}", data="{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_only_json_is_spoken(client, periods):
    assert problem(client, "periods/", accept="text/csv")["status"] == 406


def test_a_failure_is_a_problem_without_its_inner_life(client, periods, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(ReportingPeriod, "words", property(lambda self: 1 / 0))
    said = problem(client, "periods/")
    assert said["status"] == 500
    assert "division" not in repr(said)


# ---- When it has changed --------------------------------------------------------------------------


def test_nothing_new_is_answered_with_304_at_the_cost_of_one_query(
    client, periods, django_assert_max_num_queries
):
    first = client.get("/api/v1/periods/")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    with django_assert_max_num_queries(1):
        again = client.get("/api/v1/periods/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    publish_something()
    anew = client.get("/api/v1/periods/", headers={"if-none-match": first["ETag"]})
    assert (anew.status_code, anew["ETag"] != first["ETag"]) == (200, True)


@pytest.mark.parametrize("other", ["periods/?plan=public", "periods/public/m1/", "plans/?on=2018-01-01"])
def test_every_address_has_an_etag_of_its_own(client, periods, other):
    assert client.get(f"/api/v1/{other}")["ETag"] != client.get("/api/v1/periods/")["ETag"]


def test_problems_are_not_kept(client, periods):
    answer = client.get("/api/v1/periods/?colour=red")
    assert "ETag" not in answer
    assert "ETag" not in client.get("/api/v1/nothing/")


def test_a_condition_that_does_not_hold_is_a_problem(client, periods):
    assert problem(client, "periods/", **{"if-match": '"another"'})["status"] == 412


def test_whoever_is_known_is_answered_alike_and_kept_by_no_cache(client, periods, django_user_model):
    anonymous = client.get("/api/v1/periods/")
    client.force_login(django_user_model.objects.create_user("ana@demo.example"))
    known = client.get("/api/v1/periods/")
    assert known.json() == anonymous.json()
    assert known["Cache-Control"] == "private, no-store"
    assert "ETag" not in known


def test_scripts_of_other_sites_may_read_it(client, periods):
    answer = client.get("/api/v1/periods/", headers={"origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


def test_reading_writes_nothing(client, periods):
    before = EditionCounter.objects.get().number
    for method in (client.get, client.head, client.options):
        assert method("/api/v1/periods/").status_code == 200
    assert EditionCounter.objects.get().number == before
