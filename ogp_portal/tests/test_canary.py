"""What is not published is nowhere: the public gets the same, to the letter, with it and without it."""

import re
from datetime import timedelta
from urllib.parse import quote

from django.utils import timezone

from commitments.models import ProgressReport
from plans.models import User

from .hidden import CANARY, PERSON, WORD, sow_everywhere
from .world import crawl, is_public, text_of

TODAY = timezone.localdate()
DAYS = ("2016-12-31", "2017-06-30", "2018-06-30", *(str(TODAY - timedelta(days=ago)) for ago in (0, 1, 200)))
DATED = (
    "/plans/example/",
    "/plans/nz-2016-18/",
    "/plans/example/commitments/1/",
    "/plans/example/commitments/3/",
    "/plans/nz-2016-18/commitments/5/",
    "/agencies/office-for-open-data/",
)
# Asked for by name, as somebody would who has guessed or overheard it.
GUESSED = (
    f"/plans/{CANARY}/",
    "/plans/example/commitments/99/",
    "/plans/example/commitments/2/quarter-4/",
    f"/agencies/{CANARY}/",
    f"/data/plans/{CANARY}.json",
    f"/api/v1/plans/{CANARY}/",
    "/api/v1/progress-reports/example/2/quarter-4/",
)
# What a filter of the API may be asked for, beside its own codes.
TEXTS = {
    "plan": ("example", "nz-2016-18", CANARY),
    "commitment": ("1", "99"),
    "milestone": ("1", "99"),
    "agency": ("office-for-open-data", CANARY),
    "supporting": ("agency-for-public-records", CANARY),
    "period": ("quarter-4", CANARY),
    "parent": ("1", "99"),
    "country": ("NZ", "XX"),
}


def lists(client):
    """Every list of the API, with each of its parameters that takes codes, texts or a day."""
    schema = client.get("/api/v1/schema/", {"format": "json"}).json()
    for path, operations in schema["paths"].items():
        if "{" not in path:
            yield path, operations["get"].get("parameters", [])


def questions(client):
    for path, parameters in lists(client):
        yield path
        for parameter in parameters:
            name, shape = parameter["name"], parameter["schema"]
            if name == "on":
                values = DAYS
            elif name in ("page", "page_size"):
                values = ("2",)
            elif shape.get("type") == "boolean":
                values = ("true", "false")
            else:
                values = shape.get("enum") or TEXTS[name]
            for value in values:
                plan = "&plan=example" if name == "timeliness" else ""
                yield f"{path}?{name}={value}{plan}"


def everything_public(client, *, asked=None):
    """All that can be reached and asked for, as text by address."""
    start = {"/", *DATED, *GUESSED, *(questions(client) if asked is None else asked)}
    start |= {f"{address}?on={day}" for address in DATED for day in DAYS}
    start |= {f"/data/plans/{slug}.json" for slug in ("example", "nz-2016-18")}
    seen = set()

    def follow(address):
        path, _, query = address.partition("?")
        asked = (path, query.partition("=")[0])  # of addresses that differ in a value, one
        is_one_of_many = path.startswith("/api/v1/") and "/nz-2016-18/" in path
        if not is_public(path) or asked in seen or is_one_of_many or WORD in address:
            return False
        if query or path == "/contact/":
            seen.add(asked)
        return True

    return {address: text_of(answer) for address, answer in crawl(client, start, follow=follow).items()}


def test_the_public_is_told_the_same_with_and_without_what_is_not_published(world):
    User.objects.update(name=PERSON)  # in both, so that only what is sown differs
    without = everything_public(world.client("Dee"))
    it_came_everywhere(without)
    sow_everywhere()
    User.objects.update(name=PERSON)
    with_it = everything_public(world.client("Dee"))
    assert without.keys() == with_it.keys()
    differing = [address for address in without if without[address] != with_it[address]]
    assert not differing, first_difference(without[differing[0]], with_it[differing[0]])
    nothing_of_it_is_told(with_it)


def it_came_everywhere(found):
    told = {address for address, text in found.items() if text.startswith("200")}
    assert {"/", "/plans/", "/agencies/", "/data/", "/api/docs/", *DATED} <= told
    assert {"/plans/example/commitments/4/quarter-3/", "/api/v1/stage-updates/example/1/1/1/"} <= told
    assert not [address for address, text in found.items() if text.startswith("500")]


def nothing_of_it_is_told(found):
    for address, text in found.items():
        said = text.lower().replace(address, "").replace(quote(address, safe=""), "")
        said = said.replace(quote(address, safe="").lower(), "")
        assert WORD not in said, (address, said[max(0, said.index(WORD) - 200) :][:300])
        assert "@demo.example" not in said, address


def first_difference(one, other):
    lines = zip(one.splitlines(), other.splitlines(), strict=False)
    return next(((before, after) for before, after in lines if before != after), "longer")


def test_a_stranger_with_an_account_is_told_no_more(world):
    sow_everywhere()
    found = everything_public(world.client("Eli"), asked=())  # the API knows no accounts
    mine = f"<span>{PERSON} Eli</span>"  # the masthead names whoever is signed in, to them
    nothing_of_it_is_told({address: text.replace(mine, "") for address, text in found.items()})


def test_what_the_coordinator_publishes_names_no_person(world):
    """Those who act are named in public by role, title and agency."""
    User.objects.update(name=PERSON)
    report = ProgressReport.objects.get(period__slug="quarter-4", commitment__number="2")
    review = "/workspace/plans/example/commitments/2/quarter-4/review/"
    world.client("Ana").post(review, {"action": "publish", "version": report.version})
    page = world.client("Dee").get("/plans/example/commitments/2/quarter-4/")
    assert page.status_code == 200
    assert "Manager, Data Services" in page.content.decode()
    start = {page.request["PATH_INFO"], "/", *(path for path, _ in lists(world.client("Dee")))}
    found = crawl(
        world.client("Dee"), start, follow=lambda address: re.match("/(plans|agencies)/[^?]*$", address)
    )
    nothing_of_it_is_told({address: text_of(answer) for address, answer in found.items()})
