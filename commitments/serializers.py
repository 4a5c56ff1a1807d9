"""How promises and progress read as data, as they stood on a day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.choices import PeriodKind
from plans.serializers import AgencySerializer as PlainAgencySerializer
from plans.serializers import AmendmentSerializer as PlainAmendmentSerializer
from plans.serializers import (
    AskedSerializer,
    ChoiceOrNull,
    CodeSerializer,
    InventedSerializer,
    LinkSerializer,
    PublishedSerializer,
    ResourceSerializer,
    SourcedSerializer,
    date_field,
    day_field,
    flag_field,
    number_field,
    words_field,
)
from plans.serializers import PlanSerializer as PlainPlanSerializer

from .choices import NOT_REPORTED, DateKind, DelayReason, LeadRole, Stage, Timeliness, Work
from .models import Commitment, WordingChange
from .record.day import CommitmentOnDay, PlanOnDay, recorded_from
from .record.restated import fields_changed
from .words import stage_words, timeliness_words

# ---- Parts of several things --------------------------------------------------------------------


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


# ---- Resources of lower apps, with what is known here -------------------------------------------


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


# ---- Resources ----------------------------------------------------------------------------------


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


class IndicatorValueSerializer(serializers.Serializer):
    """What an indicator stood at on a day."""

    as_of = date_field(_("The day, month or year that it is for."), source="as_of_on")
    value = FigureField(_("The figure, in the indicator's unit."))
    source = words_field(_("Where it is reported, in words."))
    source_url = words_field(_("The address of the source."))
    note = words_field(_("What is said beside it; of a correction, what was wrong."))
    corrects = FigureField(_("What it said before it was corrected."), source="corrects.value")
    published_on = date_field(_("When it was published."), source="day_published")
    edition = number_field(_("The edition in which it became public."), source="published_in_id")


class IndicatorSerializer(serializers.Serializer):
    """A figure by which a commitment is measured, as it was stated on the day, with its values by then."""

    slug = words_field(_("Its identifier within the commitment."), source="indicator.slug")
    name = words_field(_("What is measured."), source="facts.name")
    unit = words_field(_("In what it is measured."), source="facts.unit")
    baseline = FigureField(_("Where it began."), source="facts.baseline")
    baseline_on = date_field(_("When that was."), source="facts.baseline_on")
    target = FigureField(_("Where it should come to."), source="facts.target")
    target_on = date_field(_("By when."), source="facts.target_on")
    source = words_field(_("Where the figures are reported, in words."), source="facts.source")
    source_url = words_field(_("The address of the source."), source="facts.source_url")
    values = IndicatorValueSerializer(many=True, read_only=True, help_text=_("Its values, oldest first."))
    changes = RestatedSerializer(
        many=True,
        read_only=True,
        source="restated",
        help_text=_("How what it says had changed by the day, newest first."),
    )
    published_on = date_field(_("When it was published."), source="indicator.day_published")
    edition = number_field(_("The edition in which it became public."), source="indicator.published_in_id")


class WithdrawnIndicatorSerializer(WithdrawnSerializer, IndicatorSerializer):
    """A figure by which a commitment is measured no more, with what it said."""

    def record(self, row):
        return row.indicator


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


class NewsSerializer(serializers.Serializer):
    """What happened in work outside the plans."""

    as_of = date_field(_("When it was."), source="as_of_on")
    text = words_field(_("What happened. Markdown."))
    url = words_field(_("Where more of it is."))
    corrects = words_field(
        _("What it said before it was corrected."), source="corrects.text", allow_null=True
    )
    why_corrected = words_field(_("What was wrong with what it corrects."))
    published_on = date_field(_("When it was published."), source="day_published")
    edition = number_field(_("The edition in which it became public."), source="published_in_id")


class WorkLinkSerializer(serializers.Serializer):
    """A link to it."""

    url = serializers.URLField(read_only=True)
    title = words_field(_("What it shows."))


class WorkElsewhereSerializer(
    WithdrawnSerializer, AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer
):
    """Open government work outside any plan, as it was stated on the day. It is no commitment."""

    slug = words_field(_("Its identifier."), source="work.slug")
    title = words_field(_("Its title."), source="facts.title")
    agency = words_field(_("The slug of the agency that does it."), source="facts.agency")
    agency_name = words_field(_("The agency's name on the day."), source="work.agency.name")
    what = words_field(_("What is done, and for whom. Markdown."), source="facts.what")
    starts_on = date_field(_("When it started."), source="facts.starts_on")
    ends_on = date_field(_("When it ends."), source="facts.ends_on")
    links = WorkLinkSerializer(many=True, read_only=True, source="facts.links", help_text=_("Links to it."))
    updates = NewsSerializer(many=True, read_only=True, help_text=_("Its news by the day, newest first."))
    changes = RestatedSerializer(
        many=True,
        read_only=True,
        source="restated",
        help_text=_("How what is said of it had changed by the day, newest first."),
    )
    source = not_stated = None  # it is written here, never brought in from a document

    def record(self, row):
        return row.work

    def plan_of(self, record):
        return record  # in no plan: its agency says whether it is invented

    def address(self, record):
        return self.link("work-elsewhere", record.slug)
