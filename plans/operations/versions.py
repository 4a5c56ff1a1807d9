"""Nobody overwrites anybody: a save is of the version that was read, or it does not happen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from ..models import User
from ..rules import Stale


def save_version(row: Any, *, version: int, by: User | None, becomes: int | None = None) -> None:
    """Claim the version that was read, then save with the person named; Stale if it has moved on.

    It becomes the next one; or another above it, where the row takes an address that was another's.
    The update on (pk, version) works alike on SQLite and PostgreSQL; the save
    behind it writes the readable history, which a bare update would not.
    """
    with transaction.atomic():
        claimed = type(row)._base_manager.filter(pk=row.pk, version=version)
        if not claimed.update(version=becomes or version + 1):
            raise Stale
        row.version = becomes or version + 1
        sign(row, by)
        row.save()


def sign(row: Any, by: User | None, *, at: datetime | None = None, why: str = "") -> None:
    """Name who saves a row next, for its readable history; or else than now, the moment and the reason."""
    row._history_user = by
    if at:
        row._history_date, row._change_reason = at, why


def save_first(row: Any, *, by: User | None) -> None:
    """Save what is new with the person named, so that its readable history begins with them."""
    sign(row, by)
    row.save()


def delete_by(row: Any, *, by: User | None) -> None:
    """Delete with the person named, so that its readable history ends with them."""
    sign(row, by)
    row.delete()
