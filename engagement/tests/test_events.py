"""Events beside a consultation: public with it or at once, called off in the open."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from engagement.choices import MeetingKind
from engagement.models import Meeting
from engagement.operations.consultations import publish_consultation
from engagement.operations.events import EventContent, add_event, change_event, take_off_event
from engagement.tests.factories import a_consultation, a_meeting, a_source
from engagement.tests.test_workspace import text_of
from plans.models import Publication
from plans.rules import NotReady
from plans.tests.factories import a_plan, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

WORKSHOP = EventContent(
    title="Workshop in Taupō",
    kind=MeetingKind.WORKSHOP,
    place="Town hall",
    held_on=date(2026, 3, 20),
    account="At 2 pm; no need to sign up.",
)
TYPED = {"title": "Workshop in Taupō", "kind": "workshop", "held_on": "2026-03-20", "place": "Town hall"}
TYPED |= {"account": "At 2 pm; no need to sign up.", "action": "add"}
EVENTS = "/workspace/consultations/ideas/events/"
PAGE = "/consultations/ideas/"


@pytest.fixture
def ana(cast, sign_in):
    return sign_in(cast.ana)


@pytest.fixture
def consultation(db):
    return a_consultation(a_plan())


@pytest.fixture
def prepared(db):
    return a_consultation(a_plan(), published_in=None, opens_at=at(date(2026, 3, 16)))


def test_an_event_of_what_is_public_is_public_at_once(ana, client, consultation):
    assert ana.post(EVENTS, TYPED).status_code == 302
    page = text_of(client.get(PAGE))
    assert "Workshop in Taupō, Town hall" in page
    assert "20 March 2026" in page
    assert "no need to sign up" in page
    [entry] = Publication.objects.filter(address=PAGE)
    assert entry.after == {"event": "Workshop in Taupō", "place": "Town hall", "held_on": "2026-03-20"}


def test_an_event_of_what_is_prepared_waits_for_its_publication(ana, cast, client, prepared):
    ana.post(EVENTS, TYPED)
    assert "Events are published together with the consultation." in text_of(ana.get(EVENTS))
    assert not Meeting.objects.published().exists()
    assert not Publication.objects.exists()
    publish_consultation(consultation=prepared, version=1, by=cast.ana, now=at())
    assert Meeting.objects.get().published_in == prepared.__class__.objects.get().published_in
    assert "Workshop in Taupō" in text_of(client.get(PAGE))


def test_a_preview_shows_the_event_too(ana, client, prepared):
    ana.post(EVENTS, TYPED)
    prepared.__class__.objects.update(preview_key="a-key")
    assert "Workshop in Taupō" in text_of(client.get("/preview/consultations/a-key/"))


def test_a_double_click_adds_one(ana, consultation):
    for _ in range(2):
        assert ana.post(EVENTS, TYPED).status_code == 302
    assert Meeting.objects.count() == Publication.objects.count() == 1


def test_two_of_one_name_are_two(cast, consultation):
    for day in (20, 21, 22):
        content = replace(WORKSHOP, held_on=date(2026, 3, day))
        add_event(consultation=consultation, content=content, by=cast.ana, now=at())
    slugs = Meeting.objects.order_by("held_last").values_list("slug", flat=True)
    assert list(slugs) == ["workshop-in-taupo", "workshop-in-taupo-2", "workshop-in-taupo-3"]


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({"title": " "}, "Say what it is.", 409),
        ({"held_on": ""}, "Say on which day it is.", 409),
        ({"held_on": "1066-10-14"}, "Is the year right?", 422),
        ({"kind": "party"}, "There is a problem", 422),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(ana, consultation, change, words, status):
    answer = ana.post(EVENTS, TYPED | change)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert "Town hall" in text_of(answer)
    assert not Meeting.objects.exists()


CHANGE = TYPED | {"event": "workshop-in-taupo", "version": "1", "action": "change"}


def test_an_event_that_is_moved_is_public_with_what_it_was_before(ana, client, consultation):
    ana.post(EVENTS, TYPED)
    assert 'value="Town hall"' in text_of(ana.get(f"{EVENTS}?event=workshop-in-taupo"))
    for _ in range(2):  # a double click
        assert ana.post(EVENTS, CHANGE | {"held_on": "2026-03-27"}).status_code == 302
    page = text_of(client.get(PAGE))
    assert (
        "Workshop in Taupō, Town hall, 20 March 2026. Now: Workshop in Taupō, Town hall, 27 March 2026"
        in page
    )
    told = {"event": "Workshop in Taupō", "place": "Town hall", "held_on": "2026-03-20"}
    _added, changed = Publication.objects.order_by("pk")
    assert (changed.before, changed.after) == (told, told | {"held_on": "2026-03-27"})


def test_what_came_of_an_event_is_said_beside_it(ana, client, consultation):
    ana.post(EVENTS, TYPED)
    held = {"attended": "41", "notes_url": "https://example.org/notes", "account": "They asked for minutes."}
    ana.post(EVENTS, CHANGE | held)
    page = text_of(client.get(PAGE))
    assert "41 people came" in page
    assert "https://example.org/notes" in page
    assert "They asked for minutes." in page


def test_of_two_who_change_it_the_second_sees_both(ana, consultation):
    ana.post(EVENTS, TYPED)
    ana.post(EVENTS, CHANGE | {"place": "Library"})
    answer = ana.post(EVENTS, CHANGE | {"place": "Marae"})
    assert answer.status_code == 409
    assert "Two people edited this" in text_of(answer)
    assert "Library" in text_of(answer)
    assert 'value="Marae"' in text_of(answer)
    assert Meeting.objects.get().place == "Library"
    assert ana.post(EVENTS, CHANGE | {"place": "Marae", "version": "2"}).status_code == 302
    assert Meeting.objects.get().place == "Marae"


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({"title": " "}, "Say what it is.", 409),
        ({"attended": "many"}, "There is a problem", 422),
        ({"notes_url": "javascript:alert(1)"}, "Give an address that a browser opens", 422),
    ],
)
def test_a_change_that_cannot_be_kept_says_why(ana, consultation, change, words, status):
    ana.post(EVENTS, TYPED)
    answer = ana.post(EVENTS, CHANGE | {"place": "Library"} | change)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert "Library" in text_of(answer)
    assert Meeting.objects.get().place == "Town hall"


def test_what_was_called_off_is_not_changed(ana, cast, consultation):
    ana.post(EVENTS, TYPED)
    ana.post(EVENTS, {"off": "workshop-in-taupo"})
    assert ana.post(EVENTS, CHANGE | {"place": "Library"}).status_code == 302  # the list, where it is gone
    with pytest.raises(NotReady):
        change_event(
            consultation=consultation,
            slug="workshop-in-taupo",
            version=1,
            content=WORKSHOP,
            by=cast.ana,
            now=at(),
        )


def test_what_is_called_off_goes_from_the_page_and_stays_on_record(ana, client, consultation):
    ana.post(EVENTS, TYPED)
    for _ in range(2):
        assert ana.post(EVENTS, {"off": "workshop-in-taupo"}).status_code == 302
    assert "Called off: Workshop in Taupō, Town hall, 20 March 2026." in text_of(client.get(PAGE))
    assert "no need to sign up" not in text_of(client.get(PAGE))
    assert "Workshop" not in text_of(ana.get(EVENTS))
    assert Meeting.objects.get().withdrawn_in
    told = {"event": "Workshop in Taupō", "place": "Town hall", "held_on": "2026-03-20"}
    assert [(one.before, one.after) for one in Publication.objects.all()] == [(None, told), (told, None)]


def test_what_nobody_was_told_of_is_gone_without_a_word(ana, prepared):
    ana.post(EVENTS, TYPED)
    ana.post(EVENTS, {"off": "workshop-in-taupo"})
    assert not Meeting.objects.exists()
    assert not Publication.objects.exists()


def test_what_was_brought_in_stays_as_it_is(ana, cast):
    source = a_source()
    printed = a_consultation(a_plan(), opens_at=None, closes_at=None, source=source)
    met = a_meeting(printed.plan, consultation=printed, source=source)
    with pytest.raises(NotReady):
        add_event(consultation=printed, content=WORKSHOP, by=cast.ana, now=at())
    assert ana.post(EVENTS, {"off": met.slug}).status_code == 409
    assert ana.post(EVENTS, TYPED).status_code == 409
    met.refresh_from_db()
    assert met.is_published
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_others_neither_add_nor_call_off(cast, sign_in, consultation, who):
    event = add_event(consultation=consultation, content=WORKSHOP, by=cast.ana, now=at())
    browser = sign_in(getattr(cast, who))
    assert browser.get(EVENTS).status_code == 404
    assert browser.post(EVENTS, TYPED).status_code == 404
    with pytest.raises(PermissionDenied):
        add_event(consultation=consultation, content=WORKSHOP, by=getattr(cast, who), now=at())
    with pytest.raises(PermissionDenied):
        change_event(
            consultation=consultation,
            slug=event.slug,
            version=1,
            content=WORKSHOP,
            by=getattr(cast, who),
            now=at(),
        )
    with pytest.raises(PermissionDenied):
        take_off_event(consultation=consultation, slug=event.slug, by=getattr(cast, who), now=at())
