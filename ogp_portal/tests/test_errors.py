"""What is said when something cannot be."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.test import Client
from django.urls import path
from django.utils.html import strip_tags

from ogp_portal import urls as real
from plans.rules import NotReady, Reason, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

REFUSALS = {
    "bad": BadRequest("“yesterday” is not a day."),
    "suspicious": SuspiciousOperation("details for the log"),
    "denied": PermissionDenied("Only the coordinator publishes."),
    "not-ready": NotReady([Reason("doing", "Say what has been done."), Reason("links", "Add <evidence>.")]),
    "stale": Stale(),
}


@login_not_required
def refuse(request, how):
    raise REFUSALS[how]


urlpatterns = [path("refuse/<how>/", refuse), *real.urlpatterns]
handler400, handler403, handler404 = real.handler400, real.handler403, real.handler404


def said(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def test_a_question_that_cannot_be_answered_is_refused_in_our_words(client):
    answer = client.get("/refuse/bad/")
    assert answer.status_code == 400
    assert "“yesterday” is not a day." in said(answer)


def test_words_for_the_log_are_not_shown(client):
    answer = client.get("/refuse/suspicious/")
    assert answer.status_code == 400
    assert "details for the log" not in said(answer)


def test_a_day_that_is_none_answers_400_on_every_page_that_takes_one(client):
    answer = client.get("/agencies/?on=31.12.2017")
    assert answer.status_code == 400
    assert "“31.12.2017” is not a day" in said(answer)


def test_not_you_says_why(client):
    answer = client.get("/refuse/denied/")
    assert answer.status_code == 403
    assert "Only the coordinator publishes." in said(answer)


def test_a_form_that_was_open_for_too_long_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "the page may have been open for too long" in said(answer)


def test_what_is_missing_answers_404_with_the_way_out(client):
    answer = client.get("/plans/nowhere/")
    assert answer.status_code == 404
    assert "Nothing is published at this address." in said(answer)
    assert "Something wrong on this page?" in said(answer)


def test_not_now_lists_every_reason(client):
    answer = client.get("/refuse/not-ready/")
    assert answer.status_code == 409
    assert "Say what has been done." in said(answer)
    assert "Add &lt;evidence&gt;." in answer.content.decode()


def test_somebody_was_faster(client):
    answer = client.get("/refuse/stale/")
    assert answer.status_code == 409
    assert "Somebody else has saved this since you opened it." in said(answer)


@pytest.mark.parametrize("how", ["bad", "denied", "not-ready", "stale"])
def test_refusals_leave_nothing_in_the_browser_and_in_no_cache(client, how):
    answer = client.get(f"/refuse/{how}/")
    assert not answer.cookies
    assert not answer.has_header("ETag")


@pytest.mark.filterwarnings("ignore")
def test_a_mistake_of_ours_says_so_without_the_database(client, monkeypatch):
    monkeypatch.setitem(REFUSALS, "broken", RuntimeError("boom"))
    client.raise_request_exception = False
    answer = client.get("/refuse/broken/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in said(answer)
    assert "boom" not in said(answer)
