"""The published reports as a resource."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from plans.api import A_PLAN, BY_PLAN
from plans.choices import PeriodKind
from plans.rest import OneOf, Order, PublicViewSet, resource

from .choices import Completion
from .models import CommitmentAssessment, SelfAssessment
from .serializers import ReportSerializer


class ReportFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug", help_text=A_PLAN)
    kind = OneOf(PeriodKind.choices, help_text=_("Which kind of report."))
    completion = OneOf(
        Completion.choices,
        method="has_a_part",
        help_text=_("Only reports that find at least one part this far."),
    )
    ordering = Order(ends_on="ends_on", slug="slug")

    def has_a_part(self, reports, name, value):
        judged = CommitmentAssessment.objects.filter(completion=value)
        return reports.filter(pk__in=judged.values("assessment"))


class ReportViewSet(PublicViewSet):
    noun = "reports"
    title = _("Reports")
    one = _("One report")
    words = _(
        "The government's own accounts of its plans. "
        "Once published they never change, but for words that have to be withheld."
    )
    identifiers = {"report": "slug"}
    queryset = SelfAssessment.objects.published()
    serializer_class = ReportSerializer
    filterset_class = ReportFilter

    def get_queryset(self):
        reports = SelfAssessment.objects.public()
        reports = reports.select_related("plan", "period", "published_in", "published_draft", "source")
        reports = reports.defer("published_draft__content").prefetch_related("parts__commitment")
        return reports.order_by(*BY_PLAN, "-ends_on", "slug")


urlpatterns = resource("reports", ReportViewSet, "<slug:report>/")
