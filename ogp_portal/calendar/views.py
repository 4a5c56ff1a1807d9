"""The calendar as a page and as a feed; both show what is published, the same for everybody."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from plans.calendar import Entry
from plans.choices import CalendarKind
from plans.http import public
from plans.ics import feed_of, is_fed
from plans.models import ActionPlan

from .chart import chart_of
from .entries import Wanted, by_month, everything, kinds_in, plans_in
from .words import calendar_sentence

ON_A_PAGE = 60


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """All cycles on one axis; below it what is ahead by month, or what is past, the newest first."""
    today = timezone.localdate()
    entries = everything()
    wanted = _wanted(request, entries)
    chosen = wanted.of(entries)
    listed = [entry for entry in chosen if entry.is_listed]
    ahead = [entry for entry in listed if entry.last >= today]
    past = [entry for entry in reversed(listed) if entry.last < today]
    is_past = request.GET.get("when") == "past"
    page = Paginator(past if is_past else ahead, ON_A_PAGE).get_page(request.GET.get("page"))
    asked = {name: value for name, value in vars(wanted).items() if value}
    return render(
        request,
        "calendar/calendar.html",
        {
            "today": today,
            "opening": calendar_sentence(ahead, today),
            "wanted": wanted,
            "plans": plans_in(entries),
            "kinds": kinds_in(entries),
            "chart": chart_of(chosen, today, is_of_one_plan=bool(wanted.plan)),
            "months": by_month(page.object_list, today),
            "page_obj": page,
            "is_past": is_past,
            "ahead": len(ahead),
            "past": len(past),
            "not_fed": sum(not is_fed(entry) for entry in listed),
            "feed": _address(request, asked),
            "asked": urlencode(asked),
        },
    )


@public
def feed(request: HttpRequest) -> HttpResponse:
    """For other calendars: everything that is known to the day or the hour."""
    entries = everything()
    wanted = _wanted(request, entries)
    content = feed_of(_name(entries, wanted), wanted.of(entries))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return answer


def _name(entries: list[Entry], wanted: Wanted) -> str:
    """What a calendar programme calls it."""
    words = [settings.PORTAL_NAME]
    if wanted.plan:
        words.append(plans_in(entries).get(wanted.plan, wanted.plan))
    if wanted.kind:
        words.append(str(CalendarKind(wanted.kind).label))
    return ", ".join(words)


def _wanted(request: HttpRequest, entries: list[Entry]) -> Wanted:
    """404 for a plan that is not public, as for one that never was; and for a kind that is none."""
    wanted = Wanted(request.GET.get("plan", ""), request.GET.get("kind", ""))
    is_there = not wanted.plan or wanted.plan in plans_in(entries)
    if not is_there and not ActionPlan.objects.published().filter(slug=wanted.plan).exists():
        raise Http404
    if wanted.kind and wanted.kind not in CalendarKind.values:
        raise Http404
    return wanted


def _address(request: HttpRequest, asked: dict[str, str]) -> str:
    """Where the feed of what is shown is, in full: it is put into another programme."""
    path = reverse("calendar-ics") + (f"?{urlencode(asked)}" if asked else "")
    return request.build_absolute_uri(path)
