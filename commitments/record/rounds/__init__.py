"""The rounds of reports: who owes what, how far it is, what it would change, and what was missed."""

from .asked import Asked, Part
from .board import (
    IN,
    NOT_YET_SENT_ON,
    WITH_THE_AGENCY,
    Board,
    Cell,
    Row,
    Total,
    board_on,
    plans_with_rounds,
    reads_several_plans,
)
from .lines import Drafts, Line, drafts_of, lines_in, lines_of, report_before
from .missed import Missed, missed_by, not_reported_for
from .owed import is_settled, owes_for

__all__ = [
    "IN",
    "NOT_YET_SENT_ON",
    "WITH_THE_AGENCY",
    "Asked",
    "Board",
    "Cell",
    "Drafts",
    "Line",
    "Missed",
    "Part",
    "Row",
    "Total",
    "board_on",
    "drafts_of",
    "is_settled",
    "lines_in",
    "lines_of",
    "missed_by",
    "not_reported_for",
    "owes_for",
    "plans_with_rounds",
    "reads_several_plans",
    "report_before",
]
