"""Ideas, what others say to them, and the draft commitments that are made of them."""

from __future__ import annotations

from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from plans.api import A_PLAN
from plans.rest import Gone, OneOf, Order, PublicViewSet

from ..choices import ProposalState
from ..models import Idea, ProposedCommitment, ReasonedResponse, Voice
from ..record import ProposalOnDay
from ..serializers import IdeaSerializer, ProposalSerializer
from .forums import A_CONSULTATION

BY_CONSULTATION = (
    F("consultation__plan__starts_first").desc(nulls_last=True),
    "consultation__plan__slug",
    "consultation__slug",
)


class IdeaFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="consultation__plan__slug", help_text=A_PLAN)
    consultation = filters.CharFilter(field_name="consultation__slug", help_text=A_CONSULTATION)
    theme = filters.CharFilter(
        field_name="point__theme__slug", help_text=_("A theme's slug; give the consultation too.")
    )
    proposal = filters.CharFilter(
        method="went_into", help_text=_("The slug of a draft commitment; give the consultation too.")
    )
    ordering = Order(number="number", voices="voices_counted", published_on="published_in")

    def went_into(self, ideas, name, value):
        """Of what the public knows nothing of yet, nobody learns what it is made of."""
        told = ProposedCommitment.objects.told_on(self.request.on).filter(slug=value)
        return ideas.filter(proposals__in=told)  # of one consultation: once at the most


class IdeaViewSet(PublicViewSet):
    noun = "ideas"
    title = _("Ideas")
    one = _("One idea")
    words = _(
        "Points of submissions that everybody reads while they are gathered, how many speak to each by the "
        "day, what they say, and where each idea went. Voices count at once, without an edition: these "
        "answers carry no ETag. No number decides by itself."
    )
    dated = True
    by_edition = False
    withdraws = True
    identifiers = {"consultation": "consultation__slug", "number": "number"}
    queryset = Idea.objects.all()
    serializer_class = IdeaSerializer
    filterset_class = IdeaFilter

    def get_queryset(self):
        reasons = Voice.objects.with_reasons().given_by(self.on).select_related("idea__consultation")
        answers = ReasonedResponse.objects.published().known_on(self.on)
        answers = answers.select_related("changed_commitment", "published_in")
        told = ProposedCommitment.objects.told_on(self.on).order_by("slug")
        return (
            Idea.objects.public()
            .out_on(self.on)
            .with_voices(self.on)
            .select_related("consultation__plan", "published_in", "point__theme")
            .select_related("point__submission__published_in")
            .prefetch_related(
                "point__submission__redactions",
                Prefetch("point__response", queryset=answers),
                Prefetch("voices", queryset=reasons, to_attr="reasons_told"),
                Prefetch("proposals", queryset=told, to_attr="proposals_told"),
            )
            .order_by(*BY_CONSULTATION, "number")
        )

    def missing(self):
        wanted = {column: self.kwargs[name] for name, column in self.identifiers.items()}
        if Idea.objects.gone().out_on(self.on).filter(**wanted).exists():
            raise Gone(_("This idea is not shown any more. Whoever sent it has taken it back, or we have."))
        return super().missing()


class ProposalFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="consultation__plan__slug", help_text=A_PLAN)
    consultation = filters.CharFilter(field_name="consultation__slug", help_text=A_CONSULTATION)
    state = OneOf(
        ProposalState.choices, method="stands", help_text=_("How far it was at the end of the day.")
    )
    ordering = Order(decided_on="decided_on", slug="slug")

    def stands(self, proposals, name, value):
        decided = Q(decided_in__isnull=False, decided_on__lte=self.request.on)
        if value == ProposalState.DRAFTED:
            return proposals.exclude(decided)
        return proposals.filter(decided, state=value)


class ProposalViewSet(PublicViewSet):
    noun = "proposals"
    title = _("Draft commitments")
    one = _("One draft commitment")
    words = _(
        "What is made of ideas: which ideas went in, the working text as it was last put out, and how it "
        "ended: agreed into a plan, or declined, by whom and why."
    )
    dated = True
    identifiers = {"consultation": "consultation__slug", "proposal": "slug"}
    queryset = ProposedCommitment.objects.all()
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter

    def get_queryset(self):
        ideas = Idea.objects.public().out_on(self.on).order_by("number")
        return (
            ProposedCommitment.objects.told_on(self.on)
            .select_related("consultation__plan", "plan", "commitment", "published_in")
            .prefetch_related(Prefetch("ideas", queryset=ideas, to_attr="ideas_told"))
            .order_by(*BY_CONSULTATION, "slug")
        )

    def row(self, found):
        return ProposalOnDay(found, self.on)
