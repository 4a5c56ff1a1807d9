"""Readable versions: who changed what, when, from what to what, of anything whose history is kept.

Reads the rows that django-simple-history has written beside a model. One query for any number of rows
(and one for each foreign key shown), whatever they are the history of:

    entries_of(commitment.history.all(), {"title": _("Title"), "agreed_due_on": _("Due")})
    entries_of(Milestone.history.filter(...), MILESTONE_FIELDS, named=lambda row: row.title)

`fields` maps what is shown to its label, in the order of the page. A name is a column (a foreign key
shows its target's text), or a `PartialDateColumns` (`starts_on`). How a value reads is found by its type;
`words` says it otherwise: {"agency": names.get} is handed the raw value, of a foreign key the pk.
Put several models' entries in one list with `together`; show them with `commitments/_versions.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from plans.dates import PartialDate
from plans.models import User

from ..words.difference import marked_words

MADE, CHANGED, REMOVED = "+", "~", "-"  # as simple_history writes them


@dataclass(frozen=True)
class Change:
    """One field of one version: what it said before, and what it says since."""

    label: str
    before: str
    after: str

    @property
    def marked(self) -> tuple[SafeString, SafeString]:
        """Both wordings, with the words that went and came marked."""
        return marked_words(self.before, self.after)


@dataclass(frozen=True)
class Entry:
    """One version of one thing: who, when, and every field that came to say something else."""

    thing: str
    kind: str
    at: datetime
    by: User | None
    changes: tuple[Change, ...]

    @property
    def is_made(self) -> bool:
        return self.kind == MADE

    @property
    def is_removed(self) -> bool:
        return self.kind == REMOVED

    @property
    def day(self) -> date:
        return localtime(self.at).date()


def entries_of(
    history: models.QuerySet,
    fields: Mapping[str, Any],
    *,
    named: Callable[[Any], str] = str,
    words: Mapping[str, Callable[[Any], str]] | None = None,
) -> list[Entry]:
    """The versions of all rows in a history, newest first; a save that changed nothing shown is left out."""
    rows = list(history.select_related("history_user").order_by("history_date", "history_id"))
    spell = _Spelling(history.model, rows, fields, words or {})
    said_before: dict[Any, dict[str, str]] = {}
    found = []
    for row in rows:
        before = said_before.get(row.id, {})
        says = {name: spell(row, name) for name in fields}
        is_removed = row.history_type == REMOVED
        after = dict.fromkeys(fields, "") if is_removed else says
        if is_removed and not before:
            before = says
        if not before:  # what is not so from the beginning is no news
            before = {name: says[name] for name in fields if spell.value(row, name) is False}
        said_before[row.id] = {} if is_removed else says
        changes = tuple(
            Change(str(label), before.get(name, ""), after[name])
            for name, label in fields.items()
            if before.get(name, "") != after[name]
        )
        if changes:
            found.append(Entry(named(row), row.history_type, row.history_date, row.history_user, changes))
    return found[::-1]


def together(*lists: Iterable[Entry]) -> list[Entry]:
    """Entries about several things as one list, newest first."""
    return sorted((entry for entries in lists for entry in entries), key=lambda one: one.at, reverse=True)


class _Spelling:
    """How the values of a history read, whatever their columns are."""

    def __init__(self, model, rows: list, fields: Iterable[str], words: Mapping):
        self.words = words
        self.columns = {field.name: field for field in model._meta.get_fields() if field.concrete}
        self.targets: dict[str, dict] = {}
        for name in fields:
            column = self.columns.get(name)
            if isinstance(column, models.ForeignKey) and name not in words:
                keys = {getattr(row, column.attname) for row in rows} - {None}
                self.targets[name] = column.related_model._base_manager.in_bulk(keys)

    def value(self, row, name: str) -> Any:
        column = self.columns.get(name)
        return getattr(row, column.attname) if column else self._date(row, name)

    def __call__(self, row, name: str) -> str:
        column, value = self.columns.get(name), self.value(row, name)
        if name in self.words:
            return str(self.words[name](value) or "")
        if name in self.targets:
            return "" if value is None else str(self.targets[name].get(value, _("no longer there")))
        if column and column.choices and value:
            return str(dict(column.flatchoices).get(value, value))
        return said(value)

    def _date(self, row, name: str) -> PartialDate | None:
        stem = name.removesuffix("_on")
        first, last = getattr(row, f"{stem}_first"), getattr(row, f"{stem}_last")
        return last and PartialDate(first, last)


def said(value) -> str:
    """A value in words; nothing where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, PartialDate):
        return value.words
    if isinstance(value, datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list | tuple):
        return ", ".join(said(one) for one in value)
    return str(value)
