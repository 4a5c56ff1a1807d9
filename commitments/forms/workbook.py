"""A workbook that came back, asked row by row what it would change: the same form as on the page."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.dates import PartialDate
from plans.forms import PartialDateInput, PlainIds, readable
from plans.models import ReportingPeriod

from ..operations.reports import ReportContent
from ..operations.workbook import Taken
from ..record.rounds import Line
from ..record.said import snapshot
from ..rules import Declared
from ..workbook.columns import (
    KEY,
    MILESTONES,
    RowRead,
    Table,
    code_of,
    date_out_of_a_cell,
    fits,
    says_not_known,
    texts_of,
)
from ..workbook.reading import ERROR, FORMULA, HUGE, MOST_BYTES, UNREADABLE
from ..workbook.rows import (
    TEXTS_ROW,
    InHand,
    Key,
    cells_of,
    closed_cells,
    closed_cells_of_texts,
    milestone_key,
    offered,
    texts_key,
)
from .reports import ANOTHER, UNKNOWN, MilestoneForm, TextsForm

FAULTS = {
    FORMULA: gettext_lazy("{cell} (“{label}”) holds a formula. Write the words or the date themselves."),
    ERROR: gettext_lazy(
        "{cell} (“{label}”) holds an error of Excel. Write the words or the date themselves."
    ),
    HUGE: gettext_lazy("{cell} (“{label}”) holds more letters than a cell can."),
    UNREADABLE: gettext_lazy("{cell} (“{label}”) holds a sign that cannot be kept."),
}
NO_KEY = gettext_lazy(
    "Nothing tells which milestone this row is about. Rows cannot be added here; download yours again."
)
ELSEWHERE = gettext_lazy("This row is of another plan or period. Upload it there.")
NOT_YOURS = gettext_lazy("This row is none of yours.")
MOVED = gettext_lazy(
    "The numbers in this row are not those that it was downloaded with. Download your rows again."
)
FINISHED = gettext_lazy("This milestone is published as completed by now; there is nothing to fill in.")
STALE = gettext_lazy(
    "Somebody has saved this since you downloaded it. Theirs stays; download your rows again to see it."
)
WRITE_A_DATE = gettext_lazy("“{label}”: write a date as 2026-09-30, 2026-09 or 2026.")
TO_BE_READ = gettext_lazy("“{label}” is there to be read; what was changed in it is not taken over.")
LEFT_OUT = gettext_lazy("“{label}” belongs to another stage and is left out.")


class WorkbookForm(PlainIds):
    """The file, and nothing else."""

    file = forms.FileField(
        label=gettext_lazy("Your workbook"),
        max_length=200,
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose the workbook that you filled in."),
            "missing": gettext_lazy("Choose the workbook that you filled in."),
            "empty": gettext_lazy("The file is empty."),
            "invalid": gettext_lazy("Choose the workbook that you filled in."),
            "max_length": gettext_lazy("Give the file a shorter name."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. A workbook of rows never is."))
        return file


@dataclass(frozen=True)
class Change:
    """One cell, as it stands and as it would."""

    label: Promise | str
    before: str
    after: str


@dataclass
class Checked:
    """One row that came back: what it would change, why it is refused, what is left to say."""

    table: Table
    row: RowRead
    title: str = ""
    changes: list[Change] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def place(self) -> int:
        return self.row.place

    @property
    def is_refused(self) -> bool:
        return bool(self.refused)

    @property
    def is_taken(self) -> bool:
        return bool(self.changes) and not self.refused


class DryRun:
    """All rows of a workbook against what is kept now. Nothing is written."""

    def __init__(
        self,
        *,
        reports: Sequence[InHand],
        period: ReportingPeriod,
        rows: Mapping[str, Sequence[RowRead]],
        on: date,
    ):
        self.reports = {one.number: one for one in reports}
        self.on = on
        self.here = (period.plan.slug, period.slug)
        texts = texts_of(period.kind)
        self.stages: dict[str, dict[int, Declared]] = {}
        self.written: dict[str, dict[str, str]] = {}
        self.checked = [
            *self._check_all(MILESTONES, rows.get(MILESTONES.name, ()), self._check_milestone),
            *self._check_all(texts, rows.get(texts.name, ()), self._check_texts),
        ]

    @property
    def taken(self) -> list[Checked]:
        return [one for one in self.checked if one.is_taken]

    @property
    def refused(self) -> list[Checked]:
        return [one for one in self.checked if one.is_refused]

    @property
    def remarked(self) -> list[Checked]:
        """Rows that change nothing and yet have something to say."""
        return [one for one in self.checked if one.remarks and not one.is_taken and not one.is_refused]

    @property
    def unchanged(self) -> int:
        return sum(not one.is_taken and not one.is_refused for one in self.checked)

    @cached_property
    def contents(self) -> list[Taken]:
        """What would be saved: of each report that changes all of it, and the version that was read."""
        found = []
        for number, one in self.reports.items():
            stages, texts = self.stages.get(number, {}), self.written.get(number, {})
            if stages or texts:
                content = replace(one.kept, **texts, stages={**one.kept.stages, **stages})
                found.append(Taken(one.one.commitment, one.period, one.version, content))
        return found

    @property
    def digest(self) -> str:
        """What was shown: as long as it is the same, it may be saved."""
        shown = [[taken.commitment.number, taken.version, _as_data(taken.content)] for taken in self.contents]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()

    # -- Which row is it?

    def _check_all(self, table: Table, rows: Sequence[RowRead], check) -> Iterable[Checked]:
        keys = {row.place: Key.parse(row.cells.get(KEY, "")) for row in rows}
        count = Counter(key.about for key in keys.values() if key)
        for row in rows:
            key = keys[row.place]
            one = Checked(table, row, title=_title_of(row))
            one.refused = self._reasons_not_to_know(row, key) or [
                str(format_lazy(FAULTS[fault], cell=cell, label=table.column(name).label))
                for name, (cell, fault) in row.faults.items()
            ]
            if key and not one.refused and count[key.about] > 1:
                places = [
                    str(other.place)
                    for other in rows
                    if keys[other.place] and keys[other.place].about == key.about
                ]
                text = _("Several rows are about the same thing: %(places)s. Keep one of them.")
                one.refused = [text % {"places": ", ".join(places)}]
            if key and not one.refused:
                check(one, key, self.reports[key.commitment])
            yield one

    def _reasons_not_to_know(self, row: RowRead, key: Key | None) -> list[str]:
        if key is None:
            return [str(NO_KEY)]
        if (key.plan, key.period) != self.here:
            return [str(ELSEWHERE)]
        one = self.reports.get(key.commitment)
        if one is None or not (key.milestone == TEXTS_ROW or one.line(key.milestone)):
            return [str(NOT_YOURS)]
        return [str(reason) for reason in one.not_now]

    # -- A milestone

    def _check_milestone(self, one: Checked, key: Key, in_hand: InHand) -> None:
        line = in_hand.line(key.milestone)
        if line is None:
            one.refused = [str(NO_KEY)]
            return
        one.title = f"{in_hand.number}.{line.number} {line.standing.title}"
        before, closed = cells_of(offered(line)), closed_cells(in_hand, line)
        if not _same_number(one.row, closed, ("commitment", "milestone")):
            one.refused = [str(MOVED)]
            return
        one.remarks = _changed_although_closed(one.row, one.table, closed)
        if _as_it_was(one.row, before):
            return
        if line.is_finished:
            one.refused = [str(FINISHED)]
            return
        if str(milestone_key(in_hand, line)) != str(key):
            one.refused = [str(STALE)]
            return
        said, one.refused = self._said(one.row, line)
        if said is None or one.refused:
            return
        after = cells_of(said)
        one.changes = _changes(one.table, before, after)
        one.remarks += _left_out(one.table, one.row, after)
        if one.changes:
            one.missing = [str(reason) for reason in line.missing_for(said)]
            self.stages.setdefault(in_hand.number, {})[line.number] = said

    def _said(self, row: RowRead, line: Line) -> tuple[Declared | None, list[str]]:
        """What the form makes of the row; or what it says against it, in its words."""
        data, wrong = _as_posted(row, f"milestone-{line.number}")
        if wrong:
            return None, wrong
        form = MilestoneForm(data, line=line, on=self.on)
        if not form.is_valid():
            return None, _in_words(form, MILESTONES)
        return form.said, []

    # -- The texts

    def _check_texts(self, one: Checked, key: Key, in_hand: InHand) -> None:
        if key.milestone != TEXTS_ROW:
            one.refused = [str(NO_KEY)]
            return
        one.title = f"{in_hand.number} {in_hand.one.title}"
        closed, before = closed_cells_of_texts(in_hand), in_hand.texts
        if not _same_number(one.row, closed, ("commitment",)):
            one.refused = [str(MOVED)]
            return
        one.remarks = _changed_although_closed(one.row, one.table, closed)
        if _as_it_was(one.row, before):
            return
        if str(texts_key(in_hand)) != str(key):
            one.refused = [str(STALE)]
            return
        form = TextsForm(
            {name: one.row.cells.get(name, "") if fits(text) else text for name, text in before.items()},
            kind=in_hand.period.kind,
        )
        if not form.is_valid():
            one.refused = _in_words(form, one.table)
            return
        one.changes = _changes(one.table, before, form.cleaned_data)
        if one.changes:
            self.written[in_hand.number] = dict(form.cleaned_data)


# ---- From cells to the form, and back --------------------------------------------------------------------


def _as_posted(row: RowRead, prefix: str) -> tuple[dict[str, str], list[str]]:
    """A row as the page would post it; and the dates that are none."""
    cells, wrong = row.cells, []
    data = {name: cells.get(name, "") for name in ("reason_words", "evidence_url", "evidence_title", "note")}
    for name in ("stage", "reason"):
        choices = MILESTONES.column(name).choices
        data[name] = code_of(choices, cells.get(name, "").strip()) if choices else ""
    dates = {name: cells.get(name, "") for name in ("expected_on", "completed_on")}
    if says_not_known(dates["expected_on"]):
        dates["expected_on"], data["when"] = "", UNKNOWN
    elif dates["expected_on"].strip():
        data["when"] = ANOTHER
    for name, text in dates.items():
        try:
            data |= _date_as_posted(name, date_out_of_a_cell(text))
        except ValueError:
            wrong.append(str(format_lazy(WRITE_A_DATE, label=MILESTONES.column(name).label)))
    return {f"{prefix}-{name}": value for name, value in data.items()}, wrong


def _date_as_posted(name: str, on: PartialDate | None) -> dict[str, str]:
    parts = zip(("day", "month", "year"), PartialDateInput().decompress(on), strict=True)
    return {f"{name}_{part}": "" if value is None else str(value) for part, value in parts}


def _in_words(form: PlainIds, table: Table) -> list[str]:
    """What the form says against a row, each with the column it says it of."""
    names = {column.name for column in table.columns}
    return [
        f"“{table.column(name).label}”: {error}" if name in names else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def _changes(table: Table, before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    return [
        Change(column.label, before[column.name], after[column.name])
        for column in table.open_columns
        if column.name in after and before[column.name] != after[column.name]
    ]


def _as_it_was(row: RowRead, before: Mapping[str, str]) -> bool:
    """Whether its open cells say what they said when it was downloaded; too long a text never was in one."""
    return all(
        not fits(text) or plain(row.cells.get(name, "")) == plain(text) for name, text in before.items()
    )


def _left_out(table: Table, row: RowRead, after: Mapping[str, str]) -> list[str]:
    """What was typed beside a stage that it does not belong to: the page does not show such fields."""
    return [
        str(format_lazy(LEFT_OUT, label=column.label))
        for column in table.open_columns
        if column.name in after and plain(row.cells.get(column.name, "")) and not after[column.name]
    ]


def _changed_although_closed(row: RowRead, table: Table, closed: Mapping[str, str]) -> list[str]:
    return [
        str(format_lazy(TO_BE_READ, label=column.label))
        for column in table.closed_columns
        if plain(row.cells.get(column.name, "")) != plain(closed[column.name])
    ]


def _same_number(row: RowRead, closed: Mapping[str, str], names: Sequence[str]) -> bool:
    return all(plain(row.cells.get(name, "")) == closed[name] for name in names)


def plain(text: str) -> str:
    return readable(text).strip()


def _title_of(row: RowRead) -> str:
    """How the row calls itself, until it is known which it is."""
    number = row.cells.get("milestone") or row.cells.get("commitment", "")
    return " ".join(filter(None, [plain(number)[:40], plain(row.cells.get("title", ""))[:200]]))


def _as_data(content: ReportContent) -> list:
    texts = [content.doing, content.next, content.reflection]
    return [*texts, snapshot(content.stages, content.links)]
