"""Events beside a consultation: what takes place, one more, and what does not take place after all."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting
from plans.rules import NotReady, Reason

from ...forms.asking import EventForm
from ...models import Consultation
from ...operations.events import add_event, events_of, reasons_not_to_add_events, take_off_event
from .desk import consultation_at, crumbs


@reading_and_posting
def events(request: HttpRequest, consultation: str) -> HttpResponse:
    """Those of one consultation, with a form for another; public with it."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    if request.method != "POST":
        return _list(request, found, EventForm())
    if slug := request.POST.get("off"):
        return _take_off(request, found, slug, now)
    form = EventForm(request.POST)
    if not form.is_valid():
        return _list(request, found, form, status=422)
    try:
        add_event(consultation=found, content=form.content, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _list(request, found, form, status=409)
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
    *,
    refused: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {
        "consultation": found,
        "events": events_of(found).select_related("source"),
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "refused": refused or [],
        "can_add": not reasons_not_to_add_events(found),
        "crumbs": crumbs(found, _("Events")),
    }
    return render(request, "engagement/workspace_events.html", page, status=status)
