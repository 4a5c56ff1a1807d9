"""How far a consultation is: a question about the clock."""

from __future__ import annotations

from datetime import datetime

from ..choices import Standing


def standing_at(
    now: datetime,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    answered_at: datetime | None,
    is_sourced: bool,
) -> Standing:
    """How far a consultation is at a moment. One without instants was brought in, and is over."""
    if answered_at and answered_at <= now:
        return Standing.ANSWERED
    if opens_at is None or closes_at is None:
        return Standing.OVER if is_sourced else Standing.PLANNED
    if now < opens_at:
        return Standing.PLANNED
    if now < closes_at:
        return Standing.OPEN
    return Standing.OVER if is_sourced else Standing.CLOSED
