"""The sentences of a plan in the making."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from plans.dates import StatedDate

from .numbers import a_number, joined, number_words


def in_the_making(commitments: int, milestones: int, missing: int | None) -> str:
    """ "Three commitments with seven milestones; two things are missing before it can be adopted."

    `missing` is None where nobody has asked what is.
    """
    if not commitments:
        return _("Nothing is promised yet. Begin with a commitment.")
    many = ngettext("%(number)s milestone", "%(number)s milestones", milestones)
    many %= {"number": number_words(milestones) if milestones else _("no")}
    holds = ngettext_lazy(
        "%(number)s commitment with %(milestones)s", "%(number)s commitments with %(milestones)s", "n"
    )
    held = capfirst(str(holds % {"n": commitments, "number": number_words(commitments), "milestones": many}))
    if missing is None:
        return _("%(held)s.") % {"held": held}
    if not missing:
        return _("%(held)s; nothing is missing: it can be adopted.") % {"held": held}
    clause = ngettext_lazy(
        "%(number)s thing is missing before it can be adopted",
        "%(number)s things are missing before it can be adopted",
        "n",
    )
    return _("%(held)s; %(missing)s.") % {"held": held, "missing": a_number(clause, missing)}


def commitment_lede(leads: int, milestones: int) -> str:
    """ "Four milestones; one agency answers for it." """
    steps = ngettext_lazy("%(number)s milestone", "%(number)s milestones", "n")
    held = capfirst(a_number(steps, milestones)) if milestones else _("No milestone yet")
    agencies = ngettext_lazy("%(number)s agency answers for it", "%(number)s agencies answer for it", "n")
    answers = a_number(agencies, leads) if leads else _("no agency answers for it yet")
    return _("%(held)s; %(agencies)s.") % {"held": held, "agencies": answers}


def lead_words(leads: list[str], others: list[str]) -> str:
    """Who leads it, and with whom."""
    words = joined(leads) or _("Nobody leads it yet")
    return format_html(_("{leads}, with {others}"), leads=words, others=joined(others)) if others else words


def dates_words(starts: StatedDate, due: StatedDate) -> str:
    """ "July 2026 to June 2027"; empty where neither is said."""
    if starts and due:
        return _("%(start)s to %(due)s") % {"start": starts.words, "due": due.words}
    if due:
        return _("due %(due)s") % {"due": due.words}
    return _("from %(start)s") % {"start": starts.words} if starts else ""
