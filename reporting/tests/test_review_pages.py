"""Chi reviews a draft, Ana answers: the pages on which they do it, and what they refuse in words."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plans.models import Membership, OutboxItem
from plans.tests.factories import TODAY, at
from reporting.choices import Outcome, Position
from reporting.models import ReviewComment, ReviewPosition, ReviewRound
from reporting.operations import reviews
from reporting.tests.factories import a_comment, a_draft, a_position, a_round, an_answered_comment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

DRAFT = "/review/2025-27-mid-term/1/"
CHAPTER = f"{DRAFT}commitment-1/"
ANSWERS = "/workspace/reports/2025-27-mid-term/drafts/1/review/"
OPEN = "/workspace/reports/2025-27-mid-term/drafts/2/review/"
KEY = "4be0a1c7-5d6e-4f4c-9a3f-0d6a1f1c2b3d"
ROUND = {
    "action": "open",
    "members": ["chi@agency.example", "max@agency.example"],
    "asked": "Is it fair now?",
    "due_on": "2026-03-27",
}


def words_of(answer) -> str:
    """What a reader sees, without the tags."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return re.sub(r" ([.,:])", r"\1", words)


@pytest.fixture
def chi(review, sign_in) -> Client:
    return sign_in(review.chi)


@pytest.fixture
def kit(review, sign_in) -> Client:
    return sign_in(review.kit)


@pytest.fixture
def ana(review, sign_in) -> Client:
    return sign_in(review.ana)


@pytest.fixture
def signed_out() -> Client:
    """A browser in which a page of ours stayed open after the session had ended."""
    browser = Client()
    browser.cookies[settings.CSRF_COOKIE_NAME] = "of a page that was open"
    return browser


def answered(comment: ReviewComment, number: int, **fields) -> dict:
    """The form of a comment's answer, filled in."""
    form = {"action": "answer", "comment": comment.key, "version": comment.version}
    filled = {"outcome": "accepted", "answer": "It goes into the next draft."} | fields
    return form | {f"comment-{number}-{name}": value for name, value in filled.items()}


# ---- Who gets in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/review/", DRAFT, CHAPTER])
def test_the_desk_is_the_panels(review, cast, sign_in, address):
    for nobody in (cast.ana, cast.ben, cast.bo, cast.bea, cast.dee):
        assert sign_in(nobody).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    assert sign_in(cast.chi).get(address).status_code == 200


@pytest.mark.parametrize("address", [DRAFT, CHAPTER])
def test_a_draft_is_for_those_who_were_asked_and_as_long_as_they_sit(review, sign_in, address):
    not_asked = sign_in(review.max)
    assert not_asked.get("/review/").status_code == 200
    assert not_asked.get(address).status_code == 404
    assert not_asked.post(address, {"text": "Me too.", "key": KEY, "position": "support"}).status_code == 404
    Membership.objects.filter(user=review.chi).update(until_on=TODAY - timedelta(days=1))
    assert sign_in(review.chi).get(address).status_code == 404
    assert sign_in(review.chi).get("/review/").status_code == 404
    assert not ReviewComment.objects.exists()


def test_anas_side_is_hers(review, cast, sign_in):
    comment = a_comment(review.round, review.chi)
    for nobody in (cast.chi, cast.ben, cast.bo, cast.dee):
        browser = sign_in(nobody)
        assert browser.get(ANSWERS).status_code == 404
        assert browser.post(ANSWERS, answered(comment, 1)).status_code == 404
        assert browser.post(ANSWERS, {"action": "close"}).status_code == 404
    assert not ReviewComment.objects.get().is_answered


@pytest.mark.parametrize(
    "address",
    [
        "/review/2025-27-mid-term/2/",
        "/review/never/1/",
        f"{DRAFT}annex/",
    ],
)
def test_what_there_is_none_of_is_not_found(chi, address):
    assert chi.get(address).status_code == 404


# ---- The desk ------------------------------------------------------------------------------------------


def test_the_first_page_says_what_waits_and_what_was(chi, review):
    page = words_of(chi.get("/review/"))
    assert "Review desk" in page
    assert "One draft waits for your position." in page
    assert "Mid-term self-assessment 2025–27, draft 1" in page
    assert "Due on 20 March 2026, in 8 days" in page
    a_position(review.round, review.chi)
    assert "Your position: No changes requested" in words_of(chi.get("/review/"))
    reviews.close_round(round=review.round, by=review.ana, now=at())
    page = words_of(chi.get("/review/"))
    assert "No draft waits for you now." in page
    assert "Reviewed before" in page


def test_whoever_was_never_asked_finds_an_empty_desk(review, sign_in):
    page = words_of(sign_in(review.max).get("/review/"))
    assert "No draft waits for you now." in page
    assert "Mid-term" not in page


def test_the_workspace_leads_a_member_to_her_drafts(chi, review, sign_in):
    answer = chi.get("/workspace/")
    assert f'href="{DRAFT}"' in answer.content.decode()
    assert "You have not taken a position yet." in words_of(answer)
    assert "Nothing here for you now" in words_of(sign_in(review.max).get("/workspace/"))


def test_a_draft_says_what_is_asked_and_where_it_stands(chi, review):
    a_comment(review.round, review.kit)
    an_answered_comment(review.round, review.kit)
    a_position(review.round, review.kit, Position.NOT_SUPPORT, reason="It hides the delay.")
    page = words_of(chi.get(DRAFT))
    assert "The review is open until Friday 20 March 2026." in page
    assert "One of two members has taken a position. Two comments; one waits for an answer." in page
    assert "Is the account of the first promise fair?" in page
    assert "Promise 1 2 comments, 1 answered" in page
    assert "Introduction No comments" in page
    assert "You Not taken yet" in page
    assert "Member, community sector Do not support 11 March 2026 It hides the delay." in page


def test_members_are_named_by_their_capacity(chi, review):
    a_comment(review.round, review.kit)
    a_comment(review.round, review.chi)
    for address in (DRAFT, CHAPTER):
        page = words_of(chi.get(address))
        assert "Member, community sector" in page
        assert "You" in page
        assert "Kit" not in page
        assert "Ana" not in page


def test_a_chapter_shows_what_was_frozen_and_nothing_newer(chi, review):
    review.assessment.chapters.update(text="Written since.", title="Another title")
    page = chi.get(CHAPTER).content.decode()
    assert "<h3>What was promised</h3>" in page
    assert "<em>going on</em>" in page
    assert "Written since." not in page
    assert "Another title" not in page


def test_an_empty_chapter_says_so(chi):
    assert "Nothing is written in this chapter yet." in words_of(chi.get(f"{DRAFT}conclusion/"))


def test_a_chapter_leads_to_the_ones_beside_it(chi):
    page = chi.get(CHAPTER).content.decode()
    assert f'rel="prev" href="{DRAFT}introduction/"' in page
    assert f'rel="next" href="{DRAFT}conclusion/"' in page
    assert 'rel="prev"' not in chi.get(f"{DRAFT}introduction/").content.decode()
    assert page.count('aria-current="page"') == 3  # the breadcrumb, the list, and the list of a phone


# ---- Chi says something --------------------------------------------------------------------------------


def test_a_comment_stands_beside_its_chapter_for_everybody_who_was_asked(chi, kit, review):
    a_comment(review.round, review.kit, chapter="introduction")
    answer = chi.post(CHAPTER, {"text": "Say which.", "key": KEY})
    assert (answer.status_code, answer["Location"]) == (302, f"{CHAPTER}#comment-2")
    assert "2. You 12 March 2026 Say which." in words_of(chi.get(CHAPTER))
    assert "2. Member 12 March 2026 Say which." in words_of(kit.get(CHAPTER))


def test_a_double_click_is_one_comment(chi):
    answers = [chi.post(CHAPTER, {"text": "Say which.", "key": KEY}) for _ in range(2)]
    assert [one["Location"] for one in answers] == [f"{CHAPTER}#comment-1"] * 2
    assert ReviewComment.objects.count() == 1


def test_words_changed_after_going_back_are_kept_and_can_be_sent_as_another_comment(chi):
    chi.post(CHAPTER, {"text": "Say which.", "key": KEY})
    answer = chi.post(CHAPTER, {"text": "Say which, and when.", "key": KEY})
    assert answer.status_code == 409
    assert "This form has sent its comment." in words_of(answer)
    page = answer.content.decode()
    assert ">\nSay which, and when.</textarea>" in page
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    assert chi.post(CHAPTER, {"text": "Say which, and when.", "key": key}).status_code == 302
    assert ReviewComment.objects.count() == 2


def test_an_empty_comment_is_refused_beside_the_field(chi):
    answer = chi.post(CHAPTER, {"text": " ", "key": KEY})
    assert answer.status_code == 409
    assert '<a href="#text">Write what you want to say.</a>' in answer.content.decode()


def test_a_comment_that_comes_after_the_end_is_shown_to_be_copied(chi, review):
    reviews.close_round(round=review.round, by=review.ana, now=at())
    answer = chi.post(CHAPTER, {"text": "Too late.", "key": KEY})
    assert answer.status_code == 409
    page = words_of(answer)
    assert "This review is closed; nothing can be added or changed." in page
    assert "What you typed" in page
    assert "Too late." in page
    assert not ReviewComment.objects.exists()


@pytest.mark.parametrize(
    ("address", "typed", "kept"),
    [
        (CHAPTER, {"text": "Say which.", "key": KEY}, ">\nSay which.</textarea>"),
        (DRAFT, {"position": "support", "reason": "It is sound."}, ">\nIt is sound.</textarea>"),
    ],
)
def test_a_session_that_ended_loses_no_words(review, signed_out, address, typed, kept):
    browser = signed_out
    assert browser.post(address, typed)["Location"].startswith("/accounts/login/")
    browser.force_login(review.chi)
    answer = browser.get(address)
    assert "Your session had ended" in words_of(answer)
    assert kept in answer.content.decode()
    assert browser.post(address, typed).status_code == 302
    assert "Your session had ended" not in words_of(browser.get(address))


def test_a_page_that_was_open_for_too_long_loses_no_words(review, cast, sign_in):
    browser = sign_in(cast.chi)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(CHAPTER, {"text": "Say which.", "key": KEY}).status_code == 403
    assert ">\nSay which.</textarea>" in browser.get(CHAPTER).content.decode()


def test_what_was_kept_can_be_dropped(review, signed_out):
    browser = signed_out
    browser.post(CHAPTER, {"text": "Say which.", "key": KEY})
    browser.force_login(review.chi)
    assert "Say which." in words_of(browser.get(CHAPTER))
    assert browser.post(CHAPTER, {"action": "drop"})["Location"] == CHAPTER
    assert "Say which." not in words_of(browser.get(CHAPTER))


# ---- Chi takes a position ------------------------------------------------------------------------------


def test_no_changes_requested_is_one_click(chi, review):
    answer = chi.post(DRAFT, {"position": "no-changes-requested"})
    assert (answer.status_code, answer["Location"]) == (302, f"{DRAFT}#positions")
    page = chi.get(DRAFT)
    assert "You No changes requested 12 March 2026" in words_of(page)
    assert 'value="no-changes-requested" checked' in page.content.decode()


def test_a_position_that_asks_for_changes_says_why(chi):
    answer = chi.post(DRAFT, {"position": "support-with-changes", "reason": ""})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert '<a href="#reason">Say why, in a sentence.</a>' in page
    assert 'value="support-with-changes" checked' in page
    assert chi.post(DRAFT, {"position": "support-with-changes", "reason": "A source."}).status_code == 302


def test_a_position_that_does_not_exist_or_none_is_refused(chi):
    assert chi.post(DRAFT, {"position": "maybe"}).status_code == 422
    answer = chi.post(DRAFT, {"reason": "Because."})
    assert '<a href="#position_0">Choose a position.</a>' in answer.content.decode()
    assert ">\nBecause.</textarea>" in answer.content.decode()


def test_a_position_that_comes_after_the_end_is_shown_to_be_copied(chi, review):
    reviews.close_round(round=review.round, by=review.ana, now=at())
    answer = chi.post(DRAFT, {"position": "do-not-support", "reason": "It hides the delay."})
    assert answer.status_code == 409
    assert "It hides the delay." in words_of(answer)
    assert not ReviewPosition.objects.exists()


# ---- Ana asks ------------------------------------------------------------------------------------------


@pytest.fixture
def second(review):
    """A second draft, frozen after the review of the first was closed."""
    reviews.close_round(round=review.round, by=review.ana, now=at())
    OutboxItem.objects.all().delete()
    return a_draft(review.assessment)


def test_ana_chooses_members_by_name_and_opens_the_review(ana, second):
    page = words_of(ana.get(OPEN))
    assert "Kit, Member, community sector" in page
    answer = ana.post(OPEN, ROUND)
    assert (answer.status_code, answer["Location"]) == (302, OPEN)
    found = ReviewRound.objects.open().get()
    assert (found.draft, found.asked, found.due_on) == (second, "Is it fair now?", date(2026, 3, 27))
    assert [one.user.name for one in found.invitations.all()] == ["Chi", "Max"]
    assert OutboxItem.objects.count() == 2


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(ana, second):
    answer = ana.post(OPEN, ROUND | {"members": [], "due_on": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert '<a href="#members_0">Choose whom you ask.</a>' in page
    assert '<a href="#due_on">Give the day until which they have time.</a>' in page
    assert ">\nIs it fair now?</textarea>" in page
    answer = ana.post(OPEN, ROUND | {"asked": "", "due_on": "2026-03-01"})
    assert answer.status_code == 409
    assert "Choose a day that is still to come." in words_of(answer)


def test_opened_twice_it_is_open_once_and_other_words_are_shown(ana, second):
    ana.post(OPEN, ROUND)
    assert ana.post(OPEN, ROUND)["Location"] == OPEN
    answer = ana.post(OPEN, ROUND | {"asked": "Look at chapter 2."})
    assert answer.status_code == 409
    assert "Look at chapter 2." in words_of(answer)
    assert ReviewRound.objects.open().get().asked == "Is it fair now?"
    assert OutboxItem.objects.count() == 2


def test_a_draft_that_cannot_be_reviewed_now_says_why(ana, review):
    a_draft(review.assessment)
    answer = ana.get(OPEN)
    assert "The panel's review is open: close it first." in words_of(answer)
    assert "<textarea" not in answer.content.decode()
    assert ana.post(OPEN, ROUND).status_code == 409


# ---- Ana answers ---------------------------------------------------------------------------------------


def test_ana_reads_who_said_what(ana, review):
    a_comment(review.round, review.kit)
    a_position(review.round, review.chi, Position.WITH_CHANGES, reason="A source is missing.")
    page = words_of(ana.get(ANSWERS))
    assert "1. Kit, Member, community sector 9 March 2026 Say which." in page
    assert "Chi, Member Support with changes 11 March 2026 A source is missing." in page
    assert "Kit, Member, community sector Not taken yet" in page


def test_ana_answers_and_chi_reads_it(ana, chi, review):
    comment = a_comment(review.round, review.chi)
    answer = ana.post(ANSWERS, answered(comment, 1))
    assert (answer.status_code, answer["Location"]) == (302, f"{ANSWERS}#comment-1")
    page = words_of(chi.get(CHAPTER))
    assert "Accepted. It goes into the next draft. Lead, Open Government, 12 March 2026" in page


def test_an_answer_without_words_is_refused_beside_its_own_comment(ana, review):
    a_comment(review.round, review.kit)
    comment = a_comment(review.round, review.chi)
    answer = ana.post(ANSWERS, answered(comment, 2, answer=" "))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert '<a href="#comment-2-answer">Write an answer.</a>' in page
    assert page.count('class="error"') == 1
    assert 'id="comment-2-outcome_0" name="comment-2-outcome" value="accepted" checked' in page


def test_two_coordinators_see_both_answers_and_lose_no_word(ana, review):
    comment = a_comment(review.round, review.chi)
    ana.post(ANSWERS, answered(comment, 1, outcome="noted", answer="Theirs."))
    answer = ana.post(ANSWERS, answered(comment, 1, answer="Mine."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody has answered this comment since." in words_of(answer)
    assert "Theirs." in page
    assert ">\nMine.</textarea>" in page
    assert 'name="version" value="2"' in page
    assert ReviewComment.objects.get().answer == "Theirs."


def test_the_same_answer_sent_twice_is_no_conflict(ana, review):
    comment = a_comment(review.round, review.chi)
    for _ in range(2):
        assert ana.post(ANSWERS, answered(comment, 1)).status_code == 302
    assert ReviewComment.objects.get().version == 2


def test_an_answer_typed_when_the_session_ended_is_in_its_form_again(review, signed_out, sign_in):
    a_comment(review.round, review.kit)
    comment = a_comment(review.round, review.chi)
    browser = signed_out
    browser.post(ANSWERS, answered(comment, 2, answer="Kept."))
    browser.force_login(review.ana)
    page = browser.get(ANSWERS)
    assert "Your session had ended" in words_of(page)
    assert re.search(r'name="comment-2-answer"[^>]*>\nKept\.</textarea>', page.content.decode())


def test_an_answer_that_comes_after_the_end_is_shown_to_be_copied(ana, review):
    comment = an_answered_comment(review.round, review.chi)
    reviews.close_round(round=review.round, by=review.ana, now=at())
    answer = ana.post(ANSWERS, answered(comment, 1, answer="Another answer."))
    assert answer.status_code == 409
    assert "Another answer." in words_of(answer)
    assert ReviewComment.objects.get().outcome == Outcome.ACCEPTED


def test_the_review_closes_when_each_comment_has_its_answer(ana, review):
    comment = a_comment(review.round, review.chi)
    assert 'value="close"' not in ana.get(ANSWERS).content.decode()
    answer = ana.post(ANSWERS, {"action": "close"})
    assert answer.status_code == 409
    listed = '<a href="#comment-1">Comment 1, on “Promise 1”, is not answered.</a>'
    assert answer.content.decode().count(listed) == 2  # in the summary, and where it is closed
    ana.post(ANSWERS, answered(comment, 1))
    assert 'value="close"' in ana.get(ANSWERS).content.decode()
    for _ in range(2):
        assert ana.post(ANSWERS, {"action": "close"})["Location"] == ANSWERS
    assert "The review is closed." in words_of(ana.get(ANSWERS))
    assert "<textarea" not in ana.get(ANSWERS).content.decode()


def test_anything_else_is_no_action(ana, review):
    assert ana.post(ANSWERS, {"action": "never"}).status_code == 400
    assert ana.post(ANSWERS, {"action": "answer", "comment": "never"}).status_code == 404


def test_anas_first_page_says_how_many_comments_wait(ana, review):
    a_comment(review.round, review.chi)
    answer = ana.get("/workspace/")
    assert "1 comment waits for your answer; positions taken: 0 of 2" in words_of(answer)
    assert f'href="{ANSWERS}"' in answer.content.decode()


@pytest.mark.parametrize(("who", "address"), [("chi", "/review/"), ("chi", CHAPTER), ("ana", ANSWERS)])
def test_a_page_asks_no_more_when_more_is_said(review, sign_in, who, address):
    browser, asked = sign_in(getattr(review, who)), []
    for _ in range(2):
        for number in range(5):
            a_comment(review.round, review.kit, f"Point {number}.")
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] < 20


# ---- What changed since the draft before -----------------------------------------------------------------


@pytest.fixture
def asked_again(review):
    """Another draft before Chi alone, with another word in its first written chapter."""
    ReviewRound.objects.update(closed_at=at())
    draft = a_draft(review.draft.assessment, number=2)
    draft.content["chapters"][0]["text"] += "\n\nSomething was added."
    draft.save()
    return a_round(draft, review.chi)


def test_a_member_sees_what_changed_since_the_draft_they_were_asked_about(asked_again, chi):
    page = chi.get("/review/2025-27-mid-term/2/")
    assert "What changed since draft 1" in words_of(page)
    changes = words_of(chi.get("/review/2025-27-mid-term/2/changes/"))
    assert "What changed from draft 1 to draft 2" in changes
    assert "Something was added." in changes


def test_a_member_who_was_not_asked_before_sees_no_draft_of_before(review, asked_again, chi, kit):
    assert kit.get("/review/2025-27-mid-term/2/changes/").status_code == 404
    review.round.invitations.filter(user=review.chi).delete()
    assert "What changed" not in words_of(chi.get("/review/2025-27-mid-term/2/"))
    assert chi.get("/review/2025-27-mid-term/2/changes/").status_code == 404


def test_whose_seat_has_ended_compares_nothing(review, asked_again, chi):
    Membership.objects.filter(user=review.chi).update(until_on=TODAY - timedelta(days=1))
    assert chi.get("/review/2025-27-mid-term/2/changes/").status_code == 404
