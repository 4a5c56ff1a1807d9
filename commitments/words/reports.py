"""Words for a published report: who wrote, signed off and published it, and what was corrected since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models import ProgressReport, ReportCorrection, StageUpdate
from .difference import marked_words
from .milestones import published_words


@dataclass(frozen=True)
class Act:
    """What somebody did with a report, by role and title, and on which day."""

    what: str
    who: str
    on: date


def acts_on_report(report: ProgressReport) -> list[Act]:
    """Who wrote, signed off and published it; nothing where it was brought in from a document."""
    acts = []
    if report.submitted_words and report.submitted_at:
        acts.append(Act(_("Written"), report.submitted_words, timezone.localdate(report.submitted_at)))
    if report.approved_at:
        acts.append(Act(_("Signed off"), report.approved_words, timezone.localdate(report.approved_at)))
    edition = report.published_in
    if acts and edition:
        acts.append(Act(_("Published"), edition.by_words, edition.day))
    return acts


def reported_words(report: ProgressReport) -> str:
    """The same as part of a sentence: who wrote a published report, who signed it off, who published it."""
    if not report.submitted_words:
        return published_words(report)
    words = {
        "submitted": _("submitted by %(who)s") % {"who": report.submitted_words},
        "signed": _("signed off by %(who)s") % {"who": report.approved_words},
        "published": published_words(report),
    }
    if report.approved_words:
        return _("%(submitted)s; %(signed)s; %(published)s") % words
    return _("%(submitted)s; %(published)s") % words


def corrected_label(correction: ReportCorrection) -> str:
    """Which text of a report was corrected, as its public page calls it."""
    return str(correction.get_field_display())


def corrected_words(correction: ReportCorrection) -> tuple[SafeString, SafeString]:
    """Both wordings, with the words that went and the words that came marked."""
    return marked_words(correction.before, correction.after)


def corrected_by_words(row: ReportCorrection | StageUpdate) -> str:
    """Who wrote a correction and who published it, by role and title."""
    if not row.written_words:
        return published_words(row)
    return _("written by %(who)s; %(published)s") % {
        "who": row.written_words,
        "published": published_words(row),
    }
