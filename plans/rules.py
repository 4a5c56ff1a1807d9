"""Pure rules of the ground floor, and the two ways to say no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """Why something cannot happen now, in words for the person, and the field it is about."""

    code: str
    text: str | Promise
    field: str = ""

    def __str__(self) -> str:
        return str(self.text)


class NotReady(Exception):
    """*Not now*: what would have to be true first. (*Not you* is Django's PermissionDenied.)"""

    def __init__(self, reasons: Iterable[Reason]):
        self.reasons = list(reasons)
        super().__init__("; ".join(str(reason) for reason in self.reasons))


class Stale(Exception):
    """Somebody else has saved since this version was read; nothing was written."""


def holds_on(from_on: date | None, until_on: date | None, on: date) -> bool:
    """Whether something that holds from a day to a day, open where None, holds on this one."""
    return (from_on is None or from_on <= on) and (until_on is None or on <= until_on)


def overlaps(from_on: date | None, until_on: date | None, first: date, last: date) -> bool:
    """Whether it holds on any day from `first` to `last`."""
    return (from_on is None or from_on <= last) and (until_on is None or first <= until_on)


# Why a reporting period cannot be closed or opened now.
CLOSED_ALREADY = Reason("closed", _("This period is closed already."))
NOT_OVER = Reason("not-over", _("The last day of this period is not over yet."))
OPEN_ALREADY = Reason("open", _("This period is open already."))
WAS_CLOSED = Reason("was-closed", _("This period was closed before it was brought in here."))
