"""Who may act: people are invited, and hold roles from a day to a day."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ..choices import Role
from ..models import Agency, Membership, User
from .outbox import enqueue_mail


@transaction.atomic
def give_role(
    *,
    user: User,
    role: Role,
    title: str,
    from_on: date,
    until_on: date | None = None,
    agency: Agency | None = None,
) -> Membership:
    """Let somebody act in a role from a day on."""
    membership = Membership(
        user=user, role=role, title=title, agency=agency, from_on=from_on, until_on=until_on
    )
    membership.full_clean()
    membership.save()
    return membership


@transaction.atomic
def invite(
    *, email: str, name: str, role: Role, title: str, from_on: date, agency: Agency | None = None
) -> User:
    """Bring somebody in: an account without a password, a role, and a mail with a link of limited life."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    give_role(user=user, role=role, title=title, from_on=from_on, agency=agency)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, token = key.split("-", 1)
    link = settings.SITE_URL + reverse("account_reset_password_from_key", args=[uid, token])
    enqueue_mail(
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
        key=f"invite-{user.pk}-{uuid4()}",
        is_secret=True,
    )
    return user
