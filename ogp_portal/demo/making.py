"""The plan that is being made to follow the example: how it is made is public, its commitments not yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from commitments.operations.making import CommitmentContent, LeadContent, MilestoneContent, save_commitment
from engagement.operations.outreach import OutreachContent, add_outreach
from plans.dates import PartialDate
from plans.models import ActionPlan, User
from plans.operations.making import PlanFacts, begin_plan
from plans.operations.timeline import TimelineContent, publish_timeline, save_timeline
from plans.rules import Step


def make_next_plan(script: dict, *, follows: ActionPlan, ana: User, now: datetime) -> None:
    """The way Ana does it: its facts, a published timeline, and two commitments that only she sees yet."""
    facts = PlanFacts(
        **script["plan"] | _dates(script["plan"]),
        country=follows.country,
        language=follows.language,
        follows=follows.slug,
        is_invented=True,
    )
    plan = begin_plan(facts=facts, by=ana, now=now)
    steps = tuple(Step(**step | _dates(step)) for step in script["timeline"]["steps"])
    announced_at = now + timedelta(days=script["timeline"]["announced"])
    starts_on = timezone.localdate(now) + timedelta(days=script["timeline"]["development_starts"])
    content = TimelineContent(starts_on, script["timeline"]["summary"], steps)
    timeline = save_timeline(plan=plan, version=0, content=content, by=ana, now=announced_at)
    publish_timeline(plan=plan, version=timeline.version, by=ana, now=announced_at)
    for entry in script["outreach"]:
        told = OutreachContent(**entry | _dates(entry))
        add_outreach(plan=plan, content=told, is_public=True, by=ana, now=now)
    for entry in script["commitments"]:
        wanted = CommitmentContent(
            **entry
            | _dates(entry)
            | {
                "leads": tuple(LeadContent(**lead) for lead in entry["leads"]),
                "milestones": tuple(MilestoneContent(**one | _dates(one)) for one in entry["milestones"]),
                "values": tuple(entry["values"]),
            }
        )
        save_commitment(plan=plan, commitment=None, version=0, content=wanted, by=ana, now=now)


def _dates(entry: dict) -> dict[str, PartialDate]:
    return {name: PartialDate.parse(text) for name, text in entry.items() if name.endswith("_on")}
