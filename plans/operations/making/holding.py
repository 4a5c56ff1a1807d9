"""Which plans can be made here, and one of them held while somebody does."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ...choices import PlanState
from ...models import ActionPlan, User
from ...permissions import can_coordinate
from ...rules import (
    ADOPTED,
    BROUGHT_IN,
    NotReady,
    Reason,
)


def reasons_not_to_make(plan: ActionPlan) -> list[Reason]:
    """Why this plan cannot be edited as one that is being made."""
    if plan.state == PlanState.ADOPTED:
        return [ADOPTED]
    return [] if plan.is_being_made else [BROUGHT_IN]


def locked(plan: ActionPlan) -> ActionPlan:
    """The plan as it is now, held until the transaction ends: nobody adopts it meanwhile."""
    return ActionPlan.objects.select_for_update(of=("self",)).select_related("follows").get(pk=plan.pk)


def to_be_made(*, plan: ActionPlan, by: User, now: datetime) -> ActionPlan:
    """The plan, held, for somebody who may make it; else why not."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    plan = locked(plan)
    if reasons := reasons_not_to_make(plan):
        raise NotReady(reasons)
    return plan
