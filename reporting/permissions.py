"""Who may read and review a draft, on a day. Writing and publishing it is a coordinator's."""

from __future__ import annotations

from datetime import date

from plans.choices import Role
from plans.models import Membership, User

from .models import ReviewRound


def seat_on(user: User, on: date) -> Membership | None:
    """The seat that somebody holds on the panel."""
    if not user.is_authenticated:
        return None
    return next((held for held in user.roles_on(on) if held.role == Role.PANEL), None)


def can_review(user: User, round: ReviewRound, on: date) -> bool:
    """Whoever was invited, while their seat lasts."""
    return ReviewRound.objects.visible_to(user, on).filter(pk=round.pk).exists()
