"""Which chapters an account of each kind has, in which order; and what OGP's words mean, in ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from commitments.models import Commitment
from plans.choices import GrandChallenge, OGPValue, PeriodKind

from .choices import ChapterKind

_LONG = (
    ChapterKind.IMPRINT,
    ChapterKind.INTRODUCTION,
    ChapterKind.MATRIX,
    ChapterKind.PROCESS,
    ChapterKind.PROGRESS,
    ChapterKind.COMMITMENT,
    ChapterKind.CASES,
    ChapterKind.HEARD,
    ChapterKind.LESSONS,
    ChapterKind.CONCLUSION,
    ChapterKind.DEFINITIONS,
    ChapterKind.MEMBERS,
    ChapterKind.PANEL,
    ChapterKind.ANNEX,
    ChapterKind.NOT_REPORTED,
)

ORDER = {
    PeriodKind.PROGRESS: (
        ChapterKind.IMPRINT,
        ChapterKind.PROGRESS,
        ChapterKind.COMMITMENT,
        ChapterKind.NOT_REPORTED,
    ),
    PeriodKind.YEAR_END: (
        ChapterKind.IMPRINT,
        ChapterKind.INTRODUCTION,
        ChapterKind.PROGRESS,
        ChapterKind.COMMITMENT,
        ChapterKind.HEARD,
        ChapterKind.LESSONS,
        ChapterKind.CONCLUSION,
        ChapterKind.PANEL,
        ChapterKind.ANNEX,
        ChapterKind.NOT_REPORTED,
    ),
    PeriodKind.MID_TERM: _LONG,
    PeriodKind.END_OF_TERM: _LONG,
}

# What the person who writes is told: what belongs here.
HELP = {
    ChapterKind.INTRODUCTION: gettext_lazy("What the plan is about, and what this report covers."),
    ChapterKind.MATRIX: gettext_lazy("Notes to the table, where one is needed."),
    ChapterKind.PROCESS: gettext_lazy("How the plan was made, and what you would do differently."),
    ChapterKind.PROGRESS: gettext_lazy("What the figures show, in two or three sentences."),
    ChapterKind.COMMITMENT: gettext_lazy("Background, what was achieved, what is next."),
    ChapterKind.CASES: gettext_lazy("Examples of what changed for people, each with its commitment."),
    ChapterKind.HEARD: gettext_lazy("What people said about progress, and what you did."),
    ChapterKind.LESSONS: gettext_lazy("What was learnt, and what will be done differently in the next plan."),
    ChapterKind.CONCLUSION: gettext_lazy("Where the plan stands as a whole."),
    ChapterKind.PANEL: gettext_lazy("The panel's own statement, in its own words."),
    ChapterKind.NOT_REPORTED: gettext_lazy("Why it was not reported, where you know."),
}

# Chapters that are complete without a word of anybody's: what stands in them is assembled.
NEEDS_NO_TEXT = {
    ChapterKind.IMPRINT,
    ChapterKind.MATRIX,
    ChapterKind.PROGRESS,
    ChapterKind.DEFINITIONS,
    ChapterKind.MEMBERS,
    ChapterKind.ANNEX,
    ChapterKind.NOT_REPORTED,
}

HAS_PARTS = set(PeriodKind) - {PeriodKind.PROGRESS}  # the kinds in which completion is judged

# The rows of OGP's template that people fill in for a part, in its order.
ROWS = {
    "lead_agency": gettext_lazy("Lead agency"),
    "responsible": gettext_lazy("Person responsible, by title and department"),
    "name": gettext_lazy("Number and name"),
    "objective": gettext_lazy("Main objective"),
    "description": gettext_lazy("Brief description"),
    "relevance": gettext_lazy("Relevance to the values of the OGP"),
    "ambition": gettext_lazy("Ambition"),
    "results": gettext_lazy("Description of the results"),
    "ends": gettext_lazy("End date"),
    "next_steps": gettext_lazy("Next steps"),
    "additional": gettext_lazy("Additional information"),
}

# Source: OGP's Articles of Governance, in our own short words.
MEANINGS = {
    OGPValue.TRANSPARENCY: gettext_lazy(
        "Information that government holds is published, can be asked for, and may be used by everyone."
    ),
    OGPValue.PARTICIPATION: gettext_lazy(
        "People take part in making and carrying out policy, and what they say has weight."
    ),
    OGPValue.ACCOUNTABILITY: gettext_lazy(
        "Those who act for the public explain what they did, answer criticism and bear the consequences."
    ),
    OGPValue.TECHNOLOGY: gettext_lazy(
        "New technology serves openness: more people can use it, reach information with it and be heard."
    ),
    GrandChallenge.SERVICES: gettext_lazy("Services for people, from health to water, get better."),
    GrandChallenge.INTEGRITY: gettext_lazy(
        "Corruption is countered; ethics, access to information and free media and society are kept."
    ),
    GrandChallenge.RESOURCES: gettext_lazy(
        "Budgets, purchases, natural resources and foreign aid are managed well and in the open."
    ),
    GrandChallenge.SAFETY: gettext_lazy("Communities are safer, in crises and from day to day."),
    GrandChallenge.CORPORATE: gettext_lazy("Businesses answer for what they do to people and places."),
}


@dataclass(frozen=True)
class Outline:
    """One chapter to be: what it is called, what it is about, and of which commitment."""

    slug: str
    kind: ChapterKind
    title: str
    commitment: Commitment | None = None


def outline(kind: PeriodKind, commitments: Iterable[Commitment]) -> Iterator[Outline]:
    """The chapters of an account of this kind, with one for every commitment and part."""
    for chapter in ORDER[kind]:
        if chapter == ChapterKind.COMMITMENT:
            for commitment in commitments:
                yield Outline(
                    slug=f"commitment-{commitment.number.lower().replace('.', '-')}",
                    kind=chapter,
                    title=f"{commitment.number} {commitment.title}"[:200],
                    commitment=commitment,
                )
        else:
            yield Outline(slug=chapter.value, kind=chapter, title=str(chapter.label))


def is_written(kind: str, text: str) -> bool:
    """Whether a chapter says what only people can say."""
    return bool(text.strip()) or ChapterKind(kind) in NEEDS_NO_TEXT


def meaning(code: str) -> str:
    return str(MEANINGS[code])


def parts_in(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts that a frozen report judges."""
    annexes = (one["figures"] for one in content["chapters"] if one["kind"] == ChapterKind.ANNEX)
    return [part for figures in annexes for part in figures.get("parts", [])]
