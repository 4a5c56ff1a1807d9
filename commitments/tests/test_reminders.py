"""Reminders: on which days, to whom, how often, and how the letter reads."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments.choices import LeadRole, ReportState
from commitments.forms.reminders import LetterForm
from commitments.models import ProgressReport, Reminder, ReminderLetter
from commitments.operations.reminders import (
    ask_for_reminders,
    letter_at_hand,
    remind_by_hand,
    save_letter,
    who_is_reminded,
    write_reminders,
)
from commitments.record.duties import SIGN, WRITE, due_days_of, duties_on, owing_on
from commitments.rules_reminders import (
    filled_in,
    last_reminder_day,
    may_be_reminded_at,
    next_reminder_day,
    reasons_against_letter,
    to_be_reminded_on,
)
from commitments.tasks import remind
from commitments.tests.factories import a_commitment, a_lead, a_milestone
from plans.choices import OutboxState, Role
from plans.models import Leave, Membership, OutboxItem
from plans.operations.outbox import sweep_outbox
from plans.operations.periods import close_period
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, a_period, a_person, a_plan, an_agency, at

DUE = date(2026, 3, 16)  # the desk's open quarter
WEEK_BEFORE, DAY_BEFORE, DAY_AFTER = date(2026, 3, 9), date(2026, 3, 15), date(2026, 3, 17)


# ---- The days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "last", "following"),
    [
        (-31, None, -30),
        (-30, -30, -30),
        (-29, -30, -7),
        (-8, -30, -7),
        (-7, -7, -7),
        (-2, -7, -1),
        (-1, -1, -1),
        (0, -1, 1),
        (1, 1, 1),
        (2, 1, 7),
        (7, 7, 7),
        (8, 7, 37),
        (36, 7, 37),
        (37, 37, 37),
        (38, 37, 67),
        (97, 97, 97),
        (127, 127, 127),
    ],
)
def test_reminder_days_lie_around_a_due_day(days, last, following):
    on = DUE + timedelta(days=days)
    assert last_reminder_day(DUE, on) == (None if last is None else DUE + timedelta(days=last))
    assert next_reminder_day(DUE, on) == DUE + timedelta(days=following)


LONG_AGO = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("on", "since", "told_on", "expected"),
    [
        (-30, LONG_AGO, None, -30),  # the day itself
        (-31, LONG_AGO, None, -30),  # the first is ahead
        (-25, LONG_AGO, None, -25),  # it was missed, and is made up for
        (-25, LONG_AGO, -30, -7),  # told then
        (-25, LONG_AGO, -28, -7),  # told since
        (-25, DUE - timedelta(days=29), None, -7),  # nobody owed it on that day
        (-29, DUE - timedelta(days=3), None, -1),  # it will be theirs later
        (-6, LONG_AGO, -8, -6),  # told before the newest reminder day: due again
        (10, LONG_AGO, 1, 10),
        (10, LONG_AGO, 8, 37),
    ],
)
def test_a_reminder_day_is_kept_or_made_up_for(on, since, told_on, expected):
    day = DUE + timedelta(days=on)
    told = None if told_on is None else DUE + timedelta(days=told_on)
    assert to_be_reminded_on(DUE, day, since=since, told_on=told) == DUE + timedelta(days=expected)


def test_five_days_are_five_whole_days():
    left = at(TODAY, 9)
    assert may_be_reminded_at(left, None)
    assert not may_be_reminded_at(left + timedelta(days=5, seconds=-1), left)
    assert may_be_reminded_at(left + timedelta(days=5), left)


@pytest.fixture
def quarter(desk):
    """Only the open quarter owes: the one before is closed."""
    desk.before.was_closed = True
    desk.before.save()
    return desk


# ---- Who owes ------------------------------------------------------------------------------------------


def owed(on=TODAY):
    return {one.user.name: [duty.kind for duty in one.duties] for one in owing_on(on)}


def away(user, first, last):
    Leave.objects.create(user=user, from_on=first, until_on=last)


def test_the_editor_then_the_approver_then_the_coordinator(cast, quarter):
    assert owed() == {"Ben": [WRITE]}
    away(cast.ben, TODAY, TODAY)
    assert owed() == {"Bo": [WRITE]}
    away(cast.bo, TODAY - timedelta(days=3), TODAY)
    assert owed() == {"Ana": [WRITE]}
    away(cast.ana, TODAY, TODAY + timedelta(days=3))
    assert owed() == {}
    assert [duty.role for duty in duties_on(TODAY)] == [None]
    assert owed(TODAY + timedelta(days=1)) == {"Ben": [WRITE]}


def test_who_only_supports_owes_nothing_and_every_lead_does(cast, quarter):
    a_lead(quarter.commitment, cast.data, LeadRole.SUPPORTING)
    assert owed() == {"Ben": [WRITE]}
    quarter.commitment.leads.update(role=LeadRole.LEAD)
    assert owed() == {"Bea": [WRITE], "Ben": [WRITE]}


def test_a_role_that_has_ended_and_who_may_not_sign_in_are_nobody(cast, quarter):
    Membership.objects.filter(user=cast.ben).update(until_on=TODAY - timedelta(days=1))
    cast.bo.is_active = False
    cast.bo.save()
    assert owed() == {"Ana": [WRITE]}


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (None, {"Ben": [WRITE]}),
        (ReportState.DRAFT, {"Ben": [WRITE]}),
        (ReportState.SENT_BACK, {"Ben": [WRITE]}),
        (ReportState.TO_APPROVE, {"Bo": [SIGN]}),
        (ReportState.SUBMITTED, {}),
    ],
)
def test_it_is_owed_by_whoever_has_it_in_hand(cast, quarter, state, who):
    if state:
        a_report(quarter, state)
    assert owed() == who


def a_report(desk, state, day=date(2026, 3, 1), **fields):
    times = {"submitted_at": at(day), "sent_back_at": at(day), "sent_back_reason": "Say more."}
    return ProgressReport.objects.create(
        commitment=desk.commitment, period=desk.period, state=state, **times, **fields
    )


def test_nobody_signs_off_what_they_sent(cast, quarter):
    a_report(quarter, ReportState.TO_APPROVE, submitted_by=cast.bo)
    assert owed() == {"Ana": [SIGN]}


def test_nothing_is_owed_before_it_begins_or_once_it_is_closed(cast, desk):
    assert owed(date(2025, 11, 29)) == {"Ben": [WRITE]}  # the quarter before
    close_period(period=desk.before, by=cast.ana, now=at())
    assert owed(date(2025, 11, 29)) == {}
    close_period(period=desk.period, by=cast.ana, now=at())
    assert owed() == {}


def test_plans_that_are_not_public_owe_nothing(cast, quarter):
    plan = a_plan("hidden", state="in-development")
    a_period(plan, "p", date(2026, 1, 1), date(2026, 3, 1), DUE)
    a_lead(a_commitment(plan), cast.data)
    assert "Bea" not in owed()


def test_the_queries_grow_neither_with_people_nor_with_reports(cast, quarter):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            owing_on(TODAY)
        return len(queries)

    a_milestone(a_commitment(quarter.plan, "2"), 1)
    before = count()
    for number in range(3, 9):
        commitment = a_commitment(quarter.plan, str(number))
        a_milestone(commitment, 1)
        agency = an_agency(f"Agency {number}")
        a_lead(commitment, agency)
        a_person(f"P{number}", Role.EDITOR, agency)
    assert len(owing_on(TODAY)) == 8
    assert count() == before


# ---- Letters -------------------------------------------------------------------------------------------


def run(now, time_machine):
    """The beat and the worker, at an instant."""
    time_machine.move_to(now, tick=False)
    remind()
    for _round in range(2):
        sweep_outbox(now=now)
    return mail.outbox


def test_a_letter_names_everything_and_leaves_at_the_hour(cast, quarter, time_machine):
    second = a_commitment(quarter.plan, "2", title="Open data")
    a_milestone(second, 1)
    a_lead(second, cast.records)
    assert run(at(WEEK_BEFORE, 8), time_machine) == []
    [letter] = run(at(WEEK_BEFORE, 9), time_machine)
    assert letter.to == [cast.ben.email]
    assert "two reports" in letter.subject
    for line in (
        "Commitment 1, Promise 1: December 2025 to February 2026",
        "Commitment 2, Open data: December 2025 to February 2026",
        "Due on 16 March 2026. It has not been begun.",
        "/workspace/plans/2025-27/commitments/1/2025-12-to-02/",
        "/workspace/plans/2025-27/commitments/2/2025-12-to-02/",
        "/workspace/you/",
    ):
        assert line in letter.body
    reminder = Reminder.objects.get()
    assert [named["days"] for named in reminder.owed] == [7, 7]
    assert reminder.mail.state == OutboxState.DONE


def test_a_day_is_done_once_by_however_many(cast, quarter, time_machine):
    for _minute in range(3):
        run(at(WEEK_BEFORE, 9), time_machine)
        write_reminders(now=at(WEEK_BEFORE, 9))
    assert len(run(at(WEEK_BEFORE, 22), time_machine)) == 1
    assert Reminder.objects.count() == 1


def test_after_hours_without_a_worker_it_is_caught_up_on_the_day(cast, quarter, time_machine):
    time_machine.move_to(at(WEEK_BEFORE, 9), tick=False)
    ask_for_reminders(now=at(WEEK_BEFORE, 9))
    assert len(run(at(WEEK_BEFORE, 22), time_machine)) == 1


def test_a_round_whose_day_is_over_is_left_to_the_next_at_its_hour(cast, quarter, time_machine):
    time_machine.move_to(at(WEEK_BEFORE, 9), tick=False)
    ask_for_reminders(now=at(WEEK_BEFORE, 9))
    next_day = WEEK_BEFORE + timedelta(days=1)
    assert run(at(next_day, 0), time_machine) == []
    assert len(run(at(next_day, 9), time_machine)) == 1


def test_nobody_gets_two_in_five_days_and_the_day_is_made_up_for(cast, quarter, time_machine):
    arrivals = []
    for days in range(40):
        before = len(mail.outbox)
        if len(run(at(WEEK_BEFORE + timedelta(days=days), 9), time_machine)) > before:
            arrivals.append((WEEK_BEFORE + timedelta(days=days) - DUE).days)
    # 1 after falls into the five days after 1 before, 7 after into those after that one's letter.
    assert arrivals == [-7, -1, 4, 9]


def test_what_was_sent_is_no_longer_named(cast, quarter, time_machine):
    run(at(WEEK_BEFORE, 9), time_machine)
    a_report(quarter, ReportState.SUBMITTED)
    assert len(run(at(DAY_BEFORE, 9), time_machine)) == 1


def test_a_report_sent_for_sign_off_is_not_reminded_of_on_the_same_day(cast, quarter, time_machine):
    a_report(quarter, ReportState.TO_APPROVE, day=WEEK_BEFORE)
    assert run(at(WEEK_BEFORE, 9), time_machine) == []
    [letter] = run(at(DAY_BEFORE, 9), time_machine)
    assert letter.to == [cast.bo.email]
    assert "It waits to be signed off." in letter.body
    assert "/review/" in letter.body


def test_a_stand_in_reads_why(cast, quarter, time_machine):
    Membership.objects.filter(agency=cast.records).delete()
    [letter] = run(at(WEEK_BEFORE, 9), time_machine)
    assert letter.to == [cast.ana.email]
    assert "Nobody of Agency for Records is there to write it." in letter.body


class Down:
    def __enter__(self):
        raise ConnectionRefusedError("no mail server")

    def __exit__(self, *error): ...


@pytest.fixture
def no_mail_server(monkeypatch):
    monkeypatch.setattr("plans.operations.outbox.get_connection", Down)
    return monkeypatch


def test_a_letter_that_waits_is_brought_up_to_date_and_keeps_a_second_from_being_written(
    cast, quarter, time_machine, no_mail_server
):
    run(at(WEEK_BEFORE, 9), time_machine)
    second = a_commitment(quarter.plan, "2", title="Open data")
    a_milestone(second, 1)
    a_lead(second, cast.records)
    run(at(WEEK_BEFORE + timedelta(days=1), 9), time_machine)
    no_mail_server.undo()
    [letter] = run(at(WEEK_BEFORE + timedelta(days=2), 1), time_machine)
    assert "Open data" in letter.body
    assert len(Reminder.objects.get().owed) == 2
    assert len(run(at(WEEK_BEFORE + timedelta(days=2), 9), time_machine)) == 1
    # Counted from when it left, in the night of the 11th: the day before is too early, the due day is not.
    assert len(run(at(DAY_BEFORE, 9), time_machine)) == 1
    assert len(run(at(DUE, 9), time_machine)) == 2


def test_a_letter_that_waits_is_withdrawn_when_nothing_is_owed(cast, quarter, time_machine, no_mail_server):
    run(at(WEEK_BEFORE, 9), time_machine)
    a_report(quarter, ReportState.SUBMITTED)
    run(at(WEEK_BEFORE + timedelta(days=1), 9), time_machine)
    no_mail_server.undo()
    assert run(at(WEEK_BEFORE + timedelta(days=2), 9), time_machine) == []
    assert not Reminder.objects.exists()
    assert not OutboxItem.objects.mails().exists()


def test_a_letter_that_failed_for_good_is_in_sight_and_gives_way_after_five_days(
    cast, quarter, time_machine, no_mail_server
):
    run(at(WEEK_BEFORE, 9), time_machine)
    OutboxItem.objects.mails().update(state=OutboxState.FAILED, due_at=at(WEEK_BEFORE + timedelta(days=4), 9))
    no_mail_server.undo()
    assert run(at(WEEK_BEFORE + timedelta(days=8), 9), time_machine) == []
    assert len(run(at(WEEK_BEFORE + timedelta(days=9), 9), time_machine)) == 1
    assert [item.state for item in OutboxItem.objects.mails()] == [OutboxState.DONE]
    assert [one.mail_id is None for one in Reminder.objects.all()] == [False, True]


# ---- By hand -------------------------------------------------------------------------------------------


def by_hand(desk, by, now=None):
    return remind_by_hand(reports_owed=[(desk.commitment, desk.period)], by=by, now=now or at())


def test_a_coordinator_reminds_by_hand_on_any_day(cast, quarter):
    asked = [(quarter.commitment, quarter.period)]
    assert who_is_reminded(reports_owed=asked, now=at()).people == [cast.ben]
    assert not Reminder.objects.exists()
    assert by_hand(quarter, cast.ana).people == [cast.ben]
    again = by_hand(quarter, cast.ana)
    assert again.people == []
    assert [(user, reason.code) for user, reason in again.skipped] == [(cast.ben, "waits")]
    assert Reminder.objects.get().is_by_hand
    sweep_outbox(now=timezone.now())
    assert [reason.code for _user, reason in by_hand(quarter, cast.ana, timezone.now()).skipped] in (
        ["recently"],
        [],
    )


def test_the_five_days_hold_by_hand_too(cast, quarter, time_machine):
    run(at(WEEK_BEFORE, 9), time_machine)
    now = at(WEEK_BEFORE + timedelta(days=3))
    assert [reason.code for _user, reason in by_hand(quarter, cast.ana, now).skipped] == ["recently"]
    assert len(run(now, time_machine)) == 1


def test_what_is_not_owed_is_said(cast, quarter):
    a_report(quarter, ReportState.SUBMITTED)
    found = by_hand(quarter, cast.ana)
    assert (found.people, found.skipped) == ([], [])
    assert found.not_owed == [(quarter.commitment, quarter.period)]


@pytest.mark.parametrize("name", ["ben", "bo", "chi", "dee"])
def test_only_a_coordinator_reminds(cast, quarter, name):
    with pytest.raises(PermissionDenied):
        by_hand(quarter, getattr(cast, name))


# ---- The words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "body", "codes"),
    [
        ("{count}", "{list}", []),
        ("For {name}", "{name} {count} {list} {portal} {link}", []),
        ("", "{list}", ["subject"]),
        ("Hello", "Nothing", ["list"]),
        ("{list}", "{list}", ["list-misplaced"]),
        ("{sender}", "{list} {name.password}", ["unknown", "unknown"]),
        ("a { name }", "{list} {0} {}", ["unknown", "unknown", "unknown"]),
        ("a { b", "{list} } {{name}}", []),
    ],
)
def test_a_letter_puts_in_what_is_known_and_refuses_the_rest(subject, body, codes):
    assert [reason.code for reason in reasons_against_letter(subject, body)] == codes


def test_what_is_put_in_is_not_read_again():
    assert filled_in("{name}: {list}", {"name": "{list}", "list": "{name} {link}"}) == "{list}: {name} {link}"
    assert filled_in("{name.password} {0}", {"name": "Ben"}) == "{name.password} {0}"


def word(by, version=0, **fields):
    said = {"hour": 7, "subject": "Hi", "body": "Hi {name}. {list}"} | fields
    return save_letter(version=version, **said, by=by, now=at())


def test_there_is_one_letter_kept_by_version(cast, quarter, time_machine):
    assert letter_at_hand().version == 0
    letter = word(cast.ana)
    assert letter.version == 1
    assert word(cast.ana) == letter  # the same again changes nothing
    with pytest.raises(Stale):
        word(cast.ana, version=0, subject="Other")
    assert word(cast.ana, version=1, subject="Other").version == 2
    with pytest.raises(NotReady):
        word(cast.ana, version=2, body="{evil}")
    assert ReminderLetter.objects.count() == 1
    assert [row.history_user for row in ReminderLetter.history.all()] == [cast.ana, cast.ana]
    [sent] = run(at(WEEK_BEFORE, 7), time_machine)
    assert sent.subject == "Other"
    assert sent.body.startswith("Hi Ben. Commitment 1")


@pytest.mark.parametrize("name", ["ben", "bo", "chi", "dee"])
def test_only_a_coordinator_words_it(cast, name):
    with pytest.raises(PermissionDenied):
        word(getattr(cast, name))


# ---- The pages -----------------------------------------------------------------------------------------

PAGE, LETTER = "workspace-reminders", "workspace-reminder-letter"
TYPED = {"hour": "8", "subject": "Read me", "body": "Hello {name}\r\n{list}", "version": "0"}


@pytest.mark.parametrize("page", [PAGE, LETTER])
@pytest.mark.parametrize("name", ["ben", "bo", "bea", "chi", "dee"])
def test_nobody_else_finds_the_pages(cast, the_day, sign_in, page, name):
    browser = sign_in(getattr(cast, name))
    assert browser.get(reverse(page)).status_code == 404
    assert browser.post(reverse(page), TYPED).status_code == 404


def test_the_page_says_who_is_next_and_who_was(cast, quarter, time_machine, sign_in):
    run(at(WEEK_BEFORE, 9), time_machine)
    time_machine.move_to(at(WEEK_BEFORE, 10), tick=False)
    text = sign_in(cast.ana).get(reverse(PAGE)).content.decode()
    assert "One person owes something today. The next reminder leaves on Sunday 15 March, to Ben." in text
    assert "Sent on 9 March, 09:00." in text


@pytest.mark.parametrize("page", [PAGE, LETTER])
def test_what_reminds_is_called_a_reminder(cast, quarter, the_day, sign_in, page):
    seen = re.sub(r"<[^>]+>", " ", sign_in(cast.ana).get(reverse(page)).content.decode())
    assert "reminder" in seen
    assert not re.search(r"\b[Ll]etters?\b", seen)


def test_the_page_shows_what_failed_and_sends_it_after_all(
    cast, quarter, time_machine, sign_in, no_mail_server
):
    run(at(WEEK_BEFORE, 9), time_machine)
    browser = sign_in(cast.ana)
    assert "no mail server" in browser.get(reverse(PAGE)).content.decode()
    OutboxItem.objects.mails().update(state=OutboxState.FAILED)
    page = browser.get(reverse(PAGE)).content.decode()
    key = OutboxItem.objects.mails().get().key
    assert f'value="{key}"' in page
    no_mail_server.undo()
    for _twice in range(2):
        assert browser.post(reverse(PAGE), {"action": "again", "mail": key}).status_code == 302
    assert len(run(at(WEEK_BEFORE, 11), time_machine)) == 1
    assert browser.post(reverse(PAGE), {"action": "again", "mail": key}).status_code == 302
    assert len(run(at(WEEK_BEFORE, 12), time_machine)) == 1


def test_a_letter_is_looked_at_before_it_is_saved(cast, quarter, the_day, sign_in):
    browser = sign_in(cast.ana)
    page = browser.post(reverse(LETTER), TYPED | {"action": "preview"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Hello Ben" in text
    assert "Commitment 1, Promise 1" in text
    assert not ReminderLetter.objects.exists()
    assert browser.post(reverse(LETTER), TYPED).status_code == 302
    assert ReminderLetter.objects.get().body == "Hello {name}\n{list}"
    assert browser.post(reverse(LETTER), TYPED).status_code == 302  # a double click
    assert "Ana worded it" in browser.get(reverse(LETTER)).content.decode()


def test_two_who_word_it_lose_nothing(cast, the_day, sign_in):
    browser = sign_in(cast.ana)
    browser.post(reverse(LETTER), TYPED | {"subject": "Theirs"})
    page = browser.post(reverse(LETTER), TYPED)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Theirs" in text
    assert 'value="Read me"' in text
    assert browser.post(reverse(LETTER), TYPED | {"version": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"hour": "24"}, 422),
        ({"hour": ""}, 422),
        ({"subject": "a\nb"}, 422),
        ({"subject": "x" * 201}, 422),
        ({"body": "x" * 20_001}, 422),
        ({"body": "{user.password} {list}"}, 409),
        ({"body": ""}, 409),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_link(cast, the_day, sign_in, typed, status):
    page = sign_in(cast.ana).post(reverse(LETTER), TYPED | typed)
    assert page.status_code == status
    assert f'href="#{next(iter(typed))}"' in page.content.decode()
    assert not ReminderLetter.objects.exists()


def test_a_letter_is_text(cast, quarter, the_day, sign_in):
    evil = "<script>alert(1)</script>{{7*7}} {list}"
    text = (
        sign_in(cast.ana).post(reverse(LETTER), TYPED | {"body": evil, "action": "preview"}).content.decode()
    )
    assert "<script>alert" not in text
    assert "{{7*7}}" in text


def test_the_hour_is_one_of_the_day():
    assert not LetterForm({**TYPED, "hour": "-1"}).is_valid()
    assert LetterForm({**TYPED, "hour": "23"}).is_valid()


# ---- Due days ------------------------------------------------------------------------------------------


def test_each_has_the_due_days_of_their_own(cast, desk):
    def days(user):
        return [
            (day.commitment and day.commitment.number, day.period.slug) for day in due_days_of(user, TODAY)
        ]

    quarters = ["2025-09-to-11", "2025-12-to-02"]
    assert days(cast.ben) == days(cast.bo) == [("1", slug) for slug in quarters]
    assert days(cast.ana) == [(None, slug) for slug in quarters]
    assert days(cast.bea) == days(cast.chi) == days(cast.dee) == []
    a_report(desk, ReportState.TO_APPROVE)
    assert days(cast.ben) == [("1", quarters[0])]
    assert days(cast.bo) == [("1", slug) for slug in quarters]
