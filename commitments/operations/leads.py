"""Leads hand over on a day: rows are added, never edited, and the public reads why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plans.choices import PlanState, PublicationKind
from plans.models import Agency, Edition, User
from plans.operations.agencies import publish_agency
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_first
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..choices import LeadRole
from ..models import Commitment, Lead
from ..rules import NOT_ADOPTED, Held, reasons_not_to_hand_over


@dataclass(frozen=True)
class HandOver:
    """From a day on one agency does not lead or support any more, another does, or both."""

    ends: Lead | None = None
    agency: Agency | None = None
    role: LeadRole = LeadRole.LEAD
    office: str = ""
    from_on: date | None = None
    reason: str = ""


def leads_version(leads: list[Lead]) -> int:
    """What was read: the newest edition among those that are public; 0 without any."""
    return max((lead.published_in_id or 0 for lead in leads), default=0)


def reasons_against(handed: HandOver, commitment: Commitment, leads: list[Lead]) -> list[Reason]:
    """What stands in the way; the checklist of the page and the gate. `leads` are the public ones."""
    if not commitment.plan.is_published or commitment.plan.state != PlanState.ADOPTED:
        return [NOT_ADOPTED]
    begins = None
    if handed.agency:
        begins = Held(handed.agency.slug, handed.role, handed.office, handed.from_on, until_on=None)
    return reasons_not_to_hand_over(
        ends=_held(handed.ends) if handed.ends else None,
        begins=begins,
        others=[_held(lead) for lead in leads if lead != handed.ends],
        from_on=handed.from_on,
        reason=handed.reason,
    )


def _held(lead: Lead) -> Held:
    return Held(lead.agency.slug, lead.role, lead.office, lead.from_on, lead.until_on)


def after(handed: HandOver, leads: list[Lead]) -> list[Lead]:
    """Who would lead and support, with the days: rows as they would be published."""
    rows = [_ended(lead, handed) if lead == handed.ends else lead for lead in leads]
    return [*rows, _begun(handed)] if handed.agency else rows


def _ended(lead: Lead, handed: HandOver) -> Lead:
    """The same lead until the day before: a row of its own, which no document states.

    Why it came stays with it; why it goes is said with whoever comes, or here where nobody does.
    """
    return Lead(
        commitment_id=lead.commitment_id,
        agency=lead.agency,
        role=lead.role,
        office=lead.office,
        from_on=lead.from_on,
        until_on=handed.from_on - timedelta(days=1) if handed.from_on else None,
        position=lead.position,
        reason=lead.reason if handed.agency else handed.reason,
        replaces=lead,
    )


def _begun(handed: HandOver) -> Lead:
    return Lead(
        agency=handed.agency,
        role=handed.role,
        office=handed.office,
        from_on=handed.from_on,
        reason=handed.reason,
    )


def is_done(handed: HandOver, leads: list[Lead]) -> bool:
    """Whether this very hand-over is public already: a button was pressed twice."""
    if handed.from_on is None or not (handed.ends or handed.agency):
        return False
    day_before = handed.from_on - timedelta(days=1)
    has_begun = not handed.agency or any(
        (lead.agency_id, lead.role, lead.office, lead.from_on, lead.reason)
        == (handed.agency.pk, handed.role, handed.office, handed.from_on, handed.reason)
        for lead in leads
    )
    has_ended = not handed.ends or any(
        (lead.agency_id, lead.role, lead.until_on) == (handed.ends.agency_id, handed.ends.role, day_before)
        and (handed.agency or lead.reason == handed.reason)
        for lead in leads
    )
    return has_begun and has_ended


def public_leads(commitment: Commitment) -> list[Lead]:
    """Those that are public now, in their order."""
    return list(commitment.leads.published().select_related("agency", "published_in"))


def hand_over(
    *, commitment: Commitment, version: int, handed: HandOver, by: User, now: datetime
) -> list[Lead]:
    """Publish that the lead passes on, in one edition; Stale where another hand-over came first.

    The day may have passed: a hand-over is often heard of later. Done already, it is not done twice.
    """
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    try:
        with transaction.atomic():
            return _hand_over(commitment, version, handed, by, now)
    except Stale:
        if is_done(handed, public_leads(commitment)):
            return public_leads(commitment)
        raise


def _hand_over(commitment: Commitment, version: int, handed: HandOver, by: User, now: datetime) -> list[Lead]:
    edition = edition_by(by=by, on=timezone.localdate(now))  # its lock: two hand-overs come one after another
    leads = public_leads(commitment)
    if leads_version(leads) != version:
        raise Stale
    if reasons := reasons_against(handed, commitment, leads):
        raise NotReady(reasons)
    if handed.ends:
        _end(handed.ends, _ended(handed.ends, handed), edition, by)
    if handed.agency:
        _begin(commitment, _begun(handed), edition, by)
    return public_leads(commitment)


def _end(lead: Lead, ended: Lead, edition: Edition, by: User) -> None:
    """Withdraw the row without an end, and publish one with it in its place."""
    before = _in_data(lead)
    lead.withdrawn_in, lead.position = edition, _free_place(lead.commitment)
    save_first(lead, by=by)
    ended.published_in = edition
    save_first(ended, by=by)
    _announce(lead.commitment, edition, before=before, after=_in_data(ended))


def _begin(commitment: Commitment, lead: Lead, edition: Edition, by: User) -> None:
    publish_agency(agency=lead.agency, edition=edition, by=by)
    lead.commitment, lead.published_in = commitment, edition
    lead.position = _free_place(commitment)
    save_first(lead, by=by)
    _announce(commitment, edition, before=None, after=_in_data(lead))


def _free_place(commitment: Commitment) -> int:
    return (commitment.leads.aggregate(last=Max("position"))["last"] or 0) + 1


def _announce(commitment: Commitment, edition: Edition, *, before: dict | None, after: dict) -> None:
    address = commitment.get_absolute_url()
    announce(edition=edition, kind=PublicationKind.LEAD, address=address, before=before, after=after)


def _in_data(lead: Lead) -> dict:
    return {
        "agency": lead.agency.slug,
        "role": lead.role,
        "office": lead.office,
        "from_on": lead.from_on and lead.from_on.isoformat(),
        "until_on": lead.until_on and lead.until_on.isoformat(),
        "reason": lead.reason,
    }
