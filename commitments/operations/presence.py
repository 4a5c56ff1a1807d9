"""Who is in the form of a report right now: said by their browsers, forgotten within the hour."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from plans.models import ReportingPeriod, User

from ..models import Commitment, Presence
from ..models.reports import GONE_AFTER
from ..permissions import can_edit_report


@transaction.atomic
def be_present(*, commitment: Commitment, period: ReportingPeriod, by: User, now: datetime) -> None:
    """Somebody has the form open; who was away for a minute has come anew."""
    if not can_edit_report(by, commitment, period, timezone.localdate(now)):
        raise PermissionDenied
    mine = Presence.objects.filter(commitment=commitment, period=period, user=by)
    mine.filter(seen_at__lte=now - GONE_AFTER).update(came_at=now)
    if not mine.update(seen_at=now):
        # Two pages of one person may open at once; the second finds the row of the first.
        Presence.objects.get_or_create(
            commitment=commitment, period=period, user=by, defaults={"came_at": now, "seen_at": now}
        )


@transaction.atomic
def erase_presence(*, now: datetime) -> int:
    """Forget who was in a form and has left it."""
    return Presence.objects.filter(seen_at__lte=now - GONE_AFTER).delete()[0]
