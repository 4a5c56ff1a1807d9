"""An extract says what is published, for a period, and nothing else."""

from io import BytesIO

import pytest
from docx import Document

from commitments.choices import Stage
from commitments.rules import Declared
from commitments.tests.factories import DELAYED, UNDERWAY, a_commitment, a_lead, a_milestone, a_stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

PAGE = "/workspace/plans/2025-27/extract/"
QUARTER = {"period": "2025-12-to-02", "of": "plan", "kind": "txt"}


@pytest.fixture
def told(desk, cast):
    """Step 1 is late for a reason that was declared in the quarter; step 2 is as it was."""
    first, second, _third = desk.commitment.milestones.all()
    a_stage(first, UNDERWAY, "2025-11-30")
    a_stage(second, UNDERWAY, "2025-11-30")
    a_stage(first, DELAYED, "2026-02-28")
    other = a_commitment(desk.plan, "2", title="Data & figures")
    a_milestone(other, 1)
    a_lead(other, cast.data)
    return desk


def asked(browser, **more) -> str:
    answer = browser.get(PAGE, QUARTER | more)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content.decode()


def test_the_whole_plan_as_plain_text(told, cast, sign_in):
    text = asked(sign_in(cast.ben))
    assert "1.1 Step 1\n  Stage: Some delays (was: underway)\n" in text
    assert "Reason: approvals. Two agencies still have to agree." in " ".join(text.split())
    assert "1.2 Step 2\n  Stage: Underway\n" in text
    assert "1.3 Step 3\n  Stage: Not reported\n" in text
    assert "2  Data & figures\n" in text
    assert "No report is published for this period." in text


def test_of_one_agency_or_one_commitment(told, cast, sign_in):
    browser = sign_in(cast.ana)
    assert "Data & figures" in asked(browser, of=f"agency-{cast.data.slug}")
    assert "Promise 1" not in asked(browser, of=f"agency-{cast.data.slug}")
    assert "Data & figures" not in asked(browser, of="commitment-1")


def test_in_word(told, cast, sign_in):
    answer = sign_in(cast.ben).get(PAGE, QUARTER | {"kind": "docx"})
    document = Document(BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Some delays (was: underway)" in cells
    assert 'filename="2025-27-2025-12-to-02-plan.docx"' in answer["Content-Disposition"]


def test_a_draft_is_not_in_it(told, cast, sign_in):
    told.save(cast.ben)
    text = asked(sign_in(cast.ana))
    assert "We met the agencies." not in text
    assert "1.3 Step 3\n  Stage: Not reported\n" in text


def test_what_was_published_later_in_the_day_asked_is_not_of_the_quarter(told, cast, sign_in):
    milestone = told.commitment.milestones.get(number=2)
    a_stage(milestone, Declared(Stage.UNDERWAY, note="Later."), "2026-03-05")
    assert "Later." not in asked(sign_in(cast.ben))


def test_strangers_find_nothing(told, cast, sign_in, client):
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert sign_in(cast.dee).get(PAGE).status_code == 404
    assert sign_in(cast.ben).get("/workspace/plans/never/extract/").status_code == 404
    assert sign_in(cast.ben).post(PAGE).status_code == 405


def test_a_wrong_choice_is_said(told, cast, sign_in):
    answer = sign_in(cast.ben).get(PAGE, QUARTER | {"of": "commitment-9"})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
