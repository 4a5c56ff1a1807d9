"""Beside one submission: notes, who has it, what agencies think, and whether a person sent it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.forms import Refusable
from plans.http import reading_and_posting
from plans.kept import forget_words, kept_words
from plans.models import User
from plans.rules import NotReady

from ...forms.desk import AskForm, AssignForm, NoteForm, WhyForm
from ...models import Consultation, Submission
from ...operations.at_work import reasons_not_to_read, reasons_not_to_work
from ...operations.desk import ask_agency, assign, write_note
from ...operations.moderation import doubt
from .desk import agencies_to_ask, consultation_at, coordinators, crumbs, desk, submission_url, views_on


@reading_and_posting
def beside(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """What only those who work here read. One form a thing; each button does its own."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    rows = found.submissions.select_related("assigned_to").prefetch_related("notes__written_by")
    sent = get_object_or_404(rows, number=number)
    sent.consultation = found
    if request.method != "POST":
        return _show(request, found, sent, _forms(sent, now, kept_words(request)), now)
    action = request.POST.get("action", "")
    forms = _forms(sent, now)
    acting = {"note": _note, "assign": _assign, "ask": _ask, "doubt": _doubt}.get(action)
    if acting is None:
        return redirect(request.path)
    forms[action] = form = _forms(sent, now, request.POST)[action]
    if not form.is_valid():
        return _show(request, found, sent, forms, now, status=422)
    try:
        acting(sent, form, request.user, now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, found, sent, forms, now, status=409)
    forget_words(request)
    return redirect(request.path)


def _note(sent: Submission, form: NoteForm, by: User, now: datetime) -> None:
    write_note(submission=sent, text=form.cleaned_data["text"], by=by, now=now)


def _assign(sent: Submission, form: AssignForm, by: User, now: datetime) -> None:
    assign(consultation=sent.consultation, numbers={sent.number}, to=form.chosen, by=by, now=now)


def _ask(sent: Submission, form: AskForm, by: User, now: datetime) -> None:
    ask_agency(submission=sent, agency=form.chosen, question=form.cleaned_data["question"], by=by, now=now)


def _doubt(sent: Submission, form: WhyForm, by: User, now: datetime) -> None:
    doubt(submission=sent, why=form.cleaned_data["why"], by=by, now=now)


def _forms(sent: Submission, now: datetime, data=None) -> dict[str, Refusable]:
    """By the action of its button. What was kept while somebody signed in again is in all of them."""
    people = coordinators(now)
    has_it = {"to": str(sent.assigned_to.key) if sent.assigned_to else ""}
    asked = set(sent.agency_views.values_list("agency__slug", flat=True))
    agencies = [agency for agency in agencies_to_ask(now) if agency.slug not in asked or data]
    return {
        "note": NoteForm(data),
        "assign": AssignForm(data, people=people, initial=has_it),
        "ask": AskForm(data, agencies=agencies),
        "doubt": WhyForm(data),
    }


def _show(
    request: HttpRequest,
    found: Consultation,
    sent: Submission,
    forms: dict[str, Refusable],
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    is_posted = request.method == "POST"
    page = desk(found, now) | {
        "submission": sent,
        "notes": sent.notes.all(),
        "views": views_on(sent, now),
        "note": forms["note"],
        "assign": forms["assign"],
        "ask": forms["ask"],
        "doubt": forms["doubt"],
        "errors": [one for form in forms.values() if is_posted and form.is_bound for one in form.problems()],
        "can_work": not reasons_not_to_work(found) and not reasons_not_to_read(sent),
        "crumbs": _crumbs(sent),
    }
    return render(request, "engagement/desk/beside.html", page, status=status)


def _crumbs(sent: Submission) -> list[dict]:
    trail = crumbs(sent.consultation, str(sent), _("Between us"))
    trail[-2]["url"] = submission_url(sent)
    return trail
