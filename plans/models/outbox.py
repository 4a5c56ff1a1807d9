from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import OutboxKind, OutboxState
from ..fields import one_of


class OutboxItemQuerySet(models.QuerySet):
    def mails(self):
        return self.filter(kind=OutboxKind.MAIL)

    def ripe_at(self, now: datetime):
        """What is due and that nobody holds: not begun, or its worker never came back."""
        return self.filter(state=OutboxState.WAITING, due_at__lte=now).filter(
            Q(leased_until=None) | Q(leased_until__lt=now)
        )


class OutboxItem(models.Model):
    """Something that must happen once: written with what caused it, carried out by the worker."""

    kind = models.CharField(max_length=30, choices=OutboxKind)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=OutboxState, default=OutboxState.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it left for where it cannot be called back from.")
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxItemQuerySet.as_manager()
    personal_fields = ("payload",)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="plans_outbox_ripe")]
        constraints = [
            one_of("kind", OutboxKind),
            one_of("state", OutboxState),
            models.CheckConstraint(
                name="plans_outboxitem_done_has_its_time",
                condition=Q(state=OutboxState.DONE, done_at__isnull=False)
                | (~Q(state=OutboxState.DONE) & Q(done_at=None)),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
