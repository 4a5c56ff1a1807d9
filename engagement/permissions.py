"""Who may ask the public, read what came in, and answer, on a day."""

from __future__ import annotations

from datetime import date

from plans.models import User
from plans.permissions import can_coordinate


def can_run_consultations(user: User, on: date) -> bool:
    """Asking, reading and answering are the coordinator's."""
    return can_coordinate(user, on)
