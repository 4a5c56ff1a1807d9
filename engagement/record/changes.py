"""What was said otherwise once a consultation was public: its closing, its promise, what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plans.choices import PublicationKind
from plans.models import Publication

from ..models import Consultation


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
