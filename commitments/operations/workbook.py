"""A workbook that came back: kept until its sender confirms it, then saved as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from plans.models import ActionPlan, ReportingPeriod, User
from plans.permissions import can_coordinate

from ..models import Commitment, WorkbookUpload
from ..permissions import can_edit_in
from .making import CommitmentContent, save_commitment
from .reports import ReportContent, save_report

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Taken:
    """What a workbook would make of one report, and the version of it that was read."""

    commitment: Commitment
    period: ReportingPeriod
    version: int
    content: ReportContent


@dataclass(frozen=True)
class TakenCommitment:
    """What a workbook would make of one commitment of a plan in the making; without one it is begun."""

    commitment: Commitment | None
    content: CommitmentContent

    @property
    def version(self) -> int:
        return self.commitment.version if self.commitment else 0


@transaction.atomic
def receive_workbook(
    *, plan: ActionPlan, period: ReportingPeriod | None, rows: Mapping, by: User, now: datetime
) -> WorkbookUpload:
    """Keep the rows of a workbook for its sender to look at; of several for the same the last."""
    on = timezone.localdate(now)
    may = can_edit_in(by, plan, period, on) if period else can_coordinate(by, on)
    if not may:
        raise PermissionDenied
    WorkbookUpload.objects.filter(plan=plan, period=period, sent_by=by, taken_at=None).delete()
    return WorkbookUpload.objects.create(
        key=token_urlsafe(24), plan=plan, period=period, rows=rows, sent_by=by, sent_at=now
    )


@transaction.atomic
def take_over_workbook(
    *, upload: WorkbookUpload, contents: Sequence[Taken], rows: int, by: User, now: datetime
) -> None:
    """Save everything that was shown as accepted, or nothing; a second time changes nothing.

    Raises what `save_report` does where anything has moved since it was shown.
    """
    taken = {"rows": rows, "reports": [one.commitment.number for one in contents]}
    if not claim_workbook(upload=upload, taken=taken, by=by, now=now):
        return
    for one in contents:
        save_report(
            commitment=one.commitment,
            period=one.period,
            version=one.version,
            content=one.content,
            by=by,
            now=now,
        )


@transaction.atomic
def take_over_plan(
    *, upload: WorkbookUpload, contents: Sequence[TakenCommitment], by: User, now: datetime
) -> None:
    """Keep all commitments of a workbook as they were shown, or none; a second time changes nothing.

    A commitment comes before its parts.
    """
    taken = {"commitments": [one.content.number for one in contents]}
    if not claim_workbook(upload=upload, taken=taken, by=by, now=now):
        return
    for one in sorted(contents, key=lambda one: bool(one.content.parent)):
        save_commitment(
            plan=upload.plan,
            commitment=one.commitment,
            version=one.version,
            content=one.content,
            by=by,
            now=now,
        )


def claim_workbook(*, upload: WorkbookUpload, taken: Mapping, by: User, now: datetime) -> bool:
    """Take an upload over once: whether it is this time. Its rows are forgotten, what came of it stays."""
    if upload.sent_by_id != by.pk:
        raise PermissionDenied
    waiting = WorkbookUpload.objects.filter(pk=upload.pk, taken_at=None)
    return bool(waiting.update(taken_at=now, rows={"taken": taken}))


@transaction.atomic
def drop_workbook(*, upload: WorkbookUpload, by: User) -> None:
    """Forget what was uploaded; nothing of it was saved."""
    if upload.sent_by_id != by.pk:
        raise PermissionDenied
    WorkbookUpload.objects.filter(pk=upload.pk, taken_at=None).delete()


@transaction.atomic
def erase_workbooks(*, now: datetime) -> int:
    """Forget what came in a day ago, confirmed or not."""
    return WorkbookUpload.objects.filter(sent_at__lt=now - KEPT_FOR).delete()[0]
