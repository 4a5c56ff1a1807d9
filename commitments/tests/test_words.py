"""Sentences and words: correct for none, one and many, and calm about what is not known."""

from datetime import date

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from commitments.choices import LeadRole, Stage
from commitments.record.day import plan_on
from commitments.rules import Declared
from commitments.words import (
    agreed_words,
    changed,
    expected_words,
    explanations,
    holds,
    joined,
    lateness,
    leads_words,
    lede,
    months_over,
    news,
    no_reason_words,
    number_words,
    published_plans,
    stage_words,
    timeliness_words,
    when,
)
from commitments.words.difference import marked_words
from plans.choices import PlanState
from plans.dates import PartialDate
from plans.models import Amendment, SourceDocument
from plans.tests.factories import TODAY, a_plan, an_agency, an_edition

from .factories import COMPLETED, DELAYED, UNDERWAY, a_commitment, a_lead, a_milestone, a_stage

pytestmark = pytest.mark.django_db
NOT_STARTED = Declared(Stage.NOT_STARTED)
THROUGHOUT = {"agreed_due_on": None, "agreed_due_text": "throughout the plan"}


def day(text):
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "zero"), (1, "one"), (18, "eighteen"), (21, "twenty-one"), (99, "ninety-nine"), (100, "100")],
)
def test_numbers_are_words_up_to_a_hundred(number, words):
    assert number_words(number) == words


def test_numbers_follow_the_language_and_are_figures_where_it_has_no_words():
    with override("de"):
        assert number_words(18) == "achtzehn"
    with override("mi"):
        assert number_words(18) == "18"


def test_lists_read_like_lists():
    assert [joined(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert joined(["<b>", "c"]) == "&lt;b&gt; and c"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2017-07-01", "on 1 July 2017"),
        ("2016-10", "in October 2016"),
        ("2016", "in 2016"),
        ("../2017-11-30", "on or before 30 November 2017"),
    ],
)
def test_dates_in_a_sentence_keep_their_precision(text, words):
    assert when(day(text)) == words


@pytest.mark.parametrize(
    ("commitments", "milestones", "words"),
    [
        (7, 30, "Seven commitments hold thirty milestones."),
        (1, 1, "One commitment holds one milestone."),
        (1, 3, "One commitment holds three milestones."),
        (2, 0, "Two commitments hold no milestones yet."),
        (0, 0, "No commitment has been published yet."),
    ],
)
def test_what_a_plan_holds(commitments, milestones, words):
    assert holds(commitments, milestones) == words


@pytest.mark.parametrize(
    ("due", "on", "words"),
    [
        (date(2017, 6, 30), date(2018, 3, 12), "8 months late"),
        (date(2018, 2, 11), date(2018, 3, 12), "1 month late"),
        (date(2018, 3, 11), date(2018, 3, 12), "Less than a month late"),
    ],
)
def test_lateness_is_said_in_months(due, on, words):
    assert lateness(due, on) == words


# ---- The sentence that opens a plan -----------------------------------------------------------------


def milestones_of(plan, *said, **fields):
    """A commitment with one milestone for each stage that is said; None is not reported."""
    commitment = a_commitment(plan, fields.pop("number", "1"))
    for number, declared in enumerate(said, start=1):
        milestone = a_milestone(commitment, number, **fields)
        if declared:
            a_stage(milestone, declared, "2026-02-28")
    return commitment


def said_of(plan, on=TODAY):
    return strip_tags(lede(plan_on(plan, on)))


def test_one_kind_of_open_milestones_needs_no_list():
    plan = a_plan()
    milestones_of(plan, COMPLETED, UNDERWAY, UNDERWAY)
    assert said_of(plan) == "One commitment holds three milestones. One is completed. Two are on schedule."


def test_several_kinds_are_listed_and_overdue_comes_last_and_is_marked():
    plan = a_plan()
    milestones_of(plan, COMPLETED, UNDERWAY, None)
    milestones_of(plan, DELAYED, number="2", agreed_due_on=day("2026-01"))
    assert said_of(plan) == (
        "Two commitments hold four milestones. One is completed. "
        "Of the three still open, one is on schedule, one has not been reported and one is overdue."
    )
    assert '<span class="overdue">one is overdue</span>' in lede(plan_on(plan, TODAY))


def test_none_completed_is_said():
    plan = a_plan()
    milestones_of(plan, UNDERWAY)
    milestones_of(plan, UNDERWAY, number="2", **THROUGHOUT)
    assert said_of(plan) == (
        "Two commitments hold two milestones. None is completed yet. "
        "One is on schedule and one has no end date."
    )


def test_all_completed_is_all_there_is_to_say():
    plan = a_plan()
    milestones_of(plan, COMPLETED, COMPLETED)
    assert said_of(plan) == "One commitment holds two milestones. All are completed."


def test_nothing_reported_is_said_calmly():
    plan = a_plan()
    milestones_of(plan, None, None)
    assert said_of(plan) == "One commitment holds two milestones. Nothing has been reported on them yet."


def test_what_was_brought_in_without_stages_is_not_in_our_sources():
    source = SourceDocument.objects.create(slug="the-plan", title="The plan")
    plan = a_plan(source=source, ends_on=day("2026-01"))
    milestones_of(plan, None, None)
    assert said_of(plan) == (
        "One commitment holds two milestones. Their stages are not in our sources. "
        "The plan ended in January 2026."
    )


def test_a_plan_that_is_over_says_what_was_not_finished():
    plan = a_plan(ends_on=day("2026-02"))
    milestones_of(plan, COMPLETED, UNDERWAY, None)
    assert said_of(plan) == (
        "One commitment holds three milestones. One is completed. Of the other two, one has not been "
        "reported and one was not finished in the plan. The plan ended in February 2026."
    )


def test_a_plan_that_has_not_begun_says_when_it_does():
    plan = a_plan(starts_on=day("2026-07"), ends_on=day("2028-06"))
    milestones_of(plan, None)
    assert said_of(plan) == "One commitment holds one milestone. The plan begins in July 2026."


def test_a_draft_says_so():
    plan = a_plan(state=PlanState.DRAFT, adopted_on=None)
    milestones_of(plan, None)
    assert "This is a draft; the plan has not been adopted." in said_of(plan)


def test_withdrawn_milestones_are_counted_apart():
    plan = a_plan()
    commitment = milestones_of(plan, COMPLETED, UNDERWAY)
    amendment = Amendment(
        plan=plan, slug="one", number=1, title="One", reason="Why", decided_by="The minister"
    )
    amendment.decided_on, amendment.published_in = day("2026-01-10"), an_edition()
    amendment.save()
    a_milestone(commitment, 3, withdrawn_by=amendment)
    assert said_of(plan) == (
        "One commitment holds two milestones. One is completed. One is on schedule. One more was withdrawn."
    )


def test_parts_stand_under_their_parent_and_are_not_commitments():
    plan = a_plan()
    parent = milestones_of(plan, COMPLETED)
    part = a_commitment(plan, "1.1", parent=parent)
    a_stage(a_milestone(part, 1), UNDERWAY, "2026-02-28")
    assert said_of(plan).startswith("One commitment holds two milestones.")


# ---- One milestone ------------------------------------------------------------------------------------


def standing_of(plan, on=TODAY):
    return plan_on(plan, on).standings[0]


@pytest.mark.parametrize(
    ("said", "fields", "stage", "timeliness"),
    [
        (UNDERWAY, {}, "Underway", "On schedule"),
        (DELAYED, {"agreed_due_on": PartialDate.parse("2026-01")}, "Some delays", "1 month late"),
        (UNDERWAY, THROUGHOUT, "Underway", "No end date"),
        (UNDERWAY, {"agreed_due_on": None}, "Underway", "Date not known"),
        (COMPLETED, {}, "Completed", "Done"),
        (COMPLETED, {"agreed_due_on": PartialDate.parse("2026-01")}, "Completed", "Done late"),
        (NOT_STARTED, {"agreed_starts_on": PartialDate.parse("2026-05")}, "Not started", "Not due to start"),
        (None, {}, "Not reported", "Not reported"),
    ],
)
def test_stage_and_timeliness_in_words(said, fields, stage, timeliness):
    plan = a_plan()
    milestones_of(plan, said, **fields)
    standing = standing_of(plan)
    assert (stage_words(standing), timeliness_words(standing)) == (stage, timeliness)


def test_without_a_stage_a_record_from_a_document_is_not_in_our_sources():
    plan = a_plan(source=SourceDocument.objects.create(slug="the-plan", title="The plan"))
    milestones_of(plan, None)
    standing = standing_of(plan)
    assert stage_words(standing) == timeliness_words(standing) == "Not in our sources"


def test_a_delay_gives_its_reason_and_the_expected_date():
    plan = a_plan()
    milestones_of(plan, DELAYED)
    standing = standing_of(plan)
    assert agreed_words(standing) == "June 2026"
    assert explanations(standing) == [
        "Reason: approvals. Two agencies still have to agree. Expected in September 2026."
    ]


# ---- One commitment ------------------------------------------------------------------------------------


def test_leads_are_named_as_they_were_on_the_day_and_before():
    plan = a_plan()
    commitment = a_commitment(plan)
    old, new, helper = an_agency("Old Office"), an_agency("New Office"), an_agency("Helping Office")
    a_lead(commitment, old, until_on=date(2026, 1, 31))
    a_lead(commitment, new, from_on=date(2026, 2, 1))
    a_lead(commitment, helper, LeadRole.SUPPORTING)

    def on(day):
        return str(leads_words(plan_on(plan, day).commitments[0]))

    assert on(date(2026, 1, 31)) == "Old Office, with Helping Office"
    assert on(date(2026, 2, 1)) == "New Office, with Helping Office; until 31 January 2026, Old Office"


@pytest.mark.parametrize(
    ("said", "fields", "words"),
    [
        ([UNDERWAY, COMPLETED], {}, "All on schedule; next date June 2026"),
        ([COMPLETED, COMPLETED], {}, "All completed"),
        ([UNDERWAY, COMPLETED], {"agreed_due_on": PartialDate.parse("2026-01")}, "1 overdue"),
        ([UNDERWAY, None], {}, "0 of 2 completed; next date June 2026"),
        ([None, None], {}, "Two milestones"),
        ([UNDERWAY], THROUGHOUT, "0 of 1 completed; one without an end date"),
        ([None], {"agreed_due_on": None}, "One milestone; dates not known"),
        ([], {}, "No milestones yet"),
    ],
)
def test_one_line_of_news(said, fields, words):
    plan = a_plan()
    milestones_of(plan, *said, **fields)
    assert strip_tags(news(plan_on(plan, TODAY).commitments[0])) == words


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 3, 12), "8 of the plan’s 24 months are over."),
        (date(2025, 8, 31), "2 of the plan’s 24 months are over."),
        (date(2025, 8, 1), "1 of the plan’s 24 months is over."),
        (date(2027, 6, 30), "24 of the plan’s 24 months are over."),
        (date(2025, 6, 30), ""),
        (date(2027, 7, 1), ""),
    ],
)
def test_how_much_of_the_plans_time_is_over(on, words):
    assert months_over(day("2025-07"), day("2027-06"), on) == words


def test_what_changed_in_one_sentence():
    assert changed(0, 0) == "Nothing has changed since the plan was adopted."
    assert changed(1, 2) == (
        "One amendment has changed this plan. Two dates moved without an amendment that our sources name."
    )


def test_how_many_plans_there_are_in_one_sentence():
    assert published_plans(0, 0) == "No action plan has been published here yet."
    assert published_plans(1, 1) == "One plan is published here. One is in force today."
    assert published_plans(1, 1, is_today=False) == "One plan is published here. One was in force."
    assert published_plans(2, 0) == "Two plans are published here. None is in force today."


# ---- Before and after ------------------------------------------------------------------------------------


def test_words_that_went_and_came_are_marked_and_said():
    before, after = marked_words("Tell people early.", "Tell people and towns early.")
    assert before == "Tell people early."
    assert after == 'Tell people <ins><span class="visually-hidden">added: </span>and towns</ins> early.'


def test_a_lone_word_between_two_changes_is_read_with_them():
    before, after = marked_words("Ask new ways of hearing", "Ask the end of it")
    assert strip_tags(before) == "Ask removed: new ways of hearing"
    assert strip_tags(after) == "Ask added: the end of it"


def test_what_people_wrote_is_inert():
    before, after = marked_words("<b>old</b> {0}", "<script>new</script> {0}")
    assert "<b>" not in before
    assert "<script>" not in after
    assert "{0}" in after


# ---- What is late, and why ---------------------------------------------------------------------------

NO_DATE = Declared(DELAYED.stage, DELAYED.note, DELAYED.reason, "Somebody is ill.", expected_not_known=True)


@pytest.mark.parametrize(
    ("said", "expected", "silence"),
    [
        (DELAYED, "expected September 2026", ""),
        (NO_DATE, "expected date not known", ""),
        (UNDERWAY, "", "No reason given."),
        (COMPLETED, "", ""),
    ],
)
def test_what_is_late_says_what_is_expected_or_that_no_reason_is_given(said, expected, silence):
    milestone = a_milestone(a_commitment(a_plan()), 1, agreed_due_on=day("2026-01"))
    a_stage(milestone, said, "2026-02-28")
    [standing] = plan_on(milestone.commitment.plan, TODAY).standings
    assert (expected_words(standing), no_reason_words(standing)) == (expected, silence)
    assert (silence in explanations(standing)) == bool(silence)


def test_what_is_on_schedule_and_declared_delayed_says_what_the_agency_expects():
    milestone = a_milestone(a_commitment(a_plan()), 1)
    a_stage(milestone, DELAYED, "2026-02-28")
    [one] = plan_on(milestone.commitment.plan, TODAY).commitments
    assert news(one) == (
        "All on schedule; next date June 2026; one with some delays, expected September 2026"
    )
