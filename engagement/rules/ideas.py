"""Ideas in the open: what may be shown as one, and what it takes to speak to one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

from ..choices import VoiceKind

MOST_LETTERS_OF_A_REASON = 5_000

SHOWS_NO_IDEAS = Reason("shows-no-ideas", _("This consultation does not show ideas."))
NOT_FOR_IDEAS = Reason(
    "ideas-purpose", _("Only a consultation for ideas can show them. Choose that purpose."), "shows_ideas"
)
SHOWN_AS_IDEA = Reason(
    "shown-as-idea", _("A point that would go is shown as an idea. Show the idea no longer first.")
)
NO_LONGER_SHOWN = Reason("not-shown", _("This idea is not shown any more."))
NOT_ALLOWED = Reason("not-allowed", _("its sender does not allow us to publish it."))
IS_WITHHELD = Reason("withheld", _("it is withheld."))
NO_SUCH_THEME = Reason("theme", _("Choose a theme of this consultation."), "theme")

NOT_OPEN = Reason("not-open", _("The consultation is not open now, so voices stay as they are."))
NO_KIND = Reason("kind", _("Choose whether you support it, add to it or object to it."), "kind")
NO_REASON = Reason("reason", _("Write what you add, or why you object."), "reason")
REASON_TOO_LONG = Reason("reason-too-long", _("This is too long: 5,000 letters is the most."), "reason")
TAKEN_BACK = Reason("taken-back", _("You have taken it back."))
NO_WHY_KEPT_BACK = Reason("why", _("Say why it is not shown."), "why")


def missing_for_voice(*, kind: VoiceKind | str, reason: str) -> list[Reason]:
    """What it takes to be counted: a reason with an addition and an objection, and with support none."""
    if kind not in VoiceKind.values:
        return [NO_KIND]
    if len(reason) > MOST_LETTERS_OF_A_REASON:
        return [REASON_TOO_LONG]
    return [NO_REASON] if kind != VoiceKind.SUPPORT and not reason.strip() else []
