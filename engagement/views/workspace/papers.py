"""Files that come in with the form of a consultation: each is a document more, kept once it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.text import format_lazy

from plans.forms import count_rows, readable
from plans.models import StoredFile, User
from plans.operations.files import receive_file
from plans.rules import NotReady, Reason

from ...forms.asking import MOST_DOCUMENTS
from ...models import Consultation


def with_files(request: HttpRequest, now: datetime) -> tuple[QueryDict, list[Reason]]:
    """What was posted, with a row for each file that came with it; and why others may not come in."""
    posted, refused = request.POST.copy(), []
    for upload in request.FILES.getlist("files")[:MOST_DOCUMENTS]:
        try:
            stored = receive_file(upload=upload, by=request.user, now=now)
        except NotReady as error:
            name = readable(upload.name or "")[:200]
            refused += [
                Reason(one.code, format_lazy("{name}: {text}", name=name, text=one.text))
                for one in error.reasons
            ]
            continue
        _add(posted, stored)
    return posted, refused


def _add(posted: QueryDict, stored: StoredFile) -> None:
    """In the first row without a word; a file that has its row already gets no second."""
    count = count_rows(posted, "document", "title")
    rows = [f"document-{place}" for place in range(1, count + 2)]
    if any(posted.get(f"{row}-file") == stored.key for row in rows):
        return
    names = ("title", "url", "size", "file")
    row = next(row for row in rows if not any(posted.get(f"{row}-{name}") for name in names))
    posted[f"{row}-title"] = PurePath(stored.name).stem
    posted[f"{row}-file"] = stored.key


def files_named(words: Mapping, found: Consultation, by: User) -> dict[str, StoredFile]:
    """The files that the form may name: those that are saved with it, and those that this person sent."""
    keys = [value for name, value in words.items() if name.startswith("document-") and name.endswith("-file")]
    theirs = Q(key__in=keys, sent_by=by)
    saved = Q(consultation_documents__consultation=found) if found.pk else Q(pk=None)
    return {file.key: file for file in StoredFile.objects.filter(theirs | saved).distinct()}
