"""What was said otherwise once something was public: of a consultation, and of who was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plans.choices import PublicationKind
from plans.models import ActionPlan, Publication

from ..models import Consultation

LATELY = 50


@dataclass(frozen=True)
class Change:
    """What one edition says otherwise than the one before it: what is not there any more is None."""

    on: date
    edition: int
    before: dict[str, str]
    after: dict[str, str] | None


def changes_of(consultation: Consultation) -> list[Change]:
    """The newest first; what was said for the first time changes nothing."""
    rows = Publication.objects.filter(
        kind=PublicationKind.CONSULTATION,
        address=consultation.get_absolute_url(),
        before__isnull=False,
        edition__gte=consultation.published_in_id or 0,
    )
    rows = rows.select_related("edition").order_by("-edition", "-pk")
    return [Change(row.edition.day, row.edition_id, row.before, row.after) for row in rows]


@dataclass(frozen=True)
class Told:
    """What one edition says of who was told: for the first time, otherwise, or no more."""

    on: date
    edition: int
    by_words: str
    before: dict[str, str] | None
    after: dict[str, str] | None


def outreach_changes(plan: ActionPlan) -> list[Told]:
    """The newest first, as far as the public was told of it; one query."""
    rows = Publication.objects.filter(
        kind=PublicationKind.OUTREACH, address__startswith=plan.get_absolute_url()
    )
    rows = rows.select_related("edition").order_by("-edition", "-pk")[:LATELY]
    return [
        Told(row.edition.day, row.edition_id, row.edition.by_words, row.before, row.after) for row in rows
    ]
