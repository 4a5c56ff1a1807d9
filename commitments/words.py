"""Records in words: the sentences that open a page, and the words for stages, dates and leads.

A sentence is put together from whole clauses, each of which a translator sees
with its own singular and plural.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, ngettext_lazy
from django.utils.translation import gettext as _
from num2words import num2words

from plans.choices import NotStated, PlanState
from plans.dates import PartialDate

from .choices import DateKind, LeadRole, Stage, Timeliness
from .models import DateChange
from .models.milestones import Standing
from .record import CommitmentOnDay, PlanOnDay
from .rules import months_between

MOST_IN_WORDS = 99

# ---- Numbers, lists, days -----------------------------------------------------------------------


def number_words(number: int) -> str:
    """ "eighteen"; figures from a hundred on, and in languages that have no words here."""
    return (
        _number_words(number, get_language() or "en")
        if 0 <= number <= MOST_IN_WORDS
        else number_format(number)
    )


@lru_cache(maxsize=500)
def _number_words(number: int, language: str) -> str:
    try:
        return num2words(number, lang=language)
    except NotImplementedError:
        return str(number)


def joined(parts: Sequence[str]) -> SafeString:
    """ "one", "one and two", "one, two and three"; parts that are not safe are escaped."""
    if len(parts) < 2:
        return format_html("{}", *parts) if parts else SafeString("")
    together = parts[0]
    for part in parts[1:-1]:
        together = format_html(_("{first}, {next}"), first=together, next=part)
    return format_html(_("{first} and {last}"), first=together, last=parts[-1])


def when(day: PartialDate) -> str:
    """A date as a sentence says it: "on 1 July 2017", "in October 2016", "on or before 30 November 2017"."""
    if day.precision == "on or before":
        return day.words
    words = _("on %(day)s") if day.precision == "day" else _("in %(day)s")
    return words % {"day": day.words}


def a_number(clause, number: int) -> str:
    """A clause about a number of things, the number in words."""
    return str(clause % {"n": number, "number": number_words(number)})


# ---- The sentence that opens a plan ----------------------------------------------------------------

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
    live = [standing for standing in record.standings if not standing.is_withdrawn]
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
    stages, is_sourced = record.stages, record.plan.source_id is not None
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
        yield (
            format_html('<span class="overdue">{}</span>', words)
            if timeliness == Timeliness.OVERDUE
            else words
        )


def _all_open_ended(record: PlanOnDay) -> bool:
    return all(s.due.is_open_ended for s in record.standings if s.timeliness == Timeliness.NO_DATE)


# ---- One milestone --------------------------------------------------------------------------------


def is_from_a_document(standing: Standing) -> bool:
    """Whether what is not held of it is *not in our sources* rather than *not reported*."""
    return standing.milestone.commitment.plan.source_id is not None


def not_reported(*, is_sourced: bool) -> str:
    return _("Not in our sources") if is_sourced else str(Timeliness.NOT_REPORTED.label)


def stage_words(standing: Standing) -> str:
    if standing.stage is None:
        return not_reported(is_sourced=is_from_a_document(standing))
    return str(standing.stage.label)


def timeliness_words(standing: Standing) -> str:
    """How it stands against its dates: "8 months late", "Less than a month late", "No end date"."""
    timeliness = standing.timeliness
    if timeliness == Timeliness.OVERDUE:
        return lateness(standing.due.on.last, standing.on)
    if timeliness == Timeliness.NOT_REPORTED:
        return not_reported(is_sourced=is_from_a_document(standing))
    if timeliness == Timeliness.NO_DATE:
        return _("No end date") if standing.due.is_open_ended else _("Date not known")
    return str(timeliness.label)


def lateness(due: date, on: date) -> str:
    """ "8 months late", "Less than a month late"."""
    months = months_between(due, on)
    if not months:
        return _("Less than a month late")
    return ngettext("%(months)s month late", "%(months)s months late", months) % {"months": months}


def agreed_words(standing: Standing) -> str:
    """The due date as it was agreed, or that no source states it."""
    if not standing.agreed_due and standing.milestone.is_not_stated(NotStated.AGREED_DATES):
        return _("Not stated in the source")
    return capfirst(standing.agreed_due.words)


def explanations(standing: Standing) -> list[str]:
    """Why it is late or has moved, where the record says so; sentences for under its row."""
    said, words = standing.update, []
    if said and said.stage == Stage.DELAYS:
        words.append(delay_words(said))
    words += [move_words(move) for move in standing.moves]
    return words


def delay_words(update) -> str:
    """The reason that was declared with *some delays*, and the date that is expected now."""
    if update.reason:
        reason = _("Reason: %(reason)s. %(words)s") % {
            "reason": update.get_reason_display().lower(),
            "words": update.reason_words,
        }
    else:
        reason = _("The source does not state a reason.")
    if update.expected_on:
        expected = _("Expected %(when)s.") % {"when": when(update.expected_on)}
    elif update.expected_not_known:
        expected = _("A new date is not known yet.")
    else:
        expected = _("The source does not state a new date.")
    return f"{reason.strip()} {expected}"


def move_words(change: DateChange) -> SafeString:
    """One moved date: from what to what, when, by what and why."""
    kind = {DateKind.STARTS: _("Start"), DateKind.DUE: _("Due date")}[DateKind(change.kind)]
    if change.before:
        moved = _("%(kind)s moved from %(before)s to %(after)s, %(when)s.")
    else:
        moved = _("%(kind)s set to %(after)s, %(when)s; the date before is not stated in the source.")
    moved %= {
        "kind": kind,
        "before": change.before.words,
        "after": change.after.words,
        "when": when(change.moved_on),
    }
    return format_html("{} {}", moved, why_moved(change))


def why_moved(change: DateChange) -> SafeString:
    """The amendment and the reason of a moved date, or that the source states neither."""
    reason = change.reason or (change.amendment.reason if change.amendment else "")
    reason = reason or _("Reason not stated in the source.")
    if not change.amendment:
        return format_html("{}", reason)
    return format_html(_("{amendment}. {reason}"), amendment=amendment_link(change), reason=reason)


def amendment_link(change: DateChange) -> SafeString:
    plan = (change.milestone or change).commitment.plan
    address = f"{reverse('plan-changes', args=[plan.slug])}#{change.amendment.slug}"
    return format_html('<a href="{}">{}</a>', address, change.amendment.name)


# ---- Where a row comes from -----------------------------------------------------------------------


def published_words(row) -> str:
    """When and by whom a row became public, or where it was brought in from; from its edition and source."""
    edition, source = row.published_in, getattr(row, "source", None)
    if not source and not edition.document:
        published = _("published %(day)s") % {"day": row.day_published.words}
        by = _("%(published)s by %(who)s") % {"published": published, "who": edition.by_words}
        return by if edition.by_words else published
    parts = [_("from “%(title)s”") % {"title": source.title}, row.source_at] if source else []
    if row.published_on:
        parts.append(_("published %(day)s") % {"day": row.published_on.words})
    else:
        parts.append(_("brought in on %(day)s") % {"day": date_format(edition.day, "j F Y")})
    if not source:
        parts.append(_("from the document %(name)s") % {"name": edition.document})
    return ", ".join(filter(None, parts))


def reported_words(report) -> str:
    """Who wrote a published report and who published it, by role and title."""
    if not report.submitted_words:
        return published_words(report)
    submitted = _("submitted by %(who)s") % {"who": report.submitted_words}
    return _("%(submitted)s; %(published)s") % {"submitted": submitted, "published": published_words(report)}


def from_to_words(change: DateChange) -> str:
    """What a change did to a date: "due date from January 2018 to June 2018", "start set to October 2016"."""
    kind = {DateKind.STARTS: _("start"), DateKind.DUE: _("due date")}[DateKind(change.kind)]
    words = _("%(kind)s from %(before)s to %(after)s") if change.before else _("%(kind)s set to %(after)s")
    return words % {"kind": kind, "before": change.before.words, "after": change.after.words}


# ---- One commitment ---------------------------------------------------------------------------------


def leads_words(one: CommitmentOnDay) -> str:
    """Who leads it on the day, with whom, and who did before."""
    leads = [lead.agency.name for lead in one.leads if lead.role == LeadRole.LEAD]
    others = [lead.agency.name for lead in one.leads if lead.role == LeadRole.SUPPORTING]
    former = [
        lead
        for lead in one.commitment.published_leads
        if lead.role == LeadRole.LEAD and lead.until_on and lead.until_on < one.on
    ]
    words = joined(leads) or _("No lead is recorded")
    if others:
        words = format_html(_("{leads}, with {others}"), leads=words, others=joined(others))
    if former:
        last = max(lead.until_on for lead in former)
        words = format_html(
            _("{leads}; until {day}, {former}"),
            leads=words,
            day=date_format(last, "j F Y"),
            former=joined([lead.agency.name for lead in former]),
        )
    return words


def stages_words(one: CommitmentOnDay) -> str:
    """The stages of its milestones, in their order."""
    return joined([stage_words(standing).lower() for standing in one.standings])


def news(one: CommitmentOnDay) -> SafeString:
    """One line on a commitment: what is late, what comes next, what has moved."""
    live = [standing for standing in one.standings if not standing.is_withdrawn]
    if not live:
        return SafeString(_("No milestones yet"))
    parts = [_how_it_goes(live, one)]
    if moved := [standing for standing in live if standing.has_moved]:
        parts.append(_moved(moved))
    if not any(standing.due for standing in live):
        parts.append(_("dates not known"))
    if endless := sum(standing.due.is_open_ended for standing in live):
        clause = ngettext_lazy("%(number)s without an end date", "%(number)s without an end date", "n")
        parts.append(a_number(clause, endless))
    together = parts[0]
    for part in parts[1:]:
        together = format_html(_("{first}; {next}"), first=together, next=part)
    return format_html("{}", together)


def _how_it_goes(live: list[Standing], one: CommitmentOnDay) -> str:
    overdue = sum(standing.timeliness == Timeliness.OVERDUE for standing in live)
    if overdue:
        return format_html('<span class="overdue">{}</span>', _("%(number)s overdue") % {"number": overdue})
    completed = sum(standing.stage == Stage.COMPLETED for standing in live)
    if completed == len(live):
        return _("All completed")
    if all(standing.stage is None for standing in live):
        clause = ngettext_lazy("%(number)s milestone", "%(number)s milestones", "n")
        return capfirst(a_number(clause, len(live)))
    next_due = min(
        (s.due.on for s in live if s.due.on and s.due.on.last >= one.on and s.stage != Stage.COMPLETED),
        default=None,
    )
    open_ones = [standing for standing in live if standing.stage != Stage.COMPLETED]
    if next_due and all(standing.timeliness == Timeliness.ON_SCHEDULE for standing in open_ones):
        return _("All on schedule; next date %(day)s") % {"day": next_due.words}
    words = _("%(completed)s of %(total)s completed") % {"completed": completed, "total": len(live)}
    return _("%(words)s; next date %(day)s") % {"words": words, "day": next_due.words} if next_due else words


def _moved(moved: list[Standing]) -> str:
    """How many dates moved and when; where no source says from what, only since when they stand."""
    days = {str(s.moves[-1].moved_on): s.moves[-1].moved_on for s in moved}
    if not any(change.before for standing in moved for change in standing.moves):
        return _("dates as set %(when)s") % {"when": joined([when(day) for day in days.values()])}
    if len(days) == 1:
        clause = ngettext_lazy("%(number)s date moved %(when)s", "%(number)s dates moved %(when)s", "n")
        (day,) = days.values()
        values = {"n": len(moved), "number": number_words(len(moved)), "when": when(day)}
        return str(clause % values)
    return a_number(ngettext_lazy("%(number)s date moved", "%(number)s dates moved", "n"), len(moved))


# ---- All plans ------------------------------------------------------------------------------------------


def published_plans(total: int, in_force: int) -> str:
    """ "Two plans are published here. One is in force today." """
    if not total:
        return _("No action plan has been published here yet.")
    plans = ngettext_lazy("%(number)s plan is published here.", "%(number)s plans are published here.", "n")
    forced = ngettext_lazy("%(number)s is in force today.", "%(number)s are in force today.", "n")
    now = a_number(forced, in_force) if in_force else _("None is in force today.")
    return f"{capfirst(a_number(plans, total))} {capfirst(now)}"


# ---- What changed in a plan ----------------------------------------------------------------------------


def changed(amendments: int, others: int) -> str:
    """ "One amendment changed this plan. One date moved without one." """
    if not amendments and not others:
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
