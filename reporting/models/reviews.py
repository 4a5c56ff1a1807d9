from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.fields import all_or_none, one_of
from plans.models import User

from ..choices import Outcome, Position
from .assessments import Draft, SelfAssessment


class ReviewRoundQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def of_published_plans(self):
        return self.filter(draft__assessment__in=SelfAssessment.objects.of_published_plans())

    def visible_to(self, user: User, on: date):
        """The rounds that somebody was invited to and may still read: while their seat lasts."""
        if not user.is_authenticated or not user.is_on_panel(on):
            return self.none()
        invitations = ReviewInvitation.objects.filter(round=OuterRef("pk"), user=user)
        return self.of_published_plans().filter(Exists(invitations))

    def with_position_of(self, user: User):
        """The `position` that somebody has taken, None where they have taken none."""
        taken = ReviewPosition.objects.filter(round=OuterRef("pk"), by=user)
        return self.annotate(position=Subquery(taken.values("position")[:1]))

    def with_counts(self):
        """How many were asked, have taken a position, and how many comments wait for an answer."""
        return self.annotate(
            asked_count=Count("invitations", distinct=True),
            position_count=Count("positions", distinct=True),
            unanswered=Count("comments", filter=Q(comments__outcome=None), distinct=True),
        )


class ReviewRound(models.Model):
    """A frozen draft before the panel: what is asked, of whom, until when."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="rounds")
    asked = models.TextField(help_text=_("What you ask the members to look at."))
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_words = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewRoundQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint("draft", name="reporting_round_once_a_draft"),
        ]

    def __str__(self):
        return f"review of {self.draft}"

    def get_absolute_url(self):
        return reverse("review", args=[self.draft.assessment.slug, self.draft.number])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ReviewInvitation(models.Model):
    """A member who is asked to review."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=200, help_text=_("In what capacity: title and panel."))

    personal_fields = ("user",)

    class Meta:
        ordering = ["round", "pk"]
        constraints = [models.UniqueConstraint("round", "user", name="reporting_invitation_once_a_member")]

    def __str__(self):
        return self.words


class ReviewCommentQuerySet(models.QuerySet):
    def numbered(self):
        """Each with its place in its round, counted from 1: what people call it. Filter afterwards."""
        place = Window(RowNumber(), partition_by="round", order_by=["at", "pk"])
        return self.annotate(number=place).order_by("at", "pk")


class ReviewComment(models.Model):
    """What a member says about a chapter, and how it was answered."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="comments")
    key = models.CharField(
        max_length=36, unique=True, help_text=_("Of the form it came from: sent twice, it is one.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_words = models.CharField(max_length=200)
    chapter = models.SlugField(max_length=60, help_text=_("Of the frozen draft."))
    text = models.TextField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, null=True, blank=True)  # noqa: DJ001 - none yet
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_words = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewCommentQuerySet.as_manager()
    history = HistoricalRecords()
    personal_fields = ("by",)

    class Meta:
        ordering = ["round", "at", "pk"]
        constraints = [
            all_or_none("outcome", "answered_at", name="answered_together"),
            models.CheckConstraint(
                name="reporting_comment_outcome_is_known",
                condition=Q(outcome=None) | Q(outcome__in=Outcome.values),
            ),
        ]

    def __str__(self):
        return f"{self.by_words}, {self.chapter}"

    @property
    def is_answered(self) -> bool:
        return self.outcome is not None


class ReviewPosition(models.Model):
    """What a member says of the draft as a whole; changeable until the round closes."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="positions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_words = models.CharField(max_length=200)
    position = models.CharField(max_length=30, choices=Position)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    history = HistoricalRecords()
    personal_fields = ("by",)

    class Meta:
        ordering = ["round", "at"]
        constraints = [
            models.UniqueConstraint("round", "by", name="reporting_position_one_each"),
            one_of("position", Position),
        ]

    def __str__(self):
        return f"{self.by_words}: {self.position}"
