"""The readable versions of a plan and all it is made of, as one list."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import ActionPlan, Agency, PlanSection

from ..models import Commitment, Lead, Milestone
from .staff_history import COMMITMENT, LEAD, MILESTONE
from .versions import Entry, entries_of, together

PLAN = {
    "title": gettext_lazy("Title"),
    "short_title": gettext_lazy("Short title"),
    "slug": gettext_lazy("Address"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "starts_on": gettext_lazy("Starts"),
    "ends_on": gettext_lazy("Ends"),
    "summary": gettext_lazy("What it is about"),
    "follows": gettext_lazy("The plan before it"),
    "is_invented": gettext_lazy("It is an invented example"),
    "state": gettext_lazy("How far it is"),
    "adopted_on": gettext_lazy("Adopted"),
    "publish_on_sign_off": gettext_lazy("What an approver signs is published at once"),
}
SECTION = {
    "title": gettext_lazy("Title"),
    "slug": gettext_lazy("Address"),
    "position": gettext_lazy("Place"),
    "text": gettext_lazy("Text"),
}


def versions_of(plan: ActionPlan, on: date, number: str = "") -> list[Entry]:
    """Newest first; with a number, of the commitment that has or had it; with what was taken out."""
    commitments = Commitment.history.filter(plan=plan)
    if number:
        commitments = commitments.filter(id__in=commitments.filter(number=number).values("id"))
    keys = set(commitments.values_list("id", flat=True))
    numbers = dict(commitments.order_by("history_id").values_list("id", "number"))
    agencies = {agency.pk: str(agency) for agency in Agency.objects.named_on(on)}
    found = [
        entries_of(commitments, COMMITMENT, named=lambda row: _about(row.number)),
        entries_of(
            Milestone.history.filter(commitment_id__in=keys),
            MILESTONE,
            named=lambda row: _milestone(f"{numbers[row.commitment_id]}.{row.number}"),
        ),
        entries_of(
            Lead.history.filter(commitment_id__in=keys),
            LEAD,
            named=lambda row: _lead(numbers[row.commitment_id]),
            words={"agency": agencies.get},
        ),
    ]
    if not number:
        found += [
            entries_of(ActionPlan.history.filter(id=plan.pk), PLAN, named=lambda row: _("The plan")),
            entries_of(
                PlanSection.history.filter(plan=plan),
                SECTION,
                named=lambda row: _("Section “%(title)s”") % {"title": row.title},
            ),
        ]
    return together(*found)


def _about(number: str) -> str:
    return _("Commitment %(number)s") % {"number": number}


def _milestone(number: str) -> str:
    return _("Milestone %(number)s") % {"number": number}


def _lead(number: str) -> str:
    return _("Lead of commitment %(number)s") % {"number": number}
