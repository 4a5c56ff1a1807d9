"""The coordinator's page of all answers, where there are many; and who was reminded of them."""

from datetime import date

import pytest

from engagement.models import AnswersChased
from engagement.tests.factories import a_consultation, a_point, a_submission, a_theme, an_answer
from engagement.views.workspace import answers as answering
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cast, sign_in, the_day):
    return sign_in(cast.ana)


@pytest.fixture
def closed(cast):
    return a_consultation(a_plan(), opens_at=at(date(2026, 1, 5)), closes_at=at(date(2026, 2, 5)))


def test_the_points_are_read_a_page_at_a_time(ana, closed, monkeypatch):
    monkeypatch.setattr(answering, "ON_A_PAGE", 2)
    theme = a_theme(closed, "minutes")
    for n in range(5):
        a_point(a_submission(closed, f"Number {n}."), theme=theme if n > 2 else None)
    where = f"/workspace/consultations/{closed.slug}/answers/"
    first, second, third = (ana.get(f"{where}?page={n}").content.decode() for n in (1, 2, 3))
    assert "Number 3." in first
    assert "Number 4." in first
    assert "Number 0." in second
    assert "Number 2." in third
    assert "Page 2 of 3" in second
    assert "No theme" not in first
    assert "3 points" in second  # without a theme: on this page two of them


def test_words_that_may_not_be_shown_are_looked_for_when_nothing_else_is_left(ana, closed):
    """To tell it every answer is read: not at every look."""
    one = a_submission(closed)
    one.redactions.create(text="within a week", ground="It names somebody.", made_at=at())
    point, late = a_point(one), a_point(one)
    an_answer(point, reason="You said: within a week.")
    where = f"/workspace/consultations/{closed.slug}/answers/"
    assert "what may not be shown stands" not in ana.get(where).content.decode()
    an_answer(late)
    closed.what_we_heard = "Much."
    closed.save()
    assert "what may not be shown stands" in ana.get(where).content.decode()


def test_that_nobody_could_be_reminded_of_late_answers_is_said(ana, closed):
    why = "Nobody who works on it is in office."
    AnswersChased.objects.create(consultation=closed, at=at(), why_none=why)
    page = ana.get(f"/workspace/consultations/{closed.slug}/answers/").content.decode()
    assert f"nobody was reminded. {why}" in page
    AnswersChased.objects.update(mails=2, why_none="")
    page = ana.get(f"/workspace/consultations/{closed.slug}/answers/").content.decode()
    assert "2 people who work on this were reminded." in page
