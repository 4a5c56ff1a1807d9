"""The register: what is needed to enter what came another way, and to put together what is alike."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

from ..choices import Channel

NO_CHANNEL = Reason("channel", _("Say by what way it came."), "channel")
NO_DAY = Reason("came-on", _("Give the day on which it came."), "came_on")
NOT_YET = Reason("came-on", _("This day is still ahead. Give the day on which it came."), "came_on")
NOT_TOLD = Reason(
    "not-told",
    _(
        "Somebody else told us who this is, and there is no e-mail address to tell the person. "
        "Say how they were told, or why not: the law asks for it."
    ),
    "why_not_told",
)
NOBODY_TO_TELL = Reason(
    "nobody", _("Say from whom we have it only where we have a name, an address or an organisation."), "name"
)
NOT_THERE = Reason("not-there", _("One of these was not received, was withdrawn, or is doubted."))
TWO_AT_LEAST = Reason("two", _("Tick two at least: one alone is answered for itself."))
IN_A_GROUP = Reason("in-a-group", _("One of these is of another group already. Take it out there first."))
NO_TITLE = Reason("title", _("Say what this is called, so that everybody recognises it."), "title")
IS_LEAD = Reason(
    "lead", _("The one that is answered for all cannot go while others stay. Dissolve the group instead.")
)
IS_DISSOLVED = Reason("dissolved", _("This group was dissolved meanwhile."))


def missing_for_entry(
    *,
    channel: str,
    came_on: date | None,
    today: date,
    collected_from: str,
    why_not_told: str,
    is_somebody: bool,
    has_email: bool,
) -> list[Reason]:
    """What is still needed to enter what came another way, besides what every submission needs.

    Where we know of a person from somebody else, the person is told: by our mail, or in a way that is said.
    """
    missing = []
    if channel in ("", Channel.ONLINE):
        missing.append(NO_CHANNEL)
    if came_on is None:
        missing.append(NO_DAY)
    elif came_on > today:
        missing.append(NOT_YET)
    if collected_from and not is_somebody:
        missing.append(NOBODY_TO_TELL)
    elif collected_from and not has_email and not why_not_told:
        missing.append(NOT_TOLD)
    return missing
