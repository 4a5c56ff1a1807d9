"""Unpublished plans, promises, stages and reports."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from commitments.choices import DateKind, DelayReason, LeadRole, ReportState, Stage
from commitments.models import (
    Commitment,
    DateChange,
    Evidence,
    Lead,
    Milestone,
    ProgressReport,
    StageUpdate,
    WordingChange,
)
from ogp_portal.demo import example
from ogp_portal.demo.loading import REAL_PLANS
from plans.dates import PartialDate
from plans.models import ActionPlan, Agency, Amendment, PlanSection, ReportingPeriod, SourceDocument

from .words import CANARY, say_the_word, sow


def sow_plan(agency: Agency, source: SourceDocument) -> None:
    """It follows a published plan, and a published agency leads one of its commitments."""
    today = timezone.localdate()
    plan = sow(
        ActionPlan,
        country="NZ",
        language="en",
        starts_on=PartialDate.of(today - timedelta(days=90)),
        ends_on=PartialDate.of(today + timedelta(days=600)),
        follows=ActionPlan.objects.get(slug=list(REAL_PLANS)[-1]),
        value_labels={"transparency": f"{CANARY} value label"},
        challenge_labels={"public-services": f"{CANARY} challenge label"},
        source=source,
    )
    sow(PlanSection, plan=plan, position=1)
    commitment = sow_promise(plan, agency, source)
    sow(
        Lead,
        commitment=commitment,
        agency=Agency.objects.published().first(),
        role=LeadRole.LEAD,
        position=2,
        source=source,
    )
    period = sow(
        ReportingPeriod,
        plan=plan,
        starts_on=today - timedelta(days=80),
        ends_on=today - timedelta(days=2),
        due_on=today + timedelta(days=20),
        source=source,
    )
    sow(ProgressReport, commitment=commitment, period=period, state=ReportState.DRAFT, source=source)


def sow_promise(plan: ActionPlan, agency: Agency, source: SourceDocument) -> Commitment:
    """An unpublished commitment with everything under it."""
    commitment = sow(
        Commitment,
        plan=plan,
        number="99",
        values=["transparency"],
        challenges=["public-services"],
        resources_public=True,
        source=source,
    )
    sow(Lead, commitment=commitment, agency=agency, role=LeadRole.LEAD, source=source)
    milestone = sow(Milestone, commitment=commitment, number=1, source=source)
    amendment = sow(
        Amendment,
        plan=plan,
        number=99,
        decided_on=PartialDate.of(timezone.localdate() - timedelta(days=3)),
        source=source,
    )
    sow_on(milestone, amendment, source)
    return commitment


def sow_on(milestone: Milestone, amendment: Amendment, source: SourceDocument) -> None:
    """A stage, moved dates and changed words of one milestone."""
    day = PartialDate.of(timezone.localdate() - timedelta(days=3))
    update = sow(
        StageUpdate,
        milestone=milestone,
        stage=Stage.DELAYS,
        reason=DelayReason.OTHER,
        expected_on=day,
        as_of_on=day,
        source=source,
    )
    sow(Evidence, update=update)
    for kind in DateKind:
        sow(
            DateChange,
            milestone=milestone,
            amendment=amendment,
            kind=kind,
            before_on=day,
            after_on=day,
            moved_on=day,
            source=source,
        )
    sow(
        WordingChange,
        amendment=amendment,
        commitment=milestone.commitment,
        milestone=milestone,
        field="title",
    )
    sow(WordingChange, amendment=amendment, commitment=milestone.commitment, field="promise")


def sow_on_published_milestones(plan: ActionPlan, agency: Agency, source: SourceDocument) -> None:
    amendment = plan.amendments.get(number=99)
    sow(Milestone, commitment=plan.commitments.get(number="1"), number=99, source=source)
    for commitment in plan.commitments.published():
        sow(
            Lead,
            commitment=commitment,
            agency=agency,
            role=LeadRole.SUPPORTING,
            position=99,
            source=source,
        )
        sow_on(commitment.milestones.published().first(), amendment, source)
    plan.commitments.get(number="3").milestones.filter(number=3).update(withdrawn_by=amendment)


def sow_reports(plan: ActionPlan, source: SourceDocument) -> None:
    """The demonstration's reports that are still being written, one in each state."""
    period = plan.periods.get(slug=example.OPEN_PERIOD)
    for report in ProgressReport.objects.filter(published_in=None, period=period):
        report.source = source
        say_the_word(report)
        report.save()
        for update in report.updates.drafts():
            update.stage, update.reason, update.source = Stage.DELAYS, DelayReason.OTHER, source
            update.expected_not_known = update.expected_on is None
            say_the_word(update)
            update.save()
            sow(Evidence, update=update)
        sow(Evidence, report=report)
