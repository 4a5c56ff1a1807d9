"""The narrative parts of a plan in the making."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import ActionPlan, PlanSection
from plans.operations.making import (
    SectionContent,
    reasons_not_to_make,
    remove_section,
    save_section,
    section_content_of,
)
from plans.rules import NotReady, Stale

from ....forms.making import SectionForm
from .desk import crumbs, plan_at
from .plan import show


@reading_and_posting
def new(request: HttpRequest, plan: str) -> HttpResponse:
    """A section is begun, last of all."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    return _write(request, PlanSection(plan=found), now)


@reading_and_posting
def section(request: HttpRequest, plan: str, section: str) -> HttpResponse:
    """One section is written, or taken out."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    row = found.sections.filter(slug=section).first()
    if row is None and request.method == "POST" and request.POST.get("action") == "remove":
        return redirect(_home(found))  # gone already
    if row is None:
        row = get_object_or_404(found.sections, slug=section)
    row.plan = found
    return _write(request, row, now)


def _write(request: HttpRequest, row: PlanSection, now: datetime) -> HttpResponse:
    if reasons := reasons_not_to_make(row.plan):
        return show(request, row.plan, now, refused=reasons, status=409)
    if gives_up(request):
        return redirect(_url(row))
    if request.method == "POST":
        return (
            _remove(request, row, now) if request.POST.get("action") == "remove" else _save(request, row, now)
        )
    if words := kept_words(request):
        form = _form(row, words)
        more = {"kept_aside": _differences(row, form), "version": version_in(words)}
        return _fill_in(request, row, form, **more)
    return _fill_in(request, row, _form(row))


def _form(row: PlanSection, data=None) -> SectionForm:
    return SectionForm(data, initial=vars(section_content_of(row)) if row.pk else None)


def _save(request: HttpRequest, row: PlanSection, now: datetime) -> HttpResponse:
    form = _form(row, request.POST)
    if not form.is_valid():
        return _fill_in(request, row, form, status=422)
    try:
        saved = save_section(
            plan=row.plan,
            section=row if row.pk else None,
            version=version_in(request.POST),
            content=form.content,
            by=request.user,
            now=now,
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _fill_in(request, row, form, status=409)
    except Stale:
        return _conflict(request, row)
    forget_words(request)
    if request.POST.get("action") == "next":
        return redirect("workspace-section-new", row.plan.slug)
    return redirect("workspace-section", row.plan.slug, saved.slug)


def _remove(request: HttpRequest, row: PlanSection, now: datetime) -> HttpResponse:
    try:
        remove_section(section=row, version=version_in(request.POST), by=request.user, now=now)
    except Stale:
        return _conflict(request, row)
    return redirect(_home(row.plan))


def _conflict(request: HttpRequest, row: PlanSection) -> HttpResponse:
    """Somebody else has saved since, or taken it out: what was typed is still in the fields."""
    there = row.plan.sections.filter(pk=row.pk).first()
    if there is None:
        there = PlanSection(plan=row.plan)
    there.plan = row.plan
    form = _form(there, _with_theirs_where_untouched(request, there))
    return _fill_in(request, there, form, conflict=_differences(there, form), status=409)


def _with_theirs_where_untouched(request: HttpRequest, row: PlanSection) -> QueryDict:
    """What was typed; but a text that this person left as they had read it takes the other's words."""
    posted = request.POST.copy()
    read = row.history.filter(version=version_in(posted)).first() if row.pk else None
    form = _form(row, posted)
    for name in form.fields:
        if read and form.is_valid() and form.cleaned_data[name] == getattr(read, name):
            posted[name] = getattr(row, name)
    return posted


def _differences(row: PlanSection, form: SectionForm) -> list[Difference]:
    form.full_clean()
    theirs = section_content_of(row) if row.pk else SectionContent()
    return left_differently(
        (form.fields[name].label, name, getattr(theirs, name), getattr(form.content, name))
        for name in form.fields
    )


def _url(row: PlanSection) -> str:
    if row.pk:
        return reverse("workspace-section", args=[row.plan.slug, row.slug])
    return reverse("workspace-section-new", args=[row.plan.slug])


def _home(plan: ActionPlan) -> str:
    return f"{reverse('workspace-plan', args=[plan.slug])}#sections"


def _fill_in(
    request: HttpRequest, row: PlanSection, form: SectionForm, *, status: int = 200, **more
) -> HttpResponse:
    page = {
        "plan": row.plan,
        "section": row,
        "form": form,
        "url": _url(row),
        "version": row.version if row.pk else 0,
        "errors": list(form.problems()) if form.is_bound else [],
        "saved": row.history.select_related("history_user").first() if row.pk else None,
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(row.plan, row.title or _("New section")),
    }
    return render(request, "commitments/making/section_form.html", page | more, status=status)
