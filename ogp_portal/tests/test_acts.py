"""Who may do what: every form, for everybody; and nobody writes where everybody reads.

The words are those of the access table.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from commitments.models import ProgressReport
from engagement.models import Consultation
from engagement.operations.answers import digest_of
from reporting.models import ReviewComment, SelfAssessment

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
take-back /workspace/plans/example/commitments/2/quarter-4/         in 404 404 go  404 404 403 404
drop     /workspace/plans/example/commitments/1/quarter-4/          in 404 404 go  go  go  go  404
close    /workspace/plans/example/periods/quarter-4/                in 404 404 404 404 404 go  404
open     /workspace/plans/example/periods/quarter-1/                in 404 404 404 404 404 409 404
close    /workspace/plans/{hidden}/periods/{hidden}/                in 404 404 404 404 404 404 404
never    /workspace/plans/example/periods/quarter-4/                in 404 404 404 404 404 400 404
send     /consultations/example-next/take-part/                     go
send     /consultations/example-ideas/take-part/                    409
send     /consultations/{hidden}/take-part/                         404
send     /consultations/{hidden}-2/take-part/                       404
save     /workspace/consultations/new/example/                      in 404 404 404 404 404 go  404
save     /workspace/consultations/new/{hidden}/                     in 404 404 404 404 404 404 404
save     /workspace/consultations/{hidden}/                         in 404 404 404 404 404 go  404
publish  /workspace/consultations/{hidden}/                         in 404 404 404 404 404 409 404
move     /workspace/consultations/example-next/                     in 404 404 404 404 404 go  404
close    /workspace/consultations/example-next/                     in 404 404 404 404 404 go  404
theme    /workspace/consultations/example-next/                     in 404 404 404 404 404 go  404
close    /workspace/consultations/example-dates/                    in 404 404 404 404 404 409 404
whole    /workspace/consultations/example-next/submissions/1/       in 404 404 404 404 404 go  404
points   /workspace/consultations/example-next/submissions/1/       in 404 404 404 404 404 go  404
answers  /workspace/consultations/example-dates/submissions/1/      in 404 404 404 404 404 go  404
take-back-1 /workspace/consultations/example-dates/submissions/1/   in 404 404 404 404 404 200 404
answers  /workspace/consultations/example-ideas/submissions/1/      in 404 404 404 404 404 409 404
points   /workspace/consultations/{hidden}/submissions/1/           in 404 404 404 404 404 404 404
save     /workspace/consultations/example-dates/answers/            in 404 404 404 404 404 go  404
publish  /workspace/consultations/example-dates/answers/            in 404 404 404 404 404 409 404
save     /workspace/consultations/example-ideas/answers/            in 404 404 404 404 404 409 404
save     /workspace/consultations/{hidden}/answers/                 in 404 404 404 404 404 409 404
position /review/example-mid-term/1/                                in 404 go  404 404 404 404 404
position /review/{hidden}/1/                                        in 404 404 404 404 404 404 404
comment  /review/example-mid-term/1/commitment-1/                   in 404 go  404 404 404 404 404
comment  /review/{hidden}/1/{hidden}/                               in 404 404 404 404 404 404 404
answer   /workspace/reports/example-mid-term/drafts/1/review/       in 404 404 404 404 404 go  404
close    /workspace/reports/example-mid-term/drafts/1/review/       in 404 404 404 404 404 409 404
answer   /workspace/reports/{hidden}/drafts/1/review/               in 404 404 404 404 404 404 404
ask      /workspace/reports/                                        in 404 404 404 404 404 go  404
again    /workspace/reports/                                        in 404 404 404 404 404 go  404
freeze   /workspace/reports/example-mid-term/                       in 404 404 404 404 404 409 404
publish  /workspace/reports/example-mid-term/                       in 404 404 404 404 404 409 404
never    /workspace/reports/example-mid-term/                       in 404 404 404 404 404 400 404
freeze   /workspace/reports/nz-2014-16-mid-term/                    in 404 404 404 404 404 409 404
publish  /workspace/reports/{hidden}/                               in 404 404 404 404 404 404 404
save     /workspace/reports/example-mid-term/chapters/commitment-1/ in 404 404 404 404 404 go  404
next     /workspace/reports/example-mid-term/chapters/commitment-1/ in 404 404 404 404 404 go  404
save     /workspace/reports/nz-2014-16-mid-term/chapters/process/   in 404 404 404 404 404 409 404
save     /workspace/reports/{hidden}/chapters/{hidden}/             in 404 404 404 404 404 404 404
save     /workspace/reports/example-mid-term/parts/1/               in 404 404 404 404 404 go  404
save     /workspace/reports/nz-2014-16-mid-term/parts/1/            in 404 404 404 404 404 409 404
save     /workspace/reports/{hidden}/parts/1/                       in 404 404 404 404 404 404 404
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
    if address.startswith("/consultations/"):
        return form_of_a_submission()
    if address.startswith("/workspace/consultations/"):
        return form_of_a_consultation(action, address)
    if address.startswith("/workspace/reports/") and not address.endswith("/review/"):
        return form_of_a_report(action, address)
    if "/reports/" in address or address.startswith("/review/"):
        return form_of_a_review(action)
    _, _, _, _, _, number, period, *_ = f"{address}///".split("/")
    report = ProgressReport.objects.filter(commitment__number=number, period__slug=period).first()
    form = {
        "action": action,
        "version": report.version if report else 0,
        "doing": "Something.",
        "reason": "Why.",
    }
    return form | {f"milestone-{place}-stage": "underway" for place in range(1, 4)}


def form_of_a_submission():
    """What anybody sends in."""
    return {"key": "0d8f0c0e-5d0f-4a7c-8f6b-3f1f5a0f0b7e", "text": "Something.", "publish_as": "anonymous"}


def form_of_a_consultation(action, address):
    """What the coordinator asks, or makes of what came in."""
    slug, _, number = address.removeprefix("/workspace/consultations/").strip("/").partition("/submissions/")
    consultation = Consultation.objects.filter(slug=slug.removesuffix("/answers")).first()
    row = consultation
    if number and consultation:
        row = consultation.submissions.filter(number=number).first()
    text = row.text if number and row else "Something."
    form = {
        "action": action,
        "version": row.version if row else 0,
        "title": "Something",
        "slug": consultation.slug if consultation else "",
        "purpose": "ideas",
        "closes_on": timezone.localdate() + timedelta(days=20),
        "closes_time": "17:00",
        "answers_due_on": timezone.localdate() + timedelta(days=90),
        "what_we_heard": "Something.",
        "label": "Something",
        "point-1-text": text,
        "digest": digest_of(consultation) if consultation else "",
        "read-1": 1,
    }
    for point in row.points.all() if number and row else ():
        response = getattr(point, "response", None)
        form |= {
            f"answer-{point.position}-version": response.version if response else 0,
            f"answer-{point.position}-disposition": "adopted",
            f"answer-{point.position}-reason": "Why.",
        }
    return form


def form_of_a_report(action, address):
    """What the coordinator types into a chapter or a part, or asks for."""
    report = SelfAssessment.objects.get(slug="example-mid-term")
    row = report.parts.first() if "/parts/" in address else report.chapters.get(slug="commitment-1")
    return {
        "action": action,
        "version": row.version,
        "text": "Something.",
        "name": "Something",
        "completion": "limited",
        "reason": "Why.",
        "plan": "example",
        "kind": "mid-term",
        "ends_on": timezone.localdate() - timedelta(days=1),
        "draft": 1,
    }


def form_of_a_review(action):
    """What a member says of a draft, or the answer to the comment that waits for one."""
    of_the_example = ReviewComment.objects.filter(round__draft__assessment__slug="example-mid-term")
    comment = of_the_example.numbered().last()
    answer = {"outcome": "declined", "answer": "Why."}
    return {
        "action": action,
        "text": "Something.",
        "key": "4be0a1c7-5d6e-4f4c-9a3f-0d6a1f1c2b3d",
        "position": "support",
        "reason": "Why.",
        "comment": comment.key,
        "version": comment.version,
    } | {f"comment-{comment.number}-{name}": value for name, value in answer.items()}


@pytest.mark.parametrize("address", [address for address, _ in OPEN])
def test_nobody_writes_where_everybody_reads(world, address):
    methods = ("put", "delete") if address.endswith("/take-part/") else ("post", "put", "delete")
    for name in ("Dee", "Ana"):
        client = world.client(name)
        answers = [getattr(client, method)(address) for method in methods]
        assert {answer.status_code for answer in answers} == {405}, name


def test_a_form_from_elsewhere_changes_nothing(world):
    for action, address, _ in acts():
        client = world.client("Ana")
        client.handler.enforce_csrf_checks = True
        with undone():  # the words are kept
            answer = client.post(address, form_for(action, address))
            assert answer.status_code == (404 if address.startswith(f"/consultations/{CANARY}") else 403)
