from .answers import ReasonedResponse
from .consultations import Consultation, ConsultationDocument, CountedTotal, Question, Theme
from .decisions import ForumDecision
from .desk import AgencyView, AnswersChased, AnswerTemplate, SubmissionNote
from .forums import Forum, ForumMember, Meeting, Outreach
from .invitations import ForumInvitation
from .papers import MeetingAttendance, MeetingPaper
from .register import RegisterUpload, SubmissionGroup
from .submissions import Redaction, Submission, SubmissionContact, SubmissionPoint
from .taking_part import PassageComment, Reply, SubmissionFile, UnsentSubmission

__all__ = [
    "AgencyView",
    "AnswerTemplate",
    "AnswersChased",
    "Consultation",
    "ConsultationDocument",
    "CountedTotal",
    "Forum",
    "ForumDecision",
    "ForumInvitation",
    "ForumMember",
    "Meeting",
    "MeetingAttendance",
    "MeetingPaper",
    "Outreach",
    "PassageComment",
    "Question",
    "ReasonedResponse",
    "Redaction",
    "RegisterUpload",
    "Reply",
    "Submission",
    "SubmissionContact",
    "SubmissionFile",
    "SubmissionGroup",
    "SubmissionNote",
    "SubmissionPoint",
    "Theme",
    "UnsentSubmission",
]
