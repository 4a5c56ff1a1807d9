"""The words of promises and progress."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Declared by the agency. No published stage is no stage: None, never *not started*."""

    NOT_STARTED = "not-started", _("Not started")
    UNDERWAY = "underway", _("Underway")
    DELAYS = "some-delays", _("Some delays")
    COMPLETED = "completed", _("Completed")


class Timeliness(TextChoices):
    """Computed from dates and stage for a day, never declared."""

    WITHDRAWN = "withdrawn", _("Withdrawn")
    DONE = "done", _("Done")
    DONE_LATE = "done-late", _("Done late")
    NOT_DUE_TO_START = "not-due-to-start", _("Not due to start")
    NOT_REPORTED = "not-reported", _("Not reported")
    NO_DATE = "no-date", _("No date")
    NOT_FINISHED = "not-finished-in-the-plan", _("Not finished in the plan")
    OVERDUE = "overdue", _("Overdue")
    ON_SCHEDULE = "on-schedule", _("On schedule")


NOT_REPORTED = Timeliness.NOT_REPORTED.value  # one code for a milestone without a stage, too


class DelayReason(TextChoices):
    FUNDING = "funding", _("Funding")
    RESOURCES = "resources", _("Resources")
    PRIORITIES = "priorities", _("Priorities")
    APPROVALS = "approvals", _("Approvals")
    DEPENDENCY = "dependency", _("Dependency")
    OTHER = "other", _("Other")


class LeadRole(TextChoices):
    LEAD = "lead", _("lead")
    SUPPORTING = "supporting", _("supporting")


class Work(TextChoices):
    NEW = "new", _("new in this plan")
    ONGOING = "ongoing", _("ongoing work")


class DateKind(TextChoices):
    STARTS = "starts", _("start")
    DUE = "due", _("due date")


class ReportText(TextChoices):
    """What a report says in words, as its public page calls it."""

    DOING = "doing", _("What was done")
    NEXT = "next", _("What comes next")
    REFLECTION = "reflection", _("Reflection")


class ReportState(TextChoices):
    """How far a progress report is; the board and the agency read the same words."""

    DRAFT = "draft", _("Draft")
    TO_APPROVE = "to-approve", _("To approve")
    SUBMITTED = "submitted", _("Ready")
    SENT_BACK = "sent-back", _("Sent back")
    PUBLISHED = "published", _("Published")


class ReportStanding(TextChoices):
    """What the board says of one commitment in one period on a day."""

    NOT_DUE = "not-due", _("Not due")
    NOT_BEGUN = "not-begun", _("Not begun")
    DRAFT = "draft", _("Draft")
    TO_APPROVE = "to-approve", _("To approve")
    SUBMITTED = "submitted", _("Ready")
    SENT_BACK = "sent-back", _("Sent back")
    PUBLISHED = "published", _("Published")
    NOTHING_TO_REPORT = "nothing-to-report", _("Nothing to report")
    MISSED = "missed", _("Missed")
    NOT_IN_SOURCES = "not-in-sources", _("Not in our sources")
