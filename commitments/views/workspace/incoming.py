"""Files that come in with a form: taken in first, so that a form that is refused does not lose them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.text import format_lazy

from plans.forms import readable
from plans.models import StoredFile, User
from plans.operations.files import receive_file
from plans.rules import NotReady, Reason

from ...forms.files import MOST_FILES, Sent
from ...models import ProgressReport
from ...models.reports import link_to
from ...operations.files import weight_of
from ...rules import too_much


def with_files(
    request: HttpRequest, places: Iterable[str], report: ProgressReport | None, now: datetime
) -> tuple[QueryDict, Sent]:
    """What was posted, with the keys of the files that came with it; and those files.

    `places` are the names of the fields that may bring some.
    """
    words, places, refused = request.POST.copy(), list(places), {}
    room = settings.MOST_BYTES_A_REPORT
    if request.FILES and report:
        room -= weight_of(report)
    for place in places:
        for upload in request.FILES.getlist(place)[:MOST_FILES]:
            try:
                stored = _take_in(upload, room, by=request.user, now=now)
            except NotReady as error:
                refused.setdefault(place, []).extend(_of(upload, reason) for reason in error.reasons)
                continue
            room -= stored.size
            if stored.key not in words.getlist(f"{place}_key"):
                words.appendlist(f"{place}_key", stored.key)
    return words, sent_before(words, places, by=request.user, refused=refused)


def sent_before(words: QueryDict, places: Iterable[str], *, by: User, refused=None) -> Sent:
    """The files whose keys came back with a form; a key opens only what this person sent."""
    keys = {key for place in places for key in words.getlist(f"{place}_key")}
    files = StoredFile.objects.filter(key__in=keys, sent_by=by) if keys else ()
    return Sent({file.key: link_to(file) for file in files}, refused or {})


def _take_in(upload: UploadedFile, room: int, *, by: User, now: datetime) -> StoredFile:
    if room < upload.size <= settings.MOST_BYTES_A_FILE:
        raise NotReady([too_much(settings.MOST_BYTES_A_REPORT)])
    return receive_file(upload=upload, by=by, now=now)


def _of(upload: UploadedFile, reason: Reason) -> Reason:
    text = format_lazy("{name}: {text}", name=readable(upload.name or "")[:200], text=reason.text)
    return Reason(reason.code, text)
