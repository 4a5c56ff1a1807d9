"""The rounds of reports of a plan: which there are, and when each is due."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import BadRequest
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.models import ActionPlan, ReportingPeriod
from plans.operations.periods import (
    add_period,
    add_periods,
    move_due_day,
    periods_to_add,
    reasons_against_series,
    reasons_not_to_move_due_day,
    reasons_not_to_remove,
    remove_period,
)
from plans.rules import NO_NEW_PERIOD, NotReady, Stale

from ...forms.rounds import DueDayForm, PeriodForm, SeriesForm
from .making.desk import crumbs, plan_at


@reading_and_posting
def periods(request: HttpRequest, plan: str) -> HttpResponse:
    """All of them, and the ways to add some.

    `?period=` opens one of them to change it; `?length=` shows which would be added in one step.
    """
    now = timezone.now()
    found = plan_at(request, plan, now)
    if request.method == "POST":
        acts = {"add": _add, "several": _add_several, "move": _move, "remove": _remove}
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            raise BadRequest(_("A period can be added, moved or removed, nothing else."))
        return act(request, found, now)
    if slug := request.GET.get("period"):
        period = get_object_or_404(found.periods.annotate(written=Count("reports")), slug=slug)
        return _show_one(request, period, DueDayForm(initial={"due_on": period.due_on}))
    if "length" in request.GET:
        series = SeriesForm(request.GET)
        return _show(request, found, series=series, status=200 if series.is_valid() else 422)
    return _show(request, found)


def _url(plan: ActionPlan) -> str:
    return reverse("workspace-periods", args=[plan.slug])


def _add(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    form = PeriodForm(request.POST)
    if not form.is_valid():
        return _show(request, plan, one=form, status=422)
    try:
        period = add_period(plan=plan, content=form.content, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, plan, one=form, status=409)
    return redirect(f"{_url(plan)}#{period.slug}")


def _add_several(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    form = SeriesForm(request.POST)
    if not form.is_valid():
        return _show(request, plan, series=form, status=422)
    if reasons_against_series(plan, periods_to_add(plan, form.content)) == [NO_NEW_PERIOD]:
        return redirect(_url(plan))  # pressed twice
    try:
        add_periods(plan=plan, content=form.content, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, plan, series=form, status=409)
    return redirect(_url(plan))


def _move(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    slug = request.POST.get("period", "")
    rows = plan.periods.select_related("plan").annotate(written=Count("reports"))
    period, form = get_object_or_404(rows, slug=slug), DueDayForm(request.POST)
    if not form.is_valid():
        return _show_one(request, period, form, status=422)
    due_on, version = form.cleaned_data["due_on"], version_in(request.POST)
    try:
        move_due_day(period=period, version=version, due_on=due_on, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show_one(request, period, form, status=409)
    except Stale:
        return _show_one(request, get_object_or_404(rows.all(), slug=slug), form, is_stale=True, status=409)
    return redirect(f"{_url(plan)}#{slug}")


def _remove(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    slug = request.POST.get("period", "")
    try:
        remove_period(plan=plan, slug=slug, by=request.user, now=now)
    except NotReady as refused:
        return _show(request, plan, refused=refused.reasons, status=409)
    return redirect(_url(plan))


def _show(
    request: HttpRequest,
    plan: ActionPlan,
    *,
    one: PeriodForm | None = None,
    series: SeriesForm | None = None,
    refused=(),
    status: int = 200,
) -> HttpResponse:
    rows = plan.periods.select_related("source").annotate(written=Count("reports"))
    one, series = one or PeriodForm(), series or SeriesForm()
    bound = next((form for form in (one, series) if form.is_bound), None)
    to_add = [] if series.errors else periods_to_add(plan, series.content)
    page = {
        "plan": plan,
        "url": _url(plan),
        "rows": rows,
        "one": one,
        "series": series,
        "asked": series.content,
        "to_add": to_add,
        "none_to_add": [] if series.errors else reasons_against_series(plan, to_add),
        "errors": list(bound.problems()) if bound else [],
        "refused": refused,
        "crumbs": crumbs(plan, _("Reporting periods")),
    }
    return render(request, "commitments/making/periods_list.html", page, status=status)


def _show_one(
    request: HttpRequest,
    period: ReportingPeriod,
    form: DueDayForm,
    *,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    page = {
        "plan": period.plan,
        "period": period,
        "url": _url(period.plan),
        "form": form,
        "not_move": reasons_not_to_move_due_day(period),
        "not_remove": reasons_not_to_remove(period, is_in_use=bool(period.written)),
        "errors": list(form.problems()) if form.is_bound else [],
        "is_stale": is_stale,
        "crumbs": crumbs(period.plan, period.words),
    }
    return render(request, "commitments/making/periods_change.html", page, status=status)
