"""Promises and progress through the API: on a day, filtered, in order, and nothing that is not published."""

from datetime import date

import pytest

from commitments.models import Commitment, Lead, Milestone, ProgressReport, StageUpdate
from plans.dates import PartialDate
from plans.models import ActionPlan, Amendment, ReportingPeriod
from reporting.operations.document import bring_in

from .documents import plan_document

pytestmark = pytest.mark.django_db
PLAN = "plan=test-2016-18"


@pytest.fixture
def plan():
    bring_in(document=plan_document(), name="test.json")
    return ActionPlan.objects.get()


@pytest.fixture
def get(client):
    def get(address, status=200):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == status, answer.content
        return answer.json()

    return get


def results(answer, *fields):
    if len(fields) == 1:
        return [row[fields[0]] for row in answer["results"]]
    return [tuple(row[field] for field in fields) for row in answer["results"]]


# ---- Milestones -----------------------------------------------------------------------------------


def test_a_milestone_has_its_dates_stage_and_timeliness(get, plan):
    row = get("milestones/test-2016-18/1/2/?on=2018-05-01")
    expected = {
        "url": "http://testserver/api/v1/milestones/test-2016-18/1/2/",
        "page": "http://testserver/plans/test-2016-18/commitments/1/#milestone-2",
        "on": "2018-05-01",
        "recorded": True,
        "invented": False,
        "plan": "test-2016-18",
        "commitment": "1",
        "number": 2,
        "full_number": "1.2",
        "starts_on": None,
        "due_on": "2018-04-30",
        "due_text": "",
        "agreed_due_on": "2018-01",
        "expected_on": "2018-05",
        "expected_not_known": False,
        "reason": "funding",
        "reason_words": "No money.",
        "completed_on": None,
        "stage": "some-delays",
        "stage_label": "Some delays",
        "stage_as_of": "2017-11-30",
        "stage_update": "http://testserver/api/v1/stage-updates/test-2016-18/1/2/1/",
        "timeliness": "overdue",
        "edition": 1,
        "not_stated": [],
        "source": None,
    }
    assert {name: row[name] for name in expected} == expected


def test_a_moved_date_says_when_why_and_by_which_amendment(get, plan):
    (move,) = get("milestones/test-2016-18/1/2/")["moves"]
    assert (move["before_on"], move["after_on"], move["moved_on"]) == ("2018-01", "2018-04-30", "2017-12-01")
    assert (move["amendment"], move["reason"]) == ("more-time", "People asked for it.")


@pytest.mark.parametrize(
    ("on", "due_on", "stage", "timeliness"),
    [
        ("2017-11-29", "2018-01", None, "not-reported"),
        ("2017-11-30", "2018-01", "some-delays", "on-schedule"),
        ("2017-12-01", "2018-04-30", "some-delays", "on-schedule"),
        ("2018-05-01", "2018-04-30", "some-delays", "overdue"),
        ("2018-07-01", "2018-04-30", "some-delays", "not-finished-in-the-plan"),
    ],
)
def test_a_milestone_is_asked_about_for_a_day(get, plan, on, due_on, stage, timeliness):
    row = get(f"milestones/test-2016-18/1/2/?on={on}")
    assert (row["due_on"], row["stage"], row["timeliness"]) == (due_on, stage, timeliness)


def test_a_date_in_words_is_null_beside_its_words(get, plan):
    row = get("milestones/test-2016-18/1/4/")
    assert (row["due_on"], row["due_text"], row["timeliness"]) == (
        None,
        "throughout the plan",
        "not-reported",
    )


def test_a_milestone_is_not_there_before_the_amendment_that_added_it(get, plan):
    assert get(f"milestones/?{PLAN}&on=2017-11-30")["count"] == 3
    assert get(f"milestones/?{PLAN}&on=2017-12-01")["count"] == 4
    get("milestones/test-2016-18/1/4/?on=2017-11-30", status=404)


def test_a_milestone_withdrawn_by_an_amendment_is_not_counted_by_stage(get, plan):
    Milestone.objects.filter(number=3).update(withdrawn_by=Amendment.objects.get())
    counts = get("plans/test-2016-18/?on=2018-01-15")["milestones"]
    assert (counts["count"], counts["by_stage"]["not-reported"], counts["by_timeliness"]["withdrawn"]) == (
        4,
        1,
        1,
    )
    assert get(f"milestones/?{PLAN}&stage=not-reported&on=2018-01-15")["count"] == 1
    row = get("milestones/test-2016-18/1/3/")
    assert (row["timeliness"], row["withdrawn_by"]) == ("withdrawn", "more-time")


def test_an_amendment_without_a_day_counts_from_its_publication(get, plan):
    Amendment.objects.update(decided_first=None, decided_last=None, not_stated="day", source=plan.source)
    Amendment.objects.update(published_first="2018-03-01", published_last="2018-03-01")
    assert get(f"milestones/?{PLAN}&on=2018-02-28")["count"] == 3
    assert get(f"milestones/?{PLAN}&on=2018-03-01")["count"] == 4
    assert get("plans/test-2016-18/?on=2018-02-28")["milestones"]["count"] == 3
    assert get("commitments/test-2016-18/1/?on=2018-02-28")["title"] == "Open records"


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("stage=completed", [1]),
        ("stage=not-reported", [3, 4]),
        ("stage=underway", []),
        ("timeliness=done-late", [1]),
        ("timeliness=overdue", [2]),
        ("moved=true", [2]),
        ("moved=false", [1, 3, 4]),
        ("agency=statistics", [1, 2, 3, 4]),
        ("agency=records", []),
        ("supporting=statistics", []),
        ("commitment=1", [1, 2, 3, 4]),
        ("commitment=2", []),
        ("ordering=-agreed_due_on", [3, 2, 1, 4]),
    ],
)
def test_milestones_can_be_narrowed_and_ordered(get, plan, asked, numbers):
    assert results(get(f"milestones/?{PLAN}&on=2018-05-15&{asked}"), "number") == numbers


def test_timeliness_is_asked_of_one_plan(get, plan):
    assert "plan=" in get("milestones/?timeliness=overdue", status=400)["detail"]


# ---- Commitments and plans ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "title", "leads"),
    [
        ("2017-11-30", "Open records", [("Records", "lead"), ("Statistics", "supporting")]),
        ("2017-12-31", "Open records, at last", [("Records", "lead"), ("Statistics", "supporting")]),
        ("2018-01-01", "Open records, at last", [("Statistics", "lead")]),
    ],
)
def test_a_commitment_has_the_words_and_the_leads_of_the_day(get, plan, on, title, leads):
    row = get(f"commitments/test-2016-18/1/?on={on}")
    assert (row["on"], row["title"]) == (on, title)
    assert [(lead["name"], lead["role"]) for lead in row["leads"]] == leads
    assert len(row["wording_changes"]) == (on >= "2017-12-01")


def test_resources_are_told_only_where_they_are_public(get, plan):
    Commitment.objects.update(resources="Two million.")
    assert get("commitments/test-2016-18/1/")["resources"] is None
    Commitment.objects.update(resources_public=True)
    assert get("commitments/test-2016-18/1/")["resources"] == "Two million."


@pytest.mark.parametrize(
    ("asked", "count"),
    [("value=transparency", 1), ("value=technology", 0), ("challenge=public-services", 0), ("work=new", 1),
     ("part=true", 0), ("part=false", 1), ("agency=records", 0), ("agency=records&on=2017-06-01", 1)],
)  # fmt: skip
def test_commitments_can_be_narrowed(get, plan, asked, count):
    assert get(f"commitments/?{asked}")["count"] == count


def test_a_plan_counts_its_milestones_for_the_day(get, plan):
    row = get("plans/test-2016-18/?on=2018-05-15")
    assert (row["commitments"], row["over"]) == (1, False)
    assert row["milestones"]["by_stage"] == {
        "not-started": 0, "underway": 0, "some-delays": 1, "completed": 1, "not-reported": 2,
    }  # fmt: skip
    counted = {code: count for code, count in row["milestones"]["by_timeliness"].items() if count}
    assert counted == {"done-late": 1, "overdue": 1, "not-reported": 2}


def test_a_part_is_not_counted_as_a_commitment(get, plan):
    whole = Commitment.objects.get()
    part = Commitment.objects.create(
        plan=plan, number="1.1", title="Focus on it", promise="To focus.", parent=whole
    )
    Commitment.objects.filter(pk=part.pk).update(published_in=whole.published_in)
    assert get("plans/test-2016-18/")["commitments"] == 1
    assert results(get(f"commitments/?{PLAN}"), "number", "parent") == [("1", None), ("1.1", "1")]
    assert get("commitments/test-2016-18/1.1/")["url"].endswith("/commitments/test-2016-18/1.1/")


def test_a_day_before_anything_was_recorded_says_so(get, plan):
    rows = [
        get(f"{address}?on=2010-01-01") for address in ("plans/test-2016-18/", "milestones/test-2016-18/1/1/")
    ]
    assert [row["recorded"] for row in rows] == [False, False]
    assert rows[1]["stage"] is None


# ---- Reports and their stages ---------------------------------------------------------------------


def test_reports_and_stages_are_those_known_by_the_day(get, plan):
    known = {
        on: (
            results(get(f"progress-reports/?on={on}"), "period"),
            results(get(f"stage-updates/?on={on}"), "milestone", "entry"),
        )
        for on in ("2017-11-29", "2017-11-30", "2018-02-28")
    }
    assert known == {
        "2017-11-29": ([], []),
        "2017-11-30": (["2017-09-to-11"], [(1, 2), (2, 1)]),
        "2018-02-28": (["2017-09-to-11", "2017-12-to-02"], [(1, 2), (2, 1)]),
    }


def test_a_report_names_the_leads_of_its_period_by_their_names_then(get, plan):
    first = get("progress-reports/test-2016-18/1/2017-09-to-11/")
    second = get("progress-reports/test-2016-18/1/2017-12-to-02/")
    named = [[(lead["name"], lead["role"]) for lead in row["leads"]] for row in (first, second)]
    assert named[0] == [("Records", "lead"), ("Statistics", "supporting")]
    assert named[1] == [("Archives", "lead"), ("Statistics", "lead"), ("Statistics", "supporting")]
    assert (first["next"], first["reflection"], first["published_on"]) == ("- More.", "", "2017-12-08")
    assert (second["next"], second["reflection"]) == ("", "It was hard.")
    assert [stage["stage"] for stage in first["stages"]] == ["completed", "some-delays"]


@pytest.mark.parametrize(
    ("asked", "count"),
    [("kind=year-end", 1), ("period=2017-09-to-11", 1), ("agency=records", 2), ("agency=statistics", 1),
     ("nothing_to_report=true", 0)],
)  # fmt: skip
def test_reports_can_be_narrowed(get, plan, asked, count):
    assert get(f"progress-reports/?{asked}")["count"] == count


def test_a_corrected_row_names_the_one_that_corrects_it(get, plan):
    gone = get("stage-updates/test-2016-18/1/1/1/", status=410)
    assert gone["replaced_by"] == "http://testserver/api/v1/stage-updates/test-2016-18/1/1/2/"
    row = get("stage-updates/test-2016-18/1/1/2/")
    assert (row["corrects"], row["completed_on"], row["evidence"]) == (
        1,
        "2017-11",
        [{"url": "https://example.org/survey", "title": "The survey"}],
    )
    assert row["progress_report"].endswith("/progress-reports/test-2016-18/1/2017-09-to-11/")


@pytest.mark.parametrize(
    ("asked", "count"),
    [("stage=completed", 1), ("reason=funding", 1), ("milestone=2", 1), ("period=2017-12-to-02", 0)],
)
def test_stage_updates_can_be_narrowed(get, plan, asked, count):
    assert get(f"stage-updates/?{asked}")["count"] == count


def test_an_agency_has_its_name_and_its_commitments_of_the_day(get, plan):
    then, now = get("agencies/records/?on=2017-06-01"), get("agencies/records/")
    assert (then["name"], [lead["commitment"] for lead in then["leads"]]) == ("Records", ["1"])
    assert (now["name"], now["short_name"], now["leads"]) == ("Archives", "A", [])
    assert results(get(f"agencies/?{PLAN}&on=2017-06-01"), "slug") == ["records"]


def test_an_amendment_says_what_it_changed(get, plan):
    row = get("amendments/test-2016-18/more-time/")
    assert [(date["milestone"], date["after_on"]) for date in row["dates"]] == [(2, "2018-04-30")]
    assert [(words["commitment"], words["milestone"], words["before"]) for words in row["words"]] == [
        ("1", None, "Open records")
    ]


# ---- Nothing that is not published ----------------------------------------------------------------

LISTS = [
    "plans", "commitments", "milestones", "stage-updates",
    "progress-reports", "agencies", "periods", "amendments",
]  # fmt: skip


def everything(get):
    return {name: get(f"{name}/?page_size=500") for name in LISTS}


def test_drafts_show_nowhere_and_change_no_count(get, plan):
    before = everything(get)
    commitment, milestone = Commitment.objects.get(), Milestone.objects.get(number=3)
    Commitment.objects.create(plan=plan, number="9", title="canary", promise="canary")
    Milestone.objects.create(commitment=commitment, number=9, title="canary")
    Amendment.objects.create(
        plan=plan, slug="canary", number=9, title="canary", reason="canary", decided_by="canary",
        decided_on=PartialDate.of(date(2018, 1, 1)),
    )  # fmt: skip
    period = ReportingPeriod.objects.get(slug="2017-12-to-02")
    ProgressReport.objects.filter(period=period).update(state="draft", published_in=None, doing="canary")
    report = ProgressReport.objects.get(period=period)
    del before["progress-reports"]["results"][1]
    before["progress-reports"]["count"] = 1
    StageUpdate.objects.create(
        milestone=milestone,
        report=report,
        stage="underway",
        note="canary",
        as_of_on=PartialDate.of(period.ends_on),
    )
    Lead.objects.create(
        commitment=commitment, agency=Lead.objects.first().agency, position=9, office="canary"
    )
    after = everything(get)
    assert after == before
    assert "canary" not in repr(after)


@pytest.mark.parametrize("model", [ActionPlan, Commitment])
def test_nothing_below_something_unpublished_is_public(get, plan, model):
    model.objects.update(published_in=None, **({"state": "in-development"} if model is ActionPlan else {}))
    lists = everything(get)
    for name in ("commitments", "milestones", "stage-updates", "progress-reports"):
        assert lists[name]["count"] == 0
    assert all(agency["leads"] == [] for agency in get("agencies/?on=2017-06-01")["results"])
    assert [row["dates"] + row["words"] for row in lists["amendments"]["results"]] == [[]] * lists[
        "amendments"
    ]["count"]
    unpublished = get("milestones/test-2016-18/1/1/", status=404)
    missing = get("milestones/test-2016-18/1/99/", status=404)
    assert unpublished["detail"] == missing["detail"]
