"""The rounds of reports: added to a plan, opened and closed, their due day moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from ..choices import PeriodKind, PeriodLength, PublicationKind
from ..models import ActionPlan, Edition, ReportingPeriod, User
from ..permissions import can_coordinate
from ..rules import (
    CLOSED_ALREADY,
    CLOSED_NOW,
    DUE_IN_THE_PAST,
    DUE_TOO_SOON,
    HAS_REPORTS,
    NO_DAYS_TO_DIVIDE,
    NO_DUE_DAY,
    NO_NEW_PERIOD,
    NOT_OVER,
    OPEN_ALREADY,
    SAME_DAYS,
    WAS_CLOSED,
    NotReady,
    Reason,
    missing_for_period,
    months_later,
    spans_between,
)
from ..slugs import first_free
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


@dataclass(frozen=True)
class SeriesContent:
    """Rounds of one kind and length over the life of a plan, each due some days after its last day."""

    kind: str = PeriodKind.PROGRESS
    length: str = PeriodLength.QUARTER
    days_after: int = 15  # as a rule: two weeks to write it, and a day


def periods_to_add(plan: ActionPlan, content: SeriesContent) -> list[PeriodContent]:
    """Those of the series that share no day with a round of their kind; `reasons_against_series` if none."""
    if not _has_days(plan):
        return []
    taken = list(plan.periods.filter(kind=content.kind).values_list("starts_on", "ends_on"))
    months = PeriodLength(content.length).months
    return [
        PeriodContent(content.kind, first, last, last + timedelta(days=content.days_after))
        for first, last in spans_between(plan.starts_on.first, plan.ends_on.last, months)
        if not any(begins <= last and first <= until for begins, until in taken)
    ]


def _has_days(plan: ActionPlan) -> bool:
    """Whether its dates are known to the month at least."""
    return all(one and one.precision in ("day", "month") for one in (plan.starts_on, plan.ends_on))


def reasons_against_series(plan: ActionPlan, wanted: list[PeriodContent]) -> list[Reason]:
    """Why no round would come of a series, of which `wanted` are to be added."""
    if wanted:
        return []
    return [NO_NEW_PERIOD if _has_days(plan) else NO_DAYS_TO_DIVIDE]


@transaction.atomic
def add_periods(
    *, plan: ActionPlan, content: SeriesContent, by: User, now: datetime
) -> list[ReportingPeriod]:
    """Rounds over the whole plan, in one step; those that are there already stay as they are."""
    plan = _held(plan, by, now)
    wanted = periods_to_add(plan, content)
    if reasons := reasons_against_series(plan, wanted):
        raise NotReady(reasons)
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
    return first_free(plain, taken)


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
