"""Pure rules of the ground floor, and the two ways to say no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


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
