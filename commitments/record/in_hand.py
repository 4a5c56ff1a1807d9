"""A plan in the making as its coordinator has it in hand: every live row, published or not, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch

from plans.fields import stated
from plans.models import ActionPlan, Agency, PlanSection

from ..choices import LeadRole
from ..models import Commitment, Lead, Milestone
from ..operations.making import numbered_in_order
from ..words.making import dates_words, lead_words


@dataclass(frozen=True)
class CommitmentInHand:
    """One commitment, and its place among those of its own kind."""

    commitment: Commitment
    place: int
    last: int

    @property
    def leads(self) -> str:
        leads = self.commitment.leads_now
        sides = ([lead.agency.name for lead in leads if lead.role == role] for role in LeadRole)
        return lead_words(*sides)

    @property
    def milestones(self) -> list[tuple[Milestone, str]]:
        return [(milestone, _dates(milestone)) for milestone in self.commitment.milestones_now]

    @property
    def dates(self) -> str:
        return _dates(self.commitment)

    @property
    def is_part(self) -> bool:
        return self.commitment.parent_id is not None

    @property
    def up(self) -> int:
        """The place above, 0 where there is none."""
        return self.place - 1

    @property
    def down(self) -> int:
        return self.place + 1 if self.place < self.last else 0


def _dates(thing: Commitment | Milestone) -> str:
    return dates_words(stated(thing, "agreed_starts_on"), stated(thing, "agreed_due_on"))


@dataclass
class PlanInHand:
    """Everything the plan holds now; four queries for any number of rows."""

    plan: ActionPlan
    on: date

    @cached_property
    def sections(self) -> list[PlanSection]:
        return list(self.plan.sections.all())

    @cached_property
    def _rows(self) -> list[Commitment]:
        agencies = Agency.objects.named_on(self.on)
        leads = Lead.objects.order_by("position").prefetch_related(Prefetch("agency", queryset=agencies))
        milestones = Milestone.objects.order_by("number")
        rows = self.plan.commitments.order_by("sort_key").prefetch_related(
            Prefetch("leads", queryset=leads, to_attr="leads_now"),
            Prefetch("milestones", queryset=milestones, to_attr="milestones_now"),
        )
        return list(rows)

    @cached_property
    def commitments(self) -> list[CommitmentInHand]:
        return list(self._in_hand())

    def _in_hand(self) -> Iterator[CommitmentInHand]:
        for row in self._rows:
            siblings = [one.pk for one in self._rows if one.parent_id == row.parent_id]
            yield CommitmentInHand(row, siblings.index(row.pk) + 1, len(siblings))

    @property
    def promises(self) -> int:
        """How many count as commitments: parts do not."""
        return sum(row.parent_id is None for row in self._rows)

    @property
    def milestones(self) -> int:
        return sum(len(row.milestones_now) for row in self._rows)

    @property
    def leaves_numbers_out(self) -> bool:
        """Whether counting from 1 would give other numbers."""
        return any(row.number != number for row, number in numbered_in_order(self._rows))
