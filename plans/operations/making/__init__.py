"""A plan in the making: begun, its facts and its sections written, shown privately; until it is adopted."""

from .facts import (
    COLUMNS,
    PlanFacts,
    begin_plan,
    change_plan,
    choose_publishing,
    discard_plan,
    facts_of,
    plans_to_follow,
    reasons_not_to_discard,
)
from .holding import locked, reasons_not_to_make, to_be_made
from .ordering import ASIDE, moved, put_in_order, take_out
from .previews import end_preview_link, make_preview_link, reasons_not_to_preview
from .sections import SectionContent, move_section, remove_section, save_section, section_content_of

__all__ = [
    "ASIDE",
    "COLUMNS",
    "PlanFacts",
    "SectionContent",
    "begin_plan",
    "change_plan",
    "choose_publishing",
    "discard_plan",
    "end_preview_link",
    "facts_of",
    "locked",
    "make_preview_link",
    "move_section",
    "moved",
    "plans_to_follow",
    "put_in_order",
    "reasons_not_to_discard",
    "reasons_not_to_make",
    "reasons_not_to_preview",
    "remove_section",
    "save_section",
    "section_content_of",
    "take_out",
    "to_be_made",
]
