"""Who was told that they can take part in a plan: one more, what changed, what is taken back."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import ActionPlan
from plans.rules import NotReady, Reason, Stale

from ...forms.outreach import OutreachForm
from ...models import Outreach
from ...operations.outreach import (
    OutreachContent,
    add_outreach,
    change_outreach,
    content_of,
    outreach_of,
    reasons_not_to_publish_outreach,
    reasons_not_to_write_outreach,
    withdraw_outreach,
)
from ...permissions import can_run_consultations
from ...record import outreach_changes
from .desk import crumbs


@reading_and_posting
def outreach(request: HttpRequest, plan: str) -> HttpResponse:
    """That of one plan, with a form for another; `?row=` opens one that is to be changed."""
    now = timezone.now()
    if not can_run_consultations(request.user, timezone.localdate(now)):
        raise Http404
    found = get_object_or_404(ActionPlan.objects.filter(withdrawn_in=None), slug=plan)
    typed = kept_words(request) if request.method != "POST" else request.POST
    typed = typed if typed and "channel" in typed else None
    slug = request.POST.get("row", (typed or request.GET).get("row", ""))
    chosen = outreach_of(found).filter(slug=slug, source=None).first() if slug else None
    if request.method != "POST":
        return _list(request, found, _form(chosen, typed), chosen)
    if gives_up(request):
        return redirect(request.path)
    if request.POST.get("action") == "withdraw":
        return _withdraw(request, found, slug, now)
    return _save(request, found, slug, chosen, now)


def _form(chosen: Outreach | None, typed=None) -> OutreachForm:
    initial = vars(content_of(chosen)) if chosen else None
    return OutreachForm(typed, initial=initial)


def _save(
    request: HttpRequest, found: ActionPlan, slug: str, chosen: Outreach | None, now: datetime
) -> HttpResponse:
    form = _form(chosen, request.POST)
    if not form.is_valid():
        return _list(request, found, form, chosen, status=422)
    said = {"content": form.content, "is_public": request.POST.get("action") == "publish"}
    said |= {"plan": found, "by": request.user, "now": now}
    try:
        if slug:
            change_outreach(slug=slug, version=version_in(request.POST), **said)
        else:
            add_outreach(**said)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _list(request, found, form, chosen, status=409)
    except Stale:
        both = _differences(form, content_of(chosen) if chosen else OutreachContent())
        return _list(request, found, form, chosen, conflict=both, status=409)
    forget_words(request)
    return redirect(request.path)


def _withdraw(request: HttpRequest, found: ActionPlan, slug: str, now: datetime) -> HttpResponse:
    try:
        withdraw_outreach(plan=found, slug=slug, by=request.user, now=now)
    except NotReady as refused:
        return _list(request, found, OutreachForm(), refused=refused.reasons, status=409)
    return redirect(request.path)


def _differences(form: OutreachForm, kept: OutreachContent) -> list[Difference]:
    """What is kept and what was typed, as people read it."""
    return left_differently(
        (
            form[name].label,
            form.anchor(name),
            _words(getattr(kept, name)),
            _words(getattr(form.content, name)),
        )
        for name in form.fields
    )


def _words(value) -> str:
    return str(getattr(value, "words", "" if value is None else value))


def _list(
    request: HttpRequest,
    found: ActionPlan,
    form: OutreachForm,
    chosen: Outreach | None = None,
    *,
    refused: list[Reason] | None = None,
    conflict: list[Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_kept = request.method != "POST" and form.is_bound
    kept_aside = None
    if is_kept and form.is_valid():
        kept_aside = _differences(form, content_of(chosen) if chosen else OutreachContent())
    elif is_kept:
        kept_aside = []
    page = {
        "plan": found,
        "rows": outreach_of(found).select_related("source"),
        "form": form,
        "chosen": chosen,
        "errors": list(form.problems()) if form.is_bound else [],
        "refused": refused or [],
        "conflict": conflict,
        "kept_aside": kept_aside,
        "fixed": reasons_not_to_write_outreach(found),
        "not_yet": reasons_not_to_publish_outreach(found),
        "changes": outreach_changes(found),
        "crumbs": crumbs(None, _("Who was told, %(plan)s") % {"plan": found.short_title}),
    }
    return render(request, "engagement/workspace_outreach.html", page, status=status)
