"""Reminders: written once a day from the hour that a coordinator set, or by hand; sent by the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from plans.choices import OutboxKind, OutboxState
from plans.models import OutboxItem, ReportingPeriod, User
from plans.operations.outbox import enqueue, enqueue_mail, reword_mail, withdraw
from plans.operations.versions import save_version, sign
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..models import Commitment, Reminder, ReminderLetter
from ..record.duties import Owing, duties_on, owing_on
from ..rules_reminders import REMINDED_TODAY, reasons_against_letter
from ..words.reminders import letter_to, letter_to_start_with, what_is_owed

THE_LETTER = 1  # there is one


def letter_at_hand() -> ReminderLetter:
    """How reminders read now; version 0 until a coordinator has worded them."""
    return ReminderLetter.objects.filter(pk=THE_LETTER).first() or letter_to_start_with()


@transaction.atomic
def save_letter(
    *, version: int, hour: int, subject: str, body: str, by: User, now: datetime
) -> ReminderLetter:
    """Word the letter and set its hour. `version` is the one that was read; Stale where it moved on.

    Saving what is kept already changes nothing, whatever the version.
    """
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    if reasons := reasons_against_letter(subject, body):
        raise NotReady(reasons)
    said = {"hour": hour, "subject": subject, "body": body}
    letter = ReminderLetter.objects.filter(pk=THE_LETTER).first()
    if letter and said == {name: getattr(letter, name) for name in said}:
        return letter
    if letter is None:
        letter = ReminderLetter(pk=THE_LETTER, **said)
        sign(letter, by)
        try:
            with transaction.atomic():
                letter.save(force_insert=True)
        except IntegrityError as error:
            raise Stale from error
        return letter
    for name, value in said.items():
        setattr(letter, name, value)
    save_version(letter, version=version, by=by)
    return letter


# ---- Once a day ----------------------------------------------------------------------------------------


def ask_for_reminders(*, now: datetime) -> OutboxItem | None:
    """From the hour that was set, ask for the day's reminders; once, however often and by whomever."""
    local = timezone.localtime(now)
    if local.hour < letter_at_hand().hour:
        return None
    on = local.date().isoformat()
    return enqueue(kind=OutboxKind.REMINDERS, key=f"reminders-{on}", payload={"on": on})


def write_as_asked(*, item: OutboxItem, now: datetime) -> None:
    """What the worker does for a day's row; safe to run twice.

    A day that is over is left alone: the next one's round makes up for it, at its hour.
    """
    if item.payload["on"] == timezone.localdate(now).isoformat():
        write_reminders(now=now)


def write_reminders(*, now: datetime) -> list[Reminder]:
    """Write to everybody whose reminder day has come; one letter each, for everything they owe."""
    on, letter = timezone.localdate(now), letter_at_hand()
    owing = owing_on(on)
    _bring_up_to_date(owing, letter, now)
    due = [one for one in owing if one.due_to_be_told_on <= on and not one.reasons_not_to_remind(now)]
    written = [_write(one, letter, now) for one in due]
    return [reminder for reminder in written if reminder]


def _write(one: Owing, letter: ReminderLetter, now: datetime, is_by_hand: bool = False) -> Reminder | None:
    """The row and its mail, together; None where somebody else has reminded them today."""
    on = one.on
    subject, body = letter_to(one, letter)
    with transaction.atomic():
        reminder, is_new = Reminder.objects.get_or_create(
            user=one.user, on=on, defaults={"owed": _named(one), "is_by_hand": is_by_hand}
        )
        if not is_new:
            return None
        for given_up in one.failed:
            mail = cast(OutboxItem, given_up.mail)
            if mail.handed_over_at is None:  # it never left and gives way, so that nobody sends it after all
                withdraw(item=mail, now=now)
        key = f"reminder-{one.user.pk}-{on.isoformat()}"
        reminder.mail = enqueue_mail(to=one.user.email, subject=subject, body=body, key=key)
        reminder.save(update_fields=["mail"])
    return reminder


def _named(one: Owing) -> list[dict]:
    """What a letter names, as it is kept."""
    return [
        {
            "kind": duty.kind,
            "address": duty.address,
            "due_on": duty.due_on.isoformat(),
            "days": (duty.due_on - one.on).days,
            "what": what_is_owed(duty, one.names_plan),
        }
        for duty in one.duties
    ]


def _bring_up_to_date(owing: Iterable[Owing], letter: ReminderLetter, now: datetime) -> None:
    """What still waits from a day before names what is owed today; where nothing is, it is withdrawn."""
    on = timezone.localdate(now)
    by_user = {one.user.pk: one for one in owing}
    waiting = Reminder.objects.filter(mail__state=OutboxState.WAITING, on__lt=on)
    for reminder in waiting.select_related("mail", "user"):
        one, mail = by_user.get(reminder.user_id), cast(OutboxItem, reminder.mail)
        with transaction.atomic():
            if one is None:
                if withdraw(item=mail, now=now):
                    reminder.delete()
                continue
            subject, body = letter_to(one, letter)
            if reword_mail(item=mail, to=one.user.email, subject=subject, body=body):
                reminder.owed = _named(one)
                reminder.save(update_fields=["owed"])


# ---- By hand -------------------------------------------------------------------------------------------


@dataclass
class RemindedByHand:
    """Who gets a letter, who does not and why, and what nobody could be asked for."""

    people: list[User] = field(default_factory=list)
    skipped: list[tuple[User, Reason]] = field(default_factory=list)
    not_owed: list[tuple[Commitment, ReportingPeriod]] = field(default_factory=list)  # or nobody is there


def who_is_reminded(
    *, reports_owed: Iterable[tuple[Commitment, ReportingPeriod]], now: datetime
) -> RemindedByHand:
    """What `remind_by_hand` would do now; for the page that asks first."""
    found, owing = _asked_for(reports_owed, now)
    found.people = [one.user for one in owing]
    return found


@transaction.atomic
def remind_by_hand(
    *, reports_owed: Iterable[tuple[Commitment, ReportingPeriod]], by: User, now: datetime
) -> RemindedByHand:
    """Remind those who owe some reports now, whatever the day: one letter each, for everything they owe.

    The five days between two letters hold here too.
    """
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    found, owing = _asked_for(reports_owed, now)
    letter = letter_at_hand()
    for one in owing:
        if _write(one, letter, now, is_by_hand=True):
            found.people.append(one.user)
        else:
            found.skipped.append((one.user, REMINDED_TODAY))
    return found


def _asked_for(
    reports_owed: Iterable[tuple[Commitment, ReportingPeriod]], now: datetime
) -> tuple[RemindedByHand, list[Owing]]:
    on, found = timezone.localdate(now), RemindedByHand()
    duties = duties_on(on)
    by_report = {(duty.commitment.pk, duty.period.pk): duty for duty in duties if duty.people}
    asked: set[int] = set()
    for commitment, period in reports_owed:
        duty = by_report.get((commitment.pk, period.pk))
        if duty is None:
            found.not_owed.append((commitment, period))
        else:
            asked |= {user.pk for user in duty.people}
    owing = []
    for one in owing_on(on, duties):
        if one.user.pk in asked:
            if reasons := one.reasons_not_to_remind(now):
                found.skipped.append((one.user, reasons[0]))
            else:
                owing.append(one)
    return found, owing


# ---- What was sent -------------------------------------------------------------------------------------


def reminders_lately() -> QuerySet[Reminder]:
    """Who was reminded and of what, the newest first, with what became of the mail."""
    return Reminder.objects.select_related("user", "mail").order_by("-on", "-pk")
