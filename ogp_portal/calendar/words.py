"""The calendar in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.words import a_number, when
from engagement.words import period_words
from plans.calendar import Entry

from .entries import runs_on

ENDS_A_SENTENCE = (".", "?", "!", "…")


def calendar_sentence(ahead: Sequence[Entry], today: date) -> str:
    """What is next, and how much more is known."""
    coming = [entry for entry in ahead if not runs_on(entry, today)]
    if not coming:
        return _("No day ahead is known.")
    first = coming[0]
    day = _("today") if first.starts.first == first.starts.last == today else when(first.starts)
    stop = "" if first.title.endswith(ENDS_A_SENTENCE) else "."
    words = _("Next, %(day)s: %(title)s") % {"day": day, "title": first.title} + stop
    if len(coming) == 1:
        return words
    more = ngettext("%(number)s more date is ahead.", "%(number)s more dates are ahead.", len(coming) - 1)
    return f"{words} {a_number(more, len(coming) - 1).capitalize()}"


def days_of(entry: Entry) -> str:
    """When it is, as precisely as is known."""
    return period_words(entry.starts, entry.ends) if entry.ends else entry.starts.words
