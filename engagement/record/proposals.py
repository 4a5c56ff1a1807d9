"""Where ideas went: the draft commitments that they are part of, as far as the public knows of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ..choices import ProposalState
from ..models import Consultation, Idea, IdeaInProposal, ProposedCommitment
from .ideas import ideas_of


def proposals_told(consultation: Consultation) -> QuerySet[ProposedCommitment]:
    """Draft commitments that the public knows of, in the order of the plan's themes."""
    rows = ProposedCommitment.objects.told().filter(consultation=consultation)
    beside = ("commitment__plan", "plan", "theme", "published_in", "decided_in", "consultation")
    rows = rows.select_related(*beside)
    return rows.order_by("theme__position", "pk")


def fates_of(ideas: Iterable[Idea]) -> dict[int, list[ProposedCommitment]]:
    """By idea, the draft commitments into which it went; none for one that nobody has taken up."""
    found: dict[int, list[ProposedCommitment]] = {idea.pk: [] for idea in ideas}
    told = ProposedCommitment.objects.told()
    rows = IdeaInProposal.objects.filter(idea__in=list(found), proposal__in=told)
    rows = rows.select_related("proposal__commitment__plan", "proposal__plan", "proposal__consultation")
    for row in rows.order_by("proposal__decided_in", "proposal"):
        found[row.idea_id].append(row.proposal)
    return found


@dataclass(frozen=True)
class ProposalOnDay:
    """A draft commitment of which something was known by the end of the day: read `told_on` it."""

    proposal: ProposedCommitment
    on: date

    @property
    def is_decided(self) -> bool:
        return self.proposal.is_decided and self.proposal.decided_on <= self.on

    @property
    def state(self) -> str:
        return self.proposal.state if self.is_decided else ProposalState.DRAFTED

    @property
    def text(self) -> dict[str, Any]:
        """As it was put out last; empty where that was later, or never."""
        out = self.proposal.is_published and self.proposal.day_published
        return self.proposal.public_text if out and out.last <= self.on else {}

    @property
    def title(self) -> str:
        return self.proposal.title if self.is_decided else self.text.get("title", "")


@dataclass
class Fates:
    """How ideas ended, each counted once: agreed in one draft is agreed."""

    agreed: int = 0
    declined: int = 0
    drafted: int = 0
    nowhere: int = 0
    proposals: list[ProposedCommitment] = field(default_factory=list)


def fates_on(consultation: Consultation, **about) -> Fates:
    """Of all ideas of a consultation, or of those on one theme."""
    ideas = list(ideas_of(consultation).filter(**about))
    fates, found = Fates(), {}
    for proposals in fates_of(ideas).values():
        states = {one.state for one in proposals}
        found |= {one.pk: one for one in proposals}
        if ProposalState.AGREED in states:
            fates.agreed += 1
        elif ProposalState.DRAFTED in states:
            fates.drafted += 1
        elif states:
            fates.declined += 1
        else:
            fates.nowhere += 1
    fates.proposals = [found[pk] for pk in sorted(found)]
    return fates
