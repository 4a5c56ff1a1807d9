"""The same words: where a passage stands in a text, and the text without it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
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


# Scripts that set no space between words: each of their letters may begin a word, and end one.
UNSPACED = (
    r"\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")


def words_of(text: str) -> str:
    """The words alone, as they are compared, with single spaces between: “Lee” is none of “fleet”."""
    seen = "".join(filter(_is_seen, text)) if not text.isascii() else text
    return " ".join(WORD.findall(seen.casefold()))


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) != "Cf"


def says(text: str, words: str) -> bool:
    """Whether a text says these words: whole ones, whatever stands between them."""
    said = words_of(words)
    return bool(said) and f" {said} " in f" {words_of(text)} "


class Worded:
    """A folded text as its words, and where each of them stands in it."""

    def __init__(self, text: Folded):
        found = list(WORD.finditer(text.words))
        self.text, self.words = text.words, [one[0] for one in found]
        self.spans = [Span(*one.span()) for one in found]
        self.said = f" {' '.join(self.words)} "
        self.starts = [0, *accumulate(len(word) + 1 for word in self.words)]  # of each, in `said`

    def everywhere(self, passage: str) -> list[Span]:
        """Every place at which the words of a folded passage stand, with the marks before and behind them
        where these are the same."""
        words = list(WORD.finditer(passage))
        if not words:
            return []
        said = " ".join(one[0] for one in words)
        before, behind = passage[: words[0].start()], passage[words[-1].end() :]
        found = []
        for place in _everywhere(f" {said} ", self.said):
            first = bisect_left(self.starts, place)
            start, end = self.spans[first].start, self.spans[first + len(words) - 1].end
            start -= len(before) * self.text.endswith(before, 0, start)
            end += len(behind) * self.text.startswith(behind, end)
            found.append(Span(start, end))
        return found


class Passages:
    """Many passages, as `words_of` has them: which of them a text says is told in one walk through it."""

    MOST = 3  # words by which a passage is looked up; a shorter one by all of its own

    def __init__(self, passages: Iterable[str]):
        self.by_start: dict[int, dict[tuple[str, ...], list[str]]] = {}
        for passage in passages:
            start = tuple(passage.split()[: self.MOST])
            self.by_start.setdefault(len(start), {}).setdefault(start, []).append(passage)

    def said_in(self, text: str) -> set[str]:
        words, around = text.split(), f" {text} "
        return {
            passage
            for length, known in self.by_start.items()
            for start in known.keys() & zip(*(words[place:] for place in range(length)), strict=False)
            for passage in known[start]
            if f" {passage} " in around
        }


class TheseWords:
    """Words that are taken out of texts, word for word."""

    def __init__(self, words: str):
        self.words = words

    @property
    def may_be_anybodys(self) -> bool:
        """Whether they are so few that others say them too, of something else: a name, a number."""
        return len(words_of(self.words).split()) <= COMMON_WORDS

    def said_in(self, text: str) -> bool:
        return says(text, self.words)

    def taken_out_of(self, text: str) -> str:
        return without_passages(text, [self.words]) or text


class RunsOfWords:
    """More words in a row of some text than may be anybody's, taken out of other texts."""

    may_be_anybodys = False

    def __init__(self, *texts: str):
        self.runs = {run for text in texts for run in _runs_of(words_of(text).split())}

    def said_in(self, text: str) -> bool:
        return bool(self.runs_in(text))

    def runs_in(self, text: str) -> set[tuple[str, ...]]:
        return self.runs.intersection(_runs_of(words_of(text).split())) if self.runs else set()

    def spare(self, text: str) -> None:
        """Leave what this text says too: it is its words as well."""
        self.runs -= self.runs_in(text)

    def taken_out_of(self, text: str) -> str:
        whole = folded(text)
        worded = Worded(whole)
        places = [place for place, run in enumerate(_runs_of(worded.words)) if run in self.runs]
        spans = (Span(worded.spans[one].start, worded.spans[one + COMMON_WORDS].end) for one in places)
        return _without(text, [whole.span(*span) for span in spans])


def _runs_of(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Each run of words one longer than may be anybody's."""
    return zip(*(words[place:] for place in range(COMMON_WORDS + 1)), strict=False)


def stands_in(words: str, text: str) -> bool:
    """Whether these letters were copied from a text, where in it ever they begin and end."""
    return folded(text).find(folded(words).words) >= 0


def without_passages(text: str, passages: Iterable[str]) -> str | None:
    """The text with every passage replaced wherever it stands; None where one does not stand in it."""
    wanted = {folded(passage).words for passage in passages}
    if not wanted:
        return text
    whole = folded(text)
    worded = Worded(whole)
    places = [worded.everywhere(passage) for passage in wanted]
    return _without(text, [whole.span(*span) for found in places for span in found]) if all(places) else None


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
    wanted = {folded(passage).words for passage in passages}
    if not wanted:
        return part
    own, around = folded(part), folded(whole)
    inside, outside = Worded(own), Worded(around)
    found = [span for passage in wanted for span in inside.everywhere(passage)]
    places = list(_everywhere(own.words, around.words))
    for span in (span for passage in wanted for span in outside.everywhere(passage)):
        for start in places:
            first, last = max(span.start, start), min(span.end, start + len(own.words))
            if first < last:
                found.append(Span(first - start, last - start))
    return _without(part, [own.span(*span) for span in found])


def _everywhere(letters: str, text: str) -> Iterator[int]:
    """Every place at which a text has these letters."""
    start = text.find(letters) if letters else -1
    while start >= 0:
        yield start
        start = text.find(letters, start + 1)
