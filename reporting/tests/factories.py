"""Rows for tests: a report that is being made, a frozen draft of it, and the panel's review.

Everything is seen at noon on 12 March 2026, the `TODAY` of the ground floor.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date

import pytest

from commitments.tests.factories import Desk
from plans.choices import PeriodKind, Role
from plans.models import ActionPlan, Edition, User
from plans.tests.factories import Cast, a_person, at
from reporting.choices import ChapterKind, Completion, Outcome, Position
from reporting.document import text
from reporting.models import (
    Chapter,
    Draft,
    ReviewComment,
    ReviewInvitation,
    ReviewPosition,
    ReviewRound,
    SelfAssessment,
)
from reporting.operations.drafting import draft_report
from reporting.operations.writing import (
    confirm_completion,
    freeze_draft,
    publish_assessment,
    save_chapter,
)

FROZEN, DUE = date(2026, 3, 5), date(2026, 3, 20)
ASKED = "Is the account of the first promise fair?"
CHAPTERS = {
    "introduction": (ChapterKind.INTRODUCTION, "Introduction", "The plan is in its first year."),
    "commitment-1": (
        ChapterKind.COMMITMENT,
        "Promise 1",
        "### What was promised\n\nThree steps.\n\n- One is taken.\n- Two are not.\n\nAll is *going on*.",
    ),
    "conclusion": (ChapterKind.CONCLUSION, "Conclusion", ""),
}


def an_assessment(plan: ActionPlan, slug: str = "2025-27-mid-term", **fields) -> SelfAssessment:
    """A mid-term self-assessment that is being made, with an introduction, a chapter on commitment 1 of the
    plan where it has one, and a conclusion in which nothing is written yet."""
    fields = {
        "kind": PeriodKind.MID_TERM,
        "title": "Mid-term self-assessment 2025–27",
        "starts_on": date(2025, 7, 1),
        "ends_on": date(2026, 2, 28),
    } | fields
    assessment = SelfAssessment.objects.create(plan=plan, slug=slug, **fields)
    commitment = plan.commitments.filter(number="1").first()
    for chapter, (kind, title, words) in CHAPTERS.items():
        of_it = commitment if kind == ChapterKind.COMMITMENT else None
        if of_it or kind != ChapterKind.COMMITMENT:
            a_chapter(assessment, chapter, kind=kind, title=title, text=words, commitment=of_it)
    return assessment


def a_chapter(assessment: SelfAssessment, slug: str, **fields) -> Chapter:
    fields = {
        "kind": ChapterKind.LESSONS,
        "title": slug.capitalize(),
        "position": assessment.chapters.count() + 1,
    } | fields
    return Chapter.objects.create(assessment=assessment, slug=slug, **fields)


def a_draft(assessment: SelfAssessment, **fields) -> Draft:
    """What the chapters say now, frozen on 5 March 2026, with no figures beside them."""
    content = fields.pop("content", None) or some_content(assessment)
    fields = {
        "number": assessment.drafts.count() + 1,
        "content": content,
        "digest": hashlib.sha256(text(content).encode()).hexdigest(),
        "edition": Edition.objects.last(),
        "frozen_at": at(FROZEN),
        "frozen_words": "Lead, Open Government",
    } | fields
    return Draft.objects.create(assessment=assessment, **fields)


def some_content(assessment: SelfAssessment) -> dict:
    """In the shape of a frozen draft; its figures are empty."""
    plan = assessment.plan
    return {
        "format": "ogp-self-assessment",
        "version": 1,
        "report": {
            "slug": assessment.slug,
            "title": assessment.title,
            "kind": assessment.kind,
            "plan": {
                "slug": plan.slug,
                "title": plan.title,
                "short_title": plan.short_title,
                "invented": plan.is_invented,
            },
            "starts_on": assessment.starts_on and assessment.starts_on.isoformat(),
            "ends_on": assessment.ends_on.isoformat(),
            "facts_on": FROZEN.isoformat(),
            "edition": Edition.objects.last().number,
            "publisher": assessment.publisher,
            "identifier": assessment.identifier,
            "licence": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "chapters": [
            {
                "slug": chapter.slug,
                "kind": chapter.kind,
                "title": chapter.title,
                "text": chapter.text,
                "figures": {},
            }
            for chapter in assessment.chapters.order_by("position")
        ],
    }


def a_written_report(plan: ActionPlan, by: User, **fields) -> SelfAssessment:
    """Drafted by the portal up to 28 February 2026, then written, judged and frozen by somebody."""
    asked = {"kind": PeriodKind.MID_TERM, "ends_on": date(2026, 2, 28), "now": at()} | fields
    assessment = draft_report(plan=plan, **asked)
    for chapter in assessment.chapters.all():
        words = f"Words on {chapter.title}."
        save_chapter(chapter=chapter, version=chapter.version, text=words, by=by, now=at())
    for part in assessment.parts.all():
        judged = {"completion": Completion.SUBSTANTIAL, "reason": "Most of it is in use."}
        confirm_completion(part=part, version=part.version, **judged, by=by, now=at())
    freeze_draft(assessment=assessment, by=by, now=at())
    return assessment


def a_published_report(plan: ActionPlan, by: User, **fields) -> SelfAssessment:
    assessment = a_written_report(plan, by, **fields)
    newest = assessment.drafts.order_by("number").last()
    return publish_assessment(
        assessment=assessment, draft=newest, version=assessment.version, by=by, now=at()
    )


def a_round(draft: Draft, *members: User, **fields) -> ReviewRound:
    """Before these members until 20 March 2026, since the day on which the draft was frozen."""
    fields = {
        "asked": ASKED,
        "due_on": DUE,
        "opened_at": at(FROZEN, 13),
        "opened_words": "Lead, Open Government",
    } | fields
    found = ReviewRound.objects.create(draft=draft, **fields)
    for user in members:
        ReviewInvitation.objects.create(round=found, user=user, words=seat_of(user))
    return found


def seat_of(user: User) -> str:
    return user.memberships.get(role=Role.PANEL).title


def a_comment(round: ReviewRound, by: User, words: str = "Say which.", **fields) -> ReviewComment:
    fields = {
        "key": str(uuid.uuid4()),
        "by_words": seat_of(by),
        "chapter": "commitment-1",
        "at": at(date(2026, 3, 9)),
    } | fields
    return ReviewComment.objects.create(round=round, by=by, text=words, **fields)


def an_answered_comment(round: ReviewRound, by: User, words: str = "Say when.", **fields) -> ReviewComment:
    fields = {
        "outcome": Outcome.ACCEPTED,
        "answer": "The day goes into the next draft.",
        "answered_at": at(date(2026, 3, 10)),
        "answered_words": "Lead, Open Government",
    } | fields
    return a_comment(round, by, words, **fields)


def a_position(
    round: ReviewRound, by: User, position: Position = Position.NO_CHANGES, **fields
) -> ReviewPosition:
    fields = {"by_words": seat_of(by), "at": at(date(2026, 3, 11))} | fields
    return ReviewPosition.objects.create(round=round, by=by, position=position, **fields)


@dataclass
class Review:
    """A draft before Chi and Kit; Max sits on the panel too and was not asked."""

    plan: ActionPlan
    assessment: SelfAssessment
    draft: Draft
    round: ReviewRound
    ana: User
    chi: User
    kit: User
    max: User


@pytest.fixture
def panel(cast: Cast) -> tuple[User, User, User]:
    """Everybody who sits on it: Chi, Kit and Max."""
    kit = a_person("Kit", Role.PANEL, title="Member, community sector")
    return cast.chi, kit, a_person("Max", Role.PANEL, title="Member, business")


@pytest.fixture
def review(desk: Desk, cast: Cast, panel) -> Review:
    chi, kit, max_ = panel
    assessment = an_assessment(desk.plan)
    draft = a_draft(assessment)
    return Review(desk.plan, assessment, draft, a_round(draft, chi, kit), cast.ana, chi, kit, max_)
