"""Corrections of what is published: written by the agency or the coordinator, published by the coordinator.

Nothing that was published is edited. A corrected stage is a new row of the history; of a corrected text both
wordings are kept, and the report says today's.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PeriodKind, PublicationKind, Role
from plans.models import Membership, User
from plans.operations.editions import announce, capacity, edition_by
from plans.operations.outbox import enqueue_mail
from plans.operations.versions import save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..models import ProgressReport, ReportCorrection, StageUpdate
from ..permissions import can_correct_report
from ..record.corrections import Correction, corrections_waiting, report_of
from ..rules import (
    CORRECTED_SINCE,
    CORRECTION_WAITS,
    NOT_PUBLISHED,
    NOTHING_CORRECTED,
    OF_A_DOCUMENT,
    TEXTS,
    WHY_CORRECTED,
    WHY_DROPPED,
    Declared,
    missing_for_report,
)
from .decisions import name_of
from .files import check_senders, check_weight
from .stages import append_stage, missing_for_update, show_evidence


def reasons_not_to_correct(report: ProgressReport) -> list[Reason]:
    """Why nothing that a report says can be corrected."""
    if not report.is_published:
        return [NOT_PUBLISHED]
    return [OF_A_DOCUMENT] if report.is_sourced else []


# ---- Writing one ----------------------------------------------------------------------------------


@transaction.atomic
def correct_stage(*, update: StageUpdate, said: Declared, why: str, by: User, now: datetime) -> StageUpdate:
    """Say what a published stage should have said, and what was wrong. It waits for the coordinator.

    Stale where the stage has been corrected since it was read.
    """
    report = report_of(update)
    if report is None or not update.is_published:
        raise Stale
    _check_writer(report, by, now)
    reasons = reasons_not_to_correct(report) or missing_for_update(update, said)
    if said == update.said:
        reasons = [*reasons, NOTHING_CORRECTED]
    _check(reasons, why)
    kept = {link.file for link in update.said.evidence}
    check_senders({link.file for link in said.evidence if link.file} - kept, by)
    correction = StageUpdate(
        milestone=update.milestone, corrects=update, why_corrected=why.strip(), written_by=by
    )
    correction.written_words = capacity(by, timezone.localdate(now))
    correction.as_of_on, correction.said = update.as_of_on, said
    _save_the_only_one(correction)
    show_evidence(said.evidence, update=correction)
    check_weight(report, {link.file for link in said.evidence if link.file})
    _ask_to_publish(Correction(correction), now)
    return correction


@transaction.atomic
def correct_words(
    *, report: ProgressReport, version: int, field: str, text: str, why: str, by: User, now: datetime
) -> ReportCorrection:
    """Say what a text of a published report should have said. It waits for the coordinator.

    Stale where the report's words have been corrected since that version was read.
    """
    _check_writer(report, by, now)
    if field not in TEXTS[PeriodKind(report.period.kind)] or report.nothing_to_report:
        raise NotReady([NOT_PUBLISHED])
    if report.version != version:
        raise Stale
    reasons, before = reasons_not_to_correct(report), getattr(report, field)
    if field == "doing":
        reasons = reasons + missing_for_report(nothing_to_report=False, doing=text, stages={})
    if text == before:
        reasons = [*reasons, NOTHING_CORRECTED]
    _check(reasons, why)
    correction = ReportCorrection(report=report, field=field, before=before, after=text, reason=why.strip())
    correction.written_by, correction.written_at = by, now
    correction.written_words = capacity(by, timezone.localdate(now))
    _save_the_only_one(correction)
    _ask_to_publish(Correction(correction), now)
    return correction


def _check_writer(report: ProgressReport | None, by: User, now: datetime) -> None:
    on = timezone.localdate(now)
    if report is None or not can_correct_report(by, report.commitment, report.period, on):
        raise PermissionDenied


def _check(reasons: list[Reason], why: str) -> None:
    if not why.strip():
        reasons = [*reasons, WHY_CORRECTED]
    if reasons:
        raise NotReady(reasons)


def _save_the_only_one(correction: StageUpdate | ReportCorrection) -> None:
    """At most one of a thing waits at a time."""
    try:
        with transaction.atomic():
            correction.save()
    except IntegrityError as error:
        raise NotReady([CORRECTION_WAITS]) from error


# ---- Deciding about one -----------------------------------------------------------------------------


@transaction.atomic
def publish_correction(*, correction: Correction, seal: str, by: User, now: datetime) -> None:
    """Make a correction public in one edition, with its reason. `seal` is that of what was read."""
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    edition = edition_by(by=by, on=on)  # whoever publishes at the same time waits from here on
    row = _still_waiting(correction, seal).row
    if isinstance(row, StageUpdate):
        if row.corrects is None or not row.corrects.is_published:
            raise NotReady([CORRECTED_SINCE])
        row.report = report_of(row.corrects)
        _claim(row, report=row.report)
        append_stage(update=row, said=row.said, edition=edition)
    else:
        report = row.report
        if getattr(report, row.field) != row.before:
            raise NotReady([CORRECTED_SINCE])
        setattr(report, row.field, row.after)
        save_version(report, version=report.version, by=by)
        _claim(row, published_in=edition)
        announce(
            edition=edition,
            kind=PublicationKind.CORRECTION,
            address=report.get_absolute_url(),
            before={row.field: row.before},
            after={row.field: row.after, "reason": row.reason},
        )
    _tell_writer(
        correction,
        by,
        now,
        subject=_("Published: correction of %(report)s"),
        body=_("Your correction is public now: %(link)s")
        % {"link": settings.SITE_URL + correction.report.get_absolute_url()},
        key="published",
    )


@transaction.atomic
def drop_correction(*, correction: Correction, seal: str, reason: str, by: User, now: datetime) -> None:
    """Do not publish a correction, with the reason; nothing of it stays but the letter to who wrote it."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    if not reason.strip():
        raise NotReady([WHY_DROPPED])
    _delete(_still_waiting(correction, seal))
    _tell_writer(
        correction,
        by,
        now,
        subject=_("Not published: correction of %(report)s"),
        body=_(
            "The coordinator does not publish your correction:\n\n%(reason)s\n\nWhat you wrote:\n\n%(words)s"
        )
        % {"reason": reason.strip(), "words": _in_words(correction)},
        key="dropped",
    )


@transaction.atomic
def take_back_correction(*, correction: Correction, seal: str, by: User, now: datetime) -> None:
    """Have a correction back that waits, to write it anew or not at all."""
    _check_writer(correction.report, by, now)
    _delete(_still_waiting(correction, seal))


def _still_waiting(correction: Correction, seal: str) -> Correction:
    """The same as it is saved now; Stale where it is another by now, or none."""
    waiting = corrections_waiting(correction.report)
    found = next((one for one in waiting if one.what == correction.what), None)
    if found is None or found.seal != seal:
        raise Stale
    return found


def _claim(row: StageUpdate | ReportCorrection, **columns) -> None:
    """So that it cannot be taken back while it is published."""
    if not type(row)._default_manager.filter(pk=row.pk, published_in=None).update(**columns):
        raise Stale


def _delete(correction: Correction) -> None:
    """By what it still is: one that is published at this moment stays."""
    rows = type(correction.row)._default_manager.filter(pk=correction.row.pk, published_in=None)
    if not rows.delete()[0]:
        raise Stale


# ---- Who hears of it --------------------------------------------------------------------------------


def _ask_to_publish(correction: Correction, now: datetime) -> None:
    on = timezone.localdate(now)
    for user in {held.user for held in Membership.objects.acting(Role.COORDINATOR, on)}:
        if user == correction.written_by:
            continue
        enqueue_mail(
            to=user.email,
            subject=_("To publish: correction of %(report)s")
            % {"report": name_of(correction.report, user, on)},
            body=_("%(who)s has written a correction. Read it, then publish it or not: %(link)s")
            % {"who": correction.row.written_words, "link": settings.SITE_URL + correction.url},
            key=f"{_key(correction)}-waits-{user.pk}",
        )


def _tell_writer(
    correction: Correction, by: User, now: datetime, *, subject: str, body: str, key: str
) -> None:
    writer = correction.written_by
    if writer and writer != by and writer.is_active:
        enqueue_mail(
            to=writer.email,
            subject=subject % {"report": name_of(correction.report, writer, timezone.localdate(now))},
            body=body,
            key=f"{_key(correction)}-{key}",
        )


def _key(correction: Correction) -> str:
    """Of one that waited: sealed, because a number that was given back may be given again."""
    return f"correction-{correction.row._meta.model_name}-{correction.row.pk}-{correction.seal}"


def _in_words(correction: Correction) -> str:
    said = correction.after
    if not isinstance(said, Declared):
        return said
    parts = [
        said.stage and str(said.stage.label),
        said.reason and str(said.reason.label),
        said.reason_words,
        said.expected_on and said.expected_on.words,
        said.completed_on and said.completed_on.words,
        said.note,
        *(f"{link.title} {link.url}" for link in said.evidence),
        correction.why,
    ]
    return "\n".join(part for part in parts if part)
