"""What a forum decided."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from plans.choices import NotStated
from plans.fields import PartialDateColumns, whole_date
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced

from .forums import Forum, Meeting


class ForumDecisionQuerySet(PublishedQuerySet):
    def public(self):
        """Published, of a forum that is public."""
        return self.published().filter(forum__in=Forum.objects.public())

    def known_on(self, on: date):
        """Those decided by the day, counted from the latest possible one; and those without a day."""
        return self.filter(Q(decided_last=None) | Q(decided_last__lte=on))

    def newest_first(self):
        return self.order_by(models.F("decided_last").desc(nulls_last=True), "-number")


class ForumDecision(Published, Sourced):
    """What was decided, why, by whom and when. Once public it is never edited: another corrects it."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(help_text=gettext_lazy("Its number within the forum."))
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    what = models.TextField()
    why = models.TextField(blank=True)
    decided_by = models.CharField(
        max_length=200, blank=True, help_text=gettext_lazy('In words, without names: "all who were there".')
    )
    decided_on = PartialDateColumns()
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = ForumDecisionQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["forum", "number"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            whole_date("decided"),
            models.UniqueConstraint("forum", "number", name="engagement_decision_once_a_forum"),
            models.CheckConstraint(
                name="engagement_decision_why_or_not_stated",
                condition=Q(published_in=None) | ~Q(why="") | Q(not_stated__contains=NotStated.REASON),
            ),
            models.CheckConstraint(
                name="engagement_decision_who_or_not_stated",
                condition=Q(published_in=None)
                | ~Q(decided_by="")
                | Q(not_stated__contains=NotStated.DECIDER),
            ),
            models.CheckConstraint(
                name="engagement_decision_day_or_not_stated",
                condition=Q(published_in=None)
                | Q(decided_last__isnull=False)
                | Q(not_stated__contains=NotStated.DAY),
            ),
        ]

    def __str__(self):
        return _("Decision %(number)s") % {"number": self.number}

    @property
    def public_meeting(self) -> Meeting | None:
        """The meeting at which it was taken, where the public knows of it."""
        return self.meeting if self.meeting and self.meeting.is_published else None

    @property
    def public_correction(self) -> ForumDecision | None:
        """What stands in its place, where the public reads that."""
        correction = getattr(self, "corrected_by", None)
        return correction if correction and correction.is_published else None
