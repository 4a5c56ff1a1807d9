"""Every version of a plan in the making, and of all it is made of."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ....record.making_versions import versions_of
from .desk import crumbs, plan_at

ON_A_PAGE = 50


def versions(request: HttpRequest, plan: str) -> HttpResponse:
    """Who changed what, when, from what to what; of one commitment where it is asked for."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    number = request.GET.get("commitment", "")
    entries = versions_of(found, timezone.localdate(now), number)
    page = {
        "plan": found,
        "number": number,
        "total": len(entries),
        "page_obj": Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page")),
        "crumbs": crumbs(found, _("Versions")),
    }
    return render(request, "commitments/making/versions.html", page)
