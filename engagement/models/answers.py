from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Commitment
from plans.fields import one_of
from plans.models.editions import Published, PublishedQuerySet

from ..choices import Disposition
from .submissions import SubmissionPoint


class ReasonedResponseQuerySet(PublishedQuerySet):
    def known_on(self, on: date):
        """Those given by the end of the day."""
        return self.out_on(on)

    def about(self, commitment: Commitment):
        """Published answers to points on a commitment, or that changed it."""
        return self.published().filter(Q(point__commitment=commitment) | Q(changed_commitment=commitment))


class ReasonedResponse(Published):
    """What was decided about a point, why, and what changed."""

    point = models.OneToOneField(SubmissionPoint, on_delete=models.CASCADE, related_name="response")
    disposition = models.CharField(max_length=20, choices=Disposition)
    reason = models.TextField(help_text=_("Why, for the person who said it."))
    changed = models.CharField(max_length=300, blank=True, help_text=_("What changed, where something did."))
    changed_commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="responses"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = ReasonedResponseQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["point"]
        constraints = [
            *Published.Meta.constraints,
            one_of("disposition", Disposition),
            models.CheckConstraint(name="engagement_response_has_its_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.disposition}: {self.point}"
