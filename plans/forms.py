"""Human input that Django has no field for."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .dates import PartialDate

# Letters after these read in another direction than they stand.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = {*range(0x01, 0x20), *range(0x7F, 0xA0)} - {ord("\n"), ord("\t")}
DROPPED = dict.fromkeys([*CONTROLS, *map(ord, TURNING)])
REFUSED = "\0"  # by Django, in words
BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters by name of which nothing is seen


def readable(text: str) -> str:
    """A text as it is meant: line ends as one character, letters with their marks composed (NFC).

    Controls are dropped, and nothing is left of it where no letter or sign is seen.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(DROPPED)
    is_seen = any(unicodedata.category(one)[0] in "LNPS" and one not in BLANK for one in text)
    return unicodedata.normalize("NFC", text) if is_seen or REFUSED in text else ""


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
