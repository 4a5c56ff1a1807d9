"""Forums that are asked to take part in a consultation."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from plans.dates import end_of
from plans.models import User

from .consultations import Consultation
from .forums import Forum


class ForumInvitationQuerySet(models.QuerySet):
    def for_seats_of(self, user: User, on: date):
        """Those that this person got through a seat held on the day; as `Forum.objects.seating`."""
        return self.filter(forum__in=Forum.objects.seating(user, on), consultation__withdrawn_in=None)

    def current(self, on: date):
        """To what is still prepared, or was not closed before the day."""
        prepared = Q(consultation__published_in=None)
        return self.filter(prepared | Q(consultation__closes_at__gte=end_of(on - timedelta(days=1))))

    def public(self):
        """Those of which the consultation's page tells."""
        shown = Consultation.objects.public()
        return self.filter(consultation__in=shown, forum__in=Forum.objects.public())

    def known_on(self, on: date):
        """Those given by the end of the day."""
        return self.filter(invited_at__lt=end_of(on))


class ForumInvitation(models.Model):
    """A forum is invited to a consultation: those who sit in it read it before everybody does."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitations")
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ForumInvitationQuerySet.as_manager()
    personal_fields = ("invited_by",)

    class Meta:
        ordering = ["consultation", "invited_at", "pk"]
        constraints = [
            models.UniqueConstraint("consultation", "forum", name="engagement_invited_once"),
        ]

    def __str__(self):
        return f"{self.forum_id} invited to {self.consultation_id}"
