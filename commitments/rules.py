"""Pure rules of promises and progress: dates and stages in, answers or reasons out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.choices import NotStated, PeriodKind
from plans.dates import PartialDate, StatedDate
from plans.rules import Reason

from .choices import DelayReason, ReportStanding, ReportState, Stage, Timeliness


def timeliness(
    on: date,
    *,
    starts: StatedDate,
    due: StatedDate,
    agreed_due: StatedDate,
    plan_ends: PartialDate | None,
    stage: Stage | None = None,
    completed_on: PartialDate | None = None,
    is_withdrawn: bool = False,
) -> Timeliness:
    """How a milestone stands against its dates on a day: the first answer that matches.

    `starts` and `due` are current on the day, `stage` is the newest published
    one. Overdue begins the day after the last day that the due date may mean.
    """
    if is_withdrawn:
        return Timeliness.WITHDRAWN
    if stage == Stage.COMPLETED:
        earliest = completed_on and completed_on.first
        is_late = earliest and agreed_due.on and earliest > agreed_due.on.last
        return Timeliness.DONE_LATE if is_late else Timeliness.DONE
    if starts.on and starts.on.first and starts.on.first > on and stage in (None, Stage.NOT_STARTED):
        return Timeliness.NOT_DUE_TO_START
    if stage is None:
        return Timeliness.NOT_REPORTED
    if due.on is None:
        return Timeliness.NO_DATE
    if plan_ends and plan_ends.last < on:
        return Timeliness.NOT_FINISHED
    if due.on.last < on:
        return Timeliness.OVERDUE
    return Timeliness.ON_SCHEDULE


def months_between(day: date, on: date) -> int:
    """Whole months from a day to a later one; the end of a month counts as a whole one."""
    months = (on.year - day.year) * 12 + on.month - day.month
    is_short = on.day < day.day and (on + timedelta(days=1)).day != 1
    return max(months - is_short, 0)


class Link(NamedTuple):
    """A link that shows it, with the words it goes by."""

    url: str
    title: str = ""


@dataclass(frozen=True)
class Declared:
    """What somebody says of a milestone: the stage, and what belongs to it."""

    stage: Stage | None
    note: str = ""
    reason: DelayReason | None = None
    reason_words: str = ""
    expected_on: PartialDate | None = None
    expected_not_known: bool = False
    completed_on: PartialDate | None = None
    evidence: tuple[Link, ...] = ()

    def adds_to(self, before: Declared | None) -> bool:
        """Whether it says anything that was not said before: a stage, reason, date, note or evidence."""
        if before is None:
            return self != Declared(stage=None)
        return (
            replace(self, note="", evidence=()) != replace(before, note="", evidence=())
            or self.note not in ("", before.note)
            or not set(self.evidence) <= set(before.evidence)
        )


def missing_for_stage(
    said: Declared, *, on: date | None = None, not_stated: Iterable[str] = ()
) -> list[Reason]:
    """What still stands between a stage and its publication; the same for form, document and shell.

    `on` is the day it is declared for. `not_stated` names what the source of a
    record leaves open; forms never offer it.
    """
    if said.stage is None:
        return [Reason("stage", _("Choose a stage."), "stage")]
    rules = {Stage.DELAYS: _missing_for_delays, Stage.COMPLETED: _missing_for_completed}
    missing = rules[said.stage](said, on, set(not_stated)) if said.stage in rules else []
    return missing + _misplaced(said)


def _missing_for_delays(said: Declared, on: date | None, left_open: set[str]) -> list[Reason]:
    missing = []
    if NotStated.REASON not in left_open:
        if not said.reason:
            missing.append(Reason("reason", _("Choose the main reason for the delay."), "reason"))
        if not said.reason_words.strip():
            missing.append(Reason("reason-words", _("Say what is holding it up."), "reason_words"))
    has_date = said.expected_on or said.expected_not_known or NotStated.DAY in left_open
    if not has_date:
        text = _("Give a new expected date, or say that it is not known yet.")
        missing.append(Reason("expected", text, "expected_on"))
    if said.expected_on and said.expected_not_known:
        text = _("Give an expected date or say that it is not known, not both.")
        missing.append(Reason("expected-twice", text, "expected_on"))
    return missing


def _missing_for_completed(said: Declared, on: date | None, left_open: set[str]) -> list[Reason]:
    missing = []
    if not said.completed_on and NotStated.DAY not in left_open:
        text = _("Say when it was completed, as precisely as you know.")
        missing.append(Reason("completed-on", text, "completed_on"))
    if not said.evidence and NotStated.EVIDENCE not in left_open:
        missing.append(Reason("evidence", _("Add a link to the evidence."), "evidence"))
    if said.completed_on and said.completed_on.first and on and said.completed_on.first > on:
        text = _("The day of completion is later than the day this is reported for.")
        missing.append(Reason("completed-later", text, "completed_on"))
    return missing


def _misplaced(said: Declared) -> list[Reason]:
    """What was said beside a stage that it does not belong to; the database refuses the same."""
    wrong = []
    says_delay = said.reason or said.reason_words or said.expected_on or said.expected_not_known
    if said.stage != Stage.DELAYS and says_delay:
        text = _("A reason and an expected date belong to the stage “some delays” only.")
        wrong.append(Reason("delay-misplaced", text, "stage"))
    if said.stage != Stage.COMPLETED and said.completed_on:
        text = _("A day of completion belongs to the stage “completed” only.")
        wrong.append(Reason("completed-misplaced", text, "stage"))
    return wrong


def missing_for_report(
    *, nothing_to_report: bool, doing: str, stages: Mapping[int, list[Reason]]
) -> list[Reason]:
    """What a progress report still needs; `stages` holds what each milestone, by number, still needs."""
    if nothing_to_report:
        return []
    missing = [
        Reason(
            reason.code,
            format_lazy(_("Milestone {number}: {text}"), number=number, text=reason.text),
            f"milestone-{number}-{reason.field}",
        )
        for number, reasons in stages.items()
        for reason in reasons
    ]
    if not doing.strip():
        missing.append(Reason("doing", _("Say what has been done, or report nothing."), "doing"))
    return missing


def owes_report(
    *,
    commitment_starts: PartialDate | None,
    commitment_ends: PartialDate | None,
    first: date,
    last: date,
    all_settled_before: bool,
    plan_ends: PartialDate | None,
    was_closed_when_imported: bool = False,
) -> bool:
    """Whether a commitment owes a report for a period from `first` to `last`.

    It does for a period that overlaps its dates, and afterwards until every
    milestone is published completed or withdrawn, or the plan ends. A period
    that was closed when it was brought in owes nothing.
    """
    if was_closed_when_imported:
        return False
    if commitment_starts and commitment_starts.first and commitment_starts.first > last:
        return False
    ends = commitment_ends or plan_ends  # what has no end of its own ends with the plan
    if ends is None or ends.last >= first:
        return True
    plan_is_over = plan_ends is not None and plan_ends.last < first
    return not all_settled_before and not plan_is_over


def day_reported_for(period_ends: date, on: date) -> date:
    """The day a report speaks of: the period's last one, or today while the period runs."""
    return min(period_ends, on)


# What a report of each kind is made of, beside its stages and links.
TEXTS = {
    PeriodKind.PROGRESS: ("doing", "next"),
    PeriodKind.MID_TERM: ("doing", "next"),
    PeriodKind.YEAR_END: ("doing", "reflection"),
    PeriodKind.END_OF_TERM: ("doing", "reflection"),
}


def report_standing(
    on: date,
    *,
    owes: bool,
    begins: date,
    is_closed: bool,
    was_closed: bool,
    state: ReportState | None,
    nothing_to_report: bool = False,
) -> ReportStanding:
    """What the board says of one commitment in one period on a day; `state` is None before it is begun."""
    if state == ReportState.PUBLISHED:
        return ReportStanding.NOTHING_TO_REPORT if nothing_to_report else ReportStanding.PUBLISHED
    if state == ReportState.SUBMITTED:
        return ReportStanding.SUBMITTED
    if was_closed:
        return ReportStanding.NOT_IN_SOURCES
    if is_closed:
        return ReportStanding.MISSED if owes else ReportStanding.NOT_DUE
    if state is not None:
        return ReportStanding(state)
    return ReportStanding.NOT_BEGUN if owes and begins <= on else ReportStanding.NOT_DUE


def worth_a_look(
    said: Declared | None, *, due: StatedDate, plan_ends: PartialDate | None, on: date
) -> list[Reason]:
    """What does not stand in the way of publication, but may have been overlooked."""
    doubts: list[Reason] = []
    if said is None or said.stage == Stage.COMPLETED:
        return doubts
    if due.on and due.on.last < on and said.stage != Stage.DELAYS:
        text = _("Its date has passed and no delay is declared; the public page says how late it is.")
        doubts.append(Reason("past-due", text))
    if said.expected_on and said.expected_on.last < on:
        doubts.append(Reason("expected-passed", _("The expected date has passed.")))
    if said.expected_on and plan_ends and said.expected_on.last > plan_ends.last:
        doubts.append(Reason("expected-after-plan", _("It is expected after the plan ends.")))
    return doubts


# Why a report cannot go on now, or not through this person.
SENT = Reason("submitted", _("This report has been sent; it waits for the coordinator."))
PUBLISHED = Reason("published", _("This report is published already."))
CLOSED = Reason("closed", _("This period is closed; the coordinator can open it again."))
AHEAD = Reason("ahead", _("This period has not begun yet."))
NOT_SENT = Reason(
    "not-submitted", _("Only a report that has been sent can be published, sent back or taken back.")
)
WHY_SENT_BACK = Reason("reason", _("Say what should be mended."), "reason")
NOT_A_LEAD = Reason(
    "not-a-lead",
    _("Your agency supports this commitment: you can write and save; an agency that leads sends it."),
)
NOT_AN_EDITOR = Reason("not-an-editor", _("You read this report; an editor of the agency writes it."))
NO_LONGER_LEADS = Reason(
    "no-longer-leads",
    _("Your agency was not part of this commitment in this period; you can read its report."),
)
