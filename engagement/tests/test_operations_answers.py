"""What came in is read, cut, answered and published together; nobody's words are lost or shown too soon."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections

from commitments.models import Commitment
from commitments.tests.factories import a_commitment, a_milestone
from engagement.choices import Disposition, PublishAs
from engagement.models import Consultation, ReasonedResponse, Submission, SubmissionPoint
from engagement.operations.answers import (
    Answer,
    Piece,
    answer_of,
    answer_point,
    answer_points,
    cut_into_points,
    pieces_of,
    save_what_we_heard,
    take_back_answer,
)
from engagement.operations.consultations import change_closing
from engagement.operations.publishing import digest_of, publish_answers
from engagement.operations.submissions import Contact, Said, receive_submission
from engagement.rules.passages import Span
from engagement.rules.reading import NO_WORDS, NOT_FOUND, SHARES_WORDS, spans_of
from engagement.tests.factories import (
    CLOSES,
    a_consultation,
    a_point,
    a_source,
    a_submission,
    a_theme,
    an_answer,
)
from plans.models import Edition, Publication
from plans.rules import NotReady, Stale
from plans.tests.factories import Cast, a_plan, at

pytestmark = pytest.mark.django_db

MINUTES, WHO = "Put the minutes online within a week.", "And say who came."
CLOSED = at(CLOSES, 18)
ADOPTED = Answer(Disposition.ADOPTED, "It helps people to follow what is decided.")


@dataclass
class Table:
    """Ana's table: one open consultation, and one submission of two sentences."""

    cast: Cast
    commitment: Commitment
    consultation: Consultation
    submission: Submission

    @property
    def points(self) -> list[SubmissionPoint]:
        return list(self.submission.points.all())

    def cut(self, *pieces, by=None, version=None, submission=None):
        submission = submission or self.submission
        submission.refresh_from_db()
        return cut_into_points(
            submission=submission,
            version=submission.version if version is None else version,
            pieces=[piece if isinstance(piece, Piece) else Piece(piece) for piece in pieces],
            by=by or self.cast.ana,
            now=at(),
        )

    def answer(self, point, answer=ADOPTED, by=None, version=0):
        return answer_point(point=point, version=version, answer=answer, by=by or self.cast.ana, now=at())

    def write(self, text="People want to see more.", by=None, version=None):
        self.consultation.refresh_from_db()
        return save_what_we_heard(
            consultation=self.consultation,
            version=self.consultation.version if version is None else version,
            text=text,
            by=by or self.cast.ana,
            now=at(),
        )

    def publish(self, by=None, now=CLOSED, version=None, digest=None):
        self.consultation.refresh_from_db()
        return publish_answers(
            consultation=self.consultation,
            version=self.consultation.version if version is None else version,
            digest=digest or digest_of(self.consultation),
            by=by or self.cast.ana,
            now=now,
        )

    def ready(self):
        """Everything is answered and written."""
        for submission in self.consultation.submissions.all():
            for point in self.cut(submission.text, submission=submission):
                self.answer(point)
        self.write()


@pytest.fixture
def table(cast) -> Table:
    plan = a_plan()
    commitment, consultation = a_commitment(plan), a_consultation(plan)
    return Table(cast, commitment, consultation, a_submission(consultation, f"{MINUTES} {WHO}"))


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# ---- Where words stand ----------------------------------------------------------------------------------


def code_of(one) -> str:
    return one if isinstance(one, Span) else one.code


@pytest.mark.parametrize(
    ("text", "pieces", "found"),
    [
        ("one two three", ["two"], [(4, 7)]),
        ("one\n two", ["one two"], [(0, 8)]),
        ("one two", ["one  two "], [(0, 7)]),
        ("one two", ["two", "one"], [(4, 7), (0, 3)]),
        ("a b a b", ["a b", "a b"], [(0, 3), (4, 7)]),
        ("and we think", ["and", "and we"], [SHARES_WORDS.code, (0, 6)]),
        ("one two", ["one two", "one"], [(0, 7), SHARES_WORDS.code]),
        ("one two", ["One"], [(0, 3)]),
        ("one two", ["one too"], [NOT_FOUND.code]),
        ("one two", [" "], [NO_WORDS.code]),
        ("1+1 (or 2)?", ["1+1", "(or 2)?"], [(0, 3), (4, 11)]),
    ],
)
def test_where_pieces_stand_in_a_text(text, pieces, found):
    assert [code_of(one) for one in spans_of(text, pieces)] == found


# ---- Cutting --------------------------------------------------------------------------------------------


def test_the_whole_text_is_one_point(table):
    [point] = table.cut(table.submission.text)
    assert point.text == table.submission.text
    assert not point.is_withheld


def test_points_stand_in_the_order_of_the_text_with_what_they_are_about(table):
    theme = a_theme(table.consultation, "minutes")
    table.cut(Piece(WHO), Piece(MINUTES, theme, table.commitment))
    assert [(point.position, point.text) for point in table.points] == [(1, MINUTES), (2, WHO)]
    assert (table.points[0].theme, table.points[0].commitment) == (theme, table.commitment)


def test_a_point_is_word_for_word_what_the_text_says(cast, table):
    submission = a_submission(table.consultation, "Put the\nminutes   online.")
    [point] = table.cut("Put the minutes online.", submission=submission)
    assert point.text == submission.text


def test_a_point_may_be_on_a_milestone_of_its_commitment(table):
    milestone = a_milestone(table.commitment, 3)
    on_it = Piece(WHO, commitment=table.commitment, milestone=milestone)
    table.cut(MINUTES, on_it)
    assert (table.points[1].commitment, table.points[1].milestone) == (table.commitment, milestone)
    assert pieces_of(table.submission) == [Piece(MINUTES), on_it]
    version = Submission.objects.get().version
    table.cut(MINUTES, on_it)
    assert Submission.objects.get().version == version
    table.cut(MINUTES, replace(on_it, milestone=None))
    assert (table.points[1].commitment, table.points[1].milestone) == (table.commitment, None)


@pytest.mark.parametrize("is_on_another", [True, False])
def test_a_point_is_on_no_milestone_of_another_commitment(table, is_on_another):
    milestone = a_milestone(a_commitment(table.consultation.plan, "2"), 1)
    commitment = table.commitment if is_on_another else None
    with pytest.raises(NotReady) as refused:
        table.cut(MINUTES, Piece(WHO, commitment=commitment, milestone=milestone))
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("not-its-milestone", "point-2-commitment")
    ]
    assert not SubmissionPoint.objects.exists()


def test_a_milestone_without_its_commitment_is_refused_by_the_database(table):
    milestone = a_milestone(table.commitment, 1)
    with pytest.raises(IntegrityError):
        a_point(table.submission, milestone=milestone)


@pytest.mark.parametrize(
    ("pieces", "code", "field"),
    [
        ([], "no-point", "point-1-text"),
        ([MINUTES, " "], "no-words", "point-2-text"),
        ([MINUTES, "And say who did."], "not-found", "point-2-text"),
        ([MINUTES, "a week. And"], "shares-words", "point-2-text"),
        ([Piece(WHO, is_withheld=True, ground=" ")], "no-ground", "point-1-ground"),
    ],
)
def test_a_cut_that_is_wrong_is_refused_row_by_row(table, pieces, code, field):
    with pytest.raises(NotReady) as refused:
        table.cut(*pieces)
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [(code, field)]
    assert not SubmissionPoint.objects.exists()


def test_words_that_are_withheld_are_blanked_everywhere(table):
    table.cut(MINUTES, Piece(WHO, is_withheld=True, ground="Somebody else is named."))
    assert table.points[1].public_text == "[withheld]"
    assert table.submission.public_text == f"{MINUTES} [withheld]"


def test_words_that_are_withheld_are_not_shown_by_another_point(table):
    submission = a_submission(table.consultation, "Ask Rangi. He knows. Rangi said so.")
    withheld = Piece("Rangi", is_withheld=True, ground="Somebody else is named.")
    with pytest.raises(NotReady) as refused:
        table.cut(withheld, "Rangi said so.", submission=submission)
    assert codes(refused) == ["shown-elsewhere"]
    table.cut(withheld, "He knows.", submission=submission)
    assert submission.public_text == "Ask [withheld]. He knows. [withheld] said so."


def test_what_is_withheld_begins_and_ends_with_a_whole_word(table):
    with pytest.raises(NotReady) as refused:
        table.cut(Piece("Put the minu", is_withheld=True, ground="Somebody else is named."))
    assert codes(refused) == ["not-whole"]


def test_one_withheld_passage_may_lie_within_another(table):
    submission = a_submission(table.consultation, "Rangi said so. Ask\nRangi  Moana, not Rangi Moana.")
    ground = {"is_withheld": True, "ground": "Somebody else is named."}
    pieces = [Piece(words, **ground) for words in ("Rangi said so.", "Rangi Moana", "Rangi")]
    table.cut(*pieces, submission=submission)
    assert submission.public_text == "[withheld] Ask\n[withheld], not [withheld]."


def test_a_ground_without_withheld_words_is_dropped(table):
    [point, _] = table.cut(Piece(MINUTES, ground="Left from before."), WHO)
    assert point.withheld_ground == ""


def test_the_same_cut_again_changes_nothing(table):
    table.cut(MINUTES, WHO)
    version = Submission.objects.get().version
    table.cut(WHO, MINUTES, version=1)
    assert Submission.objects.get().version == version


def test_the_second_of_two_people_who_cut_is_told(table):
    table.cut(MINUTES, WHO)
    with pytest.raises(Stale):
        table.cut(table.submission.text, version=1)
    assert [point.text for point in table.points] == [MINUTES, WHO]


def test_a_point_whose_words_stay_keeps_its_answer(table):
    [point] = table.cut(WHO)
    table.answer(point)
    table.cut(MINUTES, WHO)
    assert table.points[1].response.reason == ADOPTED.reason


def test_a_point_that_is_answered_does_not_go(table):
    [point] = table.cut(table.submission.text)
    table.answer(point)
    with pytest.raises(NotReady) as refused:
        table.cut(MINUTES, WHO)
    assert codes(refused) == ["is-answered"]
    assert pieces_of(table.submission) == [Piece(table.submission.text)]
    take_back_answer(point=point, version=1, by=table.cast.ana, now=at())
    assert len(table.cut(MINUTES, WHO)) == 2


# ---- Answering ------------------------------------------------------------------------------------------


def test_an_answer_is_kept_as_it_was_written_and_is_not_public(table):
    [point] = table.cut(table.submission.text)
    answer = replace(ADOPTED, changed="A new milestone", changed_commitment=table.commitment)
    response = table.answer(point, answer)
    assert answer_of(response) == answer
    assert not ReasonedResponse.objects.published().exists()
    assert [entry.history_user for entry in response.history.all()] == [table.cast.ana]


@pytest.mark.parametrize("field", ["reason", "changed"])
def test_an_answer_does_not_repeat_the_withheld_words_of_its_point(table, field):
    [point] = table.cut(Piece("say who came", is_withheld=True, ground="Named."))
    answer = replace(ADOPTED, **{field: "You ask us to SAY who\ncame."})
    with pytest.raises(NotReady) as refused:
        table.answer(point, answer)
    assert codes(refused) == ["repeats-withheld"]
    with pytest.raises(NotReady) as refused:
        answer_points(
            submission=table.submission,
            version=Submission.objects.get().version,
            answers={1: (0, answer)},
            by=table.cast.ana,
            now=at(),
        )
    assert [reason.field for reason in refused.value.reasons] == ["answer-1-reason"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(), ["disposition", "reason"]),
        (replace(ADOPTED, reason="  "), ["reason"]),
        (replace(ADOPTED, disposition=""), ["disposition"]),
    ],
)
def test_every_answer_says_what_was_decided_and_why(table, answer, expected):
    [point] = table.cut(table.submission.text)
    with pytest.raises(NotReady) as refused:
        table.answer(point, answer)
    assert codes(refused) == expected


def test_the_second_of_two_people_who_answer_is_told(table):
    [point] = table.cut(table.submission.text)
    table.answer(point)
    other = replace(ADOPTED, reason="Other words.")
    for version in (0, 7):
        with pytest.raises(Stale):
            table.answer(point, other, version=version)
    table.answer(point, other, version=1)
    assert ReasonedResponse.objects.get().reason == "Other words."


def test_the_same_answer_again_changes_nothing(table):
    [point] = table.cut(table.submission.text)
    table.answer(point)
    assert table.answer(point).version == 1


def test_an_answer_that_was_changed_meanwhile_is_not_taken_away(table):
    [point] = table.cut(table.submission.text)
    table.answer(point)
    with pytest.raises(Stale):
        take_back_answer(point=point, version=2, by=table.cast.ana, now=at())
    take_back_answer(point=point, version=1, by=table.cast.ana, now=at())
    take_back_answer(point=point, version=1, by=table.cast.ana, now=at())
    assert not ReasonedResponse.objects.exists()
    with pytest.raises(Stale):
        table.answer(point, replace(ADOPTED, reason="Written while it was taken away."), version=1)


def test_answers_to_a_submission_are_kept_together_or_not_at_all(table):
    table.cut(MINUTES, WHO)
    version = Submission.objects.get().version

    def keep(second, read=version):
        answer_points(
            submission=table.submission,
            version=read,
            answers={1: (0, ADOPTED), 2: (0, second)},
            by=table.cast.ana,
            now=at(),
        )

    with pytest.raises(NotReady) as refused:
        keep(Answer(Disposition.ADOPTED))
    assert [reason.field for reason in refused.value.reasons] == ["answer-2-reason"]
    with pytest.raises(Stale):
        keep(ADOPTED, read=version - 1)
    assert not ReasonedResponse.objects.exists()
    keep(Answer())
    keep(ADOPTED)
    assert ReasonedResponse.objects.count() == 2


# ---- Who, and when --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_others_neither_cut_nor_answer_nor_write_nor_publish(table, who):
    [point] = table.cut(table.submission.text)
    response = table.answer(point)
    user = getattr(table.cast, who)
    for act in (
        lambda: table.cut(MINUTES, by=user),
        lambda: table.answer(point, by=user),
        lambda: take_back_answer(point=point, version=response.version, by=user, now=at()),
        lambda: answer_points(submission=table.submission, version=2, answers={}, by=user, now=at()),
        lambda: table.write(by=user),
        lambda: table.publish(by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_what_is_published_stays_as_it_is(table):
    table.ready()
    table.publish()
    [point] = table.points
    for act in (
        lambda: table.cut(MINUTES),
        lambda: table.answer(point, replace(ADOPTED, reason="Other words."), version=1),
        lambda: take_back_answer(point=point, version=1, by=table.cast.ana, now=at()),
        lambda: table.write("Other words."),
        lambda: table.publish(),
    ):
        with pytest.raises(NotReady) as refused:
            act()
        assert codes(refused) == ["answered"]
    assert Publication.objects.filter(kind="answers").count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"published_in": None}, "not-public"),
        ({"opens_at": at(date(2026, 3, 20))}, "not-opened"),
        ({}, "still-open"),
    ],
)
def test_answers_are_published_only_after_the_closing(cast, fields, code):
    consultation = a_consultation(a_plan(), **fields)
    with pytest.raises(NotReady) as refused:
        publish_answers(consultation=consultation, version=1, digest="", by=cast.ana, now=at())
    assert codes(refused) == [code]


def test_one_that_was_brought_in_from_a_document_is_not_answered_here(cast):
    consultation = a_consultation(a_plan(), source=a_source())
    with pytest.raises(NotReady) as refused:
        publish_answers(consultation=consultation, version=1, digest="", by=cast.ana, now=CLOSED)
    assert codes(refused) == ["brought-in"]


# ---- Published together ---------------------------------------------------------------------------------


def test_what_is_left_is_said_of_each_submission(table):
    a_submission(table.consultation, "A second.")
    table.cut(MINUTES, WHO)
    with pytest.raises(NotReady) as refused:
        table.publish()
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("unanswered", "submission-1"),
        ("uncut", "submission-2"),
        ("what-we-heard", "what_we_heard"),
    ]
    assert str(refused.value.reasons[0]) == "Submission 1: 2 points have no answer."
    assert not Submission.objects.published().exists()


@pytest.mark.parametrize("field", ["reason", "changed", "what we heard"])
@pytest.mark.parametrize(
    ("publish_as", "words"),
    [(PublishAs.ANONYMOUS, "say Who  came"), (PublishAs.NOT_AT_ALL, f"{MINUTES} {WHO}")],
)
def test_words_that_may_not_be_shown_are_not_published_in_an_answer(table, field, publish_as, words):
    hidden = Piece(words, is_withheld=True, ground="Named.") if publish_as != PublishAs.NOT_AT_ALL else words
    Submission.objects.update(publish_as=publish_as)
    [hidden] = table.cut(hidden)
    table.answer(hidden)
    other = a_submission(table.consultation, "A second.")
    [point] = table.cut(other.text, submission=other)
    said = f"You said: {words.upper()}"
    table.answer(point, replace(ADOPTED, **{field: said}) if field != "what we heard" else ADOPTED)
    table.write(said if field == "what we heard" else "Much.")
    with pytest.raises(NotReady) as refused:
        table.publish()
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [("quoted", "submission-1")]


def test_only_its_own_receipt_repeats_what_is_not_to_be_shown(table):
    Submission.objects.update(publish_as=PublishAs.NOT_AT_ALL)
    [point] = table.cut(table.submission.text)
    table.answer(point, replace(ADOPTED, reason=f"You said: {table.submission.text}"))
    table.write()
    assert table.publish().answered_in


def test_a_few_common_words_of_what_is_not_to_be_shown_may_be_anybodys(table):
    Submission.objects.update(publish_as=PublishAs.NOT_AT_ALL)
    for point in table.cut(WHO):
        table.answer(point)
    table.write(f"Many wrote: {WHO}")
    assert table.publish().answered_in


def test_nothing_is_public_before_all_is_published(table):
    table.ready()
    assert not Submission.objects.published().exists()
    assert not ReasonedResponse.objects.published().exists()
    assert not Publication.objects.exists()


def test_publishing_the_answers_is_one_edition(table):
    a_submission(table.consultation, "Only for you.", publish_as=PublishAs.NOT_AT_ALL)
    table.ready()
    before = Edition.objects.count()
    consultation = table.publish()
    edition = consultation.answered_in
    assert Edition.objects.count() == before + 1
    assert set(Submission.objects.values_list("published_in", flat=True)) == {edition.pk}
    assert set(ReasonedResponse.objects.values_list("published_in", flat=True)) == {edition.pk}
    assert consultation.what_we_heard
    assert edition.by_words == "Lead, Open Government"


def test_the_edition_names_what_became_public_and_no_words(table):
    a_submission(table.consultation, "Only for you.", publish_as=PublishAs.NOT_AT_ALL, name="Rawiri")
    table.ready()
    edition = table.publish().answered_in
    assert [(entry.kind, entry.address, entry.after) for entry in edition.publications.all()] == [
        ("answers", "/consultations/ideas/responses/", {"submissions": 2, "points": 2}),
        ("submission", "/consultations/ideas/submissions/1/", {"number": 1}),
    ]


def test_where_nobody_sent_anything_that_is_said(cast):
    consultation = a_consultation(a_plan(), what_we_heard="Nobody sent anything in.")
    read = digest_of(consultation)
    published = publish_answers(consultation=consultation, version=1, digest=read, by=cast.ana, now=CLOSED)
    assert published.answered_in


def test_the_answers_are_published_as_they_were_read(table):
    table.ready()
    with pytest.raises(Stale):
        table.publish(version=1)
    assert not Submission.objects.published().exists()


def test_answers_that_changed_after_they_were_read_are_not_published(table):
    table.ready()
    for change in (
        lambda: table.answer(table.points[0], replace(ADOPTED, reason="Other words."), version=1),
        lambda: table.cut(Piece(table.submission.text, commitment=table.commitment)),
        lambda: take_back_answer(point=table.points[0], version=2, by=table.cast.ana, now=at()),
    ):
        read = digest_of(table.consultation)
        change()
        assert digest_of(table.consultation) != read
    table.answer(table.points[0])
    with pytest.raises(Stale):
        table.publish(digest=read)
    assert table.publish().answered_in


def test_the_second_of_two_people_who_write_what_was_heard_is_told(table):
    table.write("The first wrote this.", version=1)
    with pytest.raises(Stale):
        table.write("The second wrote that.", version=1)
    assert table.write("The first wrote this.", version=1).what_we_heard == "The first wrote this."


def test_what_arrives_in_the_last_second_is_answered_too(table):
    table.ready()
    last = at(CLOSES, 17) - timedelta(seconds=1)
    said = Said("One thing more.", PublishAs.ANONYMOUS)
    receive_submission(consultation=table.consultation, key="late", said=said, contact=Contact(), now=last)
    with pytest.raises(NotReady) as refused:
        table.publish()
    assert codes(refused) == ["uncut"]
    table.ready()
    table.publish()
    assert Submission.objects.published().count() == 2


def test_nothing_slips_in_behind_the_answers(table):
    """Received before the closing was brought forward, and kept only after the answers were published."""
    table.ready()
    change_closing(
        consultation=table.consultation,
        version=Consultation.objects.get().version,
        closes_at=at(),
        answers_due_on=date(2026, 5, 29),
        by=table.cast.ana,
        now=at(),
    )
    table.publish(now=at())
    said = Said("One thing more.", PublishAs.ANONYMOUS)
    with pytest.raises(NotReady):
        receive_submission(
            consultation=table.consultation,
            key="late",
            said=said,
            contact=Contact(),
            now=at() - timedelta(seconds=1),
        )


@pytest.mark.django_db(transaction=True)
def test_ten_presses_on_publish_publish_once(table):
    table.ready()
    version, read = Consultation.objects.get().version, digest_of(table.consultation)

    def press(_) -> bool:
        try:
            publish_answers(
                consultation=table.consultation, version=version, digest=read, by=table.cast.ana, now=CLOSED
            )
        except (NotReady, Stale):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(press, range(10))) == 1
    assert Publication.objects.filter(kind="answers").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_people_answering_one_point_leave_one_answer(table):
    [point] = table.cut(table.submission.text)

    def press(place) -> bool:
        try:
            table.answer(point, replace(ADOPTED, reason=f"Because {place}."))
        except Stale:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(press, range(10))) == 1
    assert ReasonedResponse.objects.count() == 1


def test_an_answer_of_another_consultation_is_left_alone(table):
    other = a_submission(a_consultation(a_plan("2027-29"), "other"))
    an_answer(table.cut(other.text, submission=other)[0])
    table.ready()
    table.publish()
    assert ReasonedResponse.objects.filter(published_in=None).count() == 1
