"""Taking part, on the pages of the apps below: open consultations, what people said, who met."""

from __future__ import annotations

from datetime import date

from django import template
from django.db.models import Count, Q
from django.utils import timezone

from commitments.models import Commitment
from plans.models import ActionPlan

from ..models import Consultation, Forum, Submission
from ..record import AtMoment, Tally, at_moment, end_or_now, said_on, with_what_a_page_says

register = template.Library()
SAID_FIRST = 20  # points on a commitment's own page


@register.inclusion_tag("engagement/_open.html")
def open_consultations(on: date) -> dict:
    """Where anybody can take part, or could at the end of the day; one query: nothing is counted before the
    answers."""
    moment = end_or_now(on, now=timezone.now())
    found = Consultation.objects.public().open_at(moment).select_related("plan", "answered_in")
    listed = [AtMoment(one, moment, Tally()) for one in found.order_by("closes_at", "slug")]
    return {"listed": listed, "is_past": on < timezone.localdate()}


@register.inclusion_tag("engagement/_said_about.html")
def said_about(commitment: Commitment, on: date) -> dict:
    """What people said about a commitment, or what changed it, answered by the end of the day."""
    points, shown = said_on(commitment, on), Submission.objects.shown()
    readable = Count("pk", filter=Q(submission__in=shown))
    asked = points.order_by().values("submission__consultation__slug", "submission__consultation__title")
    counted = list(asked.annotate(points=Count("pk"), readable=readable).order_by("submission__consultation"))
    first = with_what_a_page_says(points.filter(submission__in=shown))
    return {
        "commitment": commitment,
        "points": first.select_related("submission__consultation")[:SAID_FIRST] if counted else [],
        "counted": counted,
        "has_more": sum(row["readable"] for row in counted) > SAID_FIRST,
        "unseen": sum(row["points"] - row["readable"] for row in counted),
    }


@register.inclusion_tag("engagement/_engagement_of.html")
def engagement_of(plan: ActionPlan, on: date) -> dict:
    """How people took part in a plan by the end of the day, in short."""
    moment = end_or_now(on, now=timezone.now())
    consultations = plan.consultations.published().with_wholes().order_by("opens_at", "opened_last", "slug")
    return {
        "listed": at_moment(consultations, moment),
        "meetings": plan.meetings.published().known_on(on).select_related("source", "forum", "consultation"),
        "outreach": plan.outreach.published().known_on(on).select_related("source"),
        "forums": Forum.objects.public().filter(plan=plan),
    }


@register.inclusion_tag("engagement/_told_of.html")
def told_of(plan: ActionPlan, on: date) -> dict:
    """Who had been told by the day that they can take part in making a plan; one query.

    The page that shows it is public before the plan is.
    """
    return {"outreach": plan.outreach.published().known_on(on).select_related("source")}
