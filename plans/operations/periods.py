"""Opening and closing the rounds of reports."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ..choices import PublicationKind
from ..models import ReportingPeriod, User
from ..permissions import can_coordinate
from ..rules import CLOSED_ALREADY, NOT_OVER, OPEN_ALREADY, WAS_CLOSED, NotReady, Reason
from .editions import announce, edition_by


def reasons_not_to_close(period: ReportingPeriod, now: datetime) -> list[Reason]:
    if period.is_closed:
        return [CLOSED_ALREADY]
    if period.ends_on >= timezone.localdate(now):
        return [NOT_OVER]
    return []


def reasons_not_to_open(period: ReportingPeriod) -> list[Reason]:
    if period.was_closed:
        return [WAS_CLOSED]
    if not period.is_closed:
        return [OPEN_ALREADY]
    return []


@transaction.atomic
def close_period(*, period: ReportingPeriod, by: User, now: datetime) -> None:
    """End the round: what has not been reported by now is missed."""
    period = locked(period)
    _decide(period, by, now, reasons_not_to_close(period, now))
    period.closed_at = now
    _announce(period, by, now)


@transaction.atomic
def reopen_period(*, period: ReportingPeriod, by: User, now: datetime) -> None:
    """Let reports come in again."""
    period = locked(period)
    _decide(period, by, now, reasons_not_to_open(period))
    period.closed_at = None
    _announce(period, by, now)


def locked(period: ReportingPeriod) -> ReportingPeriod:
    """The period as it is now, held until the transaction ends: nobody closes it meanwhile."""
    return ReportingPeriod.objects.select_for_update(of=("self",)).select_related("plan").get(pk=period.pk)


def _decide(period: ReportingPeriod, by: User, now: datetime, reasons: list[Reason]) -> None:
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    if reasons:
        raise NotReady(reasons)


def _announce(period: ReportingPeriod, by: User, now: datetime) -> None:
    period.save(update_fields=["closed_at"])
    if period.plan.is_published:
        announce(
            edition=edition_by(by=by, on=timezone.localdate(now)),
            kind=PublicationKind.PERIOD,
            address=f"{period.plan.get_absolute_url()}#{period.slug}",
            before={"closed": not period.is_closed},
            after={"closed": period.is_closed},
        )
