"""Forms of several forms, and rows of which there may be one more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.http import QueryDict
from django.utils.functional import cached_property

from ..rules import Reason
from .fields import PlainIds, Problem


class Several:
    """A form of several; what is wrong and what is missing, in the order of the page."""

    forms: list[PlainIds]

    @cached_property
    def problems(self) -> list[Problem]:
        return list(dict.fromkeys(problem for form in self.forms for problem in form.problems()))

    def to_mend(self, reasons: Iterable[Reason]) -> list[Problem]:
        """What is missing, each with the link to where it is filled in."""
        return [
            Problem(str(reason), f"#{self.anchor(reason.field)}" if reason.field else "")
            for reason in reasons
        ]

    def anchor(self, field: str) -> str:
        return field


def count_rows(data: Mapping, stem: str, name: str) -> int:
    """How many rows of a kind came back with the form: they are numbered from 1 on."""
    return sum(re.fullmatch(rf"{stem}-\d+-{name}", key) is not None for key in data)


def with_a_row(posted: QueryDict, stem: str, name: str, most: int) -> QueryDict:
    """The same words, with room for one row more of a kind, as long as there are not too many."""
    data = posted.copy()
    place = count_rows(data, stem, name) + 1
    if place <= most:
        data[f"{stem}-{place}-{name}"] = ""
    return data


def rearranged(posted: QueryDict, stem: str, name: str, action: str) -> QueryDict:
    """The same words with one row of a kind moved up or down, or taken out: `up-3`, `down-3`, `remove-3`."""
    act, _dash, text = action.partition("-")
    count = count_rows(posted, stem, name)
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    order = list(range(1, count + 1))
    if place not in order or act not in ("up", "down", "remove"):
        return posted
    order.remove(place)
    if act != "remove":
        order.insert(max(place - 2, 0) if act == "up" else place, place)
    data = QueryDict(mutable=True)
    for field in posted:
        if not field.startswith(f"{stem}-"):
            data.setlist(field, posted.getlist(field))
    for new, old in enumerate(order, 1):
        row = f"{stem}-{old}-"
        for field in posted:
            if field.startswith(row):
                data.setlist(f"{stem}-{new}-{field.removeprefix(row)}", posted.getlist(field))
    return data
