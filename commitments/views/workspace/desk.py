"""What every page about one report has in hand: the commitment, the period, the report and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.forms import Problem
from plans.kept import Difference
from plans.models import Agency, ReportingPeriod, User
from plans.permissions import agencies_served, can_coordinate
from plans.rules import Reason

from ...choices import ReportState
from ...forms import ReportForm, TextsForm
from ...models import Commitment, Presence, ProgressReport
from ...operations.decisions import reasons_not_to_return, reasons_not_to_sign, who_may_sign
from ...operations.reports import (
    ReportContent,
    content_of,
    missing_in,
    reasons_not_to_write,
    what_is_new,
)
from ...permissions import (
    approvers_of,
    can_correct_report,
    can_edit_report,
    can_publish_report,
    can_sign_report,
    can_submit_report,
    can_take_back_report,
)
from ...record.rounds import Line, lines_of, report_before
from ...rules import NO_LONGER_LEADS, NOT_A_LEAD, NOT_AN_EDITOR, TEXTS, Declared
from ...words.compared import Compared, milestone_label, since_sent_back, texts_beside
from ...words.workspace import report_lede


@dataclass
class Desk:
    """One report as one person has it in hand on a day; 404 where it is not theirs to know."""

    commitment: Commitment
    period: ReportingPeriod
    report: ProgressReport | None
    user: User
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest, plan: str, number: str, period: str) -> Desk:
        now = timezone.now()
        on = timezone.localdate(now)
        visible = Commitment.objects.published().visible_to(request.user, on)
        commitment = get_object_or_404(
            visible.with_leads(on).with_changes().select_related("plan"), plan__slug=plan, number=number
        )
        found = get_object_or_404(ReportingPeriod, plan=commitment.plan, slug=period)
        found.plan = commitment.plan
        desk = cls(commitment, found, None, request.user, now)
        desk.read_again()
        return desk

    def read_again(self) -> None:
        """Take up what is saved by now."""
        reports = self.commitment.reports.with_last_save().filter(period=self.period)
        self.report = reports.select_related("submitted_by", "approved_by", "published_in__by").first()
        if self.report:
            self.report.commitment, self.report.period = self.commitment, self.period
        for read in ("lines", "missing", "signers"):
            self.__dict__.pop(read, None)

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    @property
    def version(self) -> int:
        return self.report.version if self.report else 0

    # -- who

    @property
    def can_edit(self) -> bool:
        return can_edit_report(self.user, self.commitment, self.period, self.on)

    @property
    def can_submit(self) -> bool:
        return can_submit_report(self.user, self.commitment, self.period, self.on)

    @property
    def can_publish(self) -> bool:
        return can_publish_report(self.user, self.on)

    @property
    def can_correct(self) -> bool:
        """Whether this person may write corrections of what was published."""
        may = can_correct_report(self.user, self.commitment, self.period, self.on)
        return may and self.report is not None and self.report.is_published

    @property
    def is_approver(self) -> bool:
        """Whether this person signs off for an agency that leads in the period."""
        return can_sign_report(self.user, self.commitment, self.period, self.on)

    @cached_property
    def signers(self) -> list[User]:
        """On whom the report waits before the coordinator."""
        return who_may_sign(self.report, self.on) if self.report else []

    @property
    def next_signers(self) -> list[User]:
        """On whom the report would wait if this person sent it now."""
        if can_coordinate(self.user, self.on):
            return []
        return approvers_of(self.commitment, self.period, self.on, besides=self.user.pk)

    @property
    def waits_for_you(self) -> bool:
        """Whether this person can sign the report off, or send it back instead."""
        return self.user in self.signers

    @property
    def not_sign(self) -> list[Reason]:
        return reasons_not_to_sign(self.report, self.user, self.on)

    @property
    def can_take_back(self) -> bool:
        """Whether this person may go on writing what was sent."""
        may = self.report and can_take_back_report(self.user, self.report, self.on)
        return bool(may) and not reasons_not_to_return(self.report, self.period)

    @property
    def not_you(self) -> Reason | None:
        """Why this person cannot write, or cannot send, in words."""
        if self.can_submit:
            return None
        if self.can_edit:
            return NOT_A_LEAD
        return NO_LONGER_LEADS if agencies_served(self.user, self.on, Role.EDITOR) else NOT_AN_EDITOR

    @property
    def leads(self) -> list[Agency]:
        """The agencies that lead or support in the period, leads first."""
        between = self.commitment.leads_between(self.period.starts_on, self.period.ends_on)
        return list(dict.fromkeys(lead.agency for lead in between))

    # -- what

    @property
    def not_now(self) -> list[Reason]:
        return reasons_not_to_write(self.report, self.period, self.on)

    @property
    def is_sent(self) -> bool:
        return bool(self.report) and not self.report.is_being_written

    @property
    def is_waiting(self) -> bool:
        """Whether it is sent, and nobody has decided yet what becomes of it."""
        return self.is_sent and self.report.state != ReportState.PUBLISHED

    @property
    def is_saved_today(self) -> bool:
        return timezone.localdate(self.report.saved_at) == self.on

    @property
    def others(self) -> list[Presence]:
        """Who else has the form open right now."""
        there = Presence.objects.filter(commitment=self.commitment, period=self.period)
        return list(there.beside(self.user, now=self.now))

    @property
    def title(self) -> str:
        return self.commitment.wording_on(self.on)["title"]

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.commitment, self.period, self.on, self.report)

    @property
    def lede(self) -> str:
        return report_lede(self.report, self.lines, waits_for_you=self.waits_for_you)

    @cached_property
    def before(self) -> ProgressReport | None:
        return report_before(self.commitment, self.period)

    @property
    def texts_before(self) -> dict[str, str]:
        """What the report before says, for the texts that this one asks for."""
        return {name: getattr(self.before, name) for name in self.texts} if self.before else {}

    @property
    def has_texts_before(self) -> bool:
        return any(self.texts_before.values())

    @property
    def labelled_texts(self) -> list[tuple[str, str]]:
        """The texts that this report is made of, with their labels."""
        return [(name, TextsForm.base_fields[name].label) for name in self.texts]

    @property
    def report_texts(self) -> dict[str, str]:
        return {name: getattr(self.report, name) for name in self.texts} if self.report else {}

    @property
    def changed_since_sent_back(self) -> list[Compared]:
        """What differs from what was sent back, before and after: stages, texts, links."""
        now = self.kept
        return since_sent_back(
            self.report, stages=now.stages, links=now.links, lines=self.lines, labels=self.labelled_texts
        )

    @property
    def compared_texts(self) -> list[Compared]:
        """Each text of this report beside that of the report before."""
        return texts_beside(self.before, self.report, self.labelled_texts)

    @property
    def texts(self) -> tuple[str, ...]:
        return TEXTS[self.period.kind]

    @property
    def kept(self) -> ReportContent:
        return content_of(self.report) if self.report else ReportContent()

    @cached_property
    def missing(self) -> list[Reason]:
        """What the report still needs; before it is begun, everything."""
        report = self.report or ProgressReport(commitment=self.commitment, period=self.period)
        return missing_in(report, self.on)

    def form(self, data=None, **kwargs) -> ReportForm:
        return ReportForm(
            kind=self.period.kind, lines=self.lines, kept=self.kept, on=self.on, data=data, **kwargs
        )

    # -- where

    def url(self, page: str = "workspace-report") -> str:
        return reverse(page, args=[self.commitment.plan.slug, self.commitment.number, self.period.slug])

    def crumbs(self, *more: str) -> list[dict]:
        plan = self.commitment.plan
        here = [*more] or [self.period.words]
        trail = [
            {"url": reverse("workspace"), "label": _("Reports")},
            {"url": reverse("workspace-board", args=[plan.slug]), "label": plan.short_title},
        ]
        if more:
            trail.append({"url": self.url(), "label": self.period.words})
        return [*trail, *({"url": "", "label": label} for label in here)]

    def page(self, **more) -> dict:
        """What every template about this report reads."""
        return {"desk": self, "crumbs": self.crumbs(), **more}


def problems_of(form: ReportForm, reasons: list[Reason]) -> list[Problem]:
    """The error summary: what could not be kept, then what is missing; each field once."""
    seen = {problem.href for problem in form.problems}
    return form.problems + [problem for problem in form.to_mend(reasons) if problem.href not in seen]


def differences(desk: Desk, form: ReportForm) -> list[Difference]:
    """Where what is saved and what was typed differ, in the order of the page."""
    theirs, yours = desk.kept, what_is_new(form.content, desk.lines)
    found = []
    for line in desk.lines:
        label = milestone_label(line)
        nothing = Declared(stage=None)
        sides = theirs.stages.get(line.number, nothing), yours.stages.get(line.number, nothing)
        found.append(Difference(label, f"#milestone-{line.number}", *sides))
    for name in form.texts.fields:
        label = form.texts.fields[name].label
        found.append(Difference(label, f"#{name}", getattr(theirs, name), getattr(yours, name)))
    found.append(Difference(_("Links"), "#links", theirs.links, yours.links))
    return [one for one in found if one.theirs != one.yours]
