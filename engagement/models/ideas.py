"""Points shown as ideas while a consultation is open, and what others say to them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.dates import end_of
from plans.fields import one_of
from plans.models.editions import Published, PublishedQuerySet

from ..choices import Doubt, PublishAs, VoiceKind
from .consultations import Consultation, Theme, number_of
from .submissions import SubmissionPoint

OF_POINT = (
    "consultation__plan",
    "published_in",
    "point__theme",
    "point__submission__contact",
    "point__submission__consultation",
)


class IdeaQuerySet(PublishedQuerySet):
    def public(self):
        """Those that anybody may read: as long as their senders allow it, and nobody doubts them."""
        sent = {"point__submission__withdrawn_at": None, "point__submission__doubt": ""}
        asked = Consultation.objects.gathering()
        readable = self.published().filter(consultation__in=asked, **sent)
        return readable.exclude(point__submission__publish_as=PublishAs.NOT_AT_ALL)

    def with_words(self):
        """With what a page says of each: whose point it is, and which of its words are hidden."""
        return self.select_related(*OF_POINT).prefetch_related("point__submission__redactions")

    def gone(self):
        """Those that could be read once, and are shown no longer."""
        return self.filter(withdrawn_in__isnull=False, consultation__in=Consultation.objects.gathering())

    def with_voices(self, on: date | None = None):
        """With how many speak to each, by kind; those that are doubted or taken back are not counted. On a
        day those that were given by then, as they are now."""
        standing = Voice.objects.standing()
        if on:
            standing = standing.given_by(on)
        return self.annotate(
            voices_counted=number_of(standing, "idea"),
            **{f"{kind}s": number_of(standing.filter(kind=kind), "idea") for kind in VoiceKind.values},
        )


class Idea(Published):
    """A point as everybody reads it before the answers. Its words are those of the point, as far as they are
    public at any moment; it has a number of its own, which nothing else takes when it is gone."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="ideas")
    number = models.PositiveIntegerField()
    point = models.OneToOneField(
        SubmissionPoint,
        null=True,
        on_delete=models.PROTECT,
        related_name="idea",
        help_text=gettext_lazy("None once it is shown no longer: its sender took it back, or we did."),
    )

    objects = IdeaQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["consultation", "number"]
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint("consultation", "number", name="engagement_idea_one_number_each"),
            models.CheckConstraint(
                name="engagement_idea_is_a_point_while_shown",
                condition=Q(point__isnull=False) | Q(withdrawn_in__isnull=False),
            ),
        ]

    def __str__(self):
        return _("Idea %(number)s") % {"number": self.number}

    def get_absolute_url(self):
        return reverse("idea", args=[self.consultation.slug, self.number])

    @property
    def public_text(self) -> str | None:
        return self.point.public_text if self.point else None

    @property
    def theme(self) -> Theme | None:
        return self.point.theme if self.point else None


class VoiceQuerySet(PublishedQuerySet):
    def standing(self):
        """Those that count: not taken back, and not doubted."""
        return self.filter(withdrawn_at=None, doubt="")

    def given_by(self, on: date):
        """Those given by the end of the day."""
        return self.filter(given_at__lt=end_of(on))

    def with_reasons(self):
        """Those whose reasons everybody reads."""
        return self.shown().exclude(reason="")

    def shown(self):
        """Those that count and whose reasons everybody reads."""
        return self.published().standing()

    def doubted(self):
        return self.filter(withdrawn_at=None, set_aside_at=None).exclude(doubt="")

    def not_shown(self):
        """Those that count, with a reason that nobody else reads."""
        return self.standing().filter(published_in=None).exclude(reason="")

    def to_moderate(self):
        """Those of them of which nobody has said yet whether the reason is shown."""
        return self.not_shown().filter(kept_back_why="")

    def by_kind(self) -> dict[str, int]:
        """How many of each kind."""
        counted = self.order_by().values("kind").annotate(n=Count("pk"))
        return dict.fromkeys(VoiceKind.values, 0) | {row["kind"]: row["n"] for row in counted}


class Voice(Published):
    """Somebody supports an idea, adds to it or objects to it. Who they are is not known and not asked.

    It counts at once; its reason is public from the edition on in which the coordinator shows it.
    """

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="voices")
    key = models.CharField(
        max_length=36, help_text=gettext_lazy("Of the form it came from: the same form sent twice is one.")
    )
    secret = models.CharField(
        max_length=43, unique=True, help_text=gettext_lazy("Opens the page on which it is changed.")
    )
    kind = models.CharField(max_length=10, choices=VoiceKind)
    reason = models.TextField(blank=True)
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    kept_back_why = models.CharField(
        max_length=300, blank=True, help_text=gettext_lazy("Why its reason is not shown, where it is not.")
    )
    doubt = models.CharField(
        max_length=10,
        choices=Doubt,
        blank=True,
        help_text=gettext_lazy("Why somebody has to look whether a person gave it; empty once somebody has."),
    )
    set_aside_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VoiceQuerySet.as_manager()
    personal_fields = ("secret", "reason", "kept_back_why")

    class Meta(Published.Meta):
        ordering = ["idea", "given_at", "pk"]
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint("idea", "key", name="engagement_voice_once_a_form"),
            one_of("kind", VoiceKind),
            models.CheckConstraint(
                name="engagement_voice_doubt_is_known", condition=Q(doubt__in=["", *Doubt.values])
            ),
            models.CheckConstraint(
                name="engagement_voice_with_its_reason",
                condition=Q(kind=VoiceKind.SUPPORT) | Q(withdrawn_at__isnull=False) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="engagement_voice_taken_back_without_words",
                condition=Q(withdrawn_at=None) | Q(reason=""),
            ),
            models.CheckConstraint(
                name="engagement_voice_shown_or_kept_back",
                condition=Q(published_in=None) | Q(kept_back_why=""),
            ),
        ]

    def __str__(self):
        return f"{self.kind} for {self.idea_id}"

    def get_absolute_url(self):
        return reverse("voice", args=[self.idea.consultation.slug, self.idea.number, self.secret])
