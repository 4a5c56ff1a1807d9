"""The sentences that open pages of ideas."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from commitments.words import a_number, joined

from ..choices import VoiceKind
from ..record import IdeasCounted

IDEAS = ngettext_lazy("%(number)s idea is shown", "%(number)s ideas are shown", "n")
VOICES = {
    VoiceKind.SUPPORT: ngettext_lazy("%(number)s voice supports it", "%(number)s voices support it", "n"),
    VoiceKind.ADDITION: ngettext_lazy("%(number)s adds to it", "%(number)s add to it", "n"),
    VoiceKind.OBJECTION: ngettext_lazy("%(number)s objects", "%(number)s object", "n"),
}
ALL_VOICES = ngettext_lazy("%(number)s voice speaks to them", "%(number)s voices speak to them", "n")


def ideas_sentence(counted: IdeasCounted) -> str:
    """ "Twelve ideas are shown. Forty voices speak to them." """
    if not counted.ideas:
        return _("No idea is shown yet.")
    shown = _("%(clause)s.") % {"clause": capfirst(a_number(IDEAS, counted.ideas))}
    voices = sum(counted.by_kind.values())
    if not voices:
        return f"{shown} {_('Nobody has spoken to one yet.')}"
    return f"{shown} {_('%(clause)s.') % {'clause': capfirst(a_number(ALL_VOICES, voices))}}"


def voices_sentence(idea) -> str:
    """ "Three voices support it, one adds to it and two object."; of an idea read `with_voices`."""
    found = [
        a_number(clause, number) for kind, clause in VOICES.items() if (number := getattr(idea, f"{kind}s"))
    ]
    if not found:
        return _("Nobody has spoken to it yet.")
    return _("%(clauses)s.") % {"clauses": capfirst(joined(found))}
