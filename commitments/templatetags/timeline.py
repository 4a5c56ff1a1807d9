"""The timeline of a commitment: one line a milestone, with its dates written at their places."""

from __future__ import annotations

from django import template

from ..axis import Axis, Line
from ..choices import NOT_REPORTED
from ..models.milestones import Standing
from .charts import drawn

register = template.Library()

NEAR_THE_EDGE = 15.0  # per cent: closer than this, a date is written away from the edge
LOW, HIGH = 26, 34  # where the line runs: lower where the agreed date is written above it


@register.inclusion_tag("commitments/_timeline_row.html")
def timeline_row(standing: Standing, axis: Axis) -> dict:
    """A milestone on the axis: agreed, current and past its date, each end as wide as it is precise."""
    line = drawn(axis, standing)
    y = HIGH if line and line.agreed else LOW
    return {
        "standing": standing,
        "line": line,
        "stage": standing.stage or NOT_REPORTED,
        "y": y,
        "height": y + 36,
        "below": y + 22,
        "above": y - 14,
        "due_anchor": line and anchor(line.end),
        "agreed_anchor": line and line.agreed and anchor(line.agreed),
        "has_width": line and _has_width(line),
    }


def anchor(x: str) -> str:
    """How a word stands at a place of the axis so that it does not run over an edge."""
    percent = float(x.removesuffix("%"))
    if percent < NEAR_THE_EDGE:
        return "start"
    return "end" if percent > 100 - NEAR_THE_EDGE else "middle"


def _has_width(line: Line) -> bool:
    """A due date that is a day has no width worth drawing."""
    return line.due_width is not None and float(line.due_width.removesuffix("%")) > 1
