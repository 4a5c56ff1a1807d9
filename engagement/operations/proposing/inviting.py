"""Who works on a draft commitment: agencies, forums, and senders who said that we may ask them."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Agency, User
from plans.operations.outbox import enqueue_mail
from plans.rules import NotReady

from ...models import Forum, ForumMember, ProposalInvitation, ProposedCommitment, Submission
from ...rules.proposing import NOBODY_CHOSEN, NOT_WILLING
from ..desk import people_of
from ..letters import invitation_key, send_invitation
from .working import drafting_in, held


def willing_to_work_on(proposal: ProposedCommitment) -> QuerySet[Submission]:
    """Submissions to the consultation whose senders said that we may ask them, and can be written to."""
    asked = proposal.consultation.submissions.standing().filter(may_be_invited=True)
    return asked.exclude(contact=None).exclude(contact__email="").order_by("number")


@transaction.atomic
def invite(
    *,
    proposal: ProposedCommitment,
    by: User,
    now: datetime,
    agency: Agency | None = None,
    forum: Forum | None = None,
    submission: Submission | None = None,
) -> ProposalInvitation:
    """Let one of them work on it, and write to those concerned. Invited again after an end, it holds again,
    under a new link."""
    drafting_in(proposal.consultation, by, now)
    proposal = held(proposal)
    whom = {"agency": agency, "forum": forum, "submission": submission}
    if sum(one is not None for one in whom.values()) != 1:
        raise NotReady([NOBODY_CHOSEN])
    if submission and not willing_to_work_on(proposal).filter(pk=submission.pk).exists():
        raise NotReady([NOT_WILLING])
    invitation = proposal.invitations.filter(**whom).first()
    if invitation and invitation.ended_at is None:
        return invitation
    invitation = invitation or ProposalInvitation(proposal=proposal, **whom)
    invitation.secret, invitation.ended_at = secrets.token_urlsafe(32), None
    invitation.invited_by, invitation.invited_at = by, now
    invitation.save()
    invitation.proposal = proposal
    if submission:
        send_invitation(invitation, submission.contact.email)
    else:
        _tell_people(invitation, now)
    return invitation


def _tell_people(invitation: ProposalInvitation, now: datetime) -> None:
    """Those who write or sign for the agency, or sit in the forum and have an account."""
    proposal = invitation.proposal
    if invitation.agency:
        people = people_of(invitation.agency, now)
    else:
        seats = ForumMember.objects.sitting_on(timezone.localdate(now)).filter(forum=invitation.forum)
        people = list(User.objects.filter(seats__in=seats).distinct())
    address = reverse("workspace-proposal", args=[proposal.consultation.slug, proposal.slug])
    subject = _("Work on a draft commitment: %(title)s") % {"title": proposal.title}
    body = _("You are invited to work on a draft commitment. Read it, change it, say what you think: %s")
    for user in people:
        enqueue_mail(
            to=user.email,
            subject=subject,
            body=body % f"{settings.SITE_URL}{address}",
            key=f"{invitation_key(invitation)}-{user.pk}",
        )


@transaction.atomic
def end_invitation(*, proposal: ProposedCommitment, invitation: int, by: User, now: datetime) -> None:
    """From now on it opens nothing; what was written stays. Ended twice it ended the first time."""
    drafting_in(proposal.consultation, by, now)
    proposal.invitations.standing().filter(pk=invitation).update(ended_at=now)
