"""The commitments of a plan in the making, each with its leads and milestones; until the plan is adopted.

A commitment is kept as a whole: one content, one version. A version is never used twice under one
number, so that a form opened before commitments changed places is never taken for another's.
"""

from .content import (
    COLUMNS,
    MILESTONE_COLUMNS,
    CommitmentContent,
    LeadContent,
    MilestoneContent,
    content_at,
    content_from,
    content_of,
    merged,
    milestone_content_of,
)
from .ordering import move_commitment, number_in_order, numbered_in_order
from .saving import next_number, reasons_not_to_keep, remove_commitment, save_commitment

__all__ = [
    "COLUMNS",
    "MILESTONE_COLUMNS",
    "CommitmentContent",
    "LeadContent",
    "MilestoneContent",
    "content_at",
    "content_from",
    "content_of",
    "merged",
    "milestone_content_of",
    "move_commitment",
    "next_number",
    "number_in_order",
    "numbered_in_order",
    "reasons_not_to_keep",
    "remove_commitment",
    "save_commitment",
]
