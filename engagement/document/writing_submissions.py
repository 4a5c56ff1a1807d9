"""Writing out what was said: submissions as they may be read, their points and answers, and groups."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from commitments.models import Commitment
from plans.document import publication_of

from ..models import ReasonedResponse, Submission, SubmissionGroup, SubmissionPoint


def submissions_told() -> Prefetch:
    """The published submissions of consultations, with all that tells what of each may be read."""
    told = Submission.objects.published().select_related("published_in", "about", "group")
    told = told.order_by("number").prefetch_related(
        "redactions",
        *("points__theme", "points__commitment", "points__milestone"),
        *("points__response__changed_commitment", "points__response__published_in"),
    )
    return Prefetch("submissions", told, to_attr="submissions_told")


def groups_told() -> Prefetch:
    """What was answered as one."""
    told = SubmissionGroup.objects.published().select_related("lead", "published_in")
    return Prefetch("groups", told.order_by("number"), to_attr="groups_told")


def submission_entry(submission: Submission, zone: ZoneInfo) -> dict:
    return {
        "number": submission.number,
        "received_on": submission.received_at.astimezone(zone).date().isoformat(),
        "channel": submission.channel,
        "handed_in_by": submission.handed_in_by if submission.may_be_read else "",
        "group": submission.group and submission.group.number,
        "stakeholder_type": submission.stakeholder_type,
        "about": _number(submission.about) if submission.may_be_read else None,
        "publish_as": submission.publish_as,
        "text": submission.public_text,
        "points": [_point_entry(point) for point in submission.points.all() if submission.may_be_read],
        **publication_of(submission),
    }


def group_entry(group: SubmissionGroup) -> dict:
    return {
        "number": group.number,
        "kind": group.kind,
        "title": group.title,
        "lead": group.lead.number,
        **publication_of(group),
    }


def _point_entry(point: SubmissionPoint) -> dict:
    response, milestone = getattr(point, "response", None), point.public_milestone
    return {
        "text": point.public_text,
        "theme": point.theme and point.theme.slug,
        "commitment": _number(point.commitment),
        "milestone": milestone and milestone.number,
        "withheld_ground": point.withheld_ground if point.is_withheld else "",
        "response": response and response.is_published and _response_entry(response),
    }


def _response_entry(response: ReasonedResponse) -> dict:
    return {
        "disposition": response.disposition,
        "reason": response.reason,
        "changed": response.changed,
        "changed_commitment": _number(response.changed_commitment),
        **publication_of(response),
    }


def _number(commitment: Commitment | None) -> str | None:
    return commitment.number if commitment and commitment.is_published else None
