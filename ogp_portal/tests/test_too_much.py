"""More than the portal takes in at once is refused on a page of its own."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from plans.tests.samples import an_upload

pytestmark = pytest.mark.django_db

FORM = "/workspace/plans/2025-27/commitments/1/2025-12-to-02/"


def said(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


@pytest.mark.parametrize("strict", [True, False])
def test_too_many_words_answer_a_page(cast, desk, settings, strict):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    browser = Client(enforce_csrf_checks=strict)
    browser.force_login(cast.ben)
    answer = browser.post(FORM, {"doing": "a" * 2000})
    assert answer.status_code == 413
    assert "This is too much at once" in said(answer)
    assert "what you typed is still there" in said(answer)


def test_too_many_files_or_fields_answer_it_too(cast, desk, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(FORM, {"a": an_upload(), "b": an_upload()}).status_code == 413
    assert browser.post(FORM, dict.fromkeys("abcdef", "1")).status_code == 413


def test_what_weighs_more_than_any_form_is_read_by_nobody(settings):
    settings.MOST_BYTES_A_REQUEST = 1000
    answer = Client().post("/nowhere/", {"file": an_upload(bytes(2000))})
    assert answer.status_code == 413
    assert "Set-Cookie" not in answer


def test_what_a_form_may_weigh_comes_through(cast, desk, settings, sign_in):
    """Far above two and a half megabytes, at which Django stops."""
    settings.REQUIRE_SECOND_FACTOR = False
    answer = sign_in(cast.ben).post(FORM, {"version": 0, "doing": "ā" * 19_000, "padding": "a" * 4_000_000})
    assert answer.status_code == 302
    assert desk.report.doing == "ā" * 19_000
