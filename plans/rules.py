"""Pure rules of the ground floor, and the two ways to say no."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .choices import StepStanding
from .dates import PartialDate


@dataclass(frozen=True)
class Reason:
    """Why something cannot happen now, in words for the person, and the field it is about."""

    code: str
    text: str | Promise
    field: str = ""

    def __str__(self) -> str:
        return str(self.text)


class NotReady(Exception):
    """*Not now*: what would have to be true first. (*Not you* is Django's PermissionDenied.)"""

    def __init__(self, reasons: Iterable[Reason]):
        self.reasons = list(reasons)
        super().__init__("; ".join(str(reason) for reason in self.reasons))


class Stale(Exception):
    """Somebody else has saved since this version was read; nothing was written."""


def holds_on(from_on: date | None, until_on: date | None, on: date) -> bool:
    """Whether something that holds from a day to a day, open where None, holds on this one."""
    return (from_on is None or from_on <= on) and (until_on is None or on <= until_on)


def overlaps(from_on: date | None, until_on: date | None, first: date, last: date) -> bool:
    """Whether it holds on any day from `first` to `last`."""
    return (from_on is None or from_on <= last) and (until_on is None or first <= until_on)


# Why a reporting period cannot be closed or opened now.
CLOSED_ALREADY = Reason("closed", _("This period is closed already."))
NOT_OVER = Reason("not-over", _("The last day of this period is not over yet."))
OPEN_ALREADY = Reason("open", _("This period is open already."))
WAS_CLOSED = Reason("was-closed", _("This period was closed before it was brought in here."))

# Why a plan in the making cannot be changed now.
ADOPTED = Reason("adopted", _("This plan is adopted. Its wording changes only in an amendment."))
BROUGHT_IN = Reason(
    "brought-in",
    _("This plan was brought in from a document. It is not made here, so it is not edited here."),
)
NO_PLAN_TITLE = Reason("title", _("Give the plan a title."), "title")
NO_COUNTRY = Reason("country", _("Give the country as two letters: NZ."), "country")
PLAN_ADDRESS_TAKEN = Reason("slug", _("Another plan has this address already."), "slug")
PLAN_ADDRESS_STAYS = Reason(
    "slug-stays", _("The public reads of this plan already, so its address stays as it is."), "slug"
)
PLAN_ENDS_FIRST = Reason("ends-first", _("The plan would end before it starts."), "ends_on")
NOT_AFTER_ITSELF = Reason("follows", _("A plan cannot follow itself, or one that follows it."), "follows")
FOLLOWED_ALREADY = Reason("followed", _("Another plan follows that one already."), "follows")
PLAN_NOT_EMPTY = Reason("not-empty", _("Something was written for this plan already. Take that out first."))
NO_SECTION_TITLE = Reason("title", _("Give the section a title."), "title")
SECTION_ADDRESS_TAKEN = Reason("slug", _("Another section of this plan has this address already."), "slug")
LINK_ENDS_TOO_SOON = Reason("until", _("Choose today or a day ahead."), "until_on")
LINK_TOO_LONG = Reason("until", _("A private link lasts at most a year."), "until_on")

# ---- Rounds of reports ---------------------------------------------------------------------------------


def months_later(day: date, months: int) -> date:
    """The same day some months later; the month's last one where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def spans_between(first: date, last: date, months: int) -> list[tuple[date, date]]:
    """So many months and so many again from the first day on; what is left at the end is a period too."""
    begins = [first]
    while (next_one := months_later(first, months * len(begins))) <= last:
        begins.append(next_one)
    ends = [begin - timedelta(days=1) for begin in begins[1:]]
    return list(zip(begins, [*ends, last], strict=True))


def missing_for_period(*, starts_on: date | None, ends_on: date | None, due_on: date | None) -> list[Reason]:
    """What a round of reports still needs."""
    missing = []
    if starts_on is None:
        missing.append(Reason("starts-on", _("Give the first day."), "starts_on"))
    if ends_on is None:
        missing.append(Reason("ends-on", _("Give the last day."), "ends_on"))
    if due_on is None:
        missing.append(Reason("due-on", _("Give the day on which reports are due."), "due_on"))
    if starts_on and ends_on and ends_on < starts_on:
        missing.append(Reason("ends-first", _("It would end before it begins."), "ends_on"))
    if ends_on and due_on and due_on < ends_on:
        missing.append(DUE_TOO_SOON)
    return missing


DUE_TOO_SOON = Reason("due-first", _("Reports cannot be due before the period is over."), "due_on")
DUE_IN_THE_PAST = Reason("due-past", _("That day is past already."), "due_on")
NO_DUE_DAY = Reason("due-on", _("Give the day on which reports are due."), "due_on")
SAME_DAYS = Reason("overlaps", _("Another period of this kind has some of these days."), "starts_on")
CLOSED_NOW = Reason("closed", _("This period is closed; open it again first."))
HAS_REPORTS = Reason("has-reports", _("Something has been written for this period already."))
NO_DAYS_TO_DIVIDE = Reason(
    "no-days", _("The plan needs a first and a last day, or month, before periods can be made over it.")
)
NO_NEW_PERIOD = Reason("no-new", _("None is left to add: each would share days with one that is there."))

# ---- How a plan is being made --------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step of making a plan: when, how to take part, what is decided by whom."""

    title: str = ""
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    how_to_take_part: str = ""
    decision: str = ""
    decided_by: str = ""
    link: str = ""


def standing_of_step(on: date, *, starts: PartialDate | None, ends: PartialDate | None) -> StepStanding:
    """Done once the last day it may mean is past, ahead before the first one; a lone date is both."""
    ends = ends or starts
    if ends is None:
        return StepStanding.NO_DATE
    if ends.last < on:
        return StepStanding.DONE
    return StepStanding.AHEAD if starts and starts.first and starts.first > on else StepStanding.NOW


def missing_for_timeline(*, development_starts_on: date | None, steps: Sequence[Step]) -> list[Reason]:
    """What the public needs to know of how a plan is made: when, how to take part, who decides when."""
    missing = []
    if development_starts_on is None:
        text = _("Say on which day making the plan begins.")
        missing.append(Reason("development-starts", text, "development_starts_on"))
    if not steps:
        return [*missing, Reason("no-step", _("Add at least one step."), "step-1-title")]
    for place, step in enumerate(steps, 1):
        missing += [
            Reason(
                code, format_lazy(_("Step {place}: {text}"), place=place, text=text), f"step-{place}-{field}"
            )
            for code, text, field in _missing_for_step(step)
        ]
    if not any(step.how_to_take_part for step in steps):
        text = _("Say in at least one step how people can take part.")
        missing.append(Reason("take-part", text, "step-1-how_to_take_part"))
    if not any(step.decision for step in steps):
        text = _("Say in at least one step what is decided, and by whom.")
        missing.append(Reason("decision", text, "step-1-decision"))
    return missing


def _missing_for_step(step: Step) -> list[tuple[str, str | Promise, str]]:
    missing: list[tuple[str, str | Promise, str]] = []
    if not step.title:
        missing.append(("step-title", _("give it a title."), "title"))
    if not (step.starts_on or step.ends_on):
        missing.append(("step-date", _("say when, as precisely as you know."), "starts_on"))
    if step.decision and not step.decided_by:
        missing.append(("step-decider", _("say who decides."), "decided_by"))
    if step.decided_by and not step.decision:
        missing.append(("step-decision", _("say what is decided."), "decision"))
    return missing


NOTHING_NEW = Reason("nothing-new", _("This is published already, word for word."))
IS_ADOPTED = Reason("adopted", _("This plan is adopted; how it was made stays as it was published."))
NOTHING_WRITTEN = Reason("nothing-written", _("Nothing has been written that could be published."))

# Why an agency or a role cannot be made, or ended, like that.
AGENCY_KNOWN = Reason("known", _("There is an agency with this address already."), "slug")
NAMED_ALREADY = Reason("named", _("It has a name from that day on already."), "from_on")
HOLDS_ALREADY = Reason(
    "holds", _("This person holds the role on some of these days already; end that one first."), "from_on"
)
NEEDS_AN_AGENCY = Reason("agency", _("An editor or approver acts for an agency: choose one."), "agency")
NO_AGENCY = Reason("no-agency", _("A coordinator acts for all agencies: leave the agency open."), "agency")
LAST_COORDINATOR = Reason(
    "last-coordinator", _("Nobody else coordinates after that day. Give somebody the role first."), "until_on"
)
ENDS_BEFORE_IT_BEGINS = Reason("order", _("It cannot end before it begins."), "until_on")
ENDED_ALREADY = Reason("ended", _("This role has ended already."), "until_on")
TITLE_FROM_LATER = Reason("later", _("A new title begins after the day on which the role began."), "from_on")
HAS_JOINED = Reason("joined", _("They have come in already. Who forgets the password asks for a new one."))
NO_ROLE_AHEAD = Reason("no-role", _("They hold no role, now or later. Give them one first."))
SUCCESSOR_IS_LEAVING = Reason(
    "successor", _("Choose somebody else: this person is the one who leaves."), "successor"
)


# ---- Leave ---------------------------------------------------------------------------------------------


def reasons_not_to_be_away(
    from_on: date | None, until_on: date | None, *, on: date, others: Iterable[tuple[date, date]]
) -> list[Reason]:
    """Why somebody cannot be away from a day to a day; `others` are the days on which they are already."""
    if from_on is None:
        return [AWAY_FROM]
    if until_on is None:
        return [AWAY_UNTIL]
    if until_on < from_on:
        return [BACK_BEFORE_AWAY]
    if until_on < on:
        return [AWAY_IN_THE_PAST]
    if any(overlaps(first, last, from_on, until_on) for first, last in others):
        return [AWAY_ALREADY]
    return []


AWAY_FROM = Reason("from", _("Give the first day away."), "from_on")
AWAY_UNTIL = Reason("until", _("Give the last day away."), "until_on")
BACK_BEFORE_AWAY = Reason("order", _("The last day away is before the first."), "until_on")
AWAY_IN_THE_PAST = Reason("past", _("These days are over already."), "until_on")
AWAY_ALREADY = Reason(
    "already", _("Some of these days are among those given already; end those first."), "from_on"
)
