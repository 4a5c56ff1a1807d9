"""What was erased stands twice: as rows, and as lines of a file outside the database.

The rows are the truth. The file is there for the day on which an older database is put in their place: it
says what that one has to forget again. It names nobody.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ..choices import AskedBy, WhyErased
from ..models import ErasureRecord

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One line of the file."""

    key: UUID
    at: datetime
    consultation: str
    number: int
    why: WhyErased
    asked_by: AskedBy
    reason: str = ""

    @classmethod
    def of(cls, row: ErasureRecord) -> Line:
        why, asked_by = WhyErased(row.why), AskedBy(row.asked_by)
        return cls(row.key, row.at, row.consultation, row.number, why, asked_by, row.reason)

    @property
    def words(self) -> str:
        return json.dumps(
            vars(self) | {"key": str(self.key), "at": self.at.isoformat()}, ensure_ascii=False, sort_keys=True
        )


def enter(lines: Sequence[Line]) -> None:
    """The rows of lines, and the lines behind them once they are committed; one that is there stays."""
    rows = [ErasureRecord(**vars(line)) for line in lines]
    ErasureRecord.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(lambda: add_lines(lines), robust=True)  # the hourly round writes what fails here


# ---- The file --------------------------------------------------------------------------------------


def add_lines(lines: Iterable[Line]) -> None:
    """Write lines behind those that are there, and see them onto the disk. One writer at a time."""
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")  # whoever wrote the last line did not come to its end
        for line in lines:
            file.write(f"{line.words}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def lines_there() -> Iterator[Line]:
    """Each line once, in order; half a line, of a writer that was stopped, is none."""
    seen = set()
    if not os.path.exists(settings.ERASURE_LEDGER):
        return
    with open(settings.ERASURE_LEDGER, encoding="utf-8", errors="replace") as file:
        for place, text in enumerate(file, 1):
            try:
                said = json.loads(text)
                key = UUID(said["key"])
                kinds = {"why": WhyErased(said["why"]), "asked_by": AskedBy(said["asked_by"])}
                line = Line(**said | kinds | {"key": key, "at": datetime.fromisoformat(said["at"])})
            except (ValueError, KeyError, TypeError):
                log.warning("line %s of the ledger of erasures cannot be read", place)
                continue
            if key not in seen:
                seen.add(key)
                yield line


def write_what_is_missing() -> int:
    """Write the rows that the file does not have, for a disk that was full or a file that was lost."""
    there = {line.key for line in lines_there()}
    missing = [Line.of(row) for row in ErasureRecord.objects.iterator() if row.key not in there]
    if missing:
        add_lines(missing)
    return len(missing)


_read: tuple[tuple, int] | None = None  # for which state of file and table, and how many


def to_forget_again() -> list[Line]:
    """The lines that this database does not know: it was restored from before them."""
    known = set(ErasureRecord.objects.values_list("key", flat=True))
    return [line for line in lines_there() if line.key not in known]


def how_many_to_forget_again() -> int:
    """The same, counted; told from the state of file and table where neither has moved."""
    global _read
    state = (_state_of_the_file(), ErasureRecord.objects.count(), _newest())
    if _read is None or _read[0] != state:
        _read = state, len(to_forget_again())
    return _read[1]


def _state_of_the_file() -> tuple | None:
    try:
        found = os.stat(settings.ERASURE_LEDGER)
    except FileNotFoundError:
        return None
    return str(settings.ERASURE_LEDGER), found.st_size, found.st_mtime_ns


def _newest() -> UUID | None:
    return ErasureRecord.objects.order_by("-pk").values_list("key", flat=True).first()
