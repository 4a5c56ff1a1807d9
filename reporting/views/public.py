"""Public pages of the reports: all of them, one of them, and what it is made of as data."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from plans.http import public

from ..account import account_of
from ..models import SelfAssessment
from ..operations.drafting import canonical
from ..words import published_accounts

REPORTS_ON_A_PAGE = 50


@public
def reports(request: HttpRequest) -> HttpResponse:
    """By plan, the newest plan first; in a plan the newest report first."""
    published = SelfAssessment.objects.public()
    published = published.select_related("plan", "published_in", "source")
    in_order = published.order_by("-plan__starts_first", "plan__slug", "-ends_on", "slug")
    page = Paginator(in_order.prefetch_related("parts"), REPORTS_ON_A_PAGE).get_page(request.GET.get("page"))
    newest = max(published, key=lambda one: one.day_published.last, default=None)
    return render(
        request,
        "reporting/report_list.html",
        {
            "lede": published_accounts(page.paginator.count, newest),
            "plans": [(plan, list(found)) for plan, found in groupby(page, key=lambda one: one.plan)],
            "page_obj": page,
        },
    )


@public
def report(request: HttpRequest, report: str) -> HttpResponse:
    """A published report, whole, as it was frozen."""
    found = _published(report)
    return render(
        request,
        "reporting/report_detail.html",
        {
            "assessment": found,
            "withheld_in": found.withheld_in_id,
            "account": account_of(found.published_draft),
            "address": request.build_absolute_uri(),
        },
    )


@public
def report_data(request: HttpRequest, report: str) -> HttpResponse:
    """Exactly what is frozen, so that its digest can be checked; of the edition in which it came to be so."""
    found = _published(report)
    answer = HttpResponse(canonical(found.published_draft.content), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.json"'
    answer["Link"] = f'<{settings.LICENCE_URL}>; rel="license"'
    answer["X-Edition"] = str(found.withheld_in_id or found.published_in_id)
    return answer


def _published(slug: str) -> SelfAssessment:
    found = SelfAssessment.objects.public()
    found = found.select_related("plan", "published_in", "published_draft", "source")
    return get_object_or_404(found, slug=slug)
