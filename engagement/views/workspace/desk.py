"""What the coordinator's pages about one consultation have in common; 404 for everybody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import Commitment
from plans.forms import Problem
from plans.models import ActionPlan
from plans.rules import Reason

from ...models import Consultation, Submission
from ...permissions import can_run_consultations


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
    left = [one for one in consultation.submissions.with_work() if not one.cut or one.unanswered]
    later = [one for one in left if one.number > after]
    return next(iter([*later, *left]), None)
