"""The workbook of the whole example plan: it changes nothing, and one changed cell changes one row."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from commitments.forms.workbook import DryRun
from commitments.models import StageUpdate
from commitments.operations.making import content_of as commitment_content
from commitments.operations.reports import content_of
from commitments.operations.workbook import receive_workbook, take_over_workbook
from commitments.tests.workbooks import address, changed, with_cells
from commitments.words.workbook import how_to_fill_it_in
from commitments.workbook.columns import MILESTONES, kept, texts_of
from commitments.workbook.plan_rows import plan_in_rows
from commitments.workbook.reading import read_workbook
from commitments.workbook.rows import left_out, milestone_rows, reports_in_hand, text_rows
from commitments.workbook.writing import write_workbook
from ogp_portal.demo import example
from plans.choices import Role
from plans.models import ActionPlan
from plans.operations.periods import reopen_period
from plans.tests.factories import a_person
from reporting.operations.document import bring_in

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Pacific/Auckland"))
PERIODS = ("quarter-1", "quarter-2", "quarter-3", "quarter-4")


@pytest.fixture
def ana():
    return a_person("Ana", Role.COORDINATOR, title="Lead, Open Government")


@pytest.fixture
def plan(ana):
    """The example, with every quarter open."""
    bring_in(document=example.document(DAY), name="example.json", now=NOW)
    plan = ActionPlan.objects.get(slug=example.SLUG)
    plan.periods.update(was_closed=False)
    for period in plan.periods.exclude(closed_at=None):
        reopen_period(period=period, by=ana, now=NOW)
    return plan


def reports_of(plan, slug, ana):
    period = plan.periods.get(slug=slug)
    period.plan = plan
    return period, reports_in_hand(plan, period, ana, DAY)


def workbook_of(plan, slug, ana) -> bytes:
    period, reports = reports_of(plan, slug, ana)
    return write_workbook(
        explanation=how_to_fill_it_in(
            period, url="https://example.org/", left_out=left_out(reports), now=NOW
        ),
        tables=[(MILESTONES, milestone_rows(reports)), (texts_of(period.kind), text_rows(reports))],
        now=NOW,
    )


def read(plan, slug, content):
    return read_workbook(BytesIO(content), [MILESTONES, texts_of(plan.periods.get(slug=slug).kind)])


def dry_run(plan, slug, ana, content) -> DryRun:
    period, reports = reports_of(plan, slug, ana)
    return DryRun(reports=reports, period=period, rows=read(plan, slug, content), on=DAY)


@pytest.mark.parametrize("slug", PERIODS)
def test_the_workbook_of_the_whole_plan_changes_nothing(plan, ana, slug):
    content = workbook_of(plan, slug, ana)
    for came_back in (content, changed(content, lambda book: None)):
        run = dry_run(plan, slug, ana, came_back)
        assert [*run.taken, *run.refused, *run.remarked, *run.contents] == []
    assert any(len(read(plan, slug, workbook_of(plan, slug, ana))["milestones"]) for slug in PERIODS)


def test_one_changed_cell_changes_one_row_whichever_it_is(plan, ana):
    content = workbook_of(plan, "quarter-4", ana)
    rows = read(plan, "quarter-4", content)["milestones"]
    assert len(rows) >= 4
    for row in rows:
        came_back = with_cells(content, {address("note", row.place): "A word."})
        run = dry_run(plan, "quarter-4", ana, came_back)
        [one] = run.taken
        assert (one.place, [change.after for change in one.changes]) == (row.place, ["A word."])
        assert not run.refused
        [taken] = run.contents
        assert list(taken.content.stages) == [int(row.cells["milestone"].split(".")[-1])]


def test_what_is_confirmed_is_kept_and_nothing_else(plan, ana):
    content = workbook_of(plan, "quarter-4", ana)
    [row, *_others] = read(plan, "quarter-4", content)["milestones"]
    came_back = with_cells(content, {address("note", row.place): "A word."})
    before = StageUpdate.objects.count()
    run = dry_run(plan, "quarter-4", ana, came_back)
    period = plan.periods.get(slug="quarter-4")
    rows = kept(read(plan, "quarter-4", came_back))
    upload = receive_workbook(plan=plan, period=period, rows=rows, by=ana, now=NOW)
    take_over_workbook(upload=upload, contents=run.contents, rows=1, by=ana, now=NOW)
    assert StageUpdate.objects.count() == before + 1
    report = plan.commitments.get(number=row.cells["commitment"]).reports.get(period=period)
    assert [said.note for said in content_of(report).stages.values()] == ["A word."]


def test_the_plan_itself_in_rows_holds_what_it_holds(plan):
    """Brought in from a document it is not written on; its rows say what is kept, to the letter."""
    rows = plan_in_rows(plan, DAY)
    assert list(rows.kept) == [one.number for one in plan.commitments.order_by("sort_key")]
    assert all(content == commitment_content(one) for one, content in rows.kept.values())
