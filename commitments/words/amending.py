"""The sentences that open the pages on which a plan is amended."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from plans.models import Amendment
from plans.rules import Reason

from ..choices import LeadRole
from ..models import Lead
from ..record.amended import Amended
from ..record.amending import Draft
from .numbers import a_number, joined

PUBLISHED = ngettext_lazy("%(number)s amendment is published.", "%(number)s amendments are published.", "n")
DRAFTED = ngettext_lazy(
    "%(number)s is being drafted; nothing of it is public.",
    "%(number)s are being drafted; nothing of them is public.",
    "n",
)
CHANGES = ngettext_lazy("%(number)s change", "%(number)s changes", "n")
LEADS = ngettext_lazy("%(who)s leads", "%(who)s lead", "n")
SUPPORT = ngettext_lazy("%(who)s supports", "%(who)s support", "n")
MISSING = ngettext_lazy("%(number)s thing is missing.", "%(number)s things are missing.", "n")


def amendments_lede(published: Sequence[Amended], drafts: Sequence[Amendment]) -> str:
    """ "One amendment is published. Two are being drafted; nothing of them is public." """
    if not published and not drafts:
        return _("This plan stands as it was adopted.")
    clauses = [(PUBLISHED, len(published)), (DRAFTED, len(drafts))]
    return " ".join(capfirst(a_number(clause, count)) for clause, count in clauses if count)


def draft_lede(draft: Draft, reasons: Sequence[Reason]) -> str:
    """ "Nothing of this is public. It holds three changes; one thing is missing." """
    first = _("Nothing of this is public yet.")
    if not draft.changes:
        return _("%(first)s It holds no change yet.") % {"first": first}
    holds = _("It holds %(changes)s.") % {"changes": a_number(CHANGES, len(draft.changes))}
    left = capfirst(a_number(MISSING, len(reasons))) if reasons else _("Nothing is missing.")
    return f"{first} {holds} {left}"


def held_words(leads: Sequence[Lead]) -> str:
    """ "Statistics NZ and Internal Affairs lead; Treasury supports" as a plain line."""
    if not leads:
        return _("Nobody leads")
    said = []
    for role, clause in ((LeadRole.LEAD, LEADS), (LeadRole.SUPPORTING, SUPPORT)):
        names = [lead.agency.name for lead in leads if lead.role == role]
        if names:
            said.append(str(clause % {"n": len(names), "who": joined(names)}))
    return "; ".join(said)
