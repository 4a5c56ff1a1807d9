"""Work outside any plan: written by its agency or the coordinator, published by the coordinator."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PublicationKind
from plans.models import Agency, Edition, User
from plans.operations.agencies import publish_agency
from plans.operations.editions import edition_by
from plans.operations.versions import save_first, save_version, sign
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..models import WorkElsewhere, WorkUpdate
from ..permissions import can_write_work
from ..record.elsewhere import facts_of, said_of
from ..rules_elsewhere import (
    AGENCY_STAYS,
    NEWS_WAITS,
    NO_SUCH_AGENCY,
    SAME_NEWS,
    NewsSaid,
    WorkFacts,
    links_in_data,
    missing_for_news,
    missing_for_work,
)
from ..rules_entries import WHY_CHANGED
from .entries import Told, ask_to_publish, discard, drop_entry, publish, reasons_not_to_correct, withdraw
from .indicators import free_slug


@transaction.atomic
def save_work(
    *, work: WorkElsewhere | None, version: int, facts: WorkFacts, by: User, now: datetime, why: str = ""
) -> WorkElsewhere:
    """Keep what is done. A change of public work is the coordinator's, with its reason and what stood."""
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
    if work.is_published and not why:
        raise NotReady([WHY_CHANGED])
    edition = edition_by(by=by, on=on) if work.is_published else None
    _write(work, facts, agency)
    sign(work, by, at=now, why=why)  # the day from which on it says so
    save_version(work, version=version, by=by)
    if edition:
        TOLD.announce(work, edition, before=before, why=why)
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


def discard_work(*, work: WorkElsewhere, version: int, by: User, now: datetime) -> None:
    """Drop a draft that was never public, with the news that waits in it."""
    if not can_write_work(by, work.agency_id, timezone.localdate(now)):
        raise PermissionDenied
    discard(work, version=version, by=by)


# ---- News -----------------------------------------------------------------------------------------------


def add_news(
    *,
    work: WorkElsewhere,
    version: int,
    said: NewsSaid,
    by: User,
    now: datetime,
    corrects: WorkUpdate | None = None,
) -> WorkUpdate:
    """Write what happened, to wait for the coordinator; a correction keeps the day."""
    on = timezone.localdate(now)
    if not can_write_work(by, work.agency_id, on):
        raise PermissionDenied
    try:
        with transaction.atomic():
            save_version(work, version=version, by=by)
            if reasons := _reasons_not_to_add(said, corrects, on):
                raise NotReady(reasons)
            update = WorkUpdate(work=work, corrects=corrects)
            update.as_of_on, update.text, update.url = said.as_of_on, said.text, said.url
            update.why_corrected = said.why
            save_first(update, by=by)
            _ask_to_publish(work, by, on)
            return update
    except Stale:
        for waiting in work.updates.waiting():
            if said_of(waiting) == said and waiting.corrects_id == (corrects and corrects.pk):
                return waiting  # a button was pressed twice
        raise


def _reasons_not_to_add(said: NewsSaid, corrects: WorkUpdate | None, on: date) -> list[Reason]:
    reasons = missing_for_news(said, on=on, is_correction=corrects is not None)
    if corrects is None:
        return reasons
    if (said.text, said.url) == (corrects.text, corrects.url):
        reasons.append(SAME_NEWS)
    return reasons + reasons_not_to_correct(corrects, waits=NEWS_WAITS)


def drop_news(*, work: WorkElsewhere, version: int, update: WorkUpdate, by: User, now: datetime) -> None:
    """Take out news that waits; what is public stays."""
    if not can_write_work(by, work.agency_id, timezone.localdate(now)):
        raise PermissionDenied
    drop_entry(work, update, version=version, by=by)


# ---- In public ------------------------------------------------------------------------------------------


def publish_work(*, work: WorkElsewhere, version: int, by: User, now: datetime) -> None:
    """Make public in one edition what was read and waits: the work, its news, and an agency that was not."""

    def publish_its_agency(edition: Edition) -> None:
        publish_agency(agency=Agency.objects.get(pk=work.agency_id), edition=edition, by=by)

    publish(work, version=version, by=by, now=now, told=TOLD, first=publish_its_agency)


def withdraw_work(*, work: WorkElsewhere, version: int, why: str, by: User, now: datetime) -> None:
    """Say in public that it is no longer shown as work of its agency, and why."""
    withdraw(work, version=version, why=why, by=by, now=now, told=TOLD)


def _ask_to_publish(work: WorkElsewhere, by: User, on: date) -> None:
    body = _("%(who)s has written about work outside the plan. Read it, then publish it: %(link)s")
    ask_to_publish(work, by, on, body=body, address=reverse("workspace-work", args=[work.slug]))


TOLD = Told(
    PublicationKind.WORK,
    PublicationKind.WORK,
    facts_of,
    lambda update: {"news": said_of(update).in_data},
)
