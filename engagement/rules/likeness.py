"""Texts that say nearly the same: found, so that a campaign is read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from heapq import nsmallest
from zlib import crc32

from .passages import words_of

WORDS_A_PIECE = 4  # texts are compared by each run of four words, in the order in which they stand
MARKS = 16  # so many pieces of each text, the same of the same text, are where others are looked for
ALIKE = 0.5  # how much of the longer text stands in the other, that both are taken for the same
SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+|\n+")
FEWEST_WORDS = 5  # "I agree with all of it" is said by people who never heard of each other


def alike(texts: Mapping[int, str]) -> list[list[int]]:
    """Which texts say nearly the same: groups of two and more, the largest first, each in order.

    `texts` go by the number under which they are named. Every text is compared with the first of each group
    that shares one of its marks, so that thousands take seconds (min-wise hashing, after Broder 1997).
    A person looks at what is found: it is a proposal and nothing else.
    """
    groups: list[tuple[set[int], list[int]]] = []  # the pieces of its first text; the numbers
    marked: dict[int, list[int]] = {}  # a mark, and the groups in whose first text it stands
    for number, text in sorted(texts.items()):
        pieces = pieces_of(text)
        if not pieces:
            continue
        marks = nsmallest(MARKS, pieces)
        near = {place: None for mark in marks for place in marked.get(mark, ())}
        found = next((place for place in near if share_of(pieces, groups[place][0]) >= ALIKE), None)
        if found is not None:
            groups[found][1].append(number)
            continue
        for mark in marks:
            marked.setdefault(mark, []).append(len(groups))
        groups.append((pieces, [number]))
    several = [numbers for _pieces, numbers in groups if len(numbers) > 1]
    return sorted(several, key=lambda numbers: (-len(numbers), numbers))


def pieces_of(text: str) -> set[int]:
    """Each run of four words, as a number that is the same everywhere; none where too little is said."""
    words = words_of(text).split()
    if len(words) < FEWEST_WORDS:
        return set()
    runs = range(len(words) - WORDS_A_PIECE + 1)
    return {crc32(" ".join(words[start : start + WORDS_A_PIECE]).encode()) for start in runs}


def share_of(pieces: set[int], others: set[int]) -> float:
    """How much of the longer of two texts stands in the other: 0 to 1."""
    return len(pieces & others) / max(len(pieces), len(others))


def own_words(text: str, other: str) -> str:
    """What a text adds of its own: its sentences that do not stand in the other."""
    known = {words_of(sentence) for sentence in SENTENCE_ENDS.split(other)}
    added = (one.strip() for one in SENTENCE_ENDS.split(text))
    return " ".join(one for one in added if words_of(one) and words_of(one) not in known)
