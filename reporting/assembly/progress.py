"""What was promised and how far it is: the plan, its commitments, its assessed parts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from commitments.choices import LeadRole, Stage, Timeliness
from commitments.models import Commitment, ProgressReport
from commitments.models.milestones import Standing
from commitments.record.day import CommitmentOnDay
from commitments.record.rounds import not_reported_for
from commitments.rules import Link
from engagement.choices import Disposition
from engagement.models import ReasonedResponse
from plans.choices import GrandChallenge, OGPValue

from ..chapters import ROWS, meaning
from ..models import Chapter
from .record import Record
from .shapes import coded, dated, level


def introduction(record: Record, chapter: Chapter) -> dict[str, Any]:
    plan = record.assessment.plan
    return {
        "commitments": len(record.plan.promises),
        "milestones": len(record.plan.standings),
        "plan_starts": dated(plan.starts_on),
        "plan_ends": dated(plan.ends_on),
    }


def matrix(record: Record, chapter: Chapter) -> dict[str, Any]:
    plan = record.assessment.plan
    rows = [
        {
            "number": one.commitment.number,
            "title": one.title,
            "is_part": one.commitment.parent_id is not None,
            "leads": _leading(one),
            "milestones": [standing.title for standing in one.standings],
            "values": list(one.commitment.values),
            "challenges": list(one.commitment.challenges),
        }
        for one in record.plan.commitments
    ]
    values = [v for v in OGPValue if any(v in row["values"] for row in rows)]
    challenges = [c for c in GrandChallenge if any(c in row["challenges"] for row in rows)]
    return {
        "values": [{"code": v.value, "words": plan.value_label(v)} for v in values],
        "challenges": [{"code": c.value, "words": plan.challenge_label(c)} for c in challenges],
        "rows": rows,
    }


def _leading(one: CommitmentOnDay) -> list[str]:
    return [lead.agency.name for lead in one.leads if lead.role == LeadRole.LEAD]


def progress(record: Record, chapter: Chapter) -> dict[str, Any]:
    plan = record.plan
    stages = [
        {"code": stage.value, "words": str(stage.label), "number": number}
        if stage
        else {"code": "not-reported", "words": _("Not reported"), "number": number}
        for stage, number in plan.stages.items()
    ]
    return {
        "on": dated(record.on),
        "milestones": len(plan.live),
        "withdrawn": len(plan.standings) - len(plan.live),
        "is_sourced": record.assessment.plan.is_sourced,
        "stages": stages,
        "timeliness": [coded(t) | {"number": number} for t, number in plan.timeliness.items() if number],
        "late": [
            {
                "number": standing.milestone.full_number,
                "title": standing.title,
                "due": dated(standing.due),
                "leads": _leading(one),
            }
            for one in plan.commitments
            for standing in one.standings
            if standing.timeliness == Timeliness.OVERDUE
        ],
    }


def commitment(record: Record, chapter: Chapter) -> dict[str, Any]:
    one = record.of(chapter)
    if one is None:
        return {}
    commitment = one.commitment
    return {
        "number": commitment.number,
        "title": one.title,
        "promise": one.words["promise"],
        "is_part": commitment.parent_id is not None,
        "is_sourced": commitment.is_sourced,
        "address": commitment.get_absolute_url(),
        "leads": [{"agency": lead.agency.name, "role": str(LeadRole(lead.role).label)} for lead in one.leads],
        "milestones": [_milestone(standing) for standing in one.standings],
        "reports": [_progress_report(r) for r in record.reports if r.commitment_id == commitment.pk],
        "heard": [_answer(a) for a in record.answers if _is_about(a, commitment)],
        "parts": [
            {
                "name": part.name,
                "completion": level(part.completion),
                "proposed": level(part.proposed),
                "reason": part.completion_reason,
            }
            for part in record.parts
            if part.commitment_id == commitment.pk
        ],
    }


def _milestone(standing: Standing) -> dict[str, Any]:
    update = standing.update
    return {
        "number": standing.milestone.full_number,
        "title": standing.title,
        "stage": coded(Stage(standing.stage)) if standing.stage else None,
        "timeliness": coded(Timeliness(standing.timeliness)),
        "agreed": dated(standing.agreed_due),
        "due": dated(standing.due),
        "expected": dated(update.expected_on) if update and update.expected_on else None,
        "note": update.note if update else "",
        "reason": str(update.get_reason_display()) if update and update.reason else "",
        "reason_words": update.reason_words if update else "",
        "evidence": [_shown(one.link) for one in update.evidence.all()] if update else [],
        "as_of": dated(update.as_of_on) if update else None,
        "moved": [
            {
                "before": dated(change.before),
                "after": dated(change.after),
                "on": dated(change.moved_on),
                "reason": change.why,
            }
            for change in standing.moves
        ],
    }


def _shown(link: Link) -> dict[str, str]:
    return {"url": link.url, "title": link.title or link.url}


def _progress_report(report: ProgressReport) -> dict[str, Any]:
    return {
        "period": report.period.words,
        "nothing_to_report": report.nothing_to_report,
        "doing": report.doing,
        "next": report.next,
        "reflection": report.reflection,
        "links": [_shown(one.link) for one in report.links.all()],
        "published": dated(report.day_published),
        "address": report.get_absolute_url(),
    }


def _is_about(answer: ReasonedResponse, commitment: Commitment) -> bool:
    return commitment.pk in (answer.point.commitment_id, answer.changed_commitment_id)


def _answer(answer: ReasonedResponse) -> dict[str, Any]:
    """A point by the number of its submission, never its words: they may be withdrawn later. What changed is
    not said where its sender wants nothing shown: it may repeat them."""
    submission = answer.point.submission
    return {
        "consultation": submission.consultation.title,
        "submission": submission.number,
        "point": answer.point.position,
        "address": submission.get_absolute_url() if submission.may_be_read else None,
        "theme": answer.point.theme.label if answer.point.theme else "",
        "decided": coded(Disposition(answer.disposition)),
        "changed": answer.changed if submission.may_be_read else "",
    }


def definitions(record: Record, chapter: Chapter) -> dict[str, Any]:
    figures = matrix(record, chapter)
    return {
        group: [label | {"meaning": meaning(label["code"])} for label in figures[group]]
        for group in ("values", "challenges")
    }


def not_reported(record: Record, chapter: Chapter) -> dict[str, Any]:
    period = record.assessment.period
    missed = not_reported_for(record.plan.commitments, period) if period else []
    return {
        "period": period and period.words,
        "is_sourced": record.assessment.plan.is_sourced,
        "commitments": [
            {"number": one.commitment.number, "title": one.title, "leads": _leading(one)} for one in missed
        ],
        "milestones": [
            {"number": standing.milestone.full_number, "title": standing.title}
            for standing in record.plan.live
            if standing.stage is None
        ],
    }


def annex(record: Record, chapter: Chapter) -> dict[str, Any]:
    return {
        "is_sourced": record.assessment.is_sourced,
        "parts": [
            {"position": part.position, "commitment": part.commitment.number}
            | {row: getattr(part, row) for row in ROWS}
            | {
                "completion": level(part.completion),
                "proposed": level(part.proposed),
                "completion_reason": part.completion_reason,
                "confirmed_on": part.confirmed_on and part.confirmed_on.isoformat(),
            }
            for part in record.parts
        ],
    }
