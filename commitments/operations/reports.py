"""A progress report's way: begun, saved, submitted, taken back, sent back or published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PublicationKind, Role
from plans.dates import PartialDate
from plans.models import Membership, ReportingPeriod, User
from plans.operations.editions import announce, capacity, edition_by
from plans.operations.outbox import enqueue_mail
from plans.operations.periods import locked
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason, Stale

from ..choices import ReportState
from ..models import Commitment, ProgressReport, StageUpdate
from ..permissions import can_edit_report, can_publish_report, can_submit_report, can_take_back_report
from ..record.rounds import Line, lines_of
from ..rules import (
    AHEAD,
    CLOSED,
    NOT_SENT,
    PUBLISHED,
    SENT,
    WHY_SENT_BACK,
    Declared,
    Link,
    day_reported_for,
    missing_for_report,
    missing_for_stage,
)
from .stages import append_stage, show_evidence


@dataclass(frozen=True)
class ReportContent:
    """What an agency fills in for a period; `stages` by milestone number."""

    doing: str = ""
    next: str = ""
    reflection: str = ""
    links: tuple[Link, ...] = ()
    stages: Mapping[int, Declared] = field(default_factory=dict)


def content_of(report: ProgressReport) -> ReportContent:
    """What is kept of a report that is being written; of its stages those that say something new."""
    drafts = report.updates.drafts().select_related("milestone").prefetch_related("evidence")
    return ReportContent(
        doing=report.doing,
        next=report.next,
        reflection=report.reflection,
        links=tuple(Link(link.url, link.title) for link in report.links.all()),
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
    if report and report.state == ReportState.SUBMITTED:
        return [SENT]
    if report and report.state == ReportState.PUBLISHED:
        return [PUBLISHED]
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
    if report and not report.nothing_to_report and content_of(report) == content:
        return report
    if report is None:
        report = _begin(commitment, period)
        version = report.version
    report.doing, report.next, report.reflection = content.doing, content.next, content.reflection
    report.nothing_to_report = False
    save_version(report, version=version, by=by)
    show_evidence(content.links, report=report)
    _draft_stages(report, content.stages)
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


def missing_in(report: ProgressReport, on: date) -> list[Reason]:
    """What the report still needs before it can be sent or published; the checklist and the gate."""
    if report.nothing_to_report:
        return []
    day = day_reported_for(report.period.ends_on, on)
    stages = {
        line.number: missing_for_stage(line.draft or Declared(stage=None), on=day)
        for line in lines_of(report.commitment, report.period, on, report)
        if line.draft or line.before is None
    }
    return missing_for_report(nothing_to_report=False, doing=report.doing, stages=stages)


@transaction.atomic
def submit_report(*, report: ProgressReport, version: int, by: User, now: datetime) -> ProgressReport:
    """Send the report on to the coordinator; NotReady with what is missing."""
    on = timezone.localdate(now)
    if not can_submit_report(by, report.commitment, report.period, on):
        raise PermissionDenied
    reasons = reasons_not_to_write(report, locked(report.period), on) or missing_in(report, on)
    if reasons:
        raise NotReady(reasons)
    report.state = ReportState.SUBMITTED
    report.submitted_by, report.submitted_words = by, capacity(by, on)
    report.submitted_at = now
    save_version(report, version=version, by=by)
    _tell_coordinators(report, on)
    return report


@transaction.atomic
def report_nothing(
    *, commitment: Commitment, period: ReportingPeriod, version: int, by: User, now: datetime
) -> ProgressReport:
    """Nothing to report: a legitimate answer in one step. It appends nothing, and drafts are dropped."""
    if not can_submit_report(by, commitment, period, timezone.localdate(now)):
        raise PermissionDenied
    report = save_report(
        commitment=commitment, period=period, version=version, content=ReportContent(), by=by, now=now
    )
    report.nothing_to_report = True
    return submit_report(report=report, version=report.version, by=by, now=now)


def reasons_not_to_publish(report: ProgressReport, on: date) -> list[Reason]:
    if report.state == ReportState.PUBLISHED:
        return [PUBLISHED]
    if report.state != ReportState.SUBMITTED:
        return [NOT_SENT]
    return missing_in(report, on)


def reasons_not_to_return(report: ProgressReport, period: ReportingPeriod) -> list[Reason]:
    """Why a report cannot go back to its agency now, sent back or taken back."""
    if report.state == ReportState.PUBLISHED:
        return [PUBLISHED]
    if report.state != ReportState.SUBMITTED:
        return [NOT_SENT]
    if period.is_closed:
        return [CLOSED]
    return []


@transaction.atomic
def take_back_report(*, report: ProgressReport, version: int, by: User, now: datetime) -> ProgressReport:
    """Go on writing what was sent, as long as it is not published: it is a draft again."""
    if not can_take_back_report(by, report, timezone.localdate(now)):
        raise PermissionDenied
    if reasons := reasons_not_to_return(report, locked(report.period)):
        raise NotReady(reasons)
    report.state = ReportState.DRAFT
    report.nothing_to_report = False
    report.submitted_by, report.submitted_words, report.submitted_at = None, "", None
    save_version(report, version=version, by=by)
    return report


@transaction.atomic
def send_back_report(
    *, report: ProgressReport, version: int, reason: str, by: User, now: datetime
) -> ProgressReport:
    """Return a report to its agency, with what should be mended."""
    on = timezone.localdate(now)
    if not can_publish_report(by, on):
        raise PermissionDenied
    if reasons := reasons_not_to_return(report, locked(report.period)):
        raise NotReady(reasons)
    if not reason.strip():
        raise NotReady([WHY_SENT_BACK])
    report.state = ReportState.SENT_BACK
    report.nothing_to_report = False
    report.sent_back_reason, report.sent_back_at = reason.strip(), now
    save_version(report, version=version, by=by)
    if report.submitted_by and report.submitted_by.is_active:
        enqueue_mail(
            to=report.submitted_by.email,
            subject=_("Sent back: %(report)s") % {"report": _name(report)},
            body=_(
                "The coordinator asks you to mend this report:\n\n%(reason)s\n\nGo on writing it: %(link)s"
            )
            % {"reason": report.sent_back_reason, "link": _address("workspace-report", report)},
            key=f"report-{report.pk}-sent-back-{report.version}",
        )
    return report


@transaction.atomic
def publish_report(*, report: ProgressReport, version: int, by: User, now: datetime) -> ProgressReport:
    """Make the report and its stages public in one edition. What stands as it stood appends no row."""
    on = timezone.localdate(now)
    if not can_publish_report(by, on):
        raise PermissionDenied
    if reasons := reasons_not_to_publish(report, on):
        raise NotReady(reasons)
    edition = edition_by(by=by, on=on)
    report.state, report.published_in = ReportState.PUBLISHED, edition
    save_version(report, version=version, by=by)
    spoken_of = [line.milestone for line in lines_of(report.commitment, report.period, on)]
    drafts = report.updates.drafts().select_related("milestone__commitment__plan")
    drafts.exclude(milestone__in=spoken_of).delete()  # withdrawn since it was written
    for draft in drafts.prefetch_related("evidence"):
        draft.as_of_on = PartialDate.of(day_reported_for(draft.as_of_on.last, on))
        append_stage(update=draft, said=draft.said, edition=edition)
    announce(
        edition=edition,
        kind=PublicationKind.PROGRESS_REPORT,
        address=report.get_absolute_url(),
        after={"nothing_to_report": report.nothing_to_report},
    )
    return report


def _name(report: ProgressReport) -> str:
    return _("commitment %(number)s, %(period)s") % {
        "number": report.commitment.number,
        "period": report.period.words,
    }


def _address(page: str, report: ProgressReport) -> str:
    commitment = report.commitment
    return settings.SITE_URL + reverse(
        page, args=[commitment.plan.slug, commitment.number, report.period.slug]
    )


def _tell_coordinators(report: ProgressReport, on: date) -> None:
    for user in {held.user for held in Membership.objects.acting(Role.COORDINATOR, on)}:
        enqueue_mail(
            to=user.email,
            subject=_("To publish: %(report)s") % {"report": _name(report)},
            body=_("%(who)s has sent a progress report. Read it, then publish it or send it back: %(link)s")
            % {"who": report.submitted_words, "link": _address("workspace-report-review", report)},
            key=f"report-{report.pk}-submitted-{report.version}-{user.pk}",
        )
