"""What is kept about keeping: who was erased when and why, what is held, and who saw whose contact data."""

from __future__ import annotations

from datetime import UTC
from hashlib import sha256
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.fields import one_of
from plans.models import User

from ..choices import AskedBy, SeenIn, WhyErased
from .consultations import Consultation
from .submissions import Submission

FIRST = "0" * 64  # what the first row of the log follows


class NotChanged(TypeError):
    """What was tried is done to no row of this kind."""


class OnlyAddedQuerySet(models.QuerySet):
    """Rows that are added and looked up."""

    def _refuse(self, *args, **kwargs):
        raise NotChanged(f"{self.model.__name__}: rows are added; none is changed, none goes")

    update = delete = bulk_update = update_or_create = _refuse
    update.alters_data = True


class OnlyAdded(models.Model):
    """A row that is written once: no save changes it, and nothing deletes it."""

    objects = OnlyAddedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise NotChanged(f"{type(self).__name__}: a row is written once")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args, **kwargs):
        raise NotChanged(f"{type(self).__name__}: no row goes")


class ErasureRecord(OnlyAdded):
    """That it was erased who sent a submission: when and why; nothing of who it was.

    A copy of each stands in a file outside the database, so that a restored backup forgets again.
    """

    key = models.UUIDField(unique=True, default=uuid4, help_text=_("Of its line in the file."))
    at = models.DateTimeField()
    consultation = models.SlugField(max_length=100, help_text=_("By its address, so that it outlives it."))
    number = models.PositiveIntegerField(help_text=_("Of the submission within it."))
    why = models.CharField(max_length=12, choices=WhyErased)
    asked_by = models.CharField(max_length=12, choices=AskedBy)
    reason = models.CharField(max_length=200, blank=True, help_text=_("In whose words it was asked for."))

    personal_fields = ()

    class Meta(OnlyAdded.Meta):
        ordering = ["at", "pk"]
        constraints = [one_of("why", WhyErased), one_of("asked_by", AskedBy)]

    def __str__(self):
        return f"{self.consultation} {self.number}: {self.why}"


class ErasureAsked(models.Model):
    """Somebody asked for it, and it cannot be done yet: it is held, or a document has to be copied first."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="erasure_asked")
    at = models.DateTimeField()
    asked_by = models.CharField(max_length=12, choices=AskedBy)
    reason = models.CharField(max_length=200, blank=True)

    personal_fields = ("reason",)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [one_of("asked_by", AskedBy)]

    def __str__(self):
        return f"asked for submission {self.submission_id}"


class LegalHoldQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(lifted_at=None)

    def on(self, submission: Submission):
        """What holds a submission now: itself, or all of its consultation."""
        whole = Q(submission=None, consultation=submission.consultation_id)
        return self.standing().filter(whole | Q(submission=submission.pk))


class LegalHold(models.Model):
    """On a legal ground nothing of a submission, or of a whole consultation, may be erased for now."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="holds")
    submission = models.ForeignKey(
        Submission,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="holds",
        help_text=_("None: everything that came in."),
    )
    ground = models.CharField(max_length=200)
    placed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()
    personal_fields = ("ground", "placed_by", "lifted_by")

    class Meta:
        ordering = ["placed_at", "pk"]
        constraints = [
            models.CheckConstraint(name="engagement_hold_on_a_ground", condition=~Q(ground="")),
            models.UniqueConstraint(
                "submission",
                condition=Q(lifted_at=None, submission__isnull=False),
                name="engagement_hold_once_a_submission",
            ),
            models.UniqueConstraint(
                "consultation",
                condition=Q(lifted_at=None, submission=None),
                name="engagement_hold_once_a_consultation",
            ),
        ]

    def __str__(self):
        return f"hold on {self.consultation_id}.{self.submission_id or 'all'}"


class ContactSeen(OnlyAdded):
    """That somebody of the staff saw who sent something. Each row carries the hash of the one before."""

    place = models.PositiveBigIntegerField(unique=True, help_text=_("In the log, from 1 without a gap."))
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300, blank=True, help_text=_("In what role, as it was then."))
    consultation = models.SlugField(max_length=100)
    number = models.PositiveIntegerField(null=True, help_text=_("Of the submission; none: of all of them."))
    seen_in = models.CharField(max_length=10, choices=SeenIn)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    personal_fields = ("user",)

    class Meta(OnlyAdded.Meta):
        ordering = ["place"]
        constraints = [one_of("seen_in", SeenIn)]

    def __str__(self):
        return f"{self.place}: {self.consultation} {self.number or 'all'}"

    @property
    def said(self) -> str:
        """What the row says, in a form that is always the same."""
        return repr(
            (
                self.place,
                self.at.astimezone(UTC).isoformat(),
                self.user_id,
                self.capacity,
                self.consultation,
                self.number,
                str(self.seen_in),
                self.previous,
            )
        )

    @property
    def digest_due(self) -> str:
        """The hash that belongs to what it says."""
        return sha256(self.said.encode()).hexdigest()


class ContactLogEnd(models.Model):
    """Where the log ends: held by whoever adds a row, so that two at once do not follow the same one."""

    place = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=FIRST)

    personal_fields = ()

    class Meta:
        constraints = [models.CheckConstraint(name="engagement_log_ends_once", condition=Q(pk=1))]

    def __str__(self):
        return f"the log ends at {self.place}"
