"""Ideas with what others say to them, and the draft commitments that are made of them; never who said it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.document import text_of
from plans.serializers import (
    AskedSerializer,
    CodeSerializer,
    InventedSerializer,
    PartialDateField,
    PublishedSerializer,
    ResourceSerializer,
    number_field,
    words_field,
)

from ..choices import ProposalState, VoiceKind
from ..models import Idea, Voice
from ..record import ProposalOnDay
from .submissions import AnswerSerializer, PointSerializer

VOICES = {
    "type": "object",
    "properties": {kind: {"type": "integer", "minimum": 0} for kind in VoiceKind.values},
    "required": VoiceKind.values,
}
SOURCED = ("source", "not_stated")  # people say it here: no document is its source


class WrittenHereSerializer(serializers.Serializer):
    """Of a consultation, and from no document."""

    def plan_of(self, record):
        return record.consultation.plan

    def get_fields(self):
        return {name: found for name, found in super().get_fields().items() if name not in SOURCED}


# ---- Ideas --------------------------------------------------------------------------------------------


class ReasonSerializer(serializers.Serializer):
    """What somebody says to an idea; it was read before it was shown."""

    kind = serializers.ChoiceField(
        VoiceKind.choices, read_only=True, help_text=_("How they speak to the idea.")
    )
    reason = words_field(_("In their own words."))
    given_on = serializers.SerializerMethodField(help_text=_("The day it was said."))
    changed_on = serializers.SerializerMethodField(
        help_text=_("The day on which they last changed their mind; null where they have not.")
    )

    @extend_schema_field(OpenApiTypes.DATE)
    def get_given_on(self, voice: Voice):
        return self._day(voice, voice.given_at)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_changed_on(self, voice: Voice):
        return voice.changed_at and self._day(voice, voice.changed_at)

    def _day(self, voice: Voice, at) -> str:
        return timezone.localdate(at, voice.idea.consultation.timezone).isoformat()


class IdeaSerializer(
    WrittenHereSerializer, AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer
):
    """Somebody's point that everybody reads before the answers, with how many speak to it by the day."""

    plan = words_field(_("The slug of the consultation's plan."), source="consultation.plan.slug")
    consultation = words_field(_("The consultation's slug."), source="consultation.slug")
    number = number_field(_("Its number within the consultation: cite it by this."))
    text = words_field(
        _("Its own words, as far as they may be read; where they are withheld, it says so."),
        source="public_text",
    )
    withheld = serializers.SerializerMethodField(help_text=_("On what ground its words are withheld."))
    theme = serializers.SerializerMethodField(help_text=_("The slug of its theme; null: it has none."))
    theme_label = serializers.SerializerMethodField(help_text=_("Its theme in words."))
    submission = serializers.SerializerMethodField(
        help_text=_("The number of the submission that it is from; null before the answers.")
    )
    point = serializers.SerializerMethodField(
        help_text=_("The position of its point in that submission; null before the answers.")
    )
    voices = serializers.SerializerMethodField(
        help_text=_(
            "How many support it, add to it and object, of those who spoke by the day and have not taken it "
            "back. A form that was sent is one: it is not known how many people they are. Added to nothing."
        )
    )
    reasons = ReasonSerializer(
        many=True,
        read_only=True,
        source="reasons_told",
        help_text=_("What they say, as far as it is shown; the others count all the same."),
    )
    proposals = serializers.SerializerMethodField(
        help_text=_("The slugs of the draft commitments into which it went, as far as they are known.")
    )
    answer = serializers.SerializerMethodField(help_text=_("Its answer; null before that was given."))

    def address(self, record):
        return self.link("ideas", record.consultation.slug, record.number)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_withheld(self, idea: Idea):
        return PointSerializer().get_withheld(idea.point)

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_theme(self, idea: Idea):
        return idea.theme and idea.theme.slug

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_theme_label(self, idea: Idea):
        return idea.theme and idea.theme.label

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_submission(self, idea: Idea):
        sent = idea.point.submission
        return sent.number if sent.is_published else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_point(self, idea: Idea):
        return idea.point.position if idea.point.submission.is_published else None

    @extend_schema_field(VOICES)
    def get_voices(self, idea: Idea):
        return {kind: getattr(idea, f"{kind}s") for kind in VoiceKind.values}

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_proposals(self, idea: Idea):
        return [proposal.slug for proposal in idea.proposals_told]

    @extend_schema_field(AnswerSerializer(allow_null=True))
    def get_answer(self, idea: Idea):
        return PointSerializer().get_answer(idea.point)


# ---- Draft commitments --------------------------------------------------------------------------------


class ProposedMilestoneSerializer(serializers.Serializer):
    """A step of a draft commitment."""

    title = words_field(_("What is to be done."))
    starts_on = serializers.SerializerMethodField(help_text=_("When it would start; null: not said."))
    due_on = serializers.SerializerMethodField(help_text=_("When it would be due; null: not said."))
    agency = words_field(_("The name of the agency that would own it; empty: not said."))

    @extend_schema_field(PartialDateField)
    def get_starts_on(self, said: dict):
        return said["starts_on"] or None

    @extend_schema_field(PartialDateField)
    def get_due_on(self, said: dict):
        return said["due_on"] or None


class WorkingTextSerializer(serializers.Serializer):
    """The working text of a draft commitment in OGP's template, as it stood when it was last put out."""

    title = words_field(_("What it was called then."))
    problem = words_field(_("The problem."))
    done_so_far = words_field(_("What has been done."))
    proposed = words_field(_("What is proposed."))
    result = words_field(_("The result wanted."))
    values = serializers.SerializerMethodField(help_text=_("OGP values."))
    lead = words_field(_("The name of the agency that would lead it; empty: not said."))
    milestones = ProposedMilestoneSerializer(many=True, read_only=True, help_text=_("Its steps."))
    decides_next = words_field(_("Who decides next; empty: not said."))
    decides_next_on = serializers.SerializerMethodField(help_text=_("By when; null: not said."))

    @extend_schema_field(CodeSerializer(many=True))
    def get_values(self, text: dict):
        plan = self.context["plan"]
        return [{"code": code, "label": plan.value_label(code)} for code in text["values"]]

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_decides_next_on(self, text: dict):
        return text["decides_next_on"] or None


class ProposalSerializer(
    WrittenHereSerializer, AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer
):
    """A draft commitment made of ideas, as far as the public knew of it by the day."""

    plan = words_field(_("The slug of the consultation's plan."), source="proposal.consultation.plan.slug")
    consultation = words_field(_("The consultation's slug."), source="proposal.consultation.slug")
    slug = words_field(_("Its identifier within the consultation."), source="proposal.slug")
    title = words_field(_("What it is called."))
    state = serializers.ChoiceField(
        ProposalState.choices, read_only=True, help_text=_("How far it was at the end of the day.")
    )
    for_plan = serializers.SerializerMethodField(
        help_text=_("The slug of the plan for which it is drafted; null until that is public.")
    )
    ideas = serializers.SerializerMethodField(
        help_text=_("The numbers of the ideas of which it is made, as far as they are shown.")
    )
    text = serializers.SerializerMethodField(
        help_text=_("Its working text as it was last put out; null where none was by the day.")
    )
    decided_on = serializers.SerializerMethodField(help_text=_("When it was agreed or declined."))
    decided_by = serializers.SerializerMethodField(help_text=_("Who decided, in words."))
    decision_reason = serializers.SerializerMethodField(help_text=_("Why it was declined."))
    commitment = serializers.SerializerMethodField(
        help_text=_("The number under which it was agreed; the commitment is public once its plan shows it.")
    )
    decision_edition = serializers.SerializerMethodField(
        help_text=_("The edition of the portal in which the decision became public.")
    )
    published_on = serializers.SerializerMethodField(help_text=_("When its working text was last put out."))
    edition = serializers.SerializerMethodField(
        help_text=_("The edition in which its working text was last put out; null where none was.")
    )

    def record(self, row):
        return row.proposal

    def address(self, record):
        return self.link("proposals", record.consultation.slug, record.slug)

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_for_plan(self, row: ProposalOnDay):
        plan = row.proposal.plan
        return plan.slug if plan.is_published else None

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField(min_value=1)))
    def get_ideas(self, row: ProposalOnDay):
        return [idea.number for idea in row.proposal.ideas_told]

    @extend_schema_field(WorkingTextSerializer(allow_null=True))
    def get_text(self, row: ProposalOnDay):
        context = self.context | {"plan": row.proposal.plan}
        return WorkingTextSerializer(row.text, context=context).data if row.text else None

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_decided_on(self, row: ProposalOnDay):
        return text_of(row.proposal.decided_on) if row.is_decided else None

    @extend_schema_field(serializers.CharField())
    def get_decided_by(self, row: ProposalOnDay):
        return row.proposal.decided_by if row.is_decided else ""

    @extend_schema_field(serializers.CharField())
    def get_decision_reason(self, row: ProposalOnDay):
        return row.proposal.decision_reason if row.is_decided else ""

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_commitment(self, row: ProposalOnDay):
        agreed = row.proposal.commitment if row.is_decided else None
        return agreed and agreed.number

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_decision_edition(self, row: ProposalOnDay):
        return row.proposal.decided_in_id if row.is_decided else None

    @extend_schema_field(PartialDateField)
    def get_published_on(self, row: ProposalOnDay):
        return text_of(row.proposal.day_published) if row.text else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_edition(self, row: ProposalOnDay):
        return row.proposal.published_in_id if row.text else None
