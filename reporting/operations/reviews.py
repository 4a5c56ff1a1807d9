"""The panel's review of a frozen draft: opened, commented on, answered and closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.models import Membership, User
from plans.operations.editions import capacity
from plans.operations.outbox import enqueue_mail
from plans.operations.versions import save_first, save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason

from ..models import Draft, ReviewComment, ReviewInvitation, ReviewPosition, ReviewRound, SelfAssessment
from ..permissions import can_review, seat_on
from ..rules import (
    DUE_BEFORE,
    IN_REVIEW,
    NEWER_DRAFT,
    NO_CHAPTER,
    NO_COMMENT,
    NOBODY_ASKED,
    NOT_A_MEMBER,
    NOTHING_ASKED,
    PUBLISHED_ALREADY,
    REVIEW_CLOSED,
    REVIEWED_ALREADY,
    SAID_BEFORE,
    missing_for_answer,
    missing_for_position,
)


def panel_on(on: date) -> dict[User, str]:
    """Who sits on the panel on the day and may sign in, by name, and in what capacity."""
    seats = Membership.objects.acting(Role.PANEL, on).order_by("user__name", "user__email")
    return {seat.user: seat.title for seat in seats}


def reasons_not_to_open(draft: Draft) -> list[Reason]:
    """Why this draft cannot be put before the panel now."""
    rounds = ReviewRound.objects.filter(draft__assessment=draft.assessment_id)
    if draft.assessment.published_in_id:
        return [PUBLISHED_ALREADY]
    if rounds.open().exists():
        return [IN_REVIEW]
    if rounds.filter(draft=draft).exists():
        return [REVIEWED_ALREADY]
    if draft.assessment.drafts.filter(number__gt=draft.number).exists():
        return [NEWER_DRAFT]
    return []


@transaction.atomic
def open_round(
    *, draft: Draft, members: Collection[User], asked: str, due_on: date, by: User, now: datetime
) -> ReviewRound:
    """Put a frozen draft before members of the panel, and write to each of them."""
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    draft.assessment = SelfAssessment.objects.select_for_update(of=("self",)).get(pk=draft.assessment_id)
    panel = panel_on(on)
    if reasons := reasons_not_to_open(draft) or _missing_for_round(members, panel, asked, due_on, on):
        raise NotReady(reasons)
    round = ReviewRound.objects.create(
        draft=draft, asked=asked.strip(), due_on=due_on, opened_at=now, opened_words=capacity(by, on)
    )
    for user in members:
        ReviewInvitation.objects.create(round=round, user=user, words=panel[user])
    _tell_members(
        round,
        "opened",
        subject=_("To review: %(report)s") % {"report": draft.assessment.title},
        body=_("%(who)s asks you to review a draft by %(day)s:\n\n%(asked)s\n\nRead it here: %(link)s")
        % {
            "who": round.opened_words,
            "day": date_format(due_on, "j F Y"),
            "asked": round.asked,
            "link": _address(round),
        },
    )
    return round


def _missing_for_round(
    members: Collection[User], panel: dict[User, str], asked: str, due_on: date, on: date
) -> list[Reason]:
    found = []
    if not members:
        found.append(NOBODY_ASKED)
    elif not set(members) <= set(panel):
        found.append(NOT_A_MEMBER)
    if not asked.strip():
        found.append(NOTHING_ASKED)
    if due_on < on:
        found.append(DUE_BEFORE)
    return found


@transaction.atomic
def comment(
    *, round: ReviewRound, chapter: str, text: str, key: str, by: User, now: datetime
) -> ReviewComment:
    """Say something about a chapter. `key` is the form's: sent twice, it is one comment."""
    seat = _seat_at(round, by, now)
    round, text = _locked(round), text.strip()
    sent = ReviewComment.objects.filter(key=key).first()
    if sent and (sent.round, sent.by, sent.chapter, sent.text) == (round, by, chapter, text):
        return sent
    if not round.is_open:
        raise NotReady([REVIEW_CLOSED])
    if chapter not in {one["slug"] for one in round.draft.content["chapters"]}:
        raise NotReady([NO_CHAPTER])
    if not text:
        raise NotReady([NO_COMMENT])
    if sent:
        raise NotReady([SAID_BEFORE])
    said = ReviewComment(round=round, key=key, by=by, by_words=seat, chapter=chapter, text=text, at=now)
    save_first(said, by=by)
    return said


@transaction.atomic
def take_position(
    *, round: ReviewRound, position: str, reason: str, by: User, now: datetime
) -> ReviewPosition:
    """Say what one makes of the draft as a whole; until the review closes one may say otherwise."""
    seat = _seat_at(round, by, now)
    round, reason = _locked(round), reason.strip()
    taken: Any = ReviewPosition.objects.filter(round=round, by=by).first()
    if taken and (taken.position, taken.reason) == (position, reason):
        return taken
    if reasons := missing_for_position(position, reason) if round.is_open else [REVIEW_CLOSED]:
        raise NotReady(reasons)
    taken = taken or ReviewPosition(round=round, by=by)
    taken.position, taken.reason, taken.by_words, taken.at = position, reason, seat, now
    taken._history_user = by
    taken.save()
    return taken


@transaction.atomic
def answer_comment(
    *,
    comment: ReviewComment,
    version: int,
    outcome: str,
    answer: str,
    by: User,
    now: datetime,
) -> ReviewComment:
    """Say what becomes of a comment, and why; Stale where somebody has answered it otherwise since."""
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    round, answer = _locked(comment.round), answer.strip()
    comment = ReviewComment.objects.get(pk=comment.pk)
    if comment.is_answered and (comment.outcome, comment.answer) == (outcome, answer):
        return comment
    if reasons := missing_for_answer(outcome, answer) if round.is_open else [REVIEW_CLOSED]:
        raise NotReady(reasons)
    comment.outcome, comment.answer = outcome, answer
    comment.answered_at, comment.answered_words = now, capacity(by, on)
    save_version(comment, version=version, by=by)
    return comment


def reasons_not_to_close(round: ReviewRound) -> list[Reason]:
    """Every comment that has no answer; `field` is where it stands on the page of the review."""
    if not round.is_open:
        return [REVIEW_CLOSED]
    titles = {one["slug"]: one["title"] for one in round.draft.content["chapters"]}
    return [
        Reason(
            "unanswered",
            _("Comment %(number)s, on “%(chapter)s”, is not answered.")
            % {"number": comment.number, "chapter": titles[comment.chapter]},
            f"comment-{comment.number}",
        )
        for comment in round.comments.numbered()
        if not comment.is_answered
    ]


@transaction.atomic
def close_round(*, round: ReviewRound, by: User, now: datetime) -> ReviewRound:
    """End the review: every comment has its answer, and those who were asked hear of it."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    round = _locked(round)
    if reasons := reasons_not_to_close(round):
        raise NotReady(reasons)
    round.closed_at = now
    round.save(update_fields=["closed_at"])
    _tell_members(
        round,
        "closed",
        subject=_("Review closed: %(report)s") % {"report": round.draft.assessment.title},
        body=_("The review is closed. Every comment has its answer: %(link)s") % {"link": _address(round)},
    )
    return round


def _seat_at(round: ReviewRound, user: User, now: datetime) -> str:
    """In what capacity somebody reviews; PermissionDenied where they were not asked or sit no longer."""
    on = timezone.localdate(now)
    seat = seat_on(user, on)
    if seat is None or not can_review(user, round, on):
        raise PermissionDenied
    return seat.title


def _locked(round: ReviewRound) -> ReviewRound:
    """The round as it is now, held until the transaction ends: nobody closes it meanwhile."""
    rounds = ReviewRound.objects.select_for_update(of=("self",)).select_related("draft__assessment")
    return rounds.get(pk=round.pk)


def _address(round: ReviewRound) -> str:
    return settings.SITE_URL + round.get_absolute_url()


def _tell_members(round: ReviewRound, event: str, *, subject: str, body: str) -> None:
    for invitation in round.invitations.filter(user__is_active=True).select_related("user"):
        enqueue_mail(
            to=invitation.user.email,
            subject=subject,
            body=body,
            key=f"review-{round.pk}-{event}-{invitation.user_id}",
        )
