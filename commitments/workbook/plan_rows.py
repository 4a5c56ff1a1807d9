"""A plan in the making as rows: its commitments, their milestones and their leads, and room for more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, TextChoices
from django.utils.translation import gettext_lazy as _

from plans.choices import GrandChallenge, OGPValue
from plans.dates import PartialDate, StatedDate
from plans.models import ActionPlan, Agency

from ..choices import LeadRole, Work
from ..models import Commitment, Lead, Milestone
from ..operations.making import CommitmentContent, LeadContent, MilestoneContent, content_from
from .columns import KEY, Column, Row, Table, date_in_a_cell, date_out_of_a_cell, is_called, word_of

NONE_YET = "-"  # in a key, of what has no place of its own
BLANK = {"commitments": 20, "milestones": 120, "leads": 40}
DATE_HINT = _("2026-09-30, 2026-09 or 2026; or in words: throughout the plan")
COMMITMENT_HINT = _("The number of the commitment, as on the sheet “Commitments”.")


class Said(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


@dataclass(frozen=True)
class PlanTables:
    """The three sheets of a plan; which agencies there are is its own matter."""

    commitments: Table
    milestones: Table
    leads: Table

    def __iter__(self):
        return iter((self.commitments, self.milestones, self.leads))


def _key() -> Column:
    return Column(KEY, _("Row (leave this as it is)"), width=8, is_open=False, is_hidden=True)


def plan_tables(agencies: Sequence[Agency]) -> PlanTables:
    several = _("Separated by semicolons; as the plan calls them.")
    return PlanTables(
        Table(
            "commitments",
            _("Commitments"),
            (
                Column("number", _("Number"), 10, hint=_("As the plan has it: 5, or 2.1 for a part of 2.")),
                Column("parent", _("Part of"), 10, hint=_("The number of the commitment it is a part of.")),
                Column("title", _("Title"), 32),
                Column("promise", _("What is promised"), 44, hint=_("In one sentence.")),
                Column("starts", _("Starts"), 16, hint=DATE_HINT),
                Column("due", _("Due"), 16, hint=DATE_HINT),
                Column("objective", _("Objective"), 36),
                Column("status_quo", _("How things stand"), 36),
                Column("ambition", _("What it aims for"), 36),
                Column("values", _("OGP values"), 24, hint=several),
                Column("challenges", _("Grand challenges"), 24, hint=several),
                Column("work", _("New or ongoing"), 16, choices=Work),
                Column("others_involved", _("Others involved"), 28),
                Column("resources", _("Resources"), 28),
                Column("resources_public", _("The public may read the resources"), 14, choices=Said),
                _key(),
            ),
        ),
        Table(
            "milestones",
            _("Milestones"),
            (
                Column("commitment", _("Commitment"), 13, hint=COMMITMENT_HINT),
                Column("number", _("Milestone"), 11, is_open=False),
                Column("title", _("Title"), 44),
                Column("starts", _("Starts"), 16, hint=DATE_HINT),
                Column("due", _("Due"), 16, hint=DATE_HINT),
                Column("description", _("More about it"), 44),
                _key(),
            ),
        ),
        Table(
            "leads",
            _("Leads"),
            (
                Column("commitment", _("Commitment"), 13, hint=COMMITMENT_HINT),
                Column("agency", _("Agency"), 36, options=tuple(str(agency) for agency in agencies)),
                Column("role", _("Role"), 14, choices=LeadRole),
                Column("office", _("Office within it"), 28),
                Column("from_on", _("From"), 14, hint=_("A day: 2026-09-30. Empty: all along.")),
                Column("until_on", _("Until"), 14, hint=_("A day: 2026-09-30. Empty: all along.")),
                _key(),
            ),
        ),
    )


# ---- As cells -------------------------------------------------------------------------------------------


def commitment_cells(content: CommitmentContent, plan: ActionPlan) -> dict[str, str]:
    said = {name: getattr(content, name) for name in WORDS}
    return said | {
        "starts": stated_in_a_cell(StatedDate(content.agreed_starts_on, content.agreed_starts_text)),
        "due": stated_in_a_cell(StatedDate(content.agreed_due_on, content.agreed_due_text)),
        "values": "; ".join(plan.value_label(code) for code in content.values),
        "challenges": "; ".join(plan.challenge_label(code) for code in content.challenges),
        "work": word_of(Work, content.work),
        "resources_public": word_of(Said, "yes" if content.resources_public else "no"),
    }


WORDS = (
    "number",
    "parent",
    "title",
    "promise",
    "objective",
    "status_quo",
    "ambition",
    "others_involved",
    "resources",
)


def milestone_cells(said: MilestoneContent, commitment: str) -> dict[str, str]:
    return {
        "commitment": commitment,
        "number": str(said.was or ""),
        "title": said.title,
        "starts": stated_in_a_cell(StatedDate(said.agreed_starts_on, said.agreed_starts_text)),
        "due": stated_in_a_cell(StatedDate(said.agreed_due_on, said.agreed_due_text)),
        "description": said.description,
    }


def lead_cells(said: LeadContent, commitment: str, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "commitment": commitment,
        "agency": names.get(said.agency, said.agency),
        "role": word_of(LeadRole, said.role),
        "office": said.office,
        "from_on": said.from_on.isoformat() if said.from_on else "",
        "until_on": said.until_on.isoformat() if said.until_on else "",
    }


def stated_in_a_cell(said: StatedDate) -> str:
    return date_in_a_cell(said.on) if said.on else said.text


def stated_out_of_a_cell(text: str) -> tuple[PartialDate | None, str]:
    """A date, or words that stand for one; ValueError on figures that are no date, or could be two."""
    try:
        return date_out_of_a_cell(text), ""
    except ValueError:
        if not re.search(r"[^\W\d_]", text):
            raise
        return None, text


def codes_of(text: str, labels: Mapping[str, str]) -> list[str]:
    """The codes of words between semicolons; what is no such word stays as it is."""
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    return [next((code for code, label in labels.items() if is_called(part, label)), part) for part in parts]


def value_labels(plan: ActionPlan) -> dict[str, str]:
    return {code: plan.value_label(code) for code in OGPValue.values}


def challenge_labels(plan: ActionPlan) -> dict[str, str]:
    return {code: plan.challenge_label(code) for code in GrandChallenge.values}


# ---- The rows of a plan ----------------------------------------------------------------------------------


@dataclass
class PlanRows:
    """A plan with all that stands in its sheets."""

    plan: ActionPlan
    agencies: list[Agency]
    kept: dict[str, tuple[Commitment, CommitmentContent]]

    @property
    def tables(self) -> PlanTables:
        return plan_tables(self.agencies)

    @property
    def names(self) -> dict[str, str]:
        return {agency.slug: str(agency) for agency in self.agencies}

    def rows(self) -> list[tuple[Table, list[Row]]]:
        """What is kept, each sheet with room below it."""
        found: dict[str, list[Row]] = {"commitments": [], "milestones": [], "leads": []}
        for number, (commitment, content) in self.kept.items():
            key = PlanKey(self.plan.slug, number, commitment.version)
            cells = commitment_cells(content, self.plan) | {KEY: str(key)}
            found["commitments"].append(Row(cells, frozenset({"number"})))
            for milestone in content.milestones:
                cells = milestone_cells(milestone, number) | {KEY: str(key.with_place(milestone.was))}
                found["milestones"].append(Row(cells, frozenset({"commitment"})))
            for lead in content.leads:
                cells = lead_cells(lead, number, self.names) | {KEY: str(key.with_place(lead.row))}
                found["leads"].append(Row(cells, frozenset({"commitment"})))
        return [(table, found[table.name] + [Row({})] * BLANK[table.name]) for table in self.tables]


def plan_in_rows(plan: ActionPlan, on: date) -> PlanRows:
    leads = Lead.objects.select_related("agency").order_by("position")
    rows = (
        plan.commitments.select_related("parent")
        .order_by("sort_key")
        .prefetch_related(
            Prefetch("leads", queryset=leads),
            Prefetch("milestones", queryset=Milestone.objects.order_by("number")),
        )
    )
    kept = {one.number: (one, content_from(one, one.leads.all(), one.milestones.all())) for one in rows}
    chosen = [lead.agency for _commitment, content in kept.values() for lead in content.leads]
    agencies = sorted(Agency.objects.to_choose_on(on, chosen=chosen), key=lambda one: str(one).casefold())
    return PlanRows(plan, agencies, kept)


@dataclass(frozen=True)
class PlanKey:
    """Whose row it is, and the version of the commitment that was downloaded."""

    plan: str
    commitment: str
    version: int
    place: str = NONE_YET

    def __str__(self) -> str:
        return "/".join((self.plan, self.commitment, str(self.version), self.place))

    def with_place(self, place: int) -> PlanKey:
        return PlanKey(self.plan, self.commitment, self.version, str(place))

    @classmethod
    def parse(cls, text: str) -> PlanKey | None:
        parts = text.strip().split("/")
        if len(parts) != 4 or not re.fullmatch(r"\d{1,9}", parts[2], re.ASCII):
            return None
        return cls(parts[0], parts[1], int(parts[2]), parts[3])
