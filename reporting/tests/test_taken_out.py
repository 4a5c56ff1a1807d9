"""Words that are taken out of the public record stand in no report any more, frozen or being written."""

import hashlib
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.models import Milestone
from engagement.models import SubmissionContact
from engagement.operations.afterwards import redact_published, withdraw_published
from engagement.operations.taking_out import copies_that_say
from engagement.rules.passages import RunsOfWords, TheseWords
from engagement.tests.factories import a_consultation, a_point, a_submission, an_answer, answered
from plans.choices import PeriodKind
from plans.models import Edition, Publication
from plans.rules import Stale
from plans.tests.factories import a_plan, at
from reporting.models import Chapter, CommitmentAssessment, Draft, ReviewComment, ReviewPosition, ReviewRound
from reporting.operations.drafting import canonical, draft_report
from reporting.operations.taken_out import content_without
from reporting.operations.writing import (
    _has_been_written_since,
    freeze_draft,
    publish_assessment,
    save_chapter,
    save_part,
)
from reporting.tests.factories import a_comment, a_draft, a_position, a_round, a_written_report, an_assessment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

SECRET = "the mayor of Kea Town told me so"
NAME = "Li"
ENDS, LATER = date(2026, 2, 28), date(2026, 3, 1)
SLUG = "2025-27-mid-term-2026-02-28"
REPORT, DATA, API = f"/reports/{SLUG}/", f"/reports/{SLUG}.json", f"/api/v1/reports/{SLUG}/"
PUBLIC = (REPORT, DATA, API, "/data/plans/2025-27.json")


@pytest.fixture
def told(desk):
    """Answered: what was heard and what has changed repeat a submission; a milestone says some of it too."""
    closed = {"opens_at": at(date(2026, 1, 10)), "closes_at": at(date(2026, 2, 1))}
    consultation = a_consultation(desk.plan, **closed)
    one = a_submission(consultation, f"Ask {NAME}: {SECRET}. And say in every report who came to it.")
    an_answer(a_point(one), changed=f"A step: {SECRET}.", changed_commitment=desk.commitment)
    other = a_submission(consultation, "Say who came.")
    an_answer(a_point(other, commitment=desk.commitment))
    answered(consultation, f"We heard from {NAME} that {SECRET.upper()}.", on=ENDS)
    Milestone.objects.filter(number=1).update(title="Say in every report who came")
    return consultation


@pytest.fixture
def written(told, desk, cast):
    """Written and frozen three times; a chapter and a part quote the submission."""
    report = a_written_report(desk.plan, cast.ana)
    chapter = report.chapters.get(slug="lessons")
    text = f"{NAME} found: “{SECRET}”. It is to say in every report who came."
    save_chapter(chapter=chapter, version=chapter.version, text=text, by=cast.ana, now=at())
    part = report.parts.get()
    fields = {"results": f"As somebody said, {SECRET}."}
    save_part(part=part, version=part.version, fields=fields, by=cast.ana, now=at())
    freeze_draft(assessment=report, by=cast.ana, now=at())
    return report


@pytest.fixture
def published(written, cast):
    newest, version = written.newest_draft, written.version
    return publish_assessment(assessment=written, draft=newest, version=version, by=cast.ana, now=at())


def redact(told, cast, text=SECRET):
    one = told.submissions.get(number=1)
    about = {"text": text, "ground": "It names somebody.", "by": cast.ana, "now": at()}
    return redact_published(submission=one, version=one.version, **about)


def withdraw(told, cast):
    one = told.submissions.get(number=1)
    return withdraw_published(submission=one, version=one.version, by=cast.ana, now=at())


BOTH = pytest.mark.parametrize("act", [redact, withdraw])


def in_the_tables():
    """In what rows of reports the secret stands."""
    models = [Draft, Chapter, CommitmentAssessment, ReviewRound, ReviewComment, ReviewPosition]
    models += [model.history.model for model in models if hasattr(model, "history")]
    return {
        model.__name__
        for model in [*models, Publication]
        for row in model._base_manager.values_list(*(field.attname for field in model._meta.concrete_fields))
        if SECRET.casefold() in repr(row).casefold()
    }


def figures(draft, chapter):
    return next(one["figures"] for one in draft.content["chapters"] if one["slug"] == chapter)


def text_of(draft, chapter):
    return next(one["text"] for one in draft.content["chapters"] if one["slug"] == chapter)


# ---- What is published ---------------------------------------------------------------------------------


def test_before_that_a_published_report_says_them(published, client):
    for address in (REPORT, DATA, "/data/plans/2025-27.json"):
        assert SECRET.casefold() in client.get(address).content.decode().casefold(), address
    assert {"Draft", "Chapter", "HistoricalChapter", "CommitmentAssessment"} <= in_the_tables()


@BOTH
def test_a_published_report_says_them_no_more(published, told, cast, client, act):
    act(told, cast)
    for address in PUBLIC:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert SECRET.casefold() not in answer.content.decode().casefold(), address
    assert "[withheld]" in client.get(REPORT).content.decode()
    assert in_the_tables() == set()


@BOTH
def test_only_those_words_go(published, told, cast, act):
    act(told, cast)
    draft = Draft.objects.get(published_as=published)
    assert figures(draft, "process")["consultations"][0]["what_we_heard"].endswith(" that [withheld].")
    changed = {one["changed"] for one in figures(draft, "commitment-1")["heard"]}
    assert changed == {"A step: [withheld].", ""}
    assert text_of(draft, "lessons").startswith(f"{NAME} found: “[withheld]”.")
    assert figures(draft, "annex")["parts"][0]["results"] == "As somebody said, [withheld]."
    assert text_of(draft, "introduction") == "Words on Introduction."


@BOTH
def test_the_digest_is_of_what_is_left(published, told, cast, client, act):
    before = client.get(API).json()["digest"]
    act(told, cast)
    data = client.get(DATA)
    digest = hashlib.sha256(data.content).hexdigest()
    assert digest == client.get(API).json()["digest"] != before
    assert digest in client.get(REPORT).content.decode()
    for draft in Draft.objects.all():
        assert draft.digest == hashlib.sha256(canonical(draft.content).encode()).hexdigest()


@BOTH
def test_it_is_another_edition_of_the_report_and_says_so_without_the_words(
    published, told, cast, client, act
):
    tags = {address: client.get(address)["ETag"] for address in PUBLIC}
    editions = Edition.objects.count()
    act(told, cast)
    assert Edition.objects.count() == editions + 1
    entry = Publication.objects.get(kind="self-assessment", edition=Edition.objects.last())
    assert (entry.address, entry.before) == (REPORT, None)
    draft = Draft.objects.get(published_as=published)
    assert entry.after == {"draft": draft.number, "digest": draft.digest, "withheld": True}
    for address, tag in tags.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, address
    assert client.get(DATA)["X-Edition"] == str(entry.edition_id)
    assert f"withheld from it, last with edition {entry.edition_id}" in client.get(REPORT).content.decode()


def test_the_same_words_twice_are_taken_out_once(published, told, cast):
    redact(told, cast)
    entries = Publication.objects.filter(kind="self-assessment").count()
    redact(told, cast)
    withdraw(told, cast)
    assert Publication.objects.filter(kind="self-assessment").count() == entries


def test_a_report_that_says_nothing_of_it_stays_as_it_is(published, told, cast):
    Draft.objects.exclude(published_as=published).delete()
    before = published.published_draft.digest
    redact(told, cast, text="And say in every report who came to it")
    assert Draft.objects.get().digest == before
    assert Publication.objects.filter(kind="self-assessment").count() == 1


# ---- Short names, and what a plan says -----------------------------------------------------------------


def test_a_short_name_goes_from_our_answers_and_stays_where_it_may_be_anybodys(published, told, cast):
    redact(told, cast, text=NAME)
    draft = Draft.objects.get(published_as=published)
    heard = figures(draft, "process")["consultations"][0]["what_we_heard"]
    assert heard == f"We heard from [withheld] that {SECRET.upper()}."
    assert text_of(draft, "lessons").startswith(NAME)
    assert Chapter.objects.get(assessment=published, slug="lessons").text.startswith(NAME)


def test_what_no_answer_repeats_goes_where_a_report_quotes_it(written, told, cast):
    told.submissions.filter(number=1).update(text="We lost our house by the river that night.")
    written.chapters.filter(slug="lessons").update(text="“We lost our house by the river,” one said.")
    withdraw(told, cast)
    assert written.chapters.get(slug="lessons").text == "“[withheld],” one said."


def test_what_the_plan_says_too_is_nobodys_to_withdraw(published, told, cast):
    withdraw(told, cast)
    draft = Draft.objects.get(published_as=published)
    assert text_of(draft, "lessons").endswith("It is to say in every report who came.")
    assert figures(draft, "commitment-1")["milestones"][0]["title"] == "Say in every report who came"


def test_facts_and_answers_to_others_stay(told):
    another = a_consultation(told.plan, "another", published_in=None)
    row = {"slug": "another", "what_we_heard": SECRET, "title": SECRET}
    answer = {"address": "/consultations/another/submissions/1/", "changed": SECRET}
    chapter = {
        "text": "",
        "title": SECRET,
        "figures": {"consultations": [row], "heard": [answer], "parts": 7},
    }
    content = {"report": {"title": SECRET}, "chapters": [chapter]}
    for words in (TheseWords(SECRET), RunsOfWords(SECRET)):
        assert content_without(content, told, words) == content
    (blanked,) = content_without(content, another, TheseWords(SECRET))["chapters"]
    assert blanked["figures"]["consultations"] == [row | {"what_we_heard": "[withheld]"}]
    assert blanked["figures"]["heard"] == [answer | {"changed": "[withheld]"}]
    assert content["chapters"] == [chapter]


# ---- What is being made --------------------------------------------------------------------------------


@BOTH
def test_no_draft_repeats_them_and_none_is_announced(written, told, cast, act):
    act(told, cast)
    assert written.drafts.count() == 3
    assert in_the_tables() == set()
    assert not Publication.objects.filter(kind="self-assessment").exists()
    assert not _has_been_written_since(written, written.newest_draft)


def test_the_next_draft_does_not_either(written, told, desk, cast):
    withdraw(told, cast)
    draft_report(plan=desk.plan, kind=PeriodKind.END_OF_TERM, ends_on=LATER, now=at())
    assert in_the_tables() == set()


def test_whoever_has_a_chapter_open_does_not_put_them_back_unseen(written, told, cast):
    chapter = written.chapters.get(slug="lessons")
    withdraw(told, cast)
    with pytest.raises(Stale):
        save_chapter(chapter=chapter, version=chapter.version, text=SECRET, by=cast.ana, now=at())


def test_what_was_written_in_a_review_goes_too(written, told, cast, panel):
    round = a_round(written.newest_draft, cast.chi, asked=f"Is it so that {SECRET}?")
    a_comment(round, cast.chi, f"You write that {SECRET}.")
    a_position(round, cast.chi, reason=f"No: {SECRET}.")
    withdraw(told, cast)
    assert in_the_tables() == set()
    assert ReviewComment.objects.get().text == "You write that [withheld]."


def test_a_report_of_another_plan_may_quote_them_too(told, cast):
    other = an_assessment(a_plan("2027-29", short_title="2027–29"))
    other.chapters.filter(slug="introduction").update(text=f"It was said that {SECRET}.")
    draft = a_draft(other, frozen_at=at())
    withdraw(told, cast)
    draft.refresh_from_db()
    assert text_of(draft, "introduction") == "It was said that [withheld]."
    assert in_the_tables() == set()


# ---- Before it is done ---------------------------------------------------------------------------------


def test_nobody_takes_words_out_by_calling_themselves_like_them(published, desk, client):
    """Anybody may send something under any name, and have it erased who they are with their receipt alone."""
    report = published.chapters.get(slug="lessons").text
    asking = a_consultation(desk.plan, "another")
    late = {"received_at": timezone.now() + timedelta(days=1), "name": SECRET, "organisation": "every report"}
    sent = a_submission(asking, "Hello.", **late)
    before = client.get(DATA).content, in_the_tables()
    client.post(reverse("receipt-erase", args=["another", sent.secret]))
    assert not SubmissionContact.objects.exists()
    assert (client.get(DATA).content, in_the_tables()) == before
    assert published.chapters.get(slug="lessons").text == report


def test_ana_reads_beforehand_which_reports_would_change(written, told, cast, sign_in):
    page = "/workspace/consultations/ideas/submissions/1/after/"
    fields = {
        "text": SECRET,
        "ground": "It names somebody.",
        "version": told.submissions.get(number=1).version,
    }
    look = sign_in(cast.ana).post(page, fields | {"action": "look"}).content.decode()
    assert f'<a href="/workspace/reports/{SLUG}/">{written.title}</a>' in look
    assert "Draft" in in_the_tables()


def test_what_is_written_and_not_frozen_is_told_too(written, told, cast):
    Draft.objects.all().delete()
    assert [one.title for one in copies_that_say(told, TheseWords(SECRET))] == [written.title]
    assert copies_that_say(told, TheseWords(NAME)) == []


def test_a_published_report_is_told_by_its_own_address(published, told):
    assert [one.address for one in copies_that_say(told, TheseWords(NAME))] == [REPORT]
