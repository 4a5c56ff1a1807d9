"""What everything that is done to what came in has in common: who may, and whether it still can be done."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from plans.models import User
from plans.rules import NotReady, Reason

from ..models import Consultation, Submission
from ..permissions import can_run_consultations
from ..rules.reading import IS_DOUBTED, SENDER_WITHDREW
from .consultations import locked, reasons_not_to_work


def check_coordinator(by: User, now: datetime) -> None:
    if not can_run_consultations(by, timezone.localdate(now)):
        raise PermissionDenied


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
