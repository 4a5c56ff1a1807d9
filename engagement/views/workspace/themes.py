"""The themes of a plan: added, renamed, merged, and who did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.http import reading_and_posting
from plans.models import ActionPlan
from plans.rules import NotReady, Stale

from ...forms.desk import MergeForm, NewThemeForm, RenameForm
from ...models import Consultation, SubmissionPoint, Theme
from ...models.consultations import number_of
from ...operations.at_work import reasons_not_to_work
from ...operations.themes import add_theme, merge_themes, rename_theme
from .desk import crumbs, plans_to_ask_about

LATELY = 50


@dataclass
class OfPlan:
    """One theme of the plan, with all consultations that have it."""

    slug: str
    rows: list[Theme] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.rows[-1].label

    @property
    def points(self) -> int:
        return sum(row.held for row in self.rows)

    @property
    def consultations(self) -> list[Consultation]:
        return [row.consultation for row in self.rows]


@reading_and_posting
def themes(request: HttpRequest, plan: str) -> HttpResponse:
    """All of them, each once. `?theme=` opens one, to be renamed or merged."""
    now = timezone.now()
    found = get_object_or_404(plans_to_ask_about(request, now), slug=plan)
    if request.method == "POST":
        return _act(request, found, now)
    return _show(request, found)


def of_plan(plan: ActionPlan) -> list[OfPlan]:
    held = number_of(SubmissionPoint.objects.all(), "theme")
    rows = Theme.objects.filter(consultation__plan=plan).annotate(held=held)
    rows = rows.select_related("consultation__answered_in", "consultation__source")
    grouped = groupby(rows.order_by("slug", "consultation__opens_at", "consultation"), lambda row: row.slug)
    return sorted(
        (OfPlan(slug, list(group)) for slug, group in grouped), key=lambda one: one.label.casefold()
    )


def _act(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    posted, action = request.POST, request.POST.get("action", "")
    slug, forms = posted.get("theme", ""), _forms(plan, request)
    acting = {"add": _add, "rename": _rename, "merge": _merge}.get(action)
    if acting is None:
        return redirect(request.path)
    forms[action] = form = _forms(plan, request, posted)[action]
    if not form.is_valid():
        return _show(request, plan, forms, status=422)
    try:
        acting(request, plan, slug, form, now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, plan, forms, status=409)
    except Stale:
        form.add_error(None, _("Somebody has renamed or merged it meanwhile. Look again."))
        return _show(request, plan, forms, status=409)
    return redirect(request.path)


def _add(request, plan, slug, form: NewThemeForm, now) -> None:
    consultation = form.by_slug[form.cleaned_data["consultation"]]
    add_theme(consultation=consultation, label=form.cleaned_data["label"], by=request.user, now=now)


def _rename(request, plan, slug, form: RenameForm, now) -> None:
    said = form.cleaned_data
    rename_theme(plan=plan, slug=slug, read=said["read"], label=said["label"], by=request.user, now=now)


def _merge(request, plan, slug, form: MergeForm, now) -> None:
    moved = merge_themes(plan=plan, slug=slug, into=form.cleaned_data["into"], by=request.user, now=now)
    words = ngettext("Merged; %(n)s point moved.", "Merged; %(n)s points moved.", moved)
    messages.success(request, words % {"n": moved})


def _forms(plan: ActionPlan, request: HttpRequest, data=None) -> dict:
    every = of_plan(plan)
    asked = request.POST.get("theme", request.GET.get("theme"))
    chosen = next((one for one in every if one.slug == asked), None)
    label = {"label": chosen.label, "read": chosen.label} if chosen else None
    others = [(one.slug, one.label) for one in every if one is not chosen]
    public = plan.consultations.published().select_related("answered_in", "source").newest_first()
    at_work = [one for one in public if not reasons_not_to_work(one)]
    return {
        "every": every,
        "chosen": chosen,
        "add": NewThemeForm(data, consultations=at_work, prefix="new"),
        "rename": RenameForm(data, initial=label),
        "merge": MergeForm(data, others=others),
    }


def _show(request: HttpRequest, plan: ActionPlan, forms: dict | None = None, *, status: int = 200):
    forms = forms or _forms(plan, request)
    bound = [forms[name] for name in ("add", "rename", "merge") if forms[name].is_bound]
    page = forms | {
        "plan": plan,
        "errors": [one for form in bound for one in form.problems()],
        "changes": _changes(plan),
        "crumbs": crumbs(None, _("Themes of %(plan)s") % {"plan": plan.short_title}),
    }
    return render(request, "engagement/desk/themes.html", page, status=status)


@dataclass
class Change:
    """What somebody did to a theme, once for all consultations in which they did it."""

    at: datetime
    by: object
    before: str
    after: str
    is_merged: bool


def _changes(plan: ActionPlan) -> list[Change]:
    """The newest first: added, renamed, merged."""
    rows = Theme.history.filter(consultation__plan=plan, history_user__isnull=False)
    labels = dict(Theme.objects.filter(consultation__plan=plan).values_list("slug", "label"))
    found: list[Change] = []
    for row in rows.select_related("history_user").order_by("history_id"):
        why, is_gone = row.history_change_reason or "", row.history_type == "-"
        before, after = (row.label, labels.get(why, why)) if is_gone else (why, row.label)
        if after:
            found.append(Change(row.history_date, row.history_user, before, after, is_gone))
    # The same in several consultations is one change: they are written within the same minute.
    once = {
        (one.by, one.before, one.after, one.at.replace(second=0, microsecond=0)): one
        for one in reversed(found)
    }
    return list(once.values())[:LATELY]
