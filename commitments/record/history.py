"""The history of a commitment: every row that was published about it, as entries of one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from plans.dates import PartialDate
from plans.models import Amendment, SourceDocument

from ..choices import LeadRole, Stage
from ..models import Lead, Milestone, ProgressReport, StageUpdate
from ..rules import day_reported_for
from ..words import joined
from .amended import FIELDS
from .day import CommitmentOnDay

# On one day the report stands above what it says, and the plan below all.
RANK = {
    "plan": 0,
    "added": 1,
    "lead": 2,
    "words": 3,
    "date": 4,
    "withdrawn": 5,
    "stage": 6,
    "correction": 7,
    "report": 8,
}


@dataclass
class Entry:
    """One published row: its own day, what became of what, and where it comes from."""

    kind: str  # one of RANK; the template has words for each
    day: PartialDate | None
    row: Any
    milestone: Milestone | None = None
    before: Stage | None = None  # of a stage: the one that stood before
    corrected: StageUpdate | None = None  # of a stage: what it corrects
    others: list[Lead] = field(default_factory=list)  # of a lead: those who handed over
    is_end: bool = False  # of a lead: it ended and nobody took over
    split_from: int | None = None  # of a milestone that was added: the number of the one that was split
    says_reason: bool = False  # the first, from above, of those under one amendment
    unchanged: list[int] = field(default_factory=list)  # of a report: milestones it left as they stood
    stages: list[Entry] = field(default_factory=list)  # of a report: what was declared in it

    @property
    def source(self) -> SourceDocument | None:
        return getattr(self.row, "source", None)

    @property
    def amendment(self) -> Amendment | None:
        return self.row if isinstance(self.row, Amendment) else getattr(self.row, "amendment", None)

    @property
    def reason(self) -> str:
        return self.row.reason if self.kind == "date" and self.row.reason else self.amendment.reason

    @property
    def field_words(self) -> str:
        return str(FIELDS[self.row.field])

    @property
    def is_lead(self) -> bool:
        return self.row.role == LeadRole.LEAD

    @property
    def others_words(self) -> str:
        return joined([lead.agency.name for lead in self.others])

    @property
    def parts_words(self) -> str:
        """Of a milestone that was split: what it became, "4 and 5"."""
        return joined([str(part.number) for part in self.milestone.became])

    @property
    def sort_key(self) -> tuple:
        last = self.day.last if self.day else date.min
        return last, self.row.published_in_id or 0, RANK[self.kind], -self.row.pk


def history_of(one: CommitmentOnDay, reports: Iterable[ProgressReport]) -> list[Entry]:
    """What had happened by the day, newest first. `reports` are the published ones known then."""
    entries = [
        *_stages(one),
        *_moved_dates(one),
        *_changed_words(one),
        *lead_entries(one.commitment.published_leads),
        *_reports(one, reports),
        *_corrections(reports),
        *_agreed(one),
    ]
    known = [entry for entry in entries if entry.day is None or entry.day.last <= one.on]
    known.sort(key=lambda entry: entry.sort_key, reverse=True)
    _say_reasons_once(known)
    return _gathered(known)


def _say_reasons_once(entries: list[Entry]) -> None:
    said = set()
    for entry in entries:
        amendment = entry.amendment
        if amendment and amendment.pk not in said:
            entry.says_reason = True
            said.add(amendment.pk)


def _gathered(entries: list[Entry]) -> list[Entry]:
    """With the stages that a report declared under it, where they share its day and edition."""
    reports = {entry.row.pk: entry for entry in entries if entry.kind == "report"}
    gathered = []
    for entry in entries:
        report = reports.get(entry.row.report_id) if entry.kind == "stage" else None
        shared = report and (report.day, report.row.published_in_id) == (entry.day, entry.row.published_in_id)
        (report.stages if shared else gathered).append(entry)
    for report in reports.values():
        report.stages.sort(key=lambda entry: entry.milestone.number)
    return gathered


def report_day(report: ProgressReport) -> date:
    """The day a published report speaks of: the period's last one, or its own where it came earlier."""
    published = report.day_published
    return day_reported_for(report.period.ends_on, published.last) if published else report.period.ends_on


def unchanged_in(report: ProgressReport, milestones: Iterable[Milestone]) -> list[Milestone]:
    """What a portal report left as it stood: it had a stage before and got no row; from `with_record`.

    A correction has the day of the row that it corrects, so that milestone was not left.
    """
    if report.is_sourced:  # a document says what it says; what it leaves out is not confirmed
        return []
    day = report_day(report)
    return [
        milestone
        for milestone in milestones
        if any(update.as_of_last < day for update in milestone.updates_known)
        and not any(
            update.report_id == report.pk or update.as_of_last == day for update in milestone.updates_known
        )
    ]


def _stages(one: CommitmentOnDay) -> Iterator[Entry]:
    milestones = one.commitment.published_milestones
    corrected = _corrected(update for milestone in milestones for update in milestone.updates_known)
    for milestone in milestones:
        rows: list[StageUpdate] = milestone.updates_known  # newest first
        for row, earlier in zip(rows, [*rows[1:], None], strict=False):
            before = Stage(earlier.stage) if earlier else None
            said = corrected.get(row.corrects_id)
            yield Entry("stage", row.as_of_on, row, milestone, before=before, corrected=said)


def _corrected(updates: Iterable[StageUpdate]) -> dict[int, StageUpdate]:
    """What corrections correct, in one query where there are any."""
    keys = [update.corrects_id for update in updates if update.corrects_id]
    return StageUpdate.objects.select_related("published_in").in_bulk(keys) if keys else {}


def _moved_dates(one: CommitmentOnDay) -> Iterator[Entry]:
    for row in one.commitment.date_changes_known:
        yield Entry("date", row.moved_on, row)
    for milestone in one.commitment.published_milestones:
        for row in milestone.date_changes_known:
            yield Entry("date", row.moved_on, row, milestone)


def _changed_words(one: CommitmentOnDay) -> Iterator[Entry]:
    milestones = {milestone.pk: milestone for milestone in one.commitment.published_milestones}
    for row in one.commitment.wording_changes_known:
        yield Entry("words", row.changed_on, row, milestones.get(row.milestone_id))


def lead_entries(leads: list[Lead]) -> Iterator[Entry]:
    """Of one commitment: who came, with whom they took over from; and who went without anybody coming."""
    day_after = {lead.pk: lead.until_on + timedelta(days=1) for lead in leads if lead.until_on}
    handed_over = set()
    for lead in leads:
        if lead.from_on is None:
            continue
        others = [
            other for other in leads if other.role == lead.role and day_after.get(other.pk) == lead.from_on
        ]
        handed_over |= {other.pk for other in others}
        yield Entry("lead", PartialDate.of(lead.from_on), lead.as_it_came, others=others)
    for lead in leads:
        if lead.until_on and lead.pk not in handed_over:
            yield Entry("lead", PartialDate.of(lead.until_on), lead, is_end=True)


def _reports(one: CommitmentOnDay, reports: Iterable[ProgressReport]) -> Iterator[Entry]:
    milestones = one.commitment.published_milestones
    for report in reports:
        unchanged = [milestone.number for milestone in unchanged_in(report, milestones)]
        yield Entry("report", PartialDate.of(report_day(report)), report, unchanged=unchanged)


def _corrections(reports: Iterable[ProgressReport]) -> Iterator[Entry]:
    """Words of reports that were corrected, on the day on which that was published."""
    for report in reports:
        for row in report.corrections_published:
            row.report = report
            yield Entry("correction", row.day_published, row)


def _agreed(one: CommitmentOnDay) -> Iterator[Entry]:
    """With the plan; and what amendments added and withdrew since."""
    yield Entry("plan", one.plan.adopted_on, one.commitment)
    milestones = one.commitment.published_milestones
    amendments = _amendments({key for m in milestones for key in (m.added_by_id, m.withdrawn_by_id) if key})
    numbers = {milestone.pk: milestone.number for milestone in milestones}
    for milestone in milestones:
        if added_by := amendments.get(milestone.added_by_id):
            split_from = numbers.get(milestone.split_from_id)
            yield Entry("added", added_by.took_effect_on, added_by, milestone, split_from=split_from)
        if withdrawn_by := amendments.get(milestone.withdrawn_by_id):
            yield Entry("withdrawn", withdrawn_by.took_effect_on, withdrawn_by, milestone)


def _amendments(keys: set[int]) -> dict[int, Amendment]:
    """The published ones with their sources, in one query where there are any."""
    published = Amendment.objects.published().select_related("source", "published_in")
    return published.in_bulk(keys) if keys else {}
