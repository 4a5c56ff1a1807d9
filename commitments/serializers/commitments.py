"""A commitment as data, as it stood on a day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.serializers import (
    ChoiceOrNull,
    CodeSerializer,
    InventedSerializer,
    PublishedSerializer,
    ResourceSerializer,
    flag_field,
    words_field,
)

from ..choices import Work
from ..models import Commitment
from ..record.day import CommitmentOnDay
from .indicators import IndicatorSerializer, WithdrawnIndicatorSerializer
from .parts import (
    CountsSerializer,
    DatesSerializer,
    LeadSerializer,
    OnDaySerializer,
    RewordingSerializer,
    counts,
    is_public,
)


class CommitmentSerializer(
    DatesSerializer, OnDaySerializer, InventedSerializer, ResourceSerializer, PublishedSerializer
):
    """A promise in an action plan, as it stood on the day."""

    plan = words_field(_("The plan's slug."), source="plan.slug")
    number = words_field(_("Its number in the plan."), source="commitment.number")
    number_is_ours = flag_field(
        _("Whether it was numbered here, for want of a number in its source."),
        source="commitment.number_is_ours",
    )
    parent = serializers.SerializerMethodField(
        help_text=_("The number of the commitment that it is a part of.")
    )
    title = words_field(_("Its title on the day."), source="words.title")
    promise = words_field(_("What is promised, in one sentence."), source="words.promise")
    objective = words_field(_("What it is for."), source="words.objective")
    status_quo = words_field(_("How things were before it."), source="words.status_quo")
    ambition = words_field(_("How far it wants to go."), source="words.ambition")
    others_involved = words_field(_("Who else works on it, in words."), source="words.others_involved")
    resources = serializers.SerializerMethodField(
        help_text=_("Its resources in words; null where they are not public.")
    )
    work = ChoiceOrNull(Work.choices, source="commitment.work", help_text=_("New in this plan, or ongoing."))
    values = serializers.SerializerMethodField(help_text=_("The OGP values it serves."))
    challenges = serializers.SerializerMethodField(help_text=_("The grand challenges it takes up."))
    leads = LeadSerializer(
        many=True, read_only=True, help_text=_("Who led and supported on the day, leads first.")
    )
    milestones = serializers.SerializerMethodField(help_text=_("Its milestones, counted for the day."))
    indicators = IndicatorSerializer(
        many=True, read_only=True, help_text=_("Figures by which it is measured, reported elsewhere.")
    )
    indicators_withdrawn = WithdrawnIndicatorSerializer(
        many=True, read_only=True, help_text=_("Figures that were published and have been withdrawn since.")
    )
    wording_changes = serializers.SerializerMethodField(
        help_text=_("How its words changed by the day, oldest first.")
    )

    def record(self, row: CommitmentOnDay) -> Commitment:
        return row.commitment

    def address(self, record):
        return self.link("commitments", record.plan.slug, record.number)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_parent(self, row):
        return row.commitment.parent and row.commitment.parent.number

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_resources(self, row):
        return row.words["resources"] if row.commitment.resources_public else None

    @extend_schema_field(CodeSerializer(many=True))
    def get_values(self, row):
        return [{"code": code, "label": row.plan.value_label(code)} for code in row.commitment.values]

    @extend_schema_field(CodeSerializer(many=True))
    def get_challenges(self, row):
        return [{"code": code, "label": row.plan.challenge_label(code)} for code in row.commitment.challenges]

    @extend_schema_field(CountsSerializer)
    def get_milestones(self, row):
        return counts([row], row.plan, row.on)

    @extend_schema_field(RewordingSerializer(many=True))
    def get_wording_changes(self, row):
        shown = [change for change in row.rewordings if is_public(change)]
        return RewordingSerializer(shown, many=True).data
