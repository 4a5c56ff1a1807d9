"""Milestones and their stage updates as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.serializers import (
    AskedSerializer,
    ChoiceOrNull,
    InventedSerializer,
    LinkSerializer,
    PublishedSerializer,
    ResourceSerializer,
    date_field,
    flag_field,
    number_field,
    words_field,
)

from ..choices import DelayReason, Stage, Timeliness
from ..words import stage_words, timeliness_words
from .parts import DatesSerializer, OnDaySerializer


class MilestoneSerializer(
    DatesSerializer, OnDaySerializer, InventedSerializer, ResourceSerializer, PublishedSerializer
):
    """A step by which a promise can be verified, as it stood on the day."""

    plan = words_field(_("The plan's slug."), source="milestone.commitment.plan.slug")
    commitment = words_field(_("The commitment's number."), source="milestone.commitment.number")
    number = number_field(_("Its place in the commitment."), source="milestone.number")
    full_number = words_field(_("Its number as people say it: 5.3."), source="milestone.full_number")
    title = words_field(_("Its title on the day."), source="words.title")
    description = words_field(_("More about it, on the day."), source="words.description")
    stage = ChoiceOrNull(
        Stage.choices, help_text=_("The stage its agency declared; null where none is published for the day.")
    )
    stage_label = serializers.SerializerMethodField(help_text=_("The stage in words."))
    stage_as_of = date_field(_("The day for which the stage was declared."), source="update.as_of_on")
    stage_published_on = date_field(_("When the stage was published."), source="update.day_published")
    stage_update = serializers.SerializerMethodField(
        help_text=_("The stage update that holds on the day, with its note and evidence.")
    )
    timeliness = serializers.ChoiceField(
        Timeliness.choices,
        read_only=True,
        help_text=_("How it stands against its dates on the day; computed."),
    )
    timeliness_label = serializers.SerializerMethodField(help_text=_("The timeliness in words."))
    reason = ChoiceOrNull(
        DelayReason.choices,
        source="update.reason",
        help_text=_("The main reason where there are some delays."),
    )
    reason_words = words_field(_("What is holding it up."), source="update.reason_words", default="")
    expected_on = date_field(
        _("When its agency expects it with some delays: not before its due date, if reported here."),
        source="update.expected_on",
    )
    expected_not_known = flag_field(
        _("Whether its agency says that it does not know when."),
        source="update.expected_not_known",
        default=False,
    )
    completed_on = date_field(_("When it was completed."), source="update.completed_on")
    added_by = serializers.SerializerMethodField(help_text=_("The amendment that added it."))
    withdrawn_by = serializers.SerializerMethodField(
        help_text=_("The amendment that had withdrawn it by the day.")
    )
    split_from = serializers.SerializerMethodField(
        help_text=_("The milestone of its commitment that became this one and others, by its number.")
    )

    def record(self, standing):
        return standing.milestone

    def address(self, record):
        return self.link("milestones", record.commitment.plan.slug, record.commitment.number, record.number)

    def plan_of(self, record):
        return record.commitment.plan

    def get_stage_label(self, standing) -> str:
        return stage_words(standing)

    def get_timeliness_label(self, standing) -> str:
        return timeliness_words(standing)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_stage_update(self, standing):
        milestone, update = standing.milestone, standing.update
        commitment = milestone.commitment
        where = (commitment.plan.slug, commitment.number, milestone.number)
        return update and self.link("stage-updates", *where, update.entry)

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_added_by(self, standing):
        return standing.milestone.added_by and standing.milestone.added_by.slug

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_withdrawn_by(self, standing):
        return standing.milestone.withdrawn_by.slug if standing.is_withdrawn else None

    @extend_schema_field(serializers.IntegerField(allow_null=True, min_value=1))
    def get_split_from(self, standing):
        return standing.milestone.split_from and standing.milestone.split_from.number


class StageUpdateSerializer(AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer):
    """What an agency declared about a milestone, for a day. Appended, never edited."""

    plan = words_field(_("The plan's slug."), source="milestone.commitment.plan.slug")
    commitment = words_field(_("The commitment's number."), source="milestone.commitment.number")
    milestone = number_field(_("The milestone's place in the commitment."), source="milestone.number")
    entry = number_field(_("Its place in the milestone's history."))
    stage = serializers.ChoiceField(Stage.choices, read_only=True, help_text=_("The stage declared."))
    stage_label = words_field(_("The stage in words."), source="get_stage_display")
    as_of = date_field(_("The day for which it was declared."), source="as_of_on")
    period = serializers.SerializerMethodField(help_text=_("The period whose report it belongs to."))
    progress_report = serializers.SerializerMethodField(help_text=_("The report it belongs to."))
    note = words_field(_("What the agency adds, in words."))
    reason = ChoiceOrNull(DelayReason.choices, help_text=_("The main reason where there are some delays."))
    reason_words = words_field(_("What is holding it up."))
    expected_on = date_field(
        _("When the agency expects it with some delays: not before its due date, if reported here.")
    )
    expected_not_known = flag_field(_("Whether the agency says that it does not know when."))
    completed_on = date_field(_("When it was completed."))
    evidence = LinkSerializer(many=True, read_only=True, source="evidence.all", help_text=_("What shows it."))
    corrects = serializers.SerializerMethodField(help_text=_("The entry that it corrects."))
    why_corrected = words_field(_("What was wrong with the entry that it corrects."))
    published_by = words_field(_("Who published it: role, title and agency."), source="published_in.by_words")

    def address(self, record):
        commitment = record.milestone.commitment
        return self.link(
            "stage-updates", commitment.plan.slug, commitment.number, record.milestone.number, record.entry
        )

    def page_of(self, record):
        return f"{record.milestone.get_absolute_url()}-entry-{record.entry}"

    def plan_of(self, record):
        return record.milestone.commitment.plan

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_period(self, update):
        return update.report and update.report.period.slug

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_progress_report(self, update):
        if update.report is None or not update.report.is_published:
            return None
        commitment = update.milestone.commitment
        return self.link(
            "progress-reports", commitment.plan.slug, commitment.number, update.report.period.slug
        )

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_corrects(self, update):
        return update.corrects and update.corrects.entry
