"""The words of the ground floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanState(TextChoices):
    """Whether a plan is over is computed from its dates, never declared."""

    DEVELOPMENT = "in-development", _("in development")
    DRAFT = "draft-published", _("draft published")
    ADOPTED = "adopted", _("adopted")


class PeriodKind(TextChoices):
    PROGRESS = "progress", _("progress report")
    YEAR_END = "year-end", _("year-end report")
    MID_TERM = "mid-term", _("mid-term report")
    END_OF_TERM = "end-of-term", _("end-of-term report")


class PeriodLength(TextChoices):
    """How long the periods are that are made in one step."""

    MONTH = "month", _("Months")
    QUARTER = "quarter", _("Quarters")
    HALF_YEAR = "half-year", _("Half years")
    YEAR = "year", _("Years")

    @property
    def months(self) -> int:
        return {self.MONTH: 1, self.QUARTER: 3, self.HALF_YEAR: 6, self.YEAR: 12}[self]


class StepStanding(TextChoices):
    """How a step of making a plan stands on a day; computed from its dates."""

    DONE = "done", _("Done")
    NOW = "now", _("Now")
    AHEAD = "ahead", _("Ahead")
    NO_DATE = "no-date", _("No date yet")


class Role(TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    EDITOR = "editor", _("agency editor")
    APPROVER = "approver", _("agency approver")
    PANEL = "panel", _("advisory panel member")


class OGPValue(TextChoices):
    """A plan may print its own era's labels; the code is common."""

    TRANSPARENCY = "transparency", _("Access to information")
    PARTICIPATION = "civic-participation", _("Civic participation")
    ACCOUNTABILITY = "public-accountability", _("Public accountability")
    TECHNOLOGY = "technology", _("Technology and innovation")


class GrandChallenge(TextChoices):
    SERVICES = "public-services", _("Improving public services")
    INTEGRITY = "public-integrity", _("Increasing public integrity")
    RESOURCES = "public-resources", _("Managing public resources")
    SAFETY = "safer-communities", _("Creating safer communities")
    CORPORATE = "corporate-accountability", _("Increasing corporate accountability")


class NotStated(TextChoices):
    """What a record brought in from a document may leave open; forms never offer it."""

    DAY = "day", _("day")
    PERSON = "person", _("person")
    REASON = "reason", _("reason")
    NUMBER = "number", _("number")
    DECIDER = "decider", _("decider")
    AMENDMENT = "amendment", _("amendment")
    COUNT = "count", _("count")
    EVIDENCE = "evidence", _("evidence")
    AGREED_DATES = "agreed-dates", _("agreed dates")


class PublicationKind(TextChoices):
    PLAN = "plan", _("action plan")
    PERIOD = "period", _("reporting period")
    AMENDMENT = "amendment", _("amendment")
    COMMITMENT = "commitment", _("commitment")
    LEAD = "lead", _("lead")
    MILESTONE = "milestone", _("milestone")
    DATE_CHANGE = "date-change", _("moved date")
    WORDING_CHANGE = "wording-change", _("changed wording")
    STAGE_UPDATE = "stage-update", _("stage update")
    PROGRESS_REPORT = "progress-report", _("progress report")
    CORRECTION = "correction", _("correction of a report")
    INDICATOR = "indicator", _("indicator")
    INDICATOR_VALUE = "indicator-value", _("value of an indicator")
    WORK = "work-elsewhere", _("work outside the plan")
    TIMELINE = "timeline", _("timeline of a plan in the making")
    DRAFT_PLAN = "draft-plan", _("draft action plan")
    AGENCY = "agency", _("agency")
    FORUM = "forum", _("forum")
    CONSULTATION = "consultation", _("consultation")
    OUTREACH = "outreach", _("who was told")
    SUBMISSION = "submission", _("submission")
    IDEA = "idea", _("idea")
    PROPOSAL = "proposed-commitment", _("draft commitment made of ideas")
    ANSWERS = "answers", _("answers to a consultation")
    SELF_ASSESSMENT = "self-assessment", _("self-assessment report")


class CalendarKind(TextChoices):
    """What sort of thing stands in the calendar; in the order in which it is drawn."""

    PLAN = "plan", _("Plans")
    MAKING = "making", _("How plans are made")
    PERIOD = "period", _("Reporting periods")
    AMENDMENT = "amendment", _("Amendments")
    CONSULTATION = "consultation", _("Consultations")
    MEETING = "meeting", _("Meetings")
    STATE = "budget-and-elections", _("Budget and elections")
    OGP = "ogp", _("OGP’s own deadlines")


class OutboxKind(TextChoices):
    """What happens once; who carries each out is in the settings, since only the project knows all apps."""

    MAIL = "mail", _("mail")
    DRAFT = "draft", _("draft of a report")
    REMINDERS = "reminders", _("reminders of a day")
    ANSWERED = "answered", _("letters that answers are published")


class OutboxState(TextChoices):
    WAITING = "waiting", pgettext_lazy("outbox", "waiting")
    DONE = "done", pgettext_lazy("outbox", "sent")
    FAILED = "failed", pgettext_lazy("outbox", "failed")
