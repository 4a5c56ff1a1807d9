"""Sixty submissions or six hundred: every page asks the database the same, and publishing does too."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.tests.factories import a_commitment, a_milestone
from engagement.choices import PublishAs, QuestionKind
from engagement.models import (
    Question,
    ReasonedResponse,
    Redaction,
    Reply,
    Submission,
    SubmissionContact,
    SubmissionPoint,
)
from engagement.operations.publishing import digest_of, publish_answers
from engagement.tests.factories import a_consultation, a_theme
from plans.models import OutboxItem
from plans.operations.outbox import carry_out_item
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db
FEW, MANY = 60, 600
ROWS_IN_BATCHES = (MANY - FEW) // 50  # entries and letters are inserted many at a time, never one by one
CLOSED = {"opens_at": at(date(2026, 1, 5)), "closes_at": at(date(2026, 2, 5)), "what_we_heard": "Much."}


@pytest.fixture
def both(cast):
    """Two consultations under two plans, one with ten times as much as the other."""
    return {size: asked_by_many(size) for size in (FEW, MANY)}


def asked_by_many(size):
    plan = a_plan(f"plan-{size}")
    commitment = a_commitment(plan)
    milestones = [a_milestone(commitment, number) for number in (1, 2, 3)]
    consultation = a_consultation(plan, f"asked-{size}", **CLOSED)
    themes = [a_theme(consultation, f"theme-{place}") for place in range(3)]
    question = Question.objects.create(
        consultation=consultation, kind=QuestionKind.ONE, label="Which?", options=["A", "B"], position=1
    )
    submissions = Submission.objects.bulk_create(
        Submission(
            consultation=consultation,
            number=n,
            key=f"{size}-{n}",
            secret=f"secret-{size}-{n}",
            received_at=at(),
            publish_as=PublishAs.NOT_AT_ALL if n % 10 == 0 else PublishAs.ANONYMOUS,
            text=f"Words of number {n} said aloud here. More of the same.",
        )
        for n in range(1, size + 1)
    )
    points = SubmissionPoint.objects.bulk_create(
        SubmissionPoint(
            submission=one,
            position=place,
            text=text,
            theme=themes[one.number % 3],
            commitment=commitment,
            milestone=milestones[one.number % 3],
        )
        for one in submissions
        for place, text in enumerate(
            (f"Words of number {one.number} said aloud here.", "More of the same."), 1
        )
    )
    ReasonedResponse.objects.bulk_create(
        ReasonedResponse(point=point, disposition="adopted", reason="It helps.") for point in points
    )
    Reply.objects.bulk_create(
        Reply(submission=one, question=question, chosen=["AB"[one.number % 2]]) for one in submissions
    )
    Redaction.objects.bulk_create(
        Redaction(submission=one, text="More of", ground="It names somebody.", made_at=at())
        for one in submissions[::7]
    )
    SubmissionContact.objects.bulk_create(
        SubmissionContact(submission=one, email=f"{one.number}@people.example") for one in submissions
    )
    return consultation


def asked_for(act):
    with CaptureQueriesContext(connection) as asked:
        result = act()
    return result, len(asked)


def publish(consultation, cast):
    return publish_answers(
        consultation=consultation,
        version=consultation.version,
        digest=digest_of(consultation),
        by=cast.ana,
        now=at(),
    )


def test_publishing_asks_no_more_for_more(both, cast):
    counts = {size: asked_for(lambda one=one: publish(one, cast))[1] for size, one in both.items()}
    assert counts[MANY] - counts[FEW] <= ROWS_IN_BATCHES
    assert Submission.objects.published().count() == FEW + MANY


def test_letters_of_a_part_ask_as_much_for_few_as_for_many(both, cast):
    counts = {}
    for size, one in both.items():
        publish(one, cast)
        item = OutboxItem.objects.get(key=f"answered-{one.pk}")
        turn = {"item_id": item.pk, "now": timezone.now()}
        _done, counts[size] = asked_for(lambda turn=turn: carry_out_item(**turn))
    assert counts[MANY] - counts[FEW] <= ROWS_IN_BATCHES


PAGES = (
    "/consultations/asked-{size}/",
    "/consultations/asked-{size}/responses/",
    "/consultations/asked-{size}/responses/theme-1/",
    "/consultations/asked-{size}/responses/commitments/1/",
    "/consultations/asked-{size}/submissions/",
    "/consultations/asked-{size}/submissions/1/",
    "/plans/plan-{size}/",
    "/plans/plan-{size}/commitments/1/",
    "/api/v1/submissions/?consultation=asked-{size}&page_size=50",
    "/api/v1/consultations/asked-{size}/",
    "/api/v1/themes/?consultation=asked-{size}",
)


def test_what_everybody_reads_asks_no_more_for_more(both, cast, client, the_day):
    for one in both.values():
        publish(one, cast)
    for page in PAGES:
        client.get(page.format(size=FEW))  # what is kept for the process is there
        counts = {}
        for size in both:
            answer, counts[size] = asked_for(lambda size=size, page=page: client.get(page.format(size=size)))
            assert answer.status_code == 200, page
        assert counts[FEW] == counts[MANY], page


@pytest.mark.parametrize("is_published", [False, True])
def test_the_page_of_all_answers_asks_no_more_for_more(both, cast, sign_in, the_day, is_published):
    ana = sign_in(cast.ana)
    if is_published:
        for one in both.values():
            publish(one, cast)
    counts = {}
    for size in (FEW, *both):
        page = f"/workspace/consultations/asked-{size}/answers/"
        answer, counts[size] = asked_for(lambda page=page: ana.get(page))
        assert answer.status_code == 200
    assert counts[FEW] == counts[MANY]
