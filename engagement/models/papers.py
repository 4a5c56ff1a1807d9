"""What belongs to one meeting: its papers, and who came, by sector."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from plans.dates import PartialDate
from plans.fields import one_of
from plans.models import ActionPlan, StoredFile, User
from plans.models.editions import Published, PublishedQuerySet

from ..choices import PaperKind, Sector
from ..rules.forums import days_late
from .forums import Forum, Meeting


class MeetingPaperQuerySet(PublishedQuerySet):
    def published(self):
        """Of a meeting that is public too, and of its forum."""
        shown = Meeting.objects.public().filter(Q(forum=None) | Q(forum__in=Forum.objects.public()))
        return super().published().filter(meeting__in=shown)

    def once_published(self):
        """Of a public plan: of another nothing was ever told."""
        told = ActionPlan.objects.published()
        return self.filter(published_in__isnull=False, meeting__plan__in=told)

    def visible_to(self, user: User, on: date):
        """As the forum that it is written for."""
        return self.filter(meeting__forum__in=Forum.objects.visible_to(user, on))

    def standing(self):
        """Those that were not taken back: public, or still to come."""
        return self.filter(withdrawn_in=None)

    def told(self):
        """Those that are public, and those that were promised for a day: of these only kind and day."""
        return self.standing().filter(Q(published_in__isnull=False) | Q(due_on__isnull=False))


class MeetingPaper(Published):
    """An agenda, a paper or minutes: a file that is kept here or an address; public by a promised day.

    Until it is published, only what kind it is and the promised day are told, and whether it is late.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PaperKind)
    title = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="meeting_papers"
    )
    due_on = models.DateField(
        null=True, blank=True, help_text=gettext_lazy("By when it was promised to be public.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = MeetingPaperQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["meeting", "position"]
        constraints = [
            *Published.Meta.constraints,
            one_of("kind", PaperKind),
            models.UniqueConstraint("meeting", "position", name="engagement_paper_one_place_each"),
            models.CheckConstraint(
                name="engagement_paper_is_a_file_or_an_address", condition=Q(url="") | Q(file=None)
            ),
            models.CheckConstraint(
                name="engagement_paper_is_there_once_published",
                condition=Q(published_in=None) | (~Q(title="") & (~Q(url="") | Q(file__isnull=False))),
            ),
        ]

    def __str__(self):
        return self.title or str(self.get_kind_display())

    @property
    def is_there(self) -> bool:
        """Whether there is anything to open."""
        return bool(self.url or self.file_id)

    @property
    def link(self) -> str:
        """Where it is read, as a page of this portal says it."""
        return self.file.get_absolute_url() if self.file else self.url

    @property
    def address(self) -> str:
        """The same in full, since it goes out with data too."""
        return settings.SITE_URL + self.link if self.file else self.link

    @property
    def day_out(self) -> PartialDate | None:
        """The day on which it became public, where that is known: its document may leave it out."""
        if self.published_in_id and self.published_in.document:
            return self.published_on
        return self.day_published

    def is_out_on(self, on: date) -> bool:
        """Whether it was public by the end of the day."""
        return bool(self.is_published and (self.day_out is None or self.day_out.last <= on))

    def days_late_on(self, on: date) -> int:
        """How many days after the promised one it came, or has not come by this day; 0 where in time."""
        is_out = self.is_out_on(on)
        if is_out and self.day_out is None:
            return 0
        return days_late(due_on=self.due_on, out_on=self.day_out if is_out else None, on=on)


class MeetingAttendance(models.Model):
    """How many people of one sector came to a meeting; those of whom it is not stated are a row too."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    sector = models.CharField(
        max_length=20,
        choices=Sector,
        blank=True,
        help_text=gettext_lazy("Empty: it is not stated from which sector they came."),
    )
    number = models.PositiveIntegerField()

    personal_fields = ()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint("meeting", "sector", name="engagement_attendance_once_a_sector"),
            models.CheckConstraint(
                name="engagement_attendance_sector_is_known",
                condition=Q(sector="") | Q(sector__in=Sector.values),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.words}"

    @property
    def words(self) -> str:
        return str(self.get_sector_display()) if self.sector else _("sector not stated")
