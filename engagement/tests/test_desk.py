"""The desk: notes, colleagues, agencies, doubts, redactions, themes, words to begin with, several at once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from commitments.tests.factories import a_commitment
from engagement.choices import Disposition, Doubt, PublishAs
from engagement.models import (
    AgencyView,
    AnswerTemplate,
    Consultation,
    ReasonedResponse,
    Submission,
    SubmissionFile,
    SubmissionNote,
    Theme,
)
from engagement.operations.answers import Answer, Piece, answer_point, cut_into_points
from engagement.operations.desk import ask_agency, assign, give_view, save_transcript, write_note
from engagement.operations.moderation import accept, doubt, set_aside, take_up_again
from engagement.operations.redacting import redact, take_back_redaction
from engagement.operations.templates import drop_template, save_template
from engagement.operations.themes import add_theme, merge_themes, rename_theme
from engagement.operations.together import Ticked, answer_together
from engagement.rules.passages import part_without
from engagement.tests.factories import (
    WORDS,
    a_consultation,
    a_point,
    a_source,
    a_submission,
    a_theme,
    an_answer,
    answered,
)
from plans.choices import Role
from plans.models import OutboxItem, Publication, StoredFile
from plans.rules import NotReady, Stale
from plans.tests.factories import a_person, a_plan, at

pytestmark = pytest.mark.django_db

ADOPTED = Answer(Disposition.ADOPTED, "It helps people to follow what is decided.")


@pytest.fixture
def consultation(cast) -> Consultation:
    plan = a_plan()
    a_commitment(plan)
    return a_consultation(plan)


@pytest.fixture
def sent(consultation) -> Submission:
    return a_submission(consultation, "Ask Rawiri Q. about the minutes. Rawiri Q. wrote them.")


@pytest.fixture
def by(cast) -> dict:
    return {"by": cast.ana, "now": at()}


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# ---- Only those who coordinate ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ben", "bo", "chi", "dee"])
def test_nobody_else_does_anything_at_the_desk(cast, sent, who):
    by = {"by": getattr(cast, who), "now": at()}
    of_one = {"submission": sent} | by
    numbers = {"consultation": sent.consultation, "numbers": {1}} | by
    acts = (
        lambda: write_note(text="x", **of_one),
        lambda: assign(to=None, **numbers),
        lambda: ask_agency(agency=cast.records, question="", **of_one),
        lambda: save_transcript(version=1, transcript="x", **of_one),
        lambda: redact(version=1, text="Ask", ground="x", **of_one),
        lambda: take_back_redaction(version=1, place=1, **of_one),
        lambda: doubt(why="x", **of_one),
        lambda: accept(**numbers),
        lambda: set_aside(why="x", **numbers),
        lambda: take_up_again(**numbers),
        lambda: rename_theme(plan=sent.consultation.plan, slug="x", read="x", label="y", **by),
        lambda: merge_themes(plan=sent.consultation.plan, slug="x", into="y", **by),
        lambda: save_template(template=None, version=0, title="x", disposition="", reason="x", **by),
        lambda: answer_together(
            consultation=sent.consultation, ticked=[Ticked(1, 1, 1, 0)], answer=ADOPTED, **by
        ),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert not SubmissionNote.objects.exists()


def test_nothing_of_it_is_done_once_the_answers_are_public(cast, consultation, sent, by):
    answered(consultation)
    sent.refresh_from_db()
    acts = (
        lambda: redact(submission=sent, version=1, text="Ask", ground="x", **by),
        lambda: take_back_redaction(submission=sent, version=1, place=1, **by),
        lambda: ask_agency(submission=sent, agency=cast.records, question="", **by),
        lambda: save_transcript(submission=sent, version=1, transcript="x", **by),
        lambda: doubt(submission=sent, why="x", **by),
        lambda: accept(consultation=consultation, numbers={1}, **by),
        lambda: answer_together(consultation=consultation, ticked=[Ticked(1, 1, 1, 0)], answer=ADOPTED, **by),
    )
    for act in acts:
        with pytest.raises(NotReady) as refused:
            act()
        assert codes(refused) == ["answered"]


# ---- Redacted ---------------------------------------------------------------------------------------------


def test_words_are_hidden_wherever_they_stand_and_shown_again(sent, by):
    point = a_point(sent, "Ask Rawiri Q. about the minutes.")
    redact(submission=sent, version=1, text="rawiri  q.", ground="Somebody else's name", **by)
    again = redact(submission=sent, version=1, text="Rawiri Q.", ground="Twice", **by)  # a double click
    assert again.ground == "Somebody else's name"
    sent.refresh_from_db()
    assert sent.version == 2
    assert sent.public_text == "Ask [withheld] about the minutes. [withheld] wrote them."
    point.refresh_from_db()
    assert point.public_text == "Ask [withheld] about the minutes."
    assert "Rawiri Q." in sent.words
    take_back_redaction(submission=sent, version=2, place=1, **by)
    assert "[withheld]" not in Submission.objects.get().public_text


@pytest.mark.parametrize(
    ("text", "ground", "code"),
    [
        ("", "Personal", "no-words"),
        ("Not in it", "Personal", "not-in-text"),
        ("Rawiri Q.", " ", "no-ground"),
        ("Rawiri Q.", "It names Rawiri Q.", "ground-repeats"),
    ],
)
def test_a_redaction_needs_words_of_the_text_and_a_ground(sent, by, text, ground, code):
    with pytest.raises(NotReady) as refused:
        redact(submission=sent, version=1, text=text, ground=ground, **by)
    assert codes(refused) == [code]
    assert not sent.redactions.exists()


def test_no_ground_says_what_is_redacted_beside_it(sent, by):
    redact(submission=sent, version=1, text="Rawiri Q.", ground="Somebody else's name", **by)
    with pytest.raises(NotReady) as refused:
        redact(submission=sent, version=2, text="minutes", ground="Those of Rawiri Q.", **by)
    assert codes(refused) == ["ground-repeats"]
    with pytest.raises(NotReady) as refused:
        cut_into_points(
            submission=sent,
            version=2,
            pieces=[Piece("about the minutes", is_withheld=True, ground="Of rawiri q")],
            **by,
        )
    assert codes(refused) == ["ground-says-words"]


def test_two_who_redact_at_once_see_each_other(sent, by):
    redact(submission=sent, version=1, text="Ask", ground="One", **by)
    with pytest.raises(Stale):
        redact(submission=sent, version=1, text="minutes", ground="Another", **by)
    with pytest.raises(Stale):
        take_back_redaction(submission=sent, version=1, place=1, **by)


@pytest.mark.parametrize(
    ("part", "passages", "shown"),
    [
        ("one two", ["two three"], "one [withheld]"),  # begins within, ends beyond
        ("two", ["one two three"], "[withheld]"),
        ("three four", ["two three"], "[withheld] four"),
        ("one two three", ["two"], "one [withheld] three"),
        ("one", ["four"], "one"),
        ("one", [], "one"),
        ("Three  FOUR", ["two three"], "[withheld]  FOUR"),
    ],
)
def test_a_point_hides_what_it_shares_with_words_that_are_hidden(part, passages, shown):
    assert part_without(part, "one two three four", passages) == shown


def test_an_answer_does_not_repeat_what_is_redacted(sent, by):
    point = a_point(sent, "Ask Rawiri Q. about the minutes.")
    redact(submission=sent, version=1, text="Rawiri Q.", ground="A name", **by)
    point.refresh_from_db()
    with pytest.raises(NotReady) as refused:
        answer_point(point=point, version=0, answer=Answer("adopted", "We asked Rawiri Q."), **by)
    assert codes(refused) == ["repeats-withheld"]


# ---- A document's words -----------------------------------------------------------------------------------


def with_a_file(sent: Submission) -> None:
    stored = StoredFile.objects.create(key="k", name="letter.pdf", media_type="application/pdf", size=9)
    SubmissionFile.objects.create(submission=sent, position=1, file=stored)


def test_a_document_is_copied_and_cut_like_what_was_written(sent, by):
    with pytest.raises(NotReady) as refused:
        save_transcript(submission=sent, version=1, transcript="Put clocks in every office.", **by)
    assert codes(refused) == ["no-document"]
    with_a_file(sent)
    save_transcript(submission=sent, version=1, transcript="Put clocks in every office.", **by)
    sent.refresh_from_db()
    cut_into_points(submission=sent, version=2, pieces=[Piece("clocks in every office")], **by)
    with pytest.raises(NotReady) as refused:
        save_transcript(submission=sent, version=3, transcript="Something else.", **by)
    assert codes(refused) == ["transcript-used"]
    with pytest.raises(Stale):
        save_transcript(submission=sent, version=2, transcript="Put clocks in every office. Soon.", **by)


# ---- Notes, colleagues, agencies --------------------------------------------------------------------------


def test_a_note_is_left_once_and_by_whom(cast, sent, by):
    for _ in range(2):
        write_note(submission=sent, text=" Look at the law first. ", **by)
    [note] = sent.notes.all()
    assert (note.text, note.written_by) == ("Look at the law first.", cast.ana)
    with pytest.raises(NotReady):
        write_note(submission=sent, text="  ", **by)


def test_a_submission_is_given_to_a_colleague_who_coordinates(cast, sent, by):
    ada = a_person("Ada", Role.COORDINATOR)
    these = {"consultation": sent.consultation, "numbers": {1, 99}}
    assert assign(to=ada, **these, **by) == 1
    sent.refresh_from_db()
    assert (sent.assigned_to, sent.version) == (ada, 1)
    with pytest.raises(NotReady):
        assign(to=cast.ben, **these, **by)
    with pytest.raises(NotReady):
        assign(to=ada, **these | {"numbers": set()}, **by)
    assign(to=None, **these, **by)
    sent.refresh_from_db()
    assert sent.assigned_to is None


def test_an_agency_is_asked_and_those_who_write_and_sign_for_it_hear_of_it(cast, sent, by):
    for _ in range(2):
        view = ask_agency(submission=sent, agency=cast.records, question="Could you?", **by)
    letters = OutboxItem.objects.filter(key__startswith=f"view-{view.pk}-")
    assert {one.payload["to"] for one in letters} == {cast.ben.email, cast.bo.email}
    assert all("Could you?" in one.payload["body"] for one in letters)
    assert not any("Rawiri" in str(one.payload) for one in letters)
    with pytest.raises(NotReady) as refused:
        ask_agency(submission=sent, agency=cast.records, question="And now?", **by)
    assert codes(refused) == ["asked"]


def test_nobody_is_asked_about_what_may_not_be_shown_or_where_nobody_is(cast, sent, by):
    with pytest.raises(NotReady) as refused:
        ask_agency(submission=sent, agency=None, question="", **by)
    assert codes(refused) == ["agency"]
    cast.bea.memberships.all().delete()
    with pytest.raises(NotReady) as refused:
        ask_agency(submission=sent, agency=cast.data, question="", **by)
    assert codes(refused) == ["nobody-writes"]
    Submission.objects.update(publish_as=PublishAs.NOT_AT_ALL)
    with pytest.raises(NotReady) as refused:
        ask_agency(submission=sent, agency=cast.records, question="", **by)
    assert codes(refused) == ["not-for-others"]
    assert not AgencyView.objects.exists()


def test_an_agency_says_what_it_thinks_under_the_version_it_read(cast, sent, by):
    view = ask_agency(submission=sent, agency=cast.records, question="", **by)
    for user in (cast.ana, cast.bea, cast.chi):
        with pytest.raises(PermissionDenied):
            give_view(view=view, version=1, text="Mine.", by=user, now=at())
    with pytest.raises(NotReady):
        give_view(view=view, version=1, text=" ", by=cast.ben, now=at())
    give_view(view=view, version=1, text="It can be done.", by=cast.ben, now=at())
    with pytest.raises(Stale):
        give_view(view=AgencyView.objects.get(), version=1, text="It cannot.", by=cast.bo, now=at())
    view.refresh_from_db()
    assert (view.text, view.given_by) == ("It can be done.", cast.ben)
    answered(sent.consultation)
    with pytest.raises(NotReady):
        give_view(view=AgencyView.objects.get(), version=2, text="Late.", by=cast.bo, now=at())


# ---- Doubts -----------------------------------------------------------------------------------------------


def test_what_is_doubted_is_accepted_or_set_aside_with_a_note_of_who_said_so(cast, consultation, by):
    for _ in range(3):
        a_submission(consultation, doubt=Doubt.HASTE)
    assert consultation.submissions.standing().count() == 0
    accept(consultation=consultation, numbers={1}, **by)
    with pytest.raises(NotReady):
        set_aside(consultation=consultation, numbers={2, 3}, why=" ", **by)
    assert set_aside(consultation=consultation, numbers={2, 3}, why="An advertisement.", **by) == 2
    assert set_aside(consultation=consultation, numbers={2, 3}, why="Again", **by) == 0
    assert [one.number for one in consultation.submissions.standing()] == [1]
    assert not consultation.submissions.doubted().exists()
    assert SubmissionNote.objects.filter(written_by=cast.ana).count() == 3
    assert "An advertisement" in consultation.submissions.get(number=2).notes.get().text
    take_up_again(consultation=consultation, numbers={3}, **by)
    again = consultation.submissions.doubted().get()
    assert (again.number, again.doubt, again.set_aside_why) == (3, Doubt.HASTE, "")
    with pytest.raises(NotReady):
        accept(consultation=consultation, numbers=set(), **by)


def test_what_is_doubted_is_not_cut_answered_or_counted(consultation, sent, by):
    an_answer(a_point(sent, "Ask"))
    doubt(submission=sent, why="It is the same as number 7", **by)
    sent.refresh_from_db()
    assert sent.doubt == Doubt.READER
    assert "the same as number 7" in sent.notes.get().text
    with pytest.raises(NotReady) as refused:
        cut_into_points(submission=sent, version=sent.version, pieces=[Piece("Ask")], **by)
    assert codes(refused) == ["doubted"]
    counted = Consultation.objects.with_work().get()
    assert (counted.received, counted.uncut, counted.points_cut, counted.doubted) == (0, 0, 0, 1)


def test_withdrawn_ones_are_counted_nowhere_at_the_desk(consultation, sent, by):
    Submission.objects.update(withdrawn_at=at(), text="", doubt=Doubt.HASTE)
    counted = Consultation.objects.with_work().get()
    assert (counted.received, counted.doubted) == (0, 0)
    assert accept(consultation=consultation, numbers={1}, **by) == 0


# ---- Words to begin with ----------------------------------------------------------------------------------


def a_template(**fields) -> AnswerTemplate:
    return AnswerTemplate.objects.create(
        **{"title": "Not ours", "disposition": "out-of-scope", "reason": "Councils decide this."} | fields
    )


def test_words_to_begin_with_are_kept_once_mended_under_their_version_and_dropped(by):
    words = {"title": "Not ours", "disposition": "", "reason": "Councils decide this."}
    for _ in range(2):
        kept = save_template(template=None, version=0, **words, **by)
    with pytest.raises(NotReady) as refused:
        save_template(template=None, version=0, **words | {"reason": "Other words."}, **by)
    assert codes(refused) == ["title-taken"]
    save_template(template=kept, version=1, **words | {"reason": "Your council decides this."}, **by)
    with pytest.raises(Stale):
        save_template(template=kept, version=1, **words | {"reason": "Mine."}, **by)
    for name in ("title", "reason"):
        with pytest.raises(NotReady):
            save_template(template=None, version=0, **words | {name: " "}, **by)
    with pytest.raises(Stale):
        drop_template(template=kept, version=1, **by)
    for _ in range(2):
        drop_template(template=kept, version=2, **by)
    assert not AnswerTemplate.objects.exists()


def test_an_answer_that_says_no_more_than_a_template_is_refused(sent, by):
    a_template()
    point = a_point(sent, "Ask")
    with pytest.raises(NotReady) as refused:
        answer_point(point=point, version=0, answer=Answer("adopted", "councils  decide this."), **by)
    assert codes(refused) == ["template"]
    longer = Answer("adopted", "Councils decide this. Yours meets on Mondays.")
    assert answer_point(point=point, version=0, answer=longer, **by).pk


# ---- Several at once --------------------------------------------------------------------------------------


def three_points(consultation) -> list[Ticked]:
    for _ in range(3):
        a_point(a_submission(consultation))
    return [Ticked(number, 1, 1, 0) for number in (1, 2, 3)]


def test_points_that_say_the_same_are_answered_at_once(consultation, by):
    ticked = three_points(consultation)
    assert answer_together(consultation=consultation, ticked=ticked, answer=ADOPTED, **by) == 3
    assert ReasonedResponse.objects.filter(reason=ADOPTED.reason).count() == 3
    assert (
        answer_together(consultation=consultation, ticked=ticked, answer=ADOPTED, **by) == 3
    )  # a double click
    assert {one.version for one in ReasonedResponse.objects.all()} == {1}


@pytest.mark.parametrize("wrong", [Ticked(3, 1, 2, 0), Ticked(3, 2, 1, 0), Ticked(4, 1, 1, 0)])
def test_together_or_not_at_all(consultation, by, wrong):
    ticked = [*three_points(consultation)[:2], wrong]
    with pytest.raises(Stale):
        answer_together(consultation=consultation, ticked=ticked, answer=ADOPTED, **by)
    assert not ReasonedResponse.objects.exists()


def test_an_answer_that_somebody_else_wrote_meanwhile_stops_them_all(consultation, by):
    ticked = three_points(consultation)
    an_answer(consultation.submissions.get(number=3).points.get(), reason="Theirs.")
    with pytest.raises(Stale):
        answer_together(
            consultation=consultation, ticked=[*ticked[:2], Ticked(3, 1, 1, 2)], answer=ADOPTED, **by
        )
    with pytest.raises(Stale):
        answer_together(consultation=consultation, ticked=ticked, answer=ADOPTED, **by)
    assert ReasonedResponse.objects.get().reason == "Theirs."


def test_several_at_once_are_refused_with_the_one_that_is_against_it(consultation, by):
    ticked = three_points(consultation)
    hidden = consultation.submissions.get(number=2).points.get()
    hidden.is_withheld, hidden.withheld_ground = True, "A name"
    hidden.save()
    with pytest.raises(NotReady) as refused:
        answer_together(consultation=consultation, ticked=ticked, answer=Answer("adopted", WORDS), **by)
    assert [str(reason) for reason in refused.value.reasons] == [
        "Submission 2, point 1: The answer repeats words that are withheld."
    ]
    with pytest.raises(NotReady) as refused:
        answer_together(consultation=consultation, ticked=ticked, answer=Answer(), **by)
    assert codes(refused) == ["disposition", "reason"]
    with pytest.raises(NotReady) as refused:
        answer_together(consultation=consultation, ticked=[], answer=ADOPTED, **by)
    assert codes(refused) == ["nothing-ticked"]


# ---- Themes -----------------------------------------------------------------------------------------------


@pytest.fixture
def two(consultation):
    """Two rounds of one plan that share a theme; the first has another beside it."""
    second = a_consultation(consultation.plan, "second")
    for asked in (consultation, second):
        a_point(a_submission(asked), theme=a_theme(asked, "minutes"))
    a_point(a_submission(consultation), theme=a_theme(consultation, "records"))
    return consultation, second


def rename(consultation, by, label="Records of meetings", slug="minutes", read="Minutes"):
    rename_theme(plan=consultation.plan, slug=slug, read=read, label=label, **by)


def test_a_theme_is_renamed_in_every_consultation_of_the_plan(cast, two, by):
    other = a_theme(a_consultation(a_plan("other"), "elsewhere"), "minutes")
    rename(two[0], by)
    rename(two[0], by)  # a double click
    labels = Theme.objects.filter(slug="minutes").order_by("pk").values_list("label", flat=True)
    assert list(labels) == ["Records of meetings", "Records of meetings", "Minutes"]
    assert Theme.objects.get(pk=other.pk).label == "Minutes"
    newest = two[0].themes.get(slug="minutes").history.first()
    assert (newest.history_user, newest.history_change_reason) == (cast.ana, "Minutes")
    assert not Publication.objects.filter(kind="answers").exists()
    with pytest.raises(Stale):
        rename(two[0], by, label="Third name")


@pytest.mark.parametrize(("label", "code"), [("", "theme"), ("RECORDS", "taken")])
def test_a_theme_has_a_name_of_its_own(two, by, label, code):
    with pytest.raises(NotReady) as refused:
        rename(two[0], by, label=label)
    assert codes(refused) == [code]


def test_renaming_what_is_public_is_said_in_an_edition(two, by):
    answered(two[0])
    rename(two[0], by)
    [entry] = Publication.objects.filter(kind="answers")
    assert (entry.before, entry.after) == ({"theme": "Minutes"}, {"theme": "Records of meetings"})
    assert entry.address == "/consultations/ideas/responses/"


def test_a_theme_is_merged_into_another_with_its_points(cast, two, by):
    first, second = two
    assert merge_themes(plan=first.plan, slug="minutes", into="records", **by) == 2
    assert not Theme.objects.filter(slug="minutes").exists()
    for asked in two:
        assert asked.themes.get(slug="records").label == "Records"
    assert first.themes.get(slug="records").points.count() == 2
    assert second.themes.get(slug="records").points.count() == 1
    gone = Theme.history.filter(slug="minutes", history_type="-")
    assert {(row.history_user, row.history_change_reason) for row in gone} == {(cast.ana, "records")}
    with pytest.raises(Stale):
        merge_themes(plan=first.plan, slug="minutes", into="records", **by)


@pytest.mark.parametrize("into", ["minutes", "never", ""])
def test_a_theme_is_merged_into_another_of_the_plan(two, by, into):
    with pytest.raises(NotReady) as refused:
        merge_themes(plan=two[0].plan, slug="minutes", into=into, **by)
    assert codes(refused) == ["itself"]


def test_themes_stay_where_people_have_read_them_or_a_document_prints_them(two, by):
    answered(two[1])
    with pytest.raises(NotReady) as refused:
        merge_themes(plan=two[0].plan, slug="minutes", into="records", **by)
    assert codes(refused) == ["theme-stays"]
    Consultation.objects.filter(pk=two[0].pk).update(source=a_source())
    with pytest.raises(NotReady) as refused:
        rename(two[0], by)
    assert codes(refused) == ["theme-stays"]
    assert Theme.objects.filter(slug="minutes", label="Minutes").count() == 2


def test_a_theme_that_the_plan_has_under_another_name_is_the_same_theme(two, by):
    rename(two[0], by)
    third = a_consultation(two[0].plan, "third", opens_at=at(date(2026, 3, 3)))
    assert add_theme(consultation=third, label="Records of meetings", **by).slug == "minutes"
