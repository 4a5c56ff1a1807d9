"""A consultation's way: prepared by one or two people, published once, its closing moved in the open."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from engagement.choices import Purpose, Standing
from engagement.models import Consultation
from engagement.operations.consultations import change_closing, publish_consultation, reasons_not_to_publish
from engagement.operations.preparing import ConsultationContent, Paper, content_of, save_consultation
from engagement.operations.themes import add_theme
from engagement.tests.factories import CLOSES, OPENED, a_consultation, a_source
from plans.models import Edition, Publication, Turn
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, a_plan, at

pytestmark = pytest.mark.django_db

OPENS_AT, CLOSES_AT = at(date(2026, 3, 16), 9), at(date(2026, 4, 10), 17)
COMPLETE = ConsultationContent(
    title="Ideas for the next plan",
    purpose=Purpose.IDEAS,
    background="Every two years a new plan is made.",
    question="What should it promise?",
    opens_at=OPENS_AT,
    closes_at=CLOSES_AT,
    decided_by="The minister",
    decided_how="In May.",
    answers_due_on=date(2026, 5, 29),
    privacy="Your name is kept apart.",
    documents=(Paper("The draft", "https://example.org/draft.pdf", "PDF, 52 KB"),),
    themes=("Open data", "How decisions are made"),
)


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


@pytest.fixture
def begin(cast):
    plan = a_plan()

    def begin(content=COMPLETE, by=None, consultation=None, version=0):
        return save_consultation(
            plan=plan,
            consultation=consultation,
            version=version,
            content=content,
            by=by or cast.ana,
            now=at(),
        )

    return begin


@pytest.fixture
def publish(cast):
    def publish(consultation, by=None, now=None, version=None):
        version = consultation.version if version is None else version
        return publish_consultation(
            consultation=consultation, version=version, by=by or cast.ana, now=now or at()
        )

    return publish


# ---- Prepared -------------------------------------------------------------------------------------------


def test_what_is_saved_is_kept_as_it_was_typed_and_is_not_public(begin):
    consultation = begin()
    assert content_of(consultation) == replace(COMPLETE, slug="ideas-for-the-next-plan")
    assert consultation.zone == "Pacific/Auckland"
    assert not Consultation.objects.published().exists()
    assert not Turn.objects.exists()


def test_a_title_is_enough_to_begin(begin):
    assert begin(ConsultationContent(title="Something")).slug == "something"
    with pytest.raises(NotReady) as refused:
        begin(ConsultationContent(title="  "))
    assert codes(refused) == ["title"]


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_others_neither_prepare_nor_publish_nor_move_the_closing(begin, publish, cast, who):
    user = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        begin(by=user)
    consultation = begin()
    with pytest.raises(PermissionDenied):
        publish(consultation, by=user)
    consultation = publish(consultation)
    with pytest.raises(PermissionDenied):
        change_closing(
            consultation=consultation,
            version=consultation.version,
            closes_at=CLOSES_AT,
            answers_due_on=date(2026, 6, 1),
            by=user,
            now=OPENS_AT,
        )


def test_the_same_form_sent_twice_begins_one(begin):
    assert begin() == begin()
    assert Consultation.objects.count() == 1


def test_another_with_the_same_title_gets_another_address(begin):
    begin()
    assert begin(replace(COMPLETE, question="And this?")).slug == "ideas-for-the-next-plan-2"


@pytest.mark.parametrize("slug", ["ideas", "new"])
def test_an_address_that_is_taken_is_refused(begin, slug):
    a_consultation(a_plan("2027-29"), "ideas")
    with pytest.raises(NotReady) as refused:
        begin(replace(COMPLETE, slug=slug))
    assert codes(refused) == ["slug"]
    consultation = begin()
    with pytest.raises(NotReady) as refused:
        begin(replace(COMPLETE, slug=slug), consultation=consultation, version=consultation.version)
    assert codes(refused) == ["slug"]


def test_one_belongs_to_a_plan_that_is_public(cast):
    with pytest.raises(NotReady) as refused:
        save_consultation(
            plan=a_plan(published_in=None),
            consultation=None,
            version=0,
            content=COMPLETE,
            by=cast.ana,
            now=at(),
        )
    assert codes(refused) == ["plan"]


def test_an_end_before_the_beginning_is_not_even_saved(begin):
    with pytest.raises(NotReady) as refused:
        begin(replace(COMPLETE, closes_at=at(TODAY)))
    assert codes(refused) == ["closes-first"]


def test_the_second_of_two_people_is_told_and_nothing_is_written(begin, cast):
    consultation = begin()
    first = replace(COMPLETE, slug=consultation.slug, question="The first wrote this.")
    begin(first, consultation=consultation, version=1)
    with pytest.raises(Stale):
        begin(replace(first, question="The second wrote that."), consultation=consultation, version=1)
    consultation.refresh_from_db()
    assert content_of(consultation) == first
    assert [entry.history_user for entry in consultation.history.all()] == [cast.ana, cast.ana]


def test_papers_and_themes_are_what_was_saved_last(begin):
    consultation = begin()
    fewer = replace(COMPLETE, slug="ideas", themes=("Open data", "open data"), documents=())
    begin(fewer, consultation=consultation, version=1)
    assert [theme.slug for theme in consultation.themes.all()] == ["open-data", "open-data-2"]
    assert not consultation.documents.exists()


# ---- Published ------------------------------------------------------------------------------------------


def test_publishing_is_one_edition_and_two_turns_of_the_clock(begin, publish, cast):
    before = Edition.objects.count()
    consultation = publish(begin())
    assert Edition.objects.count() == before + 1
    assert consultation.published_in.by == cast.ana
    assert [turn.at for turn in Turn.objects.all()] == [OPENS_AT, CLOSES_AT]
    [entry] = Publication.objects.filter(edition=consultation.published_in)
    assert (entry.kind, entry.address, entry.before) == (
        "consultation",
        consultation.get_absolute_url(),
        None,
    )
    assert entry.after["answers_due_on"] == "2026-05-29"
    assert consultation.standing_at(at()) == Standing.PLANNED


MISSING = [
    ({"background": " "}, "background"),
    ({"question": ""}, "question"),
    ({"opens_at": None}, "opens"),
    ({"closes_at": None}, "closes"),
    ({"decided_by": ""}, "decided-by"),
    ({"decided_how": " "}, "decided-how"),
    ({"answers_due_on": None}, "answers-due"),
    ({"answers_due_on": date(2026, 4, 9)}, "answers-too-soon"),
    ({"privacy": ""}, "privacy"),
    ({"opens_at": CLOSES_AT}, "closes-first"),
    ({"opens_at": at(date(2026, 3, 11))}, "opens-in-the-past"),
    ({"opens_at": at(TODAY, 11), "closes_at": at()}, "closes-in-the-past"),
]


@pytest.mark.parametrize(("change", "code"), MISSING)
def test_what_is_missing_is_said_and_nothing_becomes_public(begin, publish, change, code):
    consultation = begin(replace(COMPLETE, **change))
    with pytest.raises(NotReady) as refused:
        publish(consultation)
    assert codes(refused) == [code]
    assert all(reason.field for reason in refused.value.reasons)
    assert not Consultation.objects.published().exists()


def test_an_empty_one_lacks_everything(begin):
    reasons = reasons_not_to_publish(begin(ConsultationContent(title="Something")), at())
    fields = "background question opens_on closes_on decided_by decided_how answers_due_on privacy"
    assert [reason.field for reason in reasons] == fields.split()


def test_a_zone_that_does_not_exist_is_refused(begin, publish):
    consultation = begin()
    Consultation.objects.update(zone="Pacific/Atlantis")
    with pytest.raises(NotReady) as refused:
        publish(consultation)
    assert "zone" in codes(refused)


def test_an_opening_of_just_now_is_none_of_the_past(begin, publish):
    consultation = publish(begin(replace(COMPLETE, opens_at=at(TODAY, 11))))
    assert consultation.standing_at(at()) == Standing.OPEN


def test_it_is_not_published_twice_nor_written_any_more(begin, publish):
    consultation = publish(begin())
    with pytest.raises(NotReady) as refused:
        publish(consultation)
    assert codes(refused) == ["public"]
    with pytest.raises(NotReady) as refused:
        begin(
            replace(COMPLETE, question="Other words?"),
            consultation=consultation,
            version=consultation.version,
        )
    assert codes(refused) == ["public"]
    assert Publication.objects.filter(kind="consultation").count() == 1


def test_what_is_published_is_what_was_read(begin, publish):
    consultation = begin()
    begin(
        replace(COMPLETE, slug="other", question="Changed meanwhile."), consultation=consultation, version=1
    )
    with pytest.raises(Stale):
        publish(consultation, version=1)
    assert not Consultation.objects.published().exists()


@pytest.mark.django_db(transaction=True)
def test_ten_presses_on_publish_publish_once(begin, cast):
    consultation = begin()

    def press(_) -> bool:
        try:
            publish_consultation(consultation=consultation, version=1, by=cast.ana, now=at())
        except (NotReady, Stale):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(press, range(10))) == 1
    assert Publication.objects.filter(kind="consultation").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_presses_on_save_begin_one(begin):
    def press(_):
        try:
            return begin().pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        assert len(set(threads.map(press, range(10)))) == 1
    assert Consultation.objects.count() == 1


# ---- Its closing ----------------------------------------------------------------------------------------


@pytest.fixture
def move(cast):
    def move(consultation, closes_at, due=date(2026, 5, 29), now=None, version=None):
        return change_closing(
            consultation=consultation,
            version=consultation.version if version is None else version,
            closes_at=closes_at,
            answers_due_on=due,
            by=cast.ana,
            now=now or at(),
        )

    return move


def test_giving_longer_is_announced_with_before_and_after(move):
    consultation = a_consultation(a_plan())
    later = at(date(2026, 4, 3), 17)
    move(consultation, later)
    consultation.refresh_from_db()
    assert consultation.closes_at == later
    assert Turn.objects.filter(at=later).exists()
    entry = Publication.objects.get(kind="consultation")
    assert (entry.before["closes_at"], entry.after["closes_at"]) == (
        at(CLOSES, 17).isoformat(),
        later.isoformat(),
    )


def test_closing_now_closes_now(move):
    consultation = move(a_consultation(a_plan()), at())
    assert consultation.standing_at(at()) == Standing.CLOSED


def test_the_same_closing_again_publishes_nothing(move):
    move(a_consultation(a_plan()), at(CLOSES, 17))
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("closes_at", "due", "code"),
    [
        (None, date(2026, 5, 29), "closes"),
        (at(CLOSES, 18), None, "answers-due"),
        (at(TODAY, 11), date(2026, 5, 29), "closes-in-the-past"),
        (at(date(2026, 6, 1)), date(2026, 5, 29), "answers-too-soon"),
    ],
)
def test_a_closing_that_cannot_be_is_refused(move, closes_at, due, code):
    with pytest.raises(NotReady) as refused:
        move(a_consultation(a_plan()), closes_at, due)
    assert codes(refused) == [code]
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"published_in": None},
        {"opens_at": at(date(2026, 3, 20))},
        {"opens_at": at(OPENED, 9), "closes_at": at(TODAY, 11)},
    ],
    ids=["not public", "not open yet", "closed"],
)
def test_only_the_closing_of_one_that_is_open_moves(move, fields):
    with pytest.raises(NotReady) as refused:
        move(a_consultation(a_plan(), **fields), at(CLOSES, 18))
    assert codes(refused) == ["not-open"]


def test_two_people_do_not_move_the_closing_over_each_other(move):
    consultation = a_consultation(a_plan())
    move(consultation, at(CLOSES, 18), version=1)
    with pytest.raises(Stale):
        move(consultation, at(CLOSES, 19), version=1)


def test_themes_without_letters_have_an_address_too(begin):
    consultation = begin(replace(COMPLETE, themes=("公開", "Open data")))
    assert [theme.slug for theme in consultation.themes.all()] == ["theme-1", "open-data"]


# ---- Themes that are found while reading ----------------------------------------------------------------


def test_a_theme_that_was_found_is_added_once_and_announced_with_the_answers_only(cast):
    consultation = a_consultation(a_plan())
    for _ in range(2):
        theme = add_theme(consultation=consultation, label=" Open data ", by=cast.ana, now=at())
    assert (theme.slug, theme.label, theme.position) == ("open-data", "Open data", 1)
    assert not Publication.objects.exists()
    assert add_theme(consultation=consultation, label="open data", by=cast.ana, now=at()).position == 2


@pytest.mark.parametrize(
    ("fields", "label", "code"),
    [
        ({}, " ", "theme"),
        ({"published_in": None}, "Open data", "not-public"),
        ({"source": True}, "Open data", "brought-in"),
    ],
)
def test_a_theme_that_cannot_be_added_is_refused(cast, fields, label, code):
    fields = fields | ({"source": a_source()} if "source" in fields else {})
    consultation = a_consultation(a_plan(), **fields)
    with pytest.raises(NotReady) as refused:
        add_theme(consultation=consultation, label=label, by=cast.ana, now=at())
    assert codes(refused) == [code]
    assert not consultation.themes.exists()


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_others_add_no_theme(cast, who):
    with pytest.raises(PermissionDenied):
        add_theme(consultation=a_consultation(a_plan()), label="Mine", by=getattr(cast, who), now=at())
