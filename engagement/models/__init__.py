from .answers import ReasonedResponse
from .consultations import Consultation, ConsultationDocument, CountedTotal, Theme
from .forums import Forum, ForumMember, Meeting, Outreach
from .submissions import Submission, SubmissionContact, SubmissionPoint

__all__ = [
    "Consultation",
    "ConsultationDocument",
    "CountedTotal",
    "Forum",
    "ForumMember",
    "Meeting",
    "Outreach",
    "ReasonedResponse",
    "Submission",
    "SubmissionContact",
    "SubmissionPoint",
    "Theme",
]
