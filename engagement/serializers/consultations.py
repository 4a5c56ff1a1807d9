"""What was asked, how far it was at the end of a day, and under which themes."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.document import PARTIAL_DATE, text_of
from plans.serializers import (
    AskedSerializer,
    InventedSerializer,
    PublishedSerializer,
    ResourceSerializer,
    SourcedSerializer,
    date_field,
    day_field,
    flag_field,
    number_field,
    words_field,
)

from ..choices import Dimension, Disposition, GroupKind, Purpose, QuestionKind, Standing
from ..record import ThemeOnDay, outreach_beside, tables_of, wholes_of
from .forums import MeetingSerializer, OutreachSerializer

BY_DISPOSITION = {
    "type": ["object", "null"],
    "properties": {code: {"type": "integer", "minimum": 0} for code in Disposition.values},
    "required": Disposition.values,
}


def by_disposition(decided) -> dict[str, int]:
    return {code: decided[code] for code in Disposition.values}


class DocumentSerializer(serializers.Serializer):
    """Something to read before taking part."""

    title = serializers.CharField(read_only=True)
    url = serializers.URLField(read_only=True, source="address")
    size = words_field(_("Type and size in words."), source="words")
    media_type = serializers.CharField(
        read_only=True,
        allow_null=True,
        source="file.media_type",
        default=None,
        help_text=_("Of a file that is kept here; null for an address elsewhere."),
    )
    bytes = number_field(
        _("How much such a file weighs; null for an address elsewhere."),
        source="file.size",
        default=None,
        allow_null=True,
    )


class QuestionSerializer(serializers.Serializer):
    """One thing that is asked beside the main question; nobody has to answer any."""

    position = number_field(_("Its place among the questions."))
    kind = serializers.ChoiceField(
        QuestionKind.choices, read_only=True, help_text=_("In what shape it is answered.")
    )
    label = words_field(_("The question."))
    hint = words_field(_("What helps to answer it."))
    options = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text=_("What can be chosen; empty where it is answered by writing."),
    )


class TotalSerializer(SourcedSerializer):
    """A number that is known only as a total."""

    unit = words_field(_("What is counted, as printed."))
    label = words_field(_("Of what, where the source says so."))
    number = number_field(_("Null: not counted."), allow_null=True)


class TotalRowSerializer(serializers.Serializer):
    """A line of a table of totals."""

    label = words_field(_("As printed."))
    number = number_field(_("Null: not counted."), allow_null=True)


class TotalsTableSerializer(SourcedSerializer):
    """Totals of one unit, broken down as their source does."""

    dimension = serializers.ChoiceField(
        Dimension.choices, read_only=True, help_text=_("By what it is broken down.")
    )
    unit = words_field(_("What is counted."))
    heading = words_field(_("The table's own heading."))
    rows = TotalRowSerializer(many=True, read_only=True, source="printed")
    counted = number_field(_("The sum of its rows."))
    whole = number_field(_("All of the unit, where the source states it."), allow_null=True)
    not_in_the_table = number_field(
        _("What the table leaves out of the whole; null where that cannot be told."), allow_null=True
    )

    def record(self, row):
        return row.sources[0]


class GroupSerializer(serializers.Serializer):
    """What many said alike: counted apart, answered once."""

    number = number_field(_("Its number within the consultation."))
    kind = serializers.ChoiceField(GroupKind.choices, read_only=True, help_text=_("Why it is one."))
    title = words_field(_("What it is called."))
    submissions = number_field(_("How many submissions say it."), source="size")
    lead = number_field(_("The submission whose points are answered for all."), source="lead.number")


class ConsultationSerializer(AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer):
    """The public was asked something, as it stood at the end of the day."""

    plan = words_field(_("The plan's slug."), source="consultation.plan.slug")
    slug = words_field(_("Its identifier."), source="consultation.slug")
    title = words_field(_("What it is called."), source="consultation.title")
    purpose = serializers.ChoiceField(
        Purpose.choices, read_only=True, source="consultation.purpose", help_text=_("What it is for.")
    )
    stage = words_field(_("Which of several it is, in words."), source="consultation.stage")
    standing = serializers.ChoiceField(
        Standing.choices, read_only=True, help_text=_("How far it was at the end of the day.")
    )
    background = words_field(_("What people need to know, in Markdown."), source="consultation.background")
    question = words_field(_("What they are asked."), source="consultation.question")
    questions = QuestionSerializer(many=True, read_only=True, source="consultation.questions.all")
    draft = serializers.SerializerMethodField(
        help_text=_("The address of the draft of the plan that it is about, for people.")
    )
    opens_at = serializers.SerializerMethodField(
        help_text=_("When it opens; null where only days are known.")
    )
    closes_at = serializers.SerializerMethodField(help_text=_("When it closes."))
    zone = words_field(_("The time zone of its hours."), source="consultation.zone")
    opened_on = date_field(_("Its first day."), source="consultation.first_day")
    closed_on = date_field(_("Its last day."), source="consultation.last_day")
    decided_by = words_field(_("Who decides."), source="consultation.decided_by")
    decided_how = words_field(_("How it is decided."), source="consultation.decided_how")
    answers_due_on = day_field(_("When answers are promised."), source="consultation.answers_due_on")
    answered_on = serializers.SerializerMethodField(help_text=_("When the answers were published."))
    answers_late = serializers.SerializerMethodField(
        help_text=_("Whether the promised day was over by then without answers, or before they came.")
    )
    what_we_heard = serializers.SerializerMethodField(
        help_text=_("In short what people said and what followed, in Markdown; null before the answers.")
    )
    documents = DocumentSerializer(many=True, read_only=True, source="consultation.documents.all")
    follows = serializers.SerializerMethodField(help_text=_("The slug of the round before."))
    amendment = serializers.SerializerMethodField(help_text=_("The slug of the amendment it is about."))
    submissions = serializers.SerializerMethodField(
        help_text=_("How many submissions came in; null before the answers, or where none are held here.")
    )
    not_to_be_shown = serializers.SerializerMethodField(
        help_text=_("How many of them may not be shown; they are counted and answered.")
    )
    withdrawn = serializers.SerializerMethodField(
        help_text=_("How many their senders withdrew; counted as nothing else.")
    )
    set_aside = serializers.SerializerMethodField(
        help_text=_("How many were set aside, since no person sent them; counted as nothing else.")
    )
    points = serializers.SerializerMethodField(
        help_text=_("How many points were answered; those withdrawn since stay counted.")
    )
    by_disposition = serializers.SerializerMethodField(help_text=_("What was decided about the points."))
    groups = serializers.SerializerMethodField(
        help_text=_("What many said alike, counted among the submissions and answered once; null as above.")
    )
    totals = serializers.SerializerMethodField(
        help_text=_("Counts known only as totals, never added to what is counted here.")
    )
    tables = serializers.SerializerMethodField(help_text=_("Totals broken down, as their source does."))
    themes = serializers.SerializerMethodField(
        help_text=_("The slugs of its themes; null before the answers.")
    )
    shows_ideas = flag_field(
        _("Whether points are shown as ideas while it is open."), source="consultation.shows_ideas"
    )
    invited = serializers.SerializerMethodField(
        help_text=_("The slugs of forums that were asked by name, by the day; everybody can take part.")
    )
    meetings = serializers.SerializerMethodField(
        help_text=_("Meetings that belong to it, held or announced by the day.")
    )
    outreach = serializers.SerializerMethodField(
        help_text=_("Who was told while it ran, by the day; some of it may be about another round.")
    )

    def record(self, row):
        return row.consultation

    def address(self, record):
        return self.link("consultations", record.slug)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_opens_at(self, row):
        return self._moment(row, row.consultation.opens_at)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_closes_at(self, row):
        return self._moment(row, row.consultation.closes_at)

    def _moment(self, row, at):
        """With the offset of the consultation's own zone."""
        return at and timezone.localtime(at, row.consultation.timezone).isoformat()

    def _is_answered(self, row) -> bool:
        return row.standing == Standing.ANSWERED

    @extend_schema_field({"type": ["string", "null"], "pattern": PARTIAL_DATE["pattern"]})
    def get_answered_on(self, row):
        return text_of(row.consultation.day_answered) if self._is_answered(row) else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_what_we_heard(self, row):
        is_told = self._is_answered(row) or row.consultation.is_sourced
        return row.consultation.what_we_heard if is_told else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_draft(self, row):
        draft = row.consultation.draft
        return self.context["origin"] + draft.get_absolute_url() if draft and draft.is_published else None

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_follows(self, row):
        before = row.consultation.follows
        return before.slug if before and before.is_published else None

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_amendment(self, row):
        amendment = row.consultation.amendment
        return amendment.slug if amendment and amendment.is_published else None

    @extend_schema_field(serializers.IntegerField(allow_null=True, min_value=0))
    def get_submissions(self, row):
        return row.tally.submissions if self._is_answered(row) else None

    @extend_schema_field(serializers.IntegerField(allow_null=True, min_value=0))
    def get_not_to_be_shown(self, row):
        return row.tally.unseen if self._is_answered(row) else None

    @extend_schema_field(serializers.BooleanField())
    def get_answers_late(self, row):
        asked = row.consultation
        return asked.was_answered_late if self._is_answered(row) else asked.is_late_at(row.now)

    @extend_schema_field(serializers.IntegerField(allow_null=True, min_value=0))
    def get_withdrawn(self, row):
        return row.tally.withdrawn + row.tally.gone if self._is_answered(row) else None

    @extend_schema_field(serializers.IntegerField(allow_null=True, min_value=0))
    def get_set_aside(self, row):
        return row.tally.set_aside if self._is_answered(row) else None

    @extend_schema_field(serializers.IntegerField(allow_null=True, min_value=0))
    def get_points(self, row):
        return row.tally.points if self._is_answered(row) else None

    @extend_schema_field(BY_DISPOSITION)
    def get_by_disposition(self, row):
        return by_disposition(row.tally.decided) if self._is_answered(row) else None

    @extend_schema_field(GroupSerializer(many=True, allow_null=True))
    def get_groups(self, row):
        if not self._is_answered(row):
            return None
        return GroupSerializer(row.consultation.groups_told, many=True).data

    @extend_schema_field(TotalSerializer(many=True))
    def get_totals(self, row):
        return TotalSerializer(wholes_of(row.consultation.totals.all()), many=True, context=self.context).data

    @extend_schema_field(TotalsTableSerializer(many=True))
    def get_tables(self, row):
        tables = tables_of(row.consultation.totals.all())
        return TotalsTableSerializer(tables, many=True, context=self.context).data

    @extend_schema_field({"type": ["array", "null"], "items": {"type": "string"}})
    def get_themes(self, row):
        is_told = self._is_answered(row) or row.consultation.is_sourced
        return [theme.slug for theme in row.consultation.themes.all()] if is_told else None

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_invited(self, row):
        return [one.forum.slug for one in row.consultation.invited]

    @extend_schema_field(MeetingSerializer(many=True))
    def get_meetings(self, row):
        return MeetingSerializer(row.consultation.meetings_held, many=True, context=self.context).data

    @extend_schema_field(OutreachSerializer(many=True))
    def get_outreach(self, row):
        told = outreach_beside(row.consultation, row.consultation.plan.outreach_known)
        return OutreachSerializer(told, many=True, context=self.context).data


class ThemeSerializer(AskedSerializer, InventedSerializer, ResourceSerializer, SourcedSerializer):
    """What points were about, with how many there were and what was decided, by the end of the day."""

    plan = words_field(_("The plan's slug."), source="theme.consultation.plan.slug")
    consultation = words_field(_("The consultation's slug."), source="theme.consultation.slug")
    slug = words_field(_("Its identifier within the consultation."), source="theme.slug")
    label = words_field(_("In the consultation's own words."), source="theme.label")
    position = number_field(_("Its place in the consultation."), source="theme.position")
    points = serializers.SerializerMethodField(
        help_text=_("How many points are on it; null before the answers, or where none are held here.")
    )
    by_disposition = serializers.SerializerMethodField(help_text=_("What was decided about them."))

    def record(self, row):
        return row.theme.consultation

    def get_fields(self):
        fields = super().get_fields()
        return {name: found for name, found in fields.items() if name != "not_stated"}

    def get_url(self, row: ThemeOnDay) -> str:
        return self.link("themes", row.theme.consultation.slug, row.theme.slug)

    @extend_schema_field(serializers.IntegerField(allow_null=True, min_value=0))
    def get_points(self, row: ThemeOnDay):
        return row.points if row.is_counted else None

    @extend_schema_field(BY_DISPOSITION)
    def get_by_disposition(self, row: ThemeOnDay):
        return by_disposition(row.decided) if row.is_counted else None
