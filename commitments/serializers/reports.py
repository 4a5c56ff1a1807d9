"""Progress reports as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.choices import PeriodKind
from plans.serializers import (
    AskedSerializer,
    InventedSerializer,
    LinkSerializer,
    PublishedSerializer,
    ResourceSerializer,
    date_field,
    flag_field,
    number_field,
    words_field,
)

from ..choices import Stage
from .parts import LeadSerializer


class DeclaredSerializer(serializers.Serializer):
    """A stage that a report declared."""

    milestone = number_field(_("The milestone's place in the commitment."), source="milestone.number")
    entry = number_field(_("The entry in the milestone's history."))
    stage = serializers.ChoiceField(Stage.choices, read_only=True, help_text=_("The stage declared."))


class CorrectedWordsSerializer(serializers.Serializer):
    """A text of a report that was corrected."""

    field = words_field(_("The text that was corrected."))
    before = words_field(_("What was published before."))
    after = words_field(_("What it was corrected to."))
    reason = words_field(_("What was wrong."))
    published_on = date_field(_("The day on which the correction was published."), source="day_published")
    written_by = words_field(_("Who wrote it: role, title and agency."), source="written_words")
    published_by = words_field(_("Who published it: role, title and agency."), source="published_in.by_words")


class ProgressReportSerializer(AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer):
    """What an agency reports on a commitment for a period."""

    plan = words_field(_("The plan's slug."), source="commitment.plan.slug")
    commitment = words_field(_("The commitment's number."), source="commitment.number")
    period = words_field(_("The period's slug."), source="period.slug")
    title = words_field(_("The period in words."), source="period.words")
    kind = serializers.ChoiceField(
        PeriodKind.choices, source="period.kind", read_only=True, help_text=_("Which kind of report.")
    )
    starts_on = serializers.DateField(
        source="period.starts_on", read_only=True, help_text=_("The period's first day.")
    )
    ends_on = serializers.DateField(
        source="period.ends_on", read_only=True, help_text=_("The period's last day.")
    )
    leads = serializers.SerializerMethodField(
        help_text=_("Who led and supported on any day of the period, leads first.")
    )
    nothing_to_report = flag_field(_("Whether the agency had nothing to report."))
    doing = words_field(_("What has been done. Markdown."))
    next = words_field(_("What is next. Markdown."))
    reflection = words_field(_("The reflection. Markdown."))
    links = LinkSerializer(many=True, read_only=True, source="links.all", help_text=_("The report's links."))
    stages = DeclaredSerializer(
        many=True, read_only=True, source="published_updates", help_text=_("The stages it declared.")
    )
    corrections = CorrectedWordsSerializer(
        many=True,
        read_only=True,
        source="corrections_published",
        help_text=_("Its texts that were corrected since, the oldest first; it holds today's words."),
    )
    submitted_by = words_field(_("Who submitted it: role, title and agency."), source="submitted_words")
    approved_by = words_field(_("Who signed it off: role, title and agency."), source="approved_words")
    published_by = words_field(_("Who published it: role, title and agency."), source="published_in.by_words")

    def address(self, record):
        commitment = record.commitment
        return self.link("progress-reports", commitment.plan.slug, commitment.number, record.period.slug)

    def plan_of(self, record):
        return record.commitment.plan

    @extend_schema_field(LeadSerializer(many=True))
    def get_leads(self, report):
        first, last = report.period.starts_on, report.period.ends_on
        leads = report.commitment.leads_between(first, last)
        for lead in leads:
            called = lead.agency.called_on(last)
            lead.agency.name, lead.agency.short_name = called.name, called.short_name
        return LeadSerializer(leads, many=True, context=self.context).data
