"""Submissions of which it is doubted that a person sent them: somebody looks at each, and says so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import User
from plans.operations.editions import edition_by
from plans.rules import NotReady

from ..choices import Doubt
from ..models import Consultation, Submission, SubmissionNote
from ..models.submissions import SubmissionQuerySet
from ..rules.answering import NOBODY_TICKED
from ..rules.desk import NO_WHY_ASIDE, NO_WHY_DOUBTED
from .at_work import at_work, being_read
from .grouping import leave_group
from .shown import telling_of_ideas


@transaction.atomic
def accept(*, consultation: Consultation, numbers: Collection[int], by: User, now: datetime) -> int:
    """A person sent these: they are read and answered like any other. How many there were."""
    rows = _chosen(at_work(consultation, by, now), numbers).doubted()
    return _log(
        rows, {"doubt": ""}, _("Accepted: a person sent it. It was doubted because %(doubt)s."), by, now
    )


@transaction.atomic
def set_aside(
    *, consultation: Consultation, numbers: Collection[int], why: str, by: User, now: datetime
) -> int:
    """No person sent these, or not to this end: they are counted as set aside, neither answered nor shown."""
    rows = _chosen(at_work(consultation, by, now), numbers).doubted()
    if not why.strip():
        raise NotReady([NO_WHY_ASIDE])
    said = {"set_aside_at": now, "set_aside_why": why.strip()}
    words = _("Set aside: %(why)s. It was doubted because %(doubt)s.")
    return _log(rows, said, words, by, now, why=why.strip().rstrip("."))


@transaction.atomic
def take_up_again(*, consultation: Consultation, numbers: Collection[int], by: User, now: datetime) -> int:
    """What was set aside waits again to be looked at."""
    rows = _chosen(at_work(consultation, by, now), numbers).filter(set_aside_at__isnull=False)
    return _log(rows, {"set_aside_at": None, "set_aside_why": ""}, _("Taken up again."), by, now)


@transaction.atomic
def doubt(*, submission: Submission, why: str, by: User, now: datetime) -> None:
    """Somebody who reads it doubts that a person sent it; until that is settled it is not answered."""
    submission = being_read(submission, by, now)
    if not why.strip():
        raise NotReady([NO_WHY_DOUBTED])
    leave_group(submission)
    rows = Submission.objects.filter(pk=submission.pk)
    with telling_of_ideas(submission, begin=lambda: edition_by(by=by, on=timezone.localdate(now))):
        _log(rows, {"doubt": Doubt.READER}, _("Doubted: %(why)s."), by, now, why=why.strip().rstrip("."))


def _chosen(consultation: Consultation, numbers: Collection[int]) -> SubmissionQuerySet:
    if not numbers:
        raise NotReady([NOBODY_TICKED])
    return consultation.submissions.filter(number__in=numbers, withdrawn_at=None)


def _log(rows: QuerySet[Submission], said: dict, words: str, by: User, now: datetime, **more) -> int:
    """Write it down, with a note on each that says who decided what."""
    found = list(rows.order_by("number"))
    Submission.objects.filter(pk__in=[one.pk for one in found]).update(version=F("version") + 1, **said)
    SubmissionNote.objects.bulk_create(
        SubmissionNote(
            submission=one,
            text=words % ({"doubt": one.get_doubt_display()} | more),
            written_by=by,
            written_at=now,
        )
        for one in found
    )
    return len(found)
