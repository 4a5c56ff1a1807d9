"""The sentences of the workspace: what somebody owes, who has reported, what a day is from today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from plans.choices import PeriodKind
from plans.models import ActionPlan, ReportingPeriod

from ..choices import ReportStanding, ReportState
from ..models import ProgressReport
from ..record.rounds import Board, Cell, Line, Total
from . import a_number, joined, marked_overdue, sentence

# ---- Days and periods -----------------------------------------------------------------------------


def due_words(due: date | None, on: date) -> str:
    """ "in 4 days", "today", "3 days ago": how far a due day is from the day, which is today."""
    if due is None:
        return ""
    days = (due - on).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def months_short(period: ReportingPeriod) -> str:
    """ "Dec–Feb": only on the board, where the whole words stand beside it for a screen reader."""
    first, last = date_format(period.starts_on, "M"), date_format(period.ends_on, "M")
    return first if first == last else f"{first}–{last}"


def months_under(period: ReportingPeriod) -> str:
    """ "2017–18, year-end": the line below."""
    first, last = period.starts_on.year, period.ends_on.year
    years = str(first) if first == last else f"{first}–{last % 100:02}"
    kinds = {
        PeriodKind.YEAR_END: _("year end"),
        PeriodKind.MID_TERM: _("mid-term"),
        PeriodKind.END_OF_TERM: _("end of term"),
    }
    return ", ".join(filter(None, [years, kinds.get(PeriodKind(period.kind), "")]))


GLYPHS = {
    ReportStanding.PUBLISHED: "tick",
    ReportStanding.NOTHING_TO_REPORT: "dash",
    ReportStanding.NOT_IN_SOURCES: "dash",
    ReportStanding.DRAFT: "pencil",
    ReportStanding.TO_APPROVE: "circle",
    ReportStanding.SUBMITTED: "tick",
    ReportStanding.SENT_BACK: "half",
    ReportStanding.MISSED: "cross",
}


def standing_glyph(cell: Cell) -> str:
    """The mark beside the word; *not begun* has one only when somebody should begin."""
    if cell.standing == ReportStanding.NOT_BEGUN:
        return "cross" if cell.is_pressing else ""
    return GLYPHS.get(cell.standing, "")


def plan_named(plan: ActionPlan) -> str:
    """ "Plan 2025–27": before a commitment's number, for whoever has to do with several plans."""
    return _("Plan %(plan)s") % {"plan": plan.short_title}


# ---- The sentences that open a page ------------------------------------------------------------------

OWE = ngettext_lazy("You have %(number)s report to write", "You have %(number)s reports to write", "n")
AGENCY_OWES = ngettext_lazy(
    "Your agency has %(number)s report to write", "Your agency has %(number)s reports to write", "n"
)
CAME_BACK = ngettext_lazy("%(number)s came back to be mended", "%(number)s came back to be mended", "n")
LATE = ngettext_lazy("%(number)s is late", "%(number)s are late", "n")
WAITS = ngettext_lazy(
    "%(number)s report waits for you to publish", "%(number)s reports wait for you to publish", "n"
)
TO_SIGN = ngettext_lazy(
    "%(number)s report waits for you to sign it off", "%(number)s reports wait for you to sign them off", "n"
)
WITH_APPROVERS = ngettext_lazy(
    "%(number)s waits for its agency to sign it off",
    "%(number)s wait for their agencies to sign them off",
    "n",
)
CORRECTIONS = ngettext_lazy("%(number)s correction waits for you", "%(number)s corrections wait for you", "n")
WITH_AGENCIES = ngettext_lazy(
    "%(number)s was sent back and is being mended", "%(number)s were sent back and are being mended", "n"
)
NOT_BEGUN = ngettext_lazy("%(number)s has not been begun", "%(number)s have not been begun", "n")
ARE_IN = ngettext_lazy("%(number)s is published", "%(number)s are published", "n")
OF_EXPECTED = ngettext_lazy(
    "Of %(number)s report that is expected,", "Of %(number)s reports that are expected,", "n"
)
TO_APPROVE = ngettext_lazy("%(number)s waits to be signed off", "%(number)s wait to be signed off", "n")
TO_PUBLISH = ngettext_lazy("%(number)s waits to be published", "%(number)s wait to be published", "n")
ON_THE_WAY = ngettext_lazy("%(number)s is being written", "%(number)s are being written", "n")


def what_i_owe(open_ones: Sequence[Cell], back: Sequence[Cell]) -> SafeString:
    """ "You have two reports to write, due on 10 October. One of them came back to be mended." """
    owed = [*back, *open_ones]
    if not owed:
        return format_html("{}", _("You owe nothing now."))
    first = a_number(OWE, len(owed))
    dues = {cell.period.due_on for cell in owed if cell.period.due_on}
    if len(dues) == 1:
        first = _("%(sentence)s, due on %(day)s") % {
            "sentence": first,
            "day": date_format(dues.pop(), "l j F"),
        }
    elif dues:
        next_due = date_format(min(dues), "l j F")
        first = _("%(sentence)s, the first due on %(day)s") % {"sentence": first, "day": next_due}
    return sentences([format_html("{}.", first), *_what_of_them(owed, back)])


def who_writes(open_ones: Sequence[Cell], back: Sequence[Cell]) -> SafeString:
    """The same, for somebody who reads what others in the agency write."""
    owed = [*back, *open_ones]
    first = a_number(AGENCY_OWES, len(owed)) if owed else _("Your agency owes nothing now")
    return sentences([format_html("{}.", first), *_what_of_them(owed, back)])


def what_waits_for_your_name(to_sign: Sequence[Cell]) -> SafeString:
    """ "One report waits for you to sign it off." """
    return sentence(a_number(TO_SIGN, len(to_sign)) if to_sign else _("Nothing waits for you to sign off"))


def _what_of_them(owed: Sequence[Cell], back: Sequence[Cell]) -> list[SafeString]:
    found = []
    if back:
        found.append(sentence(a_number(CAME_BACK, len(back))))
    if late := [cell for cell in owed if cell.is_late]:
        found.append(marked_overdue(sentence(a_number(LATE, len(late)))))
    return found


def what_needs_you(
    to_publish: Sequence[Cell], *, corrections: int, to_approve, back, writing, not_begun
) -> SafeString:
    """ "Two reports wait for you to publish. One was sent back, and one has not been begun." """
    waiting = [a_number(WAITS, len(to_publish))] if to_publish else []
    if corrections:
        waiting.append(a_number(CORRECTIONS, corrections))
    first = joined(waiting) if waiting else _("No report waits for you")
    rest = []
    if to_approve:
        rest.append(format_html("{}", a_number(WITH_APPROVERS, len(to_approve))))
    if back:
        rest.append(format_html("{}", a_number(WITH_AGENCIES, len(back))))
    if pressing := [cell for cell in not_begun if cell.is_pressing]:
        rest.append(format_html("{}", a_number(NOT_BEGUN, len(pressing))))
    if late := [cell for cell in [*to_approve, *back, *writing, *not_begun] if cell.is_late]:
        rest.append(marked_overdue(a_number(LATE, len(late))))
    return sentences([sentence(first), *([sentence(joined(rest))] if rest else [])])


def who_has_reported(board: Board) -> SafeString:
    """ "July to September is due on Friday 10 October. Three of seven reports are published." """
    period = board.current
    if period is None:
        return SafeString(format_html("{}", _("No period has begun yet.")))
    total = board.total_of(period)
    words = {"period": period.words, "day": period.due_on and date_format(period.due_on, "l j F")}
    if period.is_closed:
        first = _("%(period)s is closed.") % words
    elif period.due_on is None:
        first = _("%(period)s is open.") % words
    elif period.due_on < board.on:
        first = _("%(period)s was due on %(day)s.") % words
    else:
        first = _("%(period)s is due on %(day)s.") % words
    if period.was_closed:
        return format_html("{} {}", first, held_words(total))
    if not total.expected:
        return format_html("{} {}", first, _("No report is expected for it."))
    clauses = [format_html("{}", a_number(ARE_IN, total.reported))] if total.reported else []
    waiting = total.with_standing(ReportStanding.SUBMITTED)
    to_approve = total.with_standing(ReportStanding.TO_APPROVE)
    writing = total.with_standing(ReportStanding.DRAFT, ReportStanding.SENT_BACK)
    not_begun = total.with_standing(ReportStanding.NOT_BEGUN)
    if waiting:
        clauses.append(format_html("{}", a_number(TO_PUBLISH, len(waiting))))
    if to_approve:
        clauses.append(format_html("{}", a_number(TO_APPROVE, len(to_approve))))
    if writing:
        clauses.append(format_html("{}", a_number(ON_THE_WAY, len(writing))))
    if not_begun:
        text = a_number(NOT_BEGUN, len(not_begun))
        clauses.append(
            marked_overdue(text) if any(cell.is_pressing for cell in not_begun) else format_html("{}", text)
        )
    if not clauses:
        return format_html("{}", first)
    of = a_number(OF_EXPECTED, total.expected)
    return format_html("{} {} {}.", first, of, joined(clauses))


def held_words(total: Total) -> str:
    """Of a period that was brought in closed: "Two reports of it are held; how many were expected ..." """
    if not total.held:
        return _("Its reports are not in our sources.")
    held = capfirst(a_number(HELD, total.held))
    return _("%(held)s; how many were expected is not in our sources.") % {"held": held}


HELD = ngettext_lazy("%(number)s report of it is held", "%(number)s reports of it are held", "n")
CHANGE = ngettext_lazy("%(number)s milestone changes", "%(number)s milestones change", "n")
STAY = ngettext_lazy("%(number)s stays as it stood", "%(number)s stay as they stood", "n")


def report_lede(
    report: ProgressReport | None, lines: Sequence[Line], *, waits_for_you: bool = False
) -> SafeString:
    """ "Sent; it waits for the coordinator. One milestone changes, two stay as they stood." """
    if report is None:
        return format_html("{}", _("This report has not been begun."))
    states = {
        ReportState.DRAFT: _("This report is still being written."),
        ReportState.SENT_BACK: _("This report was sent back and is being mended."),
        ReportState.TO_APPROVE: _("This report is sent and waits to be signed off."),
        ReportState.SUBMITTED: _("This report is sent and waits for the coordinator."),
        ReportState.PUBLISHED: _("This report is published."),
    }
    if report.approved_at:
        states[ReportState.SUBMITTED] = _("This report is signed off and waits for the coordinator.")
    if waits_for_you:
        states[ReportState.TO_APPROVE] = _("This report waits for you to sign it off.")
    first = format_html("{}", states[ReportState(report.state)])
    if report.is_being_written:
        return first
    if report.nothing_to_report:
        return sentences(
            [first, format_html("{}", _("There is nothing to report: every milestone stays as it stood."))]
        )
    changed = sum(line.now is not None for line in lines)
    clauses = [a_number(CHANGE, changed)] if changed else []
    if len(lines) > changed:
        clauses.append(a_number(STAY, len(lines) - changed))
    return sentences([first, sentence(joined(clauses))] if clauses else [first])


def sentences(found: list[SafeString]) -> SafeString:
    return format_html_join(" ", "{}", ((one,) for one in found))
