"""Commitments against OGP values and grand challenges, as the table of a plan prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plans.choices import GrandChallenge, OGPValue

from .day import CommitmentOnDay, PlanOnDay

NOTES = "notes-on-values-and-challenges"  # the section of a plan that is shown below its table


@dataclass(frozen=True)
class Cell:
    """One value or challenge, in the plan's own label, and whether a commitment names it."""

    label: str
    is_ticked: bool
    opens_group: bool


@dataclass(frozen=True)
class Row:
    one: CommitmentOnDay
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """The columns of a plan and a row for each commitment and part, in the order of the plan."""

    values: list[str]
    challenges: list[str]
    rows: list[Row]

    @property
    def has_milestones(self) -> bool:
        """Whether each fits into a cell: no commitment has more than one."""
        return all(len(row.one.live) <= 1 for row in self.rows) and any(row.one.live for row in self.rows)


def matrix_of(record: PlanOnDay) -> Matrix | None:
    """None where no commitment names a value or a challenge."""
    plan, promised = record.plan, [one.commitment for one in record.commitments]
    values = _columns(OGPValue, plan.value_labels, (code for c in promised for code in c.values))
    challenges = _columns(
        GrandChallenge, plan.challenge_labels, (code for c in promised for code in c.challenges)
    )
    if not any(commitment.values or commitment.challenges for commitment in promised):
        return None
    rows = [
        Row(
            one,
            [
                *_cells(values, plan.value_label, one.commitment.values),
                *_cells(challenges, plan.challenge_label, one.commitment.challenges),
            ],
        )
        for one in record.commitments
    ]
    return Matrix(
        [plan.value_label(code) for code in values], [plan.challenge_label(code) for code in challenges], rows
    )


def _columns(choices, labelled: Iterable[str], named: Iterable[str]) -> list[str]:
    """The codes that the plan has a label for or a commitment names, in their common order."""
    known = {*labelled, *named}
    return [code for code in choices.values if code in known]


def _cells(codes: list[str], label: Callable[[str], str], named: list[str]) -> list[Cell]:
    return [Cell(label(code), code in named, place == 0) for place, code in enumerate(codes)]
