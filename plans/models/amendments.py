from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from ..choices import NotStated
from ..dates import PartialDate, end_of
from ..fields import PartialDateColumns, whole_date
from .editions import Published, PublishedQuerySet
from .plans import ActionPlan
from .sources import Sourced


class AmendmentQuerySet(PublishedQuerySet):
    def in_force_on(self, on: date):
        """Those published that had been decided by the day; as `Amendment.is_in_force_on`."""
        return self.published().filter(
            Q(decided_last__lte=on)
            | Q(decided_last=None, published_last__lte=on)
            | Q(decided_last=None, published_last=None, published_in__at__lt=end_of(on))
        )


class Amendment(Published, Sourced):
    """The only way in which an adopted plan's dates and words change."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="amendments")
    slug = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    decided_on = PartialDateColumns()
    decided_by = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = AmendmentQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["plan", "decided_last", "slug"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            whole_date("decided"),
            models.UniqueConstraint("plan", "slug", name="plans_amendment_once_a_plan"),
            models.UniqueConstraint("plan", "number", name="plans_amendment_one_number_each"),
            *(
                models.CheckConstraint(
                    name=f"plans_amendment_{what}_or_not_stated",
                    condition=Q(published_in=None) | given | Q(not_stated__contains=what),
                )
                for what, given in {
                    NotStated.NUMBER: Q(number__isnull=False),
                    NotStated.REASON: ~Q(reason=""),
                    NotStated.DAY: Q(decided_last__isnull=False),
                    NotStated.DECIDER: ~Q(decided_by=""),
                }.items()
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        if self.number:
            return _("Amendment %(number)s") % {"number": self.number}
        return self.title

    @property
    def took_effect_on(self) -> PartialDate | None:
        """Its day of decision; where the source states none, the day it was published."""
        return self.decided_on or self.day_published

    def is_in_force_on(self, on: date) -> bool:
        return self.is_published and self.took_effect_on.last <= on

    def get_absolute_url(self):
        return f"{reverse('plan-changes', args=[self.plan.slug])}#{self.slug}"
