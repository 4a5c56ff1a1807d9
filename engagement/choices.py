"""The words of taking part."""

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


class Channel(TextChoices):
    """By what way a submission came."""

    ONLINE = "online", _("this portal")
    EMAIL = "email", _("e-mail")
    POST = "post", _("post")
    MEETING = "meeting", _("a meeting")
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


class Doubt(TextChoices):
    """Why a submission waits for somebody to look whether a person sent it; it is received all the same."""

    TRAP = "trap", _("a field was filled in that no person sees")
    HASTE = "haste", _("it was sent faster than a person writes")
    FLOOD = "flood", _("very many came from the same place within an hour")
    READER = "reader", _("somebody who read it doubts it")


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
