"""The section of self-assessments in the plan document: published ones only, with what they froze."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PeriodKind
from plans.document import (
    DAY,
    PUBLISHED,
    SLUG,
    SOURCED,
    TEXT,
    Intake,
    listed,
    publication_of,
    rows,
    shape,
    source_of,
    text_of,
)
from plans.models import ActionPlan

from .account import account_of
from .assembly import FORMAT, VERSION
from .chapters import ROWS
from .choices import ChapterKind, Completion
from .models import CommitmentAssessment, SelfAssessment
from .operations.drafting import begin_assessment, freeze

COMMITMENT = {"type": "string", "maxLength": 20}
MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?\+00:00$",
    "description": "A moment in UTC, as ISO 8601.",
}
OWN_ADDRESS = r"/(?![/\\])[\w/.#?=&%+-]*"
CHAPTER = SLUG | {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
CONTENT = {
    "type": "object",
    "properties": {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "report": {"type": "object"},
        "chapters": rows(
            {
                "type": "object",
                "properties": {
                    "slug": CHAPTER,
                    "kind": listed(ChapterKind),
                    "title": TEXT,
                    "text": TEXT,
                    "figures": {"type": "object"},
                },
                "required": ["slug", "kind", "title", "text", "figures"],
            }
        ),
    },
    "required": ["format", "version", "report", "chapters"],
}

SCHEMA = {
    "assessments": rows(
        shape(
            {
                "slug": SLUG | {"maxLength": 100},
                "kind": listed(PeriodKind),
                "title": TEXT,
                "period": SLUG,
                "starts_on": DAY,
                "ends_on": DAY,
                "identifier": TEXT,
                "publisher": TEXT,
                "texts": {
                    "type": "object",
                    "propertyNames": CHAPTER,
                    "additionalProperties": TEXT,
                    "description": "What stands in its chapters, by their slugs.",
                },
                "parts": rows(
                    shape(
                        {"commitment": COMMITMENT}
                        | dict.fromkeys(ROWS, TEXT)
                        | {
                            "completion": listed(Completion),
                            "proposed": listed(Completion),
                            "completion_reason": TEXT,
                            "confirmed_on": DAY,
                        },
                        required=("commitment", "name"),
                    )
                ),
                "draft": shape(
                    {
                        "number": {"type": "integer", "minimum": 1, "maximum": 9999},
                        "frozen_at": MOMENT,
                        "frozen_by": TEXT,
                        "frozen": CONTENT,
                    },
                    required=("number", "frozen_at", "frozen_by", "frozen"),
                )
                | {"description": "What was frozen and published here; a report from a document has none."},
            }
            | SOURCED
            | PUBLISHED,
            required=("slug", "kind", "title", "ends_on"),
        )
    )
}

IDENTITY = {"assessments": ("slug",)}
SAID_LATER: tuple[str, ...] = ()


# ---- Reading ------------------------------------------------------------------------------------


def read(document: dict, intake: Intake) -> None:
    """Bring in the reports that are not there yet."""
    for place, entry in enumerate(document.get("assessments", ())):
        _read_assessment(f"assessments[{place}]", entry, intake)


def _read_assessment(path: str, entry: dict, intake: Intake) -> None:
    known = SelfAssessment.objects.filter(slug=entry["slug"]).first()
    if known:
        if known.plan_id != intake.plan.pk or not known.is_published:
            intake.refuse(f"{path}.slug", _("another report has this name here"))
        return
    sourced = intake.sourced(path, entry)
    if (sourced["source"] is None) == ("draft" not in entry):
        intake.refuse(path, _("a report has either a source or the draft that was published"))
        return
    period = _period(f"{path}.period", entry.get("period"), intake)
    ends_on = intake.day(f"{path}.ends_on", entry["ends_on"])
    if ends_on is None:
        return
    if ends_on > timezone.localdate():
        intake.refuse(f"{path}.ends_on", _("is ahead of today"))
        return
    assessment = begin_assessment(
        plan=intake.plan,
        kind=PeriodKind(entry["kind"]),
        slug=entry["slug"],
        period=period,
        starts_on=intake.day(f"{path}.starts_on", entry.get("starts_on")),
        ends_on=ends_on,
        title=entry["title"],
        identifier=entry.get("identifier", ""),
        publisher=entry.get("publisher", ""),
        **sourced,
    )
    _read_parts(path, entry, assessment, intake)
    _read_texts(path, entry, assessment, intake)
    if not intake.problems:
        _publish(path, entry, assessment, intake)


def _period(path: str, slug: str | None, intake: Intake):
    period = intake.plan.periods.filter(slug=slug).first() if slug else None
    if slug and period is None:
        intake.refuse(path, _("no such period in this document"))
    return period


def _read_parts(path: str, entry: dict, assessment: SelfAssessment, intake: Intake) -> None:
    commitments = {one.number: one for one in intake.plan.commitments.published()}
    for place, said in enumerate(entry.get("parts", ()), start=1):
        at = f"{path}.parts[{place - 1}]"
        commitment = commitments.get(said["commitment"])
        if commitment is None:
            intake.refuse(f"{at}.commitment", _("no such commitment in this document"))
            continue
        part = CommitmentAssessment(
            assessment=assessment,
            commitment=commitment,
            position=place,
            completion=said.get("completion", ""),
            proposed=said.get("proposed", ""),
            completion_reason=said.get("completion_reason", ""),
            confirmed_on=intake.day(f"{at}.confirmed_on", said.get("confirmed_on")),
            **{row: said.get(row, "") for row in ROWS},
        )
        intake.mend(at, part)


def _read_texts(path: str, entry: dict, assessment: SelfAssessment, intake: Intake) -> None:
    """Words into the chapters that the kind of report has."""
    chapters = {chapter.slug: chapter for chapter in assessment.chapters.all()}
    for slug, text in entry.get("texts", {}).items():
        if slug not in chapters:
            intake.refuse(f"{path}.texts.{slug}", _("a report of this kind has no such chapter"))
            continue
        chapters[slug].text = text
        chapters[slug].save(update_fields=["text"])


def _publish(path: str, entry: dict, assessment: SelfAssessment, intake: Intake) -> None:
    kept = entry.get("draft")
    if kept is None:  # of a report from a document, the portal makes the draft from what the document says
        draft = freeze(assessment, by=None, words=_("the portal, from its source"), now=intake.edition.at)
    else:
        content = kept["frozen"]
        frozen_at = _moment(kept["frozen_at"])
        for at, reason in _unsafe(content, f"{path}.draft.frozen"):
            intake.refuse(at, reason)
        if frozen_at is None:
            intake.refuse(f"{path}.draft.frozen_at", _("no such moment"))
        if intake.problems:
            return
        draft = freeze(assessment, by=None, words=kept["frozen_by"], now=frozen_at, content=content)
        draft.number = kept["number"]
        draft.save(update_fields=["number"])
    if not account_of(draft).can_be_shown:
        intake.refuse(f"{path}.draft", _("has not the shape that its page needs"))
        return
    assessment.published_draft = draft
    for column, value in intake.published(path, entry).items():
        setattr(assessment, column, value)
    intake.add(path, assessment)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _unsafe(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Addresses in a draft that lead to something else than a page."""
    if isinstance(value, dict):
        for key, part in value.items():
            at = f"{path}.{key}"
            if key == "url" and not str(part).startswith(("https://", "http://")):
                yield at, _("not the address of a page")
            elif key == "address" and part and not re.fullmatch(OWN_ADDRESS, str(part), re.ASCII):
                yield at, _("not an address of this portal")
            else:
                yield from _unsafe(part, at)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _unsafe(part, f"{path}[{place}]")


# ---- Writing ------------------------------------------------------------------------------------


def write(plan: ActionPlan) -> dict:
    """The section for a plan: its published reports."""
    found = plan.assessments.published().select_related("source", "published_in", "period", "published_draft")
    return {"assessments": [_entry(one) for one in found.prefetch_related("chapters", "parts__commitment")]}


def used_by(plan: ActionPlan) -> dict[str, set]:
    """The ids of the agencies and source documents that the section refers to."""
    sources = plan.assessments.published().values_list("source", flat=True)
    return {"agencies": set(), "sources": {pk for pk in sources if pk}}


def _entry(assessment: SelfAssessment) -> dict:
    draft = assessment.published_draft
    return {
        "slug": assessment.slug,
        "kind": assessment.kind,
        "title": assessment.title,
        "period": assessment.period and assessment.period.slug,
        "starts_on": text_of(assessment.starts_on),
        "ends_on": text_of(assessment.ends_on),
        "identifier": assessment.identifier,
        "publisher": assessment.publisher,
        "texts": {chapter.slug: chapter.text for chapter in assessment.chapters.all()},
        "parts": [
            {
                "commitment": part.commitment.number,
                "completion": part.completion,
                "proposed": part.proposed,
                "completion_reason": part.completion_reason,
                "confirmed_on": text_of(part.confirmed_on),
            }
            | {row: getattr(part, row) for row in ROWS}
            for part in assessment.parts.all()
        ],
        "draft": None
        if assessment.is_sourced
        else {
            "number": draft.number,
            "frozen_at": draft.frozen_at.astimezone(UTC).isoformat(),
            "frozen_by": draft.frozen_words,
            "frozen": draft.content,
        },
        **source_of(assessment),
        **publication_of(assessment),
    }
