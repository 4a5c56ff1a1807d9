"""Who was heard and what they said: consultations, meetings, the panel."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from engagement.choices import Disposition, MeetingKind, Purpose
from engagement.models import Consultation, Forum, Meeting, Outreach
from plans.rules import holds_on

from ..models import Chapter, ReviewPosition
from .record import Record
from .shapes import coded, dated

PROCESS = (Purpose.IDEAS, Purpose.DRAFT_PLAN, Purpose.PROCESS, Purpose.OTHER)
ABOUT_PROGRESS = (Purpose.DRAFT_REPORT, Purpose.AMENDMENT)


def process(record: Record, chapter: Chapter) -> dict[str, Any]:
    plan = record.assessment.plan
    meetings = Meeting.objects.published().known_on(record.on).filter(plan=plan, forum=None)
    outreach = Outreach.objects.published().known_on(record.on).filter(plan=plan)
    return {
        "consultations": [_consultation(one, record.on) for one in record.consultations(PROCESS)],
        "meetings": [_meeting(one) for one in meetings],
        "outreach": [
            {
                "channel": one.channel,
                "audience": one.audience,
                "reach": one.reach,
                "starts": dated(one.starts_on),
                "ends": dated(one.ends_on or one.starts_on),
            }
            for one in outreach
        ],
    }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "kind": coded(MeetingKind(meeting.kind)),
        "place": meeting.place,
        "held": dated(meeting.held_on, is_sourced=meeting.is_sourced),
        "number": meeting.number,
        "attended": meeting.attended,
    }


def heard(record: Record, chapter: Chapter) -> dict[str, Any]:
    return {"consultations": [_consultation(one, record.on) for one in record.consultations(ABOUT_PROGRESS)]}


def _consultation(consultation: Consultation, on: date) -> dict[str, Any]:
    """What may be counted of it: totals as their source has them, submissions once they are answered."""
    is_told = _is_told(consultation, on)
    submissions = [one for one in consultation.submissions.all() if is_told and one.is_published]
    points = [point for submission in submissions for point in submission.points.all()]
    answers = [p.response for p in points if hasattr(p, "response") and p.response.is_published]
    dispositions = Counter(answer.disposition for answer in answers)
    themes = [
        {"words": theme.label, "points": sum(point.theme_id == theme.pk for point in points)}
        for theme in consultation.themes.all()
    ]
    return {
        "slug": consultation.slug,
        "title": consultation.title,
        "stage": consultation.stage,
        "purpose": coded(Purpose(consultation.purpose)),
        "opened": dated(consultation.first_day, is_sourced=consultation.is_sourced),
        "closed": dated(consultation.last_day, is_sourced=consultation.is_sourced),
        "totals": [
            {
                "unit": total.unit,
                "dimension": total.dimension,
                "heading": total.heading,
                "words": total.label,
                "number": total.number,
            }
            for total in consultation.totals.all()
        ],
        "submissions": len(submissions),
        "points": len(points),
        "dispositions": [coded(d) | {"number": dispositions[d]} for d in Disposition if dispositions[d]],
        "themes": themes if points else [],
        "what_we_heard": consultation.what_we_heard if is_told else "",
    }


def _is_told(consultation: Consultation, on: date) -> bool:
    """Whether what was said had been answered in public by the day, or its source tells it."""
    answered_on = consultation.day_answered
    return consultation.was_brought_in or (answered_on is not None and answered_on.last <= on)


def panel(record: Record, chapter: Chapter) -> dict[str, Any]:
    """The positions that the panel took on earlier drafts of this report, once their review was closed."""
    found = ReviewPosition.objects.filter(
        round__draft__assessment=record.assessment, round__closed_at__isnull=False
    ).select_related("round__draft")
    return {
        "positions": [
            {
                "draft": one.round.draft.number,
                "by": one.by_words,
                "position": {"code": one.position, "words": str(one.get_position_display())},
                "reason": one.reason,
            }
            for one in found
        ]
    }


def members(record: Record, chapter: Chapter) -> dict[str, Any]:
    forums = Forum.objects.published().filter(plan=record.assessment.plan).prefetch_related("members")
    return {
        "forums": [
            {
                "name": forum.name,
                "members": [
                    {
                        "role": member.role,
                        "sector": str(member.get_sector_display()),
                        "affiliation": member.affiliation,
                        "biography": member.biography,
                    }
                    for member in forum.members.all()
                    if holds_on(member.from_on, member.until_on, record.on)
                ],
            }
            for forum in forums
            if forum.starts_first is None or forum.starts_first <= record.on
        ]
    }
