"""What is new in a plan, what is late and what comes next: dated rows for the ledgers of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from django.db.models import Exists, OuterRef
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plans.dates import PartialDate
from plans.models import ActionPlan, ReportingPeriod

from ..choices import DateKind, Stage, Timeliness
from ..models import DateChange, ProgressReport, StageUpdate
from ..models.milestones import Standing
from ..words import delay_words, joined, why_moved
from .day import CommitmentOnDay, PlanOnDay


@dataclass(frozen=True)
class Entry:
    """One thing that happened, on its own day, and what the record says of it."""

    day: PartialDate
    words: SafeString
    note: str = ""
    report: ProgressReport | None = None  # that it came with
    published: PartialDate | None = None

    @property
    def occasion(self) -> tuple:
        """What happened on one day and came with one report is told together."""
        return self.day, self.report.pk if self.report else 0


@dataclass(frozen=True)
class News:
    """What happened on one day; with one report, where it came with one."""

    entries: list[Entry]

    @property
    def day(self) -> PartialDate:
        return self.entries[0].day

    @property
    def report(self) -> ProgressReport | None:
        return self.entries[0].report

    @property
    def published(self) -> PartialDate | None:
        """When it was published, where that was another day than its own."""
        published = self.entries[0].published
        return published if published != self.day else None


def period_before(plan: ActionPlan, on: date) -> ReportingPeriod | None:
    """The newest period over on the day of which anything has been published."""
    reported = ProgressReport.objects.published().filter(period=OuterRef("pk"))
    over = plan.periods.filter(Exists(reported), ends_on__lte=on)
    return over.order_by("-ends_on", "-starts_on").first()


def news_since(record: PlanOnDay, since: date | None) -> list[News]:
    """Stages, moved dates and reports since a day (all of them without one), the newest first."""
    since = since or date.min
    entries = [entry for one in record.commitments for entry in _news_of(one, since)]
    entries += _reports_without_a_change(record, entries, since)
    entries.sort(key=lambda entry: entry.occasion, reverse=True)
    return [News(list(together)) for _occasion, together in groupby(entries, key=lambda e: e.occasion)]


def _news_of(one: CommitmentOnDay, since: date) -> Iterable[Entry]:
    for change in one.commitment.date_changes_known:
        if since <= change.moved_last <= one.on:
            yield _moved(change, one.commitment.get_absolute_url(), one.title)
    for standing in one.standings:
        for change in standing.moves:
            if since <= change.moved_last:
                yield _moved(change, standing.milestone.get_absolute_url(), standing.title)
        updates = [row for row in standing.milestone.updates_known if row.as_of_last <= one.on]
        for update, before in pairwise([*updates, None]):
            if since <= update.as_of_last:
                yield _declared(standing, update, before)


def _moved(change: DateChange, url: str, title: str) -> Entry:
    if change.kind == DateKind.STARTS:
        words = (
            _("{thing}, start: {before}, now {after}") if change.before else _("{thing}, start: now {after}")
        )
    else:
        words = _("{thing}: {before}, now {after}") if change.before else _("{thing}: now {after}")
    words = format_html(words, thing=_link(url, title), before=change.before.words, after=change.after.words)
    return Entry(change.moved_on, words, why_moved(change))


def _declared(standing: Standing, update: StageUpdate, before: StageUpdate | None) -> Entry:
    values = {
        "thing": _link(standing.milestone.get_absolute_url(), standing.title),
        "after": update.get_stage_display().lower(),
    }
    if before is None:
        words = format_html(_("{thing}: {after}"), **values)
    elif before.stage == update.stage:
        words = format_html(_("{thing}: still {after}"), **values)
    else:
        values["before"] = before.get_stage_display().lower()
        words = format_html(_("{thing}: {before}, now {after}"), **values)
    note = delay_words(update) if update.stage == Stage.DELAYS else update.note
    if update.report:
        update.report.commitment = standing.milestone.commitment  # its address names it, and the plan
    return Entry(update.as_of_on, words, note, update.report, _published_later(update))


def _reports_without_a_change(record: PlanOnDay, entries: list[Entry], since: date) -> list[Entry]:
    """Published reports that appended no stage: they say that nothing moved, which is news too."""
    told = {entry.report.pk for entry in entries if entry.report}
    commitments = {one.commitment.pk: one.commitment for one in record.commitments}
    reports = (
        ProgressReport.objects.published()
        .filter(commitment__in=commitments, period__ends_on__range=(since, record.on))
        .exclude(pk__in=told)
        .select_related("period", "published_in")
    )
    return [_reported(report, commitments[report.commitment_id]) for report in reports]


def _reported(report: ProgressReport, commitment) -> Entry:
    report.commitment = commitment
    leads = commitment.leads_between(report.period.starts_on, report.period.ends_on)
    words = format_html(
        _("{report} on commitment {number}"),
        report=_link(report.get_absolute_url(), _("Report for %(period)s") % {"period": report.period.words}),
        number=commitment.number,
    )
    note = (
        _("Nothing to report.") if report.nothing_to_report else joined([lead.agency.name for lead in leads])
    )
    return Entry(PartialDate.of(report.period.ends_on), words, note, None, _published_later(report))


def _published_later(row) -> PartialDate | None:
    """The day it was published, unless that is all its own day says; a source's silence is not filled in."""
    return row.published_on if row.is_sourced else row.day_published


def _link(url: str, words: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, words)


# ---- Late and next ------------------------------------------------------------------------------------


def overdue(record: PlanOnDay) -> list[Standing]:
    """The longest overdue first."""
    late = [standing for standing in record.standings if standing.timeliness == Timeliness.OVERDUE]
    return sorted(late, key=lambda standing: standing.due.on)


def due_next(record: PlanOnDay, at_most: int) -> list[tuple[PartialDate, list[Standing]]]:
    """The next due dates and what is due then, whole dates until there are enough."""
    ahead = [
        standing
        for standing in record.standings
        if standing.due.on
        and standing.due.on.last >= record.on
        and standing.stage != Stage.COMPLETED
        and not standing.is_withdrawn
    ]
    dates: list[tuple[PartialDate, list[Standing]]] = []
    for due, standings in groupby(sorted(ahead, key=lambda s: s.due.on), key=lambda s: s.due.on):
        if sum(len(found) for _due, found in dates) >= at_most:
            break
        dates.append((due, list(standings)))
    return dates


def since_day(period: ReportingPeriod | None) -> date | None:
    """What is new is what has happened since that period began."""
    return period and period.starts_on
