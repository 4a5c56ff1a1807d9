"""The days on which somebody is away: entered and ended by themselves, or for them by a coordinator."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from plans.models import User
from plans.operations.leave import end_leave, set_leave
from plans.rules import NotReady

from ...forms.reminders import LeaveForm

AWAY = ("leave", "end-leave")


def post_leave(request: HttpRequest, user: User, now: datetime) -> tuple[LeaveForm, int]:
    """Enter somebody's days away, or end them; the form as it was answered, and 200 where it was done."""
    form = LeaveForm(request.POST)
    if request.POST["action"] == "end-leave":
        if from_on := _day_in(request.POST.get("from_on", "")):
            end_leave(user=user, from_on=from_on, by=request.user, now=now)
        return form, 200
    if not form.is_valid():
        return form, 422
    try:
        set_leave(user=user, **form.cleaned_data, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return form, 409
    return form, 200


def _day_in(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
