"""Open government work outside any plan: a lighter record, never counted as commitments."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.choices import Role
from plans.fields import PartialDateColumns, in_order, whole_date
from plans.models import ActionPlan, Agency, User
from plans.models.editions import Published, PublishedQuerySet
from plans.permissions import agencies_served, can_coordinate

from .commitments import Commitment, Lead


class WorkElsewhereQuerySet(PublishedQuerySet):
    def visible_to(self, user: User, on: date):
        """What somebody may read in the workspace: all for a coordinator, their agencies' else."""
        if can_coordinate(user, on):
            return self
        return self.filter(agency__in=agencies_served(user, on, Role.EDITOR, Role.APPROVER))

    def with_agency(self, on: date):
        """With the agency under its name of the day, and whether that is one of invented plans only."""
        leads = Lead.objects.published().filter(
            agency=OuterRef("agency"),
            commitment__in=Commitment.objects.published().filter(plan__in=ActionPlan.objects.published()),
        )
        found = self.annotate(
            leads_somewhere=Exists(leads),
            leads_in_earnest=Exists(leads.filter(commitment__plan__is_invented=False)),
        )
        return found.prefetch_related(Prefetch("agency", queryset=Agency.objects.named_on(on)))

    def with_updates(self, on: date):
        """With the published news of it that was known on the day, newest first."""
        updates = WorkUpdate.objects.published().filter(as_of_last__lte=on).select_related("published_in")
        return self.prefetch_related(Prefetch("updates", queryset=updates, to_attr="updates_known"))


class WorkElsewhere(Published):
    """What an agency does for open government without having promised it in a plan."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="work_elsewhere")
    what = models.TextField(help_text=_("What is done, and for whom. Markdown."))
    starts_on = PartialDateColumns()
    ends_on = PartialDateColumns()
    links = models.JSONField(default=list, blank=True, help_text=_("Addresses with their titles."))
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = WorkElsewhereQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        verbose_name_plural = "work elsewhere"
        ordering = ["title", "slug"]
        constraints = [
            *Published.Meta.constraints,
            whole_date("starts"),
            whole_date("ends"),
            in_order("starts_first", "ends_last"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("work-elsewhere", args=[self.slug])

    @property
    def is_invented(self) -> bool:
        """Whether it is part of an invented example, as its agency is; from `with_agency`."""
        return self.leads_somewhere and not self.leads_in_earnest


class WorkUpdateQuerySet(PublishedQuerySet):
    def waiting(self):
        """News that only the agency and the coordinator read yet, in the order in which it was written."""
        return self.filter(published_in=None).order_by("pk")


class WorkUpdate(Published):
    """News of such work, dated. Appended when published."""

    work = models.ForeignKey(WorkElsewhere, on_delete=models.PROTECT, related_name="updates")
    as_of_on = PartialDateColumns()
    text = models.TextField(help_text=_("Markdown."))
    url = models.URLField(max_length=500, blank=True)

    history = HistoricalRecords()
    objects = WorkUpdateQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["work", "-as_of_last", "-pk"]
        constraints = [
            *Published.Meta.constraints,
            whole_date("as_of"),
            models.CheckConstraint(
                name="commitments_workupdate_has_its_day", condition=models.Q(as_of_last__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.work}, {self.as_of_on}"
