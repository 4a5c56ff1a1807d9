"""A plan in the making, shown to whoever has a secret address."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ...models import ActionPlan, PreviewLink, User
from ...permissions import can_coordinate
from ...rules import (
    LINK_ENDS_TOO_SOON,
    LINK_TOO_LONG,
    NotReady,
    Reason,
)
from .holding import reasons_not_to_make, to_be_made

LONGEST_LINK = timedelta(days=366)
PRESSED_TWICE = timedelta(minutes=1)


def reasons_not_to_preview(plan: ActionPlan, until_on: date, on: date) -> list[Reason]:
    if reasons := reasons_not_to_make(plan):
        return reasons
    if until_on < on:
        return [LINK_ENDS_TOO_SOON]
    return [LINK_TOO_LONG] if until_on > on + LONGEST_LINK else []


@transaction.atomic
def make_preview_link(*, plan: ActionPlan, until_on: date, by: User, now: datetime) -> PreviewLink:
    """A secret address at which the plan may be read as it stands, until a day. Pressed twice it is one."""
    on = timezone.localdate(now)
    plan = to_be_made(plan=plan, by=by, now=now)
    if reasons := reasons_not_to_preview(plan, until_on, on):
        raise NotReady(reasons)
    just_made = plan.preview_links.filter(made_by=by, made_at__gt=now - PRESSED_TWICE, until_on=until_on)
    if there := just_made.filter(ended_at=None).first():
        return there
    return PreviewLink.objects.create(
        plan=plan, key=secrets.token_urlsafe(32), made_by=by, made_at=now, until_on=until_on
    )


@transaction.atomic
def end_preview_link(*, link: PreviewLink, by: User, now: datetime) -> None:
    """From now on the address shows nothing; ended twice it ended the first time."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    PreviewLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=now)
