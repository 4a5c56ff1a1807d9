"""Reading writes nothing and tells nobody: no rows, no cookies, nothing private in a cache."""

import pytest
from django.conf import settings

from engagement.models import Submission

from .hidden import CANARY, SECRET, sow_everywhere
from .test_access import API, LISTED, PAGES, rows
from .watching import OF_THE_SESSION, writing
from .world import is_public

WRITTEN_ON = ("/take-part/", "/voice/")  # public pages with a form: its token is a cookie
# Voices are counted as they come: no edition tells what a cache holds.
COUNTED_ON = ("/example-next/ideas/", "/api/v1/ideas/")
READ = [
    address
    for address, expected in rows(PAGES + API)
    if expected == ["200"]
    and not address.endswith(WRITTEN_ON)
    and not any(place in address for place in COUNTED_ON)
]
HEALTH = ("/livez", "/readyz")  # asked afresh each time


@pytest.fixture(scope="module", autouse=True)
def unpublished(stage, django_db_blocker):
    with django_db_blocker.unblock():
        sow_everywhere()


@pytest.mark.parametrize("name", ["Dee", "Ana"])
def test_whichever_way_somebody_reads_writes_nothing(world, name):
    """Beside GET, which is asked of everybody where access is."""
    client = world.client(name)
    for address in LISTED:
        for method in ("head", "options"):
            with writing() as written:
                getattr(client, method)(address)
            assert written <= OF_THE_SESSION, (method, address)


def test_the_watch_sees_a_write(world):
    with writing() as written:
        world.client("Ana").post("/workspace/plans/example/periods/quarter-4/", {"action": "close"})
    assert "plans_edition" in written


@pytest.mark.parametrize(
    "address", [one for one in LISTED if is_public(one) and not one.endswith(WRITTEN_ON)]
)
def test_whoever_only_reads_gets_no_cookie(world, address):
    assert not world.client("Dee").get(address).cookies


@pytest.mark.parametrize("address", [address for address in READ if address not in HEALTH])
def test_what_is_public_may_be_kept_and_is_asked_for_again(world, address):
    client = world.client("Dee")
    answer = client.get(address)
    assert "public" in answer["Cache-Control"]
    assert "must-revalidate" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address)["ETag"] == answer["ETag"]


@pytest.mark.parametrize("address", [address for address in READ if address not in HEALTH])
def test_an_old_answer_is_not_taken_for_that_of_somebody_else(world, address):
    """What a cache kept for Dee is no answer to Ana, and a session that ended is still somebody's."""
    tag = world.client("Dee").get(address)["ETag"]
    assert world.client("Ana").get(address, headers={"If-None-Match": tag}).status_code == 200
    ended = world.client("Dee")
    ended.cookies[settings.SESSION_COOKIE_NAME] = "ended"
    assert ended.get(address)["Cache-Control"] == "private, no-store"


def test_a_public_form_is_kept_by_no_cache_and_never_taken_for_another(world):
    answers = [world.client("Dee").get("/consultations/example-next/take-part/") for _ in range(2)]
    assert answers[0].content != answers[1].content
    for answer in answers:
        assert "private" in answer["Cache-Control"]
        assert "ETag" not in answer


@pytest.mark.parametrize(
    "address",
    [
        *(f"/consultations/example-next/ideas/{part}" for part in ("", "1/", "themes/public-counters/")),
        *(f"/api/v1/ideas/{part}" for part in ("", "example-next/1/")),
    ],
)
def test_where_voices_are_counted_every_answer_is_asked_for_afresh(world, address):
    answer = world.client("Dee").get(address)
    assert answer["Cache-Control"] == "private, no-cache"
    assert "ETag" not in answer


@pytest.mark.parametrize("slug", ["example-next", "example-ideas"])
def test_a_receipt_is_kept_nowhere_and_shown_to_no_search(world, slug):
    """Before the answers and after them; whoever knows the address is asked for nothing else."""
    sent = Submission.objects.filter(consultation__slug=slug).first()
    address = f"/consultations/{slug}/receipts/{sent.secret}/"
    for name in ("Dee", "Ana"):
        answer = world.client(name).get(address)
        assert answer.status_code == 200
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert not {"ETag", "Expires", "Last-Modified"} & set(answer.headers)
        assert name == "Ana" or not answer.cookies  # she may sign out there: a form
        assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "no-referrer")
    with writing() as written:
        world.client("Dee").get(address)
    assert written <= OF_THE_SESSION


@pytest.mark.parametrize(
    "address",
    [f"/preview/{SECRET}/", f"/preview/consultations/{SECRET}/", f"/calendar/{SECRET}.ics"],
)
def test_what_opens_for_whoever_knows_its_address_is_kept_nowhere(world, address):
    for name in ("Dee", "Ana"):
        with writing() as written:
            answer = world.client(name).get(address)
        assert answer.status_code == 200
        assert written <= OF_THE_SESSION
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert not {"ETag", "Last-Modified"} & set(answer.headers)
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert answer["Referrer-Policy"] == "no-referrer"


def test_a_refusal_is_kept_nowhere_it_could_outlive_its_reason(world):
    for address in (f"/plans/{CANARY}/", "/plans/example/commitments/99/", f"/api/v1/plans/{CANARY}/"):
        answer = world.client("Dee").get(address)
        assert "ETag" not in answer
        assert "public" not in answer.get("Cache-Control", "")
