"""Decisions of a forum: written, published, and corrected by another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plans.dates import PartialDate
from plans.models import User
from plans.operations.versions import delete_by, save_first, save_version
from plans.rules import NotReady, Reason

from ...models import Forum, ForumDecision, Meeting
from ...rules.forums import (
    DECISION_IS_PUBLIC,
    FORUM_NOT_PUBLIC,
    NO_WHAT,
    NOT_TO_CORRECT,
    missing_for_decision,
)
from .holding import edition_of, held, tell, text


@dataclass(frozen=True)
class DecisionContent:
    """What a coordinator writes of a decision."""

    what: str = ""
    why: str = ""
    decided_by: str = ""
    decided_on: PartialDate | None = None
    meeting: Meeting | None = None


NAMES = tuple(DecisionContent.__dataclass_fields__)


def content_of(decision: ForumDecision) -> DecisionContent:
    return DecisionContent(**{name: getattr(decision, name) for name in NAMES})


@transaction.atomic
def save_decision(
    *,
    forum: Forum,
    number: int | None,
    version: int,
    content: DecisionContent,
    by: User,
    now: datetime,
    corrects: ForumDecision | None = None,
) -> ForumDecision:
    """Keep one that waits, complete or not; without a number it is begun, as a correction of another or not.

    `version` of a new one is how many there were when the form was opened: sent twice it begins one.
    """
    forum = held(forum, by, now)
    if not content.what.strip():
        raise NotReady([NO_WHAT])
    if content.meeting and content.meeting.forum_id != forum.pk:
        raise NotReady([NO_WHAT])
    if number is None:
        return _begin(forum, content, version, corrects, by)
    decision = forum.decisions.filter(number=number).first()
    if decision is None or decision.published_in_id:
        raise NotReady([DECISION_IS_PUBLIC])
    if content_of(decision) == content:
        return decision
    _write(decision, content)
    save_version(decision, version=version, by=by)
    return decision


def _begin(
    forum: Forum, content: DecisionContent, read: int, corrects: ForumDecision | None, by: User
) -> ForumDecision:
    last = forum.decisions.order_by("number").last()
    if last and forum.decisions.count() > read and content_of(last) == content and last.corrects == corrects:
        return last
    if corrects and reasons_not_to_correct(forum, corrects):
        raise NotReady(reasons_not_to_correct(forum, corrects))
    number = (forum.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    decision = ForumDecision(forum=forum, number=number, corrects=corrects)
    _write(decision, content)
    save_first(decision, by=by)
    return decision


def reasons_not_to_correct(forum: Forum, decision: ForumDecision) -> list[Reason]:
    """Only what is public, and what nothing corrects yet."""
    is_theirs = decision.forum_id == forum.pk and decision.is_published
    has_correction = ForumDecision.objects.filter(corrects=decision).exists()
    return [] if is_theirs and not has_correction else [NOT_TO_CORRECT]


def _write(decision: ForumDecision, content: DecisionContent) -> None:
    for name in NAMES:
        setattr(decision, name, getattr(content, name))


def reasons_not_to_publish(forum: Forum, decision: ForumDecision, now: datetime) -> list[Reason]:
    if decision.published_in_id:
        return [DECISION_IS_PUBLIC]
    reasons = [] if forum.is_published else [FORUM_NOT_PUBLIC]
    return reasons + missing_for_decision(
        what=decision.what,
        why=decision.why,
        decided_by=decision.decided_by,
        decided_on=decision.decided_on,
        on=timezone.localdate(now),
    )


@transaction.atomic
def publish_decision(*, forum: Forum, number: int, version: int, by: User, now: datetime) -> ForumDecision:
    """Everybody reads what was decided, why, by whom and when; from now on it stays as it is."""
    forum = held(forum, by, now)
    decision = forum.decisions.select_related("corrects").get(number=number)
    if reasons := reasons_not_to_publish(forum, decision, now):
        raise NotReady(reasons)
    decision.published_in = edition_of(by, now)
    save_version(decision, version=version, by=by)
    before = told(decision.corrects) if decision.corrects else None
    tell(forum, decision.published_in, before=before, after=told(decision))
    return decision


@transaction.atomic
def drop_decision(*, forum: Forum, number: int, by: User, now: datetime) -> None:
    """Take out one that waits; what is public stays."""
    forum = held(forum, by, now)
    decision = forum.decisions.filter(number=number).first()
    if decision is None:  # pressed twice
        return
    if decision.published_in_id:
        raise NotReady([DECISION_IS_PUBLIC])
    delete_by(decision, by=by)


def told(decision: ForumDecision) -> dict[str, Any]:
    return {
        "decision": decision.number,
        "what": decision.what,
        "why": decision.why,
        "decided_by": decision.decided_by,
        "decided_on": text(decision.decided_on),
        "corrects": decision.corrects.number if decision.corrects else None,
    }
