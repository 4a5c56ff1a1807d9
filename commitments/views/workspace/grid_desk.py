"""What the grid has in hand: the commitments somebody writes for in a period, and their milestones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.forms import Problem
from plans.http import version_in
from plans.models import ActionPlan, ReportingPeriod, User
from plans.permissions import agencies_served, can_coordinate
from plans.rules import Reason

from ...forms.grid import RowForm, row_name
from ...models import ProgressReport
from ...operations.reports import missing_in, reasons_not_to_write
from ...permissions import can_edit_report, can_submit_report
from ...record.rounds import Board, Cell, Line, board_on, drafts_of, lines_in
from ...rules import Declared, digest_of

ROWS_ON_A_PAGE = 100


@dataclass(eq=False)
class Sheet:
    """One commitment in the grid: its report, its rows, and whether it can be sent."""

    cell: Cell
    lines: list[Line]
    user: User

    @property
    def number(self) -> str:
        return self.cell.commitment.number

    @property
    def report(self) -> ProgressReport | None:
        return self.cell.report

    @property
    def version(self) -> int:
        return self.report.version if self.report else 0

    @property
    def url(self) -> str:
        """The form of this report: its texts and links, and everything that does not fit into a row."""
        cell = self.cell
        return reverse("workspace-report", args=[cell.commitment.plan.slug, self.number, cell.period.slug])

    @cached_property
    def not_now(self) -> list[Reason]:
        return reasons_not_to_write(self.report, self.cell.period, self.cell.on)

    @property
    def is_sent(self) -> bool:
        return self.report is not None and not self.report.is_being_written

    @cached_property
    def can_submit(self) -> bool:
        return can_submit_report(self.user, self.cell.commitment, self.cell.period, self.cell.on)

    @cached_property
    def missing(self) -> list[Reason]:
        """What the report still needs; before it is begun, everything."""
        report = self.report or ProgressReport(commitment=self.cell.commitment, period=self.cell.period)
        return missing_in(report, self.cell.on, self.lines)

    @property
    def missing_elsewhere(self) -> list[Problem]:
        """What is missing that no row has room for: links into the form."""
        return [
            Problem(str(reason), f"{self.url}#{reason.field}")
            for reason in self.missing
            if not reason.field.startswith("milestone-")
        ]


@dataclass
class Entry:
    """One row: a milestone, what is kept of it, and what was typed and is not kept yet."""

    sheet: Sheet
    line: Line
    form: RowForm | None
    read: str = ""
    is_typed: bool = False
    is_saved: bool = False
    problems: list[Problem] = field(default_factory=list)
    refused: list[Reason] = field(default_factory=list)
    theirs: Declared | None = None
    yours: Declared | None = None
    has_moved: bool = False

    @property
    def key(self) -> str:
        return f"{self.sheet.number}-{self.line.number}"

    @property
    def full_number(self) -> str:
        return f"{self.sheet.number}.{self.line.number}"

    @property
    def name(self) -> str:
        return row_name(self.sheet.number, self.line.number)

    @property
    def is_trouble(self) -> bool:
        return bool(self.problems or self.refused or self.has_moved)

    @property
    def missing(self) -> list[Problem]:
        """What was begun in this row and is not complete; a milestone never reported on needs its stage."""
        return self.form.to_mend(self.line.missing) if self.form else []

    def problem_of(self, name: str) -> str:
        errors = self.form.errors.get(name, []) if self.form and self.is_typed else []
        return " ".join(errors)


@dataclass
class GridDesk:
    """The grid as one person has it in hand for a period; 404 where the plan is not theirs to know."""

    board: Board
    period: ReportingPeriod
    user: User
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest, plan: str, period: str) -> GridDesk:
        now = timezone.now()
        on = timezone.localdate(now)
        found = get_object_or_404(ActionPlan.objects.published(), slug=plan)
        row = get_object_or_404(ReportingPeriod, plan=found, slug=period)
        row.plan = found
        board = board_on(found, on, request.user, only=row)
        if not can_coordinate(request.user, on):
            if not board.rows:
                raise Http404
            if not agencies_served(request.user, on, Role.EDITOR):
                raise PermissionDenied
        return cls(board, row, request.user, now)

    def read_again(self) -> GridDesk:
        """The same with what is saved by now."""
        board = board_on(self.plan, self.on, self.user, only=self.period)
        return GridDesk(board, self.period, self.user, self.now)

    @property
    def plan(self) -> ActionPlan:
        return self.board.plan

    @property
    def on(self) -> date:
        return self.board.on

    @property
    def url(self) -> str:
        return reverse("workspace-grid", args=[self.plan.slug, self.period.slug])

    @cached_property
    def cells(self) -> list[Cell]:
        """Those that this person may write for, and that are owed or begun."""
        theirs = [c for c in self.board.cells if can_edit_report(self.user, c.commitment, c.period, c.on)]
        return [cell for cell in theirs if cell.owes or cell.report]

    @cached_property
    def sheets(self) -> list[Sheet]:
        drafts = drafts_of(cell.report for cell in self.cells if cell.report)
        return [
            Sheet(cell, lines_in(cell.one, cell.period, cell.report, drafts), self.user)
            for cell in self.cells
        ]

    def entries(self, number: str | None = None) -> Page:
        """The rows of one page, as they are kept."""
        rows = [(sheet, line) for sheet in self.sheets for line in sheet.lines]
        page = Paginator(rows, ROWS_ON_A_PAGE).get_page(number)
        page.object_list = [self._entry(sheet, line) for sheet, line in page.object_list]
        return page

    def _entry(self, sheet: Sheet, line: Line) -> Entry:
        is_open = not sheet.not_now and not line.is_finished
        form = RowForm(line=line, on=self.on) if is_open else None
        return Entry(sheet, line, form, read=digest_of(line.draft))

    def typed_into(self, entry: Entry, data: Mapping[str, str]) -> Entry | None:
        """The row with the words that came in for it; None where it was left as it was read."""
        if f"{entry.name}-read" not in data or entry.line.is_finished:
            return None
        form = RowForm(data, line=entry.line, on=self.on)
        read = data[f"{entry.name}-read"]
        typed = Entry(entry.sheet, entry.line, form, read=read, is_typed=True)
        if not form.is_valid():
            return typed
        typed.yours = form.said
        new = digest_of(form.said if form.said.adds_to(entry.line.before) else None)
        return None if new in (read, digest_of(entry.line.draft)) else typed

    def crumbs(self) -> list[dict]:
        return [
            {"url": reverse("workspace"), "label": _("Reports")},
            {"url": reverse("workspace-board", args=[self.plan.slug]), "label": self.plan.short_title},
            {"url": "", "label": self.period.words},
        ]


def by_sheet(entries: list[Entry]) -> list[tuple[Sheet, list[Entry]]]:
    """The rows of a page under their commitments."""
    return [(sheet, list(rows)) for sheet, rows in groupby(entries, key=lambda entry: entry.sheet)]


def version_read(data: Mapping[str, str], sheet: Sheet) -> int:
    """The version of a report that was read with the page."""
    return version_in({"version": data.get(f"version-{sheet.number}", "")})
