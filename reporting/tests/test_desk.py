"""Ana's desk: reports asked for, written beside what was reported, judged, frozen, read and published."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from commitments.tests.factories import COMPLETED, UNDERWAY, a_stage
from plans.choices import OutboxState, PeriodKind
from plans.models import OutboxItem
from plans.operations.periods import close_period
from plans.tests.factories import at
from reporting.choices import Completion
from reporting.models import SelfAssessment
from reporting.operations.drafting import ask_for_draft, ask_for_due_drafts, draft_report
from reporting.operations.writing import confirm_completion, save_chapter, save_part
from reporting.tests.factories import a_comment, a_published_report, a_round, a_written_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

REPORTS = "/workspace/reports/"
REPORT = f"{REPORTS}2025-27-mid-term-2026-02-28/"
CHAPTER, PART, DRAFT = f"{REPORT}chapters/commitment-1/", f"{REPORT}parts/1/", f"{REPORT}drafts/1/"
LAST = date(2026, 2, 28)


def words_of(answer) -> str:
    """What a reader sees, without the tags."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return re.sub(r" ([.,:])", r"\1", words)


@pytest.fixture
def ana(cast, desk, sign_in) -> Client:
    return sign_in(cast.ana)


@pytest.fixture
def report(desk) -> SelfAssessment:
    """A mid-term report up to 28 February: by then one milestone is completed, one underway."""
    a_stage(desk.commitment.milestones.get(number=1), COMPLETED, "2026-02-20")
    a_stage(desk.commitment.milestones.get(number=2), UNDERWAY, "2026-02-20")
    return draft_report(plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=LAST, now=at())


def chapter_of(report, slug="commitment-1"):
    return report.chapters.get(slug=slug)


# ---- Asked for, and being made ---------------------------------------------------------------------


def test_ana_asks_for_a_draft_and_sees_it_being_made(ana, desk):
    asked = {"action": "ask", "plan": "2025-27", "kind": "mid-term", "ends_on": "2026-02-28"}
    for _ in range(2):
        answer = ana.post(REPORTS, asked)
        assert (answer.status_code, answer["Location"]) == (302, REPORTS)
    page = ana.get(REPORTS)
    assert OutboxItem.objects.count() == 1
    assert "Mid-term report, up to 28 February 2026, 2025–27 Being made since" in words_of(page)
    assert f'<a class="button-quiet" href="{REPORTS}">Look again</a>' in page.content.decode()


def test_the_list_looks_again_by_itself_until_the_draft_is_there(ana, cast, desk):
    ask_for_draft(plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=LAST, by=cast.ana, now=at())
    fragment = ana.get(REPORTS, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'hx-trigger="every' in fragment
    draft_report(plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=LAST, now=at())
    OutboxItem.objects.update(state=OutboxState.DONE, done_at=at())
    fragment = ana.get(REPORTS, headers={"HX-Request": "true"}).content.decode()
    assert f'href="{REPORT}"' in fragment
    assert "hx-trigger" not in fragment


@pytest.mark.parametrize(
    ("day", "status", "words"),
    [
        ("2026-03-12", 409, "The last day it speaks of is not over yet."),
        ("2020-01-01", 409, "Nothing was recorded of this plan by that day."),
        ("", 422, "Give the last day that the report speaks of."),
    ],
)
def test_a_day_that_cannot_be_reported_on_is_refused_in_words(ana, desk, day, status, words):
    answer = ana.post(REPORTS, {"action": "ask", "plan": "2025-27", "kind": "mid-term", "ends_on": day})
    assert answer.status_code == status
    assert f'<a href="#ends_on">{words}</a>' in answer.content.decode()
    assert not OutboxItem.objects.exists()


def test_a_draft_that_failed_says_why_and_is_tried_again(ana, cast, desk):
    item = ask_for_draft(plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=LAST, by=cast.ana, now=at())
    OutboxItem.objects.update(state=OutboxState.FAILED, attempts=12, error="ValueError: a broken figure")
    page = words_of(ana.get(REPORTS))
    assert "Failed after 12 tries. ValueError: a broken figure" in page
    ana.post(REPORTS, {"action": "again", "report": "2025-27-mid-term-2026-02-28"})
    item.refresh_from_db()
    assert (item.state, item.attempts) == (OutboxState.WAITING, 0)


def test_a_draft_that_waits_for_its_next_try_says_when(ana, cast, desk):
    ask_for_draft(plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=LAST, by=cast.ana, now=at())
    OutboxItem.objects.update(error="OperationalError: away", attempts=1, due_at=at() + timedelta(minutes=2))
    assert "OperationalError: away It is tried again at 12:02." in words_of(ana.get(REPORTS))


def test_the_desk_says_which_periods_are_still_to_be_drafted(ana, cast, desk):
    page = words_of(ana.get(REPORTS))
    assert "December 2025 to February 2026, progress report, 2025–27 Drafted the day after" in page
    close_period(period=desk.period, by=cast.ana, now=at())
    ask_for_due_drafts(now=at())
    page = words_of(ana.get(REPORTS))
    assert "Progress report, December 2025 to February 2026, 2025–27 Being made since" in page
    assert "Closed; its draft is on the way." in page


def test_what_is_made_and_what_is_published_stand_apart(ana, cast, desk, report):
    a_published_report(desk.plan, cast.ana, kind=PeriodKind.YEAR_END)
    page = words_of(ana.get(REPORTS))
    assert "One report is being made." in page
    assert "Mid-term self-assessment, 2025–27, up to 28 February 2026 Being written. Next: write" in page
    assert "Published 12 March 2026 Year-end self-assessment, 2025–27" in page


def test_anas_first_page_leads_here(ana, report):
    page = ana.get("/workspace/")
    assert "Mid-term self-assessment, 2025–27, up to 28 February 2026 Being written." in words_of(page)
    assert f'href="{REPORTS}"' in page.content.decode()
    assert f'href="{REPORT}"' in page.content.decode()


@pytest.mark.parametrize("address", [REPORTS, REPORT, CHAPTER, PART, DRAFT])
def test_the_desk_is_the_coordinators(cast, sign_in, report, address):
    for user in (cast.ben, cast.bo, cast.chi, cast.dee):
        browser = sign_in(user)
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_a_report_of_a_plan_that_is_not_published_is_not_here(ana, desk, report):
    desk.plan.published_in = None
    desk.plan.save()
    assert ana.get(REPORT).status_code == 404
    assert ana.get(CHAPTER).status_code == 404


# ---- A chapter ---------------------------------------------------------------------------------------


def test_the_report_says_what_is_missing_and_leads_there(ana, report):
    page = ana.get(REPORT)
    assert "Next: write eight chapters and say how far one part is." in words_of(page)
    assert "To write 1 Promise 1" in words_of(page)
    assert f'<li><a href="{CHAPTER}">Nothing is written in “1 Promise 1”.</a></li>' in page.content.decode()
    assert f'<a href="{PART}">Say how far it is: 1 Promise 1</a>' in page.content.decode()


def test_a_chapter_stands_beside_what_was_reported(ana, report):
    page = words_of(ana.get(CHAPTER))
    assert "As it stood on 28 February 2026, frozen in draft 1." in page
    assert "Step 1 Completed" in page
    assert "Not saved yet" in page


def test_ana_writes_a_chapter_and_reads_that_it_is_saved(ana, report):
    answer = ana.post(CHAPTER, {"version": 1, "action": "save", "text": "What was\r\nachieved."})
    assert (answer.status_code, answer["Location"]) == (302, f"{CHAPTER}#save")
    assert chapter_of(report).text == "What was\nachieved."
    page = ana.get(CHAPTER)
    assert "Saved 12:00" in words_of(page)
    assert ">\nWhat was\nachieved.</textarea>" in page.content.decode()


def test_saving_may_lead_on_to_the_next_chapter(ana, report):
    following = chapter_of(report).position + 1
    answer = ana.post(CHAPTER, {"version": 1, "action": "next", "text": "Words."})
    assert answer["Location"] == f"{REPORT}chapters/{report.chapters.get(position=following).slug}/"
    assert chapter_of(report).text == "Words."


def test_saving_while_typing_answers_with_the_new_version(ana, report):
    answer = ana.post(CHAPTER, {"version": 1, "text": "Words."}, headers={"X-Typing": "1"})
    assert answer["X-Version"] == "2"
    assert words_of(answer) == "Saved 12:00"
    stale = ana.post(CHAPTER, {"version": 1, "text": "Others."}, headers={"X-Typing": "1"})
    assert stale.status_code == 409


def test_the_same_save_twice_is_no_conflict(ana, report):
    for _ in range(2):
        assert ana.post(CHAPTER, {"version": 1, "action": "save", "text": "Words."}).status_code == 302
    assert chapter_of(report).version == 2


def test_two_people_see_both_versions_and_lose_no_word(ana, cast, report):
    save_chapter(chapter=chapter_of(report), version=1, text="Theirs.", by=cast.ana, now=at())
    answer = ana.post(CHAPTER, {"version": 1, "action": "save", "text": "Mine."})
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Two people edited this" in page
    assert "Saved now Theirs. Yours, not saved Mine." in page
    assert ">\nMine.</textarea>" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()
    assert chapter_of(report).text == "Theirs."
    ana.post(CHAPTER, {"version": 2, "action": "save", "text": "Mine."})
    assert chapter_of(report).text == "Mine."


def a_browser_that_was_here() -> Client:
    browser = Client()
    browser.cookies[settings.CSRF_COOKIE_NAME] = "of a page that was open"
    return browser


@pytest.mark.parametrize(
    ("address", "typed", "shown"),
    [
        (CHAPTER, {"text": "Kept words."}, "Kept words.</textarea>"),
        (PART, {"name": "1", "results": "Kept."}, "Kept."),
    ],
)
def test_a_session_that_ended_loses_nothing(ana, cast, report, address, typed, shown):
    stranger = a_browser_that_was_here()
    assert stranger.post(address, typed | {"version": 1, "action": "save"}).status_code == 302
    stranger.force_login(cast.ana)
    page = stranger.get(address)
    assert "Your session had ended" in words_of(page)
    assert shown in page.content.decode()
    assert stranger.post(address, typed | {"version": 1, "action": "save"}).status_code == 302
    assert "Your session had ended" not in words_of(stranger.get(address))


def test_what_was_kept_aside_can_be_dropped(cast, sign_in, report):
    stranger = a_browser_that_was_here()
    stranger.post(CHAPTER, {"version": 1, "text": "Kept words."})
    stranger.force_login(cast.ana)
    assert "Kept words." in stranger.get(CHAPTER).content.decode()
    stranger.post(CHAPTER, {"action": "drop"})
    assert "Kept words." not in stranger.get(CHAPTER).content.decode()


def test_words_that_come_after_it_was_published_are_shown_to_be_copied(ana, cast, desk):
    a_published_report(desk.plan, cast.ana)
    answer = ana.post(CHAPTER, {"version": 2, "action": "save", "text": "Too late."})
    assert answer.status_code == 409
    assert "This report is published; it no longer changes." in words_of(answer)
    assert "Too late." in words_of(answer)
    page = ana.get(CHAPTER)
    assert "<textarea" not in page.content.decode()


def test_there_is_no_such_chapter(ana, report):
    assert ana.get(f"{REPORT}chapters/never/").status_code == 404
    assert ana.get(f"{REPORT}parts/9/").status_code == 404
    assert ana.get(f"{REPORT}drafts/9/").status_code == 404
    assert ana.get(f"{REPORTS}never/").status_code == 404


# ---- A part ------------------------------------------------------------------------------------------


def test_a_part_says_how_its_proposal_was_worked_out(ana, report):
    page = words_of(ana.get(PART))
    assert "The stages propose limited: of three milestones one is completed." in page
    assert "Limited as the stages propose" in page
    assert "To decide" in page


def test_ana_confirms_what_is_proposed_without_a_reason(ana, report):
    answer = ana.post(PART, {"version": 1, "name": "1 Promise 1", "completion": "limited", "results": "Two."})
    assert answer.status_code == 302
    part = report.parts.get()
    assert (part.completion, part.results) == (Completion.LIMITED, "Two.")
    assert "Decided by Lead, Open Government on 12 March 2026." in words_of(ana.get(PART))


def test_another_completion_needs_a_reason_and_the_rows_are_kept(ana, report):
    typed = {"version": 1, "name": "1 Promise 1", "completion": "completed", "results": "All of it."}
    answer = ana.post(PART, typed)
    assert answer.status_code == 409
    assert '<a href="#reason">Say why it differs from what the stages propose.</a>' in answer.content.decode()
    assert report.parts.get().results == "All of it."
    assert report.parts.get().completion == ""
    version = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
    ana.post(PART, typed | {"version": version, "reason": "The third step was dropped."})
    assert report.parts.get().completion_reason == "The third step was dropped."


def test_a_reason_without_a_choice_is_not_lost(ana, report):
    answer = ana.post(PART, {"version": 1, "name": "1 Promise 1", "reason": "It is in use."})
    assert answer.status_code == 409
    assert '<a href="#completion_0">Choose how far it is.</a>' in answer.content.decode()
    assert "It is in use.</textarea>" in answer.content.decode()


def test_a_part_needs_its_name(ana, report):
    answer = ana.post(PART, {"version": 1, "name": "", "results": "Two."})
    assert answer.status_code == 422
    assert '<a href="#name">' in answer.content.decode()
    assert report.parts.get().name == "1 Promise 1"


def test_two_people_in_one_part_see_where_they_differ(ana, cast, report):
    part = report.parts.get()
    save_part(part=part, version=1, fields={"results": "Theirs."}, by=cast.ana, now=at())
    answer = ana.post(PART, {"version": 1, "name": "1 Promise 1", "results": "Mine."})
    assert answer.status_code == 409
    assert "Saved now Theirs. Yours, not saved Mine." in words_of(answer)
    assert report.parts.get().results == "Theirs."


def test_where_no_stage_is_published_nothing_is_proposed(ana, desk):
    draft_report(plan=desk.plan, kind=PeriodKind.MID_TERM, ends_on=LAST, now=at())
    page = words_of(ana.get(PART))
    assert "Nothing is proposed: no stage of a milestone had been published." in page


# ---- Frozen, and published --------------------------------------------------------------------------


def test_ana_freezes_a_draft_only_where_something_has_changed(ana, report):
    answer = ana.post(REPORT, {"action": "freeze"})
    assert answer.status_code == 409
    assert "Nothing has changed since the last draft was frozen." in words_of(answer)
    ana.post(CHAPTER, {"version": 1, "action": "save", "text": "Words."})
    assert ana.post(REPORT, {"action": "freeze"})["Location"] == f"{REPORT}#drafts"
    assert report.drafts.count() == 2
    assert "Draft 2 Frozen by Ana at 12:00; digest" in words_of(ana.get(REPORT))


def test_a_frozen_draft_is_read_whole_with_its_contents(ana, cast, report):
    save_chapter(chapter=chapter_of(report), version=1, text="Later.", by=cast.ana, now=at())
    page = ana.get(DRAFT)
    assert "Draft 1, frozen on 12 March 2026 at 12:00" in words_of(page)
    assert '<a href="#commitment-1">1 Promise 1</a>' in page.content.decode()
    assert "Nothing has been written in this chapter yet." in words_of(page)
    assert "Later." not in words_of(page)


def test_publishing_shows_the_newest_draft_first(ana, cast, desk):
    report = a_written_report(desk.plan, cast.ana)
    page = words_of(ana.get(REPORT))
    assert "Nothing is missing." in page
    page = ana.get(f"{REPORT}?publish")
    assert "Draft 2, as everybody will read it" in words_of(page)
    assert "Words on Introduction." in words_of(page)
    for _ in range(2):
        answer = ana.post(REPORT, {"action": "publish", "version": report.version, "draft": 2})
        assert (answer.status_code, answer["Location"]) == (302, REPORT)
    report.refresh_from_db()
    assert report.published_draft.number == 2
    assert f'href="{report.get_absolute_url()}"' in ana.get(REPORT).content.decode()


def test_nothing_is_published_while_something_is_missing(ana, report):
    assert "as everybody will read it" not in words_of(ana.get(f"{REPORT}?publish"))
    answer = ana.post(REPORT, {"action": "publish", "version": 1, "draft": 1})
    assert answer.status_code == 409
    assert "Nothing is written in “Introduction”." in words_of(answer)
    report.refresh_from_db()
    assert not report.is_published


def test_a_draft_that_is_not_the_newest_is_not_published(ana, cast, desk):
    report = a_written_report(desk.plan, cast.ana)
    for number in ("1", "never", ""):
        answer = ana.post(REPORT, {"action": "publish", "version": report.version, "draft": number})
        assert answer.status_code == 409
    report.refresh_from_db()
    assert not report.is_published


def test_the_review_and_its_comments_stand_in_the_checklist(ana, cast, desk, panel):
    report = a_written_report(desk.plan, cast.ana)
    round = a_round(report.drafts.get(number=2), panel[0])
    a_comment(round, panel[0])
    page = ana.get(REPORT)
    assert "In review" in words_of(page)
    assert "With the panel until 20 March 2026." in words_of(page)
    assert "Review of draft 2 Open; due on 20 March 2026. 1 comment." in words_of(page)
    assert "Comments without an answer: 1." in words_of(page)
    assert f'href="{REPORT}drafts/2/review/"' in page.content.decode()


def test_nothing_else_can_be_done_with_a_report(ana, report):
    assert ana.post(REPORT, {"action": "withdraw"}).status_code == 400


def test_hostile_words_stay_words(ana, cast, desk, report):
    words = '<script>alert(1)</script>{{7*7}}"><img src=x onerror=alert(1)>'
    ana.post(CHAPTER, {"version": 1, "action": "save", "text": words})
    ana.post(
        PART, {"version": 1, "name": words, "results": words, "completion": "completed", "reason": words}
    )
    ana.post(REPORT, {"action": "freeze"})
    part = report.parts.get()
    confirm = {"completion": "completed", "reason": words}
    confirm_completion(part=part, version=part.version, **confirm, by=cast.ana, now=at())
    for address in (REPORT, CHAPTER, PART, f"{REPORT}drafts/2/"):
        text = ana.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


# ---- Two drafts side by side -----------------------------------------------------------------------------


def test_two_drafts_are_compared_word_for_word_and_figure_for_figure(ana, cast, report):
    ana.post(CHAPTER, {"action": "save", "version": 1, "text": "It went well.\n\nMore will follow."})
    ana.post(REPORT, {"action": "freeze"})
    a_stage(report.plan.commitments.get(number="1").milestones.get(number=2), COMPLETED, "2026-02-27")
    mended = {"action": "save", "version": 2, "text": "It went very well.\n\nMore will follow."}
    ana.post(CHAPTER, mended)
    ana.post(REPORT, {"action": "freeze"})
    page = ana.get(f"{REPORT}drafts/3/changes/")
    words = words_of(page)
    assert "What changed from draft 2 to draft 3" in words
    assert '<ins><span class="visually-hidden">added: </span>very</ins>' in page.content.decode()
    assert "More will follow." not in words
    assert "Milestones · 1.2 · Stage, before removed: Underway" in words
    assert f'href="{REPORT}drafts/3/#commitment-1"' in page.content.decode()
    first = words_of(ana.get(f"{REPORT}drafts/3/changes/?with=1"))
    assert "What changed from draft 1 to draft 3" in first
    assert "More will follow." in first


def test_what_moved_in_the_record_since_a_draft_was_frozen_is_listed_and_changes_nothing(ana, cast, report):
    before = report.drafts.get().content
    assert "Nothing differs" in words_of(ana.get(f"{DRAFT}changes/?with=now"))
    a_stage(report.plan.commitments.get(number="1").milestones.get(number=2), COMPLETED, "2026-02-27")
    page = words_of(ana.get(f"{DRAFT}changes/"))
    assert "What changed since draft 1 was frozen" in page
    assert "Milestones · 1.2 · Stage, before removed: Underway" in page
    assert report.drafts.get().content == before


def test_a_draft_that_is_not_there_is_compared_with_nothing(ana, report):
    assert ana.get(f"{REPORT}drafts/9/changes/").status_code == 404
    for odd in ("9", "x", "-1", "1", "9" * 40):
        assert "What changed since draft 1 was frozen" in words_of(ana.get(f"{DRAFT}changes/?with={odd}"))
