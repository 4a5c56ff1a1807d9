from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.choices import NotStated
from plans.fields import PartialDateColumns, whole_date
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced

from ..choices import DelayReason, Stage
from ..rules import Declared
from .reports import ProgressReport


class StageUpdateQuerySet(PublishedQuerySet):
    def known_on(self, on: date):
        """Those whose own day is on or before the day, counted from its latest possible day."""
        return self.filter(as_of_last__lte=on)

    def newest_first(self):
        """By their own day; on equal days the later published."""
        return self.order_by("-as_of_last", "-published_in", "-entry")

    def drafts(self):
        return self.filter(published_in=None)


class StageUpdate(Published, Sourced):
    """What an agency declared about a milestone, for a day. Appended when published, never edited."""

    milestone = models.ForeignKey("Milestone", on_delete=models.PROTECT, related_name="updates")
    report = models.ForeignKey(
        ProgressReport, null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    entry = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text=_("Its place in the milestone's history.")
    )
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )
    stage = models.CharField(
        max_length=12, choices=Stage, blank=True, help_text=_("A draft may do without for a while.")
    )
    as_of_on = PartialDateColumns()
    note = models.TextField(blank=True)
    reason = models.CharField(max_length=12, choices=DelayReason, blank=True)
    reason_words = models.TextField(blank=True)
    expected_on = PartialDateColumns()
    expected_not_known = models.BooleanField(default=False)
    completed_on = PartialDateColumns()
    why_corrected = models.TextField(blank=True, help_text=_("What was wrong with what it corrects; public."))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_words = models.CharField(max_length=200, blank=True)

    objects = StageUpdateQuerySet.as_manager()
    personal_fields = ("written_by",)

    class Meta(Published.Meta):
        ordering = ["milestone", "as_of_last", "published_in", "entry"]
        indexes = [models.Index(fields=["milestone", "-as_of_last"], name="commitments_stage_newest")]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                name="commitments_stageupdate_stage_is_known",
                condition=Q(stage__in=Stage.values) | Q(stage="", published_in=None),
            ),
            whole_date("as_of"),
            whole_date("expected"),
            whole_date("completed"),
            models.CheckConstraint(
                name="commitments_stageupdate_reason_is_known",
                condition=Q(reason__in=["", *DelayReason.values]),
            ),
            models.CheckConstraint(
                name="commitments_stageupdate_has_its_day", condition=Q(as_of_last__isnull=False)
            ),
            models.CheckConstraint(
                name="commitments_stageupdate_entry_once_published",
                condition=Q(published_in=None, entry=None)
                | Q(published_in__isnull=False, entry__isnull=False),
            ),
            models.UniqueConstraint("milestone", "entry", name="commitments_stageupdate_one_entry_each"),
            models.CheckConstraint(
                name="commitments_stageupdate_correction_has_its_reason",
                condition=Q(published_in=None)
                | Q(corrects=None)
                | ~Q(why_corrected="")
                | Q(written_words=""),  # brought in: a document need not say who wrote it, and why
            ),
            models.UniqueConstraint(
                "milestone",
                "report",
                condition=Q(published_in=None),
                name="commitments_stageupdate_one_draft_a_report",
            ),
            models.CheckConstraint(
                name="commitments_stageupdate_delay_said_with_delays",
                condition=Q(stage=Stage.DELAYS)
                | Q(reason="", reason_words="", expected_last=None, expected_not_known=False),
            ),
            models.CheckConstraint(
                name="commitments_stageupdate_delays_have_a_reason",
                condition=Q(published_in=None)
                | ~Q(stage=Stage.DELAYS)
                | (~Q(reason="") & ~Q(reason_words=""))
                | Q(not_stated__contains=NotStated.REASON),
            ),
            models.CheckConstraint(
                name="commitments_stageupdate_delays_have_a_date_or_not_known",
                condition=Q(published_in=None)
                | ~Q(stage=Stage.DELAYS)
                | Q(expected_last__isnull=False, expected_not_known=False)
                | Q(expected_last=None, expected_not_known=True)
                | Q(not_stated__contains=NotStated.DAY),
            ),
            models.CheckConstraint(
                name="commitments_stageupdate_completed_on_with_completed",
                condition=Q(completed_last=None) | Q(stage=Stage.COMPLETED),
            ),
            models.CheckConstraint(
                name="commitments_stageupdate_completed_has_its_day",
                condition=Q(published_in=None)
                | ~Q(stage=Stage.COMPLETED)
                | Q(completed_last__isnull=False)
                | Q(not_stated__contains=NotStated.DAY),
            ),
        ]

    def __str__(self):
        return f"{self.milestone.full_number}: {self.get_stage_display()}"

    @property
    def said(self) -> Declared:
        """What is declared, in the shape the rules read; from prefetched `evidence`."""
        return Declared(
            stage=Stage(self.stage) if self.stage else None,
            note=self.note,
            reason=DelayReason(self.reason) if self.reason else None,
            reason_words=self.reason_words,
            expected_on=self.expected_on,
            expected_not_known=self.expected_not_known,
            completed_on=self.completed_on,
            evidence=tuple(shown.link for shown in self.evidence.all()),
        )

    @said.setter
    def said(self, said: Declared):
        """All but the evidence, which are rows of their own."""
        self.stage, self.note = said.stage or "", said.note
        self.reason, self.reason_words = said.reason or "", said.reason_words
        self.expected_on, self.expected_not_known = said.expected_on, said.expected_not_known
        self.completed_on = said.completed_on
