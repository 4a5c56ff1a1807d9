"""Who met, and who was told: forums, meetings, outreach."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.document import text_of
from plans.rules import holds_on
from plans.serializers import (
    AskedSerializer,
    ChoiceOrNull,
    InventedSerializer,
    PartialDateField,
    PublishedSerializer,
    ResourceSerializer,
    SourcedSerializer,
    date_field,
    day_field,
    flag_field,
    number_field,
    words_field,
)

from ..choices import ForumKind, MeetingKind, PaperKind, Sector
from ..record import papers_on


class PaperSerializer(serializers.Serializer):
    """A paper of a meeting, as it stood on the day: there, or only promised."""

    kind = serializers.ChoiceField(
        PaperKind.choices, read_only=True, source="paper.kind", help_text=_("What it is.")
    )
    title = serializers.SerializerMethodField(help_text=_("What it is called; empty until it is public."))
    url = serializers.SerializerMethodField(help_text=_("Where it is read; null until it is public."))
    due_on = day_field(_("By when it was promised to be public."), source="paper.due_on")
    published_on = serializers.SerializerMethodField(help_text=_("When it became public."))
    days_late = number_field(_("How many days after the promised one it came, or has not come by the day."))

    def get_title(self, one) -> str:
        return one.paper.title if one.is_out else ""

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_url(self, one):
        return one.paper.address if one.is_out else None

    @extend_schema_field(PartialDateField)
    def get_published_on(self, one):
        return text_of(one.paper.day_out) if one.is_out else None


class AttendanceSerializer(serializers.Serializer):
    """How many came from one sector."""

    sector = ChoiceOrNull(Sector.choices, help_text=_("Where they came from; null: not stated."))
    number = number_field(_("How many."))


class MeetingSerializer(InventedSerializer, ResourceSerializer, PublishedSerializer):
    """People met."""

    plan = words_field(_("The plan's slug."), source="plan.slug")
    slug = words_field(_("Its identifier within the plan."))
    kind = serializers.ChoiceField(MeetingKind.choices, read_only=True, help_text=_("What sort of meeting."))
    title = words_field(_("What it was."))
    place = words_field(_("Where it was."))
    held_on = date_field(_("When it was held."))
    number = number_field(_("How many meetings the row stands for, where its source only counts them."))
    attended = number_field(_("How many people came; null: not counted."), allow_null=True)
    government_present = flag_field(_("Whether government was there; null: not said."), allow_null=True)
    others_present = flag_field(_("Whether others were there; null: not said."), allow_null=True)
    results_presented = flag_field(_("Whether results were presented; null: not said."), allow_null=True)
    comments_collected = flag_field(_("Whether comments were collected; null: not said."), allow_null=True)
    attendance = AttendanceSerializer(
        many=True, read_only=True, help_text=_("Who came, by sector; empty: not counted so.")
    )
    papers = serializers.SerializerMethodField(
        help_text=_("Its papers on the day: those that were public, and those that were promised.")
    )
    account = words_field(_("What was spoken of, in Markdown."))
    notes_url = words_field(_("The address of the notes."))
    forum = serializers.SerializerMethodField(help_text=_("The slug of the forum that met."))
    consultation = serializers.SerializerMethodField(
        help_text=_("The slug of the consultation that it belonged to.")
    )

    def address(self, record):
        return self.link("meetings", record.plan.slug, record.slug)

    def page_of(self, record):
        about = next((one for one in (record.consultation, record.forum) if one and one.is_published), None)
        return (about or record.plan).get_absolute_url()

    @extend_schema_field(PaperSerializer(many=True))
    def get_papers(self, meeting):
        return PaperSerializer(papers_on(meeting, self.context["on"]), many=True).data

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_forum(self, meeting):
        return meeting.forum.slug if meeting.forum and meeting.forum.is_published else None

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_consultation(self, meeting):
        asked = meeting.consultation
        return asked.slug if asked and asked.is_published else None


class OutreachSerializer(InventedSerializer, ResourceSerializer, PublishedSerializer):
    """People were told that they could take part."""

    plan = words_field(_("The plan's slug."), source="plan.slug")
    slug = words_field(_("Its identifier within the plan."))
    channel = words_field(_("How they were told."))
    audience = words_field(_("Who was told."))
    reach = number_field(_("How many were reached; null: not counted."), allow_null=True)
    starts_on = date_field(_("From when."))
    ends_on = date_field(_("Until when."))
    note = words_field(_("What else there is to say of it."))

    def address(self, record):
        return self.link("outreach", record.plan.slug, record.slug)

    def page_of(self, record):
        return record.plan.get_absolute_url()


class MemberSerializer(serializers.Serializer):
    """A seat in a forum; whoever holds it is not named."""

    role = words_field(_("In words."))
    sector = serializers.ChoiceField(Sector.choices, read_only=True, help_text=_("Where they come from."))
    affiliation = words_field(_("The organisation, where it is said."))
    biography = words_field(_("What they bring, without a name."))
    from_on = day_field(_("Its first day; null: from the beginning."))
    until_on = day_field(_("Its last day; null: to the end."))


class DecisionSerializer(SourcedSerializer):
    """What a forum decided."""

    number = number_field(_("Its number within the forum."))
    what = words_field(_("What was decided, in Markdown."))
    why = words_field(_("Why."))
    decided_by = words_field(_("Who decided, in words."))
    decided_on = date_field(_("When."))
    meeting = serializers.SerializerMethodField(help_text=_("The slug of the meeting at which it was taken."))
    corrects = serializers.SerializerMethodField(help_text=_("The number of the decision that it corrects."))

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_meeting(self, decision):
        return decision.public_meeting.slug if decision.public_meeting else None

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_corrects(self, decision):
        return decision.corrects.number if decision.corrects else None


class ForumSerializer(AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer):
    """People who meet about a plan."""

    plan = words_field(_("The slug of the plan under which it was set up."), source="plan.slug")
    slug = words_field(_("Its identifier."))
    kind = serializers.ChoiceField(ForumKind.choices, read_only=True, help_text=_("What sort of forum."))
    name = words_field(_("Its name."))
    agency = serializers.SerializerMethodField(help_text=_("The slug of the agency whose own group it is."))
    remit = words_field(_("What it is for, in Markdown."))
    rules = words_field(_("How it works, in Markdown."))
    rules_url = words_field(_("The address of its rules."))
    rules_published_on = date_field(_("When its rules were published."))
    starts_on = date_field(_("Since when."))
    ends_on = date_field(_("Until when."))
    members = serializers.SerializerMethodField(help_text=_("Its seats on the day, by role and sector."))
    decisions = DecisionSerializer(
        many=True,
        read_only=True,
        source="decisions_known",
        help_text=_("What it decided by the day, the newest first."),
    )
    invited_to = serializers.SerializerMethodField(
        help_text=_("The slugs of consultations to which it was asked by name, by the day.")
    )
    meetings = MeetingSerializer(
        many=True, read_only=True, source="meetings_held", help_text=_("Its meetings by the day.")
    )

    def address(self, record):
        return self.link("forums", record.slug)

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_agency(self, forum):
        return forum.agency.slug if forum.agency and forum.agency.is_published else None

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_invited_to(self, forum):
        return [one.consultation.slug for one in forum.invited]

    @extend_schema_field(MemberSerializer(many=True))
    def get_members(self, forum):
        on = self.context["on"]
        seats = [seat for seat in forum.members.all() if holds_on(seat.from_on, seat.until_on, on)]
        return MemberSerializer(seats, many=True).data
