"""Pure rules of reminders: on which days, how often, and what a letter may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

DAYS = (-30, -7, -1, 1, 7)  # from a due day; after the last of them every thirty days
THEN_EVERY = 30
BETWEEN_LETTERS = timedelta(days=5)


def last_reminder_day(due: date, on: date) -> date | None:
    """The newest reminder day of something by a day; none where the first is still ahead.

    30, 7 and 1 days before it is due, 1 and 7 days after, and every 30 days
    then: 37, 67, 97 days after.
    """
    days = (on - due).days
    if days >= DAYS[-1]:
        return due + timedelta(days=DAYS[-1] + (days - DAYS[-1]) // THEN_EVERY * THEN_EVERY)
    return max((due + timedelta(days=day) for day in DAYS if day <= days), default=None)


def next_reminder_day(due: date, on: date) -> date:
    """The first reminder day of something on or after a day."""
    days = (on - due).days
    if days > DAYS[-1]:
        rounds = -(-(days - DAYS[-1]) // THEN_EVERY)
        return due + timedelta(days=DAYS[-1] + rounds * THEN_EVERY)
    return due + timedelta(days=next(day for day in DAYS if day >= days))


def to_be_reminded_on(due: date, on: date, *, since: date, told_on: date | None) -> date:
    """The first day, from `on`, on which somebody is to be reminded of what they owe.

    That is today where a reminder day has come since they owe it (`since`) and
    no letter has named it to them from that day on (`told_on`): a reminder day
    that fell into the five days after another letter, into their leave, or on
    which nothing could be sent, is made up for on the first day allowed, as
    long as it is still owed. Else it is the next reminder day.
    """
    last = last_reminder_day(due, on)
    if last is not None and last >= since and (told_on is None or told_on < last):
        return on
    return next_reminder_day(due, max(on + timedelta(days=1), since))


def may_be_reminded_at(now: datetime, left: datetime | None) -> bool:
    """Never more than one letter in five days, counted from when the last one `left`: five whole days."""
    return left is None or now - left >= BETWEEN_LETTERS


def first_run(day: date, *, hour: int, left: datetime | None, zone: tzinfo) -> date:
    """The first day, from this one, on which a letter may be written at the hour that was set."""
    while not may_be_reminded_at(datetime.combine(day, time(hour), zone), left):
        day += timedelta(days=1)
    return day


# ---- The letter --------------------------------------------------------------------------------------

PLACEHOLDERS = {
    "name": _("the name of who gets it"),
    "count": _("how many reports they owe: “one report”, “3 reports”"),
    "list": _("each report, when it is due and the link to its form"),
    "portal": _("the name of this portal"),
    "link": _("the link to their first page in the workspace"),
}
IN_BRACES = re.compile(r"\{([^{}\n]*)\}")


def filled_in(text: str, said: Mapping[str, str]) -> str:
    """A text with what stands in braces put in, once: braces in what is put in stay as they are."""
    return IN_BRACES.sub(lambda found: said.get(found[1], found[0]), text)


def reasons_against_letter(subject: str, body: str) -> list[Reason]:
    """Why a letter could not be sent as it is worded."""
    reasons = []
    if not subject.strip():
        reasons.append(Reason("subject", _("Give the reminder a subject."), "subject"))
    for field, text in (("subject", subject), ("body", body)):
        for name in dict.fromkeys(IN_BRACES.findall(text)):
            if name not in PLACEHOLDERS:
                words = format_lazy(_("Nothing is put in for {braced}."), braced=f"{{{name}}}")
                reasons.append(Reason("unknown", words, field))
    if "{list}" in subject:
        reasons.append(
            Reason(
                "list-misplaced", _("{list} belongs into the words below, not into the subject."), "subject"
            )
        )
    if "{list}" not in body:
        text = _("Put {list} somewhere: the reminder names everything that is owed.")
        reasons.append(Reason("list", text, "body"))
    return reasons


# Why somebody is not reminded now.
WAITS = Reason("waits", _("The reminder before is still on its way."))
FAILED = Reason("failed", _("The reminder before could not be sent; it stands in the outbox."))
RECENTLY = Reason("recently", _("Was reminded less than five days ago."))
REMINDED_TODAY = Reason("today", _("Was reminded today."))
