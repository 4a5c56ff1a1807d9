"""Answers that are a week late: those who owe them are reminded once, or it is said why nobody is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from engagement.models import AnswersChased
from engagement.operations.chasing import chase_answers
from engagement.tests.factories import a_consultation, a_source, a_submission, answered
from plans.choices import Role
from plans.models import Leave, Membership, OutboxItem, User
from plans.operations.people import give_role
from plans.tests.factories import a_plan, an_edition, at

pytestmark = pytest.mark.django_db
DUE, A_WEEK_LATER = date(2026, 5, 29), date(2026, 6, 5)


@pytest.fixture
def promised(cast):
    return a_consultation(a_plan(), answers_due_on=DUE)


def chase(on=A_WEEK_LATER):
    return chase_answers(now=at(on, 9))


def letters():
    found = OutboxItem.objects.filter(key__startswith="answers-chased-").order_by("pk")
    return [item.payload for item in found]


def test_a_week_after_the_promised_day_those_who_work_on_it_are_reminded_once(promised, cast):
    assert chase(date(2026, 6, 4)) == []
    [chased] = chase()
    [letter] = letters()
    assert letter["to"] == cast.ana.email
    assert "29 May 2026" in letter["body"]
    assert f"/workspace/consultations/{promised.slug}/" in letter["body"]
    assert (chased.mails, chased.why_none) == (1, "")
    assert chase() == chase(date(2026, 7, 5)) == []
    assert len(letters()) == 1


def test_whoever_has_a_submission_assigned_is_reminded_too(promised, cast):
    a_submission(promised, assigned_to=cast.ben)
    chase()
    assert {letter["to"] for letter in letters()} == {cast.ana.email, cast.ben.email}


def test_whoever_is_away_is_left_in_peace(promised, cast):
    other = User.objects.create_user("other@example.org", name="Other")
    give_role(user=other, role=Role.COORDINATOR, title="Adviser", from_on=date(2025, 1, 1))
    Leave.objects.create(user=cast.ana, from_on=date(2026, 6, 1), until_on=date(2026, 6, 30))
    chase()
    assert [letter["to"] for letter in letters()] == ["other@example.org"]


def nobody_is_in_office(promised, settings):
    Membership.objects.filter(role=Role.COORDINATOR).update(until_on=date(2026, 6, 1))


def everybody_is_away(promised, settings):
    for user in User.objects.all():
        Leave.objects.create(user=user, from_on=date(2026, 6, 1), until_on=date(2026, 6, 30))


def it_was_withdrawn(promised, settings):
    promised.withdrawn_in = an_edition(date(2026, 6, 1))
    promised.save()


def no_mail_leaves(promised, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (nobody_is_in_office, "Nobody who works on it is in office."),
        (everybody_is_away, "Nobody who works on it is in office."),
        (it_was_withdrawn, "The consultation was withdrawn."),
        (no_mail_leaves, "This portal sends no mail."),
    ],
)
def test_where_nobody_is_reminded_it_is_said_why(promised, settings, happens, why):
    happens(promised, settings)
    [chased] = chase()
    assert (chased.mails, chased.why_none) == (0, why)
    assert letters() == []
    assert chase() == []


def test_answers_that_are_out_are_not_chased(promised):
    answered(promised, on=date(2026, 6, 3))
    assert chase() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"published_in": None},
        {"answers_due_on": None},
        {"opens_at": at(date(2026, 6, 1)), "closes_at": at(date(2026, 6, 20))},
        {"was_closed": True},
    ],
)
def test_what_owes_no_answers_is_not_chased(cast, fields):
    a_consultation(a_plan(), **{"answers_due_on": DUE} | fields)
    assert chase() == []


def test_one_that_was_brought_in_owes_nothing_here(cast):
    a_consultation(a_plan(), answers_due_on=DUE, source=a_source())
    assert chase() == []


@pytest.mark.django_db(transaction=True)
def test_ten_rounds_at_once_remind_once(promised):
    def round(_):
        try:
            return len(chase())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(round, range(10))) == 1
    assert AnswersChased.objects.count() == len(letters()) == 1
