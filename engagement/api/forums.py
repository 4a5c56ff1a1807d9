"""Who meets about plans, when they met, and who was told that they could take part."""

from __future__ import annotations

from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from plans.api import A_PLAN, BY_PLAN
from plans.rest import OneOf, Order, PublicViewSet

from ..choices import ForumKind, MeetingKind
from ..models import Consultation, Forum, ForumDecision, ForumInvitation, Meeting, Outreach
from ..record import with_papers
from ..serializers import ForumSerializer, MeetingSerializer, OutreachSerializer

A_CONSULTATION = _("A consultation's slug. One that does not exist has no rows.")


def meetings_by(on):
    """Meetings with what a row says of them."""
    meetings = with_papers(Meeting.objects.public().told_on(on))
    return meetings.select_related("plan", "forum", "consultation", "source", "published_in")


# ---- Filters ------------------------------------------------------------------------------------


class ForumFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug", help_text=A_PLAN)
    kind = OneOf(ForumKind.choices, help_text=_("What sort of forum."))
    ordering = Order(starts_on="starts_last", name="name")


class MeetingFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug", help_text=A_PLAN)
    forum = filters.CharFilter(method="held_for", help_text=_("A forum's slug."))
    consultation = filters.CharFilter(method="held_for", help_text=A_CONSULTATION)
    kind = OneOf(MeetingKind.choices, help_text=_("What sort of meeting."))
    ordering = Order(held_on="held_last")

    def held_for(self, meetings, name, value):
        """What is not published cannot be asked for either."""
        public = {"forum": Forum, "consultation": Consultation}[name].objects.public()
        return meetings.filter(**{f"{name}__in": public.filter(slug=value)})


class OutreachFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug", help_text=A_PLAN)
    ordering = Order(starts_on="starts_last")


# ---- Resources ----------------------------------------------------------------------------------


class ForumViewSet(PublicViewSet):
    noun = "forums"
    title = _("Forums")
    one = _("One forum")
    words = _(
        "Who meets about the plans: rules, seats by role and sector on the day, decisions and meetings by "
        "then, with their papers and which are late."
    )
    dated = True
    identifiers = {"forum": "slug"}
    queryset = Forum.objects.published()
    serializer_class = ForumSerializer
    filterset_class = ForumFilter

    def get_queryset(self):
        invited = ForumInvitation.objects.public().known_on(self.on).select_related("consultation")
        decisions = ForumDecision.objects.public().known_on(self.on)
        decisions = decisions.select_related("meeting", "corrects", "source").newest_first()
        return (
            Forum.objects.public()
            .filter(Q(starts_last=None) | Q(starts_last__lte=self.on))
            .select_related("plan", "agency", "source", "published_in")
            .prefetch_related(
                "members",
                Prefetch("decisions", queryset=decisions, to_attr="decisions_known"),
                Prefetch("invitations", queryset=invited.order_by("consultation__slug"), to_attr="invited"),
                Prefetch("meetings", queryset=meetings_by(self.on), to_attr="meetings_held"),
            )
            .order_by(*BY_PLAN, "slug")
        )


class MeetingViewSet(PublicViewSet):
    noun = "meetings"
    title = _("Meetings")
    one = _("One meeting")
    words = _(
        "Where people met about a plan: forums, meetings, workshops; those held or announced by the day."
    )
    dated = True
    identifiers = {"plan": "plan__slug", "meeting": "slug"}
    queryset = Meeting.objects.published()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter

    def get_queryset(self):
        return meetings_by(self.on).order_by(*BY_PLAN, F("held_last").asc(nulls_last=True), "slug")


class OutreachViewSet(PublicViewSet):
    noun = "outreach"
    title = _("Outreach")
    one = _("One way people were told")
    words = _("How people were told that they could take part: by what channel, whom, how many; by the day.")
    dated = True
    identifiers = {"plan": "plan__slug", "outreach": "slug"}
    queryset = Outreach.objects.published()
    serializer_class = OutreachSerializer
    filterset_class = OutreachFilter

    def get_queryset(self):
        told = Outreach.objects.public().known_on(self.on).select_related("plan", "source", "published_in")
        return told.order_by(*BY_PLAN, F("starts_last").asc(nulls_last=True), "slug")
