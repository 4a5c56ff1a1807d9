"""The grid: all my milestones over all my commitments in one table, each row kept by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plans.forms import Problem
from plans.http import reading_and_posting
from plans.kept import forget_words, gives_up, kept_words
from plans.rules import NotReady, Reason, Stale

from ...forms.grid import in_row
from ...operations.decisions import submit_report
from ...operations.grid import save_milestone
from ...rules import MOVED_ON
from ...words.grid import grid_lede
from .grid_desk import Entry, GridDesk, Sheet, by_sheet, version_read

FIRST_SAVED = 2  # a report is begun, then saved


@reading_and_posting
def grid(request: HttpRequest, plan: str, period: str) -> HttpResponse:
    """Every row with what is kept of it; a row, all rows, or a report that is sent."""
    desk = GridDesk.of(request, plan, period)
    if request.method == "POST":
        return redirect(desk.url) if gives_up(request) else _take(request, desk)
    entries = desk.entries(request.GET.get("page"))
    if words := kept_words(request):
        entries.object_list = [desk.typed_into(entry, words) or entry for entry in entries]
        return _show(request, desk, entries, is_kept=True)
    return _show(request, desk, entries)


@dataclass
class Taken:
    """What became of the rows that came in, by key; and the versions of reports, as read by now."""

    rows: dict[str, Entry] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def is_trouble(self) -> bool:
        return any(entry.is_trouble for entry in self.rows.values())

    @property
    def has_words_left(self) -> bool:
        """Whether words came in that are not kept yet."""
        return not all(entry.is_saved for entry in self.rows.values())

    @property
    def status(self) -> int:
        if any(entry.has_moved or entry.refused for entry in self.rows.values()):
            return 409
        return 422 if self.is_trouble else 200


def _take(request: HttpRequest, desk: GridDesk) -> HttpResponse:
    """Keep the rows that the button means, each by itself; the words of the others stay in them."""
    action, _colon, which = request.POST.get("action", "").partition(":")
    if action not in ("all", "row", "again", "send"):
        raise BadRequest(_("A row, all rows or a report can be saved or sent here, nothing else."))
    taken = Taken()
    for entry in desk.entries(request.GET.get("page")):
        is_meant = {
            "all": True,
            "row": entry.key == which,
            "again": False,
            "send": entry.sheet.number == which,
        }[action]
        typed = desk.typed_into(entry, request.POST)
        if typed and not (action == "again" and entry.key == which):
            taken.rows[entry.key] = typed
            if is_meant:
                _keep(request, desk, typed, taken)
    if "X-Row" in request.headers:
        return _row(request, desk, taken, which)
    forget_words(request)
    if action == "send" and not taken.is_trouble:
        return _send(request, desk, taken, which)
    return _answer(request, desk, taken, which)


def _keep(request: HttpRequest, desk: GridDesk, typed: Entry, taken: Taken) -> None:
    """One row, and what became of it."""
    typed.problems = list(dict.fromkeys(typed.form.problems()))
    if typed.problems:
        return
    sheet = typed.sheet
    try:
        report = save_milestone(
            commitment=sheet.cell.commitment,
            period=desk.period,
            number=typed.line.number,
            said=typed.form.said,
            read=typed.read,
            by=desk.user,
            now=desk.now,
        )
    except Stale:
        typed.has_moved = True
    except NotReady as refused:
        typed.refused = refused.reasons
    else:
        typed.is_saved = True
        taken.versions[sheet.number] = _version_after(request, sheet, taken, report.version)


def _version_after(request: HttpRequest, sheet: Sheet, taken: Taken, saved: int) -> int:
    """The version that this person has read, moved on by what they saved themselves and by nothing else."""
    before = taken.versions.get(sheet.number, version_read(request.POST, sheet))
    is_next = saved == (before + 1 if before else FIRST_SAVED)
    return saved if is_next else before


def _row(request: HttpRequest, desk: GridDesk, taken: Taken, key: str) -> HttpResponse:
    """The answer to a row that was left: what stands beside it now, and beside its commitment."""
    again = desk.read_again()
    found = next((one for one in again.entries(request.GET.get("page")) if one.key == key), None)
    if found is None:
        return HttpResponse(status=409)
    entry = _with_words(found, taken.rows.get(key))
    page = {"desk": again, "entry": entry, "sheet": entry.sheet}
    answer = render(request, "commitments/grid/_answer.html", page, status=taken.status)
    answer["X-Read"] = entry.read
    answer["X-Version"] = taken.versions.get(entry.sheet.number, version_read(request.POST, entry.sheet))
    return answer


def _with_words(now: Entry, typed: Entry | None) -> Entry:
    """The row as it is kept now; where its words are not, with them, to be saved over what is kept now."""
    if typed is None:
        return now
    if typed.is_saved:
        return replace(now, is_saved=True)
    return replace(
        typed,
        sheet=now.sheet,
        line=now.line,
        form=typed.form if now.form else None,  # nothing can be written any more: the words, and no fields
        read=now.read if typed.has_moved else typed.read,
        theirs=now.line.draft or now.line.before,
    )


def _send(request: HttpRequest, desk: GridDesk, taken: Taken, number: str) -> HttpResponse:
    """The rows are kept; now the report goes on its way, as it was read."""
    again = desk.read_again()
    sheet = next((sheet for sheet in again.sheets if sheet.number == number), None)
    if sheet is None:
        raise Http404
    if sheet.report is None:
        return _answer(request, again, taken, number, reasons=sheet.missing, sheet=number)
    if sheet.report.is_being_written:
        version = taken.versions.get(number, version_read(request.POST, sheet))
        try:
            submit_report(report=sheet.report, version=version, by=desk.user, now=desk.now)
        except NotReady as refused:
            return _answer(request, again, taken, number, reasons=refused.reasons, sheet=number)
        except Stale:
            return _answer(request, again, taken, number, reasons=[MOVED_ON], sheet=number)
    messages.success(request, _("The report on commitment %(number)s is sent.") % {"number": number})
    return _answer(request, again, taken, number)


def _answer(
    request: HttpRequest, desk: GridDesk, taken: Taken, which: str, *, reasons=(), sheet: str = ""
) -> HttpResponse:
    """Back to the row, or to the page with the words that are not kept."""
    if not taken.has_words_left and not reasons:
        page = f"?page={request.GET['page']}" if request.GET.get("page", "").isdigit() else ""
        return redirect(f"{desk.url}{page}{_place(which)}")
    again = desk.read_again()
    entries = again.entries(request.GET.get("page"))
    entries.object_list = [_with_words(entry, taken.rows.get(entry.key)) for entry in entries]
    status = 409 if reasons else taken.status
    return _show(request, again, entries, not_sent=(sheet, list(reasons)) if reasons else None, status=status)


def _place(which: str) -> str:
    """Where on the page the row or the commitment stands, whose button was pressed."""
    if not re.fullmatch(r"[\w.-]+", which):
        return ""
    return f"#row-{which}" if "-" in which else f"#commitment-{which}"


def _show(
    request: HttpRequest,
    desk: GridDesk,
    entries: Page,
    *,
    not_sent: tuple[str, list[Reason]] | None = None,
    is_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    page = {
        "desk": desk,
        "page_obj": entries,
        "sheets": by_sheet(list(entries)),
        "errors": _errors(entries, not_sent),
        "is_kept": is_kept,
        "lede": grid_lede(desk.sheets),
        "crumbs": desk.crumbs(),
    }
    return render(request, "commitments/grid/grid.html", page, status=status)


def _errors(entries: Page, not_sent: tuple[str, list[Reason]] | None) -> list[Problem]:
    """The error summary: what could not be saved, row by row; then what stands in the way of sending."""
    found = []
    for entry in entries:
        found += [Problem(in_row(entry.full_number, one.text), one.href) for one in entry.problems]
        found += [Problem(in_row(entry.full_number, str(why)), f"#{entry.name}") for why in entry.refused]
        if entry.has_moved:
            found.append(
                Problem(in_row(entry.full_number, _("Somebody else has saved it.")), f"#{entry.name}")
            )
    number, reasons = not_sent or ("", [])
    by_number = {entry.line.number: entry for entry in entries if entry.sheet.number == number}
    for reason in reasons:
        match = re.fullmatch(r"milestone-(\d+)-(\w+)", reason.field)
        entry = by_number.get(int(match[1])) if match else None
        place = f"#{entry.form.place_of(match[2])}" if entry and entry.form else f"#commitment-{number}"
        found.append(Problem(_("Commitment %(n)s: %(text)s") % {"n": number, "text": reason}, place))
    return found
