"""Figures by which a commitment is measured, each value dated and with its source."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.fields import PartialDateColumns, whole_date

from .commitments import Commitment
from .withdrawing import DatedEntry, Withdrawable, WithdrawableQuerySet


class Indicator(Withdrawable):
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

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))
    objects = WithdrawableQuerySet.as_manager()
    personal_fields = ()

    class Meta(Withdrawable.Meta):
        ordering = ["commitment", "position"]
        constraints = [
            *Withdrawable.Meta.constraints,
            whole_date("baseline"),
            whole_date("target"),
            models.UniqueConstraint("commitment", "slug", name="commitments_indicator_once_a_commitment"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{self.commitment.get_absolute_url()}#indicator-{self.slug}"

    @property
    def entries(self):
        return self.values


class IndicatorValue(DatedEntry):
    """What an indicator stood at on a day."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=18, decimal_places=4)
    note = models.CharField(
        max_length=300, blank=True, help_text=_("Of a correction, what was wrong; public.")
    )
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)

    history = HistoricalRecords()
    personal_fields = ()

    class Meta(DatedEntry.Meta):
        ordering = ["indicator", "as_of_last", "pk"]

    def __str__(self):
        return f"{self.value} {self.indicator.unit}"
