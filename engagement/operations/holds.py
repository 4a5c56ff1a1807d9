"""On a legal ground nothing of a submission may be erased for now; its sender is told so, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.models import User
from plans.rules import NotReady, Reason

from ..models import Consultation, LegalHold, Submission, SubmissionContact
from ..rules.keeping import GROUND_NAMES, IS_HELD, NO_GROUND, held_because
from .at_work import check_coordinator, locked
from .erasing import people_in


def holding(submission: Submission) -> list[Reason]:
    """Why nothing of it may be erased or changed now."""
    return [held_because(hold.ground) for hold in LegalHold.objects.on(submission)]


@transaction.atomic
def place_hold(
    *,
    consultation: Consultation,
    submission: Submission | None = None,
    ground: str,
    by: User,
    now: datetime,
) -> LegalHold:
    """Hold a submission, or without one all that came in. From then on neither day nor request erases."""
    check_coordinator(by, now)
    ground, consultation = ground.strip(), locked(consultation)
    if reasons := reasons_not_to_hold(consultation, submission, ground):
        raise NotReady(reasons)
    return LegalHold.objects.create(
        consultation=consultation, submission=submission, ground=ground, placed_by=by, placed_at=now
    )


def reasons_not_to_hold(
    consultation: Consultation, submission: Submission | None, ground: str
) -> list[Reason]:
    standing = LegalHold.objects.standing().filter(consultation=consultation, submission=submission)
    if standing.exists():
        return [IS_HELD]
    if not ground:
        return [NO_GROUND]
    contacts = SubmissionContact.objects.filter(submission__consultation=consultation)
    # Of all that came in everybody reads the ground: it names none of them.
    held = contacts.filter(submission=submission) if submission else contacts
    return [GROUND_NAMES] if people_in(held.iterator()).words_in(ground) else []


@transaction.atomic
def lift_hold(*, hold: LegalHold, by: User, now: datetime) -> LegalHold:
    """Hold it no longer; what was due meanwhile goes with the next round, within the hour. Lifted already it
    stays as it is."""
    check_coordinator(by, now)
    locked(hold.consultation)
    hold = LegalHold.objects.get(pk=hold.pk)
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by = now, by
        hold.save(update_fields=["lifted_at", "lifted_by"])
    return hold
