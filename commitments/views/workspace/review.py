"""A report that was sent, read by the coordinator: published or sent back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from plans.rules import NotReady, Stale

from ...choices import ReportState
from ...forms import SendBackForm
from ...operations.reports import (
    publish_report,
    reasons_not_to_publish,
    reasons_not_to_send_back,
    send_back_report,
)
from .desk import Desk
from .writing import reading_and_posting, show_report, version_in


@reading_and_posting
def review(request: HttpRequest, plan: str, number: str, period: str) -> HttpResponse:
    """What publishing would change, and the two answers to it."""
    desk = Desk.of(request, plan, number, period)
    if not desk.can_publish:
        raise PermissionDenied
    if desk.report is None or desk.report.is_being_written:
        return redirect(desk.url())
    if request.method == "POST":
        return _decide(request, desk)
    return _show(request, desk, SendBackForm())


def _decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do it on the version that was read; where it has moved on, show the new one and say so."""
    form = SendBackForm(request.POST)
    known = {"report": desk.report, "version": version_in(request.POST), "by": request.user, "now": desk.now}
    was = desk.report.state
    try:
        if request.POST.get("action") == "publish":
            publish_report(**known)
        elif request.POST.get("action") == "send-back" and form.is_valid():
            send_back_report(**known, reason=form.cleaned_data["reason"])
        else:
            return _show(request, desk, form, status=422)
    except NotReady as refused:
        desk.read_again()
        if was != ReportState.PUBLISHED:
            for reason in refused.reasons:
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            return _show(request, desk, form, status=409)
    except Stale:
        desk.read_again()
        return _show(request, desk, form, is_stale=True, status=409)
    return redirect(desk.url("workspace-report-review"))


def _show(request: HttpRequest, desk: Desk, form: SendBackForm, *, status: int = 200, **more) -> HttpResponse:
    reasons = {
        "not_publish": reasons_not_to_publish(desk.report, desk.on),
        "not_send_back": reasons_not_to_send_back(desk.report),
    }
    return show_report(request, desk, send_back=form, status=status, **reasons, **more)
