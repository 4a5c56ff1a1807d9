"""How a plan is being made: written by the coordinator, published, and published anew when it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ..choices import PlanState, PublicationKind
from ..models import ActionPlan, Timeline, TimelineStep, User
from ..permissions import can_coordinate
from ..rules import (
    BROUGHT_IN,
    IS_ADOPTED,
    NOTHING_NEW,
    NOTHING_WRITTEN,
    NotReady,
    Reason,
    Stale,
    Step,
    missing_for_timeline,
)
from .editions import announce, edition_by
from .versions import save_first, save_version


@dataclass(frozen=True)
class TimelineContent:
    """What a coordinator writes of how the plan is made."""

    development_starts_on: date | None = None
    summary: str = ""
    steps: tuple[Step, ...] = ()


def newest_timeline(plan: ActionPlan) -> Timeline | None:
    """The one that is being written, else the published one that holds now."""
    rows = plan.timelines.select_related("published_in").prefetch_related("steps")
    return rows.order_by("-number").first()


def published_timeline(plan: ActionPlan) -> Timeline | None:
    """The one that the public reads now."""
    rows = plan.timelines.filter(published_in__isnull=False, withdrawn_in=None)
    return rows.select_related("published_in").prefetch_related("steps").first()


def content_of(timeline: Timeline | None) -> TimelineContent:
    """What is kept of it; a new version begins as a copy of this."""
    if timeline is None:
        return TimelineContent()
    return TimelineContent(
        timeline.development_starts_on,
        timeline.summary,
        tuple(
            Step(**{name: getattr(step, name) for name in Step.__dataclass_fields__})
            for step in timeline.steps.all()
        ),
    )


def reasons_not_to_write(plan: ActionPlan) -> list[Reason]:
    """Why nobody can change how this plan is said to be made."""
    if plan.is_being_made:
        return []
    return [IS_ADOPTED if plan.state == PlanState.ADOPTED else BROUGHT_IN]


@transaction.atomic
def save_timeline(
    *, plan: ActionPlan, version: int, content: TimelineContent, by: User, now: datetime
) -> Timeline:
    """Keep what was typed, complete or not. `version` is the one that was read; 0 begins the first.

    Versions go on from one published timeline to the next, so that a form of the one before is
    stale. Saving what is kept already changes nothing, whatever the version.
    """
    _may(plan, by, now)
    newest = newest_timeline(plan)
    if newest and content_of(newest) == content:
        return newest
    if newest and newest.published_in_id is None:
        timeline = newest
        _write(timeline, content)
        save_version(timeline, version=version, by=by)
    else:
        timeline = _begin(plan, newest, version, content, by)
    timeline.steps.all().delete()
    TimelineStep.objects.bulk_create(_rows(timeline, content.steps))
    return newest_timeline(plan) or timeline


def _begin(
    plan: ActionPlan, before: Timeline | None, version: int, content: TimelineContent, by: User
) -> Timeline:
    """The first, or the next one after what is published."""
    if version != (before.version if before else 0):
        raise Stale
    number, following = (before.number, before.version) if before else (0, 0)
    timeline = Timeline(plan=plan, number=number + 1, version=following + 1)
    _write(timeline, content)
    try:
        with transaction.atomic():
            save_first(timeline, by=by)
    except IntegrityError as error:  # somebody has begun it at this very moment
        raise Stale from error
    return timeline


def _write(timeline: Timeline, content: TimelineContent) -> None:
    timeline.development_starts_on = content.development_starts_on
    timeline.summary = content.summary


def _rows(timeline: Timeline, steps: Iterable[Step]) -> list[TimelineStep]:
    rows = []
    for place, step in enumerate(steps, 1):
        row = TimelineStep(timeline=timeline, position=place)
        for name in Step.__dataclass_fields__:
            setattr(row, name, getattr(step, name))
        rows.append(row)
    return rows


def reasons_not_to_publish(plan: ActionPlan, timeline: Timeline | None) -> list[Reason]:
    """What is missing before the public may read it."""
    if reasons := reasons_not_to_write(plan):
        return reasons
    if timeline is None:
        return [NOTHING_WRITTEN, *missing_for_timeline(development_starts_on=None, steps=())]
    if timeline.published_in_id:
        return [NOTHING_NEW]
    content = content_of(timeline)
    missing = missing_for_timeline(development_starts_on=content.development_starts_on, steps=content.steps)
    before = published_timeline(plan)
    return missing or ([NOTHING_NEW] if before and content_of(before) == content else [])


@transaction.atomic
def publish_timeline(*, plan: ActionPlan, version: int, by: User, now: datetime) -> Timeline:
    """Show everybody how the plan is made; the one that was public until now is kept with its days.

    The same version published twice is published once.
    """
    _may(plan, by, now)
    timeline = newest_timeline(plan)
    if timeline and timeline.published_in_id and timeline.version == version + 1:
        return timeline
    reasons = reasons_not_to_publish(plan, timeline)
    if timeline is None or reasons:
        raise NotReady(reasons)
    edition = edition_by(by=by, on=timezone.localdate(now))
    before = published_timeline(plan)
    timeline.published_in = edition
    save_version(timeline, version=version, by=by)
    if before:
        before.withdrawn_in = edition
        save_first(before, by=by)
    announce(
        edition=edition,
        kind=PublicationKind.TIMELINE,
        address=timeline.get_absolute_url(),
        before=before and _as_data(before),
        after=_as_data(timeline),
    )
    return timeline


def _as_data(timeline: Timeline) -> dict:
    """As the list of what was published has it: days as text."""
    content = content_of(timeline)
    steps = [
        asdict(step) | {name: str(getattr(step, name) or "") for name in ("starts_on", "ends_on")}
        for step in content.steps
    ]
    starts = content.development_starts_on
    return {
        "development_starts_on": starts.isoformat() if starts else "",
        "summary": content.summary,
        "steps": steps,
    }


def _may(plan: ActionPlan, by: User, now: datetime) -> None:
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    if reasons := reasons_not_to_write(plan):
        raise NotReady(reasons)
