from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.dates import end_of
from plans.fields import one_of
from plans.models import ReportingPeriod, User
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced

from ..choices import ReportState
from .commitments import Commitment


class ProgressReportQuerySet(PublishedQuerySet):
    def known_on(self, on: date):
        """Those of periods over by the day, and those published by then before their period was over."""
        return self.filter(Q(period__ends_on__lte=on) | Q(published_in__at__lt=end_of(on)))

    def visible_to(self, user: User, on: date):
        """What somebody may read in the workspace: all for a coordinator, their agencies' else.

        An agency that led once keeps reading.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_coordinator(on):
            return self
        return self.filter(commitment__in=Commitment.objects.visible_to(user, on))

    def with_last_save(self):
        """With `saved_at` and `saved_by` (a name, for the workspace): the newest entry of its history."""
        entries = self.model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date", "-pk")
        return self.annotate(
            saved_at=Subquery(entries.values("history_date")[:1]),
            saved_by=Subquery(entries.values("history_user__name")[:1]),
        )


class ProgressReport(Published, Sourced):
    """What an agency reports on a commitment for a period."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=12, choices=ReportState, default=ReportState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    nothing_to_report = models.BooleanField(default=False)
    doing = models.TextField(_("what we have been doing"), blank=True)
    next = models.TextField(_("what is next"), blank=True)
    reflection = models.TextField(_("reflection"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_words = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    sent_back_reason = models.TextField(blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()
    objects = ProgressReportQuerySet.as_manager()
    personal_fields = ("submitted_by",)

    class Meta(Published.Meta):
        ordering = ["commitment", "period__starts_on", "period__ends_on"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            one_of("state", ReportState),
            models.UniqueConstraint("commitment", "period", name="commitments_report_one_a_period"),
            models.CheckConstraint(
                name="commitments_report_published_has_its_edition",
                condition=Q(state=ReportState.PUBLISHED, published_in__isnull=False)
                | (~Q(state=ReportState.PUBLISHED) & Q(published_in=None)),
            ),
            models.CheckConstraint(
                name="commitments_report_submitted_has_its_time",
                condition=~Q(state=ReportState.SUBMITTED) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="commitments_report_sent_back_with_a_reason",
                condition=~Q(state=ReportState.SENT_BACK)
                | (Q(sent_back_at__isnull=False) & ~Q(sent_back_reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.commitment} — {self.period}"

    def get_absolute_url(self):
        return reverse("report", args=[self.commitment.plan.slug, self.commitment.number, self.period.slug])

    @property
    def is_being_written(self) -> bool:
        return self.state in (ReportState.DRAFT, ReportState.SENT_BACK)


class Evidence(models.Model):
    """A link that shows it: beside one stage update, or among a report's links."""

    update = models.ForeignKey(
        "StageUpdate", null=True, blank=True, on_delete=models.CASCADE, related_name="evidence"
    )
    report = models.ForeignKey(
        ProgressReport, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    url = models.URLField(max_length=500)
    title = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    personal_fields = ()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commitments_evidence_of_one_thing",
                condition=Q(update__isnull=False, report=None) | Q(update=None, report__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title or self.url
