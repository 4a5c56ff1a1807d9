"""The register of what came in by any door: what says the same, and what is about to be entered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from plans.fields import one_of
from plans.models import User
from plans.models.editions import Published, PublishedQuerySet

from ..choices import GroupKind
from .consultations import Consultation, number_of
from .submissions import Submission


class SubmissionGroupQuerySet(PublishedQuerySet):
    def in_order(self):
        """The largest first, each with its `size`: how many say it that were not withdrawn or doubted."""
        return self.annotate(size=number_of(Submission.objects.standing(), "group")).order_by(
            "-size", "number"
        )

    def told(self):
        """Published, each with its `size`: how many said it, though some were withdrawn since."""
        told = self.published().select_related("lead").annotate(size=models.Count("members"))
        return told.order_by("-size", "number")


class SubmissionGroup(Published):
    """Submissions that say the same: the points of one of them are cut and answered, for all."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="groups")
    number = models.PositiveIntegerField(help_text=gettext_lazy("Its number within the consultation."))
    kind = models.CharField(max_length=10, choices=GroupKind)
    title = models.CharField(
        max_length=200, help_text=gettext_lazy("What everybody calls it: no name of a person.")
    )
    lead = models.OneToOneField(
        Submission,
        on_delete=models.PROTECT,
        related_name="leads",
        help_text=gettext_lazy("The one whose points are answered for all."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = SubmissionGroupQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["consultation", "number"]
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint("consultation", "number", name="engagement_group_one_number_each"),
            one_of("kind", GroupKind),
            models.CheckConstraint(name="engagement_group_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("submission-group", args=[self.consultation.slug, self.number])


class RegisterUpload(models.Model):
    """A workbook of submissions that came another way, before its sender has confirmed it; kept for a day."""

    key = models.CharField(max_length=64, unique=True)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+")
    handed_in_by = models.CharField(max_length=200, blank=True)
    why_not_told = models.CharField(max_length=200, blank=True)
    digest = models.CharField(
        max_length=64, help_text=gettext_lazy("Of its rows: the same workbook is entered once.")
    )
    sent_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    rows = models.JSONField(help_text=gettext_lazy("As they were read; empty once they are entered."))
    entered_at = models.DateTimeField(null=True, blank=True)
    entered = models.PositiveIntegerField(default=0, help_text=gettext_lazy("How many were entered."))

    personal_fields = ("rows", "sent_by")

    def __str__(self):
        return _("Workbook for %(consultation)s") % {"consultation": self.consultation}
