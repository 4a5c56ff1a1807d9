"""Forums: the sentences that open their pages, papers and terms, and what changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from commitments.words import a_number
from plans.choices import NotStated
from plans.dates import PartialDate

from ..choices import ForumKind, MeetingKind, PaperKind, Sector
from ..models import Forum, ForumMember
from ..record import ForumChange, PaperOnDay


def is_past(forum: Forum, on: date) -> bool:
    return forum.ends_last is not None and forum.ends_last < on


def forums_sentence(forums: list[Forum], on: date) -> str:
    """ "Two groups meet about the plans. One more has done its work." """
    if not forums:
        return _("No forum has been published yet.")
    past = sum(is_past(forum, on) for forum in forums)
    now = len(forums) - past
    meet = ngettext_lazy(
        "%(number)s group meets about the plans.", "%(number)s groups meet about the plans.", "n"
    )
    words = [capfirst(a_number(meet, now)) if now else _("No group meets about the plans today.")]
    if past:
        did = ngettext_lazy("%(number)s met about plans before.", "%(number)s met about plans before.", "n")
        words.append(capfirst(a_number(did, past)))
    return " ".join(words)


def forum_sentence(forum: Forum, seats: int, meetings: int, on: date) -> str:
    """ "Three people sit on it. It has met twice." """
    words = []
    if forum.is_not_stated(NotStated.COUNT):
        words.append(_("The number of its members is not in our sources."))
    elif seats:
        sat = (
            ngettext_lazy("%(number)s person sat on it.", "%(number)s people sat on it.", "n")
            if is_past(forum, on)
            else ngettext_lazy("%(number)s person sits on it.", "%(number)s people sit on it.", "n")
        )
        words.append(capfirst(a_number(sat, seats)))
    if meetings:
        met = ngettext_lazy("%(number)s meeting is on record.", "%(number)s meetings are on record.", "n")
        words.append(capfirst(a_number(met, meetings)))
    elif forum.is_sourced:
        words.append(_("Its meetings are not in our sources."))
    else:
        words.append(_("No meeting is on record yet."))
    return " ".join(words)


# ---- Papers and terms ---------------------------------------------------------------------------------


def late_by(days: int) -> str:
    """ "late by 1 day" """
    return ngettext("late by %(n)s day", "late by %(n)s days", days) % {"n": days}


def paper_words(one: PaperOnDay) -> str:
    """ "Agenda, public since 2 May 2026", "Agenda: promised by 3 May 2026"; lateness is said apart."""
    paper, kind = one.paper, capfirst(one.paper.get_kind_display())
    due = paper.due_on and date_format(paper.due_on, "j F Y")
    if not one.is_out:
        return _("%(kind)s: promised by %(day)s") % {"kind": kind, "day": due} if due else str(kind)
    if paper.day_out is None:
        return str(kind)
    words = {"kind": kind, "day": paper.day_out.words, "due": due}
    if one.days_late:
        return _("%(kind)s, promised by %(due)s, public since %(day)s") % words
    return _("%(kind)s, public since %(day)s") % words


def paper_late(one: PaperOnDay) -> str:
    """ "late by 1 day" of one that came, "4 days late" of one that is not there; empty where in time."""
    if not one.days_late:
        return ""
    if one.is_out:
        return late_by(one.days_late)
    return ngettext("%(n)s day late", "%(n)s days late", one.days_late) % {"n": one.days_late}


def term_words(seat: ForumMember) -> str:
    """ "1 March 2025 to 28 February 2028", "from 1 March 2025"; empty where neither day is known."""
    first = seat.from_on and date_format(seat.from_on, "j F Y")
    last = seat.until_on and date_format(seat.until_on, "j F Y")
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s") % {"first": first}
    return _("until %(last)s") % {"last": last} if last else ""


# ---- What changed -------------------------------------------------------------------------------------

LABELS = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("What it is"),
    "agency": gettext_lazy("Whose group it is"),
    "remit": gettext_lazy("What it is for"),
    "rules": gettext_lazy("Rules"),
    "rules_url": gettext_lazy("Address of the rules"),
    "rules_published_on": gettext_lazy("Rules published on"),
    "starts_on": gettext_lazy("Since"),
    "ends_on": gettext_lazy("Until"),
    "role": gettext_lazy("Role"),
    "sector": gettext_lazy("Sector"),
    "affiliation": gettext_lazy("Affiliation"),
    "biography": gettext_lazy("What they bring"),
    "from_on": gettext_lazy("First day of the term"),
    "until_on": gettext_lazy("Last day of the term"),
    "meeting": gettext_lazy("Meeting"),
    "held_on": gettext_lazy("Day"),
    "place": gettext_lazy("Place"),
    "account": gettext_lazy("What was spoken of"),
    "notes_url": gettext_lazy("Address of the notes"),
    "results_presented": gettext_lazy("Results presented"),
    "comments_collected": gettext_lazy("Comments collected"),
    "came": gettext_lazy("Who came"),
    "attended": gettext_lazy("How many came"),
    "paper": gettext_lazy("Paper"),
    "due_on": gettext_lazy("Promised by"),
    "what": gettext_lazy("Decided"),
    "why": gettext_lazy("Why"),
    "decided_by": gettext_lazy("Who decided"),
    "decided_on": gettext_lazy("Decided on"),
}
DAYS = (
    "rules_published_on",
    "starts_on",
    "ends_on",
    "from_on",
    "until_on",
    "held_on",
    "due_on",
    "decided_on",
)
CHOICES: dict[str, dict] = {
    "kind": dict(ForumKind.choices) | dict(MeetingKind.choices),
    "sector": dict(Sector.choices),
    "paper": dict(PaperKind.choices),
}


def change_title(change: ForumChange) -> str:
    """What it is that says something else now."""
    told: dict = change.after or change.before or {}
    if change.before is None:
        return _("Withdrawn: %(what)s") % {"what": _named(told)}
    if change.after is None:
        return _("Called off: %(what)s") % {"what": _named(told)}
    if told.get("decision"):
        words = {"number": change.before.get("decision")}
        return _("Decision %(number)s was corrected") % words
    return _("Changed: %(what)s") % {"what": _named(told)}


def _named(told: dict) -> str:
    if "seat" in told:
        return _("seat %(number)s, %(role)s") % {"number": told["seat"], "role": told.get("role", "")}
    if "paper" in told:
        parts = [value_words("paper", told["paper"]), told.get("meeting", "")]
        return ", ".join(filter(None, parts))
    if "meeting" in told:
        parts = [told["meeting"], value_words("held_on", told.get("held_on"))]
        return ", ".join(filter(None, parts))
    return _("the forum itself")


def change_rows(change: ForumChange) -> list[tuple[str, str, str]]:
    """Label, before, after; nothing where it was only taken back."""
    before, after = change.before, change.after
    if before is None or after is None:
        return []
    return [
        (str(LABELS[name]), value_words(name, before.get(name)), value_words(name, after.get(name)))
        for name in after
        if name in LABELS and before.get(name) != after.get(name)
    ]


def value_words(name: str, value: Any) -> str:
    """As an entry of an edition holds it, for people."""
    if value is None or value in ("", {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in DAYS:
        return PartialDate.parse(value).words
    if name == "came":
        labels = CHOICES["sector"] | {"": _("sector not stated")}
        return ", ".join(f"{labels[sector]} {number}" for sector, number in value.items())
    return str(CHOICES.get(name, {}).get(value, value))
