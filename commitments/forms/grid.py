"""One row of the grid: the same form as in a report, under names that tell rows of many commitments apart."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.forms import Problem

from ..rules import Reason
from .reports import MilestoneForm


class RowForm(MilestoneForm):
    """What is said of one milestone, in a row: its choices are lists."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.prefix = row_name(self.line.milestone.commitment.number, self.line.number)

    def say(self, name: str, error: str) -> str:
        return error

    def anchor(self, name: str) -> str:
        """Of a date the first input; a list is one."""
        is_date = name in ("expected_on", "completed_on")
        return f"{self.add_prefix(name)}_0" if is_date else self.add_prefix(name)

    def to_mend(self, reasons: Iterable[Reason]) -> list[Problem]:
        """What is missing, each with the link to where it is filled in."""
        return [Problem(str(reason), f"#{self.place_of(reason.field)}") for reason in reasons]

    def place_of(self, field: str) -> str:
        """Where something that is missing is filled in: of a date, the choice before it."""
        return self.anchor({"evidence": "evidence_url", "expected_on": "when"}.get(field, field))


def row_name(commitment: str, milestone: int) -> str:
    """What the inputs of a row begin with: "row-5-3"."""
    return f"row-{commitment}-{milestone}"


def in_row(number: str, text: str) -> str:
    return str(format_lazy(_("Milestone {number}: {text}"), number=number, text=text))
