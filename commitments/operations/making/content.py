"""A commitment in the making as a whole: what is kept of it, what was, and two versions made into one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from plans.dates import PartialDate

from ...choices import LeadRole
from ...models import Commitment, Lead, Milestone


@dataclass(frozen=True)
class LeadContent:
    """An agency that leads or supports; `row` is where it was typed."""

    agency: str  # its slug
    role: str = LeadRole.LEAD
    office: str = ""
    from_on: date | None = None
    until_on: date | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class MilestoneContent:
    """A milestone at its place; `was` is its number so far, 0 for a new one, and `row` where it was typed."""

    title: str = ""
    description: str = ""
    agreed_starts_on: PartialDate | None = None
    agreed_starts_text: str = ""
    agreed_due_on: PartialDate | None = None
    agreed_due_text: str = ""
    was: int = field(default=0, compare=False)
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class CommitmentContent:
    """A commitment whole; without a number it takes the next one."""

    number: str = ""
    parent: str = ""  # the number of the commitment that it is a part of
    title: str = ""
    promise: str = ""
    objective: str = ""
    status_quo: str = ""
    ambition: str = ""
    values: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    work: str = ""
    agreed_starts_on: PartialDate | None = None
    agreed_starts_text: str = ""
    agreed_due_on: PartialDate | None = None
    agreed_due_text: str = ""
    others_involved: str = ""
    resources: str = ""
    resources_public: bool = False
    leads: tuple[LeadContent, ...] = ()
    milestones: tuple[MilestoneContent, ...] = ()


LISTS = ("values", "challenges")
COLUMNS = tuple(
    name
    for name in CommitmentContent.__dataclass_fields__
    if name not in ("parent", "leads", "milestones", *LISTS)
)
LEAD_COLUMNS = ("role", "office", "from_on", "until_on")
MILESTONE_COLUMNS = tuple(
    name for name in MilestoneContent.__dataclass_fields__ if name not in ("was", "row")
)


def content_of(commitment: Commitment) -> CommitmentContent:
    """What is kept of a commitment, its leads and its milestones, published or not."""
    leads = commitment.leads.select_related("agency").order_by("position")
    return content_from(commitment, leads, commitment.milestones.order_by("number"))


def content_from(
    commitment: Commitment, leads: Iterable[Lead], milestones: Iterable[Milestone]
) -> CommitmentContent:
    """The same, of what was read with many others."""
    return CommitmentContent(
        **_columns(commitment),
        parent=commitment.parent.number if commitment.parent else "",
        leads=tuple(lead_content_of(lead, row=place) for place, lead in enumerate(leads, 1)),
        milestones=tuple(
            milestone_content_of(milestone, row=place) for place, milestone in enumerate(milestones, 1)
        ),
    )


def _columns(row: Any) -> dict[str, Any]:
    """The columns of a commitment, or of a row of its history."""
    row = _with_dates(row)
    said: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    return said | {name: tuple(getattr(row, name)) for name in LISTS}


def _with_dates(row: Any) -> Any:
    """A row of a history with its dates as its model has them."""
    for name in ("agreed_starts_on", "agreed_due_on"):
        stem = name.removesuffix("_on")
        if not hasattr(row, name) and hasattr(row, f"{stem}_last"):
            last = getattr(row, f"{stem}_last")
            setattr(row, name, last and PartialDate(getattr(row, f"{stem}_first"), last))
    return row


def lead_content_of(lead: Any, *, row: int = 0) -> LeadContent:
    said: dict[str, Any] = {name: getattr(lead, name) for name in LEAD_COLUMNS}
    return LeadContent(lead.agency.slug, **said, row=row)


def milestone_content_of(milestone: Any, *, row: int = 0) -> MilestoneContent:
    said: dict[str, Any] = {name: getattr(milestone, name) for name in MILESTONE_COLUMNS}
    return MilestoneContent(**said, was=milestone.number, row=row)


def content_at(commitment: Commitment, version: int) -> CommitmentContent | None:
    """What the commitment said in one of its versions, as its history has it; None where unknown."""
    history = commitment.history
    row = history.filter(version=version).order_by("history_id").last()
    if row is None:
        return None
    after = history.filter(history_id__gt=row.history_id).order_by("history_id").first()
    leads: Any = Lead.history.filter(commitment=commitment)
    milestones: Any = Milestone.history.filter(commitment=commitment)
    if after:
        leads, milestones = (rows.filter(history_date__lt=after.history_date) for rows in (leads, milestones))
    parent = Commitment.history.filter(id=row.parent_id, history_id__lte=row.history_id).first()
    return CommitmentContent(
        **_columns(row),
        parent=parent.number if parent else "",
        leads=tuple(
            lead_content_of(lead, row=place)
            for place, lead in enumerate(_standing(leads.select_related("agency"), "position"), 1)
        ),
        milestones=tuple(
            milestone_content_of(milestone, row=place)
            for place, milestone in enumerate(_standing(milestones, "number"), 1)
        ),
    )


def _standing(history, order: str) -> list:
    """The newest of each in a history, without what was taken out."""
    newest = {row.id: row for row in history.order_by("history_id")}
    standing = (_with_dates(row) for row in newest.values() if row.history_type != "-")
    return sorted(standing, key=lambda row: getattr(row, order))


def merged(
    base: CommitmentContent | None, theirs: CommitmentContent, mine: CommitmentContent
) -> CommitmentContent:
    """What I typed; but what I left as I had read it takes what somebody has saved since."""
    if base is None:
        return mine
    kept = {
        name: getattr(theirs if getattr(mine, name) == getattr(base, name) else mine, name)
        for name in CommitmentContent.__dataclass_fields__
        if name != "milestones"
    }
    return replace(mine, **kept, milestones=_milestones_merged(base, theirs, mine))


def _milestones_merged(
    base: CommitmentContent, theirs: CommitmentContent, mine: CommitmentContent
) -> tuple[MilestoneContent, ...]:
    read, saved = ({one.was: one for one in content.milestones} for content in (base, theirs))
    found = []
    for one in mine.milestones:
        if one.was in saved:
            found.append(_milestone_merged(read.get(one.was, one), saved[one.was], one))
        elif one != read.get(one.was):  # new; or taken out by them, and written on by me
            found.append(replace(one, was=0))
    named = {one.was for one in mine.milestones}
    found += [one for was, one in saved.items() if was not in named and one != read.get(was)]
    return tuple(replace(one, row=place) for place, one in enumerate(found, 1))


def _milestone_merged(
    read: MilestoneContent, saved: MilestoneContent, mine: MilestoneContent
) -> MilestoneContent:
    kept = {
        name: getattr(saved if getattr(mine, name) == getattr(read, name) else mine, name)
        for name in MILESTONE_COLUMNS
    }
    return replace(mine, **kept)
