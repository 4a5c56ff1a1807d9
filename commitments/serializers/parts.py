"""What several resources say alike: changes, leads, counts, dates, and what was withdrawn."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.serializers import (
    AskedSerializer,
    PublishedSerializer,
    SourcedSerializer,
    date_field,
    day_field,
    number_field,
    words_field,
)

from ..choices import NOT_REPORTED, DateKind, LeadRole, Stage, Timeliness
from ..models import WordingChange
from ..record.day import CommitmentOnDay, PlanOnDay, recorded_from
from ..record.restated import fields_changed


class OnDaySerializer(AskedSerializer):
    """An answer about a day, which may lie before there is anything to say."""

    recorded = serializers.SerializerMethodField(
        help_text=_("Whether the plan had begun, been adopted or been published by the day.")
    )

    def get_recorded(self, row) -> bool:
        first = recorded_from(self.plan_of(self.record(row)))
        return first is not None and first <= self.context["on"]


class ChangeSerializer(PublishedSerializer):
    """A change, and the amendment that made it."""

    amendment = serializers.SerializerMethodField(
        help_text=_("The amendment's slug; null where none is stated.")
    )

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_amendment(self, change):
        amendment = change.amendment
        return amendment.slug if amendment and amendment.is_published else None


class MoveSerializer(ChangeSerializer):
    """A date that was moved."""

    kind = serializers.ChoiceField(DateKind.choices, read_only=True, help_text=_("Which date."))
    before_on = date_field(
        _("The date before; null where it is not stated, or stands in words."), source="before.on"
    )
    before_text = words_field(_("The date before, in words."), source="before.text")
    after_on = date_field(_("The date since then."), source="after.on")
    after_text = words_field(_("The date since then, in words."), source="after.text")
    moved_on = date_field(_("When it was moved."))
    reason = words_field(_("Why: its own reason, else the amendment's."), source="why")


class RewordingSerializer(serializers.Serializer):
    """Words that an amendment changed."""

    field = words_field(_("Which text."))
    before = words_field(_("The words before."))
    after = words_field(_("The words since then."))
    amendment = words_field(_("The amendment's slug."), source="amendment.slug")
    changed_on = date_field(_("When they changed."))
    published_on = date_field(_("When the change was published."), source="day_published")
    edition = number_field(_("The edition in which it became public."), source="published_in_id")


def is_public(change: WordingChange) -> bool:
    """Not where it would tell an amendment that is not."""
    return change.amendment.is_published


class LeadSerializer(SourcedSerializer):
    """An agency that leads or supports, under its name of that time."""

    agency = words_field(_("The agency's slug."), source="agency.slug")
    name = words_field(_("The agency's name at the time."), source="agency.name")
    short_name = words_field(_("Its short name at the time."), source="agency.short_name")
    role = serializers.ChoiceField(
        LeadRole.choices, read_only=True, help_text=_("Whether it leads or supports.")
    )
    office = words_field(_("The office within the agency, where the plan names one."))
    from_on = day_field(_("Its first day; null: from the beginning."))
    until_on = day_field(_("Its last day; null: to the end."))
    reason = words_field(_("Why it came to lead, or ceased to."))


def counted(choices) -> dict:
    """The shape of a count by code."""
    return {
        "type": "object",
        "properties": {code: {"type": "integer", "minimum": 0} for code in choices},
        "required": list(choices),
    }


class CountsSerializer(serializers.Serializer):
    """Milestones on the day, counted in two ways."""

    count = serializers.IntegerField(read_only=True, min_value=0, help_text=_("All of them."))
    by_stage = serializers.SerializerMethodField(
        help_text=_("By the stage that was declared; withdrawn milestones are not counted here.")
    )
    by_timeliness = serializers.SerializerMethodField(help_text=_("By how they stand against their dates."))

    @extend_schema_field(counted([*Stage.values, NOT_REPORTED]))
    def get_by_stage(self, row):
        return {stage.value if stage else NOT_REPORTED: count for stage, count in row.stages.items()}

    @extend_schema_field(counted(Timeliness.values))
    def get_by_timeliness(self, row):
        return {timeliness.value: count for timeliness, count in row.timeliness.items()}


def counts(commitments: list[CommitmentOnDay], plan, on) -> dict:
    """The milestones of some commitments, counted as a plan's are."""
    row = PlanOnDay(plan, on, commitments)
    row.count = len(row.standings)
    return CountsSerializer(row).data


@extend_schema_field({"type": ["number", "null"]})
class FigureField(serializers.Field):
    """A number, null where there is none."""

    def __init__(self, help_text, **kwargs):
        kwargs.setdefault("allow_null", True)
        super().__init__(read_only=True, help_text=help_text, **kwargs)

    def to_representation(self, value):
        return int(value) if value == int(value) else float(value)


class DatesSerializer(serializers.Serializer):
    """Start and due date: current on the day, and as agreed at adoption."""

    starts_on = date_field(_("The start that is current on the day."), source="starts.on")
    starts_text = words_field(
        _("The current start in words, where it stands in words."), source="starts.text"
    )
    due_on = date_field(_("The due date that is current on the day."), source="due.on")
    due_text = words_field(_("The current due date in words, where it stands in words."), source="due.text")
    agreed_starts_on = date_field(_("The start agreed at adoption."), source="agreed_starts.on")
    agreed_starts_text = words_field(_("The agreed start in words."), source="agreed_starts.text")
    agreed_due_on = date_field(_("The due date agreed at adoption."), source="agreed_due.on")
    agreed_due_text = words_field(_("The agreed due date in words."), source="agreed_due.text")
    moves = MoveSerializer(
        many=True, read_only=True, help_text=_("How its dates moved by the day, oldest first.")
    )


class FieldChangedSerializer(serializers.Serializer):
    """One thing that is said differently since a change in public."""

    field = words_field(_("What it is, by its name here."))
    before = words_field(_("What it said before; empty: nothing."))
    after = words_field(_("What it says since then."))


class RestatedSerializer(serializers.Serializer):
    """A change in public of what was published."""

    changed_on = day_field(_("The day from which on it says so."), source="day")
    why = words_field(_("Why it changed."))
    fields_changed = FieldChangedSerializer(many=True, read_only=True, help_text=_("What it made different."))

    def to_representation(self, change):
        change = {"day": change.day, "why": change.why, "fields_changed": fields_changed(change)}
        return super().to_representation(change)


class WithdrawnSerializer(serializers.Serializer):
    """When and why something public was withdrawn; it is in no list from then on."""

    withdrawn_on = serializers.SerializerMethodField(help_text=_("The day; null while it stands."))
    why_withdrawn = serializers.SerializerMethodField(help_text=_("The reason."))

    @extend_schema_field({"type": ["string", "null"], "format": "date"})
    def get_withdrawn_on(self, row):
        return self.record(row).withdrawn_on

    def get_why_withdrawn(self, row) -> str:
        return self.record(row).why_withdrawn
