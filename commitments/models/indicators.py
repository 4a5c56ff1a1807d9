"""Figures by which a commitment is measured, each value dated and with its source."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.fields import PartialDateColumns, whole_date
from plans.models.editions import Published, PublishedQuerySet

from .commitments import Commitment


class Indicator(Published):
    """A figure that a commitment carries: where it began and where it should come to."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="indicators")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    baseline = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_on = PartialDateColumns()
    target = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target_on = PartialDateColumns()
    source = models.CharField(max_length=300, help_text=_("Where the figures are reported, in words."))
    source_url = models.URLField(max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = PublishedQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["commitment", "position"]
        constraints = [
            *Published.Meta.constraints,
            whole_date("baseline"),
            whole_date("target"),
            models.UniqueConstraint("commitment", "slug", name="commitments_indicator_once_a_commitment"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{self.commitment.get_absolute_url()}#indicator-{self.slug}"


class IndicatorValueQuerySet(PublishedQuerySet):
    def waiting(self):
        """Those that nobody but its agencies and the coordinator reads yet."""
        return self.filter(published_in=None)


class IndicatorValue(Published):
    """What an indicator stood at on a day. Appended when published; a correction says what it corrects."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    as_of_on = PartialDateColumns()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )

    history = HistoricalRecords()
    objects = IndicatorValueQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["indicator", "as_of_last", "pk"]
        constraints = [
            *Published.Meta.constraints,
            whole_date("as_of"),
            models.CheckConstraint(
                name="commitments_indicatorvalue_has_its_day", condition=models.Q(as_of_last__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.value} {self.indicator.unit}"
