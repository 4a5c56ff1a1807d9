"""A report that was sent, read by those who decide: the agency signs it off, the coordinator publishes it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, kept_words
from plans.rules import NotReady, Stale

from ...choices import ReportState
from ...forms import SendBackForm
from ...operations.decisions import (
    publish_report,
    reasons_not_to_publish,
    reasons_not_to_return,
    reasons_not_to_sign,
    send_back_report,
    sign_report,
)
from ...rules import SIGNING_CHANGED
from .desk import Desk
from .writing import show_report

SIGN, SIGN_AND_PUBLISH = "sign", "sign-and-publish"  # which of them the page offered


@reading_and_posting
def review(request: HttpRequest, plan: str, number: str, period: str) -> HttpResponse:
    """What has changed since last period and what publishing would change; and the answers to it."""
    desk = Desk.of(request, plan, number, period)
    if not (desk.can_publish or desk.is_approver):
        raise PermissionDenied
    if desk.report is None:
        return redirect(desk.url())
    if request.method == "POST":
        return _decide(request, desk)
    if desk.report.is_being_written:
        return redirect(desk.url())
    words = kept_words(request) or {}
    return _show(request, desk, SendBackForm(initial={"reason": words.get("reason", "")}))


def _decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do it on the version that was read; where it has moved on, show the new one and what was typed."""
    form, action = SendBackForm(request.POST), request.POST.get("action")
    is_valid = form.is_valid()
    typed = form.cleaned_data.get("reason", "") if action == "send-back" else ""
    known = {"report": desk.report, "version": version_in(request.POST), "by": request.user, "now": desk.now}
    try:
        if action == "publish":
            publish_report(**known)
        elif action in (SIGN, SIGN_AND_PUBLISH):
            _sign(action, desk, known)
        elif action == "send-back" and is_valid:
            send_back_report(**known, reason=typed)
        else:
            return _show(request, desk, form, status=422)
    except NotReady as refused:
        desk.read_again()
        lost = "" if typed == desk.report.sent_back_reason else typed
        if not _is_done(desk, action) or lost:
            for reason in refused.reasons:
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            return _show(request, desk, form, lost=lost, status=409)
    except Stale:
        desk.read_again()
        return _show(request, desk, form, is_stale=True, lost=typed, status=409)
    forget_words(request)
    return redirect(desk.url() if desk.report.is_being_written else desk.url("workspace-report-review"))


def _sign(action: str, desk: Desk, known: dict) -> None:
    """Sign off, where that does what the page said it would."""
    publishes = desk.commitment.plan.publish_on_sign_off
    if desk.waits_for_you and publishes != (action == SIGN_AND_PUBLISH):
        raise NotReady([SIGNING_CHANGED])
    sign_report(**known)


def _is_done(desk: Desk, action: str | None) -> bool:
    """Whether what was asked for is so already, as after the same button was pressed twice; or is moot."""
    if desk.report.is_being_written:
        return True
    if action in (SIGN, SIGN_AND_PUBLISH):
        return desk.report.approved_by_id == desk.user.pk
    return desk.report.state == ReportState.PUBLISHED


def _show(request: HttpRequest, desk: Desk, form: SendBackForm, *, status: int = 200, **more) -> HttpResponse:
    reasons = {
        "not_publish": reasons_not_to_publish(desk.report, desk.on),
        "not_sign": reasons_not_to_sign(desk.report, request.user, desk.on),
        "not_send_back": reasons_not_to_return(desk.report, desk.period),
        "may_answer": desk.is_waiting and (desk.can_publish or desk.waits_for_you),
    }
    return show_report(request, desk, send_back=form, status=status, **reasons, **more)
