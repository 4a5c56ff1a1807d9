"""A year of reminders: forty people in twelve agencies, with leave, vacancies, a mail server and a worker
that were down. The log of what arrived shows each rule kept.

What each person owed is known here from the plain tables of `World`, not from the code that is tested.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from commitments.choices import LeadRole, ReportState
from commitments.models import Commitment, Lead, Milestone, ProgressReport, Reminder
from commitments.models.commitments import natural_key
from commitments.operations.reminders import ask_for_reminders, save_letter
from commitments.tests.factories import COMPLETED, a_stage
from plans.choices import OutboxKind, OutboxState, PeriodKind, Role
from plans.dates import PartialDate
from plans.models import Agency, AgencyName, Edition, Leave, Membership, OutboxItem, ReportingPeriod, User
from plans.operations.outbox import sweep_outbox
from plans.tests.factories import a_plan, an_edition, at

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
FIVE_DAYS = timedelta(days=5)
MAIL_DOWN = at(date(2026, 4, 13), 8), at(date(2026, 4, 15), 8)  # two days; seven before 20 April among them
WORKER_DOWN = [
    (at(date(2026, 7, 8), 0), at(date(2026, 7, 9), 0)),  # a whole day, seven before 15 July
    (at(date(2026, 10, 13), 6), at(date(2026, 10, 13), 18)),  # over the hour, seven before 20 October
]
LATER_FROM = date(2026, 9, 1)  # on this day Ana sets another hour
BROKEN_FROM = at(date(2026, 10, 1))  # the first letter after this breaks the line behind it

PERIODS = {  # slug: kind, first, last, due, day on which it is closed
    "q4": (PeriodKind.PROGRESS, date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 15), date(2026, 3, 20)),
    "q1": (PeriodKind.PROGRESS, date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 20), None),
    "year": (PeriodKind.YEAR_END, date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 12), date(2026, 9, 30)),
    "q2": (PeriodKind.PROGRESS, date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 15), date(2026, 9, 1)),
    "mid": (PeriodKind.MID_TERM, date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 31), None),
    "q3": (PeriodKind.PROGRESS, date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 20), None),
}
HANDED_OVER = date(2026, 7, 1)
DONE, AHEAD = 23, 24  # commitments: over and completed in August 2025, and begun in September
ENDED_EARLY, BEGINS_LATE = date(2025, 8, 31), date(2026, 9, 1)

WRITE, SIGN = "write", "sign"
WITH_THE_AGENCY = (None, ReportState.DRAFT, ReportState.SENT_BACK)
Key = tuple[int, str]  # commitment, period


def days_of(due: date) -> list[date]:
    return [due + timedelta(days=n) for n in (-30, -7, -1, 1, 7, *range(37, 400, 30))]


@dataclass
class Held:
    role: Role
    agency: int | None
    first: date = date(2025, 7, 1)
    last: date = date.max


@dataclass
class Told:
    """One letter as it arrived."""

    at: datetime
    to: str
    names: set[tuple[str, Key]]
    message_id: str


@dataclass
class World:
    """Who is who, who leads what, who is away and how far each report is: the truth of this test."""

    roles: dict[int, list[Held]] = field(default_factory=dict)  # by person
    away: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    states: dict[Key, list[tuple[date, ReportState, int]]] = field(default_factory=dict)

    def leads(self, number: int, slug: str) -> set[int]:
        """The agencies that lead on any day of the period."""
        _kind, first, last, *_rest = PERIODS[slug]
        if number == 5:
            return ({5} if first < HANDED_OVER else set()) | ({6} if last >= HANDED_OVER else set())
        return {(number - 1) % 12 + 1} | ({9} if number == 2 else set())

    def state(self, key: Key, day: date) -> tuple[date, ReportState | None, int]:
        known = [row for row in self.states.get(key, []) if row[0] <= day]
        return known[-1] if known else (date.min, None, 0)

    def is_owed(self, key: Key, day: date) -> str | None:
        number, slug = key
        _kind, first, last, _due, closed = PERIODS[slug]
        _since, state, _who = self.state(key, day)
        if first > day or (closed and closed <= day):
            return None
        if number == DONE and first > ENDED_EARLY:
            return None
        if number == AHEAD and last < BEGINS_LATE:
            return None
        return SIGN if state == ReportState.TO_APPROVE else WRITE if state in WITH_THE_AGENCY else None

    def is_there(self, person: int, day: date) -> bool:
        return not any(first <= day <= last for first, last in self.away[person])

    def circle(self, role: Role, agencies: set[int], day: date) -> set[int]:
        return {
            person
            for person, held in self.roles.items()
            for one in held
            if one.role == role and one.first <= day <= one.last and self.is_there(person, day)
            if role == Role.COORDINATOR or one.agency in agencies
        }

    def owed_by(self, day: date) -> dict[int, dict[tuple[str, Key], date]]:
        """By person everything they owe on a day, with the first day on which a reminder counts."""
        found: dict[int, dict] = defaultdict(dict)
        for number in range(1, 25):
            for slug, (_kind, first, *_rest) in PERIODS.items():
                key = number, slug
                kind = self.is_owed(key, day)
                if kind is None:
                    continue
                agencies = self.leads(number, slug)
                day_of_state, state, who = self.state(key, day)
                circles = [self.circle(Role.APPROVER, agencies, day) - ({who} if kind == SIGN else set())]
                if kind == WRITE:
                    circles.insert(0, self.circle(Role.EDITOR, agencies, day))
                circles.append(self.circle(Role.COORDINATOR, agencies, day))
                told = state in (ReportState.TO_APPROVE, ReportState.SENT_BACK)
                since = max(first, day_of_state + timedelta(days=1)) if told else first
                for person in next((circle for circle in circles if circle), ()):
                    found[person][(kind, key)] = since
        return found


# ---- Its people and their work --------------------------------------------------------------------------


def a_world() -> World:
    world, people, chance = World(), iter(range(1, 41)), random.Random(2026)
    for agency in range(1, 9):
        for role in (Role.EDITOR, Role.EDITOR, Role.APPROVER):
            world.roles[next(people)] = [Held(role, agency)]
    for agency in (9, 10):
        for role in (Role.EDITOR, Role.APPROVER):
            world.roles[next(people)] = [Held(role, agency)]
    for _each in range(2):
        world.roles[next(people)] = [Held(Role.APPROVER, 11)]  # an agency without an editor
    for role in (Role.EDITOR, Role.APPROVER):
        world.roles[next(people)] = [Held(role, 12, last=date(2026, 4, 30))]  # then without anybody
    world.roles[next(people)] = [Held(Role.EDITOR, 12, first=date(2026, 8, 10))]
    world.roles[next(people)] = [Held(Role.EDITOR, 3), Held(Role.EDITOR, 7)]
    for first in (date(2025, 7, 1), date(2025, 7, 1), date(2026, 7, 1)):
        world.roles[next(people)] = [Held(Role.COORDINATOR, None, first=first)]
    for _each in range(2):
        world.roles[next(people)] = [Held(Role.PANEL, None)]
    world.roles[next(people)] = []  # one who left
    assert len(world.roles) == 40

    for person in world.roles:
        for month in chance.sample(range(1, 13), chance.randint(0, 3)):
            first = date(2026, month, chance.randint(1, 25))
            world.away[person].append((first, first + timedelta(days=chance.randint(1, 16))))
    for person in (25, 26):  # all of agency 9 at once
        world.away[person] = [(date(2026, 4, 10), date(2026, 4, 24))]

    for number in range(1, 25):
        for slug, (_kind, first, _last, due, _closed) in PERIODS.items():
            world.states[(number, slug)] = list(_a_course(world, number, slug, first, due, chance))
    return world


def _a_course(world, number, slug, first, due, chance):
    """How one report comes in: early, late, through an approver, sent back; or never."""
    is_owed = number != DONE and (number != AHEAD or PERIODS[slug][2] >= BEGINS_LATE)
    if not is_owed or chance.random() < 0.15:
        return
    day = max(first, due + timedelta(days=chance.choice([-40, -20, -9, -5, -2, 0, 3, 6, 20, 50, 90])))
    sender = chance.randint(1, 31)
    yield day, ReportState.DRAFT, 0
    if chance.random() < 0.6:
        yield (day := day + timedelta(days=chance.randint(1, 6))), ReportState.TO_APPROVE, sender
        if chance.random() < 0.4:
            yield (day := day + timedelta(days=chance.randint(1, 15))), ReportState.SENT_BACK, 0
            yield (day := day + timedelta(days=chance.randint(1, 30))), ReportState.TO_APPROVE, sender
    yield (day := day + timedelta(days=chance.randint(1, 12))), ReportState.SUBMITTED, 0
    yield day + timedelta(days=chance.randint(0, 5)), ReportState.PUBLISHED, 0


def put_into_the_database(world: World) -> None:
    edition, plan = an_edition(), a_plan("plan")
    agencies = Agency.objects.bulk_create(
        Agency(slug=f"agency-{n}", published_in=edition) for n in range(1, 13)
    )
    AgencyName.objects.bulk_create(AgencyName(agency=one, name=one.slug.title()) for one in agencies)
    User.objects.bulk_create(
        User(
            pk=1000 + person,
            email=f"p{person}@agency.example",
            name=f"Person {person}",
            password=UNUSABLE_PASSWORD_PREFIX,
            is_active=bool(held),
        )
        for person, held in world.roles.items()
    )
    Membership.objects.bulk_create(
        Membership(
            user_id=1000 + person,
            role=one.role,
            agency=agencies[one.agency - 1] if one.agency else None,
            title="Somebody",
            from_on=one.first,
            until_on=None if one.last == date.max else one.last,
        )
        for person, held in world.roles.items()
        for one in held or [Held(Role.EDITOR, 1)]
    )
    Leave.objects.bulk_create(
        Leave(user_id=1000 + person, from_on=first, until_on=last)
        for person, rows in world.away.items()
        for first, last in rows
    )
    commitments = []
    for number in range(1, 25):
        one = Commitment(plan=plan, number=str(number), title=f"Promise {number}", promise="We promise.")
        one.sort_key, one.published_in = natural_key(one.number), edition
        begins = {AHEAD: "2026-09"}.get(number, "2025-07")
        ends = {DONE: "2025-08"}.get(number, "2027-06")
        one.agreed_starts_on, one.agreed_due_on = PartialDate.parse(begins), PartialDate.parse(ends)
        commitments.append(one)
    Commitment.objects.bulk_create(commitments)
    milestones = [
        Milestone(commitment=one, number=number, title=f"Step {number}", published_in=edition)
        for one in commitments
        for number in (1, 2)
    ]
    for milestone in milestones:
        milestone.agreed_starts_on = milestone.agreed_due_on = PartialDate.parse("2025-09")
    Milestone.objects.bulk_create(milestones)
    for milestone in milestones:
        if milestone.commitment.number == str(DONE):
            done = replace(COMPLETED, completed_on=PartialDate.parse("2025-08"))
            a_stage(milestone, done, "2025-09-10")
    leads = []
    for number, one in enumerate(commitments, 1):
        rows = [((number - 1) % 12 + 1, None, None)]
        if number == 5:
            rows = [(5, None, HANDED_OVER - timedelta(days=1)), (6, HANDED_OVER, None)]
        if number == 2:
            rows.append((9, None, None))
        supporting = number % 12 + 2 if number % 12 < 10 else 1  # supports, so it owes nothing
        for position, (agency, first, last) in enumerate(rows, 1):
            lead = {"agency": agencies[agency - 1], "from_on": first, "until_on": last}
            leads.append(Lead(commitment=one, position=position, published_in=edition, **lead))
        helper = {"agency": agencies[supporting - 1], "role": LeadRole.SUPPORTING, "position": 9}
        leads.append(Lead(commitment=one, published_in=edition, **helper))
    Lead.objects.bulk_create(leads)
    ReportingPeriod.objects.bulk_create(
        ReportingPeriod(plan=plan, slug=slug, kind=kind, starts_on=first, ends_on=last, due_on=due)
        for slug, (kind, first, last, due, _closed) in PERIODS.items()
    )


def live_through(world: World, day: date, edition: Edition) -> None:
    """What happens to reports and periods on a day, before the hour of the reminders."""
    now = at(day, 7)
    for slug, (*_rest, closed) in PERIODS.items():
        if closed == day:
            ReportingPeriod.objects.filter(slug=slug).update(closed_at=now)
    for (number, slug), course in world.states.items():
        for since, state, who in course:
            if since != day:
                continue
            fields = {
                ReportState.DRAFT: {},
                ReportState.TO_APPROVE: {"submitted_at": now, "submitted_by_id": who and 1000 + who},
                ReportState.SENT_BACK: {"sent_back_at": now, "sent_back_reason": "Say more."},
                ReportState.SUBMITTED: {"submitted_at": now},
                ReportState.PUBLISHED: {"published_in": edition},
            }[state]
            known = ProgressReport.objects.filter(commitment__number=str(number), period__slug=slug)
            if not known.update(state=state, **fields):
                period = ReportingPeriod.objects.get(slug=slug)
                commitment = Commitment.objects.get(number=str(number))
                row = ProgressReport(commitment=commitment, period=period, state=state, **fields)
                ProgressReport.objects.bulk_create([row])


# ---- The mail server, and the clock ----------------------------------------------------------------------


class MailServer:
    """Takes letters down as they arrive; is down for two days, and breaks the line once behind a letter."""

    def __init__(self):
        self.log: list[Told] = []
        self.now: datetime
        self.broke: Told | None = None

    def __enter__(self):
        if MAIL_DOWN[0] <= self.now < MAIL_DOWN[1]:
            raise ConnectionRefusedError("no mail server")
        return self

    def __exit__(self, *error):
        pass

    def send_messages(self, messages) -> int:
        for message in messages:
            paths = re.findall(rf"{settings.SITE_URL}(/workspace/plans/\S+)", message.body)
            names = {_key(path) for path in paths}
            assert len(names) == len(paths), "nothing is named twice"
            letter = Told(self.now, message.to[0], names, message.extra_headers["Message-ID"])
            self.log.append(letter)
            if self.broke is None and self.now >= BROKEN_FROM:
                self.broke = letter
                raise SMTPServerDisconnected("the line broke behind it")
        return len(messages)


def _key(path: str) -> tuple[str, Key]:
    number, slug, review = re.fullmatch(
        r"/workspace/plans/plan/commitments/(\d+)/([\w-]+)/(review/)?", path
    ).groups()
    return SIGN if review else WRITE, (int(number), slug)


def hours_of(day: date) -> range | tuple[int, ...]:
    is_troubled = any(first.date() <= day <= last.date() for first, last in [MAIL_DOWN, *WORKER_DOWN])
    return range(24) if is_troubled else (hour_on(day) - 1, hour_on(day), 20)


def hour_on(day: date) -> int:
    return 14 if day >= LATER_FROM else 9


@pytest.fixture
def year(monkeypatch, time_machine) -> tuple[World, MailServer]:
    """A year, day by day and hour by hour; two schedulers and a worker at each."""
    world, server = a_world(), MailServer()
    monkeypatch.setattr("plans.operations.outbox.get_connection", lambda: server)
    monkeypatch.setattr("plans.operations.outbox.wake", lambda item_id: None)
    put_into_the_database(world)
    edition = an_edition()
    for day in _days(date(2025, 10, 1)):
        live_through(world, day, edition)
        if day < FIRST:
            continue
        if day == LATER_FROM:
            ana = User.objects.get(email="p35@agency.example")
            body = "Hello {name}. {list}"
            save_letter(version=0, hour=14, subject="{count}", body=body, by=ana, now=at(day, 8))
        for hour in hours_of(day):
            server.now = at(day, hour)
            time_machine.move_to(server.now, tick=False)
            if any(first <= server.now < last for first, last in WORKER_DOWN):
                continue
            for _scheduler in range(2):
                ask_for_reminders(now=server.now)
            for _round in range(2):  # the day's row, then the letters that it wrote
                sweep_outbox(now=server.now)
    return world, server


def test_a_year_of_reminders_keeps_each_rule(year):
    world, server = year
    _each_rule_is_kept(world, server.log)
    _nothing_is_lost_or_doubled(server)
    _everybody_was_seen(server.log)


def _each_rule_is_kept(world: World, log: list[Told]) -> None:
    by_person = defaultdict(list)
    for letter in log:
        by_person[int(letter.to[1:].split("@")[0])].append(letter)
    owed = {day: world.owed_by(day) for day in _days()}

    # Never more than one in five days to one person.
    gaps = [two.at - one.at for rows in by_person.values() for one, two in pairwise(rows)]
    assert min(gaps) >= FIVE_DAYS

    # One mail for everything that person owes on the day, nothing else; so none where nothing is owed,
    # and editor, then approver, then coordinator. A letter that waited was brought up to date.
    for person, rows in by_person.items():
        for letter in rows:
            day = letter.at.date() if letter.at.hour >= hour_on(letter.at.date()) else _before(letter.at)
            assert letter.names, letter
            assert letter.names == set(owed[day].get(person, {})), (day, letter)

    # Only where a reminder day had come that no letter had answered; at the hour that was set.
    for person, rows in by_person.items():
        for place, letter in enumerate(rows):
            written = Reminder.objects.get(mail__payload__to=letter.to, mail__pk=_mail_of(letter)).on
            dues = [
                (day, since)
                for named, since in owed[written].get(person, {}).items()
                for day in days_of(PERIODS[named[1][1]][3])
                if since <= day <= written
                and not any(named in one.names and one.at.date() >= day for one in rows[:place])
            ]
            assert dues, (person, letter)
            is_delayed = letter.at.date() in (date(2026, 4, 15), date(2026, 10, 13))
            assert is_delayed or letter.at.hour == hour_on(letter.at.date())

    # Each reminder day was kept, within five days where another letter had left shortly before.
    kept = 0
    for day in _days()[:-5]:
        window = [day + timedelta(days=n) for n in range(6)]
        if _is_troubled(window):
            continue
        for person, duties in owed[day].items():
            for named, since in duties.items():
                if day not in days_of(PERIODS[named[1][1]][3]) or since > day:
                    continue
                if any(named not in owed[one].get(person, {}) for one in window):
                    continue
                kept += 1
                letters = [one for one in by_person[person] if day <= one.at.date() <= window[-1]]
                assert any(named in one.names for one in letters), (day, person, named)
    assert kept > 300


def _nothing_is_lost_or_doubled(server: MailServer) -> None:
    ids = [letter.message_id for letter in server.log]
    assert len(ids) == len(set(ids)) > 400
    mails = OutboxItem.objects.mails()
    assert not mails.filter(state=OutboxState.WAITING).exists()
    [failed] = mails.filter(state=OutboxState.FAILED)
    assert server.broke is not None
    assert server.broke.message_id.startswith(f"<outbox-{failed.pk}@")  # it may have arrived: not sent again
    assert set(ids) == {f"<outbox-{pk}@portal.invalid>" for pk in mails.values_list("pk", flat=True)}
    assert Reminder.objects.count() == mails.count()

    # Over the two days without a mail server.
    written = Reminder.objects.filter(on__range=(date(2026, 4, 13), date(2026, 4, 14)))
    assert written.count() >= 10
    assert {one.mail.done_at.astimezone(MAIL_DOWN[1].tzinfo).date() for one in written} == {date(2026, 4, 15)}
    assert not [one for one in server.log if MAIL_DOWN[0] <= one.at < MAIL_DOWN[1]]

    # Over the hours, and the day, without a worker.
    late = [one for one in server.log if one.at.date() == date(2026, 10, 13)]
    assert late
    assert min(one.at.hour for one in late) == 18
    assert [one for one in server.log if one.at == at(date(2026, 7, 9), 9)]
    rounds = OutboxItem.objects.filter(kind=OutboxKind.REMINDERS)
    assert rounds.count() == 364  # a round a day, but for the day without a worker
    assert not rounds.exclude(state=OutboxState.DONE).exists()


def _everybody_was_seen(log: list[Told]) -> None:
    """That nothing above held because there was nothing to see."""
    to = defaultdict(list)
    for letter in log:
        to[int(letter.to[1:].split("@")[0])].append(letter)
    named = {(person, kind) for person, rows in to.items() for one in rows for kind, _key in one.names}
    assert {(29, WRITE), (30, WRITE)} <= named  # approvers where there is no editor
    assert {(35, WRITE), (36, WRITE)} <= named  # coordinators where there is nobody
    assert any(kind == SIGN and person in (3, 6, 9, 12) for person, kind in named)
    assert any(kind == SIGN and person in (35, 36, 37) for person, kind in named)  # the sender cannot sign
    assert not any(person in (38, 39, 40) for person in to)  # the panel, and who left
    assert not any(one.at.date() > date(2026, 4, 30) for person in (31, 32) for one in to[person])
    assert [one for one in to[33] if one.at.date() >= date(2026, 8, 10)]
    assert any((WRITE, (2, "q1")) in one.names for one in to[5] + to[4])  # the other lead's editors
    both = [
        one for one in to[34] if {3, 7} <= {(number - 1) % 12 + 1 for _kind, (number, _slug) in one.names}
    ]
    assert both  # one letter for two agencies
    assert any(len(one.names) >= 4 for one in log)


def _days(first: date = FIRST) -> list[date]:
    return [first + timedelta(days=n) for n in range((LAST - first).days + 1)]


def _before(moment: datetime) -> date:
    return moment.date() - timedelta(days=1)


def _mail_of(letter: Told) -> int:
    return int(re.search(r"outbox-(\d+)@", letter.message_id)[1])


def _is_troubled(window: list[date]) -> bool:
    troubles = [MAIL_DOWN, *WORKER_DOWN, (BROKEN_FROM, BROKEN_FROM + timedelta(days=30))]
    return any(
        first.date() - FIVE_DAYS <= day <= last.date() + FIVE_DAYS
        for day in window
        for first, last in troubles
    )
