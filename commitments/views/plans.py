"""Public pages of plans: all of them, one of them on a day, and what changed in it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from plans.http import day_asked, public
from plans.models import ActionPlan

from ..record.amended import changes_of
from ..record.counts import count_asked
from ..record.day import plan_on
from ..record.glance import at_a_glance, with_neighbours
from ..record.tallies import tallies_on
from ..words import changed, published_plans

PLANS_ON_A_PAGE = 20


@public
def plans(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    published = ActionPlan.objects.published()
    page = Paginator(published.newest_first(), PLANS_ON_A_PAGE).get_page(request.GET.get("page"))
    opening = published_plans(page.paginator.count, published.in_force_on(on).count())
    return render(
        request,
        "commitments/plan_list.html",
        {"opening": opening, "plans": tallies_on(page.object_list, on), "page_obj": page},
    )


@public
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    on, asked = day_asked(request), count_asked(request)
    plan = get_object_or_404(with_neighbours(), slug=plan)
    record = plan_on(plan, on)
    glance = at_a_glance(record, today=timezone.localdate(), asked=asked)
    listed = {"words": asked.words(record), "standings": asked.of(record)} if asked else None
    return render(
        request,
        "commitments/plan_detail.html",
        glance | {"sections": plan.sections.all(), "listed": listed},
    )


@public
def changes(request: HttpRequest, plan: str) -> HttpResponse:
    plan = get_object_or_404(with_neighbours(), slug=plan)
    amendments, others = changes_of(plan)
    return render(
        request,
        "commitments/plan_changes.html",
        {
            "plan": plan,
            "opening": changed(len(amendments), len(others)),
            "amendments": amendments,
            "others": others,
        },
    )
