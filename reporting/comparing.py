"""What differs between two frozen drafts of a report: words by paragraph, figures by what they count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.record.drafts import Changed, Difference

ALIKE = 0.5  # of the words of two paragraphs more are the same, where one is the other, mended
Content = dict[str, Any]

# What the figures of a chapter are called for people; of those that are not named here, their values are.
LABELS = {
    "agreed": gettext_lazy("Agreed"),
    "as_of": gettext_lazy("As of"),
    "attended": gettext_lazy("Came"),
    "challenges": gettext_lazy("Challenges"),
    "changed": gettext_lazy("What changed"),
    "commitments": gettext_lazy("Commitments"),
    "completion": gettext_lazy("Completion"),
    "completion_reason": gettext_lazy("Why"),
    "consultations": gettext_lazy("Consultations"),
    "decided": gettext_lazy("Answer"),
    "description": gettext_lazy("Description"),
    "dispositions": gettext_lazy("Answers"),
    "doing": gettext_lazy("What was done"),
    "due": gettext_lazy("Due"),
    "ends": gettext_lazy("End date"),
    "evidence": gettext_lazy("Evidence"),
    "expected": gettext_lazy("Expected"),
    "forums": gettext_lazy("Forums"),
    "heard": gettext_lazy("Points heard"),
    "held": gettext_lazy("Held"),
    "late": gettext_lazy("Overdue"),
    "leads": gettext_lazy("Who leads"),
    "links": gettext_lazy("Links"),
    "meetings": gettext_lazy("Meetings"),
    "members": gettext_lazy("Members"),
    "milestones": gettext_lazy("Milestones"),
    "moved": gettext_lazy("Dates that moved"),
    "next": gettext_lazy("What is next"),
    "next_steps": gettext_lazy("Next steps"),
    "note": gettext_lazy("Note"),
    "number": gettext_lazy("Number"),
    "outreach": gettext_lazy("Who was told"),
    "parts": gettext_lazy("Parts"),
    "points": gettext_lazy("Points"),
    "position": gettext_lazy("Position"),
    "positions": gettext_lazy("Positions"),
    "promise": gettext_lazy("Promise"),
    "proposed": gettext_lazy("Proposed from the stages"),
    "published": gettext_lazy("Published"),
    "reason": gettext_lazy("Reason"),
    "reason_words": gettext_lazy("Reason in words"),
    "reflection": gettext_lazy("Reflection"),
    "reports": gettext_lazy("Progress reports"),
    "results": gettext_lazy("Description of the results"),
    "stage": gettext_lazy("Stage"),
    "stages": gettext_lazy("Stages"),
    "submissions": gettext_lazy("Submissions"),
    "themes": gettext_lazy("Themes"),
    "timeliness": gettext_lazy("Timeliness"),
    "title": gettext_lazy("Title"),
    "totals": gettext_lazy("Totals"),
    "url": gettext_lazy("Address"),
    "values": gettext_lazy("Values"),
    "what_we_heard": gettext_lazy("What we heard"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
CALLED = (
    "number",
    "title",
    "name",
    "words",
    "period",
    "channel",
    "by",
    "role",
    "agency",
    "submission",
    "url",
)
WITHIN = " · "
UNSAID = ("address", "code", "slug", "meaning", "is_sourced", "is_part", "confirmed_on")


def changes_between(before: Content, after: Content, address: Callable[[str], str]) -> list[Changed]:
    """Chapter by chapter, in the order of the later draft, with what went at the end; `address` says where
    its chapter of that name is read.

    `before` and `after` are contents of drafts. Of a stretch in which no paragraph stayed as it was, the time
    grows with the square of its paragraphs: three hundred take half a second.
    """
    found = []
    for slug, was, now in _pairs(before["chapters"], after["chapters"]):
        one = now or was
        label, href = str(one["title"]), address(slug) if now else ""
        if was is None or now is None:
            found.append(Changed(label, href, is_new=was is None, is_gone=now is None))
        elif differences := (*_words(was["text"], now["text"]), *_figures(was["figures"], now["figures"])):
            found.append(Changed(label, href, differences=differences))
    return found


def _pairs(before: list[Content], after: list[Content]) -> Iterator[tuple[str, Any, Any]]:
    was = {one["slug"]: one for one in before}
    for now in after:
        yield now["slug"], was.pop(now["slug"], None), now
    yield from ((slug, one, None) for slug, one in was.items())


# ---- Words -------------------------------------------------------------------------------------------


def paragraphs(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"\n\s*\n", text) if one.strip()]


def _words(before: str, after: str) -> Iterator[Difference]:
    """Paragraphs that came, went or were mended, by their place in the later text; what went, by its own."""
    old, new = paragraphs(before), paragraphs(after)
    for kind, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            for place, was, now in _mended(old[i1:i2], new[j1:j2], i1, j1):
                yield Difference(_("Paragraph %(place)s") % {"place": place}, was, now)


def _mended(
    old: Sequence[str], new: Sequence[str], old_start: int, new_start: int
) -> Iterator[tuple[int, str, str]]:
    """Of a stretch that differs each paragraph with the one that it was before, in their order."""
    matched, left = dict(_in_order(old, new)), 0
    for place, now in enumerate(new):
        was = matched.get(place)
        if was is None:
            yield new_start + place + 1, "", now
            continue
        yield from ((old_start + gone + 1, old[gone], "") for gone in range(left, was))
        yield new_start + place + 1, old[was], now
        left = was + 1
    yield from ((old_start + gone + 1, old[gone], "") for gone in range(left, len(old)))


def _in_order(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places in the new text with those of the old that say most of the same, neither crossing another."""
    says = [[set(text.lower().split()) for text in texts] for texts in (old, new)]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    alike = [[_share(was, now) for now in says[1]] for was in says[0]]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((j, i))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _share(was: set[str], now: set[str]) -> float:
    share = len(was & now) / max(len(was), len(now), 1)
    return share if share > ALIKE else 0.0


# ---- Figures -----------------------------------------------------------------------------------------


def _figures(before: Any, after: Any) -> Iterator[Difference]:
    """Figures that differ; of a row that came or went only what it is called."""
    was, now = dict(_said(before)), dict(_said(after))
    whole: list[str] = []
    for label in [*now, *(one for one in was if one not in now)]:
        if was.get(label, "") == now.get(label, "") or any(label.startswith(row) for row in whole):
            continue
        yield Difference(label, was.get(label, ""), now.get(label, ""))
        if label not in was or label not in now:
            whole.append(f"{label}{WITHIN}")


def _said(value: Any, *labels: str) -> Iterator[tuple[str, str]]:
    """Every figure as people read it, by what it is of: rows by what they are called, not by their place."""
    if isinstance(value, dict) and "words" in value and not set(value) - {"code", "on", "words", "label"}:
        yield WITHIN.join(labels), str(value["words"])
    elif isinstance(value, dict):
        called = _called(value)
        for name, part in value.items():
            if name not in UNSAID and name not in called:
                yield from _said(part, *labels, str(LABELS.get(name, name.replace("_", " ").capitalize())))
    elif isinstance(value, list):
        yield from _rows(value, labels)
    else:
        yield WITHIN.join(labels), _plain(value)


def _rows(rows: list[Any], labels: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not all(isinstance(row, dict) for row in rows):
        yield WITHIN.join(labels), ", ".join(map(_plain, rows))
        return
    seen: Counter[str] = Counter()
    for row in rows:
        called = _called(row)
        name = str(row[called[0]]) if called else ""
        seen[name] += 1
        label = f"{name} ({seen[name]})" if seen[name] > 1 else name
        yield WITHIN.join((*labels, label)), " ".join(str(row[one]) for one in called)
        yield from _said(row, *labels, label)


def _called(row: Content) -> list[str]:
    """The figures by which people know a row: a number and a title, or whatever it is called."""
    named = [name for name in CALLED if isinstance(row.get(name), str) and row[name]]
    return named[:2] if named[:2] == ["number", "title"] else named[:1]


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("words") or value.get("title") or value.get("name") or "")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
