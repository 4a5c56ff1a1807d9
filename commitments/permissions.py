"""Who may write, send and publish, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plans.choices import Role
from plans.models import ReportingPeriod, User
from plans.permissions import agencies_served, can_coordinate

from .choices import LeadRole
from .models import Commitment, Lead, ProgressReport


def can_edit_report(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    """An editor of an agency that leads or supports on any day of the period, or a coordinator."""
    return can_coordinate(user, on) or _serves(user, on, _leads(commitment, period))


def can_submit_report(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    """Submitting is a lead's; a coordinator may report for an agency."""
    return can_coordinate(user, on) or _edits_for_a_lead(user, commitment, period, on)


def can_take_back_report(user: User, report: ProgressReport, on: date) -> bool:
    """A lead's too; a coordinator takes back what she sent herself, and sends back the rest."""
    is_hers = can_coordinate(user, on) and report.submitted_by_id == user.pk
    return is_hers or _edits_for_a_lead(user, report.commitment, report.period, on)


def can_publish_report(user: User, on: date) -> bool:
    return can_coordinate(user, on)


def _edits_for_a_lead(user: User, commitment: Commitment, period: ReportingPeriod, on: date) -> bool:
    return _serves(user, on, [lead for lead in _leads(commitment, period) if lead.role == LeadRole.LEAD])


def _leads(commitment: Commitment, period: ReportingPeriod) -> Iterable[Lead]:
    return commitment.leads_between(period.starts_on, period.ends_on)


def _serves(user: User, on: date, leads: Iterable[Lead]) -> bool:
    served = agencies_served(user, on, Role.EDITOR)
    return any(lead.agency_id in served for lead in leads)
