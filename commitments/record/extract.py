"""What was published about some commitments for a period, as a paper: for a briefing, in minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.models import ActionPlan, ReportingPeriod
from plans.papers import Block, Heading, Paragraph, Points, Table, blocks_of

from ..choices import LeadRole, Stage, Timeliness
from ..models import DateChange, ProgressReport
from ..models.milestones import Standing
from ..rules import day_reported_for
from ..words import delay_words, stage_words, timeliness_words
from .day import CommitmentOnDay, PlanOnDay, commitments_on


def extract(commitments, plan: ActionPlan, period: ReportingPeriod, on: date) -> Iterator[Block]:
    """Stages, what changed, what is late and why, of some commitments of a plan on a period's last day.

    Only what is published speaks; `on` is today, for a period that still runs.
    """
    day = day_reported_for(period.ends_on, on)
    found = commitments_on(commitments, plan, day)
    reports = _reports(found, period)
    yield Heading(plan.title)
    yield Paragraph(
        _("%(period)s, as published by %(day)s. Stages are those of %(last)s.")
        % {"period": period.words, "day": _day(on), "last": _day(day)}
    )
    if plan.is_invented:
        yield Paragraph(_("Invented example."))
    yield Paragraph(_in_short(PlanOnDay(plan, day, found)))
    for one in found:
        yield from _commitment(one, period, reports.get(one.commitment.pk))


def _reports(found: Sequence[CommitmentOnDay], period: ReportingPeriod) -> dict[int, ProgressReport]:
    of_them = [one.commitment.pk for one in found]
    reports = ProgressReport.objects.published().filter(period=period, commitment__in=of_them)
    return {report.commitment_id: report for report in reports.prefetch_related("links")}


def _in_short(record: PlanOnDay) -> str:
    """ "Of 12 milestones 3 are completed; 2 are overdue." """
    counts = record.stages
    said = [
        _("%(stage)s: %(count)s") % {"stage": stage.label, "count": counts[stage]}
        for stage in Stage
        if counts[stage]
    ]
    if counts[None]:
        said.append(_("not reported: %(count)s") % {"count": counts[None]})
    overdue = record.timeliness[Timeliness.OVERDUE]
    said.append(_("overdue: %(count)s") % {"count": overdue})
    return _("%(count)s milestones. %(said)s.") % {"count": len(record.live), "said": "; ".join(said)}


def _commitment(
    one: CommitmentOnDay, period: ReportingPeriod, report: ProgressReport | None
) -> Iterator[Block]:
    yield Heading(f"{one.commitment.number}  {one.title}", 2)
    between = one.commitment.leads_between(period.starts_on, period.ends_on)
    leads = [lead.agency.name for lead in between if lead.role == LeadRole.LEAD]
    if leads:
        yield Paragraph(_("Lead: %(agencies)s") % {"agencies": ", ".join(dict.fromkeys(leads))})
    before = period.starts_on - timedelta(days=1)
    head = [_("Milestone"), _("Stage"), _("Timeliness"), _("Due"), _("Why, and what is expected")]
    if one.standings:
        yield Table(head, [_row(standing, before) for standing in one.standings])
    if changes := list(_changes(one, before)):
        yield Heading(_("What changed"), 3)
        yield Points(changes)
    if report is None:
        yield Paragraph(_("No report is published for this period."))
    elif report.nothing_to_report:
        yield Paragraph(_("Reported: nothing to report."))
    else:
        yield from _texts(report)


def _row(standing: Standing, before: date) -> list[str]:
    """Number and title, stage then and now, timeliness, the due date, the reason."""
    why = delay_words(standing.update) if standing.stage == Stage.DELAYS else ""
    note = standing.update.note if standing.update and standing.update.as_of_last > before else ""
    return [
        f"{standing.milestone.full_number} {standing.title}",
        _stages(standing, before),
        timeliness_words(standing),
        standing.due.words,
        "\n".join(filter(None, [why, note])),
    ]


def _stages(standing: Standing, before: date) -> str:
    then = standing.milestone.standing_on(before, standing.plan_ends)
    if then.stage == standing.stage or not then.is_part_of_the_plan:
        return stage_words(standing)
    words = {"now": stage_words(standing), "before": stage_words(then).lower()}
    return _("%(now)s (was: %(before)s)") % words


def _changes(one: CommitmentOnDay, before: date) -> Iterator[str]:
    """Dates that moved, milestones that came or went, and words that changed in the period."""
    for standing in one.standings:
        number = standing.milestone.full_number
        for change in standing.moves:
            if change.moved_last > before:
                words = {"number": number, "kind": change.get_kind_display(), "why": _why(change)}
                words |= {"before": change.before.words, "after": change.after.words}
                yield _("%(number)s, %(kind)s: %(before)s, now %(after)s. %(why)s") % words
        then = standing.milestone.standing_on(before, standing.plan_ends)
        if not then.is_part_of_the_plan:
            yield _("%(number)s was added.") % {"number": number}
        if standing.is_withdrawn and not then.is_withdrawn:
            yield _("%(number)s was withdrawn.") % {"number": number}
        if then.title != standing.title:
            yield _("%(number)s is worded anew: %(title)s") % {"number": number, "title": standing.title}
    for change in one.rewordings:
        if change.changed_on.last > before:
            yield _("The wording of commitment %(number)s changed.") % {"number": one.commitment.number}
            break


def _why(change: DateChange) -> str:
    """The amendment and its reason, in plain words."""
    name = change.amendment.name if change.amendment else ""
    return ". ".join(filter(None, [name, change.why])) or _("Reason not stated in the source.")


def _texts(report: ProgressReport) -> Iterator[Block]:
    labels = {"doing": _("What was done"), "next": _("What comes next"), "reflection": _("Reflection")}
    for name, label in labels.items():
        if text := getattr(report, name):
            yield Heading(label, 3)
            yield from blocks_of(text, level=4)
    if links := list(report.links.all()):
        yield Heading(_("Links"), 3)
        yield Points([f"{link} ({link.url})" if link.title else link.url for link in links])


def _day(day: date) -> str:
    return date_format(day, "j F Y")
