"""Plans, agencies and amendments as data, with what is known here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.serializers import AgencySerializer as PlainAgencySerializer
from plans.serializers import AmendmentSerializer as PlainAmendmentSerializer
from plans.serializers import PlanSerializer as PlainPlanSerializer
from plans.serializers import SourcedSerializer, day_field, words_field

from ..choices import LeadRole
from ..record.day import CommitmentOnDay
from .parts import CountsSerializer, MoveSerializer, OnDaySerializer, RewordingSerializer, counts, is_public


class PlanSerializer(OnDaySerializer, PlainPlanSerializer):
    """A country's action plan, with its milestones counted for the day."""

    commitments = serializers.SerializerMethodField(
        help_text=_("How many commitments it has; parts of a commitment do not count.")
    )
    milestones = serializers.SerializerMethodField(help_text=_("Its milestones, counted for the day."))

    def get_commitments(self, plan) -> int:
        return sum(commitment.parent_id is None for commitment in plan.published_commitments)

    @extend_schema_field(CountsSerializer)
    def get_milestones(self, plan):
        on = self.context["on"]
        return counts([CommitmentOnDay(one, plan, on) for one in plan.published_commitments], plan, on)


class LedSerializer(SourcedSerializer):
    """A commitment that an agency leads or supports."""

    plan = words_field(_("The plan's slug."), source="commitment.plan.slug")
    commitment = words_field(_("The commitment's number."), source="commitment.number")
    url = serializers.SerializerMethodField(help_text=_("The commitment's address in this API."))
    role = serializers.ChoiceField(
        LeadRole.choices, read_only=True, help_text=_("Whether it leads or supports.")
    )
    office = words_field(_("The office within the agency, where the plan names one."))
    from_on = day_field(_("Its first day; null: from the beginning."))
    until_on = day_field(_("Its last day; null: to the end."))
    reason = words_field(_("Why it came to lead, or ceased to."))

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, lead):
        return self.link("commitments", lead.commitment.plan.slug, lead.commitment.number)


class AgencySerializer(PlainAgencySerializer):
    """A public body, with what it leads on the day."""

    leads = LedSerializer(
        many=True, read_only=True, source="leads_held", help_text=_("What it leads on the day.")
    )


class AmendedDateSerializer(MoveSerializer):
    """A date that an amendment moved."""

    commitment = serializers.SerializerMethodField(help_text=_("The commitment's number."))
    milestone = serializers.SerializerMethodField(
        help_text=_("The milestone's number; null: of the commitment.")
    )

    def get_commitment(self, change) -> str:
        return (change.commitment or change.milestone.commitment).number

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_milestone(self, change):
        return change.milestone and change.milestone.number


class AmendedWordsSerializer(RewordingSerializer):
    """Words that an amendment changed."""

    commitment = words_field(_("The commitment's number."), source="commitment.number")
    milestone = serializers.SerializerMethodField(
        help_text=_("The milestone's number; null: of the commitment.")
    )

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_milestone(self, change):
        return change.milestone and change.milestone.number


class AmendmentSerializer(PlainAmendmentSerializer):
    """A decision by which an adopted plan's dates and words changed, with what stood before and after."""

    dates = AmendedDateSerializer(many=True, read_only=True, source="dates_moved")
    words = serializers.SerializerMethodField(help_text=_("The words it changed."))

    @extend_schema_field(AmendedWordsSerializer(many=True))
    def get_words(self, amendment):
        shown = [change for change in amendment.words_changed if is_public(change)]
        return AmendedWordsSerializer(shown, many=True).data
