"""Several at once: each is decided by itself, by the operation that decides one; what cannot be is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from plans.models import Edition, ReportingPeriod, User
from plans.operations.editions import edition_by
from plans.operations.periods import close_period, locked, reopen_period
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..choices import ReportState
from ..models import ProgressReport
from ..permissions import can_publish_report
from ..rules import MOVED_ON
from .decisions import publish_report


@dataclass
class Together:
    """What became of several: done now, done before (a button pressed twice), or refused and why."""

    done: list[Any] = field(default_factory=list)
    before: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, list[Reason]]] = field(default_factory=list)
    edition: Edition | None = None

    def try_one(self, thing: Any, act: Callable[[], Any]) -> None:
        """Do it to one; where that is refused, nothing of this one is written, and the others go on."""
        try:
            with transaction.atomic():
                act()
        except NotReady as refusal:
            self.refused.append((thing, refusal.reasons))
        except Stale:
            self.refused.append((thing, [MOVED_ON]))
        else:
            self.done.append(thing)


@transaction.atomic
def publish_together(*, reports: Sequence[tuple[ProgressReport, int]], by: User, now: datetime) -> Together:
    """Publish several reports in one edition, each under the version that was read."""
    on = timezone.localdate(now)
    if not can_publish_report(by, on):
        raise PermissionDenied
    found = Together()
    with transaction.atomic():
        edition = edition_by(by=by, on=on)
        for report, version in reports:
            if report.state == ReportState.PUBLISHED:
                found.before.append(report)
                continue
            publish = partial(publish_report, report=report, version=version, by=by, now=now)
            found.try_one(report, partial(publish, edition=edition))
        if found.done:
            found.edition = edition
        else:
            transaction.set_rollback(True)  # an edition in which nothing appeared is none
    return found


def close_together(*, periods: Sequence[ReportingPeriod], by: User, now: datetime) -> Together:
    """Close several periods, one after the other; those that are closed already are no trouble."""
    return _decide(periods, by, now, close_period, is_closed=True)


def open_together(*, periods: Sequence[ReportingPeriod], by: User, now: datetime) -> Together:
    """Open several periods again, one after the other."""
    return _decide(periods, by, now, reopen_period, is_closed=False)


def _decide(
    periods: Sequence[ReportingPeriod],
    by: User,
    now: datetime,
    operation: Callable[..., None],
    *,
    is_closed: bool,
) -> Together:
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    found = Together()
    for period in periods:
        with transaction.atomic():
            now_is = locked(period)
            if now_is.is_closed == is_closed and not now_is.was_closed:
                found.before.append(period)
                continue
            found.try_one(period, partial(operation, period=now_is, by=by, now=now))
    return found
