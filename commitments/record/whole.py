"""A plan as one text: everything it says, as data that can be frozen and rendered without the database."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from plans.choices import PlanState
from plans.dates import PartialDate, StatedDate
from plans.fields import stated
from plans.models import ActionPlan, Agency

from ..choices import LeadRole
from ..models import Commitment, Lead, Milestone

TEXTS = ("title", "promise", "objective", "status_quo", "ambition", "others_involved")


def whole_plan(plan: ActionPlan, on: date = date.max) -> dict[str, Any]:
    """Facts, sections, commitments, leads and milestones of a plan; agencies under their names of the day.

    While a plan is being made these are the live rows, whether published or not; of an adopted one only
    what is published, since what else there is belongs to an amendment that is being drafted.
    Dates stand as data (`on`, cut to its precision) and in words (empty where nothing is stated). What
    a commitment keeps to itself, its resources, is not said. Five queries for any number of rows.
    """
    is_adopted = plan.state == PlanState.ADOPTED
    agencies = Agency.objects.named_on(on)
    leads = _rows(Lead.objects.all(), is_adopted).prefetch_related(Prefetch("agency", queryset=agencies))
    commitments = _rows(plan.commitments.all(), is_adopted).prefetch_related(
        Prefetch("leads", queryset=leads, to_attr="leads_now"),
        Prefetch("milestones", queryset=_rows(Milestone.objects.all(), is_adopted), to_attr="milestones_now"),
    )
    found = list(commitments)
    numbers = {commitment.pk: commitment.number for commitment in found}
    parents = {commitment.parent_id for commitment in found}
    return {
        "slug": plan.slug,
        "country": plan.country,
        "language": plan.language,
        "title": plan.title,
        "short_title": plan.short_title,
        "summary": plan.summary,
        "starts": _day(plan.starts_on),
        "ends": _day(plan.ends_on),
        "invented": plan.is_invented,
        "sections": [
            {"slug": section.slug, "title": section.title, "text": section.text}
            for section in plan.sections.all()
        ],
        "commitments": [
            _commitment(plan, one, parent=numbers.get(one.parent_id, ""), has_parts=one.pk in parents)
            for one in found
        ],
    }


def digest_of(content: dict[str, Any]) -> str:
    """What tells one state of the whole from another: a form brings back the state that was read."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def agencies_named_in(content: dict[str, Any]) -> set[str]:
    """The slugs of the agencies that lead or support in it."""
    return {lead["agency"] for commitment in content["commitments"] for lead in commitment["leads"]}


def _rows(rows: QuerySet, is_adopted: bool) -> QuerySet:
    return rows.published() if is_adopted else rows.filter(withdrawn_in=None)


def _commitment(plan: ActionPlan, commitment: Commitment, *, parent: str, has_parts: bool) -> dict[str, Any]:
    return {
        "number": commitment.number,
        "parent": parent,
        "has_parts": has_parts,
        **{name: getattr(commitment, name) for name in TEXTS},
        "resources": commitment.resources if commitment.resources_public else "",
        "values": [{"code": code, "label": plan.value_label(code)} for code in commitment.values],
        "challenges": [{"code": code, "label": plan.challenge_label(code)} for code in commitment.challenges],
        "work": {"code": commitment.work, "label": str(commitment.get_work_display())},
        "starts": _stated(stated(commitment, "agreed_starts_on")),
        "due": _stated(stated(commitment, "agreed_due_on")),
        "leads": [_lead(lead) for lead in sorted(commitment.leads_now, key=_leads_first)],
        "milestones": [_milestone(commitment, milestone) for milestone in commitment.milestones_now],
    }


def _leads_first(lead: Lead) -> tuple[bool, int]:
    return lead.role != LeadRole.LEAD, lead.position


def _lead(lead: Lead) -> dict[str, Any]:
    return {
        "agency": lead.agency.slug,
        "name": lead.agency.name,
        "role": lead.role,
        "office": lead.office,
        "from_on": lead.from_on and lead.from_on.isoformat(),
        "until_on": lead.until_on and lead.until_on.isoformat(),
    }


def _milestone(commitment: Commitment, milestone: Milestone) -> dict[str, Any]:
    return {
        "number": milestone.number,
        "full_number": f"{commitment.number}.{milestone.number}",
        "title": milestone.title,
        "description": milestone.description,
        "starts": _stated(stated(milestone, "agreed_starts_on")),
        "due": _stated(stated(milestone, "agreed_due_on")),
    }


def _day(on: PartialDate | None) -> dict[str, str | None]:
    return {"on": on and str(on), "words": on.words if on else ""}


def _stated(said: StatedDate) -> dict[str, str | None]:
    """As it was stated; the words are empty where nothing was."""
    return {"on": said.on and str(said.on), "text": said.text, "words": said.words if said else ""}
