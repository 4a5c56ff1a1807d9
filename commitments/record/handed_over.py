"""Who came to lead or support since a plan was agreed, and who ceased to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch

from plans.models import ActionPlan, Agency

from ..models import Commitment, Lead
from .history import Entry, lead_entries


@dataclass(frozen=True)
class LeadChange:
    """A lead that came, went or passed on, and of which commitment."""

    commitment: Commitment
    entry: Entry


def leads_handed_over(plan: ActionPlan, on: date) -> list[LeadChange]:
    """By the day, the newest first; two queries. Those who led from the start have not changed."""
    begins = plan.starts_on.last if plan.starts_on else date.min
    found = []
    for commitment, leads in _by_commitment(plan, on):
        for entry in lead_entries(leads):
            is_change = entry.others or entry.is_end or entry.day.last > begins
            if is_change and entry.day.last <= on:
                found.append(LeadChange(commitment, entry))
    return sorted(found, key=lambda change: change.entry.day.last, reverse=True)


def _by_commitment(plan: ActionPlan, on: date) -> Iterator[tuple[Commitment, list[Lead]]]:
    """The leads of each commitment in the order of the plan, each agency under its name of the day."""
    rows = Lead.objects.published().with_editions().select_related("commitment")
    rows = rows.filter(commitment__in=plan.commitments.published())
    rows = rows.prefetch_related(Prefetch("agency", queryset=Agency.objects.named_on(on)))
    for _pk, leads in groupby(
        rows.order_by("commitment__sort_key", "position"), key=lambda lead: lead.commitment_id
    ):
        found = list(leads)
        found[0].commitment.plan = plan
        yield found[0].commitment, found
