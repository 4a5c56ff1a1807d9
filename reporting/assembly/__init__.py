"""A self-assessment put together from the record, once: JSON that its pages and files are made of.

Everything is as it was on the last day the report speaks of, as far as is
published now. Codes stand beside their words, dates as ISO text cut to their
precision beside theirs; people are named by what they are, submissions by
their number.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import override

from ..choices import ChapterKind
from ..models import SelfAssessment
from .figures import FIGURES
from .record import Record

FORMAT, VERSION = "ogp-self-assessment", 1


def assemble(assessment: SelfAssessment, *, edition: int) -> dict[str, Any]:
    """The content of a draft, in the plan's language. `edition` is the newest one that it knows."""
    with override(assessment.plan.language):
        record = Record(assessment)
        return {
            "format": FORMAT,
            "version": VERSION,
            "report": _report(assessment, edition),
            "chapters": [
                {
                    "slug": chapter.slug,
                    "kind": chapter.kind,
                    "title": chapter.title,
                    "text": chapter.text,
                    "figures": FIGURES[ChapterKind(chapter.kind)](record, chapter),
                }
                for chapter in record.chapters
            ],
        }


def _report(assessment: SelfAssessment, edition: int) -> dict[str, Any]:
    plan = assessment.plan
    return {
        "slug": assessment.slug,
        "title": assessment.title,
        "kind": assessment.kind,
        "kind_words": str(assessment.get_kind_display()),
        "plan": {
            "slug": plan.slug,
            "title": plan.title,
            "short_title": plan.short_title,
            "invented": plan.is_invented,
        },
        "starts_on": _iso(assessment.starts_on),
        "ends_on": _iso(assessment.ends_on),
        "facts_on": _iso(assessment.ends_on),
        "edition": edition,
        "publisher": assessment.publisher or settings.PORTAL_NAME,
        "identifier": assessment.identifier,
        "licence": {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL},
    }


def _iso(day: date | None) -> str | None:
    return day and day.isoformat()
