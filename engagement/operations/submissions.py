"""What people send in: received once, under a number of its own, never lost; theirs until the closing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.forms import readable
from plans.models import StoredFile
from plans.operations.files import take_in
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason

from ..choices import Disposition, Doubt, Standing
from ..models import Consultation, ReasonedResponse, Submission, SubmissionPoint
from ..rules.passages import says
from ..rules.reading import spans_of
from ..rules.taking_part import (
    DOCUMENT_KINDS,
    IS_WITHDRAWN,
    MOST_DOCUMENTS,
    NO_DOCUMENT,
    NOT_OPEN,
    TOO_MANY_DOCUMENTS,
    missing_for_submission,
)
from .grouping import leave_group
from .holds import holding
from .ledger import Line
from .letters import send_receipt
from .limits import count_one_more, how_many, takes_a_letter, takes_one_more
from .personal import take_back
from .saying import Contact, Said, is_kept, transcript_of, write
from .shown import edition_of_sender, let_go_of_ideas, telling_of_ideas
from .unsent import end_unsent

HOUR = timedelta(hours=1)
SENT_BY_ANYBODY = "sent-"  # how keys of files begin that came without an account


class SentAlready(Exception):
    """This form has brought a submission, in other words; nothing was written."""

    def __init__(self, submission: Submission):
        super().__init__(str(submission))
        self.submission = submission


class TooMany(Exception):
    """As many as may be have come from where this comes from; nothing was written."""


# ---- Received -----------------------------------------------------------------------------------------


def receive_submission(
    *,
    consultation: Consultation,
    key: str,
    said: Said,
    contact: Contact,
    now: datetime,
    sent_from: str = "",
    doubt: Doubt | None = None,
) -> Submission:
    """Keep what somebody sent under the next number; the same form with the same words again is the same.

    SentAlready where the form comes with other words; NotReady where the consultation is not open, or
    something is missing. What is doubtful is received like any other, and somebody looks at it first: so is
    more than an office sends in an hour. TooMany far above that, by the network address, if it has one.
    """
    # Before the transaction, which on SQLite keeps writers waiting; and only of what may be received.
    is_news = _is_news(consultation, key, said, contact, now, sent_from)
    transcript = transcript_of(said.files) if is_news else ""
    with transaction.atomic():
        consultation = _locked(consultation.pk)  # which puts numbers in order
        sent = consultation.submissions.select_related("contact").filter(key=key).first()
        if sent and is_kept(sent, said, contact):
            end_unsent(consultation, key)
            return sent
        _check_it_is_open(consultation, now)
        if sent:
            raise SentAlready(sent)
        if missing := missing_in(said, contact):
            raise NotReady(missing)
        doubt = counted("submission", sent_from, doubt, now)
        last = consultation.submissions.aggregate(last=Max("number"))["last"] or 0
        submission = Submission(
            consultation=consultation,
            number=last + 1,
            key=key,
            secret=secrets.token_urlsafe(32),
            received_at=now,
            privacy=consultation.privacy,
            doubt=doubt or "",
        )
        put_words(submission, said, transcript)
        submission.save()
        write(submission, said, contact)
        end_unsent(consultation, key)
        if contact.email and takes_a_letter(contact.email, now):
            send_receipt(submission, contact.email)
    return submission


def _is_news(
    consultation: Consultation, key: str, said: Said, contact: Contact, now: datetime, sent_from: str
) -> bool:
    """Whether the form is new, whole, in time and not one too many: else nothing has to be read for it."""
    is_there = consultation.submissions.filter(key=key).exists()
    if is_there or not is_open(consultation, now) or missing_in(said, contact):
        return False
    before = how_many("submission", sent_from, within=HOUR, now=now) if sent_from else 0
    return before < settings.MOST_SUBMISSIONS_PER_HOUR


def _check_it_is_open(consultation: Consultation, now: datetime) -> None:
    if not is_open(consultation, now):
        raise NotReady([NOT_OPEN])


def is_open(consultation: Consultation, now: datetime) -> bool:
    """Whether anybody may take part at this moment."""
    is_now = consultation.is_published and consultation.standing_at(now) == Standing.OPEN
    return is_now and not consultation.answered_in_id  # nothing slips in behind the answers


def missing_in(said: Said, contact: Contact) -> list[Reason]:
    """What is still needed before it can be received, or stand in the place of what was."""
    return missing_for_submission(
        text=said.words,
        publish_as=said.publish_as,
        name=contact.name,
        organisation=contact.organisation,
        documents=len(said.files),
        is_unreachable=said.may_be_invited and not contact.email,
    )


def counted(kind: str, sent_from: str, doubt: Doubt | None, now: datetime) -> Doubt | None:
    """Count one more from there; why somebody has to look at it. TooMany where it is one too many."""
    if not sent_from:
        return doubt
    before = count_one_more(kind, sent_from, within=HOUR, now=now)
    if before >= settings.MOST_SUBMISSIONS_PER_HOUR:
        raise TooMany
    return doubt or (Doubt.FLOOD if before >= settings.SUBMISSIONS_PER_HOUR else None)


def put_words(submission: Submission, said: Said, transcript: str) -> None:
    """What was said, as it is kept with the submission itself."""
    submission.text, submission.transcript = said.words, transcript
    submission.publish_as = str(said.publish_as)
    submission.stakeholder_type = said.stakeholder_type or ""
    submission.about, submission.withhold_reason = said.about, said.withhold_reason
    submission.may_be_invited = said.may_be_invited


# ---- Documents ------------------------------------------------------------------------------------------


def receive_documents(
    *, uploads: Iterable[File], key: str, room: int, now: datetime, sent_from: str = ""
) -> tuple[list[StoredFile], list[Reason]]:
    """Take in the documents that came with a form, before the form is looked at; and why not the others.

    They wait for the form to be sent, under keys that only its page knows, and go again with the loose files.
    """
    taken: list[StoredFile] = []
    refused: list[Reason] = []
    for upload in uploads:
        if len(taken) >= room:
            return taken, [*refused, TOO_MANY_DOCUMENTS]
        if sent_from and not takes_one_more(
            "document", sent_from, most=settings.DOCUMENTS_PER_HOUR, within=HOUR, now=now
        ):
            raise TooMany
        try:
            taken.append(_take_in(upload, key, now))
        except NotReady as error:
            refused += [_about(upload, reason) for reason in error.reasons]
    return taken, refused


def _take_in(upload: File, key: str, now: datetime) -> StoredFile:
    return take_in(
        upload=upload,
        came_with=f"form {key}",
        most=settings.MOST_BYTES_A_DOCUMENT,
        now=now,
        prefix=SENT_BY_ANYBODY,
        kinds=DOCUMENT_KINDS,
        no_such_kind=NO_DOCUMENT,
    )


def _about(upload: File, reason: Reason) -> Reason:
    """The same reason said of one of several documents; staff may send more kinds than anybody."""
    reason = NO_DOCUMENT if reason.code == NO_DOCUMENT.code else reason
    text = format_lazy("{name}: {text}", name=readable(upload.name or "")[:200], text=reason.text)
    return Reason(reason.code, text, "documents")


def documents_by_key(keys: Iterable[str]) -> list[StoredFile]:
    """The documents whose keys a form brings back; only of what came in by such a form."""
    wanted = [key for key in dict.fromkeys(keys) if key.startswith(SENT_BY_ANYBODY)][: 2 * MOST_DOCUMENTS]
    found = {file.key: file for file in StoredFile.objects.filter(key__in=wanted)} if wanted else {}
    return [found[key] for key in wanted if key in found]


# ---- Corrected, withdrawn -------------------------------------------------------------------------------


def reasons_not_to_change(submission: Submission, now: datetime) -> list[Reason]:
    """Why its sender can neither correct nor withdraw it now; the consultation is there already."""
    if submission.withdrawn_at:
        return [IS_WITHDRAWN]
    try:
        _check_it_is_open(submission.consultation, now)
    except NotReady as error:
        return error.reasons
    return holding(submission)


def _locked(consultation_id: int) -> Consultation:
    # The row's lock puts them in order on PostgreSQL; on SQLite the transaction itself is the lock.
    return Consultation.objects.select_for_update().get(pk=consultation_id)


def _found(submission: Submission, consultation: Consultation) -> Submission:
    """The submission as it is by now."""
    found = Submission.objects.select_related("contact").get(pk=submission.pk)
    found.consultation = consultation
    return found


def correct_submission(
    *, submission: Submission, version: int, said: Said, contact: Contact, now: datetime
) -> Submission:
    """Put other words in the place of those that were sent; number and receipt stay. Stale as everywhere.

    Points whose words are gone go too; the answers that were drafted for them are kept as a note.
    """
    brought = [one.file_id for one in submission.files.all()]
    has_same_files = brought == [file.pk for file in said.files]
    transcript = submission.transcript if has_same_files else transcript_of(said.files)
    with transaction.atomic():
        submission = _found(submission, _locked(submission.consultation_id))
        if reasons := reasons_not_to_change(submission, now):
            raise NotReady(reasons)
        if is_kept(submission, said, contact):
            return submission
        if missing := missing_in(said, contact):
            raise NotReady(missing)
        brought = [one.file_id for one in submission.files.all()]
        has_same_files = brought == [file.pk for file in said.files]
        transcript = submission.transcript if has_same_files else transcript
        if (said.words, transcript) != (submission.text, submission.transcript):
            leave_group(submission)  # what it says now may be something else
        put_words(submission, said, transcript)
        submission.corrected_at = now
        with telling_of_ideas(submission, begin=edition_of_sender):
            save_version(submission, version=version, by=None)
            write(submission, said, contact)
            _let_go_of_what_is_gone(submission, now)
    return Submission.objects.select_related("consultation").get(pk=submission.pk)


def _let_go_of_what_is_gone(submission: Submission, now: datetime) -> None:
    """Points whose words it says no longer; whoever has read it already is told. What was redacted stays so,
    should it be said again. An idea that may not be read any more is shown no longer."""
    if not submission.may_be_read:
        let_go_of_ideas(submission.points.all(), begin=edition_of_sender)
    points = list(submission.points.select_related("response"))
    if not points and not submission.redactions.exists():
        return
    spans = spans_of(submission.words, [point.text for point in points])
    gone = [
        point
        for point, span in zip(points, spans, strict=True)
        if isinstance(span, Reason) or (point.is_withheld and not says(submission.words, point.text))
    ]
    submission.notes.create(text=_what_went(gone, now), written_at=now)
    going = submission.points.filter(pk__in=[point.pk for point in gone])
    let_go_of_ideas(going, begin=edition_of_sender)
    going.delete()
    for place, point in enumerate(submission.points.all(), 1):
        submission.points.filter(pk=point.pk).update(position=place)


def _what_went(gone: list[SubmissionPoint], now: datetime) -> str:
    """For those who cut and answered: that it was corrected, and the answers to what it no longer says."""
    day = date_format(timezone.localtime(now), "j F Y, H:i")
    lines = [_("Its sender corrected it on %(day)s. Read it again.") % {"day": day}]
    if gone:
        words = ngettext(
            "One point is no longer said, and is gone.",
            "%(n)s points are no longer said, and are gone.",
            len(gone),
        )
        lines.append(words % {"n": len(gone)})
    for response in (point.response for point in gone if hasattr(point, "response")):
        decided = Disposition(response.disposition).label
        answer = "\n".join(filter(None, [str(decided), response.reason, response.changed]))
        lines.append(_("The answer to one of them was: %(answer)s") % {"answer": answer})
    return "\n\n".join(lines)


@transaction.atomic
def withdraw_submission(*, submission: Submission, version: int, now: datetime) -> Submission:
    """Take back what was sent: none of its words is kept, nor who sent it; the number stays.

    Withdrawn already it stays as it is, so that a second press says the same.
    """
    submission = _found(submission, _locked(submission.consultation_id))
    if submission.withdrawn_at:
        return submission
    if reasons := reasons_not_to_change(submission, now):
        raise NotReady(reasons)
    take_out_unread(submission, version=version, now=now)
    return submission


def take_out_unread(
    submission: Submission, *, version: int, now: datetime, again: Line | None = None
) -> None:
    """Nothing of it was public: its points go too, and the answers that were drafted for them."""
    leave_group(submission)
    take_back(submission, version=version, by=None, at=now, again=again)
    drafted = ReasonedResponse.history.filter(point_id__in=[point.pk for point in submission.points.all()])
    let_go_of_ideas(submission.points.all(), begin=edition_of_sender)
    submission.points.all().delete()
    drafted.delete()
