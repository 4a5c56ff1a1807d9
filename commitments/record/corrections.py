"""Corrections of what is published: those that wait for the coordinator, and what they would change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse

from plans.models import User

from ..models import Commitment, ProgressReport, ReportCorrection, StageUpdate
from ..rules import Declared
from .said import data_of


@dataclass(frozen=True)
class Correction:
    """One correction that waits: of a stage that a report declared, or of one of its texts."""

    row: StageUpdate | ReportCorrection

    @property
    def is_of_a_stage(self) -> bool:
        return isinstance(self.row, StageUpdate)

    @property
    def report(self) -> ProgressReport:
        return report_of(self.row.corrects) if isinstance(self.row, StageUpdate) else self.row.report

    @property
    def commitment(self) -> Commitment:
        return self.report.commitment

    @property
    def what(self) -> str:
        """What it goes by in its address: "milestone-3", "doing"."""
        row = self.row
        return f"milestone-{row.milestone.number}" if isinstance(row, StageUpdate) else row.field

    @property
    def why(self) -> str:
        return self.row.why_corrected if isinstance(self.row, StageUpdate) else self.row.reason

    @cached_property
    def before(self) -> Declared | str:
        return self.row.corrects.said if isinstance(self.row, StageUpdate) else self.row.before

    @cached_property
    def after(self) -> Declared | str:
        return self.row.said if isinstance(self.row, StageUpdate) else self.row.after

    @property
    def written_by(self) -> User | None:
        return self.row.written_by

    @property
    def seal(self) -> str:
        """Changes with everything that somebody read before they decided."""
        after = data_of(self.after) if isinstance(self.after, Declared) else self.after
        said = json.dumps([self.row.pk, self.why, after], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def url(self) -> str:
        return correction_url(self.report, self.what)


def report_of(update: StageUpdate) -> ProgressReport | None:
    """The report that declared a stage, or declared what it corrects."""
    return update.report or (update.corrects and update.corrects.report)


def _declared_in(report: ProgressReport, prefix: str = "") -> Q:
    own, corrected = f"{prefix}report", f"{prefix}corrects__report"
    return Q(**{own: report}) | Q(**{own: None, corrected: report})


def correction_url(report: ProgressReport, what: str) -> str:
    commitment = report.commitment
    return reverse(
        "workspace-correction", args=[commitment.plan.slug, commitment.number, report.period.slug, what]
    )


def corrections_waiting(report: ProgressReport | None = None) -> list[Correction]:
    """Those of a report, or all: the oldest first of each kind. In four queries at most."""
    stages = _stages_waiting()
    words = ReportCorrection.objects.filter(published_in=None).select_related(
        "report__commitment__plan", "report__period", "written_by"
    )
    if report:
        stages, words = stages.filter(_declared_in(report, "corrects__")), words.filter(report=report)
    return [Correction(row) for row in (*stages.order_by("pk"), *words.order_by("pk"))]


def _stages_waiting():
    drafts = StageUpdate.objects.drafts().filter(corrects__isnull=False)
    return drafts.select_related(
        "milestone",
        "corrects__report__commitment__plan",
        "corrects__report__period",
        "corrects__corrects__report__commitment__plan",
        "corrects__corrects__report__period",
        "written_by",
    ).prefetch_related("evidence", "corrects__evidence")


def stages_to_correct(report: ProgressReport) -> list[StageUpdate]:
    """What a report declared, as it stands by now: its own rows and those that corrected them."""
    rows = StageUpdate.objects.published().filter(_declared_in(report))
    found = (
        rows.order_by("milestone__number", "entry")
        .select_related(
            "milestone__commitment__plan",
            "published_in",
            "report__period",
            "corrects__report__period",
        )
        .prefetch_related("evidence", "corrects__evidence")
    )
    return list(found)
