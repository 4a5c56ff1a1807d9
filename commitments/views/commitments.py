"""Public pages of a commitment and its progress reports."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from plans.http import day_asked, day_query, public
from plans.models import ActionPlan, ReportingPeriod

from ..choices import DateKind, LeadRole, Timeliness
from ..models import Commitment, DateChange, ProgressReport, ReportCorrection
from ..models.milestones import Standing
from ..record.day import CommitmentOnDay, commitments_on
from ..record.history import Entry, history_of, report_day, unchanged_in
from ..record.indicators import indicators_on
from ..record.news import period_before
from ..record.rounds import missed_by
from ..words import lateness


@public
def commitment(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """A promise: who keeps it, how it stands, what was reported, and everything that changed."""
    on = day_asked(request)
    plan = _published_plan(plan)
    family = commitments_on(plan.commitments.filter(Q(number=number) | Q(parent__number=number)), plan, on)
    one = next((found for found in family if found.commitment.number == number), None)
    if one is None:
        raise Http404
    reports = list(_reports(one.commitment).known_on(on))
    history = history_of(one, reports)
    siblings = _siblings(one.commitment)
    query = day_query(request, on)
    return render(
        request,
        "commitments/commitment_detail.html",
        {
            "plan": plan,
            "one": one,
            "commitment": one.commitment,
            "on": on,
            "is_today": on == timezone.localdate(),
            "query": query,
            "parent": _parent(one.commitment),
            "leads": _with_role(one.leads, LeadRole.LEAD),
            "coming": _coming(one.commitment, on),
            "supporting": _with_role(one.leads, LeadRole.SUPPORTING),
            "values": [plan.value_label(code) for code in one.commitment.values],
            "challenges": [plan.challenge_label(code) for code in one.commitment.challenges],
            "moved_from": _agreed_before(one),
            "has_reasons": _has_reasons(one),
            "parts": [found for found in family if found is not one],
            "rows": _rows(one.standings, reports),
            "indicators": indicators_on([one.commitment], on)[one.commitment.pk],
            "has_expected": any(_expects(standing) for standing in one.standings),
            "reports": reports,
            "missed": missed_by([one], on),
            "stages_by_report": _stages_by_report(one, reports),
            "reports_in_order": reports[::-1],
            "changed": _changed_since(history, period_before(plan, on)),
            "history": history,
            "siblings": siblings,
            **_around(siblings, one.commitment, _commitment_link(on, query)),
            "before_the_plan": plan.starts_first is not None and on < plan.starts_first,
        },
    )


@public
def report(request: HttpRequest, plan: str, number: str, period: str) -> HttpResponse:
    """What was reported on a commitment for a period, as it was then."""
    plan = _published_plan(plan)
    commitment = get_object_or_404(plan.commitments.published(), number=number)
    reports = list(_reports(commitment))
    report = next((found for found in reports if found.period.slug == period), None)
    if report is None:
        raise Http404
    on = report_day(report)
    [one] = commitments_on(plan.commitments.filter(number=number), plan, on)
    earlier = next((found for found in reports if report_day(found) < on), None)
    leads = one.commitment.leads_between(report.period.starts_on, report.period.ends_on)
    return render(
        request,
        "commitments/report_detail.html",
        {
            "plan": plan,
            "one": one,
            "commitment": one.commitment,
            "report": report,
            "on": on,
            "leads": _with_role(leads, LeadRole.LEAD),
            "supporting": _with_role(leads, LeadRole.SUPPORTING),
            "earlier": earlier,
            "lines": _lines(one, report, earlier),
            "corrections": report.corrections_published,
            **_around(reports[::-1], report, _report_link),
        },
    )


def _published_plan(slug: str) -> ActionPlan:
    return get_object_or_404(
        ActionPlan.objects.published().select_related("source", "published_in"), slug=slug
    )


def _reports(commitment: Commitment):
    """The published reports of a commitment, newest first."""
    found = commitment.reports.published().select_related("period", "source", "published_in")
    corrections = ReportCorrection.objects.published().select_related("published_in").order_by("pk")
    return found.prefetch_related(
        "links", Prefetch("corrections", queryset=corrections, to_attr="corrections_published")
    ).order_by("-period__ends_on", "-period__starts_on")


def _parent(commitment: Commitment) -> Commitment | None:
    """What it is a part of, where that is published."""
    parent = commitment.parent
    if parent is None or not parent.is_published:
        return None
    parent.plan = commitment.plan
    return parent


def _coming(commitment: Commitment, on: date) -> list:
    """Who leads from a later day on, as far as it is public today; what stood earlier is left as it stood."""
    leads = _with_role(commitment.published_leads, LeadRole.LEAD) if on == timezone.localdate() else []
    return [lead for lead in leads if lead.from_on and lead.from_on > on]


def _with_role(leads, role: LeadRole) -> list:
    return [lead for lead in leads if lead.role == role]


# ---- What stands before and after --------------------------------------------------------------------


def _siblings(commitment: Commitment) -> list[Commitment]:
    """The commitments of the plan, or the parts of the same one, in their order."""
    found = commitment.plan.commitments.published().filter(parent=commitment.parent_id)
    return list(found.with_changes())


def _around(things: list, this, link) -> dict:
    """What stands before and after this thing, as the pager shows it."""
    at = things.index(this)
    before, after = things[:at][-1:], things[at + 1 :][:1]
    return {"previous": link(*before) if before else None, "next": link(*after) if after else None}


def _commitment_link(on: date, query: str):
    """Links to commitments as they were worded on the day, keeping the day."""

    def link(commitment: Commitment) -> dict[str, str]:
        part = commitment.parent_id
        label = _("Part %(number)s") if part else _("Commitment %(number)s")
        return {
            "url": f"{commitment.get_absolute_url()}{query}",
            "label": label % {"number": commitment.number},
            "title": commitment.wording_on(on)["title"],
        }

    return link


def _report_link(report: ProgressReport) -> dict[str, str]:
    return {
        "url": report.get_absolute_url(),
        "label": capfirst(report.period.get_kind_display()),
        "title": report.period.words,
    }


def _agreed_before(one: CommitmentOnDay) -> str:
    """The agreed days of a commitment where they have moved since, in words."""
    starts, due = one.agreed_starts, one.agreed_due
    if (starts, due) == (one.starts, one.due):
        return ""
    return _("%(start)s to %(end)s") % {"start": starts.words, "end": due.words}


def _has_reasons(one: CommitmentOnDay) -> bool:
    words = one.words
    has_resources = one.commitment.resources_public and words["resources"]
    return bool(words["objective"] or words["status_quo"] or words["ambition"] or has_resources)


# ---- Milestones as the page shows them -----------------------------------------------------------


@dataclass
class Move:
    """What one decision did to a milestone's dates."""

    change: DateChange
    starts: DateChange | None = None
    due: DateChange | None = None
    says_reason: bool = True

    @property
    def reason(self) -> str:
        return self.change.why


@dataclass
class Row:
    """A milestone on the day, with what the page says below it."""

    standing: Standing
    confirmed: ProgressReport | None
    moves: list[Move]

    @property
    def confirmed_on(self) -> date:
        return report_day(self.confirmed)

    @property
    def has_more(self) -> bool:
        standing, milestone = self.standing, self.standing.milestone
        is_amended = self.moves or milestone.added_by_id or standing.is_withdrawn
        return bool(standing.update or is_amended or standing.words["description"])

    @property
    def late_by_agreed(self) -> str:
        """How late it would be by the agreed date, where the current one makes it on schedule."""
        standing, agreed = self.standing, self.standing.agreed_due.on
        is_saved = standing.has_moved and standing.timeliness == Timeliness.ON_SCHEDULE
        return lateness(agreed.last, standing.on) if is_saved and agreed and agreed.last < standing.on else ""

    @property
    def report_url(self) -> str:
        report = self.standing.update.report
        report.commitment = self.standing.milestone.commitment
        return report.get_absolute_url()


def _rows(standings: list[Standing], reports: list[ProgressReport]) -> list[Row]:
    """Each milestone with the newest report that left it as it stood; a shared reason is said once."""
    confirmed = {}
    for found in reversed(reports):
        unchanged = unchanged_in(found, [standing.milestone for standing in standings])
        confirmed |= {milestone.pk: found for milestone in unchanged}
    said = set()
    rows = []
    for standing in standings:
        moves = _moves(standing)
        for move in moves:
            amendment = move.change.amendment_id
            move.says_reason = bool(move.change.reason) or amendment not in said
            said |= {amendment} - {None}
        rows.append(Row(standing, _after_the_update(confirmed.get(standing.milestone.pk), standing), moves))
    return rows


def _after_the_update(found: ProgressReport | None, standing: Standing) -> ProgressReport | None:
    """A confirmation counts for the stage that stands, not for one before it."""
    if found and standing.update and report_day(found) > standing.update.as_of_last:
        return found
    return None


def _moves(standing: Standing) -> list[Move]:
    moves: dict[tuple, Move] = {}
    for change in standing.moves:
        key = (change.amendment_id, change.moved_on, change.reason)
        move = moves.setdefault(key, Move(change))
        setattr(move, "due" if change.kind == DateKind.DUE else "starts", change)
    return list(moves.values())


def _expects(standing: Standing) -> bool:
    update = standing.update
    return bool(update and (update.expected_on or update.expected_not_known))


def _stages_by_report(one: CommitmentOnDay, reports: list[ProgressReport]) -> list[dict]:
    """The stage of each milestone at each report, oldest first; nothing where none was published."""
    if not any(milestone.updates_known for milestone in one.commitment.published_milestones):
        return []
    days = [(found, report_day(found)) for found in reversed(reports)]
    return [
        {
            "standing": standing,
            "cells": [
                {"report": found, "standing": standing.milestone.standing_on(day, one.plan.ends_on)}
                for found, day in days
            ],
        }
        for standing in one.standings
    ]


def _changed_since(history: list[Entry], period: ReportingPeriod | None) -> dict | None:
    """What changed since the last finished period began; None where none has finished."""
    if period is None:
        return None
    single = [part for entry in history for part in (entry.stages if entry.kind == "report" else [entry])]
    entries = [
        entry for entry in single if entry.kind != "plan" and entry.day and entry.day.last >= period.starts_on
    ]
    return {"period": period, "entries": entries}


@dataclass
class Line:
    """A milestone in a report: its stage then, the one before, and whether this report said so."""

    standing: Standing
    before: Standing | None
    is_said_here: bool
    is_confirmed: bool

    @property
    def has_changed(self) -> bool:
        return self.before is not None and self.before.stage != self.standing.stage


def _lines(one: CommitmentOnDay, report: ProgressReport, earlier: ProgressReport | None) -> list[Line]:
    unchanged = unchanged_in(report, one.commitment.published_milestones)
    day_before = earlier and report_day(earlier)
    lines = []
    for standing in one.standings:
        milestone = standing.milestone
        before = milestone.standing_on(day_before, one.plan.ends_on) if day_before else None
        is_said_here = any(update.report_id == report.pk for update in milestone.updates_known)
        lines.append(Line(standing, before, is_said_here, milestone in unchanged))
    return lines
