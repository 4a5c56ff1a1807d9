"""What stands around a plan while it is being made: its timeline, its published drafts, its preview."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..fields import PartialDateColumns, in_order, whole_date
from .editions import Published
from .plans import ActionPlan


class Timeline(Published):
    """How a plan is being made, as it was published; a changed one takes the place of the one before.

    It is public while the plan itself is not yet. At most one is being written.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="timelines")
    number = models.PositiveSmallIntegerField()
    development_starts_on = models.DateField(
        _("development starts"),
        null=True,
        blank=True,
        help_text=_("The day on which making the plan begins."),
    )
    summary = models.TextField(blank=True, help_text=_("Markdown."))
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint("plan", "number", name="plans_timeline_one_number_each"),
            models.UniqueConstraint(
                "plan", condition=Q(published_in=None), name="plans_timeline_one_is_being_written"
            ),
        ]

    def __str__(self):
        return f"timeline {self.number} of {self.plan}"

    def get_absolute_url(self):
        return reverse("plan-timeline", args=[self.plan.slug])


class TimelineStep(models.Model):
    """One step of making a plan: when, how to take part, and what is decided by whom."""

    timeline = models.ForeignKey(Timeline, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    starts_on = PartialDateColumns()
    ends_on = PartialDateColumns()
    how_to_take_part = models.TextField(blank=True)
    decision = models.TextField(blank=True, help_text=_("What is decided in this step."))
    decided_by = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)

    personal_fields = ()

    class Meta:
        ordering = ["timeline", "position"]
        constraints = [
            whole_date("starts"),
            whole_date("ends"),
            in_order("starts_first", "ends_last"),
            models.UniqueConstraint("timeline", "position", name="plans_timelinestep_one_place_each"),
        ]

    def __str__(self):
        return self.title


class PlanDraft(Published):
    """A draft plan put out for consultation: frozen when it was published, whatever is edited since."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()

    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint("plan", "number", name="plans_draft_one_number_each"),
            models.CheckConstraint(name="plans_draft_is_published", condition=Q(published_in__isnull=False)),
        ]

    def __str__(self):
        return f"draft {self.number} of {self.plan}"

    def get_absolute_url(self):
        return reverse("plan-draft", args=[self.plan.slug, self.number])


class PreviewLinkQuerySet(models.QuerySet):
    def open_on(self, on: date):
        return self.filter(until_on__gte=on, ended_at=None)


class PreviewLink(models.Model):
    """A secret address at which a plan that is being made may be read until a day."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="preview_links")
    key = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    until_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()
    personal_fields = ("made_by", "key")

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"preview of {self.plan}"
