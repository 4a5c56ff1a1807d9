"""Everything that is kept about somebody who sent something, as they may read it and take it along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import OutboxItem

from ..models import (
    ContactSeen,
    ErasureAsked,
    ErasureRecord,
    LegalHold,
    ProposalComment,
    Submission,
    SubmissionContact,
)
from ..operations.letters import ANSWERED, RECEIPT, letter_key
from ..operations.personal import erased_on

LETTERS = {RECEIPT: gettext_lazy("The receipt"), ANSWERED: gettext_lazy("That it is answered")}


LABELS = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail address"),
    "organisation": gettext_lazy("organisation"),
}


def contact_fields(contact: SubmissionContact | None) -> list[tuple[str, str, str]]:
    """Name, label and content of each of the personal fields that holds something."""
    fields = [SubmissionContact._meta.get_field(name) for name in SubmissionContact.personal_fields]
    found = (
        (field.name, str(LABELS.get(field.name, field.verbose_name)), getattr(contact, field.name, ""))
        for field in fields
    )
    return [(name, label, str(value)) for name, label, value in found if value]


def seen_of(submission: Submission) -> QuerySet[ContactSeen]:
    """When somebody of the staff saw who sent it; of all of a consultation, it is one of them."""
    of_it = Q(number=submission.number) | Q(number=None)
    return ContactSeen.objects.filter(of_it, consultation=submission.consultation.slug)


def erasures_of(submission: Submission) -> QuerySet[ErasureRecord]:
    """When it was forgotten who sent it, or its words were."""
    return ErasureRecord.objects.filter(consultation=submission.consultation.slug, number=submission.number)


@dataclass(frozen=True)
class Kept:
    """What is kept about who sent one submission, and until when."""

    submission: Submission
    contact: SubmissionContact | None
    is_anything: bool  # a name, an address, an organisation, or a document that may say one
    erase_on: date | None  # None where nothing is left to erase
    holds: list[LegalHold]
    asked: ErasureAsked | None
    erased: list[ErasureRecord]

    @classmethod
    def of(cls, submission: Submission) -> Kept:
        contact = getattr(submission, "contact", None)
        is_kept = bool(contact) or submission.files.exists()
        return cls(
            submission,
            contact,
            is_kept,
            erased_on(submission) if is_kept else None,
            list(LegalHold.objects.on(submission)),
            ErasureAsked.objects.filter(submission=submission).first(),
            list(erasures_of(submission)),
        )


@dataclass(frozen=True)
class Sent:
    """A letter to them."""

    what: str
    written_at: datetime
    sent_at: datetime | None


def letters_to(submission: Submission) -> list[Sent]:
    kinds = {letter_key(submission.pk, kind): words for kind, words in LETTERS.items()}
    rows = OutboxItem.objects.filter(key__in=kinds).order_by("created_at")
    return [Sent(str(kinds[row.key]), row.created_at, row.done_at) for row in rows]


def comments_of(submission: Submission) -> QuerySet[ProposalComment]:
    """What they said beside draft commitments to which they were invited."""
    return submission.proposal_comments.select_related("proposal")


def everything_about(submission: Submission, kept: Kept) -> dict[str, Any]:
    """All of it as data: texts, numbers, and instants in ISO form."""
    points = submission.points.select_related("response").order_by("position")
    return {
        "consultation": {"title": submission.consultation.title, "address": submission.consultation.slug},
        "number": submission.number,
        "received_at": _iso(submission.received_at),
        "corrected_at": _iso(submission.corrected_at),
        "withdrawn_at": _iso(submission.withdrawn_at),
        "came_by": str(submission.get_channel_display()),
        "sent_as": str(submission.get_stakeholder_type_display()),
        "may_be_published": str(submission.get_publish_as_display()),
        "who_you_are": {name: value for name, _label, value in contact_fields(kept.contact)},
        "kept_until": kept.erase_on and kept.erase_on.isoformat(),
        "held_because": [hold.ground for hold in kept.holds],
        "erasure_asked_at": _iso(kept.asked.at) if kept.asked else None,
        "erased": [{"at": _iso(one.at), "why": str(one.get_why_display())} for one in kept.erased],
        "text": submission.text,
        "words_of_documents": submission.transcript,
        "said_beside_drafts": [
            {"draft": one.proposal.title, "at": _iso(one.written_at), "text": one.text}
            for one in comments_of(submission)
        ],
        "you_ask_to_withhold": submission.withhold_reason,
        "documents": [
            {"name": one.file.name, "bytes": one.file.size, "sha256": one.file.sha256}
            for one in submission.files.select_related("file")
        ],
        "answers": [_answer(point) for point in points],
        "letters": [
            {"what": one.what, "written_at": _iso(one.written_at), "sent_at": _iso(one.sent_at)}
            for one in letters_to(submission)
        ],
        "seen_by_the_team": [
            {"at": _iso(row.at), "role": row.capacity, "where": str(row.get_seen_in_display())}
            for row in seen_of(submission)
        ],
        "privacy_statement": submission.privacy,
    }


def _answer(point) -> dict[str, Any]:
    response = getattr(point, "response", None)
    if response is None or not response.is_published:  # what is not decided in public is nobody's yet
        return {"point": point.text, "answer": None}
    decided = {"decided": str(response.get_disposition_display()), "why": response.reason}
    return {"point": point.text, "answer": decided | {"changed": response.changed}}


def _iso(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def as_text(found: dict[str, Any]) -> str:
    """The same to read: a line for each thing, what belongs together further in."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Any, depth: int = 0) -> Iterator[str]:
    before = "  " * depth
    for name, value in found.items():
        label = name.replace("_", " ").capitalize()
        if isinstance(value, dict):
            yield f"{before}{label}:"
            yield from _lines(value, depth + 1)
        elif isinstance(value, list):
            yield f"{before}{label}:" if value else f"{before}{label}: {_('none')}"
            for one in value:
                if isinstance(one, dict):
                    yield from _lines(one, depth + 1)
                    yield ""
                else:
                    yield f"{before}  {one}"
        else:
            text = _("none") if value in (None, "") else str(value)
            inner = text.replace("\n", f"\n{before}  ")
            yield f"{before}{label}: {inner}"
