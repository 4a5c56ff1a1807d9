"""Who may do what on the ground floor, on a day."""

from __future__ import annotations

from datetime import date

from .choices import Role
from .models import User


def is_staff_of_the_portal(user: User, on: date) -> bool:
    """Whether the workspace has anything for this person."""
    return bool(user.is_authenticated and user.roles_on(on))


def can_coordinate(user: User, on: date) -> bool:
    return bool(user.is_authenticated and user.is_coordinator(on))


def agencies_served(user: User, on: date, *roles: Role) -> set[int]:
    """The ids of the agencies for which the person holds one of the roles on the day."""
    return {
        membership.agency_id
        for membership in user.roles_on(on)
        if membership.role in roles and membership.agency_id
    }
