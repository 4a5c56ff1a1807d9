"""Promises and progress are brought in from a plan document."""

from __future__ import annotations

from django.utils.translation import gettext as _

from plans.dates import StatedDate
from plans.document import Intake

from ..choices import DelayReason, ReportState, Stage
from ..models import (
    Commitment,
    DateChange,
    Lead,
    Milestone,
    ProgressReport,
    ReportCorrection,
    StageUpdate,
    WordingChange,
)
from ..models.commitments import WORDED
from ..models.milestones import WORDED as MILESTONE_TEXTS
from ..operations.stages import append_stage, show_evidence
from ..rules import Declared, Link
from . import indicators
from .shapes import TEXTS


def read(document: dict, intake: Intake) -> None:
    """Bring in commitments and everything under them: whatever of it is not there yet."""
    entries = document.get("commitments", ())
    for place, entry in enumerate(entries):
        _read_commitment(f"commitments[{place}]", entry, intake)


def _read_commitment(path: str, entry: dict, intake: Intake) -> None:
    commitment = intake.plan.commitments.filter(number=entry["number"]).first()
    if commitment is None:
        parent = None
        if entry.get("parent"):
            parent = intake.plan.commitments.filter(number=entry["parent"]).first()
            if parent is None:
                intake.refuse(f"{path}.parent", _("no such commitment before this one"))
        row = Commitment(
            plan=intake.plan,
            number=entry["number"],
            parent=parent,
            **{name: entry.get(name, "") for name in TEXTS},
            values=entry.get("values", []),
            challenges=entry.get("challenges", []),
            work=entry.get("work", ""),
            resources=entry.get("resources", ""),
            resources_public=bool(entry.get("resources")),
            **_agreed(path, entry, intake),
            **intake.sourced(path, entry),
            **intake.published(path, entry),
        )
        commitment = intake.add(path, row)
    if commitment is None:
        return
    for place, lead in enumerate(entry.get("leads", ())):
        _read_lead(f"{path}.leads[{place}]", lead, commitment, intake)
    _read_changes(path, entry, intake, commitment=commitment)
    reports = {}
    for place, report in enumerate(entry.get("reports", ())):
        reports[report["period"]] = _read_report(f"{path}.reports[{place}]", report, commitment, intake)
    for place, milestone in enumerate(entry.get("milestones", ())):
        _read_milestone(f"{path}.milestones[{place}]", milestone, commitment, reports, intake)
    for place, indicator in enumerate(entry.get("indicators", ())):
        indicators.read_indicator(f"{path}.indicators[{place}]", indicator, commitment, intake)


def _agreed(path: str, entry: dict, intake: Intake) -> dict:
    """The columns of the agreed dates."""
    columns = {}
    for name in ("agreed_starts", "agreed_due"):
        date = _stated(f"{path}.{name}", entry.get(name), intake)
        columns |= {f"{name}_on": date.on, f"{name}_text": date.text}
    return columns


def _stated(path: str, said: dict | None, intake: Intake) -> StatedDate:
    said = said or {}
    return StatedDate(intake.date(f"{path}.on", said.get("on")), said.get("text", ""))


def _amendment(path: str, slug: str | None, intake: Intake):
    amendment = intake.plan.amendments.filter(slug=slug).first() if slug else None
    if slug and amendment is None:
        intake.refuse(path, _("no such amendment in this document"))
    return amendment


def _read_lead(path: str, entry: dict, commitment: Commitment, intake: Intake) -> None:
    agency = intake.agency(f"{path}.agency", entry["agency"])
    if agency is None:
        return
    from_on = intake.day(f"{path}.from_on", entry.get("from_on"))
    if commitment.leads.published().filter(agency=agency, role=entry["role"], from_on=from_on).exists():
        return
    lead = Lead(
        commitment=commitment,
        agency=agency,
        role=entry["role"],
        office=entry.get("office", ""),
        from_on=from_on,
        until_on=intake.day(f"{path}.until_on", entry.get("until_on")),
        reason=entry.get("reason", ""),
        position=commitment.leads.count() + 1,
        published_in=intake.edition,
        **intake.sourced(path, entry),
    )
    intake.add(path, lead)


def _read_changes(path: str, entry: dict, intake: Intake, **of) -> None:
    """The changes of dates and words of a commitment or a milestone."""
    thing = of.get("milestone") or of["commitment"]
    for place, said in enumerate(entry.get("date_changes", ())):
        _read_date_change(f"{path}.date_changes[{place}]", said, thing, intake)
    for place, said in enumerate(entry.get("wording_changes", ())):
        _read_wording_change(f"{path}.wording_changes[{place}]", said, thing, intake, **of)


def _read_date_change(path: str, entry: dict, thing, intake: Intake) -> None:
    amendment = _amendment(f"{path}.amendment", entry.get("amendment"), intake)
    moved_on = intake.past(f"{path}.moved_on", entry["moved_on"])
    if moved_on is None:
        return
    known = thing.date_changes.filter(kind=entry["kind"], amendment=amendment, moved_last=moved_on.last)
    if known.exists():
        return
    before = _stated(f"{path}.before", entry.get("before"), intake)
    after = _stated(f"{path}.after", entry["after"], intake)
    change = DateChange(
        **{thing._meta.model_name: thing},
        amendment=amendment,
        kind=entry["kind"],
        before_on=before.on,
        before_text=before.text,
        after_on=after.on,
        after_text=after.text,
        moved_on=moved_on,
        reason=entry.get("reason", ""),
        **intake.sourced(path, entry),
        **intake.published(path, entry),
    )
    intake.add(path, change)


def _read_wording_change(path: str, entry: dict, thing, intake: Intake, **of) -> None:
    """A change of words, and the row that holds the words of today."""
    field, before, after = entry["field"], entry.get("before", ""), entry.get("after", "")
    amendment = _amendment(f"{path}.amendment", entry["amendment"], intake)
    changes = thing.wording_changes.filter(milestone=of.get("milestone"))
    if amendment is None or changes.filter(amendment=amendment, field=field).exists():
        return
    if field not in (MILESTONE_TEXTS if "milestone" in of else WORDED):
        intake.refuse(f"{path}.field", _("not a field with words that an amendment may change"))
        return
    if getattr(thing, field) not in (before, after):
        intake.refuse(f"{path}.before", _("these words stand neither before nor after the change"))
        return
    change = WordingChange(
        **of,
        amendment=amendment,
        field=field,
        before=before,
        after=after,
        **intake.published(path, entry),
    )
    if intake.add(path, change) and getattr(thing, field) == before:
        setattr(thing, field, after)
        intake.mend(f"{path}.after", thing)


def _read_report(path: str, entry: dict, commitment: Commitment, intake: Intake) -> ProgressReport | None:
    period = intake.plan.periods.filter(slug=entry["period"]).first()
    if period is None:
        intake.refuse(f"{path}.period", _("no such period in this document"))
        return None
    known = commitment.reports.filter(period=period).first()
    if known and known.is_published:
        _read_corrections(path, entry, known, intake)
        return known
    if known:
        intake.refuse(path, _("an unpublished report for this period is being written here"))
        return None
    if entry.get("nothing_to_report") and any(entry.get(name) for name in ("doing", "next", "reflection")):
        intake.refuse(f"{path}.nothing_to_report", _("a report of nothing says nothing else"))
        return None
    report = ProgressReport(
        commitment=commitment,
        period=period,
        state=ReportState.PUBLISHED,
        nothing_to_report=entry.get("nothing_to_report", False),
        doing=entry.get("doing", ""),
        next=entry.get("next", ""),
        reflection=entry.get("reflection", ""),
        **intake.sourced(path, entry),
        **intake.published(path, entry),
    )
    report = intake.add(path, report)
    if report:
        intake.attempt(f"{path}.links", show_evidence, links=_links(entry.get("links")), report=report)
        _read_corrections(path, entry, report, intake)
    return report


def _read_corrections(path: str, entry: dict, report: ProgressReport, intake: Intake) -> None:
    """The corrections that are not there yet; the last of each text says what the report says today."""
    corrections, known = entry.get("corrections", ()), report.corrections.published().count()
    for place, said in enumerate(corrections, start=1):
        at = f"{path}.corrections[{place - 1}]"
        if said["number"] != place:
            intake.refuse(f"{at}.number", _("corrections are numbered without gaps; next is %s") % place)
        elif place > known:
            row = ReportCorrection(
                report=report,
                field=said["field"],
                before=said.get("before", ""),
                after=said.get("after", ""),
                reason=said["reason"],
                written_words=said["written_by"],
                written_at=intake.now,
                **intake.published(at, said),
            )
            intake.add(at, row)
    today = {said["field"]: said.get("after", "") for said in corrections}
    for name, words in today.items():
        if entry.get(name, "") != words:
            intake.refuse(f"{path}.{name}", _("the last correction of these words says otherwise"))
    if any(getattr(report, name) != words for name, words in today.items()):
        for name, words in today.items():
            setattr(report, name, words)
        intake.mend(path, report)


def _read_milestone(path: str, entry: dict, commitment: Commitment, reports: dict, intake: Intake) -> None:
    milestone = commitment.milestones.filter(number=entry["number"]).first()
    if milestone is None:
        row = Milestone(
            commitment=commitment,
            number=entry["number"],
            title=entry["title"],
            description=entry.get("description", ""),
            added_by=_amendment(f"{path}.added_by", entry.get("added_by"), intake),
            split_from=_split_from(f"{path}.split_from", entry.get("split_from"), commitment, intake),
            withdrawn_by=_amendment(f"{path}.withdrawn_by", entry.get("withdrawn_by"), intake),
            **_agreed(path, entry, intake),
            **intake.sourced(path, entry),
            **intake.published(path, entry),
        )
        milestone = intake.add(path, row)
    elif entry.get("withdrawn_by") and milestone.withdrawn_by is None:
        milestone.withdrawn_by = _amendment(f"{path}.withdrawn_by", entry["withdrawn_by"], intake)
        if intake.mend(f"{path}.withdrawn_by", milestone):
            intake.added.append(f"{path}.withdrawn_by")
    if milestone is None:
        return
    _read_changes(path, entry, intake, commitment=commitment, milestone=milestone)
    for place, said in enumerate(entry.get("updates", ())):
        _read_update(f"{path}.updates[{place}]", said, milestone, reports, intake)


def _split_from(path: str, number: int | None, commitment: Commitment, intake: Intake) -> Milestone | None:
    whole = commitment.milestones.filter(number=number).first() if number else None
    if number and whole is None:
        intake.refuse(path, _("no such milestone before this one"))
    return whole


def _read_update(path: str, entry: dict, milestone: Milestone, reports: dict, intake: Intake) -> None:
    if milestone.updates.filter(entry=entry["entry"]).exists():
        return
    corrects = None
    if entry.get("corrects"):
        corrects = milestone.updates.filter(entry=entry["corrects"]).first()
        if corrects is None:
            intake.refuse(f"{path}.corrects", _("no such entry before this one"))
    report = None
    if entry.get("period"):
        report = reports.get(entry["period"])
        if report is None:
            intake.refuse(f"{path}.period", _("no report for this period in this document"))
    as_of_on = intake.past(f"{path}.as_of", entry["as_of"])
    if as_of_on is None:
        return
    if corrects and corrects.as_of_on != as_of_on:
        intake.refuse(f"{path}.as_of", _("a correction takes the day of what it corrects"))
        return
    update = StageUpdate(
        milestone=milestone,
        report=report,
        as_of_on=as_of_on,
        corrects=corrects,
        why_corrected=entry.get("why_corrected", ""),
        written_words=entry.get("written_by", ""),
        **intake.sourced(path, entry),
        **intake.published(path, entry),
    )
    said = Declared(
        stage=Stage(entry["stage"]),
        note=entry.get("note", ""),
        reason=DelayReason(entry["reason"]) if entry.get("reason") else None,
        reason_words=entry.get("reason_words", ""),
        expected_on=intake.date(f"{path}.expected_on", entry.get("expected_on")),
        expected_not_known=entry.get("expected_not_known", False),
        completed_on=intake.past(f"{path}.completed_on", entry.get("completed_on")),
        evidence=_links(entry.get("evidence")),
    )
    appended = intake.attempt(path, append_stage, update=update, said=said, edition=intake.edition)
    if appended and appended.entry != entry["entry"]:
        intake.refuse(f"{path}.entry", _("entries are numbered without gaps; next is %s") % appended.entry)


def _links(entries) -> tuple[Link, ...]:
    return tuple(Link(entry["url"], entry.get("title", "")) for entry in entries or ())
