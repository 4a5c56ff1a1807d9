"""Counts of milestones by stage and by timeliness, each a link to the milestones it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ..choices import NOT_REPORTED, Stage, Timeliness
from ..models.milestones import Standing
from ..words import not_reported, stage_label
from .day import PlanOnDay

LISTED_AT = "#listed"
STAGE_ORDER = [Stage.COMPLETED, Stage.UNDERWAY, Stage.DELAYS, Stage.NOT_STARTED, None]


@dataclass(frozen=True)
class Asked:
    """The count that was picked; without one, all milestones are meant."""

    stage: str = ""
    timeliness: str = ""

    def __bool__(self) -> bool:
        return bool(self.stage or self.timeliness)

    def of(self, record: PlanOnDay) -> list[Standing]:
        """The milestones that are counted."""
        return [standing for standing in record.standings if self.counts(standing)]

    def words(self, record: PlanOnDay) -> str:
        """ "Some delays, overdue": as the counts are labelled."""
        labels = []
        if self.stage:
            stage = None if self.stage == NOT_REPORTED else Stage(self.stage)
            labels.append(stage_label(stage, record.plan))
        if self.timeliness:
            labels.append(_timeliness_label(Timeliness(self.timeliness), record))
        return ", ".join(labels)

    def counts(self, standing: Standing) -> bool:
        if self.stage and (standing.is_withdrawn or self.stage != (standing.stage or NOT_REPORTED)):
            return False
        return not self.timeliness or standing.timeliness == self.timeliness


def count_asked(request: HttpRequest) -> Asked:
    """The count of `?stage=` and `?timeliness=`; BadRequest (400) in words where there is no such thing."""
    stage, timeliness = request.GET.get("stage", ""), request.GET.get("timeliness", "")
    stages = [*Stage.values, NOT_REPORTED]
    if stage and stage not in stages:
        words = _("“%(word)s” is not a stage. The stages are: %(words)s.")
        raise BadRequest(words % {"word": stage, "words": ", ".join(stages)})
    if timeliness and timeliness not in Timeliness.values:
        words = _("“%(word)s” is not a timeliness. The words are: %(words)s.")
        raise BadRequest(words % {"word": timeliness, "words": ", ".join(Timeliness.values)})
    return Asked(stage, timeliness)


@dataclass(frozen=True)
class Count:
    number: int
    label: str
    code: str
    url: str
    is_chosen: bool = False


def stage_counts(record: PlanOnDay, asked: Asked, day: date | None) -> list[Count]:
    """As agencies declared it. That none is completed is worth saying, once anything was reported."""
    total = sum(record.stages.values())
    says_something = total > record.stages[None]
    counts = [Count(total, _("All"), "", _url(day), not asked)]
    for stage in STAGE_ORDER:
        number, code = record.stages[stage], stage.value if stage else NOT_REPORTED
        if number or (says_something and stage == Stage.COMPLETED):
            label = stage_label(stage, record.plan)
            counts.append(Count(number, label, code, _url(day, stage=code), asked.stage == code))
    return counts


TIMELINESS_ORDER = [
    Timeliness.DONE,
    Timeliness.DONE_LATE,
    Timeliness.ON_SCHEDULE,
    Timeliness.OVERDUE,
    Timeliness.NOT_FINISHED,
    Timeliness.NO_DATE,
    Timeliness.NOT_DUE_TO_START,
    Timeliness.NOT_REPORTED,
    Timeliness.WITHDRAWN,
]


def timeliness_counts(record: PlanOnDay, asked: Asked, day: date | None) -> list[Count]:
    """As it is worked out. That none is overdue is worth saying while a plan runs and is reported on."""
    says_something = record.stages[None] < sum(record.stages.values())
    is_running = says_something and not record.plan.is_over_on(record.on)
    counts = []
    for timeliness in TIMELINESS_ORDER:
        number = record.timeliness[timeliness]
        if number or (is_running and timeliness == Timeliness.OVERDUE):
            label = _timeliness_label(timeliness, record)
            url = _url(day, timeliness=timeliness.value)
            counts.append(Count(number, label, timeliness.value, url, asked.timeliness == timeliness))
    return counts


def _timeliness_label(timeliness: Timeliness, record: PlanOnDay) -> str:
    if timeliness == Timeliness.NOT_REPORTED:
        return not_reported(is_sourced=record.plan.is_sourced)
    if timeliness == Timeliness.NO_DATE:
        without = [standing.due for standing in record.standings if standing.timeliness == timeliness]
        if all(due.is_open_ended for due in without):
            return _("No end date")
        if not any(due.is_open_ended for due in without):
            return _("Date not known")
    return str(timeliness.label)


def _url(day: date | None, **asked: str) -> str:
    """The same page and day, with another count; `day` is None where today was meant."""
    query = QueryDict(mutable=True)
    if day:
        query["on"] = day.isoformat()
    query.update(asked)
    return f"?{query.urlencode()}{LISTED_AT if asked else '#standing'}"
