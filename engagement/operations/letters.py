"""Mails to people who took part. None of their words go out: an address may be mistyped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from plans.choices import OutboxKind
from plans.models import OutboxItem
from plans.operations.outbox import Letter, MoreToDo, enqueue, enqueue_mails

from ..models import (
    Consultation,
    ProposalInvitation,
    Submission,
    SubmissionContact,
    UnsentSubmission,
)

RECEIPT, ANSWERED = "receipt", "answered"
LETTERS_AT_ONCE = 500


def send_receipt(submission: Submission, email: str) -> None:
    """That it came in, and the address under which it stands."""
    receipt = _letter(
        submission,
        RECEIPT,
        to=email,
        subject=_("Submission %(number)s was received: %(consultation)s"),
        body=_(
            "Thank you. This link is your receipt: it shows what you sent and, once it is published, "
            "the answer to each point. Only those who have the link can open it.\n\n%(link)s"
        ),
    )
    enqueue_mails([receipt])


def receipt_of_entry(submission: Submission, email: str, *, collected_from: str) -> Letter:
    """That what came another way was entered; and from whom we know of the person, where somebody else
    told us: what we have, what for, and that it can be corrected and taken back."""
    if collected_from:
        opening = _(
            "We have entered what you said, and who you are as far as we were told by: %(who)s. It is kept "
            "for this consultation and for nothing else. If that is not right, write to us, or correct it "
            "or take it back by this link."
        )
    else:
        opening = _("What you sent us has been entered.")
    link = _(
        "The link is your receipt: it shows what we have and, once it is published, the answer to each "
        "point. Only those who have the link can open it.\n\n%(link)s"
    )
    return _letter(
        submission,
        RECEIPT,
        to=email,
        subject=_("Submission %(number)s was entered: %(consultation)s"),
        body=f"{opening}\n\n{link}",
        who=collected_from,
    )


def ask_to_tell(consultation: Consultation) -> None:
    """Have everybody told that the answers are out: by the worker, since they may be thousands."""
    enqueue(
        kind=OutboxKind.ANSWERED,
        key=f"answered-{consultation.pk}",
        payload={"consultation": consultation.pk, "told": 0},
    )


def send_link(unsent: UnsentSubmission, email: str) -> None:
    """The address under which somebody finds again what they have begun; once to each address."""
    consultation = unsent.consultation
    text = _(
        "What you have begun is kept for you. This link opens it, and nothing else does: whoever has it "
        "reads what you have written. Nothing is sent before you press Send.\n\n%(link)s"
    )
    letter = Letter(
        to=email,
        subject=_("Go on with what you have begun: %(consultation)s") % {"consultation": consultation.title},
        body=text % {"link": settings.SITE_URL + unsent.get_absolute_url()},
        key=_link_key(unsent, email),
        is_secret=True,
        to_whom=_("whoever has begun something"),
    )
    enqueue_mails([letter])


def has_link(unsent: UnsentSubmission, email: str) -> bool:
    """Whether this address was told."""
    return OutboxItem.objects.filter(key=_link_key(unsent, email)).exists()


def links_sent(unsent: UnsentSubmission) -> int:
    """How many addresses were told."""
    return OutboxItem.objects.filter(key__startswith=_links_of(unsent.pk)).count()


def _link_key(unsent: UnsentSubmission, email: str) -> str:
    told = salted_hmac("engagement.letters", email.casefold()).hexdigest()[:16]
    return f"{_links_of(unsent.pk)}{told}"


def _links_of(unsent_id: int) -> str:
    return f"unsent-{unsent_id}-"


def forget_links(unsent_ids: Iterable[int]) -> None:
    """Take the mails with links to what was begun out of the outbox."""
    for pk in unsent_ids:
        OutboxItem.objects.filter(key__startswith=_links_of(pk)).delete()


@transaction.atomic
def _tell_the_next(consultation_id: int, after: int) -> int:
    """Write to the next who left an address, by the number of their submission; the last of these numbers.

    The consultation is held, so that nobody withdraws while a letter to them is written.
    """
    consultation = Consultation.objects.select_for_update().get(pk=consultation_id)
    found = SubmissionContact.objects.filter(submission__in=consultation.submissions.published())
    found = found.filter(submission__number__gt=after).exclude(email="").select_related("submission")
    contacts = list(found.order_by("submission__number")[:LETTERS_AT_ONCE])
    for contact in contacts:
        contact.submission.consultation = consultation
    enqueue_mails(_answered(contact.submission, contact.email) for contact in contacts)
    return contacts[-1].submission.number if contacts else 0


def tell_as_asked(*, item: OutboxItem, now: datetime) -> None:
    """What the worker does, a part at a time: stopped anywhere it goes on from there, and writes to nobody
    twice, because a letter's key is that of its submission."""
    last = _tell_the_next(item.payload["consultation"], item.payload["told"])
    if last:
        item.payload["told"] = last
        raise MoreToDo


def _answered(submission: Submission, email: str) -> Letter:
    """That the answers are out."""
    return _letter(
        submission,
        ANSWERED,
        to=email,
        subject=_("Submission %(number)s is answered: %(consultation)s"),
        body=_(
            "Each point that you made has its answer now, with the reason. Your receipt shows them. "
            "Only those who have the link can open it.\n\n%(link)s"
        ),
    )


def send_invitation(invitation: ProposalInvitation, email: str) -> None:
    """The address under which whoever sent something helps to write a draft commitment."""
    proposal = invitation.proposal
    text = _(
        "You said that we may invite you. With what came in we are writing a draft commitment, and we would "
        "like you to work on it. This link opens it, and nothing else does.\n\n%(link)s"
    )
    subject = _("Work on a draft commitment: %(consultation)s")
    letter = Letter(
        to=email,
        subject=subject % {"consultation": proposal.consultation.title},
        body=text % {"link": settings.SITE_URL + invitation.get_absolute_url()},
        key=invitation_key(invitation),
        is_secret=True,
        to_whom=_("somebody who took part and may be invited"),
    )
    enqueue_mails([letter])


def invitation_key(invitation: ProposalInvitation) -> str:
    """Another one each time that somebody is invited again."""
    return f"invitation-{invitation.pk}-{invitation.invited_at.timestamp():.0f}"


def _letter(submission: Submission, kind: str, *, to: str, subject: str, body: str, who: str = "") -> Letter:
    consultation = submission.consultation
    link = settings.SITE_URL + reverse("receipt", args=[consultation.slug, submission.secret])
    return Letter(
        key=letter_key(submission.pk, kind),
        to=to,
        subject=subject % {"number": submission.number, "consultation": consultation.title},
        body=body % {"link": link, "who": who},
        is_secret=True,
        to_whom=_("whoever sent submission %(number)s") % {"number": submission.number},
    )


def letter_key(submission_id: int, kind: str) -> str:
    return f"submission-{submission_id}-{kind}"


def question_key(view_id: int, user_id: int) -> str:
    return f"view-{view_id}-{user_id}"


def forget_questions(view_ids: Iterable[int]) -> None:
    """Take out the mails that asked agencies what they think: what was asked may repeat what was said."""
    for view_id in view_ids:
        OutboxItem.objects.filter(key__startswith=question_key(view_id, 0)[:-1]).delete()


def forget_letters(submission_ids: Iterable[int]) -> None:
    """Take the mails, and with them the addresses, out of the outbox."""
    ids = list(submission_ids)
    keys = [letter_key(pk, kind) for pk in ids for kind in (RECEIPT, ANSWERED)]
    OutboxItem.objects.filter(key__in=keys).delete()
    for invitation in ProposalInvitation.objects.filter(submission__in=ids):
        OutboxItem.objects.filter(key__startswith=f"invitation-{invitation.pk}-").delete()
