"""What taking part gives to the calendar: consultations and meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from plans.calendar import Announced, Entry
from plans.choices import CalendarKind
from plans.dates import PartialDate, end_of
from plans.models import ActionPlan

from .models import Consultation, Meeting
from .words import hour_words, zone_words


def entries_of_engagement(announced: Announced) -> Iterator[Entry]:
    """Every consultation and every meeting that is public and has a date; two queries."""
    for consultation in Consultation.objects.public().select_related("plan", "published_in"):
        yield from _of_consultation(consultation, announced)
    told = Meeting.objects.filter(
        published_in__isnull=False, held_last__isnull=False, plan__in=ActionPlan.objects.published()
    )
    beside = ("plan", "forum", "consultation", "published_in", "withdrawn_in")
    for meeting in told.select_related(*beside):
        if meeting.withdrawn_in is None or _was_called_off(meeting):
            yield _of_meeting(meeting, announced)


def _of_consultation(one: Consultation, announced: Announced) -> Iterator[Entry]:
    """Drawn as one, listed where it opens, where it closes and where its answers are promised."""
    kind, address = CalendarKind.CONSULTATION, one.get_absolute_url()
    said = announced.of(address, one.published_in)
    about = {"plan": one.plan, "address": address, "said": said}
    last = _last_day(one)
    if one.first_day and last:
        name = f"consultation-{one.slug}"
        yield Entry(kind, name, one.title, one.first_day, ends=last, is_listed=False, **about)
    for word, day, at, words in (
        ("opens", one.first_day, one.opens_at, _("Opens: %(title)s")),
        ("closes", last, one.closes_at, _("Closes: %(title)s")),
    ):
        if day:
            yield Entry(
                kind,
                f"consultation-{one.slug}-{word}",
                words % {"title": one.title},
                day,
                at=at and timezone.localtime(at, one.timezone),
                note=_hour(one, at),
                is_drawn=False,
                **about,
            )
    if one.answers_due_on:
        yield Entry(
            kind,
            f"consultation-{one.slug}-answers",
            _("Answers are promised: %(title)s") % {"title": one.title},
            PartialDate.of(one.answers_due_on),
            **about,
        )


def _last_day(one: Consultation) -> PartialDate | None:
    """What closes at midnight has the whole day before."""
    if one.closes_at is None:
        return one.last_day
    closing = timezone.localtime(one.closes_at, one.timezone)
    return PartialDate.of((closing - timedelta(microseconds=1)).date())


def _hour(one: Consultation, at: datetime | None) -> str:
    """ "5 pm, Auckland time"."""
    if at is None:
        return ""
    return f"{hour_words(timezone.localtime(at, one.timezone).time())}, {zone_words(one)}"


def _was_called_off(meeting: Meeting) -> bool:
    """Whether it was taken back before it could be over; what is taken back later was never so."""
    return meeting.withdrawn_in.at < end_of(meeting.held_last)


def _of_meeting(meeting: Meeting, announced: Announced) -> Entry:
    consultation, forum = meeting.consultation, meeting.forum
    beside = next((one for one in (consultation, forum) if one and one.is_published), meeting.plan)
    addresses = [one.get_absolute_url() for one in (consultation, forum) if one]
    editions = (meeting.published_in, meeting.withdrawn_in)
    known = [announced.of(address, *editions) for address in addresses] or [announced.of("", *editions)]
    words = [meeting.get_kind_display()]
    if meeting.number > 1:
        words.append(_("%(number)s of them") % {"number": meeting.number})
    return Entry(
        CalendarKind.MEETING,
        f"meeting-{meeting.plan.slug}-{meeting.slug}",
        meeting.title,
        meeting.held_on,
        note="; ".join(words),
        place=meeting.place,
        plan=meeting.plan,
        address=beside.get_absolute_url(),
        said=max(known, key=lambda said: said.edition),
        is_called_off=meeting.withdrawn_in is not None,
        is_drawn=meeting.withdrawn_in is None,
    )
