from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Commitment, Milestone
from plans.fields import one_of
from plans.models import User
from plans.models.editions import Published, PublishedQuerySet

from ..choices import Channel, Doubt, PublishAs, StakeholderType
from ..rules.passages import WITHHELD, part_without, says, without_passages
from .consultations import Consultation, Theme, number_of

# Of a group only the one whose answers are everybody's: as `Submission.is_spoken_for`.
ANSWERED_FOR_ITSELF = Q(group=None) | Q(leads__isnull=False)


class SubmissionQuerySet(PublishedQuerySet):
    def standing(self):
        """Those that are to be read and answered: not withdrawn, and not doubted."""
        return self.filter(withdrawn_at=None, doubt="")

    def shown(self):
        """Those published whose words may be read."""
        return self.published().exclude(publish_as=PublishAs.NOT_AT_ALL)

    def readable(self):
        """Those whose words their senders allow us to publish."""
        return self.exclude(publish_as=PublishAs.NOT_AT_ALL)

    def doubted(self):
        """Those of which somebody has to say whether a person sent them."""
        return self.filter(withdrawn_at=None, set_aside_at=None).exclude(doubt="")

    def one_by_one(self):
        """Those that are answered for themselves: of a group only the one that is answered for all."""
        return self.filter(ANSWERED_FOR_ITSELF)

    def left_to_do(self):
        """Those that are not cut into points yet, or of which a point has no answer. What another one of its
        group is answered for need not be cut; what is cut of it all the same is answered like anything."""
        points = SubmissionPoint.objects.filter(submission=OuterRef("pk"))
        is_uncut = ~Exists(points) & ANSWERED_FOR_ITSELF
        return self.standing().filter(is_uncut | Exists(points.filter(response=None)))

    def gone(self):
        """Those whose words could be read, until their senders withdrew them."""
        return self.filter(withdrawn_in__isnull=False).exclude(publish_as=PublishAs.NOT_AT_ALL)

    def with_work(self):
        """With how many points it is cut into, and how many of them have no answer."""
        points = SubmissionPoint.objects.all()
        return self.annotate(
            cut=number_of(points, "submission"),
            unanswered=number_of(points.filter(response=None), "submission"),
        )


class Submission(Published):
    """What somebody sent to a consultation. Who they are stands apart, in `SubmissionContact`."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField(
        help_text=gettext_lazy("Its number within the consultation: the public cites it by this.")
    )
    key = models.CharField(
        max_length=36, help_text=gettext_lazy("Of the form it came from: the same form sent twice is one.")
    )
    secret = models.CharField(max_length=43, unique=True, help_text=gettext_lazy("Opens its receipt."))
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ONLINE)
    entered_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=gettext_lazy("Who entered it, where it came another way than through the portal."),
    )
    entered_at = models.DateTimeField(null=True, blank=True, editable=False)
    handed_in_by = models.CharField(
        max_length=200,
        blank=True,
        help_text=gettext_lazy("The organisation that handed it in for one of its members."),
    )
    group = models.ForeignKey(
        "SubmissionGroup",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="members",
        help_text=gettext_lazy("Those that say the same, and are answered once."),
    )
    stakeholder_type = models.CharField(max_length=20, choices=StakeholderType, blank=True)
    publish_as = models.CharField(max_length=20, choices=PublishAs, default=PublishAs.NOT_AT_ALL)
    withhold_reason = models.TextField(blank=True)
    about = models.ForeignKey(
        Commitment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text=gettext_lazy("The commitment that its sender says it is about."),
    )
    text = models.TextField(
        help_text=gettext_lazy("All that was written, with the questions that it answers.")
    )
    transcript = models.TextField(
        blank=True, help_text=gettext_lazy("The words of a document that came with it, as staff copied them.")
    )
    privacy = models.TextField(blank=True, help_text=gettext_lazy("The privacy statement of that day."))
    may_be_invited = models.BooleanField(
        default=False, help_text=gettext_lazy("Whether its sender lets us ask them to work on a draft.")
    )
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    doubt = models.CharField(
        max_length=10,
        choices=Doubt,
        blank=True,
        help_text=gettext_lazy("Why somebody has to look whether a person sent it; empty once somebody has."),
    )
    set_aside_at = models.DateTimeField(null=True, blank=True, editable=False)
    set_aside_why = models.CharField(max_length=300, blank=True)
    assigned_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_submissions"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SubmissionQuerySet.as_manager()
    personal_fields = (
        "secret",
        "text",
        "transcript",
        "withhold_reason",
        "set_aside_why",
        "assigned_to",
        "entered_by",
    )

    class Meta(Published.Meta):
        ordering = ["consultation", "number"]
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint("consultation", "number", name="engagement_submission_one_number_each"),
            models.UniqueConstraint("consultation", "key", name="engagement_submission_once_a_form"),
            one_of("channel", Channel),
            one_of("publish_as", PublishAs),
            models.CheckConstraint(
                name="engagement_submission_stakeholder_type_is_known",
                condition=Q(stakeholder_type__in=["", *StakeholderType.values]),
            ),
            models.CheckConstraint(
                name="engagement_submission_doubt_is_known", condition=Q(doubt__in=["", *Doubt.values])
            ),
            models.CheckConstraint(
                name="engagement_submission_set_aside_with_its_reason",
                condition=Q(set_aside_at=None, set_aside_why="")
                | (Q(set_aside_at__isnull=False) & ~Q(set_aside_why="") & ~Q(doubt="")),
            ),
            models.CheckConstraint(
                name="engagement_submission_entered_where_it_came_another_way",
                condition=Q(entered_at=None) | ~Q(channel=Channel.ONLINE),
            ),
            models.CheckConstraint(
                name="engagement_submission_withdrawn_without_words",
                condition=Q(withdrawn_at=None) | Q(text="", transcript=""),
            ),
        ]

    def __str__(self):
        return _("Submission %(number)s") % {"number": self.number}

    def get_absolute_url(self):
        return reverse("submission", args=[self.consultation.slug, self.number])

    @property
    def is_spoken_for(self) -> bool:
        """Whether another one, that says the same, is answered for it."""
        return self.group is not None and self.group.lead_id != self.pk

    @property
    def told_at(self) -> datetime:
        """Since when we know what its sender says, and as whom."""
        return self.corrected_at or self.entered_at or self.received_at

    @property
    def has_receipt_to_post(self) -> bool:
        """Whether we entered it for somebody whom no mail reaches: their receipt goes on paper."""
        return self.entered_at is not None and hasattr(self, "contact") and not self.contact.email

    @property
    def came_late(self) -> bool:
        """Whether it came after the closing, and was taken all the same."""
        closes_at = self.consultation.closes_at
        return bool(closes_at and self.received_at > closes_at)

    @property
    def allowed_words(self) -> str:
        """How its sender allows it to be shown, as the team says it."""
        return str(PublishAs(self.publish_as).of_sender)

    @property
    def may_be_read(self) -> bool:
        """Whether its sender allows it, and has not withdrawn it."""
        return self.publish_as != PublishAs.NOT_AT_ALL and self.withdrawn_at is None

    @property
    def public_text(self) -> str | None:
        """Its words without the passages that are withheld; None where none of it may be read."""
        if not self.may_be_read:
            return None
        return without_passages(self.words, self.hidden)

    @property
    def hidden(self) -> list[str]:
        """The passages of it that the public does not read. What was redacted and is no longer said, because
        its sender corrected it, hides nothing, and hides it again where it comes back."""
        withheld = [point.text for point in self.points.all() if point.is_withheld]
        redacted = [one.text for one in self.redactions.all()]
        return [*withheld, *(text for text in redacted if says(self.words, text))]

    @property
    def grounds(self) -> list[str]:
        """On what grounds words of it are withheld: one for each passage."""
        withheld = [point.withheld_ground for point in self.points.all() if point.is_withheld]
        return [*withheld, *(one.ground for one in self.redactions.all())]

    @property
    def words(self) -> str:
        """All its words: those that were written, and those copied from a document."""
        return "\n\n".join(filter(None, (self.text, self.transcript)))


class Redaction(models.Model):
    """Words of a submission that the public does not read, wherever they stand in it, and on what ground.

    The original stays for those who may see it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="redactions")
    text = models.TextField()
    ground = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    personal_fields = ("text", "made_by")

    class Meta:
        ordering = ["submission", "pk"]
        constraints = [
            models.CheckConstraint(
                name="engagement_redaction_on_a_ground", condition=~Q(ground="") & ~Q(text="")
            )
        ]

    def __str__(self):
        return f"{self.submission_id}: {self.ground}"


class SubmissionContact(models.Model):
    """Who sent a submission: kept apart, shown only as consented, erased on schedule."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    collected_from = models.CharField(
        max_length=200,
        blank=True,
        help_text=gettext_lazy("From whom we have this, where not from the person: the law wants them told."),
    )
    told_on = models.DateField(
        null=True, blank=True, help_text=gettext_lazy("When the person was told that we have it.")
    )
    why_not_told = models.CharField(
        max_length=200, blank=True, help_text=gettext_lazy("Or why the person is not told.")
    )
    erase_on = models.DateField(null=True, blank=True)

    personal_fields = ("name", "email", "organisation", "collected_from", "why_not_told")
    # Those by which somebody is found in texts: of people, and of bodies.
    called, called_together = ("name", "email"), ("organisation",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="engagement_contact_told_or_why_not",
                condition=Q(collected_from="") | Q(told_on__isnull=False) | ~Q(why_not_told=""),
            )
        ]

    def __str__(self):
        return f"contact of submission {self.submission_id}"

    @property
    def shown_as(self) -> str:
        """What the public reads as the sender; joined only when a page is shown."""
        shown = {PublishAs.NAME: self.name, PublishAs.ORGANISATION: self.organisation}
        return shown.get(PublishAs(self.submission.publish_as), "")


class SubmissionPointQuerySet(models.QuerySet):
    def with_subject(self):
        """With what each is about, and what leads there."""
        return self.select_related("theme", "commitment__plan", "milestone__commitment__plan")


class SubmissionPoint(models.Model):
    """One thing a submission says, in its own words: what an answer answers."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="points")
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="points"
    )
    milestone = models.ForeignKey(
        Milestone,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="points",
        help_text=gettext_lazy("Of its commitment."),
    )
    is_withheld = models.BooleanField(default=False)
    withheld_ground = models.CharField(max_length=200, blank=True)

    objects = SubmissionPointQuerySet.as_manager()
    personal_fields = ("text",)

    class Meta:
        ordering = ["submission", "position"]
        constraints = [
            models.UniqueConstraint("submission", "position", name="engagement_point_one_place_each"),
            models.CheckConstraint(
                name="engagement_point_withheld_on_a_ground",
                condition=Q(is_withheld=False) | ~Q(withheld_ground=""),
            ),
            models.CheckConstraint(
                name="engagement_point_milestone_with_its_commitment",
                condition=Q(milestone=None) | Q(commitment__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.submission_id}.{self.position}"

    @property
    def subject(self) -> Commitment | Milestone | None:
        """The milestone that it is on; else the commitment."""
        return self.milestone or self.commitment

    @property
    def public_subject(self) -> Commitment | Milestone | None:
        """What it is on, as far as that is public."""
        return self.public_milestone or self.public_commitment

    @property
    def public_commitment(self) -> Commitment | None:
        return self.commitment if self.commitment and self.commitment.is_published else None

    @property
    def public_milestone(self) -> Milestone | None:
        """None, too, where its commitment is not public."""
        is_public = self.public_commitment and self.milestone and self.milestone.is_published
        return self.milestone if is_public else None

    @property
    def public_text(self) -> str | None:
        """Its words, or that they are withheld; None where the submission is not published at all."""
        if not self.submission.may_be_read:
            return None
        if self.is_withheld:
            return str(WITHHELD)
        hidden = [one.text for one in self.submission.redactions.all()]
        return part_without(self.text, self.submission.words, hidden)
