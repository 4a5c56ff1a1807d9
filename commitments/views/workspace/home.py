"""The first page of the workspace: what I owe, what waits for me, what was published lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString

from plans.choices import OutboxState, Role
from plans.models import Agency, OutboxItem, User
from plans.permissions import agencies_served, can_coordinate, is_staff_of_the_portal
from plans.rules import Reason

from ...choices import LeadRole, ReportStanding
from ...models import ProgressReport
from ...operations.reports import missing_in
from ...record.corrections import corrections_waiting
from ...record.handover import holders_on
from ...record.rounds import Board, Cell, board_on, drafts_of, lines_in, plans_with_rounds
from ...words.workspace import (
    sentences,
    what_i_owe,
    what_needs_you,
    what_waits_for_your_name,
    who_writes,
)

LATELY = 6


def home(request: HttpRequest) -> HttpResponse:
    """One sentence, and one link each to the right form; for each role that somebody has."""
    user, on = request.user, timezone.localdate()
    if not is_staff_of_the_portal(user, on):
        later = holders_on(user.memberships.filter(from_on__gt=on), on)
        page = {"coming": [held for holder in later for held in holder.memberships]}
        return render(request, "commitments/workspace_nobody.html", page, status=404)
    boards = [board_on(plan, on, user) for plan in plans_with_rounds(user, on)]
    mine = _mine(boards, user, on) if agencies_served(user, on, Role.EDITOR, Role.APPROVER) else None
    page = {"on": on, "boards": boards, "mine": mine, "lately": _published_lately(user, on)}
    if can_coordinate(user, on):
        page |= _needs_the_coordinator(boards)
        return render(request, "commitments/workspace_coordinator.html", page)
    if mine:
        return render(request, "commitments/workspace_home.html", page)
    return render(request, "commitments/workspace_nothing_yet.html", page)


def _published_lately(user: User, on: date):
    reports = (
        ProgressReport.objects.published().visible_to(user, on).order_by("-published_in", "-period__ends_on")
    )
    return reports.select_related("commitment__plan", "period", "published_in")[:LATELY]


def _in_open_periods(boards: list[Board]) -> list[Cell]:
    cells = [cell for board in boards for cell in board.cells if not cell.period.is_closed]
    return sorted(cells, key=_soonest_first)


def _soonest_first(cell: Cell) -> tuple:
    return cell.period.due_on or cell.period.ends_on, cell.commitment.sort_key


# ---- For an agency ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Todo:
    """One report, and what it still lacks where it is being written."""

    cell: Cell
    missing: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Mine:
    """What the reports of somebody's agencies need of them."""

    agencies: str
    is_editor: bool
    to_sign: list[Todo]  # what waits for their name
    back: list[Todo]  # to write: what came back first
    open: list[Todo]
    watched: list[Todo]  # what others in the agency have to write
    supported: list[Todo]  # what they may write with
    sent: list[Todo]  # what is on its way
    lede: SafeString

    @property
    def has_begun(self) -> bool:
        return bool(self.back or any(todo.cell.report for todo in self.open))


def _mine(boards: list[Board], user: User, on: date) -> Mine:
    """Only an agency that leads in the period owes; one that supports may write, and does not send."""
    cells = _in_open_periods(boards)
    edited, signed = (agencies_served(user, on, role) for role in (Role.EDITOR, Role.APPROVER))
    owed = [cell for cell in cells if cell.owes and cell.is_with_the_agency]
    led = [cell for cell in owed if cell.role_of(edited) == LeadRole.LEAD]
    watched = [cell for cell in owed if cell.role_of(signed) == LeadRole.LEAD and cell not in led]
    back = [cell for cell in led if cell.standing == ReportStanding.SENT_BACK]
    open_ones = [cell for cell in led if cell not in back]
    supported = [cell for cell in owed if cell.role_of(edited | signed) == LeadRole.SUPPORTING]
    # What was sent before a period closed can still be signed off, and published.
    on_the_way = [
        cell
        for cell in sorted((cell for board in boards for cell in board.cells), key=_soonest_first)
        if cell.standing in (ReportStanding.TO_APPROVE, ReportStanding.SUBMITTED)
    ]
    to_sign = [cell for cell in on_the_way if cell.may_sign]
    ledes = [what_waits_for_your_name(to_sign)] if signed else []
    if edited:
        ledes.append(what_i_owe(open_ones, back))
    else:
        back_there = [cell for cell in watched if cell.standing == ReportStanding.SENT_BACK]
        ledes.append(who_writes([cell for cell in watched if cell not in back_there], back_there))
    drafts = drafts_of(cell.report for cell in owed if cell.report)

    def todos(cells: Iterable[Cell]) -> list[Todo]:
        return [Todo(cell, _missing(cell, drafts, on)) for cell in cells]

    return Mine(
        agencies=_agencies(edited | signed, on),
        is_editor=bool(edited),
        to_sign=todos(to_sign),
        back=todos(back),
        open=todos(open_ones),
        watched=todos(watched),
        supported=todos(supported),
        sent=todos(cell for cell in on_the_way if not cell.may_sign and cell.role_of(edited | signed)),
        lede=sentences(ledes),
    )


def _missing(cell: Cell, drafts, on: date) -> tuple[Reason, ...]:
    """How far what is being written has come."""
    if cell.report is None or not cell.is_with_the_agency:
        return ()
    lines = lines_in(cell.one, cell.period, cell.report, drafts)
    return tuple(missing_in(cell.report, on, lines))


def _agencies(served: set[int], on: date) -> str:
    return ", ".join(agency.name for agency in Agency.objects.named_on(on).filter(pk__in=served))


# ---- For the coordinator --------------------------------------------------------------------------------


def _needs_the_coordinator(boards: list[Board]) -> dict:
    """What waits to be published, what is with the agencies, what could be closed, what was missed."""
    cells = _in_open_periods(boards)
    everything = sorted((cell for board in boards for cell in board.cells), key=_soonest_first)
    totals = [total for board in boards for total in board.totals]
    waiting = [cell for cell in everything if cell.standing == ReportStanding.SUBMITTED]
    corrections = corrections_waiting()
    with_them = {
        "to_approve": [cell for cell in everything if cell.standing == ReportStanding.TO_APPROVE],
        "back": [cell for cell in cells if cell.standing == ReportStanding.SENT_BACK],
        "writing": [cell for cell in cells if cell.standing == ReportStanding.DRAFT],
        "not_begun": [cell for cell in cells if cell.standing == ReportStanding.NOT_BEGUN],
    }
    return {name: [Todo(cell) for cell in found] for name, found in with_them.items()} | {
        "lede": what_needs_you(waiting, corrections=len(corrections), **with_them),
        "to_publish": [Todo(cell) for cell in waiting],
        "corrections": corrections,
        "missed": [total for total in totals if total.missed],
        "to_close": [total for total in totals if total.could_be_closed],
        "failed_mail": OutboxItem.objects.mails().filter(state=OutboxState.FAILED).count(),
    }
