"""A person's due days for the calendar they use anyway, under an address that only they know."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Event

from plans.ics import calendar_named
from plans.models import CalendarFeed

from ..record.duties import DueDay, due_days_of

HOST = settings.SITE_HOST


@login_not_required  # calendars do not sign in: whoever has the address reads due days, and nothing else
@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """What somebody owes, as whole days; nothing personal and no word that is not public."""
    theirs = CalendarFeed.objects.filter(user__is_active=True).select_related("user")
    found = get_object_or_404(theirs, key=key)
    now = timezone.now()
    calendar = calendar_named(_("Due on %(portal)s") % {"portal": settings.PORTAL_NAME})
    for day in due_days_of(found.user, timezone.localdate(now)):
        calendar.add_component(_event(day, now))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"], answer["Referrer-Policy"] = "noindex", "no-referrer"
    answer["Content-Disposition"] = 'inline; filename="due.ics"'
    return answer


def _event(day: DueDay, now: datetime) -> Event:
    period, commitment = day.period, day.commitment
    plan = period.plan
    if commitment:
        name = f"report-{plan.slug}-{commitment.number}-{period.slug}"
        title = _("Report on commitment %(number)s is due: %(period)s") % {
            "number": commitment.number,
            "period": period.words,
        }
        link = reverse("workspace-report", args=[plan.slug, commitment.number, period.slug])
    else:
        name = f"period-{plan.slug}-{period.slug}"
        title = _("Reports are due: %(period)s") % {"period": period.words}
        link = reverse("workspace-board", args=[plan.slug])
    event = Event()
    event.add("uid", f"{name}@{HOST}")  # the same as long as it is due: it moves and never doubles
    event.add("dtstamp", now)
    event.add("dtstart", period.due_on)
    event.add("dtend", period.due_on + timedelta(days=1))
    event.add("summary", title)
    event.add("description", f"{plan.title}\n{settings.SITE_URL}{link}")
    event.add("url", f"{settings.SITE_URL}{link}")
    event.add("transp", "TRANSPARENT")
    return event
