"""Who sent something is kept no longer than was promised; what they said stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ..models import Consultation, SubmissionContact
from .letters import forget_letters

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
