"""While a form is open: who else is in it, and how a text will read."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from plans.permissions import is_staff_of_the_portal

from ...forms import PreviewForm
from ...operations.presence import be_present
from .desk import Desk


@require_POST
def presence(request: HttpRequest, plan: str, number: str, period: str) -> HttpResponse:
    """The form is still open in this browser; who else has it open is the answer."""
    desk = Desk.of(request, plan, number, period)
    be_present(commitment=desk.commitment, period=desk.period, by=request.user, now=desk.now)
    return render(request, "commitments/_others.html", {"others": desk.others})


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A text as the public will read it; nothing is kept."""
    if not is_staff_of_the_portal(request.user, timezone.localdate()):
        raise PermissionDenied
    form = PreviewForm(request.POST)
    status = 200 if form.is_valid() else 422
    return render(request, "commitments/_preview.html", {"form": form}, status=status)
