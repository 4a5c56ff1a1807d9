from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from ..choices import NotStated, PeriodKind
from ..fields import in_order, one_of
from .plans import ActionPlan
from .sources import Sourced


class ReportingPeriodQuerySet(models.QuerySet):
    def published(self):
        """Those of published plans; of a plan that is being made none is, whatever draft of it is out."""
        return self.filter(plan__in=ActionPlan.objects.published()).exclude(
            plan__in=ActionPlan.objects.being_made()
        )

    def open(self):
        return self.filter(closed_at=None, was_closed=False)

    def closed(self):
        return self.exclude(closed_at=None, was_closed=False)


class ReportingPeriod(Sourced):
    """The days that one round of progress reports covers. Irregular lengths are normal."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="periods")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=PeriodKind, default=PeriodKind.PROGRESS)
    starts_on = models.DateField(gettext_lazy("first day"))
    ends_on = models.DateField(gettext_lazy("last day"))
    due_on = models.DateField(gettext_lazy("due day"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    was_closed = models.BooleanField(
        default=False, help_text=gettext_lazy("Closed already when it was brought in.")
    )
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = ReportingPeriodQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        ordering = ["plan", "starts_on", "ends_on", "slug"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint("plan", "slug", name="plans_period_once_a_plan"),
            in_order("starts_on", "ends_on"),
            in_order("ends_on", "due_on"),
            one_of("kind", PeriodKind),
            models.CheckConstraint(
                name="plans_period_due_or_not_stated",
                condition=Q(due_on__isnull=False) | Q(not_stated__contains=NotStated.DAY),
            ),
            models.CheckConstraint(
                name="plans_period_closed_once", condition=Q(closed_at=None) | Q(was_closed=False)
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def words(self) -> str:
        """Its months where it covers whole ones ("September to November 2017"), else its days."""
        first, last = self.starts_on, self.ends_on
        whole_months = first.day == 1 and (date.fromordinal(last.toordinal() + 1)).day == 1
        end = "F Y" if whole_months else "j F Y"
        if whole_months and (first.year, first.month) == (last.year, last.month):
            return date_format(last, end)
        start = end.removesuffix(" Y") if first.year == last.year else end
        return _("%(first)s to %(last)s") % {
            "first": date_format(first, start),
            "last": date_format(last, end),
        }

    @property
    def is_closed(self) -> bool:
        return self.was_closed or self.closed_at is not None

    @property
    def is_public(self) -> bool:
        """As `published`."""
        return self.plan.is_published and not self.plan.is_being_made
