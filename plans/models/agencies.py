from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .editions import Published, PublishedQuerySet
from .sources import Sourced


class AgencyQuerySet(PublishedQuerySet):
    def named_on(self, on: date):
        """With `name` and `short_name` as they were on the day (its first ones before that)."""
        names = AgencyName.objects.filter(agency=OuterRef("pk"))
        known = names.filter(Q(from_on=None) | Q(from_on__lte=on)).order_by(
            models.F("from_on").desc(nulls_last=True)
        )
        first = names.order_by(models.F("from_on").asc(nulls_first=True))
        return self.annotate(
            **{
                column: Coalesce(Subquery(known.values(column)[:1]), Subquery(first.values(column)[:1]))
                for column in ("name", "short_name")
            }
        )

    def to_choose_on(self, on: date, *, chosen: Iterable[str] = ()):
        """Those that a form offers on the day, by name: not withdrawn, or chosen already under their slug."""
        there = Q(withdrawn_in=None) | Q(slug__in=list(chosen))
        return self.named_on(on).filter(there).order_by("name")


class Agency(Published, Sourced):
    """A public body. Its name may change; its slug does not."""

    slug = models.SlugField(max_length=100, unique=True)
    url = models.URLField(_("website"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = AgencyQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        verbose_name_plural = "agencies"
        ordering = ["slug"]
        constraints = Published.Meta.constraints + Sourced.Meta.constraints

    def __str__(self):
        return getattr(self, "name", self.slug)

    def get_absolute_url(self):
        return reverse("agency", args=[self.slug])

    def called_on(self, on: date) -> "AgencyName":
        """Its name on a day, as `named_on`; from prefetched `names`, for rows of different days."""
        names = list(self.names.all())
        known = [name for name in names if name.from_on is None or name.from_on <= on]
        return (known or names)[-1 if known else 0]


class AgencyName(models.Model):
    """What an agency is called from a day on; the first name has no day."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=50, blank=True)
    from_on = models.DateField(null=True, blank=True)

    history = HistoricalRecords()
    personal_fields = ()

    class Meta:
        ordering = ["agency", models.F("from_on").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint("agency", "from_on", name="plans_agency_one_name_a_day"),
            models.UniqueConstraint("agency", condition=Q(from_on=None), name="plans_agency_one_first_name"),
        ]

    def __str__(self):
        return self.name
