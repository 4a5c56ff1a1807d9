"""Pure rules of putting a plan out for consultation, and of adopting it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.choices import StepStanding
from plans.dates import PartialDate, StatedDate
from plans.rules import Reason, Step, standing_of_step


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


def worth_knowing_before_adoption(
    on: date,
    *,
    announced_on: date | None,
    begins_on: date | None,
    steps: Iterable[Step],
    draft_since: date | None,
    days_ahead: int,
) -> list[Reason]:
    """What does not stand in the way of an adoption, but the public may ask about: the time people had.

    `announced_on` is the day since which the timeline is public, `begins_on` the one on which by it
    making the plan begins, `draft_since` the one since which the newest draft is public; OGP asks for
    `days_ahead`.
    """
    asked = {"needed": days_ahead}
    known: list[Reason] = []
    if announced_on is None:
        text = _(
            "No timeline is public. OGP asks for one at least {needed} days before making the plan begins."
        )
        known.append(Reason("no-timeline", format_lazy(text, **asked), "timeline"))
    elif begins_on and (begins_on - announced_on).days < days_ahead:
        text = _(
            "The timeline is public since {since}, and by it making the plan begins on {begins}. OGP asks for"
            " at least {needed} days between them."
        )
        days = {"since": PartialDate.of(announced_on).words, "begins": PartialDate.of(begins_on).words}
        known.append(Reason("announced-late", format_lazy(text, **days, **asked), "timeline"))
    for step in steps:
        known += _step_to_come(on, step)
    if draft_since is None:
        text = _("No draft was put out: people could not comment on what is promised.")
        known.append(Reason("no-draft", text, "draft"))
    elif (on - draft_since).days < days_ahead:
        text = _("The newest draft is public since {since}, for fewer than {needed} days.")
        words = format_lazy(text, since=PartialDate.of(draft_since).words, **asked)
        known.append(Reason("draft-new", words, "draft"))
    return known


def _step_to_come(on: date, step: Step) -> list[Reason]:
    """A step of the timeline that is ahead; or one that runs, in which people can take part."""
    standing = standing_of_step(on, starts=step.starts_on, ends=step.ends_on)
    if standing == StepStanding.AHEAD and step.starts_on:
        text, when = _("By the timeline “{step}” is still ahead: {when}."), step.starts_on
    elif standing == StepStanding.NOW and step.how_to_take_part and (step.ends_on or step.starts_on):
        text, when = _("By the timeline people can take part in “{step}” until {when}."), step.ends_on
        when = PartialDate.of((when or step.starts_on).last)
    else:
        return []
    return [Reason("step-to-come", format_lazy(text, step=step.title, when=when.words), "timeline")]


NOTHING_NEW_IN_DRAFT = Reason("nothing-new", _("Nothing has changed since the last draft was published."))
