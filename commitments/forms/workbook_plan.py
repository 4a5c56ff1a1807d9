"""A plan in the making that came back as a workbook: what it would add and change, by the page's own form.

A commitment is taken over with its milestones and leads or not at all: it is kept as one thing too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.forms import PartialDateInput, PlainIds

from ..choices import LeadRole, Work
from ..models import Commitment
from ..operations.making import CommitmentContent, LeadContent, MilestoneContent, reasons_not_to_keep
from ..operations.workbook import TakenCommitment
from ..rules import NO_SUCH_PARENT
from ..workbook.columns import KEY, RowRead, Table, code_of
from ..workbook.plan_rows import (
    PlanKey,
    PlanRows,
    Said,
    challenge_labels,
    codes_of,
    commitment_cells,
    lead_cells,
    milestone_cells,
    stated_out_of_a_cell,
    value_labels,
)
from .making.commitments import MOST_LEADS, MOST_MILESTONES, AboutForm, LeadForm, MilestoneForm
from .workbook import FAULTS, MOVED, NO_KEY, Change, plain

NO_NUMBER = gettext_lazy("Give the commitment a number: its milestones and leads refer to it.")
NO_COMMITMENT = gettext_lazy("There is no commitment “{number}”, neither in the plan nor on the sheet.")
TAKEN = gettext_lazy("The plan has a commitment {number} already.")
TWICE = gettext_lazy("This row is there twice.")
STALE = gettext_lazy(
    "Somebody has saved this commitment since you downloaded it. Theirs stays; download the plan again."
)
A_DATE_OR_WORDS = gettext_lazy("“{label}”: write a date as 2026-09-30, 2026-09 or 2026, or say it in words.")
TOO_MANY = gettext_lazy("That is more than one commitment can hold.")


@dataclass
class Refusal:
    table: Table
    place: int
    text: str


@dataclass
class Unit:
    """One commitment as the workbook has it, with its milestones and leads."""

    number: str
    commitment: Commitment | None = None
    kept: CommitmentContent | None = None
    row: RowRead | None = None
    milestones: list[RowRead] = field(default_factory=list)
    leads: list[RowRead] = field(default_factory=list)
    content: CommitmentContent = field(default_factory=CommitmentContent)
    changes: list[Change] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.number} {self.content.title or (self.kept.title if self.kept else '')}".strip()

    @property
    def is_new(self) -> bool:
        return self.commitment is None

    @property
    def is_taken(self) -> bool:
        return bool(self.changes) and not self.refused


class PlanRun:
    """All commitments of a workbook against the plan as it is now. Nothing is written."""

    def __init__(self, *, kept: PlanRows, rows: Mapping[str, Sequence[RowRead]]):
        self.here, self.tables = kept, kept.tables
        self.units: dict[str, Unit] = {}
        self.lost: list[Refusal] = []
        self._sort(rows)
        new = [unit.number for unit in self.units.values() if unit.is_new]
        self.parents = [
            number for number, (one, _content) in kept.kept.items() if one.parent_id is None
        ] + new
        for unit in self.units.values():
            if not unit.refused:
                self._check(unit, new)

    @property
    def taken(self) -> list[Unit]:
        return [unit for unit in self.units.values() if unit.is_taken]

    @property
    def refused(self) -> list[Unit]:
        return [unit for unit in self.units.values() if unit.refused]

    @property
    def unchanged(self) -> int:
        return sum(not unit.changes and not unit.refused for unit in self.units.values())

    @property
    def contents(self) -> list[TakenCommitment]:
        return [TakenCommitment(unit.commitment, unit.content) for unit in self.taken]

    @property
    def digest(self) -> str:
        """What was shown: as long as it is the same, it may be kept."""
        shown = [
            [one.commitment and one.commitment.pk, one.version, repr(one.content)] for one in self.contents
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()

    # -- Which commitment is it?

    def _sort(self, rows: Mapping[str, Sequence[RowRead]]) -> None:
        """Each row to its commitment; those on the first sheet say which there are."""
        seen: set[str] = set()
        for table in self.tables:
            for row in rows.get(table.name, ()):
                text = row.cells.get(KEY, "").strip()
                key, wrong = PlanKey.parse(text), ""
                if text and (key is None or key.plan != self.here.plan.slug):
                    wrong = str(NO_KEY)
                elif text and f"{table.name} {text}" in seen:
                    wrong = str(TWICE)
                seen.add(f"{table.name} {text}")
                if wrong:
                    self.lost.append(Refusal(table, row.place, wrong))
                else:
                    self._put(table, row, key)

    def _put(self, table: Table, row: RowRead, key: PlanKey | None) -> None:
        is_commitment = table is self.tables.commitments
        number = plain(row.cells.get("number" if is_commitment else "commitment", ""))
        wrong = self._wrong_number(is_commitment, number, key)
        if wrong and not (key and key.commitment in self.here.kept):
            self.lost.append(Refusal(table, row.place, wrong))
            return
        unit = self._unit(key.commitment if key else number)
        if wrong:
            unit.refused.append(Refusal(table, row.place, wrong))
        elif self._is_stale(unit, key) and all(one.text != str(STALE) for one in unit.refused):
            unit.refused.append(Refusal(table, row.place, str(STALE)))
        for name, (cell, fault) in row.faults.items():
            text = format_lazy(FAULTS[fault], cell=cell, label=table.column(name).label)
            unit.refused.append(Refusal(table, row.place, str(text)))
        if is_commitment:
            unit.row = row
        else:
            getattr(unit, table.name).append(row)

    def _is_stale(self, unit: Unit, key: PlanKey | None) -> bool:
        return bool(key and unit.commitment and key.version != unit.commitment.version)

    def _wrong_number(self, is_commitment: bool, number: str, key: PlanKey | None) -> str:
        if key:
            if key.commitment not in self.here.kept:
                return str(STALE)
            return "" if number == key.commitment else str(MOVED)
        if is_commitment:
            if not number:
                return str(NO_NUMBER)
            return (
                str(format_lazy(TAKEN, number=number))
                if number in self.here.kept or number in self.units
                else ""
            )
        is_known = number in self.here.kept or number in self.units
        return "" if is_known else str(format_lazy(NO_COMMITMENT, number=number[:40]))

    def _unit(self, number: str) -> Unit:
        if number not in self.units:
            commitment, content = self.here.kept.get(number, (None, None))
            self.units[number] = Unit(number, commitment, content)
        return self.units[number]

    # -- What would become of it?

    def _check(self, unit: Unit, new: Sequence[str]) -> None:
        content = unit.kept or CommitmentContent(number=unit.number)
        if unit.row and (unit.is_new or not self._as_it_was(unit.row, self._cells(content))):
            content = self._about(unit, unit.row, content)
        milestones = self._milestones(unit, content)
        leads = self._leads(unit, content)
        if len(milestones) > MOST_MILESTONES or len(leads) > MOST_LEADS:
            table = self.tables.milestones if len(milestones) > MOST_MILESTONES else self.tables.leads
            unit.refused.append(Refusal(table, 1, str(TOO_MANY)))
        unit.content = replace(content, milestones=tuple(milestones), leads=tuple(leads))
        if unit.refused or unit.content == unit.kept:
            return
        for reason in reasons_not_to_keep(self.here.plan, unit.content, unit.commitment):
            if not (reason == NO_SUCH_PARENT and unit.content.parent in new):
                unit.refused.append(self._refusal(unit, str(reason), reason.field))
        unit.changes = list(self._changes(unit))

    def _refusal(self, unit: Unit, text: str, field: str) -> Refusal:
        """Beside the row that it is about, where that is in the workbook."""
        kind, _sep, place = field.partition("-")
        place = place.partition("-")[0]
        for name, rows in (("milestone", unit.milestones), ("lead", unit.leads)):
            if kind == name and place.isdigit():
                row = next((row for row in rows if row.place == int(place)), None)
                table = self.tables.milestones if name == "milestone" else self.tables.leads
                return Refusal(table, row.place if row else 0, text)
        return Refusal(self.tables.commitments, unit.row.place if unit.row else 0, text)

    def _about(self, unit: Unit, row: RowRead, kept: CommitmentContent) -> CommitmentContent:
        cells, plan = row.cells, self.here.plan
        names = ("number", "parent", "title", "promise", "objective", "status_quo", "ambition")
        data: dict[str, Any] = {
            name: cells.get(name, "") for name in (*names, "others_involved", "resources")
        }
        data["parent"] = data["parent"].strip()
        data |= self._dates(unit, self.tables.commitments, row, "")
        data["values"] = codes_of(cells.get("values", ""), value_labels(plan))
        data["challenges"] = codes_of(cells.get("challenges", ""), challenge_labels(plan))
        data["work"] = code_of(Work, cells.get("work", "").strip())
        if code_of(Said, cells.get("resources_public", "")) == Said.YES:
            data["resources_public"] = "on"
        parents = [number for number in self.parents if number != unit.number]
        form = AboutForm(data, plan=plan, parents=parents)
        self._refuse(unit, form, self.tables.commitments, row)
        said = form.cleaned_data
        return replace(kept, **{name: said[name] for name in said if hasattr(kept, name)})

    def _milestones(self, unit: Unit, kept: CommitmentContent) -> list[MilestoneContent]:
        """Those that are kept, as they come back; a row that was emptied takes its milestone out."""
        came = {PlanKey.parse(row.cells.get(KEY, "")): row for row in unit.milestones if row.cells.get(KEY)}
        rows = {key.place: row for key, row in came.items() if key}
        found = []
        for one in kept.milestones:
            row = rows.pop(str(one.was), None)
            if row is None or self._as_it_was(row, milestone_cells(one, unit.number)):
                found.append(one)
            elif said := self._milestone(unit, row, one.was):
                found.append(said)
        for row in rows.values():
            unit.refused.append(Refusal(self.tables.milestones, row.place, str(STALE)))
        fresh = [row for row in unit.milestones if not row.cells.get(KEY)]
        return found + [said for row in fresh if (said := self._milestone(unit, row, 0))]

    def _milestone(self, unit: Unit, row: RowRead, was: int) -> MilestoneContent | None:
        stem = f"milestone-{row.place}"
        data = {
            "title": row.cells.get("title", ""),
            "description": row.cells.get("description", ""),
            "was": was,
        }
        data |= self._dates(unit, self.tables.milestones, row, stem)
        form = MilestoneForm({f"{stem}-{name}": value for name, value in data.items()}, prefix=stem)
        self._refuse(unit, form, self.tables.milestones, row)
        return form.milestone

    def _leads(self, unit: Unit, kept: CommitmentContent) -> list[LeadContent]:
        came = {PlanKey.parse(row.cells.get(KEY, "")): row for row in unit.leads if row.cells.get(KEY)}
        rows = {key.place: row for key, row in came.items() if key}
        found = []
        for one in kept.leads:
            row = rows.pop(str(one.row), None)
            if row is None or self._as_it_was(row, lead_cells(one, unit.number, self.here.names)):
                found.append(one)
            elif said := self._lead(unit, row):
                found.append(said)
        for row in rows.values():
            unit.refused.append(Refusal(self.tables.leads, row.place, str(STALE)))
        fresh = [row for row in unit.leads if not row.cells.get(KEY)]
        return found + [said for row in fresh if (said := self._lead(unit, row))]

    def _lead(self, unit: Unit, row: RowRead) -> LeadContent | None:
        stem = f"lead-{row.place}"
        data = {name: row.cells.get(name, "").strip() for name in ("office", "from_on", "until_on")}
        data["agency"] = next(iter(codes_of(row.cells.get("agency", ""), self.here.names)), "")
        data["role"] = code_of(LeadRole, row.cells.get("role", "").strip())
        posted = {f"{stem}-{name}": value for name, value in data.items()}
        form = LeadForm(posted, prefix=stem, agencies=self.here.agencies)
        self._refuse(unit, form, self.tables.leads, row)
        return form.lead

    # -- From cells to the form, and back

    def _dates(self, unit: Unit, table: Table, row: RowRead, stem: str) -> dict[str, str]:
        data: dict[str, str] = {}
        for name in ("starts", "due"):
            try:
                on, words = stated_out_of_a_cell(row.cells.get(name, ""))
            except ValueError:
                text = format_lazy(A_DATE_OR_WORDS, label=table.column(name).label)
                unit.refused.append(Refusal(table, row.place, str(text)))
                continue
            data[f"agreed_{name}_text"] = words
            parts = zip(("day", "month", "year"), PartialDateInput().decompress(on), strict=True)
            data |= {f"agreed_{name}_on_{part}": str(value or "") for part, value in parts}
        return data

    def _refuse(self, unit: Unit, form: PlainIds, table: Table, row: RowRead) -> None:
        form.full_clean()
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            for error in errors:
                unit.refused.append(Refusal(table, row.place, f"“{label}”: {error}" if label else str(error)))

    def _cells(self, content: CommitmentContent) -> dict[str, str]:
        return commitment_cells(content, self.here.plan)

    def _as_it_was(self, row: RowRead, before: Mapping[str, str]) -> bool:
        return all(plain(row.cells.get(name, "")) == plain(text) for name, text in before.items())

    def _changes(self, unit: Unit) -> Iterable[Change]:
        nothing = CommitmentContent()
        before, after = unit.kept or nothing, unit.content
        was = self._cells(before) if unit.kept else dict.fromkeys(self._cells(nothing), "")
        for name, text in self._cells(after).items():
            if text != was[name] and not (unit.is_new and name in ("number", "resources_public")):
                yield Change(self.tables.commitments.column(name).label, was[name], text)
        yield from self._listed(_("Milestones"), before.milestones, after.milestones, self._milestone_line)
        yield from self._listed(_("Leads"), before.leads, after.leads, self._lead_line)

    def _listed(self, label: str, before: Sequence, after: Sequence, line) -> Iterable[Change]:
        sides = "\n".join(map(line, before)), "\n".join(map(line, after))
        if sides[0] != sides[1]:
            yield Change(label, *sides)

    def _milestone_line(self, said: MilestoneContent) -> str:
        cells = milestone_cells(said, "")
        return ", ".join(filter(None, (cells[name] for name in ("title", "starts", "due", "description"))))

    def _lead_line(self, said: LeadContent) -> str:
        cells = lead_cells(said, "", self.here.names)
        return ", ".join(filter(None, list(cells.values())[1:]))
