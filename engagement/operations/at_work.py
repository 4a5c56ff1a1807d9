"""What everything that is done to what came in has in common: who may, and whether it still can be done."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from plans.models import User
from plans.rules import NotReady, Reason

from ..models import Consultation, Submission
from ..permissions import can_run_consultations
from ..rules.answering import ANSWERED, BROUGHT_IN
from ..rules.asking import NOT_PUBLIC
from ..rules.reading import IS_DOUBTED, SENDER_WITHDREW


def check_coordinator(by: User, now: datetime) -> None:
    if not can_run_consultations(by, timezone.localdate(now)):
        raise PermissionDenied


def locked(consultation: Consultation) -> Consultation:
    """The consultation as it is now, held until the transaction ends: nothing comes in meanwhile."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related(
        "plan", "published_in", "answered_in"
    )
    return rows.get(pk=consultation.pk)


def reasons_not_to_work(consultation: Consultation) -> list[Reason]:
    """Why nobody can add a theme, cut, answer or write what was heard now."""
    if not consultation.is_published:
        return [NOT_PUBLIC]
    if consultation.was_brought_in:
        return [BROUGHT_IN]
    return [ANSWERED] if consultation.answered_in_id else []


def at_work(consultation: Consultation, by: User, now: datetime) -> Consultation:
    """The consultation, held, where this person may work on it and it is not answered yet."""
    check_coordinator(by, now)
    consultation = locked(consultation)
    if reasons := reasons_not_to_work(consultation):
        raise NotReady(reasons)
    return consultation


def reasons_not_to_read(submission: Submission) -> list[Reason]:
    """Why nobody can cut or answer this one now."""
    if submission.withdrawn_at:
        return [SENDER_WITHDREW]
    return [IS_DOUBTED] if submission.doubt else []


def being_read(submission: Submission, by: User, now: datetime) -> Submission:
    """The submission as it is now, its consultation held, where this person may work on it."""
    consultation = at_work(submission.consultation, by, now)
    submission = Submission.objects.get(pk=submission.pk)
    submission.consultation = consultation
    if reasons := reasons_not_to_read(submission):
        raise NotReady(reasons)
    return submission
