"""What the pages about one amendment have in common; 404 for everybody but a coordinator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PlanState
from plans.forms import Problem
from plans.kept import Difference
from plans.models import ActionPlan, Amendment
from plans.permissions import can_coordinate
from plans.rules import Reason

from ....models import Commitment, Milestone
from ....record.amending import Draft


def plan_to_amend(request: HttpRequest, slug: str, now: datetime) -> ActionPlan:
    """An adopted plan, for its coordinator."""
    if not can_coordinate(request.user, timezone.localdate(now)):
        raise Http404
    return get_object_or_404(ActionPlan.objects.published().filter(state=PlanState.ADOPTED), slug=slug)


def plan_crumbs(plan: ActionPlan, *more: dict) -> list[dict]:
    """The trail to a page about the amendments of a plan; the last is the page itself."""
    trail = [
        {"url": reverse("workspace-board", args=[plan.slug]), "label": plan.short_title},
        {"url": reverse("workspace-amendments", args=[plan.slug]), "label": _("Amendments")},
        *more,
    ]
    return [*trail[:-1], trail[-1] | {"url": ""}]


@dataclass
class Desk:
    """One amendment as its coordinator has it in hand."""

    request: HttpRequest
    now: datetime
    amendment: Amendment

    @classmethod
    def of(cls, request: HttpRequest, plan: str, amendment: str) -> Desk:
        """By its address, or one that it had before it was published under another number."""
        now = timezone.now()
        found = plan_to_amend(request, plan, now)
        rows = found.amendments.select_related("published_in")
        once = Amendment.history.filter(plan=found, slug=amendment).values("id")
        row = rows.filter(slug=amendment).first() or rows.filter(pk__in=once).first()
        if row is None:
            raise Http404
        row.plan = found
        return cls(request, now, row)

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def draft(self) -> Draft:
        return Draft(self.amendment)

    def read_again(self) -> None:
        """Take up what is saved by now."""
        plan = self.amendment.plan
        self.amendment = Amendment.objects.select_related("published_in").get(pk=self.amendment.pk)
        self.amendment.plan = plan
        self.__dict__.pop("draft", None)

    def commitment(self, number: str) -> Commitment:
        found = next((one for one in self.draft.commitments.values() if one.number == number), None)
        if found is None:
            raise Http404
        return found

    def milestone(self, number: str, place: int) -> Milestone:
        commitment = self.commitment(number)
        found = next((one for one in self.draft.milestones_of(commitment) if one.number == place), None)
        if found is None:
            raise Http404
        return found

    def url(self, page: str = "workspace-amendment", *more) -> str:
        return reverse(page, args=[self.amendment.plan.slug, self.amendment.slug, *more])

    def crumbs(self, *labels: str) -> list[dict]:
        here = {"url": self.url(), "label": self.amendment.name}
        return plan_crumbs(self.amendment.plan, here, *({"url": "", "label": label} for label in labels))

    def page(self, *labels: str, **more) -> dict:
        """What every template about an amendment reads."""
        return {
            "desk": self,
            "amendment": self.amendment,
            "plan": self.amendment.plan,
            "draft": self.draft,
            "crumbs": self.crumbs(*labels),
            "errors": [],
            "conflict": None,
            "kept_aside": None,
            "url": self.request.path,
            "version": self.amendment.version,
        } | more

    def refused(self, reasons: Iterable[Reason], differences: Iterable[Difference] = ()) -> HttpResponse:
        """It cannot be changed any more; what was typed is shown, to be copied."""
        page = self.page(_("Not saved"), reasons=list(reasons), differences=list(differences))
        return render(self.request, "commitments/amending/amendment_refused.html", page, status=409)


def problems(reasons: Iterable[Reason]) -> list[Problem]:
    """Reasons as links to where they are mended on the page of the amendment."""
    return [Problem(str(reason), f"#{reason.field}" if reason.field else "") for reason in reasons]
