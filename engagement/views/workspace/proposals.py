"""Draft commitments in the workspace: those that somebody works on, one, and what the coordinator decides."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.forms import Problem
from plans.http import number_in, reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.models import Agency
from plans.rules import NotReady, Stale

from ...choices import ProposalState
from ...forms.proposing import DecisionForm, InviteForm
from ...models import Forum, ProposedCommitment
from ...operations.proposing import (
    agree_proposal,
    content_of,
    decline_proposal,
    end_invitation,
    invite,
    publish_proposal,
    reasons_not_to_agree,
    reasons_not_to_show,
    take_idea_out,
    willing_to_work_on,
)
from ...permissions import can_run_consultations
from ...rules.proposing import IS_DECIDED
from ..drafting import Hand, act, differences, form_of, show

WORK = "engagement/proposing/workspace_proposal.html"
STALE = Problem(_("Somebody has saved a change since you opened this page. Read it, then decide."), "")


def proposals(request: HttpRequest) -> HttpResponse:
    """Those that this person works on; 404 for whoever is invited to none."""
    on = timezone.localdate()
    rows = ProposedCommitment.objects.visible_to(request.user, on)
    found = list(rows.select_related("consultation", "plan", "theme", "commitment").order_by("-pk"))
    if not found and not can_run_consultations(request.user, on):
        raise Http404
    page = {
        "to_do": [one for one in found if one.state == ProposalState.DRAFTED],
        "others": [one for one in found if one.state != ProposalState.DRAFTED],
        "crumbs": _crumbs(),
    }
    return render(request, "engagement/proposing/workspace_proposals.html", page)


@reading_and_posting
def proposal(request: HttpRequest, consultation: str, slug: str) -> HttpResponse:
    """One draft commitment is written by those invited, each save under its version."""
    now = timezone.now()
    found = proposal_at(request, consultation, slug, now)
    is_coordinator = can_run_consultations(request.user, timezone.localdate(now))
    hand = Hand(WORK, by=request.user, is_coordinator=is_coordinator)
    beside = {"crumbs": _crumbs(found)}
    if request.method == "POST":
        return _act(request, found, hand, now)
    if words := kept_words(request):
        form = form_of(found, hand, now, words)
        kept_aside = differences(content_of(found), form.content, form)
        more = beside | {"kept_aside": kept_aside, "version": version_in(words)}
        return show(request, found, hand, form, **more)
    return show(request, found, hand, form_of(found, hand, now), **beside)


def _act(request: HttpRequest, found: ProposedCommitment, hand: Hand, now: datetime) -> HttpResponse:
    if gives_up(request):
        return redirect(request.path)
    number = number_in(request.POST.get("out", ""))
    if hand.is_coordinator and number:
        take_idea_out(proposal=found, number=number, by=request.user, now=now)
        return redirect(f"{request.path}#ideas")
    answer = act(request, found, hand, now)
    if answer.status_code == 302:
        forget_words(request)
    return answer


def proposal_at(request: HttpRequest, consultation: str, slug: str, now: datetime) -> ProposedCommitment:
    rows = ProposedCommitment.objects.visible_to(request.user, timezone.localdate(now))
    rows = rows.select_related(
        "consultation__plan", "consultation__published_in", "plan", "theme", "lead", "commitment__plan"
    )
    return get_object_or_404(rows, consultation__slug=consultation, slug=slug)


# ---- The coordinator's ----------------------------------------------------------------------------------


@reading_and_posting
def deciding(request: HttpRequest, consultation: str, slug: str) -> HttpResponse:
    """Whom to invite, what is public, and how it ended; for a coordinator."""
    now = timezone.now()
    if not can_run_consultations(request.user, timezone.localdate(now)):
        raise Http404
    found = proposal_at(request, consultation, slug, now)
    if request.method != "POST":
        return _decide_about(request, found, now)
    about = {"proposal": found, "by": request.user, "now": now}
    steps = {"invite": _invite, "agree": _agree, "decline": _decline, "publish": _publish}
    action, _dash, invitation = request.POST.get("action", "").partition("-")
    try:
        if action == "end" and (ended := number_in(invitation, digits=18)):
            end_invitation(invitation=ended, **about)
        elif action in steps and (answer := steps[action](request, found, about)):
            return answer
    except Stale:
        found = proposal_at(request, consultation, slug, now)
        return _decide_about(request, found, now, errors=[STALE], status=409)
    return redirect(request.path)


def _invite(request: HttpRequest, found: ProposedCommitment, about: dict) -> HttpResponse | None:
    form = _invite_form(found, about["now"], request.POST)
    try:
        if form.is_valid():
            for one in form.chosen or [{}]:
                invite(**one, **about)
    except NotReady as refused:
        form.refuse(refused.reasons)
    if form.errors:
        return _decide_about(request, found, about["now"], form, errors=list(form.problems()), status=422)
    messages.success(request, _("They are invited, and a letter leaves."))
    return None


def _publish(request: HttpRequest, found: ProposedCommitment, about: dict) -> HttpResponse | None:
    try:
        publish_proposal(version=version_in(request.POST), **about)
    except NotReady as refused:
        errors = [Problem(str(reason), "") for reason in refused.reasons]
        return _decide_about(request, found, about["now"], errors=errors, status=409)
    messages.success(request, _("Published: everybody reads the text as it stands now."))
    return None


def _agree(request: HttpRequest, found: ProposedCommitment, about: dict) -> HttpResponse:
    return _end(request, found, about, agree_proposal, _("It is agreed, and a commitment of the draft plan."))


def _decline(request: HttpRequest, found: ProposedCommitment, about: dict) -> HttpResponse:
    return _end(request, found, about, decline_proposal, _("It is declined; everybody reads why."), "reason")


def _end(
    request: HttpRequest, found: ProposedCommitment, about: dict, do, done: str, *more: str
) -> HttpResponse:
    """Write down how it ended; what follows is the draft commitment as it was decided."""
    form = DecisionForm(request.POST)
    try:
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("decided_on", "decided_by", *more)}
            do(version=version_in(request.POST), **said, **about)
    except NotReady as refused:
        form.refuse(refused.reasons)
    if form.errors:
        errors = list(form.problems())
        return _decide_about(request, found, about["now"], decision=form, errors=errors, status=422)
    messages.success(request, done)
    return redirect("workspace-proposal", found.consultation.slug, found.slug)


def _invite_form(found: ProposedCommitment, now: datetime, data=None) -> InviteForm:
    agencies = Agency.objects.to_choose_on(timezone.localdate(now))
    forums = Forum.objects.filter(withdrawn_in=None).select_related("plan").order_by("name", "slug")
    return InviteForm(data, agencies=agencies, forums=forums, submissions=willing_to_work_on(found))


def _decide_about(
    request: HttpRequest,
    found: ProposedCommitment,
    now: datetime,
    form: InviteForm | None = None,
    *,
    decision: DecisionForm | None = None,
    errors=(),
    status: int = 200,
) -> HttpResponse:
    on, is_open = timezone.localdate(now), found.state == ProposalState.DRAFTED
    page = {
        "proposal": found,
        "consultation": found.consultation,
        "form": form or _invite_form(found, now),
        "decision": decision or DecisionForm(),
        "invitations": found.invitations.standing().named_on(on),
        "not_now": [] if is_open else [IS_DECIDED],
        "not_to_show": reasons_not_to_show(found, on) if is_open else [],
        "not_to_agree": reasons_not_to_agree(found),
        "errors": list(errors),
        "crumbs": _crumbs(found, _("Inviting and deciding")),
    }
    return render(request, "engagement/proposing/workspace_deciding.html", page, status=status)


def _crumbs(found: ProposedCommitment | None = None, *more: str) -> list[dict]:
    trail = [{"url": reverse("workspace-proposals"), "label": _("Draft commitments")}]
    if found:
        url = reverse("workspace-proposal", args=[found.consultation.slug, found.slug])
        trail.append({"url": url, "label": found.title})
    trail += [{"url": "", "label": label} for label in more]
    return [*trail[:-1], trail[-1] | {"url": ""}]
