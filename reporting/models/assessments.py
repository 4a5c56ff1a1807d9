from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Commitment
from plans.choices import PeriodKind, PublicationKind
from plans.fields import in_order, one_of
from plans.models import ActionPlan, Edition, Publication, ReportingPeriod
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced

from ..choices import AssessmentStanding, ChapterKind, Completion


class SelfAssessmentQuerySet(PublishedQuerySet):
    def being_made(self):
        return self.filter(published_in=None)

    def newest_first(self):
        return self.order_by("-ends_on", "slug")

    def of_published_plans(self):
        return self.filter(plan__in=ActionPlan.objects.published())

    def public(self):
        """Published, of a published plan: where every page and API answer begins."""
        return self.published().of_published_plans()

    def with_work(self):
        """With what says how far each is: chapters, parts, drafts without their content, rounds, comments."""
        frozen = Draft.objects.defer("content").select_related("frozen_by")
        return self.prefetch_related(
            "chapters", "parts", models.Prefetch("drafts", frozen), "drafts__rounds__comments"
        )


class SelfAssessment(Published, Sourced):
    """A government's account of a plan: written in chapters, frozen in drafts, published once."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="assessments")
    period = models.OneToOneField(
        ReportingPeriod, null=True, blank=True, on_delete=models.PROTECT, related_name="assessment"
    )
    kind = models.CharField(max_length=20, choices=PeriodKind)
    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    starts_on = models.DateField(_("covers from"), null=True, blank=True)
    ends_on = models.DateField(_("covers until"), help_text=_("The last day it speaks of."))
    identifier = models.CharField(max_length=100, blank=True, help_text=_("An ISBN, where it has one."))
    publisher = models.CharField(max_length=200, blank=True)
    published_draft = models.OneToOneField(
        "Draft", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="published_as"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SelfAssessmentQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["plan", "ends_on", "slug"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            one_of("kind", PeriodKind),
            in_order("starts_on", "ends_on"),
            models.CheckConstraint(
                name="reporting_selfassessment_published_with_its_draft",
                condition=Q(published_in=None, published_draft=None)
                | Q(published_in__isnull=False, published_draft__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("self-assessment", args=[self.slug])

    @property
    def withheld_in_id(self) -> int | None:
        """The newest edition in which words were taken out of what was published; None where none were."""
        told = Publication.objects.filter(
            kind=PublicationKind.SELF_ASSESSMENT, edition__gt=self.published_in_id
        )
        return told.filter(address=self.get_absolute_url()).aggregate(newest=models.Max("edition"))["newest"]

    @property
    def newest_draft(self) -> Draft | None:
        return self.drafts.order_by("-number").first()

    @property
    def standing(self) -> AssessmentStanding:
        """From its newest round of review; with `rounds` prefetched no query a row."""
        if self.published_in_id:
            return AssessmentStanding.PUBLISHED
        rounds = [one for draft in self.drafts.all() for one in draft.rounds.all()]
        if any(one.closed_at is None for one in rounds):
            return AssessmentStanding.IN_REVIEW
        return AssessmentStanding.REVIEWED if rounds else AssessmentStanding.WRITING


class Chapter(models.Model):
    """What people write in one chapter; the figures beside it are assembled when a draft is frozen."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="chapters")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=ChapterKind)
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="chapters"
    )
    text = models.TextField(blank=True, help_text=_("Markdown."))
    version = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    history = HistoricalRecords()
    personal_fields = ()

    class Meta:
        ordering = ["assessment", "position"]
        constraints = [
            models.UniqueConstraint("assessment", "slug", name="reporting_chapter_once_a_report"),
            models.UniqueConstraint("assessment", "position", name="reporting_chapter_one_place_each"),
            one_of("kind", ChapterKind),
            models.CheckConstraint(
                name="reporting_chapter_of_a_commitment",
                condition=Q(kind=ChapterKind.COMMITMENT, commitment__isnull=False)
                | (~Q(kind=ChapterKind.COMMITMENT) & Q(commitment=None)),
            ),
        ]

    def __str__(self):
        return self.title


class CommitmentAssessment(models.Model):
    """One assessed part of a commitment, as OGP's template has it: by default the whole of it."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="parts")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="assessments")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300, help_text=_("Number and name, as the report has it."))
    lead_agency = models.CharField(max_length=300, blank=True)
    responsible = models.CharField(max_length=200, blank=True, help_text=_("By title and department."))
    objective = models.TextField(blank=True)
    description = models.TextField(blank=True)
    relevance = models.TextField(blank=True)
    ambition = models.TextField(blank=True)
    results = models.TextField(blank=True, help_text=_("Description of the results."))
    ends = models.CharField(max_length=200, blank=True)
    next_steps = models.TextField(blank=True)
    additional = models.TextField(blank=True)
    proposed = models.CharField(
        max_length=20, choices=Completion, blank=True, editable=False, help_text=_("From the stages.")
    )
    completion = models.CharField(max_length=20, choices=Completion, blank=True)
    completion_reason = models.TextField(
        blank=True, help_text=_("Why it differs from what the stages propose.")
    )
    confirmed_words = models.CharField(max_length=200, blank=True, editable=False)
    confirmed_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    personal_fields = ()

    class Meta:
        ordering = ["assessment", "position"]
        constraints = [
            models.UniqueConstraint("assessment", "position", name="reporting_part_one_place_each"),
            *(
                models.CheckConstraint(
                    name=f"reporting_part_{field}_is_known",
                    condition=Q(**{f"{field}__in": ["", *Completion.values]}),
                )
                for field in ("proposed", "completion")
            ),
        ]

    def __str__(self):
        return self.name


class Draft(models.Model):
    """A self-assessment as it stood at one moment, with every figure: JSON, of which nothing changes but
    words that are taken out of the public record."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the content in canonical form."))
    edition = models.ForeignKey(
        Edition,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The newest edition when it was frozen."),
    )
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    frozen_words = models.CharField(
        max_length=200, help_text=_("In what capacity; the portal itself where nobody did.")
    )

    personal_fields = ("frozen_by",)

    class Meta:
        ordering = ["assessment", "number"]
        constraints = [
            models.UniqueConstraint("assessment", "number", name="reporting_draft_one_number_each")
        ]

    def __str__(self):
        return f"{self.assessment_id}, draft {self.number}"
