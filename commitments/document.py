"""The section of promises and progress in the plan document: read and write."""

from __future__ import annotations

from django.utils.translation import gettext as _

from plans.choices import GrandChallenge, OGPValue
from plans.dates import StatedDate
from plans.document import (
    DAY,
    LINKS,
    PARTIAL_DATE,
    PUBLISHED,
    SLUG,
    SOURCED,
    TEXT,
    TITLE,
    Intake,
    at_most,
    listed,
    publication_of,
    rows,
    shape,
    source_of,
    text_of,
)
from plans.fields import stated
from plans.models import ActionPlan, Amendment

from . import document_indicators as indicators
from .choices import DateKind, DelayReason, LeadRole, ReportState, ReportText, Stage, Work
from .models import (
    Commitment,
    DateChange,
    Evidence,
    Lead,
    Milestone,
    ProgressReport,
    ReportCorrection,
    StageUpdate,
    WordingChange,
)
from .models.commitments import WORDED
from .models.milestones import WORDED as MILESTONE_TEXTS
from .operations.stages import append_stage, show_evidence
from .rules import Declared, Link

# ---- Shapes -------------------------------------------------------------------------------------

STATED_DATE = shape({"on": PARTIAL_DATE, "text": at_most(100)})
AGREED = {"agreed_starts": STATED_DATE, "agreed_due": STATED_DATE}
DATE_CHANGES = rows(
    shape(
        {
            "kind": listed(DateKind),
            "amendment": SLUG,
            "before": STATED_DATE,
            "after": STATED_DATE,
            "moved_on": PARTIAL_DATE | {"description": "Its own day: the amendment's day of decision."},
            "reason": TEXT,
        }
        | SOURCED
        | PUBLISHED,
        required=("kind", "after", "moved_on"),
    )
)
WORDING_CHANGES = rows(
    shape(
        {"amendment": SLUG, "field": at_most(30), "before": TEXT, "after": TEXT} | PUBLISHED,
        required=("amendment", "field"),
    )
)
UPDATES = rows(
    shape(
        {
            "entry": {"type": "integer", "minimum": 1},
            "stage": listed(Stage),
            "as_of": PARTIAL_DATE,
            "period": SLUG | {"description": "The period of the progress report it belongs to."},
            "note": TEXT,
            "reason": listed(DelayReason),
            "reason_words": TEXT,
            "expected_on": PARTIAL_DATE,
            "expected_not_known": {"type": "boolean"},
            "completed_on": PARTIAL_DATE,
            "evidence": LINKS,
            "corrects": {"type": "integer", "minimum": 1},
            "why_corrected": TEXT,
            "written_by": TITLE | {"description": "Who wrote a correction: role, title and agency."},
        }
        | SOURCED
        | PUBLISHED,
        required=("entry", "stage", "as_of"),
    )
)
MILESTONES = rows(
    shape(
        {
            "number": {"type": "integer", "minimum": 1},
            "title": TITLE,
            "description": TEXT,
            "added_by": SLUG,
            "withdrawn_by": SLUG,
            "split_from": {"type": "integer", "minimum": 1}
            | {"description": "The milestone of this commitment that became this one and others."},
            "date_changes": DATE_CHANGES,
            "wording_changes": WORDING_CHANGES,
            "updates": UPDATES,
        }
        | AGREED
        | SOURCED
        | PUBLISHED,
        required=("number", "title"),
    )
)
CORRECTIONS = rows(
    shape(
        {
            "number": {"type": "integer", "minimum": 1},
            "field": listed(ReportText),
            "before": TEXT,
            "after": TEXT,
            "reason": TEXT,
            "written_by": TITLE,
        }
        | PUBLISHED,
        required=("number", "field", "reason", "written_by"),
    )
) | {"description": "Words that were corrected after they were published; the report holds today's."}
REPORTS = rows(
    shape(
        {
            "period": SLUG,
            "nothing_to_report": {"type": "boolean"},
            "doing": TEXT,
            "next": TEXT,
            "reflection": TEXT,
            "links": LINKS,
            "corrections": CORRECTIONS,
        }
        | SOURCED
        | PUBLISHED,
        required=("period",),
    )
)
SCHEMA = {
    "commitments": rows(
        shape(
            {
                "number": at_most(20) | {"pattern": r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$"},
                "parent": at_most(20),
                "title": TITLE,
                "promise": TEXT,
                "objective": TEXT,
                "status_quo": TEXT,
                "ambition": TEXT,
                "values": rows(listed(OGPValue)) | {"uniqueItems": True},
                "challenges": rows(listed(GrandChallenge)) | {"uniqueItems": True},
                "work": listed(Work),
                "others_involved": TEXT,
                "resources": TEXT,
                "leads": rows(
                    shape(
                        {
                            "agency": SLUG | {"maxLength": 100},
                            "role": listed(LeadRole),
                            "office": TITLE,
                            "from_on": DAY,
                            "until_on": DAY,
                            "reason": TEXT | {"description": "Why it came to lead, or ceased to."},
                        }
                        | SOURCED,
                        required=("agency", "role"),
                    )
                ),
                "date_changes": DATE_CHANGES,
                "wording_changes": WORDING_CHANGES,
                "milestones": MILESTONES,
                "reports": REPORTS,
                "indicators": indicators.INDICATORS,
            }
            | AGREED
            | SOURCED
            | PUBLISHED,
            required=("number", "title", "promise"),
        )
    )
}

IDENTITY = {
    "commitments": ("number",),
    "commitments.leads": ("agency", "role", "from_on"),
    "commitments.date_changes": ("kind", "amendment", "moved_on"),
    "commitments.wording_changes": ("amendment", "field"),
    "commitments.milestones": ("number",),
    "commitments.milestones.date_changes": ("kind", "amendment", "moved_on"),
    "commitments.milestones.wording_changes": ("amendment", "field"),
    "commitments.milestones.updates": ("entry",),
    "commitments.reports": ("period",),
    "commitments.reports.corrections": ("number",),
    **indicators.IDENTITY,
}

# A milestone may be withdrawn later: the amendment it names is the change.
SAID_LATER = ("commitments.milestones.withdrawn_by", *indicators.SAID_LATER)

TEXTS = ("title", "promise", "objective", "status_quo", "ambition", "others_involved")


# ---- Reading ------------------------------------------------------------------------------------


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


# ---- Writing ------------------------------------------------------------------------------------


def write(plan: ActionPlan) -> dict:
    """The commitments of a published plan, with everything published under them."""
    commitments = plan.commitments.published().select_related("source", "published_in", "parent")
    return {"commitments": [_commitment_entry(commitment) for commitment in commitments]}


def used_by(plan: ActionPlan) -> dict[str, set]:
    """The ids of the agencies and source documents that the section refers to."""
    commitments = plan.commitments.published()
    sourced = [
        commitments,
        Lead.objects.filter(commitment__in=commitments),
        Milestone.objects.filter(commitment__in=commitments),
        DateChange.objects.filter(commitment__in=commitments),
        DateChange.objects.filter(milestone__commitment__in=commitments),
        StageUpdate.objects.filter(milestone__commitment__in=commitments),
        ProgressReport.objects.filter(commitment__in=commitments),
    ]
    return {
        "agencies": set(
            Lead.objects.published().filter(commitment__in=commitments).values_list("agency", flat=True)
        ),
        "sources": {
            pk for queryset in sourced for pk in queryset.published().values_list("source", flat=True) if pk
        },
    }


def _commitment_entry(commitment: Commitment) -> dict:
    return {
        "number": commitment.number,
        "parent": commitment.parent and commitment.parent.number,
        **{name: getattr(commitment, name) for name in TEXTS},
        "values": commitment.values,
        "challenges": commitment.challenges,
        "work": commitment.work,
        "resources": commitment.resources if commitment.resources_public else "",
        "leads": [
            _lead_entry(lead) for lead in commitment.leads.published().select_related("agency", "source")
        ],
        "milestones": [
            _milestone_entry(milestone)
            for milestone in commitment.milestones.published().select_related(
                "source", "published_in", "added_by", "withdrawn_by", "split_from"
            )
        ],
        "reports": [
            _report_entry(report)
            for report in commitment.reports.published()
            .select_related("source", "published_in", "period")
            .prefetch_related("links")
        ],
        "indicators": indicators.indicator_entries(commitment),
        **_agreed_entries(commitment),
        **_change_entries(commitment, commitment.wording_changes.filter(milestone=None)),
        **source_of(commitment),
        **publication_of(commitment),
    }


def _published_slug(amendment: Amendment | None) -> str | None:
    """What is only planned yet is not told."""
    return amendment.slug if amendment and amendment.is_published else None


def _agreed_entries(thing) -> dict:
    return {name: _stated_entry(stated(thing, f"{name}_on")) for name in ("agreed_starts", "agreed_due")}


def _stated_entry(date: StatedDate) -> dict:
    return {"on": text_of(date.on), "text": date.text}


def _lead_entry(lead: Lead) -> dict:
    return {
        "agency": lead.agency.slug,
        "role": lead.role,
        "office": lead.office,
        "from_on": text_of(lead.from_on),
        "until_on": text_of(lead.until_on),
        "reason": lead.reason,
        **source_of(lead),
    }


def _change_entries(thing, wording_changes) -> dict:
    dates = thing.date_changes.published().select_related("amendment", "source", "published_in")
    words = wording_changes.published().select_related("amendment", "published_in")
    return {
        "date_changes": [
            {
                "kind": change.kind,
                "amendment": change.amendment and change.amendment.slug,
                "before": _stated_entry(change.before),
                "after": _stated_entry(change.after),
                "moved_on": text_of(change.moved_on),
                "reason": change.reason,
                **source_of(change),
                **publication_of(change),
            }
            for change in dates
        ],
        "wording_changes": [
            {
                "amendment": change.amendment.slug,
                "field": change.field,
                "before": change.before,
                "after": change.after,
                **publication_of(change),
            }
            for change in words.in_order()
        ],
    }


def _milestone_entry(milestone: Milestone) -> dict:
    updates = milestone.updates.exclude(published_in=None).select_related(
        "source", "published_in", "report__period", "corrects"
    )
    return {
        "number": milestone.number,
        "title": milestone.title,
        "description": milestone.description,
        "added_by": _published_slug(milestone.added_by),
        "withdrawn_by": _published_slug(milestone.withdrawn_by),
        "split_from": milestone.split_from and milestone.split_from.number,
        "updates": [
            _update_entry(update) for update in updates.order_by("entry").prefetch_related("evidence")
        ],
        **_agreed_entries(milestone),
        **_change_entries(milestone, milestone.wording_changes),
        **source_of(milestone),
        **publication_of(milestone),
    }


def _update_entry(update: StageUpdate) -> dict:
    return {
        "entry": update.entry,
        "stage": update.stage,
        "as_of": text_of(update.as_of_on),
        "period": update.report and update.report.period.slug,
        "note": update.note,
        "reason": update.reason,
        "reason_words": update.reason_words,
        "expected_on": text_of(update.expected_on),
        "expected_not_known": update.expected_not_known,
        "completed_on": text_of(update.completed_on),
        "evidence": [_link_entry(shown) for shown in update.evidence.all()],
        "corrects": update.corrects and update.corrects.entry,
        "why_corrected": update.why_corrected,
        "written_by": update.written_words,
        **source_of(update),
        **publication_of(update),
    }


def _report_entry(report: ProgressReport) -> dict:
    return {
        "period": report.period.slug,
        "nothing_to_report": report.nothing_to_report,
        "doing": report.doing,
        "next": report.next,
        "reflection": report.reflection,
        "links": [_link_entry(link) for link in report.links.all()],
        "corrections": [
            _correction_entry(number, correction)
            for number, correction in enumerate(
                report.corrections.published().select_related("published_in").order_by("pk"), start=1
            )
        ],
        **source_of(report),
        **publication_of(report),
    }


def _correction_entry(number: int, correction: ReportCorrection) -> dict:
    return {
        "number": number,
        "field": correction.field,
        "before": correction.before,
        "after": correction.after,
        "reason": correction.reason,
        "written_by": correction.written_words,
        **publication_of(correction),
    }


def _link_entry(shown: Evidence) -> dict:
    """A file of ours is a link like any other: whoever reads the document finds it at its address."""
    return {"url": shown.link.url, "title": shown.link.title}
