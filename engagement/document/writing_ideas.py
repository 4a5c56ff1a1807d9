"""Writing out ideas and draft commitments: what nothing but an edition changes any more."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from plans.document import publication_of, text_of
from plans.models import ActionPlan

from ..choices import ProposalState, VoiceKind
from ..models import Consultation, Idea, ProposedCommitment, Voice


def ideas_told() -> Prefetch:
    """The ideas of consultations, with what others said to them."""
    reasons = Voice.objects.with_reasons().select_related("published_in")
    ideas = Idea.objects.public().with_voices().select_related("published_in").order_by("number")
    ideas = ideas.prefetch_related(Prefetch("voices", reasons, to_attr="reasons_told"))
    return Prefetch("ideas", ideas, to_attr="ideas_told")


def ideas_of(consultation: Consultation, zone: ZoneInfo) -> list[dict]:
    """Those of one that is answered, each by its place in the submissions that are written."""
    places = {
        point.pk: (submission.number, place)
        for submission in consultation.submissions_told
        for place, point in enumerate(submission.points.all(), 1)
    }
    told = [idea for idea in consultation.ideas_told if idea.point_id in places]
    return [_idea_entry(idea, *places[idea.point_id], zone) for idea in told]


def _idea_entry(idea: Idea, submission: int, place: int, zone: ZoneInfo) -> dict:
    voices = {kind: getattr(idea, f"{kind}s") for kind in VoiceKind.values}
    return {
        "number": idea.number,
        "submission": submission,
        "point": place,
        "voices": {kind: number for kind, number in voices.items() if number},
        "reasons": [_reason_entry(voice, zone) for voice in idea.reasons_told],
        **publication_of(idea),
    }


def _reason_entry(voice: Voice, zone: ZoneInfo) -> dict:
    return {
        "kind": voice.kind,
        "reason": voice.reason,
        "given_on": voice.given_at.astimezone(zone).date().isoformat(),
        "changed_on": voice.changed_at and voice.changed_at.astimezone(zone).date().isoformat(),
        **publication_of(voice),
    }


def proposals_decided(plan: ActionPlan) -> list[dict]:
    """What was decided for this plan of the ideas of answered consultations, as far as its commitment is
    public too."""
    answered = Q(consultation__answered_in__isnull=False) | Q(consultation__was_closed=True)
    declined = Q(state=ProposalState.DECLINED)
    agreed = Q(state=ProposalState.AGREED, commitment__in=plan.commitments.published())
    ideas = Idea.objects.public().filter(point__submission__published_in__isnull=False).order_by("number")
    told = ProposedCommitment.objects.told().filter(answered, declined | agreed, plan=plan)
    told = told.select_related("consultation", "commitment", "published_in")
    told = told.prefetch_related(Prefetch("ideas", queryset=ideas, to_attr="ideas_told"))
    return [_proposal_entry(proposal) for proposal in told.order_by("consultation__slug", "slug")]


def _proposal_entry(proposal: ProposedCommitment) -> dict:
    text = proposal.public_text
    return {
        "consultation": proposal.consultation.slug,
        "slug": proposal.slug,
        "title": proposal.title,
        "state": proposal.state,
        "decided_on": text_of(proposal.decided_on),
        "decided_by": proposal.decided_by,
        "decision_reason": proposal.decision_reason,
        "commitment": proposal.commitment and proposal.commitment.number,
        "ideas": [idea.number for idea in proposal.ideas_told],
        "text": text,
        **(publication_of(proposal) if text else {}),
    }
