"""Ideas and the voices on them, counted: never added to submissions or points."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from ..choices import IdeaOrder, VoiceKind
from ..models import Consultation, Idea, Theme, Voice
from .answers import WITHOUT_A_THEME


@dataclass
class IdeasCounted:
    """How many ideas there are, and how many voices on them by kind."""

    ideas: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    gone: int = 0  # shown once, and not any more

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """In the order of the words, none left out."""
        return [(str(VoiceKind(kind).plural), self.by_kind[kind]) for kind in VoiceKind.values]

    @property
    def supports(self) -> int:
        return self.by_kind[VoiceKind.SUPPORT]

    @property
    def additions(self) -> int:
        return self.by_kind[VoiceKind.ADDITION]

    @property
    def objections(self) -> int:
        return self.by_kind[VoiceKind.OBJECTION]


@dataclass
class IdeasOnTheme(IdeasCounted):
    theme: Theme | None = None

    @property
    def label(self) -> str:
        return self.theme.label if self.theme else _("Without a theme")

    @property
    def slug(self) -> str:
        return self.theme.slug if self.theme else WITHOUT_A_THEME


def ideas_of(consultation: Consultation) -> QuerySet[Idea]:
    """Those that anybody may read now."""
    return Idea.objects.public().filter(consultation=consultation)


def in_order(ideas: QuerySet[Idea], order: str) -> QuerySet[Idea]:
    """Read `with_voices`."""
    if order == IdeaOrder.VOICES:
        return ideas.order_by("-voices_counted", "number")
    if order == IdeaOrder.NEWEST:
        return ideas.order_by("-published_in", "-number")
    return ideas.order_by(F("point__theme__position").asc(nulls_last=True), "number")


def count_ideas(consultation: Consultation) -> IdeasCounted:
    ideas = ideas_of(consultation)
    return IdeasCounted(
        ideas.count(),
        Counter(Voice.objects.standing().filter(idea__in=ideas).by_kind()),
        consultation.ideas.filter(withdrawn_in__isnull=False).count(),
    )


def ideas_by_theme(consultation: Consultation) -> list[IdeasOnTheme]:
    """In the order of the consultation; a theme without an idea is left out."""
    ideas = ideas_of(consultation)
    counted = ideas.order_by().values("point__theme").annotate(n=Count("pk"))
    numbers = {row["point__theme"]: row["n"] for row in counted}
    found = {
        theme and theme.pk: IdeasOnTheme(numbers[theme and theme.pk], theme=theme)
        for theme in (*consultation.themes.all(), None)
        if (theme and theme.pk) in numbers
    }
    voices = Voice.objects.standing().filter(idea__in=ideas).order_by()
    for row in voices.values("idea__point__theme", "kind").annotate(n=Count("pk")):
        found[row["idea__point__theme"]].by_kind[row["kind"]] = row["n"]
    return list(found.values())
