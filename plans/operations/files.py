"""Files come in, and go again where they stand beside nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..files import KINDS, UNKNOWN, Kind, clean_name, kind_of
from ..models import StoredFile, User
from ..permissions import is_staff_of_the_portal
from ..rules import NotReady, Reason

LOOSE_FOR = timedelta(days=1)


def receive_file(*, upload: File, by: User, now: datetime) -> StoredFile:
    """Take in what somebody of the staff sent; NotReady with the reason where it is no file that comes in."""
    if not is_staff_of_the_portal(by, timezone.localdate(now)):
        raise PermissionDenied
    return take_in(upload=upload, came_with=str(by.pk), most=settings.MOST_BYTES_A_FILE, by=by, now=now)


def take_in(
    *,
    upload: File,
    came_with: str,
    most: int,
    now: datetime,
    by: User | None = None,
    prefix: str = "",
    kinds: tuple[Kind, ...] = KINDS,
    no_such_kind: Reason = UNKNOWN,
) -> StoredFile:
    """Keep a file of one of the kinds, whoever sent it; NotReady with the reason where it does not come in.

    The same file under the same name that `came_with` the same thing is one: a form sent twice brings no
    second. The disk is written before the transaction, which on SQLite would keep every other writer waiting.
    """
    size, name = upload.size, upload.name or ""
    kind = kind_of(upload, name=name, size=size, most=most)
    if kind not in kinds:
        raise NotReady([no_such_kind])
    name, digest = clean_name(name, kind), _sha256(upload)
    told = salted_hmac("plans.files", f"{came_with} {digest} {name}", algorithm="sha256")
    key = prefix + told.hexdigest()[:40]
    if known := _known(key, now):
        return known
    upload.seek(0)
    path = default_storage.save(f"files/{now:%Y}/{now:%m}/{token_urlsafe(24)}", upload)
    row = StoredFile(
        key=key, file=path, name=name, media_type=kind.media_type, size=size, sha256=digest,
        sent_by=by, sent_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        default_storage.delete(path)
        if known := _known(key, now):  # sent twice at once, and the other came first
            return known
        raise
    except BaseException:
        default_storage.delete(path)
        raise
    return row


def _known(key: str, now: datetime) -> StoredFile | None:
    """What came in before and is still there; its day of grace begins again."""
    found = StoredFile.objects.filter(key=key)
    return found.get() if found.update(sent_at=now) else None


def _sha256(upload: File) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def erase_now(rows: Iterable[StoredFile]) -> int:
    """Erase these at once, as far as they stand beside nothing any more; how many."""
    erased = 0
    for row in rows:
        if StoredFile.objects.loose().filter(pk=row.pk).delete()[0]:
            _delete_once_committed(row)
            erased += 1
    return erased


def _delete_once_committed(row: StoredFile) -> None:
    """The file behind a row that is gone; what the disk does not let go is found again as a stray."""
    path = str(row.file.name)
    transaction.on_commit(lambda: default_storage.delete(path), robust=True)


def erase_stray_files(*, now: datetime) -> int:
    """Erase from the disk what no row knows: left by a stopped process, or put back with a backup."""
    erased = 0
    for path in _paths_in("files"):
        is_old = default_storage.get_modified_time(path) < now - LOOSE_FOR
        if is_old and not StoredFile.objects.filter(file=path).exists():
            default_storage.delete(path)
            erased += 1
    return erased


def _paths_in(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _paths_in(f"{folder}/{name}")


def erase_loose_files(*, now: datetime) -> int:
    """Erase what has stood beside nothing for a day: the row, then the file; how many. Safe to run twice."""
    erased = 0
    for row in StoredFile.objects.loose().filter(sent_at__lt=now - LOOSE_FOR).order_by("pk"):
        with transaction.atomic():
            # Asked again: it may have been sent once more, or shown, since it was found.
            if StoredFile.objects.loose().filter(pk=row.pk, sent_at=row.sent_at).delete()[0]:
                _delete_once_committed(row)
                erased += 1
    return erased
