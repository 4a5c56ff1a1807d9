"""What people put into a report: words, judgement, a frozen draft, and at last its publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.choices import PublicationKind
from plans.models import User
from plans.operations.editions import announce, capacity, edition_by
from plans.operations.versions import save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason

from ..assembly import assemble
from ..chapters import HAS_PARTS, ROWS, is_written, parts_in
from ..choices import Completion
from ..models import Chapter, CommitmentAssessment, Draft, ReviewComment, ReviewRound, SelfAssessment
from ..rules import (
    CHANGED_SINCE,
    IN_REVIEW,
    NO_COMPLETION,
    NO_DRAFT,
    NOTHING_CHANGED,
    PUBLISHED_ALREADY,
    WHY_OTHERWISE,
)
from .drafting import digest, freeze


def _as_coordinator(assessment: SelfAssessment, by: User, now: datetime) -> SelfAssessment:
    """The report as it is now, held until the transaction ends: for a coordinator, while it is made."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    held = SelfAssessment.objects.select_for_update(of=("self",)).select_related("plan", "period")
    assessment = held.get(pk=assessment.pk)
    if assessment.published_in_id:
        raise NotReady([PUBLISHED_ALREADY])
    return assessment


@transaction.atomic
def save_chapter(*, chapter: Chapter, version: int, text: str, by: User, now: datetime) -> Chapter:
    """Keep what was written; Stale where somebody saved something else since `version` was read."""
    _as_coordinator(chapter.assessment, by, now)
    kept = Chapter.objects.get(pk=chapter.pk)
    if kept.text == text:
        return kept
    chapter.text, chapter.saved_at = text, now
    save_version(chapter, version=version, by=by)
    return chapter


@transaction.atomic
def save_part(
    *, part: CommitmentAssessment, version: int, fields: Mapping[str, str], by: User, now: datetime
) -> CommitmentAssessment:
    """Keep the rows of OGP's template for one part; `fields` by their names."""
    _as_coordinator(part.assessment, by, now)
    kept = CommitmentAssessment.objects.get(pk=part.pk)
    if all(getattr(kept, name) == fields[name] for name in fields):
        return kept
    for name in fields.keys() & set(ROWS):
        setattr(part, name, fields[name])
    save_version(part, version=version, by=by)
    return part


def reasons_not_to_confirm(proposed: str, completion: str, reason: str) -> list[Reason]:
    """Completion is confirmed as proposed, or said otherwise with a reason."""
    if completion not in Completion.values:
        return [NO_COMPLETION]
    return [WHY_OTHERWISE] if completion != proposed and not reason.strip() else []


@transaction.atomic
def confirm_completion(
    *,
    part: CommitmentAssessment,
    version: int,
    completion: str,
    reason: str,
    by: User,
    now: datetime,
) -> CommitmentAssessment:
    """Say how far a part is; what the stages propose is kept beside it."""
    _as_coordinator(part.assessment, by, now)
    if reasons := reasons_not_to_confirm(part.proposed, completion, reason):
        raise NotReady(reasons)
    today = timezone.localdate(now)
    part.completion, part.completion_reason = completion, reason.strip()
    part.confirmed_words, part.confirmed_on = capacity(by, today), today
    save_version(part, version=version, by=by)
    return part


@transaction.atomic
def freeze_draft(*, assessment: SelfAssessment, by: User, now: datetime) -> Draft:
    """A new numbered draft of what is written and recorded now; NotReady where nothing has changed."""
    assessment = _as_coordinator(assessment, by, now)
    last = assessment.newest_draft
    if last and last.digest == digest(assemble(assessment, edition=last.content["report"]["edition"])):
        raise NotReady([NOTHING_CHANGED])
    return freeze(assessment, by=by, words=capacity(by, timezone.localdate(now)), now=now)


def missing_in(assessment: SelfAssessment) -> list[Reason]:
    """What a report still needs from people: chapters without a word, parts without a judgement."""
    missing = [
        Reason(
            "chapter", format_lazy(_("Nothing is written in “{title}”."), title=chapter.title), chapter.slug
        )
        for chapter in assessment.chapters.all()
        if not is_written(chapter.kind, chapter.text)
    ]
    if assessment.kind in HAS_PARTS:
        missing += [
            Reason(
                "completion",
                format_lazy(_("Say how far it is: {name}"), name=part.name),
                f"part-{part.position}",
            )
            for part in assessment.parts.all()
            if not part.confirmed_on
        ]
    return missing


def reasons_not_to_publish(assessment: SelfAssessment) -> list[Reason]:
    """What stands between the newest frozen draft and the public."""
    if assessment.published_in_id:
        return [PUBLISHED_ALREADY]
    last = assessment.newest_draft
    if last is None:
        return [NO_DRAFT]
    reasons = missing_in(assessment)
    if _has_been_written_since(assessment, last):
        reasons.append(CHANGED_SINCE)
    rounds = ReviewRound.objects.filter(draft__assessment=assessment)
    if rounds.open().exists():
        reasons.append(IN_REVIEW)
    unanswered = ReviewComment.objects.filter(round__in=rounds, outcome=None).count()
    if unanswered:
        text = format_lazy(_("Comments without an answer: {number}."), number=unanswered)
        reasons.append(Reason("comments", text))
    return reasons


def _has_been_written_since(assessment: SelfAssessment, draft: Draft) -> bool:
    """Whether people's words or judgements differ from what the draft holds."""
    texts = {chapter["slug"]: chapter["text"] for chapter in draft.content["chapters"]}
    if any(texts.get(chapter.slug) != chapter.text for chapter in assessment.chapters.all()):
        return True
    judged = {
        part["position"]: ([part[row] for row in ROWS], part["completion"] and part["completion"]["code"])
        for part in parts_in(draft.content)
    }
    return any(
        judged.get(part.position) != ([getattr(part, row) for row in ROWS], part.completion or None)
        for part in assessment.parts.all()
    )


@transaction.atomic
def publish_assessment(
    *, assessment: SelfAssessment, draft: Draft, version: int, by: User, now: datetime
) -> SelfAssessment:
    """Make the newest frozen draft public, in one edition; from then on words are taken out of it at most."""
    assessment = _as_coordinator(assessment, by, now)
    if reasons := reasons_not_to_publish(assessment):
        raise NotReady(reasons)
    if assessment.newest_draft != draft:
        raise NotReady([CHANGED_SINCE])
    edition = edition_by(by=by, on=timezone.localdate(now))
    assessment.published_in, assessment.published_draft = edition, draft
    save_version(assessment, version=version, by=by)
    announce(
        edition=edition,
        kind=PublicationKind.SELF_ASSESSMENT,
        address=assessment.get_absolute_url(),
        after={"draft": draft.number, "digest": draft.digest},
    )
    return assessment
