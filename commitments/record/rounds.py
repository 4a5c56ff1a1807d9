"""The rounds of reports: who owes what, how far it is, what it would change, and what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.urls import reverse

from plans.dates import end_of
from plans.models import ActionPlan, ReportingPeriod, User
from plans.rules import Reason

from ..choices import LeadRole, ReportStanding, ReportState, Stage
from ..models import Commitment, Lead, Milestone, ProgressReport, StageUpdate
from ..models.milestones import Standing
from ..permissions import can_publish_report
from ..rules import Declared, day_reported_for, owes_report, report_standing, worth_a_look
from .day import CommitmentOnDay, commitments_on

IN = {ReportStanding.PUBLISHED, ReportStanding.NOTHING_TO_REPORT}
WITH_THE_AGENCY = (ReportStanding.NOT_BEGUN, ReportStanding.DRAFT, ReportStanding.SENT_BACK)


# ---- The board: commitments x periods --------------------------------------------------------------


@dataclass
class Cell:
    """One commitment in one period."""

    one: CommitmentOnDay
    period: ReportingPeriod
    report: ProgressReport | None
    owes: bool
    standing: ReportStanding
    on: date
    may_publish: bool = False
    lead_changed: bool = False

    @property
    def commitment(self) -> Commitment:
        return self.one.commitment

    @property
    def leads(self) -> list[Lead]:
        """Who leads or supports on any day of the period."""
        return self.commitment.leads_between(self.period.starts_on, self.period.ends_on)

    def role_of(self, agencies: set[int]) -> str | None:
        """How one of some agencies takes part in the period; as a lead where one of them leads."""
        return next((lead.role for lead in self.leads if lead.agency_id in agencies), None)

    @property
    def is_expected(self) -> bool:
        return self.owes and self.period.starts_on <= self.on

    @property
    def is_in(self) -> bool:
        return self.standing in IN

    @property
    def is_late(self) -> bool:
        """Owed, past its due day, and still with the agency."""
        due = self.period.due_on
        return self.owes and self.standing in WITH_THE_AGENCY and due is not None and due < self.on

    @property
    def is_with_the_agency(self) -> bool:
        return self.standing in WITH_THE_AGENCY

    @property
    def look(self) -> str:
        """The standing whose colours the word wears: what nobody needs to do yet stays plain."""
        calm = self.standing == ReportStanding.NOT_BEGUN and not self.is_pressing
        return ReportStanding.NOT_DUE if calm else self.standing

    @property
    def day(self) -> date | datetime | None:
        """When it came to stand as it does."""
        report = self.report
        if report is None or self.standing == ReportStanding.MISSED:
            return None
        if self.is_in:
            return report.day_published and report.day_published.last
        return {
            ReportStanding.SUBMITTED: report.submitted_at,
            ReportStanding.SENT_BACK: report.sent_back_at,
            ReportStanding.DRAFT: report.saved_at,
        }[self.standing]

    @property
    def who(self) -> str:
        """Whose draft it is."""
        return self.report.saved_by or "" if self.report and self.standing == ReportStanding.DRAFT else ""

    @property
    def url(self) -> str:
        """The page on which it is written, decided or read; none where there is nothing to see yet."""
        if self.standing in (ReportStanding.NOT_DUE, ReportStanding.NOT_IN_SOURCES):
            return ""
        pages = {ReportStanding.SUBMITTED: "workspace-report-review"} if self.may_publish else {}
        address = [self.commitment.plan.slug, self.commitment.number, self.period.slug]
        return reverse(pages.get(self.standing, "workspace-report"), args=address)

    @property
    def is_pressing(self) -> bool:
        """Whether *not begun* and *draft* need somebody: not while the period itself still runs."""
        return self.period.ends_on < self.on


@dataclass
class Row:
    one: CommitmentOnDay
    cells: list[Cell]


@dataclass
class Board:
    """Who has reported on a plan, on a day."""

    plan: ActionPlan
    on: date
    periods: list[ReportingPeriod]
    rows: list[Row]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    def cells_of(self, period: ReportingPeriod) -> list[Cell]:
        return [cell for cell in self.cells if cell.period == period]

    @cached_property
    def current(self) -> ReportingPeriod | None:
        """The newest open period that has begun, else the newest that has."""
        begun = [period for period in self.periods if period.starts_on <= self.on]
        still_open = [period for period in begun if not period.is_closed]
        return next(reversed(still_open or begun), None)

    @property
    def totals(self) -> list[Total]:
        return [self.total_of(period) for period in self.periods]

    def total_of(self, period: ReportingPeriod) -> Total:
        return Total(period, self.cells_of(period))


@dataclass
class Total:
    """Reported, of those expected, in one period."""

    period: ReportingPeriod
    cells: list[Cell]

    @property
    def expected(self) -> int:
        return sum(cell.is_expected for cell in self.cells)

    @property
    def reported(self) -> int:
        return sum(cell.is_expected and cell.is_in for cell in self.cells)

    def with_standing(self, *standings: ReportStanding) -> list[Cell]:
        return [cell for cell in self.cells if cell.standing in standings]

    @property
    def is_not_in_sources(self) -> bool:
        """Closed when it was brought in, and no report of it is held."""
        return self.period.was_closed and not any(cell.is_in for cell in self.cells)

    @property
    def missed(self) -> list[Cell]:
        return self.with_standing(ReportStanding.MISSED)


def board_on(plan: ActionPlan, on: date, user: User) -> Board:
    """What somebody may see of a plan's reports on a day, in a number of queries that never grows."""
    commitments = commitments_on(plan.commitments.visible_to(user, on), plan, on)
    periods = list(plan.periods.order_by("starts_on", "ends_on", "slug"))
    found = ProgressReport.objects.filter(period__plan=plan).with_last_save()
    reports = {
        (report.commitment_id, report.period_id): report
        for report in found.select_related("submitted_by", "published_in")
    }
    may_publish = can_publish_report(user, on)
    rows = []
    for one in commitments:
        cells: list[Cell] = []
        for period in periods:
            period.plan = plan
            report = reports.get((one.commitment.pk, period.pk))
            cell = _cell(one, period, report, cells[-1] if cells else None)
            cell.may_publish = may_publish
            cells.append(cell)
        rows.append(Row(one, cells))
    return Board(plan, on, periods, rows)


def _cell(
    one: CommitmentOnDay, period: ReportingPeriod, report: ProgressReport | None, before: Cell | None
) -> Cell:
    owes = _owes(one, period)
    standing = report_standing(
        one.on,
        owes=owes,
        begins=period.starts_on,
        is_closed=period.is_closed,
        was_closed=period.was_closed,
        state=report and ReportState(report.state),
        nothing_to_report=bool(report and report.nothing_to_report),
    )
    cell = Cell(one, period, report, owes, standing, one.on)
    if report:
        report.commitment, report.period = one.commitment, period
    cell.lead_changed = before is not None and _leading(one, before.period) != _leading(one, period)
    return cell


def _leading(one: CommitmentOnDay, period: ReportingPeriod) -> set[int]:
    leads = one.commitment.leads_on(period.ends_on)
    return {lead.agency_id for lead in leads if lead.role == LeadRole.LEAD}


def _owes(one: CommitmentOnDay, period: ReportingPeriod) -> bool:
    day_before = period.starts_on - timedelta(days=1)
    milestones = [
        milestone
        for milestone in one.commitment.published_milestones
        if milestone.standing_on(period.ends_on, one.plan.ends_on).is_part_of_the_plan
    ]
    return owes_report(
        commitment_starts=one.starts.on,
        commitment_ends=one.due.on,
        first=period.starts_on,
        last=period.ends_on,
        all_settled_before=all(is_settled(m.standing_on(day_before, one.plan.ends_on)) for m in milestones),
        plan_ends=one.plan.ends_on,
        was_closed_when_imported=period.was_closed,
    )


def is_settled(standing: Standing) -> bool:
    """Whether nothing more is owed about a milestone: published completed, or withdrawn."""
    return standing.is_withdrawn or standing.stage == Stage.COMPLETED


# ---- One report in hand ----------------------------------------------------------------------------


@dataclass
class Line:
    """One milestone in a report: what was published of it, and what the report would say."""

    standing: Standing
    report: ProgressReport | None = None
    draft: Declared | None = None

    @property
    def milestone(self) -> Milestone:
        return self.standing.milestone

    @property
    def number(self) -> int:
        return self.milestone.number

    @cached_property
    def update_before(self) -> StageUpdate | None:
        """What was published last by the day the report speaks of, but for what it published itself."""
        known = [row for row in self.milestone.updates_known if row.as_of_last <= self.standing.on]
        return next((row for row in known if self.report is None or row.report_id != self.report.pk), None)

    @cached_property
    def before(self) -> Declared | None:
        return self.update_before and self.update_before.said

    @property
    def now(self) -> Declared | None:
        """What the report says, where that is something new: its draft, or what it published."""
        published = self.standing.update
        if self.report and published and published.report_id == self.report.pk:
            return published.said
        return self.draft

    @property
    def doubts(self) -> list[Reason]:
        """What a reader may want to ask about before it is published."""
        return worth_a_look(
            self.now or self.before,
            due=self.standing.due,
            plan_ends=self.standing.plan_ends,
            on=self.standing.on,
        )

    @property
    def is_finished(self) -> bool:
        """Published completed, and this report does not say otherwise: there is nothing to fill in."""
        return self.draft is None and self.before is not None and self.before.stage == Stage.COMPLETED


def lines_of(
    commitment: Commitment, period: ReportingPeriod, on: date, report: ProgressReport | None = None
) -> list[Line]:
    """The milestones a report is about, as they stood on the day it speaks of; withdrawn ones left out."""
    day = day_reported_for(period.ends_on, on)
    drafts = {}
    if report and report.pk:
        kept = report.updates.drafts().prefetch_related("evidence")
        drafts = {update.milestone_id: update.said for update in kept}
    lines = []
    for milestone in commitment.milestones.published().with_record(on).order_by("number"):
        milestone.commitment = commitment
        standing = milestone.standing_on(day, commitment.plan.ends_on)
        if standing.is_part_of_the_plan and not standing.is_withdrawn:
            lines.append(Line(standing, report, drafts.get(milestone.pk)))
    return lines


def report_before(commitment: Commitment, period: ReportingPeriod) -> ProgressReport | None:
    """The newest published report for an earlier period: what this one is read beside."""
    reports = commitment.reports.published().filter(period__ends_on__lt=period.ends_on)
    newest_first = reports.select_related("period").order_by("-period__ends_on", "-period__starts_on")
    return newest_first.prefetch_related("links").first()


def plans_with_rounds(user: User, on: date) -> list[ActionPlan]:
    """The plans on which somebody has a word, the newest first: with an open period, and the last with any.

    Periods that were closed when they were brought in are no rounds of ours.
    """
    theirs = Commitment.objects.published().visible_to(user, on)
    rounds = ReportingPeriod.objects.published().filter(was_closed=False)
    still_open = rounds.open().filter(plan=OuterRef("pk"))
    plans = ActionPlan.objects.published().filter(pk__in=rounds.values("plan"))
    plans = plans.filter(pk__in=theirs.values("plan")).annotate(has_open=Exists(still_open)).newest_first()
    return [plan for place, plan in enumerate(plans) if plan.has_open or place == 0]


# ---- What was missed, for everybody ------------------------------------------------------------------


@dataclass(frozen=True)
class Missed:
    """A report that was owed for a period and had not been published when the period closed, nor since."""

    one: CommitmentOnDay
    period: ReportingPeriod

    @property
    def leads(self) -> list[Lead]:
        """Who led on any day of the period."""
        found = self.one.commitment.leads_between(self.period.starts_on, self.period.ends_on)
        return [lead for lead in found if lead.role == LeadRole.LEAD]


def missed_by(commitments: Sequence[CommitmentOnDay], on: date) -> list[Missed]:
    """What commitments had missed by the end of a day, the newest period first; in two queries at most.

    Only what is published counts: a report that waits to be published is not in yet.
    """
    plans = {one.plan.pk for one in commitments}
    closed = ReportingPeriod.objects.filter(plan__in=plans, closed_at__lt=end_of(on))
    periods = list(closed.order_by("-ends_on", "-starts_on", "slug"))
    of_them = [one.commitment.pk for one in commitments]
    published = ProgressReport.objects.published().filter(commitment__in=of_them, period__in=periods)
    reported = set(published.values_list("commitment", "period"))
    return [
        Missed(one, period)
        for period in periods
        for one in commitments
        if one.plan.pk == period.plan_id
        and (one.commitment.pk, period.pk) not in reported
        and _owes(one, period)
    ]


def not_reported_for(
    commitments: Sequence[CommitmentOnDay], period: ReportingPeriod
) -> list[CommitmentOnDay]:
    """Those that owe a report for a period of their plan and have none published, closed or not."""
    published = ProgressReport.objects.published().filter(period=period)
    reported = set(published.values_list("commitment", flat=True))
    return [one for one in commitments if one.commitment.pk not in reported and _owes(one, period)]
