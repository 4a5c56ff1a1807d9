"""What belongs to a submission beside its text; and what somebody has begun and not sent."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from plans.models import StoredFile, User

from .consultations import Consultation, Question
from .submissions import Submission


class Reply(models.Model):
    """What a submission says to one question; its words stand in the text of the submission too."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="replies")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="replies")
    commitment = models.ForeignKey(
        Commitment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where each commitment is asked about, which."),
    )
    text = models.TextField(blank=True)
    chosen = models.JSONField(default=list, blank=True, help_text=_("What was chosen, as texts."))

    personal_fields = ("text",)

    class Meta:
        ordering = ["submission", "question", "pk"]
        constraints = [
            models.UniqueConstraint(
                "submission",
                "question",
                condition=Q(commitment=None),
                name="engagement_reply_once_a_question",
            ),
            models.UniqueConstraint(
                "submission", "question", "commitment", name="engagement_reply_once_a_commitment"
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} on {self.question_id}"


class PassageComment(models.Model):
    """What a submission says to a passage of the draft; its words stand in the text of the submission too."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="passage_comments")
    position = models.PositiveSmallIntegerField()
    place = models.CharField(
        max_length=100, help_text=_("Of the draft: a section or a commitment, as its page is marked.")
    )
    passage = models.TextField(help_text=_("The words of the draft."))
    text = models.TextField()

    personal_fields = ("text",)

    class Meta:
        ordering = ["submission", "position"]
        constraints = [
            models.UniqueConstraint("submission", "position", name="engagement_passage_one_place_each")
        ]

    def __str__(self):
        return f"{self.submission_id} on {self.place}"


class NeverPublicQuerySet(models.QuerySet):
    """What a file stands beside without being public for it, nor for anybody who works here."""

    def published(self):
        return self.none()

    def once_published(self):
        return self.none()

    def visible_to(self, user: User, on: date):
        return self.none()


class SubmissionFileQuerySet(NeverPublicQuerySet):
    def visible_to(self, user: User, on: date):
        return self.filter(submission__consultation__in=Consultation.objects.visible_to(user, on))


class SubmissionFile(models.Model):
    """A document that came with a submission: a download for those who read it, never public as it is."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="submission_files")

    objects = SubmissionFileQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        ordering = ["submission", "position"]
        constraints = [
            models.UniqueConstraint("submission", "position", name="engagement_file_one_place_each")
        ]

    def __str__(self):
        return str(self.file)


class UnsentSubmission(models.Model):
    """What somebody has begun and not sent: theirs alone, at a secret address, gone after closing."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="unsent")
    secret = models.CharField(max_length=43, unique=True)
    typed = models.JSONField(help_text=_("The fields of the form, as they were typed."))
    saved_at = models.DateTimeField()
    files = models.ManyToManyField(
        StoredFile, related_name="unsent", help_text=_("Documents that were sent along: they wait with it.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = NeverPublicQuerySet.as_manager()
    personal_fields = ("secret", "typed")

    class Meta:
        ordering = ["consultation", "pk"]

    def __str__(self):
        return f"begun for {self.consultation_id}"

    def get_absolute_url(self):
        return reverse("take-part-later", args=[self.consultation.slug, self.secret])
