"""A draft commitment is begun from ideas and worked on by those invited, each save under its version."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from plans.choices import PublicationKind
from plans.models import ActionPlan, Edition, User
from plans.operations.editions import announce, edition_by
from plans.operations.making import reasons_not_to_make
from plans.operations.versions import save_first, save_version
from plans.rules import NotReady, Reason
from plans.slugs import first_free, stem_of

from ...choices import ProposalState
from ...models import (
    Consultation,
    Idea,
    IdeaInProposal,
    ProposalComment,
    ProposalInvitation,
    ProposedCommitment,
)
from ...permissions import can_run_consultations
from ...rules.answering import BROUGHT_IN
from ...rules.asking import NOT_PUBLIC
from ...rules.ideas import NO_LONGER_SHOWN
from ...rules.proposing import (
    ENDS_FIRST,
    IS_DECIDED,
    NO_COMMENT,
    NO_IDEA,
    NO_TITLE,
    NOT_BEING_MADE,
    UNTITLED,
    of_milestone,
)
from ..at_work import check_coordinator, locked
from .content import ProposalContent, content_of, with_theirs_where_not_asked, write, write_milestones


def drafting_in(consultation: Consultation, by: User, now: datetime) -> Consultation:
    """The consultation, held, where this person may make draft commitments of its ideas."""
    check_coordinator(by, now)
    consultation = locked(consultation)
    if not consultation.is_published:
        raise NotReady([NOT_PUBLIC])
    if consultation.was_brought_in:
        raise NotReady([BROUGHT_IN])
    return consultation


def held(proposal: ProposedCommitment) -> ProposedCommitment:
    """The draft as it is now, its consultation held; NotReady once it is decided."""
    consultation = locked(proposal.consultation)
    rows = ProposedCommitment.objects.select_related("theme", "lead", "plan", "published_in")
    found = rows.get(pk=proposal.pk)
    found.consultation = consultation
    if found.state != ProposalState.DRAFTED:
        raise NotReady([IS_DECIDED])
    return found


def check_invited(
    proposal: ProposedCommitment, by: User | None, guest: ProposalInvitation | None, now: datetime
) -> None:
    """Only those who coordinate, who are invited here, or who hold the link of an invitation."""
    on = timezone.localdate(now)
    if by and ProposedCommitment.objects.visible_to(by, on).filter(pk=proposal.pk).exists():
        return
    links = proposal.invitations.standing().exclude(submission=None)
    if guest is None or not links.filter(pk=guest.pk).exists():
        raise PermissionDenied


# ---- Begun, and of which ideas --------------------------------------------------------------------------


def plans_to_draft_for() -> list[ActionPlan]:
    """The plans into which a draft commitment can be agreed."""
    return [plan for plan in ActionPlan.objects.newest_first() if not reasons_not_to_make(plan)]


@transaction.atomic
def begin_proposal(
    *,
    consultation: Consultation,
    plan: ActionPlan | None,
    title: str,
    numbers: Collection[int],
    by: User,
    now: datetime,
) -> ProposedCommitment:
    """Begin a draft commitment from a group of ideas. The same title and ideas again is the one begun."""
    consultation = drafting_in(consultation, by, now)
    title = title.strip()
    reasons = [] if title else [NO_TITLE]
    reasons += [] if plan and not reasons_not_to_make(plan) else [NOT_BEING_MADE]
    reasons += [] if numbers else [NO_IDEA]
    if reasons:
        raise NotReady(reasons)
    ideas = _ideas(consultation, numbers)
    for begun in consultation.proposals.to_work_on().filter(title=title, plan=plan):
        if set(begun.ideas.all()) == set(ideas):
            return begun
    themes = {idea.theme for idea in ideas}
    proposal = ProposedCommitment(
        consultation=consultation,
        plan=plan,
        slug=_free_slug(consultation, title),
        title=title,
        theme=themes.pop() if len(themes) == 1 else None,
    )
    save_first(proposal, by=by)
    IdeaInProposal.objects.bulk_create(IdeaInProposal(proposal=proposal, idea=idea) for idea in ideas)
    return proposal


def _ideas(consultation: Consultation, numbers: Collection[int]) -> list[Idea]:
    rows = consultation.ideas.published().filter(number__in=numbers)
    ideas = list(rows.select_related("point__theme").order_by("number"))
    if len(ideas) != len(set(numbers)):
        raise NotReady([NO_LONGER_SHOWN])
    return ideas


def _free_slug(consultation: Consultation, title: str) -> str:
    stem = stem_of(title, otherwise="draft")
    return first_free(
        stem, consultation.proposals.filter(slug__startswith=stem).values_list("slug", flat=True)
    )


@transaction.atomic
def put_ideas_into(*, proposal: ProposedCommitment, numbers: Collection[int], by: User, now: datetime) -> int:
    """More ideas go into it; how many. Where the public knows of it, it reads that too."""
    drafting_in(proposal.consultation, by, now)
    proposal = held(proposal)
    if not numbers:
        raise NotReady([NO_IDEA])
    there = set(proposal.ideas.values_list("pk", flat=True))
    ideas = [idea for idea in _ideas(proposal.consultation, numbers) if idea.pk not in there]
    IdeaInProposal.objects.bulk_create(IdeaInProposal(proposal=proposal, idea=idea) for idea in ideas)
    if ideas and proposal.is_told:
        tell_of_proposal(
            proposal, edition_by(by=by, on=timezone.localdate(now)), {"ideas": len(there) + len(ideas)}
        )
    return len(ideas)


@transaction.atomic
def take_idea_out(*, proposal: ProposedCommitment, number: int, by: User, now: datetime) -> None:
    """This idea is no part of it after all; taken out twice it was taken out once."""
    drafting_in(proposal.consultation, by, now)
    proposal = held(proposal)
    gone, _rows = proposal.ideas_in.filter(idea__number=number).delete()
    if gone and proposal.is_told:
        counted = {"ideas": proposal.ideas_in.count()}
        tell_of_proposal(proposal, edition_by(by=by, on=timezone.localdate(now)), counted)


def tell_of_proposal(proposal: ProposedCommitment, edition: Edition, after: dict, before=None) -> None:
    announce(
        edition=edition,
        kind=PublicationKind.PROPOSAL,
        address=proposal.get_absolute_url(),
        before=before,
        after=after,
    )


# ---- Worked on ------------------------------------------------------------------------------------------


def wrong_with(content: ProposalContent) -> list[Reason]:
    """What cannot be kept; gaps are none."""
    reasons = [] if content.title.strip() else [NO_TITLE]
    for one in content.milestones:
        if not one.title.strip():
            reasons.append(of_milestone(UNTITLED, one.row, "title"))
        first = one.starts_on and (one.starts_on.first or one.starts_on.last)
        if first and one.due_on and one.due_on.last < first:
            reasons.append(of_milestone(ENDS_FIRST, one.row, "due_on"))
    return reasons


@transaction.atomic
def save_proposal(
    *,
    proposal: ProposedCommitment,
    version: int,
    content: ProposalContent,
    now: datetime,
    by: User | None = None,
    guest: ProposalInvitation | None = None,
) -> ProposedCommitment:
    """Keep what was typed, complete or not. Stale as everywhere; the same again changes nothing.

    Under which theme it stands and who decides next is said by the coordinator alone.
    """
    locked(proposal.consultation)  # first: whoever waited here may be invited no longer
    check_invited(proposal, by, guest, now)
    proposal = held(proposal)
    kept = content_of(proposal)
    if by is None or not can_run_consultations(by, timezone.localdate(now)):
        content = with_theirs_where_not_asked(content, kept)
    content = replace(content, title=content.title.strip())
    if content == kept:
        return proposal
    if reasons := wrong_with(content):
        raise NotReady(reasons)
    write(proposal, content)
    save_version(proposal, version=version, by=by)
    write_milestones(proposal, content)
    return proposal


@transaction.atomic
def comment_on(
    *,
    proposal: ProposedCommitment,
    text: str,
    now: datetime,
    by: User | None = None,
    guest: ProposalInvitation | None = None,
) -> ProposalComment:
    """Say something beside it; the same words twice from the same person are one."""
    locked(proposal.consultation)  # first: whoever waited here may be invited no longer
    check_invited(proposal, by, guest, now)
    proposal = held(proposal)
    text = text.strip()
    if not text:
        raise NotReady([NO_COMMENT])
    submission = guest.submission if guest and by is None else None
    newest = proposal.comments.last()
    if newest and (newest.text, newest.by, newest.submission) == (text, by, submission):
        return newest
    return proposal.comments.create(text=text, by=by, submission=submission, written_at=now)
