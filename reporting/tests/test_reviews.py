"""A draft before the panel: who is asked, what they say, how it is answered, when it ends."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from plans.choices import Role
from plans.models import Membership, OutboxItem
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, a_person, an_edition, at
from reporting.choices import Outcome, Position
from reporting.models import ReviewComment, ReviewPosition, ReviewRound
from reporting.operations import reviews
from reporting.permissions import can_review
from reporting.tests.factories import ASKED, DUE, a_comment, a_draft, a_position, an_answered_comment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

KEY = "4be0a1c7-5d6e-4f4c-9a3f-0d6a1f1c2b3d"


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


@pytest.fixture
def draft(review):
    """A second draft, frozen after the panel had reviewed the first."""
    reviews.close_round(round=review.round, by=review.ana, now=at())
    OutboxItem.objects.all().delete()
    return a_draft(review.assessment)


def open_round(draft, by, members, **fields) -> ReviewRound:
    fields = {"asked": ASKED, "due_on": DUE, "now": at()} | fields
    return reviews.open_round(draft=draft, members=members, by=by, **fields)


def say(review, by, words="Say which.", **fields) -> ReviewComment:
    fields = {"round": review.round, "chapter": "commitment-1", "key": KEY, "now": at()} | fields
    return reviews.comment(text=words, by=by, **fields)


def take(review, by, position=Position.SUPPORT, reason="", **fields) -> ReviewPosition:
    fields = {"round": review.round, "now": at()} | fields
    return reviews.take_position(position=position, reason=reason, by=by, **fields)


def answer(review, comment, **fields) -> ReviewComment:
    fields = {
        "version": comment.version,
        "outcome": Outcome.ACCEPTED,
        "answer": "The list goes into the next draft.",
        "by": review.ana,
        "now": at(),
    } | fields
    return reviews.answer_comment(comment=comment, **fields)


# ---- Opening -------------------------------------------------------------------------------------------


def test_a_draft_is_put_before_the_members_who_are_chosen(review, draft):
    found = open_round(draft, review.ana, [review.chi, review.max])
    assert found.is_open
    assert (found.asked, found.due_on, found.opened_words) == (ASKED, DUE, "Lead, Open Government")
    invited = [(one.user, one.words) for one in found.invitations.all()]
    assert invited == [(review.chi, "Member"), (review.max, "Member, business")]


def test_each_of_them_gets_one_mail_with_the_way_to_the_draft(review, draft):
    found = open_round(draft, review.ana, [review.chi, review.max])
    mails = [item.payload for item in OutboxItem.objects.order_by("pk")]
    assert [mail["to"] for mail in mails] == ["chi@agency.example", "max@agency.example"]
    assert ASKED in mails[0]["body"]
    assert "20 March 2026" in mails[0]["body"]
    assert reverse("review", args=[review.assessment.slug, 2]) == found.get_absolute_url()
    assert found.get_absolute_url() in mails[0]["body"]


def test_only_a_coordinator_opens_a_review(review, draft, cast):
    for nobody in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            open_round(draft, nobody, [review.chi])


def test_only_who_sits_on_the_panel_today_is_asked(review, draft, cast):
    Membership.objects.filter(user=review.kit).update(until_on=TODAY - timedelta(days=1))
    assert list(reviews.panel_on(TODAY)) == [review.chi, review.max]
    for other in (review.kit, cast.ben):
        with pytest.raises(NotReady) as refused:
            open_round(draft, review.ana, [review.chi, other])
        assert codes(refused) == ["members"]


def test_who_is_asked_for_what_until_when_has_to_be_said(review, draft):
    with pytest.raises(NotReady) as refused:
        open_round(draft, review.ana, [], asked=" ", due_on=TODAY - timedelta(days=1))
    assert codes(refused) == ["members", "asked", "due_on"]
    assert not draft.rounds.exists()


def test_a_report_is_in_one_review_at_a_time(review):
    second = a_draft(review.assessment)
    with pytest.raises(NotReady) as refused:
        open_round(second, review.ana, [review.chi])
    assert codes(refused) == ["review"]


def test_a_draft_is_reviewed_once(review, draft):
    with pytest.raises(NotReady) as refused:
        open_round(review.draft, review.ana, [review.chi])
    assert codes(refused) == ["reviewed"]


def test_an_old_draft_is_not_put_before_the_panel(review, draft):
    a_draft(review.assessment)
    with pytest.raises(NotReady) as refused:
        open_round(draft, review.ana, [review.chi])
    assert codes(refused) == ["newer"]


def test_what_is_published_is_not_reviewed_any_more(review, draft):
    review.assessment.published_in, review.assessment.published_draft = an_edition(), draft
    review.assessment.save()
    with pytest.raises(NotReady) as refused:
        open_round(draft, review.ana, [review.chi])
    assert codes(refused) == ["published"]


# ---- Who may review ------------------------------------------------------------------------------------


def test_a_member_reviews_what_she_was_asked_to(review):
    assert can_review(review.chi, review.round, TODAY)
    assert not can_review(review.max, review.round, TODAY)
    assert not can_review(review.ana, review.round, TODAY)


def test_nobody_else_says_anything(review, cast):
    for nobody in (cast.ana, cast.ben, cast.bo, cast.bea, cast.dee, review.max):
        with pytest.raises(PermissionDenied):
            say(review, nobody)
        with pytest.raises(PermissionDenied):
            take(review, nobody)


def test_with_the_seat_ends_the_review(review):
    Membership.objects.filter(user=review.chi).update(until_on=TODAY - timedelta(days=1))
    review.chi.__dict__.pop("_memberships", None)
    with pytest.raises(PermissionDenied):
        say(review, review.chi)
    with pytest.raises(PermissionDenied):
        take(review, review.chi)


def test_an_invitation_does_not_outlive_the_seat_because_of_another_role(review):
    Membership.objects.filter(user=review.chi).update(role=Role.COORDINATOR)
    assert not can_review(review.chi, review.round, TODAY)


# ---- Commenting ----------------------------------------------------------------------------------------


def test_a_comment_is_kept_with_its_chapter_and_the_capacity_it_was_made_in(review):
    said = say(review, review.chi, "  Say which.\n")
    assert (said.text, said.chapter, said.by, said.by_words, said.at) == (
        "Say which.",
        "commitment-1",
        review.chi,
        "Member",
        at(),
    )
    assert said.history.get().history_user == review.chi


def test_a_comment_that_is_sent_twice_is_one(review):
    assert say(review, review.chi) == say(review, review.chi, now=at(hour=13))
    assert ReviewComment.objects.count() == 1


def test_other_words_from_the_same_form_are_not_dropped_in_silence(review):
    say(review, review.chi)
    with pytest.raises(NotReady) as refused:
        say(review, review.chi, "Say which, and when.")
    assert codes(refused) == ["said"]
    assert ReviewComment.objects.get().text == "Say which."


def test_a_comment_has_words_and_a_chapter_of_the_draft(review):
    with pytest.raises(NotReady) as refused:
        say(review, review.chi, "  ")
    assert codes(refused) == ["text"]
    with pytest.raises(NotReady) as refused:
        say(review, review.chi, chapter="annex")
    assert codes(refused) == ["chapter"]


def test_a_comment_that_comes_after_the_end_is_refused_but_a_repeated_one_is_not(review):
    said = say(review, review.chi)
    answer(review, said)
    reviews.close_round(round=review.round, by=review.ana, now=at())
    assert say(review, review.chi) == said
    with pytest.raises(NotReady) as refused:
        say(review, review.chi, "And when.", key=KEY.replace("4", "5"))
    assert codes(refused) == ["closed"]


# ---- Taking a position ---------------------------------------------------------------------------------


def test_no_changes_requested_is_a_position_and_needs_no_reason(review):
    taken = take(review, review.chi, Position.NO_CHANGES)
    assert (taken.position, taken.reason, taken.by_words) == ("no-changes-requested", "", "Member")


@pytest.mark.parametrize("position", [Position.WITH_CHANGES, Position.NOT_SUPPORT])
def test_whoever_asks_for_changes_or_does_not_support_says_why(review, position):
    with pytest.raises(NotReady) as refused:
        take(review, review.chi, position, " ")
    assert codes(refused) == ["reason"]
    assert take(review, review.chi, position, "Two claims have no source.").reason


def test_a_position_is_chosen(review):
    with pytest.raises(NotReady) as refused:
        take(review, review.chi, "")
    assert codes(refused) == ["position"]


def test_a_position_may_be_changed_until_the_end_and_every_one_is_remembered(review):
    take(review, review.chi)
    take(review, review.chi)
    take(review, review.chi, Position.WITH_CHANGES, "A source is missing.")
    taken = ReviewPosition.objects.get()
    assert taken.position == Position.WITH_CHANGES
    assert [one.position for one in taken.history.order_by("pk")] == ["support", "support-with-changes"]
    reviews.close_round(round=review.round, by=review.ana, now=at())
    with pytest.raises(NotReady) as refused:
        take(review, review.chi)
    assert codes(refused) == ["closed"]
    assert take(review, review.chi, Position.WITH_CHANGES, "A source is missing.") == taken


# ---- Answering -----------------------------------------------------------------------------------------


def test_a_comment_is_answered_with_an_outcome_and_words(review):
    answered = answer(review, a_comment(review.round, review.chi))
    assert (answered.outcome, answered.answered_at, answered.answered_words, answered.version) == (
        Outcome.ACCEPTED,
        at(),
        "Lead, Open Government",
        2,
    )
    assert answered.history.latest().history_user == review.ana


def test_an_answer_says_what_and_why(review):
    comment = a_comment(review.round, review.chi)
    with pytest.raises(NotReady) as refused:
        answer(review, comment, outcome="", answer=" ")
    assert codes(refused) == ["outcome", "answer"]


def test_only_a_coordinator_answers(review, cast):
    comment = a_comment(review.round, review.chi)
    for nobody in (cast.ben, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            answer(review, comment, by=nobody)


def test_nobody_overwrites_an_answer_unseen(review):
    comment = a_comment(review.round, review.chi)
    answer(review, comment, outcome=Outcome.NOTED, version=1)
    with pytest.raises(Stale):
        answer(review, comment, version=1)
    assert answer(review, comment, outcome=Outcome.NOTED, version=1).version == 2
    assert answer(review, comment, version=2).outcome == Outcome.ACCEPTED


def test_after_the_end_no_answer_changes(review):
    comment = an_answered_comment(review.round, review.chi)
    reviews.close_round(round=review.round, by=review.ana, now=at())
    with pytest.raises(NotReady) as refused:
        answer(review, comment, outcome=Outcome.DECLINED)
    assert codes(refused) == ["closed"]


# ---- Closing -------------------------------------------------------------------------------------------


def test_a_review_does_not_close_while_a_comment_waits_for_its_answer(review):
    an_answered_comment(review.round, review.chi)
    first = a_comment(review.round, review.chi)
    a_comment(review.round, review.kit, chapter="introduction", at=at())
    with pytest.raises(NotReady) as refused:
        reviews.close_round(round=review.round, by=review.ana, now=at())
    assert [(str(reason), reason.field) for reason in refused.value.reasons] == [
        ("Comment 2, on “Promise 1”, is not answered.", "comment-2"),
        ("Comment 3, on “Introduction”, is not answered.", "comment-3"),
    ]
    assert ReviewRound.objects.open().exists()
    assert first.round.is_open


def test_a_review_closes_once_and_whoever_was_asked_hears_of_it(review):
    an_answered_comment(review.round, review.chi)
    a_position(review.round, review.chi)
    closed = reviews.close_round(round=review.round, by=review.ana, now=at())
    assert closed.closed_at == at()
    told = OutboxItem.objects.values_list("payload__to", flat=True)
    assert set(told) == {"chi@agency.example", "kit@agency.example"}
    with pytest.raises(NotReady) as refused:
        reviews.close_round(round=review.round, by=review.ana, now=at())
    assert codes(refused) == ["closed"]
    assert OutboxItem.objects.count() == 2


def test_only_a_coordinator_closes(review, cast):
    for nobody in (cast.ben, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            reviews.close_round(round=review.round, by=nobody, now=at())


def test_a_seat_that_is_still_to_come_is_none(review):
    ahead = a_person("Lee", Role.PANEL, title="Member")
    ahead.memberships.update(from_on=date(2026, 4, 1))
    assert ahead not in reviews.panel_on(TODAY)
