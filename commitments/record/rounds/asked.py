"""A part of the board that was asked for: one agency, one standing, one period, or what is late."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from plans.models import Agency, ReportingPeriod

from ...choices import LeadRole, ReportStanding
from .board import Board, Cell, Row


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of a board: slugs of agency and period, a standing; all of them at once."""

    agency: str = ""
    standing: str = ""
    period: str = ""
    late: bool = False

    def __bool__(self) -> bool:
        return bool(self.agency or self.standing or self.period or self.late)

    def finds(self, cell: Cell) -> bool:
        return (
            (not self.agency or self.agency in {agency.slug for agency in leading(cell)})
            and self.standing in ("", cell.standing)
            and self.period in ("", cell.period.slug)
            and (cell.is_late or not self.late)
        )


def leading(cell: Cell) -> list[Agency]:
    """The agencies that lead on any day of the period."""
    return [lead.agency for lead in cell.leads if lead.role == LeadRole.LEAD]


@dataclass
class Part:
    """What is shown of a board: whole rows in which something was found; its totals stay those of all."""

    board: Board
    asked: Asked

    @cached_property
    def found(self) -> set[str]:
        """The keys of the cells that were asked for."""
        return {cell.key for cell in self.board.cells if self.asked.finds(cell)}

    @cached_property
    def rows(self) -> list[Row]:
        if not self.asked:
            return self.board.rows
        return [row for row in self.board.rows if any(cell.key in self.found for cell in row.cells)]

    @property
    def periods(self) -> list[ReportingPeriod]:
        return [period for period in self.board.periods if self.asked.period in ("", period.slug)]

    # -- what can be asked for

    @cached_property
    def agencies(self) -> list[Agency]:
        """Those that lead in any period of the board."""
        found = {agency.slug: agency for cell in self.board.cells for agency in leading(cell)}
        return sorted(found.values(), key=str)

    @cached_property
    def standings(self) -> list[ReportStanding]:
        on_the_board = {cell.standing for cell in self.board.cells}
        return [standing for standing in ReportStanding if standing in on_the_board]
