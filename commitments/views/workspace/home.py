"""The first page of the workspace: what I owe, what waits for me, what was published lately."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import OutboxState, Role
from plans.models import Agency, OutboxItem
from plans.operations.periods import reasons_not_to_close
from plans.permissions import agencies_served, can_coordinate, is_staff_of_the_portal

from ...choices import LeadRole, ReportStanding
from ...models import ProgressReport
from ...record.rounds import Board, Cell, Total, board_on, plans_with_rounds
from ...words.workspace import what_i_owe, what_needs_you, who_writes

LATELY = 6


def home(request: HttpRequest) -> HttpResponse:
    """One sentence, and one link each to the right form."""
    user, now = request.user, timezone.now()
    on = timezone.localdate(now)
    if not is_staff_of_the_portal(user, on):
        return render(request, "commitments/workspace_nobody.html", status=404)
    boards = [board_on(plan, on, user) for plan in plans_with_rounds(user, on)]
    page = {"on": on, "boards": boards, "lately": _published_lately(user, on)}
    if can_coordinate(user, on):
        return render(
            request, "commitments/workspace_coordinator.html", page | _needs_the_coordinator(boards, now)
        )
    if not agencies_served(user, on, Role.EDITOR, Role.APPROVER):
        return render(request, "commitments/workspace_nothing_yet.html", page)
    return render(request, "commitments/workspace_home.html", page | _needs_the_agency(boards, user, on))


def _published_lately(user, on):
    reports = (
        ProgressReport.objects.published().visible_to(user, on).order_by("-published_in", "-period__ends_on")
    )
    return reports.select_related("commitment__plan", "period", "published_in")[:LATELY]


def _in_open_periods(boards: list[Board]) -> list[Cell]:
    cells = [cell for board in boards for cell in board.cells if not cell.period.is_closed]
    return sorted(
        cells, key=lambda cell: (cell.period.due_on or cell.period.ends_on, cell.commitment.sort_key)
    )


def _needs_the_agency(boards: list[Board], user, on) -> dict:
    """The reports that an agency owes, what came back first; what it may write with; those on their way.

    Only an agency that leads in the period owes; one that supports may write, and does not send.
    """
    cells = _in_open_periods(boards)
    editing = agencies_served(user, on, Role.EDITOR)
    served = editing or agencies_served(user, on, Role.APPROVER)
    led = [cell for cell in cells if cell.role_of(served) == LeadRole.LEAD]
    supported = [cell for cell in cells if cell.role_of(served) == LeadRole.SUPPORTING]
    is_editor = bool(editing)
    back = [cell for cell in led if cell.standing == ReportStanding.SENT_BACK]
    open_ones = [cell for cell in led if cell.owes and cell.is_with_the_agency and cell not in back]
    return {
        "is_editor": is_editor,
        "agencies": _agencies(user, on),
        "back": back,
        "open": open_ones,
        "supported": [cell for cell in supported if cell.owes and cell.is_with_the_agency],
        "lede": what_i_owe(open_ones, back) if is_editor else who_writes(open_ones, back),
        "sent": [cell for cell in cells if cell.standing == ReportStanding.SUBMITTED],
        "next_due": min(
            (cell.period.due_on for cell in back + open_ones if cell.period.due_on), default=None
        ),
    }


def _agencies(user, on) -> str:
    served = agencies_served(user, on, Role.EDITOR, Role.APPROVER)
    return ", ".join(agency.name for agency in Agency.objects.named_on(on).filter(pk__in=served))


def _needs_the_coordinator(boards: list[Board], now) -> dict:
    """What waits to be published, what is with the agencies, what could be closed, what was missed."""
    cells = _in_open_periods(boards)
    everything = [cell for board in boards for cell in board.cells]
    periods = {cell.period.pk: cell.period for cell in cells}.values()
    totals = [board.total_of(period) for board in boards for period in board.periods if period in periods]
    waiting = [cell for cell in everything if cell.standing == ReportStanding.SUBMITTED]
    with_them = {
        "back": [cell for cell in cells if cell.standing == ReportStanding.SENT_BACK],
        "writing": [cell for cell in cells if cell.standing == ReportStanding.DRAFT],
        "not_begun": [cell for cell in cells if cell.standing == ReportStanding.NOT_BEGUN],
    }
    return with_them | {
        "lede": what_needs_you(waiting, **with_them),
        "to_publish": waiting,
        "missed": [total for board in boards for total in board.totals if total.missed],
        "to_close": [total for total in totals if _could_be_closed(total, now)],
        "failed_mail": OutboxItem.objects.mails().filter(state=OutboxState.FAILED).count(),
    }


def _could_be_closed(total: Total, now: datetime) -> bool:
    """Over, and either past its due day or complete."""
    period = total.period
    is_due = period.due_on is None or period.due_on < timezone.localdate(now)
    return not reasons_not_to_close(period, now) and (is_due or total.reported == total.expected)


def outbox(request: HttpRequest) -> HttpResponse:
    """The mails that the portal sent, or is about to."""
    if not can_coordinate(request.user, timezone.localdate()):
        raise Http404
    mails = OutboxItem.objects.mails()
    pages = Paginator(mails, 50)
    crumbs = [{"url": reverse("workspace"), "label": _("Reports")}, {"url": "", "label": _("Outbox")}]
    counts = {state.value: mails.filter(state=state).count() for state in OutboxState}
    page = {"page_obj": pages.get_page(request.GET.get("page")), "crumbs": crumbs, "counts": counts}
    return render(request, "commitments/workspace_outbox.html", page)
