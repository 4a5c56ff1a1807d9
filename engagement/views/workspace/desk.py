"""What the coordinator's pages about one consultation have in common; 404 for everybody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import Commitment, Milestone
from plans.choices import Role
from plans.forms import Problem
from plans.http import numbers_in
from plans.models import ActionPlan, Agency, Membership, User
from plans.rules import Reason

from ...models import AgencyView, Consultation, Submission
from ...permissions import can_run_consultations
from ...work import Work


def plans_to_ask_about(request: HttpRequest, now: datetime):
    """The plans under which this person may ask the public; nothing for a stranger."""
    if not can_run_consultations(request.user, timezone.localdate(now)):
        raise Http404
    return ActionPlan.objects.published().newest_first()


def consultation_at(request: HttpRequest, slug: str, now: datetime) -> Consultation:
    """The consultation as it is now, with what is to do on it."""
    visible = Consultation.objects.visible_to(request.user, timezone.localdate(now)).with_work()
    rows = visible.select_related("plan", "published_in", "answered_in", "source")
    return get_object_or_404(rows, slug=slug)


def commitments_of(consultation: Consultation) -> list[Commitment]:
    """What a point may be about, and what an answer may have changed: what the public can look up."""
    return list(consultation.plan.commitments.published().select_related("plan"))


def with_milestones(commitments: list[Commitment]) -> list[Commitment]:
    """The same, each with the milestones of it that the public can look up; in one query."""
    rows = Milestone.objects.published().order_by("number")
    prefetch_related_objects(commitments, Prefetch("milestones", rows, to_attr="milestones_offered"))
    return commitments


def crumbs(consultation: Consultation | None = None, *more: str) -> list[dict]:
    trail = [{"url": reverse("workspace-consultations"), "label": _("Consultations")}]
    if consultation:
        url = reverse("workspace-consultation", args=[consultation.slug])
        trail.append({"url": url, "label": consultation.title})
    trail += [{"url": "", "label": label} for label in more]
    return [*trail[:-1], trail[-1] | {"url": ""}]


def about_submissions(consultation: Consultation, reasons: Iterable[Reason]) -> list[Problem]:
    """Reasons as links: to the submission that one is about, or to the field."""
    found = []
    for reason in reasons:
        href = f"#{reason.field}" if reason.field else ""
        if reason.field.startswith("submission-"):
            number = int(reason.field.removeprefix("submission-"))
            href = reverse("workspace-submission", args=[consultation.slug, number])
        found.append(Problem(str(reason), href))
    return found


def next_to_do(consultation: Consultation, after: int = 0) -> Submission | None:
    """The next submission with something left to cut or answer; at the end, from the first again."""
    left = consultation.submissions.left_to_do().order_by("number")
    return left.filter(number__gt=after).first() or (left.first() if after else None)


def coordinators(now: datetime) -> list[User]:
    """Those between whom the work is shared out."""
    held = Membership.objects.acting(Role.COORDINATOR, timezone.localdate(now))
    return sorted({membership.user for membership in held}, key=str)


def agencies_to_ask(now: datetime) -> list[Agency]:
    """Agencies that are known here, by name."""
    return list(Agency.objects.published().named_on(timezone.localdate(now)).order_by("name"))


def ticked_numbers(request: HttpRequest) -> set[int]:
    """The numbers of the submissions that are ticked."""
    return numbers_in(request.POST.getlist("submission"))


def submission_url(submission: Submission) -> str:
    return reverse("workspace-submission", args=[submission.consultation.slug, submission.number])


def desk(consultation: Consultation, now: datetime) -> dict:
    """What every page of the desk says: which consultation it is, and how far it is read and answered."""
    return {"consultation": consultation, "work": Work(consultation, now)}


def views_on(submission: Submission, now: datetime) -> list[tuple[AgencyView, str]]:
    """What agencies were asked and have said, each with the name of the agency today."""
    on = timezone.localdate(now)
    asked = submission.agency_views.select_related("given_by", "asked_by", "agency")
    return [(view, str(view.agency.called_on(on))) for view in asked.prefetch_related("agency__names")]
