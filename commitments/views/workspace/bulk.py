"""Several reports or periods at once: first what it would touch, then what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plans.forms import Problem
from plans.http import reading_and_posting, version_in
from plans.models import ReportingPeriod
from plans.operations.periods import reasons_not_to_close, reasons_not_to_open
from plans.permissions import can_coordinate
from plans.rules import Reason

from ...choices import ReportStanding
from ...forms.board import AskedForm
from ...operations.bulk import Together, close_together, open_together, publish_together
from ...operations.decisions import reasons_not_to_publish
from ...operations.reminders import remind_by_hand, who_is_reminded
from ...record.rounds import WITH_THE_AGENCY, Board, Cell, Line, Total, drafts_of, lines_in
from ...rules import NOT_SENT, NOTHING_OWED, TO_APPROVE
from ...words.bulk import gate_done, publish_done, remind_done, what_would_change
from .board import board_of, show_board

OF_REPORTS, OF_PERIODS = ("publish", "remind"), ("close", "open")


@dataclass
class Chosen:
    """What somebody wants done, and with which cells or periods of the board."""

    board: Board
    action: str
    cells: list[Cell]
    periods: list[ReportingPeriod]
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest, board: Board, now: datetime) -> Chosen:
        """Those that were ticked; with `all`, every one that waits for it."""
        action = request.POST.get("action", "")
        if action not in (*OF_REPORTS, *OF_PERIODS):
            raise BadRequest(_("Reports can be published or reminded of, periods closed or opened."))
        if "all" in request.POST:
            waits = Cell.is_to_publish if action == "publish" else Cell.is_to_remind
            cells = [cell for cell in board.cells if waits.fget(cell)]
            periods = [total.period for total in board.totals if total.could_be_closed]
        else:
            ticked, slugs = set(request.POST.getlist("cell")), set(request.POST.getlist("period"))
            cells = [cell for cell in board.cells if cell.key in ticked]
            periods = [period for period in board.periods if period.slug in slugs]
        return cls(
            board,
            action,
            cells if action in OF_REPORTS else [],
            periods if action in OF_PERIODS else [],
            now,
        )

    @cached_property
    def lines(self) -> dict[str, list[Line]]:
        """What each report says of its milestones, by the key of its cell; all read in two queries."""
        drafts = drafts_of(cell.report for cell in self.cells if cell.report)
        return {cell.key: lines_in(cell.one, cell.period, cell.report, drafts) for cell in self.cells}

    def why_not(self, thing: Cell | ReportingPeriod) -> list[Reason]:
        """Why it cannot be done with this one now."""
        if isinstance(thing, ReportingPeriod):
            if self.action == "close":
                return reasons_not_to_close(thing, self.now)
            return reasons_not_to_open(thing)
        if self.action == "remind":
            return [] if thing.is_to_remind else [NOTHING_OWED]
        if thing.report is None:
            return [NOT_SENT]
        if thing.standing == ReportStanding.TO_APPROVE:
            return [TO_APPROVE]  # where its approvers have gone since, it is published from its own page
        return reasons_not_to_publish(thing.report, self.board.on, self.lines[thing.key])

    @cached_property
    def verdicts(self) -> list[tuple[Cell | ReportingPeriod, list[Reason]]]:
        return [(thing, self.why_not(thing)) for thing in (*self.cells, *self.periods)]

    @property
    def can(self) -> list:
        return [thing for thing, reasons in self.verdicts if not reasons]

    @property
    def cannot(self) -> list[tuple]:
        return [(thing, reasons) for thing, reasons in self.verdicts if reasons]


@reading_and_posting
def several(request: HttpRequest, plan: str) -> HttpResponse:
    """Asks before it does anything: how many, which, what happens next; `confirm` does it."""
    now = timezone.now()
    if not can_coordinate(request.user, timezone.localdate(now)):
        raise Http404
    board = board_of(request, plan)
    if request.method != "POST":
        return redirect("workspace-board", plan)
    chosen = Chosen.of(request, board, now)
    if not chosen.cells and not chosen.periods:
        return _nothing_ticked(request, chosen)
    if "confirm" not in request.POST:
        return _ask(request, chosen)
    return {"publish": _publish, "remind": _remind}.get(chosen.action, _open_or_close)(request, chosen)


def _nothing_ticked(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    if chosen.action in OF_REPORTS:
        text = _("Tick the reports that you mean, or the periods, then choose what to do.")
    else:
        text = _("Tick the periods that you mean, at the head of their columns.")
    form = AskedForm({}, board=chosen.board)
    errors = [Problem(text, "#every")]
    return show_board(request, chosen.board, form, is_choosing=True, errors=errors, status=422)


def _ask(request: HttpRequest, chosen: Chosen, *, refused=(), done: str = "") -> HttpResponse:
    """What would be touched; after some were refused, what became of each, and what is left to do."""
    pages = {"publish": _publish_page, "remind": _remind_page}
    page = {
        "board": chosen.board,
        "chosen": chosen,
        "refused": refused,
        "done": done,
        "crumbs": [
            {"url": reverse("workspace"), "label": _("Reports")},
            {
                "url": reverse("workspace-board", args=[chosen.board.plan.slug]),
                "label": chosen.board.plan.short_title,
            },
            {"url": "", "label": _("Several at once")},
        ],
    }
    template, more = pages.get(chosen.action, _gate_page)(chosen)
    return render(request, template, page | more, status=409 if refused else 200)


# ---- Publishing ----------------------------------------------------------------------------------------


def _publish_page(chosen: Chosen) -> tuple[str, dict]:
    changes = [(cell, [line for line in chosen.lines[cell.key] if line.now]) for cell in chosen.can]
    stay = sum(len(chosen.lines[cell.key]) for cell in chosen.can) - sum(
        len(lines) for _cell, lines in changes
    )
    changing = [line for _cell, lines in changes for line in lines]
    return "commitments/board/publish.html", {
        "changes": changes,
        "lede": what_would_change(chosen.can, changing, stay),
    }


def _publish(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    cells = {cell.report.pk: cell for cell in chosen.cells if cell.report}
    found = publish_together(
        reports=[(cell.report, _version_of(request, cell)) for cell in cells.values()],
        by=request.user,
        now=chosen.now,
    )
    found.refused = [(cells[report.pk], reasons) for report, reasons in found.refused]
    found.refused += [(cell, [NOT_SENT]) for cell in chosen.cells if cell.report is None]
    return _answer(
        request,
        chosen,
        found,
        publish_done(len(found.done), len(found.before), found.edition and found.edition.number),
    )


def _version_of(request: HttpRequest, cell: Cell) -> int:
    """The version that was read on the page that asked."""
    return version_in({"version": request.POST.get(f"version-{cell.key}", "")})


# ---- Reminding -----------------------------------------------------------------------------------------


def _remind_page(chosen: Chosen) -> tuple[str, dict]:
    owed = [(cell.commitment, cell.period) for cell in chosen.can]
    return "commitments/board/remind.html", {"found": who_is_reminded(reports_owed=owed, now=chosen.now)}


def _remind(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    owed = [(cell.commitment, cell.period) for cell in chosen.can]
    found = remind_by_hand(reports_owed=owed, by=request.user, now=chosen.now)
    result = Together(done=chosen.can, refused=chosen.cannot)
    return _answer(request, chosen, result, remind_done(found.people, found.skipped))


# ---- Closing and opening periods -----------------------------------------------------------------------


def _gate_page(chosen: Chosen) -> tuple[str, dict]:
    totals = [chosen.board.total_of(period) for period in chosen.can]
    cut_off = [(total, _cut_off(total)) for total in totals]
    return "commitments/board/gates.html", {
        "gates": cut_off,
        "cut_off": sum(len(cells) for _total, cells in cut_off),
        "is_closing": chosen.action == "close",
    }


def _cut_off(total: Total) -> list[Cell]:
    """Who could no longer report."""
    return [cell for cell in total.with_standing(*WITH_THE_AGENCY) if cell.owes]


def _open_or_close(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    operation = close_together if chosen.action == "close" else open_together
    found = operation(periods=chosen.periods, by=request.user, now=chosen.now)
    return _answer(
        request,
        chosen,
        found,
        gate_done(len(found.done), len(found.before), is_closing=chosen.action == "close"),
    )


# ---- What became of it ---------------------------------------------------------------------------------


def _answer(request: HttpRequest, chosen: Chosen, found: Together, words: SafeString) -> HttpResponse:
    """Back to the board, which says what was done; where something was refused, that first."""
    plan = chosen.board.plan.slug
    if not found.refused:
        messages.success(request, words)
        return redirect("workspace-board", plan)
    board = board_of(request, plan)
    return _ask(request, Chosen.of(request, board, chosen.now), refused=found.refused, done=words)
