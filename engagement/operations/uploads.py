"""A workbook of submissions: kept until its sender has looked at it, then entered as a whole, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans.models import User
from plans.rules import NotReady, Reason

from ..models import Consultation, RegisterUpload
from .at_work import check_coordinator, locked
from .entering import Entry, enter, reasons_not_to_enter

KEPT_FOR = timedelta(days=1)
ENTERED_ALREADY = Reason("entered", _("This very workbook was entered already."), "file")


@transaction.atomic
def receive_register(
    *,
    consultation: Consultation,
    rows: list[dict],
    digest: str,
    handed_in_by: str,
    why_not_told: str,
    by: User,
    now: datetime,
) -> RegisterUpload:
    """Keep the rows for their sender to look at; of several that wait the last."""
    check_coordinator(by, now)
    consultation = locked(consultation)
    if reasons := reasons_not_to_enter(consultation, now):
        raise NotReady(reasons)
    RegisterUpload.objects.filter(consultation=consultation, sent_by=by, entered_at=None).delete()
    if _is_entered(consultation, digest):
        raise NotReady([ENTERED_ALREADY])
    return RegisterUpload.objects.create(
        key=token_urlsafe(24),
        consultation=consultation,
        rows=rows,
        digest=digest,
        handed_in_by=handed_in_by,
        why_not_told=why_not_told,
        sent_by=by,
        sent_at=now,
    )


@transaction.atomic
def enter_register(
    *,
    upload: RegisterUpload,
    entries: Sequence[tuple[str, Entry]],
    sends_receipts: bool,
    by: User,
    now: datetime,
) -> int:
    """Enter every row that was shown as taken, or none; how many. A second time it is what it was."""
    if upload.sent_by_id != by.pk:
        raise PermissionDenied
    consultation = locked(upload.consultation)
    upload = RegisterUpload.objects.get(pk=upload.pk)
    if upload.entered_at:
        return upload.entered
    if _is_entered(consultation, upload.digest):
        raise NotReady([ENTERED_ALREADY])
    entered = enter(consultation=consultation, entries=entries, by=by, now=now, sends_receipts=sends_receipts)
    upload.rows, upload.entered_at, upload.entered = [], now, len(entered)
    upload.save()
    return upload.entered


def _is_entered(consultation: Consultation, digest: str) -> bool:
    uploads = RegisterUpload.objects.filter(consultation=consultation, digest=digest)
    return uploads.exclude(entered_at=None).exists()


@transaction.atomic
def drop_register(*, upload: RegisterUpload, by: User) -> None:
    """Forget what was brought along; nothing of it was entered."""
    if upload.sent_by_id != by.pk:
        raise PermissionDenied
    RegisterUpload.objects.filter(pk=upload.pk, entered_at=None).delete()


@transaction.atomic
def erase_registers(*, now: datetime) -> int:
    """Forget what came in a day ago and was never confirmed. Of what was entered no row is kept."""
    return RegisterUpload.objects.filter(entered_at=None, sent_at__lt=now - KEPT_FOR).delete()[0]
