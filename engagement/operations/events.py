"""Events beside a consultation: public with it, or at once where it is public already; changes too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from plans.choices import PublicationKind
from plans.dates import PartialDate
from plans.models import ActionPlan, Edition, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason
from plans.slugs import first_free, stem_of

from ..choices import MeetingKind
from ..models import Consultation, Meeting
from ..rules.answering import BROUGHT_IN
from ..rules.asking import CALLED_OFF, missing_for_event
from .at_work import check_coordinator, locked


@dataclass(frozen=True)
class EventContent:
    """What a coordinator says of an event."""

    title: str = ""
    kind: str = MeetingKind.PUBLIC
    place: str = ""
    held_on: date | None = None
    account: str = ""  # how to come; afterwards what was spoken of
    attended: int | None = None
    notes_url: str = ""


def reasons_not_to_add_events(consultation: Consultation) -> list[Reason]:
    return [BROUGHT_IN] if consultation.was_brought_in else []


def _held(consultation: Consultation, by: User, now: datetime) -> Consultation:
    """The consultation, held, where this person may say what takes place beside it."""
    check_coordinator(by, now)
    consultation = locked(consultation)
    if reasons := reasons_not_to_add_events(consultation):
        raise NotReady(reasons)
    return consultation


def _columns(content: EventContent) -> dict[str, Any]:
    """What is kept of it; NotReady where something is missing."""
    reasons = missing_for_event(title=content.title, held_on=content.held_on)
    if reasons or content.held_on is None:
        raise NotReady(reasons)
    return vars(content) | {"held_on": PartialDate.of(content.held_on)}


@transaction.atomic
def add_event(*, consultation: Consultation, content: EventContent, by: User, now: datetime) -> Meeting:
    """One event more; the same once more is the one that is there."""
    consultation, said = _held(consultation, by, now), _columns(content)
    same = events_of(consultation).filter(title=content.title, kind=content.kind, place=content.place)
    same = same.filter(account=content.account, held_last=content.held_on)
    if there := same.first():
        return there
    # Addresses are those of the plan: of two who add at once under two consultations, the second waits.
    plan = ActionPlan.objects.select_for_update().get(pk=consultation.plan_id)
    event = Meeting(plan=plan, consultation=consultation, slug=_free_slug(plan, content.title), **said)
    if consultation.is_published:
        event.published_in = edition_by(by=by, on=timezone.localdate(now))
        _announce(consultation, event.published_in, before=None, after=_told(event))
    event.save()
    return event


@transaction.atomic
def change_event(
    *,
    consultation: Consultation,
    slug: str,
    version: int,
    content: EventContent,
    by: User,
    now: datetime,
) -> Meeting:
    """It takes place otherwise, or was held: where it is public, so is the change. Stale as everywhere."""
    consultation, said = _held(consultation, by, now), _columns(content)
    event = events_of(consultation).filter(slug=slug).first()
    if event is None:
        raise NotReady([CALLED_OFF])
    if content_of(event) == content:
        return event
    before = _told(event)
    for name, value in said.items():
        setattr(event, name, value)
    save_version(event, version=version, by=by)
    if event.is_published:
        edition = edition_by(by=by, on=timezone.localdate(now))
        _announce(consultation, edition, before=before, after=_told(event))
    return event


def content_of(event: Meeting) -> EventContent:
    """What is kept of it."""
    kept = {name: getattr(event, name) for name in EventContent.__dataclass_fields__}
    return EventContent(**kept | {"held_on": event.held_on.last if event.held_on else None})


@transaction.atomic
def take_off_event(*, consultation: Consultation, slug: str, by: User, now: datetime) -> None:
    """It does not take place: gone where nobody was told of it, withdrawn where it was public."""
    consultation = _held(consultation, by, now)
    event = events_of(consultation).filter(slug=slug).first()
    if event is None:  # pressed twice
        return
    if not event.is_published:
        event.delete()
        return
    event.withdrawn_in = edition_by(by=by, on=timezone.localdate(now))
    event.save()
    _announce(consultation, event.withdrawn_in, before=_told(event), after=None)


def events_of(consultation: Consultation):
    """Those that take place, public or not."""
    return consultation.meetings.filter(withdrawn_in=None).order_by("held_last", "slug")


def _announce(consultation: Consultation, edition: Edition, *, before, after) -> None:
    announce(
        edition=edition,
        kind=PublicationKind.CONSULTATION,
        address=consultation.get_absolute_url(),
        before=before,
        after=after,
    )


def _told(event: Meeting) -> dict[str, Any]:
    told = {"event": event.title, "place": event.place, "held_on": str(event.held_on)}
    return told if event.attended is None else told | {"attended": event.attended}


def _free_slug(plan: ActionPlan, title: str) -> str:
    """An address that no other event of the plan has."""
    stem = stem_of(title, otherwise="event")
    return first_free(stem, plan.meetings.filter(slug__startswith=stem).values_list("slug", flat=True))
