"""An older database was put in the place of ours: what it has to forget again is in the ledger."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from plans.operations.editions import next_edition

from ..choices import WhyErased
from ..models import ErasureRecord, Submission
from .afterwards import take_out_whole
from .at_work import locked
from .erasing import Because, forget_senders
from .ledger import Line, enter, to_forget_again
from .submissions import take_out_unread


def forget_again(*, now: datetime) -> int:
    """Do again what the ledger says was done and this database does not know; how many lines.

    Safe to stop and to run twice. What came in after a line was written is somebody else's, under the same
    number.
    """
    lines = to_forget_again()
    for line in lines:
        _apply(line, now)
    return len(lines)


@transaction.atomic
def _apply(line: Line, now: datetime) -> None:
    """Legal holds do not stop it: whoever it was has been told that it is done."""
    there = Submission.objects.filter(consultation__slug=line.consultation, number=line.number)
    # What came by post has come before it was entered here, and got its number.
    there = there.annotate(numbered_at=Coalesce("entered_at", "received_at"))
    found = there.filter(numbered_at__lte=line.at).select_related("consultation").first()
    consultation = locked(found.consultation) if found else None
    if ErasureRecord.objects.filter(key=line.key).exists():
        return
    if found is None or consultation is None:
        enter(line)  # there is nothing to forget
        return
    rows = Submission.objects.prefetch_related("points", "redactions")
    submission = rows.get(pk=found.pk)
    submission.consultation = consultation
    because = Because(line.why, line.asked_by, line.reason, again=line)
    if line.why != WhyErased.WITHDRAWAL or submission.withdrawn_at:
        forget_senders(consultation, [submission], because, now=now)
    elif submission.is_published:
        edition = next_edition(by=None, by_words=because.words)
        take_out_whole(submission, version=submission.version, by=None, edition=edition, now=now, again=line)
    else:
        take_out_unread(submission, version=submission.version, now=now, again=line)
