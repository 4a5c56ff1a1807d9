"""Which rows somebody has in a period: their milestones and the texts of their reports, as they are kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from plans.choices import PeriodKind
from plans.models import ActionPlan, ReportingPeriod, User
from plans.rules import Reason

from ..models import ProgressReport
from ..operations.reports import ReportContent, reasons_not_to_write
from ..permissions import can_edit_report
from ..record.day import CommitmentOnDay, commitments_on
from ..record.rounds import Line, drafts_of, lines_in
from ..rules import TEXTS, Declared, digest_of
from .columns import KEY, NOT_KNOWN, Row, date_in_a_cell, word_of

NOTHING = Declared(stage=None)


@dataclass
class InHand:
    """One report as the person who may write it has it in hand."""

    one: CommitmentOnDay
    period: ReportingPeriod
    report: ProgressReport | None
    lines: list[Line]
    not_now: list[Reason]

    @property
    def number(self) -> str:
        return self.one.commitment.number

    @property
    def version(self) -> int:
        return self.report.version if self.report else 0

    @property
    def texts(self) -> dict[str, str]:
        names = TEXTS[PeriodKind(self.period.kind)]
        return {name: getattr(self.report, name) if self.report else "" for name in names}

    @cached_property
    def kept(self) -> ReportContent:
        """As `content_of`, from what was read with the others."""
        if self.report is None:
            return ReportContent()
        return ReportContent(
            doing=self.report.doing,
            next=self.report.next,
            reflection=self.report.reflection,
            links=tuple(link.link for link in self.report.links.all()),
            stages={line.number: line.draft for line in self.lines if line.draft},
        )

    @property
    def open_lines(self) -> list[Line]:
        """The milestones of which there is something to fill in."""
        return [line for line in self.lines if not line.is_finished]

    def line(self, number: str) -> Line | None:
        return next((line for line in self.lines if str(line.number) == number), None)


def reports_in_hand(plan: ActionPlan, period: ReportingPeriod, user: User, on: date) -> list[InHand]:
    """The reports of a period that somebody may write, in a number of queries that does not grow."""
    visible = commitments_on(plan.commitments.visible_to(user, on), plan, on)
    theirs = [one for one in visible if can_edit_report(user, one.commitment, period, on)]
    found = period.reports.filter(commitment__in=[one.commitment.pk for one in theirs])
    reports = {report.commitment_id: report for report in found.prefetch_related("links")}
    drafts = drafts_of(reports.values())
    in_hand = []
    for one in theirs:
        report = reports.get(one.commitment.pk)
        if report:
            report.commitment, report.period = one.commitment, period
        lines = lines_in(one, period, report, drafts)
        in_hand.append(InHand(one, period, report, lines, reasons_not_to_write(report, period, on)))
    return in_hand


# ---- As cells -------------------------------------------------------------------------------------------


def offered(line: Line) -> Declared:
    """What stands in a milestone's open cells: what is kept, else where it stood, to be gone on from."""
    return line.draft or (replace(line.before, note="", evidence=()) if line.before else NOTHING)


def cells_of(said: Declared) -> dict[str, str]:
    """What is said of a milestone, as its open cells show it."""
    shown = next((link for link in said.evidence if not is_file(link)), None)
    return {
        "stage": word_of(type(said.stage), said.stage) if said.stage else "",
        "reason": word_of(type(said.reason), said.reason) if said.reason else "",
        "reason_words": said.reason_words,
        "expected_on": str(NOT_KNOWN) if said.expected_not_known else date_in_a_cell(said.expected_on),
        "completed_on": date_in_a_cell(said.completed_on),
        "evidence_url": shown.url if shown else "",
        "evidence_title": shown.title if shown else "",
        "note": said.note,
    }


def is_file(link) -> bool:
    """Files do not travel in a workbook: they stay beside what they show."""
    return bool(getattr(link, "file", ""))


def closed_cells(in_hand: InHand, line: Line) -> dict[str, str]:
    """What a milestone's row says only to be read."""
    stage = line.before and line.before.stage
    return {
        "commitment": in_hand.number,
        "milestone": f"{in_hand.number}.{line.number}",
        "title": line.standing.title,
        "due": line.standing.due.words,
        "last": word_of(type(stage), stage) if stage else _("Not reported"),
    }


def closed_cells_of_texts(in_hand: InHand) -> dict[str, str]:
    return {"commitment": in_hand.number, "title": in_hand.one.title}


def milestone_rows(reports: Iterable[InHand]) -> list[Row]:
    return [
        Row(closed_cells(one, line) | cells_of(offered(line)) | {KEY: str(milestone_key(one, line))})
        for one in reports
        if not one.not_now
        for line in one.open_lines
    ]


def text_rows(reports: Iterable[InHand]) -> list[Row]:
    return [
        Row(closed_cells_of_texts(one) | one.texts | {KEY: str(texts_key(one))})
        for one in reports
        if not one.not_now
    ]


# ---- What tells a row from the others, and what was read when it was made -----------------------------


@dataclass(frozen=True)
class Key:
    """Whose row it is, and a digest of what stood there when it was downloaded."""

    plan: str
    period: str
    commitment: str
    milestone: str
    read: str

    def __str__(self) -> str:
        return "/".join((self.plan, self.period, self.commitment, self.milestone, self.read))

    @classmethod
    def parse(cls, text: str) -> Key | None:
        parts = text.strip().split("/")
        return cls(*parts) if len(parts) == 5 else None

    @property
    def about(self) -> tuple[str, str, str, str]:
        return self.plan, self.period, self.commitment, self.milestone


TEXTS_ROW = "texts"


def milestone_key(in_hand: InHand, line: Line) -> Key:
    return _key(in_hand, str(line.number), [digest_of(line.draft), digest_of(line.before)])


def texts_key(in_hand: InHand) -> Key:
    return _key(in_hand, TEXTS_ROW, in_hand.texts)


def _key(in_hand: InHand, milestone: str, read: object) -> Key:
    digest = hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()[:16]
    return Key(in_hand.period.plan.slug, in_hand.period.slug, in_hand.number, milestone, digest)


def left_out(reports: Sequence[InHand]) -> list[tuple[str, str]]:
    """The commitments whose report cannot be written now, each with why."""
    return [
        (_("Commitment %(number)s") % {"number": one.number}, " ".join(str(why) for why in one.not_now))
        for one in reports
        if one.not_now
    ]
