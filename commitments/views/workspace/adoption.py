"""A plan goes out: as a draft for consultation, and in the end as it is adopted."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PlanState
from plans.dates import PartialDate
from plans.http import reading_and_posting
from plans.models import ActionPlan, Agency
from plans.operations.making import reasons_not_to_make
from plans.rules import NotReady, Stale

from ...forms.adoption import AdoptionForm
from ...operations.adoption import (
    adopt_plan,
    newest_draft,
    publish_draft,
    reasons_not_to_adopt,
    reasons_not_to_publish_draft,
)
from ...record.drafts import changes_between
from ...record.next_steps import as_links, worth_knowing
from ...record.whole import agencies_named_in, digest_of, whole_plan
from ...words.putting_out import things_missing, what_it_holds
from .making.desk import crumbs, plan_at


@reading_and_posting
def draft(request: HttpRequest, plan: str) -> HttpResponse:
    """What would be put out for consultation, what has changed since the last draft, what is missing."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    if request.method != "POST":
        return _show_draft(request, found, now)
    try:
        publish_draft(plan=found, read=request.POST.get("read", ""), by=request.user, now=now)
    except NotReady as refused:
        return _show_draft(request, plan_at(request, plan, now), now, refused=refused.reasons, status=409)
    except Stale:
        return _show_draft(request, plan_at(request, plan, now), now, is_stale=True, status=409)
    return redirect("workspace-plan-draft", found.slug)


def _show_draft(
    request: HttpRequest, plan: ActionPlan, now: datetime, *, refused=(), status: int = 200, **more
) -> HttpResponse:
    on = timezone.localdate(now)
    before, reasons = newest_draft(plan), reasons_not_to_publish_draft(plan, on)
    content = whole_plan(plan, on)
    page = {
        "plan": plan,
        "content": content,
        "read": digest_of(content),
        "holds": what_it_holds(content),
        "before": before,
        "number": before.number + 1 if before else 1,
        "is_same": bool(before and before.content == content),
        "changes": changes_between(before.content, content) if before else [],
        "fixed": reasons_not_to_make(plan),
        "missing": as_links(plan, reasons),
        "agencies": _not_public_yet(content, on),
        "refused": as_links(plan, refused),
        "is_stale": False,
        "crumbs": crumbs(plan, _("Draft for consultation")),
    }
    return render(request, "commitments/making/draft_publish.html", page | more, status=status)


def _not_public_yet(content: dict, on) -> list[Agency]:
    """The agencies that become public with it."""
    agencies = Agency.objects.named_on(on).filter(slug__in=agencies_named_in(content), published_in=None)
    return list(agencies.order_by("slug"))


@reading_and_posting
def adopt(request: HttpRequest, plan: str) -> HttpResponse:
    """What adoption does, what still stands in its way, and the button."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    if request.method != "POST":
        initial = {"adopted_on": PartialDate.of(timezone.localdate(now))}
        return _show_adoption(request, found, AdoptionForm(initial=initial), now)
    form = AdoptionForm(request.POST)
    if not form.is_valid():
        return _show_adoption(request, found, form, now, status=422)
    read, adopted_on = request.POST.get("read", ""), form.cleaned_data["adopted_on"]
    try:
        adopt_plan(plan=found, read=read, adopted_on=adopted_on, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(reason for reason in refused.reasons if reason.field in form.fields)
        others = [reason for reason in refused.reasons if reason.field not in form.fields]
        found = plan_at(request, plan, now)
        return _show_adoption(request, found, form, now, refused=as_links(found, others), status=409)
    except Stale:
        return _show_adoption(request, plan_at(request, plan, now), form, now, is_stale=True, status=409)
    return redirect(f"{reverse('workspace-plan-adopt', args=[found.slug])}")


def _show_adoption(
    request: HttpRequest,
    plan: ActionPlan,
    form: AdoptionForm,
    now: datetime,
    *,
    refused=(),
    status: int = 200,
    **more,
) -> HttpResponse:
    on = timezone.localdate(now)
    reasons, content = reasons_not_to_adopt(plan, on), whole_plan(plan, on)
    is_adopted, before = plan.state == PlanState.ADOPTED, newest_draft(plan)
    days_ahead = settings.OGP_TIMELINE_DAYS_AHEAD
    page = {
        "plan": plan,
        "form": form,
        "content": content,
        "read": digest_of(content),
        "holds": what_it_holds(content),
        "before": before,
        "changes": changes_between(before.content, content) if before else [],
        "is_adopted": is_adopted,
        "fixed": [] if is_adopted else reasons_not_to_make(plan),
        "missing": [] if is_adopted else as_links(plan, reasons),
        "things_missing": things_missing(len(reasons)),
        "known": [] if is_adopted else worth_knowing(plan, on, draft=before, days_ahead=days_ahead),
        "agencies": _not_public_yet(content, on),
        "periods": plan.periods.count(),
        "errors": [*(form.problems() if form.is_bound else ()), *refused],
        "is_stale": False,
        "crumbs": crumbs(plan, _("Adoption")),
    }
    return render(request, "commitments/making/adopt_plan.html", page | more, status=status)
