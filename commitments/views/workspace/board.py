"""Who has reported: the board of a plan, and the page on which a period is closed or opened."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting
from plans.models import ActionPlan, ReportingPeriod, User
from plans.operations.periods import close_period, reasons_not_to_close, reasons_not_to_open, reopen_period
from plans.permissions import can_coordinate
from plans.rules import NotReady

from ...choices import ReportStanding
from ...forms.board import AskedForm
from ...permissions import can_edit_report
from ...record.rounds import WITH_THE_AGENCY, Board, Cell, board_on
from ...words import a_number, capitalised
from ...words.bulk import COULD_CLOSE, OWED, READY
from ...words.workspace import who_has_reported


def board_of(request: HttpRequest, slug: str) -> Board:
    """What this person may see of a plan's board; 404 where that is nothing."""
    on = timezone.localdate()
    plan = get_object_or_404(ActionPlan.objects.published(), slug=slug)
    found = board_on(plan, on, request.user)
    if not found.rows and not can_coordinate(request.user, on):
        raise Http404
    return found


def board(request: HttpRequest, plan: str) -> HttpResponse:
    """Every commitment, every period; or the part of it that is asked for. `?choose` has boxes to tick."""
    found = board_of(request, plan)
    form = AskedForm(request.GET, board=found)
    if not form.is_valid():
        raise BadRequest(_("There is no such thing on this page: %s") % ", ".join(form.errors))
    return show_board(request, found, form)


def show_board(
    request: HttpRequest, found: Board, form: AskedForm, *, status: int = 200, **more
) -> HttpResponse:
    may_coordinate = can_coordinate(request.user, found.on)
    current = found.current
    can_fill_in = current and not current.is_closed and has_rows(request.user, found.cells_of(current))
    page = {
        "board": found,
        "part": form.part,
        "form": form,
        "crumbs": [
            {"url": reverse("workspace"), "label": _("Reports")},
            {"url": "", "label": found.plan.short_title},
        ],
        "can_coordinate": may_coordinate,
        "can_fill_in": can_fill_in,
        "is_choosing": may_coordinate and "choose" in request.GET,
        "lede": who_has_reported(found),
        "at_once": at_once(found) if may_coordinate else [],
        "errors": [],
    }
    return render(request, "commitments/workspace_board.html", page | more, status=status)


def at_once(found: Board) -> list[dict]:
    """What waits for a coordinator on the board, and can be done with all of it."""
    waiting = [
        ("publish", _("Read and publish"), READY, [cell for cell in found.cells if cell.is_to_publish]),
        ("remind", _("Remind"), OWED, [cell for cell in found.cells if cell.is_to_remind]),
        ("close", _("Look and close"), COULD_CLOSE, [t.period for t in found.totals if t.could_be_closed]),
    ]
    return [
        {"action": action, "verb": verb, "words": capitalised(a_number(words, len(things))), "things": things}
        for action, verb, words, things in waiting
        if things
    ]


def has_rows(user: User, cells: Iterable[Cell]) -> bool:
    """Whether somebody may write into any of these."""
    return any(can_edit_report(user, cell.commitment, cell.period, cell.on) for cell in cells)


@reading_and_posting
def period(request: HttpRequest, plan: str, period: str) -> HttpResponse:
    """One round of reports: its days, and whether it is open. `?close` asks before it is closed."""
    now = timezone.now()
    if not can_coordinate(request.user, timezone.localdate(now)):
        raise Http404
    found = board_of(request, plan)
    row = get_object_or_404(ReportingPeriod.objects.select_related("plan"), plan=found.plan, slug=period)
    if request.method == "POST":
        operation = {"close": close_period, "open": reopen_period}.get(request.POST.get("action"))
        if operation is None:
            raise BadRequest(_("A period can be closed or opened, nothing else."))
        try:
            operation(period=row, by=request.user, now=now)
        except NotReady as refused:
            if row.is_closed != (operation is close_period):
                return _show(request, found, row, refused=refused.reasons, status=409)
        return redirect("workspace-period", plan, period)
    if "close" in request.GET and not reasons_not_to_close(row, now):
        return _ask(request, found, row)
    return _show(request, found, row)


def _ask(request: HttpRequest, found: Board, row: ReportingPeriod) -> HttpResponse:
    """Who is cut off when the period closes, and what waits to be published."""
    total = found.total_of(row)
    cut_off = [
        (standing, [cell for cell in total.with_standing(standing) if cell.owes])
        for standing in WITH_THE_AGENCY
    ]
    page = {
        "board": found,
        "period": row,
        "total": total,
        "cut_off": [(standing, cells) for standing, cells in cut_off if cells],
        "waiting": total.with_standing(ReportStanding.SUBMITTED),
        "crumbs": _crumbs(found, row),
    }
    return render(request, "commitments/workspace_close.html", page)


def _show(
    request: HttpRequest, found: Board, row: ReportingPeriod, *, status: int = 200, **more
) -> HttpResponse:
    page = {
        "board": found,
        "period": row,
        "refused": [],
        "total": found.total_of(row),
        "not_close": reasons_not_to_close(row, timezone.now()),
        "not_open": reasons_not_to_open(row),
        "crumbs": _crumbs(found, row),
    }
    return render(request, "commitments/workspace_period.html", page | more, status=status)


def _crumbs(found: Board, row: ReportingPeriod) -> list[dict]:
    return [
        {"url": reverse("workspace"), "label": _("Reports")},
        {"url": reverse("workspace-board", args=[found.plan.slug]), "label": found.plan.short_title},
        {"url": "", "label": row.words},
    ]
