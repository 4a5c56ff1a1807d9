"""A small plan for tests: one commitment of Ben's agency with three milestones, and two quarters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from commitments.choices import DelayReason, LeadRole, Stage
from commitments.models import Commitment, Lead, Milestone, ProgressReport, StageUpdate
from commitments.operations import decisions, reports
from commitments.operations.reports import ReportContent
from commitments.operations.stages import append_stage
from commitments.rules import Declared, Link
from plans.dates import PartialDate
from plans.models import ActionPlan, Agency, ReportingPeriod, User
from plans.tests.factories import Cast, a_period, a_plan, an_edition, at

PROOF = Link("https://example.org/proof", "The proof")
UNDERWAY = Declared(Stage.UNDERWAY)
DELAYED = Declared(
    Stage.DELAYS,
    reason=DelayReason.APPROVALS,
    reason_words="Two agencies still have to agree.",
    expected_on=PartialDate.parse("2026-09"),
)
COMPLETED = Declared(Stage.COMPLETED, completed_on=PartialDate.parse("2026-02"), evidence=(PROOF,))


def a_commitment(plan: ActionPlan, number: str = "1", **fields) -> Commitment:
    fields = {
        "title": f"Promise {number}",
        "promise": "We promise.",
        "agreed_starts_on": PartialDate.parse("2025-07"),
        "agreed_due_on": PartialDate.parse("2026-12"),
        "published_in": an_edition(),
    } | fields
    commitment = Commitment(plan=plan, number=number)
    for name, value in fields.items():
        setattr(commitment, name, value)
    commitment.save()
    return commitment


def a_milestone(commitment: Commitment, number: int, **fields) -> Milestone:
    fields = {
        "title": f"Step {number}",
        "agreed_starts_on": PartialDate.parse("2025-07"),
        "agreed_due_on": PartialDate.parse("2026-06"),
        "published_in": an_edition(),
    } | fields
    milestone = Milestone(commitment=commitment, number=number)
    for name, value in fields.items():
        setattr(milestone, name, value)
    milestone.save()
    return milestone


def a_lead(commitment: Commitment, agency: Agency, role: LeadRole = LeadRole.LEAD, **fields) -> Lead:
    fields.setdefault("position", commitment.leads.count() + 1)
    fields.setdefault("published_in", an_edition())
    return Lead.objects.create(commitment=commitment, agency=agency, role=role, **fields)


def a_stage(milestone: Milestone, said: Declared, day: str, **fields) -> StageUpdate:
    """A stage published by itself for a day."""
    update = StageUpdate(milestone=milestone, as_of_on=PartialDate.parse(day), **fields)
    return append_stage(update=update, said=said, edition=an_edition())


def some_content(**fields) -> ReportContent:
    """Enough to be sent: what was done, and where each of the three milestones stands."""
    content = ReportContent(
        doing="We met the agencies.",
        next="We meet them again.",
        stages={1: UNDERWAY, 2: DELAYED, 3: COMPLETED},
    )
    return replace(content, **fields)


@dataclass
class Desk:
    """One commitment and its open quarter (December to February, due on 16 March), seen on 12 March 2026."""

    plan: ActionPlan
    commitment: Commitment
    before: ReportingPeriod
    period: ReportingPeriod

    @property
    def report(self) -> ProgressReport:
        return ProgressReport.objects.get(commitment=self.commitment, period=self.period)

    def save(self, by: User, version: int = 0, content: ReportContent | None = None) -> ProgressReport:
        return reports.save_report(
            commitment=self.commitment,
            period=self.period,
            version=version,
            content=content or some_content(),
            by=by,
            now=at(),
        )

    def submit(self, by: User) -> ProgressReport:
        report = self.report
        return decisions.submit_report(report=report, version=report.version, by=by, now=at())

    def sign(self, by: User) -> ProgressReport:
        report = self.report
        return decisions.sign_report(report=report, version=report.version, by=by, now=at())

    def send_back(self, by: User, reason: str = "Please name the agencies.") -> ProgressReport:
        report = self.report
        return decisions.send_back_report(
            report=report, version=report.version, reason=reason, by=by, now=at()
        )

    def publish(self, by: User) -> ProgressReport:
        report = self.report
        return decisions.publish_report(report=report, version=report.version, by=by, now=at())


@pytest.fixture
def desk(cast: Cast) -> Desk:
    plan = a_plan()
    commitment = a_commitment(plan)
    for number in (1, 2, 3):
        a_milestone(commitment, number)
    a_lead(commitment, cast.records)
    before = a_period(plan, "2025-09-to-11", date(2025, 9, 1), date(2025, 11, 30), date(2025, 12, 15))
    period = a_period(plan, "2025-12-to-02", date(2025, 12, 1), date(2026, 2, 28), date(2026, 3, 16))
    return Desk(plan, commitment, before, period)


@pytest.fixture
def nobody_signs(cast: Cast) -> None:
    """Bo's role has ended: what Ben sends goes straight to Ana."""
    cast.bo.memberships.update(until_on=date(2026, 1, 31))
