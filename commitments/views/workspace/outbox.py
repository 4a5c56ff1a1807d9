"""The mails that the portal sent, or is about to."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import OutboxState
from plans.models import OutboxItem
from plans.permissions import can_coordinate


def outbox(request: HttpRequest) -> HttpResponse:
    """Newest first, with what became of each."""
    if not can_coordinate(request.user, timezone.localdate()):
        raise Http404
    mails = OutboxItem.objects.mails()
    pages = Paginator(mails, 50)
    crumbs = [{"url": reverse("workspace"), "label": _("Reports")}, {"url": "", "label": _("Outbox")}]
    counts = {state.value: mails.filter(state=state).count() for state in OutboxState}
    page = {"page_obj": pages.get_page(request.GET.get("page")), "crumbs": crumbs, "counts": counts}
    return render(request, "commitments/workspace_outbox.html", page)
