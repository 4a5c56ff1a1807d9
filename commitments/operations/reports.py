"""A progress report while it is being written: begun, saved, and what it still needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans.dates import PartialDate
from plans.models import ReportingPeriod, User
from plans.operations.periods import locked
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason, Stale

from ..choices import ReportState
from ..models import Commitment, ProgressReport, StageUpdate
from ..permissions import can_edit_report
from ..record.rounds import Line, lines_of
from ..record.said import snapshot
from ..rules import (
    AHEAD,
    CLOSED,
    PUBLISHED,
    SENT,
    TO_APPROVE,
    Declared,
    Link,
    missing_for_report,
)
from .files import check_senders, check_weight
from .stages import show_evidence


@dataclass(frozen=True)
class ReportContent:
    """What an agency fills in for a period; `stages` by milestone number."""

    doing: str = ""
    next: str = ""
    reflection: str = ""
    links: tuple[Link, ...] = ()
    stages: Mapping[int, Declared] = field(default_factory=dict)

    @property
    def files(self) -> set[str]:
        """The keys of all files that it shows."""
        shown = [*self.links, *(link for said in self.stages.values() for link in said.evidence)]
        return {link.file for link in shown if link.file}


def content_of(report: ProgressReport) -> ReportContent:
    """What is kept of a report that is being written; of its stages those that say something new."""
    drafts = report.updates.drafts().select_related("milestone").prefetch_related("evidence")
    return ReportContent(
        doing=report.doing,
        next=report.next,
        reflection=report.reflection,
        links=tuple(shown.link for shown in report.links.all()),
        stages={draft.milestone.number: draft.said for draft in drafts},
    )


def what_is_new(content: ReportContent, lines: list[Line]) -> ReportContent:
    """The same content, with the stages only that say something that was not published before."""
    stages = {
        line.number: said
        for line in lines
        if (said := content.stages.get(line.number)) and said.adds_to(line.before)
    }
    return replace(content, stages=stages)


def reasons_not_to_write(report: ProgressReport | None, period: ReportingPeriod, on: date) -> list[Reason]:
    """Why nobody can write into the report of a period now."""
    if report and not report.is_being_written:
        sent = {ReportState.TO_APPROVE: TO_APPROVE, ReportState.SUBMITTED: SENT}
        return [sent.get(ReportState(report.state), PUBLISHED)]
    if period.is_closed:
        return [CLOSED]
    if period.starts_on > on:
        return [AHEAD]
    return []


@transaction.atomic
def save_report(
    *,
    commitment: Commitment,
    period: ReportingPeriod,
    version: int,
    content: ReportContent,
    by: User,
    now: datetime,
) -> ProgressReport:
    """Keep what was typed, complete or not. `version` is the one that was read; 0 begins the report.

    Raises Stale where somebody has saved something else since; nothing is
    written then. Saving what is kept already changes nothing, whatever the
    version: a repeated request is no conflict.
    """
    on = timezone.localdate(now)
    if not can_edit_report(by, commitment, period, on):
        raise PermissionDenied
    period = locked(period)
    report = commitment.reports.filter(period=period).first()
    if reasons := reasons_not_to_write(report, period, on):
        raise NotReady(reasons)
    content = what_is_new(content, lines_of(commitment, period, on))
    kept = content_of(report) if report else ReportContent()
    if report and not report.nothing_to_report and kept == content:
        return report
    check_senders(content.files - kept.files, by)
    if report is None:
        report = _begin(commitment, period)
        version = report.version
    report.doing, report.next, report.reflection = content.doing, content.next, content.reflection
    report.nothing_to_report = False
    report.said = snapshot(content.stages, content.links)
    forget_approval(report)
    save_version(report, version=version, by=by)
    show_evidence(content.links, report=report)
    _draft_stages(report, content.stages)
    check_weight(report, content.files)
    return report


def _begin(commitment: Commitment, period: ReportingPeriod) -> ProgressReport:
    report = ProgressReport(commitment=commitment, period=period)
    try:
        with transaction.atomic():  # in bulk, because the history begins with what is saved into it
            return ProgressReport.objects.bulk_create([report])[0]
    except IntegrityError as error:
        raise Stale from error


def _draft_stages(report: ProgressReport, stages: Mapping[int, Declared]) -> None:
    """Keep a draft for each milestone of which the report says something new, and no other."""
    report.updates.drafts().delete()
    as_of = PartialDate.of(report.period.ends_on)
    for milestone in report.commitment.milestones.filter(number__in=stages):
        said = stages[milestone.number]
        update = StageUpdate(milestone=milestone, report=report)
        update.as_of_on = as_of
        update.said = said
        update.save()
        show_evidence(said.evidence, update=update)


def forget_approval(report: ProgressReport) -> None:
    """What was signed off is not what stands here any more."""
    report.approved_by, report.approved_words, report.approved_at = None, "", None


def missing_in(report: ProgressReport, on: date, lines: list[Line] | None = None) -> list[Reason]:
    """What the report still needs before it can be sent or published; the checklist and the gate.

    Its lines are read, where they were not read with those of others already.
    """
    if report.nothing_to_report:
        return []
    if lines is None:
        lines = lines_of(report.commitment, report.period, on, report)
    stages = {line.number: line.missing for line in lines}
    return missing_for_report(nothing_to_report=False, doing=report.doing, stages=stages)
