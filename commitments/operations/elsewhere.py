"""Work outside any plan: written by its agency or the coordinator, published by the coordinator.

Whatever is saved about a piece of work claims its version, that of its news too: of two people who write
at the same time the second sees what the first did. News is appended; what is said of public work is
changed in public.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PublicationKind, Role
from plans.models import Agency, Edition, Membership, User
from plans.operations.agencies import publish_agency
from plans.operations.editions import announce, capacity, edition_by
from plans.operations.outbox import enqueue_mail
from plans.operations.versions import delete_by, save_first, save_version, sign
from plans.permissions import can_coordinate
from plans.rules import NotReady, Stale

from ..models import WorkElsewhere, WorkUpdate
from ..permissions import can_write_work
from ..record.elsewhere import facts_of, said_of
from ..rules_elsewhere import (
    AGENCY_STAYS,
    NO_SUCH_AGENCY,
    NewsSaid,
    WorkFacts,
    links_in_data,
    missing_for_news,
    missing_for_work,
)
from ..rules_indicators import IS_PUBLIC, NOTHING_WAITS
from .indicators import free_slug


@transaction.atomic
def save_work(
    *, work: WorkElsewhere | None, version: int, facts: WorkFacts, by: User, now: datetime
) -> WorkElsewhere:
    """Keep what is done. A change of public work is the coordinator's, and public with what stood before."""
    on = timezone.localdate(now)
    agency = Agency.objects.filter(slug=facts.agency, withdrawn_in=None).first()
    _check_writer(work, agency, by, on)
    reasons = missing_for_work(facts)
    if reasons or agency is None:
        raise NotReady(reasons or [NO_SUCH_AGENCY])
    if work is None:
        return _begin(facts, agency, by, on)
    before = facts_of(work)
    if facts == before:
        return work
    if work.is_published and facts.agency != before.agency:
        raise NotReady([AGENCY_STAYS])
    edition = edition_by(by=by, on=on) if work.is_published else None
    _write(work, facts, agency)
    sign(work, by, at=now)  # the day from which on it says so
    save_version(work, version=version, by=by)
    if edition:
        _announce(work, edition, before=before)
    return work


def _check_writer(work: WorkElsewhere | None, agency: Agency | None, by: User, on: date) -> None:
    """For their own agency only, where it comes from and where it goes; public work is the coordinator's."""
    agencies = {one for one in (agency and agency.pk, work and work.agency_id) if one}
    may = all(can_write_work(by, one, on) for one in agencies) and (agencies or can_coordinate(by, on))
    if not may or (work and work.is_published and not can_coordinate(by, on)):
        raise PermissionDenied


def _begin(facts: WorkFacts, agency: Agency, by: User, on: date) -> WorkElsewhere:
    """A draft of a new one; the same again where a button was pressed twice."""
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    for other in agency.work_elsewhere.filter(published_in=None, title=facts.title):
        if facts_of(other) == facts:
            return other
    taken = set(WorkElsewhere.objects.values_list("slug", flat=True))
    work = WorkElsewhere(slug=free_slug(facts.title, taken))
    _write(work, facts, agency)
    try:
        with transaction.atomic():
            save_first(work, by=by)
    except IntegrityError as error:  # another agency took the address this very moment
        raise Stale from error
    _ask_to_publish(work, by, on)
    return work


def _write(work: WorkElsewhere, facts: WorkFacts, agency: Agency) -> None:
    work.title, work.agency, work.what = facts.title, agency, facts.what
    work.starts_on, work.ends_on = facts.starts_on, facts.ends_on
    work.links = links_in_data(facts.links)


@transaction.atomic
def discard_work(*, work: WorkElsewhere, version: int, by: User, now: datetime) -> None:
    """Drop a draft that was never public, with the news that waits in it."""
    if not can_write_work(by, work.agency_id, timezone.localdate(now)):
        raise PermissionDenied
    save_version(work, version=version, by=by)
    if WorkElsewhere.objects.get(pk=work.pk).published_in_id:
        raise NotReady([IS_PUBLIC])
    for update in work.updates.all():
        delete_by(update, by=by)
    delete_by(work, by=by)


# ---- News -----------------------------------------------------------------------------------------------


def add_news(*, work: WorkElsewhere, version: int, said: NewsSaid, by: User, now: datetime) -> WorkUpdate:
    """Write what happened. It waits for the coordinator."""
    on = timezone.localdate(now)
    if not can_write_work(by, work.agency_id, on):
        raise PermissionDenied
    try:
        with transaction.atomic():
            save_version(work, version=version, by=by)
            if reasons := missing_for_news(said, on=on):
                raise NotReady(reasons)
            update = WorkUpdate(work=work, text=said.text, url=said.url)
            update.as_of_on = said.as_of_on
            save_first(update, by=by)
            _ask_to_publish(work, by, on)
            return update
    except Stale:
        for waiting in work.updates.waiting():
            if said_of(waiting) == said:
                return waiting  # a button was pressed twice
        raise


@transaction.atomic
def drop_news(*, work: WorkElsewhere, version: int, update: WorkUpdate, by: User, now: datetime) -> None:
    """Take out news that waits; what is public stays."""
    if not can_write_work(by, work.agency_id, timezone.localdate(now)):
        raise PermissionDenied
    save_version(work, version=version, by=by)
    if not work.updates.waiting().filter(pk=update.pk).exists():
        raise NotReady([IS_PUBLIC])
    delete_by(update, by=by)


# ---- Publishing -----------------------------------------------------------------------------------------


def publish_work(*, work: WorkElsewhere, version: int, by: User, now: datetime) -> None:
    """Make public in one edition what was read and waits: the work, its news, and an agency that was not."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    try:
        with transaction.atomic():
            _publish(work, version, by, now)
    except Stale:
        saved = WorkElsewhere.objects.get(pk=work.pk)
        if not saved.is_published or saved.updates.waiting().exists():
            raise  # else a button was pressed twice


def _publish(work: WorkElsewhere, version: int, by: User, now: datetime) -> None:
    edition = edition_by(by=by, on=timezone.localdate(now))  # whoever publishes at the same time waits here
    is_new = work.published_in_id is None
    if is_new:
        work.published_in = edition
    save_version(work, version=version, by=by)
    waiting = list(work.updates.waiting())
    if not is_new and not waiting:
        raise NotReady([NOTHING_WAITS])
    if is_new:
        publish_agency(agency=Agency.objects.get(pk=work.agency_id), edition=edition, by=by)
        _announce(work, edition, before=None)
    for update in waiting:
        update.published_in = edition
        save_first(update, by=by)
        said = {"as_of_on": str(update.as_of_on), "text": update.text, "url": update.url}
        announce(
            edition=edition,
            kind=PublicationKind.WORK,
            address=work.get_absolute_url(),
            after={"news": said},
        )


def _announce(work: WorkElsewhere, edition: Edition, *, before: WorkFacts | None) -> None:
    announce(
        edition=edition,
        kind=PublicationKind.WORK,
        address=work.get_absolute_url(),
        before=before and before.in_data,
        after=facts_of(work).in_data,
    )


def _ask_to_publish(work: WorkElsewhere, by: User, on: date) -> None:
    """The coordinators hear of what an agency has written, once a day at the most."""
    if can_coordinate(by, on):
        return
    link = settings.SITE_URL + reverse("workspace-work", args=[work.slug])
    for user in {held.user for held in Membership.objects.acting(Role.COORDINATOR, on)}:
        enqueue_mail(
            to=user.email,
            subject=_("To publish: %(name)s") % {"name": work.title},
            body=_("%(who)s has written about work outside the plan. Read it, then publish it: %(link)s")
            % {"who": capacity(by, on), "link": link},
            key=f"work-{work.pk}-waits-{on}-{user.pk}",
        )
