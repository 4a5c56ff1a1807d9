"""The table of values and challenges of a plan."""

from datetime import date

import pytest

from commitments.record.day import plan_on
from commitments.record.matrix import NOTES, matrix_of
from plans.models import PlanSection
from plans.tests.factories import a_plan, an_edition

from .factories import a_commitment, a_milestone

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def ticks(matrix):
    return {
        row.one.commitment.number: [cell.label for cell in row.cells if cell.is_ticked] for row in matrix.rows
    }


def test_a_plan_whose_commitments_name_none_has_no_table(client):
    plan = a_plan(value_labels={"technology": "Technology"})
    a_commitment(plan)
    PlanSection.objects.create(plan=plan, slug=NOTES, title="Notes", text="Kept.", position=1)
    assert matrix_of(plan_on(plan, DAY)) is None
    page = client.get(plan.get_absolute_url()).content.decode()
    assert 'class="table stacked matrix"' not in page
    assert "Kept." in page


def test_columns_are_those_labelled_or_named_in_their_common_order():
    plan = a_plan(value_labels={"technology": "Tools", "transparency": "Openness"})
    a_commitment(plan, "1", values=["public-accountability", "transparency"], challenges=["public-resources"])
    matrix = matrix_of(plan_on(plan, DAY))
    assert matrix.values == ["Openness", "Public accountability", "Tools"]
    assert matrix.challenges == ["Managing public resources"]
    assert ticks(matrix) == {"1": ["Openness", "Public accountability", "Managing public resources"]}
    assert [cell.opens_group for cell in matrix.rows[0].cells] == [True, False, False, True]


def test_parts_have_rows_of_their_own_behind_their_parent():
    plan = a_plan()
    whole = a_commitment(plan, "2", values=["technology"])
    a_commitment(plan, "10", values=["transparency"])
    a_commitment(plan, "2.1", parent=whole)
    assert ticks(matrix_of(plan_on(plan, DAY))) == {
        "2": ["Technology and innovation"],
        "2.1": [],
        "10": ["Access to information"],
    }


def test_milestones_stand_in_it_where_none_has_more_than_one():
    plan = a_plan()
    commitment = a_commitment(plan, values=["technology"])
    assert not matrix_of(plan_on(plan, DAY)).has_milestones
    a_milestone(commitment, 1)
    assert matrix_of(plan_on(plan, DAY)).has_milestones
    a_milestone(commitment, 2)
    assert not matrix_of(plan_on(plan, DAY)).has_milestones


def test_what_is_not_published_is_neither_row_nor_column_nor_whole(client):
    plan = a_plan()
    hidden = a_commitment(plan, "99", values=["technology"], published_in=None)
    a_commitment(plan, "1", values=["transparency"], parent=hidden, published_in=an_edition())
    matrix = matrix_of(plan_on(plan, DAY))
    assert matrix.values == ["Access to information"]
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "Technology and innovation" not in page
    assert "commitment 99" not in page
