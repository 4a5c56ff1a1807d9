from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.dates import end_of
from plans.fields import one_of
from plans.models import ReportingPeriod, StoredFile, User
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced

from ..choices import ReportState, ReportText
from ..rules import Link
from .commitments import Commitment

GONE_AFTER = timedelta(minutes=1)  # who has not been seen in a form for so long has left it


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
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_words = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_back_reason = models.TextField(blank=True)
    sent_back_words = models.CharField(max_length=200, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    said = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Stages and links as they were saved, so that the readable history has them too."),
    )

    history = HistoricalRecords()
    objects = ProgressReportQuerySet.as_manager()
    personal_fields = ("submitted_by", "approved_by")

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
                condition=~Q(state__in=[ReportState.SUBMITTED, ReportState.TO_APPROVE])
                | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="commitments_report_approved_in_words",
                condition=Q(approved_at=None, approved_by=None)
                | (Q(approved_at__isnull=False) & ~Q(approved_words="")),
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


class EvidenceQuerySet(models.QuerySet):
    def published(self):
        """What a public stage or report shows."""
        return self.filter(_is_public("update__milestone__commitment__", "update__milestone__", "update__")
                           | _is_public("report__commitment__", "report__"))  # fmt: skip

    def once_published(self):
        """What a stage or report shows that is public, or was before it was corrected or withdrawn."""
        return self.filter(Q(update__published_in__isnull=False) | Q(report__published_in__isnull=False))

    def visible_to(self, user: User, on: date):
        """What somebody may see in the workspace: with the reports that they may read."""
        theirs = Commitment.objects.visible_to(user, on)
        return self.filter(Q(update__milestone__commitment__in=theirs) | Q(report__commitment__in=theirs))


def _is_public(commitment: str, *paths: str) -> Q:
    """Nothing on the way from a plan to what was said is unpublished or withdrawn."""
    condition = Q()
    for path in (f"{commitment}plan__", commitment, *paths):
        condition &= Q(**{f"{path}published_in__isnull": False, f"{path}withdrawn_in__isnull": True})
    return condition


class EvidenceManager(models.Manager.from_queryset(EvidenceQuerySet)):  # type: ignore[misc]
    def get_queryset(self):
        """With its file, whose name and address are shown wherever it is."""
        return super().get_queryset().select_related("file")


class Evidence(models.Model):
    """What shows it, a link or a file: beside one stage update, or among a report's links."""

    update = models.ForeignKey(
        "StageUpdate", null=True, blank=True, on_delete=models.CASCADE, related_name="evidence"
    )
    report = models.ForeignKey(
        ProgressReport, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    url = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    title = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    objects = EvidenceManager()
    personal_fields = ()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commitments_evidence_of_one_thing",
                condition=Q(update__isnull=False, report=None) | Q(update=None, report__isnull=False),
            ),
            models.CheckConstraint(
                name="commitments_evidence_link_or_file",
                condition=(~Q(url="") & Q(file=None)) | Q(url="", file__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title or self.link.title or self.url

    @property
    def link(self) -> Link:
        """In the shape the rules read."""
        return Link(self.url, self.title) if self.file is None else link_to(self.file, self.title)


def link_to(file: StoredFile, title: str = "") -> Link:
    """A file by its full address, and by its name where it has no title."""
    return Link(settings.SITE_URL + file.get_absolute_url(), title or file.name, file.key)


class ReportCorrection(Published):
    """Words of a published report that were corrected, before and after; the report holds today's words."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=30, choices=ReportText)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_words = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    objects = PublishedQuerySet.as_manager()
    personal_fields = ("written_by",)

    class Meta(Published.Meta):
        ordering = ["report", "pk"]
        constraints = [
            *Published.Meta.constraints,
            one_of("field", ReportText),
            models.UniqueConstraint(
                "report",
                "field",
                condition=Q(published_in=None),
                name="commitments_reportcorrection_one_waits",
            ),
            models.CheckConstraint(
                name="commitments_reportcorrection_changes_something", condition=~Q(before=F("after"))
            ),
            models.CheckConstraint(
                name="commitments_reportcorrection_has_its_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.field} of {self.report} corrected"


class PresenceQuerySet(models.QuerySet):
    def beside(self, user: User, *, now: datetime):
        """Those who are in a form with somebody: seen within the last minute, the first to come first."""
        return (
            self.filter(seen_at__gt=now - GONE_AFTER)
            .exclude(user=user)
            .select_related("user")
            .order_by("came_at", "pk")
        )


class Presence(models.Model):
    """Who has the form of a report open, since when, and when they were last seen in it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    came_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()
    personal_fields = ("user",)

    class Meta:
        constraints = [
            models.UniqueConstraint("commitment", "period", "user", name="commitments_presence_once_each"),
        ]

    def __str__(self):
        return f"{self.user} in {self.commitment}"
