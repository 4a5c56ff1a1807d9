"""What many said alike, as the public reads it: counted apart, answered once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from ..models import Consultation, Submission, SubmissionGroup, SubmissionPoint
from .answers import Counted, as_read


@dataclass(frozen=True)
class SpokenFor:
    """The group that a submission is of, and the answers that were given to all of it."""

    group: SubmissionGroup
    size: int
    points: list[SubmissionPoint]  # of the one that is answered for all, as far as it may be read


def groups_of(consultation: Consultation) -> list[tuple[SubmissionGroup, int]]:
    """What is published as one, each with how many said it, the largest first."""
    told = SubmissionGroup.objects.told().filter(consultation=consultation)
    found = [(group, group.size) for group in told]
    for group, _size in found:
        group.consultation = consultation
    return found


def spoken_for(submission: Submission, *, for_its_sender: bool = False) -> SpokenFor | None:
    """How it was answered together with others; None where it is answered for itself, or nothing is public.

    Everybody reads the answers to points whose words may be read; its sender reads them in any case.
    """
    group = submission.group
    if group is None or not group.is_published or not submission.is_spoken_for:
        return None
    leads = Submission.objects.all() if for_its_sender else Submission.objects.shown()
    lead = as_read(leads.filter(pk=group.lead_id)).first()
    group.consultation = submission.consultation
    return SpokenFor(group, group.members.count(), answered_of(lead))


def answered_of(submission: Submission | None) -> list[SubmissionPoint]:
    """Its points that have their answer, read `as_read`."""
    points: Iterable[SubmissionPoint] = submission.points.all() if submission else ()
    return [point for point in points if hasattr(point, "response")]


def by_bundle(consultation: Consultation) -> list[Counted]:
    """What organisations handed in for their members: how many each, the most first."""
    handed_in = consultation.submissions.published().exclude(handed_in_by="").order_by()
    rows = handed_in.values("handed_in_by").annotate(n=Count("pk")).order_by("-n", "handed_in_by")
    found = [Counted(row["handed_in_by"], submissions=row["n"]) for row in rows]
    most = max((row.submissions for row in found), default=1)
    for row in found:
        row.share = 100 * row.submissions / most
    return found
