"""What came by mail, on paper, at a meeting or from a wiki is entered in the one register, with a receipt."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plans.models import User
from plans.operations.outbox import Letter, enqueue_mails
from plans.rules import NotReady, Reason

from ..choices import Channel, Standing
from ..models import Consultation, Submission, SubmissionContact
from ..rules.answering import NOT_OPENED
from ..rules.entering import missing_for_entry
from .at_work import at_work, reasons_not_to_work
from .letters import receipt_of_entry
from .saying import Contact, Said, transcript_of, write
from .submissions import missing_in, put_words

NOON = time(12)
AT_ONCE = 500


@dataclass(frozen=True)
class Entry:
    """One submission that came another way than through the portal."""

    said: Said
    contact: Contact
    channel: Channel | str
    came_on: date | None
    collected_from: str = ""  # who told us of the person, where not the person; "" where the person did
    why_not_told: str = ""  # how the person was told, or why not, where we cannot write to them
    handed_in_by: str = ""  # the organisation that handed it in for its member

    @property
    def way(self) -> str:
        return str(Channel(self.channel).label)


def reasons_not_to_enter(consultation: Consultation, now: datetime) -> list[Reason]:
    """Why nothing can be entered now: until it opens, and once it is answered. After the closing it can:
    whether what came late is taken is for the coordinator to say."""
    if reasons := reasons_not_to_work(consultation):
        return reasons
    return [NOT_OPENED] if consultation.standing_at(now) == Standing.PLANNED else []


def missing_in_entry(entry: Entry, on: date) -> list[Reason]:
    """What one entry still needs."""
    return [
        *missing_for_entry(
            channel=entry.channel,
            came_on=entry.came_on,
            today=on,
            collected_from=entry.collected_from,
            why_not_told=entry.why_not_told,
            is_somebody=bool(entry.contact),
            has_email=bool(entry.contact.email),
        ),
        *missing_in(entry.said, entry.contact),
    ]


@transaction.atomic
def enter(
    *,
    consultation: Consultation,
    entries: Sequence[tuple[str, Entry]],
    by: User,
    now: datetime,
    sends_receipts: bool = True,
) -> list[Submission]:
    """Enter what came another way, each under the next number; together or not at all.

    Each comes under the key of the form or the row that it was typed in: entered already, it is passed over.
    Whoever left an e-mail address gets their receipt, and whoever somebody else told us of is told by it.
    """
    consultation = at_work(consultation, by, now)
    if reasons := reasons_not_to_enter(consultation, now):
        raise NotReady(reasons)
    today = timezone.localdate(now, consultation.timezone)
    keys = [key for key, _entry in entries]
    there = set(consultation.submissions.filter(key__in=keys).values_list("key", flat=True))
    fresh = [(key, entry) for key, entry in entries if key not in there]
    for _key, entry in fresh:
        if missing := missing_in_entry(entry, today):
            raise NotReady(missing)
    last = consultation.submissions.aggregate(last=Max("number"))["last"] or 0
    rows = [
        _row(consultation, number, key, entry, by, now) for number, (key, entry) in enumerate(fresh, last + 1)
    ]
    submissions = Submission.objects.bulk_create(rows, batch_size=AT_ONCE)
    entered = [(submission, entry) for submission, (_key, entry) in zip(submissions, fresh, strict=True)]
    for submission, entry in entered:
        if entry.said.replies or entry.said.files:
            write(submission, entry.said, Contact())
    contacts = [_contact(submission, entry, now) for submission, entry in entered if entry.contact]
    SubmissionContact.objects.bulk_create(contacts, batch_size=AT_ONCE)
    enqueue_mails(_receipts(entered, is_to_all=sends_receipts))
    return submissions


def entered_already(
    consultation: Consultation, entries: Sequence[tuple[str, Entry]]
) -> tuple[set[str], set[str]]:
    """The keys of what stands in the register already, as of a workbook that was mended and brought in again:
    the same words, day, way and sender. Apart those without a sender, who may be somebody else."""
    rows = consultation.submissions.filter(entered_at__isnull=False, withdrawn_at=None).values_list(
        "text", "channel", "received_at", "contact__name", "contact__email", "contact__organisation"
    )
    there = {
        (text, channel, timezone.localdate(at, consultation.timezone), *(one or "" for one in who))
        for text, channel, at, *who in rows
    }
    known: set[str] = set()
    nameless: set[str] = set()
    for key, entry in entries:
        who = entry.contact
        said = (entry.said.text, entry.channel, entry.came_on, who.name, who.email, who.organisation)
        if said in there:
            (known if who else nameless).add(key)
    return known, nameless


def _row(
    consultation: Consultation, number: int, key: str, entry: Entry, by: User, now: datetime
) -> Submission:
    submission = Submission(
        consultation=consultation,
        number=number,
        key=key,
        secret=secrets.token_urlsafe(32),
        received_at=_came_at(entry.came_on, consultation, now),
        channel=entry.channel,
        entered_by=by,
        entered_at=now,
        handed_in_by=entry.handed_in_by,
        privacy=consultation.privacy,
    )
    put_words(submission, entry.said, transcript_of(entry.said.files))
    return submission


def _came_at(came_on: date | None, consultation: Consultation, now: datetime) -> datetime:
    """At noon of the day on which it came, where nobody knows better; of today, now."""
    if came_on is None or came_on == timezone.localdate(now, consultation.timezone):
        return now
    return timezone.make_aware(datetime.combine(came_on, NOON), consultation.timezone)


def _contact(submission: Submission, entry: Entry, now: datetime) -> SubmissionContact:
    """Who it is; with from whom we know, and that the letter tells the person, where there is one."""
    is_told = bool(entry.collected_from and entry.contact.email)
    return SubmissionContact(
        submission=submission,
        collected_from=entry.collected_from,
        told_on=timezone.localdate(now) if is_told else None,
        why_not_told="" if is_told else entry.why_not_told,
        **vars(entry.contact),
    )


def _receipts(entered: Iterable[tuple[Submission, Entry]], *, is_to_all: bool) -> Iterator[Letter]:
    """The letters: to everybody with an address, or only to those who have to be told."""
    for submission, entry in entered:
        if entry.contact.email and (is_to_all or entry.collected_from):
            yield receipt_of_entry(submission, entry.contact.email, collected_from=entry.collected_from)
