"""Words for one milestone: stage, timeliness, reasons, moves, and where a row comes from."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.choices import NotStated
from plans.models import ActionPlan

from ..choices import DateKind, Stage, Timeliness
from ..models import DateChange
from ..models.milestones import Standing
from ..rules import months_between
from .numbers import when


def not_reported(*, is_sourced: bool) -> str:
    return _("Not in our sources") if is_sourced else str(Timeliness.NOT_REPORTED.label)


def stage_label(stage: Stage | None, plan: ActionPlan) -> str:
    return str(stage.label) if stage else not_reported(is_sourced=plan.is_sourced)


def stage_words(standing: Standing) -> str:
    return stage_label(standing.stage, standing.milestone.commitment.plan)


def timeliness_words(standing: Standing) -> str:
    """How it stands against its dates: "8 months late", "Less than a month late", "No end date"."""
    timeliness = standing.timeliness
    if timeliness == Timeliness.OVERDUE:
        return lateness(standing.due.on.last, standing.on)
    if timeliness == Timeliness.NOT_REPORTED:
        return not_reported(is_sourced=standing.milestone.commitment.plan.is_sourced)
    if timeliness == Timeliness.NO_DATE:
        return _("No end date") if standing.due.is_open_ended else _("Date not known")
    return str(timeliness.label)


def lateness(due: date, on: date) -> str:
    """ "8 months late", "Less than a month late"."""
    months = months_between(due, on)
    if not months:
        return _("Less than a month late")
    return ngettext("%(months)s month late", "%(months)s months late", months) % {"months": months}


def marked_overdue(words: str) -> SafeString:
    return format_html('<span class="overdue">{}</span>', words)


def agreed_words(standing: Standing) -> str:
    """The due date as it was agreed, or that no source states it."""
    if not standing.agreed_due and standing.milestone.is_not_stated(NotStated.AGREED_DATES):
        return _("Not stated in the source")
    return capfirst(standing.agreed_due.words)


def explanations(standing: Standing) -> list[str]:
    """Why it is late or has moved, where the record says so; sentences for under its row."""
    said, words = standing.update, []
    if said and said.stage == Stage.DELAYS:
        words.append(delay_words(said))
    elif silence := no_reason_words(standing):
        words.append(silence)
    words += [move_words(move) for move in standing.moves]
    return words


def delay_words(update) -> str:
    """The reason that was declared with *some delays*, and the date that is expected now."""
    if update.reason:
        reason = _("Reason: %(reason)s. %(words)s") % {
            "reason": update.get_reason_display().lower(),
            "words": update.reason_words,
        }
    else:
        reason = _("The source does not state a reason.")
    if update.expected_on:
        expected = _("Expected %(when)s.") % {"when": when(update.expected_on)}
    elif update.expected_not_known:
        expected = _("A new date is not known yet.")
    else:
        expected = _("The source does not state a new date.")
    return f"{reason.strip()} {expected}"


def no_reason_words(standing: Standing) -> str:
    """That nobody says why it is overdue: no delay is declared."""
    if standing.timeliness != Timeliness.OVERDUE or standing.stage == Stage.DELAYS:
        return ""
    return _("The source does not state a reason.") if standing.update.is_sourced else _("No reason given.")


def expected_words(standing: Standing) -> str:
    """What the agency expects where it declares some delays: "expected March 2027"."""
    said = standing.update
    if standing.stage != Stage.DELAYS:
        return ""
    if said.expected_on:
        return _("expected %(when)s") % {"when": said.expected_on.words}
    if said.expected_not_known:
        return _("expected date not known")
    return _("expected date not stated in the source")


def move_words(change: DateChange) -> SafeString:
    """One moved date: from what to what, when, by what and why."""
    kind = {DateKind.STARTS: _("Start"), DateKind.DUE: _("Due date")}[DateKind(change.kind)]
    if change.before:
        moved = _("%(kind)s moved from %(before)s to %(after)s, %(when)s.")
    else:
        moved = _("%(kind)s set to %(after)s, %(when)s; the date before is not stated in the source.")
    if not change.before and not change.is_sourced:
        moved = _("%(kind)s set to %(after)s, %(when)s.")
    moved %= {
        "kind": kind,
        "before": change.before.words,
        "after": change.after.words,
        "when": when(change.moved_on),
    }
    return format_html("{} {}", moved, why_moved(change))


def why_moved(change: DateChange) -> SafeString:
    """The amendment and the reason of a moved date, or that the source states neither."""
    reason = change.why or _("Reason not stated in the source.")
    if not change.amendment:
        return format_html("{}", reason)
    return format_html(_("{amendment}. {reason}"), amendment=amendment_link(change), reason=reason)


def amendment_link(change: DateChange) -> SafeString:
    plan = (change.milestone or change).commitment.plan
    address = f"{reverse('plan-changes', args=[plan.slug])}#{change.amendment.slug}"
    return format_html('<a href="{}">{}</a>', address, change.amendment.name)


# ---- Where a row comes from -----------------------------------------------------------------------


def published_words(row) -> str:
    """When and by whom a row became public, or where it was brought in from; from its edition and source."""
    edition, source = row.published_in, getattr(row, "source", None)
    if not source and not edition.document:
        published = _("published %(day)s") % {"day": row.day_published.words}
        by = _("%(published)s by %(who)s") % {"published": published, "who": edition.by_words}
        return by if edition.by_words else published
    parts = [_("from “%(title)s”") % {"title": source.title}, row.source_at] if source else []
    if row.published_on:
        parts.append(_("published %(day)s") % {"day": row.published_on.words})
    else:
        parts.append(_("brought in on %(day)s") % {"day": date_format(edition.day, "j F Y")})
    if not source:
        parts.append(_("from the document %(name)s") % {"name": edition.document})
    return ", ".join(filter(None, parts))


def from_to_words(change: DateChange) -> str:
    """What a change did to a date: "due date from January 2018 to June 2018", "start set to October 2016"."""
    kind = {DateKind.STARTS: _("start"), DateKind.DUE: _("due date")}[DateKind(change.kind)]
    words = _("%(kind)s from %(before)s to %(after)s") if change.before else _("%(kind)s set to %(after)s")
    return words % {"kind": kind, "before": change.before.words, "after": change.after.words}
