"""The sentences of the workbook's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from plans.models import ActionPlan, ReportingPeriod

from ..workbook.plan_rows import PlanRows
from ..workbook.rows import InHand
from ..workbook.writing import Explanation
from . import a_number, joined, sentence

MILESTONES_OF = ngettext_lazy("%(number)s milestone", "%(number)s milestones", "n")
REPORTS = ngettext_lazy("%(number)s report", "%(number)s reports", "n")
CHANGES = ngettext_lazy("%(number)s row would change", "%(number)s rows would change", "n")
REFUSED = ngettext_lazy("%(number)s is refused", "%(number)s are refused", "n")
STAYS = ngettext_lazy("%(number)s stays as it is", "%(number)s stay as they are", "n")
SAVED = ngettext_lazy("%(number)s row was saved", "%(number)s rows were saved", "n")


def rows_lede(reports: Sequence[InHand]) -> str:
    """What there is to fill in: "Seven milestones of three reports can be filled in." """
    still_open = [one for one in reports if not one.not_now]
    if not still_open:
        return _("There is nothing to fill in: no report of yours can be written now.")
    count = sum(len(one.open_lines) for one in still_open)
    said = _("%(milestones)s of %(reports)s can be filled in, and the texts beside them") % {
        "milestones": a_number(MILESTONES_OF, count),
        "reports": a_number(REPORTS, len(still_open)),
    }
    return sentence(said)


def dry_run_lede(taken: Sequence[Any], refused: Sequence[Any], unchanged: int) -> str:
    """ "Three rows would change, one is refused and twenty stay as they are. Nothing is saved yet." """
    return _what_would_be(CHANGES, taken, refused, unchanged)


def _what_would_be(clause, taken: Sequence[Any], refused: Sequence[Any], unchanged: int) -> str:
    parts = [a_number(clause, len(taken))] if taken else [_("Nothing would change")]
    if refused:
        parts.append(a_number(REFUSED, len(refused)))
    if unchanged and taken:
        parts.append(a_number(STAYS, unchanged))
    said = sentence(joined(parts))
    return format_html("{} {}", said, _("Nothing is saved yet.")) if taken else said


def saved_lede(rows: int) -> str:
    return sentence(a_number(SAVED, rows))


# ---- A plan in the making -------------------------------------------------------------------------------

COMMITMENTS = ngettext_lazy("%(number)s commitment", "%(number)s commitments", "n")
WOULD_CHANGE = ngettext_lazy("%(number)s commitment would change", "%(number)s commitments would change", "n")
KEPT = ngettext_lazy("%(number)s commitment was saved", "%(number)s commitments were saved", "n")


def plan_lede(rows: PlanRows) -> str:
    """What the plan holds so far: "Three commitments with seven milestones." """
    if not rows.kept:
        return _("The plan holds no commitment yet: write them in a workbook, all at once.")
    milestones = sum(len(content.milestones) for _row, content in rows.kept.values())
    said = _("The plan holds %(commitments)s with %(milestones)s; they can be written on in a workbook") % {
        "commitments": a_number(COMMITMENTS, len(rows.kept)),
        "milestones": a_number(MILESTONES_OF, milestones),
    }
    return sentence(said)


def plan_run_lede(taken: Sequence[Any], refused: Sequence[Any], unchanged: int) -> str:
    return _what_would_be(WOULD_CHANGE, taken, refused, unchanged)


def kept_lede(commitments: int) -> str:
    return sentence(a_number(KEPT, commitments))


# ---- The sheet that explains ----------------------------------------------------------------------------


def how_to_fill_it_in(
    period: ReportingPeriod, *, url: str, left_out: Sequence[tuple[str, str]], now: datetime
) -> Explanation:
    """What somebody needs to know who opens the workbook without this page beside it."""
    due = period.due_on
    return Explanation(
        title=f"{period.plan.short_title}, {period.words}",
        facts=[
            (_("Plan"), period.plan.title),
            (_("Period"), period.words),
            (_("Reports due"), date_format(due, "j F Y") if due else _("Not stated")),
            (_("Downloaded"), date_format(timezone.localtime(now), "j F Y, H:i")),
            (_("Upload it at"), url),
        ],
        points=[
            _("White cells are yours to fill in; grey ones are there to be read."),
            _("Stages and reasons are chosen from a list: click into the cell, then on the arrow."),
            _(
                "“Some delays” needs a reason, what is holding it up, and when you now expect it. "
                "Where that is open, write: not known."
            ),
            _("“Completed” needs the day it was completed and a link to the evidence."),
            _("Write dates as precisely as they are known: 2026-09-30, 2026-09 or 2026."),
            _("What is asked for and still empty is coloured. Gaps may stay and be filled in later."),
            _("Write words and dates, no formulas. Texts may hold Markdown, as on the page."),
            _("Rows may be filtered. What does not come back with the workbook stays as it is."),
            _(
                "After the upload you see each change before anything is saved. "
                "Nothing is public before the coordinator publishes it."
            ),
            _(
                "Not in this workbook, and left as they are: files, the links of a report, "
                "and milestones that are published as completed."
            ),
        ],
        left_out=left_out,
    )


def how_to_write_a_plan(plan: ActionPlan, *, url: str, now: datetime) -> Explanation:
    return Explanation(
        title=plan.title,
        facts=[
            (_("Plan"), plan.title),
            (_("Downloaded"), date_format(timezone.localtime(now), "j F Y, H:i")),
            (_("Upload it at"), url),
        ],
        points=[
            _("White cells are yours to fill in; grey ones are there to be read."),
            _("A new commitment is a new row with a number; its milestones and leads name that number."),
            _("Milestones stand in the order of their rows, the new ones behind those that are there."),
            _("Write dates as precisely as they are known: 2026-09-30, 2026-09 or 2026; or say it in words."),
            _("OGP values and grand challenges are separated by semicolons."),
            _("Agencies are chosen from the list; a new one is added in the workspace first."),
            _("Emptying the cells of a milestone or a lead takes it out; what does not come back stays."),
            _("Write words and dates, no formulas. Texts may hold Markdown, as on the page."),
            _(
                "After the upload you see each change before anything is saved. "
                "A commitment is taken over with its milestones and leads, or not at all."
            ),
        ],
    )
