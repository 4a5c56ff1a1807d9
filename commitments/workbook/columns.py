"""What a row of a workbook is: its columns, their words, and how a value stands in a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Choices
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from plans.choices import PeriodKind
from plans.dates import OPEN_START, PartialDate

from ..choices import DelayReason, Stage
from ..rules import TEXTS

MOST_LETTERS = 32_767  # what Excel holds in a cell, counted as it counts
NOT_KNOWN = _("not known")
ALSO_NOT_KNOWN = _("Not known yet")  # as the page says it
TOO_LONG = _("This text is too long for a cell. It is written on the page, and stays as it is.")
KEY = "key"


@dataclass(frozen=True)
class Column:
    """One thing that a row says. An open one may be changed; a closed one is there to be read."""

    name: str
    label: Promise | str
    width: int = 12
    is_open: bool = True
    choices: type[Choices] | None = None
    options: tuple[str, ...] = ()  # words to choose from that are no choices of ours
    hint: Promise | str = ""
    asked: tuple[str, str] | None = None  # the column and its value beside which it is asked for
    is_hidden: bool = False

    @property
    def words(self) -> list[str]:
        """What may be chosen from."""
        return [str(choice.label) for choice in self.choices or ()] or list(self.options)


@dataclass(frozen=True)
class Table:
    """One sheet: rows of the same columns, of which the last holds what tells a row from the others; unless
    rows are only added, on a sheet that goes out empty."""

    name: str
    title: Promise | str
    columns: tuple[Column, ...]
    most_rows: int = 2_000
    is_empty: bool = False

    @property
    def open_columns(self) -> list[Column]:
        return [column for column in self.columns if column.is_open]

    @property
    def closed_columns(self) -> list[Column]:
        return [column for column in self.columns if not column.is_open and not column.is_hidden]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Row:
    """One row as it goes out."""

    cells: Mapping[str, str]
    closed: frozenset[str] = frozenset()  # open columns that are closed in this row


@dataclass
class RowRead:
    """One row as it came back: where it stood, its texts, and the cells that hold none: address and fault."""

    place: int
    cells: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)


def kept(tables: Mapping[str, Sequence[RowRead]]) -> dict[str, list[dict]]:
    """The rows of each sheet as they are put by; `rows_in` reads them again."""
    return {name: [asdict(row) for row in rows] for name, rows in tables.items()}


def rows_in(data: Mapping[str, Sequence[Mapping]]) -> dict[str, list[RowRead]]:
    return {name: [RowRead(**row) for row in rows] for name, rows in data.items()}


def _key() -> Column:
    return Column(KEY, _("Row (leave this as it is)"), width=8, is_open=False, is_hidden=True)


DATE_HINT = _("As precise as it is known: 2026-09-30, 2026-09 or 2026.")

MILESTONES = Table(
    "milestones",
    _("Milestones"),
    (
        Column("commitment", _("Commitment"), 12, is_open=False),
        Column("milestone", _("Milestone"), 11, is_open=False),
        Column("title", _("Title"), 34, is_open=False),
        Column("due", _("Due"), 16, is_open=False),
        Column("last", _("Last published stage"), 16, is_open=False),
        Column("stage", _("Stage now"), 15, choices=Stage, hint=_("Choose a word from the list.")),
        Column(
            "reason",
            _("What is the main reason?"),
            16,
            choices=DelayReason,
            hint=_("With “some delays” only. Choose a word from the list."),
            asked=("stage", Stage.DELAYS),
        ),
        Column(
            "reason_words",
            _("What is holding it up?"),
            36,
            hint=_("With “some delays” only. The public reads it beside the new date."),
            asked=("stage", Stage.DELAYS),
        ),
        Column(
            "expected_on",
            _("When do you now expect it?"),
            17,
            hint=_("With “some delays” only: 2026-09-30, 2026-09 or 2026, or: not known"),
            asked=("stage", Stage.DELAYS),
        ),
        Column(
            "completed_on",
            _("When was it completed?"),
            16,
            hint=_("With “completed” only: 2026-09-30, 2026-09 or 2026."),
            asked=("stage", Stage.COMPLETED),
        ),
        Column(
            "evidence_url",
            _("Link to the evidence"),
            32,
            hint=_("With “completed”: an address that begins with https://"),
            asked=("stage", Stage.COMPLETED),
        ),
        Column("evidence_title", _("What it shows"), 24, hint=_("The words that the link goes by.")),
        Column("note", _("What happened"), 44, hint=_("A sentence or two. The public reads it.")),
        _key(),
    ),
)

TEXT_LABELS = {
    "doing": _("What have you been doing?"),
    "next": _("What comes next?"),
    "reflection": _("What do you make of it?"),
}


def texts_of(kind: PeriodKind | str) -> Table:
    """The sheet for the texts of reports, which ask for other things in other kinds of periods."""
    hint = _("The public reads it. Alt and Enter begin a new line.")
    return Table(
        "texts",
        _("Texts"),
        (
            Column("commitment", _("Commitment"), 12, is_open=False),
            Column("title", _("Title"), 34, is_open=False),
            *(Column(name, TEXT_LABELS[name], 70, hint=hint) for name in TEXTS[PeriodKind(kind)]),
            _key(),
        ),
    )


# ---- Words and codes ------------------------------------------------------------------------------------


def in_every_language(words: Callable[[], Any]) -> Iterable[Any]:
    """What something is called in each language of the portal: a workbook may come back in another."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield words()


def is_called(text: str, label: Promise | str) -> bool:
    return any(_folded(text) == _folded(name) for name in in_every_language(lambda: str(label)))


def says_not_known(text: str) -> bool:
    return is_called(text, NOT_KNOWN) or is_called(text, ALSO_NOT_KNOWN)


def code_of(choices: type[Choices], text: str) -> str:
    """The code that a word from the list stands for; what is no such word stays as it is."""
    for labels in in_every_language(lambda: dict(choices.choices)):
        for code, label in labels.items():
            if _folded(text) in (_folded(label), _folded(code)):
                return code
    return text


def word_of(choices: type[Choices], code: str | None) -> str:
    return str(choices(code).label) if code else ""


def _folded(text: str) -> str:
    return " ".join(str(text).split()).casefold()


# ---- Dates ----------------------------------------------------------------------------------------------


def date_in_a_cell(on: PartialDate | None) -> str:
    """A date cut to its precision: `2026-09`."""
    return str(on) if on else ""


def date_out_of_a_cell(text: str) -> PartialDate | None:
    """`2026-09-30`, `2026-09`, `2026`, or as pages say it: "30 September 2026"; ValueError on anything else.

    What could be one day or another (3/4/2026) is no date.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if text.startswith(OPEN_START):
        return PartialDate.parse(text)
    if match := re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?", text, re.ASCII):
        return PartialDate.parse("-".join(part.zfill(2) for part in match.groups() if part))
    if match := re.fullmatch(r"(?:(\d{1,2})\.? )?([^\W\d]+)\.? (\d{4})", text):
        day, month, year = match.groups()
        number = _month(month)
        return PartialDate.parse("-".join(part.zfill(2) for part in (year, number, day) if part))
    raise ValueError(f"no date: {text!r}")


def _month(name: str) -> str:
    for months in (MONTHS, MONTHS_3):
        for number, called in months.items():
            if is_called(name, called):
                return str(number)
    raise ValueError(f"no month: {name!r}")


def letters_in_excel(text: str) -> int:
    """How long a text is as Excel counts: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str) -> bool:
    return letters_in_excel(text) <= MOST_LETTERS
