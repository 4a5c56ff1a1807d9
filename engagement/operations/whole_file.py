"""Everything that is kept of a consultation as one file, for a request for information."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Publication, StoredFile, User
from plans.operations.editions import capacity

from ..models import (
    Consultation,
    ContactSeen,
    ErasureRecord,
    LegalHold,
    ProposedCommitment,
    ReasonedResponse,
    Submission,
    SubmissionContact,
    SubmissionGroup,
)
from ..permissions import can_run_consultations

SEPARATORS = re.compile(r"[/\\:]")  # of folders, on whatever machine it is opened
AT_ONCE = 200  # submissions that are held in memory together
CHUNK = 64 * 1024
OF_ACTS = ("history_id", "history_user", "history_date", "history_type", "history_change_reason")


def whole_file(consultation: Consultation, *, with_contacts: bool, by: User, now: datetime) -> IO[bytes]:
    """Write it to a file that has no name and goes when it is closed; read from its beginning.

    Who sent what is part of it only where that is asked for; the documents are as they came, and may say it.
    That somebody took it is entered by whoever asks for it.
    """
    if not can_run_consultations(by, timezone.localdate(now)):
        raise PermissionDenied
    file = TemporaryFile()  # noqa: SIM115 - read by whoever gets it
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        packed = Packed(archive)
        packed.text("README.txt", _readme(consultation, with_contacts, by, now))
        packed.data("consultation.json", _about(consultation))
        for submission in _submissions(consultation):
            _pack(packed, submission, with_contacts)
        packed.lines("groups.jsonl", map(_group, consultation.groups.select_related("lead", "published_in")))
        packed.lines("ideas.jsonl", _ideas(consultation))
        packed.data("draft-commitments.json", [_draft(one) for one in consultation.proposals.all()])
        packed.lines("acts.jsonl", _acts(consultation))
        packed.lines("contact-views.jsonl", map(_seen, _of(ContactSeen, consultation).select_related("user")))
        packed.lines("erasures.jsonl", map(columns_of, _of(ErasureRecord, consultation)))
        packed.lines("holds.jsonl", map(columns_of, LegalHold.objects.filter(consultation=consultation)))
        packed.data("manifest.json", packed.manifest)
    file.seek(0)
    return file


class Packed:
    """An archive, and what is in it: each file with its length and its hash."""

    def __init__(self, archive: ZipFile):
        self.archive = archive
        self.manifest: list[dict[str, Any]] = []

    def add(self, path: str, chunks: Iterable[bytes]) -> None:
        digest, size = sha256(), 0
        with self.archive.open(path, "w") as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.manifest.append({"path": path, "bytes": size, "sha256": digest.hexdigest()})

    def text(self, path: str, text: str) -> None:
        self.add(path, [text.encode()])

    def data(self, path: str, found: Any) -> None:
        self.text(path, json.dumps(found, ensure_ascii=False, indent=2, default=_plain) + "\n")

    def lines(self, path: str, rows: Iterable[Any]) -> None:
        self.add(path, (json.dumps(row, ensure_ascii=False, default=_plain).encode() + b"\n" for row in rows))

    def stored(self, path: str, file: StoredFile) -> bool:
        """A document as it came; whether it is on the disk."""
        try:
            content = file.file.open("rb")
        except OSError:
            return False
        with content:
            self.add(path, content.chunks(CHUNK))
        return True


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def columns_of(row: models.Model, *but: str) -> dict[str, Any]:
    """A row as it is kept; people by what the workspace calls them, other rows by what they are."""
    found = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in but:
            continue
        value = getattr(row, field.name)
        found[field.name] = str(value) if isinstance(value, models.Model) else value
    return found


# ---- What is in it ---------------------------------------------------------------------------------


def _readme(consultation: Consultation, with_contacts: bool, by: User, now: datetime) -> str:
    about = {
        "title": consultation.title,
        "day": timezone.localtime(now).isoformat(timespec="minutes"),
        "who": capacity(by, timezone.localdate(now)),
    }
    words = [
        _("The whole file of the consultation “%(title)s”, made at %(day)s by %(who)s.") % about,
        _("It is not public: it holds words that were redacted, and why, notes, and documents as they came."),
        _("Names, addresses and organisations of those who took part are in it.")
        if with_contacts
        else _("Names, addresses and organisations are left out; documents and texts may still say them."),
        _("manifest.json lists every file with its SHA-256."),
    ]
    return "\n\n".join(words) + "\n"


def _about(consultation: Consultation) -> dict[str, Any]:
    return columns_of(consultation, "preview_key") | {
        "questions": [columns_of(one, "consultation") for one in consultation.questions.all()],
        "themes": [str(theme) for theme in consultation.themes.all()],
        "documents": [columns_of(one, "consultation") for one in consultation.documents.all()],
    }


def _submissions(consultation: Consultation) -> Iterator[Submission]:
    rows = consultation.submissions.order_by("number").select_related("about", "assigned_to", "contact")
    rows = rows.prefetch_related(
        "points__theme",
        "points__commitment",
        "points__milestone",
        "points__response__changed_commitment",
        "points__response__published_in",
        "redactions__made_by",
        "replies__question",
        "replies__commitment",
        "passage_comments",
        "notes__written_by",
        "agency_views__agency",
        "agency_views__asked_by",
        "agency_views__given_by",
        "files__file",
    )
    yield from rows.iterator(chunk_size=AT_ONCE)


def _pack(packed: Packed, submission: Submission, with_contacts: bool) -> None:
    """One submission in a folder of its number."""
    folder = f"submissions/{submission.number:05}"
    packed.text(f"{folder}/text.txt", submission.text)
    if submission.transcript:
        packed.text(f"{folder}/words-of-documents.txt", submission.transcript)
    missing = []
    for one in submission.files.all():
        path = f"{folder}/documents/{one.position}-{SEPARATORS.sub('_', one.file.name)}"
        if not packed.stored(path, one.file):
            missing.append(one.file.name)
    said = columns_of(submission, "consultation", "key", "secret", "text", "transcript")
    beside = ("replies", "passage_comments", "redactions", "notes", "agency_views")
    for name in beside:
        said[name] = [columns_of(row, "submission") for row in getattr(submission, name).all()]
    said |= {"points": [_point(point) for point in submission.points.all()], "documents_missing": missing}
    packed.data(f"{folder}/submission.json", said)
    contact = getattr(submission, "contact", None)
    if with_contacts and contact:
        kept = {name: getattr(contact, name) for name in SubmissionContact.personal_fields}
        packed.data(f"{folder}/contact.json", kept | {"erase_on": contact.erase_on})


def _point(point) -> dict[str, Any]:
    response = getattr(point, "response", None)
    return columns_of(point, "submission") | {"answer": columns_of(response, "point") if response else None}


def _group(group: SubmissionGroup) -> dict[str, Any]:
    return columns_of(group, "consultation")


def _ideas(consultation: Consultation) -> Iterator[dict[str, Any]]:
    """Each idea with what others said to it, shown or not; what opens a voice is no part of it."""
    rows = consultation.ideas.select_related("published_in", "withdrawn_in", "point__submission")
    for idea in rows.prefetch_related("voices__published_in").order_by("number").iterator(AT_ONCE):
        of_point = (idea.point.submission.number, idea.point.position) if idea.point else None
        said = [columns_of(voice, "idea", "key", "secret") for voice in idea.voices.all()]
        yield columns_of(idea, "consultation", "point") | {"point": of_point, "voices": said}


def _draft(proposal: ProposedCommitment) -> dict[str, Any]:
    """A draft commitment as it stands, who was invited to it and what they said beside it."""
    beside = {
        "ideas": list(proposal.ideas.order_by("number").values_list("number", flat=True)),
        "milestones": [columns_of(one, "proposal") for one in proposal.milestones.all()],
        "invitations": [columns_of(one, "proposal", "secret") for one in proposal.invitations.all()],
        "comments": [columns_of(one, "proposal") for one in proposal.comments.all()],
    }
    return columns_of(proposal, "consultation") | beside


def _of(model: type[models.Model], consultation: Consultation) -> models.QuerySet:
    return model._default_manager.filter(consultation=consultation.slug)


def _seen(row: ContactSeen) -> dict[str, Any]:
    return columns_of(row)


def _acts(consultation: Consultation) -> Iterator[dict[str, Any]]:
    """What was done, by whom and when: to the consultation, to the answers, to groups and draft commitments;
    and what became public."""
    for row in consultation.history.select_related("history_user").order_by("history_date").iterator():
        columns = (field for field in row._meta.concrete_fields if field.name not in OF_ACTS)
        yield _act("consultation", row) | {"row": {one.name: getattr(row, one.attname) for one in columns}}
    answers = ReasonedResponse.history.filter(point__submission__consultation=consultation)
    rows = answers.select_related("history_user", "point__submission").order_by("history_date", "history_id")
    for row in rows.iterator():
        point = {"submission": row.point.submission.number, "point": row.point.position}
        said = {name: getattr(row, name) for name in ("disposition", "reason", "changed")}
        yield _act("answer", row) | point | said
    for what, kept in (("group", SubmissionGroup.history), ("draft commitment", ProposedCommitment.history)):
        changes = kept.filter(consultation_id=consultation.pk).select_related("history_user")
        for row in changes.order_by("history_date", "history_id").iterator():
            columns = (field for field in row._meta.concrete_fields if field.name not in OF_ACTS)
            yield _act(what, row) | {"row": {one.name: getattr(row, one.attname) for one in columns}}
    told = Publication.objects.filter(address__startswith=consultation.get_absolute_url())
    for row in told.select_related("edition").order_by("edition", "pk").iterator():
        entry = {"kind": row.kind, "address": row.address, "before": row.before, "after": row.after}
        yield {"what": "publication", "at": row.edition.at, "by": row.edition.by_words} | entry


def _act(what: str, row: Any) -> dict[str, Any]:
    kind = {"+": "begun", "~": "changed", "-": "taken out"}[row.history_type]
    return {"what": what, "at": row.history_date, "by": str(row.history_user or ""), "kind": kind}
