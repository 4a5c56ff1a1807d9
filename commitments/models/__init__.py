from .changes import DateChange, WordingChange
from .commitments import Commitment, Lead
from .elsewhere import WorkElsewhere, WorkUpdate
from .indicators import Indicator, IndicatorValue
from .milestones import Milestone
from .reports import Evidence, Presence, ProgressReport, ReportCorrection
from .staff import HandoverNote, Reminder, ReminderLetter, WorkbookUpload
from .stages import StageUpdate

__all__ = [
    "Commitment",
    "DateChange",
    "Evidence",
    "HandoverNote",
    "Indicator",
    "IndicatorValue",
    "Lead",
    "Milestone",
    "Presence",
    "ProgressReport",
    "Reminder",
    "ReminderLetter",
    "ReportCorrection",
    "StageUpdate",
    "WordingChange",
    "WorkElsewhere",
    "WorkUpdate",
    "WorkbookUpload",
]
