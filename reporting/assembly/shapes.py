"""Small shapes of what is frozen: dates and codes, each beside its words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from plans.dates import PartialDate, StatedDate

from ..choices import Completion


def dated(day: PartialDate | StatedDate | date | None, *, is_sourced: bool = False) -> dict[str, str | None]:
    """A date for data and for people; where there is none, a source did not state it or nobody knows it."""
    if isinstance(day, StatedDate):
        return {"on": day.on and str(day.on), "words": day.words}
    if isinstance(day, date):
        day = PartialDate.of(day)
    return {
        "on": day and str(day),
        "words": day.words if day else _("not stated") if is_sourced else _("not known"),
    }


def coded(choice: Any) -> dict[str, str]:
    return {"code": str(choice.value), "words": str(choice.label)}


def level(code: str) -> dict[str, str] | None:
    return coded(Completion(code)) if code else None
