from .changes import DateChange, WordingChange
from .commitments import Commitment, Lead
from .milestones import Milestone
from .reports import Evidence, ProgressReport
from .stages import StageUpdate

__all__ = [
    "Commitment",
    "DateChange",
    "Evidence",
    "Lead",
    "Milestone",
    "ProgressReport",
    "StageUpdate",
    "WordingChange",
]
