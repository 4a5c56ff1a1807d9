"""Points that say the same are answered at once: together or not at all, each under its own version."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.models import User
from plans.rules import NotReady, Reason, Stale

from ..models import Consultation, SubmissionPoint
from ..rules.answering import NOBODY_TICKED, REPEATS_WITHHELD
from .answers import Answer, keep_answer, openings, reasons_against, with_what_is_hidden
from .at_work import at_work

OF_ONE = _("Submission {number}, point {place}: {text}")


class Ticked(NamedTuple):
    """A point as it was read: where it stands, the version of its submission, and of its answer (0: none)."""

    number: int
    place: int
    cut: int
    read: int


@transaction.atomic
def answer_together(
    *, consultation: Consultation, ticked: Collection[Ticked], answer: Answer, by: User, now: datetime
) -> int:
    """Give several points the same answer; how many there were. Stale where one has changed meanwhile."""
    consultation = at_work(consultation, by, now)
    if not ticked:
        raise NotReady([NOBODY_TICKED])
    points = points_ticked(consultation, ticked)
    begun = openings()
    against: dict[Reason, None] = {}  # each once, but for what it says of one point alone
    for one, point in points.items():
        for reason in reasons_against(answer, point, begun):
            against[_about(reason, one)] = None
    if against:
        raise NotReady(against)
    for one, point in points.items():
        keep_answer(point, version=one.read, answer=answer, by=by)
    return len(points)


def points_ticked(consultation: Consultation, ticked: Collection[Ticked]) -> dict[Ticked, SubmissionPoint]:
    """Each point that was ticked, as long as it is the one that was read."""
    rows = SubmissionPoint.objects.filter(
        submission__in=consultation.submissions.standing(),
        submission__number__in={one.number for one in ticked},
    )
    by_place = {(row.submission.number, row.position): row for row in with_what_is_hidden(rows)}
    found = {}
    for one in sorted(set(ticked)):
        point = by_place.get((one.number, one.place))
        if point is None or point.submission.version != one.cut:
            raise Stale
        found[one] = point
    return found


def _about(reason: Reason, one: Ticked) -> Reason:
    return said_of(reason, one) if reason is REPEATS_WITHHELD else reason


def said_of(reason: Reason, one: Ticked) -> Reason:
    """The same reason, said of one of several points."""
    text = format_lazy(OF_ONE, number=one.number, place=one.place, text=reason.text)
    return Reason(reason.code, text, reason.field)
