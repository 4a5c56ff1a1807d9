"""The plans that are being made, the home of one, and its facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PlanState
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import ActionPlan
from plans.operations.making import (
    COLUMNS,
    PlanFacts,
    begin_plan,
    change_plan,
    choose_publishing,
    discard_plan,
    facts_of,
    move_section,
    plans_to_follow,
    reasons_not_to_discard,
    reasons_not_to_make,
)
from plans.rules import NotReady, Reason, Stale

from ....forms.making import PlanForm, PublishingForm
from ....models import Commitment
from ....operations.adoption import reasons_not_to_adopt
from ....operations.making import move_commitment, number_in_order
from ....record.in_hand import PlanInHand
from ....words.making import in_the_making
from .desk import coordinators_only, crumbs, plan_at


def plans(request: HttpRequest) -> HttpResponse:
    """Those being made, those that are adopted, and where a new one begins."""
    now = timezone.now()
    coordinators_only(request, now)
    making = list(ActionPlan.objects.being_made().newest_first())
    others = ActionPlan.objects.exclude(pk__in=[plan.pk for plan in making]).newest_first()
    page = {"making": making, "others": others, "crumbs": crumbs()}
    return render(request, "commitments/making/plans.html", page)


@reading_and_posting
def begin(request: HttpRequest) -> HttpResponse:
    """A plan is begun; nothing of it is public."""
    now = timezone.now()
    coordinators_only(request, now)
    if gives_up(request):
        return redirect("workspace-plan-new")
    words = request.POST if request.method == "POST" else kept_words(request)
    form = PlanForm(words, facts=_first_facts(), before=plans_to_follow())
    if request.method != "POST":
        kept_aside = [] if words is not None else None
        return _fill_in(request, ActionPlan(), form, kept_aside=kept_aside)
    if not form.is_valid():
        return _fill_in(request, ActionPlan(), form, status=422)
    try:
        plan = begin_plan(facts=form.facts, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _fill_in(request, ActionPlan(), form, status=409)
    forget_words(request)
    return redirect("workspace-plan", plan.slug)


def _first_facts() -> PlanFacts:
    """What a new plan has in common with the one before it."""
    before = ActionPlan.objects.published().filter(is_invented=False).newest_first().first()
    country = before.country if before else ""
    return PlanFacts(country=country, language=settings.LANGUAGE_CODE)


# ---- Its home -------------------------------------------------------------------------------------------


@reading_and_posting
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """What it holds, in its order, and what comes next; rows move up and down here."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    if request.method != "POST":
        return show(request, found, now)
    try:
        to = _move(request, found, now)
    except NotReady as refused:
        return show(request, found, now, refused=refused.reasons, status=409)
    return redirect(f"{reverse('workspace-plan', args=[found.slug])}#{to}")


def _move(request: HttpRequest, plan: ActionPlan, now: datetime) -> str:
    """Carry out what was pressed ("2.1 to 1"); where nothing is there any more, nothing moves."""
    name, _sep, to = request.POST.get("to", "").partition(":")
    place = int(to) if to.isascii() and to.isdigit() and len(to) < 5 else 0
    if request.POST.get("action") == "number":
        number_in_order(plan=plan, by=request.user, now=now)
    elif request.POST.get("action") == "section":
        if place and (section := plan.sections.filter(slug=name).first()):
            move_section(section=section, to=place, by=request.user, now=now)
        return "sections"
    elif place and (commitment := _commitment_moved(request, plan, name)):
        move_commitment(commitment=commitment, to=place, by=request.user, now=now)
    return "commitments"


def _commitment_moved(request: HttpRequest, plan: ActionPlan, number: str) -> Commitment | None:
    """The one that was meant: pressed twice, the number may be another's by now, whose version differs."""
    version = version_in({"version": request.POST.get(f"version-{number}", "")})
    return plan.commitments.filter(number=number, version=version).first()


def show(
    request: HttpRequest,
    plan: ActionPlan,
    now: datetime,
    *,
    refused: Iterable[Reason] = (),
    status: int = 200,
) -> HttpResponse:
    not_here = reasons_not_to_make(plan)
    page = {
        "plan": plan,
        "not_here": not_here,
        "is_adopted": plan.state == PlanState.ADOPTED,
        "refused": [*refused],
        "publishing": PublishingForm(initial={"publish_on_sign_off": plan.publish_on_sign_off}),
        "crumbs": crumbs(plan),
    }
    if not not_here:
        on = timezone.localdate(now)
        record = PlanInHand(plan, on)
        missing = reasons_not_to_adopt(plan, on)
        lede = in_the_making(record.promises, record.milestones, len(missing))
        page |= {"record": record, "lede": lede, "on": on}
    return render(request, "commitments/making/plan.html", page, status=status)


# ---- Its facts ------------------------------------------------------------------------------------------


@reading_and_posting
def facts(request: HttpRequest, plan: str) -> HttpResponse:
    """Title, dates and what else is said of it as a whole."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    if reasons := reasons_not_to_make(found):
        return show(request, found, now, refused=reasons, status=409)
    if gives_up(request):
        return redirect("workspace-plan-facts", found.slug)
    if request.method == "POST":
        return (
            _discard(request, found, now)
            if request.POST.get("action") == "discard"
            else _save(request, found, now)
        )
    if words := kept_words(request):
        form = _form(found, words)
        more = {"kept_aside": _differences(found, form), "version": version_in(words)}
        return _fill_in(request, found, form, **more)
    return _fill_in(request, found, _form(found))


def _form(plan: ActionPlan, data=None) -> PlanForm:
    form = PlanForm(data, facts=facts_of(plan), before=plans_to_follow(plan))
    if plan.public_address:
        form.fields["slug"].disabled = True
    return form


def _save(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    form = _form(plan, request.POST)
    if not form.is_valid():
        return _fill_in(request, plan, form, status=422)
    try:
        saved = change_plan(
            plan=plan, version=version_in(request.POST), facts=form.facts, by=request.user, now=now
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _fill_in(request, plan, form, status=409)
    except Stale:
        plan = plan_at(request, ActionPlan.objects.get(pk=plan.pk).slug, now)
        form = _form(plan, _with_theirs_where_untouched(request, plan))
        return _fill_in(request, plan, form, conflict=_differences(plan, form), status=409)
    forget_words(request)
    return redirect("workspace-plan", saved.slug)


def _discard(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    try:
        discard_plan(plan=plan, version=version_in(request.POST), by=request.user, now=now)
    except NotReady as refused:
        return show(request, plan, now, refused=refused.reasons, status=409)
    except Stale:
        changed = Reason(
            "stale", _("Somebody changed this plan meanwhile. Look again before you take it out.")
        )
        return show(request, plan, now, refused=[changed], status=409)
    return redirect("workspace-making")


def _with_theirs_where_untouched(request: HttpRequest, plan: ActionPlan):
    """What was typed; but a text that this person left as they had read it takes the other's words."""
    posted = request.POST.copy()
    read = plan.history.filter(version=version_in(posted)).first()
    form = _form(plan, posted)
    for name in ("title", "short_title", "slug", "country", "language", "summary"):
        if read and form.is_valid() and form.cleaned_data[name] == getattr(read, name):
            posted[name] = getattr(plan, name)
    return posted


def _differences(plan: ActionPlan, form: PlanForm) -> list[Difference]:
    """In the order of the page, each in words."""
    form.full_clean()
    theirs = facts_of(plan)
    yours = form.facts
    return left_differently(
        (
            form.fields[name].label,
            form.anchor(name),
            *(in_words(getattr(one, name)) for one in (theirs, yours)),
        )
        for name in (*COLUMNS, "follows")
    )


def in_words(said) -> str:
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    return "" if said is None else getattr(said, "words", None) or str(said)


def _fill_in(
    request: HttpRequest, plan: ActionPlan, form: PlanForm, *, status: int = 200, **more
) -> HttpResponse:
    url = reverse("workspace-plan-facts", args=[plan.slug]) if plan.pk else reverse("workspace-plan-new")
    page = {
        "plan": plan,
        "form": form,
        "url": url,
        "can_discard": bool(plan.pk) and not reasons_not_to_discard(plan),
        "is_public": bool(plan.pk and plan.public_address),
        "version": plan.version if plan.pk else 0,
        "errors": list(form.problems()) if form.is_bound else [],
        "saved": plan.history.select_related("history_user").first() if plan.pk else None,
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(plan, _("About the plan") if plan.pk else _("Begin a plan")),
    }
    return render(request, "commitments/making/plan_form.html", page | more, status=status)


@reading_and_posting
def publishing(request: HttpRequest, plan: str) -> HttpResponse:
    """Whether a signed report waits for the coordinator; of an adopted plan, too."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    if request.method != "POST":
        return redirect("workspace-plan", found.slug)
    form = PublishingForm(request.POST)
    form.full_clean()
    try:
        choose_publishing(
            plan=found,
            version=version_in(request.POST),
            on_sign_off=form.cleaned_data["publish_on_sign_off"],
            by=request.user,
            now=now,
        )
    except Stale:
        found = plan_at(request, plan, now)
        changed = Reason("stale", _("Somebody changed this plan meanwhile. Look again, and choose."))
        return show(request, found, now, refused=[changed], status=409)
    messages.success(
        request,
        _("What an approver signs is published at once from now on.")
        if form.cleaned_data["publish_on_sign_off"]
        else _("What an approver signs waits for you from now on."),
    )
    return redirect("workspace-plan", found.slug)
