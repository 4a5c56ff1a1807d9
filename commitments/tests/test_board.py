"""The board asked for in part, and what Ana does with several reports or periods at once."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from commitments.choices import ReportState
from commitments.models import ProgressReport, StageUpdate
from commitments.operations.bulk import publish_together
from commitments.operations.decisions import submit_report
from commitments.operations.reports import save_report
from commitments.tests.factories import (
    UNDERWAY,
    a_commitment,
    a_lead,
    a_milestone,
    some_content,
)
from plans.models import Edition, OutboxItem, Publication, ReportingPeriod
from plans.tests.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day", "nobody_signs")]

BOARD, SEVERAL = "/workspace/plans/2025-27/", "/workspace/plans/2025-27/several/"
NOW, THEN = "2025-12-to-02", "2025-09-to-11"


@pytest.fixture
def ana(cast, desk, sign_in) -> Client:
    return sign_in(cast.ana)


@pytest.fixture
def second(cast, desk):
    """A commitment of Bea's, with a milestone."""
    commitment = a_commitment(desk.plan, "2")
    a_milestone(commitment, 1)
    a_lead(commitment, cast.data)
    return commitment


def words_of(answer) -> str:
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r" ([.,:])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split()))


def send_both(desk, cast, second) -> None:
    """Ben's report and Bea's wait to be published."""
    desk.save(cast.ben)
    desk.submit(cast.ben)
    content = some_content(stages={1: UNDERWAY})
    save_report(commitment=second, period=desk.period, version=0, content=content, by=cast.bea, now=at())
    report = second.reports.get()
    submit_report(report=report, version=report.version, by=cast.bea, now=at())


def hidden(answer) -> dict[str, list[str]]:
    """What the page that asks sends on."""
    found: dict[str, list[str]] = {"confirm": ["yes"]}
    form = answer.content.decode().split('class="buttons"')[1]
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(unescape(value))
    return found


# ---- A part of the board ---------------------------------------------------------------------------------


def rows(answer) -> list[str]:
    return re.findall(
        r'<th scope="row"><a href="/plans/2025-27/commitments/([^"/]+)/', answer.content.decode()
    )


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["1", "2"]),
        ("agency=office-for-data", ["2"]),
        ("agency=agency-for-records&standing=draft", ["1"]),
        ("agency=office-for-data&standing=draft", []),
        ("standing=draft", ["1"]),
        (f"standing=draft&period={THEN}", []),
        (f"period={NOW}", ["1", "2"]),
        ("late=on", ["1", "2"]),
        (f"late=on&period={NOW}", []),
    ],
)
def test_a_part_of_the_board_can_be_asked_for(ana, cast, desk, second, asked, shown):
    desk.save(cast.ben)
    answer = ana.get(f"{BOARD}?{asked}")
    assert rows(answer) == shown
    words = words_of(answer)
    assert ("commitments are shown." in words) == bool(asked)
    assert ("of all commitments" in words) == bool(asked and shown)
    assert ("No commitment is like that." in words) == (not shown)
    assert "Of two reports that are expected" in words


def test_totals_stay_those_of_all(ana, desk, cast, second):
    whole = ana.get(BOARD).content.decode().split("<tfoot>")[1]
    part = ana.get(f"{BOARD}?agency=office-for-data").content.decode().split("<tfoot>")[1]
    assert re.findall(r"\d of \d", whole) == re.findall(r"\d of \d", part) == ["0 of 2", "0 of 2"]


@pytest.mark.parametrize("asked", ["agency=nobody", "standing=unheard-of", "period=1999", "period=%00"])
def test_what_does_not_exist_is_refused_in_words(ana, asked):
    answer = ana.get(f"{BOARD}?{asked}")
    assert answer.status_code == 400
    assert "There is no such thing on this page" in words_of(answer)


def test_an_editor_can_ask_for_a_part_and_can_choose_nothing(cast, desk, second, sign_in):
    page = sign_in(cast.ben).get(f"{BOARD}?standing=not-begun&choose=1").content.decode()
    assert "office-for-data" not in page
    assert "checkbox" not in page.split("<table>")[1]
    assert "At once" not in page


# ---- Publishing several ----------------------------------------------------------------------------------


def test_ana_reads_what_would_change_and_publishes_several_in_one_edition(ana, desk, cast, second):
    send_both(desk, cast, second)
    assert "Two reports are ready to publish" in words_of(ana.get(BOARD))
    asked = ana.post(SEVERAL, {"action": "publish", "all": "yes"})
    words = words_of(asked)
    assert "Publish 2 reports?" in words
    assert "Two reports become public together, in one edition" in words
    assert "Four milestones change." in words
    assert "Two agencies still have to agree." in words
    editions = Edition.objects.count()
    assert not ProgressReport.objects.published().exists()
    answer = ana.post(SEVERAL, hidden(asked))
    assert (answer.status_code, answer["Location"]) == (302, BOARD)
    assert Edition.objects.count() == editions + 1
    assert {report.published_in_id for report in ProgressReport.objects.published()} == {
        Edition.objects.latest("number").pk
    }
    assert "Two reports are published, in edition" in words_of(ana.get(BOARD))


def test_pressed_twice_it_is_published_once(ana, desk, cast, second):
    send_both(desk, cast, second)
    sent = hidden(ana.post(SEVERAL, {"action": "publish", "all": "yes"}))
    ana.post(SEVERAL, sent)
    counts = Edition.objects.count(), Publication.objects.count(), StageUpdate.objects.count()
    ana.get(BOARD)
    assert ana.post(SEVERAL, sent).status_code == 302
    assert (Edition.objects.count(), Publication.objects.count(), StageUpdate.objects.count()) == counts
    assert "Two were published already." in words_of(ana.get(BOARD))


def test_one_that_has_changed_since_is_refused_by_itself(ana, desk, cast, second):
    send_both(desk, cast, second)
    sent = hidden(ana.post(SEVERAL, {"action": "publish", "all": "yes"}))
    ProgressReport.objects.filter(commitment=second).update(version=9)
    answer = ana.post(SEVERAL, sent)
    assert answer.status_code == 409
    words = words_of(answer)
    assert "1 was refused" in words
    assert "One report is published, in edition" in words
    assert (
        "Commitment 2, Promise 2, December 2025 to February 2026: It has changed since you read it." in words
    )
    assert desk.report.state == ReportState.PUBLISHED
    assert second.reports.get().state == ReportState.SUBMITTED
    assert ana.post(SEVERAL, hidden(answer)).status_code == 302
    assert second.reports.get().state == ReportState.PUBLISHED


def test_where_all_are_refused_no_edition_begins(cast, desk, second):
    send_both(desk, cast, second)
    editions = Edition.objects.count()
    found = publish_together(reports=[(desk.report, 99)], by=cast.ana, now=at())
    assert (found.done, found.edition, len(found.refused)) == ([], None, 1)
    assert Edition.objects.count() == editions
    assert desk.report.state == ReportState.SUBMITTED


def test_what_cannot_be_published_is_said_and_why(ana, desk, cast, second):
    send_both(desk, cast, second)
    desk.send_back(cast.ana)
    ticked = {"action": "publish", "cell": [f"1/{NOW}", f"2/{NOW}", f"2/{THEN}", "9/nowhere"]}
    words = words_of(ana.post(SEVERAL, ticked))
    assert "Publish 1 report?" in words
    assert (
        "Commitment 1, Promise 1, December 2025 to February 2026: Only a report that has been sent" in words
    )
    assert "Commitment 2, Promise 2, September to November 2025: Only a report that has been sent" in words


def test_a_report_that_was_sent_back_meanwhile_is_refused(ana, desk, cast, second):
    send_both(desk, cast, second)
    sent = hidden(ana.post(SEVERAL, {"action": "publish", "all": "yes"}))
    desk.send_back(cast.ana)
    answer = ana.post(SEVERAL, sent)
    assert answer.status_code == 409
    assert desk.report.state == ReportState.SENT_BACK
    assert second.reports.get().state == ReportState.PUBLISHED


def test_the_page_that_asks_costs_the_same_for_many(ana, desk, cast, second, django_assert_max_num_queries):
    send_both(desk, cast, second)
    with django_assert_max_num_queries(40) as few:
        ana.post(SEVERAL, {"action": "publish", "cell": [f"1/{NOW}"]})
    with django_assert_max_num_queries(len(few)):
        ana.post(SEVERAL, {"action": "publish", "cell": [f"1/{NOW}", f"2/{NOW}"]})


# ---- Reminding -------------------------------------------------------------------------------------------


def test_ana_reminds_those_who_owe(ana, desk, cast, second):
    asked = ana.post(SEVERAL, {"action": "remind", "all": "yes"})
    words = words_of(asked)
    assert "2 people get one reminder each" in words
    assert not OutboxItem.objects.mails().exists()
    assert ana.post(SEVERAL, hidden(asked)).status_code == 302
    assert {item.payload["to"] for item in OutboxItem.objects.mails()} == {cast.ben.email, cast.bea.email}
    assert "Two people are reminded: Bea and Ben." in words_of(ana.get(BOARD)).replace(
        "Ben and Bea", "Bea and Ben"
    )


def test_nobody_is_reminded_twice(ana, desk, cast, second):
    sent = hidden(ana.post(SEVERAL, {"action": "remind", "all": "yes"}))
    ana.post(SEVERAL, sent)
    mails = OutboxItem.objects.mails().count()
    ana.get(BOARD)
    ana.post(SEVERAL, sent)
    assert OutboxItem.objects.mails().count() == mails
    assert "Nobody is reminded now." in words_of(ana.get(BOARD))


def test_nothing_is_owed_for_what_was_sent(ana, desk, cast, second):
    send_both(desk, cast, second)
    words = words_of(ana.post(SEVERAL, {"action": "remind", "cell": [f"1/{NOW}"]}))
    assert "Nobody would get a reminder now." in words
    assert "Nobody owes anything for it now" in words


# ---- Closing and opening ---------------------------------------------------------------------------------


def test_ana_closes_several_periods_and_opens_them_again(ana, desk, cast, second):
    assert "One period could be closed" in words_of(ana.get(BOARD))
    asked = ana.post(SEVERAL, {"action": "close", "period": [NOW, THEN]})
    words = words_of(asked)
    assert "Close 2 periods?" in words
    assert "4 reports that are owed can then no longer be sent" in words
    assert ReportingPeriod.objects.open().count() == 2
    assert ana.post(SEVERAL, hidden(asked)).status_code == 302
    assert ReportingPeriod.objects.open().count() == 0
    assert ana.post(SEVERAL, hidden(asked)).status_code == 302
    assert "Two were closed already." in words_of(ana.get(BOARD))
    asked = ana.post(SEVERAL, {"action": "open", "period": [NOW]})
    assert ana.post(SEVERAL, hidden(asked)).status_code == 302
    assert [period.slug for period in ReportingPeriod.objects.open()] == [NOW]


def test_a_period_that_still_runs_is_refused(ana, desk, cast):
    ReportingPeriod.objects.filter(pk=desk.period.pk).update(ends_on=date(2026, 3, 12))
    answer = ana.post(SEVERAL, {"action": "close", "period": [NOW, THEN]})
    assert "The last day of this period is not over yet." in words_of(answer)
    answer = ana.post(SEVERAL, {"action": "close", "period": [NOW, THEN], "confirm": "yes"})
    assert answer.status_code == 409
    assert [period.slug for period in ReportingPeriod.objects.open()] == [NOW]


def test_a_period_that_was_closed_when_it_was_brought_in_is_not_opened(ana, desk, cast):
    ReportingPeriod.objects.update(was_closed=True)
    answer = ana.post(SEVERAL, {"action": "open", "period": [NOW], "confirm": "yes"})
    assert answer.status_code == 409
    assert "This period was closed before it was brought in here." in words_of(answer)


# ---- Who, and what is no question ------------------------------------------------------------------------


def test_several_is_the_coordinators(cast, desk, sign_in):
    data = {"action": "publish", "all": "yes", "confirm": "yes"}
    found = {str(person): sign_in(person).post(SEVERAL, data).status_code for person in cast}
    assert found == {"Ana": 422, "Ben": 404, "Bo": 404, "Bea": 404, "Chi": 404, "Dee": 404}
    assert sign_in(cast.ana).get(SEVERAL).status_code == 302


@pytest.mark.parametrize("action", ["publish", "remind", "close", "open"])
def test_nothing_ticked_asks_for_it(ana, action):
    answer = ana.post(SEVERAL, {"action": action})
    assert answer.status_code == 422
    assert "There is a problem" in words_of(answer)
    assert "checkbox" in answer.content.decode().split("<table>")[1]


@pytest.mark.parametrize("action", ["", "erase"])
def test_other_actions_are_refused(ana, action):
    assert ana.post(SEVERAL, {"action": action}).status_code == 400
