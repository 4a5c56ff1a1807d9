from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.choices import NotStated
from plans.dates import PartialDate, end_of
from plans.fields import PartialDateColumns, in_order, one_of, whole_date
from plans.models import ActionPlan, Amendment, Edition, PlanDraft, StoredFile, User
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced

from ..choices import Dimension, Purpose, QuestionKind, Retention, Standing
from ..rules.standing import standing_at


def number_of(rows: models.QuerySet, of: str) -> Coalesce:
    """How many of these there are of each row outside: counted by themselves, so that nothing multiplies."""
    counted = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


class OfPlanQuerySet(PublishedQuerySet):
    def public(self):
        """Published, of a published plan: where every page and API answer begins."""
        return self.published().filter(plan__in=ActionPlan.objects.published())


class ConsultationQuerySet(OfPlanQuerySet):
    def gathering(self):
        """Those that show ideas; of another nobody reads any."""
        return self.public().filter(shows_ideas=True)

    def open_at(self, now: datetime):
        """Those in which anybody may take part at this moment; as `Consultation.standing_at`."""
        return self.filter(opens_at__lte=now, closes_at__gt=now)

    def visible_to(self, user: User, on: date):
        """Those that somebody may prepare, read and answer in the workspace: all, for a coordinator."""
        return self if user.is_authenticated and user.is_coordinator(on) else self.none()

    def with_work(self):
        """With what is asked, what came in to be read, and what of it is still to be cut or answered; with
        how much is `doubted`, of which somebody has to say whether a person sent it."""
        sent = self.model._meta.get_field("submissions").related_model.objects
        cut = sent.model._meta.get_field("points").related_model.objects
        to_read = sent.standing()
        points = cut.filter(submission__withdrawn_at=None, submission__doubt="")
        uncut = to_read.one_by_one().filter(~Exists(cut.filter(submission=OuterRef("pk"))))
        return self.prefetch_related("questions").annotate(
            received=number_of(to_read, "consultation"),
            uncut=number_of(uncut, "consultation"),
            points_cut=number_of(points, "submission__consultation"),
            unanswered=number_of(points.filter(response=None), "submission__consultation"),
            doubted=number_of(sent.doubted(), "consultation"),
        )

    def with_wholes(self):
        """With `wholes`, what is known only as a total of everything; and what a list says besides."""
        wholes = CountedTotal.objects.filter(dimension=Dimension.WHOLE)
        return self.select_related("plan", "answered_in").prefetch_related(
            models.Prefetch("totals", queryset=wholes, to_attr="wholes")
        )

    def newest_first(self):
        return self.order_by(
            models.F("opens_at").desc(nulls_last=True), models.F("opened_last").desc(nulls_last=True), "slug"
        )


class Consultation(Published, Sourced):
    """The public is asked something, from one moment to another, and is answered.

    One run here has its two instants; one brought in from a document has the days that it states.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="consultations")
    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20, choices=Purpose)
    stage = models.CharField(
        max_length=60, blank=True, help_text=_('Where it is one of several, which: "Stage 2".')
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations"
    )
    draft = models.ForeignKey(
        PlanDraft,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="consultations",
        help_text=_("The draft plan that it is about: it can be read, passage by passage, beside the boxes."),
    )
    background = models.TextField(blank=True, help_text=_("What people need to know first. Markdown."))
    question = models.TextField(blank=True, help_text=_("What you ask them, in plain words."))
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=60, blank=True, help_text=_("Time zone of its hours."))
    opened_on = PartialDateColumns()
    closed_on = PartialDateColumns()
    decided_by = models.CharField(_("who decides"), max_length=200, blank=True)
    decided_how = models.TextField(_("how and when it is decided"), blank=True)
    answers_due_on = models.DateField(_("answers promised by"), null=True, blank=True)
    shows_ideas = models.BooleanField(
        default=False,
        help_text=_("Points are shown as ideas while it is open; others support, add or object to them."),
    )
    privacy = models.TextField(
        blank=True, help_text=_("What happens to what people send; kept with every submission.")
    )
    kept_months = models.PositiveSmallIntegerField(
        choices=Retention,
        default=Retention.YEAR,
        help_text=_("How long who sent something is kept, in months after the answers."),
    )
    what_we_heard = models.TextField(
        blank=True, help_text=_("In short: what people said, and what followed. Markdown.")
    )
    answered_in = models.ForeignKey(
        Edition, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = PartialDateColumns(_("The original's own day of the answers, where it is stated."))
    was_closed = models.BooleanField(default=False, help_text=_("Over already when it was brought in."))
    preview_key = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Opens it to whoever has the link, until it is published."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["preview_key"])
    objects = ConsultationQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["plan", "opens_at", "opened_last", "slug"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            one_of("purpose", Purpose),
            one_of("kept_months", Retention),
            whole_date("opened"),
            whole_date("closed"),
            in_order("opens_at", "closes_at"),
            in_order("opened_first", "closed_last"),
            whole_date("answered"),
            models.CheckConstraint(
                name="engagement_consultation_has_its_time",
                condition=Q(published_in=None)
                | Q(opens_at__isnull=False, closes_at__isnull=False)
                | Q(source__isnull=False),
            ),
            models.CheckConstraint(
                name="engagement_consultation_answered_once_public",
                condition=Q(answered_in=None) | Q(published_in__isnull=False),
            ),
            models.CheckConstraint(
                name="engagement_consultation_answered_on_where_answered",
                condition=Q(answered_last=None) | Q(answered_in__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consultation", args=[self.slug])

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone or settings.TIME_ZONE)

    @property
    def first_day(self) -> PartialDate | None:
        """The day it opens, in its own zone; or as its source states it."""
        return self._day(self.opens_at) or self.opened_on

    @property
    def last_day(self) -> PartialDate | None:
        return self._day(self.closes_at) or self.closed_on

    def _day(self, at: datetime | None) -> PartialDate | None:
        return at and PartialDate.of(timezone.localtime(at, self.timezone).date())

    def standing_at(self, now: datetime) -> Standing:
        return standing_at(
            now,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            answered_at=self._answered_at,
            is_sourced=self.was_brought_in,
        )

    @property
    def _answered_at(self) -> datetime | None:
        """When its answers were published; where they were brought in, at the end of the day they state."""
        if self.answered_in and self.answered_on:
            return min(self.answered_in.at, end_of(self.answered_on.last))
        return self.answered_in and self.answered_in.at

    @property
    def was_brought_in(self) -> bool:
        """Whether it was run elsewhere: nobody can take part in it here, and nothing is owed here."""
        return self.was_closed or self.is_sourced

    @property
    def day_answered(self) -> PartialDate | None:
        """As its source states it, else the day of the edition with the answers."""
        return self.answered_on or (self.answered_in and PartialDate.of(self.answered_in.day))

    @property
    def days_late(self) -> int:
        """How many days after the promised one its answers came; 0 where in time, or not known to a day."""
        day = self.day_answered
        if day is None or day.precision != "day" or self.answers_due_on is None:
            return 0
        return max((day.last - self.answers_due_on).days, 0)

    def is_late_at(self, now: datetime) -> bool:
        """Whether its answers were promised for a day that is over, and are not there."""
        today = timezone.localdate(now, self.timezone)
        standing = self.standing_at(now)
        return bool(self.answers_due_on and standing == Standing.CLOSED and self.answers_due_on < today)

    @property
    def was_answered_late(self) -> bool:
        """Whether its answers came after the promised day, on the earliest day that they can have."""
        answered = self.day_answered
        return bool(
            self.answers_due_on and answered and (answered.first or answered.last) > self.answers_due_on
        )


class ConsultationDocumentQuerySet(models.QuerySet):
    def published(self):
        return self.filter(consultation__in=Consultation.objects.public())

    def once_published(self):
        """Of a public plan: of another nothing was ever told."""
        told = ActionPlan.objects.published()
        return self.filter(consultation__published_in__isnull=False, consultation__plan__in=told)

    def visible_to(self, user: User, on: date):
        """As the consultation that it stands beside."""
        return self.filter(consultation__in=Consultation.objects.visible_to(user, on))


class ConsultationDocument(models.Model):
    """Something to read before taking part: a file that is kept here, or an address."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="consultation_documents"
    )
    size = models.CharField(
        max_length=60,
        blank=True,
        help_text=_('Type and size in words: "PDF, 52 KB". Of a file that is kept here they are worked out.'),
    )

    objects = ConsultationDocumentQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        ordering = ["consultation", "position"]
        constraints = [
            models.UniqueConstraint("consultation", "position", name="engagement_document_one_place_each"),
            models.CheckConstraint(
                name="engagement_document_is_a_file_or_an_address",
                condition=Q(url="", file__isnull=False) | (~Q(url="") & Q(file=None)),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def link(self) -> str:
        """Where it is read, as a page of this portal says it."""
        return self.file.get_absolute_url() if self.file else self.url

    @property
    def address(self) -> str:
        """The same in full, since it goes out with data too."""
        return settings.SITE_URL + self.link if self.file else self.link

    @property
    def words(self) -> str:
        """Type and size."""
        return self.file.words if self.file else self.size


class Question(models.Model):
    """One thing that a consultation asks, beside its main question. Nobody has to answer any."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=QuestionKind)
    label = models.CharField(max_length=300, help_text=_("The question, in plain words."))
    hint = models.CharField(max_length=300, blank=True)
    options = models.JSONField(default=list, blank=True, help_text=_("What can be chosen: a list of texts."))

    personal_fields = ()

    class Meta:
        ordering = ["consultation", "position"]
        constraints = [
            one_of("kind", QuestionKind),
            models.UniqueConstraint("consultation", "position", name="engagement_question_one_place_each"),
        ]

    def __str__(self):
        return self.label

    @property
    def is_chosen(self) -> bool:
        """Whether it is answered by choosing rather than by writing."""
        return self.kind in (QuestionKind.ONE, QuestionKind.SEVERAL)


class Theme(models.Model):
    """What points are about, in a consultation's own words.

    Themes of one plan that share a slug are one theme of the plan: renamed and merged together.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="themes")
    slug = models.SlugField(max_length=100)
    label = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    history = HistoricalRecords()
    personal_fields = ()

    class Meta:
        ordering = ["consultation", "position"]
        constraints = [
            models.UniqueConstraint("consultation", "slug", name="engagement_theme_once_a_consultation"),
            models.UniqueConstraint("consultation", "position", name="engagement_theme_one_place_each"),
        ]

    def __str__(self):
        return self.label


class CountedTotal(Sourced):
    """A count known only as a total: never made into submissions, never added to counted rows."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="totals")
    position = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=60, help_text=_('What is counted, as printed: "people", "inputs".'))
    dimension = models.CharField(max_length=20, choices=Dimension, default=Dimension.WHOLE)
    heading = models.CharField(max_length=200, blank=True, help_text=_("The table's own heading."))
    label = models.CharField(max_length=200, blank=True, help_text=_("The row, as printed."))
    number = models.PositiveIntegerField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        ordering = ["consultation", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint("consultation", "position", name="engagement_total_one_place_each"),
            one_of("dimension", Dimension),
            models.CheckConstraint(
                name="engagement_total_counted_or_not_stated",
                condition=Q(number__isnull=False) | Q(not_stated__contains=NotStated.COUNT),
            ),
            models.CheckConstraint(name="engagement_total_is_sourced", condition=Q(source__isnull=False)),
        ]

    def __str__(self):
        return f"{self.number} {self.unit} {self.label}".strip()
