"""What has changed in an adopted plan: its amendments, and dates that moved without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.fields import stated
from plans.models import ActionPlan, Amendment

from ..choices import DateKind
from ..models import Commitment, DateChange, Milestone, WordingChange
from ..models.commitments import natural_key
from ..words import joined
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


ADDED, DROPPED = "added", "dropped"  # what becomes of a milestone; else a change is of a date or a field


@dataclass(frozen=True)
class Change:
    """One thing before and after; either side is empty where the thing was added or withdrawn."""

    about: Commitment | Milestone
    what: str
    before: SafeString | str = ""
    after: SafeString | str = ""
    row: DateChange | None = None
    code: str = ""  # a kind of date, a field, ADDED or DROPPED
    note: str = ""  # of a milestone that is added: its dates

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
            found[one.added_by_id].append(added(one, milestones.get(one.split_from_id)))
        if one.withdrawn_by_id:
            parts = [
                part
                for part in milestones.values()
                if part.split_from_id == one.pk and part.added_by_id == one.withdrawn_by_id
            ]
            found[one.withdrawn_by_id].append(withdrawn(one, parts))
    dates = DateChange.objects.published().select_related("source", "published_in")
    if on:
        dates = dates.known_on(on)
    for row in dates.filter(milestone__in=milestones) | dates.filter(commitment__in=commitments):
        about = milestones[row.milestone_id] if row.milestone_id else commitments[row.commitment_id]
        found[row.amendment_id].append(moved(row, about))
    words = WordingChange.objects.published().filter(commitment__in=commitments)
    for row in words:
        about = milestones.get(row.milestone_id, commitments[row.commitment_id])
        found[row.amendment_id].append(reworded(row, about))
    return found


def moved(row: DateChange, about: Commitment | Milestone) -> Change:
    """A date that moved."""
    not_said = _("Not stated in the source") if row.is_sourced else _("Not known")
    before = struck(capfirst(row.before.words)) if row.before else not_said
    after = inserted(capfirst(row.after.words)) if row.after else _("Not known")
    return Change(about, str(DateKind(row.kind).label), before, after, row, code=row.kind)


def reworded(row: WordingChange, about: Commitment | Milestone) -> Change:
    """Words that changed, those that went and those that came marked."""
    before, after = marked_words(row.before, row.after)
    return Change(about, str(FIELDS.get(row.field, row.field)), before, after, code=row.field)


def added(one: Milestone, split_from: Milestone | None) -> Change:
    """A milestone that came, with its dates; where another was split, from which."""
    what = _("added, from %(number)s") % {"number": split_from.full_number} if split_from else _("added")
    starts, due = stated(one, "agreed_starts_on"), stated(one, "agreed_due_on")
    words = {"start": starts.words, "due": due.words}
    dates = (_("From %(start)s, due %(due)s") if starts else _("Due %(due)s")) % words
    return Change(one, what, after=inserted(one.title), code=ADDED, note=dates if starts or due else "")


def withdrawn(one: Milestone, parts: Sequence[Milestone]) -> Change:
    """A milestone that went, and what it was split into where it was."""
    if not parts:
        return Change(one, _("withdrawn"), before=struck(one.title), code=DROPPED)
    ordered = sorted(parts, key=lambda part: part.number)
    numbers = joined([part.full_number for part in ordered])
    after = format_html_join(mark_safe("<br>"), "{}", ((inserted(str(part)),) for part in ordered))
    what = _("became %(numbers)s") % {"numbers": numbers}
    return Change(one, what, struck(one.title), after, code=DROPPED)
