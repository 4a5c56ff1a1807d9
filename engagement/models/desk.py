"""What those who read submissions keep for themselves: never public."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.choices import Role
from plans.models import Agency, User
from plans.permissions import agencies_served

from ..choices import Disposition, PublishAs
from .consultations import Consultation
from .submissions import Submission


class SubmissionNote(models.Model):
    """A note on a submission, for those who work on it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    personal_fields = ("text", "written_by")

    class Meta:
        ordering = ["submission", "written_at", "pk"]

    def __str__(self):
        return f"note on submission {self.submission_id}"


class AgencyViewQuerySet(models.QuerySet):
    def visible_to(self, user: User, on: date):
        """Those asked of an agency for which somebody writes or signs, on what is still to be read."""
        serves = agencies_served(user, on, Role.EDITOR, Role.APPROVER) if user.is_authenticated else ()
        asked = self.filter(agency__in=serves, submission__withdrawn_at=None, submission__doubt="")
        return asked.exclude(submission__publish_as=PublishAs.NOT_AT_ALL)

    def waiting(self):
        """Those that nobody has given, while the answers can still be written."""
        return self.filter(given_at=None, submission__consultation__answered_in=None)


class AgencyView(models.Model):
    """An agency is asked what it thinks of a submission, and says so, before it is answered."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="agency_views")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.TextField(blank=True, help_text=_("What the coordinator wants to know."))
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField(blank=True, help_text=_("What the agency says."))
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AgencyViewQuerySet.as_manager()
    personal_fields = ("question", "text", "asked_by", "given_by")

    class Meta:
        ordering = ["submission", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint("submission", "agency", name="engagement_view_once_an_agency"),
            models.CheckConstraint(
                name="engagement_view_given_with_its_words",
                condition=Q(given_at=None, text="") | (Q(given_at__isnull=False) & ~Q(text="")),
            ),
        ]

    def __str__(self):
        return f"view of {self.agency_id} on submission {self.submission_id}"


class AnswerTemplate(models.Model):
    """Words with which an answer may begin; never the whole of one."""

    title = models.CharField(max_length=100, unique=True)
    disposition = models.CharField(max_length=20, choices=Disposition, blank=True)
    reason = models.TextField()
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    personal_fields = ()

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title


class AnswersChased(models.Model):
    """That those who owe the answers of a consultation were reminded, once; or why nobody was."""

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="chased")
    at = models.DateTimeField()
    mails = models.PositiveSmallIntegerField(default=0)
    why_none = models.CharField(max_length=200, blank=True)

    personal_fields = ()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="engagement_chased_or_why_not",
                condition=Q(mails__gt=0, why_none="") | (Q(mails=0) & ~Q(why_none="")),
            )
        ]

    def __str__(self):
        return f"answers of {self.consultation_id} chased"
