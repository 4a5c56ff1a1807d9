"""One row of the grid: what is said of one milestone, kept by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from plans.models import ReportingPeriod, User
from plans.operations.periods import locked
from plans.rules import NotReady, Stale

from ..models import Commitment, ProgressReport
from ..permissions import can_edit_report
from ..record.rounds import Line, lines_of
from ..rules import NO_SUCH_ROW, Declared, digest_of
from .reports import ReportContent, content_of, reasons_not_to_write, save_report

TRIES = 8  # another row of the same report may be saved in the same moment; that is no conflict


class RowMoved(Stale):
    """Somebody has saved something else of this very milestone since the row was read."""


def save_milestone(
    *,
    commitment: Commitment,
    period: ReportingPeriod,
    number: int,
    said: Declared,
    read: str,
    by: User,
    now: datetime,
) -> ProgressReport | None:
    """Keep what was typed in one row; `read` is the digest of the draft that it was typed over.

    A row that was left as it was read writes nothing, whatever has become of
    it. RowMoved where its draft has changed since; that another row of the same
    report was saved meanwhile is no reason, and neither loses anything.
    """
    for last in range(TRIES):
        try:
            return _save(commitment, period, number, said, read, by, now)
        except RowMoved:
            raise
        except Stale:
            if last == TRIES - 1:
                raise
    return None


@transaction.atomic
def _save(
    commitment: Commitment,
    period: ReportingPeriod,
    number: int,
    said: Declared,
    read: str,
    by: User,
    now: datetime,
) -> ProgressReport | None:
    on = timezone.localdate(now)
    if not can_edit_report(by, commitment, period, on):
        raise PermissionDenied
    period = locked(period)
    report = commitment.reports.filter(period=period).first()
    line = _line(lines_of(commitment, period, on, report), number)
    typed = said if said.adds_to(line.before) else None
    if digest_of(typed) in (read, digest_of(line.draft)):
        return report
    if reasons := reasons_not_to_write(report, period, on):
        raise NotReady(reasons)
    if digest_of(line.draft) != read:
        raise RowMoved
    kept = content_of(report) if report else ReportContent()
    return save_report(
        commitment=commitment,
        period=period,
        version=report.version if report else 0,
        content=replace(kept, stages={**kept.stages, number: said}),
        by=by,
        now=now,
    )


def _line(lines: list[Line], number: int) -> Line:
    found = next((line for line in lines if line.number == number and not line.is_finished), None)
    if found is None:
        raise NotReady([NO_SUCH_ROW])
    return found
