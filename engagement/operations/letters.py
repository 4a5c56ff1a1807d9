"""Mails to people who took part. None of their words go out: an address may be mistyped."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import OutboxItem
from plans.operations.outbox import enqueue_mail

from ..models import Consultation, Submission, SubmissionContact

RECEIPT, ANSWERED = "receipt", "answered"


def send_receipt(submission: Submission, email: str) -> None:
    """That it came in, and the address under which it stands."""
    _send(
        submission,
        RECEIPT,
        to=email,
        subject=_("Submission %(number)s was received: %(consultation)s"),
        body=_(
            "Thank you. This link is your receipt: it shows what you sent and, once it is published, "
            "the answer to each point. Only those who have the link can open it.\n\n%(link)s"
        ),
    )


def tell_answered(consultation: Consultation) -> None:
    """That the answers are out, to everybody who left an address."""
    contacts = SubmissionContact.objects.filter(submission__consultation=consultation).exclude(email="")
    for contact in contacts.select_related("submission__consultation"):
        _send(
            contact.submission,
            ANSWERED,
            to=contact.email,
            subject=_("Submission %(number)s is answered: %(consultation)s"),
            body=_(
                "Each point that you made has its answer now, with the reason. Your receipt shows them. "
                "Only those who have the link can open it.\n\n%(link)s"
            ),
        )


def _send(submission: Submission, kind: str, *, to: str, subject: str, body: str) -> None:
    consultation = submission.consultation
    link = settings.SITE_URL + reverse("receipt", args=[consultation.slug, submission.secret])
    enqueue_mail(
        to=to,
        subject=subject % {"number": submission.number, "consultation": consultation.title},
        body=body % {"link": link},
        key=letter_key(submission.pk, kind),
        is_secret=True,
    )


def letter_key(submission_id: int, kind: str) -> str:
    return f"submission-{submission_id}-{kind}"


def forget_letters(submission_ids: Iterable[int]) -> None:
    """Take the mails, and with them the addresses, out of the outbox."""
    keys = [letter_key(pk, kind) for pk in submission_ids for kind in (RECEIPT, ANSWERED)]
    OutboxItem.objects.filter(key__in=keys).delete()
