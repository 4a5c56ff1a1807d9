"""The front page, the list of plans, a plan on a day, and what changed in it; all as Dee reads them."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils.html import strip_tags

from commitments.choices import LeadRole, Stage
from commitments.models import DateChange, ProgressReport, WordingChange
from commitments.rules import Declared
from plans.choices import NotStated, PlanState
from plans.dates import PartialDate
from plans.models import Amendment, PlanSection, SourceDocument
from plans.tests.factories import a_period, a_plan, an_agency, an_edition

from .factories import COMPLETED, DELAYED, UNDERWAY, a_commitment, a_lead, a_milestone, a_stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]
PLAN = "/plans/2025-27/"
CANARY = "a canary that nobody may hear"


def day(text):
    return PartialDate.parse(text)


def read(address, status=200):
    """The words of a page as Dee reads them, without an account."""
    answer = Client().get(address)
    assert answer.status_code == status, address
    page = re.sub(r"<(head|svg)\b.*?</\1>", "", answer.content.decode(), flags=re.S)
    page = re.sub(r"</(p|li|td|th|dt|dd|h\d|div)>", r"</\1> ", page)  # blocks stand apart
    return " ".join(strip_tags(page).split())


def html(address):
    return Client().get(address).content.decode()


@pytest.fixture
def plan():
    """Two commitments of one agency with five milestones, and a quarter that is over."""
    plan = a_plan()
    agency = an_agency("Agency for Records")
    period = a_period(plan, "2025-12-to-02", date(2025, 12, 1), date(2026, 2, 28), date(2026, 3, 16))
    for number, stages in {"1": [COMPLETED, UNDERWAY], "2": [DELAYED, None, UNDERWAY]}.items():
        commitment = a_commitment(plan, number)
        a_lead(commitment, agency)
        report = ProgressReport(commitment=commitment, period=period, doing="We worked.", state="published")
        report.published_in = an_edition(date(2026, 3, 9))
        report.save()
        for place, said in enumerate(stages, start=1):
            due = day("2026-01") if said == DELAYED else day("2026-06")
            milestone = a_milestone(commitment, place, title=f"Step {number}.{place}", agreed_due_on=due)
            if said:
                a_stage(milestone, said, "2026-02-28", report=report)
    return plan


def amend(plan, number=1, **fields):
    fields = {
        "title": "A later date",
        "reason": "It takes longer.",
        "decided_on": day("2026-02-10"),
        "decided_by": "The minister",
        "published_in": an_edition(),
    } | fields
    amendment = Amendment(plan=plan, slug=f"amendment-{number}", number=number)
    for name, value in fields.items():
        setattr(amendment, name, value)
    amendment.save()
    return amendment


def move(milestone, before, after, **fields):
    change = DateChange(milestone=milestone, kind="due", **fields)
    change.before_on, change.after_on = before and day(before), day(after)
    change.moved_on = fields["amendment"].decided_on if fields.get("amendment") else day("../2026-02-28")
    change.published_in = an_edition()
    change.save()


# ---- One plan ------------------------------------------------------------------------------------


def test_a_plan_opens_with_the_sentence_that_answers(plan):
    words = read(PLAN)
    assert "Two commitments hold five milestones. One is completed. Of the four still open," in words
    assert "two are on schedule, one has not been reported and one is overdue." in words
    assert "Today, 12 March 2026" in words
    assert "8 of the plan’s 24 months are over." in words


def test_counts_are_links_that_keep_the_day(plan):
    page = html(f"{PLAN}?on=2026-03-01")
    assert 'href="?on=2026-03-01&amp;stage=underway#listed"' in page
    assert 'href="?on=2026-03-01&amp;timeliness=overdue#listed"' in page
    assert 'href="?stage=underway#listed"' in html(PLAN)


@pytest.mark.parametrize(
    ("query", "listed", "caption"),
    [
        ("stage=underway", ["1.2", "2.3"], "Underway: 2 milestones on 12 March 2026"),
        ("stage=not-reported", ["2.2"], "Not reported: 1 milestone on 12 March 2026"),
        ("timeliness=overdue", ["2.1"], "Overdue: 1 milestone on 12 March 2026"),
        ("stage=underway&timeliness=on-schedule", ["1.2", "2.3"], "Underway, On schedule: 2 milestones"),
    ],
)
def test_a_count_lists_its_milestones_and_is_marked_as_chosen(plan, query, listed, caption):
    answer = Client().get(f"{PLAN}?{query}")
    assert [one.milestone.full_number for one in answer.context["listed"]["standings"]] == listed
    assert caption in read(f"{PLAN}?{query}")
    assert answer.content.decode().count('aria-current="true"') - 1 == query.count(
        "="
    )  # the masthead has one


def test_links_keep_the_day_that_was_asked_about(plan):
    page = html(f"{PLAN}?on=2026-03-01")
    assert 'href="/plans/2025-27/commitments/1/?on=2026-03-01"' in page
    assert 'href="/plans/2025-27/commitments/1/?on=2026-03-01#milestone-2"' in page
    assert 'href="/plans/2025-27/commitments/1/#milestone-2"' in html(PLAN)


def test_a_count_that_is_empty_says_so(plan):
    assert "No milestone is counted here on this day." in read(f"{PLAN}?timeliness=done-late")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("on=2026-13-01", "is not a day"),
        ("on=2026-03-13", "is ahead"),
        ("on=2026", "is not a day"),
        ("stage=late", "“late” is not a stage"),
        ("timeliness=late", "“late” is not a timeliness"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(plan, query, words):
    assert words in read(f"{PLAN}?{query}", 400)


def test_a_day_before_the_record_says_so_and_shows_nothing_else(plan):
    words = read(f"{PLAN}?on=2025-06-30")
    assert (
        "On 30 June 2025 nothing had been recorded yet. The record of this plan begins on 1 July 2025."
        in words
    )
    assert "Promise 1" not in words


def test_a_past_day_shows_what_was_the_case(plan):
    words = read(f"{PLAN}?on=2026-02-27")
    assert "Nothing has been reported on them yet." in words
    assert "Back to today" in words


def test_late_and_next_are_listed(plan):
    words = read(PLAN)
    assert "1 month late 2.1 Step 2.1 Was due in January 2026" in words
    assert "June 2026 1.2 Step 1.2 2.2 Step 2.2 2.3 Step 2.3" in words


def test_what_changed_since_the_newest_reported_period_began(plan):
    words = read(PLAN)
    assert "What changed since 1 December 2025" in words
    assert "Step 2.1: some delays Reason: approvals. Two agencies still have to agree." in words
    assert "Report for December 2025 to February 2026, published" in words


def test_a_stage_that_changed_says_from_what_to_what(plan):
    milestone = plan.commitments.get(number="1").milestones.get(number=2)
    a_stage(milestone, Declared(Stage.UNDERWAY, note="Half is done."), "2026-03-05")
    a_stage(milestone, COMPLETED, "2026-03-10")
    words = read(PLAN)
    assert "Step 1.2: underway, now completed" in words
    assert "Step 1.2: still underway Half is done." in words


def test_a_report_without_a_change_is_news_too(plan):
    commitment = a_commitment(plan, "3")
    a_lead(commitment, an_agency("Office for Data"))
    report = ProgressReport(commitment=commitment, period=plan.periods.get(), doing="On.", state="published")
    report.published_in = an_edition(date(2026, 3, 10))
    report.save()
    assert "Report for December 2025 to February 2026 on commitment 3 Office for Data" in read(PLAN)


def test_a_moved_date_is_news_with_its_reason_and_its_amendment(plan):
    milestone = plan.commitments.get(number="1").milestones.get(number=2)
    move(milestone, "2026-06", "2026-09", amendment=amend(plan))
    words = read(PLAN)
    assert "Step 1.2: June 2026, now September 2026 Amendment 1. It takes longer." in words
    assert "one date moved on 10 February 2026" in words


def test_strips_say_in_words_what_they_draw(plan):
    page = html(PLAN)
    assert "1.1 completed, from July 2025 to June 2026; 1.2 underway, from July 2025 to June 2026" in page
    assert "2.1 some delays, from July 2025 to January 2026, 1 month late" in page
    assert page.count('href="#block-') == 5
    assert page.count('href="#bracket"') == 1


def test_no_style_is_inline(plan):
    assert "style=" not in html(PLAN)


def test_parts_stand_under_their_parent(plan):
    part = a_commitment(plan, "1.1", parent=plan.commitments.get(number="1"), title="The part")
    a_milestone(part, 1)
    words = read(PLAN)
    assert "The two commitments" in words
    assert words.index("1. Promise 1") < words.index("1.1. The part") < words.index("2. Promise 2")


def test_an_invented_plan_says_so_on_every_page():
    a_plan(is_invented=True)
    for address in ("/", PLAN, f"{PLAN}changes/"):
        assert "Invented example" in read(address), address


def test_a_plan_that_was_brought_in_names_its_document_on_every_page():
    source = SourceDocument(slug="doc", title="The printed plan", publisher="The ministry")
    source.url, source.published_on = "https://example.org/plan", day("2025-10-20")
    source.save()
    a_plan(source=source, published_in=an_edition(date(2026, 3, 1)))
    for address in ("/", PLAN, f"{PLAN}changes/"):
        words = read(address)
        assert "Brought in on 1 March 2026 from The printed plan (The ministry, 20 October 2025)." in words
        assert "Texts are short summaries in our own words." in words
        assert 'href="https://example.org/plan"' in html(address)


def test_a_plan_that_is_over_says_so_and_names_the_next(plan):
    a_plan(
        "2023-25",
        title="Plan before",
        starts_on=day("2023-07"),
        ends_on=day("2025-06"),
        adopted_on=day("2023-07"),
    )
    plan.follows_id = plan.__class__.objects.get(slug="2023-25").pk
    plan.save()
    words = read("/plans/2023-25/")
    assert "The plan ended in June 2025." in words
    assert "The plan after it: Action plan 2025–27" in words


def test_the_narrative_is_shown_as_safe_text(plan):
    PlanSection.objects.create(
        plan=plan, slug="intro", title="Introduction", text="**Why** <script>x</script>", position=1
    )
    page = html(PLAN)
    assert "<strong>Why</strong>" in page
    assert "<script>x" not in page


def test_the_foot_names_edition_day_and_address(plan):
    words = read(PLAN)
    assert re.search(r"Edition \d+, published on", words)
    assert "http://testserver/plans/2025-27/" in words


# ---- What nobody published -----------------------------------------------------------------------


def test_drafts_show_nowhere(plan):
    a_plan("draft", state=PlanState.DEVELOPMENT, title=CANARY, adopted_on=None)
    commitment = plan.commitments.get(number="1")
    a_commitment(plan, "9", title=CANARY, published_in=None)
    a_milestone(commitment, 9, title=CANARY, published_in=None)
    Amendment.objects.create(
        plan=plan,
        slug="secret",
        number=9,
        title=CANARY,
        reason=CANARY,
        decided_by=CANARY,
        decided_first=date(2026, 1, 1),
        decided_last=date(2026, 1, 1),
    )
    for address in ("/", "/plans/", PLAN, f"{PLAN}?stage=not-reported", f"{PLAN}changes/"):
        assert CANARY not in html(address), address
    assert Client().get("/plans/draft/").status_code == 404
    assert Client().get("/plans/draft/changes/").status_code == 404
    assert Client().get("/plans/missing/").status_code == 404


# ---- The front page and the list -----------------------------------------------------------------


def test_home_shows_the_newest_plan_in_force_and_the_others_beside_it(plan):
    a_plan("2023-25", title="Plan before", starts_on=day("2023-07"), ends_on=day("2025-06"))
    a_plan("2027-29", title="Plan to come", starts_on=day("2027-07"), ends_on=day("2029-06"))
    words = read("/")
    assert "The plan in force, July 2025 to June 2027 Action plan 2025–27 Two commitments hold" in words
    assert words.index("Other plans") < words.index("Plan to come") < words.index("Plan before")
    assert f'href="{PLAN}?stage=underway#listed"' in html("/")


def test_home_shows_the_newest_that_is_over_where_none_is_in_force():
    a_plan("2023-25", title="Plan before", starts_on=day("2023-07"), ends_on=day("2025-06"))
    a_plan("2021-23", title="Plan long before", starts_on=day("2021-07"), ends_on=day("2023-06"))
    words = read("/")
    assert "The newest plan; it is over Plan before" in words


def test_home_without_a_plan_says_so():
    assert "No action plan has been published here yet." in read("/")
    assert "No action plan has been published here yet." in read("/plans/")


def test_the_list_says_of_each_plan_what_it_holds_and_how_far_it_is(plan):
    a_plan("2023-25", title="Plan before", starts_on=day("2023-07"), ends_on=day("2025-06"))
    a_plan(
        "next",
        title="Draft plan",
        starts_on=day("2027-07"),
        ends_on=day("2029-06"),
        state=PlanState.DRAFT,
        adopted_on=None,
    )
    words = read("/plans/")
    assert "Three plans are published here. One is in force today." in words
    assert "Two commitments hold five milestones. One is completed. In force" in words
    assert "Over; it ended in June 2025" in words
    assert "Draft, not adopted" in words


def test_the_list_counts_as_the_page_does(plan):
    commitment = plan.commitments.get(number="1")
    a_milestone(commitment, 3, withdrawn_by=amend(plan))
    a_milestone(commitment, 4, withdrawn_by=amend(plan, 2, published_in=None))
    a_milestone(commitment, 5, added_by=amend(plan, 3, decided_on=day("2026-05-01")))
    for address in ("/plans/", PLAN):
        assert "Two commitments hold six milestones. One is completed." in read(address)


def test_long_lists_have_pages():
    for number in range(21):
        a_plan(f"plan-{number}")
    assert "Page 1 of 2" in read("/plans/")
    assert read("/plans/?page=2").count("No commitment has been published yet.") == 1


# ---- What changed --------------------------------------------------------------------------------


def test_an_amendment_shows_who_when_why_and_every_before_and_after(plan):
    commitment = plan.commitments.get(number="1")
    amendment = amend(plan)
    move(commitment.milestones.get(number=2), "2026-06", "2026-09", amendment=amendment)
    WordingChange.objects.create(
        amendment=amendment,
        commitment=commitment,
        field="promise",
        before="We promise.",
        after="We do promise.",
        published_in=an_edition(),
    )
    a_milestone(commitment, 3, title="A new step", added_by=amendment)
    page, words = html(f"{PLAN}changes/"), read(f"{PLAN}changes/")
    assert "One amendment has changed this plan." in words
    for fact in ("Amendment 1", "A later date", "10 February 2026", "The minister", "It takes longer."):
        assert fact in words
    assert "1.2 Step 1.2 not moved removed: June 2026 added: September 2026" in words
    assert '<ins><span class="visually-hidden">added: </span>do</ins>' in page
    assert "1.3 A new step: added" in words


def test_what_the_source_does_not_state_is_said_so(plan):
    source = SourceDocument.objects.create(slug="doc", title="A report")
    milestone = plan.commitments.get(number="1").milestones.get(number=2)
    move(
        milestone,
        "2026-06",
        "2026-09",
        source=source,
        source_at="Milestones",
        not_stated=f"{NotStated.AMENDMENT} {NotStated.REASON}",
    )
    amend(
        plan, number=None, decided_by="", source=source, not_stated=f"{NotStated.NUMBER} {NotStated.DECIDER}"
    )
    words = read(f"{PLAN}changes/")
    assert "Dates that moved without an amendment" in words
    assert "Since on or before 28 February 2026" in words
    assert "Reason: not stated in the source. Source: A report, Milestones" in words
    assert "Decided by Not stated in the source" in words
    assert "Number Not stated in the source" in words


def test_a_plan_without_changes_says_so(plan):
    assert "Nothing has changed since the plan was adopted." in read(f"{PLAN}changes/")


# ---- Speed ---------------------------------------------------------------------------------------


def grow(plan, commitments):
    """Many more of everything that a page shows."""
    periods = list(plan.periods.all())
    for number in range(10, 10 + commitments):
        commitment = a_commitment(plan, str(number))
        a_lead(commitment, an_agency(f"Agency {number}"))
        a_lead(commitment, an_agency(f"Helper {number}"), LeadRole.SUPPORTING)
        report = ProgressReport(commitment=commitment, period=periods[0], doing="On.", state="published")
        report.published_in = an_edition()
        report.save()
        amendment = amend(plan, number=number)
        for place, said in enumerate((UNDERWAY, DELAYED, COMPLETED), start=1):
            milestone = a_milestone(commitment, place)
            a_stage(milestone, said, "2026-02-28")
            move(milestone, "2026-06", "2026-09", amendment=amendment)


@pytest.mark.parametrize(
    ("address", "budget"),
    [
        ("/", 22),
        ("/plans/", 8),
        (PLAN, 24),
        (f"{PLAN}?stage=underway&on=2026-03-01", 24),
        (f"{PLAN}changes/", 10),
    ],
)
def test_queries_do_not_grow_with_rows(plan, address, budget, django_assert_max_num_queries):
    grow(plan, 1)
    a_plan("before", starts_on=day("2023-07"), ends_on=day("2025-06"))
    with django_assert_max_num_queries(budget) as few:
        assert Client().get(address).status_code == 200
    for number in range(9):
        a_plan(f"earlier-{number}", starts_on=day("2021-07"), ends_on=day("2023-06"))
    another = a_commitment(plan, "100")
    a_lead(another, an_agency("Late agency"))
    for number in range(1, 12):
        a_stage(a_milestone(another, number), DELAYED, "2026-02-28")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert Client().get(address).status_code == 200


def test_anonymous_pages_set_no_cookie_and_answer_304(plan):
    answer = Client().get(PLAN)
    assert not answer.cookies
    assert Client().get(PLAN, headers={"if-none-match": answer["ETag"]}).status_code == 304
