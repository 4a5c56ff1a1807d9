"""Numbers, lists and days as a sentence says them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from num2words import num2words

from plans.dates import PartialDate

MOST_IN_WORDS = 99


def number_words(number: int) -> str:
    """ "eighteen"; figures from a hundred on, and in languages that have no words here."""
    return (
        _number_words(number, get_language() or "en")
        if 0 <= number <= MOST_IN_WORDS
        else number_format(number)
    )


@lru_cache(maxsize=500)
def _number_words(number: int, language: str) -> str:
    try:
        return num2words(number, lang=language)
    except NotImplementedError:
        return str(number)


def joined(parts: Sequence[str]) -> SafeString:
    """ "one", "one and two", "one, two and three"; parts that are not safe are escaped."""
    if len(parts) < 2:
        return format_html("{}", *parts) if parts else SafeString("")
    together = parts[0]
    for part in parts[1:-1]:
        together = format_html(_("{first}, {next}"), first=together, next=part)
    return format_html(_("{first} and {last}"), first=together, last=parts[-1])


def when(day: PartialDate) -> str:
    """A date as a sentence says it: "on 1 July 2017", "in October 2016", "on or before 30 November 2017"."""
    if day.precision == "on or before":
        return day.words
    words = _("on %(day)s") if day.precision == "day" else _("in %(day)s")
    return words % {"day": day.words}


def a_number(clause, number: int) -> str:
    """A clause about a number of things, the number in words."""
    return str(clause % {"n": number, "number": number_words(number)})
