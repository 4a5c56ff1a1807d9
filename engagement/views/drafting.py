"""The page on which a draft commitment is written, with an account or with the link of an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.choices import OGPValue
from plans.dates import PartialDate
from plans.forms import with_a_row
from plans.http import version_in
from plans.kept import Difference, left_differently
from plans.models import Agency, User
from plans.rules import NotReady, Stale

from ..choices import ProposalState
from ..forms.proposing import MOST_MILESTONES, CommentForm, ProposalForm
from ..models import ProposalInvitation, ProposedCommitment
from ..operations.proposing import (
    MilestoneOfProposal,
    ProposalContent,
    comment_on,
    content_of,
    save_proposal,
    with_theirs_where_not_asked,
)
from ..rules.proposing import IS_DECIDED


@dataclass(frozen=True)
class Hand:
    """Who writes: somebody with an account, or whoever holds the link of an invitation."""

    template: str
    by: User | None = None
    guest: ProposalInvitation | None = None
    is_coordinator: bool = False

    @property
    def who(self) -> dict:
        return {"by": self.by, "guest": self.guest}


def form_of(proposal: ProposedCommitment, hand: Hand, now: datetime, data=None) -> ProposalForm:
    kept = content_of(proposal)
    chosen = [kept.lead, *(one.agency for one in kept.milestones)]
    agencies = list(Agency.objects.to_choose_on(timezone.localdate(now), chosen=chosen))
    return ProposalForm(
        proposal=proposal, kept=kept, agencies=agencies, is_coordinator=hand.is_coordinator, data=data
    )


def act(request: HttpRequest, proposal: ProposedCommitment, hand: Hand, now: datetime) -> HttpResponse:
    """Keep what was typed, or what was said beside it."""
    action = request.POST.get("action", "")
    if action == "comment":
        return _comment(request, proposal, hand, now)
    if action == "row":
        more = with_a_row(request.POST, "milestone", "title", MOST_MILESTONES)
        return show(request, proposal, hand, form_of(proposal, hand, now, more), is_quiet=True)
    form = form_of(proposal, hand, now, request.POST)
    content = form.content
    if form.problems:
        return show(request, proposal, hand, form, errors=form.problems, status=422)
    try:
        save_proposal(
            proposal=proposal, version=version_in(request.POST), content=content, now=now, **hand.who
        )
    except NotReady as refused:
        return show(request, proposal, hand, form, errors=form.to_mend(refused.reasons), status=409)
    except Stale:
        return _conflict(request, proposal, hand, content, form)
    return redirect(f"{request.path}#save")


def _comment(request: HttpRequest, proposal: ProposedCommitment, hand: Hand, now: datetime) -> HttpResponse:
    comment = CommentForm(request.POST)
    if comment.is_valid():
        try:
            comment_on(proposal=proposal, text=comment.cleaned_data["text"], now=now, **hand.who)
            return redirect(f"{request.path}#comments")
        except NotReady as refused:
            comment.refuse(refused.reasons)
    errors = list(comment.problems())
    form = form_of(proposal, hand, now)
    return show(request, proposal, hand, form, comment=comment, errors=errors, status=422)


def _conflict(
    request: HttpRequest, proposal: ProposedCommitment, hand: Hand, typed: ProposalContent, form: ProposalForm
) -> HttpResponse:
    """Somebody else has saved since: both versions, and the typed one still in the fields."""
    there = ProposedCommitment.objects.select_related("plan", "theme", "lead").get(pk=proposal.pk)
    there.consultation = proposal.consultation
    theirs = content_of(there)
    if not hand.is_coordinator:
        typed = with_theirs_where_not_asked(typed, theirs)
    conflict = differences(theirs, typed, form)
    saved = there.history.select_related("history_user").first()
    said = {
        "conflict": conflict,
        "saved_by": saved and saved.history_user,
        "saved_at": saved and saved.history_date,
    }
    return show(request, there, hand, form, version=there.version, **said, status=409)


def differences(theirs: ProposalContent, yours: ProposalContent, form: ProposalForm) -> list[Difference]:
    """In the order of the page, each in words."""
    pairs = [
        (field.label, name, *(_words(getattr(one, name)) for one in (theirs, yours)))
        for name, field in form.about.fields.items()
    ]
    for place in range(max(len(theirs.milestones), len(yours.milestones))):
        label = _("Milestone %(number)s") % {"number": place + 1}
        both = (_milestone(one.milestones, place) for one in (theirs, yours))
        pairs.append((label, f"milestone-{place + 1}-title", *both))
    return left_differently(pairs)


def _words(said) -> str:
    if isinstance(said, date):
        return date_format(said, "j F Y")
    return ", ".join(str(OGPValue(one).label) for one in said) if isinstance(said, tuple) else str(said or "")


def _milestone(rows: tuple[MilestoneOfProposal, ...], place: int) -> str:
    if place >= len(rows):
        return ""
    one = rows[place]
    dates = [day.words for day in (one.starts_on, one.due_on) if isinstance(day, PartialDate)]
    return ", ".join(filter(None, [one.title, *dates, one.agency]))


def show(
    request: HttpRequest,
    proposal: ProposedCommitment,
    hand: Hand,
    form: ProposalForm,
    *,
    status: int = 200,
    is_quiet: bool = False,
    **more,
) -> HttpResponse:
    """The page; a decided one is read and no longer written."""
    is_open, on = proposal.state == ProposalState.DRAFTED, timezone.localdate()
    page = {
        "proposal": proposal,
        "consultation": proposal.consultation,
        "plan": proposal.plan,
        "form": form,
        "hand": hand,
        "url": request.path,
        "version": version_in(request.POST) if is_quiet or status == 422 else proposal.version,
        "errors": [],
        "not_now": [] if is_open else [IS_DECIDED],
        "ideas": proposal.ideas.with_words().with_voices().order_by("number"),
        "comments": proposal.comments.select_related("by", "submission"),
        "comment": CommentForm(),
        "invitations": proposal.invitations.standing().named_on(on),
        "milestones": proposal.milestones.prefetch_related(Prefetch("agency", Agency.objects.named_on(on))),
        "saved": proposal.history.select_related("history_user").first(),
        "conflict": None,
        "kept_aside": None,
        "saved_by": None,
        "saved_at": None,
        "is_too_old": False,
    }
    return render(request, hand.template, page | more, status=status)
