"""Opening and closing rounds, versions, editions and the outbox."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from commitments.models import ProgressReport
from plans.models import Edition, EditionCounter, OutboxItem, Publication, ReportingPeriod
from plans.operations.editions import next_edition
from plans.operations.outbox import enqueue_mail
from plans.operations.periods import close_period, reopen_period
from plans.operations.versions import save_version
from plans.rules import NotReady, Stale
from plans.tests.factories import a_period, a_plan, an_edition, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(cast) -> ReportingPeriod:
    return a_period(a_plan(), "winter", date(2025, 12, 1), date(2026, 2, 28), date(2026, 3, 16))


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_ana_closes_a_round_that_is_over_and_the_public_can_see_when(cast, period):
    close_period(period=period, by=cast.ana, now=at())
    period.refresh_from_db()
    assert period.closed_at == at()
    entry = Publication.objects.get(kind="period")
    assert (entry.before, entry.after) == ({"closed": False}, {"closed": True})
    assert entry.address == "/plans/2025-27/#winter"
    assert entry.edition.by_words == "Lead, Open Government"


def test_a_round_is_closed_once(cast, period):
    close_period(period=period, by=cast.ana, now=at())
    with pytest.raises(NotReady) as refused:
        close_period(period=period, by=cast.ana, now=at())
    assert codes(refused) == ["closed"]
    assert Publication.objects.filter(kind="period").count() == 1


def test_a_round_is_closed_from_the_day_after_its_last(cast, period):
    with pytest.raises(NotReady) as refused:
        close_period(period=period, by=cast.ana, now=at(date(2026, 2, 28)))
    assert codes(refused) == ["not-over"]
    close_period(period=period, by=cast.ana, now=at(date(2026, 3, 1)))


def test_a_round_is_opened_again(cast, period):
    with pytest.raises(NotReady) as refused:
        reopen_period(period=period, by=cast.ana, now=at())
    assert codes(refused) == ["open"]
    close_period(period=period, by=cast.ana, now=at())
    reopen_period(period=period, by=cast.ana, now=at())
    period.refresh_from_db()
    assert not period.is_closed


def test_a_round_that_was_closed_when_it_was_brought_in_stays_closed(cast, period):
    period.was_closed = True
    period.save()
    with pytest.raises(NotReady) as refused:
        reopen_period(period=period, by=cast.ana, now=at())
    assert codes(refused) == ["was-closed"]


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_only_a_coordinator_opens_and_closes(cast, period, who):
    for decide in (close_period, reopen_period):
        with pytest.raises(PermissionDenied):
            decide(period=period, by=getattr(cast, who), now=at())


def test_a_save_is_of_the_version_that_was_read(cast, desk):
    report = ProgressReport.objects.create(commitment=desk.commitment, period=desk.period)
    save_version(report, version=1, by=cast.ben)
    assert ProgressReport.objects.get().version == 2
    assert report.history.first().history_user == cast.ben
    with pytest.raises(Stale):
        save_version(report, version=1, by=cast.ana)
    assert ProgressReport.objects.get().version == 2


def test_editions_are_numbered_without_a_gap(db):
    numbers = [an_edition().number for _ in range(3)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert EditionCounter.objects.get().number == numbers[-1]
    assert next_edition(by=None, by_words="").number == Edition.objects.count() + numbers[0] - 1


def test_the_same_mail_is_asked_for_once(db):
    for _ in range(2):
        enqueue_mail(to="ben@agency.example", subject="Hello", body="Words.", key="hello-ben")
    assert OutboxItem.objects.count() == 1
