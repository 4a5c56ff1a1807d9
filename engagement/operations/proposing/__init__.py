"""Ideas become a draft commitment: begun, worked on by those invited, agreed or declined."""

from .content import MilestoneOfProposal, ProposalContent, content_of, with_theirs_where_not_asked
from .deciding import (
    agree_proposal,
    decline_proposal,
    publish_proposal,
    reasons_not_to_agree,
    reasons_not_to_show,
)
from .inviting import end_invitation, invite, willing_to_work_on
from .working import (
    begin_proposal,
    comment_on,
    plans_to_draft_for,
    put_ideas_into,
    save_proposal,
    take_idea_out,
)

__all__ = [
    "MilestoneOfProposal",
    "ProposalContent",
    "agree_proposal",
    "begin_proposal",
    "comment_on",
    "content_of",
    "decline_proposal",
    "end_invitation",
    "invite",
    "plans_to_draft_for",
    "publish_proposal",
    "put_ideas_into",
    "reasons_not_to_agree",
    "reasons_not_to_show",
    "save_proposal",
    "take_idea_out",
    "willing_to_work_on",
    "with_theirs_where_not_asked",
]
