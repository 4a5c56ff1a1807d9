"""What promises and progress look like in the plan document."""

from __future__ import annotations

from plans.choices import GrandChallenge, OGPValue
from plans.document import (
    DAY,
    LINKS,
    PARTIAL_DATE,
    PUBLISHED,
    SLUG,
    SOURCED,
    TEXT,
    TITLE,
    at_most,
    listed,
    rows,
    shape,
)

from ..choices import DateKind, DelayReason, LeadRole, ReportText, Stage, Work
from . import indicators

STATED_DATE = shape({"on": PARTIAL_DATE, "text": at_most(100)})
AGREED = {"agreed_starts": STATED_DATE, "agreed_due": STATED_DATE}
DATE_CHANGES = rows(
    shape(
        {
            "kind": listed(DateKind),
            "amendment": SLUG,
            "before": STATED_DATE,
            "after": STATED_DATE,
            "moved_on": PARTIAL_DATE | {"description": "Its own day: the amendment's day of decision."},
            "reason": TEXT,
        }
        | SOURCED
        | PUBLISHED,
        required=("kind", "after", "moved_on"),
    )
)
WORDING_CHANGES = rows(
    shape(
        {"amendment": SLUG, "field": at_most(30), "before": TEXT, "after": TEXT} | PUBLISHED,
        required=("amendment", "field"),
    )
)
UPDATES = rows(
    shape(
        {
            "entry": {"type": "integer", "minimum": 1},
            "stage": listed(Stage),
            "as_of": PARTIAL_DATE,
            "period": SLUG | {"description": "The period of the progress report it belongs to."},
            "note": TEXT,
            "reason": listed(DelayReason),
            "reason_words": TEXT,
            "expected_on": PARTIAL_DATE,
            "expected_not_known": {"type": "boolean"},
            "completed_on": PARTIAL_DATE,
            "evidence": LINKS,
            "corrects": {"type": "integer", "minimum": 1},
            "why_corrected": TEXT,
            "written_by": TITLE | {"description": "Who wrote a correction: role, title and agency."},
        }
        | SOURCED
        | PUBLISHED,
        required=("entry", "stage", "as_of"),
    )
)
MILESTONES = rows(
    shape(
        {
            "number": {"type": "integer", "minimum": 1},
            "title": TITLE,
            "description": TEXT,
            "added_by": SLUG,
            "withdrawn_by": SLUG,
            "split_from": {"type": "integer", "minimum": 1}
            | {"description": "The milestone of this commitment that became this one and others."},
            "date_changes": DATE_CHANGES,
            "wording_changes": WORDING_CHANGES,
            "updates": UPDATES,
        }
        | AGREED
        | SOURCED
        | PUBLISHED,
        required=("number", "title"),
    )
)
CORRECTIONS = rows(
    shape(
        {
            "number": {"type": "integer", "minimum": 1},
            "field": listed(ReportText),
            "before": TEXT,
            "after": TEXT,
            "reason": TEXT,
            "written_by": TITLE,
        }
        | PUBLISHED,
        required=("number", "field", "reason", "written_by"),
    )
) | {"description": "Words that were corrected after they were published; the report holds today's."}
REPORTS = rows(
    shape(
        {
            "period": SLUG,
            "nothing_to_report": {"type": "boolean"},
            "doing": TEXT,
            "next": TEXT,
            "reflection": TEXT,
            "links": LINKS,
            "corrections": CORRECTIONS,
        }
        | SOURCED
        | PUBLISHED,
        required=("period",),
    )
)
SCHEMA = {
    "commitments": rows(
        shape(
            {
                "number": at_most(20) | {"pattern": r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$"},
                "parent": at_most(20),
                "title": TITLE,
                "promise": TEXT,
                "objective": TEXT,
                "status_quo": TEXT,
                "ambition": TEXT,
                "values": rows(listed(OGPValue)) | {"uniqueItems": True},
                "challenges": rows(listed(GrandChallenge)) | {"uniqueItems": True},
                "work": listed(Work),
                "others_involved": TEXT,
                "resources": TEXT,
                "leads": rows(
                    shape(
                        {
                            "agency": SLUG | {"maxLength": 100},
                            "role": listed(LeadRole),
                            "office": TITLE,
                            "from_on": DAY,
                            "until_on": DAY,
                            "reason": TEXT | {"description": "Why it came to lead, or ceased to."},
                        }
                        | SOURCED,
                        required=("agency", "role"),
                    )
                ),
                "date_changes": DATE_CHANGES,
                "wording_changes": WORDING_CHANGES,
                "milestones": MILESTONES,
                "reports": REPORTS,
                "indicators": indicators.INDICATORS,
            }
            | AGREED
            | SOURCED
            | PUBLISHED,
            required=("number", "title", "promise"),
        )
    )
}
IDENTITY = {
    "commitments": ("number",),
    "commitments.leads": ("agency", "role", "from_on"),
    "commitments.date_changes": ("kind", "amendment", "moved_on"),
    "commitments.wording_changes": ("amendment", "field"),
    "commitments.milestones": ("number",),
    "commitments.milestones.date_changes": ("kind", "amendment", "moved_on"),
    "commitments.milestones.wording_changes": ("amendment", "field"),
    "commitments.milestones.updates": ("entry",),
    "commitments.reports": ("period",),
    "commitments.reports.corrections": ("number",),
    **indicators.IDENTITY,
}
# A milestone may be withdrawn later: the amendment it names is the change.
SAID_LATER = ("commitments.milestones.withdrawn_by", *indicators.SAID_LATER)
TEXTS = ("title", "promise", "objective", "status_quo", "ambition", "others_involved")
