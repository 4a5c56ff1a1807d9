from .answers import ReasonedResponse
from .consultations import Consultation, ConsultationDocument, CountedTotal, Question, Theme
from .desk import AgencyView, AnswersChased, AnswerTemplate, SubmissionNote
from .forums import Forum, ForumMember, Meeting, Outreach
from .ideas import Idea, Voice
from .proposals import (
    IdeaInProposal,
    ProposalComment,
    ProposalInvitation,
    ProposedCommitment,
    ProposedMilestone,
)
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
    "ForumMember",
    "Idea",
    "IdeaInProposal",
    "Meeting",
    "Outreach",
    "PassageComment",
    "ProposalComment",
    "ProposalInvitation",
    "ProposedCommitment",
    "ProposedMilestone",
    "Question",
    "ReasonedResponse",
    "Redaction",
    "Reply",
    "Submission",
    "SubmissionContact",
    "SubmissionFile",
    "SubmissionNote",
    "SubmissionPoint",
    "Theme",
    "UnsentSubmission",
    "Voice",
]
