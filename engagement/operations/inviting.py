"""Forums are invited to a consultation: those who sit in them hear of it, and read it before everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PublicationKind
from plans.models import User
from plans.operations.editions import announce, edition_by
from plans.operations.outbox import Letter, enqueue_mails
from plans.rules import NotReady, Reason

from ..choices import Standing
from ..models import Consultation, Forum, ForumInvitation, ForumMember
from ..rules.answering import BROUGHT_IN
from ..rules.forums import INVITED_IN_PUBLIC, NOBODY_TO_INVITE, TOO_LATE_TO_INVITE
from .at_work import check_coordinator, locked


def reasons_not_to_invite(consultation: Consultation, now: datetime) -> list[Reason]:
    """Why no forum can be invited to it now."""
    if consultation.was_brought_in:
        return [BROUGHT_IN]
    if consultation.withdrawn_in_id:
        return [TOO_LATE_TO_INVITE]
    if consultation.is_published and consultation.standing_at(now) not in (Standing.PLANNED, Standing.OPEN):
        return [TOO_LATE_TO_INVITE]
    return []


def forums_to_invite(consultation: Consultation, on: date):
    """Those kept here that are public and still meet, of whichever plan, and are not invited yet."""
    still = Forum.objects.public().filter(Q(ends_last=None) | Q(ends_last__gte=on), source=None)
    return still.exclude(invitations__consultation=consultation).select_related("plan", "agency")


@transaction.atomic
def invite_forums(
    *, consultation: Consultation, slugs: set[str], by: User, now: datetime
) -> list[ForumInvitation]:
    """Invite those that are not invited yet, and write to whoever sits in them and signs in here.

    Of a consultation that is public it is told in an edition; else together with it.
    """
    check_coordinator(by, now)
    on = timezone.localdate(now)
    consultation = locked(consultation)
    if reasons := reasons_not_to_invite(consultation, now):
        raise NotReady(reasons)
    known = set(consultation.invitations.values_list("forum__slug", flat=True))
    forums = list(forums_to_invite(consultation, on).filter(slug__in=slugs).order_by("slug"))
    if not slugs or {one.slug for one in forums} != slugs - known:
        raise NotReady([NOBODY_TO_INVITE])
    made = [
        ForumInvitation.objects.create(consultation=consultation, forum=one, invited_at=now, invited_by=by)
        for one in forums
    ]
    if made and consultation.is_published:
        announce(
            edition=edition_by(by=by, on=on),
            kind=PublicationKind.CONSULTATION,
            address=consultation.get_absolute_url(),
            after={"forums_invited": [one.name for one in forums]},
        )
    people = sitting_in(forums, on)
    enqueue_mails(_letter(one, user) for one in made for user in people.get(one.forum_id, ()))
    return made


def sitting_in(forums: Iterable[Forum], on: date) -> dict[int, list[User]]:
    """Those who sit in each on the day and sign in here, each once, by the id of the forum; in one query."""
    seats = ForumMember.objects.sitting_on(on).filter(forum__in=list(forums), user__is_active=True)
    found: dict[int, dict[User, None]] = defaultdict(dict)
    for seat in seats.select_related("user").order_by("user__email"):
        found[seat.forum_id][seat.user] = None
    return {forum: list(people) for forum, people in found.items()}


def _letter(invitation: ForumInvitation, user: User) -> Letter:
    consultation = invitation.consultation
    page = settings.SITE_URL + reverse("invited", args=[consultation.slug])
    subject = _("Your forum is invited: %(title)s") % {"title": consultation.title}
    words = {"forum": invitation.forum.name, "title": consultation.title, "page": page}
    if consultation.is_published:
        body = _(
            "%(forum)s, in which you sit, is invited to take part in the consultation “%(title)s”:"
            "\n\n%(page)s"
        )
    else:
        body = _(
            "%(forum)s, in which you sit, is invited to the consultation “%(title)s”. It is not public yet: "
            "you can read it as it is being prepared, and every word may still change. Please do not pass it "
            "on."
            "\n\n%(page)s"
        )
    return Letter(
        key=f"forum-invited-{invitation.pk}-{user.pk}", to=user.email, subject=subject, body=body % words
    )


@transaction.atomic
def take_back_invitation(*, consultation: Consultation, slug: str, by: User, now: datetime) -> None:
    """Its members read nothing of it any more; once it is public, that it was invited stays."""
    check_coordinator(by, now)
    consultation = locked(consultation)
    if consultation.is_published:
        raise NotReady([INVITED_IN_PUBLIC])
    consultation.invitations.filter(forum__slug=slug).delete()
