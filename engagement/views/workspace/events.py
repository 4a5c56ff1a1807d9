"""Events beside a consultation: what takes place, one more, what changed, what is called off."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import left_differently
from plans.rules import NotReady, Reason, Stale

from ...forms.asking import EventForm, HeldForm
from ...models import Consultation, Meeting
from ...operations.events import (
    add_event,
    change_event,
    content_of,
    events_of,
    reasons_not_to_add_events,
    take_off_event,
)
from .desk import consultation_at, crumbs


@reading_and_posting
def events(request: HttpRequest, consultation: str) -> HttpResponse:
    """Those of one consultation, with a form for another; `?event=` opens one that is to be changed."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    slug = request.POST.get("event", request.GET.get("event"))
    chosen = events_of(found).filter(slug=slug).first() if slug else None
    if request.method != "POST":
        return _list(request, found, _form(chosen), chosen)
    if off := request.POST.get("off"):
        return _take_off(request, found, off, now)
    return _change(request, found, chosen, now) if slug else _add(request, found, now)


def _form(chosen: Meeting | None) -> EventForm:
    return HeldForm(initial=vars(content_of(chosen))) if chosen else EventForm()


def _add(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    form = EventForm(request.POST)
    if not form.is_valid():
        return _list(request, found, form, status=422)
    try:
        add_event(consultation=found, content=form.content, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _list(request, found, form, status=409)
    return redirect("workspace-events", found.slug)


def _change(request: HttpRequest, found: Consultation, chosen: Meeting | None, now: datetime) -> HttpResponse:
    if chosen is None or request.POST.get("action") == "drop":
        return redirect("workspace-events", found.slug)
    form = HeldForm(request.POST)
    if not form.is_valid():
        return _list(request, found, form, chosen, status=422)
    read, content = version_in(request.POST), form.content
    try:
        change_event(
            consultation=found, slug=chosen.slug, version=read, content=content, by=request.user, now=now
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _list(request, found, form, chosen, status=409)
    except Stale:
        kept = content_of(chosen)
        both = [(form[name].label, name, getattr(kept, name), getattr(content, name)) for name in form.fields]
        return _list(request, found, form, chosen, conflict=left_differently(both), status=409)
    return redirect("workspace-events", found.slug)


def _take_off(request: HttpRequest, found: Consultation, slug: str, now: datetime) -> HttpResponse:
    try:
        take_off_event(consultation=found, slug=slug, by=request.user, now=now)
    except NotReady as refused:
        return _list(request, found, EventForm(), refused=refused.reasons, status=409)
    return redirect("workspace-events", found.slug)


def _list(
    request: HttpRequest,
    found: Consultation,
    form: EventForm,
    chosen: Meeting | None = None,
    *,
    refused: list[Reason] | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    can_add = not reasons_not_to_add_events(found)
    page = {
        "consultation": found,
        "events": events_of(found).select_related("source"),
        "form": form,
        "chosen": chosen if can_add else None,
        "errors": list(form.problems()) if form.is_bound else [],
        "refused": refused or [],
        "conflict": None,
        "kept_aside": None,
        "can_add": can_add,
        "crumbs": crumbs(found, _("Events")),
    }
    return render(request, "engagement/workspace_events.html", page | more, status=status)
