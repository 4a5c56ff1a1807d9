"""What those who read submissions keep for themselves: notes, who has which, what an agency thinks, a copy of
what came as a document."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.models import Agency, Membership, User
from plans.operations.outbox import enqueue_mail
from plans.operations.versions import save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady

from ..models import AgencyView, Consultation, Submission, SubmissionNote
from ..permissions import can_give_view
from ..rules.answering import NOBODY_TICKED
from ..rules.desk import (
    ASKED_ALREADY,
    NO_AGENCY,
    NO_VIEW,
    NOBODY_OF_OURS,
    NOBODY_WRITES,
    NOT_FOR_OTHERS,
    NOTHING_NOTED,
    NOTHING_TO_COPY,
    TRANSCRIPT_USED,
)
from ..rules.passages import says, stands_in
from .at_work import being_read, check_coordinator, reasons_not_to_work
from .letters import question_key


@transaction.atomic
def write_note(*, submission: Submission, text: str, by: User, now: datetime) -> SubmissionNote:
    """Leave a note for those who work on it; the same words twice from the same person are one."""
    check_coordinator(by, now)
    text = text.strip()
    if not text:
        raise NotReady([NOTHING_NOTED])
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    newest = submission.notes.last()
    if newest and (newest.text, newest.written_by_id) == (text, by.pk):
        return newest
    return submission.notes.create(text=text, written_by=by, written_at=now)


@transaction.atomic
def assign(
    *, consultation: Consultation, numbers: Collection[int], to: User | None, by: User, now: datetime
) -> int:
    """Say which coordinator has these; None for nobody in particular. How many there were."""
    check_coordinator(by, now)
    if not numbers:
        raise NotReady([NOBODY_TICKED])
    if to and not can_coordinate(to, timezone.localdate(now)):
        raise NotReady([NOBODY_OF_OURS])
    return consultation.submissions.filter(number__in=numbers).update(assigned_to=to)


@transaction.atomic
def ask_agency(
    *, submission: Submission, agency: Agency | None, question: str, by: User, now: datetime
) -> AgencyView:
    """Ask an agency what it thinks; those who write and sign for it hear of it. The same twice is once.

    They read what the public will read, and never who sent it.
    """
    submission = being_read(submission, by, now)
    if agency is None:
        raise NotReady([NO_AGENCY])
    if not submission.may_be_read:
        raise NotReady([NOT_FOR_OTHERS])
    if asked := submission.agency_views.filter(agency=agency).first():
        if asked.question == question.strip():
            return asked
        raise NotReady([ASKED_ALREADY])
    people = people_of(agency, now)
    if not people:
        raise NotReady([NOBODY_WRITES])
    view = AgencyView.objects.create(
        submission=submission, agency=agency, question=question.strip(), asked_by=by, asked_at=now
    )
    for user in people:
        _ask(view, user)
    return view


def people_of(agency: Agency, now: datetime) -> list[User]:
    """Who writes or signs for an agency today."""
    on = timezone.localdate(now)
    held = [
        membership
        for role in (Role.EDITOR, Role.APPROVER)
        for membership in Membership.objects.acting(role, on).filter(agency=agency)
    ]
    return sorted({membership.user for membership in held}, key=lambda user: user.pk)


def _ask(view: AgencyView, user: User) -> None:
    """None of the submission's words go out: they are read behind the sign-in."""
    asked = {"number": view.submission.number, "consultation": view.submission.consultation.title}
    address = reverse(
        "workspace-agency-view",
        args=[view.submission.consultation.slug, view.submission.number, view.agency.slug],
    )
    body = _("Somebody said something that concerns your agency. Read it, and write what you think of it: %s")
    enqueue_mail(
        to=user.email,
        subject=_("Your agency's view is asked for: submission %(number)s, %(consultation)s") % asked,
        body="\n\n".join(filter(None, [body % (settings.SITE_URL + address), view.question])),
        key=question_key(view.pk, user.pk),
    )


@transaction.atomic
def give_view(*, view: AgencyView, version: int, text: str, by: User, now: datetime) -> AgencyView:
    """Write down what an agency thinks, or write it better, until the answers are public."""
    if not can_give_view(by, view, timezone.localdate(now)):
        raise PermissionDenied
    if reasons := reasons_not_to_work(view.submission.consultation):
        raise NotReady(reasons)
    text = text.strip()
    if not text:
        raise NotReady([NO_VIEW])
    if view.text == text:
        return view
    view.text, view.given_by, view.given_at = text, by, now
    save_version(view, version=version, by=by)
    return view


@transaction.atomic
def save_transcript(
    *, submission: Submission, version: int, transcript: str, by: User, now: datetime
) -> Submission:
    """Keep the words of a document that came with it, as somebody copied them: points are cut from them."""
    submission = being_read(submission, by, now)
    if not submission.files.exists():
        raise NotReady([NOTHING_TO_COPY])
    if submission.transcript == transcript:
        return submission
    submission.transcript = transcript
    points = submission.points.values_list("text", flat=True)
    redacted = submission.redactions.values_list("text", flat=True)
    is_point_there = (stands_in(words, submission.words) for words in points)
    is_redacted_there = (says(submission.words, words) for words in redacted)
    if not all((*is_point_there, *is_redacted_there)):
        raise NotReady([TRANSCRIPT_USED])
    save_version(submission, version=version, by=by)
    return submission
