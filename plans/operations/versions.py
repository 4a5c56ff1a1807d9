"""Nobody overwrites anybody: a save is of the version that was read, or it does not happen."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ..models import User
from ..rules import Stale


def save_version(row: Any, *, version: int, by: User | None) -> None:
    """Claim the version that was read, then save with the person named; Stale if it has moved on.

    The update on (pk, version) works alike on SQLite and PostgreSQL; the save
    behind it writes the readable history, which a bare update would not.
    """
    with transaction.atomic():
        claimed = type(row)._base_manager.filter(pk=row.pk, version=version)
        if not claimed.update(version=version + 1):
            raise Stale
        row.version = version + 1
        row._history_user = by
        row.save()


def save_first(row: Any, *, by: User | None) -> None:
    """Save what is new with the person named, so that its readable history begins with them."""
    row._history_user = by
    row.save()
