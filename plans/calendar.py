"""What the ground floor gives to the calendar: plans, how they are made, periods, amendments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .choices import CalendarKind, PeriodKind, PublicationKind
from .dates import PartialDate
from .models import ActionPlan, Amendment, Edition, PlanDraft, Publication, ReportingPeriod, Timeline

# What is announced where a day of the calendar is published, moved or called off.
SAYS_DAYS = (
    PublicationKind.PLAN,
    PublicationKind.PERIOD,
    PublicationKind.AMENDMENT,
    PublicationKind.TIMELINE,
    PublicationKind.DRAFT_PLAN,
    PublicationKind.CONSULTATION,
    PublicationKind.FORUM,
)


@dataclass(frozen=True)
class Said:
    """The newest edition that said something of an entry, and when that was."""

    edition: int
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One thing of the calendar: a day, or from one day to another, each as precise as it is known.

    `name` tells it from every other and stays the same when it moves. What only says where something
    that lasts begins or ends is not drawn; what is drawn as a whole may be left out of the list.
    """

    kind: CalendarKind
    name: str
    title: str
    starts: PartialDate
    ends: PartialDate | None = None  # the last day, where it lasts longer than one
    at: datetime | None = None  # where the hour is known, in its own zone
    note: str = ""
    place: str = ""
    plan: ActionPlan | None = None
    address: str = ""
    source: str = ""  # where it is said, of what is not the portal's own
    said: Said | None = None
    is_called_off: bool = False
    is_drawn: bool = True
    is_listed: bool = True

    @property
    def first(self) -> date:
        """The earliest day that it can begin on; of *on or before* a day, that day."""
        return self.starts.first or self.starts.last

    @property
    def last(self) -> date:
        """The latest day that it can end on."""
        return self.ends.last if self.ends else self.starts.last

    @property
    def is_known_to_the_day(self) -> bool:
        known = (self.starts, self.ends or self.starts)
        return all(one.precision == "day" for one in known)


class Announced:
    """By public address, the newest edition that said something of it; in one query."""

    def __init__(self):
        rows = Publication.objects.filter(kind__in=SAYS_DAYS).order_by().values_list("address")
        self._by_address = {
            address: Said(number, at)
            for address, number, at in rows.annotate(Max("edition"), Max("edition__at"))
        }

    def of(self, address: str, *editions: Edition | None) -> Said | None:
        """What was said of it last: at its address, or in one of the editions that its row names."""
        known = [Said(one.number, one.at) for one in editions if one]
        if address in self._by_address:
            known.append(self._by_address[address])
        return max(known, key=lambda said: said.edition, default=None)


def entries_of_plans(announced: Announced) -> Iterator[Entry]:
    """Everything dated that is public on this floor; six queries."""
    being_made = ActionPlan.objects.being_made()
    held = ActionPlan.objects.published().exclude(pk__in=being_made)
    for plan in held.select_related("published_in"):
        yield from _of_plan(plan, announced)
    drafts = PlanDraft.objects.filter(plan__in=ActionPlan.objects.published(), plan__pk__in=being_made)
    newest = {
        draft.plan_id: draft for draft in drafts.select_related("plan", "published_in").order_by("number")
    }
    for draft in newest.values():
        yield from _of_draft(draft, announced)
    timelines = Timeline.objects.filter(
        published_in__isnull=False, withdrawn_in=None, plan__withdrawn_in=None
    )
    for timeline in timelines.select_related("plan", "published_in").prefetch_related("steps"):
        yield from _of_timeline(timeline, announced)
    for period in ReportingPeriod.objects.published().select_related("plan__published_in"):
        yield from _of_period(period, announced)
    amendments = Amendment.objects.published().filter(plan__in=held, decided_last__isnull=False)
    for amendment in amendments.select_related("plan", "published_in"):
        yield _of_amendment(amendment, announced)


def _of_plan(plan: ActionPlan, announced: Announced) -> Iterator[Entry]:
    address = plan.get_absolute_url()
    said = announced.of(address, plan.published_in)
    yield from _term(plan, plan.title, plan.starts_on, plan.ends_on, address, said)
    if plan.adopted_on:
        yield Entry(
            CalendarKind.PLAN,
            f"plan-{plan.slug}-adopted",
            _("Adopted: %(title)s") % {"title": plan.title},
            plan.adopted_on,
            plan=plan,
            address=address,
            said=said,
            is_drawn=False,
        )


def _of_draft(draft: PlanDraft, announced: Announced) -> Iterator[Entry]:
    """Of a plan that is being made only what its newest draft says: its own rows are still being edited."""
    said = announced.of(draft.get_absolute_url(), draft.published_in)
    starts, ends = (_frozen_day(draft.content, name) for name in ("starts", "ends"))
    title = _("%(title)s (draft)") % {"title": draft.content["title"]}
    yield from _term(draft.plan, title, starts, ends, draft.plan.get_absolute_url(), said)


def _frozen_day(content: Mapping, name: str) -> PartialDate | None:
    text = content[name]["on"]
    return PartialDate.parse(text) if text else None


def _term(plan, title, starts, ends, address, said) -> Iterator[Entry]:
    """From when to when a plan runs: drawn as one, listed where it begins and where it ends."""
    about = {"plan": plan, "address": address, "said": said}
    if starts and ends:
        yield Entry(
            CalendarKind.PLAN, f"plan-{plan.slug}", title, starts, ends=ends, is_listed=False, **about
        )
    for word, day, words in (
        ("begins", starts, _("Begins: %(title)s")),
        ("ends", ends, _("Ends: %(title)s")),
    ):
        if day:
            name = f"plan-{plan.slug}-{word}"
            yield Entry(CalendarKind.PLAN, name, words % {"title": title}, day, is_drawn=False, **about)


def _of_timeline(timeline: Timeline, announced: Announced) -> Iterator[Entry]:
    plan, address = timeline.plan, timeline.get_absolute_url()
    about = {"plan": plan, "address": address, "said": announced.of(address, timeline.published_in)}
    if timeline.development_starts_on:
        yield Entry(
            CalendarKind.MAKING,
            f"making-{plan.slug}",
            _("Making the plan begins: %(title)s") % {"title": plan.title},
            PartialDate.of(timeline.development_starts_on),
            **about,
        )
    names: set[str] = set()
    for step in timeline.steps.all():
        days = [day for day in (step.starts_on, step.ends_on) if day]
        name = slugify(step.title) or str(step.position)
        name = f"{name}-{step.position}" if name in names else name
        names.add(name)
        if not days:
            continue
        yield Entry(
            CalendarKind.MAKING,
            f"step-{plan.slug}-{name}",
            step.title,
            days[0],
            ends=days[-1] if days[-1] != days[0] else None,
            **about,
        )


def _of_period(period: ReportingPeriod, announced: Announced) -> Iterator[Entry]:
    plan = period.plan
    address = f"{plan.get_absolute_url()}#{period.slug}"
    said = announced.of(address, plan.published_in)
    about = {"plan": plan, "address": plan.get_absolute_url(), "said": said}
    kind = PeriodKind(period.kind).label
    yield Entry(
        CalendarKind.PERIOD,
        f"period-{plan.slug}-{period.slug}",
        _("Period of a %(kind)s: %(period)s") % {"kind": kind, "period": period.words},
        PartialDate.of(period.starts_on),
        ends=PartialDate.of(period.ends_on),
        **about,
    )
    if period.due_on:
        yield Entry(
            CalendarKind.PERIOD,
            f"due-{plan.slug}-{period.slug}",
            _("Reports are due: %(period)s") % {"period": period.words},
            PartialDate.of(period.due_on),
            **about,
        )


def _of_amendment(amendment: Amendment, announced: Announced) -> Entry:
    address = amendment.get_absolute_url()
    title = amendment.title if amendment.title == amendment.name else f"{amendment.name}: {amendment.title}"
    return Entry(
        CalendarKind.AMENDMENT,
        f"amendment-{amendment.plan.slug}-{amendment.slug}",
        _("Decided: %(title)s") % {"title": title},
        amendment.decided_on,
        plan=amendment.plan,
        address=address,
        said=announced.of(address, amendment.published_in),
    )
