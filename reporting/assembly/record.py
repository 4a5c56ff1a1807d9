"""What the chapters of a report read: the plan on its day, its reports, what people said; each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from commitments.models import ProgressReport
from commitments.record.day import CommitmentOnDay, PlanOnDay, plan_on
from engagement.choices import Purpose
from engagement.models import Consultation, ReasonedResponse, Submission

from ..models import Chapter, CommitmentAssessment, SelfAssessment


@dataclass
class Record:
    """The record on the last day that a self-assessment speaks of."""

    assessment: SelfAssessment

    @property
    def on(self) -> date:
        return self.assessment.ends_on

    @cached_property
    def plan(self) -> PlanOnDay:
        return plan_on(self.assessment.plan, self.on)

    @cached_property
    def chapters(self) -> list[Chapter]:
        return list(self.assessment.chapters.order_by("position"))

    @cached_property
    def parts(self) -> list[CommitmentAssessment]:
        return list(self.assessment.parts.order_by("position"))

    def of(self, chapter: Chapter) -> CommitmentOnDay | None:
        found = (one for one in self.plan.commitments if one.commitment.pk == chapter.commitment_id)
        return next(found, None)

    @cached_property
    def reports(self) -> list[ProgressReport]:
        """What agencies published for periods that this report covers."""
        found = ProgressReport.objects.published().filter(commitment__plan=self.assessment.plan)
        if self.assessment.period_id:
            found = found.filter(period=self.assessment.period)
        else:
            found = found.filter(period__ends_on__lte=self.on)
            if self.assessment.starts_on:
                found = found.filter(period__ends_on__gte=self.assessment.starts_on)
        found = found.select_related("period", "published_in").prefetch_related("links")
        return list(found.order_by("-period__ends_on", "-period__starts_on"))

    @cached_property
    def answers(self) -> list[ReasonedResponse]:
        """Answers given by the last day to points of which a commitment of the plan is the subject."""
        plan = self.assessment.plan
        found = ReasonedResponse.objects.published().known_on(self.on)
        found = found.filter(
            Q(point__commitment__plan=plan) | Q(changed_commitment__plan=plan),
            point__submission__in=Submission.objects.published(),
            point__submission__consultation__in=Consultation.objects.public(),
        )
        return list(found.select_related("point__submission__consultation", "point__theme"))

    def consultations(self, purposes: Iterable[Purpose]) -> list[Consultation]:
        found = Consultation.objects.published().filter(plan=self.assessment.plan, purpose__in=purposes)
        found = found.prefetch_related("totals", "themes", "submissions__points__response")
        found = found.select_related("answered_in", "source")
        return [one for one in found if one.first_day is None or one.first_day.last <= self.on]
