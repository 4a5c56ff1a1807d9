"""The grid: rows over all commitments, each kept by itself, and never over somebody else's."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.choices import LeadRole, ReportState, Stage
from commitments.models import Commitment, Lead, Milestone, ProgressReport, StageUpdate
from commitments.operations.grid import RowMoved, save_milestone
from commitments.operations.reports import content_of
from commitments.record.rounds import lines_of
from commitments.rules import Declared, digest_of
from commitments.tests.factories import (
    COMPLETED,
    DELAYED,
    UNDERWAY,
    a_commitment,
    a_lead,
    a_milestone,
    a_stage,
    some_content,
)
from plans.dates import PartialDate
from plans.kept import KEPT
from plans.operations.periods import close_period
from plans.rules import NotReady
from plans.tests.factories import TODAY, a_period, a_plan, an_edition, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

GRID = "/workspace/plans/2025-27/periods/2025-12-to-02/grid/"
FORM = "/workspace/plans/2025-27/commitments/1/2025-12-to-02/"
DELAY = {
    "row-1-2-stage": "some-delays",
    "row-1-2-reason": "approvals",
    "row-1-2-reason_words": "Two agencies still have to agree.",
    "row-1-2-when": "another",
    "row-1-2-expected_on_month": "9",
    "row-1-2-expected_on_year": "2026",
}


@pytest.fixture
def ben(cast, desk, sign_in) -> Client:
    return sign_in(cast.ben)


def words_of(answer) -> str:
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def fields_of(answer) -> dict[str, str]:
    """What a browser would send back of a page, untouched."""
    page = answer.content.decode()
    form = page[page.index('<form class="grid-form"') : page.index("</form>", page.index("grid-form"))]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = unescape(re.search(r'value="([^"]*)"', tag)[1])
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, flags=re.S):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name] = chosen[1]
    for name, body in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, flags=re.S):
        found[name] = unescape(body)
    return found


def post(browser: Client, action: str, page=None, headers=None, **typed):
    data = fields_of(page or browser.get(GRID)) | {"action": action} | typed
    return browser.post(GRID, data, headers=headers or {})


# ---- Rows ------------------------------------------------------------------------------------------------


def test_every_milestone_of_every_commitment_of_mine_is_a_row(ben, cast, desk):
    second = a_commitment(desk.plan, "2")
    a_milestone(second, 1)
    a_lead(second, cast.records, LeadRole.SUPPORTING)
    other = a_commitment(desk.plan, "3")
    a_milestone(other, 1)
    a_lead(other, cast.data)
    answer = ben.get(GRID)
    assert re.findall(r'<tr class="grid-row[^"]*" id="([^"]+)"', answer.content.decode()) == [
        "row-1-1",
        "row-1-2",
        "row-1-3",
        "row-2-1",
    ]
    assert "Four milestones in two commitments." in words_of(answer)
    assert 'value="send:1"' in answer.content.decode()
    assert 'value="send:2"' not in answer.content.decode()  # who supports does not send


def test_a_row_is_saved_by_itself(ben, desk):
    answer = post(ben, "row:1-2", **DELAY)
    assert (answer.status_code, answer["Location"]) == (302, f"{GRID}#row-1-2")
    assert content_of(desk.report).stages == {2: DELAYED}


def test_all_rows_are_saved_at_once_and_the_bad_one_stays_with_its_words(ben, desk):
    answer = post(ben, "all", **DELAY, **{"row-1-1-stage": "completed", "row-1-1-completed_on_day": "31"})
    assert answer.status_code == 422
    assert content_of(desk.report).stages == {2: DELAYED}
    page = answer.content.decode()
    assert '<a href="#row-1-1-completed_on_0">Milestone 1.1: Give the year too.</a>' in page
    assert 'name="row-1-1-completed_on_day" value="31"' in page
    again = post(
        ben, "all", answer, **{"row-1-1-completed_on_month": "1", "row-1-1-completed_on_year": "2026"}
    )
    assert again.status_code == 302
    assert content_of(desk.report).stages[1] == Declared(
        Stage.COMPLETED, completed_on=PartialDate.parse("2026-01-31")
    )


def test_a_word_that_is_in_no_list_is_refused_in_the_same_words_here_and_on_the_page(ben, desk):
    said = "“almost” is not in the list. What would do: Not started, Underway, Some delays, Completed."
    in_the_table = post(ben, "row:1-1", **{"row-1-1-stage": "almost"})
    on_the_page = ben.post(FORM, {"version": 0, "milestone-1-stage": "almost"})
    for answer in (in_the_table, on_the_page):
        assert answer.status_code == 422
        assert said in words_of(answer)


def test_other_rows_keep_the_words_that_are_not_saved(ben, desk):
    answer = post(ben, "row:1-2", **DELAY, **{"row-1-1-note": "Not yet."})
    assert answer.status_code == 200
    assert content_of(desk.report).stages == {2: DELAYED}
    assert "Not yet." in answer.content.decode()
    assert "Not saved yet" in words_of(answer)


def test_rows_that_were_left_alone_begin_nothing(ben, desk):
    assert post(ben, "all").status_code == 302
    assert not ProgressReport.objects.exists()


def test_what_is_kept_comes_back_as_it_was_and_saving_it_changes_nothing(ben, desk, cast):
    desk.save(cast.ben)
    version = desk.report.version
    page = ben.get(GRID)
    assert post(ben, "all", page).status_code == 302
    assert desk.report.version == version
    assert content_of(desk.report) == some_content()


def test_an_incomplete_row_is_saved_and_says_what_is_missing(ben, desk):
    post(ben, "row:1-2", **{"row-1-2-stage": "some-delays"})
    assert content_of(desk.report).stages == {2: Declared(Stage.DELAYS)}
    page = ben.get(GRID)
    assert '<a href="#row-1-2-reason">Choose the main reason for the delay.</a>' in page.content.decode()
    assert "And 2 more." in words_of(page)


def test_what_stands_as_it_stood_again_leaves_no_draft(ben, desk, cast):
    a_stage(desk.commitment.milestones.get(number=1), UNDERWAY, "2025-11-30")
    post(ben, "row:1-1", **{"row-1-1-stage": "not-started"})
    assert content_of(desk.report).stages == {1: Declared(Stage.NOT_STARTED)}
    post(ben, "row:1-1", **{"row-1-1-stage": "underway"})
    assert content_of(desk.report).stages == {}


def test_texts_and_links_of_the_report_stay_as_they_are(ben, desk, cast):
    desk.save(cast.ben)
    post(ben, "row:1-1", **{"row-1-1-note": "One more."})
    assert desk.report.doing == "We met the agencies."
    assert content_of(desk.report).stages[2] == DELAYED


def test_a_completed_milestone_has_nothing_to_fill_in(ben, desk, cast):
    a_stage(desk.commitment.milestones.get(number=1), COMPLETED, "2026-02-01")
    page = ben.get(GRID)
    assert 'name="row-1-1-stage"' not in page.content.decode()
    assert "There is nothing to fill in." in words_of(page)
    posted = {"action": "all", "row-1-1-read": "", "row-1-1-stage": "underway"}
    assert ben.post(GRID, posted).status_code == 302
    assert not StageUpdate.objects.drafts().exists()


# ---- Two people ------------------------------------------------------------------------------------------


def test_a_row_that_somebody_else_saved_is_shown_beside_mine(ben, desk, cast):
    page = ben.get(GRID)
    desk.save(cast.ana)
    answer = post(ben, "row:1-2", page, **{"row-1-2-stage": "not-started"})
    assert answer.status_code == 409
    assert content_of(desk.report) == some_content()
    words = words_of(answer)
    assert "Not saved: somebody else has saved this row." in words
    assert "Yours, not saved" in words
    assert "Two agencies still have to agree." in words
    on_top = post(ben, "row:1-2", answer)
    assert on_top.status_code == 302
    assert content_of(desk.report).stages[2] == Declared(Stage.NOT_STARTED)


def test_what_is_saved_can_be_taken_instead(ben, desk, cast):
    page = ben.get(GRID)
    desk.save(cast.ana)
    answer = post(ben, "row:1-2", page, **{"row-1-2-stage": "not-started"})
    assert post(ben, "again:1-2", answer).status_code == 302
    assert content_of(desk.report) == some_content()


def test_other_rows_of_the_same_report_are_no_conflict(ben, desk, cast):
    page = ben.get(GRID)
    save_milestone(
        commitment=desk.commitment,
        period=desk.period,
        number=1,
        said=UNDERWAY,
        read="",
        by=cast.ana,
        now=at(),
    )
    assert post(ben, "row:1-2", page, **DELAY).status_code == 302
    assert content_of(desk.report).stages == {1: UNDERWAY, 2: DELAYED}


def test_a_row_that_was_only_read_is_no_conflict(ben, desk, cast):
    page = ben.get(GRID)
    desk.save(cast.ana)
    assert post(ben, "all", page).status_code == 302
    assert content_of(desk.report) == some_content()


def test_the_same_row_twice_is_once(cast, desk):
    known = {"commitment": desk.commitment, "period": desk.period, "number": 2, "by": cast.ben, "now": at()}
    for _time in range(2):
        save_milestone(**known, said=DELAYED, read="")
    assert desk.report.version == 2
    with pytest.raises(RowMoved):
        save_milestone(**known, said=UNDERWAY, read="")
    save_milestone(**known, said=UNDERWAY, read=digest_of(DELAYED))
    assert content_of(desk.report).stages == {2: UNDERWAY}


def test_a_report_that_was_sent_meanwhile_keeps_the_words_on_the_page(ben, desk, cast):
    page = ben.get(GRID)
    desk.save(cast.ben)
    desk.submit(cast.ana)
    answer = post(ben, "row:1-2", page, **{"row-1-2-stage": "underway", "row-1-2-note": "Ours alone."})
    assert answer.status_code == 409
    assert "Ours alone." in words_of(answer)
    assert "it waits for the coordinator" in words_of(answer)


def test_words_that_came_when_the_session_had_ended_are_in_their_rows(ben, cast, desk):
    page = ben.get(GRID)
    data = fields_of(page) | DELAY | {"action": "all"}
    ben.session.flush()
    stranger = Client()
    stranger.cookies = ben.cookies
    asked = stranger.post(GRID, data)
    assert asked.status_code == 302
    stranger.force_login(cast.ben)
    session = stranger.session
    assert KEPT in session
    answer = stranger.get(GRID)
    assert "Two agencies still have to agree." in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_in_three_rows_and_the_texts_lose_nothing(cast, desk, the_day):
    """Each row has its own words to keep; rows of one report never overtake each other."""
    rows = [1, 2, 3]

    def write(turn: int) -> str:
        try:
            number = rows[turn % 3]
            for _again in range(40):
                line = next(
                    one
                    for one in lines_of(desk.commitment, desk.period, TODAY, desk.commitment.reports.first())
                    if one.number == number
                )
                kept = line.draft or UNDERWAY
                said = replace(kept, note=f"{kept.note} word-{turn}".strip())
                try:
                    save_milestone(
                        commitment=desk.commitment,
                        period=desk.period,
                        number=number,
                        said=said,
                        read=digest_of(line.draft),
                        by=cast.ben,
                        now=at(),
                    )
                except RowMoved:
                    continue
                return "kept"
            return "given up"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        assert set(threads.map(write, range(20))) == {"kept"}
    notes = " ".join(said.note for said in content_of(desk.report).stages.values())
    assert sorted(notes.split()) == sorted(f"word-{turn}" for turn in range(20))


# ---- With scripts: one row alone ---------------------------------------------------------------------------


def test_a_row_that_is_left_is_answered_by_its_words(ben, desk):
    data = {name: text for name, text in fields_of(ben.get(GRID)).items() if name.startswith("row-1-2-")}
    answer = ben.post(GRID, data | DELAY | {"action": "row:1-2", "version-1": "0"}, headers={"X-Row": "1"})
    assert answer.status_code == 200
    assert answer["X-Read"] == digest_of(DELAYED)
    assert answer["X-Version"] == "2"
    assert "Saved." in words_of(answer)
    assert "<html" not in answer.content.decode()
    wrong = data | {"row-1-2-read": answer["X-Read"], "row-1-2-stage": "completed"}
    wrong |= {"row-1-2-evidence_url": "no address", "action": "row:1-2", "version-1": "2"}
    answer = ben.post(GRID, wrong, headers={"X-Row": "1"})
    assert answer.status_code == 422
    assert "Give an address that a browser opens" in words_of(answer)
    assert content_of(desk.report).stages == {2: DELAYED}


def test_a_row_that_moved_brings_both_versions(ben, desk, cast):
    data = {name: text for name, text in fields_of(ben.get(GRID)).items() if name.startswith("row-1-2-")}
    desk.save(cast.ana)
    mine = data | {"row-1-2-stage": "underway", "action": "row:1-2", "version-1": "0"}
    answer = ben.post(GRID, mine, headers={"X-Row": "1"})
    assert answer.status_code == 409
    assert answer["X-Read"] == digest_of(DELAYED)
    assert answer["X-Version"] == "0"
    assert "Yours, not saved" in words_of(answer)


# ---- Sending ---------------------------------------------------------------------------------------------


def test_a_report_is_sent_from_the_grid_with_the_rows_that_were_typed(ben, desk, cast):
    desk.save(cast.ben)
    answer = post(ben, "send:1", **{"row-1-1-note": "One more."})
    assert (answer.status_code, answer["Location"]) == (302, f"{GRID}#commitment-1")
    assert desk.report.submitted_by == cast.ben
    assert content_of(desk.report).stages[1].note == "One more."


def test_a_report_that_misses_something_is_kept_and_says_what(ben, desk):
    answer = post(ben, "send:1", **DELAY)
    assert answer.status_code == 409
    assert desk.report.state == ReportState.DRAFT
    page = answer.content.decode()
    assert '<a href="#row-1-1-stage">Commitment 1: Milestone 1: Choose a stage.</a>' in page
    assert "Say what has been done" in page


def test_a_report_that_has_changed_since_it_was_read_is_not_sent(ben, desk, cast):
    desk.save(cast.ben)
    page = ben.get(GRID)
    desk.save(cast.ana, version=desk.report.version, content=some_content(doing="Something else."))
    answer = post(ben, "send:1", page)
    assert answer.status_code == 409
    assert "It has changed since you read it." in words_of(answer)
    assert desk.report.state == ReportState.DRAFT
    assert post(ben, "send:1", answer).status_code == 302
    assert desk.report.state != ReportState.DRAFT


def test_sent_twice_is_sent_once(ben, desk, cast):
    desk.save(cast.ben)
    page = ben.get(GRID)
    assert post(ben, "send:1", page).status_code == 302
    sent = desk.report.version
    assert post(ben, "send:1", page).status_code == 302
    assert desk.report.version == sent


# ---- Who -------------------------------------------------------------------------------------------------


def test_who_may_see_the_grid(cast, desk, sign_in):
    found = {str(person): sign_in(person).get(GRID).status_code for person in cast}
    assert found == {"Ana": 200, "Ben": 200, "Bo": 403, "Bea": 404, "Chi": 404, "Dee": 404}
    assert Client().get(GRID).status_code == 302
    assert sign_in(cast.ben).get(GRID.replace("12-to-02", "nothing")).status_code == 404


def test_an_old_lead_reads_the_board_and_fills_in_nothing(cast, desk, sign_in):
    desk.commitment.leads.update(until_on=date(2025, 11, 30))
    a_lead(desk.commitment, cast.data, from_on=date(2025, 12, 1))
    ben = sign_in(cast.ben)
    assert "There is nothing to fill in for this period." in words_of(ben.get(GRID))
    assert (
        ben.post(GRID, {"action": "row:1-1", "row-1-1-read": "", "row-1-1-stage": "underway"}).status_code
        == 302
    )
    assert ben.post(GRID, {"action": "send:1"}).status_code == 404
    assert not ProgressReport.objects.exists()


def test_a_closed_period_is_read_only(ben, desk, cast):
    page = ben.get(GRID)
    close_period(period=desk.period, by=cast.ana, now=at())
    assert "<select" not in ben.get(GRID).content.decode().split("grid-form")[1]
    answer = post(ben, "row:1-2", page, **DELAY)
    assert answer.status_code == 409
    assert "This period is closed" in words_of(answer)
    with pytest.raises(NotReady):
        save_milestone(
            commitment=desk.commitment,
            period=desk.period,
            number=1,
            said=UNDERWAY,
            read="",
            by=cast.ben,
            now=at(),
        )


@pytest.mark.parametrize("action", ["", "drop-all", "row:9-9", "row:", "send:9", "again:1-1", "all:1"])
def test_whatever_is_asked_gets_an_answer(ben, action):
    assert ben.post(GRID, {"action": action}).status_code in (302, 400, 404)


# ---- Many rows -------------------------------------------------------------------------------------------


def many(cast, slug: str, commitments: int, each: int):
    """A plan with as many rows as that, one in three with a published stage and one in four with a draft."""
    plan = a_plan(slug)
    period = a_period(plan, "now", date(2025, 12, 1), date(2026, 2, 28), date(2026, 3, 16))
    a_period(plan, "then", date(2025, 9, 1), date(2025, 11, 30), date(2025, 12, 15))
    edition = an_edition()
    made = Commitment.objects.bulk_create(
        Commitment(
            plan=plan,
            number=str(n),
            sort_key=f"{n:06}",
            title=f"Promise {n}",
            promise="Yes.",
            published_in=edition,
        )
        for n in range(1, commitments + 1)
    )
    Lead.objects.bulk_create(Lead(commitment=one, agency=cast.records, published_in=edition) for one in made)
    rows = Milestone.objects.bulk_create(
        Milestone(commitment=one, number=n, title=f"Step {n}", published_in=edition)
        for one in made
        for n in range(1, each + 1)
    )
    reports = ProgressReport.objects.bulk_create(
        ProgressReport(commitment=one, period=period) for one in made
    )
    of = {report.commitment_id: report for report in reports}
    updates = []
    for place, row in enumerate(rows):
        if place % 3 == 0:
            updates.append(StageUpdate(milestone=row, stage="underway", entry=1, published_in=edition))
        if place % 4 == 0:
            updates.append(StageUpdate(milestone=row, stage="some-delays", report=of[row.commitment_id]))
    for update in updates:
        update.as_of_on = PartialDate.parse("2025-11-30" if update.published_in_id else "2026-02-28")
    StageUpdate.objects.bulk_create(updates)
    return plan


def asked(browser: Client, address: str) -> int:
    browser.get(address)  # what is asked once a session is not asked again
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_ten_milestones_and_a_thousand_ask_the_same_questions(cast, sign_in, who):
    many(cast, "few", 2, 5)
    many(cast, "wide", 100, 10)
    many(cast, "deep", 2, 500)
    browser = sign_in(getattr(cast, who))
    for page in ("/workspace/plans/{}/", "/workspace/plans/{}/periods/now/grid/"):
        counts = {slug: asked(browser, page.format(slug)) for slug in ("few", "wide", "deep")}
        assert counts["wide"] == counts["deep"] == counts["few"], page


def test_a_thousand_rows_come_a_hundred_at_a_time(cast, sign_in):
    many(cast, "wide", 100, 10)
    ben = sign_in(cast.ben)
    page = ben.get("/workspace/plans/wide/periods/now/grid/?page=2")
    assert page.content.decode().count('class="grid-row') == 100
    assert "Page 2 of 10" in words_of(page)
    assert "1000 milestones in 100 commitments." in words_of(page)
    answer = ben.post(
        "/workspace/plans/wide/periods/now/grid/?page=2",
        fields_of(page) | {"action": "all", "row-12-2-note": "On the second page."},
    )
    assert answer.status_code == 302
    assert answer["Location"].endswith("grid/?page=2")
    assert StageUpdate.objects.drafts().filter(note="On the second page.").count() == 1
