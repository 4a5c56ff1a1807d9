"""Pure rules of putting a plan out for consultation, and of adopting it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.dates import PartialDate, StatedDate
from plans.rules import Reason


@dataclass(frozen=True)
class ToAdopt:
    """What a commitment that is being made has, as far as putting it out and adopting it asks."""

    number: str
    title: str = ""
    promise: str = ""
    has_lead: bool = False
    has_parts: bool = False
    milestones: tuple[tuple[int, str, StatedDate], ...] = ()  # number, title, due


def missing_for_draft(
    *, title: str, starts: PartialDate | None, ends: PartialDate | None, commitments: Iterable[ToAdopt]
) -> list[Reason]:
    """What a draft plan still needs before it is put out for consultation."""
    missing = []
    if not title.strip():
        missing.append(Reason("title", _("Give the plan a title."), "title"))
    if not starts:
        missing.append(Reason("starts-on", _("Say when the plan starts."), "starts_on"))
    if not ends:
        missing.append(Reason("ends-on", _("Say when the plan ends."), "ends_on"))
    commitments = list(commitments)
    if not commitments:
        missing.append(Reason("no-commitment", _("Write at least one commitment."), "commitments"))
    for one in commitments:
        if not one.title.strip():
            missing.append(_of(one, "title", _("give it a title.")))
        if not one.promise.strip():
            missing.append(_of(one, "promise", _("say what is promised.")))
    return missing


def missing_for_adoption(
    *, title: str, starts: PartialDate | None, ends: PartialDate | None, commitments: Iterable[ToAdopt]
) -> list[Reason]:
    """What a plan still needs before it can be adopted: who leads each commitment, and what is due when."""
    commitments = list(commitments)
    missing = missing_for_draft(title=title, starts=starts, ends=ends, commitments=commitments)
    for one in commitments:
        if not one.has_lead:
            missing.append(_of(one, "lead", _("say which agency leads it.")))
        if not one.milestones and not one.has_parts:
            missing.append(_of(one, "milestones", _("add at least one milestone.")))
        for number, milestone, due in one.milestones:
            if not milestone.strip():
                missing.append(_of_milestone(one, number, "title", _("give it a title.")))
            if not due:
                text = _("say when it is due, as precisely as is known, or in words.")
                missing.append(_of_milestone(one, number, "due", text))
    return missing


def _of(one: ToAdopt, what: str, text: str | Promise) -> Reason:
    said = format_lazy(_("Commitment {number}: {text}"), number=one.number, text=text)
    return Reason(f"no-{what}", said, f"commitment-{one.number}-{what}")


def _of_milestone(one: ToAdopt, number: int, what: str, text: str | Promise) -> Reason:
    said = format_lazy(_("Milestone {number}: {text}"), number=f"{one.number}.{number}", text=text)
    return Reason(f"milestone-no-{what}", said, f"milestone-{one.number}.{number}-{what}")


def wrong_with_adoption_day(adopted_on: PartialDate | None, on: date) -> list[Reason]:
    """An adoption has happened: its day may be today, and is never ahead."""
    if adopted_on is None:
        return [Reason("adopted-on", _("Say on which day the plan was adopted."), "adopted_on")]
    if (adopted_on.first or adopted_on.last) > on:
        return [
            Reason(
                "adopted-ahead", _("That day is ahead; a plan is adopted once it is decided."), "adopted_on"
            )
        ]
    return []


NOTHING_NEW_IN_DRAFT = Reason("nothing-new", _("Nothing has changed since the last draft was published."))
