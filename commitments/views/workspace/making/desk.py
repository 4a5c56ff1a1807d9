"""What the pages of a plan in the making have in common."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import ActionPlan
from plans.permissions import can_coordinate


def coordinators_only(request: HttpRequest, now: datetime) -> None:
    """Plans are made by the coordinator; nobody else can know of one."""
    if not can_coordinate(request.user, timezone.localdate(now)):
        raise Http404


def plan_at(request: HttpRequest, slug: str, now: datetime) -> ActionPlan:
    coordinators_only(request, now)
    return get_object_or_404(ActionPlan.objects.select_related("follows", "published_in"), slug=slug)


def crumbs(plan: ActionPlan | None = None, *more: str) -> list[dict]:
    trail = [{"url": reverse("workspace-making"), "label": _("Plans")}]
    if plan and plan.pk:
        url = reverse("workspace-plan", args=[plan.slug])
        trail.append({"url": url, "label": plan.short_title or plan.title})
    trail += [{"url": "", "label": label} for label in more]
    return [*trail[:-1], trail[-1] | {"url": ""}]
