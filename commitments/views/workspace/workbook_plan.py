"""A plan in the making as an Excel workbook: downloaded, filled in, brought back, looked at, kept."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans.forms import Problem
from plans.http import reading_and_posting
from plans.models import ActionPlan
from plans.operations.making import reasons_not_to_make
from plans.rules import NotReady, Stale

from ...forms.workbook import WorkbookForm
from ...forms.workbook_plan import PlanRun
from ...models import WorkbookUpload
from ...operations.workbook import drop_workbook, receive_workbook, take_over_plan
from ...words.workbook import how_to_write_a_plan, kept_lede, plan_lede, plan_run_lede
from ...workbook.columns import kept, rows_in
from ...workbook.plan_rows import plan_in_rows
from ...workbook.reading import read_workbook
from ...workbook.writing import MEDIA_TYPE, write_workbook
from .making.desk import crumbs, plan_at


@reading_and_posting
def workbook(request: HttpRequest, plan: str) -> HttpResponse:
    """Where the plan is downloaded and brought back."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    if request.method == "POST":
        return _receive(request, found, now)
    return _show(request, found, now, WorkbookForm())


def _receive(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    form = WorkbookForm(request.POST, request.FILES)
    if reasons := reasons_not_to_make(plan):
        return _show(request, plan, now, form, errors=[Problem(str(one), "") for one in reasons], status=409)
    if not form.is_valid():
        return _show(request, plan, now, form, errors=list(form.problems()), status=422)
    try:
        tables = plan_in_rows(plan, timezone.localdate(now)).tables
        found = read_workbook(form.cleaned_data["file"], list(tables))
    except NotReady as refused:
        errors = [Problem(str(reason), "#file") for reason in refused.reasons]
        return _show(request, plan, now, form, errors=errors, status=422)
    upload = receive_workbook(plan=plan, period=None, rows=kept(found), by=request.user, now=now)
    return redirect("workspace-plan-workbook-check", plan.slug, upload.key)


def _show(
    request: HttpRequest, plan: ActionPlan, now: datetime, form: WorkbookForm, *, errors=(), status=200
) -> HttpResponse:
    page = {
        "plan": plan,
        "form": form,
        "errors": errors,
        "not_now": reasons_not_to_make(plan),
        "lede": plan_lede(plan_in_rows(plan, timezone.localdate(now))),
        "crumbs": crumbs(plan, _("Excel")),
    }
    return render(request, "commitments/workbook/plan_page.html", page, status=status)


@require_safe
def download(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan as it is kept now, with room for more."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    rows = plan_in_rows(found, timezone.localdate(now))
    url = request.build_absolute_uri(reverse("workspace-plan-workbook", args=[found.slug]))
    content = write_workbook(
        explanation=how_to_write_a_plan(found, url=url, now=now), tables=rows.rows(), now=now
    )
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"{found.slug}-plan.xlsx"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@reading_and_posting
def check(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """What an upload would add and change; then it is kept, or dropped."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    upload = get_object_or_404(WorkbookUpload, key=key, plan=found, period=None, sent_by=request.user)
    if request.method == "POST" and request.POST.get("action") == "drop":
        drop_workbook(upload=upload, by=request.user)
        return redirect("workspace-plan-workbook", found.slug)
    if upload.taken_at:
        return _show_kept(request, found, upload)
    run = _run(found, upload, now)
    if request.method == "POST":
        return _take_over(request, found, upload, run, now)
    return _show_run(request, found, run)


def _run(plan: ActionPlan, upload: WorkbookUpload, now: datetime) -> PlanRun:
    return PlanRun(kept=plan_in_rows(plan, timezone.localdate(now)), rows=rows_in(upload.rows))


def _take_over(
    request: HttpRequest, plan: ActionPlan, upload: WorkbookUpload, run: PlanRun, now: datetime
) -> HttpResponse:
    """Keep what was shown; where anything has moved since, show what it would be now."""
    if not run.contents or request.POST.get("shown") != run.digest:
        return _show_run(request, plan, run, has_moved=bool(run.contents), status=409)
    try:
        take_over_plan(upload=upload, contents=run.contents, by=request.user, now=now)
    except (NotReady, PermissionDenied, Stale):
        return _show_run(request, plan, _run(plan, upload, now), has_moved=True, status=409)
    return redirect(request.path)


def _show_run(
    request: HttpRequest, plan: ActionPlan, run: PlanRun, *, has_moved=False, status=200
) -> HttpResponse:
    page = {
        "plan": plan,
        "run": run,
        "not_now": reasons_not_to_make(plan),
        "has_moved": has_moved,
        "lede": plan_run_lede(run.taken, [*run.refused, *run.lost], run.unchanged),
        "crumbs": crumbs(plan, _("What would change")),
    }
    return render(request, "commitments/workbook/plan_check.html", page, status=status)


def _show_kept(request: HttpRequest, plan: ActionPlan, upload: WorkbookUpload) -> HttpResponse:
    numbers = upload.rows["taken"]["commitments"]
    page = {
        "plan": plan,
        "lede": kept_lede(len(numbers)),
        "written": plan.commitments.filter(number__in=numbers).order_by("sort_key"),
        "crumbs": crumbs(plan, _("Saved")),
    }
    return render(request, "commitments/workbook/plan_saved.html", page)
