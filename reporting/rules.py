"""Pure rules of the account given: the proposed completion, and why a step cannot be taken now."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commitments.choices import Stage
from plans.rules import Reason

from .choices import Completion, Outcome, Position


def propose_completion(stages: Sequence[Stage | None]) -> Completion | None:
    """What the published stages of milestones come to; None where none is published.

    `stages` are those of the milestones that are not withdrawn, None where one is not reported.
    """
    if all(stage is None for stage in stages):
        return None
    if all(stage == Stage.COMPLETED for stage in stages):
        return Completion.COMPLETED
    if all(stage == Stage.NOT_STARTED for stage in stages):
        return Completion.NOT_STARTED
    completed = sum(stage == Stage.COMPLETED for stage in stages)
    return Completion.SUBSTANTIAL if 2 * completed >= len(stages) else Completion.LIMITED


PUBLISHED_ALREADY = Reason("published", _("This report is published; it no longer changes."))
AHEAD = Reason("ends_on", _("The last day it speaks of is not over yet."), "ends_on")
BEFORE_PLAN = Reason("ends_on", _("Nothing was recorded of this plan by that day."), "ends_on")
NOT_PUBLISHED_PLAN = Reason("plan", _("The plan is not published."), "plan")
NOTHING_CHANGED = Reason("unchanged", _("Nothing has changed since the last draft was frozen."))
NO_DRAFT = Reason("draft", _("Freeze a draft first."))
CHANGED_SINCE = Reason("changed", _("Something was written since the newest draft: freeze a new one."))
IN_REVIEW = Reason("review", _("The panel's review is open: close it first."))
WHY_OTHERWISE = Reason("reason", _("Say why it differs from what the stages propose."), "reason")
NO_COMPLETION = Reason("completion", _("Choose how far it is."), "completion")


# ---- The panel's review ------------------------------------------------------------------------------

NEEDS_A_REASON = {Position.WITH_CHANGES, Position.NOT_SUPPORT}


def missing_for_position(position: str, reason: str) -> list[Reason]:
    if position not in Position.values:
        return [NO_POSITION]
    return [WHY_THIS_POSITION] if position in NEEDS_A_REASON and not reason.strip() else []


def missing_for_answer(outcome: str, answer: str) -> list[Reason]:
    """Whoever commented reads what became of it and why."""
    return ([] if outcome in Outcome.values else [NO_OUTCOME]) + ([] if answer.strip() else [NO_ANSWER])


REVIEWED_ALREADY = Reason("reviewed", _("The panel has reviewed this draft. Freeze a new one to ask again."))
NEWER_DRAFT = Reason("newer", _("There is a newer draft: put that one before the panel."))
NOTHING_ASKED = Reason("asked", _("Say what you ask the members to look at."), "asked")
NOBODY_ASKED = Reason("members", _("Choose whom you ask."), "members")
NOT_A_MEMBER = Reason("members", _("Somebody you chose does not sit on the panel today."), "members")
DUE_BEFORE = Reason("due_on", _("Choose a day that is still to come."), "due_on")
REVIEW_CLOSED = Reason("closed", _("This review is closed; nothing can be added or changed."))
NO_CHAPTER = Reason("chapter", _("This draft has no such chapter."))
NO_COMMENT = Reason("text", _("Write what you want to say."), "text")
SAID_BEFORE = Reason(
    "said", _("This form has sent its comment. If these are other words, send them as another one."), "text"
)
NO_POSITION = Reason("position", _("Choose a position."), "position")
WHY_THIS_POSITION = Reason("reason", _("Say why, in a sentence."), "reason")
NO_OUTCOME = Reason("outcome", _("Choose what becomes of it."), "outcome")
NO_ANSWER = Reason("answer", _("Write an answer."), "answer")
