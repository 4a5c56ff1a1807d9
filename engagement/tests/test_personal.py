"""Who sent something is forgotten on the day that was promised; what they said stays."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from engagement.choices import PublishAs
from engagement.models import Submission, SubmissionContact
from engagement.operations.letters import send_receipt
from engagement.operations.personal import erase_contacts
from engagement.operations.publishing import digest_of, publish_answers
from engagement.tests.factories import a_consultation, a_point, a_submission, an_answer
from plans.models import OutboxItem
from plans.operations.outbox import sweep_outbox
from plans.tests.factories import TODAY, a_plan, at

pytestmark = pytest.mark.django_db
A_YEAR_LATER = at(TODAY + timedelta(days=365))


@pytest.fixture
def answered(cast):
    consultation = a_consultation(
        a_plan(), opens_at=at(date(2026, 1, 5)), closes_at=at(date(2026, 2, 5)), what_we_heard="Much."
    )
    submission = a_submission(
        consultation, name="Dee Doe", email="dee@people.example", publish_as=PublishAs.NAME
    )
    an_answer(a_point(submission))
    send_receipt(submission, "dee@people.example")
    return publish_answers(
        consultation=consultation,
        version=consultation.version,
        digest=digest_of(consultation),
        by=cast.ana,
        now=at(),
    )


def test_a_year_after_the_answers_nobody_knows_who_it_was(answered):
    assert erase_contacts(now=A_YEAR_LATER - timedelta(days=1)) == 0
    assert SubmissionContact.objects.get().name == "Dee Doe"
    assert erase_contacts(now=A_YEAR_LATER) == 1
    assert not SubmissionContact.objects.exists()
    assert "dee@people.example" not in str(list(OutboxItem.objects.values_list("payload", flat=True)))


def test_everybody_who_left_an_address_hears_that_the_answers_are_out(answered, mailoutbox):
    for _part in range(2):
        sweep_outbox(now=timezone.now())
    letters = OutboxItem.objects.filter(key__endswith="-answered")
    [letter] = [item.payload for item in letters]
    assert letter["to"] == "dee@people.example"
    assert letter["is_secret"]
    [sent] = [mail for mail in mailoutbox if "is answered" in mail.subject]
    assert Submission.objects.get().secret in sent.body
    assert Submission.objects.get().text not in sent.body


def test_what_was_said_and_answered_stays(answered, client):
    words = Submission.objects.get().text
    erase_contacts(now=A_YEAR_LATER)
    page = client.get(Submission.objects.get().get_absolute_url()).content.decode()
    assert words in page
    assert "Dee Doe" not in page


def test_where_answers_never_come_nobody_is_kept_for_ever(cast):
    consultation = a_consultation(a_plan())  # it closes on 27 March 2026
    a_submission(consultation, name="Dee Doe")
    assert erase_contacts(now=at(date(2028, 3, 26))) == 0
    assert erase_contacts(now=at(date(2028, 3, 27))) == 1
    assert not SubmissionContact.objects.exists()
