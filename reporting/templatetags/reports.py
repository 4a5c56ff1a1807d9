"""A frozen draft in words: its chapters are shown from what was frozen, and from nothing else."""

from typing import Any

from django import template
from django.template.loader import render_to_string

from ..chapters import is_written
from ..choices import ChapterKind

register = template.Library()


@register.simple_tag
def chapter_figures(chapter: dict[str, Any]) -> str:
    """What was assembled for a chapter, by its kind; headings below it begin with h3."""
    if not chapter["figures"]:  # people alone write it
        return ""
    kind = ChapterKind(chapter["kind"])
    return render_to_string(
        f"reporting/chapters/_{kind.value}.html", {"chapter": chapter, "figures": chapter["figures"]}
    )


@register.filter
def is_empty_chapter(chapter: dict[str, Any]) -> bool:
    """Whether people still have to write what only they can say."""
    return not is_written(chapter["kind"], chapter["text"])
