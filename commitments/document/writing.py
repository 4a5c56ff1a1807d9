"""Promises and progress are written into a plan document."""

from __future__ import annotations

from plans.dates import StatedDate
from plans.document import publication_of, source_of, text_of
from plans.fields import stated
from plans.models import ActionPlan, Amendment

from ..models import (
    Commitment,
    DateChange,
    Evidence,
    Lead,
    Milestone,
    ProgressReport,
    ReportCorrection,
    StageUpdate,
)
from . import indicators
from .shapes import TEXTS


def write(plan: ActionPlan) -> dict:
    """The commitments of a published plan, with everything published under them."""
    commitments = plan.commitments.published().select_related("source", "published_in", "parent")
    return {"commitments": [_commitment_entry(commitment) for commitment in commitments]}


def used_by(plan: ActionPlan) -> dict[str, set]:
    """The ids of the agencies and source documents that the section refers to."""
    commitments = plan.commitments.published()
    sourced = [
        commitments,
        Lead.objects.filter(commitment__in=commitments),
        Milestone.objects.filter(commitment__in=commitments),
        DateChange.objects.filter(commitment__in=commitments),
        DateChange.objects.filter(milestone__commitment__in=commitments),
        StageUpdate.objects.filter(milestone__commitment__in=commitments),
        ProgressReport.objects.filter(commitment__in=commitments),
    ]
    return {
        "agencies": set(
            Lead.objects.published().filter(commitment__in=commitments).values_list("agency", flat=True)
        ),
        "sources": {
            pk for queryset in sourced for pk in queryset.published().values_list("source", flat=True) if pk
        },
    }


def _commitment_entry(commitment: Commitment) -> dict:
    return {
        "number": commitment.number,
        "parent": commitment.parent and commitment.parent.number,
        **{name: getattr(commitment, name) for name in TEXTS},
        "values": commitment.values,
        "challenges": commitment.challenges,
        "work": commitment.work,
        "resources": commitment.resources if commitment.resources_public else "",
        "leads": [
            _lead_entry(lead) for lead in commitment.leads.published().select_related("agency", "source")
        ],
        "milestones": [
            _milestone_entry(milestone)
            for milestone in commitment.milestones.published().select_related(
                "source", "published_in", "added_by", "withdrawn_by", "split_from"
            )
        ],
        "reports": [
            _report_entry(report)
            for report in commitment.reports.published()
            .select_related("source", "published_in", "period")
            .prefetch_related("links")
        ],
        "indicators": indicators.indicator_entries(commitment),
        **_agreed_entries(commitment),
        **_change_entries(commitment, commitment.wording_changes.filter(milestone=None)),
        **source_of(commitment),
        **publication_of(commitment),
    }


def _published_slug(amendment: Amendment | None) -> str | None:
    """What is only planned yet is not told."""
    return amendment.slug if amendment and amendment.is_published else None


def _agreed_entries(thing) -> dict:
    return {name: _stated_entry(stated(thing, f"{name}_on")) for name in ("agreed_starts", "agreed_due")}


def _stated_entry(date: StatedDate) -> dict:
    return {"on": text_of(date.on), "text": date.text}


def _lead_entry(lead: Lead) -> dict:
    return {
        "agency": lead.agency.slug,
        "role": lead.role,
        "office": lead.office,
        "from_on": text_of(lead.from_on),
        "until_on": text_of(lead.until_on),
        "reason": lead.reason,
        **source_of(lead),
    }


def _change_entries(thing, wording_changes) -> dict:
    dates = thing.date_changes.published().select_related("amendment", "source", "published_in")
    words = wording_changes.published().select_related("amendment", "published_in")
    return {
        "date_changes": [
            {
                "kind": change.kind,
                "amendment": change.amendment and change.amendment.slug,
                "before": _stated_entry(change.before),
                "after": _stated_entry(change.after),
                "moved_on": text_of(change.moved_on),
                "reason": change.reason,
                **source_of(change),
                **publication_of(change),
            }
            for change in dates
        ],
        "wording_changes": [
            {
                "amendment": change.amendment.slug,
                "field": change.field,
                "before": change.before,
                "after": change.after,
                **publication_of(change),
            }
            for change in words.in_order()
        ],
    }


def _milestone_entry(milestone: Milestone) -> dict:
    updates = milestone.updates.exclude(published_in=None).select_related(
        "source", "published_in", "report__period", "corrects"
    )
    return {
        "number": milestone.number,
        "title": milestone.title,
        "description": milestone.description,
        "added_by": _published_slug(milestone.added_by),
        "withdrawn_by": _published_slug(milestone.withdrawn_by),
        "split_from": milestone.split_from and milestone.split_from.number,
        "updates": [
            _update_entry(update) for update in updates.order_by("entry").prefetch_related("evidence")
        ],
        **_agreed_entries(milestone),
        **_change_entries(milestone, milestone.wording_changes),
        **source_of(milestone),
        **publication_of(milestone),
    }


def _update_entry(update: StageUpdate) -> dict:
    return {
        "entry": update.entry,
        "stage": update.stage,
        "as_of": text_of(update.as_of_on),
        "period": update.report and update.report.period.slug,
        "note": update.note,
        "reason": update.reason,
        "reason_words": update.reason_words,
        "expected_on": text_of(update.expected_on),
        "expected_not_known": update.expected_not_known,
        "completed_on": text_of(update.completed_on),
        "evidence": [_link_entry(shown) for shown in update.evidence.all()],
        "corrects": update.corrects and update.corrects.entry,
        "why_corrected": update.why_corrected,
        "written_by": update.written_words,
        **source_of(update),
        **publication_of(update),
    }


def _report_entry(report: ProgressReport) -> dict:
    return {
        "period": report.period.slug,
        "nothing_to_report": report.nothing_to_report,
        "doing": report.doing,
        "next": report.next,
        "reflection": report.reflection,
        "links": [_link_entry(link) for link in report.links.all()],
        "corrections": [
            _correction_entry(number, correction)
            for number, correction in enumerate(
                report.corrections.published().select_related("published_in").order_by("pk"), start=1
            )
        ],
        **source_of(report),
        **publication_of(report),
    }


def _correction_entry(number: int, correction: ReportCorrection) -> dict:
    return {
        "number": number,
        "field": correction.field,
        "before": correction.before,
        "after": correction.after,
        "reason": correction.reason,
        "written_by": correction.written_words,
        **publication_of(correction),
    }


def _link_entry(shown: Evidence) -> dict:
    """A file of ours is a link like any other: whoever reads the document finds it at its address."""
    return {"url": shown.link.url, "title": shown.link.title}
