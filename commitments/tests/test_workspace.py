"""Ben reports, Ana publishes: the pages on which they do it, and what they refuse in words."""

import re
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.choices import LeadRole, ReportState, Stage
from commitments.models import ProgressReport, StageUpdate
from commitments.operations.decisions import publish_report, submit_report
from commitments.operations.reports import content_of, save_report
from commitments.tests.factories import (
    DELAYED,
    UNDERWAY,
    a_commitment,
    a_lead,
    a_milestone,
    a_stage,
    some_content,
)
from plans.models import OutboxItem, Publication
from plans.operations.outbox import enqueue_mail
from plans.operations.periods import close_period
from plans.tests.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day", "nobody_signs")]

ADDRESS = ["2025-27", "1", "2025-12-to-02"]
FORM = "/workspace/plans/2025-27/commitments/1/2025-12-to-02/"
REVIEW, NOTHING = f"{FORM}review/", f"{FORM}nothing/"
BOARD, PERIOD = "/workspace/plans/2025-27/", "/workspace/plans/2025-27/periods/2025-12-to-02/"
FILLED = {
    "doing": "We met the agencies.",
    "next": "We meet them again.",
    "milestone-1-stage": "underway",
    "milestone-2-stage": "some-delays",
    "milestone-2-reason": "approvals",
    "milestone-2-reason_words": "Two agencies still have to agree.",
    "milestone-2-when": "another",
    "milestone-2-expected_on_month": "9",
    "milestone-2-expected_on_year": "2026",
    "milestone-3-stage": "completed",
    "milestone-3-completed_on_month": "2",
    "milestone-3-completed_on_year": "2026",
    "milestone-3-evidence_url": "https://example.org/proof",
    "milestone-3-evidence_title": "The proof",
}


def words_of(answer) -> str:
    """What a reader sees, without the tags."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return re.sub(r" ([.,:])", r"\1", words)


@pytest.fixture
def ben(cast, desk, sign_in) -> Client:
    return sign_in(cast.ben)


@pytest.fixture
def ana(cast, desk, sign_in) -> Client:
    return sign_in(cast.ana)


def send(browser: Client, version: int = 0, **data):
    return browser.post(FORM, FILLED | {"version": version, "action": "send"} | data)


# ---- Ben writes ----------------------------------------------------------------------------------------


def test_bens_first_page_says_what_he_owes_and_leads_to_the_form(ben):
    answer = ben.get("/workspace/")
    assert "You have two reports to write, the first due on Monday 15 December. One is late." in words_of(
        answer
    )
    assert f'href="{FORM}"' in answer.content.decode()


def test_opening_the_form_writes_nothing(ben):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ben.get(FORM).status_code == 200
    assert not [one for one in queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", one["sql"])]
    assert not ProgressReport.objects.exists()


def test_ben_fills_in_and_sends_in_one_step(ben, desk, cast):
    answer = send(ben)
    assert (answer.status_code, answer["Location"]) == (302, FORM)
    assert desk.report.state == ReportState.SUBMITTED
    assert content_of(desk.report) == some_content()
    assert "waits for the coordinator" in words_of(ben.get(FORM))


def test_what_is_saved_is_there_again(ben):
    ben.post(FORM, FILLED | {"version": 0, "action": "save"})
    page = ben.get(FORM).content.decode()
    assert "We met the agencies." in page
    assert "Two agencies still have to agree." in page
    assert 'name="version" value="2"' in page


def test_sending_with_something_missing_saves_and_says_what(ben, desk):
    answer = ben.post(
        FORM, {"version": 0, "action": "send", "doing": "We met.", "milestone-2-stage": "some-delays"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "There are 5 problems" in page
    assert '<a href="#milestone-2-reason_words">Milestone 2: Say what is holding it up.</a>' in page
    assert "We met." in page
    assert desk.report.doing == "We met."
    assert desk.report.state == ReportState.DRAFT


def test_what_cannot_be_kept_stays_in_its_field_beside_the_reason(ben, desk):
    answer = ben.post(
        FORM, FILLED | {"version": 0, "action": "send", "milestone-3-evidence_url": "our intranet"}
    )
    assert answer.status_code == 422
    assert 'value="our intranet"' in answer.content.decode()
    assert desk.report.state == ReportState.DRAFT
    assert desk.report.doing == FILLED["doing"]


def test_a_double_click_on_send_leads_to_the_same_place(ben, desk):
    first, second = send(ben), send(ben)
    assert first["Location"] == second["Location"] == FORM
    assert second.status_code == 302
    assert ProgressReport.objects.count() == 1
    assert OutboxItem.objects.count() == 1
    assert StageUpdate.objects.count() == 3


def test_a_save_repeated_after_a_lost_answer_is_no_conflict(ben, desk):
    for _ in range(2):
        answer = ben.post(FORM, FILLED | {"version": 0, "action": "save"})
        assert answer.status_code == 302
    assert desk.report.version == 2


def test_two_people_see_both_versions_and_lose_no_word(ben, ana, desk):
    ana.post(FORM, FILLED | {"version": 0, "action": "save", "doing": "Ana's words."})
    answer = ben.post(FORM, FILLED | {"version": 0, "action": "save", "doing": "Ben's words."})
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Two people edited this" in page
    assert "Ana saved a change at 12:00" in page
    assert "Ana's words." in page
    assert ">\nBen&#x27;s words.</textarea>" in answer.content.decode()
    assert desk.report.doing == "Ana's words."
    version = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
    ben.post(FORM, FILLED | {"version": version, "action": "save", "doing": "Ben's words."})
    assert desk.report.doing == "Ben's words."


def test_a_text_that_was_left_alone_takes_the_others_words(ben, ana, desk):
    ben.post(FORM, FILLED | {"version": 0, "action": "save"})
    ana.post(FORM, FILLED | {"version": 2, "action": "save", "next": "Ana's plan."})
    answer = ben.post(FORM, FILLED | {"version": 2, "action": "save", "doing": "Ben's words."})
    page = answer.content.decode()
    assert "Ana&#x27;s plan.</textarea>" in page
    assert "Ben&#x27;s words.</textarea>" in page
    assert page.count('class="difference"') == 1


def test_words_that_come_after_it_was_sent_are_shown_to_be_copied(ben, ana, desk):
    send(ana)
    answer = ben.post(FORM, FILLED | {"version": 0, "action": "save", "doing": "Too late."})
    assert answer.status_code == 409
    assert "This report has been sent; it waits for the coordinator." in words_of(answer)
    assert "Too late." in words_of(answer)
    assert desk.report.doing == FILLED["doing"]


def test_a_closed_period_is_said_in_words(ben, cast, desk):
    close_period(period=desk.period, by=cast.ana, now=at())
    answer = ben.post(FORM, FILLED | {"version": 0, "action": "save"})
    assert answer.status_code == 409
    assert "This period is closed; the coordinator can open it again." in words_of(answer)
    assert "We met the agencies." in words_of(answer)


def test_a_session_that_ended_loses_nothing(ben, cast, desk):
    stranger = Client()
    stranger.cookies[settings.CSRF_COOKIE_NAME] = "of a page that was open"
    answer = stranger.post(FORM, FILLED | {"version": 0, "action": "send"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert not ProgressReport.objects.exists()
    stranger.force_login(cast.ben)
    page = stranger.get(FORM)
    assert "Your session had ended" in words_of(page)
    assert "We met the agencies.</textarea>" in page.content.decode()
    assert not ProgressReport.objects.exists()
    stranger.post(FORM, FILLED | {"version": 0, "action": "save"})
    assert desk.report.doing == FILLED["doing"]
    assert "Your session had ended" not in words_of(stranger.get(FORM))


def test_words_that_were_kept_are_dropped_by_a_button_only(ben, desk):
    ben.handler.enforce_csrf_checks = True
    ben.post(FORM, FILLED | {"version": 0, "action": "save"})
    ben.handler.enforce_csrf_checks = False
    ben.get(f"{FORM}?drop")
    assert "Your session had ended" in words_of(ben.get(FORM))
    assert ben.post(FORM, {"action": "drop"})["Location"] == FORM
    assert "Your session had ended" not in words_of(ben.get(FORM))
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("cookie", [settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, ""])
def test_a_robot_without_a_page_of_ours_fills_no_sessions(desk, cookie):
    stranger = Client()
    if cookie:
        stranger.cookies[cookie] = "from here"
    stranger.post(FORM, FILLED | {"version": 0})
    assert Session.objects.count() == bool(cookie)
    stranger.post(FORM, FILLED | {"version": 0}, headers={"Sec-Fetch-Site": "cross-site"})
    assert Session.objects.count() == bool(cookie)


def test_a_token_that_no_longer_fits_loses_no_words(ben, desk):
    ben.handler.enforce_csrf_checks = True
    answer = ben.post(FORM, FILLED | {"version": 0, "action": "send"})
    assert answer.status_code == 403
    assert "What you typed is not saved yet, but it is kept." in words_of(answer)
    assert f'href="{FORM}"' in answer.content.decode()
    assert not ProgressReport.objects.exists()
    assert "We met the agencies.</textarea>" in ben.get(FORM).content.decode()
    nothing_typed = ben.post(PERIOD, {"action": "close"})
    assert "If you filled in a form" in words_of(nothing_typed)


def test_a_reason_typed_under_an_old_token_is_in_the_review_again(ben, ana, desk):
    send(ben)
    ana.handler.enforce_csrf_checks = True
    ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "Please name the agencies."})
    assert "Please name the agencies.</textarea>" in ana.get(REVIEW).content.decode()
    ana.handler.enforce_csrf_checks = False
    ana.post(REVIEW, {"version": 3, "action": "publish"})
    assert "kept_words" not in ana.session or not ana.session["kept_words"]


def test_typing_saves_and_answers_with_the_new_version(ben, desk):
    answer = ben.post(FORM, {"version": 0, "doing": "We met."}, headers={"X-Typing": "1"})
    assert answer.status_code == 200
    assert answer["X-Version"] == "2"
    assert answer["X-Missing"] == "3"
    assert "Saved 12:00" in words_of(answer)
    assert desk.report.doing == "We met."
    stale = ben.post(FORM, {"version": 0, "doing": "Other."}, headers={"X-Typing": "1"})
    assert stale.status_code == 409


def test_last_period_stands_beside_this_one_and_can_be_started_from(ben, ana, desk):
    last = FORM.replace("2025-12-to-02", "2025-09-to-11")
    then = {"doing": "Last quarter we began.", "milestone-3-completed_on_year": "2025"}
    ben.post(last, FILLED | then | {"version": 0, "action": "send"})
    ana.post(f"{last}review/", {"version": 3, "action": "publish"})
    page = ben.get(FORM)
    assert "Last quarter we began." in words_of(page)
    checked = re.findall(r'name="(milestone-\d)-stage" value="([a-z-]+)" checked', page.content.decode())
    assert dict(checked) == {"milestone-1": "underway", "milestone-2": "some-delays"}
    assert "Completed: February 2025. There is nothing to fill in." in words_of(page)
    ben.post(FORM, {"version": 0, "action": "copy-all", "next": "Now."})
    assert (desk.report.doing, desk.report.next) == ("Last quarter we began.", "Now.")
    said = "What you have written stays, only empty texts are filled: "
    assert f"{said}“What comes next?”." in words_of(ben.get(FORM))
    for action, left in (
        ("copy-doing", "“What have you been doing?”."),
        ("copy-all", "“What have you been doing?”, “"),
    ):
        typed = {"doing": "Last quarter we began, and went on.", "next": "Now."}
        ben.post(FORM, {"version": desk.report.version, "action": action} | typed)
        assert (desk.report.doing, desk.report.next) == (typed["doing"], "Now.")
        assert said + left in words_of(ben.get(FORM))
    ben.post(FORM, {"version": desk.report.version, "action": "copy-doing", "next": "Now."})
    assert desk.report.doing == "Last quarter we began."
    assert said not in words_of(ben.get(FORM))


def test_nothing_to_report_is_one_button(ben, desk):
    answer = ben.post(FORM, {"version": 0, "action": "nothing"})
    assert answer["Location"] == FORM
    assert desk.report.nothing_to_report
    assert desk.report.state == ReportState.SUBMITTED


def test_nothing_to_report_asks_first_where_something_was_typed(ben, desk):
    answer = ben.post(FORM, {"version": 0, "action": "nothing", "doing": "We met."})
    assert answer["Location"] == NOTHING
    assert "We met." in words_of(ben.get(NOTHING))
    assert desk.report.state == ReportState.DRAFT
    for _ in range(2):
        assert ben.post(NOTHING, {"version": desk.report.version})["Location"] == FORM
    assert desk.report.nothing_to_report
    assert OutboxItem.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"next": "We meet again."},
        {"milestone-1-note": "It rained."},
        {"milestone-1-stage": "some-delays", "milestone-1-reason_words": "Nobody came."},
        {"link-0-url": "https://example.org/proof"},
    ],
)
def test_nothing_to_report_sends_nothing_over_words_that_were_not_saved(ben, desk, typed):
    a_stage(desk.commitment.milestones.get(number=1), UNDERWAY, "2025-11-30")
    stage = {"milestone-1-stage": "underway"}
    answer = ben.post(FORM, {"version": 0, "action": "nothing"} | stage | typed)
    assert answer["Location"] == NOTHING
    assert typed.popitem()[1] in words_of(ben.get(NOTHING))
    assert desk.report.state == ReportState.DRAFT


def test_nothing_to_report_does_not_drop_what_a_colleague_has_typed_since(ben, ana, desk):
    ben.post(FORM, {"version": 0, "action": "save", "doing": "We met."})
    ana.post(FORM, {"version": 2, "action": "save", "doing": "We met twice."})
    answer = ben.post(NOTHING, {"version": 2})
    assert answer.status_code == 409
    assert "We met twice." in words_of(answer)
    assert desk.report.state == ReportState.DRAFT


def test_ben_takes_back_what_he_sent_until_it_is_published(ben, ana, desk):
    send(ben)
    page = ben.get(FORM)
    assert "Until it is published you can have it back" in words_of(page)
    for _ in range(2):
        assert ben.post(FORM, {"version": 3, "action": "take-back"})["Location"] == FORM
    assert desk.report.state == ReportState.DRAFT
    assert content_of(desk.report) == some_content()
    send(ben, version=4, doing="We met them all.")
    assert ben.post(FORM, {"version": 3, "action": "take-back"}).status_code == 409
    assert desk.report.state == ReportState.SUBMITTED
    ana.post(REVIEW, {"version": desk.report.version, "action": "publish"})
    assert 'value="take-back"' not in ben.get(FORM).content.decode()
    answer = ben.post(FORM, {"version": desk.report.version, "action": "take-back"})
    assert answer.status_code == 409
    assert "This report is published already." in words_of(answer)


def test_what_was_asked_stays_above_the_form_after_it_was_taken_back(ben, ana, desk):
    send(ben)
    ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "Please name the agencies."})
    send(ben, version=4, doing="We met the two agencies.")
    ben.post(FORM, {"version": desk.report.version, "action": "take-back"})
    assert "Please name the agencies." in words_of(ben.get(FORM))


def test_what_ana_sent_back_stands_above_the_form_and_on_the_first_page(ben, ana, desk):
    send(ben)
    ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "Please name the agencies."})
    assert "Please name the agencies." in words_of(ben.get(FORM))
    home = words_of(ben.get("/workspace/"))
    assert "One came back to be mended." in home
    assert "Please name the agencies." in home


def test_hostile_words_stay_words(ben, ana, desk):
    words = '<script>alert(1)</script>{{7*7}}"><img src=x onerror=alert(1)>'
    send(ben, **dict.fromkeys(("doing", "next", "milestone-1-note", "milestone-2-reason_words"), words))
    send(ben, **{"milestone-3-evidence_title": words})
    for browser, page in ((ben, FORM), (ana, REVIEW), (ana, BOARD)):
        text = browser.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "49" not in re.sub(r"&#\d+;|\d{3,}|[0-9A-Za-z]{64}", "", text)  # a token may hold anything


# ---- Ana decides -------------------------------------------------------------------------------------


def test_anas_first_page_says_what_needs_her(ben, ana, desk):
    send(ben)
    page = ana.get("/workspace/")
    assert "One report waits for you to publish." in words_of(page)
    assert f'href="{REVIEW}"' in page.content.decode()


def test_the_review_shows_what_would_change(ben, ana, desk):
    a_stage(desk.commitment.milestones.get(number=2), UNDERWAY, "2025-11-30")
    send(ben)
    page = words_of(ana.get(REVIEW))
    assert "Sent by Ben on 12 March 2026" in page
    assert "Before Underway Now Some delays Approvals: Two agencies still have to agree." in page
    assert "Now expected: September 2026" in page
    assert "Three milestones change." in page


def test_ana_publishes_and_again_changes_nothing(ben, ana, desk):
    send(ben)
    for _ in range(2):
        answer = ana.post(REVIEW, {"version": 3, "action": "publish"})
        assert (answer.status_code, answer["Location"]) == (302, REVIEW)
    page = ana.get(REVIEW)
    assert "This report is published." in words_of(page)
    assert f'href="{desk.report.get_absolute_url()}"' in page.content.decode()
    assert Publication.objects.filter(kind="progress-report").count() == 1
    assert StageUpdate.objects.published().count() == 3


def test_sending_back_asks_for_a_reason(ben, ana, desk):
    send(ben)
    answer = ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": " "})
    assert answer.status_code == 409
    assert "Say what should be mended." in words_of(answer)
    assert desk.report.state == ReportState.SUBMITTED


def test_the_review_shows_what_was_asked_and_what_changed_since(ben, ana, desk):
    send(ben)
    assert "What was asked" not in words_of(ana.get(REVIEW))
    ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "Please name the agencies."})
    ben.post(FORM, FILLED | {"version": 4, "action": "save", "doing": "We met some."})
    send(ben, version=5, doing="We met the two agencies.")
    page = words_of(ana.get(REVIEW))
    assert "Sent back on 12 March 2026. Lead, Open Government Please name the agencies." in page
    assert "Then We met the agencies. Now We met the added: two agencies." in page
    assert "Then We meet them again." not in page


@pytest.mark.parametrize("decision", [{"action": "publish"}, {"action": "send-back", "reason": "First."}])
def test_a_reason_typed_after_somebody_else_decided_is_not_lost(ben, ana, desk, decision):
    send(ben)
    ana.post(REVIEW, {"version": 3} | decision)
    state = desk.report.state
    answer = ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "Second."})
    assert answer.status_code == 409
    assert "Copy what you need. Second." in words_of(answer)
    assert desk.report.state == state


def test_sending_back_twice_by_a_double_click_is_once(ben, ana, desk):
    send(ben)
    for _ in range(2):
        answer = ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "More, please."})
        assert answer["Location"] == FORM
    assert OutboxItem.objects.filter(key__contains="sent-back").count() == 1


def test_what_changed_since_ana_read_it_is_shown_and_not_published(ben, ana, desk):
    send(ben)
    ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "More, please."})
    send(ben, version=4, doing="We met them all.")
    answer = ana.post(REVIEW, {"version": 3, "action": "publish"})
    assert answer.status_code == 409
    assert "This report has changed since you read it" in words_of(answer)
    assert "We met them all." in words_of(answer)
    assert desk.report.state == ReportState.SUBMITTED


def test_what_was_sent_back_meanwhile_is_not_published(ben, ana, desk):
    send(ben)
    ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "More, please."})
    answer = ana.post(REVIEW, {"version": 3, "action": "publish"})
    assert answer["Location"] == FORM
    assert desk.report.state == ReportState.SENT_BACK


def test_ana_reports_for_an_agency_and_is_told_that_the_record_says_so(ana, desk):
    send(ana)
    assert "You sent this report yourself; the record will say that you did both." in words_of(
        ana.get(REVIEW)
    )
    ana.post(REVIEW, {"version": 3, "action": "publish"})
    assert desk.report.state == ReportState.PUBLISHED


# ---- The board and the period -----------------------------------------------------------------------


def test_the_board_says_a_word_for_each_commitment_and_period(ben, ana, cast, desk):
    for number in ("2", "3", "4", "5"):
        a_lead(a_commitment(desk.plan, number), cast.records)
    send(ben)
    ben.post(FORM.replace("/1/", "/2/"), {"version": 0, "doing": "We met."})
    ben.post(FORM.replace("/1/", "/3/"), {"version": 0, "action": "nothing"})
    ana.post(REVIEW.replace("/1/", "/3/"), {"version": 3, "action": "publish"})
    close_period(period=desk.before, by=cast.ana, now=at())
    page = ana.get(BOARD)
    words = words_of(page)
    for word in ("Ready", "Draft", "Nothing to report", "Not begun", "Missed"):
        assert word in words
    assert "1 of 5" in words
    assert "December 2025 to February 2026 is due on Monday 16 March." in words
    assert (
        "Of five reports that are expected, one is published, one waits to be published, "
        "one is being written and two have not been begun." in words
    )


def test_the_board_shows_an_agency_its_own_commitments(ben, cast, desk):
    other = a_commitment(desk.plan, "2", title="Somebody else's promise")
    a_lead(other, cast.data)
    assert "Somebody else's promise" not in words_of(ben.get(BOARD))


def test_ana_closes_a_period_and_opens_it_again(ana, desk):
    page = ana.get(PERIOD)
    assert 'href="?close"' in page.content.decode()
    assert 'value="close"' not in page.content.decode()
    page = words_of(ana.get(f"{PERIOD}?close"))
    assert "Not begun Would be missed. Commitment 1, Promise 1: Agency for Records" in page
    for _ in range(2):
        assert ana.post(PERIOD, {"action": "close"}).status_code == 302
    desk.period.refresh_from_db()
    assert desk.period.is_closed
    assert "Missed" in words_of(ana.get(BOARD))
    ana.post(PERIOD, {"action": "open"})
    desk.period.refresh_from_db()
    assert not desk.period.is_closed


def test_before_a_period_closes_each_is_named_with_how_far_it_is(ana, ben, cast, desk):
    for number in ("2", "3", "4"):
        a_lead(a_commitment(desk.plan, number), cast.records)
    for number in ("1", "2"):
        ben.post(FORM.replace("/1/", f"/{number}/"), FILLED | {"version": 0, "action": "send"})
    ana.post(REVIEW, {"version": 3, "action": "send-back", "reason": "More, please."})
    ben.post(FORM.replace("/1/", "/3/"), {"version": 0, "doing": "We met."})
    page = words_of(ana.get(f"{PERIOD}?close"))
    assert "Not begun Would be missed. Commitment 4, Promise 4" in page
    assert "Draft Would be missed. Commitment 3, Promise 3" in page
    assert "Sent back Would be missed. Commitment 1, Promise 1" in page
    assert "They can no longer be sent back. Commitment 2, Promise 2" in page


def test_what_a_period_cannot_do_is_refused_in_words(ana):
    assert ana.post(PERIOD, {"action": "never"}).status_code == 400


def test_a_period_that_still_runs_is_not_closed(ana, desk):
    desk.period.ends_on = date(2026, 3, 12)
    desk.period.save()
    page = ana.get(PERIOD)
    assert "The last day of this period is not over yet." in words_of(page)
    assert "?close" not in page.content.decode()
    assert 'value="close"' not in ana.get(f"{PERIOD}?close").content.decode()
    answer = ana.post(PERIOD, {"action": "close"})
    assert answer.status_code == 409
    assert "The last day of this period is not over yet." in words_of(answer)


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["/workspace/", BOARD, FORM, REVIEW, PERIOD])
def test_more_rows_cost_no_more_queries(ana, cast, desk, address):
    a_stage(desk.commitment.milestones.get(number=1), DELAYED, "2025-11-30")
    send(ana)
    ana.get(address)
    before = queries_of(ana, address)
    for number in range(2, 12):
        commitment = a_commitment(desk.plan, str(number))
        a_lead(commitment, cast.records)
        for place in range(1, 4):
            a_stage(a_milestone(commitment, place), DELAYED, "2025-11-30")
    for place in range(4, 14):
        a_stage(a_milestone(desk.commitment, place), UNDERWAY, "2025-11-30")
    assert queries_of(ana, address) == before


def test_ana_reads_the_outbox(ana, ben):
    enqueue_mail(to="ben@agency.example", subject="<b>Hello</b>", body="Some words.", key="a mail")
    page = ana.get("/workspace/outbox/")
    assert "One waits to be sent." in words_of(page)
    assert "&lt;b&gt;Hello&lt;/b&gt;" in page.content.decode()
    assert "Some words." in words_of(page)
    assert ben.get("/workspace/outbox/").status_code == 404


def test_after_the_last_period_has_closed_the_first_page_still_leads_to_the_board(ana, ben, cast, desk):
    for period in (desk.before, desk.period):
        close_period(period=period, by=cast.ana, now=at())
    page = ana.get("/workspace/")
    assert f'href="{BOARD}"' in page.content.decode()
    assert "Missed Not sent before the period was closed." in words_of(page)
    assert "December 2025 to February 2026 Commitment 1, Promise 1 Look and open again" in words_of(page)
    assert f'href="{PERIOD}"' in page.content.decode()
    assert f'href="{BOARD}"' in ben.get("/workspace/").content.decode()


def test_a_period_that_was_closed_says_so_and_not_when_it_was_due(ana, ben, cast, desk):
    send(ben)
    close_period(period=desk.period, by=cast.ana, now=at())
    close_period(period=desk.before, by=cast.ana, now=at())
    board = words_of(ana.get(BOARD))
    assert "Closed 12 March" in board
    assert "Due 16 March" not in board
    assert "December 2025 to February 2026, closed 12 March" in words_of(ana.get("/workspace/"))


def test_what_was_closed_when_it_was_brought_in_is_not_in_our_sources(ana, desk):
    desk.plan.periods.filter(pk=desk.before.pk).update(was_closed=True)
    total = words_of(ana.get(BOARD)).partition("Reported, of those expected")[2]
    assert total.startswith(" not in our sources 0 of 1")
    assert "Reported Its reports are not in our sources." in words_of(
        ana.get(PERIOD.replace("2025-12-to-02", "2025-09-to-11"))
    )


def test_what_is_held_of_a_period_that_was_brought_in_closed_is_counted(ana, desk, cast):
    """Who owed a report then nobody says; what is published can be counted."""
    content = some_content(stages=dict.fromkeys((1, 2, 3), UNDERWAY))
    known = {"commitment": desk.commitment, "period": desk.before, "by": cast.ana, "now": at()}
    report = save_report(version=0, content=content, **known)
    for act in (submit_report, publish_report):
        report = act(report=report, version=report.version, by=cast.ana, now=at())
    desk.plan.periods.filter(pk=desk.before.pk).update(was_closed=True)
    total = words_of(ana.get(BOARD)).partition("Reported, of those expected")[2]
    assert total.startswith(" 1 held 0 of 1")
    assert "how many were expected is not in our sources" in total
    said = "One report of it is held; how many were expected is not in our sources."
    assert said in words_of(ana.get(PERIOD.replace("2025-12-to-02", "2025-09-to-11")))
    desk.period.delete()
    assert f"September to November 2025 is closed. {said}" in words_of(ana.get(BOARD))


def test_an_agency_that_supports_owes_nothing_and_may_write(cast, desk, sign_in):
    a_lead(desk.commitment, cast.data, LeadRole.SUPPORTING)
    page = words_of(sign_in(cast.bea).get("/workspace/"))
    assert "You owe nothing now." in page
    assert "You support The agency that leads owes these and sends them. You may write with it." in page
    assert "You have two reports to write" in words_of(sign_in(cast.ben).get("/workspace/"))


# ---- Who may see what -----------------------------------------------------------------------------------

PAGES = ["/workspace/", BOARD, PERIOD, FORM, NOTHING, REVIEW, "/workspace/outbox/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_asked_to_sign_in(desk, address):
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        # home board period form nothing review outbox, while a draft is being written
        ("ana", [200, 200, 200, 200, 200, 302, 200]),
        ("ben", [200, 200, 404, 200, 200, 403, 404]),
        ("bea", [200, 404, 404, 404, 404, 404, 404]),
        ("chi", [200, 404, 404, 404, 404, 404, 404]),
        ("dee", [404, 404, 404, 404, 404, 404, 404]),
    ],
)
def test_each_sees_what_is_theirs(cast, desk, sign_in, who, statuses):
    desk.save(cast.ben)
    browser = sign_in(getattr(cast, who))
    assert [browser.get(page).status_code for page in PAGES] == statuses


@pytest.mark.parametrize("who", ["bea", "chi", "dee"])
def test_nobody_else_saves_into_bens_draft(cast, desk, sign_in, who):
    report = desk.save(cast.ben)
    browser = sign_in(getattr(cast, who))
    for action in ("save", "send", "nothing"):
        assert (
            browser.post(FORM, {"version": report.version, "action": action, "doing": "x"}).status_code == 404
        )
    assert browser.post(NOTHING, {"version": report.version}).status_code == 404
    assert content_of(desk.report) == some_content()


def test_a_supporting_editor_saves_and_is_told_who_sends(cast, desk, sign_in):
    a_lead(desk.commitment, cast.data, LeadRole.SUPPORTING)
    bea = sign_in(cast.bea)
    page = bea.get(FORM)
    assert "an agency that leads sends it" in words_of(page)
    assert 'value="send"' not in page.content.decode()
    assert 'value="nothing"' not in page.content.decode()
    assert bea.post(FORM, FILLED | {"version": 0, "action": "save"}).status_code == 302
    assert send(bea, version=2).status_code == 403
    assert desk.report.state == ReportState.DRAFT


def test_after_a_hand_over_the_old_lead_reads_on(cast, desk, sign_in):
    desk.commitment.leads.update(until_on=date(2025, 11, 30))
    a_lead(desk.commitment, cast.data, from_on=date(2025, 12, 1))
    desk.save(cast.bea)
    page = sign_in(cast.ben).get(FORM)
    assert "Your agency was not part of this commitment in this period" in words_of(page)
    assert 'name="action"' not in page.content.decode()


def test_a_plan_that_is_not_published_is_nobodys_board(cast, desk, sign_in):
    desk.plan.published_in = None
    desk.plan.state = "in-development"
    desk.plan.save()
    assert sign_in(cast.ana).get(BOARD).status_code == 404


def test_what_stage_means_is_never_only_a_colour(ben):
    page = words_of(ben.get(FORM))
    for stage in Stage:
        assert str(stage.label) in page
