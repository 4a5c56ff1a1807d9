"""What people send in: received once, under a number of its own, never lost."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from commitments.models import Commitment
from plans.rules import NotReady

from ..choices import PublishAs, StakeholderType, Standing
from ..models import Consultation, Submission, SubmissionContact
from ..rules import NOT_OPEN, missing_for_submission
from .letters import send_receipt
from .limits import takes_one_more


@dataclass(frozen=True)
class Said:
    """What somebody wants to say, and how it may be published."""

    text: str
    publish_as: PublishAs | None
    stakeholder_type: StakeholderType | None = None
    about: Commitment | None = None


@dataclass(frozen=True)
class Contact:
    """Who it is, as far as they told; kept apart from what they say."""

    name: str = ""
    email: str = ""
    organisation: str = ""


class SentAlready(Exception):
    """This form has brought a submission, in other words; nothing was written."""

    def __init__(self, submission: Submission):
        super().__init__(str(submission))
        self.submission = submission


class TooMany(Exception):
    """As many as may be have come from where this comes from; nothing was written."""


@transaction.atomic
def receive_submission(
    *, consultation: Consultation, key: str, said: Said, contact: Contact, now: datetime, sent_from: str = ""
) -> Submission:
    """Keep what somebody sent under the next number; the same form with the same words again is the same.

    SentAlready where the form comes with other words; NotReady where the consultation is not open, or
    something is missing; TooMany where as many came in this hour from the network address, if it has one.
    """
    # The row's lock puts numbers in order on PostgreSQL; on SQLite the transaction itself is the lock.
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    sent = consultation.submissions.select_related("about", "contact").filter(key=key).first()
    if sent and (said, contact) == words_of(sent):
        return sent
    is_open = consultation.is_published and consultation.standing_at(now) == Standing.OPEN
    if not is_open or consultation.answered_in_id:  # nothing slips in behind the answers
        raise NotReady([NOT_OPEN])
    if sent:
        raise SentAlready(sent)
    if missing := missing_for_submission(
        text=said.text, publish_as=said.publish_as, name=contact.name, organisation=contact.organisation
    ):
        raise NotReady(missing)
    if sent_from and not takes_one_more(
        "submission", sent_from, most=settings.SUBMISSIONS_PER_HOUR, within=timedelta(hours=1), now=now
    ):
        raise TooMany
    last = consultation.submissions.aggregate(last=Max("number"))["last"] or 0
    submission = consultation.submissions.create(
        number=last + 1,
        key=key,
        secret=secrets.token_urlsafe(32),
        received_at=now,
        text=said.text,
        publish_as=str(said.publish_as),
        stakeholder_type=said.stakeholder_type or "",
        about=said.about,
        privacy=consultation.privacy,
    )
    if any(asdict(contact).values()):
        SubmissionContact.objects.create(submission=submission, **asdict(contact))
    if contact.email and takes_one_more(
        "receipt", contact.email.casefold(), most=settings.RECEIPTS_PER_DAY, within=timedelta(days=1), now=now
    ):
        send_receipt(submission, contact.email)
    return submission


def words_of(submission: Submission) -> tuple[Said, Contact]:
    """What was said, and by whom, as it was sent."""
    said = Said(
        text=submission.text,
        publish_as=PublishAs(submission.publish_as),
        stakeholder_type=StakeholderType(submission.stakeholder_type)
        if submission.stakeholder_type
        else None,
        about=submission.about,
    )
    kept = getattr(submission, "contact", None)
    return said, Contact(kept.name, kept.email, kept.organisation) if kept else Contact()
