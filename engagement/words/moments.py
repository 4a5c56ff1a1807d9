"""Days and hours of a consultation, with their zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from commitments.words import a_number
from plans.dates import PartialDate

from ..models import Consultation


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
