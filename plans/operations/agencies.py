"""Agencies: brought in by the coordinator, and renamed from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ..choices import PublicationKind
from ..models import Agency, AgencyName, Edition, User
from ..permissions import can_coordinate
from ..rules import AGENCY_KNOWN, NAMED_ALREADY, NotReady, Reason
from .editions import announce, edition_by
from .versions import save_first, save_version


@transaction.atomic
def create_agency(*, slug: str, name: str, short_name: str, url: str, by: User, now: datetime) -> Agency:
    """Let plans name an agency. It is public with the first plan that does."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    if Agency.objects.filter(slug=slug).exists():
        raise NotReady([AGENCY_KNOWN])
    agency = Agency(slug=slug, url=url)
    save_first(agency, by=by)
    save_first(AgencyName(agency=agency, name=name, short_name=short_name), by=by)
    return agency


@transaction.atomic
def move_agency(*, agency: Agency, version: int, url: str, by: User, now: datetime) -> None:
    """Say where its website is now."""
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    before = Agency.objects.values_list("url", flat=True).get(pk=agency.pk)
    if before == url:
        return
    agency.url = url
    save_version(agency, version=version, by=by)
    _announce(agency, by, on, before={"url": before}, after={"url": url})


def reasons_not_to_rename(agency: Agency, from_on: date) -> list[Reason]:
    return [NAMED_ALREADY] if agency.names.filter(from_on=from_on).exists() else []


@transaction.atomic
def rename_agency(
    *, agency: Agency, version: int, name: str, short_name: str, from_on: date, by: User, now: datetime
) -> None:
    """Call it by another name from a day on; before that it keeps the name of the time."""
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    if agency.names.filter(from_on=from_on, name=name, short_name=short_name).exists():
        return
    if reasons := reasons_not_to_rename(agency, from_on):
        raise NotReady(reasons)
    before = agency.called_on(from_on).name
    save_version(agency, version=version, by=by)
    save_first(AgencyName(agency=agency, name=name, short_name=short_name, from_on=from_on), by=by)
    _announce(agency, by, on, before={"name": before}, after={"name": name, "from_on": from_on.isoformat()})


def _announce(agency: Agency, by: User, on: date, *, before: dict, after: dict) -> None:
    if agency.is_published:
        announce(
            edition=edition_by(by=by, on=on),
            kind=PublicationKind.AGENCY,
            address=agency.get_absolute_url(),
            before=before,
            after=after,
        )


def publish_agency(*, agency: Agency, edition: Edition, by: User) -> None:
    """One that nobody could look up yet becomes public with the first thing that names it."""
    if agency.published_in_id:
        return
    agency.published_in = edition
    save_version(agency, version=agency.version, by=by)
    announce(
        edition=edition,
        kind=PublicationKind.AGENCY,
        address=agency.get_absolute_url(),
        after={"slug": agency.slug},
    )
