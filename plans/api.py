"""The ground floor's resources. What `commitments` knows of plans, agencies and amendments is added there."""

from __future__ import annotations

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from .choices import PeriodKind, PlanState
from .models import ActionPlan, Agency, Amendment, PlanDraft, ReportingPeriod
from .rest import OneOf, Order, PublicViewSet, YesNo, resource
from .serializers import AgencySerializer, AmendmentSerializer, PeriodSerializer, PlanSerializer

A_PLAN = _("A plan's slug. What is not published and what does not exist look the same: no rows.")
BY_PLAN = ("-plan__starts_first", "plan__slug")  # newest plan first, as everywhere


class PlanFilter(filters.FilterSet):
    country = filters.CharFilter(help_text=_("ISO 3166 code of the country."))
    state = OneOf(
        [choice for choice in PlanState.choices if choice[0] != PlanState.DEVELOPMENT],
        help_text=_("How far it has come."),
    )
    invented = YesNo(field_name="is_invented", help_text=_("Invented examples only, or none of them."))
    in_force = YesNo(method="is_in_force", help_text=_("Adopted plans that run on the day, or all others."))
    ordering = Order(starts_on="starts_first", ends_on="ends_last", slug="slug")

    def is_in_force(self, plans, name, value):
        running = ActionPlan.objects.in_force_on(self.request.on)
        return plans.filter(pk__in=running) if value else plans.exclude(pk__in=running)


class PlanViewSet(PublicViewSet):
    noun = "plans"
    title = _("Action plans")
    one = _("One action plan")
    words = _("Newest first. Counts of milestones are those of the day.")
    dated = True
    identifiers = {"plan": "slug"}
    queryset = ActionPlan.objects.published()
    serializer_class = PlanSerializer
    filterset_class = PlanFilter

    def get_queryset(self):
        plans = ActionPlan.objects.published().newest_first()
        return plans.select_related("source", "published_in", "follows", "successor").prefetch_related(
            "sections", Prefetch("drafts", PlanDraft.objects.only("plan"))
        )


class PeriodFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug", help_text=A_PLAN)
    kind = OneOf(PeriodKind.choices, help_text=_("Which kind of report."))
    closed = YesNo(method="is_closed", help_text=_("Rounds that are closed now, or those that are open."))
    ordering = Order(starts_on="starts_on", ends_on="ends_on")

    def is_closed(self, periods, name, value):
        return periods.closed() if value else periods.open()


class PeriodViewSet(PublicViewSet):
    noun = "periods"
    title = _("Reporting periods")
    one = _("One reporting period")
    words = _("The days that each round of progress reports covers. Irregular lengths are normal.")
    identifiers = {"plan": "plan__slug", "period": "slug"}
    queryset = ReportingPeriod.objects.published()
    serializer_class = PeriodSerializer
    filterset_class = PeriodFilter

    def get_queryset(self):
        periods = ReportingPeriod.objects.published().select_related("plan", "source")
        return periods.order_by(*BY_PLAN, "starts_on", "ends_on", "slug")


class AgencyFilter(filters.FilterSet):
    ordering = Order(slug="slug", name="name")


class AgencyViewSet(PublicViewSet):
    noun = "agencies"
    title = _("Agencies")
    one = _("One agency")
    words = _("Public bodies, under their names of the day.")
    dated = True
    identifiers = {"agency": "slug"}
    queryset = Agency.objects.published()
    serializer_class = AgencySerializer
    filterset_class = AgencyFilter

    def get_queryset(self):
        agencies = Agency.objects.published().named_on(self.on).order_by("slug")
        return agencies.select_related("source", "published_in").prefetch_related("names")


class AmendmentFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug", help_text=A_PLAN)
    ordering = Order(decided_on="decided_last", number="number")


class AmendmentViewSet(PublicViewSet):
    noun = "amendments"
    title = _("Amendments")
    one = _("One amendment")
    words = _("The decisions by which adopted plans changed, with what stood before and after.")
    identifiers = {"plan": "plan__slug", "amendment": "slug"}
    queryset = Amendment.objects.published()
    serializer_class = AmendmentSerializer
    filterset_class = AmendmentFilter

    def get_queryset(self):
        plans = ActionPlan.objects.published()
        amendments = Amendment.objects.published().filter(plan__in=plans)
        amendments = amendments.select_related("plan", "source", "published_in")
        return amendments.order_by(*BY_PLAN, "decided_last", "slug")


urlpatterns = resource("periods", PeriodViewSet, "<slug:plan>/<slug:period>/")
