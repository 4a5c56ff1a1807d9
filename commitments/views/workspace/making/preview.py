"""A plan in the making, shown to those who have its private address."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from plans.http import reading_and_posting
from plans.models import ActionPlan, PreviewLink
from plans.operations.making import end_preview_link, make_preview_link, reasons_not_to_make
from plans.rules import NotReady

from ....forms.making import PreviewForm
from ....record.whole import whole_plan
from .desk import crumbs, plan_at
from .plan import show

DAYS = 14


@reading_and_posting
def links(request: HttpRequest, plan: str) -> HttpResponse:
    """Who may read it privately: the addresses that are open, a new one, and their end."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    if reasons := reasons_not_to_make(found):
        return show(request, found, now, refused=reasons, status=409)
    if request.method != "POST":
        until = timezone.localdate(now) + timedelta(days=DAYS)
        return _list(request, found, PreviewForm(initial={"until_on": until}), now)
    if key := request.POST.get("end"):
        if link := found.preview_links.filter(key=key).first():
            end_preview_link(link=link, by=request.user, now=now)
        return redirect("workspace-plan-previews", found.slug)
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return _list(request, found, form, now, status=422)
    try:
        until = form.cleaned_data["until_on"] or date.min
        make_preview_link(plan=found, until_on=until, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _list(request, found, form, now, status=409)
    return redirect("workspace-plan-previews", found.slug)


def _list(
    request: HttpRequest, plan: ActionPlan, form: PreviewForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    open_now = plan.preview_links.open_on(timezone.localdate(now)).select_related("made_by")
    page = {
        "plan": plan,
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "links": [
            (link, request.build_absolute_uri(reverse("plan-preview", args=[link.key]))) for link in open_now
        ],
        "crumbs": crumbs(plan, _("Private links")),
    }
    return render(request, "commitments/making/previews.html", page, status=status)


@login_not_required
@require_safe
@never_cache
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The whole plan as it stands now; 404 where the address has ended, is over, or never was."""
    on = timezone.localdate()
    open_now = PreviewLink.objects.open_on(on).select_related("plan")
    link = get_object_or_404(open_now, key=key, plan__in=ActionPlan.objects.being_made())
    page = {"plan": link.plan, "link": link, "content": whole_plan(link.plan, on), "on": on}
    answer = render(request, "commitments/making/preview.html", page)
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
