"""Who may read, write, send and publish a report."""

from datetime import date

import pytest

from commitments.choices import LeadRole
from commitments.models import Commitment, ProgressReport
from commitments.permissions import (
    can_edit_report,
    can_publish_report,
    can_submit_report,
    can_take_back_report,
)
from commitments.tests.factories import a_lead

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 12)
EVERYBODY = ["ana", "ben", "bo", "bea", "chi", "dee"]


def those_who(cast, may) -> set[str]:
    return {name for name in EVERYBODY if may(getattr(cast, name))}


def readers(cast) -> set[str]:
    return those_who(cast, lambda user: Commitment.objects.visible_to(user, ON).exists())


def editors(cast, desk) -> set[str]:
    return those_who(cast, lambda user: can_edit_report(user, desk.commitment, desk.period, ON))


def senders(cast, desk) -> set[str]:
    return those_who(cast, lambda user: can_submit_report(user, desk.commitment, desk.period, ON))


def test_an_agency_reads_what_it_leads_and_ana_reads_all(cast, desk):
    assert readers(cast) == {"ana", "ben", "bo"}


def test_a_report_is_visible_where_its_commitment_is(cast, desk):
    desk.save(cast.ben)
    assert those_who(cast, lambda user: ProgressReport.objects.visible_to(user, ON).exists()) == readers(cast)


def test_an_editor_of_the_lead_writes_and_sends(cast, desk):
    assert editors(cast, desk) == senders(cast, desk) == {"ana", "ben"}


def test_an_editor_of_a_supporting_agency_writes_only(cast, desk):
    a_lead(desk.commitment, cast.data, LeadRole.SUPPORTING)
    assert editors(cast, desk) == {"ana", "ben", "bea"}
    assert senders(cast, desk) == {"ana", "ben"}


def test_a_lead_takes_back_what_was_sent_and_ana_what_she_sent_herself(cast, desk):
    a_lead(desk.commitment, cast.data, LeadRole.SUPPORTING)
    for sender, may in ((cast.ben, {"ben"}), (cast.ana, {"ana", "ben"})):
        report = ProgressReport(commitment=desk.commitment, period=desk.period, submitted_by=sender)
        assert those_who(cast, lambda user, report=report: can_take_back_report(user, report, ON)) == may


def test_where_two_lead_either_sends(cast, desk):
    a_lead(desk.commitment, cast.data)
    assert senders(cast, desk) == {"ana", "ben", "bea"}


@pytest.mark.parametrize(
    ("until", "from_", "who"),
    [
        (date(2025, 11, 30), date(2025, 12, 1), {"ana", "bea"}),  # handed over the day before the period
        (date(2025, 12, 1), date(2025, 12, 2), {"ana", "ben", "bea"}),  # on its first day
        (date(2026, 2, 27), date(2026, 2, 28), {"ana", "ben", "bea"}),  # on its last
        (date(2026, 2, 28), date(2026, 3, 1), {"ana", "ben"}),  # the day after
    ],
)
def test_who_leads_on_any_day_of_the_period_writes(cast, desk, until, from_, who):
    desk.commitment.leads.update(until_on=until)
    a_lead(desk.commitment, cast.data, from_on=from_)
    assert editors(cast, desk) == who


def test_after_a_hand_over_the_old_lead_keeps_reading(cast, desk):
    desk.commitment.leads.update(until_on=date(2025, 11, 30))
    assert readers(cast) == {"ana", "ben", "bo"}


def test_a_role_that_ended_opens_nothing(cast, desk):
    cast.ben.memberships.update(until_on=date(2026, 3, 11))
    assert "ben" not in readers(cast) | editors(cast, desk)


def test_only_a_coordinator_publishes(cast, desk):
    assert those_who(cast, lambda user: can_publish_report(user, ON)) == {"ana"}
