"""A consultation's way: prepared, made public, closed earlier or later than it said."""

from __future__ import annotations

from datetime import date, datetime
from secrets import token_urlsafe
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone

from plans.choices import PublicationKind
from plans.models import Turn, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason

from ..choices import Purpose, QuestionKind, Standing
from ..models import Consultation
from ..rules.asking import (
    CLOSES_IN_THE_PAST,
    IS_PUBLIC,
    NO_CLOSING,
    NO_LONGER_OPEN,
    NO_PROMISE,
    NO_TITLE,
    PLAN_NOT_PUBLIC,
    PROMISED_TOO_SOON,
    Asked,
    missing_for_consultation,
    missing_for_questions,
)
from ..rules.ideas import NOT_FOR_IDEAS
from .at_work import check_coordinator, locked
from .preparing import questions_of


def reasons_not_to_publish(consultation: Consultation, now: datetime) -> list[Reason]:
    """What is missing before the public may see it."""
    if consultation.is_published:
        return [IS_PUBLIC]
    reasons = [] if consultation.title.strip() else [NO_TITLE]
    reasons += [] if consultation.plan.is_published else [PLAN_NOT_PUBLIC]
    if consultation.shows_ideas and consultation.purpose != Purpose.IDEAS:
        reasons.append(NOT_FOR_IDEAS)
    questions = questions_of(consultation)
    reasons += missing_for_questions(questions, has_commitments=_has_commitments(consultation, questions))
    return reasons + missing_for_consultation(
        now=now,
        background=consultation.background,
        question=consultation.question,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        closing_day=_closing_day(consultation),
        zone=consultation.zone,
        decided_by=consultation.decided_by,
        decided_how=consultation.decided_how,
        answers_due_on=consultation.answers_due_on,
        privacy=consultation.privacy,
    )


def _has_commitments(consultation: Consultation, questions: tuple[Asked, ...]) -> bool:
    """Whether there is a commitment to ask about, where one of the questions does."""
    if not any(one.kind == QuestionKind.COMMITMENTS for one in questions):
        return False
    in_draft = consultation.draft and consultation.draft.content.get("commitments")
    return bool(in_draft) or consultation.plan.commitments.published().exists()


def _closing_day(consultation: Consultation) -> date | None:
    if consultation.zone not in available_timezones() or consultation.last_day is None:
        return None
    return consultation.last_day.last


@transaction.atomic
def publish_consultation(
    *, consultation: Consultation, version: int, by: User, now: datetime
) -> Consultation:
    """Show it to everybody, and let them take part from its opening until it closes."""
    check_coordinator(by, now)
    on = timezone.localdate(now)
    consultation = locked(consultation)
    if reasons := reasons_not_to_publish(consultation, now):
        raise NotReady(reasons)
    consultation.published_in = edition_by(by=by, on=on)
    consultation.preview_key = ""
    save_version(consultation, version=version, by=by)
    consultation.meetings.filter(published_in=None).update(published_in=consultation.published_in)
    for moment in filter(None, (consultation.opens_at, consultation.closes_at)):
        Turn.objects.get_or_create(at=moment)
    announce(
        edition=consultation.published_in,
        kind=PublicationKind.CONSULTATION,
        address=consultation.get_absolute_url(),
        after={"opens_at": _in_its_zone(consultation, consultation.opens_at)}
        | _promises(consultation)
        | _invited(consultation),
    )
    return consultation


def _invited(consultation: Consultation) -> dict[str, list[str]]:
    """The forums that were invited while it was prepared: told from now on."""
    names = consultation.invitations.public().order_by("forum__slug").values_list("forum__name", flat=True)
    return {"forums_invited": list(names)} if names else {}


@transaction.atomic
def make_preview(*, consultation: Consultation, by: User, now: datetime) -> Consultation:
    """A secret address at which it may be read as it will be, until it is published; one at a time."""
    check_coordinator(by, now)
    consultation = locked(consultation)
    if consultation.is_published:
        raise NotReady([IS_PUBLIC])
    if not consultation.preview_key:
        _set_preview(consultation, token_urlsafe(32))
    return consultation


@transaction.atomic
def end_preview(*, consultation: Consultation, by: User, now: datetime) -> Consultation:
    """From now on the address shows nothing; ended twice it ended the first time."""
    check_coordinator(by, now)
    consultation = locked(consultation)
    _set_preview(consultation, "")
    return consultation


def _set_preview(consultation: Consultation, key: str) -> None:
    """Beside the version and the history: who has the page open has not read something older for it."""
    consultation.preview_key = key
    Consultation.objects.filter(pk=consultation.pk).update(preview_key=key)


def reasons_not_to_move(consultation: Consultation, now: datetime) -> list[Reason]:
    """Why the closing cannot be moved at all now."""
    is_open = consultation.is_published and consultation.standing_at(now) == Standing.OPEN
    return [] if is_open else [NO_LONGER_OPEN]


@transaction.atomic
def change_closing(
    *,
    consultation: Consultation,
    version: int,
    closes_at: datetime | None,
    answers_due_on: date | None,
    by: User,
    now: datetime,
) -> Consultation:
    """Give people longer, or close now; the public sees before and after, the promise of answers too."""
    check_coordinator(by, now)
    on = timezone.localdate(now)
    consultation = locked(consultation)
    if reasons := reasons_not_to_move(consultation, now):
        raise NotReady(reasons)
    if closes_at is None or answers_due_on is None:
        raise NotReady([NO_CLOSING if closes_at is None else NO_PROMISE])
    if closes_at < now:
        raise NotReady([CLOSES_IN_THE_PAST])
    if answers_due_on < timezone.localdate(closes_at, consultation.timezone):
        raise NotReady([PROMISED_TOO_SOON])
    before = _promises(consultation)
    consultation.closes_at, consultation.answers_due_on = closes_at, answers_due_on
    after = _promises(consultation)
    if after == before:
        return consultation
    save_version(consultation, version=version, by=by)
    Turn.objects.get_or_create(at=closes_at)
    announce(
        edition=edition_by(by=by, on=on),
        kind=PublicationKind.CONSULTATION,
        address=consultation.get_absolute_url(),
        before=before,
        after=after,
    )
    return consultation


def _promises(consultation: Consultation) -> dict[str, str]:
    return {
        "closes_at": _in_its_zone(consultation, consultation.closes_at),
        "answers_due_on": str(consultation.answers_due_on or ""),
    }


def _in_its_zone(consultation: Consultation, moment: datetime | None) -> str:
    return timezone.localtime(moment, consultation.timezone).isoformat() if moment else ""
