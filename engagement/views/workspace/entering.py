"""What came by mail, on paper, at a meeting or from a wiki: entered one by one, or many in a workbook."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from commitments.workbook.columns import kept, rows_in
from commitments.workbook.reading import read_workbook
from commitments.workbook.writing import MEDIA_TYPE, write_workbook
from plans.files import weight_words
from plans.forms import Problem
from plans.http import reading_and_posting
from plans.rules import NotReady, Reason

from ...forms.entering import (
    LIKE_THE_LAST,
    EntryForm,
    RegisterForm,
    RegisterRun,
    digest_of_rows,
)
from ...models import Consultation, RegisterUpload
from ...operations.entering import enter, entered_already, reasons_not_to_enter
from ...operations.submissions import documents_by_key, receive_documents
from ...operations.uploads import drop_register, enter_register, receive_register
from ...rules.taking_part import MOST_DOCUMENTS
from ...workbook import REGISTER, how_to_enter
from ..taking_part import asking_of
from .desk import consultation_at, crumbs, desk, submission_url

SHOWN_REFUSED = 100


# ---- One --------------------------------------------------------------------------------------------------


@reading_and_posting
def entering(request: HttpRequest, consultation: str) -> HttpResponse:
    """Enter one; the next of the same pile begins as the last one."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    if request.method == "POST":
        return _enter(request, found, now)
    like = {name: request.GET[name] for name in LIKE_THE_LAST if name in request.GET}
    return _show(request, found, _form(None, found, now, initial=like))


def _form(data: QueryDict | None, found: Consultation, now: datetime, **more) -> EntryForm:
    held = documents_by_key(data.getlist("files")) if data is not None else []
    return EntryForm(data, asking=asking_of(found, is_on_one_page=True), now=now, held=held, **more)


def _enter(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    data = request.POST.copy()
    refused = [] if reasons_not_to_enter(found, now) else _take_in(request, data, now)
    form = _form(data, found, now)
    if refused or not form.is_valid():
        form.refuse(refused)
        return _show(request, found, form, status=422)
    key = form.cleaned_data["key"]
    try:
        enter(consultation=found, entries=[(key, form.entry)], by=request.user, now=now)
    except NotReady as error:
        form.refuse(error.reasons)
        return _show(request, found, form, status=409)
    submission = found.submissions.get(key=key)
    words = _("Submission %(number)s is entered.") % {"number": submission.number}
    messages.success(request, words)
    if request.POST.get("action") == "next":
        return redirect(f"{request.path}?{urlencode(form.like_the_last)}")
    submission.consultation = found
    return redirect(submission_url(submission))


def _take_in(request: HttpRequest, data: QueryDict, now: datetime) -> list[Reason]:
    """Take in what came along, and put its keys among what was typed; why not the others."""
    held = documents_by_key(data.getlist("files"))
    room = MOST_DOCUMENTS - len(held)
    uploads = request.FILES.getlist("documents")
    taken, refused = receive_documents(uploads=uploads, key=data.get("key", ""), room=room, now=now)
    data.setlist("files", list(dict.fromkeys(file.key for file in [*held, *taken])))
    return refused


def _show(request: HttpRequest, found: Consultation, form: EntryForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    page = desk(found, now) | {
        "form": form,
        "step": form.steps[0],
        "not_now": reasons_not_to_enter(found, now),
        "errors": list(form.problems()) if form.is_bound else [],
        "most_of_a_document": weight_words(settings.MOST_BYTES_A_DOCUMENT),
        "crumbs": crumbs(found, _("Enter one")),
    }
    return render(request, "engagement/desk/entering.html", page, status=status)


# ---- Many -------------------------------------------------------------------------------------------------


@reading_and_posting
def register(request: HttpRequest, consultation: str) -> HttpResponse:
    """Where the empty workbook is downloaded, and the filled one brought in."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _show_register(request, found, form)
    if not form.is_valid():
        return _show_register(request, found, form, list(form.problems()), status=422)
    try:
        rows = read_workbook(form.cleaned_data["file"], [REGISTER])
    except NotReady as refused:
        return _show_register(request, found, form, _about_file(refused), status=422)
    said = {name: form.cleaned_data[name] for name in ("handed_in_by", "why_not_told")}
    digest = digest_of_rows(rows[REGISTER.name])
    try:
        upload = receive_register(
            consultation=found,
            rows=kept(rows)[REGISTER.name],
            digest=digest,
            by=request.user,
            now=now,
            **said,
        )
    except NotReady as refused:
        return _show_register(request, found, form, _about_file(refused), status=409)
    return redirect("workspace-register-check", found.slug, upload.key)


def _about_file(refused: NotReady) -> list[Problem]:
    return [Problem(str(reason), "#file") for reason in refused.reasons]


def _show_register(
    request: HttpRequest, found: Consultation, form: RegisterForm, errors=(), *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    page = desk(found, now) | {
        "form": form,
        "errors": list(errors),
        "not_now": reasons_not_to_enter(found, now),
        "crumbs": crumbs(found, _("Bring in many")),
    }
    return render(request, "engagement/desk/register.html", page, status=status)


@require_safe
def register_download(request: HttpRequest, consultation: str) -> HttpResponse:
    """The workbook, empty, with the lists to choose from."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    url = request.build_absolute_uri(reverse("workspace-register", args=[found.slug]))
    content = write_workbook(
        explanation=how_to_enter(found, url=url, now=now), tables=[(REGISTER, [])], now=now
    )
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"{found.slug}-submissions.xlsx"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@reading_and_posting
def register_check(request: HttpRequest, consultation: str, key: str) -> HttpResponse:
    """What would be entered, row by row; then it is, or it is dropped."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    uploads = RegisterUpload.objects.select_related("consultation")
    upload = get_object_or_404(uploads, key=key, consultation=found, sent_by=request.user)
    if request.method == "POST" and request.POST.get("action") == "drop":
        drop_register(upload=upload, by=request.user)
        return redirect("workspace-register", found.slug)
    run = RegisterRun(upload=upload, rows=rows_in({REGISTER.name: upload.rows})[REGISTER.name], now=now)
    if request.method != "POST":
        return _show_run(request, found, run)
    again = entered_already(found, run.entries)[0] if "leave-out" in request.POST else set()
    try:
        entered = enter_register(
            upload=upload,
            entries=[(key, entry) for key, entry in run.entries if key not in again],
            sends_receipts="receipts" in request.POST,
            by=request.user,
            now=now,
        )
    except NotReady as refused:
        return _show_run(request, found, run, refused.reasons, status=409)
    words = ngettext("%(n)s submission is entered.", "%(n)s submissions are entered.", entered)
    messages.success(request, words % {"n": entered})
    return redirect("workspace-alike", found.slug)


def _show_run(
    request: HttpRequest, found: Consultation, run: RegisterRun, refused=(), *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    again, perhaps = entered_already(found, run.entries)
    fresh = [one.entry for one in run.taken if one.entry and one.key not in again]
    page = desk(found, now) | {
        "run": run,
        "upload": run.upload,
        "again": len(again),
        "perhaps": len(perhaps),
        "letters": sum(bool(entry.contact.email) for entry in fresh),
        "first": run.taken[:3],
        "refused": run.refused[:SHOWN_REFUSED],
        "more_refused": max(len(run.refused) - SHOWN_REFUSED, 0),
        "not_now": [*refused, *reasons_not_to_enter(found, now)],
        "crumbs": crumbs(found, _("What would be entered")),
    }
    return render(request, "engagement/desk/register_check.html", page, status=status)
