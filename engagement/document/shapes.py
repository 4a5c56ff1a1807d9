"""What may stand in the section, and how its rows are told from one another."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from plans.document import (
    DAY,
    PARTIAL_DATE,
    PUBLISHED,
    SLUG,
    SOURCED,
    TEXT,
    TITLE,
    URL,
    at_most,
    listed,
    rows,
    shape,
)

from ..choices import (
    Channel,
    Dimension,
    Disposition,
    ForumKind,
    GroupKind,
    MeetingKind,
    PaperKind,
    PublishAs,
    Purpose,
    QuestionKind,
    Sector,
    StakeholderType,
)
from . import shapes_ideas

NAME = SLUG | {"maxLength": 100}
ADDRESS = URL | {"maxLength": 500}
NUMBER = at_most(20)  # of a commitment
LONG = at_most(200_000)  # what people may send, with room for what stands for withheld words
PLACE = {"type": "integer", "minimum": 1, "maximum": 32_767}
COUNT = {"type": "integer", "minimum": 0, "maximum": 2_147_483_647}
YES_NO = {"type": "string", "enum": ["yes", "no"], "description": "Left out where it is not known."}
INSTANT = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?[+-]\d{2}:\d{2}$",
    "description": "With the offset that the consultation's zone has then.",
}
MEMBERS = rows(
    shape(
        {
            "seat": PLACE | {"description": "The member's place in the list; nobody is named."},
            "role": at_most(150),
            "sector": listed(Sector),
            "affiliation": TITLE,
            "biography": TEXT,
            "from_on": DAY,
            "until_on": DAY,
        },
        required=("seat", "role", "sector"),
    )
)
DECISIONS = rows(
    shape(
        {
            "number": PLACE | {"description": "Within the forum."},
            "what": TEXT,
            "why": TEXT,
            "decided_by": TITLE,
            "decided_on": PARTIAL_DATE,
            "meeting": NAME | {"description": "The meeting at which it was taken."},
            "corrects": PLACE | {"description": "The number of the decision that it corrects."},
        }
        | SOURCED
        | PUBLISHED,
        required=("number", "what"),
    )
)
PAPERS = rows(
    shape(
        {
            "place": PLACE | {"description": "Among the papers of the meeting."},
            "kind": listed(PaperKind),
            "title": TITLE,
            "url": ADDRESS,
            "due_on": DAY | {"description": "By when it was promised to be public."},
        }
        | PUBLISHED,
        required=("place", "kind", "title", "url"),
    )
) | {"description": "Those that are public; what is only promised is told where the forum meets."}
ATTENDANCE = rows(
    shape(
        {
            "sector": listed(Sector) | {"description": "Left out where it is not stated."},
            "number": COUNT,
        },
        required=("number",),
    )
)
QUESTIONS = rows(
    shape(
        {
            "place": PLACE | {"description": "Among the questions."},
            "kind": listed(QuestionKind),
            "label": at_most(300),
            "hint": at_most(300),
            "options": rows(TITLE) | {"uniqueItems": True, "description": "What can be chosen."},
        },
        required=("place", "kind", "label"),
    )
)
RESPONSE = shape(
    {
        "disposition": listed(Disposition),
        "reason": TEXT,
        "changed": at_most(300),
        "changed_commitment": NUMBER,
    }
    | PUBLISHED,
    required=("disposition",),
)
SILENT = {"description": "One for not-at-all is a number only; its points are counted where it was sent."}
POINTS = rows(
    shape(
        {
            "text": LONG,
            "theme": NAME,
            "commitment": NUMBER,
            "milestone": PLACE | {"description": "Its number within that commitment."},
            "withheld_ground": TITLE | {"description": "Why its words are withheld, where they are."},
            "response": RESPONSE,
        }
    )
)
SUBMISSIONS = rows(
    shape(
        {
            "number": COUNT | {"minimum": 1},
            "received_on": DAY,
            "channel": listed(Channel),
            "handed_in_by": TITLE | {"description": "The organisation that handed it in for a member."},
            "group": PLACE | {"description": "The number of the group whose answers are its answers."},
            "stakeholder_type": listed(StakeholderType),
            "about": NUMBER | {"description": "The commitment that its sender says it is about."},
            "publish_as": listed(PublishAs) | SILENT,
            "text": LONG,
            "points": POINTS,
        }
        | PUBLISHED,
        required=("number", "received_on", "channel", "publish_as"),
    )
)
GROUPS = rows(
    shape(
        {
            "number": PLACE,
            "kind": listed(GroupKind),
            "title": TITLE,
            "lead": PLACE | {"description": "The submission that was answered for all of it."},
        }
        | PUBLISHED,
        required=("number", "kind", "title", "lead"),
    )
)
TOTALS = rows(
    shape(
        {
            "unit": at_most(60) | {"description": "What is counted, as printed."},
            "dimension": listed(Dimension),
            "heading": TITLE,
            "label": TITLE,
            "number": COUNT,
        }
        | SOURCED,
        required=("unit", "dimension", "source"),
    )
)
SCHEMA = {
    "forums": rows(
        shape(
            {
                "slug": NAME,
                "kind": listed(ForumKind),
                "name": TITLE,
                "agency": NAME,
                "remit": TEXT,
                "rules": TEXT,
                "rules_url": ADDRESS,
                "rules_published_on": PARTIAL_DATE,
                "starts_on": PARTIAL_DATE,
                "ends_on": PARTIAL_DATE,
                "members": MEMBERS,
                "decisions": DECISIONS,
            }
            | SOURCED
            | PUBLISHED,
            required=("slug", "kind", "name"),
        )
    ),
    "consultations": rows(
        shape(
            {
                "slug": NAME,
                "title": TITLE,
                "purpose": listed(Purpose),
                "stage": at_most(60),
                "follows": NAME | {"description": "The consultation before this one."},
                "amendment": SLUG,
                "background": TEXT,
                "question": TEXT,
                "questions": QUESTIONS,
                "opens_at": INSTANT,
                "closes_at": INSTANT,
                "zone": at_most(60) | {"description": "IANA name of the time zone of its hours."},
                "opened_on": PARTIAL_DATE,
                "closed_on": PARTIAL_DATE,
                "decided_by": TITLE,
                "decided_how": TEXT,
                "answers_due_on": DAY,
                "answered_on": PARTIAL_DATE | {"description": "When its answers were published."},
                "privacy": TEXT,
                "what_we_heard": TEXT,
                "documents": rows(
                    shape({"title": TITLE, "url": ADDRESS, "size": at_most(60)}, required=("title", "url"))
                ),
                "themes": rows(shape({"slug": NAME, "label": TITLE}, required=("slug", "label"))),
                "totals": TOTALS,
                "submissions": SUBMISSIONS,
                "groups": GROUPS,
                "ideas": shapes_ideas.IDEAS,
                "invited": rows(shape({"forum": NAME}, required=("forum",)))
                | {"description": "Forums that were asked by name, of this plan or of one before."},
            }
            | SOURCED
            | PUBLISHED,
            required=("slug", "title", "purpose"),
        )
    )
    | {"description": "Each stands here once it is closed: until then people take part where it is run."},
    "meetings": rows(
        shape(
            {
                "slug": NAME,
                "kind": listed(MeetingKind),
                "forum": NAME,
                "consultation": NAME,
                "title": TITLE,
                "place": TITLE,
                "held_on": PARTIAL_DATE,
                "number": PLACE | {"description": "How many it stands for, where they are only counted."},
                "attended": COUNT,
                "attendance": ATTENDANCE,
                "papers": PAPERS,
                "government_present": YES_NO,
                "others_present": YES_NO,
                "results_presented": YES_NO,
                "comments_collected": YES_NO,
                "account": TEXT,
                "notes_url": ADDRESS,
            }
            | SOURCED
            | PUBLISHED,
            required=("slug", "kind", "title", "number"),
        )
    ),
    "outreach": rows(
        shape(
            {
                "slug": NAME,
                "channel": TITLE,
                "audience": TITLE,
                "reach": COUNT,
                "starts_on": PARTIAL_DATE,
                "ends_on": PARTIAL_DATE,
                "note": TEXT,
            }
            | SOURCED
            | PUBLISHED,
            required=("slug", "channel", "audience"),
        )
    ),
    "proposals": shapes_ideas.PROPOSALS,
}

IDENTITY = {
    "forums": ("slug",),
    "forums.members": ("seat",),
    "forums.decisions": ("number",),
    "consultations": ("slug",),
    "consultations.questions": ("place",),
    "consultations.documents": ("title", "url"),
    "consultations.themes": ("slug",),
    "consultations.totals": ("unit", "dimension", "heading", "label"),
    "consultations.submissions": ("number",),
    "consultations.groups": ("number",),
    "consultations.invited": ("forum",),
    "meetings": ("slug",),
    "meetings.papers": ("place",),
    "outreach": ("slug",),
    **shapes_ideas.IDENTITY,
}

# What a later version may say of a consultation that was closed and is now answered.
SAID_LATER = ("consultations.answered_on", "consultations.what_we_heard")

TEXTS = ("title", "stage", "background", "question", "decided_by", "decided_how", "privacy")
HOURS = ("opens_at", "closes_at")
NOON = time(12)  # of the day on which a submission came; its hour stays where it was sent
PRESENT = ("government_present", "others_present", "results_presented", "comments_collected")
YES_OR_NO = {"yes": True, "no": False, None: None}
SAID = {answer: text for text, answer in YES_OR_NO.items()}


def text_at(at: datetime | None, zone: ZoneInfo) -> str | None:
    """A moment in its zone, as ISO 8601 has it."""
    return at and at.astimezone(zone).isoformat()
