from .answers import ReasonedResponse
from .consultations import Consultation, ConsultationDocument, CountedTotal, Question, Theme
from .decisions import ForumDecision
from .desk import AgencyView, AnswersChased, AnswerTemplate, SubmissionNote
from .forums import Forum, ForumMember, Meeting, Outreach
from .ideas import Idea, Voice
from .invitations import ForumInvitation
from .papers import MeetingAttendance, MeetingPaper
from .personal import ContactLogEnd, ContactSeen, ErasureAsked, ErasureRecord, LegalHold
from .proposals import (
    IdeaInProposal,
    ProposalComment,
    ProposalInvitation,
    ProposedCommitment,
    ProposedMilestone,
)
from .register import RegisterUpload, SubmissionGroup
from .submissions import Redaction, Submission, SubmissionContact, SubmissionPoint
from .taking_part import PassageComment, Reply, SubmissionFile, UnsentSubmission

__all__ = [
    "AgencyView",
    "AnswerTemplate",
    "AnswersChased",
    "Consultation",
    "ConsultationDocument",
    "ContactLogEnd",
    "ContactSeen",
    "CountedTotal",
    "ErasureAsked",
    "ErasureRecord",
    "Forum",
    "ForumDecision",
    "ForumInvitation",
    "ForumMember",
    "Idea",
    "IdeaInProposal",
    "LegalHold",
    "Meeting",
    "MeetingAttendance",
    "MeetingPaper",
    "Outreach",
    "PassageComment",
    "ProposalComment",
    "ProposalInvitation",
    "ProposedCommitment",
    "ProposedMilestone",
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
    "Voice",
]
