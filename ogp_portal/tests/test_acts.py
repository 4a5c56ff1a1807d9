"""Who may do what: every form, for everybody; and nobody writes where everybody reads.

The words are those of the access table.
"""

import pytest

from commitments.models import ProgressReport

from .hidden import CANARY, sow_everywhere
from .test_access import OPEN, answers, word_for
from .world import EVERYBODY, undone


@pytest.fixture(scope="module", autouse=True)
def unpublished(stage, django_db_blocker):
    with django_db_blocker.unblock():
        sow_everywhere()


# `go`: it was done. 409: not now. Bea's agency supports 1, so she writes there and does not send.
ACTS = """
                                                           Dee Eli Chi Bea Bo  Ben Ana Olga
save     /workspace/plans/example/commitments/1/quarter-4/          in 404 404 go  403 go  go  404
save     /workspace/plans/example/commitments/2/quarter-4/          in 404 404 409 404 404 409 404
save     /workspace/plans/example/commitments/3/quarter-4/          in 404 404 404 403 go  go  404
save     /workspace/plans/example/commitments/4/quarter-3/          in 404 404 409 403 409 409 404
save     /workspace/plans/{hidden}/commitments/99/{hidden}/         in 404 404 404 404 404 404 404
save     /workspace/plans/example/commitments/4/quarter-4/          in 404 404 403 403 go  go  404
send     /workspace/plans/example/commitments/1/quarter-4/          in 404 404 403 403 go  go  404
nothing  /workspace/plans/example/commitments/1/quarter-4/          in 404 404 403 403 go  go  404
nothing  /workspace/plans/example/commitments/1/quarter-4/nothing/  in 404 404 403 403 go  go  404
publish  /workspace/plans/example/commitments/2/quarter-4/review/   in 404 404 403 404 404 go  404
send-back /workspace/plans/example/commitments/2/quarter-4/review/  in 404 404 403 404 404 go  404
publish  /workspace/plans/{hidden}/commitments/99/{hidden}/review/  in 404 404 404 404 404 404 404
close    /workspace/plans/example/periods/quarter-4/                in 404 404 404 404 404 go  404
open     /workspace/plans/example/periods/quarter-1/                in 404 404 404 404 404 409 404
close    /workspace/plans/{hidden}/periods/{hidden}/                in 404 404 404 404 404 404 404
never    /workspace/plans/example/periods/quarter-4/                in 404 404 404 404 404 403 404
"""


def acts():
    for line in ACTS.splitlines()[2:]:
        action, address, *expected = line.replace("{hidden}", CANARY).split()
        yield action, address, answers(address, expected)


@pytest.mark.parametrize(("action", "address", "expected"), list(acts()))
def test_everybody_does_what_is_theirs(world, action, address, expected):
    did = {}
    for name in EVERYBODY:
        with undone():
            did[name] = word_for(world.client(name).post(address, form_for(action, address)))
    assert did == expected


def form_for(action, address):
    """A filled-in form for the newest version of the report, with one complete answer a milestone."""
    _, _, _, _, _, number, period, *_ = f"{address}///".split("/")
    report = ProgressReport.objects.filter(commitment__number=number, period__slug=period).first()
    form = {
        "action": action,
        "version": report.version if report else 0,
        "doing": "Something.",
        "reason": "Why.",
    }
    return form | {f"milestone-{place}-stage": "underway" for place in range(1, 4)}


@pytest.mark.parametrize("address", [address for address, _ in OPEN])
def test_nobody_writes_where_everybody_reads(world, address):
    for name in ("Dee", "Ana"):
        client = world.client(name)
        answers = [getattr(client, method)(address) for method in ("post", "put", "delete")]
        assert {answer.status_code for answer in answers} == {405}, name


def test_a_form_from_elsewhere_changes_nothing(world):
    for action, address, _ in acts():
        client = world.client("Ana")
        client.handler.enforce_csrf_checks = True
        assert client.post(address, form_for(action, address)).status_code == 403
