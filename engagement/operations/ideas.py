"""Points are shown as ideas while a consultation gathers them, put under themes, and shown no longer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from plans.models import User
from plans.operations.editions import edition_by
from plans.rules import NotReady, Reason

from ..models import Consultation, Idea, Submission, SubmissionPoint, Theme
from ..rules.answering import NOBODY_TICKED
from ..rules.ideas import IS_WITHHELD, NO_LONGER_SHOWN, NO_SUCH_THEME, NOT_ALLOWED, SHOWS_NO_IDEAS
from .at_work import at_work, reasons_not_to_work
from .shown import let_go_of_ideas, tell_of
from .together import Ticked, points_ticked, said_of


def reasons_not_to_show(consultation: Consultation) -> list[Reason]:
    """Why no point can be shown as an idea now."""
    return reasons_not_to_work(consultation) or ([] if consultation.shows_ideas else [SHOWS_NO_IDEAS])


def points_to_show(consultation: Consultation) -> QuerySet[SubmissionPoint]:
    """Points that may be shown, and are not yet."""
    rows = SubmissionPoint.objects.filter(submission__in=consultation.submissions.standing().readable())
    return rows.filter(is_withheld=False, idea=None)


@transaction.atomic
def show_ideas(
    *, consultation: Consultation, ticked: Collection[Ticked], by: User, now: datetime
) -> list[Idea]:
    """Show these points to everybody, each under the next number; those that are shown already stay so.

    All of them or none, in one edition. Stale where one was cut differently since it was read.
    """
    consultation = at_work(consultation, by, now)
    if not consultation.shows_ideas:
        raise NotReady([SHOWS_NO_IDEAS])
    if not ticked:
        raise NotReady([NOBODY_TICKED])
    points = points_ticked(consultation, ticked)
    against = [said_of(reason, one) for one, point in points.items() for reason in _against(point)]
    if against:
        raise NotReady(against)
    shown = set(Idea.objects.filter(point__in=points.values()).values_list("point_id", flat=True))
    fresh = [point for point in points.values() if point.pk not in shown]
    if not fresh:
        return []
    edition = edition_by(by=by, on=timezone.localdate(now))
    last = consultation.ideas.aggregate(last=Max("number"))["last"] or 0
    ideas = [
        Idea(consultation=consultation, number=number, point=point, published_in=edition)
        for number, point in enumerate(fresh, last + 1)
    ]
    Idea.objects.bulk_create(ideas)
    for idea in ideas:
        tell_of(idea, edition)
    return ideas


def _against(point: SubmissionPoint) -> list[Reason]:
    if not point.submission.may_be_read:
        return [NOT_ALLOWED]
    return [IS_WITHHELD] if point.is_withheld else []


@transaction.atomic
def show_no_longer(*, consultation: Consultation, numbers: Collection[int], by: User, now: datetime) -> int:
    """Take ideas down that should not have been shown; their points stay, and are answered like any other."""
    consultation = at_work(consultation, by, now)
    ideas = _chosen(consultation, numbers)
    points = SubmissionPoint.objects.filter(idea__in=ideas)
    let_go_of_ideas(points, begin=lambda: edition_by(by=by, on=timezone.localdate(now)))
    return len(ideas)


@transaction.atomic
def put_under_theme(
    *, consultation: Consultation, numbers: Collection[int], theme: str, by: User, now: datetime
) -> int:
    """Group ideas under a theme of the consultation; without one they stand under none. How many moved."""
    consultation = at_work(consultation, by, now)
    found = consultation.themes.filter(slug=theme).first() if theme else None
    if theme and found is None:
        raise NotReady([NO_SUCH_THEME])
    ideas = [idea for idea in _chosen(consultation, numbers) if idea.theme != found]
    if not ideas:
        return 0
    SubmissionPoint.objects.filter(idea__in=ideas).update(theme=found)
    # Whoever has one of the submissions open to cut it has read it under another theme.
    Submission.objects.filter(points__idea__in=ideas).update(version=F("version") + 1)
    edition = edition_by(by=by, on=timezone.localdate(now))
    for idea in ideas:
        tell_of(idea, edition, before=_theme(idea.theme), after=_theme(found))
    return len(ideas)


def _theme(theme: Theme | None) -> dict[str, str]:
    return {"theme": theme.label if theme else ""}


def _chosen(consultation: Consultation, numbers: Collection[int]) -> list[Idea]:
    if not numbers:
        raise NotReady([NOBODY_TICKED])
    rows = consultation.ideas.published().filter(number__in=numbers)
    ideas = list(rows.select_related("point__theme"))
    if len(ideas) != len(set(numbers)):
        raise NotReady([NO_LONGER_SHOWN])
    for idea in ideas:
        idea.consultation = consultation
    return ideas
