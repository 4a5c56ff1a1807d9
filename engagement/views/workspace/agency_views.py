"""An agency is asked what it thinks of a submission: it reads what the public will read, and says so."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words, left_differently
from plans.rules import NotReady, Stale

from ...forms.desk import ViewForm
from ...models import AgencyView
from ...operations.at_work import reasons_not_to_work
from ...operations.desk import give_view


@reading_and_posting
def agency_view(request: HttpRequest, consultation: str, number: int, agency: str) -> HttpResponse:
    """The words of the submission, the coordinator's question, and room for what the agency thinks."""
    now = timezone.now()
    view = _at(request, consultation, number, agency, now)
    if request.method == "POST":
        return _give(request, view, now)
    if kept := kept_words(request):
        form = ViewForm(kept)
        form.full_clean()
        more = {"kept_aside": _difference(view, form), "version": version_in(kept)}
        return _show(request, view, form, now, **more)
    return _show(request, view, ViewForm(initial={"text": view.text}), now)


def _at(request: HttpRequest, consultation: str, number: int, agency: str, now: datetime) -> AgencyView:
    rows = AgencyView.objects.visible_to(request.user, timezone.localdate(now))
    rows = rows.select_related("submission__consultation__plan", "submission__consultation__answered_in")
    rows = rows.select_related("submission__consultation__source", "agency", "given_by").prefetch_related(
        "submission__redactions", "submission__points", "agency__names"
    )
    where = {"submission__consultation__slug": consultation, "submission__number": number}
    return get_object_or_404(rows, agency__slug=agency, **where)


def _give(request: HttpRequest, view: AgencyView, now: datetime) -> HttpResponse:
    if gives_up(request):
        return redirect(request.path)
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _show(request, view, form, now, status=422)
    try:
        give_view(
            view=view,
            version=version_in(request.POST),
            text=form.cleaned_data["text"],
            by=request.user,
            now=now,
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, view, form, now, status=409)
    except Stale:
        sent = view.submission
        view = _at(request, sent.consultation.slug, sent.number, view.agency.slug, now)
        return _show(request, view, form, now, conflict=_difference(view, form), status=409)
    forget_words(request)
    messages.success(request, _("Sent. Whoever answers reads it beside what was said."))
    return redirect(request.path)


def _difference(view: AgencyView, form: ViewForm):
    label = form.fields["text"].label
    return left_differently([(label, "text", view.text, form.cleaned_data.get("text", ""))])


def _show(
    request: HttpRequest, view: AgencyView, form: ViewForm, now: datetime, *, status: int = 200, **more
) -> HttpResponse:
    page = {
        "view": view,
        "submission": view.submission,
        "consultation": view.submission.consultation,
        "agency": view.agency.called_on(timezone.localdate(now)),
        "url": request.path,
        "form": form,
        "version": view.version,
        "errors": list(form.problems()) if form.is_bound else [],
        "not_now": reasons_not_to_work(view.submission.consultation),
        "conflict": None,
        "kept_aside": None,
        "crumbs": [{"url": "", "label": _("Your agency's view")}],
    }
    return render(request, "engagement/desk/agency_view.html", page | more, status=status)
