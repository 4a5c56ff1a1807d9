"""Open government work outside any plan as it stood on a day; never part of any count of commitments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plans.dates import PartialDate

from ..models import WorkElsewhere, WorkUpdate
from ..rules_elsewhere import NewsSaid, WorkFacts, links_from_data
from .restated import Restated, as_of_day, restated


def facts_of(row) -> WorkFacts:
    """What a piece of work says, or said: of its row, or of one of its history."""
    return WorkFacts(
        title=row.title,
        agency=row.agency.slug,
        what=row.what,
        starts_on=_date(row.starts_first, row.starts_last),
        ends_on=_date(row.ends_first, row.ends_last),
        links=links_from_data(row.links),
    )


def _date(first: date | None, last: date | None) -> PartialDate | None:
    return PartialDate(first, last) if last else None


def said_of(update: WorkUpdate) -> NewsSaid:
    return NewsSaid(update.as_of_on, update.text, update.url, update.why_corrected)


@dataclass
class WorkOnDay:
    """One piece of work on one day; read by `works_on`."""

    work: WorkElsewhere
    facts: WorkFacts
    updates: list[WorkUpdate]  # newest first
    restated: list[Restated]  # newest first, those by the day

    @property
    def latest(self) -> WorkUpdate | None:
        return self.updates[0] if self.updates else None


def public_works(on: date):
    """What lists hold, with its agency under its name of the day."""
    return readable_works(on).published()


def readable_works(on: date):
    """What has an address, with what was withdrawn since: that says so there, and stands in no list."""
    works = WorkElsewhere.objects.ever_published().filter(agency__published_in__isnull=False)
    return works.filter(agency__withdrawn_in=None).select_related("published_in").with_agency(on)


def works_on(works: Iterable[WorkElsewhere], on: date) -> list[WorkOnDay]:
    """Public works, read with their agencies and updates, as they stood on the day."""
    works = list(works)
    history = WorkElsewhere.history.filter(id__in=[one.pk for one in works]).select_related("agency")
    changes = restated(history, facts_of) if works else {}
    found = []
    for work in works:
        facts, known = as_of_day(changes.get(work.pk, []), facts_of(work), on)
        found.append(WorkOnDay(work, facts, work.updates_known, known))
    return found
