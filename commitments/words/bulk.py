"""What would become of several reports or periods at once, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from plans.models import User
from plans.rules import Reason

from ..record.rounds import Cell, Line
from .numbers import a_number, joined
from .plans import capitalised, sentence
from .workspace import CHANGE, STAY, sentences

READY = ngettext_lazy("%(number)s report is ready to publish", "%(number)s reports are ready to publish", "n")
OWED = ngettext_lazy(
    "%(number)s report is owed and not sent on", "%(number)s reports are owed and not sent on", "n"
)
COULD_CLOSE = ngettext_lazy("%(number)s period could be closed", "%(number)s periods could be closed", "n")
BECOME_PUBLIC = ngettext_lazy(
    "%(number)s report becomes public in one edition, with today's date and your title",
    "%(number)s reports become public together, in one edition, with today's date and your title",
    "n",
)
ARE_PUBLISHED = ngettext_lazy("%(number)s report is published", "%(number)s reports are published", "n")
WERE_PUBLISHED = ngettext_lazy("%(number)s was published already", "%(number)s were published already", "n")
ARE_CLOSED = ngettext_lazy("%(number)s period is closed", "%(number)s periods are closed", "n")
WERE_CLOSED = ngettext_lazy("%(number)s was closed already", "%(number)s were closed already", "n")
ARE_OPEN = ngettext_lazy("%(number)s period is open again", "%(number)s periods are open again", "n")
WERE_OPEN = ngettext_lazy("%(number)s was open already", "%(number)s were open already", "n")
REMINDED = ngettext_lazy("%(number)s person is reminded", "%(number)s people are reminded", "n")


def what_would_change(cells: Sequence[Cell], changing: Sequence[Line], stay: int) -> SafeString:
    """ "Three reports become public together... Two milestones change, nine stay as they stood." """
    if not cells:
        return format_html("{}", _("None of them can be published now."))
    clauses = [a_number(CHANGE, len(changing))] if changing else []
    if stay:
        clauses.append(a_number(STAY, stay))
    first = sentence(a_number(BECOME_PUBLIC, len(cells)))
    return sentences([first, sentence(joined(clauses))] if clauses else [first])


def publish_done(done: int, before: int, edition: int | None) -> SafeString:
    """ "Three reports are published, in edition 57." """
    where = _("in edition %(number)s") % {"number": edition} if edition else ""
    return _done(ARE_PUBLISHED, done, WERE_PUBLISHED, before, where)


def gate_done(done: int, before: int, *, is_closing: bool) -> SafeString:
    now, already = (ARE_CLOSED, WERE_CLOSED) if is_closing else (ARE_OPEN, WERE_OPEN)
    return _done(now, done, already, before)


def _done(now, done: int, already, before: int, where: str = "") -> SafeString:
    said = []
    if done:
        clause = a_number(now, done)
        said.append(sentence(f"{clause}, {where}" if where else clause))
    if before:
        said.append(sentence(a_number(already, before)))
    return sentences(said) if said else format_html("{}", _("Nothing was changed."))


def remind_done(people: Sequence[User], skipped: Sequence[tuple[User, Reason]]) -> SafeString:
    """ "Two people are reminded: Ben and Bea. Bo is not: ..." """
    if people:
        clause = capitalised(a_number(REMINDED, len(people)))
        said = [format_html("{}: {}.", clause, joined([str(person) for person in people]))]
    else:
        said = [format_html("{}", _("Nobody is reminded now."))]
    said += [
        format_html(_("{person} is not: {reason}"), person=str(person), reason=str(reason))
        for person, reason in skipped
    ]
    return sentences(said)
