"""What a report says, beside what was said before: in the period before, or when it was sent back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models import ProgressReport
from ..record.rounds import Line
from ..record.said import links_in, stages_in
from ..rules import Declared, Link
from .difference import is_written_anew, marked_words

Labels = Iterable[tuple[str, str]]  # of texts: the name of the column, and what it is called


@dataclass(frozen=True)
class Compared:
    """One thing as it was said then and as it is said now: a text, a stage or links."""

    label: str
    before: object
    after: object
    name: str = ""

    @property
    def is_text(self) -> bool:
        return isinstance(self.before, str) and isinstance(self.after, str)

    @property
    def is_written_anew(self) -> bool:
        return is_written_anew(self.before, self.after)

    @property
    def marked(self) -> tuple[SafeString, SafeString]:
        """Both texts, with the words that went and the words that came marked."""
        return marked_words(self.before, self.after)


def milestone_label(line: Line) -> str:
    return _("Milestone %(number)s: %(title)s") % {"number": line.number, "title": line.milestone.title}


def texts_beside(before: ProgressReport | None, report: ProgressReport, labels: Labels) -> list[Compared]:
    """Each text of a report beside that of the report before."""
    return [
        Compared(label, getattr(before, name) if before else "", getattr(report, name), name)
        for name, label in labels
    ]


def since_sent_back(
    report: ProgressReport,
    *,
    stages: Mapping[int, Declared],
    links: tuple[Link, ...],
    lines: list[Line],
    labels: Labels,
) -> list[Compared]:
    """What differs from what was sent back last: stages, texts, links. `stages` are its drafts now.

    Nothing is known of stages and links that were sent back before snapshots of them were kept.
    """
    sent_back = report.history.filter(sent_back_at=report.sent_back_at)
    then = sent_back.order_by("version").first() if report.sent_back_at else None
    if then is None:
        return []
    found = [Compared(label, getattr(then, name), getattr(report, name)) for name, label in labels]
    if then.said:
        drafts = stages_in(then.said)
        found = [
            Compared(
                milestone_label(line),
                drafts.get(line.number, line.before),
                stages.get(line.number, line.before),
            )
            for line in lines
        ] + found
        found.append(Compared(_("Links"), links_in(then.said), links))
    return [one for one in found if one.before != one.after]
