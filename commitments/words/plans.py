"""The sentences of a plan: what it holds, how it stands, how far its time has gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from plans.choices import PlanState
from plans.dates import PartialDate

from ..choices import Stage, Timeliness
from ..models.milestones import Standing
from ..record.day import PlanOnDay
from ..rules import months_between
from .milestones import marked_overdue
from .numbers import a_number, joined, number_words, when

CLAUSES = {
    Timeliness.ON_SCHEDULE: ngettext_lazy("%(number)s is on schedule", "%(number)s are on schedule", "n"),
    Timeliness.NOT_DUE_TO_START: ngettext_lazy(
        "%(number)s is not due to start yet", "%(number)s are not due to start yet", "n"
    ),
    Timeliness.NO_DATE: ngettext_lazy("%(number)s has no end date", "%(number)s have no end date", "n"),
    Timeliness.NOT_REPORTED: ngettext_lazy(
        "%(number)s has not been reported", "%(number)s have not been reported", "n"
    ),
    Timeliness.NOT_FINISHED: ngettext_lazy(
        "%(number)s was not finished in the plan", "%(number)s were not finished in the plan", "n"
    ),
    Timeliness.OVERDUE: ngettext_lazy("%(number)s is overdue", "%(number)s are overdue", "n"),
}
NOT_IN_SOURCES = ngettext_lazy(
    "the stage of %(number)s is not in our sources", "the stages of %(number)s are not in our sources", "n"
)
DATE_NOT_KNOWN = ngettext_lazy(
    "the date of %(number)s is not known", "the dates of %(number)s are not known", "n"
)
COMPLETED = ngettext_lazy("%(number)s is completed", "%(number)s are completed", "n")
WITHDRAWN = ngettext_lazy("%(number)s more was withdrawn", "%(number)s more were withdrawn", "n")


def lede(record: PlanOnDay) -> SafeString:
    """What a plan comes to on the day: "Seven commitments hold thirty milestones. All are completed." """
    plan, on = record.plan, record.on
    live = record.live
    sentences = [holds(len(record.promises), len(live))]
    if plan.state == PlanState.DRAFT:
        sentences.append(_("This is a draft; the plan has not been adopted."))
    if begins_after(plan.starts_on, on):
        sentences.append(_("The plan begins %(when)s.") % {"when": when(plan.starts_on)})
    else:
        sentences += _stages(record, live)
    if withdrawn := len(record.standings) - len(live):
        sentences.append(sentence(a_number(WITHDRAWN, withdrawn)))
    if plan.is_over_on(on):
        sentences.append(_("The plan ended %(when)s.") % {"when": when(plan.ends_on)})
    return mark_safe(" ".join(format_html("{}", text) for text in sentences))  # noqa: S308 (escaped one by one)


def begins_after(starts: PartialDate | None, on: date) -> bool:
    return starts is not None and (starts.first or starts.last) > on


def sentence(words: str) -> SafeString:
    """Clauses with a capital and a full stop."""
    return format_html(_("{clauses}."), clauses=capitalised(words))


def capitalised(words: str) -> str:
    return mark_safe(capfirst(words)) if isinstance(words, SafeString) else capfirst(words)  # noqa: S308 (was safe)


def holds(commitments: int, milestones: int) -> str:
    """ "Seven commitments hold thirty milestones." """
    if not commitments:
        return _("No commitment has been published yet.")
    if not milestones:
        clause = ngettext_lazy(
            "%(number)s commitment holds no milestones yet.",
            "%(number)s commitments hold no milestones yet.",
            "n",
        )
        return capfirst(a_number(clause, commitments))
    many = ngettext("%(number)s milestone", "%(number)s milestones", milestones)
    clause = ngettext(
        "%(number)s commitment holds %(milestones)s.",
        "%(number)s commitments hold %(milestones)s.",
        commitments,
    )
    return capfirst(
        clause
        % {"number": number_words(commitments), "milestones": many % {"number": number_words(milestones)}}
    )


def how_many_completed(
    completed: int, total: int, *, reported: int, is_sourced: bool, is_over: bool = False
) -> str:
    """The first thing to know of the stages, as a sentence; empty where there is nothing to say."""
    if not total:
        return ""
    if not reported:
        return nothing_reported(total, is_sourced=is_sourced)
    if completed == total:
        return ngettext("It is completed.", "All are completed.", total)
    if not completed:
        return _("None is completed.") if is_over else _("None is completed yet.")
    return sentence(a_number(COMPLETED, completed))


def nothing_reported(total: int, *, is_sourced: bool) -> str:
    if is_sourced:
        return ngettext("Its stage is not in our sources.", "Their stages are not in our sources.", total)
    return ngettext("Nothing has been reported on it yet.", "Nothing has been reported on them yet.", total)


def _stages(record: PlanOnDay, live: list[Standing]) -> list[str]:
    """How many are completed, and how the others stand."""
    stages, is_sourced = record.stages, record.plan.is_sourced
    is_over = record.plan.is_over_on(record.on)
    reported, completed = len(live) - stages[None], stages[Stage.COMPLETED]
    first = how_many_completed(
        completed, len(live), reported=reported, is_sourced=is_sourced, is_over=is_over
    )
    if not reported or completed == len(live):
        return [first] if first else []
    clauses = list(_clauses(record, is_sourced))
    if not completed or len(clauses) == 1:
        return [first, sentence(joined(clauses))]
    rest = _("Of the other %(number)s,") if is_over else _("Of the %(number)s still open,")
    rest %= {"number": number_words(len(live) - completed)}
    return [first, format_html(_("{of_those} {clauses}."), of_those=rest, clauses=joined(clauses))]


def _clauses(record: PlanOnDay, is_sourced: bool) -> Iterable[str]:
    for timeliness, clause in CLAUSES.items():
        number = record.timeliness[timeliness]
        if not number:
            continue
        if timeliness == Timeliness.NOT_REPORTED and is_sourced:
            clause = NOT_IN_SOURCES
        if timeliness == Timeliness.NO_DATE and not _all_open_ended(record):
            clause = DATE_NOT_KNOWN
        words = a_number(clause, number)
        yield marked_overdue(words) if timeliness == Timeliness.OVERDUE else words


def _all_open_ended(record: PlanOnDay) -> bool:
    return all(s.due.is_open_ended for s in record.standings if s.timeliness == Timeliness.NO_DATE)


# ---- All plans ------------------------------------------------------------------------------------------


def published_plans(total: int, in_force: int, *, is_today: bool = True) -> str:
    """ "Two plans are published here. One is in force today." """
    if not total:
        return _("No action plan has been published here yet.")
    plans = ngettext_lazy("%(number)s plan is published here.", "%(number)s plans are published here.", "n")
    if is_today:
        forced = ngettext_lazy("%(number)s is in force today.", "%(number)s are in force today.", "n")
        none = _("None is in force today.")
    else:
        forced = ngettext_lazy("%(number)s was in force.", "%(number)s were in force.", "n")
        none = _("None was in force.")
    now = a_number(forced, in_force) if in_force else none
    return f"{capfirst(a_number(plans, total))} {capfirst(now)}"


# ---- What changed in a plan ----------------------------------------------------------------------------


def changed(amendments: int, others: int, handed_over: int = 0) -> str:
    """ "One amendment changed this plan. One date moved without one. One lead changed." """
    if not amendments and not others and not handed_over:
        return _("Nothing has changed since the plan was adopted.")
    sentences = []
    if amendments:
        clause = ngettext_lazy(
            "%(number)s amendment has changed this plan.",
            "%(number)s amendments have changed this plan.",
            "n",
        )
        sentences.append(capfirst(a_number(clause, amendments)))
    if others:
        clause = ngettext_lazy(
            "%(number)s date moved without an amendment that our sources name.",
            "%(number)s dates moved without an amendment that our sources name.",
            "n",
        )
        sentences.append(capfirst(a_number(clause, others)))
    if handed_over:
        clause = ngettext_lazy(
            "Who leads or supports changed once.", "Who leads or supports changed %(number)s times.", "n"
        )
        sentences.append(a_number(clause, handed_over))
    return " ".join(sentences)


# ---- The plan's time ---------------------------------------------------------------------------------


def months_over(starts: PartialDate | None, ends: PartialDate | None, on: date) -> str:
    """ "17 of the plan’s 21 months are over." Empty where it does not run on the day."""
    if not starts or not ends or not starts.first or not starts.first <= on <= ends.last:
        return ""
    total = months_between(starts.first, date.fromordinal(ends.last.toordinal() + 1))
    gone = months_between(starts.first, date.fromordinal(on.toordinal() + 1))
    words = ngettext(
        "%(over)s of the plan’s %(total)s months is over.",
        "%(over)s of the plan’s %(total)s months are over.",
        gone,
    )
    return words % {"over": gone, "total": total}
