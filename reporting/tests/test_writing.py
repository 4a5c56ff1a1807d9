"""What people put into a report, and what stands between it and the public."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from plans.choices import PeriodKind
from plans.models import Edition, Publication
from plans.rules import NotReady, Stale
from plans.tests.factories import at
from reporting.choices import Completion
from reporting.models import SelfAssessment
from reporting.operations.drafting import draft_report
from reporting.operations.writing import (
    confirm_completion,
    freeze_draft,
    missing_in,
    publish_assessment,
    reasons_not_to_publish,
    save_chapter,
    save_part,
)
from reporting.tests.factories import a_comment, a_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_signs")]


@pytest.fixture
def report(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.publish(cast.ana)
    return draft_report(plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=date(2026, 2, 28), now=at())


def codes(reasons):
    return [reason.code for reason in reasons]


def write_all(report, by):
    for chapter in report.chapters.all():
        save_chapter(chapter=chapter, version=chapter.version, text=f"About {chapter.slug}.", by=by, now=at())
    for part in report.parts.all():
        confirm_completion(
            part=part, version=part.version, completion=part.proposed, reason="", by=by, now=at()
        )


def publish(report, by, draft=None):
    report.refresh_from_db()
    draft = draft or report.drafts.order_by("-number").first()
    return publish_assessment(assessment=report, draft=draft, version=report.version, by=by, now=at())


def test_the_second_of_two_who_write_a_chapter_loses_nothing(report, cast):
    mine, theirs = report.chapters.get(slug="lessons"), report.chapters.get(slug="lessons")
    save_chapter(chapter=theirs, version=1, text="Theirs.", by=cast.ana, now=at())
    with pytest.raises(Stale):
        save_chapter(chapter=mine, version=1, text="Mine.", by=cast.ana, now=at())
    mine.refresh_from_db()
    assert mine.text == "Theirs."
    # The same words again are no conflict, whatever the version: a repeated request.
    save_chapter(chapter=mine, version=1, text="Theirs.", by=cast.ana, now=at())


def test_the_rows_of_the_template_are_kept_and_no_other_column(report, cast):
    part = report.parts.get()
    save_part(
        part=part, version=1, fields={"results": "Much.", "completion": "completed"}, by=cast.ana, now=at()
    )
    part.refresh_from_db()
    assert (part.results, part.completion) == ("Much.", "")


def test_completion_is_confirmed_as_proposed_or_otherwise_with_a_reason(report, cast):
    part = report.parts.get()
    assert part.proposed == Completion.LIMITED  # one of three is completed
    known = {"part": part, "by": cast.ana, "now": at()}
    with pytest.raises(NotReady):
        confirm_completion(**known, version=1, completion="substantial", reason=" ")
    with pytest.raises(NotReady):
        confirm_completion(**known, version=1, completion="", reason="So.")
    confirm_completion(**known, version=1, completion="substantial", reason="The two others nearly are.")
    part.refresh_from_db()
    assert (part.proposed, part.completion, part.confirmed_words) == (
        "limited",
        "substantial",
        "Lead, Open Government",
    )


def test_a_draft_is_frozen_when_something_changed_and_keeps_what_it_says(report, cast):
    with pytest.raises(NotReady) as refused:
        freeze_draft(assessment=report, by=cast.ana, now=at())
    assert codes(refused.value.reasons) == ["unchanged"]
    write_all(report, cast.ana)
    draft = freeze_draft(assessment=report, by=cast.ana, now=at())
    assert (draft.number, draft.frozen_words) == (2, "Lead, Open Government")
    assert "About lessons." in str(draft.content)
    assert "About lessons." not in str(report.drafts.get(number=1).content)


def test_what_is_missing_stands_in_the_way(report, cast):
    assert {reason.field for reason in missing_in(report)} >= {"introduction", "lessons", "part-1"}
    with pytest.raises(NotReady):
        publish(report, cast.ana)
    write_all(report, cast.ana)
    assert codes(reasons_not_to_publish(report)) == ["changed"]
    draft = freeze_draft(assessment=report, by=cast.ana, now=at())
    assert reasons_not_to_publish(report) == []
    review = a_round(draft, cast.chi)
    comment = a_comment(review, cast.chi)
    assert codes(reasons_not_to_publish(report)) == ["review", "comments"]
    review.closed_at = at()
    review.save()
    assert codes(reasons_not_to_publish(report)) == ["comments"]
    comment.delete()
    publish(report, cast.ana)


def test_publication_is_one_edition_with_the_checksum_of_what_was_published(report, cast):
    write_all(report, cast.ana)
    draft = freeze_draft(assessment=report, by=cast.ana, now=at())
    editions = Edition.objects.count()
    published = publish(report, cast.ana)
    assert Edition.objects.count() == editions + 1
    assert published.published_draft == draft
    entry = Publication.objects.get(edition=published.published_in)
    assert (entry.kind, entry.after["digest"]) == ("self-assessment", draft.digest)


def test_what_is_published_no_longer_changes(report, cast):
    write_all(report, cast.ana)
    freeze_draft(assessment=report, by=cast.ana, now=at())
    publish(report, cast.ana)
    chapter, part = report.chapters.first(), report.parts.get()
    for change in (
        lambda: save_chapter(chapter=chapter, version=2, text="Other.", by=cast.ana, now=at()),
        lambda: save_part(part=part, version=2, fields={"results": "Other."}, by=cast.ana, now=at()),
        lambda: freeze_draft(assessment=report, by=cast.ana, now=at()),
        lambda: publish(report, cast.ana),
    ):
        with pytest.raises(NotReady) as refused:
            change()
        assert codes(refused.value.reasons) == ["published"]


def test_an_older_draft_is_not_published(report, cast):
    first = report.drafts.get()
    write_all(report, cast.ana)
    freeze_draft(assessment=report, by=cast.ana, now=at())
    with pytest.raises(NotReady):
        publish(report, cast.ana, draft=first)


def test_only_a_coordinator_writes_freezes_and_publishes(report, cast):
    chapter, part, draft = report.chapters.first(), report.parts.get(), report.drafts.get()
    for by in (cast.ben, cast.bo, cast.chi, cast.dee):
        known = {"by": by, "now": at()}
        for act in (
            lambda known=known: save_chapter(chapter=chapter, version=1, text="Mine.", **known),
            lambda known=known: save_part(part=part, version=1, fields={"results": "Mine."}, **known),
            lambda known=known: confirm_completion(
                part=part, version=1, completion="limited", reason="", **known
            ),
            lambda known=known: freeze_draft(assessment=report, **known),
            lambda known=known: publish_assessment(assessment=report, draft=draft, version=1, **known),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert SelfAssessment.objects.get().published_in is None
