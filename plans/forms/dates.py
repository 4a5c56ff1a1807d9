"""A date as precise as it is known, typed as day, month and year."""

from __future__ import annotations

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..dates import PartialDate

NUMBERS = {"inputmode": "numeric", "autocomplete": "off"}


class PartialDateInput(forms.MultiWidget):
    """Day, month and year side by side; what was typed stays as it was typed."""

    def __init__(self, attrs=None):
        months = [("", pgettext_lazy("month", "not said")), *MONTHS.items()]
        parts = {
            "day": forms.TextInput({**NUMBERS, "maxlength": 2, "class": "day-input"}),
            "month": forms.Select(choices=months),
            "year": forms.TextInput({**NUMBERS, "maxlength": 4, "class": "year-input"}),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: PartialDate | None) -> list:
        if value is None:
            return [None, None, None]
        day, month = value.last.day, value.last.month
        return [
            day if value.precision in ("day", "on or before") else None,
            month if value.precision != "year" else None,
            value.last.year,
        ]


class PartialDateField(forms.Field):
    """A date as precise as it is known: a year, a month of a year, or a day. Cleaned into a `PartialDate`."""

    widget = PartialDateInput
    default_error_messages = {
        "year": _("Give the year too."),
        "month": _("Give the month too, or leave out the day."),
        "unreal": _("There is no such date. Write it as 31, May, 2018; day and month may be left out."),
    }

    def to_python(self, value) -> PartialDate | None:
        if value in self.empty_values or isinstance(value, PartialDate):
            return value or None
        day, month, year = (str(part or "").strip() for part in value)
        if not (day or month or year):
            return None
        if not year:
            raise forms.ValidationError(self.error_messages["year"], "year")
        if day and not month:
            raise forms.ValidationError(self.error_messages["month"], "month")
        try:
            parts = [year, *(part.zfill(2) for part in (month, day) if part)]
            return PartialDate.parse("-".join(parts))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["unreal"], "unreal") from error
