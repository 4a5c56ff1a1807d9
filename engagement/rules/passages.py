"""The same words: where a passage stands in a text, and the text without it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

WITHHELD = _("[withheld]")
COMMON_WORDS = 4  # so many in a row may be anybody's


ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)


class Span(NamedTuple):
    """Where a piece stands in a text."""

    start: int
    end: int


class Folded(NamedTuple):
    """A text as its words are compared, and where each letter of that stands in the text itself."""

    words: str
    places: list[int]

    def span(self, start: int, end: int) -> Span:
        return Span(self.places[start], self.places[end - 1] + 1)

    def find(self, words: str, start: int = 0) -> int:
        """Where the words stand next; -1 for nowhere, and for no words."""
        return self.words.find(words, start) if words else -1


def folded(text: str) -> Folded:
    """Without regard to case, white space, invisible letters, and kinds of quotes and hyphens."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text.translate(ALIKE)):
        if letter.isspace():
            same = " " if letters and letters[-1] != " " else ""
        else:
            same = "" if unicodedata.category(letter) == "Cf" else letter.casefold()
        letters += same
        places += [place] * len(same)
    return Folded("".join(letters).rstrip(" "), places)


def plain(text: str) -> str:
    """The words of `folded` alone, quickly: for texts that are many."""
    seen = "".join(filter(_is_seen, text)) if not text.isascii() else text
    return " ".join(seen.translate(ALIKE).casefold().split())


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) != "Cf"


class Passages:
    """Many passages, as `plain` has them: which of them a text says is told in one walk through it."""

    KEY = 32  # letters by which a passage is looked up; a shorter one by all of its own

    def __init__(self, passages: Iterable[str]):
        self.by_start: dict[int, dict[str, list[str]]] = {}
        for passage in passages:
            known = self.by_start.setdefault(min(len(passage), self.KEY), {})
            known.setdefault(passage[: self.KEY], []).append(passage)

    def said_in(self, text: str) -> set[str]:
        return {
            passage
            for length, known in self.by_start.items()
            for start in range(len(text) - length + 1)
            for passage in known.get(text[start : start + length], ())
            if text.startswith(passage, start)
        }


class TheseWords:
    """Words that are taken out of texts, word for word."""

    def __init__(self, words: str):
        self.words, self.plain = words, plain(words)

    def said_in(self, text: str) -> bool:
        return bool(self.plain) and self.plain in plain(text)

    def taken_out_of(self, text: str) -> str:
        return (without_passages(text, [self.words]) or text) if self.said_in(text) else text


class RunsOfWords:
    """More words in a row of some text than may be anybody's, taken out of other texts."""

    def __init__(self, *texts: str):
        self.runs = {run for text in texts for run, _place in _runs_in(plain(text))}

    def said_in(self, text: str) -> bool:
        return bool(self.runs_in(text))

    def runs_in(self, text: str) -> set[str]:
        return {run for run, _place in _runs_in(plain(text)) if run in self.runs} if self.runs else set()

    def taken_out_of(self, text: str) -> str:
        whole = folded(text)
        places = [place for run, place in _runs_in(whole.words) if run in self.runs]
        return _without(text, [whole.span(*place) for place in places])


def _runs_in(words: str) -> Iterator[tuple[str, Span]]:
    """Each run of words one longer than may be anybody's, and where it stands."""
    found = [(one[0], one.start(), one.end()) for one in re.finditer(r"\w+", words)]
    for first in range(len(found) - COMMON_WORDS):
        run = found[first : first + COMMON_WORDS + 1]
        yield " ".join(word for word, _start, _end in run), Span(run[0][1], run[-1][2])


def stands_in(words: str, text: str) -> bool:
    """Whether a text says these words."""
    return folded(text).find(folded(words).words) >= 0


def without_passages(text: str, passages: Iterable[str]) -> str | None:
    """The text with every passage replaced wherever it stands; None where one does not stand in it."""
    passages = set(passages)
    if not passages:
        return text
    whole, found = folded(text), []
    for words in {folded(passage).words for passage in passages}:
        start = whole.find(words)
        if start < 0:
            return None
        while start >= 0:
            found.append(whole.span(start, start + len(words)))
            start = whole.find(words, start + len(words))
    return _without(text, found)


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with each of these places replaced; places that share letters are one."""
    kept, end = [], 0
    for span in sorted(spans):
        if span.start >= end:
            kept += [text[end : span.start], str(WITHHELD)]
        end = max(end, span.end)
    return "".join([*kept, text[end:]])


def part_without(part: str, whole: str, passages: Iterable[str]) -> str:
    """A part of a text as the public reads it: all of it is replaced that belongs to a passage of the whole,
    where the part begins or ends within one too."""
    wanted = {folded(passage).words for passage in passages} - {""}
    if not wanted:
        return part
    own, around = folded(part), folded(whole)
    found = [span for words in wanted for span in everywhere(words, own)]
    places = everywhere(own.words, around)
    for words in wanted:
        for span in everywhere(words, around):
            for place in places:
                shared = Span(max(span.start, place.start), min(span.end, place.end))
                if shared.start < shared.end:
                    found.append(Span(shared.start - place.start, shared.end - place.start))
    return _without(part, [own.span(*span) for span in found])


def everywhere(words: str, text: Folded) -> list[Span]:
    """Every place of a folded text at which the folded words stand."""
    found, start = [], text.find(words)
    while start >= 0:
        found.append(Span(start, start + len(words)))
        start = text.find(words, start + 1)
    return found
