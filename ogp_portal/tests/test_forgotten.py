"""Who was erased is found nowhere: in no row, file, page, export, answer of the API, search or report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engagement.choices import PublishAs
from engagement.models import Consultation, ErasureRecord, ReasonedResponse, Submission, SubmissionContact
from engagement.operations.personal import erase_contacts
from plans.models import OutboxItem, User
from plans.operations.outbox import enqueue_mail
from reporting.models import Chapter, SelfAssessment

from .hidden.everywhere import files_that_say, rows_that_say
from .test_canary import a_report_that_froze, is_of_the_example, lists
from .world import crawl, text_of

NAME, EMAIL, BODY = "Zqxvwa Zqxvwbee", "zqxvwmail@people.example", "Zqxvwfriends of the Zqxvwpark"


@pytest.fixture
def ideas(world, settings, tmp_path):
    """A sender who stands by it, quoted in every answer, in what was heard, and in a report."""
    settings.MEDIA_ROOT = tmp_path
    ideas = Consultation.objects.get(slug="example-ideas")
    sent = ideas.submissions.shown().order_by("number").first()
    kept = {"name": NAME, "email": EMAIL, "organisation": BODY, "erase_on": timezone.localdate()}
    SubmissionContact.objects.update_or_create(submission=sent, defaults=kept)
    words = f"{sent.text}\n\nI am {NAME}, {EMAIL}, {BODY}."
    Submission.objects.filter(pk=sent.pk).update(publish_as=PublishAs.NAME, text=words)
    for answer in ReasonedResponse.objects.filter(point__submission__consultation=ideas):
        answer.reason, answer.changed = f"{answer.reason} As {NAME} says.", f"What {BODY} asked for"
        answer.save()
    ideas.what_we_heard = f"{NAME} of {BODY} ({EMAIL})."
    ideas.save()
    enqueue_mail(to=EMAIL, subject="Hello", body="To them.", key="to-them")
    enqueue_mail(to="bea@demo.example", subject="About", body=f"Of {NAME}.", key="about-them")
    return ideas


def told(world, report):
    """All that the public and the coordinator are told of the example."""
    start = {"/", "/data/plans/example.json", report, *(path for path, _ in lists(world.client("Dee")))}
    start |= {"/api/v1/submissions/?consultation=example-ideas&page_size=500"}
    found = crawl(world.client("Dee"), start, follow=is_of_the_example)
    desk = "/workspace/consultations/example-ideas/"
    for page in ("", "submissions/", "submissions/1/", "submissions/1/beside/", "points/", "answers/"):
        found[desk + page] = world.client("Ana").get(desk + page)
    found["/workspace/outbox/"] = world.client("Ana").get("/workspace/outbox/")
    return {address: text_of(answer) for address, answer in found.items()}


def test_who_was_erased_is_told_nowhere_any_more(world, ideas, django_capture_on_commit_callbacks):
    report = a_report_that_froze(ideas)
    assessment = SelfAssessment.objects.get(published_draft__isnull=False, drafts__content__icontains="zqxvw")
    chapter = Chapter.objects.filter(assessment=assessment).first()
    chapter.text = f"{NAME} told us."
    chapter.save()
    before = told(world, report)
    assert sum("zqxvw" in text.lower() for text in before.values()) > 5
    assert "zqxvw" in before[report].lower()
    counted = Submission.objects.count(), ReasonedResponse.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_contacts(now=timezone.now() + timedelta(minutes=1)) >= 1
    after = told(world, report)
    assert [address for address, text in after.items() if "zqxvw" in text.lower()] == []
    assert rows_that_say("zqxvw") == []
    assert files_that_say("zqxvw") == []
    assert (Submission.objects.count(), ReasonedResponse.objects.count()) == counted
    assert not OutboxItem.objects.filter(key="to-them").exists()
    assert "[name erased]" in after[report]
    assert ErasureRecord.objects.filter(consultation="example-ideas").exists()
    assert User.objects.exists()
