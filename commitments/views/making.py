"""Public pages of a plan that is not adopted yet: how it is being made, and its drafts for consultation."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from plans.choices import PlanState
from plans.http import day_asked, day_query, public
from plans.models import ActionPlan, PlanDraft, Timeline

from ..record.drafts import changes_between
from ..record.making import DraftsOnDay, first_published_on, timelines_on
from ..words.putting_out import drafts_words, how_far_ahead, what_a_draft_is, where_it_is


@public
def timeline(request: HttpRequest, plan: str) -> HttpResponse:
    """How a plan is being made, public while the plan itself is not yet."""
    on = day_asked(request)
    plan = get_object_or_404(ActionPlan.objects.filter(withdrawn_in=None), slug=plan)
    found = timelines_on(plan, on)
    if not found.published:
        raise Http404
    page = {
        "plan": plan,
        "on": on,
        "query": day_query(request, on),
        "found": found,
        "opening": where_it_is([one.step for one in found.steps], on),
        "how_far_ahead": _how_far_ahead(found.held, plan, on) if found.held else "",
    }
    return render(request, "commitments/making/timeline_detail.html", page)


def _how_far_ahead(timeline: Timeline, plan: ActionPlan, on: date) -> str:
    return how_far_ahead(
        published_on=first_published_on(plan, on),
        starts_on=timeline.development_starts_on,
        on=on,
        needed=settings.OGP_TIMELINE_DAYS_AHEAD,
    )


@public
def draft(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """One draft as it was put out, whatever has been published since."""
    on = day_asked(request)
    rows = PlanDraft.objects.filter(plan__slug=plan, plan__in=ActionPlan.objects.published())
    found = get_object_or_404(rows.select_related("plan__source", "published_in"), number=number)
    published = list(found.plan.drafts.select_related("published_in"))
    lede = what_a_draft_is(found, newest=published[-1])
    return _show(request, DraftsOnDay(found.plan, on, published), found, lede, is_own_page=True)


def drafts_of(request: HttpRequest, drafts: DraftsOnDay) -> HttpResponse:
    """A plan that was not adopted on the day: its newest draft by then, or that there was none."""
    return _show(request, drafts, drafts.newest, drafts_words(drafts))


def _show(
    request: HttpRequest,
    drafts: DraftsOnDay,
    shown: PlanDraft | None,
    lede: str,
    *,
    is_own_page: bool = False,
) -> HttpResponse:
    before = next((one for one in drafts.published if shown and one.number == shown.number - 1), None)
    page = {
        "plan": drafts.plan,
        "on": drafts.on,
        "query": day_query(request, drafts.on),
        "day": drafts.on if request.GET.get("on") else None,
        "drafts": drafts,
        "draft": shown,
        "before": before,
        "content": shown.content if shown else {},
        "lede": lede,
        "changes": changes_between(before.content, shown.content) if before and shown else [],
        "is_own_page": is_own_page,
        "is_adopted": drafts.plan.state == PlanState.ADOPTED,
    }
    return render(request, "commitments/making/draft_detail.html", page)
