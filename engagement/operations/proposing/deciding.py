"""The working text of a draft commitment is put out, and it ends: agreed into the plan, or declined."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commitments.operations.making import save_commitment
from plans.models import User
from plans.operations.editions import edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason, Stale

from ...choices import ProposalState
from ...models import ProposedCommitment, Submission
from ...rules.passages import says
from ...rules.proposing import (
    NO_PROPOSAL,
    NO_REASON,
    NOTHING_NEW,
    REPEATS_WITHHELD,
    missing_for_decision,
)
from .content import as_commitment, as_shown, content_of
from .working import drafting_in, held, tell_of_proposal


def reasons_not_to_show(proposal: ProposedCommitment, on: date) -> list[Reason]:
    """Why its working text cannot be put out as it is."""
    shown = as_shown(content_of(proposal), on)
    if proposal.is_published and shown == proposal.shown:
        return [NOTHING_NEW]
    return _repeating_withheld(proposal, _texts(shown))


def _repeating_withheld(proposal: ProposedCommitment, texts: Iterable[str]) -> list[Reason]:
    """Nothing that everybody is to read repeats what of its ideas nobody reads."""
    sent = Submission.objects.filter(points__idea__proposals=proposal).distinct()
    hidden = [words for one in sent.prefetch_related("points", "redactions") for words in one.hidden]
    return [REPEATS_WITHHELD] if any(says(text, words) for text in texts for words in hidden) else []


def _texts(said) -> list[str]:
    if isinstance(said, str):
        return [said]
    rows = said.values() if isinstance(said, dict) else said
    return [text for row in rows for text in _texts(row)]


@transaction.atomic
def publish_proposal(
    *, proposal: ProposedCommitment, version: int, by: User, now: datetime
) -> ProposedCommitment:
    """Let everybody read the working text as it stands; what changes afterwards waits for the next time."""
    drafting_in(proposal.consultation, by, now)
    proposal, on = held(proposal), timezone.localdate(now)
    if proposal.version != version:
        raise Stale
    if reasons := reasons_not_to_show(proposal, on):
        raise NotReady(reasons)
    edition = edition_by(by=by, on=on)
    proposal.shown, proposal.published_in = as_shown(content_of(proposal), on), edition
    save_version(proposal, version=version, by=by)
    tell_of_proposal(proposal, edition, {"title": proposal.title, "decides_next": proposal.decides_next})
    return proposal


def reasons_not_to_agree(proposal: ProposedCommitment) -> list[Reason]:
    """What it lacks to be a commitment of the plan; the rest is asked before the plan is adopted."""
    return [] if proposal.proposed.strip() else [NO_PROPOSAL]


@transaction.atomic
def agree_proposal(
    *,
    proposal: ProposedCommitment,
    version: int,
    decided_on: date | None,
    decided_by: str,
    by: User,
    now: datetime,
) -> ProposedCommitment:
    """It goes into the plan that is being made, as a commitment with its leads and milestones.

    That it was agreed, when and by whom is public at once; the commitment itself is, once the plan shows it.
    """
    drafting_in(proposal.consultation, by, now)
    proposal, on = held(proposal), timezone.localdate(now)
    reasons = missing_for_decision(decided_on=decided_on, decided_by=decided_by, on=on)
    reasons += _repeating_withheld(proposal, [decided_by, *_texts(as_shown(content_of(proposal), on))])
    if reasons := [*reasons, *reasons_not_to_agree(proposal)]:
        raise NotReady(reasons)
    if proposal.version != version:
        raise Stale
    content = as_commitment(content_of(proposal))
    proposal.commitment = save_commitment(
        plan=proposal.plan, commitment=None, version=0, content=content, by=by, now=now
    )
    number = proposal.commitment.number
    _decide(proposal, ProposalState.AGREED, version, decided_on, decided_by, by, on, {"commitment": number})
    return proposal


@transaction.atomic
def decline_proposal(
    *,
    proposal: ProposedCommitment,
    version: int,
    decided_on: date | None,
    decided_by: str,
    reason: str,
    by: User,
    now: datetime,
) -> ProposedCommitment:
    """It does not become a commitment; everybody reads why, and who decided."""
    drafting_in(proposal.consultation, by, now)
    proposal, on = held(proposal), timezone.localdate(now)
    reasons = missing_for_decision(decided_on=decided_on, decided_by=decided_by, on=on)
    reasons += _repeating_withheld(proposal, [proposal.title, decided_by, reason])
    if reasons := [*reasons, *([] if reason.strip() else [NO_REASON])]:
        raise NotReady(reasons)
    proposal.decision_reason = reason.strip()
    _decide(proposal, ProposalState.DECLINED, version, decided_on, decided_by, by, on, {})
    return proposal


def _decide(
    proposal: ProposedCommitment,
    state: ProposalState,
    version: int,
    decided_on: date | None,
    decided_by: str,
    by: User,
    on: date,
    more: dict,
) -> None:
    proposal.state, proposal.decided_on, proposal.decided_by = state, decided_on, decided_by.strip()
    proposal.decided_in = edition_by(by=by, on=on)
    save_version(proposal, version=version, by=by)
    decided: dict[str, Any] = {"title": proposal.title, "state": str(state), "decided_on": str(decided_on)}
    decided |= {"decided_by": proposal.decided_by, "ideas": proposal.ideas_in.count()}
    tell_of_proposal(proposal, proposal.decided_in, decided | more)
