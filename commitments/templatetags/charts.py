"""Charts as SVG in attributes and classes; each has a table that says the same."""

from __future__ import annotations

from itertools import groupby

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..axis import Axis, Line, axis_of, line_of, place
from ..choices import NOT_REPORTED, Stage, Timeliness
from ..models.milestones import Standing
from ..record.counts import STAGE_ORDER
from ..record.day import CommitmentOnDay, PlanOnDay
from ..words import joined, stage_label, stage_words, timeliness_words

register = template.Library()

ROW = 13  # from one line of a strip to the next
HALF = 8  # above the first line and below the last: half a mark
OVERDUE_LAST = (Stage.UNDERWAY,)  # next to the overdue ones among some delays: one bracket


@register.inclusion_tag("commitments/_unit_bar.html")
def unit_bar(record: PlanOnDay) -> dict:
    """One block a milestone, by stage, with a bracket under those that are overdue."""
    standings = sorted(record.live, key=_place_in_bar)
    width = 100 / max(len(standings), 1)
    blocks = [
        {"stage": standing.stage or NOT_REPORTED, "x": place(i * width), "width": place(width)}
        for i, standing in enumerate(standings)
    ]
    return {
        "record": record,
        "blocks": blocks,
        "brackets": list(_brackets(standings, width)),
        "label": _bar_label(record),
        "overdue": record.timeliness[Timeliness.OVERDUE],
        "rows": stage_rows(record),
        "total": len(standings),
        "is_silent": record.plan.is_sourced and record.stages[None] == len(standings),
    }


def _place_in_bar(standing: Standing) -> tuple:
    is_overdue = standing.timeliness == Timeliness.OVERDUE
    return STAGE_ORDER.index(standing.stage), is_overdue is (standing.stage in OVERDUE_LAST)


def _brackets(standings: list[Standing], width: float):
    at = 0
    for is_overdue, run in groupby(standings, key=lambda s: s.timeliness == Timeliness.OVERDUE):
        length = len(list(run))
        if is_overdue:
            yield {"x": place(at * width), "width": place(length * width)}
        at += length


def _bar_label(record: PlanOnDay) -> str:
    parts = [
        _("%(number)s %(stage)s") % {"number": number, "stage": stage_label(stage, record.plan).lower()}
        for stage in STAGE_ORDER
        if (number := record.stages[stage])
    ]
    label = _("One block for each milestone: %(parts)s.") % {"parts": joined(parts)}
    overdue = record.timeliness[Timeliness.OVERDUE]
    if not overdue:
        return label
    more = ngettext("%(number)s of them is overdue.", "%(number)s of them are overdue.", overdue)
    return f"{label} {more % {'number': overdue}}"


def stage_rows(record: PlanOnDay) -> list[dict]:
    """The table that says what the bar shows."""
    late = [s.stage for s in record.standings if s.timeliness == Timeliness.OVERDUE]
    return [
        {
            "label": stage_label(stage, record.plan),
            "number": record.stages[stage],
            "overdue": late.count(stage),
        }
        for stage in STAGE_ORDER
    ]


@register.inclusion_tag("commitments/_legend.html")
def legend(record: PlanOnDay) -> dict:
    """What the marks and lines mean; only those that are there."""
    return {
        "stages": [
            {"code": stage or NOT_REPORTED, "label": stage_label(stage, record.plan)}
            for stage in STAGE_ORDER
            if record.stages[stage]
        ],
        "has_overdue": bool(record.timeliness[Timeliness.OVERDUE]),
        "has_moved": any(standing.has_moved and standing.agreed_due for standing in record.standings),
        "has_endless": any(standing.due.is_open_ended for standing in record.standings),
    }


# ---- The time axis --------------------------------------------------------------------------------------


@register.simple_tag
def time_axis(record: PlanOnDay | CommitmentOnDay) -> Axis | None:
    """The axis of a plan, the same on its own page and on those of its commitments."""
    dates = [date for standing in record.standings for date in (standing.starts, standing.due)]
    return axis_of(record.plan.starts_on, record.plan.ends_on, dates)


@register.inclusion_tag("commitments/_axis_lines.html")
def axis_lines(axis: Axis, on) -> dict:
    """The lines behind every row: once on a page, as a symbol."""
    return {"axis": axis, "today": axis.x(on) if axis.holds(on) else None}


@register.inclusion_tag("commitments/_axis_head.html")
def axis_head(axis: Axis, on, is_today: bool = True, reports=()) -> dict:
    """The years, the day asked about, and the days on which reports were published, above the rows."""
    published = {report.day_published.last for report in reports}
    holds_today = axis.holds(on)
    return {
        "axis": axis,
        "on": on,
        "is_today": is_today,
        "reports": [axis.x(day) for day in sorted(published) if axis.holds(day)],
        "today": axis.x(on) if holds_today else None,
        "is_late": holds_today and axis.percent(on) > 100 - ROOM_FOR_TODAY,
    }


ROOM_FOR_TODAY = 22.0  # per cent of a phone's width that "Today" or a day needs


@register.inclusion_tag("commitments/_strip.html")
def strip(one: CommitmentOnDay, axis: Axis) -> dict:
    """One line a milestone that is not withdrawn, in the order of the plan."""
    standings = one.live
    lines = [
        {"y": HALF + ROW * i, "stage": standing.stage or NOT_REPORTED, "line": drawn(axis, standing)}
        for i, standing in enumerate(standings)
    ]
    return {
        "lines": [row for row in lines if row["line"]],
        "height": ROW * max(len(standings) - 1, 0) + 2 * HALF,
        "label": "; ".join(line_words(standing) for standing in standings),
    }


def drawn(axis: Axis, standing: Standing) -> Line | None:
    return line_of(
        axis,
        starts=standing.starts,
        due=standing.due,
        agreed_due=standing.agreed_due,
        stage=standing.stage,
        on=standing.on,
    )


@register.filter
def line_words(standing: Standing) -> str:
    """What the line of a milestone shows: "5.3 some delays, from October 2017 to June 2018, on schedule"."""
    values = {
        "number": standing.milestone.full_number,
        "stage": stage_words(standing).lower(),
        "start": standing.starts.words,
        "due": standing.due.words,
    }
    if standing.starts and standing.due.on:
        words = _("%(number)s %(stage)s, from %(start)s to %(due)s")
    elif standing.starts:
        words = _("%(number)s %(stage)s, from %(start)s, end: %(due)s")
    else:
        words = _("%(number)s %(stage)s, due: %(due)s")
    words %= values
    if standing.has_moved and standing.agreed_due and standing.agreed_due != standing.due:
        words += _(" (agreed: %(date)s)") % {"date": standing.agreed_due.words}
    if standing.timeliness == Timeliness.OVERDUE:
        words += ", " + timeliness_words(standing).lower()
    return words
