"""What the pages on which a plan is amended have in common."""

from __future__ import annotations

from datetime import date

from django import template
from django.urls import reverse

from ..models import Commitment, Milestone
from ..record.amending import Draft, Thing
from ..words.amending import held_words

register = template.Library()


@register.simple_tag
def amending_url(desk, thing: Thing) -> str:
    """Where a commitment or a milestone is changed in this amendment."""
    where = [desk.amendment.plan.slug, desk.amendment.slug]
    if isinstance(thing, Commitment):
        return reverse("workspace-amendment-commitment", args=[*where, thing.number])
    return reverse("workspace-amendment-milestone", args=[*where, thing.commitment.number, thing.number])


@register.filter
def milestones_of(draft: Draft, commitment: Commitment) -> list[Milestone]:
    return draft.milestones_of(commitment)


@register.filter
def adds(draft: Draft, milestone: Milestone) -> bool:
    return draft.adds(milestone)


@register.filter
def drops(draft: Draft, milestone: Milestone) -> bool:
    return draft.drops(milestone)


@register.filter
def is_withdrawn(draft: Draft, milestone: Milestone) -> bool:
    return draft.is_withdrawn(milestone)


@register.filter
def held_on(commitment: Commitment, on: date) -> str:
    """Who leads and supports it on the day, in a line."""
    return held_words(commitment.leads_on(on))
