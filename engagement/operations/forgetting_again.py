"""An older database was put in the place of ours: what it has to forget again is in the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from plans.operations.editions import next_edition

from ..choices import WhyErased
from ..models import Consultation, ErasureRecord, Submission
from .afterwards import take_out_whole
from .at_work import locked
from .erasing import Because, as_they_are, forget_in_parts, forget_senders
from .ledger import Line, enter, to_forget_again
from .submissions import take_out_unread

LINES_AT_ONCE = 200


def forget_again(*, now: datetime) -> int:
    """Do again what the ledger says was done and this database does not know; how many lines.

    Safe to stop and to run twice. What came in after a line was written is somebody else's, under the same
    number. Legal holds do not stop it: whoever it was has been told that it is done.
    """
    lines = to_forget_again()
    of_each: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        of_each[line.consultation].append(line)
    for slug, its in of_each.items():
        _forget_in(Consultation.objects.filter(slug=slug).first(), its, now)
    return len(lines)


def _forget_in(consultation: Consultation | None, lines: Sequence[Line], now: datetime) -> None:
    """Of one consultation. Of who only was forgotten, many at a time; of what was withdrawn, one by one."""
    if consultation:
        forgotten = [line for line in lines if line.why != WhyErased.WITHDRAWAL]
        for start in range(0, len(forgotten), LINES_AT_ONCE):
            part = forgotten[start : start + LINES_AT_ONCE]
            because = Because(part[0].why, again=part)
            forget_in_parts(consultation, _meant_by(consultation, part), because, now=now)
        for line in lines:
            if line.why == WhyErased.WITHDRAWAL:
                _withdraw_again(consultation, line, now)
    _enter_those_of_nobody(lines)


def _meant_by(consultation: Consultation, lines: Sequence[Line]) -> QuerySet[Submission]:
    """The submissions that these lines are about: which had their number then. What came by post has come
    before it was entered here, and got its number."""
    there = Q(pk__in=())
    for line in lines:
        there |= Q(number=line.number, numbered_at__lte=line.at)
    return consultation.submissions.annotate(numbered_at=Coalesce("entered_at", "received_at")).filter(there)


@transaction.atomic
def _enter_those_of_nobody(lines: Sequence[Line]) -> None:
    """There is nothing to forget."""
    known = set(ErasureRecord.objects.values_list("key", flat=True))
    enter([line for line in lines if line.key not in known])


@transaction.atomic
def _withdraw_again(consultation: Consultation, line: Line, now: datetime) -> None:
    """Take it out; where that was done already, only who sent it is forgotten."""
    consultation = locked(consultation)
    found = as_they_are(consultation, _meant_by(consultation, [line]))
    if not found or ErasureRecord.objects.filter(key=line.key).exists():
        return
    [submission] = found
    because = Because(line.why, line.asked_by, line.reason, again=[line])
    if submission.withdrawn_at:
        forget_senders(consultation, found, because, now=now)
    elif submission.is_published:
        edition = next_edition(by=None, by_words=because.words)
        take_out_whole(submission, version=submission.version, by=None, edition=edition, now=now, again=line)
    else:
        take_out_unread(submission, version=submission.version, now=now, again=line)
