"""My rows as an Excel workbook: taken along, filled in, brought back, looked at, saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans.forms import Problem
from plans.http import reading_and_posting
from plans.models import ActionPlan, ReportingPeriod
from plans.permissions import can_coordinate
from plans.rules import NotReady, Stale

from ...forms.workbook import DryRun, WorkbookForm
from ...models import WorkbookUpload
from ...operations.workbook import drop_workbook, receive_workbook, take_over_workbook
from ...permissions import can_edit_in
from ...words.workbook import dry_run_lede, how_to_fill_it_in, rows_lede, saved_lede
from ...workbook.columns import MILESTONES, kept, rows_in, texts_of
from ...workbook.reading import read_workbook
from ...workbook.rows import InHand, left_out, milestone_rows, reports_in_hand, text_rows
from ...workbook.writing import MEDIA_TYPE, write_workbook


@dataclass
class Rows:
    """The rows of a period as one person has them; 404 and 403 as for the board."""

    plan: ActionPlan
    period: ReportingPeriod
    request: HttpRequest
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest, plan: str, period: str) -> Rows:
        now = timezone.now()
        on = timezone.localdate(now)
        found = get_object_or_404(ActionPlan.objects.published(), slug=plan)
        theirs = found.commitments.published().visible_to(request.user, on)
        if not can_coordinate(request.user, on) and not theirs.exists():
            raise Http404
        row = get_object_or_404(ReportingPeriod, plan=found, slug=period)
        row.plan = found
        if not can_edit_in(request.user, found, row, on):
            raise PermissionDenied
        return cls(found, row, request, now)

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def reports(self) -> list[InHand]:
        return reports_in_hand(self.plan, self.period, self.request.user, self.on)

    @property
    def open_reports(self) -> list[InHand]:
        return [one for one in self.reports if not one.not_now]

    @property
    def url(self) -> str:
        return reverse("workspace-workbook", args=[self.plan.slug, self.period.slug])

    @property
    def download_url(self) -> str:
        return reverse("workspace-workbook-download", args=[self.plan.slug, self.period.slug])

    def crumbs(self, *more: str) -> list[dict]:
        board = reverse("workspace-board", args=[self.plan.slug])
        trail = [
            {"url": reverse("workspace"), "label": _("Reports")},
            {"url": board, "label": self.plan.short_title},
            {
                "url": self.url if more else "",
                "label": _("Excel, %(period)s") % {"period": self.period.words},
            },
        ]
        return [*trail, *({"url": "", "label": label} for label in more)]

    def upload(self, key: str) -> WorkbookUpload:
        """What this person brought back; nobody else's, and nothing that is forgotten."""
        return get_object_or_404(
            WorkbookUpload, key=key, plan=self.plan, period=self.period, sent_by=self.request.user
        )

    def dry_run(self, upload: WorkbookUpload) -> DryRun:
        reports = reports_in_hand(self.plan, self.period, self.request.user, self.on)
        return DryRun(reports=reports, period=self.period, rows=rows_in(upload.rows), on=self.on)


@reading_and_posting
def workbook(request: HttpRequest, plan: str, period: str) -> HttpResponse:
    """Where the rows are downloaded and brought back."""
    rows = Rows.of(request, plan, period)
    if request.method == "POST":
        return _receive(request, rows)
    return _show(request, rows, WorkbookForm())


def _receive(request: HttpRequest, rows: Rows) -> HttpResponse:
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, rows, form, errors=list(form.problems()), status=422)
    try:
        found = read_workbook(form.cleaned_data["file"], [MILESTONES, texts_of(rows.period.kind)])
    except NotReady as refused:
        errors = [Problem(str(reason), "#file") for reason in refused.reasons]
        return _show(request, rows, form, errors=errors, status=422)
    upload = receive_workbook(
        plan=rows.plan, period=rows.period, rows=kept(found), by=request.user, now=rows.now
    )
    return redirect("workspace-workbook-check", rows.plan.slug, rows.period.slug, upload.key)


def _show(request: HttpRequest, rows: Rows, form: WorkbookForm, *, errors=(), status=200) -> HttpResponse:
    page = {
        "rows": rows,
        "form": form,
        "errors": errors,
        "left_out": left_out(rows.reports),
        "lede": rows_lede(rows.reports),
        "crumbs": rows.crumbs(),
    }
    return render(request, "commitments/workbook/workbook_page.html", page, status=status)


@require_safe
def download(request: HttpRequest, plan: str, period: str) -> HttpResponse:
    """The rows as they are kept now, to be filled in."""
    rows = Rows.of(request, plan, period)
    content = write_workbook(
        explanation=how_to_fill_it_in(
            rows.period,
            url=request.build_absolute_uri(rows.url),
            left_out=left_out(rows.reports),
            now=rows.now,
        ),
        tables=[
            (MILESTONES, milestone_rows(rows.reports)),
            (texts_of(rows.period.kind), text_rows(rows.reports)),
        ],
        now=rows.now,
    )
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"{rows.plan.slug}-{rows.period.slug}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@reading_and_posting
def check(request: HttpRequest, plan: str, period: str, key: str) -> HttpResponse:
    """What an upload would change, row by row; then it is saved, or dropped."""
    rows = Rows.of(request, plan, period)
    upload = rows.upload(key)
    if request.method == "POST" and request.POST.get("action") == "drop":
        drop_workbook(upload=upload, by=request.user)
        return redirect(rows.url)
    if upload.taken_at:
        return _show_taken(request, rows, upload)
    run = rows.dry_run(upload)
    if request.method == "POST":
        return _take_over(request, rows, upload, run)
    return _show_run(request, rows, upload, run)


def _take_over(request: HttpRequest, rows: Rows, upload: WorkbookUpload, run: DryRun) -> HttpResponse:
    """Save what was shown; where anything has moved since, show what it would be now."""
    if not run.contents or request.POST.get("shown") != run.digest:
        return _show_run(request, rows, upload, run, has_moved=bool(run.contents), status=409)
    try:
        take_over_workbook(
            upload=upload, contents=run.contents, rows=len(run.taken), by=request.user, now=rows.now
        )
    except (NotReady, PermissionDenied, Stale):
        return _show_run(request, rows, upload, rows.dry_run(upload), has_moved=True, status=409)
    return redirect(request.path)


def _show_run(
    request: HttpRequest, rows: Rows, upload: WorkbookUpload, run: DryRun, *, has_moved=False, status=200
) -> HttpResponse:
    page = {
        "rows": rows,
        "run": run,
        "upload": upload,
        "has_moved": has_moved,
        "lede": dry_run_lede(run.taken, run.refused, run.unchanged),
        "crumbs": rows.crumbs(_("What would change")),
    }
    return render(request, "commitments/workbook/workbook_check.html", page, status=status)


def _show_taken(request: HttpRequest, rows: Rows, upload: WorkbookUpload) -> HttpResponse:
    page = {
        "rows": rows,
        "upload": upload,
        "lede": saved_lede(upload.rows["taken"]["rows"]),
        "written": [one for one in rows.reports if one.number in upload.rows["taken"]["reports"]],
        "crumbs": rows.crumbs(_("Saved")),
    }
    return render(request, "commitments/workbook/workbook_saved.html", page)
