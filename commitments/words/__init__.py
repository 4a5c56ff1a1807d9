"""Records in words: the sentences that open a page, and the words for stages, dates and leads.

A sentence is put together from whole clauses, each of which a translator sees
with its own singular and plural.
"""

from .commitments import leads_words, news, stages_words
from .milestones import (
    agreed_words,
    amendment_link,
    delay_words,
    explanations,
    from_to_words,
    lateness,
    marked_overdue,
    move_words,
    not_reported,
    published_words,
    reported_words,
    stage_label,
    stage_words,
    timeliness_words,
    why_moved,
)
from .numbers import MOST_IN_WORDS, a_number, joined, number_words, when
from .plans import (
    CLAUSES,
    COMPLETED,
    begins_after,
    capitalised,
    changed,
    holds,
    how_many_completed,
    lede,
    months_over,
    nothing_reported,
    published_plans,
    sentence,
)

__all__ = [
    "CLAUSES",
    "COMPLETED",
    "MOST_IN_WORDS",
    "a_number",
    "agreed_words",
    "amendment_link",
    "begins_after",
    "capitalised",
    "changed",
    "delay_words",
    "explanations",
    "from_to_words",
    "holds",
    "how_many_completed",
    "joined",
    "lateness",
    "leads_words",
    "lede",
    "marked_overdue",
    "months_over",
    "move_words",
    "news",
    "not_reported",
    "nothing_reported",
    "number_words",
    "published_plans",
    "published_words",
    "reported_words",
    "sentence",
    "stage_label",
    "stage_words",
    "stages_words",
    "timeliness_words",
    "when",
    "why_moved",
]
