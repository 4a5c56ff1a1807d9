"""The order of commitments in a plan in the making is that of their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from plans.models import ActionPlan, User
from plans.operations.making import moved, to_be_made
from plans.operations.versions import save_first

from ...models import Commitment
from .saving import version_never_used


@transaction.atomic
def move_commitment(*, commitment: Commitment, to: int, by: User, now: datetime) -> None:
    """Give a commitment its place among its own, from 1 on: it takes the number that stands there.

    The parts of a commitment follow it.
    """
    plan = to_be_made(plan=commitment.plan, by=by, now=now)
    siblings = list(plan.commitments.filter(parent=commitment.parent_id).order_by("sort_key"))
    numbers = [one.number for one in siblings]
    _give_numbers(plan, zip(moved(siblings, commitment, to), numbers, strict=True), by)


@transaction.atomic
def number_in_order(*, plan: ActionPlan, by: User, now: datetime) -> None:
    """Number the commitments 1, 2, 3 and their parts 2.1, 2.2, as they stand."""
    plan = to_be_made(plan=plan, by=by, now=now)
    _give_numbers(plan, numbered_in_order(plan.commitments.order_by("sort_key")), by)


def numbered_in_order(commitments: Iterable[Commitment]) -> list[tuple[Commitment, str]]:
    """Each commitment with the number that it would have, were none left out."""
    rows = list(commitments)
    found = []
    for place, one in enumerate((row for row in rows if row.parent_id is None), 1):
        found.append((one, str(place)))
        parts = (row for row in rows if row.parent_id == one.pk)
        found += [(part, f"{place}.{number}") for number, part in enumerate(parts, 1)]
    return found


def _give_numbers(plan: ActionPlan, wanted: Iterable[tuple[Commitment, str]], by: User) -> None:
    """New numbers for some; those of their parts change with them where they begin alike."""
    new = {one.pk: number for one, number in wanted if one.number != number}
    rows = {one.pk: one for one in plan.commitments.all()}
    for row in rows.values():
        above = rows.get(row.parent_id or 0)
        if above and above.pk in new and row.pk not in new and row.number.startswith(f"{above.number}."):
            new[row.pk] = new[above.pk] + row.number.removeprefix(above.number)
    version = version_never_used(plan)
    for key in new:
        Commitment.objects.filter(pk=key).update(number=f"~{key}")
    for key, number in new.items():
        rows[key].number, rows[key].version = number, version
        save_first(rows[key], by=by)
