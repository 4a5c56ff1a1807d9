"""Who may write, send and publish, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plans.choices import Role
from plans.models import ActionPlan, Agency, Membership, ReportingPeriod, User
from plans.permissions import agencies_served, can_coordinate

from .choices import LeadRole
from .models import Commitment, Lead, ProgressReport


def can_edit_report(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    """An editor of an agency that leads or supports on any day of the period, or a coordinator."""
    return can_coordinate(user, on) or _serves(user, on, _leads(commitment, period))


def can_edit_in(user: User, plan: ActionPlan, period: ReportingPeriod, on: date) -> bool:
    """Whether there is any report of the period that the person may write."""
    if can_coordinate(user, on):
        return True
    commitments = plan.commitments.published().visible_to(user, on).with_leads(on)
    return any(can_edit_report(user, commitment, period, on) for commitment in commitments)


def can_submit_report(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    """Submitting is a lead's; a coordinator may report for an agency."""
    return can_coordinate(user, on) or _edits_for_a_lead(user, commitment, period, on)


def can_take_back_report(user: User, report: ProgressReport, on: date) -> bool:
    """A lead's too; a coordinator takes back what she sent herself, and sends back the rest."""
    is_hers = can_coordinate(user, on) and report.submitted_by_id == user.pk
    return is_hers or _edits_for_a_lead(user, report.commitment, report.period, on)


def can_sign_report(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    """An approver of an agency that leads on any day of the period; never of what they sent themselves."""
    return _serves(user, on, _leading(commitment, period), Role.APPROVER)


def can_send_back_report(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    """Who decides about what was sent: its approvers, as long as it waits for them, and a coordinator."""
    return can_publish_report(user, on) or can_sign_report(user, commitment, period, on)


def can_publish_report(user: User, on: date) -> bool:
    return can_coordinate(user, on)


def approvers_of(
    commitment: Commitment, period: ReportingPeriod, on: date, *, besides: int | None = None
) -> list[User]:
    """Those who sign off for the agencies that lead in the period, but for one person: who sent it."""
    agencies = {lead.agency_id for lead in _leading(commitment, period)}
    held = Membership.objects.acting(Role.APPROVER, on).filter(agency__in=agencies)
    people = {membership.user for membership in held if membership.user_id != besides}
    return sorted(people, key=lambda user: user.pk)


def can_correct_report(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    """Who could have sent it writes its corrections; a coordinator publishes them."""
    return can_submit_report(user, commitment, period, on)


def _edits_for_a_lead(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    return _serves(user, on, _leading(commitment, period))


def _leading(commitment: Commitment, period: ReportingPeriod) -> list[Lead]:
    return [lead for lead in _leads(commitment, period) if lead.role == LeadRole.LEAD]


def _leads(commitment: Commitment, period: ReportingPeriod) -> Iterable[Lead]:
    return commitment.leads_between(period.starts_on, period.ends_on)


def _serves(user: User, on: date, leads: Iterable[Lead], role: Role = Role.EDITOR) -> bool:
    served = agencies_served(user, on, role)
    return any(lead.agency_id in served for lead in leads)


def can_read_notes(user: User, commitment: Commitment, on: date) -> bool:
    """Whoever acts for an agency that ever led or supported it, and a coordinator."""
    return can_coordinate(user, on) or bool(agencies_with_a_word(user, commitment, on))


def can_write_note(user: User, commitment: Commitment, agency: Agency, on: date) -> bool:
    """For one's own agency; a coordinator for each that leads or supports, or did."""
    if can_coordinate(user, on):
        return any(lead.agency_id == agency.pk for lead in commitment.published_leads)
    return agency.pk in agencies_with_a_word(user, commitment, on)


def agencies_with_a_word(user: User, commitment: Commitment, on: date) -> set[int]:
    """The ids of those of a person's agencies that lead or support a commitment, or did."""
    served = agencies_served(user, on, Role.EDITOR, Role.APPROVER)
    return {lead.agency_id for lead in commitment.published_leads if lead.agency_id in served}


def can_write_values(user: User, commitment: Commitment, on: date) -> bool:
    """An editor of an agency that leads the commitment on the day, or a coordinator."""
    leading = [lead for lead in commitment.leads_on(on) if lead.role == LeadRole.LEAD]
    return can_coordinate(user, on) or _serves(user, on, leading)


def can_write_work(user: User, agency_id: int, on: date) -> bool:
    """An editor of the agency that does it, or a coordinator."""
    return can_coordinate(user, on) or agency_id in agencies_served(user, on, Role.EDITOR)
