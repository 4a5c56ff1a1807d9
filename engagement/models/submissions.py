from __future__ import annotations

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Commitment
from plans.fields import one_of
from plans.models.editions import Published, PublishedQuerySet

from ..choices import Channel, PublishAs, StakeholderType
from ..rules import WITHHELD, without_passages
from .consultations import Consultation, Theme


class SubmissionQuerySet(PublishedQuerySet):
    def shown(self):
        """Those published whose words may be read."""
        return self.published().exclude(publish_as=PublishAs.NOT_AT_ALL)

    def with_work(self):
        """With how many points it is cut into, and how many of them have no answer."""
        return self.annotate(cut=Count("points"), unanswered=Count("points", filter=Q(points__response=None)))


class Submission(Published):
    """What somebody sent to a consultation. Who they are stands apart, in `SubmissionContact`."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField(
        help_text=gettext_lazy("Its number within the consultation: the public cites it by this.")
    )
    key = models.CharField(
        max_length=36, help_text=gettext_lazy("Of the form it came from: the same form sent twice is one.")
    )
    secret = models.CharField(max_length=43, unique=True, help_text=gettext_lazy("Opens its receipt."))
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ONLINE)
    stakeholder_type = models.CharField(max_length=20, choices=StakeholderType, blank=True)
    publish_as = models.CharField(max_length=20, choices=PublishAs, default=PublishAs.NOT_AT_ALL)
    withhold_reason = models.TextField(blank=True)
    about = models.ForeignKey(
        Commitment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text=gettext_lazy("The commitment that its sender says it is about."),
    )
    text = models.TextField()
    privacy = models.TextField(blank=True, help_text=gettext_lazy("The privacy statement of that day."))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SubmissionQuerySet.as_manager()
    personal_fields = ("secret", "text", "withhold_reason")

    class Meta(Published.Meta):
        ordering = ["consultation", "number"]
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint("consultation", "number", name="engagement_submission_one_number_each"),
            models.UniqueConstraint("consultation", "key", name="engagement_submission_once_a_form"),
            one_of("channel", Channel),
            one_of("publish_as", PublishAs),
            models.CheckConstraint(
                name="engagement_submission_stakeholder_type_is_known",
                condition=Q(stakeholder_type__in=["", *StakeholderType.values]),
            ),
        ]

    def __str__(self):
        return _("Submission %(number)s") % {"number": self.number}

    def get_absolute_url(self):
        return reverse("submission", args=[self.consultation.slug, self.number])

    @property
    def may_be_read(self) -> bool:
        return self.publish_as != PublishAs.NOT_AT_ALL

    @property
    def public_text(self) -> str | None:
        """Its words without the passages that are withheld; None where none of it may be read."""
        if not self.may_be_read:
            return None
        return without_passages(self.text, [point.text for point in self.points.all() if point.is_withheld])


class SubmissionContact(models.Model):
    """Who sent a submission: kept apart, shown only as consented, erased on schedule."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    erase_on = models.DateField(null=True, blank=True)

    personal_fields = ("name", "email", "organisation")

    def __str__(self):
        return f"contact of submission {self.submission_id}"

    @property
    def shown_as(self) -> str:
        """What the public reads as the sender; joined only when a page is shown."""
        shown = {PublishAs.NAME: self.name, PublishAs.ORGANISATION: self.organisation}
        return shown.get(PublishAs(self.submission.publish_as), "")


class SubmissionPoint(models.Model):
    """One thing a submission says, in its own words: what an answer answers."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="points")
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="points"
    )
    is_withheld = models.BooleanField(default=False)
    withheld_ground = models.CharField(max_length=200, blank=True)

    personal_fields = ("text",)

    class Meta:
        ordering = ["submission", "position"]
        constraints = [
            models.UniqueConstraint("submission", "position", name="engagement_point_one_place_each"),
            models.CheckConstraint(
                name="engagement_point_withheld_on_a_ground",
                condition=Q(is_withheld=False) | ~Q(withheld_ground=""),
            ),
        ]

    def __str__(self):
        return f"{self.submission_id}.{self.position}"

    @property
    def public_text(self) -> str | None:
        """Its words, or that they are withheld; None where the submission is not published at all."""
        if not self.submission.may_be_read:
            return None
        return str(WITHHELD) if self.is_withheld else self.text
