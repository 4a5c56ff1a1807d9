"""How taking part reads as data. Who sent a submission is never part of it."""

from .consultations import ConsultationSerializer, ThemeSerializer
from .forums import ForumSerializer, MeetingSerializer, OutreachSerializer
from .ideas import IdeaSerializer, ProposalSerializer
from .submissions import SubmissionSerializer

__all__ = [
    "ConsultationSerializer",
    "ForumSerializer",
    "IdeaSerializer",
    "MeetingSerializer",
    "OutreachSerializer",
    "ProposalSerializer",
    "SubmissionSerializer",
    "ThemeSerializer",
]
