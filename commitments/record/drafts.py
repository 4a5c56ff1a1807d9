"""What changed from one draft of a plan to the next, thing by thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..words.difference import marked_words

PLAN = {"title": gettext_lazy("Title"), "summary": gettext_lazy("What it is about")}
COMMITMENT = {
    "number": gettext_lazy("Number"),
    "title": gettext_lazy("Title"),
    "promise": gettext_lazy("Promise"),
    "status_quo": gettext_lazy("How things stand"),
    "objective": gettext_lazy("Objective"),
    "ambition": gettext_lazy("What it aims for"),
    "others_involved": gettext_lazy("Others involved"),
    "resources": gettext_lazy("Resources"),
}
MILESTONE = {
    "full_number": gettext_lazy("Number"),
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
}
SECTION = {"title": gettext_lazy("Title"), "text": gettext_lazy("Text")}


@dataclass(frozen=True)
class Difference:
    """One text or date that differs."""

    label: str
    before: str
    after: str

    @cached_property
    def marked(self) -> tuple[SafeString, SafeString]:
        return marked_words(self.before, self.after)


@dataclass(frozen=True)
class Changed:
    """One thing of a plan that is new, gone or different."""

    label: str
    href: str = ""
    is_new: bool = False
    is_gone: bool = False
    differences: tuple[Difference, ...] = ()


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[Changed]:
    """In the order of the plan: its facts, its commitments with their milestones, its sections."""
    facts = (*_texts(PLAN, before, after), *_dates(before, after, _("Starts"), _("Ends"), "ends"))
    found = [Changed(_("The plan as a whole"), differences=facts)] if facts else []
    for old, new in _pairs(before["commitments"], after["commitments"], "number"):
        found += _commitment(old, new)
    for old, new in _pairs(before["sections"], after["sections"], "slug"):
        either = new or old
        label = _("Section “%(title)s”") % {"title": either["title"]}
        found += _thing(label, f"#section-{either['slug']}", old, new, lambda a, b: _texts(SECTION, a, b))
    return found


def _commitment(old: dict | None, new: dict | None) -> Iterator[Changed]:
    either = new or old
    label = _("Commitment %(number)s, %(title)s") % {"number": either["number"], "title": either["title"]}
    yield from _thing(label, f"#commitment-{either['number']}", old, new, _of_commitment)
    if not (old and new):
        return  # it came or went with all its milestones
    for was, now in _pairs(old["milestones"], new["milestones"], "number"):
        one = now or was
        named = {"number": one["full_number"], "title": one["title"]}
        label = _("Milestone %(number)s, %(title)s") % named
        yield from _thing(label, f"#commitment-{new['number']}", was, now, _of_milestone)


def _thing(label: str, href: str, old: dict | None, new: dict | None, compare) -> Iterator[Changed]:
    if old is None or new is None:
        yield Changed(label, href if new else "", is_new=old is None, is_gone=new is None)
    elif differences := compare(old, new):
        yield Changed(label, href, differences=tuple(differences))


def _of_commitment(old: dict, new: dict) -> list[Difference]:
    listed = {
        _("Who leads"): [_leads(one) for one in (old, new)],
        _("OGP values"): [_labels(one["values"]) for one in (old, new)],
        _("Grand challenges"): [_labels(one["challenges"]) for one in (old, new)],
    }
    lists = [Difference(label, was, now) for label, (was, now) in listed.items() if was != now]
    return [*_texts(COMMITMENT, old, new), *_dates(old, new, _("Start"), _("Due"), "due"), *lists]


def _of_milestone(old: dict, new: dict) -> list[Difference]:
    return [*_texts(MILESTONE, old, new), *_dates(old, new, _("Start"), _("Due"), "due")]


def _texts(labels: dict, old: dict, new: dict) -> list[Difference]:
    said = ((str(label), old[name], new[name]) for name, label in labels.items())
    return [Difference(label, was, now) for label, was, now in said if was != now]


def _dates(old: dict, new: dict, starts: str, ends: str, last: str) -> list[Difference]:
    pairs = [(starts, old["starts"], new["starts"]), (ends, old[last], new[last])]
    return [Difference(label, was["words"], now["words"]) for label, was, now in pairs if was != now]


def _leads(commitment: dict) -> str:
    said = {"lead": "%(name)s", "supporting": _("%(name)s (supporting)")}
    return ", ".join(said[lead["role"]] % {"name": lead["name"]} for lead in commitment["leads"])


def _labels(coded: Iterable[dict]) -> str:
    return ", ".join(one["label"] for one in coded)


def _pairs(before: list[dict], after: list[dict], key: str) -> list[tuple[dict | None, dict | None]]:
    """The same thing then and now, in the order of now, with what went at the end.

    The same is what has the same number or address and title; else the same title, since things
    are renumbered; else the same number or address, since titles are mended.
    """
    left, pairs = list(before), {}
    ways = (lambda one: (one[key], one["title"]), lambda one: one["title"], lambda one: one[key])
    for way in ways:
        for place, now in enumerate(after):
            if place in pairs:
                continue
            was = next((one for one in left if way(one) == way(now)), None)
            if was is not None:
                left.remove(was)
                pairs[place] = was
    return [(pairs.get(place), now) for place, now in enumerate(after)] + [(was, None) for was in left]
