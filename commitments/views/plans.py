"""Public pages of plans: all of them, one of them on a day, and what changed in it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from plans.http import day_asked, day_query, public
from plans.models import ActionPlan

from ..record.amended import changes_of
from ..record.counts import count_asked
from ..record.day import plan_on
from ..record.glance import at_a_glance, with_neighbours
from ..record.handed_over import leads_handed_over
from ..record.making import drafts_on
from ..record.matrix import NOTES, matrix_of
from ..record.rounds import missed_by
from ..record.tallies import tallies_on
from ..words import changed, published_plans
from .making import drafts_of

PLANS_ON_A_PAGE = 20


@public
def plans(request: HttpRequest) -> HttpResponse:
    on = day_asked(request)
    published = ActionPlan.objects.published()
    page = Paginator(published.newest_first(), PLANS_ON_A_PAGE).get_page(request.GET.get("page"))
    is_today = on == timezone.localdate()
    in_force = published.in_force_on(on).count()
    opening = published_plans(page.paginator.count, in_force, is_today=is_today)
    return render(
        request,
        "commitments/plan_list.html",
        {
            "on": on,
            "query": day_query(request, on),
            "opening": opening,
            "plans": tallies_on(page.object_list, on),
            "page_obj": page,
        },
    )


@public
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    on, asked = day_asked(request), count_asked(request)
    plan = get_object_or_404(with_neighbours(), slug=plan)
    if drafts := drafts_on(plan, on):
        return drafts_of(request, drafts)
    record = plan_on(plan, on)
    glance = at_a_glance(record, today=timezone.localdate(), asked=asked)
    sections = {section.slug: section for section in plan.public_sections}
    matrix = matrix_of(record)
    notes = sections.pop(NOTES, None) if matrix else None
    listed = {"words": asked.words(record), "standings": asked.of(record)} if asked else None
    return render(
        request,
        "commitments/plan_detail.html",
        glance
        | {
            "sections": sections.values(),
            "matrix": matrix,
            "notes": notes,
            "listed": listed,
            "missed": missed_by(record.commitments, on),
        },
    )


@public
def changes(request: HttpRequest, plan: str) -> HttpResponse:
    on = day_asked(request)
    plan = get_object_or_404(with_neighbours(), slug=plan)
    asked = on if request.GET.get("on") else None
    amendments, others = changes_of(plan, asked)
    handed_over = leads_handed_over(plan, on)
    return render(
        request,
        "commitments/plan_changes.html",
        {
            "plan": plan,
            "on": on,
            "query": day_query(request, on),
            "opening": changed(len(amendments), len(others), len(handed_over)),
            "amendments": amendments,
            "others": others,
            "handed_over": handed_over,
        },
    )
