"""Who sent something is kept no longer than was promised, or until they ask; what they said stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.models import Edition, Membership, User
from plans.operations.outbox import Letter, enqueue_mails
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason

from ..choices import AskedBy, WhyErased
from ..models import (
    Consultation,
    ErasureAsked,
    LegalHold,
    Submission,
    SubmissionContact,
)
from ..rules.keeping import (
    COPY_FIRST,
    NO_REASON,
    NOTHING_LEFT,
    REASON_NAMES,
    months_after,
)
from .at_work import check_coordinator, locked
from .erasing import Because, as_they_are, bodies_in, forget_in_parts, forget_senders, people_in
from .holds import holding
from .ledger import Line
from .letters import forget_letters, forget_questions

LONGEST_COPYING = timedelta(days=30)  # for which somebody who asked waits until a document is copied


# ---- When ------------------------------------------------------------------------------------------


def set_day_of_erasure(consultation: Consultation, *, answered_on: date) -> None:
    """From the answers on it is known until when the contact data are kept."""
    contacts = SubmissionContact.objects.filter(submission__consultation=consultation)
    contacts.update(erase_on=months_after(answered_on, consultation.kept_months))


def last_day_of(consultation: Consultation) -> date | None:
    """The day on which it is erased who sent what; where answers never come, a longest time after the
    closing. None where it has no closing yet."""
    if day := consultation.day_answered:
        return months_after(day.last, consultation.kept_months)
    closing = consultation.last_day
    return months_after(closing.last, settings.MONTHS_KEPT_UNANSWERED) if closing else None


def erased_on(submission: Submission) -> date | None:
    """The day of one submission."""
    contact = getattr(submission, "contact", None)
    return contact.erase_on if contact and contact.erase_on else last_day_of(submission.consultation)


def _due(consultation: Consultation, today: date) -> QuerySet[Submission]:
    """Those of which something about their sender is still kept, and no longer should be."""
    kept = consultation.submissions.filter(Q(contact__isnull=False) | Q(files__isnull=False))
    own_day = Q(contact__erase_on__lte=today)
    last = last_day_of(consultation)
    if last and last <= today:
        own_day |= Q(contact__erase_on=None)  # of nobody known, a document
    held = LegalHold.objects.standing().filter(consultation=consultation)
    is_held = Exists(held.filter(Q(submission=OuterRef("pk")) | Q(submission=None)))
    return consultation.submissions.filter(~is_held, pk__in=kept.filter(own_day).values("pk"))


def erase_contacts(*, now: datetime) -> int:
    """Forget everybody whose day has come, and those who asked, a part at a time; how many."""
    of_some = Consultation.objects.filter(
        Q(submissions__contact__isnull=False) | Q(submissions__files__isnull=False)
    )
    return sum(erase_what_is_due(one, now=now) for one in of_some.distinct().order_by("pk"))


def erase_what_is_due(consultation: Consultation, *, now: datetime) -> int:
    """The same, of one consultation."""
    erased, due = 0, _due(consultation, timezone.localdate(now))
    if due.exists():
        erased = forget_in_parts(consultation, due, Because(WhyErased.SCHEDULE), now=now)
    return erased + sum(_erase_as_asked(one, now) for one in _all_asked(consultation))


def _all_asked(consultation: Consultation) -> Iterator[ErasureAsked]:
    rows = ErasureAsked.objects.filter(submission__consultation=consultation)
    return rows.select_related("submission__consultation").iterator()


# ---- Because somebody asks -------------------------------------------------------------------------


def reasons_to_wait(submission: Submission, now: datetime) -> list[Reason]:
    """Why what was asked for cannot be done yet: it is held; or a document has to be copied first."""
    reasons = holding(submission)
    asked = ErasureAsked.objects.filter(submission=submission).first()
    is_overdue = asked and asked.at <= now - LONGEST_COPYING
    if _waits_to_be_copied(submission) and not is_overdue:
        reasons.append(COPY_FIRST)
    return reasons


def _waits_to_be_copied(submission: Submission) -> bool:
    """Whether the words of its documents stand nowhere else, and somebody can still copy them."""
    can_be = not submission.consultation.answered_in_id and not submission.consultation.was_brought_in
    return can_be and not submission.transcript and submission.files.exists()


def reasons_not_to_ask(submission: Submission) -> list[Reason]:
    """Why there is nothing to erase."""
    is_known = SubmissionContact.objects.filter(submission=submission).exists()
    return [] if is_known or submission.files.exists() else [NOTHING_LEFT]


@transaction.atomic
def ask_to_erase(*, submission: Submission, now: datetime, by: User | None = None, reason: str = "") -> bool:
    """Forget who sent it, because they ask (with the receipt), or because a coordinator says that they did.

    Whether it is done; else it is entered that it was asked for, and done as soon as nothing stands in the
    way. Asked twice it is the same.
    """
    reason = reason.strip()
    if by:
        check_coordinator(by, now)
    submission = _found(submission)
    if reasons := reasons_not_to_ask(submission):
        raise NotReady(reasons)
    if by and (wrong := wrong_with_reason(submission, reason)):
        raise NotReady(wrong)
    asked_by = AskedBy.COORDINATOR if by else AskedBy.SENDER
    if waiting := reasons_to_wait(submission, now):
        _asked, is_new = ErasureAsked.objects.get_or_create(
            submission=submission, defaults={"at": now, "asked_by": asked_by, "reason": reason}
        )
        if is_new and COPY_FIRST in waiting:
            _ask_to_copy(submission, now)
        return False
    because = Because(WhyErased.REQUEST, asked_by, reason, by=by)
    forget_senders(submission.consultation, [submission], because, now=now)
    return True


def wrong_with_reason(submission: Submission, reason: str) -> list[Reason]:
    """It is kept for ever, so it must not say who it was."""
    if not reason:
        return [NO_REASON]
    contacts = SubmissionContact.objects.filter(submission=submission)
    called = (people_in(contacts), bodies_in(contacts))
    return [REASON_NAMES] if any(names.words_in(reason) for names in called) else []


def _found(submission: Submission) -> Submission:
    """The submission as it is now, its consultation held."""
    [found] = as_they_are(locked(submission.consultation), Submission.objects.filter(pk=submission.pk))
    return found


@transaction.atomic
def _erase_as_asked(asked: ErasureAsked, now: datetime) -> int:
    submission = _found(asked.submission)
    if reasons_to_wait(submission, now):
        return 0
    because = Because(WhyErased.REQUEST, AskedBy(asked.asked_by), asked.reason)
    forget_senders(submission.consultation, [submission], because, now=now)
    return 1


def _ask_to_copy(submission: Submission, now: datetime) -> None:
    """Tell the coordinators, once."""
    consultation = submission.consultation
    page = settings.SITE_URL + reverse(
        "workspace-submission-transcript", args=[consultation.slug, submission.number]
    )
    held = Membership.objects.acting(Role.COORDINATOR, timezone.localdate(now))
    about = {"number": submission.number, "consultation": consultation.title, "page": page}
    enqueue_mails(
        Letter(
            key=f"copy-first-{submission.pk}-{user.pk}",
            to=user.email,
            subject=_("Copy a document: submission %(number)s, %(consultation)s") % about,
            body=_(
                "Whoever sent this asks that it be erased who they are. The documents that came with it go "
                "then, and their words are not copied yet. After thirty days it is done all "
                "the same:\n\n%(page)s"
            )
            % about,
        )
        for user in {membership.user for membership in held}
    )


# ---- Withdrawn -------------------------------------------------------------------------------------


def take_back(
    submission: Submission,
    *,
    version: int,
    by: User | None,
    at: datetime,
    edition: Edition | None = None,
    again: Line | None = None,
) -> None:
    """Keep none of its words, nor who sent it, nor what we said of it among ourselves; its number stays.

    Stale as everywhere.
    """
    asked_by = again.asked_by if again else AskedBy.COORDINATOR if by else AskedBy.SENDER
    because = Because(WhyErased.WITHDRAWAL, asked_by, by=by, edition=edition, again=[again] if again else [])
    submission.text = submission.transcript = submission.withhold_reason = ""
    submission.withdrawn_at, submission.may_be_invited = at, False
    save_version(submission, version=version, by=by)
    forget_letters([submission.pk])
    forget_questions([view.pk for view in submission.agency_views.all()])
    for rows in (
        submission.agency_views,
        submission.redactions,
        submission.replies,
        submission.passage_comments,
        submission.invitations,
        submission.proposal_comments,
    ):
        rows.all().delete()
    submission.points.update(text="")
    fresh = as_they_are(submission.consultation, Submission.objects.filter(pk=submission.pk))
    forget_senders(submission.consultation, fresh, because, now=at)
    submission.notes.all().delete()  # those too that say what was spared
