"""How promises and progress read as data, as they stood on a day."""

from .commitments import CommitmentSerializer
from .elsewhere import WorkElsewhereSerializer
from .milestones import MilestoneSerializer, StageUpdateSerializer
from .plans import AgencySerializer, AmendmentSerializer, PlanSerializer
from .reports import ProgressReportSerializer

__all__ = [
    "AgencySerializer",
    "AmendmentSerializer",
    "CommitmentSerializer",
    "MilestoneSerializer",
    "PlanSerializer",
    "ProgressReportSerializer",
    "StageUpdateSerializer",
    "WorkElsewhereSerializer",
]
