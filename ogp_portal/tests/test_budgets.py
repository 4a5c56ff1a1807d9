"""Each page asks the database a known number of questions, however many rows there are."""

from datetime import date

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from plans.models import Membership
from reporting.operations.document import bring_in

from .world import undone

FEW, MANY = 2, 20
ELSEWHERE = range(1, 3)  # what commitments beside the first have
PLAN = "/plans/counted/"
REPORT = "/workspace/plans/counted/commitments/1/round-2"

# The most questions that a page may ask: to read them all, signed out or as Ana.
PUBLIC = {
    "/": 18,
    "/plans/": 8,
    PLAN: 18,
    f"{PLAN}?on=2026-01-31": 18,
    f"{PLAN}?stage=underway": 18,
    f"{PLAN}changes/": 10,
    f"{PLAN}commitments/1/": 20,
    f"{PLAN}commitments/1/round-1/": 16,
    "/agencies/": 4,
    "/agencies/counted-1/": 16,
    "/data/": 3,
    "/api/v1/plans/": 9,
    "/api/v1/plans/counted/": 8,
    "/api/v1/periods/?plan=counted&page_size=500": 4,
    "/api/v1/amendments/?plan=counted&page_size=500": 6,
    "/api/v1/agencies/?page_size=500": 6,
    "/api/v1/commitments/?plan=counted&page_size=500": 11,
    "/api/v1/milestones/?plan=counted&page_size=500": 8,
    "/api/v1/milestones/?plan=counted&timeliness=overdue&page_size=500": 12,
    "/api/v1/stage-updates/?plan=counted&page_size=500": 6,
    "/api/v1/progress-reports/?plan=counted&page_size=500": 9,
}
STAFF = {
    "/workspace/": 32,
    "/workspace/plans/counted/": 20,
    "/workspace/plans/counted/periods/round-2/": 20,
    f"{REPORT}/": 25,
    "/workspace/outbox/": 12,
}


def counted(size):
    """A plan with as many commitments, agencies, amendments and periods as its size; and its first commitment
    with as many milestones and reports."""
    places = range(1, size + 1)
    return {
        "format": "ogp-plan-document",
        "version": 1,
        "plan": {
            "slug": "counted",
            "country": "XX",
            "language": "en",
            "title": "A plan to count with",
            "short_title": "Counted",
            "starts_on": "2026-01",
            "ends_on": "2027-12",
            "state": "adopted",
        },
        "agencies": [{"slug": f"counted-{n}", "names": [{"name": f"Agency {n}"}]} for n in places],
        "periods": [a_period(n) for n in places],
        "amendments": [an_amendment(n) for n in places],
        "commitments": [a_commitment(n, places if n == 1 else ELSEWHERE) for n in places],
    }


def a_period(n):
    month, end = divmod(n - 1, 3)[0] % 12 + 1, 10 + n % 15
    first = date(2026, month, end - 2)
    days = {"starts_on": str(first), "ends_on": str(date(2026, month, end)), "due_on": "2027-01-31"}
    return {"slug": f"round-{n}", "kind": "progress"} | days


def an_amendment(n):
    words = {"title": f"Amendment {n}", "reason": "More time.", "decided_by": "Cabinet"}
    return {"slug": f"amendment-{n}", "number": n, "decided_on": "2026-02-01"} | words


def a_commitment(number, places):
    return {
        "number": str(number),
        "title": f"Promise {number}",
        "promise": "To do it.",
        "values": ["transparency"],
        "agreed_starts": {"on": "2026-01"},
        "agreed_due": {"on": "2027-06"},
        "leads": [
            {"agency": "counted-1", "role": "lead"},
            {"agency": f"counted-{number}", "role": "supporting"},
        ],
        "milestones": [a_milestone(n, number) for n in places],
        "reports": [
            {"period": f"round-{n}", "doing": "- A step.", "links": [{"url": "https://example.org/"}]}
            for n in places
            if n != 2
        ],
    }


def a_milestone(number, commitment):
    moved = {"kind": "due", "amendment": f"amendment-{commitment}", "before": {"on": "2026-03"}}
    said = {"stage": "underway", "note": "A step.", "evidence": [{"url": "https://example.org/"}]}
    return {
        "number": number,
        "title": f"Step {number}",
        "agreed_starts": {"on": "2026-01"},
        "agreed_due": {"on": "2026-03"},
        "date_changes": [moved | {"after": {"on": "2026-09"}, "moved_on": "2026-02-01"}],
        "updates": [
            said | {"entry": 1, "as_of": "2026-01-28", "period": "round-1"},
            said | {"entry": 2, "as_of": "2026-02-28"},
        ],
    }


def questions(world, name, addresses):
    """How many questions each page asks; once before, so that what is kept for the process is there."""
    client = world.client(name)
    found = {}
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        found[address] = len(asked)
    return found


@pytest.fixture(scope="module")
def counts(stage, django_db_blocker):
    """By size and person: the questions of every page."""
    found = {}
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        for size in (FEW, MANY):
            with undone():
                bring_in(document=counted(size), name="counted.json")
                found[size] = questions(stage, "Dee", PUBLIC) | questions(stage, "Ana", STAFF)
    return found


@pytest.mark.parametrize(("address", "most"), [*PUBLIC.items(), *STAFF.items()])
def test_a_page_asks_no_more_when_there_is_more_and_keeps_to_its_budget(counts, address, most):
    assert counts[MANY][address] == counts[FEW][address]
    assert counts[MANY][address] <= most


def test_nobody_is_asked_about_more_often_than_they_have_roles(world):
    """What somebody may do is read once a request."""
    with CaptureQueriesContext(connection) as asked:
        world.client("Ben").get("/workspace/")
    assert sum(f'FROM "{Membership._meta.db_table}"' in question["sql"] for question in asked) == 1
