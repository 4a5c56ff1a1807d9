"""An amendment that is being drafted: what it would change, before and after, read for its coordinator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeGuard, TypeVar

from django.db.models import Prefetch, Q

from plans.dates import StatedDate
from plans.fields import stated
from plans.models import Amendment

from ..choices import DateKind
from ..models import Commitment, DateChange, Milestone, WordingChange
from ..models.commitments import WORDED, date_on, natural_key
from ..models.milestones import WORDED as MILESTONE_WORDED
from .amended import ADDED, DROPPED, Change, added, moved, reworded, withdrawn

Thing = Commitment | Milestone
AThing = TypeVar("AThing", bound=Commitment | Milestone)


@dataclass(frozen=True)
class Terms:
    """What was promised of one thing: its words and its two dates."""

    words: Mapping[str, str]
    starts: StatedDate
    due: StatedDate

    def date(self, kind: str) -> StatedDate:
        return self.starts if kind == DateKind.STARTS else self.due


@dataclass(frozen=True)
class Dated:
    """One date that would move, beside the one that was agreed and the one that stands now."""

    change: Change
    agreed: StatedDate
    now: StatedDate
    is_overtaken: bool


def worded(thing: Thing) -> tuple[str, ...]:
    """The fields whose words an amendment may change; resources only where the public reads them."""
    if isinstance(thing, Milestone):
        return MILESTONE_WORDED
    return tuple(name for name in WORDED if name != "resources" or thing.resources_public)


def agreed_terms(thing: Thing) -> Terms:
    """Its words, and its dates as they were agreed; of a milestone that is only drafted, all there is."""
    words = {name: getattr(thing, name) for name in worded(thing)}
    return Terms(words, stated(thing, "agreed_starts_on"), stated(thing, "agreed_due_on"))


class Draft:
    """An amendment with the plan it would change, in a number of queries that does not grow."""

    def __init__(self, amendment: Amendment):
        self.amendment, self.plan = amendment, amendment.plan
        self.commitments: dict[int, Commitment] = {}
        for one in self.plan.commitments.published().with_changes():
            one.plan = self.plan
            self.commitments[one.pk] = one
        self.milestones: dict[int, Milestone] = {}
        for row in self._milestones():
            row.commitment = self.commitments[row.commitment_id]
            self.milestones[row.pk] = row
        self.dates: list[DateChange] = []
        self.rewordings: list[WordingChange] = []
        for found, rows in ((self.dates, DateChange.objects), (self.rewordings, WordingChange.objects)):
            drafts = rows.filter(amendment=amendment, published_in=None).order_by("pk")
            found += [row for row in drafts if self.about(row) is not None]

    def _milestones(self):
        """Those that are public, and those that this amendment adds."""
        rows = Milestone.objects.filter(commitment__in=self.commitments)
        mine = Q(published_in__isnull=False, withdrawn_in=None) | Q(added_by=self.amendment)
        known = DateChange.objects.published()
        words = WordingChange.objects.published().select_related("amendment__published_in")
        return (
            rows.filter(mine)
            .select_related("added_by__published_in", "withdrawn_by__published_in")
            .prefetch_related(
                Prefetch("date_changes", queryset=known, to_attr="date_changes_known"),
                Prefetch("wording_changes", queryset=words, to_attr="wording_changes_known"),
            )
        )

    def about(self, row: DateChange | WordingChange) -> Thing:
        if row.milestone_id:
            return self.milestones.get(row.milestone_id)
        return self.commitments.get(row.commitment_id)

    # -- one thing

    def holds(self, thing: Thing) -> bool:
        """Whether it is public, or drafted here."""
        rows = self.milestones if isinstance(thing, Milestone) else self.commitments
        return thing.pk in rows

    def found(self, thing: AThing) -> AThing:
        """The same row as this draft has read it."""
        return self.milestones[thing.pk] if isinstance(thing, Milestone) else self.commitments[thing.pk]

    def milestones_of(self, commitment: Commitment) -> list[Milestone]:
        found = [one for one in self.milestones.values() if one.commitment_id == commitment.pk]
        return sorted(found, key=lambda one: one.number)

    def adds(self, thing: Thing) -> TypeGuard[Milestone]:
        return isinstance(thing, Milestone) and thing.published_in_id is None

    def drops(self, thing: Thing) -> bool:
        return isinstance(thing, Milestone) and thing.withdrawn_by_id == self.amendment.pk

    def is_withdrawn(self, thing: Thing) -> bool:
        """By an amendment that is published."""
        by = thing.withdrawn_by if isinstance(thing, Milestone) else None
        return by is not None and by.is_published

    def parts_of(self, milestone: Milestone) -> list[Milestone]:
        """What this amendment splits it into."""
        found = [one for one in self.added if one.split_from_id == milestone.pk]
        return sorted(found, key=lambda one: one.number)

    def agreed(self, thing: Thing) -> Terms:
        """With the dates as they were agreed at adoption."""
        return agreed_terms(self.found(thing))

    def live(self, thing: Thing) -> Terms:
        """As it stands by everything that is published."""
        thing, agreed = self.found(thing), agreed_terms(thing)
        if self.adds(thing):
            return agreed
        starts, due = (date_on(thing, kind, date.max) for kind in (DateKind.STARTS, DateKind.DUE))
        return Terms(agreed.words, starts, due)

    def terms(self, thing: Thing) -> Terms:
        """As it would stand once this is published."""
        live = self.live(thing)
        words = {row.field: row.after for row in self.rewordings_of(thing)}
        dates = {row.kind: row.after for row in self.dates_of(thing)}
        return Terms(
            dict(live.words) | words,
            dates.get(DateKind.STARTS, live.starts),
            dates.get(DateKind.DUE, live.due),
        )

    def dates_of(self, thing: Thing) -> list[DateChange]:
        return [row for row in self.dates if self.about(row) == thing]

    def rewordings_of(self, thing: Thing) -> list[WordingChange]:
        return [row for row in self.rewordings if self.about(row) == thing]

    # -- everything

    @property
    def added(self) -> list[Milestone]:
        return [one for one in self.milestones.values() if self.adds(one)]

    @property
    def dropped(self) -> list[Milestone]:
        return [one for one in self.milestones.values() if self.drops(one)]

    @cached_property
    def changes(self) -> list[Change]:
        """All that it would change, in the order of the plan."""
        return sorted(self._changes(), key=lambda change: change.place)

    def _changes(self) -> Iterator[Change]:
        for row in self.dates:
            yield moved(row, self.about(row))
        for row in self.rewordings:
            yield reworded(row, self.about(row))
        for one in self.dropped:
            yield withdrawn(one, self.parts_of(one))
        for one in self.added:
            yield added(one, self.milestones.get(one.split_from_id))

    @property
    def moved_dates(self) -> list[Dated]:
        return [
            Dated(
                change,
                agreed_terms(change.about).date(change.code),
                self.live(change.about).date(change.code),
                self.is_overtaken(change),
            )
            for change in self.changes
            if change.row
        ]

    @property
    def others(self) -> list[Change]:
        """What it would change besides dates."""
        return [change for change in self.changes if not change.row]

    def is_overtaken(self, change: Change) -> bool:
        """Whether what it would change has changed since it was drafted."""
        live = self.live(change.about)
        if change.row:
            return change.row.before != live.date(change.code)
        if change.code in (ADDED, DROPPED):
            return False
        rows = self.rewordings_of(change.about)
        return any(row.field == change.code and row.before != live.words[row.field] for row in rows)

    @property
    def overtaken(self) -> list[Change]:
        return [change for change in self.changes if self.is_overtaken(change)]

    def last_changed_on(self, change: Change) -> date | None:
        """The latest possible day of what changed the same thing last."""
        thing = self.found(change.about)
        if change.row:
            days = [row.moved_last for row in thing.date_changes_known if row.kind == change.code]
        else:
            known = [row for row in thing.wording_changes_known if row.field == change.code]
            if isinstance(thing, Commitment):  # its milestones' words are read with its own
                known = [row for row in known if row.milestone_id is None]
            days = [row.changed_on.last for row in known]
        if isinstance(thing, Milestone) and thing.added_by and not self.adds(thing):
            days.append(thing.added_by.took_effect_on.last)
        return max(days, default=None)

    @property
    def in_order(self) -> list[Commitment]:
        """The commitments, as the plan numbers them."""
        return sorted(self.commitments.values(), key=lambda one: natural_key(one.number))
