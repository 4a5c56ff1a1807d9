"""What each person sets for themselves: the days they are away, the address of their calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.http import reading_and_posting
from plans.kept import forget_words, gives_up, kept_words, left_differently
from plans.models import Agency, CalendarFeed, Membership, User
from plans.operations.leave import end_calendar, new_calendar_address
from plans.permissions import is_staff_of_the_portal

from ...forms.reminders import LeaveForm
from ...words.you import about_you
from .away import AWAY, post_leave


@reading_and_posting
def you(request: HttpRequest) -> HttpResponse:
    """Your roles, your leave, your calendar; nobody else's."""
    now = timezone.now()
    if not is_staff_of_the_portal(request.user, timezone.localdate(now)):
        raise Http404
    if gives_up(request):
        return redirect("workspace-you")
    if request.method == "POST":
        acts = {"calendar": _calendar, "end-calendar": _end_calendar} | dict.fromkeys(AWAY, _away)
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            raise BadRequest(_("There is no such thing to do here."))
        return act(request, now)
    if words := kept_words(request):
        form = LeaveForm(words)
        typed = [(field.label, field.name, "", field.value() or "") for field in form]
        return _show(request, form, now, kept_aside=left_differently(typed), is_quiet=True)
    return _show(request, LeaveForm(), now)


def _away(request: HttpRequest, now: datetime) -> HttpResponse:
    form, status = post_leave(request, request.user, now)
    if status != 200:
        return _show(request, form, now, status=status)
    forget_words(request)
    return redirect(f"{reverse('workspace-you')}#leave")


def _calendar(request: HttpRequest, now: datetime) -> HttpResponse:
    new_calendar_address(was=request.POST.get("was", ""), by=request.user, now=now)
    return redirect(f"{reverse('workspace-you')}#calendar")


def _end_calendar(request: HttpRequest, now: datetime) -> HttpResponse:
    end_calendar(by=request.user)
    return redirect(f"{reverse('workspace-you')}#calendar")


def _show(
    request: HttpRequest, form: LeaveForm, now: datetime, *, status: int = 200, is_quiet=False, **more
) -> HttpResponse:
    user, on = request.user, timezone.localdate(now)
    roles = _named(user.roles_on(on), on)
    leave = list(user.leave.filter(until_on__gte=on))
    feed = CalendarFeed.objects.filter(user=user).first()
    page = {
        "on": on,
        "url": reverse("workspace-you"),
        "roles": roles,
        "lede": about_you(roles, leave, on),
        "leave": leave,
        "stand_ins": _stand_ins(user, on),
        "form": form,
        "errors": [] if is_quiet else list(form.problems()) if form.is_bound else [],
        "feed": feed,
        "address": feed and settings.SITE_URL + reverse("calendar-feed", args=[feed.key]),
        "conflict": None,
        "kept_aside": None,
        "crumbs": [{"url": reverse("workspace"), "label": _("Reports")}, {"url": "", "label": _("You")}],
    }
    return render(request, "commitments/reminders/you.html", page | more, status=status)


def _named(roles: list[Membership], on: date) -> list[Membership]:
    """Each with its agency under the name of the day."""
    agencies = Agency.objects.named_on(on).in_bulk([held.agency_id for held in roles if held.agency_id])
    for held in roles:
        if held.agency_id:
            held.agency = agencies[held.agency_id]
    return roles


def _stand_ins(user: User, on: date) -> list[User]:
    """Who else reports or signs off for this person's agencies, and is there: reminders go to them."""
    agencies = {held.agency_id for held in user.roles_on(on) if held.agency_id}
    others = [
        held.user
        for role in (Role.EDITOR, Role.APPROVER)
        for held in Membership.objects.acting(role, on).filter(agency__in=agencies).exclude(user=user)
    ]
    return sorted(set(others), key=lambda one: one.pk)
