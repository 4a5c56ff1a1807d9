"""Telling people that they can take part: what has to be said of it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from plans.dates import PartialDate
from plans.rules import Reason

NO_CHANNEL = Reason("channel", _("Say how people were told."), "channel")
NO_AUDIENCE = Reason("audience", _("Say who was told."), "audience")
NOT_BEGUN = Reason("starts-on", _("Say when it began; the month will do."), "starts_on")
ENDS_FIRST = Reason("ends-first", _("It would end before it begins."), "ends_on")
COUNTED_TOO_SOON = Reason("reach", _("Nobody can have been reached before it begins."), "reach")
IS_WITHDRAWN = Reason("withdrawn", _("Somebody has taken this back meanwhile."))
FROM_A_DOCUMENT = Reason("brought-in", _("This was brought in from a document, and stays as it is there."))
NOBODY_KNOWS_THE_PLAN = Reason(
    "no-plan",
    _("Nothing of this plan is public yet. Publish its timeline first; until then this is kept for you."),
)


def missing_for_outreach(
    *,
    channel: str,
    audience: str,
    starts_on: PartialDate | None,
    ends_on: PartialDate | None,
    reach: int | None,
    on: date,
) -> list[Reason]:
    """What is missing or cannot be; `on` is today."""
    reasons = [
        reason for said, reason in ((channel, NO_CHANNEL), (audience, NO_AUDIENCE)) if not said.strip()
    ]
    if starts_on is None:
        return [*reasons, NOT_BEGUN]
    begins = starts_on.first or starts_on.last
    if ends_on and ends_on.last < begins:
        reasons.append(ENDS_FIRST)
    if reach is not None and begins > on:
        reasons.append(COUNTED_TOO_SOON)
    return reasons
