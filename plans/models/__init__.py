from .agencies import Agency, AgencyName
from .amendments import Amendment
from .editions import Edition, EditionCounter, Publication, Turn
from .files import StoredFile
from .making import PlanDraft, PreviewLink, Timeline, TimelineStep
from .outbox import OutboxItem
from .people import CalendarFeed, Leave, Membership, User
from .periods import ReportingPeriod
from .plans import ActionPlan, PlanSection
from .sources import SourceDocument

__all__ = [
    "ActionPlan",
    "Agency",
    "AgencyName",
    "Amendment",
    "CalendarFeed",
    "Edition",
    "EditionCounter",
    "Leave",
    "Membership",
    "OutboxItem",
    "PlanDraft",
    "PlanSection",
    "PreviewLink",
    "Publication",
    "ReportingPeriod",
    "SourceDocument",
    "StoredFile",
    "Timeline",
    "TimelineStep",
    "Turn",
    "User",
]
