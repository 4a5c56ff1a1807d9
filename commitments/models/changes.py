from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.choices import NotStated
from plans.fields import PartialDateColumns, one_of, stated, whole_date
from plans.models import Amendment
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced

from ..choices import DateKind


class ChangeQuerySet(PublishedQuerySet):
    def known_on(self, on: date):
        """Those whose own day is on or before the day, counted from its latest possible day."""
        return self.filter(moved_last__lte=on)


class DateChange(Published, Sourced):
    """A date that an amendment moved, before and after; the current date is read from these."""

    commitment = models.ForeignKey(
        "Commitment", null=True, blank=True, on_delete=models.PROTECT, related_name="date_changes"
    )
    milestone = models.ForeignKey(
        "Milestone", null=True, blank=True, on_delete=models.PROTECT, related_name="date_changes"
    )
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="date_changes"
    )
    kind = models.CharField(max_length=10, choices=DateKind)
    before_on = PartialDateColumns()
    before_text = models.CharField(max_length=100, blank=True)
    after_on = PartialDateColumns()
    after_text = models.CharField(max_length=100, blank=True)
    moved_on = PartialDateColumns(_("Its own day: the amendment's day of decision."))
    reason = models.TextField(blank=True)

    objects = ChangeQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["moved_last", "pk"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            one_of("kind", DateKind),
            whole_date("before"),
            whole_date("after"),
            whole_date("moved"),
            models.CheckConstraint(
                name="commitments_datechange_of_one_thing",
                condition=Q(commitment__isnull=False, milestone=None)
                | Q(commitment=None, milestone__isnull=False),
            ),
            models.CheckConstraint(
                name="commitments_datechange_has_its_day",
                condition=Q(published_in=None) | Q(moved_last__isnull=False),
            ),
            models.CheckConstraint(
                name="commitments_datechange_by_an_amendment",
                condition=Q(amendment__isnull=False) | Q(not_stated__contains=NotStated.AMENDMENT),
            ),
            models.CheckConstraint(
                name="commitments_datechange_has_its_reason",
                condition=~Q(reason="")
                | Q(amendment__isnull=False)
                | Q(not_stated__contains=NotStated.REASON),
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.before.words}, now {self.after.words}"

    @property
    def why(self) -> str:
        """Its own reason, else that of its amendment, once that is published."""
        amendment = self.amendment
        return self.reason or (amendment.reason if amendment and amendment.is_published else "")

    @property
    def before(self):
        return stated(self, "before_on")

    @property
    def after(self):
        return stated(self, "after_on")


class WordingChangeQuerySet(PublishedQuerySet):
    def published(self):
        """Without those of the resources of a commitment that keeps its resources to itself."""
        return super().published().exclude(field="resources", commitment__resources_public=False)

    def in_order(self):
        return self.order_by("amendment__decided_last", "pk")


class WordingChange(Published):
    """Words that an amendment changed, before and after; the row itself holds the words of today."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="wording_changes")
    commitment = models.ForeignKey("Commitment", on_delete=models.PROTECT, related_name="wording_changes")
    milestone = models.ForeignKey(
        "Milestone", null=True, blank=True, on_delete=models.PROTECT, related_name="wording_changes"
    )
    field = models.CharField(max_length=30)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    objects = WordingChangeQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["amendment", "pk"]
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                name="commitments_wordingchange_changes_something",
                condition=~Q(before=F("after")),
            ),
        ]

    def __str__(self):
        return f"{self.field} changed"

    @property
    def changed_on(self):
        return self.amendment.took_effect_on


def wording_on(row, fields: tuple[str, ...], changes: Iterable[WordingChange], on: date) -> dict[str, str]:
    """A row's texts as they stood at the end of the day, by walking back what changed later."""
    words = {field: getattr(row, field) for field in fields}
    for change in sorted(changes, key=lambda c: (c.changed_on, c.pk), reverse=True):
        if change.changed_on.last > on:
            words[change.field] = change.before
    return words
