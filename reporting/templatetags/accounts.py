"""Published and unpublished reports on the pages of others: a plan, a commitment, the first pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import Commitment
from engagement.templatetags.engagement_workspace import with_room
from plans.models import ActionPlan
from plans.permissions import can_coordinate

from .. import words
from ..models import CommitmentAssessment, SelfAssessment

register = template.Library()

register.filter("what_is_next", words.what_is_next)

REPORTS_SHOWN = 3


@register.filter
def covers(assessment: SelfAssessment) -> str:
    """The days it speaks of."""
    return words.covers_words(assessment.starts_on, assessment.ends_on)


@register.filter
def judged(assessment: SelfAssessment) -> str:
    """How far it finds the parts that it judges; they are prefetched."""
    return words.judged_words([part.completion for part in assessment.parts.all() if part.completion])


@register.inclusion_tag("reporting/_published_reports.html")
def published_reports(on: date, plan: ActionPlan | None = None) -> dict[str, Any]:
    """The newest reports that speak of a day by then, of one plan or of all; one query."""
    found = SelfAssessment.objects.public().filter(ends_on__lte=on)
    if plan is not None:
        found = found.filter(plan=plan)
    return {"reports": found.select_related("published_in").newest_first()[:REPORTS_SHOWN]}


@dataclass(frozen=True)
class Verdict:
    """What one report finds of a commitment, part by part."""

    report: SelfAssessment
    parts: list[CommitmentAssessment]

    @property
    def is_divided(self) -> bool:
        return len({part.completion for part in self.parts}) > 1

    @property
    def words(self) -> str:
        return words.verdict_words(self.parts, self.report.day_published)


@register.inclusion_tag("reporting/_verdicts.html")
def verdict_of(commitment: Commitment, on: date) -> dict[str, Any]:
    """How far the government itself found a commitment by a day, newest first; one query."""
    published = SelfAssessment.objects.published().filter(ends_on__lte=on)
    found = CommitmentAssessment.objects.filter(commitment=commitment, assessment__in=published)
    found = found.exclude(completion="").select_related("assessment__published_in")
    in_order = found.order_by("-assessment__ends_on", "assessment__slug", "position")
    by_report = groupby(in_order, key=lambda part: part.assessment)
    return {"verdicts": [Verdict(report, list(parts)) for report, parts in by_report]}


@register.simple_tag(takes_context=True)
def with_self_assessments(context: template.Context, rooms: list[dict]) -> list[dict]:
    """The rooms of the workspace, with that of the self-assessments before the way out; for a coordinator."""
    request = context["request"]
    if not can_coordinate(request.user, timezone.localdate()):
        return rooms
    return with_room(rooms, reverse("workspace-reports"), _("Self-assessments"), here=request.path)


@register.inclusion_tag("reporting/_at_work.html")
def assessments_at_work() -> dict[str, Any]:
    """What the coordinator is making."""
    found = SelfAssessment.objects.of_published_plans().being_made().with_work().newest_first()
    return {"being_made": found}
