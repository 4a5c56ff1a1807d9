"""Words that are taken out of the public record go from what reports have frozen and what people wrote there.

Every report is read, not those of one plan alone: an answer is frozen wherever a commitment that it changed
stands, and whoever writes a report may quote anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from django.db.models import Q
from django.urls import reverse

from engagement.models import Consultation
from engagement.operations.reach import Place
from engagement.operations.taking_out import Copy, Words, blank_place, rows_saying
from plans.choices import PublicationKind
from plans.models import Edition
from plans.operations.editions import announce

from ..chapters import ROWS
from ..models import (
    Chapter,
    CommitmentAssessment,
    Draft,
    ReviewComment,
    ReviewPosition,
    ReviewRound,
    SelfAssessment,
)
from .drafting import digest

Found = tuple[dict[str, Any], Iterable[str]]  # a row of a draft's content, and those of its texts that count

OF_PARTS = (*ROWS, "completion_reason")


def reports_that_say(*, consultation: Consultation, words: Words) -> list[Copy]:
    """The reports that would change, published or being made."""
    saying = {draft.assessment for draft, _content in _drafts_without(consultation, words)}
    if not words.may_be_anybodys:
        saying |= _written_with(words)
    return [Copy(one.title, _address_of(one)) for one in sorted(saying, key=lambda one: one.slug)]


def _address_of(assessment: SelfAssessment) -> str:
    """Where a coordinator reads it: as the public does, or at the desk while it is made."""
    if assessment.is_published:
        return assessment.get_absolute_url()
    return reverse("workspace-assessment", args=[assessment.slug])


def take_out_of_reports(*, consultation: Consultation, words: Words, edition: Edition) -> None:
    """Blank these words in every draft and in what people write; a published report changes in this edition.

    What people wrote may be about anybody: few words, a short name, stay in it. Its next version is begun,
    so that nobody who has it open puts them back unseen.
    """
    for draft, content in list(_drafts_without(consultation, words)):
        draft.content, draft.digest = content, digest(content)
        draft.save(update_fields=["content", "digest"])
        if draft.assessment.is_published and draft.assessment.published_draft_id == draft.pk:
            announce(
                edition=edition,
                kind=PublicationKind.SELF_ASSESSMENT,
                address=draft.assessment.get_absolute_url(),
                after={"draft": draft.number, "digest": draft.digest, "withheld": True},
            )
    if not words.may_be_anybodys:
        _blank_what_is_written(consultation, words)


def content_without(content: dict[str, Any], consultation: Consultation, words: Words) -> dict[str, Any]:
    """A draft's content without these words: in what it copied of our answers to this consultation, and, of
    more words than may be anybody's, in what people wrote in it.

    Facts stay as the record has them: what plans promise, what agencies reported, how things are called.
    """
    blanked = deepcopy(content)
    places = [*_copied_in(blanked, consultation)]
    if not words.may_be_anybodys:
        places += _written_in(blanked)
    for row, names in places:
        for name in names:
            text = row.get(name)
            if isinstance(text, str) and words.said_in(text):
                row[name] = words.taken_out_of(text)
    return blanked


def _drafts_without(consultation: Consultation, words: Words) -> Iterator[tuple[Draft, dict[str, Any]]]:
    """Every draft that says these words, with what it says without them."""
    for draft in Draft.objects.order_by("pk").select_related("assessment").iterator(chunk_size=10):
        left = words
        for row, names in _written_in(draft.content):
            for name in names:
                left = left.but_older(str(row.get(name) or ""), draft.frozen_at)
        content = content_without(draft.content, consultation, left)
        if content != draft.content:
            yield draft, content


# ---- Where words stand in a draft ----------------------------------------------------------------


def _copied_in(content: dict[str, Any], consultation: Consultation) -> Iterator[Found]:
    """What was heard, and what answers say has changed; where no address tells of whose, it may be ours."""
    ours = consultation.get_absolute_url()
    for chapter in content["chapters"]:
        for one in _rows(chapter, "consultations"):
            if one.get("slug") == consultation.slug:
                yield one, ("what_we_heard",)
        for one in _rows(chapter, "heard"):
            if str(one.get("address") or ours).startswith(ours):
                yield one, ("changed",)


def _written_in(content: dict[str, Any]) -> Iterator[Found]:
    """Chapters, the judgement of each part, and why members of the panel took their position."""
    for chapter in content["chapters"]:
        yield chapter, ("text",)
        for part in _rows(chapter, "parts"):
            yield part, (*OF_PARTS, "reason")
        for position in _rows(chapter, "positions"):
            yield position, ("reason",)


def _rows(chapter: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Rows of a chapter's figures; what was frozen elsewhere may have any shape."""
    found = chapter["figures"].get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


# ---- What people wrote -----------------------------------------------------------------------------


def _written_with(words: Words) -> set[SelfAssessment]:
    """The reports in which these words are written now, frozen or not."""
    return {
        row.assessment
        for model, columns in ((Chapter, ("text",)), (CommitmentAssessment, OF_PARTS))
        for row in model.objects.select_related("assessment")
        if any(words.said_in(getattr(row, column)) for column in columns)
    }


# Of whatever plan: a report may quote what was said about another.
WRITTEN = (
    Place(Chapter, ("text",), lambda _consultation: Q()),
    Place(CommitmentAssessment, OF_PARTS, lambda _consultation: Q()),
    Place(ReviewComment, ("text", "answer"), lambda _consultation: Q()),
    Place(ReviewPosition, ("reason",), lambda _consultation: Q()),
    Place(ReviewRound, ("asked",), lambda _consultation: Q()),
)


def _blank_what_is_written(consultation: Consultation, words: Words) -> None:
    """In chapters, parts and reviews, and in every earlier version of them."""
    for place in WRITTEN:
        blank_place(place, words, rows_saying(place, consultation, words))
