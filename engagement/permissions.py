"""Who may ask the public, read what came in, and answer, on a day."""

from __future__ import annotations

from datetime import date

from plans.choices import Role
from plans.models import User
from plans.permissions import agencies_served, can_coordinate

from .models import AgencyView


def can_run_consultations(user: User, on: date) -> bool:
    """Asking, reading and answering are the coordinator's."""
    return can_coordinate(user, on)


def can_give_view(user: User, view: AgencyView, on: date) -> bool:
    """Those who write or sign for the agency that was asked say what it thinks."""
    return view.agency_id in agencies_served(user, on, Role.EDITOR, Role.APPROVER)
