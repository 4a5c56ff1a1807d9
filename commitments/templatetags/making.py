"""A plan on its way out: what its home and public pages show of timeline, drafts and adoption."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django import template
from django.utils import timezone

from plans.models import ActionPlan, TimelineStep

from ..record.making import being_made_on, drafts_and_timeline
from ..record.next_steps import next_steps_of
from ..words.putting_out import when_words

register = template.Library()


@register.inclusion_tag("commitments/making/_next_steps.html")
def next_steps(plan: ActionPlan) -> dict:
    """Timeline, draft, adoption and periods: how far each is, what to do next, and what is missing."""
    return {"plan": plan, "next": next_steps_of(plan, timezone.localdate())}


@register.inclusion_tag("commitments/making/_how_made.html")
def how_made(plan: ActionPlan, on: date, day: date | None = None) -> dict:
    """What was published of how a plan was made by a day; two queries. `day` is kept in addresses."""
    return drafts_and_timeline(plan, on) | {"plan": plan, "day": day}


@register.inclusion_tag("commitments/making/_being_made.html")
def plans_being_made(on: date, query: str) -> dict:
    """Plans of which only the timeline is public; one query."""
    return {"timelines": being_made_on(on), "query": query}


@register.filter
def step_days(step: TimelineStep) -> str:
    """When a step is, in words."""
    return when_words(step.starts_on, step.ends_on)


@register.filter
def web_host(url: str) -> str:
    """Where a link leads, without its path."""
    return urlsplit(url).hostname or url
