"""The words of taking part."""

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ForumKind(TextChoices):
    PANEL = "advisory-panel", _("advisory panel")
    MULTI_STAKEHOLDER = "multi-stakeholder-forum", _("multi-stakeholder forum")
    OFFICIALS = "officials-group", _("officials' group")
    AGENCY = "agency-group", _("an agency's own stakeholder group")


class Sector(TextChoices):
    """Where a member of a forum comes from."""

    GOVERNMENT = "government", _("government")
    CIVIL_SOCIETY = "civil-society", _("civil society")
    BUSINESS = "business", _("business")
    ACADEMIA = "academia", _("universities and research")
    MEDIA = "media", _("media")
    OTHER = "other", pgettext_lazy("sector", "other")


class MeetingKind(TextChoices):
    FORUM = "forum-meeting", _("meeting of a forum")
    PUBLIC = "public-meeting", _("public meeting")
    WORKSHOP = "workshop", _("workshop")
    CONFERENCE = "conference-session", _("session at a conference")
    ONLINE = "online-meeting", _("online meeting")


class PaperKind(TextChoices):
    """What a paper of a meeting is."""

    AGENDA = "agenda", _("agenda")
    PAPER = "paper", _("paper")
    MINUTES = "minutes", _("minutes")


class Purpose(TextChoices):
    """What a consultation is for."""

    IDEAS = "ideas", _("ideas for a plan")
    DRAFT_PLAN = "draft-plan", _("a draft plan")
    DRAFT_REPORT = "draft-report", _("a draft report")
    AMENDMENT = "amendment", _("an amendment")
    PROCESS = "process", _("how to run the next one")
    OTHER = "other", pgettext_lazy("purpose", "something else")


class Standing(TextChoices):
    """How far a consultation is: a question about the clock, and whether its answers are published."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed, being read")
    OVER = "over", _("Over")  # brought in from a document that holds no answers
    ANSWERED = "answered", _("Answered")


class StakeholderType(TextChoices):
    CITIZEN = "citizen", _("Citizen")
    COMMUNITY = "community-group", _("Community group")
    BUSINESS = "business", _("Business")
    ACADEMIC = "academic", _("University or research")
    LOCAL = "local-government", _("Local government")
    CENTRAL = "central-government", _("Central government")
    OTHER = "other", pgettext_lazy("stakeholder type", "Other")


class PublishAs(TextChoices):
    """How a person allows what they sent to be shown; each is explained where it is chosen."""

    NAME = "name", _("With my name")
    ORGANISATION = "organisation", _("With my organisation only")
    ANONYMOUS = "anonymous", _("Without a name")
    NOT_AT_ALL = "not-at-all", _("Not at all")

    @property
    def of_sender(self) -> str:
        """As the team says it of somebody else."""
        return {
            PublishAs.NAME: _("With the sender's name"),
            PublishAs.ORGANISATION: _("With the organisation only"),
        }.get(self, self.label)


class Channel(TextChoices):
    """By what way a submission came."""

    ONLINE = "online", _("this portal")
    EMAIL = "email", _("e-mail")
    POST = "post", _("post or paper")
    MEETING = "meeting", _("a meeting")
    PHONE = "phone", _("telephone")
    WIKI = "wiki", _("a wiki or another website")
    OTHER = "other", pgettext_lazy("channel", "another way")


class Disposition(TextChoices):
    """What was decided about a point."""

    ADOPTED = "adopted", _("Adopted")
    PARTLY = "partly-adopted", _("Partly adopted")
    NOT_ADOPTED = "not-adopted", _("Not adopted")
    OUT_OF_SCOPE = "out-of-scope", _("Out of scope")
    INFORMATION = "for-information", _("For information")


class Dimension(TextChoices):
    """By what a table of totals is broken down."""

    WHOLE = "whole", _("in all")
    TYPE = "stakeholder-type", _("by stakeholder type")
    THEME = "theme", _("by theme")


class QuestionKind(TextChoices):
    """In what shape a question is answered."""

    LONG = "long", _("a long text")
    SHORT = "short", _("a line")
    ONE = "one", _("one of several choices")
    SEVERAL = "several", _("any of several choices")
    COMMITMENTS = "commitments", _("a text for each commitment")


class Retention(models.IntegerChoices):
    """How many months after the answers it is kept who sent something."""

    QUARTER = 3, _("3 months after the answers")
    HALF = 6, _("6 months after the answers")
    YEAR = 12, _("1 year after the answers")
    TWO_YEARS = 24, _("2 years after the answers")


class WhyErased(TextChoices):
    """Why it is no longer kept who sent something."""

    SCHEDULE = "schedule", _("its day had come")
    REQUEST = "request", _("it was asked for")
    WITHDRAWAL = "withdrawal", _("the submission was withdrawn")


class AskedBy(TextChoices):
    """Who asked for it, by role; who they are is told nowhere."""

    NOBODY = "nobody", _("nobody: on schedule")
    SENDER = "sender", _("whoever sent it")
    COORDINATOR = "coordinator", _("a coordinator")


class SeenIn(TextChoices):
    """In what somebody of the staff saw who sent something."""

    PAGE = "page", _("on its page")
    FILE = "file", _("in a document that came with it")
    EXPORT = "export", _("in the whole file of the consultation")


class Doubt(TextChoices):
    """Why a submission waits for somebody to look whether a person sent it; it is received all the same."""

    TRAP = "trap", _("a field was filled in that no person sees")
    HASTE = "haste", _("it was sent faster than a person writes")
    FLOOD = "flood", _("very many came from the same place within an hour")
    READER = "reader", _("somebody who read it doubts it")


class GroupKind(TextChoices):
    """Why submissions are read as one and answered once."""

    CAMPAIGN = "campaign", _("a campaign: the same words from many people")
    REPEAT = "repeat", _("sent more than once by the same person")


class VoiceKind(TextChoices):
    """How somebody speaks to an idea."""

    SUPPORT = "support", _("Support")
    ADDITION = "addition", _("Addition")
    OBJECTION = "objection", _("Objection")

    @property
    def plural(self):
        """As a heading over a number."""
        return {self.SUPPORT: _("support it"), self.ADDITION: _("add to it"), self.OBJECTION: _("object")}[
            self
        ]


class IdeaOrder(TextChoices):
    """In what order ideas are listed."""

    THEME = "theme", _("By theme")
    VOICES = "voices", _("Most voices first")
    NEWEST = "newest", _("Newest first")


class ProposalState(TextChoices):
    """How far a draft commitment is that is made of ideas."""

    DRAFTED = "drafted", _("being drafted")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
