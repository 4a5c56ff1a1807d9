"""Two people in one form see each other; a text is shown as it will read."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models import Presence
from commitments.operations.presence import be_present, erase_presence
from commitments.tests.test_workspace import FILLED, FORM, words_of
from plans.tests.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

HERE = f"{FORM}presence/"


@pytest.fixture
def ben(cast, desk, sign_in) -> Client:
    return sign_in(cast.ben)


@pytest.fixture
def ana(cast, desk, sign_in) -> Client:
    return sign_in(cast.ana)


def come(desk, who, when):
    be_present(commitment=desk.commitment, period=desk.period, by=who, now=when)


def test_each_sees_the_other_and_not_themselves(ben, ana):
    assert words_of(ben.post(HERE)) == ""
    assert words_of(ana.post(HERE)) == "Ben has this open too, since 12:00."
    assert words_of(ben.post(HERE)) == "Ana has this open too, since 12:00."
    assert "Ana has this open too, since 12:00." in words_of(ben.get(FORM))


def test_opening_the_form_says_nothing_of_oneself(ben, ana):
    with CaptureQueriesContext(connection) as queries:
        ben.get(FORM)
    assert not [one for one in queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", one["sql"])]
    assert "has this open too" not in words_of(ana.get(FORM))


def test_since_is_when_they_came_and_not_when_they_were_seen_last(desk, cast):
    for seconds in (0, 20, 40):
        come(desk, cast.ben, at() + timedelta(seconds=seconds))
    (row,) = Presence.objects.all()
    assert (row.came_at, row.seen_at) == (at(), at() + timedelta(seconds=40))


def test_who_was_away_for_a_minute_has_come_anew(desk, cast):
    come(desk, cast.ben, at())
    come(desk, cast.ben, at() + timedelta(minutes=5))
    assert Presence.objects.get().came_at == at() + timedelta(minutes=5)


def test_who_has_not_been_seen_for_a_minute_has_left(ana, desk, cast):
    come(desk, cast.ben, at() - timedelta(seconds=61))
    assert words_of(ana.post(HERE)) == ""
    assert erase_presence(now=at()) == 1
    assert Presence.objects.get().user == cast.ana


@pytest.mark.parametrize(("who", "status"), {"bo": 403, "bea": 404, "chi": 404, "dee": 404}.items())
def test_only_those_who_may_write_are_there(cast, desk, sign_in, who, status):
    assert sign_in(getattr(cast, who)).post(HERE).status_code == status
    with pytest.raises(PermissionDenied):
        come(desk, getattr(cast, who), at())
    assert not Presence.objects.exists()


def test_presence_is_posted(ben):
    assert ben.get(HERE).status_code == 405


# ---- How it will read --------------------------------------------------------------------------------------


def test_a_text_is_shown_as_it_will_read(ben):
    answer = ben.post("/workspace/preview/", {"text": "## Workshops\n\n- One **held**\n\n<script>x</script>"})
    page = answer.content.decode()
    assert "<h3>Workshops</h3>" in page
    assert "<li>One <strong>held</strong></li>" in page
    assert "<script>" not in page
    assert words_of(ben.post("/workspace/preview/", {"text": " "})) == "Nothing is written yet."


def test_a_book_is_refused_in_words(ben):
    answer = ben.post("/workspace/preview/", {"text": "a" * 20_001})
    assert answer.status_code == 422
    assert "at most 20000 characters" in words_of(answer)


def test_it_is_for_those_who_work_here(cast, sign_in, client):
    assert sign_in(cast.dee).post("/workspace/preview/", {"text": "x"}).status_code == 403
    assert client.post("/workspace/preview/", {"text": "x"}).status_code == 302


def test_without_scripts_the_button_saves_and_shows_it(ben, desk):
    answer = ben.post(FORM, FILLED | {"version": 0, "action": "preview-doing", "doing": "It is **done**."})
    assert answer["Location"] == f"{FORM}?preview=doing#doing"
    assert desk.report.doing == "It is **done**."
    page = ben.get(answer["Location"]).content.decode()
    assert "It is <strong>done</strong>." in page
    assert re.search(r'id="doing-preview" aria-live="polite">', page)
    assert re.search(r'id="next-preview" aria-live="polite" hidden>', page)


@pytest.mark.parametrize("action", ["preview-nothing", "preview-", "attach-", "copy-", "copy-plan", "??"])
def test_a_button_that_is_none_only_saves(ben, desk, action):
    answer = ben.post(FORM, FILLED | {"version": 0, "action": action})
    assert answer["Location"] == FORM
    assert ben.get(f"{FORM}?preview=<script>").status_code == 200
