"""Who sent something is kept no longer than was promised; what they said stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from plans.models import User
from plans.operations.versions import save_version

from ..models import Consultation, Submission, SubmissionContact
from .letters import forget_letters, forget_questions

KEPT_AFTER_ANSWERS = timedelta(days=365)  # said on the privacy page, and where people take part


def set_day_of_erasure(consultation: Consultation, *, answered_on: date) -> None:
    """From the answers on it is known until when the contact data are kept."""
    contacts = SubmissionContact.objects.filter(submission__consultation=consultation)
    contacts.update(erase_on=answered_on + KEPT_AFTER_ANSWERS)


@transaction.atomic
def erase_contacts(*, now: datetime) -> int:
    """Erase the contact data whose day has come, and the mails sent to them; how many there were."""
    due = SubmissionContact.objects.filter(erase_on__lte=timezone.localdate(now))
    forget_letters(due.values_list("submission", flat=True))
    return due.delete()[0]


def take_back(submission: Submission, *, version: int, by: User | None, at: datetime) -> None:
    """Keep none of its words, nor who sent it, nor what we said of it among ourselves; its number stays.

    Stale as everywhere.
    """
    submission.text = submission.transcript = submission.withhold_reason = ""
    submission.withdrawn_at, submission.may_be_invited = at, False
    save_version(submission, version=version, by=by)
    forget_letters([submission.pk])
    forget_questions([view.pk for view in submission.agency_views.all()])
    for rows in (
        submission.notes,
        submission.agency_views,
        submission.redactions,
        submission.replies,
        submission.passage_comments,
        submission.files,
        submission.invitations,
        submission.proposal_comments,
    ):
        rows.all().delete()
    SubmissionContact.objects.filter(submission=submission).delete()
