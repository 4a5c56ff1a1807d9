"""Who owes what on a day, by person: reports to write and to sign off, and whether they were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from plans.choices import OutboxState, Role
from plans.models import Agency, Leave, Membership, ReportingPeriod, User
from plans.permissions import agencies_served, can_coordinate
from plans.rules import Reason

from ..choices import LeadRole, ReportStanding, ReportState
from ..models import Commitment, ProgressReport, Reminder
from ..rules_reminders import (
    FAILED,
    RECENTLY,
    REMINDED_TODAY,
    WAITS,
    first_run,
    may_be_reminded_at,
    to_be_reminded_on,
)
from .day import CommitmentOnDay, commitments_across_plans
from .rounds import owes_for, reads_several_plans

WRITE, SIGN = "write", "sign"
LOOKED_BACK = timedelta(days=90)  # a letter that left before this lies before every reminder day that counts


@dataclass(frozen=True)
class Duty:
    """One report that somebody of the agencies that lead in its period has to write, or to sign off."""

    kind: str
    one: CommitmentOnDay
    period: ReportingPeriod
    standing: ReportStanding
    sent_by: int | None
    since: date
    people: tuple[User, ...] = ()
    role: Role | None = None  # in which they are asked; none where nobody is there

    @property
    def commitment(self) -> Commitment:
        return self.one.commitment

    @property
    def due_on(self) -> date:
        return self.period.due_on

    @property
    def agencies(self) -> list[Agency]:
        """Those that lead on any day of the period."""
        leads = self.commitment.leads_between(self.period.starts_on, self.period.ends_on)
        return list(dict.fromkeys(lead.agency for lead in leads if lead.role == LeadRole.LEAD))

    @property
    def is_to_sign(self) -> bool:
        return self.kind == SIGN

    @property
    def is_stand_in(self) -> bool:
        """Whether somebody is asked because who should do it is not there."""
        return self.role != (Role.APPROVER if self.is_to_sign else Role.EDITOR)

    @property
    def address(self) -> str:
        """Of the form, or of the page on which it is signed off."""
        page = "workspace-report-review" if self.is_to_sign else "workspace-report"
        return reverse(page, args=[self.commitment.plan.slug, self.commitment.number, self.period.slug])

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.address


@dataclass
class Owing:
    """One person, what they owe, and the letters that they were sent lately."""

    user: User
    on: date
    duties: list[Duty]
    letters: list[Reminder] = field(default_factory=list)

    @cached_property
    def told(self) -> dict[tuple[str, str], date]:
        """By duty, the day on which the last letter that named it left."""
        found: dict[tuple[str, str], date] = {}
        for letter in self.letters:
            left = left_at(letter)
            for named in letter.owed if left else ():
                key = named["kind"], named["address"]
                found[key] = max(found.get(key, date.min), timezone.localdate(left))
        return found

    @cached_property
    def names_plan(self) -> bool:
        """Whether their letter says of which plan each commitment is."""
        return reads_several_plans(self.user, self.on)

    @property
    def due_to_be_told_on(self) -> date:
        """The first day, from this one, on which one of the duties calls for a letter."""
        return min(
            to_be_reminded_on(duty.due_on, self.on, since=duty.since, told_on=self.told.get(duty.key))
            for duty in self.duties
        )

    @property
    def left(self) -> datetime | None:
        """When the last letter left, or was given up."""
        days = [left_at(letter) or given_up_at(letter) for letter in self.letters]
        return max((day for day in days if day), default=None)

    @property
    def waiting(self) -> Reminder | None:
        return next((one for one in self.letters if one.mail and one.mail.state == OutboxState.WAITING), None)

    @property
    def failed(self) -> list[Reminder]:
        return [one for one in self.letters if one.mail and one.mail.state == OutboxState.FAILED]

    def reasons_not_to_remind(self, now: datetime) -> list[Reason]:
        """Why no letter may be written to them now, whatever they owe."""
        if self.waiting:
            return [WAITS]
        if not may_be_reminded_at(now, self.left):
            return [FAILED if self.failed and self.failed[0] is self.letters[0] else RECENTLY]
        return [REMINDED_TODAY] if any(letter.on == self.on for letter in self.letters) else []

    def next_letter_on(self, *, first: date, hour: int) -> date | None:
        """The day of their next letter if nothing is reported before; none while one waits to be sent.

        `first` is the day of the next round of reminders.
        """
        if self.waiting:
            return None
        day = max(first, self.due_to_be_told_on)
        return first_run(day, hour=hour, left=self.left, zone=timezone.get_current_timezone())


def left_at(letter: Reminder) -> datetime | None:
    """When a letter left: it was sent, or may have been. None while it waits, or where it never left."""
    mail = letter.mail
    if mail is None:  # its row is gone: taken to have left by the end of its day
        midnight = datetime.combine(letter.on + timedelta(days=1), time())
        return timezone.make_aware(midnight)
    return mail.done_at or (mail.handed_over_at if mail.state == OutboxState.FAILED else None)


def given_up_at(letter: Reminder) -> datetime | None:
    """When a letter was given up that never left."""
    mail = letter.mail
    return mail.due_at if mail and mail.state == OutboxState.FAILED else None


# ---- What is owed ------------------------------------------------------------------------------------


def _open_reports(
    periods: Iterable[ReportingPeriod], on: date
) -> list[tuple[CommitmentOnDay, ReportingPeriod, ProgressReport | None]]:
    """Every report that is owed for some open periods and is not on the coordinator's desk yet."""
    by_plan = defaultdict(list)
    for period in periods:
        by_plan[period.plan_id].append(period)
    commitments = commitments_across_plans(Commitment.objects.filter(plan__in=by_plan), on)
    found = ProgressReport.objects.filter(period__in=[p for some in by_plan.values() for p in some])
    reports = {(report.commitment_id, report.period_id): report for report in found}
    rows = [
        (one, period, reports.get((one.commitment.pk, period.pk)))
        for one in commitments
        for period in by_plan[one.plan.pk]
    ]
    return [row for row in rows if _is_owed(*row)]


def _is_owed(one: CommitmentOnDay, period: ReportingPeriod, report: ProgressReport | None) -> bool:
    """Owed by the rule and not sent to the coordinator; or on its way, so that somebody has to go on."""
    if report and report.state in (ReportState.SUBMITTED, ReportState.PUBLISHED):
        return False
    is_on_its_way = report is not None and report.state in (ReportState.TO_APPROVE, ReportState.SENT_BACK)
    return is_on_its_way or owes_for(one, period)


def _open_periods():
    """Of published plans, with a due day."""
    return ReportingPeriod.objects.published().open().exclude(due_on=None).select_related("plan")


def duties_on(on: date) -> list[Duty]:
    """Everything that is owed on a day and by whom, what is due first at the top.

    In a number of queries that grows neither with people nor with reports.
    """
    reports = _open_reports(_open_periods().filter(starts_on__lte=on), on)
    circles = _Circles(on)
    duties = [circles.ask(_duty(*known)) for known in reports]
    return sorted(duties, key=lambda duty: (duty.due_on, duty.commitment.sort_key, duty.period.slug))


def _duty(one: CommitmentOnDay, period: ReportingPeriod, report: ProgressReport | None) -> Duty:
    """Reminder days count from the day after somebody was told by another letter that it is theirs."""
    state, told_at = report and ReportState(report.state), None
    if report and state in (ReportState.TO_APPROVE, ReportState.SENT_BACK):
        told_at = report.submitted_at if state == ReportState.TO_APPROVE else report.sent_back_at
    since = timezone.localdate(told_at) + timedelta(days=1) if told_at else period.starts_on
    return Duty(
        kind=SIGN if state == ReportState.TO_APPROVE else WRITE,
        one=one,
        period=period,
        standing=ReportStanding(state) if state else ReportStanding.NOT_BEGUN,
        sent_by=report.submitted_by_id if report and state == ReportState.TO_APPROVE else None,
        since=max(since, period.starts_on),
    )


class _Circles:
    """Who is there on a day: editors, else approvers, else coordinators."""

    def __init__(self, on: date):
        away = set(Leave.objects.covering(on).values_list("user", flat=True))
        self.held: dict[Role, list[Membership]] = {
            role: [one for one in Membership.objects.acting(role, on) if one.user_id not in away]
            for role in (Role.EDITOR, Role.APPROVER, Role.COORDINATOR)
        }

    def ask(self, duty: Duty) -> Duty:
        """The same duty with those who are asked: the first circle in which there is anybody."""
        agencies = {agency.pk for agency in duty.agencies}
        roles = (Role.APPROVER, Role.COORDINATOR) if duty.is_to_sign else tuple(self.held)
        for role in roles:
            people = {
                held.user_id: held.user
                for held in self.held[role]
                if role == Role.COORDINATOR or held.agency_id in agencies
            }
            if duty.is_to_sign and role == Role.APPROVER:
                people.pop(duty.sent_by, None)  # nobody signs off what they sent
            if people:
                return replace(duty, people=tuple(people.values()), role=role)
        return duty


def owing_on(on: date, duties: Sequence[Duty] | None = None) -> list[Owing]:
    """Everybody who owes something on a day, with their letters of the last months."""
    by_user: dict[int, Owing] = {}
    for duty in duties_on(on) if duties is None else duties:
        for user in duty.people:
            by_user.setdefault(user.pk, Owing(user, on, [])).duties.append(duty)
    letters = Reminder.objects.filter(user__in=by_user, on__gte=on - LOOKED_BACK).select_related("mail")
    for letter in letters.order_by("-on", "-pk"):
        by_user[letter.user_id].letters.append(letter)
    return sorted(by_user.values(), key=lambda one: (one.duties[0].due_on, str(one.user), one.user.pk))


# ---- A person's own calendar -------------------------------------------------------------------------


@dataclass(frozen=True)
class DueDay:
    """One entry of a calendar: a period's due day, for one commitment or for all of them."""

    period: ReportingPeriod
    commitment: Commitment | None = None


def due_days_of(user: User, on: date) -> list[DueDay]:
    """The due days of what somebody will have to write or sign off; of all open periods for a coordinator."""
    periods = list(_open_periods().order_by("due_on", "plan__slug", "slug"))
    found = [DueDay(period) for period in periods] if can_coordinate(user, on) else []
    editing = agencies_served(user, on, Role.EDITOR)
    signing = agencies_served(user, on, Role.APPROVER)
    if editing or signing:
        for one, period, report in _open_reports(periods, on):
            leads = one.commitment.leads_between(period.starts_on, period.ends_on)
            leading = {lead.agency_id for lead in leads if lead.role == LeadRole.LEAD}
            is_sent = report is not None and report.state == ReportState.TO_APPROVE
            if leading & signing or (leading & editing and not is_sent):
                found.append(DueDay(period, one.commitment))
    return sorted(found, key=lambda day: (day.period.due_on, day.commitment is not None, str(day.commitment)))
