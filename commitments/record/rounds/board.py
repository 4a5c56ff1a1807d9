"""The board: every commitment, every period, and who has reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.urls import reverse

from plans.choices import Role
from plans.models import ActionPlan, ReportingPeriod, User
from plans.permissions import agencies_served

from ...choices import LeadRole, ReportStanding, ReportState
from ...models import Commitment, Lead, ProgressReport
from ...permissions import can_publish_report
from ...rules import report_standing
from ..day import CommitmentOnDay, commitments_on
from .owed import owes_for

IN = {ReportStanding.PUBLISHED, ReportStanding.NOTHING_TO_REPORT}
WITH_THE_AGENCY = (ReportStanding.NOT_BEGUN, ReportStanding.DRAFT, ReportStanding.SENT_BACK)
NOT_YET_SENT_ON = (*WITH_THE_AGENCY, ReportStanding.TO_APPROVE)


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
    may_sign: bool = False
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
        """Owed, past its due day, and still with the agency, be it with its approver."""
        due = self.period.due_on
        return self.owes and self.standing in NOT_YET_SENT_ON and due is not None and due < self.on

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
            ReportStanding.TO_APPROVE: report.submitted_at,
            ReportStanding.SUBMITTED: report.approved_at or report.submitted_at,
            ReportStanding.SENT_BACK: report.sent_back_at,
            ReportStanding.DRAFT: report.saved_at,
        }[self.standing]

    @property
    def who(self) -> str:
        """Whose draft it is, or who signed it."""
        if self.report and self.standing == ReportStanding.DRAFT:
            return self.report.saved_by or ""
        is_signed = self.report and self.standing == ReportStanding.SUBMITTED and self.report.approved_by
        return str(self.report.approved_by) if is_signed else ""

    @property
    def is_to_publish(self) -> bool:
        return self.standing == ReportStanding.SUBMITTED

    @property
    def is_to_remind(self) -> bool:
        """Owed and not sent on, in a period that has begun and is open: its agency can be reminded."""
        return self.is_expected and self.standing in NOT_YET_SENT_ON and not self.period.is_closed

    @property
    def key(self) -> str:
        """What it goes by in a form: "5/2025-12-to-02"."""
        return f"{self.commitment.number}/{self.period.slug}"

    @property
    def url(self) -> str:
        """The page on which it is written, decided or read; none where there is nothing to see yet."""
        if self.standing in (ReportStanding.NOT_DUE, ReportStanding.NOT_IN_SOURCES):
            return ""
        is_sent = self.standing in (ReportStanding.TO_APPROVE, ReportStanding.SUBMITTED)
        decides = self.may_sign or (self.may_publish and is_sent)
        address = [self.commitment.plan.slug, self.commitment.number, self.period.slug]
        return reverse("workspace-report-review" if decides else "workspace-report", args=address)

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
    def has_brought_in(self) -> bool:
        """Whether some of its periods were closed when they were brought in: nobody knows who owed then."""
        return any(period.was_closed for period in self.periods)

    @property
    def totals(self) -> list[Total]:
        return [self.total_of(period) for period in self.periods]

    def total_of(self, period: ReportingPeriod) -> Total:
        return Total(period, self.cells_of(period), self.on)


@dataclass
class Total:
    """Reported, of those expected, in one period."""

    period: ReportingPeriod
    cells: list[Cell]
    on: date

    @property
    def expected(self) -> int:
        return sum(cell.is_expected for cell in self.cells)

    @property
    def reported(self) -> int:
        return sum(cell.is_expected and cell.is_in for cell in self.cells)

    def with_standing(self, *standings: ReportStanding) -> list[Cell]:
        return [cell for cell in self.cells if cell.standing in standings]

    @property
    def could_be_closed(self) -> bool:
        """Over and still open, and either past its due day or complete."""
        period, on = self.period, self.on
        is_due = period.due_on is None or period.due_on < on
        return not period.is_closed and period.ends_on < on and (is_due or self.reported == self.expected)

    @property
    def held(self) -> int:
        """The reports that are published, expected or not: of a period that was brought in closed nobody
        knows how many were."""
        return sum(cell.is_in for cell in self.cells)

    @property
    def missed(self) -> list[Cell]:
        return self.with_standing(ReportStanding.MISSED)


def board_on(plan: ActionPlan, on: date, user: User, *, only: ReportingPeriod | None = None) -> Board:
    """What somebody may see of a plan's reports on a day, in a number of queries that never grows.

    Of all its periods, or of one.
    """
    commitments = commitments_on(plan.commitments.visible_to(user, on), plan, on)
    periods = [only] if only else list(plan.periods.order_by("starts_on", "ends_on", "slug"))
    found = ProgressReport.objects.filter(period__in=periods).with_last_save()
    reports = {
        (report.commitment_id, report.period_id): report
        for report in found.select_related("submitted_by", "approved_by", "published_in")
    }
    may_publish, signs_for = can_publish_report(user, on), agencies_served(user, on, Role.APPROVER)
    rows = []
    for one in commitments:
        cells: list[Cell] = []
        for period in periods:
            period.plan = plan
            report = reports.get((one.commitment.pk, period.pk))
            cell = _cell(one, period, report, cells[-1] if cells else None)
            cell.may_publish, cell.may_sign = may_publish, _may_sign(cell, user, signs_for)
            cells.append(cell)
        rows.append(Row(one, cells))
    return Board(plan, on, periods, rows)


def _cell(
    one: CommitmentOnDay, period: ReportingPeriod, report: ProgressReport | None, before: Cell | None
) -> Cell:
    owes = owes_for(one, period)
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


def _may_sign(cell: Cell, user: User, agencies: set[int]) -> bool:
    """Whether it waits for this person: an approver of an agency that leads, who has not sent it."""
    if cell.report is None or cell.standing != ReportStanding.TO_APPROVE:
        return False
    return cell.report.submitted_by_id != user.pk and cell.role_of(agencies) == LeadRole.LEAD


def _leading(one: CommitmentOnDay, period: ReportingPeriod) -> set[int]:
    leads = one.commitment.leads_on(period.ends_on)
    return {lead.agency_id for lead in leads if lead.role == LeadRole.LEAD}


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


def reads_several_plans(user: User, on: date) -> bool:
    """Whether somebody has to do with more than one plan now, so that a commitment's number is not enough."""
    return len(plans_with_rounds(user, on)) > 1
