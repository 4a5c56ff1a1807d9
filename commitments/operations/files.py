"""Which files may stand beside a report, and how much they weigh together."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, Sum

from plans.models import StoredFile, User
from plans.rules import NotReady

from ..models import ProgressReport
from ..rules import FILE_GONE, too_much


def check_senders(keys: set[str], by: User) -> None:
    """A file comes to stand beside something through its sender only, whoever knows its key."""
    if not keys:
        return
    found = list(StoredFile.objects.filter(key__in=keys))
    if any(file.sent_by_id != by.pk for file in found):
        raise PermissionDenied
    if len(found) < len(keys):
        raise NotReady([FILE_GONE])


def check_weight(report: ProgressReport, keys: set[str]) -> None:
    """NotReady where a report's files weigh more together than they may."""
    if keys and weight_of(report) > settings.MOST_BYTES_A_REPORT:
        raise NotReady([too_much(settings.MOST_BYTES_A_REPORT)])


def weight_of(report: ProgressReport) -> int:
    """What the files beside a report and its stages weigh together, in bytes."""
    beside = Q(evidence__report=report) | Q(evidence__update__report=report)
    beside |= Q(evidence__update__corrects__report=report)
    shown = StoredFile.objects.filter(pk__in=StoredFile.objects.filter(beside).values("pk"))
    return shown.aggregate(sum=Sum("size"))["sum"] or 0
