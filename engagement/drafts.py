"""A frozen draft, cut into passages that people can comment on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from plans.models import PlanDraft

TEXTS = ("promise", "status_quo", "objective", "ambition", "resources", "others_involved")


@dataclass(frozen=True)
class Passage:
    """A paragraph of a draft, or a chapter by its title."""

    chapter: str  # its address within the draft's own page: commitment-1, section-background
    number: int  # within the chapter, from 0: its title
    text: str

    @property
    def name(self) -> str:
        return f"{self.chapter}-{self.number}"


@dataclass(frozen=True)
class Chapter:
    """The plan as a whole, a commitment or a section."""

    place: str
    title: str
    texts: tuple[str, ...]

    @cached_property
    def passages(self) -> list[Passage]:
        """The title stands for all of it; then paragraph by paragraph."""
        return [Passage(self.place, number, text) for number, text in enumerate((self.title, *self.texts))]


def chapters_of(draft: PlanDraft) -> list[Chapter]:
    """In the order of the draft's own page."""
    return list(_chapters(draft.content))


def _chapters(content: dict) -> Iterator[Chapter]:
    if content.get("summary"):
        yield Chapter("plan", content["title"], _paragraphs(content["summary"]))
    for one in content["commitments"]:
        texts = [part for name in TEXTS for part in _paragraphs(one.get(name) or "")]
        for milestone in one["milestones"]:
            texts.append(f"{milestone['full_number']} {milestone['title']}")
            texts += _paragraphs(milestone.get("description") or "")
        yield Chapter(f"commitment-{one['number']}", f"{one['number']} {one['title']}", tuple(texts))
    for section in content["sections"]:
        yield Chapter(f"section-{section['slug']}", section["title"], _paragraphs(section["text"]))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())
