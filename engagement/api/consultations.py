"""What was asked, what was sent in, and under which themes."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from commitments.api import A_COMMITMENT
from plans.api import A_PLAN, BY_PLAN
from plans.dates import end_of
from plans.rest import Gone, OneOf, Order, PublicViewSet

from ..choices import Channel, Disposition, PublishAs, Purpose, StakeholderType, Standing
from ..models import (
    Consultation,
    CountedTotal,
    ForumInvitation,
    Outreach,
    ReasonedResponse,
    Submission,
    SubmissionGroup,
    SubmissionPoint,
    Theme,
)
from ..record import ThemeOnDay, at_moment, decided_by_theme, end_or_now, with_answers
from ..serializers import ConsultationSerializer, SubmissionSerializer, ThemeSerializer
from .forums import A_CONSULTATION, meetings_by


def public_consultations():
    found = Consultation.objects.public()
    return found.select_related("plan__published_in", "source", "published_in", "answered_in")


# ---- Filters ------------------------------------------------------------------------------------


class ConsultationFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug", help_text=A_PLAN)
    purpose = OneOf(Purpose.choices, help_text=_("What it is for."))
    standing = OneOf(Standing.choices, method="stands", help_text=_("How far it was at the end of the day."))
    ordering = Order(opens_at="opens_at", plan="plan__slug", title="title")

    def stands(self, consultations, name, value):
        """A question about the clock, so the rows are read."""
        moment = end_or_now(self.request.on, now=timezone.now())
        found = [one.pk for one in consultations if one.standing_at(moment) == value]
        return consultations.filter(pk__in=found)


class SubmissionFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="consultation__plan__slug", help_text=A_PLAN)
    consultation = filters.CharFilter(field_name="consultation__slug", help_text=A_CONSULTATION)
    theme = filters.CharFilter(
        method="has_point",
        help_text=_("A theme's slug: those with a point on it that may be read; give the consultation too."),
    )
    commitment = filters.CharFilter(method="has_point", help_text=A_COMMITMENT)
    disposition = OneOf(
        Disposition.choices,
        method="has_point",
        help_text=_("Those with a point that may be read and was decided so by the day."),
    )
    stakeholder_type = OneOf(StakeholderType.choices, help_text=_("Who sent it, as far as they said."))
    publish_as = OneOf(PublishAs.choices, help_text=_("How its sender allows it to be shown."))
    channel = OneOf(Channel.choices, help_text=_("By what way it came."))
    ordering = Order(number="number", received_at="received_at")

    def has_point(self, submissions, name, value):
        answers = ReasonedResponse.objects.published().known_on(self.request.on)
        asked = {
            "theme": Q(theme__slug=value),
            "commitment": Q(commitment__number=value, commitment__published_in__isnull=False)
            & Q(commitment__withdrawn_in=None),
            "disposition": Q(response__in=answers.filter(disposition=value)),
        }
        points = SubmissionPoint.objects.filter(asked[name], submission=OuterRef("pk"))
        return submissions.filter(Exists(points)).exclude(publish_as=PublishAs.NOT_AT_ALL)


class ThemeFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="consultation__plan__slug", help_text=A_PLAN)
    consultation = filters.CharFilter(field_name="consultation__slug", help_text=A_CONSULTATION)
    ordering = Order(label="label")


# ---- Resources ----------------------------------------------------------------------------------


class ConsultationViewSet(PublicViewSet):
    noun = "consultations"
    title = _("Consultations")
    one = _("One consultation")
    words = _(
        "What the public was asked, how far it was at the end of the day, and how much came in. "
        "Totals that a document states stand beside what is counted here, and are never added to it."
    )
    dated = True
    identifiers = {"consultation": "slug"}
    queryset = Consultation.objects.published()
    serializer_class = ConsultationSerializer
    filterset_class = ConsultationFilter

    def get_queryset(self):
        invited = ForumInvitation.objects.public().known_on(self.on).select_related("forum")
        told = Outreach.objects.published().known_on(self.on).select_related("plan", "source", "published_in")
        return (
            public_consultations()
            .select_related("follows", "amendment", "draft__plan")
            .prefetch_related(
                "questions",
                "documents__file",
                "themes",
                Prefetch("totals", queryset=CountedTotal.objects.select_related("source")),
                Prefetch("groups", queryset=SubmissionGroup.objects.told(), to_attr="groups_told"),
                Prefetch("meetings", queryset=meetings_by(self.on), to_attr="meetings_held"),
                Prefetch("invitations", queryset=invited.order_by("forum__slug"), to_attr="invited"),
                Prefetch("plan__outreach", queryset=told, to_attr="outreach_known"),
            )
            .order_by(
                *BY_PLAN, F("opens_at").asc(nulls_first=True), F("opened_last").asc(nulls_last=True), "slug"
            )
        )

    def rows(self, found):
        return at_moment(found, end_or_now(self.on, now=timezone.now()))


class SubmissionViewSet(PublicViewSet):
    noun = "submissions"
    title = _("Submissions")
    one = _("One submission")
    words = _(
        "What people sent, as each allows it to be read, with the answer to every point. They are published "
        "together with the answers. Who they are is no part of this API."
    )
    dated = True
    identifiers = {"consultation": "consultation__slug", "number": "number"}
    queryset = Submission.objects.published()
    serializer_class = SubmissionSerializer
    filterset_class = SubmissionFilter
    withdraws = True

    def get_queryset(self):
        return (
            Submission.objects.published()
            .filter(received_at__lt=end_of(self.on), consultation__in=Consultation.objects.public())
            .select_related("consultation__plan", "published_in", "group")
            .prefetch_related("redactions", with_answers(self.on))
            .order_by(
                F("consultation__plan__starts_first").desc(nulls_last=True),
                "consultation__plan__slug",
                "consultation__slug",
                "number",
            )
        )

    def missing(self):
        gone = Submission.objects.gone().filter(consultation__in=Consultation.objects.public())
        wanted = {column: self.kwargs[name] for name, column in self.identifiers.items()}
        if gone.filter(received_at__lt=end_of(self.on), **wanted).exists():
            raise Gone(_("The sender of this submission has withdrawn it. None of its words is kept."))
        return super().missing()


class ThemeViewSet(PublicViewSet):
    noun = "themes"
    title = _("Themes")
    one = _("One theme")
    words = _(
        "What points were about, in each consultation's own words. Published together with the answers."
    )
    dated = True
    identifiers = {"consultation": "consultation__slug", "theme": "slug"}
    queryset = Theme.objects.all()
    serializer_class = ThemeSerializer
    filterset_class = ThemeFilter

    def get_queryset(self):
        told = Consultation.objects.public().filter(Q(answered_in__isnull=False) | Q(source__isnull=False))
        return (
            Theme.objects.filter(consultation__in=told)
            .select_related("consultation__plan", "consultation__source", "consultation__answered_in")
            .order_by(
                F("consultation__plan__starts_first").desc(nulls_last=True),
                "consultation__plan__slug",
                "consultation__slug",
                "position",
            )
        )

    def rows(self, found):
        moment = end_or_now(self.on, now=timezone.now())
        decided = decided_by_theme(found, self.on)
        return [
            ThemeOnDay(
                theme,
                is_counted=theme.consultation.standing_at(moment) == Standing.ANSWERED,
                decided=decided[theme.pk],
            )
            for theme in found
        ]
