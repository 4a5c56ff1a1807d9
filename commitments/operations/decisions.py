"""What becomes of a report once it is written: sent, signed off, taken back, sent back, published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PublicationKind, Role
from plans.dates import PartialDate
from plans.models import Edition, Membership, ReportingPeriod, User
from plans.operations.editions import announce, capacity, edition_by
from plans.operations.outbox import enqueue_mail
from plans.operations.periods import locked
from plans.operations.versions import save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason

from ..choices import ReportState
from ..models import Commitment, ProgressReport
from ..permissions import (
    approvers_of,
    can_publish_report,
    can_send_back_report,
    can_sign_report,
    can_submit_report,
    can_take_back_report,
)
from ..record.rounds import Line, lines_of, reads_several_plans
from ..rules import (
    CLOSED,
    NOT_FOR_SIGN_OFF,
    NOT_SENT,
    PUBLISHED,
    SIGNED,
    TO_APPROVE,
    WHY_SENT_BACK,
    YOUR_OWN,
    day_reported_for,
)
from ..words.workspace import plan_named
from .reports import ReportContent, forget_approval, missing_in, reasons_not_to_write, save_report
from .stages import append_stage

# ---- Sending --------------------------------------------------------------------------------------


@transaction.atomic
def submit_report(*, report: ProgressReport, version: int, by: User, now: datetime) -> ProgressReport:
    """Send the report on: to the agency's approvers, else to the coordinator. NotReady with what is missing.

    Nobody signs off what they sent: where nobody else could, and where a
    coordinator reports for an agency, it is ready to be published.
    """
    on = timezone.localdate(now)
    if not can_submit_report(by, report.commitment, report.period, on):
        raise PermissionDenied
    reasons = reasons_not_to_write(report, locked(report.period), on) or missing_in(report, on)
    if reasons:
        raise NotReady(reasons)
    approvers = [] if can_coordinate(by, on) else _others_who_sign(report, by.pk, on)
    report.state = ReportState.TO_APPROVE if approvers else ReportState.SUBMITTED
    report.submitted_by, report.submitted_words = by, capacity(by, on)
    report.submitted_at = now
    forget_approval(report)
    save_version(report, version=version, by=by)
    if approvers:
        _ask_to_sign(report, approvers, on)
    else:
        _ask_to_publish(report, on)
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


@transaction.atomic
def take_back_report(*, report: ProgressReport, version: int, by: User, now: datetime) -> ProgressReport:
    """Go on writing what was sent, as long as it is not published: it is a draft again, signed by nobody."""
    if not can_take_back_report(by, report, timezone.localdate(now)):
        raise PermissionDenied
    if reasons := reasons_not_to_return(report, locked(report.period)):
        raise NotReady(reasons)
    report.state = ReportState.DRAFT
    report.nothing_to_report = False
    report.submitted_by, report.submitted_words, report.submitted_at = None, "", None
    forget_approval(report)
    save_version(report, version=version, by=by)
    return report


# ---- Signing off ----------------------------------------------------------------------------------


def who_may_sign(report: ProgressReport, on: date) -> list[User]:
    """Those on whom a report waits on a day; nobody where every approver has gone since it was sent."""
    if report.state != ReportState.TO_APPROVE:
        return []
    return _others_who_sign(report, report.submitted_by_id, on)


def reasons_not_to_sign(report: ProgressReport, user: User, on: date) -> list[Reason]:
    """Why this person cannot sign off a report now; the one place of the rule."""
    if report.state == ReportState.PUBLISHED:
        return [PUBLISHED]
    if report.state != ReportState.TO_APPROVE:
        return [SIGNED if report.approved_at and not report.is_being_written else NOT_FOR_SIGN_OFF]
    if report.submitted_by_id == user.pk:
        return [YOUR_OWN]
    return missing_in(report, on)


@transaction.atomic
def sign_report(*, report: ProgressReport, version: int, by: User, now: datetime) -> ProgressReport:
    """Sign off what a colleague sent; the coordinator publishes it then, unless signing does so at once."""
    on = timezone.localdate(now)
    if not can_sign_report(by, report.commitment, report.period, on):
        raise PermissionDenied
    if reasons := reasons_not_to_sign(report, by, on):
        raise NotReady(reasons)
    report.approved_by, report.approved_words, report.approved_at = by, capacity(by, on), now
    if report.commitment.plan.publish_on_sign_off:
        _make_public(report, version=version, by=by, on=on)
        _tell_of_publication(report, on)
        return report
    report.state = ReportState.SUBMITTED
    save_version(report, version=version, by=by)
    _ask_to_publish(report, on)
    return report


# ---- Sending back and publishing ------------------------------------------------------------------


def reasons_not_to_return(report: ProgressReport, period: ReportingPeriod) -> list[Reason]:
    """Why a report cannot go back to those who write it now, sent back or taken back."""
    if report.state == ReportState.PUBLISHED:
        return [PUBLISHED]
    if report.is_being_written:
        return [NOT_SENT]
    if period.is_closed:
        return [CLOSED]
    return []


@transaction.atomic
def send_back_report(
    *, report: ProgressReport, version: int, reason: str, by: User, now: datetime
) -> ProgressReport:
    """Return a report to those who write it, with what should be mended.

    An approver does so as long as it waits to be signed off, a coordinator until it is published.
    """
    on = timezone.localdate(now)
    if not can_send_back_report(by, report.commitment, report.period, on):
        raise PermissionDenied
    if reasons := reasons_not_to_return(report, locked(report.period)):
        raise NotReady(reasons)
    if not can_publish_report(by, on) and report.state != ReportState.TO_APPROVE:
        raise NotReady([NOT_FOR_SIGN_OFF])
    if not reason.strip():
        raise NotReady([WHY_SENT_BACK])
    report.state = ReportState.SENT_BACK
    report.nothing_to_report = False
    report.sent_back_reason, report.sent_back_at = reason.strip(), now
    report.sent_back_words = capacity(by, on)
    save_version(report, version=version, by=by)
    _tell_sender(
        report,
        on,
        subject=_("Sent back: %(report)s"),
        body=_("%(who)s asks you to mend this report:\n\n%(reason)s\n\nGo on writing it: %(link)s")
        % {
            "who": report.sent_back_words,
            "reason": report.sent_back_reason,
            "link": _address("workspace-report", report),
        },
        key="sent-back",
    )
    return report


def reasons_not_to_publish(report: ProgressReport, on: date, lines: list[Line] | None = None) -> list[Reason]:
    """Why a coordinator cannot publish a report now; not before its approvers, as long as there are any."""
    if report.state == ReportState.PUBLISHED:
        return [PUBLISHED]
    if report.is_being_written:
        return [NOT_SENT]
    if who_may_sign(report, on):
        return [TO_APPROVE]
    return missing_in(report, on, lines)


@transaction.atomic
def publish_report(
    *, report: ProgressReport, version: int, by: User, now: datetime, edition: Edition | None = None
) -> ProgressReport:
    """Make the report and its stages public in one edition, its own or one that was begun for several.

    What stands as it stood appends no row.
    """
    on = timezone.localdate(now)
    if not can_publish_report(by, on):
        raise PermissionDenied
    if reasons := reasons_not_to_publish(report, on):
        raise NotReady(reasons)
    _make_public(report, version=version, by=by, on=on, edition=edition)
    return report


def _make_public(
    report: ProgressReport, *, version: int, by: User, on: date, edition: Edition | None = None
) -> None:
    edition = edition or edition_by(by=by, on=on)
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
    if report.submitted_by_id != by.pk:
        _tell_sender(
            report,
            on,
            subject=_("Published: %(report)s"),
            body=_("Your report is public now: %(link)s")
            % {"link": settings.SITE_URL + report.get_absolute_url()},
            key="published",
        )


# ---- Who hears of it ------------------------------------------------------------------------------


def name_of(report: ProgressReport, reader: User, on: date) -> str:
    """How a letter calls a report: with its plan where the reader has to do with several."""
    name = _("commitment %(number)s, %(period)s") % {
        "number": report.commitment.number,
        "period": report.period.words,
    }
    return f"{plan_named(report.commitment.plan)}, {name}" if reads_several_plans(reader, on) else name


def _address(page: str, report: ProgressReport) -> str:
    commitment = report.commitment
    return settings.SITE_URL + reverse(
        page, args=[commitment.plan.slug, commitment.number, report.period.slug]
    )


def _others_who_sign(report: ProgressReport, sender: int | None, on: date) -> list[User]:
    return approvers_of(report.commitment, report.period, on, besides=sender)


def _tell(
    report: ProgressReport, people: Iterable[User], on: date, *, subject: str, body: str, key: str
) -> None:
    """One letter to each about what this version of the report has become; the same again is none."""
    for user in people:
        enqueue_mail(
            to=user.email,
            subject=subject % {"report": name_of(report, user, on)},
            body=body,
            key=f"report-{report.pk}-{key}-{report.version}-{user.pk}",
        )


def _tell_sender(report: ProgressReport, on: date, *, subject: str, body: str, key: str) -> None:
    if report.submitted_by and report.submitted_by.is_active:
        _tell(report, [report.submitted_by], on, subject=subject, body=body, key=key)


def _coordinators(on: date) -> set[User]:
    return {held.user for held in Membership.objects.acting(Role.COORDINATOR, on)}


def _ask_to_sign(report: ProgressReport, approvers: list[User], on: date) -> None:
    if report.commitment.plan.publish_on_sign_off:
        body = _(
            "%(who)s has sent a progress report and asks you to sign it off. What you sign becomes public at "
            "once.\n\nRead what has changed, then sign it off or send it back: %(link)s"
        )
    else:
        body = _(
            "%(who)s has sent a progress report and asks you to sign it off.\n\n"
            "Read what has changed, then sign it off or send it back: %(link)s"
        )
    _tell(
        report,
        approvers,
        on,
        subject=_("To sign off: %(report)s"),
        body=body % {"who": report.submitted_words, "link": _address("workspace-report-review", report)},
        key="to-approve",
    )


def _ask_to_publish(report: ProgressReport, on: date) -> None:
    if report.approved_words:
        body = _(
            "%(who)s has sent a progress report, and %(signed)s has signed it off. "
            "Read it, then publish it or send it back: %(link)s"
        )
    else:
        body = _("%(who)s has sent a progress report. Read it, then publish it or send it back: %(link)s")
    _tell(
        report,
        _coordinators(on),
        on,
        subject=_("To publish: %(report)s"),
        body=body
        % {
            "who": report.submitted_words,
            "signed": report.approved_words,
            "link": _address("workspace-report-review", report),
        },
        key="submitted",
    )


def _tell_of_publication(report: ProgressReport, on: date) -> None:
    """It did not wait for the coordinator, who hears of it."""
    _tell(
        report,
        _coordinators(on),
        on,
        subject=_("Published on sign-off: %(report)s"),
        body=_(
            "%(signed)s has signed off a progress report. The plan is set to publish on sign-off, "
            "so it is public now: %(link)s"
        )
        % {"signed": report.approved_words, "link": settings.SITE_URL + report.get_absolute_url()},
        key="signed-and-published",
    )
