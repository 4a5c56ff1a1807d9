"""Reading: a submission is cut into points, word for word."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

from .passages import Folded, Span, folded, words_of


def spans_of(text: str, pieces: Sequence[str]) -> list[Span | Reason]:
    """Where each piece stands in the text, or why it cannot be a point: no two may share a word.

    The longest are placed first, and the same words twice are two places.
    """
    whole, wanted = folded(text), [folded(piece).words for piece in pieces]
    found: dict[int, Span | Reason] = {}
    taken: list[Span] = []  # in order; in the folded text
    for place in sorted(range(len(pieces)), key=lambda place: -len(wanted[place])):
        words = wanted[place]
        free = _first_free(whole, words, taken)
        if free:
            insort(taken, free)
            found[place] = whole.span(*free)
        elif words:
            found[place] = about_point(NOT_FOUND if whole.find(words) < 0 else SHARES_WORDS, place + 1)
        else:
            found[place] = about_point(NO_WORDS, place + 1)
    return [found[place] for place in range(len(pieces))]


def _first_free(whole: Folded, words: str, taken: list[Span]) -> Span | None:
    """Where the words stand first without sharing any with what is taken."""
    start = whole.find(words)
    while start >= 0:
        span = Span(start, start + len(words))
        before = bisect_left(taken, Span(span.end, 0)) - 1  # the last that begins before this one ends
        if before < 0 or taken[before].end <= start:
            return span
        start = whole.find(words, taken[before].end)
    return None


def words_outside(text: str, pieces: Sequence[str]) -> int:
    """How many words of a text belong to none of its points: nobody answers them."""
    spans = sorted(span for span in spans_of(text, pieces) if isinstance(span, Span))
    starts, ends = [0, *(span.end for span in spans)], [*(span.start for span in spans), len(text)]
    return sum(len(words_of(text[start:end]).split()) for start, end in zip(starts, ends, strict=True))


def about_point(reason: Reason, place: int, field: str = "text") -> Reason:
    """The same reason said of one of several points; its field is that of the row on the page."""
    text = format_lazy(_("Point {place}: {text}"), place=place, text=reason.text)
    return Reason(reason.code, text, f"point-{place}-{field}")


NO_POINT = Reason("no-point", _("Keep at least one point. The whole text may be one."), "point-1-text")
NO_WORDS = Reason("no-words", _("copy its words from the text."))
NOT_FOUND = Reason("not-found", _("these words are not in the text. Copy them word for word."))
SHARES_WORDS = Reason("shares-words", _("some of these words belong to another point already."))
NOT_WHOLE = Reason("not-whole", _("what is withheld begins and ends with a whole word."))
NO_GROUND = Reason("no-ground", _("say on what ground it is withheld."))
GROUND_SAYS_WORDS = Reason("ground-says-words", _("its ground repeats words that are withheld."))
SHOWN_ELSEWHERE = Reason("shown-elsewhere", _("its words are withheld, and another point still shows them."))
NOT_ITS_MILESTONE = Reason("not-its-milestone", _("this milestone is one of another commitment."))
IS_DOUBTED = Reason(
    "doubted", _("Nobody has looked yet whether a person sent this. Accept it first, or set it aside.")
)
SENDER_WITHDREW = Reason("withdrawn", _("Its sender has withdrawn it."))
IS_ANSWERED = Reason(
    "is-answered", _("An answer is written for a point that would go. Take the answer away first.")
)
