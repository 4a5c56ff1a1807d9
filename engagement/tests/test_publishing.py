"""Answers are published at once, however many; the letters are written a part at a time."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from engagement.choices import Doubt, PublishAs
from engagement.models import ReasonedResponse, Submission
from engagement.operations import letters
from engagement.operations.publishing import digest_of, publish_answers, reasons_not_to_publish_answers
from engagement.rules.passages import Passages, Worded, words_of
from engagement.tests.factories import a_consultation, a_point, a_submission, a_theme, an_answer
from plans.choices import OutboxState
from plans.models import OutboxItem, Publication
from plans.operations.outbox import carry_out_item, sweep_outbox
from plans.rules import NotReady
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db
CLOSED = {"opens_at": at(date(2026, 1, 5)), "closes_at": at(date(2026, 2, 5)), "what_we_heard": "Much."}


@pytest.fixture
def closed(cast):
    return a_consultation(a_plan(), **CLOSED)


def sent(consultation, how_many=1, **fields):
    """As many submissions, each with a point and its answer, each with an address."""
    for n in range(how_many):
        one = a_submission(consultation, f"Point {n}.", email=f"dee-{n}@people.example", **fields)
        an_answer(a_point(one))
    return one


def publish(consultation, cast):
    consultation.refresh_from_db()
    return publish_answers(
        consultation=consultation,
        version=consultation.version,
        digest=digest_of(consultation),
        by=cast.ana,
        now=at(),
    )


def codes_of(consultation):
    return [reason.code for reason in reasons_not_to_publish_answers(consultation, at())]


# ---- What becomes public -----------------------------------------------------------------------------


def test_what_was_withdrawn_or_set_aside_is_not_published(closed, cast):
    kept = sent(closed)
    withdrawn = sent(closed)
    Submission.objects.filter(pk=withdrawn.pk).update(withdrawn_at=at(), text="")
    aside = sent(closed, doubt=Doubt.TRAP, set_aside_at=at(), set_aside_why="A robot.")
    publish(closed, cast)
    assert list(Submission.objects.published()) == [kept]
    assert [one.point.submission for one in ReasonedResponse.objects.published()] == [kept]
    answers, *others = Publication.objects.order_by("pk")
    assert answers.after == {"submissions": 1, "points": 1}
    assert [entry.address for entry in others] == [kept.get_absolute_url()]
    assert aside.number == 3


def test_what_is_doubted_is_looked_at_before_anything_is_published(closed, cast):
    sent(closed, doubt=Doubt.HASTE)
    assert codes_of(closed) == ["doubted"]
    with pytest.raises(NotReady):
        publish(closed, cast)
    Submission.objects.update(set_aside_at=at(), set_aside_why="A robot.")
    assert codes_of(closed) == []


def test_what_was_withdrawn_needs_no_answer(closed):
    a_submission(closed, withdrawn_at=at(), text="")
    assert codes_of(closed) == []


def test_words_that_were_redacted_are_not_published_in_an_answer(closed):
    one = sent(closed)
    one.redactions.create(text="of my neighbour", ground="It names somebody.", made_at=at())
    ReasonedResponse.objects.update(reason="We heard of  my Neighbour.")
    assert codes_of(closed) == ["quoted"]


def test_however_many_there_are_it_takes_the_same_few_questions(closed, cast, django_assert_max_num_queries):
    sent(closed, 30)
    with django_assert_max_num_queries(48):
        publish(closed, cast)
    assert Submission.objects.published().count() == 30


# ---- Letters -----------------------------------------------------------------------------------------


@pytest.fixture
def in_parts(monkeypatch):
    monkeypatch.setattr(letters, "LETTERS_AT_ONCE", 2)


def told():
    return sorted(OutboxItem.objects.filter(key__endswith="-answered").values_list("payload__to", flat=True))


def go_on():
    """One turn of the worker on what was asked for."""
    item = OutboxItem.objects.get(kind="answered")
    carry_out_item(item_id=item.pk, now=timezone.now())
    item.refresh_from_db()
    return item


def test_letters_are_written_a_part_at_a_time_until_everybody_has_one(closed, cast, in_parts):
    sent(closed, 5)
    publish(closed, cast)
    assert told() == []
    assert [(go_on().state, len(told())) for _turn in range(4)] == [
        (OutboxState.WAITING, 2),
        (OutboxState.WAITING, 4),
        (OutboxState.WAITING, 5),
        (OutboxState.DONE, 5),
    ]
    assert len(set(told())) == 5


def test_a_worker_that_died_after_a_part_leaves_nobody_out_and_writes_to_nobody_twice(closed, cast, in_parts):
    sent(closed, 5)
    publish(closed, cast)
    item = go_on()
    OutboxItem.objects.filter(pk=item.pk).update(payload={"consultation": closed.pk, "told": 0})
    while go_on().state != OutboxState.DONE:
        pass
    sweep_outbox(now=timezone.now())
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"dee-{n}@people.example" for n in range(5)]


def test_a_turn_that_fails_keeps_nothing_of_its_part(closed, cast, in_parts, monkeypatch):
    sent(closed, 3)
    publish(closed, cast)
    go_on()
    monkeypatch.setattr(letters, "enqueue_mails", lambda found: 1 / 0)
    assert go_on().state == OutboxState.WAITING
    assert len(told()) == 2
    monkeypatch.undo()
    monkeypatch.setattr(letters, "LETTERS_AT_ONCE", 2)
    OutboxItem.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    go_on()
    assert len(told()) == 3


def test_only_those_whose_submission_is_published_are_told(closed, cast):
    sent(closed)
    sent(closed, doubt=Doubt.TRAP, set_aside_at=at(), set_aside_why="A robot.")
    publish(closed, cast)
    go_on()
    assert len(told()) == 1


# ---- Words that may not be repeated --------------------------------------------------------------------


@given(st.text(alphabet=st.characters(), max_size=40) | st.text(" \t\n\u00ad\u200b‘—aBßİ", max_size=20))
def test_words_are_compared_alike_quickly_and_with_their_places(text):
    assert words_of(text).split() == Worded(text).words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("we heard of the mayor of otaki and his dog", {"the mayor of otaki", "dog"}),
        ("the mayor of otak", set()),
        ("", set()),
        ("dogdog", set()),
        ("hot dog, cold dog", {"dog"}),
    ],
)
def test_many_passages_are_looked_for_in_one_walk(text, said):
    assert (
        Passages(["the mayor of otaki", "the mayor of otaki and her", "dog"]).said_in(words_of(text)) == said
    )


def test_what_is_not_to_be_shown_is_repeated_by_nobody_elses_answer(closed, cast):
    mine = a_submission(closed, "Nobody but you may read this here.", publish_as=PublishAs.NOT_AT_ALL)
    an_answer(a_point(mine), reason="Nobody but you may read this here. True.")
    assert codes_of(closed) == []
    other = sent(closed)
    ReasonedResponse.objects.filter(point__submission=other).update(
        reason="Like: nobody but you may read this here."
    )
    assert codes_of(closed) == ["quoted"]


LONG = "My brother was dismissed for asking who had signed the second of the two contracts with the port."


@pytest.mark.parametrize(
    ("repeat", "is_found"),
    [
        ("Somebody was dismissed for asking who had signed the second of the two contracts.", True),
        ("Somebody asked who had signed the contracts.", False),
    ],
)
def test_more_than_ten_words_in_a_row_are_found_wherever_they_begin(closed, repeat, is_found):
    sent(closed, publish_as=PublishAs.NOT_AT_ALL)
    Submission.objects.update(text=LONG)
    closed.what_we_heard = repeat
    closed.save()
    assert codes_of(closed) == ["quoted"] * is_found


@pytest.mark.parametrize(
    ("reason", "is_found"),
    [
        ("Dear Mere Example, it helps.", True),
        ("We write to you at dee@people.example.", True),
        ("Dear Mere, it helps.", False),
    ],
)
def test_an_answer_does_not_say_who_asked(closed, reason, is_found):
    one = a_submission(closed, name="Mere Example", email="dee@people.example")
    an_answer(a_point(one), reason=reason)
    assert codes_of(closed) == ["quoted"] * is_found
    Submission.objects.update(publish_as=PublishAs.NAME)
    assert codes_of(closed) == ["quoted"] * ("people.example" in reason)


@pytest.mark.parametrize("label", ["Oona Varga's case", "On Oona-Varga"])
def test_a_theme_is_not_called_by_words_that_are_redacted(closed, label):
    one = sent(closed)
    one.redactions.create(text="Point 0", ground="It names somebody.", made_at=at())
    assert codes_of(closed) == []
    one.redactions.update(text="Oona Varga")
    Submission.objects.update(text="Oona Varga. Point 0.")
    a_theme(closed, "cases", label=label)
    assert codes_of(closed) == ["quoted"]


def test_a_ground_does_not_say_what_is_withheld_elsewhere(closed):
    one, other = sent(closed), sent(closed)
    one.redactions.create(text="Point 0", ground="It names somebody.", made_at=at())
    assert codes_of(closed) == []
    other.redactions.create(text="Point", ground="As in point 0 of the other.", made_at=at())
    assert [one.field for one in reasons_not_to_publish_answers(closed, at())] == [
        "submission-1",
        "submission-2",
    ]


def test_words_that_were_redacted_and_are_gone_are_looked_at_again(closed):
    one = sent(closed)
    one.redactions.create(text="Rawiri Q.", ground="It names somebody.", made_at=at())
    Submission.objects.update(corrected_at=at())
    assert codes_of(closed) == ["redacted-in-vain"]
    one.redactions.all().delete()
    assert codes_of(closed) == []
