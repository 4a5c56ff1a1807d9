"""What a person has open, for whoever comes after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Subquery

from plans.choices import Role
from plans.models import Agency, Leave, Membership, ReportingPeriod, User

from ..choices import LeadRole, ReportState
from ..models import Commitment, HandoverNote, Lead, ProgressReport


@dataclass(frozen=True)
class Open:
    """One report of an agency that is not published yet, and what the person has to do with it."""

    report: ProgressReport
    is_theirs: bool  # they saved or sent it last


def open_work(user: User, agency: Agency) -> list[Open]:
    """The reports of an agency in open periods that are not published yet; theirs first."""
    led = Lead.objects.published().filter(commitment=OuterRef("commitment"), agency=agency)
    rounds = ReportingPeriod.objects.open()
    reports = ProgressReport.objects.filter(Exists(led), period__in=rounds).exclude(
        state=ReportState.PUBLISHED
    )
    entries = ProgressReport.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date", "-pk")
    reports = reports.annotate(saver=Subquery(entries.values("history_user")[:1]))
    found = [
        Open(report, user.pk in (report.submitted_by_id, report.saver))
        for report in reports.select_related("commitment__plan", "period")
    ]
    return sorted(found, key=lambda one: (not one.is_theirs, one.report.commitment.sort_key))


def led_by(agency: Agency, on: date) -> list[Commitment]:
    """The commitments that an agency leads or supports on a day, in plans that are not over."""
    leads = Lead.objects.published().holding_on(on).filter(commitment=OuterRef("pk"), agency=agency)
    found = Commitment.objects.published().filter(Exists(leads), plan__ends_last__gte=on)
    return list(found.select_related("plan"))


def notes_for(commitment: Commitment, user: User, on: date):
    """The notes to successors that somebody may read: all for a coordinator, those of their agencies else."""
    notes = HandoverNote.objects.filter(commitment=commitment).select_related("agency", "written_by")
    if user.is_coordinator(on):
        return notes
    theirs = [held.agency_id for held in user.roles_on(on) if held.role in (Role.EDITOR, Role.APPROVER)]
    return notes.filter(agency__in=theirs)


@dataclass(frozen=True)
class Holder:
    """One person with the roles they hold on a day, or will."""

    user: User
    memberships: list[Membership]
    is_away: bool

    def holds(self, on: date) -> list[Membership]:
        return [held for held in self.memberships if held.holds_on(on)]

    def is_beside(self, other: Membership) -> bool:
        """Whether they act for the same agency; where a role has none, in the same role."""
        if other.agency_id:
            return any(held.agency_id == other.agency_id for held in self.memberships)
        return any(held.role == other.role for held in self.memberships)


def holders_on(memberships, on: date) -> list[Holder]:
    """Everybody who holds a role among some, or will; in two queries for any number."""
    named = {agency.pk: agency for agency in Agency.objects.named_on(on)}
    away = set(Leave.objects.covering(on).values_list("user", flat=True))
    people: dict[User, list[Membership]] = {}
    for held in memberships.select_related("user").order_by("user__name", "user__email", "from_on"):
        held.agency = named.get(held.agency_id)
        people.setdefault(held.user, []).append(held)
    return [Holder(user, held, user.pk in away) for user, held in people.items()]


def could_succeed(held: Membership, on: date) -> list[Holder]:
    """Whoever holds a role now or later, and so has an account: those of the same agency first."""
    people = Membership.objects.not_over_on(on).filter(user__is_active=True, user__key__isnull=False)
    found = holders_on(people.exclude(user=held.user_id), on)
    return sorted(found, key=lambda holder: not holder.is_beside(held))


def still_acting(held: Membership, until_on: date) -> list[User]:
    """Who else has the same role on the day after its last, as things stand."""
    after = until_on + timedelta(days=1)
    others = Membership.objects.acting(Role(held.role), after).filter(agency=held.agency)
    people = {one.user for one in others.exclude(user=held.user_id)}
    return sorted(people, key=lambda user: (str(user), user.pk))


def leading_without_an_editor(leads: Iterable[Lead], on: date) -> list[Agency]:
    """The agencies among those that lead now or later for which nobody writes then; one query."""
    leading = [lead for lead in leads if lead.role == LeadRole.LEAD and (lead.until_on or on) >= on]
    agencies = {lead.agency_id for lead in leading}
    writers = list(Membership.objects.filter(role=Role.EDITOR, user__is_active=True, agency__in=agencies))

    def is_written_for(lead: Lead) -> bool:
        day = max(on, lead.from_on or on)
        return any(held.agency_id == lead.agency_id and held.holds_on(day) for held in writers)

    vacant = {lead.agency_id: lead.agency for lead in leading if not is_written_for(lead)}
    return list(vacant.values())


def without_an_editor(on: date) -> list[Agency]:
    """The agencies that lead a commitment of a plan that is not over, and have nobody who writes."""
    leads = Lead.objects.published().holding_on(on).filter(agency=OuterRef("pk"), role="lead")
    leads = leads.filter(commitment__plan__ends_last__gte=on, commitment__published_in__isnull=False)
    writes = Membership.objects.acting(Role.EDITOR, on).filter(agency=OuterRef("pk"))
    return list(Agency.objects.named_on(on).filter(Exists(leads), ~Exists(writes)).order_by("name"))
