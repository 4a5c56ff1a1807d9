from .agencies import Agency, AgencyName
from .amendments import Amendment
from .editions import Edition, EditionCounter, Publication, Turn
from .outbox import OutboxItem
from .people import Membership, User
from .periods import ReportingPeriod
from .plans import ActionPlan, PlanSection
from .sources import SourceDocument

__all__ = [
    "ActionPlan",
    "Agency",
    "AgencyName",
    "Amendment",
    "Edition",
    "EditionCounter",
    "Membership",
    "OutboxItem",
    "PlanSection",
    "Publication",
    "ReportingPeriod",
    "SourceDocument",
    "Turn",
    "User",
]
