"""Rows of a plan in an order that people change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from ...models import User
from ..versions import save_first


def moved(rows: list, row: Any, to: int) -> list:
    """The rows in order, this one at its new place."""
    rest = [one for one in rows if one.pk != row.pk]
    place = min(max(to, 1), len(rest) + 1) - 1
    return [*rest[:place], *(one for one in rows if one.pk == row.pk), *rest[place:]]


def take_out(rows: Iterable[Any], *, by: User | None) -> None:
    """Delete rows with the person named, so that their readable history ends with them."""
    for row in rows:
        row._history_user = by
        row.delete()


ASIDE = 10_000  # places where nothing stands while rows change theirs


def put_in_order(rows: Iterable[Any], column: str, *, by: User | None) -> None:
    """Number rows from 1 on, in the order given; who moved them is kept with each."""
    changed = [(row, place) for place, row in enumerate(rows, 1) if getattr(row, column) != place]
    if not changed:
        return
    model = type(changed[0][0])
    keys = [row.pk for row, _place in changed]
    model._base_manager.filter(pk__in=keys).update(**{column: F(column) + ASIDE})
    for row, place in changed:
        setattr(row, column, place)
        save_first(row, by=by)
