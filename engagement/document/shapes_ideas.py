"""The same of ideas, of what others said to them, and of the draft commitments that were made of them."""

from __future__ import annotations

from plans.choices import OGPValue
from plans.document import DAY, PARTIAL_DATE, PUBLISHED, SLUG, TEXT, TITLE, at_most, listed, rows, shape

from ..choices import ProposalState, VoiceKind
from ..rules.ideas import MOST_LETTERS_OF_A_REASON

NAME = SLUG | {"maxLength": 100}
PLACE = {"type": "integer", "minimum": 1, "maximum": 32_767}
MANY = {"type": "integer", "minimum": 1, "maximum": 2_147_483_647}
SPOKEN = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
DECIDED = (ProposalState.AGREED, ProposalState.DECLINED)

REASONS = rows(
    shape(
        {
            "kind": listed(VoiceKind),
            "reason": at_most(MOST_LETTERS_OF_A_REASON),
            "given_on": DAY,
            "changed_on": DAY,
        }
        | PUBLISHED,
        required=("kind", "reason", "given_on"),
    )
) | {"description": "What was said, as far as it is shown; each is counted among the voices."}
IDEAS = rows(
    shape(
        {
            "number": MANY,
            "submission": MANY | {"description": "The number of the submission that it is from."},
            "point": PLACE | {"description": "Its place among the points of that submission."},
            "voices": shape(dict.fromkeys(VoiceKind.values, SPOKEN))
            | {"description": "How many spoke to it, by kind; a kind without one is left out."},
            "reasons": REASONS,
        }
        | PUBLISHED,
        required=("number", "submission", "point"),
    )
) | {
    "description": "They stand here once the answers are published, with the submissions that they are from: "
    "from then on nobody speaks to them any more."
}
MILESTONES = rows(
    shape(
        {"title": TITLE, "starts_on": PARTIAL_DATE, "due_on": PARTIAL_DATE, "agency": TITLE},
        required=("title",),
    )
)
WORKING_TEXT = shape(
    {
        "title": TITLE,
        "problem": TEXT,
        "done_so_far": TEXT,
        "proposed": TEXT,
        "result": TEXT,
        "values": rows(listed(OGPValue)) | {"uniqueItems": True},
        "lead": TITLE | {"description": "The agency's name when it was put out."},
        "milestones": MILESTONES,
        "decides_next": TITLE,
        "decides_next_on": DAY,
    },
    required=("title",),
) | {"description": "In OGP's template, as it was last put out; left out where it never was."}
PROPOSALS = rows(
    shape(
        {
            "consultation": NAME | {"description": "Where its ideas were gathered; may be of another plan."},
            "slug": NAME,
            "title": TITLE,
            "state": {"type": "string", "enum": [state.value for state in DECIDED]},
            "decided_on": DAY,
            "decided_by": TITLE,
            "decision_reason": TEXT | {"description": "Why it was declined."},
            "commitment": at_most(20) | {"description": "The number under which it was agreed."},
            "ideas": rows(MANY) | {"uniqueItems": True},
            "text": WORKING_TEXT,
        }
        | PUBLISHED,
        required=("consultation", "slug", "title", "state", "decided_on", "decided_by"),
    )
) | {
    "description": "Draft commitments for this plan that were made of ideas. Each stands here once it is "
    "decided, and its commitment public: until then people work on it where it is made."
}

IDENTITY = {
    "consultations.ideas": ("number",),
    "proposals": ("consultation", "slug"),
}
