"""Published reports as data: what each is, and how far it finds the parts that it judges."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.choices import PeriodKind
from plans.serializers import (
    ChoiceOrNull,
    InventedSerializer,
    PublishedSerializer,
    ResourceSerializer,
    day_field,
    number_field,
    words_field,
)

from .choices import Completion
from .models import SelfAssessment


class AssessedPartSerializer(serializers.Serializer):
    """One assessed part of a commitment."""

    position = number_field(_("Its place in the report."))
    commitment = words_field(_("The commitment's number."), source="commitment.number")
    name = words_field(_("Number and name, as the report has it."))
    completion = ChoiceOrNull(
        Completion.choices, help_text=_("How far the government itself finds it; null where it does not say.")
    )
    completion_label = words_field(_("The completion in words."), source="get_completion_display")
    proposed = ChoiceOrNull(
        Completion.choices, help_text=_("What the published stages proposed; null where none was.")
    )
    completion_reason = words_field(_("Why it differs from what the stages proposed."))


class ReportSerializer(InventedSerializer, ResourceSerializer, PublishedSerializer):
    """The government's own account of a plan, as it was published."""

    plan = words_field(_("The plan's slug."), source="plan.slug")
    slug = words_field(_("Its identifier."))
    title = words_field(_("Its title."))
    kind = serializers.ChoiceField(PeriodKind.choices, read_only=True, help_text=_("Which kind of report."))
    period = serializers.SerializerMethodField(help_text=_("The slug of the period it was made for."))
    starts_on = day_field(_("The first day it covers; null where it is not said."))
    ends_on = serializers.DateField(read_only=True, help_text=_("The last day it speaks of."))
    publisher = words_field(_("Who published it."))
    identifier = words_field(_("Its ISBN or the like, where it has one."))
    parts = AssessedPartSerializer(
        many=True, read_only=True, source="parts.all", help_text=_("The parts that it judges.")
    )
    data = serializers.SerializerMethodField(help_text=_("The whole report as data, as it was frozen."))
    digest = words_field(_("SHA-256 of that data."), source="published_draft.digest")
    published_by = words_field(_("Who published it: role, title and agency."), source="published_in.by_words")

    def address(self, record: SelfAssessment) -> str:
        return self.link("reports", record.slug)

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_period(self, report):
        return report.period and report.period.slug

    @extend_schema_field(OpenApiTypes.URI)
    def get_data(self, report):
        return self.context["origin"] + reverse("self-assessment-data", args=[report.slug])
