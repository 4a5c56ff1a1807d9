from .assessments import Chapter, CommitmentAssessment, Draft, SelfAssessment
from .reviews import ReviewComment, ReviewInvitation, ReviewPosition, ReviewRound

__all__ = [
    "Chapter",
    "CommitmentAssessment",
    "Draft",
    "ReviewComment",
    "ReviewInvitation",
    "ReviewPosition",
    "ReviewRound",
    "SelfAssessment",
]
