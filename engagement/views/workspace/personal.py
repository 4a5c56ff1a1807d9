"""Who sent something: seen where it is asked for, which is entered; erased, held, handed out as a file."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting
from plans.rules import NotReady

from ...choices import SeenIn
from ...forms.personal import EraseForm, FileForm, HoldForm
from ...models import Consultation, ContactSeen, ErasureAsked, ErasureRecord, LegalHold, Submission
from ...operations.contact_log import enter_view
from ...operations.erasing import where_named
from ...operations.holds import lift_hold, place_hold
from ...operations.personal import (
    ask_to_erase,
    last_day_of,
    reasons_not_to_ask,
    reasons_to_wait,
    wrong_with_reason,
)
from ...operations.whole_file import whole_file
from ...record.personal import Kept, contact_fields, seen_of
from .desk import consultation_at, crumbs, desk, submission_url

ON_A_PAGE = 50


# ---- One submission --------------------------------------------------------------------------------


@reading_and_posting
def sender(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """What is kept about who sent it. Who it is stands there once somebody presses the button."""
    now = timezone.now()
    sent = _sent(request, consultation, number, now)
    if request.method == "POST":
        return _act(request, sent, now)
    return _show(request, sent, now)


def _sent(request: HttpRequest, slug: str, number: int, now: datetime) -> Submission:
    found = consultation_at(request, slug, now)
    rows = found.submissions.select_related("contact").prefetch_related("points", "redactions", "files")
    sent = get_object_or_404(rows, number=number)
    sent.consultation = found
    return sent


def _act(request: HttpRequest, sent: Submission, now: datetime) -> HttpResponse:
    action, about = request.POST.get("action", ""), {"by": request.user, "now": now}
    erasing, holding = EraseForm(request.POST), HoldForm(request.POST)
    erasing.full_clean(), holding.full_clean()
    try:
        if action == "show":
            return _show(request, sent, now, is_shown=_is_seen(sent, request, now))
        if action == "look" or erasing.errors:
            return _look(request, sent, erasing, now)
        if action == "erase":
            is_done = ask_to_erase(submission=sent, reason=erasing.cleaned_data["reason"], **about)
            done = _("Nothing about who sent it is kept any more.")
            messages.success(request, done if is_done else _("It is entered that this was asked for."))
        elif action == "hold" and holding.errors:
            return _show(request, sent, now, holding=holding, status=422)
        elif action == "hold":
            ground = holding.cleaned_data["ground"]
            place_hold(consultation=sent.consultation, submission=sent, ground=ground, **about)
        elif action == "lift":
            for hold in LegalHold.objects.standing().filter(submission=sent):
                lift_hold(hold=hold, **about)
    except NotReady as refused:
        form = holding if action == "hold" else erasing
        form.refuse(refused.reasons)
        forms = {"holding": holding} if action == "hold" else {"erasing": erasing}
        return _show(request, _again(request, sent, now), now, status=409, **forms)
    return redirect(request.path)


def _again(request: HttpRequest, sent: Submission, now: datetime) -> Submission:
    return _sent(request, sent.consultation.slug, sent.number, now)


def _is_seen(sent: Submission, request: HttpRequest, now: datetime) -> bool:
    """Enter that it is seen, before it is."""
    where = {"consultation": sent.consultation, "number": sent.number, "seen_in": SeenIn.PAGE}
    enter_view(**where, by=request.user, now=now)
    return True


def _look(request: HttpRequest, sent: Submission, form: EraseForm, now: datetime) -> HttpResponse:
    """Every place at which the name stands, before it goes."""
    if not form.errors:
        form.refuse(reasons_not_to_ask(sent) or wrong_with_reason(sent, form.cleaned_data["reason"]))
    if form.errors:
        return _show(request, sent, now, erasing=form, status=422)
    _is_seen(sent, request, now)  # where a name stands tells it
    return _show(request, sent, now, erasing=form, look=where_named(sent))


def _show(
    request: HttpRequest, sent: Submission, now: datetime, *, status: int = 200, **more
) -> HttpResponse:
    kept = Kept.of(sent)
    page = desk(sent.consultation, now) | {
        "submission": sent,
        "kept": kept,
        "contact": contact_fields(kept.contact),
        "is_shown": False,
        "waiting": reasons_to_wait(sent, now) if kept.is_anything else [],
        "nothing": reasons_not_to_ask(sent),
        "held": [hold for hold in kept.holds if hold.submission_id],
        "seen": seen_of(sent).select_related("user").order_by("-place")[:ON_A_PAGE],
        "erasing": EraseForm(),
        "holding": HoldForm(),
        "look": None,
        "crumbs": _crumbs(sent),
    }
    page |= more
    forms = (page["erasing"], page["holding"])
    page["errors"] = [one for form in forms if form.is_bound for one in form.problems()]
    return render(request, "engagement/desk/sender.html", page, status=status)


def _crumbs(sent: Submission) -> list[dict]:
    trail = crumbs(sent.consultation, str(sent), _("Who sent it"))
    trail[-2]["url"] = submission_url(sent)
    return trail


# ---- All of a consultation -------------------------------------------------------------------------


@reading_and_posting
def personal(request: HttpRequest, consultation: str) -> HttpResponse:
    """When it is forgotten who sent what, what was forgotten and who looked; and all of it as one file."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    if request.method != "POST":
        return _show_all(request, found, HoldForm(), now)
    action, about = request.POST.get("action", ""), {"by": request.user, "now": now}
    if action == "file":
        return _file(request, found, now)
    form = HoldForm(request.POST)
    form.full_clean()
    try:
        if action == "lift":
            for hold in LegalHold.objects.standing().filter(consultation=found, submission=None):
                lift_hold(hold=hold, **about)
        elif form.is_valid():
            place_hold(consultation=found, ground=form.cleaned_data["ground"], **about)
        else:
            return _show_all(request, found, form, now, status=422)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show_all(request, found, form, now, status=409)
    return redirect(request.path)


def _file(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    """Everything as one download: entered first, then written to a file of no name, then sent."""
    form = FileForm(request.POST)
    form.full_clean()
    enter_view(consultation=found, number=None, seen_in=SeenIn.EXPORT, by=request.user, now=now)
    file = whole_file(found, with_contacts=form.cleaned_data["with_contacts"], by=request.user, now=now)
    name = f"{found.slug}-{timezone.localdate(now):%Y-%m-%d}.zip"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _show_all(
    request: HttpRequest, found: Consultation, form: HoldForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    erased = ErasureRecord.objects.filter(consultation=found.slug).order_by("-at", "-pk")
    seen = ContactSeen.objects.filter(consultation=found.slug).select_related("user").order_by("-place")
    asked = ErasureAsked.objects.filter(submission__consultation=found).select_related("submission")
    holds = LegalHold.objects.filter(consultation=found)
    page = desk(found, now) | {
        "last_day": last_day_of(found),
        "known": found.submissions.filter(contact__isnull=False).count(),
        "with_documents": found.submissions.filter(files__isnull=False).distinct().count(),
        "asked": asked,
        "holds": holds.select_related("submission", "placed_by", "lifted_by"),
        "is_held": holds.standing().filter(submission=None).exists(),
        "erased": erased[:ON_A_PAGE],
        "page_obj": Paginator(seen, ON_A_PAGE).get_page(request.GET.get("page")),
        "holding": form,
        "file": FileForm(),
        "errors": list(form.problems()) if form.is_bound else [],
        "crumbs": crumbs(found, _("Personal data")),
    }
    return render(request, "engagement/desk/personal.html", page, status=status)
