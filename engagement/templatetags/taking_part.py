"""Taking part in words, for templates; the words themselves are in engagement.words."""

from django import template

from plans.dates import PartialDate

from .. import words
from ..choices import Disposition

register = template.Library()

GLYPHS = {
    Disposition.ADOPTED: "tick",
    Disposition.PARTLY: "half",
    Disposition.NOT_ADOPTED: "cross",
    Disposition.OUT_OF_SCOPE: "dash",
    Disposition.INFORMATION: "dash",
}


@register.filter
def disposition_glyph(disposition: str) -> str:
    """Which glyph stands before the word."""
    return GLYPHS[Disposition(disposition)]


@register.filter
def percent(share: float) -> str:
    """A width as an attribute of SVG has it."""
    return f"{share:.4g}%"


@register.filter
def dispositions(decided) -> list[tuple[str, int]]:
    """What was decided, in the order of the words, only where there is something."""
    return [(choice.label, decided[choice.value]) for choice in Disposition if decided[choice.value]]


@register.filter
def period(thing) -> str:
    """From when to when something runs, as precisely as is known."""
    return words.period_words(thing.starts_on, thing.ends_on)


@register.filter
def told_days(said: dict) -> str:
    """When people were told, as an edition has it."""
    days = (said[name] for name in ("starts_on", "ends_on"))
    first, last = (PartialDate.parse(day) if day else None for day in days)
    return words.period_words(first, last) if last else first.words if first else ""


register.filter("days", words.days_words)
register.filter("opens", words.opens)
register.filter("closes", words.closes)
register.filter("answered_on", words.answered_on)
register.filter("zone", words.zone_words)
register.filter("sentence", words.standing_sentence)
register.filter("late", words.late_words)
register.filter("named", words.subject_words)
