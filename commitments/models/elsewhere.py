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
from plans.permissions import agencies_served, can_coordinate

from .commitments import Commitment, Lead
from .withdrawing import DatedEntry, Withdrawable, WithdrawableQuerySet


class WorkElsewhereQuerySet(WithdrawableQuerySet):
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
        updates = WorkUpdate.objects.published().filter(as_of_last__lte=on)
        updates = updates.select_related("published_in", "corrects")
        return self.prefetch_related(Prefetch("updates", queryset=updates, to_attr="updates_known"))


class WorkElsewhere(Withdrawable):
    """What an agency does for open government without having promised it in a plan."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="work_elsewhere")
    what = models.TextField(help_text=_("What is done, and for whom. Markdown."))
    starts_on = PartialDateColumns()
    ends_on = PartialDateColumns()
    links = models.JSONField(default=list, blank=True, help_text=_("Addresses with their titles."))
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))
    objects = WorkElsewhereQuerySet.as_manager()
    personal_fields = ()

    class Meta(Withdrawable.Meta):
        verbose_name_plural = "work elsewhere"
        ordering = ["title", "slug"]
        constraints = [
            *Withdrawable.Meta.constraints,
            whole_date("starts"),
            whole_date("ends"),
            in_order("starts_first", "ends_last"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("work-elsewhere", args=[self.slug])

    @property
    def entries(self):
        return self.updates

    @property
    def is_invented(self) -> bool:
        """Whether it is part of an invented example, as its agency is; from `with_agency`."""
        return self.leads_somewhere and not self.leads_in_earnest


class WorkUpdate(DatedEntry):
    """News of such work."""

    work = models.ForeignKey(WorkElsewhere, on_delete=models.PROTECT, related_name="updates")
    text = models.TextField(help_text=_("Markdown."))
    url = models.URLField(max_length=500, blank=True)
    why_corrected = models.TextField(blank=True, help_text=_("What was wrong with what it corrects; public."))

    history = HistoricalRecords()
    personal_fields = ()

    class Meta(DatedEntry.Meta):
        ordering = ["work", "-as_of_last", "-pk"]
        constraints = [
            *DatedEntry.Meta.constraints,
            models.CheckConstraint(
                name="commitments_workupdate_corrected_with_its_reason",
                condition=models.Q(corrects=None, why_corrected="")
                | (models.Q(corrects__isnull=False) & ~models.Q(why_corrected="")),
            ),
        ]

    def __str__(self):
        return f"{self.work}, {self.as_of_on}"
