"""Consultations: the sentences that open their pages, their answers and points, and what changed."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from commitments.models import Commitment, Milestone
from commitments.words import a_number, joined, number_words, when
from plans.dates import PartialDate

from ..choices import Standing
from ..models import Consultation, CountedTotal
from ..record import AtMoment, Change, Tally
from .moments import closes, days_left, moment, opens


def standing_sentence(one: AtMoment) -> str:
    """What there is to know of a consultation at this moment."""
    say = {
        Standing.PLANNED: _planned,
        Standing.OPEN: _open,
        Standing.CLOSED: _closed,
        Standing.OVER: _over,
        Standing.ANSWERED: _answered,
    }
    return say[one.standing](one)


def _planned(one: AtMoment) -> str:
    asked = one.consultation
    if not (asked.opens_at and asked.closes_at):  # being prepared, and read as a preview
        return _("When it opens and closes is not said yet.")
    planned = _("Opens at %(opens)s and closes at %(closes)s.") % {
        "opens": opens(asked),
        "closes": closes(asked),
    }
    return f"{planned} {_promised(asked)}" if asked.answers_due_on else planned


def _promised(asked: Consultation) -> str:
    return _("Answers are promised by %(day)s.") % {"day": date_format(asked.answers_due_on, "j F Y")}


def _open(one: AtMoment) -> str:
    return _("Open until %(closes)s: %(left)s.") % {
        "closes": closes(one.consultation),
        "left": days_left(one.consultation, one.now),
    }


def _closed(one: AtMoment) -> str:
    asked = one.consultation
    closed = _("Closed %(when)s. What came in is being read.") % {"when": when(asked.last_day)}
    if asked.answers_due_on is None:
        return closed
    if not asked.is_late_at(one.now):
        return f"{closed} {_promised(asked)}"
    late = _("Answers were promised by %(day)s; they are late.")
    return f"{closed} {late % {'day': date_format(asked.answers_due_on, 'j F Y')}}"


def _over(one: AtMoment) -> str:
    after = _("Answers to what was said are not in our sources.")
    if counted := totals_words(one.wholes):
        return f"{_('Our sources count %(what)s.') % {'what': counted}} {after}"
    last = one.consultation.last_day
    ended = _("It ended %(when)s.") % {"when": when(last)} if last else _("It is over.")
    return f"{ended} {after}"


def _answered(one: AtMoment) -> str:
    said = [_("Nobody sent anything in.")]
    if one.tally.submissions or one.tally.points:
        said = [sent_words(one.tally), _("Every point is answered.")]
    return " ".join(filter(None, [*said, late_words(one.consultation)]))


def answered_on(asked: Consultation) -> str:
    """ "Answered on 9 June 2026, nine days after the promised day"; late is said, in time is not."""
    is_a_day = asked.day_answered.precision == "day"
    answered = (_("Answered on %(day)s") if is_a_day else _("Answered: %(day)s")) % {
        "day": asked.day_answered.words
    }
    if not asked.days_late:
        return answered
    after = ngettext_lazy(
        "%(number)s day after the promised day", "%(number)s days after the promised day", "n"
    )
    return f"{answered}, {a_number(after, asked.days_late)}"


def late_words(consultation: Consultation) -> str:
    """ "Answered on 9 June 2026, nine days after the promised day."; empty where they came in time."""
    if not consultation.was_answered_late:
        return ""
    if consultation.days_late:
        return f"{answered_on(consultation)}."
    due = date_format(consultation.answers_due_on, "j F Y")
    return _("The answers were promised by %(day)s and came late.") % {"day": due}


def sent_words(tally: Tally) -> str:
    """ "Two submissions made three points." """
    sent = ngettext_lazy(
        "%(number)s submission made %(points)s.", "%(number)s submissions made %(points)s.", "n"
    )
    points = a_number(ngettext_lazy("%(number)s point", "%(number)s points", "n"), tally.points)
    return capfirst(
        sent % {"n": tally.submissions, "number": number_words(tally.submissions), "points": points}
    )


def totals_words(wholes: list[CountedTotal]) -> str:
    """ "64 people and 87 submissions"; what is not counted stays out of the sentence."""
    return str(joined([_total(total) for total in wholes if total.number is not None]))


def _total(total: CountedTotal) -> str:
    return _("%(number)s %(unit)s") % {
        "number": number_format(total.number, force_grouping=True),
        "unit": total.label or total.unit,
    }


def responses_sentence(tally: Tally) -> str:
    """ "Two submissions made three points. Two of them were adopted, in whole or in part." """
    if not tally.points:
        return _("Nobody sent anything in.")
    adopted = ngettext(
        "%(number)s of them was adopted, in whole or in part.",
        "%(number)s of them were adopted, in whole or in part.",
        tally.adopted,
    ) % {"number": number_words(tally.adopted) if tally.adopted else _("none")}
    if tally.points == 1:
        adopted = _("It was adopted, in whole or in part.") if tally.adopted else _("It was not adopted.")
    return f"{sent_words(tally)} {capfirst(adopted)} {_('Each has its answer and the reason for it.')}"


def points_sentence(counted: int, readable: int) -> str:
    """ "Twelve points, each with its answer. Two more were answered and may not be shown." """
    if not readable:
        return _("None of it may be shown. Each point is answered on its receipt.")
    points = ngettext_lazy(
        "%(number)s point, with its answer.", "%(number)s points, each with its answer.", "n"
    )
    words = capfirst(a_number(points, readable))
    if counted == readable:
        return words
    more = ngettext_lazy(
        "%(number)s more was answered and may not be shown.",
        "%(number)s more were answered and may not be shown.",
        "n",
    )
    return f"{words} {capfirst(a_number(more, counted - readable))}"


def submissions_sentence(tally: Tally) -> str:
    """ "Two submissions came in and were answered. The sender of one does not want it shown." """
    if not tally.submissions:
        return _("Nobody sent anything in.")
    sent = ngettext_lazy(
        "%(number)s submission came in and was answered.",
        "%(number)s submissions came in and were answered.",
        "n",
    )
    words = capfirst(a_number(sent, tally.submissions))
    if not tally.unseen:
        return words
    unseen = ngettext_lazy(
        "The sender of %(number)s does not want it shown.",
        "The senders of %(number)s do not want them shown.",
        "n",
    )
    return f"{words} {a_number(unseen, tally.unseen)}"


def consultations_sentence(standings: list[Standing]) -> str:
    """ "One consultation is open. Five more are over." """
    if not standings:
        return _("Nothing has been put out for consultation yet.")
    is_open = standings.count(Standing.OPEN)
    being_read, planned = standings.count(Standing.CLOSED), standings.count(Standing.PLANNED)
    over = len(standings) - is_open - being_read - planned
    counted = (
        (ngettext_lazy("%(number)s consultation is open", "%(number)s consultations are open", "n"), is_open),
        (ngettext_lazy("%(number)s is being read", "%(number)s are being read", "n"), being_read),
        (ngettext_lazy("%(number)s is planned", "%(number)s are planned", "n"), planned),
        (ngettext_lazy("%(number)s is over", "%(number)s are over", "n"), over),
    )
    clauses = [] if is_open else [_("no consultation is open")]
    clauses += [a_number(clause, number) for clause, number in counted if number]
    return _("%(clauses)s.") % {"clauses": capfirst(joined(clauses))}


def subject_words(subject: Commitment | Milestone) -> str:
    """ "milestone 5.3", "commitment 5": what a point is on."""
    if isinstance(subject, Milestone):
        return _("milestone %(number)s") % {"number": subject.full_number}
    return _("commitment %(number)s") % {"number": subject.number}


# ---- What changed ---------------------------------------------------------------------------------------

CAME = ngettext_lazy("%(number)s person came", "%(number)s people came", "n")


def change_words(change: Change, consultation: Consultation) -> str:
    """ "It was to close at 5 pm on 29 November 2026, and closes at 5 pm on 6 December 2026." """
    before, after = change.before, change.after
    if "event" in before:
        return _event_words(before, after)
    sentences = []
    if before.get("closes_at") != (after or {}).get("closes_at"):
        moments = {"before": _closing(before, consultation), "after": _closing(after, consultation)}
        sentences.append(_("The closing was moved: from %(before)s to %(after)s.") % moments)
    if before.get("answers_due_on") != (after or {}).get("answers_due_on"):
        days = {"before": _day(before, "answers_due_on"), "after": _day(after, "answers_due_on")}
        sentences.append(_("Answers were promised by %(before)s; now by %(after)s.") % days)
    return " ".join(sentences)


def _event_words(before: dict, after: dict | None) -> str:
    if after is None:
        return _("Called off: %(event)s.") % {"event": _event(before)}
    return _("Changed: %(before)s. Now: %(after)s.") % {"before": _event(before), "after": _event(after)}


def _event(told: dict) -> str:
    parts = [told["event"], told.get("place", ""), _day(told, "held_on")]
    if told.get("attended") is not None:
        parts.append(a_number(CAME, told["attended"]))
    return ", ".join(filter(None, parts))


def _closing(told: dict | None, consultation: Consultation) -> str:
    at = (told or {}).get("closes_at")
    return moment(consultation, datetime.fromisoformat(at), ends=True) if at else _("not said")


def _day(told: dict | None, name: str) -> str:
    day = (told or {}).get(name)
    return PartialDate.parse(day).words if day else _("not said")
