"""Somebody leaves: their role ends, a successor takes over, and what they know stays with the commitments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.models import Agency, Membership, User
from plans.operations.editions import capacity
from plans.operations.outbox import enqueue_mail
from plans.operations.people import end_role, give_role, reasons_not_to_end, reasons_not_to_give
from plans.operations.versions import save_first
from plans.permissions import can_coordinate
from plans.rules import SUCCESSOR_IS_LEAVING, NotReady, Reason

from ..models import Commitment, HandoverNote
from ..permissions import can_write_note
from ..record.handover import open_work
from ..record.rounds import reads_several_plans
from ..words.workspace import plan_named


@transaction.atomic
def write_note(
    *, commitment: Commitment, agency: Agency, text: str, by: User, now: datetime
) -> HandoverNote | None:
    """Tell whoever comes next what they should know; the same words twice are one note."""
    on = timezone.localdate(now)
    if not can_write_note(by, commitment, agency, on):
        raise PermissionDenied
    text = text.strip()
    newest = commitment.handover_notes.filter(agency=agency).first()
    if not text or (newest and newest.text == text and newest.written_by_id == by.pk):
        return newest
    note = HandoverNote(commitment=commitment, agency=agency, text=text, written_by=by, written_at=now)
    note.written_words = capacity(by, on)
    save_first(note, by=by)
    return note


def reasons_not_to_hand_over(
    *, membership: Membership, until_on: date, successor: User | None, on: date
) -> list[Reason]:
    """Why a role cannot end on a day, or this person not have it from the next; nothing where it is done."""
    if successor == membership.user:
        return [SUCCESSOR_IS_LEAVING]
    if membership.until_on != until_on and (reasons := reasons_not_to_end(membership, until_on, on)):
        return reasons
    if successor is None or _holds_it(membership, successor, until_on + timedelta(days=1)):
        return []
    return reasons_not_to_give(
        role=Role(membership.role),
        agency=membership.agency,
        held=list(successor.memberships.all()),
        from_on=until_on + timedelta(days=1),
        until_on=None,
    )


def _holds_it(membership: Membership, successor: User, on: date) -> bool:
    same = successor.memberships.filter(role=membership.role, agency=membership.agency)
    return any(held.holds_on(on) for held in same)


@transaction.atomic
def hand_over(
    *,
    membership: Membership,
    until_on: date,
    successor: User | None,
    notes: Mapping[Commitment, str],
    by: User,
    now: datetime,
) -> None:
    """End a role on a day; whoever succeeds gets it from the next day on, and a mail with what is open."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    on = timezone.localdate(now)
    if reasons := reasons_not_to_hand_over(
        membership=membership, until_on=until_on, successor=successor, on=on
    ):
        raise NotReady(reasons)
    end_role(membership=membership, until_on=until_on, by=by, now=now)
    if membership.agency:
        for commitment, text in notes.items():
            write_note(commitment=commitment, agency=membership.agency, text=text, by=by, now=now)
    if successor:
        _take_over(membership, successor, until_on + timedelta(days=1), by, now)
        _tell(membership, successor, until_on)


def _take_over(membership: Membership, successor: User, from_on: date, by: User, now: datetime) -> None:
    """The same role, unless they hold it then already."""
    if not _holds_it(membership, successor, from_on):
        give_role(
            user=successor,
            role=Role(membership.role),
            title=membership.title,
            from_on=from_on,
            agency=membership.agency,
            by=by,
            now=now,
        )


def _tell(membership: Membership, successor: User, until_on: date) -> None:
    listed = []
    names_plan = reads_several_plans(successor, until_on + timedelta(days=1))
    if membership.agency:
        for one in open_work(membership.user, membership.agency):
            report = one.report
            link = reverse(
                "workspace-report",
                args=[report.commitment.plan.slug, report.commitment.number, report.period.slug],
            )
            name = _("Commitment %(number)s, %(period)s: %(state)s") % {
                "number": report.commitment.number,
                "period": report.period.words,
                "state": report.get_state_display(),
            }
            if names_plan:
                name = f"{plan_named(report.commitment.plan)}. {name}"
            listed.append(f"- {name}\n  {settings.SITE_URL}{link}")
    enqueue_mail(
        to=successor.email,
        subject=_("You take over from %(who)s") % {"who": membership.user},
        body=_(
            "%(who)s is %(role)s until %(day)s. You take over from the next day; the links open then.\n\n"
            "What is open:\n%(open)s\n\nNotes for you stand beside each commitment: %(link)s"
        )
        % {
            "who": membership.user,
            "role": membership.get_role_display(),
            "day": date_format(until_on, "j F Y"),
            "open": "\n".join(listed) or _("Nothing that has been begun."),
            "link": settings.SITE_URL + reverse("workspace"),
        },
        key=f"handover-{membership.pk}-{until_on}-{successor.pk}",
    )
