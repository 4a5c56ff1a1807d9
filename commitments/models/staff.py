"""What keeps the people who report in step: reminders, notes to successors, workbooks on their way."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.models import ActionPlan, Agency, OutboxItem, ReportingPeriod

from .commitments import Commitment


class HandoverNote(models.Model):
    """What somebody tells their successor about a commitment; its agency and the coordinator read it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="handover_notes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_words = models.CharField(max_length=200)
    written_at = models.DateTimeField(default=timezone.now)

    personal_fields = ("written_by",)

    class Meta:
        ordering = ["commitment", "-written_at", "-pk"]

    def __str__(self):
        return f"note on {self.commitment}"


class ReminderLetter(models.Model):
    """The one row that says how reminders read and at what hour they leave."""

    hour = models.PositiveSmallIntegerField(default=9, help_text=_("Of the day, in the portal's time zone."))
    subject = models.CharField(max_length=200)
    body = models.TextField()
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    personal_fields = ()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commitments_reminderletter_hour_of_a_day", condition=models.Q(hour__lte=23)
            ),
        ]

    def __str__(self):
        return self.subject


class Reminder(models.Model):
    """One person was reminded, on a day, of everything they owed: at most one a day, one mail each."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    on = models.DateField()
    owed = models.JSONField(help_text=_("What the mail named: kind, address, due day, days from it."))
    mail = models.OneToOneField(OutboxItem, null=True, on_delete=models.SET_NULL, related_name="+")
    is_by_hand = models.BooleanField(default=False, help_text=_("A coordinator asked for it."))

    personal_fields = ("user",)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint("user", "on", name="commitments_reminder_one_a_day")]

    def __str__(self):
        return f"{self.user} on {self.on}"


class WorkbookUpload(models.Model):
    """A workbook that came back and was read, before its sender has confirmed it; kept for a day."""

    key = models.CharField(max_length=64, unique=True)
    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="+")
    period = models.ForeignKey(
        ReportingPeriod,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("None where it is the workbook of a plan in the making."),
    )
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    rows = models.JSONField(help_text=_("As they were read; once taken over, only how many."))
    taken_at = models.DateTimeField(null=True, blank=True, help_text=_("When its rows were taken over."))

    personal_fields = ("sent_by",)

    def __str__(self):
        return f"workbook for {self.period or self.plan}"
