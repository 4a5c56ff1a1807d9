"""The sentence that opens the grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from plans.rules import Reason

from ..record.rounds import Line
from .numbers import a_number, joined
from .plans import sentence
from .workspace import sentences

MILESTONES = ngettext_lazy("%(number)s milestone", "%(number)s milestones", "n")
COMMITMENTS = ngettext_lazy("%(number)s commitment", "%(number)s commitments", "n")
CAN_BE_SENT = ngettext_lazy("%(number)s report can be sent", "%(number)s reports can be sent", "n")
INCOMPLETE = ngettext_lazy("%(number)s still misses something", "%(number)s still miss something", "n")
DONE = ngettext_lazy("%(number)s has been sent", "%(number)s have been sent", "n")


class OneReport(Protocol):
    lines: list[Line]

    @property
    def is_sent(self) -> bool: ...

    @property
    def not_now(self) -> list[Reason]: ...

    @property
    def missing(self) -> list[Reason]: ...


def grid_lede(sheets: Sequence[OneReport]) -> SafeString:
    """ "Twelve milestones in four commitments. One report can be sent, two still miss something." """
    if not sheets:
        return format_html("{}", _("No report of yours is expected for this period."))
    size = {
        "milestones": a_number(MILESTONES, sum(len(sheet.lines) for sheet in sheets)),
        "commitments": a_number(COMMITMENTS, len(sheets)),
    }
    first = sentence(_("%(milestones)s in %(commitments)s") % size)
    being_written = [sheet for sheet in sheets if not sheet.not_now]
    complete = sum(not sheet.missing for sheet in being_written)
    sent = sum(sheet.is_sent for sheet in sheets)
    clauses = [
        a_number(clause, number)
        for clause, number in (
            (CAN_BE_SENT, complete),
            (INCOMPLETE, len(being_written) - complete),
            (DONE, sent),
        )
        if number
    ]
    return sentences([first, sentence(joined(clauses))] if clauses else [first])
