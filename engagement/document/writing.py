"""Writing the section out: what is published, as far as it may be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone, translation

from plans.document import publication_of, source_of, text_of
from plans.models import ActionPlan

from ..models import (
    Consultation,
    CountedTotal,
    Forum,
    ForumDecision,
    ForumInvitation,
    Meeting,
    MeetingPaper,
    Outreach,
)
from .shapes import HOURS, PRESENT, SAID, TEXTS, text_at
from .writing_ideas import ideas_of, ideas_told, proposals_decided
from .writing_submissions import group_entry, groups_told, submission_entry, submissions_told


def write(plan: ActionPlan) -> dict:
    """What is published of a plan: forums, closed consultations, meetings, outreach, draft commitments."""
    kept = _kept(plan)
    prefetch_related_objects(kept, *_with_all_of_them())
    papers = MeetingPaper.objects.published().select_related("file", "published_in").order_by("position")
    meetings = plan.meetings.published().select_related("source", "published_in", "forum", "consultation")
    meetings = meetings.prefetch_related("attendance", Prefetch("papers", papers, to_attr="papers_told"))
    with translation.override(plan.language):
        return {
            "forums": [
                _forum_entry(forum, kept) for forum in _in_order(_forums(plan), lambda row: row.starts_on)
            ],
            "consultations": [_consultation_entry(row, kept) for row in kept],
            "meetings": [
                _meeting_entry(meeting)
                for meeting in _in_order(meetings, lambda row: row.held_on)
                if _is_told(meeting, kept)
            ],
            "outreach": [
                _outreach_entry(row)
                for row in _in_order(
                    plan.outreach.published().select_related("source", "published_in"),
                    lambda row: row.starts_on,
                )
            ],
            "proposals": proposals_decided(plan),
        }


def used_by(plan: ActionPlan) -> dict[str, set]:
    """The ids of the agencies and source documents that the section refers to."""
    kept = _kept(plan)
    sourced = [*plan.forums.published(), *kept, *plan.meetings.published(), *plan.outreach.published()]
    sourced += CountedTotal.objects.filter(consultation__in=kept)
    sourced += ForumDecision.objects.published().filter(forum__in=plan.forums.published())
    return {
        "agencies": {forum.agency_id for forum in plan.forums.published() if forum.agency_id},
        "sources": {row.source_id for row in sourced if row.source_id},
    }


def _forums(plan: ActionPlan):
    forums = plan.forums.published().select_related("source", "published_in", "agency")
    decisions = ForumDecision.objects.published()
    decisions = decisions.select_related("source", "published_in", "meeting", "corrects").order_by("number")
    return forums.prefetch_related(
        "members", Prefetch("decisions", queryset=decisions, to_attr="decisions_told")
    )


def _kept(plan: ActionPlan) -> list[Consultation]:
    """Those that are over, here or elsewhere: in one that is open, people take part where it is run."""
    found = plan.consultations.published().select_related(
        *("plan", "source", "published_in", "answered_in", "follows", "amendment")
    )
    now = timezone.now()
    over = [row for row in found if row.was_brought_in or row.closes_at is None or row.closes_at <= now]
    return _in_order(over, lambda row: row.first_day)


def _with_all_of_them() -> list:
    """What an entry says of a consultation, read for all of them together."""
    invited = ForumInvitation.objects.public().select_related("forum__plan").order_by("forum__slug")
    return [
        *("questions", "themes", "documents__file"),
        Prefetch("totals", CountedTotal.objects.select_related("source")),
        *(submissions_told(), groups_told(), ideas_told()),
        Prefetch("invitations", invited, to_attr="invited"),
    ]


def _in_order(found: Iterable, day: Callable) -> list:
    """By day and slug, those without a day last; the same on both databases."""
    return sorted(found, key=lambda row: (day(row) is None, day(row), row.slug))


def _decision_entry(decision: ForumDecision, kept: list[Consultation]) -> dict:
    meeting = decision.public_meeting
    return {
        "number": decision.number,
        "what": decision.what,
        "why": decision.why,
        "decided_by": decision.decided_by,
        "decided_on": text_of(decision.decided_on),
        "meeting": meeting.slug if meeting and _is_told(meeting, kept) else None,
        "corrects": decision.corrects and decision.corrects.number,
        **source_of(decision),
        **publication_of(decision),
    }


def _is_told(meeting: Meeting, kept: list[Consultation]) -> bool:
    """Whether it stands in the document: one beside what is still open does not."""
    return meeting.consultation_id is None or meeting.consultation in kept


def _forum_entry(forum: Forum, kept: list[Consultation]) -> dict:
    return {
        "slug": forum.slug,
        "kind": forum.kind,
        "name": forum.name,
        "agency": forum.agency and forum.agency.slug,
        "remit": forum.remit,
        "rules": forum.rules,
        "rules_url": forum.rules_url,
        "rules_published_on": text_of(forum.rules_published_on),
        "starts_on": text_of(forum.starts_on),
        "ends_on": text_of(forum.ends_on),
        "members": [
            {
                "seat": member.position,
                "role": member.role,
                "sector": member.sector,
                "affiliation": member.affiliation,
                "biography": member.biography,
                "from_on": text_of(member.from_on),
                "until_on": text_of(member.until_on),
            }
            for member in forum.members.all()
        ],
        "decisions": [_decision_entry(decision, kept) for decision in forum.decisions_told],
        **source_of(forum),
        **publication_of(forum),
    }


def _consultation_entry(consultation: Consultation, kept: list[Consultation]) -> dict:
    follows, amendment = consultation.follows, consultation.amendment
    is_told = bool(consultation.answered_in_id or consultation.was_closed)  # else it is still being read
    zone, submissions = consultation.timezone, consultation.submissions_told
    return {
        "slug": consultation.slug,
        **{name: getattr(consultation, name) for name in TEXTS},
        "purpose": consultation.purpose,
        "follows": follows and _is_named(follows, consultation, kept) and follows.slug,
        "amendment": amendment and amendment.is_published and amendment.slug,
        **{name: text_at(getattr(consultation, name), zone) for name in HOURS},
        "zone": zone.key if consultation.zone or consultation.opens_at or submissions else "",
        "opened_on": text_of(consultation.opened_on),
        "closed_on": text_of(consultation.closed_on),
        "answers_due_on": text_of(consultation.answers_due_on),
        "answered_on": text_of(consultation.day_answered),
        "what_we_heard": consultation.what_we_heard if is_told else "",
        "documents": [
            {"title": document.title, "url": document.address, "size": document.words}
            for document in consultation.documents.all()
        ],
        "questions": [
            {
                "place": question.position,
                "kind": question.kind,
                "label": question.label,
                "hint": question.hint,
                "options": question.options,
            }
            for question in consultation.questions.all()
        ],
        "themes": [
            {"slug": theme.slug, "label": theme.label} for theme in consultation.themes.all() if is_told
        ],
        "totals": [_total_entry(total) for total in consultation.totals.all()],
        "submissions": [submission_entry(submission, zone) for submission in submissions],
        "groups": [group_entry(group) for group in consultation.groups_told],
        "ideas": ideas_of(consultation, zone) if is_told else [],
        "invited": [
            {"forum": one.forum.slug} for one in consultation.invited if _is_before(one.forum, consultation)
        ],
        **source_of(consultation),
        **publication_of(consultation),
    }


def _is_before(forum: Forum, consultation: Consultation) -> bool:
    """Whether it stands in this document too, or in that of a plan before."""
    return forum.plan_id == consultation.plan_id or forum.plan.starts_first < consultation.plan.starts_first


def _is_named(before: Consultation, consultation: Consultation, kept: list[Consultation]) -> bool:
    """Whether it stands in this document too, or in that of another plan."""
    return before in kept or (before.plan_id != consultation.plan_id and before.is_published)


def _total_entry(total: CountedTotal) -> dict:
    return {
        "unit": total.unit,
        "dimension": total.dimension,
        "heading": total.heading,
        "label": total.label,
        "number": total.number,
        **source_of(total),
    }


def _meeting_entry(meeting: Meeting) -> dict:
    forum = meeting.forum
    return {
        "slug": meeting.slug,
        "kind": meeting.kind,
        "forum": forum and forum.is_published and forum.slug,
        "consultation": meeting.consultation and meeting.consultation.slug,
        "title": meeting.title,
        "place": meeting.place,
        "held_on": text_of(meeting.held_on),
        "number": meeting.number,
        "attended": meeting.attended,
        "attendance": [
            {"sector": row.sector or None, "number": row.number} for row in meeting.attendance.all()
        ],
        "papers": [
            {
                "place": paper.position,
                "kind": paper.kind,
                "title": paper.title,
                "url": paper.address,
                "due_on": text_of(paper.due_on),
                **publication_of(paper),
            }
            for paper in meeting.papers_told
        ],
        **{name: SAID[getattr(meeting, name)] for name in PRESENT},
        "account": meeting.account,
        "notes_url": meeting.notes_url,
        **source_of(meeting),
        **publication_of(meeting),
    }


def _outreach_entry(outreach: Outreach) -> dict:
    return {
        "slug": outreach.slug,
        "channel": outreach.channel,
        "audience": outreach.audience,
        "reach": outreach.reach,
        "starts_on": text_of(outreach.starts_on),
        "ends_on": text_of(outreach.ends_on),
        "note": outreach.note,
        **source_of(outreach),
        **publication_of(outreach),
    }
