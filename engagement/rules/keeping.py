"""How long it is kept who sent something, and what stands in the way of erasing it."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

from .passages import COMPARED, WORD, Passages, Span, Worded, part_replaced, replaced, words_of

ERASED = _("[name erased]")

NOBODY_KNOWN = Reason("nobody-known", _("It is not known any more who sent it, or never was."))
NOTHING_LEFT = Reason("nothing-left", _("Nothing about its sender is kept any more."))
COPY_FIRST = Reason(
    "copy-first",
    _("The words of its documents are not copied yet. The documents go with the name: copy them first."),
)
NO_REASON = Reason("no-reason", _("Say why."), "reason")
REASON_NAMES = Reason(
    "reason-names", _("The reason stays. Say it without the name or the address."), "reason"
)
NO_GROUND = Reason("no-ground", _("Say on what legal ground."), "ground")
GROUND_NAMES = Reason("ground-names", _("Its sender reads the ground. Say it without a name."), "ground")
IS_HELD = Reason("is-held", _("It is held already."))
NOT_HELD = Reason("not-held", _("It is not held."))


def held_because(ground: str) -> Reason:
    """What whoever asks is told, plainly."""
    text = _(
        "It is held on a legal ground: nothing of it may be erased or changed for now. The ground: {ground}"
    )
    return Reason("held", format_lazy(text, ground=ground))


def months_after(day: date, months: int) -> date:
    """The same day of a later month; its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


MARKS = re.compile("[\u0300-\u036f]")


def plain(text: str) -> str:
    """Letter by letter without accents and macrons, and as long: people write names with and without them."""
    return "".join(map(_plain, text))


class Alike(dict):
    """What a letter of a name is compared as, by its code: `words_of(plain(text))` in one walk."""

    def __missing__(self, code: int) -> str:
        self[code] = compared = _plain(chr(code)).translate(COMPARED)
        return compared


ALIKE = Alike()


@cache
def _plain(letter: str) -> str:
    if MARKS.match(letter):
        return "\u2060"  # nobody sees it
    apart = unicodedata.normalize("NFD", letter)
    return MARKS.sub("", apart)[:1] if MARKS.search(apart) else letter


def alike(text: str) -> str:
    """The words of a name, as names are compared."""
    return " ".join(WORD.findall(text.translate(ALIKE)))


class Names:
    """What somebody is called, found in texts wherever it stands, as whole words.

    A name of one word may be anybody's, or a word like any other: it is found only where it begins with a
    capital as it does itself; and only where that is asked for, in what its own bearer said. `since` says
    when its bearer came, by the words of the name.
    """

    def __init__(
        self,
        called: Iterable[str],
        *,
        may_be_anybodys: bool = False,
        since: Mapping[str, datetime] | None = None,
    ):
        self.by_words: dict[str, list[str]] = {}
        for name in map(plain, filter(str.strip, called)):
            if words := words_of(name):
                self.by_words.setdefault(words, []).append(name.strip())
        self.known = Passages(self.by_words)
        self.may_be_anybodys = may_be_anybodys  # asked by whoever keeps copies of our texts
        self.since = since or {}

    def __bool__(self) -> bool:
        return bool(self.by_words)

    @property
    def of_several_words(self) -> Names:
        """Those that are nobody else's by accident."""
        several = (name for words, names in self.by_words.items() if " " in words for name in names)
        return Names(several, may_be_anybodys=self.may_be_anybodys, since=self.since)

    def and_those_of(self, others: Names) -> Names:
        both = (name for one in (self, others) for names in one.by_words.values() for name in names)
        return Names(both, since={**others.since, **self.since})

    def but(self, spared: Collection[str]) -> Names:
        """Without those whose words are spared."""
        left = (name for words, names in self.by_words.items() if words not in spared for name in names)
        return Names(left, may_be_anybodys=self.may_be_anybodys, since=self.since)

    def but_older(self, text: str, at: datetime) -> Names:
        """Without those that a text said at a moment at which their bearers had not come yet: whoever calls
        themselves like something that stands there does not take it away."""
        older = {words for words in self.words_in(text) if at < self.since.get(words, at)}
        return self.but(older) if older else self

    def words_in(self, text: str) -> set[str]:
        """Which of them a text says, as words are compared."""
        return self.known.said_in(alike(text))

    def said_in(self, text: str) -> bool:
        said = self.words_in(text)  # told much faster than the places
        return any(" " in words for words in said) or any(
            True for _place in (self._in(Worded(text)) if said else ())
        )

    def taken_out_of(self, text: str) -> str:
        return replaced(text, self._in, ERASED) if self.words_in(text) else text

    def taken_out_of_part(self, part: str, whole: str) -> str:
        """Of a piece of a text: where it begins or ends within a name, that goes too."""
        is_said = self.words_in(whole) or self.words_in(part)
        return part_replaced(part, whole, self._in, ERASED) if is_said else part

    def _in(self, text: Worded) -> Iterator[Span]:
        worded = Worded(plain(text.text))
        for words in self.known.said_in(" ".join(worded.words)):
            for name in self.by_words[words]:
                places = worded.everywhere(name)
                yield from places if " " in words else _written_alike(worded.text, name, places)


def _written_alike(text: str, name: str, places: Iterable[Span]) -> Iterator[Span]:
    is_capital = name[0].isupper()
    return (span for span in places if not is_capital or text[span.start].isupper())
