"""One report in hand: what was published of each milestone, and what the report would say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from plans.models import ReportingPeriod
from plans.rules import Reason

from ...choices import Stage
from ...models import Commitment, Milestone, ProgressReport, StageUpdate
from ...models.milestones import Standing
from ...rules import Declared, day_reported_for, missing_for_stage, worth_a_look
from ..day import CommitmentOnDay

Drafts = dict[int, dict[int, Declared]]  # by report, then by milestone


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
    def missing(self) -> list[Reason]:
        """What it still needs before its report can go on; nothing, where it stays as it was published."""
        if self.draft is None and self.before is not None:
            return []
        return self.missing_for(self.draft or Declared(stage=None))

    def missing_for(self, said: Declared) -> list[Reason]:
        """What would still be missing if this were said of it."""
        return missing_for_stage(said, on=self.standing.on, due=self.standing.due)

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
    milestones = list(commitment.milestones.published().with_record(on).order_by("number"))
    for milestone in milestones:
        milestone.commitment = commitment
    drafts = drafts_of([report]) if report and report.pk else {}
    return _lines(milestones, commitment, period, on, report, drafts)


def lines_in(
    one: CommitmentOnDay, period: ReportingPeriod, report: ProgressReport | None, drafts: Drafts
) -> list[Line]:
    """The same of a commitment that was read with many others, without a query; see `drafts_of`."""
    return _lines(one.commitment.published_milestones, one.commitment, period, one.on, report, drafts)


def _lines(milestones, commitment, period, on, report, drafts: Drafts) -> list[Line]:
    day = day_reported_for(period.ends_on, on)
    said = drafts.get(report.pk, {}) if report and report.pk else {}
    standings = [milestone.standing_on(day, commitment.plan.ends_on) for milestone in milestones]
    return [
        Line(standing, report, said.get(standing.milestone.pk))
        for standing in standings
        if standing.is_part_of_the_plan and not standing.is_withdrawn
    ]


def drafts_of(reports: Iterable[ProgressReport]) -> Drafts:
    """What is kept of stages that are not published: by report, then by milestone. Two queries."""
    kept = StageUpdate.objects.drafts().filter(report__in=[report.pk for report in reports])
    found: Drafts = {}
    for update in kept.prefetch_related("evidence"):
        found.setdefault(update.report_id, {})[update.milestone_id] = update.said
    return found


def report_before(commitment: Commitment, period: ReportingPeriod) -> ProgressReport | None:
    """The newest published report for an earlier period: what this one is read beside."""
    reports = commitment.reports.published().filter(period__ends_on__lt=period.ends_on)
    newest_first = reports.select_related("period").order_by("-period__ends_on", "-period__starts_on")
    return newest_first.prefetch_related("links").first()
