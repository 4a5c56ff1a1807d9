"""The same words: where a passage stands in a text, and the text without it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import accumulate, chain
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

WITHHELD = _("[withheld]")
COMMON_WORDS = 4  # so many in a row may be anybody's
NO_ACCIDENT = 8  # so many in a row nobody says twice by accident

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
UNSPACED = re.compile(
    r"[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Letters and marks by their kind that nobody sees, and letters that are written for an apostrophe.
UNSEEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
APOSTROPHES = re.compile(r"[\u02b9-\u02bf\u02c8\ua78b\ua78c]")
WORD = re.compile(r"\d+|[^\d\s]+")


class Compared(dict):
    """What a letter is compared as, by its code: without case, in its plain form; nothing where nobody sees
    it, a space where it belongs to no word, with a space on both sides where it may be a word alone."""

    def __missing__(self, code: int) -> str:
        self[code] = compared = "".join(map(_compared, unicodedata.normalize("NFKD", chr(code)).casefold()))
        return compared


def _compared(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf" or UNSEEN.match(letter):
        return ""
    if not (letter.isalnum() or kind.startswith("M")) or APOSTROPHES.match(letter):
        return " "
    return f" {letter} " if UNSPACED.match(letter) else letter


COMPARED = Compared()


def words_of(text: str) -> str:
    """The words alone, as they are compared, with single spaces between: “Lee” is none of “fleet”."""
    return " ".join(WORD.findall(text.translate(COMPARED)))


def says(text: str, words: str) -> bool:
    """Whether a text says these words: whole ones, whatever stands between them."""
    said = words_of(words)
    return bool(said) and f" {said} " in f" {words_of(text)} "


class Worded:
    """A text as its words, and where each of them stands in it."""

    def __init__(self, text: str):
        compared = [COMPARED[ord(letter)] for letter in text]
        places = [place for place, letters in enumerate(compared) for _letter in letters]
        found = list(WORD.finditer("".join(compared)))
        self.text, self.words = text, [one[0] for one in found]
        self.spans = [Span(places[one.start()], places[one.end() - 1] + 1) for one in found]
        self.said = f" {' '.join(self.words)} "
        self.starts = [0, *accumulate(len(word) + 1 for word in self.words)]  # of each, in `said`

    def everywhere(self, passage: str) -> list[Span]:
        """Every place at which the words of a passage stand, with the marks before and behind them where
        these are the same."""
        own = Worded(passage.strip())
        if not own.words:
            return []
        before, behind = own.text[: own.spans[0].start], own.text[own.spans[-1].end :]
        found = []
        for place in _everywhere(own.said, self.said):
            first = bisect_left(self.starts, place)
            start, end = self.spans[first].start, self.spans[first + len(own.words) - 1].end
            start -= len(before) * self.text.endswith(before, 0, start)
            end += len(behind) * self.text.startswith(behind, end)
            found.append(Span(start, end))
        return found


def telltales_of(text: str) -> Iterator[str]:
    """The words of a passage, cut so that more than ten of them in a row are always found again."""
    words = words_of(text).split()
    last = len(words) - NO_ACCIDENT
    for start in {*range(0, max(last, 0), 4), max(last, 0)} if words else ():
        yield " ".join(words[start : start + NO_ACCIDENT])


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

    def but_older(self, text: str, at: datetime) -> TheseWords:
        """All of them: somebody of ours has chosen them."""
        return self


class RunsOfWords:
    """More words in a row of some text than may be anybody's, taken out of other texts."""

    may_be_anybodys = False

    def __init__(self, *texts: str, since: datetime | None = None):
        self.since = since  # when these texts came
        self.runs = {run for text in texts for run in _runs_of(words_of(text).split())}

    def said_in(self, text: str) -> bool:
        return bool(self.runs_in(text))

    def runs_in(self, text: str) -> set[tuple[str, ...]]:
        return self.runs.intersection(_runs_of(words_of(text).split())) if self.runs else set()

    def spare(self, text: str) -> None:
        """Leave what this text says too: it is its words as well."""
        self.runs -= self.runs_in(text)

    def but_older(self, text: str, at: datetime) -> RunsOfWords:
        """Without those that another text said before: it does not repeat them."""
        left = RunsOfWords(since=self.since)
        left.runs = self.runs - (self.runs_in(text) if self.since and at < self.since else set())
        return left

    def taken_out_of(self, text: str) -> str:
        worded = Worded(text)
        places = [place for place, run in enumerate(_runs_of(worded.words)) if run in self.runs]
        return _without(
            text, (Span(worded.spans[one].start, worded.spans[one + COMMON_WORDS].end) for one in places)
        )


def _runs_of(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Each run of words one longer than may be anybody's."""
    return zip(*(words[place:] for place in range(COMMON_WORDS + 1)), strict=False)


def stands_in(words: str, text: str) -> bool:
    """Whether these letters were copied from a text, where in it ever they begin and end."""
    return folded(text).find(folded(words).words) >= 0


def without_passages(text: str, passages: Iterable[str]) -> str | None:
    """The text with every passage replaced wherever it stands; None where one does not stand in it."""
    worded = Worded(text)
    places = [worded.everywhere(passage) for passage in set(passages)]
    return _without(text, chain.from_iterable(places)) if all(places) else None


def _without(text: str, spans: Iterable[Span], mark: object = WITHHELD) -> str:
    """The text with each of these places replaced."""
    kept, end = [], 0
    for span in _apart(spans):
        kept += [text[end : span.start], str(mark)]
        end = span.end
    return "".join([*kept, text[end:]])


def _apart(spans: Iterable[Span]) -> list[Span]:
    """In order; places that share letters are one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(span.end, found[-1].end))
        else:
            found.append(span)
    return found


def part_without(part: str, whole: str, passages: Iterable[str]) -> str:
    """A part of a text as the public reads it: all of it is replaced that belongs to a passage of the whole,
    where the part begins or ends within one too."""
    passages = set(passages)
    if not passages:
        return part
    return part_replaced(part, whole, lambda worded: chain.from_iterable(map(worded.everywhere, passages)))


Find = Callable[[Worded], Iterable[Span]]


def replaced(text: str, find: Find, mark: object = WITHHELD) -> str:
    """The text with each place replaced that is found in it."""
    return _without(text, find(Worded(text)), mark)


def part_replaced(part: str, whole: str, find: Find, mark: object = WITHHELD) -> str:
    """A part of a text, with all of it replaced that belongs to what is found in the whole."""
    found = [*find(Worded(part))]
    own, around = folded(part), folded(whole)
    hidden = _hidden_in(whole, around, find)
    starts = [span.start for span in hidden]
    for start in _everywhere(own.words, around.words):
        end = start + len(own.words)
        for place in {bisect_right(starts, start) - 1, bisect_left(starts, end) - 1} - {-1}:
            first, last = max(hidden[place].start, start), min(hidden[place].end, end)
            if first < last:
                found.append(own.span(first - start, last - start))
    return _without(part, found, mark)


def _hidden_in(whole: str, around: Folded, find: Find) -> list[Span]:
    """Where what is found stands in a folded text, in order and apart."""
    spans = _apart(find(Worded(whole)))
    return [Span(bisect_left(around.places, one.start), bisect_left(around.places, one.end)) for one in spans]


def _everywhere(letters: str, text: str) -> Iterator[int]:
    """Every place at which a text has these letters."""
    start = text.find(letters) if letters else -1
    while start >= 0:
        yield start
        start = text.find(letters, start + 1)
