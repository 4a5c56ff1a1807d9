from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import OuterRef, Prefetch, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from plans.dates import PartialDate, StatedDate
from plans.fields import PartialDateColumns, in_order, stated, whole_date
from plans.models import Amendment
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced

from ..choices import DateKind, Stage, Timeliness
from ..rules import timeliness
from .changes import DateChange, WordingChange, wording_on
from .commitments import Commitment, date_on
from .stages import StageUpdate


class MilestoneQuerySet(PublishedQuerySet):
    def with_stage(self, on: date):
        """With `stage`: the newest published one whose own day is on or before the day."""
        newest = StageUpdate.objects.published().known_on(on).filter(milestone=OuterRef("pk"))
        return self.annotate(stage=Subquery(newest.newest_first().values("stage")[:1]))

    def with_record(self, on: date):
        """With what `standing_on` reads, in three queries for any number of milestones."""
        updates = (
            StageUpdate.objects.published()
            .known_on(on)
            .newest_first()
            .select_related("published_in", "source", "report__period")
            .prefetch_related("evidence")
        )
        return self._with_updates(updates, on)

    def with_standing(self, on: date):
        """As `with_record`, with the newest update only: for lists and counts of many milestones."""
        newest = StageUpdate.objects.published().known_on(on).filter(milestone=OuterRef("milestone"))
        updates = StageUpdate.objects.filter(pk=Subquery(newest.newest_first().values("pk")[:1]))
        return self._with_updates(updates.select_related("published_in"), on)

    def _with_updates(self, updates, on: date):
        changes = DateChange.objects.published().known_on(on)
        changes = changes.select_related("amendment", "source", "published_in")
        amended = self.select_related("added_by__published_in", "withdrawn_by__published_in", "split_from")
        return amended.prefetch_related(
            Prefetch("updates", queryset=updates, to_attr="updates_known"),
            Prefetch("date_changes", queryset=changes, to_attr="date_changes_known"),
        )

    def with_wording(self):
        """With the published changes of their words, which `wording_on` reads."""
        words = WordingChange.objects.published().select_related("amendment__published_in")
        return self.prefetch_related(
            Prefetch("wording_changes", queryset=words, to_attr="wording_changes_known")
        )


class Milestone(Published, Sourced):
    """A step by which a promise can be verified; `number` is its place in its commitment."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    agreed_starts_on = PartialDateColumns()
    agreed_starts_text = models.CharField(max_length=100, blank=True)
    agreed_due_on = PartialDateColumns()
    agreed_due_text = models.CharField(max_length=100, blank=True)
    added_by = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones_added"
    )
    withdrawn_by = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones_withdrawn"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_into"
    )
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = MilestoneQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["commitment__plan", "commitment__sort_key", "number"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            models.UniqueConstraint("commitment", "number", name="commitments_milestone_one_number_each"),
            whole_date("agreed_starts"),
            whole_date("agreed_due"),
            in_order("agreed_starts_first", "agreed_due_last"),
        ]

    def __str__(self):
        return f"{self.full_number} {self.title}"

    @property
    def full_number(self) -> str:
        return f"{self.commitment.number}.{self.number}"

    def get_absolute_url(self):
        address = reverse("commitment", args=[self.commitment.plan.slug, self.commitment.number])
        return f"{address}#milestone-{self.number}"

    @cached_property
    def became(self) -> list[Milestone]:
        """What it was split into, as far as that is public; read by `commitments_on`, by itself elsewhere."""
        return list(self.split_into.published().order_by("number"))

    def wording_on(self, on: date) -> dict[str, str]:
        """Its texts as they stood at the end of the day; from `with_wording`."""
        return wording_on(self, WORDED, self.wording_changes_known, on)

    def standing_on(self, on: date, plan_ends: PartialDate | None) -> Standing:
        """How it stands on the day; from `with_record` or `with_standing`."""
        return Standing(self, on, plan_ends)


WORDED = ("title", "description")


@dataclass
class Standing:
    """One milestone on one day: dates, stage and timeliness, for pages and API alike."""

    milestone: Milestone
    on: date
    plan_ends: PartialDate | None

    @property
    def title(self) -> str:
        return self.words["title"]

    @cached_property
    def update(self):
        """The stage update that holds on the day, or None."""
        return next((row for row in self.milestone.updates_known if row.as_of_last <= self.on), None)

    @cached_property
    def words(self) -> dict[str, str]:
        """Its title and description on the day; from `with_wording`, or as its commitment was read."""
        return self.milestone.wording_on(self.on)

    @property
    def stage(self) -> Stage | None:
        return self.update and Stage(self.update.stage)

    @cached_property
    def starts(self) -> StatedDate:
        return date_on(self.milestone, DateKind.STARTS, self.on)

    @cached_property
    def due(self) -> StatedDate:
        return date_on(self.milestone, DateKind.DUE, self.on)

    @property
    def agreed_starts(self) -> StatedDate:
        return stated(self.milestone, "agreed_starts_on")

    @property
    def agreed_due(self) -> StatedDate:
        return stated(self.milestone, "agreed_due_on")

    @cached_property
    def moves(self) -> list[DateChange]:
        """The changes of its dates by the day, oldest first."""
        return [c for c in self.milestone.date_changes_known if c.moved_last <= self.on]

    @property
    def has_moved(self) -> bool:
        return any(change.kind == DateKind.DUE for change in self.moves)

    @property
    def is_part_of_the_plan(self) -> bool:
        """Not before the amendment that added it, where one did."""
        amendment = self.milestone.added_by
        return amendment is None or amendment.is_in_force_on(self.on)

    @property
    def is_withdrawn(self) -> bool:
        amendment = self.milestone.withdrawn_by
        return amendment is not None and amendment.is_in_force_on(self.on)

    @cached_property
    def timeliness(self) -> Timeliness:
        return timeliness(
            self.on,
            starts=self.starts,
            due=self.due,
            agreed_due=self.agreed_due,
            plan_ends=self.plan_ends,
            stage=self.stage,
            completed_on=self.update and self.update.completed_on,
            is_withdrawn=self.is_withdrawn,
        )
