"""Pure rules of promises and progress: dates and stages in, answers or reasons out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.choices import NotStated, PeriodKind
from plans.dates import PartialDate, StatedDate
from plans.files import weight_words
from plans.rules import Reason, overlaps

from .choices import DelayReason, ReportStanding, ReportState, Stage, Timeliness


def timeliness(
    on: date,
    *,
    starts: StatedDate,
    due: StatedDate,
    agreed_due: StatedDate,
    plan_ends: PartialDate | None,
    stage: Stage | None = None,
    completed_on: PartialDate | None = None,
    is_withdrawn: bool = False,
) -> Timeliness:
    """How a milestone stands against its dates on a day: the first answer that matches.

    `starts` and `due` are current on the day, `stage` is the newest published
    one. Overdue begins the day after the last day that the due date may mean.
    """
    if is_withdrawn:
        return Timeliness.WITHDRAWN
    if stage == Stage.COMPLETED:
        earliest = completed_on and completed_on.first
        is_late = earliest and agreed_due.on and earliest > agreed_due.on.last
        return Timeliness.DONE_LATE if is_late else Timeliness.DONE
    if starts.on and starts.on.first and starts.on.first > on and stage in (None, Stage.NOT_STARTED):
        return Timeliness.NOT_DUE_TO_START
    if stage is None:
        return Timeliness.NOT_REPORTED
    if due.on is None:
        return Timeliness.NO_DATE
    if plan_ends and plan_ends.last < on:
        return Timeliness.NOT_FINISHED
    if due.on.last < on:
        return Timeliness.OVERDUE
    return Timeliness.ON_SCHEDULE


def months_between(day: date, on: date) -> int:
    """Whole months from a day to a later one; the end of a month counts as a whole one."""
    months = (on.year - day.year) * 12 + on.month - day.month
    is_short = on.day < day.day and (on + timedelta(days=1)).day != 1
    return max(months - is_short, 0)


class Link(NamedTuple):
    """A link that shows it, with the words it goes by; or a file of ours, which has a key too."""

    url: str
    title: str = ""
    file: str = ""

    @property
    def href(self) -> str:
        """Where a page of ours leads: to a file without the host, on which the reader is already."""
        return urlsplit(self.url).path if self.file else self.url


@dataclass(frozen=True)
class Declared:
    """What somebody says of a milestone: the stage, and what belongs to it."""

    stage: Stage | None
    note: str = ""
    reason: DelayReason | None = None
    reason_words: str = ""
    expected_on: PartialDate | None = None
    expected_not_known: bool = False
    completed_on: PartialDate | None = None
    evidence: tuple[Link, ...] = ()

    def adds_to(self, before: Declared | None) -> bool:
        """Whether it says anything that was not said before: a stage, reason, date, note or evidence."""
        if before is None:
            return self != Declared(stage=None)
        return (
            replace(self, note="", evidence=()) != replace(before, note="", evidence=())
            or self.note not in ("", before.note)
            or not set(self.evidence) <= set(before.evidence)
        )


def digest_of(said: Declared | None) -> str:
    """A mark of what was read of a draft, by which it is told whether it has changed; "" for none."""
    if said is None:
        return ""
    parts = [str(getattr(said, one.name) or "") for one in fields(said) if one.name != "evidence"]
    return hashlib.sha256(repr([parts, [tuple(link) for link in said.evidence]]).encode()).hexdigest()[:16]


def missing_for_stage(
    said: Declared,
    *,
    on: date | None = None,
    due: StatedDate | None = None,
    not_stated: Iterable[str] = (),
) -> list[Reason]:
    """What still stands between a stage and its publication; the same for form, document and shell.

    `on` is the day it is declared for, `due` the milestone's current date on it; a document is not asked
    for the latter, as it says what was published elsewhere. `not_stated` names what the source of a record
    leaves open; forms never offer it.
    """
    if said.stage is None:
        return [Reason("stage", _("Choose a stage."), "stage")]
    rules = {Stage.DELAYS: _missing_for_delays, Stage.COMPLETED: _missing_for_completed}
    missing = rules[said.stage](said, on, set(not_stated)) if said.stage in rules else []
    return missing + _expected_too_soon(said, due) + _misplaced(said)


def _missing_for_delays(said: Declared, on: date | None, left_open: set[str]) -> list[Reason]:
    missing = []
    if NotStated.REASON not in left_open:
        if not said.reason:
            missing.append(Reason("reason", _("Choose the main reason for the delay."), "reason"))
        if not said.reason_words.strip():
            missing.append(Reason("reason-words", _("Say what is holding it up."), "reason_words"))
    has_date = said.expected_on or said.expected_not_known or NotStated.DAY in left_open
    if not has_date:
        text = _("Give a new expected date, or say that it is not known yet.")
        missing.append(Reason("expected", text, "expected_on"))
    if said.expected_on and said.expected_not_known:
        text = _("Give an expected date or say that it is not known, not both.")
        missing.append(Reason("expected-twice", text, "expected_on"))
    return missing


def _expected_too_soon(said: Declared, due: StatedDate | None) -> list[Reason]:
    """What is expected before its current date begins is not delayed; within it, the delay is made good."""
    if said.stage != Stage.DELAYS or not (said.expected_on and due and due.on):
        return []
    if said.expected_on.last >= (due.on.first or due.on.last):
        return []
    text = _(
        "{expected} is before the current date, {due}: that is no delay. Give {due} or a later date, or"
        " choose another stage."
    )
    words = format_lazy(text, expected=said.expected_on.words, due=due.words)
    return [Reason("expected-too-soon", words, "expected_on")]


def _missing_for_completed(said: Declared, on: date | None, left_open: set[str]) -> list[Reason]:
    missing = []
    if not said.completed_on and NotStated.DAY not in left_open:
        text = _("Say when it was completed, as precisely as you know.")
        missing.append(Reason("completed-on", text, "completed_on"))
    if not said.evidence and NotStated.EVIDENCE not in left_open:
        missing.append(Reason("evidence", _("Add a link or a file that shows it."), "evidence"))
    if said.completed_on and said.completed_on.first and on and said.completed_on.first > on:
        text = _("The day of completion is later than the day this is reported for.")
        missing.append(Reason("completed-later", text, "completed_on"))
    return missing


def _misplaced(said: Declared) -> list[Reason]:
    """What was said beside a stage that it does not belong to; the database refuses the same."""
    wrong = []
    says_delay = said.reason or said.reason_words or said.expected_on or said.expected_not_known
    if said.stage != Stage.DELAYS and says_delay:
        text = _("A reason and an expected date belong to the stage “some delays” only.")
        wrong.append(Reason("delay-misplaced", text, "stage"))
    if said.stage != Stage.COMPLETED and said.completed_on:
        text = _("A day of completion belongs to the stage “completed” only.")
        wrong.append(Reason("completed-misplaced", text, "stage"))
    return wrong


def missing_for_report(
    *, nothing_to_report: bool, doing: str, stages: Mapping[int, list[Reason]]
) -> list[Reason]:
    """What a progress report still needs; `stages` holds what each milestone, by number, still needs."""
    if nothing_to_report:
        return []
    missing = [
        Reason(
            reason.code,
            format_lazy(_("Milestone {number}: {text}"), number=number, text=reason.text),
            f"milestone-{number}-{reason.field}",
        )
        for number, reasons in stages.items()
        for reason in reasons
    ]
    if not doing.strip():
        missing.append(Reason("doing", _("Say what has been done, or report nothing."), "doing"))
    return missing


def owes_report(
    *,
    commitment_starts: PartialDate | None,
    commitment_ends: PartialDate | None,
    first: date,
    last: date,
    all_settled_before: bool,
    plan_ends: PartialDate | None,
    was_closed_when_imported: bool = False,
) -> bool:
    """Whether a commitment owes a report for a period from `first` to `last`.

    It does for a period that overlaps its dates, and afterwards until every
    milestone is published completed or withdrawn, or the plan ends. A period
    that was closed when it was brought in owes nothing.
    """
    if was_closed_when_imported:
        return False
    if commitment_starts and commitment_starts.first and commitment_starts.first > last:
        return False
    ends = commitment_ends or plan_ends  # what has no end of its own ends with the plan
    if ends is None or ends.last >= first:
        return True
    plan_is_over = plan_ends is not None and plan_ends.last < first
    return not all_settled_before and not plan_is_over


def day_reported_for(period_ends: date, on: date) -> date:
    """The day a report speaks of: the period's last one, or today while the period runs."""
    return min(period_ends, on)


# What a report of each kind is made of, beside its stages and links.
TEXTS = {
    PeriodKind.PROGRESS: ("doing", "next"),
    PeriodKind.MID_TERM: ("doing", "next"),
    PeriodKind.YEAR_END: ("doing", "reflection"),
    PeriodKind.END_OF_TERM: ("doing", "reflection"),
}


def report_standing(
    on: date,
    *,
    owes: bool,
    begins: date,
    is_closed: bool,
    was_closed: bool,
    state: ReportState | None,
    nothing_to_report: bool = False,
) -> ReportStanding:
    """What the board says of one commitment in one period on a day; `state` is None before it is begun."""
    if state == ReportState.PUBLISHED:
        return ReportStanding.NOTHING_TO_REPORT if nothing_to_report else ReportStanding.PUBLISHED
    if state in (ReportState.TO_APPROVE, ReportState.SUBMITTED):
        return ReportStanding(state)
    if was_closed:
        return ReportStanding.NOT_IN_SOURCES
    if is_closed:
        return ReportStanding.MISSED if owes else ReportStanding.NOT_DUE
    if state is not None:
        return ReportStanding(state)
    return ReportStanding.NOT_BEGUN if owes and begins <= on else ReportStanding.NOT_DUE


def worth_a_look(
    said: Declared | None, *, due: StatedDate, plan_ends: PartialDate | None, on: date
) -> list[Reason]:
    """What does not stand in the way of publication, but may have been overlooked."""
    doubts: list[Reason] = []
    if said is None or said.stage == Stage.COMPLETED:
        return doubts
    if due.on and due.on.last < on and said.stage != Stage.DELAYS:
        text = _("Its date has passed and no delay is declared; the public page says how late it is.")
        doubts.append(Reason("past-due", text))
    if said.expected_on and said.expected_on.last < on:
        doubts.append(Reason("expected-passed", _("The expected date has passed.")))
    if said.expected_on and plan_ends and said.expected_on.last > plan_ends.last:
        doubts.append(Reason("expected-after-plan", _("It is expected after the plan ends.")))
    return doubts


FILE_GONE = Reason("file-gone", _("A file that you chose is not here any more. Choose it again."))


def too_much(most: int) -> Reason:
    """What all files of a report may weigh together."""
    words = _("All files of one report together may have at most {most}.")
    return Reason("too-much", format_lazy(words, most=weight_words(most)))


# Why a report cannot go on now, or not through this person.
SENT = Reason("submitted", _("This report has been sent; it waits for the coordinator."))
TO_APPROVE = Reason(
    "to-approve", _("This report has been sent; it waits for the approver of the agency that leads.")
)
PUBLISHED = Reason("published", _("This report is published already."))
CLOSED = Reason("closed", _("This period is closed; the coordinator can open it again."))
AHEAD = Reason("ahead", _("This period has not begun yet."))
NOT_SENT = Reason(
    "not-submitted", _("Only a report that has been sent can be published, sent back or taken back.")
)
NOT_FOR_SIGN_OFF = Reason("not-to-approve", _("Only a report that waits for an approver can be signed off."))
SIGNED = Reason("signed", _("This report is signed off already; it waits for the coordinator."))
SIGNING_CHANGED = Reason(
    "signing-changed", _("What signing off does has changed since you read this; read below what it is now.")
)
YOUR_OWN = Reason("your-own", _("You sent this report yourself; somebody else signs it off."))
WHY_CORRECTED = Reason("why", _("Say what was wrong; the public reads it beside the correction."), "why")
WHY_DROPPED = Reason("why-dropped", _("Say why it is not published."), "reason")
NOTHING_CORRECTED = Reason("same", _("This says the same as what is published."))
CORRECTION_WAITS = Reason("waits", _("A correction of this waits for the coordinator already."))
CORRECTED_SINCE = Reason("corrected-since", _("What this corrects has been corrected since."))
NOT_PUBLISHED = Reason("not-published", _("Only what is published is corrected."))
OF_A_DOCUMENT = Reason(
    "of-a-document", _("This was brought in from a document and says what the document says; it stays so.")
)
WHY_SENT_BACK = Reason("reason", _("Say what should be mended."), "reason")
NO_SUCH_ROW = Reason("no-such-row", _("There is nothing to fill in for this milestone."))
NOTHING_OWED = Reason(
    "nothing-owed",
    _("Nobody owes anything for it now: it was sent on, is not due yet, or its period is closed."),
)
MOVED_ON = Reason("moved-on", _("It has changed since you read it. Look at it again, then decide."))
NOT_A_LEAD = Reason(
    "not-a-lead",
    _("Your agency supports this commitment: you can write and save; an agency that leads sends it."),
)
NOT_AN_EDITOR = Reason("not-an-editor", _("You read this report; an editor of the agency writes it."))
NO_LONGER_LEADS = Reason(
    "no-longer-leads",
    _("Your agency was not part of this commitment in this period; you can read its report."),
)


# ---- Amendments, and leads that hand over -----------------------------------------------------------


def ends_first(starts: StatedDate, due: StatedDate) -> bool:
    """Whether something would end before it starts; what is not known is in order."""
    first = starts.on and starts.on.first
    return bool(first and due.on and due.on.last < first)


def missing_for_milestone(title: str, starts: StatedDate, due: StatedDate) -> list[Reason]:
    """What a milestone needs before an amendment may add it."""
    missing = [] if title.strip() else [NO_TITLE]
    if not due:
        missing.append(NO_DUE_DATE)
    return missing + reasons_against_dates(starts, due)


def reasons_against_dates(starts: StatedDate, due: StatedDate) -> list[Reason]:
    """What is wrong with the dates of one thing."""
    twice = [
        Reason(
            "date-twice",
            _("Give a date or say in words when it is, not both."),
            f"{name}_text",
        )
        for name, said in (("starts", starts), ("due", due))
        if said.on and said.text
    ]
    return twice or ([ENDS_FIRST] if ends_first(starts, due) else [])


def missing_for_amendment(
    *,
    on: date,
    number: int | None,
    reason: str,
    decided_on: PartialDate | None,
    decided_by: str,
    changes: int,
    adopted_on: PartialDate | None,
) -> list[Reason]:
    """What an amendment needs before the public may read it: number, reason, day, decider, and a change.

    A month or a year counts from its last day, so it has to be over.
    """
    missing = []
    if not number:
        missing.append(Reason("number", _("Give it a number."), "number"))
    if not reason.strip():
        missing.append(Reason("reason", _("Say why the plan is changed."), "reason"))
    if decided_on is None:
        missing.append(Reason("decided-on", _("Say when it was decided."), "decided_on"))
    elif decided_on.last > on:
        text = _("The day it was decided is ahead. Of a month that is not over yet, give the day.")
        missing.append(Reason("decided-ahead", text, "decided_on"))
    elif adopted_on and adopted_on.first and decided_on.last < adopted_on.first:
        text = _("It was decided before the plan was adopted.")
        missing.append(Reason("decided-first", text, "decided_on"))
    if not decided_by.strip():
        missing.append(Reason("decided-by", _("Say who decided it."), "decided_by"))
    if not changes:
        missing.append(Reason("changes", _("Change something: it holds no change yet."), "changes"))
    return missing


@dataclass(frozen=True)
class Held:
    """An agency in a role from a day to a day, open where None."""

    agency: str
    role: str
    office: str
    from_on: date | None
    until_on: date | None


def reasons_not_to_hand_over(
    *,
    ends: Held | None,
    begins: Held | None,
    others: Iterable[Held],
    from_on: date | None,
    reason: str,
) -> list[Reason]:
    """What stands in the way of a hand-over: from `from_on` on one does not lead any more, another does.

    `others` are those who lead or support besides. One agency in one role holds once on a day.
    """
    if ends is None and begins is None:
        return [NOBODY]
    missing = [] if from_on else [Reason("from-on", _("Say from which day on."), "from_on")]
    if not reason.strip():
        missing.append(Reason("why", _("Say why, for the public."), "reason"))
    if from_on is None:
        return missing
    if ends and ends.from_on and ends.from_on >= from_on:
        text = _("It had not begun before this day. Give a later one.")
        missing.append(Reason("not-begun", text, "from_on"))
    if ends and ends.until_on and ends.until_on < from_on:
        missing.append(Reason("ended", _("It ends before this day already."), "from_on"))
    if (
        ends
        and begins
        and (ends.agency, ends.role, ends.office)
        == (
            begins.agency,
            begins.role,
            begins.office,
        )
    ):
        missing.append(Reason("same", _("Nothing would change: it is the same agency and role."), "agency"))
    if begins and any(
        (other.agency, other.role) == (begins.agency, begins.role)
        and overlaps(other.from_on, other.until_on, from_on, date.max)
        for other in others
    ):
        missing.append(Reason("overlaps", _("This agency holds this role then already."), "agency"))
    return missing


NOT_ADOPTED = Reason("not-adopted", _("Until a plan is adopted its words and dates change freely."))
AMENDMENT_PUBLISHED = Reason("amendment-published", _("This amendment is published; it stays as it is."))
NO_TITLE = Reason("title", _("Give it a title."), "title")
NO_PROMISE = Reason("promise", _("Say what is promised."), "promise")
NO_DUE_DATE = Reason("due", _("Say when it is due, as a date or in words."), "due_on")
NO_START = Reason("starts", _("Say when it starts, as a date or in words."), "starts_on")
ENDS_FIRST = Reason("ends-first", _("It would end before it starts."), "due_on")
NUMBER_TAKEN = Reason("number-taken", _("Another amendment of this plan has this number."), "number")
TOO_FEW_PARTS = Reason("parts", _("A milestone is split into two or more."), "part-1-title")
DROPPED_ALREADY = Reason("dropped", _("This milestone is withdrawn already."))
DROPPED_ELSEWHERE = Reason("dropped-elsewhere", _("Another amendment that is being drafted drops it."))
GONE = Reason("gone", _("This is no longer part of the draft: somebody has taken it out."))
NOT_PUBLIC_YET = Reason("not-public-yet", _("This amendment adds it; take it out instead."))
SPOKEN_FOR = Reason("spoken-for", _("Something else refers to this amendment, so it cannot be discarded."))
NOBODY = Reason("nobody", _("Choose who ends, who begins, or both."), "ends")


# ---- A commitment in the making ------------------------------------------------------------------------

NOT_A_NUMBER = Reason(
    "number", _("Write the number as digits or letters, with dots between: 5, 2.1."), "number"
)
COMMITMENT_NUMBER_TAKEN = Reason(
    "number-taken", _("Another commitment of this plan has this number already."), "number"
)
NO_COMMITMENT_TITLE = Reason("title", _("Give the commitment a title."), "title")
NO_SUCH_PARENT = Reason("parent", _("It can be part of a commitment that is not a part itself."), "parent")
HAS_PARTS = Reason("has-parts", _("It has parts of its own, so it cannot be a part of another."), "parent")
PARTS_FIRST = Reason("parts-first", _("It has parts. Remove those first, or make them commitments."))
SOMETHING_HANGS_ON_IT = Reason("hangs-on", _("Something else refers to it, so it cannot be removed."))


def in_two_ways(day: PartialDate | None, text: str, field: str) -> list[Reason]:
    """A date is a date or words, not both."""
    words = _("Give a date, or say it in words, not both.")
    return [Reason("two-ways", words, field)] if day and text else []


def turned_round(starts: PartialDate | None, due: PartialDate | None, field: str) -> list[Reason]:
    """Start before end of the same thing, where both are known; its children may lie outside."""
    if starts and due and due.last < (starts.first or starts.last):
        return [Reason("ends-first", _("It would be due before it starts."), field)]
    return []
