"""Forums: what they, their meetings, papers and decisions need before they are public; and what is late."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from plans.dates import PartialDate
from plans.rules import Reason

from ..choices import ForumKind


def days_late(*, due_on: date | None, out_on: PartialDate | None, on: date) -> int:
    """How many days after the promised one it became public, or has not become by this day; 0 in time.

    Of a day that is known only as a month or a year the earliest possible one counts.
    """
    if due_on is None:
        return 0
    came = (out_on.first or out_on.last) if out_on else on
    return max((came - due_on).days, 0)


def wrong_in_forum(
    *,
    name: str,
    kind: str,
    has_agency: bool,
    starts_on: PartialDate | None,
    ends_on: PartialDate | None,
) -> list[Reason]:
    """What cannot be kept, even of one that nobody else reads yet."""
    reasons = [] if name.strip() else [NO_NAME]
    if has_agency and kind != ForumKind.AGENCY:
        reasons.append(NOT_AN_AGENCYS)
    if starts_on and ends_on and (starts_on.first or starts_on.last) > ends_on.last:
        reasons.append(ENDS_FIRST)
    return reasons


def missing_for_forum(
    *,
    kind: str,
    has_agency: bool,
    remit: str,
    has_rules: bool,
    rules_published_on: PartialDate | None,
    starts_on: PartialDate | None,
    on: date,
) -> list[Reason]:
    """What stands between a forum and the public; its rules may follow, and the page says that they do."""
    reasons = [] if remit.strip() else [NO_REMIT]
    if kind == ForumKind.AGENCY and not has_agency:
        reasons.append(NO_AGENCY)
    if has_rules and rules_published_on is None:
        reasons.append(NO_RULES_DAY)
    if rules_published_on and (rules_published_on.first or rules_published_on.last) > on:
        reasons.append(RULES_AHEAD)
    if starts_on is None:
        reasons.append(NO_START)
    return reasons


def wrong_in_member(*, role: str, from_on: date | None, until_on: date | None) -> list[Reason]:
    reasons = [] if role.strip() else [NO_ROLE]
    if from_on and until_on and until_on < from_on:
        reasons.append(TERM_ENDS_FIRST)
    return reasons


def wrong_in_meeting(*, title: str, held_on: PartialDate | None, counted: bool, on: date) -> list[Reason]:
    reasons = [] if title.strip() else [NO_MEETING_TITLE]
    if held_on is None:
        reasons.append(NO_MEETING_DAY)
    elif counted and (held_on.first or held_on.last) > on:
        reasons.append(NOT_HELD_YET)
    return reasons


def missing_for_paper(*, title: str, is_there: bool) -> list[Reason]:
    reasons = [] if title.strip() else [NO_PAPER_TITLE]
    return reasons if is_there else [*reasons, NO_PAPER]


def missing_for_decision(
    *, what: str, why: str, decided_by: str, decided_on: PartialDate | None, on: date
) -> list[Reason]:
    reasons = [
        reason
        for said, reason in (
            (what.strip(), NO_WHAT),
            (why.strip(), NO_WHY),
            (decided_by.strip(), NO_DECIDER),
            (decided_on, NO_DECISION_DAY),
        )
        if not said
    ]
    if decided_on and (decided_on.first or decided_on.last) > on:
        reasons.append(DECIDED_AHEAD)
    return reasons


NO_NAME = Reason("name", _("Give it a name."), "name")
NOT_AN_AGENCYS = Reason("agency", _("Only an agency's own group has an agency."), "agency")
NO_AGENCY = Reason("agency", _("Say whose group it is."), "agency")
ENDS_FIRST = Reason("ends-first", _("It would end before it starts."), "ends_on")
NO_REMIT = Reason("remit", _("Say what it is for."), "remit")
NO_RULES_DAY = Reason("rules-day", _("Say when its rules were published."), "rules_published_on")
RULES_AHEAD = Reason(
    "rules-ahead", _("Its rules cannot have been published after today."), "rules_published_on"
)
NO_START = Reason("starts-on", _("Say since when it meets."), "starts_on")
FORUM_ADDRESS_TAKEN = Reason("slug", _("Another forum has this address. Choose another."), "slug")
ADDRESS_STAYS = Reason("slug-stays", _("It is public, so its address stays as it is."), "slug")

FORUM_BROUGHT_IN = Reason(
    "brought-in", _("It was brought in from a document, and says what that says. It is not edited here.")
)
FORUM_WITHDRAWN = Reason("withdrawn", _("This forum was withdrawn."))
FORUM_IS_PUBLIC = Reason("public", _("It is public already."))
FORUM_NOT_PUBLIC = Reason("not-public", _("This forum is not public yet."))
HAS_PUBLIC_ROWS = Reason(
    "has-meetings", _("Meetings, decisions or invitations of it are public. Say when it ended instead.")
)
WHY_WITHDRAWN = Reason("why", _("Say why, for the public."), "why")

NO_ROLE = Reason("role", _("Give the role: “Chair”, “Member”."), "role")
TERM_ENDS_FIRST = Reason("term", _("The term would end before it begins."), "until_on")
SEAT_IS_PUBLIC = Reason("seat", _("The public reads of this seat. Give its last day instead."))
SEAT_GONE = Reason("seat-gone", _("This seat is not there any more."))

NO_MEETING_TITLE = Reason("title", _("Say what it is."), "title")
NO_MEETING_DAY = Reason("held-on", _("Say on which day it is."), "held_on")
NOT_HELD_YET = Reason("not-held", _("Who came can be counted once it was held."), "held_on")
MEETING_IS_OFF = Reason("off", _("This meeting was called off."))
MEETING_NOT_PUBLIC = Reason("not-public", _("Publish the meeting first."))
MEETING_IS_PUBLIC = Reason("public", _("This meeting is public already."))

NO_PAPER_TITLE = Reason("title", _("Give the paper a title."), "title")
NO_PAPER = Reason("paper", _("Add the file or its address."), "url")
ONE_PLACE = Reason("one-place", _("Give the file or the address, not both."), "url")
PAPER_IS_PUBLIC = Reason("public", _("This paper is public. Withdraw it, and add another."))
PAPER_GONE = Reason("gone", _("This paper is not there any more."))

NO_WHAT = Reason("what", _("Say what was decided."), "what")
NO_WHY = Reason("why", _("Say why."), "why")
NO_DECIDER = Reason("decided-by", _("Say who decided."), "decided_by")
NO_DECISION_DAY = Reason("decided-on", _("Say when it was decided."), "decided_on")
DECIDED_AHEAD = Reason("decided-ahead", _("It cannot have been decided after today."), "decided_on")
DECISION_IS_PUBLIC = Reason("public", _("It is public, and stays as it is. Another decision can correct it."))
NOT_TO_CORRECT = Reason("correct", _("Only a public decision that nothing corrects yet can be corrected."))

NOBODY_TO_INVITE = Reason("forum", _("Choose a forum that is public and still meets."))
TOO_LATE_TO_INVITE = Reason("too-late", _("This consultation is closed."))
INVITED_IN_PUBLIC = Reason("invited", _("The public reads that it was invited."))
