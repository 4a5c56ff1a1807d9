"""Taking part in words: moments with their zone, and the sentences that open pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from commitments.models import Commitment, Milestone
from commitments.words import a_number, joined, number_words, when
from plans.choices import NotStated
from plans.dates import PartialDate

from .choices import Standing
from .models import Consultation, CountedTotal, Forum
from .record import AtMoment, Change, Tally

# ---- Moments ------------------------------------------------------------------------------------


def hour_words(at: time) -> str:
    """ "5 pm", "9.30 am", "noon"; midnight ends a day, see `moment`."""
    if (at.hour, at.minute) == (12, 0):
        return _("noon")
    if (at.hour, at.minute) == (0, 0):
        return _("midnight")
    hour = f"{at.hour % 12 or 12}" + (f".{at.minute:02}" if at.minute else "")
    return (_("%(hour)s am") if at.hour < 12 else _("%(hour)s pm")) % {"hour": hour}


def moment(consultation: Consultation, at: datetime, *, ends: bool = False) -> str:
    """An instant in the consultation's own zone: "5 pm on 12 December 2026"."""
    local = timezone.localtime(at, consultation.timezone)
    day = local.date()
    if ends and local.time() == time.min:  # what closes at midnight has the whole day before
        day -= timedelta(days=1)
    return _("%(hour)s on %(day)s") % {"hour": hour_words(local.time()), "day": date_format(day, "j F Y")}


def opens(consultation: Consultation) -> str:
    if consultation.opens_at:
        return moment(consultation, consultation.opens_at)
    return consultation.first_day.words if consultation.first_day else ""


def closes(consultation: Consultation) -> str:
    if consultation.closes_at:
        return moment(consultation, consultation.closes_at, ends=True)
    return consultation.last_day.words if consultation.last_day else ""


def zone_words(consultation: Consultation) -> str:
    """ "Auckland time"; empty where no hour is known."""
    if consultation.closes_at is None:
        return ""
    return _("%(place)s time") % {"place": consultation.timezone.key.split("/")[-1].replace("_", " ")}


def days_left(consultation: Consultation, now: datetime) -> str:
    """ "nine days left"; days are those of the portal, so that a page changes when its ETag does."""
    closing = timezone.localtime(consultation.closes_at, consultation.timezone)
    last = (closing - timedelta(microseconds=1)).date()
    days = (last - timezone.localdate(now)).days
    if days <= 0:
        return _("the last hours")
    if days == 1:
        return _("one more day")
    return a_number(ngettext_lazy("%(number)s day left", "%(number)s days left", "n"), days)


# ---- Opening sentences ------------------------------------------------------------------------------


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


# ---- Points -------------------------------------------------------------------------------------------


def subject_words(subject: Commitment | Milestone) -> str:
    """ "milestone 5.3", "commitment 5": what a point is on."""
    if isinstance(subject, Milestone):
        return _("milestone %(number)s") % {"number": subject.full_number}
    return _("commitment %(number)s") % {"number": subject.number}


# ---- Forums -------------------------------------------------------------------------------------------


def is_past(forum: Forum, on: date) -> bool:
    return forum.ends_last is not None and forum.ends_last < on


def forums_sentence(forums: list[Forum], on: date) -> str:
    """ "Two groups meet about the plans. One more has done its work." """
    if not forums:
        return _("No forum has been published yet.")
    past = sum(is_past(forum, on) for forum in forums)
    now = len(forums) - past
    meet = ngettext_lazy(
        "%(number)s group meets about the plans.", "%(number)s groups meet about the plans.", "n"
    )
    words = [capfirst(a_number(meet, now)) if now else _("No group meets about the plans today.")]
    if past:
        did = ngettext_lazy("%(number)s met about plans before.", "%(number)s met about plans before.", "n")
        words.append(capfirst(a_number(did, past)))
    return " ".join(words)


def forum_sentence(forum: Forum, seats: int, meetings: int, on: date) -> str:
    """ "Three people sit on it. It has met twice." """
    words = []
    if forum.is_not_stated(NotStated.COUNT):
        words.append(_("The number of its members is not in our sources."))
    elif seats:
        sat = (
            ngettext_lazy("%(number)s person sat on it.", "%(number)s people sat on it.", "n")
            if is_past(forum, on)
            else ngettext_lazy("%(number)s person sits on it.", "%(number)s people sit on it.", "n")
        )
        words.append(capfirst(a_number(sat, seats)))
    if meetings:
        met = ngettext_lazy("%(number)s meeting is on record.", "%(number)s meetings are on record.", "n")
        words.append(capfirst(a_number(met, meetings)))
    elif forum.is_sourced:
        words.append(_("Its meetings are not in our sources."))
    else:
        words.append(_("No meeting is on record yet."))
    return " ".join(words)


def days_words(consultation: Consultation) -> str:
    """The days on which it was open; the first alone where the last is not stated."""
    first, last = consultation.first_day, consultation.last_day
    return period_words(first, last) if last else first.words if first else ""


def period_words(first: PartialDate | None, last: PartialDate | None) -> str:
    """ "25 July 2016 to 5 August 2016", "from August 2025", "until 2016"; empty where neither is known."""
    if first and last:
        if first == last:
            return first.words
        return _("%(first)s to %(last)s") % {"first": first.words, "last": last.words}
    if first:
        return _("from %(first)s") % {"first": first.words}
    return _("until %(last)s") % {"last": last.words} if last else ""


# ---- What changed ---------------------------------------------------------------------------------------


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


CAME = ngettext_lazy("%(number)s person came", "%(number)s people came", "n")
