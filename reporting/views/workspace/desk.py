"""What the coordinator's pages have in common: whose it is, which report, and what is being drafted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import OutboxState, PeriodKind
from plans.models import ActionPlan, OutboxItem, ReportingPeriod
from plans.permissions import can_coordinate

from ...models import SelfAssessment
from ...operations.drafting import drafts_being_made, slug_of


def for_the_coordinator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever else is signed in finds nothing here."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not can_coordinate(request.user, timezone.localdate()):
            raise Http404
        return view(request, *args, **kwargs)

    return page


def assessment_at_hand(slug: str) -> SelfAssessment:
    """The report of a published plan, with everything that says how far it is; 404 where there is none."""
    found = SelfAssessment.objects.of_published_plans().with_work()
    return get_object_or_404(found.select_related("plan", "period", "published_in", "source"), slug=slug)


def crumbs_of(assessment: SelfAssessment | None = None, *here: str) -> list[dict[str, str]]:
    """The way back: the workspace, the reports, the report, this page."""
    trail = [(reverse("workspace"), _("Reports")), (reverse("workspace-reports"), _("Self-assessments"))]
    if assessment:
        trail.append((reverse("workspace-assessment", args=[assessment.slug]), assessment.title))
    trail += [("", label) for label in here]
    trail[-1] = ("", trail[-1][1])
    return [{"url": url, "label": label} for url, label in trail]


@dataclass(frozen=True)
class BeingMade:
    """A draft that was asked for and is not there yet."""

    item: OutboxItem
    plan: ActionPlan
    kind: PeriodKind
    ends_on: date
    period: ReportingPeriod | None
    now: datetime

    @property
    def slug(self) -> str:
        """What its report will be called."""
        return slug_of(self.plan, self.kind, self.ends_on, self.period)

    @property
    def has_failed(self) -> bool:
        return self.item.state == OutboxState.FAILED

    @property
    def is_running(self) -> bool:
        return self.item.leased_until is not None and self.item.leased_until >= self.now

    @property
    def waits_after_a_try(self) -> bool:
        return bool(self.item.error) and not self.is_running and not self.has_failed

    @property
    def is_from_today(self) -> bool:
        return timezone.localdate(self.item.created_at) == timezone.localdate(self.now)


def being_made(now: datetime) -> list[BeingMade]:
    """What is being drafted now or has failed, the oldest first."""
    items = list(drafts_being_made().order_by("created_at", "pk"))
    periods = ReportingPeriod.objects.select_related("plan").in_bulk(_named("period", items))
    plans = ActionPlan.objects.in_bulk(_named("plan", items))
    return [_of(item, periods, plans, now) for item in items]


def _named(what: str, items: list[OutboxItem]) -> set[int]:
    return {item.payload[what] for item in items if item.payload.get(what)}


def _of(item: OutboxItem, periods: dict, plans: dict, now: datetime) -> BeingMade:
    asked = item.payload
    if period_id := asked.get("period"):
        period = periods[period_id]
        return BeingMade(item, period.plan, PeriodKind(period.kind), period.ends_on, period, now)
    ends_on = date.fromisoformat(asked["ends_on"])
    return BeingMade(item, plans[asked["plan"]], PeriodKind(asked["kind"]), ends_on, None, now)
