"""The sentences with which a plan goes out: its timeline, its drafts, its adoption."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from plans.choices import PlanState, StepStanding
from plans.dates import PartialDate
from plans.models import PlanDraft
from plans.rules import Step, standing_of_step

from ..record.making import DraftsOnDay
from .numbers import a_number, joined, number_words
from .plans import holds


def days_words(days: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": number_words(days)}


def how_far_ahead(*, published_on: date | None, starts_on: date | None, on: date, needed: int) -> str:
    """How long before its start the making of a plan was announced, or would be if it were today."""
    if starts_on is None:
        return _("The day on which making the plan begins is not set yet.")
    days = (starts_on - (published_on or on)).days
    return f"{_announced(days, published_on, starts_on, on)} {_asked_for(days, needed)}"


def _announced(days: int, published_on: date | None, starts_on: date, on: date) -> str:
    if published_on is None and days > 0:
        words = _("Published today, it would be public %(days)s before making the plan begins on %(day)s.")
    elif published_on is None:
        words = _("Making the plan begins on %(day)s, and nothing of this is public before that day.")
    elif days <= 0:
        words = _("Making the plan began on %(day)s; this was not public before that day.")
    elif starts_on > on:
        words = _("This was public %(days)s before making the plan begins on %(day)s.")
    else:
        words = _("This was public %(days)s before making the plan began on %(day)s.")
    return words % {"days": days_words(max(days, 0)), "day": date_format(starts_on, "j F Y")}


def _asked_for(days: int, needed: int) -> str:
    if days >= needed:
        return _("OGP asks for at least %(days)s.") % {"days": days_words(needed)}
    return _("OGP asks for at least %(days)s, so this is too late.") % {"days": days_words(needed)}


def when_words(starts: PartialDate | None, ends: PartialDate | None) -> str:
    """ "March 2026 to May 2026"; one date where both are the same, "until" where only the end is known."""
    if starts and ends and starts != ends:
        return _("%(first)s to %(last)s") % {"first": starts.words, "last": ends.words}
    if starts:
        return starts.words
    return _("until %(day)s") % {"day": ends.words} if ends else ""


def where_it_is(steps: Sequence[Step], on: date) -> str:
    """ "Two of five steps are over. Now: workshops in five towns." """
    if not steps:
        return _("No step has been written yet.")
    stands = [(step, standing_of_step(on, starts=step.starts_on, ends=step.ends_on)) for step in steps]
    done = [step for step, stand in stands if stand == StepStanding.DONE]
    running = [step for step, stand in stands if stand == StepStanding.NOW]
    ahead = [step for step, stand in stands if stand == StepStanding.AHEAD]
    if len(done) == len(steps):
        return _("All steps are over.")
    sentences = [_how_many(len(done), len(steps))]
    if running:
        sentences.append(_("Now: %(what)s.") % {"what": joined([f"“{step.title}”" for step in running])})
    elif ahead:
        first = min(ahead, key=lambda step: step.starts_on)
        sentences.append(
            _("Next: “%(what)s”, %(when)s.")
            % {"what": first.title, "when": when_words(first.starts_on, first.ends_on)}
        )
    return " ".join(sentences)


def _how_many(done: int, total: int) -> str:
    if not done:
        clause = ngettext_lazy("It takes %(number)s step.", "It takes %(number)s steps.", "n")
        return a_number(clause, total)
    words = ngettext("%(done)s of %(total)s steps is over.", "%(done)s of %(total)s steps are over.", done)
    return capfirst(words % {"done": number_words(done), "total": number_words(total)})


def what_it_holds(content: dict[str, Any]) -> str:
    """ "Three commitments hold seven milestones." of a whole plan as data."""
    if not content["commitments"]:
        return _("No commitment has been written yet.")
    whole = [one for one in content["commitments"] if not one["parent"]]
    return holds(len(whole), sum(len(one["milestones"]) for one in content["commitments"]))


def what_a_draft_is(draft: PlanDraft, *, newest: PlanDraft) -> str:
    """ "A draft for consultation, not adopted: what it says may still change. Three commitments hold ..." """
    plan, holds_words = draft.plan, what_it_holds(draft.content)
    if plan.state == PlanState.ADOPTED and draft == newest:
        first = _("A draft for consultation, kept as it was. The plan itself has been adopted since.")
    elif draft != newest:
        first = _("A draft for consultation, kept as it was. There is a newer one: draft %(number)s.")
        first %= {"number": newest.number}
    else:
        first = _("A draft for consultation, not adopted: what it says may still change.")
    return f"{holds_words} {first}"


def drafts_words(drafts: DraftsOnDay) -> str:
    """What stands first of a plan that was not adopted on the day."""
    newest = drafts.newest
    return what_a_draft_is(newest, newest=newest) if newest else no_draft_yet(drafts.on, drafts.first_day)


def no_draft_yet(on: date, first_day: date) -> str:
    words = _("On %(day)s no draft of this plan was public yet. The first one was published on %(first)s.")
    return words % {"day": date_format(on, "j F Y"), "first": date_format(first_day, "j F Y")}


def things_missing(number: int) -> str:
    """ "Two things are missing." """
    if not number:
        return _("Nothing is missing.")
    clause = ngettext_lazy("%(number)s thing is missing.", "%(number)s things are missing.", "n")
    return capfirst(a_number(clause, number))
