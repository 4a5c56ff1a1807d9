"""The amendments of a plan, and one of them: its facts, its changes, and their publication."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.forms import Problem
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import ActionPlan
from plans.rules import NotReady, Reason, Stale

from ....forms.amending import BeginForm, FactsForm
from ....operations.amending import take_out, take_up
from ....operations.amendments import (
    Facts,
    begin_amendment,
    discard_amendment,
    facts_of,
    next_number,
    publish_amendment,
    reasons_not_to_publish_amendment,
    save_facts,
)
from ....record.amended import changes_of
from ....words.amending import amendments_lede, draft_lede
from .desk import Desk, plan_crumbs, plan_to_amend


@reading_and_posting
def amendments(request: HttpRequest, plan: str) -> HttpResponse:
    """Those that are drafted and those that are public; where one is begun, and where leads hand over."""
    now = timezone.now()
    found = plan_to_amend(request, plan, now)
    if request.method == "POST":
        form = BeginForm(request.POST)
        if form.is_valid():
            try:
                title = form.cleaned_data["title"]
                begun = begin_amendment(plan=found, title=title, by=request.user, now=now)
            except NotReady as refused:
                form.refuse(refused.reasons)
                return _list(request, found, form, status=409)
            forget_words(request)
            return redirect("workspace-amendment", found.slug, begun.slug)
        return _list(request, found, form, status=422)
    return _list(request, found, BeginForm(initial=kept_words(request) or {}))


def _list(request: HttpRequest, plan: ActionPlan, form: BeginForm, *, status: int = 200) -> HttpResponse:
    on = timezone.localdate()
    drafts = list(plan.amendments.filter(published_in=None).order_by("number", "slug"))
    published, _others = changes_of(plan)
    page = {
        "plan": plan,
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "drafts": drafts,
        "published": published,
        "commitments": plan.commitments.published().with_leads(on),
        "on": on,
        "number": next_number(plan),
        "lede": amendments_lede(published, drafts),
        "crumbs": plan_crumbs(plan),
    }
    return render(request, "commitments/amending/amendment_list.html", page, status=status)


# ---- One amendment --------------------------------------------------------------------------------------


@reading_and_posting
def amendment(request: HttpRequest, plan: str, amendment: str) -> HttpResponse:
    """One that is drafted: what the public will read above it, and every change before and after."""
    desk = Desk.of(request, plan, amendment)
    if request.method == "POST":
        return _save(request, desk)
    if desk.amendment.is_published:
        return redirect(desk.amendment)
    if "discard" in request.GET:
        page = desk.page(_("Discard"))
        return render(request, "commitments/amending/amendment_discard.html", page)
    if words := kept_words(request):
        form = FactsForm(words, kept=facts_of(desk.amendment))
        more = {"kept_aside": _differences(desk, form), "version": version_in(words)}
        return _show(request, desk, form, **more)
    return _show(request, desk, FactsForm(kept=facts_of(desk.amendment)))


def _save(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep what was typed; then do what the button asks for."""
    if gives_up(request):
        return redirect(desk.url())
    action = request.POST.get("action", "")
    if action == "discard":
        return _discard(request, desk)
    form = FactsForm(request.POST, kept=facts_of(desk.amendment))
    facts, version = form.facts, version_in(request.POST)
    if list(form.problems()):
        return _show(request, desk, form, status=422)
    known = {"amendment": desk.amendment, "by": request.user, "now": desk.now}
    is_new = facts != facts_of(desk.amendment)
    try:
        saved = save_facts(**known, version=version, facts=facts)
        forget_words(request)
        version = saved.version if is_new else version
        if action == "take-up":
            take_up(**known, version=version)
        elif action.startswith("out "):
            _take_out(desk, action.removeprefix("out "), version)
    except NotReady as refused:
        desk.read_again()
        if desk.amendment.is_published:
            return desk.refused(refused.reasons, _differences(desk, form))
        form.refuse(refused.reasons)
        return _show(request, desk, form, status=409)
    except Stale:
        desk.read_again()
        if desk.amendment.is_published:
            return desk.refused([], _differences(desk, form))
        return _show(request, desk, form, conflict=_differences(desk, form), status=409)
    if action == "look":
        return redirect(desk.url("workspace-amendment-publish"))
    return redirect(desk.url() + ("#changes" if action not in ("", "save") else ""))


def _take_out(desk: Desk, name: str, version: int) -> None:
    """By the name the button has: "3.1/due". What is not there is out already."""
    number, _slash, what = name.partition("/")
    for change in desk.draft.changes:
        if (change.number, change.code) == (number, what):
            take_out(
                amendment=desk.amendment,
                version=version,
                thing=change.about,
                what=what,
                by=desk.request.user,
                now=desk.now,
            )


def _differences(desk: Desk, form: FactsForm) -> list[Difference]:
    """In the order of the page, each in words."""
    theirs, yours = facts_of(desk.amendment), form.facts
    return left_differently(
        (
            form.fields[name].label,
            form.anchor(name),
            *(_in_words(getattr(one, name)) for one in (theirs, yours)),
        )
        for name in Facts.__dataclass_fields__
    )


def _in_words(said) -> str:
    return "" if said is None else getattr(said, "words", str(said))


def _show(request: HttpRequest, desk: Desk, form: FactsForm, *, status: int = 200, **more) -> HttpResponse:
    reasons = reasons_not_to_publish_amendment(desk.draft, desk.on)
    saved = desk.amendment.history.select_related("history_user").first()
    page = desk.page(
        form=form,
        errors=list(form.problems()) if form.is_bound else [],
        missing=_to_mend(form, reasons),
        overtaken=desk.draft.overtaken,
        saved=saved,
        saved_by=saved and saved.history_user,
        saved_at=saved and saved.history_date,
        lede=draft_lede(desk.draft, reasons),
    )
    return render(request, "commitments/amending/amendment_detail.html", page | more, status=status)


def _to_mend(form: FactsForm, reasons: list[Reason]) -> list[Problem]:
    """What is missing, each with the link to where it is mended."""
    return [
        Problem(
            str(reason),
            f"#{form.anchor(reason.field) if reason.field in form.fields else reason.field or 'changes'}",
        )
        for reason in reasons
    ]


def _discard(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Give the draft up; the same button pressed twice finds nothing left (404 by its address)."""
    plan = desk.amendment.plan
    try:
        version = version_in(request.POST)
        discard_amendment(amendment=desk.amendment, version=version, by=request.user, now=desk.now)
    except NotReady as refused:
        desk.read_again()
        return desk.refused(refused.reasons)
    except Stale:
        desk.read_again()
        page = desk.page(_("Discard"), is_stale=True)
        return render(request, "commitments/amending/amendment_discard.html", page, status=409)
    return redirect("workspace-amendments", plan.slug)


# ---- Publishing ------------------------------------------------------------------------------------------


@reading_and_posting
def publish(request: HttpRequest, plan: str, amendment: str) -> HttpResponse:
    """Everything that the public will read, before and after, and the button."""
    desk = Desk.of(request, plan, amendment)
    if desk.amendment.is_published:
        return redirect("workspace-amendments", desk.amendment.plan.slug)
    if request.method == "POST":
        try:
            version = version_in(request.POST)
            publish_amendment(amendment=desk.amendment, version=version, by=request.user, now=desk.now)
        except NotReady:
            desk.read_again()
            return _ask(request, desk, status=409)
        except Stale:
            desk.read_again()
            return _ask(request, desk, is_stale=True, status=409)
        return redirect("workspace-amendments", desk.amendment.plan.slug)
    return _ask(request, desk)


def _ask(request: HttpRequest, desk: Desk, *, status: int = 200, is_stale: bool = False) -> HttpResponse:
    reasons = reasons_not_to_publish_amendment(desk.draft, desk.on)
    form = FactsForm(kept=facts_of(desk.amendment))
    to_mend = [Problem(problem.text, f"{desk.url()}{problem.href}") for problem in _to_mend(form, reasons)]
    page = desk.page(_("Publish"), errors=to_mend, is_stale=is_stale)
    return render(request, "commitments/amending/amendment_publish.html", page, status=status)
