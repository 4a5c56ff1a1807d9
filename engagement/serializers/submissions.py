"""What was said, as each sender allows it to be read, with the answer to every point."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.serializers import (
    AskedSerializer,
    ChoiceOrNull,
    InventedSerializer,
    PublishedSerializer,
    ResourceSerializer,
    date_field,
    number_field,
    words_field,
)

from ..choices import Channel, Disposition, PublishAs, StakeholderType
from ..models import ReasonedResponse, SubmissionPoint


class AnswerSerializer(serializers.Serializer):
    """What was decided about a point, why, and what changed."""

    disposition = serializers.ChoiceField(
        Disposition.choices, read_only=True, help_text=_("What was decided.")
    )
    reason = words_field(_("Why."))
    changed = words_field(_("What changed, where something did."))
    changed_commitment = serializers.SerializerMethodField(
        help_text=_("The number of the commitment that changed.")
    )
    published_on = date_field(_("When it was published."), source="day_published")
    edition = number_field(_("The edition in which it became public."), source="published_in_id")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_changed_commitment(self, response: ReasonedResponse):
        changed = response.changed_commitment
        return changed.number if changed and changed.is_published else None


class PointSerializer(serializers.Serializer):
    """One thing a submission says."""

    position = number_field(_("Its place in the submission."))
    text = words_field(_("Its own words; where they are withheld, it says so."), source="public_text")
    withheld = serializers.SerializerMethodField(help_text=_("On what ground its words are withheld."))
    theme = serializers.SerializerMethodField(help_text=_("The slug of its theme."))
    commitment = serializers.SerializerMethodField(help_text=_("The number of the commitment it is on."))
    milestone = serializers.SerializerMethodField(
        help_text=_("The milestone it is on, by its place in that commitment.")
    )
    answer = serializers.SerializerMethodField(help_text=_("Its answer; null before that was given."))

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_withheld(self, point: SubmissionPoint):
        return point.withheld_ground if point.is_withheld else None

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_theme(self, point: SubmissionPoint):
        return point.theme.slug if point.theme else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_commitment(self, point: SubmissionPoint):
        commitment = point.public_commitment
        return commitment and commitment.number

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_milestone(self, point: SubmissionPoint):
        milestone = point.public_milestone
        return milestone and milestone.number

    @extend_schema_field(AnswerSerializer(allow_null=True))
    def get_answer(self, point: SubmissionPoint):
        answer = getattr(point, "response", None)
        return AnswerSerializer(answer).data if answer else None


class SubmissionSerializer(AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer):
    """What somebody sent to a consultation, as they allow it to be read; never who they are."""

    plan = words_field(_("The plan's slug."), source="consultation.plan.slug")
    consultation = words_field(_("The consultation's slug."), source="consultation.slug")
    number = number_field(_("Its number within the consultation: cite it by this."))
    received_on = serializers.SerializerMethodField(help_text=_("The day it came in."))
    channel = serializers.ChoiceField(Channel.choices, read_only=True, help_text=_("By what way it came."))
    handed_in_by = serializers.SerializerMethodField(
        help_text=_("The organisation that handed it in for one of its members, where it may be shown.")
    )
    group = serializers.SerializerMethodField(
        help_text=_("The number of the group of the consultation whose answers are its answers; else null.")
    )
    stakeholder_type = ChoiceOrNull(StakeholderType.choices, help_text=_("Who sent it, as far as they said."))
    publish_as = serializers.ChoiceField(
        PublishAs.choices, read_only=True, help_text=_("How its sender allows it to be shown.")
    )
    text = words_field(
        _("Its words, without passages that are withheld; null where it may not be shown."),
        source="public_text",
        allow_null=True,
    )
    points = serializers.SerializerMethodField(
        help_text=_("What it says, point by point, with answers; empty where it may not be shown.")
    )

    def address(self, record):
        return self.link("submissions", record.consultation.slug, record.number)

    def page_of(self, record):
        return (record if record.may_be_read else record.consultation).get_absolute_url()

    def plan_of(self, record):
        return record.consultation.plan

    @extend_schema_field(OpenApiTypes.DATE)
    def get_received_on(self, submission):
        return timezone.localdate(submission.received_at, submission.consultation.timezone).isoformat()

    @extend_schema_field(serializers.CharField())
    def get_handed_in_by(self, submission):
        return submission.handed_in_by if submission.may_be_read else ""

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_group(self, submission):
        group = submission.group
        return group.number if group and group.is_published else None

    @extend_schema_field(PointSerializer(many=True))
    def get_points(self, submission):
        points = submission.points.all() if submission.may_be_read else []
        return PointSerializer(points, many=True).data

    def get_fields(self):
        """Submissions have no source: those brought in from a document are known as totals only."""
        fields = super().get_fields()
        return {name: found for name, found in fields.items() if name not in ("source", "not_stated")}
