"""What has changed in an adopted plan: its amendments, and dates that moved without one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import ActionPlan, Amendment

from ..choices import DateKind
from ..models import Commitment, DateChange, Milestone, WordingChange
from ..models.commitments import natural_key
from ..words.difference import inserted, marked_words, struck

FIELDS = {
    "title": gettext_lazy("title"),
    "promise": gettext_lazy("promise"),
    "objective": gettext_lazy("objective"),
    "status_quo": gettext_lazy("status quo"),
    "ambition": gettext_lazy("ambition"),
    "others_involved": gettext_lazy("others involved"),
    "resources": gettext_lazy("resources"),
    "description": gettext_lazy("description"),
}


@dataclass(frozen=True)
class Change:
    """One thing before and after; either side is empty where the thing was added or withdrawn."""

    about: Commitment | Milestone
    what: str
    before: SafeString | str = ""
    after: SafeString | str = ""
    row: DateChange | None = None

    @property
    def number(self) -> str:
        """ "5" for a commitment, "5.3" for a milestone."""
        return self.about.number if isinstance(self.about, Commitment) else self.about.full_number

    @property
    def place(self) -> tuple:
        """Where it stands in the plan: by commitment, then by milestone."""
        if isinstance(self.about, Commitment):
            return natural_key(self.about.number), 0
        return natural_key(self.about.commitment.number), self.about.number


@dataclass
class Moved:
    """The dates of one commitment or milestone that an amendment moved: one row of a table."""

    about: Commitment | Milestone
    number: str
    starts: Change | None = None
    due: Change | None = None


@dataclass(frozen=True)
class Amended:
    """An amendment and all that it changed, in the order of the plan."""

    amendment: Amendment
    changes: list[Change] = field(default_factory=list)

    @property
    def dates(self) -> list[Moved]:
        """Its moved dates, start and due date of a thing side by side."""
        rows: dict[str, Moved] = {}
        for change in self.changes:
            if change.row:
                moved = rows.setdefault(change.number, Moved(change.about, change.number))
                setattr(moved, change.row.kind, change)
        return list(rows.values())

    @property
    def others(self) -> list[Change]:
        """What it changed besides dates: wording, milestones added and withdrawn."""
        return [change for change in self.changes if not change.row]


def changes_of(plan: ActionPlan, on: date | None = None) -> tuple[list[Amended], list[Change]]:
    """The plan's amendments, the newest first, and the dates that moved without one; by a day, or all."""
    changes = _by_amendment(plan, on)
    amendments = plan.amendments.published().select_related("published_in", "source")
    if on:
        amendments = amendments.in_force_on(on)
    amended = [
        Amended(one, _in_order(changes[one.pk])) for one in amendments.order_by("-decided_last", "slug")
    ]
    return amended, _in_order(changes[None])


def _in_order(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: change.place)


def _by_amendment(plan: ActionPlan, on: date | None) -> dict[int | None, list[Change]]:
    """Every published change of a plan by its amendment; four queries."""
    found: dict[int | None, list[Change]] = defaultdict(list)
    commitments = {one.pk: one for one in plan.commitments.published()}
    for one in commitments.values():
        one.plan = plan
    milestones = {one.pk: one for one in Milestone.objects.published().filter(commitment__in=commitments)}
    for one in milestones.values():
        one.commitment = commitments[one.commitment_id]
        if one.added_by_id:
            found[one.added_by_id].append(Change(one, _("added"), after=inserted(one.title)))
        if one.withdrawn_by_id:
            found[one.withdrawn_by_id].append(Change(one, _("withdrawn"), before=struck(one.title)))
    dates = DateChange.objects.published().select_related("source", "published_in")
    if on:
        dates = dates.known_on(on)
    for row in dates.filter(milestone__in=milestones) | dates.filter(commitment__in=commitments):
        about = milestones[row.milestone_id] if row.milestone_id else commitments[row.commitment_id]
        found[row.amendment_id].append(_moved(row, about))
    words = WordingChange.objects.published().filter(commitment__in=commitments)
    for row in words:
        about = milestones.get(row.milestone_id, commitments[row.commitment_id])
        before, after = marked_words(row.before, row.after)
        found[row.amendment_id].append(Change(about, str(FIELDS.get(row.field, row.field)), before, after))
    return found


def _moved(row: DateChange, about: Commitment | Milestone) -> Change:
    before = struck(capfirst(row.before.words)) if row.before else _("Not stated in the source")
    after = inserted(capfirst(row.after.words)) if row.after else _("Not known")
    return Change(about, str(DateKind(row.kind).label), before, after, row)
