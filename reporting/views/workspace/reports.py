"""The coordinator's desk: every self-assessment, and one of them."""

from __future__ import annotations

import re

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PeriodKind
from plans.forms import Problem
from plans.http import reading_and_posting, version_in
from plans.models import ReportingPeriod
from plans.operations.outbox import try_again
from plans.rules import NotReady, Reason, Stale

from ...account import account_of
from ...forms import AskForm
from ...models import SelfAssessment
from ...operations.drafting import ask_for_draft
from ...operations.writing import freeze_draft, missing_in, publish_assessment, reasons_not_to_publish
from ...words import assessment_lede, desk_lede
from .desk import assessment_at_hand, being_made, crumbs_of, for_the_coordinator


@for_the_coordinator
@reading_and_posting
def reports(request: HttpRequest) -> HttpResponse:
    """What is being drafted, written, reviewed and published; and a draft to be asked for."""
    if request.method == "POST":
        return _again(request) if request.POST.get("action") == "again" else _ask(request)
    if request.htmx:
        return render(request, "reporting/_being_made.html", _at_work())
    return _show_all(request, AskForm())


def _ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _show_all(request, form, status=422)
    asked = form.cleaned_data
    try:
        ask_for_draft(
            plan=asked["plan"],
            kind=PeriodKind(asked["kind"]),
            ends_on=asked["ends_on"],
            by=request.user,
            now=timezone.now(),
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show_all(request, form, status=409)
    return redirect("workspace-reports")


def _again(request: HttpRequest) -> HttpResponse:
    """Try once more; what is made by now, or was never asked for, is left alone."""
    now = timezone.now()
    for one in being_made(now):
        if one.slug == request.POST.get("report"):
            try_again(item=one.item, by=request.user, now=now)
    return redirect("workspace-reports")


def _show_all(request: HttpRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    published = SelfAssessment.objects.public().newest_first()
    page = _at_work() | {
        "form": form,
        "errors": list(form.problems()),
        "published": published.select_related("plan", "published_in", "source"),
        "periods": _periods_to_come(),
        "crumbs": crumbs_of(),
    }
    return render(request, "reporting/workspace_reports.html", page, status=status)


def _at_work() -> dict:
    items = being_made(timezone.now())
    found = SelfAssessment.objects.of_published_plans().being_made().with_work().newest_first()
    at_work = list(found.select_related("plan", "period"))
    return {
        "items": items,
        "being_made": at_work,
        "lede": desk_lede(at_work, [one for one in items if not one.has_failed]),
        "looks_again": any(not one.has_failed for one in items),
    }


def _periods_to_come() -> list[ReportingPeriod]:
    """The rounds whose report has not been drafted yet, the next one first."""
    rounds = ReportingPeriod.objects.published().filter(was_closed=False, assessment=None)
    return list(rounds.select_related("plan").order_by("due_on", "ends_on"))


@for_the_coordinator
@reading_and_posting
def assessment(request: HttpRequest, report: str) -> HttpResponse:
    """One report: its chapters, parts and drafts, and what stands between it and the public.

    `?publish` shows the newest draft as it will be, with the button.
    """
    found = assessment_at_hand(report)
    if request.method == "POST":
        steps = {"freeze": _freeze, "publish": _publish}
        step = steps.get(request.POST.get("action", ""))
        if step is None:
            raise BadRequest(_("A draft can be frozen, or the report published; nothing else."))
        return step(request, found)
    if "publish" in request.GET and not reasons_not_to_publish(found):
        return _show_before_publishing(request, found)
    return _show(request, found)


def _freeze(request: HttpRequest, found: SelfAssessment) -> HttpResponse:
    try:
        freeze_draft(assessment=found, by=request.user, now=timezone.now())
    except NotReady as refused:
        return _show(request, found, refused=refused.reasons, status=409)
    return redirect(f"{reverse('workspace-assessment', args=[found.slug])}#drafts")


def _publish(request: HttpRequest, found: SelfAssessment) -> HttpResponse:
    """The draft that was read; where there is a newer one, or it is public by now, say so."""
    number = re.fullmatch(r"[1-9]\d{0,3}", request.POST.get("draft", ""), re.ASCII)
    draft = number and found.drafts.filter(number=number[0]).first()
    known = {"assessment": found, "version": version_in(request.POST), "by": request.user}
    try:
        publish_assessment(**known, draft=draft, now=timezone.now())
    except NotReady as refused:
        if not found.is_published:  # else the button was pressed twice
            return _show(request, found, refused=refused.reasons, status=409)
    except Stale:
        return redirect(f"{reverse('workspace-assessment', args=[found.slug])}?publish")
    return redirect("workspace-assessment", found.slug)


def _show(
    request: HttpRequest, found: SelfAssessment, *, refused: list[Reason] | None = None, status: int = 200
) -> HttpResponse:
    gaps = {reason.field: reason for reason in missing_in(found)}
    drafts = sorted(found.drafts.all(), key=lambda draft: -draft.number)
    page = {
        "assessment": found,
        "refused": [_problem(found, reason) for reason in refused or ()],
        "chapters": [(chapter, gaps.get(chapter.slug)) for chapter in found.chapters.all()],
        "parts": [(part, gaps.get(f"part-{part.position}")) for part in found.parts.all()],
        "drafts": drafts,
        "reviews": [one for draft in drafts for one in draft.rounds.all()],
        "checklist": [_problem(found, reason) for reason in reasons_not_to_publish(found)],
        "lede": assessment_lede(found),
        "crumbs": crumbs_of(found),
    }
    return render(request, "reporting/workspace_assessment.html", page, status=status)


def _problem(found: SelfAssessment, reason: Reason) -> Problem:
    """What is missing, with the way to where it is mended."""
    field = reason.field
    if field.startswith("part-"):
        return Problem(str(reason), reverse("workspace-part", args=[found.slug, field.removeprefix("part-")]))
    if field:
        return Problem(str(reason), reverse("workspace-chapter", args=[found.slug, field]))
    return Problem(str(reason), "#review" if reason.code in ("review", "comments") else "#drafts")


def _show_before_publishing(request: HttpRequest, found: SelfAssessment) -> HttpResponse:
    newest = found.newest_draft
    page = {
        "assessment": found,
        "draft": newest,
        "account": account_of(newest),
        "crumbs": crumbs_of(found, _("Publish")),
    }
    return render(request, "reporting/workspace_publish.html", page)
