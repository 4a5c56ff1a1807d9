"""Ideas become a draft commitment: what it needs to be begun, shown, agreed or declined."""

from __future__ import annotations

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

NO_TITLE = Reason("title", _("Give it a title."), "title")
NO_IDEA = Reason("no-idea", _("Tick the ideas that it is made of."))
NOT_BEING_MADE = Reason("plan", _("Choose a plan that is being made."), "plan")
NO_SUCH_DRAFT = Reason("draft", _("Choose a draft commitment that is being worked on."), "into")
IS_DECIDED = Reason("decided", _("It is decided. What it says stays as it was."))
NO_PROPOSAL = Reason("proposed", _("Say what is proposed."), "proposed")
ENDS_FIRST = _("Milestone {place}: it would end before it begins.")
UNTITLED = _("Milestone {place}: give it a title, or empty its row.")
NO_COMMENT = Reason("comment", _("Write something first."), "text")
NOTHING_NEW = Reason("nothing-new", _("This is published already, word for word."))
NO_DAY = Reason("decided-on", _("Say on which day it was decided."), "decided_on")
DAY_AHEAD = Reason("decided-ahead", _("That day is ahead; write it down once it is decided."), "decided_on")
NO_DECIDER = Reason("decided-by", _("Say who decided."), "decided_by")
NO_REASON = Reason("reason", _("Say why it was declined."), "reason")
REPEATS_WITHHELD = Reason("repeats-withheld", _("It repeats words of a submission that are withheld."))

NOBODY_CHOSEN = Reason("nobody", _("Choose whom to invite."), "agency")
NOT_WILLING = Reason(
    "not-willing", _("Its sender has not said that we may ask, or has left no address."), "submission"
)


def missing_for_decision(*, decided_on: date | None, decided_by: str, on: date) -> list[Reason]:
    """A decision has happened, on a day and by somebody."""
    reasons = []
    if decided_on is None:
        reasons.append(NO_DAY)
    elif decided_on > on:
        reasons.append(DAY_AHEAD)
    return reasons if decided_by.strip() else [*reasons, NO_DECIDER]


def of_milestone(text, place: int, field: str) -> Reason:
    said = format_lazy(text, place=place)
    return Reason(f"milestone-{field}", said, f"milestone-{place}-{field}")
