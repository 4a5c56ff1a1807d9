"""The rounds of reports: added to a plan, opened and closed, their due day moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from ..choices import PeriodKind, PublicationKind
from ..models import ActionPlan, Edition, ReportingPeriod, User
from ..permissions import can_coordinate
from ..rules import (
    CLOSED_ALREADY,
    CLOSED_NOW,
    DUE_IN_THE_PAST,
    DUE_TOO_SOON,
    HAS_REPORTS,
    NO_DUE_DAY,
    NO_NEW_QUARTER,
    NO_QUARTERS,
    NOT_OVER,
    OPEN_ALREADY,
    SAME_DAYS,
    WAS_CLOSED,
    NotReady,
    Reason,
    missing_for_period,
    months_later,
    quarters_between,
)
from .editions import announce, edition_by
from .versions import delete_by, save_first, save_version


def reasons_not_to_close(period: ReportingPeriod, now: datetime) -> list[Reason]:
    if period.is_closed:
        return [CLOSED_ALREADY]
    if period.ends_on >= timezone.localdate(now):
        return [NOT_OVER]
    return []


def reasons_not_to_open(period: ReportingPeriod) -> list[Reason]:
    if period.was_closed:
        return [WAS_CLOSED]
    if not period.is_closed:
        return [OPEN_ALREADY]
    return []


@transaction.atomic
def close_period(*, period: ReportingPeriod, by: User, now: datetime) -> None:
    """End the round: what has not been reported by now is missed."""
    period = locked(period)
    _decide(period, by, now, reasons_not_to_close(period, now))
    period.closed_at = now
    _announce(period, by, now)


@transaction.atomic
def reopen_period(*, period: ReportingPeriod, by: User, now: datetime) -> None:
    """Let reports come in again."""
    period = locked(period)
    _decide(period, by, now, reasons_not_to_open(period))
    period.closed_at = None
    _announce(period, by, now)


def locked(period: ReportingPeriod) -> ReportingPeriod:
    """The period as it is now, held until the transaction ends: nobody closes it meanwhile."""
    return ReportingPeriod.objects.select_for_update(of=("self",)).select_related("plan").get(pk=period.pk)


def _decide(period: ReportingPeriod, by: User, now: datetime, reasons: list[Reason]) -> None:
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    if reasons:
        raise NotReady(reasons)


def _announce(period: ReportingPeriod, by: User, now: datetime) -> None:
    period.save(update_fields=["closed_at"])
    if period.is_public:
        announce(
            edition=edition_by(by=by, on=timezone.localdate(now)),
            kind=PublicationKind.PERIOD,
            address=f"{period.plan.get_absolute_url()}#{period.slug}",
            before={"closed": not period.is_closed},
            after={"closed": period.is_closed},
        )


# ---- Which rounds a plan has ------------------------------------------------------------------------------


@dataclass(frozen=True)
class PeriodContent:
    """A round that is to be added."""

    kind: str = PeriodKind.PROGRESS
    starts_on: date | None = None
    ends_on: date | None = None
    due_on: date | None = None


def reasons_not_to_add(plan: ActionPlan, content: PeriodContent) -> list[Reason]:
    """What is missing, and whether another round of the kind has some of the days."""
    missing = missing_for_period(starts_on=content.starts_on, ends_on=content.ends_on, due_on=content.due_on)
    return missing or ([SAME_DAYS] if _same_days(plan, content).exists() else [])


def _same_days(plan: ActionPlan, content: PeriodContent):
    return plan.periods.filter(
        kind=content.kind, starts_on__lte=content.ends_on, ends_on__gte=content.starts_on
    )


@transaction.atomic
def add_period(*, plan: ActionPlan, content: PeriodContent, by: User, now: datetime) -> ReportingPeriod:
    """One round more. The same one again is the one that is there."""
    plan = _held(plan, by, now)
    if there := _there_already(plan, content):
        return there
    if reasons := reasons_not_to_add(plan, content):
        raise NotReady(reasons)
    [period] = _add(plan, [content], by, now)
    return period


def _there_already(plan: ActionPlan, content: PeriodContent) -> ReportingPeriod | None:
    columns = {name: getattr(content, name) for name in PeriodContent.__dataclass_fields__}
    return plan.periods.filter(**columns).first()


def quarters_to_add(plan: ActionPlan, days_after: int) -> list[PeriodContent]:
    """The quarters of the plan that have no progress round yet, each due some days after its last day.

    Nothing where the plan's dates are not known to the month.
    """
    starts, ends = plan.starts_on, plan.ends_on
    if not (starts and ends and starts.precision in ("day", "month") and ends.precision in ("day", "month")):
        return []
    taken = list(plan.periods.filter(kind=PeriodKind.PROGRESS).values_list("starts_on", "ends_on"))
    return [
        PeriodContent(PeriodKind.PROGRESS, first, last, last + timedelta(days=days_after))
        for first, last in quarters_between(starts.first, ends.last)
        if not any(begins <= last and first <= until for begins, until in taken)
    ]


@transaction.atomic
def add_quarters(*, plan: ActionPlan, days_after: int, by: User, now: datetime) -> list[ReportingPeriod]:
    """The quarters of the plan as rounds, in one step; those that are there already stay as they are."""
    plan = _held(plan, by, now)
    wanted = quarters_to_add(plan, days_after)
    if not wanted:
        raise NotReady([NO_NEW_QUARTER if plan.periods.exists() else NO_QUARTERS])
    return _add(plan, wanted, by, now)


def _add(plan: ActionPlan, wanted: Iterable[PeriodContent], by: User, now: datetime) -> list[ReportingPeriod]:
    taken = set(plan.periods.values_list("slug", flat=True))
    added = []
    for content in wanted:
        columns = {name: getattr(content, name) for name in PeriodContent.__dataclass_fields__}
        period = ReportingPeriod(plan=plan, **columns)
        period.slug = slug_of(period.kind, period.starts_on, period.ends_on, taken)
        taken.add(period.slug)
        save_first(period, by=by)
        added.append(period)
    if added[0].is_public:
        edition = edition_by(by=by, on=timezone.localdate(now))
        for period in added:
            announce_period(period, edition)
    return added


def announce_period(period: ReportingPeriod, edition: Edition) -> None:
    announce(edition=edition, kind=PublicationKind.PERIOD, address=_address(period), after=days_of(period))


def slug_of(kind: str, first: date, last: date, taken: Iterable[str]) -> str:
    """Its months: 2017-09-to-11; another kind says so first, and a second one is numbered."""
    plain = f"{first:%Y-%m}"
    if (first.year, first.month) != (last.year, last.month):
        plain += f"-to-{last:%m}" if last < months_later(first, 12) else f"-to-{last:%Y-%m}"
    if kind != PeriodKind.PROGRESS:
        plain = f"{kind}-{plain}"
    taken = set(taken)
    numbered = (f"{plain}-{place}" for place in range(2, len(taken) + 3))
    return next(slug for slug in (plain, *numbered) if slug not in taken)


def reasons_not_to_move_due_day(period: ReportingPeriod) -> list[Reason]:
    """Why its due day stays whatever is typed."""
    if period.was_closed:
        return [WAS_CLOSED]
    return [CLOSED_NOW] if period.is_closed else []


@transaction.atomic
def move_due_day(
    *, period: ReportingPeriod, version: int, due_on: date | None, by: User, now: datetime
) -> ReportingPeriod:
    """Ask for the reports of an open round earlier or later; the public reads before and after."""
    on = timezone.localdate(now)
    period = locked(period)
    _decide(period, by, now, reasons_not_to_move_due_day(period))
    if due_on == period.due_on:
        return period
    if due_on is None or due_on < period.ends_on:
        raise NotReady([NO_DUE_DAY if due_on is None else DUE_TOO_SOON])
    if due_on < on:
        raise NotReady([DUE_IN_THE_PAST])
    before, period.due_on = period.due_on, due_on
    save_version(period, version=version, by=by)
    if period.is_public:
        announce(
            edition=edition_by(by=by, on=on),
            kind=PublicationKind.PERIOD,
            address=_address(period),
            before={"due_on": before and before.isoformat()},
            after={"due_on": due_on.isoformat()},
        )
    return period


def reasons_not_to_remove(period: ReportingPeriod, *, is_in_use: bool) -> list[Reason]:
    """A round goes only while it is open and nothing hangs on it."""
    if reasons := reasons_not_to_move_due_day(period):
        return reasons
    return [HAS_REPORTS] if is_in_use else []


@transaction.atomic
def remove_period(*, plan: ActionPlan, slug: str, by: User, now: datetime) -> None:
    """Take a round away for which nothing has been written; one that is gone already is gone."""
    plan = _held(plan, by, now)
    period = plan.periods.filter(slug=slug).first()
    if period is None:
        return
    if reasons := reasons_not_to_remove(period, is_in_use=False):
        raise NotReady(reasons)
    before, address = days_of(period), _address(period)
    try:
        with transaction.atomic():
            delete_by(period, by=by)
    except ProtectedError as error:
        raise NotReady([HAS_REPORTS]) from error
    if period.is_public:
        edition = edition_by(by=by, on=timezone.localdate(now))
        announce(
            edition=edition,
            kind=PublicationKind.PERIOD,
            address=address,
            before=before,
            after={"removed": True},
        )


def days_of(period: ReportingPeriod) -> dict[str, str]:
    """As the list of what was published has it."""
    return {
        "kind": str(period.kind),
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "due_on": period.due_on.isoformat() if period.due_on else "",
    }


def _address(period: ReportingPeriod) -> str:
    return f"{period.plan.get_absolute_url()}#{period.slug}"


def _held(plan: ActionPlan, by: User, now: datetime) -> ActionPlan:
    """The plan, held until the transaction ends, for somebody who may set its rounds."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    return ActionPlan.objects.select_for_update().get(pk=plan.pk)
