"""Who may act: people are invited, and hold roles from a day to a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import Role
from ..models import Agency, Membership, OutboxItem, User
from ..permissions import can_coordinate
from ..rules import (
    ENDED_ALREADY,
    ENDS_BEFORE_IT_BEGINS,
    HAS_JOINED,
    HOLDS_ALREADY,
    LAST_COORDINATOR,
    NEEDS_AN_AGENCY,
    NO_AGENCY,
    NO_ROLE_AHEAD,
    TITLE_FROM_LATER,
    NotReady,
    Reason,
)
from .outbox import enqueue_mail
from .versions import save_first, sign

OF_AN_AGENCY = (Role.EDITOR, Role.APPROVER)


def reasons_not_to_give(
    *, role: Role, agency: Agency | None, held: list[Membership], from_on: date, until_on: date | None
) -> list[Reason]:
    """Why somebody who holds some roles cannot be given this one."""
    if until_on and until_on < from_on:
        return [ENDS_BEFORE_IT_BEGINS]
    if agency is None and role in OF_AN_AGENCY:
        return [NEEDS_AN_AGENCY]
    if agency and role == Role.COORDINATOR:
        return [NO_AGENCY]
    of_agency = agency and agency.pk
    same = [one for one in held if one.role == role and one.agency_id == of_agency]
    last = until_on or date.max
    if any(one.from_on <= last and from_on <= (one.until_on or date.max) for one in same):
        return [HOLDS_ALREADY]
    return []


@transaction.atomic
def give_role(
    *,
    user: User,
    role: Role,
    title: str,
    from_on: date,
    until_on: date | None = None,
    agency: Agency | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> Membership:
    """Let somebody act in a role from a day on. `by` is None where the operator does it at the shell."""
    _may(by, now)
    reasons = reasons_not_to_give(
        role=role, agency=agency, held=list(user.memberships.all()), from_on=from_on, until_on=until_on
    )
    if reasons:
        raise NotReady(reasons)
    membership = Membership(
        user=user, role=role, title=title, agency=agency, from_on=from_on, until_on=until_on
    )
    membership.full_clean()
    save_first(membership, by=by)
    return membership


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: Role,
    title: str,
    from_on: date,
    agency: Agency | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> User:
    """Bring somebody in: an account without a password, a role, and a mail with a link of limited life."""
    _may(by, now)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    give_role(user=user, role=role, title=title, from_on=from_on, agency=agency, by=by, now=now)
    _write_invitation(user, role, str(uuid4()))
    return user


def reasons_not_to_invite_again(user: User, on: date) -> list[Reason]:
    """Why somebody is not sent another invitation: they came, or there is nothing to come for."""
    if user.has_joined:
        return [HAS_JOINED]
    return [] if user.is_active and user.memberships.not_over_on(on).exists() else [NO_ROLE_AHEAD]


@transaction.atomic
def invite_again(*, user: User, key: UUID, by: User, now: datetime) -> OutboxItem:
    """Send the invitation once more, with a link that is good anew; the same key again is the same mail."""
    _may(by, now)
    on = timezone.localdate(now)
    if reasons := reasons_not_to_invite_again(user, on):
        raise NotReady(reasons)
    held = user.memberships.not_over_on(on).order_by("from_on", "pk").first()
    return _write_invitation(user, Role(held.role), str(key))


def last_invitation(user: User) -> OutboxItem | None:
    """The mail of the last invitation, where it is kept, with what became of it."""
    return OutboxItem.objects.filter(key__startswith=_key_of_invitations(user)).first()


def _key_of_invitations(user: User) -> str:
    return f"invite-{user.pk}-"


def _write_invitation(user: User, role: Role, key: str) -> OutboxItem:
    parts = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, token = parts.split("-", 1)
    link = settings.SITE_URL + reverse("account_reset_password_from_key", args=[uid, token])
    return enqueue_mail(
        to=user.email,
        subject=_("You are invited to %(portal)s") % {"portal": settings.PORTAL_NAME},
        body=_(
            "You have been invited to %(portal)s as %(role)s.\n\n"
            "Choose a password here, within three days:\n%(link)s\n\n"
            "After that, or if you have one already, sign in at %(site)s"
        )
        % {
            "portal": settings.PORTAL_NAME,
            "role": role.label,
            "link": link,
            "site": settings.SITE_URL + reverse("account_login"),
        },
        key=f"{_key_of_invitations(user)}{key}",
        is_secret=True,
    )


def reasons_not_to_end(membership: Membership, until_on: date, on: date) -> list[Reason]:
    """Why a role cannot end on a day: the portal is never without a coordinator."""
    if membership.until_on and membership.until_on < on:
        return [ENDED_ALREADY]
    if until_on < membership.from_on:
        return [ENDS_BEFORE_IT_BEGINS]
    if membership.role == Role.COORDINATOR:
        others = Membership.objects.filter(role=Role.COORDINATOR).exclude(pk=membership.pk)
        after = max(until_on, on) + timedelta(days=1)
        ends = [one.until_on + timedelta(days=1) for one in others if one.until_on]
        for day in [after, *(day for day in ends if day > after)]:
            if not Membership.objects.acting(Role.COORDINATOR, day).exclude(pk=membership.pk).exists():
                return [LAST_COORDINATOR]
    return []


@transaction.atomic
def end_role(*, membership: Membership, until_on: date, by: User, now: datetime) -> Membership:
    """Let a role end on a day, which is its last."""
    _may(by, now)
    if membership.until_on == until_on:
        return membership
    if reasons := reasons_not_to_end(membership, until_on, timezone.localdate(now)):
        raise NotReady(reasons)
    membership.until_on = until_on
    sign(membership, by)
    membership.save()
    return membership


@transaction.atomic
def change_title(*, membership: Membership, title: str, from_on: date, by: User, now: datetime) -> Membership:
    """Give a role another title from a day on; what was done before keeps the title of the time."""
    _may(by, now)
    same = Membership.objects.filter(user=membership.user, role=membership.role, agency=membership.agency)
    if done := same.filter(title=title, from_on=from_on).first():
        return done
    if from_on <= membership.from_on:
        raise NotReady([TITLE_FROM_LATER])
    if membership.until_on and membership.until_on < from_on:
        raise NotReady([ENDED_ALREADY])
    until_on, membership.until_on = membership.until_on, from_on - timedelta(days=1)
    sign(membership, by)
    membership.save()
    return give_role(
        user=membership.user,
        role=Role(membership.role),
        title=title,
        from_on=from_on,
        until_on=until_on,
        agency=membership.agency,
        by=by,
        now=now,
    )


def _may(by: User | None, now: datetime | None) -> None:
    """A coordinator, or the operator at the shell, who has no account there."""
    if by is not None and not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
