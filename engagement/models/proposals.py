"""Ideas become a draft commitment, worked on by those invited, until it is agreed or declined."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Commitment
from plans.choices import Role
from plans.fields import PartialDateColumns, in_order, one_of, whole_date
from plans.models import ActionPlan, Agency, Edition, User
from plans.models.editions import Published, PublishedQuerySet
from plans.permissions import agencies_served

from ..choices import ProposalState
from .consultations import Consultation, Theme
from .forums import Forum
from .ideas import Idea
from .submissions import Submission


class ProposedCommitmentQuerySet(PublishedQuerySet):
    def told(self):
        """Those that the public knows of: their working text is public, or they are decided."""
        known = Q(published_in__isnull=False, withdrawn_in=None) | Q(decided_in__isnull=False)
        return self.filter(known, consultation__in=Consultation.objects.gathering())

    def told_on(self, on: date):
        """Those of which anything was known by the end of the day: their text as it is put out now, or the
        decision."""
        text = self.model.objects.published().out_on(on)
        return self.told().filter(Q(pk__in=text) | Q(decided_on__lte=on))

    def visible_to(self, user: User, on: date):
        """Those that somebody may open in the workspace: all for a coordinator, those they are invited to
        else; an invitation holds as long as the role or the seat for which it was given."""
        if not user.is_authenticated:
            return self.none()
        if user.is_coordinator(on):
            return self
        agencies = agencies_served(user, on, Role.EDITOR, Role.APPROVER)
        invited = ProposalInvitation.objects.standing().filter(proposal=OuterRef("pk"))
        forums = Forum.objects.seating(user, on)
        return self.filter(Exists(invited.filter(Q(agency__in=agencies) | Q(forum__in=forums))))

    def to_work_on(self):
        return self.filter(state=ProposalState.DRAFTED)


class ProposedCommitment(Published):
    """A draft commitment in OGP's template, made of ideas.

    What the public reads of it while it is worked on is `shown`: as it stood when it was last published.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="proposals")
    plan = models.ForeignKey(
        ActionPlan,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text=gettext_lazy("The plan for which it is drafted."),
    )
    slug = models.SlugField(max_length=100)
    title = models.CharField(max_length=200)
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    problem = models.TextField(blank=True)
    done_so_far = models.TextField(blank=True)
    proposed = models.TextField(blank=True)
    result = models.TextField(blank=True)
    values = models.JSONField(default=list, blank=True, help_text=gettext_lazy("Codes of OGP values."))
    lead = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decides_next = models.CharField(max_length=200, blank=True)
    decides_next_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=ProposalState, default=ProposalState.DRAFTED, editable=False
    )
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_in = models.ForeignKey(
        Edition, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    commitment = models.OneToOneField(
        Commitment, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="proposal"
    )
    shown = models.JSONField(default=dict, blank=True, editable=False)
    ideas = models.ManyToManyField(Idea, through="IdeaInProposal", related_name="proposals")
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["shown", "ideas"])
    objects = ProposedCommitmentQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["consultation", "pk"]
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint("consultation", "slug", name="engagement_proposal_one_address_each"),
            one_of("state", ProposalState),
            models.CheckConstraint(
                name="engagement_proposal_decided_whole",
                condition=Q(state=ProposalState.DRAFTED, decided_in=None, commitment=None)
                | Q(state=ProposalState.AGREED, decided_in__isnull=False, commitment__isnull=False)
                | (
                    Q(state=ProposalState.DECLINED, decided_in__isnull=False, commitment=None)
                    & ~Q(decision_reason="")
                ),
            ),
            models.CheckConstraint(
                name="engagement_proposal_decided_by_somebody",
                condition=Q(decided_in=None) | (Q(decided_on__isnull=False) & ~Q(decided_by="")),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("proposal", args=[self.consultation.slug, self.slug])

    @property
    def is_decided(self) -> bool:
        return self.decided_in_id is not None

    @property
    def is_told(self) -> bool:
        """Whether the public knows of it."""
        return self.is_published or self.is_decided

    @property
    def public_title(self) -> str:
        return self.title if self.is_decided else self.shown.get("title", "")

    @property
    def public_text(self) -> dict[str, Any]:
        """Its working text as it was last put out; empty where none is public."""
        return self.shown if self.is_published else {}


class ProposedMilestone(models.Model):
    """A step of a draft commitment, and the agency that owns it."""

    proposal = models.ForeignKey(ProposedCommitment, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    starts_on = PartialDateColumns()
    due_on = PartialDateColumns()
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    personal_fields = ()

    class Meta:
        ordering = ["proposal", "position"]
        constraints = [
            models.UniqueConstraint(
                "proposal", "position", name="engagement_proposed_milestone_one_place_each"
            ),
            whole_date("starts"),
            whole_date("due"),
            in_order("starts_first", "due_last"),
        ]

    def __str__(self):
        return self.title


class IdeaInProposal(models.Model):
    """An idea that went into a draft commitment; it may go into several."""

    proposal = models.ForeignKey(ProposedCommitment, on_delete=models.CASCADE, related_name="ideas_in")
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="proposals_in")

    personal_fields = ()

    class Meta:
        ordering = ["proposal", "idea"]
        constraints = [
            models.UniqueConstraint("proposal", "idea", name="engagement_idea_once_a_proposal"),
        ]

    def __str__(self):
        return f"{self.idea_id} in {self.proposal_id}"


class ProposalInvitationQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not ended; of a submission that was withdrawn there is none."""
        return self.filter(ended_at=None)

    def named_on(self, on: date):
        """With whom each invites, an agency under its name of the day."""
        agencies = models.Prefetch("agency", Agency.objects.named_on(on))
        return self.select_related("forum", "submission").prefetch_related(agencies)


class ProposalInvitation(models.Model):
    """Who works on a draft commitment beside the coordinator: an agency, those who sit in a forum, or whoever
    sent a submission and said that we may ask them."""

    proposal = models.ForeignKey(ProposedCommitment, on_delete=models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    secret = models.CharField(
        max_length=43, unique=True, help_text=gettext_lazy("Opens it for whoever sent the submission.")
    )
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalInvitationQuerySet.as_manager()
    personal_fields = ("secret", "invited_by")

    class Meta:
        ordering = ["proposal", "pk"]
        constraints = [
            models.CheckConstraint(
                name="engagement_invitation_of_one",
                condition=Q(agency__isnull=False, forum=None, submission=None)
                | Q(agency=None, forum__isnull=False, submission=None)
                | Q(agency=None, forum=None, submission__isnull=False),
            ),
            *(
                models.UniqueConstraint("proposal", who, name=f"engagement_invitation_once_{who}")
                for who in ("agency", "forum", "submission")
            ),
        ]

    def __str__(self):
        return str(self.whom)

    def get_absolute_url(self):
        return reverse("proposal-guest", args=[self.proposal.consultation.slug, self.secret])

    @property
    def whom(self) -> Any:
        """Never a name: a submission is cited by its number."""
        return self.agency or self.forum or self.submission


class ProposalComment(models.Model):
    """What somebody who is invited says beside a draft commitment; those invited read it."""

    proposal = models.ForeignKey(ProposedCommitment, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    written_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="proposal_comments"
    )

    personal_fields = ("text", "by")

    class Meta:
        ordering = ["proposal", "written_at", "pk"]

    def __str__(self):
        return f"comment on {self.proposal_id}"

    @property
    def who(self) -> str:
        """Whoever works here by name, among those who work on it; others by the number of what they sent."""
        return str(self.by or self.submission or _("Somebody"))
