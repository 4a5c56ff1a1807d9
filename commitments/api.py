"""The resources of promises and progress, and what is known here of plans, agencies and amendments."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError

from plans import api as plans
from plans.api import A_PLAN, BY_PLAN
from plans.choices import GrandChallenge, OGPValue, PeriodKind
from plans.models import ActionPlan, Agency, Amendment
from plans.rest import Gone, OneOf, Order, PublicViewSet, WholeNumber, YesNo, resource

from .choices import NOT_REPORTED, DateKind, DelayReason, LeadRole, Stage, Timeliness, Work
from .models import (
    Commitment,
    DateChange,
    Lead,
    Milestone,
    ProgressReport,
    ReportCorrection,
    StageUpdate,
    WordingChange,
    WorkElsewhere,
)
from .record.day import CommitmentOnDay
from .record.elsewhere import public_works, readable_works, works_on
from .record.indicators import indicators_on
from .serializers import (
    AgencySerializer,
    AmendmentSerializer,
    CommitmentSerializer,
    MilestoneSerializer,
    PlanSerializer,
    ProgressReportSerializer,
    StageUpdateSerializer,
    WorkElsewhereSerializer,
)

# ---- What is public, with all that stands above it -----------------------------------------------


def public_commitments():
    """Published, of a published plan; a part, of a published commitment."""
    of_a_public_one = Q(parent=None) | Q(parent__published_in__isnull=False, parent__withdrawn_in=None)
    return Commitment.objects.published().filter(of_a_public_one, plan__in=ActionPlan.objects.published())


def public_milestones():
    return Milestone.objects.published().filter(commitment__in=public_commitments())


def public_leads(on: date):
    """Who leads or supports on a day."""
    agencies = Agency.objects.published()
    leads = Lead.objects.published().holding_on(on)
    return leads.filter(agency__in=agencies, commitment__in=public_commitments())


# ---- Filters ------------------------------------------------------------------------------------

A_COMMITMENT = _("A commitment's number; give the plan too. One that does not exist has no rows.")
A_LEAD = _("An agency's slug: what it leads on the day.")
A_SUPPORTER = _("An agency's slug: what it supports on the day.")
A_PERIOD = _("A period's slug; give the plan too. One that does not exist has no rows.")


class ByLead(filters.FilterSet):
    """By who leads or supports on the day; `commitment_column` says where in the row the commitment is."""

    commitment_column = "commitment"

    def has_lead(self, rows, name, value):
        role = LeadRole.LEAD if name == "agency" else LeadRole.SUPPORTING
        leads = public_leads(self.request.on).filter(agency__slug=value, role=role)
        return rows.filter(Exists(leads.filter(commitment=OuterRef(self.commitment_column))))


class CommitmentFilter(ByLead):
    commitment_column = "pk"

    plan = filters.CharFilter(field_name="plan__slug", help_text=A_PLAN)
    commitment = filters.CharFilter(field_name="number", help_text=A_COMMITMENT)
    parent = filters.CharFilter(field_name="parent__number", help_text=_("Parts of this commitment."))
    part = YesNo(method="is_part", help_text=_("Parts of commitments only, or commitments only."))
    agency = filters.CharFilter(method="has_lead", help_text=A_LEAD)
    supporting = filters.CharFilter(method="has_lead", help_text=A_SUPPORTER)
    value = OneOf(OGPValue.choices, method="has_code", help_text=_("An OGP value it serves."))
    challenge = OneOf(
        GrandChallenge.choices, method="has_code", help_text=_("A grand challenge it takes up.")
    )
    work = OneOf(Work.choices, help_text=_("New in its plan, or ongoing."))
    ordering = Order(plan="plan__slug", number="sort_key", title="title")

    def is_part(self, commitments, name, value):
        return commitments.filter(parent__isnull=not value)

    def has_code(self, commitments, name, value):
        codes = Cast(f"{name}s", TextField())  # a list of codes is a text on both databases
        return commitments.alias(**{f"{name}_codes": codes}).filter(
            **{f"{name}_codes__contains": f'"{value}"'}
        )


class MilestoneFilter(ByLead):
    plan = filters.CharFilter(field_name="commitment__plan__slug", help_text=A_PLAN)
    commitment = filters.CharFilter(field_name="commitment__number", help_text=A_COMMITMENT)
    agency = filters.CharFilter(method="has_lead", help_text=A_LEAD)
    supporting = filters.CharFilter(method="has_lead", help_text=A_SUPPORTER)
    stage = OneOf(
        [*Stage.choices, (NOT_REPORTED, _("not reported"))],
        method="has_stage",
        help_text=_("The stage that holds on the day. Withdrawn milestones are left out, as in the counts."),
    )
    timeliness = OneOf(
        Timeliness.choices,
        method="has_timeliness",
        help_text=_("How it stands against its dates on the day; give the plan too."),
    )
    moved = YesNo(method="has_moved", help_text=_("Whether its due date had been moved by the day."))
    ordering = Order(
        plan="commitment__plan__slug", agreed_starts_on="agreed_starts_last", agreed_due_on="agreed_due_last"
    )

    def has_stage(self, milestones, name, value):
        withdrawn = Amendment.objects.in_force_on(self.request.on)
        left = milestones.with_stage(self.request.on).exclude(withdrawn_by__in=withdrawn)
        return left.filter(stage=None) if value == NOT_REPORTED else left.filter(stage=value)

    def has_timeliness(self, milestones, name, value):
        """Computed, so the milestones are read; a plan's at the most."""
        if not self.form.cleaned_data["plan"]:
            raise ValidationError({name: [gettext("Ask for one plan with it: plan=…")]})
        on = self.request.on
        found = [m.pk for m in milestones if m.standing_on(on, m.commitment.plan.ends_on).timeliness == value]
        return milestones.filter(pk__in=found)

    def has_moved(self, milestones, name, value):
        moves = DateChange.objects.published().known_on(self.request.on).filter(kind=DateKind.DUE)
        moved = Exists(moves.filter(milestone=OuterRef("pk")))
        return milestones.filter(moved if value else ~moved)


class StageUpdateFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="milestone__commitment__plan__slug", help_text=A_PLAN)
    commitment = filters.CharFilter(field_name="milestone__commitment__number", help_text=A_COMMITMENT)
    milestone = WholeNumber(
        field_name="milestone__number", help_text=_("A milestone's place; give plan and commitment too.")
    )
    period = filters.CharFilter(field_name="report__period__slug", help_text=A_PERIOD)
    stage = OneOf(Stage.choices, help_text=_("The stage declared."))
    reason = OneOf(DelayReason.choices, help_text=_("The main reason where there are some delays."))
    ordering = Order(as_of="as_of_last", edition="published_in")


class ProgressReportFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="commitment__plan__slug", help_text=A_PLAN)
    commitment = filters.CharFilter(field_name="commitment__number", help_text=A_COMMITMENT)
    agency = filters.CharFilter(
        method="has_lead", help_text=_("An agency's slug: what it led on any day of the period.")
    )
    period = filters.CharFilter(field_name="period__slug", help_text=A_PERIOD)
    kind = OneOf(PeriodKind.choices, field_name="period__kind", help_text=_("Which kind of report."))
    nothing_to_report = YesNo(
        field_name="nothing_to_report", help_text=_("Those with nothing to report, or all others.")
    )
    ordering = Order(ends_on="period__ends_on", edition="published_in")

    def has_lead(self, reports, name, value):
        in_the_period = Lead.objects.published().overlapping(
            OuterRef("period__starts_on"), OuterRef("period__ends_on")
        )
        led = in_the_period.filter(
            agency__slug=value, agency__in=Agency.objects.published(), role=LeadRole.LEAD
        )
        return reports.filter(Exists(led.filter(commitment=OuterRef("commitment"))))


class AgencyFilter(plans.AgencyFilter):
    plan = filters.CharFilter(method="leads_in", help_text=_("A plan's slug: who leads in it on the day."))

    def leads_in(self, agencies, name, value):
        leads = public_leads(self.request.on).filter(commitment__plan__slug=value, role=LeadRole.LEAD)
        return agencies.filter(Exists(leads.filter(agency=OuterRef("pk"))))


class WorkElsewhereFilter(filters.FilterSet):
    agency = filters.CharFilter(
        field_name="agency__slug", help_text=_("The slug of the agency that does it.")
    )
    ordering = Order(title="title", starts_on="starts_last")


# ---- Resources ----------------------------------------------------------------------------------


class PlanViewSet(plans.PlanViewSet):
    serializer_class = PlanSerializer

    def get_queryset(self):
        milestones = Milestone.objects.published().with_standing(self.on)
        commitments = public_commitments().prefetch_related(
            Prefetch("milestones", queryset=milestones, to_attr="published_milestones")
        )
        return (
            super()
            .get_queryset()
            .prefetch_related(Prefetch("commitments", queryset=commitments, to_attr="published_commitments"))
        )


class CommitmentViewSet(PublicViewSet):
    noun = "commitments"
    title = _("Commitments")
    one = _("One commitment")
    words = _("Promises of action plans: wording, leads, dates and counts of milestones on the day.")
    dated = True
    identifiers = {"plan": "plan__slug", "commitment": "number"}
    queryset = Commitment.objects.published()
    serializer_class = CommitmentSerializer
    filterset_class = CommitmentFilter

    def get_queryset(self):
        milestones = Milestone.objects.published().with_standing(self.on)
        return (
            public_commitments()
            .select_related("plan__published_in", "source", "published_in", "parent")
            .with_leads(self.on)
            .with_changes()
            .prefetch_related(Prefetch("milestones", queryset=milestones, to_attr="published_milestones"))
            .order_by(*BY_PLAN, "sort_key", "number")
        )

    def row(self, found):
        return CommitmentOnDay(found, found.plan, self.on)

    def rows(self, found):
        indicators = indicators_on(found, self.on)
        rows = super().rows(found)
        for row in rows:
            row.indicators = indicators[row.commitment.pk].shown
            row.indicators_withdrawn = indicators[row.commitment.pk].withdrawn
        return rows


class MilestoneViewSet(PublicViewSet):
    noun = "milestones"
    title = _("Milestones")
    one = _("One milestone")
    words = _(
        "The steps of commitments: dates, declared stage and computed timeliness on the day. "
        "A milestone that an amendment added is not there on a day before that."
    )
    dated = True
    identifiers = {
        "plan": "commitment__plan__slug",
        "commitment": "commitment__number",
        "milestone": "number",
    }
    queryset = Milestone.objects.published()
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilter

    def get_queryset(self):
        added = Q(added_by=None) | Q(added_by__in=Amendment.objects.in_force_on(self.on))
        return (
            public_milestones()
            .filter(added)
            .select_related("commitment__plan__published_in", "source", "published_in")
            .with_standing(self.on)
            .with_wording()
            .order_by(*(_under("commitment", column) for column in BY_PLAN), "commitment__sort_key", "number")
        )

    def row(self, found):
        return found.standing_on(self.on, found.commitment.plan.ends_on)


class StageUpdateViewSet(PublicViewSet):
    noun = "stage-updates"
    title = _("Stage updates")
    one = _("One stage update")
    words = _(
        "The history of milestones: what agencies declared, for which day. Rows are appended and never "
        "edited; a row that was corrected is listed no more, and its address names the one that corrects it."
    )
    dated = True
    corrected = True
    identifiers = {
        "plan": "milestone__commitment__plan__slug",
        "commitment": "milestone__commitment__number",
        "milestone": "milestone__number",
        "entry": "entry",
    }
    queryset = StageUpdate.objects.published()
    serializer_class = StageUpdateSerializer
    filterset_class = StageUpdateFilter

    def get_queryset(self):
        return self._of_the_day(StageUpdate.objects.published())

    def _of_the_day(self, updates):
        return (
            updates.known_on(self.on)
            .filter(milestone__in=public_milestones())
            .select_related(
                "milestone__commitment__plan", "report__period", "corrects", "source", "published_in"
            )
            .prefetch_related("evidence")
            .order_by(
                *(_under("milestone__commitment", column) for column in BY_PLAN),
                "milestone__commitment__sort_key",
                "milestone__number",
                "entry",
            )
        )

    def missing(self):
        wanted = {column: self.kwargs[name] for name, column in self.identifiers.items()}
        withdrawn = StageUpdate.objects.filter(correction__in=StageUpdate.objects.published())
        found = self._of_the_day(withdrawn).filter(**wanted).select_related("correction").first()
        if found:
            raise Gone(replaced_by=self.get_serializer().address(found.correction))
        super().missing()


class ProgressReportViewSet(PublicViewSet):
    noun = "progress-reports"
    title = _("Progress reports")
    one = _("One progress report")
    words = _("What agencies report on a commitment for a period; those known by the day.")
    dated = True
    identifiers = {
        "plan": "commitment__plan__slug",
        "commitment": "commitment__number",
        "period": "period__slug",
    }
    queryset = ProgressReport.objects.published()
    serializer_class = ProgressReportSerializer
    filterset_class = ProgressReportFilter

    def get_queryset(self):
        leads = Lead.objects.published().select_related("source").prefetch_related("agency__names")
        updates = StageUpdate.objects.published().select_related("milestone").order_by("milestone__number")
        corrections = ReportCorrection.objects.published().select_related("published_in").order_by("pk")
        return (
            ProgressReport.objects.published()
            .known_on(self.on)
            .filter(commitment__in=public_commitments())
            .select_related("commitment__plan", "period", "source", "published_in")
            .prefetch_related(
                "links",
                Prefetch("updates", queryset=updates, to_attr="published_updates"),
                Prefetch("corrections", queryset=corrections, to_attr="corrections_published"),
                Prefetch("commitment__leads", queryset=leads, to_attr="published_leads"),
            )
            .order_by(
                *(_under("commitment", column) for column in BY_PLAN),
                "commitment__sort_key",
                "commitment__number",
                "period__starts_on",
                "period__ends_on",
                "period__slug",
            )
        )


class AgencyViewSet(plans.AgencyViewSet):
    words = _("Public bodies, under their names of the day, with what they lead on it.")
    serializer_class = AgencySerializer
    filterset_class = AgencyFilter

    def get_queryset(self):
        leads = (
            public_leads(self.on)
            .select_related("commitment__plan", "source")
            .order_by(
                *(_under("commitment", column) for column in BY_PLAN), "commitment__sort_key", "position"
            )
        )
        return (
            super().get_queryset().prefetch_related(Prefetch("leads", queryset=leads, to_attr="leads_held"))
        )


class AmendmentViewSet(plans.AmendmentViewSet):
    serializer_class = AmendmentSerializer

    def get_queryset(self):
        of_public_things = Q(commitment__in=public_commitments()) | Q(milestone__in=public_milestones())
        dates = DateChange.objects.published().filter(of_public_things)
        dates = dates.select_related(
            "commitment", "milestone__commitment", "amendment", "source", "published_in"
        )
        words = WordingChange.objects.published().filter(
            Q(milestone=None) | Q(milestone__in=public_milestones()), commitment__in=public_commitments()
        )
        words = words.select_related("commitment", "milestone", "amendment__published_in", "published_in")
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("date_changes", queryset=dates, to_attr="dates_moved"),
                Prefetch("wording_changes", queryset=words, to_attr="words_changed"),
            )
        )


class WorkElsewhereViewSet(PublicViewSet):
    noun = "work-elsewhere"
    title = _("Work outside the plans")
    one = _("One piece of work outside the plans")
    words = _(
        "What agencies do for open government without a commitment; never counted as commitments. "
        "What was withdrawn is listed no more; its address says when and why."
    )
    dated = True
    identifiers = {"work": "slug"}
    queryset = WorkElsewhere.objects.published()
    serializer_class = WorkElsewhereSerializer
    filterset_class = WorkElsewhereFilter

    def get_queryset(self):
        readable = public_works if self.action == "list" else readable_works
        return readable(self.on).with_updates(self.on).order_by("slug")

    def rows(self, found):
        return works_on(found, self.on)


def _under(relation: str, column: str) -> str:
    """An ordering column as it is called from further away."""
    return f"-{relation}__{column[1:]}" if column.startswith("-") else f"{relation}__{column}"


urlpatterns = [
    *resource("plans", PlanViewSet, "<slug:plan>/"),
    *resource("commitments", CommitmentViewSet, "<slug:plan>/<number:commitment>/"),
    *resource("milestones", MilestoneViewSet, "<slug:plan>/<number:commitment>/<place:milestone>/"),
    *resource(
        "stage-updates",
        StageUpdateViewSet,
        "<slug:plan>/<number:commitment>/<place:milestone>/<place:entry>/",
    ),
    *resource("progress-reports", ProgressReportViewSet, "<slug:plan>/<number:commitment>/<slug:period>/"),
    *resource("agencies", AgencyViewSet, "<slug:agency>/"),
    *resource("work-elsewhere", WorkElsewhereViewSet, "<slug:work>/"),
    *resource("amendments", AmendmentViewSet, "<slug:plan>/<slug:amendment>/"),
]
