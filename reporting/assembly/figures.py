"""The figures of a chapter, by its kind: what is frozen beside the text that people wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..choices import ChapterKind
from ..models import Chapter
from . import progress, voices
from .record import Record


def nothing(record: Record, chapter: Chapter) -> dict[str, Any]:
    """What stands here is written by people."""
    return {}


FIGURES: dict[ChapterKind, Callable[[Record, Chapter], dict[str, Any]]] = {
    ChapterKind.IMPRINT: nothing,
    ChapterKind.INTRODUCTION: progress.introduction,
    ChapterKind.MATRIX: progress.matrix,
    ChapterKind.PROCESS: voices.process,
    ChapterKind.PROGRESS: progress.progress,
    ChapterKind.COMMITMENT: progress.commitment,
    ChapterKind.CASES: nothing,
    ChapterKind.HEARD: voices.heard,
    ChapterKind.PANEL: voices.panel,
    ChapterKind.LESSONS: nothing,
    ChapterKind.CONCLUSION: nothing,
    ChapterKind.DEFINITIONS: progress.definitions,
    ChapterKind.MEMBERS: voices.members,
    ChapterKind.ANNEX: progress.annex,
    ChapterKind.NOT_REPORTED: progress.not_reported,
}
