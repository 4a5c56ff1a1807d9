"""What forms have in common: fields, what an operation refuses, and rows of which there are several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commitments.forms import PlainIds, Problem, Text
from plans.dates import YEARS
from plans.rules import Reason


class Line(Text):
    """Words of one line."""

    def to_python(self, value):
        if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in (value or "").strip()):
            raise forms.ValidationError(_("Write this as one line of plain text."))
        return super().to_python(value)


def short(length: int = 200, **kwargs) -> Line:
    return Line(required=False, max_length=length, **kwargs)


def day(**kwargs) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, widget=widget, validators=[of_our_time], **kwargs)


def of_our_time(on: date) -> None:
    if on.year not in YEARS:
        raise forms.ValidationError(_("Is the year right? It lies too far off."))


def hour(**kwargs) -> forms.TimeField:
    return forms.TimeField(required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **kwargs)


class Refusable(PlainIds):
    """A form beside whose fields stands why an operation refused what was typed."""

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Say why not, each reason beside its field where it has one."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, str(reason))

    def problems(self) -> Iterator[Problem]:
        for name, errors in self.errors.items():
            href = "" if name == NON_FIELD_ERRORS else f"#{self.anchor(name)}"
            yield from (Problem(self.say(name, error), href) for error in errors)

    def anchor(self, name: str) -> str:
        """Of choices the first: that is what a link can put the cursor into."""
        is_choice = isinstance(self.fields[name].widget, forms.RadioSelect)
        return f"{self.add_prefix(name)}_0" if is_choice else super().anchor(name)


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
