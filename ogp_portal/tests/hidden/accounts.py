"""Self-assessments that are not published: written, judged, frozen, reviewed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ogp_portal.demo import example
from plans.choices import OutboxKind, PeriodKind
from plans.models import ActionPlan, OutboxItem, User
from reporting.assembly import assemble
from reporting.choices import ChapterKind, Outcome, Position
from reporting.models import (
    Chapter,
    CommitmentAssessment,
    Draft,
    ReviewComment,
    ReviewInvitation,
    ReviewPosition,
    ReviewRound,
    SelfAssessment,
)
from reporting.operations.drafting import digest

from .words import CANARY, resow, sow

OF_A_SOURCE = ("source_at", "not_stated")  # only beside one


def sow_accounts() -> None:
    """Self-assessments that are being made: that of the example in review, and two of the hidden plan."""
    for assessment in SelfAssessment.objects.being_made():
        resow(assessment, but=("slug", *OF_A_SOURCE))
        for chapter in assessment.chapters.all():
            resow(chapter, but=("slug",))
        for part in assessment.parts.all():
            resow(part)
        for draft in assessment.drafts.all():
            draft.content = assemble(assessment, edition=draft.content["report"]["edition"])
            draft.digest = digest(draft.content)
            resow(draft, but=("digest",))
        for round in ReviewRound.objects.filter(draft__assessment=assessment):
            resow(round)
            for said in (*round.comments.all(), *round.positions.all(), *round.invitations.all()):
                resow(said, but=("key", "chapter"))
    hidden, one = ActionPlan.objects.get(slug=CANARY), ActionPlan.objects.get(slug=example.SLUG)
    sow_account(hidden, slug=CANARY)
    published = sow_account(hidden, slug=f"{CANARY}-2")
    published.published_in, published.published_draft = one.published_in, published.drafts.get()
    published.save()
    asked = {"plan": hidden.pk, "kind": PeriodKind.MID_TERM, "starts_on": None, "ends_on": "2026-01-31"}
    sow(OutboxItem, kind=OutboxKind.DRAFT, key=f"draft-{CANARY}", payload=asked)


def sow_account(plan: ActionPlan, *, slug: str) -> SelfAssessment:
    """Written, judged, frozen and before Chi, who has said something and was answered."""
    now, today = timezone.now(), timezone.localdate()
    assessment = sow(
        SelfAssessment,
        plan=plan,
        slug=slug,
        kind=PeriodKind.MID_TERM,
        ends_on=today - timedelta(days=3),
        **dict.fromkeys(OF_A_SOURCE, ""),
    )
    promise = plan.commitments.get(number="99")
    sow(Chapter, assessment=assessment, position=1, kind=ChapterKind.COMMITMENT, commitment=promise)
    sow(CommitmentAssessment, assessment=assessment, position=1, commitment=promise, completion="limited")
    content = {"format": "ogp-self-assessment", "version": 1, "report": {"slug": slug}, "chapters": []}
    draft = sow(Draft, assessment=assessment, number=1, frozen_at=now, content=say_it_in(content))
    round = sow(ReviewRound, draft=draft, due_on=today, opened_at=now - timedelta(days=1))
    chi = User.objects.get(email="chi@demo.example")
    sow(ReviewInvitation, round=round, user=chi)
    said = {"round": round, "by": chi, "at": now - timedelta(days=1)}
    answered = {"outcome": Outcome.ACCEPTED, "answered_at": now}
    sow(ReviewComment, key=f"{CANARY}-{slug}"[:36], **said, **answered)
    sow(ReviewPosition, position=Position.SUPPORT, **said)
    return assessment


def say_it_in(content: dict) -> dict:
    """What is frozen, with the word in its title and in what every chapter says."""
    chapters = [chapter | {"title": CANARY, "text": CANARY} for chapter in content["chapters"]]
    return content | {
        "report": content["report"] | {"title": CANARY, "publisher": CANARY},
        "chapters": chapters,
    }
