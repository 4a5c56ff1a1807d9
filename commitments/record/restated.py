"""How what is said of a public thing has changed since it became public, read from its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ..rules import Link
from ..rules_indicators import plain
from .versions import Change, said


@dataclass(frozen=True)
class Restated:
    """A change of what is said: the day on which it was published, before and after, and the reason."""

    day: date
    before: Any
    after: Any
    why: str = ""


def restated(history: QuerySet, facts_of: Callable[[Any], Any]) -> dict[int, list[Restated]]:
    """By the pk of the thing, oldest first; drafts are no part of it. One query."""
    changes: dict[int, list[Restated]] = defaultdict(list)
    before: dict[int, Any] = {}
    for row in history.filter(published_in__isnull=False).order_by("history_id"):
        facts = facts_of(row)
        if before.get(row.id, facts) != facts:
            day = timezone.localdate(row.history_date)
            changes[row.id].append(Restated(day, before[row.id], facts, row.history_change_reason or ""))
        before[row.id] = facts
    return changes


def as_of_day(changes: list[Restated], now: Any, on: date) -> tuple[Any, list[Restated]]:
    """What was said on a day, and how it had changed by then, newest first; `now` is what is said now."""
    later = [change for change in changes if change.day > on]
    known = [change for change in reversed(changes) if change.day <= on]
    return (later[0].before if later else now), known


@dataclass(frozen=True)
class FieldChanged:
    """One thing that is said differently, as data: dates cut to their precision, a line for each link."""

    field: str
    before: str
    after: str


def fields_changed(change: Restated) -> list[FieldChanged]:
    """What a change makes of what is said, thing by thing."""
    before, after = change.before.in_data, change.after.in_data
    return [
        FieldChanged(name, _as_text(before[name]), _as_text(after[name]))
        for name in after
        if before[name] != after[name]
    ]


def _as_text(value: str | list[dict[str, str]] | None) -> str:
    if isinstance(value, list):
        return "\n".join(f"{link['title']} {link['url']}".strip() for link in value)
    return value or ""


def changes_between(before: Any, after: Any, labels: Mapping[str, Any]) -> list[Change]:
    """What two sets of facts say differently, in words, in the order of the labels."""
    pairs = [(label, getattr(before, name), getattr(after, name)) for name, label in labels.items()]
    return [
        Change(str(label), said_in_words(was), said_in_words(now)) for label, was, now in pairs if was != now
    ]


def said_in_words(value: Any) -> str:
    """A figure, a date, words or links as a page shows them; nothing where there is none."""
    if isinstance(value, Decimal):
        return plain(value) or ""
    if isinstance(value, tuple):
        return "\n".join(f"{link.title} {link.url}".strip() for link in value if isinstance(link, Link))
    return said(value)
