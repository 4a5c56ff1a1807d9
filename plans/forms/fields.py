"""What forms are made of: texts as they were meant, lines, days, addresses; and ids that are names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from ..dates import YEARS
from ..rules import Reason

MOST_LETTERS = 20_000  # far above any report; a pasted book is refused in words

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


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: what is wrong, and a link to the field."""

    text: str
    href: str


class Text(forms.CharField):
    """Words as they were meant."""

    def to_python(self, value):
        return readable(super().to_python(value))


def words(rows: int = 3, **kwargs) -> Text:
    return Text(required=False, max_length=MOST_LETTERS, widget=forms.Textarea({"rows": rows}), **kwargs)


NO_ADDRESS = _("Give an address that a browser opens, such as https://example.org/page.")


class WebAddress(forms.URLField):
    """An address that a browser opens, as in a plan document: ftp is none."""

    default_error_messages = {"invalid": NO_ADDRESS}
    default_validators = [URLValidator(schemes=["http", "https"], message=NO_ADDRESS)]


def web_address(**kwargs) -> WebAddress:
    return WebAddress(
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url"}),
        **kwargs,
    )


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


class Choice(forms.ChoiceField):
    """One of a list."""

    def validate(self, value):
        forms.Field.validate(self, value)
        if value and not self.valid_value(value):
            raise none_of(value, self.choices)


class Choices(forms.MultipleChoiceField):
    """Several of a list."""

    def validate(self, value):
        forms.Field.validate(self, value)
        for one in value:
            if not self.valid_value(one):
                raise none_of(one, self.choices)


MOST_WORDS_NAMED = 12  # of a longer list, which its field or its column holds


def none_of(value: str, choices: Iterable[tuple[str, object]]) -> forms.ValidationError:
    """What is in no list, and the words that would do. Words of one's own come in from a workbook."""
    words = [str(label) for code, label in choices if code]
    said = _("“%(value)s” is not in the list. Choose one of the list.")
    if len(words) <= MOST_WORDS_NAMED:
        said = _("“%(value)s” is not in the list. What would do: %(words)s.")
    if not words:
        said = _("“%(value)s” is not in the list, which is empty.")
    return forms.ValidationError(said, "invalid_choice", {"value": value, "words": ", ".join(words)})


def hour(**kwargs) -> forms.TimeField:
    return forms.TimeField(required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **kwargs)


class PlainIds(forms.Form):
    """Ids are the names themselves, so that a reason's field is the link to it; where two forms of a page
    ask for the same, one of them says how else."""

    ids = "%s"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=self.ids, **kwargs)

    def problems(self) -> Iterator[Problem]:
        for name, errors in self.errors.items():
            for error in errors:
                yield Problem(self.say(name, error), f"#{self.anchor(name)}")

    def say(self, name: str, error: str) -> str:
        return error

    def anchor(self, name: str) -> str:
        """The id of the first thing to fill in for a field."""
        return self[name].id_for_label or self.add_prefix(name)


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
