"""The words of the account given."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Completion(TextChoices):
    """The government's own judgement of a commitment or a part of one."""

    NOT_STARTED = "not-started", _("Not started")
    LIMITED = "limited", _("Limited")
    SUBSTANTIAL = "substantial", _("Substantial")
    COMPLETED = "completed", _("Completed")


class ChapterKind(TextChoices):
    """What a chapter is about: which template shows it, and what is assembled for it."""

    IMPRINT = "imprint", _("About this report")
    INTRODUCTION = "introduction", _("Introduction")
    MATRIX = "matrix", _("Commitments, values and challenges")
    PROCESS = "process", _("How the plan was made")
    PROGRESS = "progress", _("Progress at a glance")
    COMMITMENT = "commitment", _("A commitment")
    CASES = "cases", _("Case studies")
    HEARD = "heard", _("Results of consultation")
    PANEL = "panel", _("What the panel says")
    LESSONS = "lessons", _("Lessons and next steps")
    CONCLUSION = "conclusion", _("Conclusion")
    DEFINITIONS = "definitions", _("Definitions")
    MEMBERS = "members", _("Members of the panel")
    ANNEX = "annex", _("Annex: assessment of each part")
    NOT_REPORTED = "not-reported", _("What was not reported")


class AssessmentStanding(TextChoices):
    """How far a self-assessment is."""

    WRITING = "writing", _("Being written")
    IN_REVIEW = "in-review", _("In review")
    REVIEWED = "reviewed", _("Reviewed")
    PUBLISHED = "published", _("Published")


class Position(TextChoices):
    """What a panel member says of a draft as a whole."""

    SUPPORT = "support", _("Support")
    WITH_CHANGES = "support-with-changes", _("Support with changes")
    NOT_SUPPORT = "do-not-support", _("Do not support")
    NO_CHANGES = "no-changes-requested", _("No changes requested")


class Outcome(TextChoices):
    """How a comment was answered."""

    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    NOTED = "noted", _("Noted")
