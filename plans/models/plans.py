from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..choices import GrandChallenge, OGPValue, PlanState
from ..fields import PartialDateColumns, in_order, one_of, whole_date
from .editions import Published, PublishedQuerySet
from .sources import Sourced


class ActionPlanQuerySet(PublishedQuerySet):
    def being_made(self):
        """Not adopted, and made here: a draft that was put out here leaves a frozen one behind."""
        return self.filter(Q(state=PlanState.DEVELOPMENT) | Q(state=PlanState.DRAFT, drafts__number=1))

    def in_force_on(self, on: date):
        return self.filter(state=PlanState.ADOPTED, starts_first__lte=on, ends_last__gte=on)

    def over_on(self, on: date):
        return self.filter(ends_last__lt=on)

    def newest_first(self):
        return self.order_by("-starts_first", "slug")


class ActionPlan(Published, Sourced):
    """A country's action plan for about two years."""

    slug = models.SlugField(max_length=60, unique=True)
    country = models.CharField(max_length=2, help_text=_("ISO 3166 code."))
    language = models.CharField(max_length=10, default="en", help_text=_("BCP 47 code."))
    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=60, help_text=_("As the breadcrumb says it: 2016–18."))
    summary = models.TextField(blank=True, help_text=_("One or two sentences on what it is about."))
    starts_on = PartialDateColumns()
    ends_on = PartialDateColumns()
    state = models.CharField(max_length=20, choices=PlanState, default=PlanState.DEVELOPMENT)
    adopted_on = PartialDateColumns()
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )
    is_invented = models.BooleanField(
        default=False, help_text=_("An invented example; every page, row and export says so.")
    )
    value_labels = models.JSONField(
        default=dict, blank=True, help_text=_("OGP values as this plan prints them, by code.")
    )
    challenge_labels = models.JSONField(
        default=dict, blank=True, help_text=_("Grand challenges as this plan prints them, by code.")
    )
    publish_on_sign_off = models.BooleanField(
        default=False, help_text=_("What an approver signs becomes public at once, without the coordinator.")
    )
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = ActionPlanQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["-starts_first", "slug"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            whole_date("starts"),
            whole_date("ends"),
            whole_date("adopted"),
            in_order("starts_first", "ends_last"),
            one_of("state", PlanState),
            models.CheckConstraint(
                name="plans_actionplan_public_from_its_draft_on",
                condition=~Q(state=PlanState.DEVELOPMENT) | Q(published_in=None),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plan", args=[self.slug])

    @property
    def is_being_made(self) -> bool:
        """As `being_made`: its live rows are still being edited, and are not for the public."""
        if self.state == PlanState.DRAFT:
            return self.drafts.exists()
        return self.state == PlanState.DEVELOPMENT

    @property
    def public_address(self) -> str:
        """Where the public reads of it: its page, or how it is being made; empty while it reads nothing."""
        if self.is_published:
            return self.get_absolute_url()
        has_timeline = self.timelines.exclude(published_in=None).exists()
        return reverse("plan-timeline", args=[self.slug]) if has_timeline else ""

    @property
    def public_sections(self) -> list["PlanSection"]:
        """What the public reads of it: nothing while it is being made, where a frozen draft speaks for it."""
        return [] if self.is_being_made else list(self.sections.all())

    def is_in_force_on(self, on: date) -> bool:
        """As `in_force_on`."""
        if self.state != PlanState.ADOPTED or self.starts_first is None or self.ends_last is None:
            return False
        return self.starts_first <= on <= self.ends_last

    def is_over_on(self, on: date) -> bool:
        return self.ends_last is not None and self.ends_last < on

    def value_label(self, code: str) -> str:
        return self.value_labels.get(code) or str(OGPValue(code).label)

    def challenge_label(self, code: str) -> str:
        return self.challenge_labels.get(code) or str(GrandChallenge(code).label)


class PlanSection(models.Model):
    """A narrative part of the plan: introduction, how it was made."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="sections")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text=_("Markdown."))
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    personal_fields = ()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint("plan", "slug", name="plans_section_once_a_plan"),
            models.UniqueConstraint("plan", "position", name="plans_section_one_place_each"),
        ]

    def __str__(self):
        return self.title
