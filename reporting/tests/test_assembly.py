"""What a draft freezes, chapter by chapter."""

import json
from datetime import date, timedelta

import pytest

from commitments.choices import DateKind
from commitments.models import DateChange
from commitments.tests.factories import PROOF, UNDERWAY, a_commitment, a_milestone, a_stage
from engagement.choices import Disposition, PublishAs, Purpose
from engagement.tests.factories import (
    a_consultation,
    a_forum,
    a_meeting,
    a_point,
    a_submission,
    a_theme,
    an_answer,
    answered,
)
from plans.choices import PeriodKind
from plans.dates import PartialDate
from plans.models import Amendment
from plans.tests.factories import an_edition, at
from reporting.assembly import assemble
from reporting.assembly.figures import FIGURES
from reporting.chapters import ORDER
from reporting.choices import ChapterKind
from reporting.operations.drafting import begin_assessment, propose_parts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day", "nobody_signs")]

ENDS = date(2026, 2, 28)


def draft(desk, kind=PeriodKind.MID_TERM, **fields):
    """By chapter, what would be frozen."""
    assessment = begin_assessment(plan=desk.plan, kind=kind, slug="a-report", ends_on=ENDS, **fields)
    propose_parts(assessment)
    content = assemble(assessment, edition=7)
    assert json.loads(json.dumps(content)) == content  # it is data and nothing else
    return content


def figures(desk, chapter, **fields):
    found = {one["slug"]: one["figures"] for one in draft(desk, **fields)["chapters"]}
    return found[chapter]


@pytest.mark.parametrize("kind", PeriodKind)
def test_every_kind_of_report_has_its_chapters_in_their_order(desk, kind):
    a_commitment(desk.plan, "1.1", parent=desk.commitment)
    kinds = [chapter["kind"] for chapter in draft(desk, kind)["chapters"]]
    assert [one for one in kinds if one != "commitment"] == [k for k in ORDER[kind] if k != "commitment"]
    assert kinds.count("commitment") == 2


def test_a_commitment_is_shown_as_it_stood_on_the_last_day(desk):
    one, two, _ = desk.commitment.milestones.order_by("number")
    a_stage(one, UNDERWAY, "2026-02-01")
    a_stage(two, UNDERWAY, "2026-03-05")  # a week after the last day
    stages = [step["stage"] for step in figures(desk, "commitment-1")["milestones"]]
    assert stages == [{"code": "underway", "words": "Underway"}, None, None]


def test_a_report_an_agency_published_is_taken_over_word_for_word(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.publish(cast.ana)
    found = figures(desk, "commitment-1")
    assert [report["doing"] for report in found["reports"]] == ["We met the agencies."]
    done = found["milestones"][2]
    assert done["evidence"] == [{"url": PROOF.url, "title": PROOF.title}]
    late = found["milestones"][1]
    assert (late["reason"], late["expected"]["on"]) == ("Approvals", "2026-09")


def test_a_moved_date_says_from_where_to_where_and_why(desk):
    amendment = Amendment(plan=desk.plan, slug="one", number=1, title="More time", reason="People asked.")
    amendment.decided_on, amendment.decided_by = PartialDate.parse("2026-01-15"), "Cabinet"
    amendment.published_in = an_edition()
    amendment.save()
    change = DateChange(milestone=desk.commitment.milestones.get(number=1), amendment=amendment)
    change.kind, change.published_in = DateKind.DUE, amendment.published_in
    change.before_on, change.after_on = PartialDate.parse("2026-06"), PartialDate.parse("2026-12")
    change.moved_on = PartialDate.parse("2026-01-15")
    change.save()
    (moved,) = figures(desk, "commitment-1")["milestones"][0]["moved"]
    assert (moved["before"]["on"], moved["after"]["words"], moved["reason"]) == (
        "2026-06",
        "December 2026",
        "People asked.",
    )


def test_people_are_heard_by_number_never_by_their_words_or_names(desk):
    consultation = a_consultation(desk.plan, opens_at=at(date(2026, 1, 10)), closes_at=at(date(2026, 2, 1)))
    theme = a_theme(consultation, "minutes", "Minutes")
    shown = a_submission(consultation, name="Dee Doe", publish_as=PublishAs.NAME)
    hidden = a_submission(consultation, "Not for everyone.", publish_as=PublishAs.NOT_AT_ALL)
    an_answer(a_point(shown, theme=theme, commitment=desk.commitment))
    an_answer(a_point(hidden), Disposition.NOT_ADOPTED, changed_commitment=desk.commitment)
    answered(consultation, on=ENDS)
    content = draft(desk)
    said = json.dumps(content)
    assert "Dee" not in said
    assert shown.text not in said
    assert "Not for everyone." not in said
    chapters = {one["slug"]: one["figures"] for one in content["chapters"]}
    heard = chapters["commitment-1"]["heard"]
    assert [(one["submission"], one["decided"]["code"], bool(one["address"])) for one in heard] == [
        (1, "adopted", True),
        (2, "not-adopted", False),
    ]
    (process,) = chapters["process"]["consultations"]
    assert (process["submissions"], process["points"]) == (2, 2)
    assert process["themes"] == [{"words": "Minutes", "points": 1}]


def test_what_nobody_has_published_is_not_in_a_draft(desk, cast):
    desk.save(cast.ben)
    consultation = a_consultation(desk.plan, opens_at=at(date(2026, 1, 10)), closes_at=at(date(2026, 2, 1)))
    an_answer(a_point(a_submission(consultation), commitment=desk.commitment), reason="A secret reason.")
    a_consultation(desk.plan, "hidden", title="A secret question", published_in=None)
    a_meeting(desk.plan, title="A secret meeting", published_in=None)
    a_forum(desk.plan, name="A secret panel", published_in=None)
    said = json.dumps(draft(desk))
    assert "secret" not in said
    assert "We met the agencies." not in said


def test_those_who_sit_on_the_last_day_are_the_members(desk):
    forum = a_forum(desk.plan)
    last_day = ENDS
    forum.members.filter(position=1).update(until_on=last_day)
    forum.members.filter(position=2).update(until_on=last_day - timedelta(days=1))
    [said] = [one["figures"]["forums"] for one in draft(desk)["chapters"] if "forums" in one["figures"]]
    assert [member["role"] for member in said[0]["members"]] == ["Chair", "Member"]


def test_what_was_answered_after_the_last_day_is_not_in_the_report(desk):
    consultation = a_consultation(desk.plan, opens_at=at(date(2026, 1, 10)), closes_at=at(date(2026, 2, 1)))
    an_answer(a_point(a_submission(consultation), commitment=desk.commitment))
    answered(consultation, "Said later.", on=date(2026, 3, 11))
    content = draft(desk)
    chapters = {one["slug"]: one["figures"] for one in content["chapters"]}
    assert chapters["commitment-1"]["heard"] == []
    assert chapters["process"]["consultations"][0]["submissions"] == 0
    assert "Said later." not in json.dumps(content)


def test_consultations_on_progress_stand_apart_from_those_on_the_plan(desk):
    closed = {"opens_at": at(date(2026, 1, 10)), "closes_at": at(date(2026, 2, 1))}
    a_consultation(desk.plan, "on-report", purpose=Purpose.DRAFT_REPORT, **closed)
    a_consultation(desk.plan, "later")  # opens after the last day
    chapters = {one["slug"]: one["figures"] for one in draft(desk)["chapters"]}
    assert [one["slug"] for one in chapters["heard"]["consultations"]] == ["on-report"]
    assert chapters["process"]["consultations"] == []


def test_each_part_has_the_rows_of_the_template_and_the_proposal(desk):
    for milestone in desk.commitment.milestones.all():
        a_stage(milestone, UNDERWAY, "2026-02-01")
    (part,) = figures(desk, "annex")["parts"]
    assert part["proposed"] == {"code": "limited", "words": "Limited"}
    assert part["completion"] is None
    assert part["objective"] == "We promise."


def test_definitions_are_of_the_values_that_the_plan_names(desk):
    desk.commitment.values = ["transparency"]
    desk.commitment.save()
    found = figures(desk, "definitions")
    assert [one["code"] for one in found["values"]] == ["transparency"]
    assert all(one["meaning"] for one in found["values"])


def test_a_draft_of_a_large_plan_asks_no_more_than_one_of_a_small_plan(desk, django_assert_max_num_queries):
    for number in range(2, 12):
        commitment = a_commitment(desk.plan, str(number))
        for place in (1, 2):
            a_stage(a_milestone(commitment, place), UNDERWAY, "2026-02-01")
    assessment = begin_assessment(plan=desk.plan, kind=PeriodKind.MID_TERM, slug="large", ends_on=ENDS)
    propose_parts(assessment)
    assessment.refresh_from_db()
    with django_assert_max_num_queries(40):
        assemble(assessment, edition=1)


def test_each_kind_of_chapter_can_be_assembled():
    assert set(FIGURES) == set(ChapterKind)
