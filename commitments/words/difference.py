"""Two wordings side by side, with the words that went and the words that came marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

LONE = 1  # words
ALIKE = 0.4  # the share of words that stay in a text that was changed, and not written anew
WORD = re.compile(r"\s*\S+")


def marked_words(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both wordings as HTML: <del> around what went, <ins> around what came, and that said for the ear."""
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(a=_alike(old), b=_alike(new), autojunk=False)
    went, came = [], []
    for is_equal, i1, i2, j1, j2 in _runs(matcher.get_opcodes()):
        went.append(_part(old[i1:i2], "" if is_equal else "del", _("removed")))
        came.append(_part(new[j1:j2], "" if is_equal else "ins", _("added")))
    return _together(went), _together(came)


def _runs(opcodes) -> list[tuple[bool, int, int, int, int]]:
    """Stretches that stayed or changed; a lone word that stayed between two changes is read as changed."""
    opcodes = list(opcodes)
    runs: list[tuple[bool, int, int, int, int]] = []
    for at, (kind, i1, i2, j1, j2) in enumerate(opcodes):
        is_alone = i2 - i1 <= LONE and 0 < at < len(opcodes) - 1
        is_equal = kind == "equal" and not is_alone
        if runs and runs[-1][0] is is_equal:
            _same, i1, _i2, j1, _j2 = runs.pop()
        runs.append((is_equal, i1, i2, j1, j2))
    return runs


def is_written_anew(before: str, after: str) -> bool:
    """Whether so little stayed that marks would only hide what is said."""
    old, new = _alike(WORD.findall(before)), _alike(WORD.findall(after))
    return SequenceMatcher(a=old, b=new, autojunk=False).ratio() < ALIKE


def struck(words: str) -> SafeString:
    return _part([words], "del", _("removed"))


def inserted(words: str) -> SafeString:
    return _part([words], "ins", _("added"))


def _alike(words: list[str]) -> list[str]:
    """What is compared: a word is the same word wherever a line breaks."""
    return [word.strip() for word in words]


def _part(words: list[str], tag: str, said: str) -> SafeString:
    text = "".join(words)
    if not tag or not text:
        return format_html("{}", text)
    space = text[: len(text) - len(text.lstrip())]
    return format_html(
        f'{{}}<{tag}><span class="visually-hidden">{{}}: </span>{{}}</{tag}>', space, said, text.strip()
    )


def _together(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
