"""A progress report's way: begun, saved, submitted, sent back or published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.choices import PublicationKind, Role
from plans.dates import PartialDate
from plans.models import Membership, ReportingPeriod, User
from plans.operations.editions import announce, capacity, edition_by
from plans.operations.outbox import enqueue_mail
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason, Stale

from ..choices import ReportState
from ..models import Commitment, Milestone, ProgressReport, StageUpdate
from ..permissions import can_edit_report, can_publish_report, can_submit_report
from ..rules import Declared, Link, missing_for_report, missing_for_stage
from .stages import append_stage, show_evidence


@dataclass(frozen=True)
class ReportContent:
    """What an agency fills in for a period; `stages` by milestone number."""

    doing: str = ""
    next: str = ""
    reflection: str = ""
    links: tuple[Link, ...] = ()
    stages: Mapping[int, Declared] = field(default_factory=dict)


NOT_WRITABLE = {
    ReportState.SUBMITTED: Reason(
        "submitted", gettext_lazy("This report has been submitted; it waits for the coordinator.")
    ),
    ReportState.PUBLISHED: Reason("published", gettext_lazy("This report is published already.")),
}


def reasons_not_to_write(report: ProgressReport | None, period: ReportingPeriod, on: date) -> list[Reason]:
    """Why an agency cannot write into the report of a period now."""
    if report and report.state in NOT_WRITABLE:
        return [NOT_WRITABLE[ReportState(report.state)]]
    if period.is_closed:
        return [Reason("closed", gettext_lazy("This period is closed; ask the coordinator to open it."))]
    if period.starts_on > on:
        return [Reason("ahead", gettext_lazy("This period has not begun yet."))]
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

    Raises Stale where somebody has saved since; nothing is written then.
    """
    on = timezone.localdate(now)
    if not can_edit_report(by, commitment, period, on):
        raise PermissionDenied
    report = commitment.reports.filter(period=period).first()
    if reasons := reasons_not_to_write(report, period, on):
        raise NotReady(reasons)
    if report is None:
        report = _begin(commitment, period)
    elif version == 0:
        raise Stale
    report.doing, report.next, report.reflection = content.doing, content.next, content.reflection
    report.nothing_to_report = False
    save_version(report, version=version or report.version, by=by)
    show_evidence(content.links, report=report)
    _draft_stages(report, content.stages, on)
    return report


def _begin(commitment: Commitment, period: ReportingPeriod) -> ProgressReport:
    try:
        with transaction.atomic():
            return ProgressReport.objects.create(commitment=commitment, period=period)
    except IntegrityError as error:
        raise Stale from error


def _draft_stages(report: ProgressReport, stages: Mapping[int, Declared], on: date) -> None:
    """Keep a draft for each milestone whose stage says something new, and no other."""
    report.updates.drafts().delete()
    as_of = PartialDate.of(report.period.ends_on)
    for milestone in open_milestones(report.commitment, on):
        said = stages.get(milestone.number)
        if said and said.stage and said.adds_to(last_said(milestone)):
            update = StageUpdate(milestone=milestone, report=report, as_of_on=as_of)
            update.said = said
            update.save()
            show_evidence(said.evidence, update=update)


def open_milestones(commitment: Commitment, on: date) -> list[Milestone]:
    """The milestones that a report is about: published, not withdrawn; with their record."""
    milestones = commitment.milestones.published().with_record(on)
    return [m for m in milestones if not m.standing_on(on, None).is_withdrawn]


def last_said(milestone: Milestone) -> Declared | None:
    """What was published last about a milestone; from `with_record`."""
    return milestone.updates_known[0].said if milestone.updates_known else None


def missing_in(report: ProgressReport, on: date) -> list[Reason]:
    """What the report still needs before it can be submitted or published; the checklist and the gate."""
    drafts = {
        draft.milestone_id: draft.said for draft in report.updates.drafts().prefetch_related("evidence")
    }
    stages = {}
    for milestone in open_milestones(report.commitment, on):
        said = drafts.get(milestone.pk)
        if said or last_said(milestone) is None:
            stages[milestone.number] = missing_for_stage(
                said or Declared(stage=None), on=report.period.ends_on
            )
    return missing_for_report(nothing_to_report=report.nothing_to_report, doing=report.doing, stages=stages)


@transaction.atomic
def submit_report(*, report: ProgressReport, version: int, by: User, now: datetime) -> ProgressReport:
    """Send the report on to the coordinator; NotReady with what is missing."""
    on = timezone.localdate(now)
    if not can_submit_report(by, report.commitment, report.period, on):
        raise PermissionDenied
    reasons = reasons_not_to_write(report, report.period, on) or missing_in(report, on)
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


REASON_MISSING = Reason("reason", gettext_lazy("Say what should be mended."), "reason")
NOT_SUBMITTED = Reason(
    "not-submitted", gettext_lazy("Only a submitted report can be published or sent back.")
)


def reasons_not_to_publish(report: ProgressReport, on: date) -> list[Reason]:
    if report.state == ReportState.PUBLISHED:
        return [NOT_WRITABLE[ReportState.PUBLISHED]]
    if report.state != ReportState.SUBMITTED:
        return [NOT_SUBMITTED]
    return missing_in(report, on)


@transaction.atomic
def send_back_report(
    *, report: ProgressReport, version: int, reason: str, by: User, now: datetime
) -> ProgressReport:
    """Return a submitted report to its agency, with what should be mended."""
    on = timezone.localdate(now)
    if not can_publish_report(by, on):
        raise PermissionDenied
    if report.state != ReportState.SUBMITTED:
        raise NotReady([NOT_SUBMITTED])
    if not reason.strip():
        raise NotReady([REASON_MISSING])
    report.state = ReportState.SENT_BACK
    report.sent_back_reason, report.sent_back_at = reason, now
    save_version(report, version=version, by=by)
    if report.submitted_by:
        enqueue_mail(
            to=report.submitted_by.email,
            subject=_("Sent back: %(report)s") % {"report": _name(report)},
            body=_("The coordinator asks you to mend this report:\n\n%(reason)s") % {"reason": reason},
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
    drafts = report.updates.drafts().select_related("milestone__commitment__plan")
    for draft in drafts.prefetch_related("evidence"):
        if draft.as_of_on.last > on:
            draft.as_of_on = PartialDate.of(on)
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


def _tell_coordinators(report: ProgressReport, on: date) -> None:
    held = Membership.objects.filter(role=Role.COORDINATOR).select_related("user")
    for membership in held:
        if membership.holds_on(on):
            enqueue_mail(
                to=membership.user.email,
                subject=_("To publish: %(report)s") % {"report": _name(report)},
                body=_("%(who)s has submitted a progress report. It waits in the workspace.")
                % {"who": report.submitted_words},
                key=f"report-{report.pk}-submitted-{report.version}-{membership.user_id}",
            )
