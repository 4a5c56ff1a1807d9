"""The lines under a commitment in a list: who leads, and one piece of news."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from ..choices import LeadRole, Stage, Timeliness
from ..models import Commitment
from ..models.milestones import Standing
from ..record.day import CommitmentOnDay
from .milestones import expected_words, marked_overdue, stage_words
from .numbers import a_number, joined, number_words, when


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


def part_words(commitment: Commitment) -> str:
    """What it is a part of, where that is published: "Part of commitment 1; the number 1.1 is ours"."""
    parent = commitment.parent
    if parent is None or not parent.is_published:
        return ""
    if commitment.number_is_ours:
        words = _("Part of commitment %(whole)s; the number %(number)s is ours")
    else:
        words = _("Part of commitment %(whole)s")
    return words % {"whole": parent.number, "number": commitment.number}


def stages_words(one: CommitmentOnDay) -> str:
    """The stages of its milestones that are not withdrawn, in their order."""
    return joined([stage_words(standing).lower() for standing in one.live])


def news(one: CommitmentOnDay) -> SafeString:
    """One line on a commitment: what is late, what comes next, what has moved."""
    live = one.live
    if not live:
        return SafeString(_("No milestones yet"))
    parts = [_how_it_goes(live, one)]
    delayed = [s for s in live if s.stage == Stage.DELAYS and s.timeliness == Timeliness.ON_SCHEDULE]
    if delayed:
        parts.append(_delayed(delayed))
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
        return marked_overdue(_("%(number)s overdue") % {"number": overdue})
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


def _delayed(delayed: list[Standing]) -> str:
    """How many are on schedule and declared as delayed all the same, and when the agency expects them."""
    clause = ngettext_lazy("%(number)s with some delays", "%(number)s with some delays", "n")
    expected = list(dict.fromkeys(expected_words(standing) for standing in delayed))
    return f"{a_number(clause, len(delayed))}, {joined(expected)}"


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
