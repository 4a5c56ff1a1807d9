"""Ana makes a plan: commitments with their leads and milestones, in an order, kept as a whole."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from commitments.models import Commitment, Lead, Milestone
from commitments.operations.making import (
    CommitmentContent,
    LeadContent,
    MilestoneContent,
    content_at,
    content_of,
    merged,
    move_commitment,
    number_in_order,
    remove_commitment,
    save_commitment,
)
from commitments.record.making_versions import versions_of
from plans.choices import PlanState
from plans.dates import PartialDate
from plans.models import ActionPlan
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, Cast, a_plan, at

pytestmark = pytest.mark.django_db

JUNE = PartialDate.parse("2027-06")


def steps(*titles: str) -> tuple[MilestoneContent, ...]:
    return tuple(
        MilestoneContent(title=title, agreed_due_on=JUNE, row=place) for place, title in enumerate(titles, 1)
    )


def a_promise(title: str = "Open the books", **fields) -> CommitmentContent:
    return replace(
        CommitmentContent(
            title=title,
            promise="We open the books.",
            leads=(LeadContent("agency-for-records", row=1),),
            milestones=steps("First", "Second", "Third"),
        ),
        **fields,
    )


@pytest.fixture
def plan(cast: Cast) -> ActionPlan:
    return a_plan("2027-29", state=PlanState.DEVELOPMENT, published_in=None)


@pytest.fixture
def save(cast, plan):
    """Ana begins a commitment, or keeps one."""

    def it(content, row=None, version=None, by=cast.ana):
        version = version if version is not None else row.version if row else 0
        return save_commitment(plan=plan, commitment=row, version=version, content=content, by=by, now=at())

    return it


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def titles(commitment: Commitment) -> list[str]:
    return list(commitment.milestones.order_by("number").values_list("title", flat=True))


# ---- Kept as a whole ------------------------------------------------------------------------------------


def test_a_commitment_is_begun_with_its_leads_and_milestones_and_none_of_it_is_public(save, plan):
    commitment = save(a_promise())
    assert content_of(commitment) == a_promise(number="1")
    assert [one.number for one in commitment.milestones.all()] == [1, 2, 3]
    for model in (Commitment, Lead, Milestone):
        assert not model.objects.published().exists()


def test_the_same_form_sent_twice_begins_one_and_another_takes_the_next_number(save, plan):
    assert save(a_promise()) == save(a_promise())
    assert save(a_promise(number="1")).number == "1"
    assert save(a_promise("Another")).number == "2"
    assert save(a_promise("A part", parent="2")).number == "2.1"
    assert plan.commitments.count() == 3


def test_milestones_are_put_in_order_added_and_taken_out_in_one_save(save):
    commitment = save(a_promise())
    first, _second, third = content_of(commitment).milestones
    milestones = (third, replace(first, title="First, better"), *steps("New"))
    commitment = save(a_promise(number="1", milestones=milestones), commitment)
    assert titles(commitment) == ["Third", "First, better", "New"]
    assert not Milestone.objects.filter(title="Second").exists()
    saved = Milestone.objects.get(title="First, better")
    assert (saved.number, saved.version) == (2, 2)
    # The same again, though every place is another by now: nothing happens.
    assert save(a_promise(number="1", milestones=milestones), commitment, version=1).version == 2


def test_a_stale_version_changes_nothing(save):
    commitment = save(a_promise())
    save(a_promise(number="1", title="Hers"), commitment)
    with pytest.raises(Stale):
        save(a_promise(number="1", title="His"), commitment, version=1)
    assert content_of(Commitment.objects.get()).title == "Hers"


def test_nobody_else_makes_commitments(save, cast):
    for one in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            save(a_promise(), by=one)


def test_of_an_adopted_plan_nothing_changes_here(save, plan):
    commitment = save(a_promise())
    ActionPlan.objects.update(state=PlanState.ADOPTED)
    with pytest.raises(NotReady) as refused:
        save(a_promise(number="1", title="Other words"), commitment)
    assert codes(refused) == ["adopted"]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title": " "}, "title", "title"),
        ({"number": "2/1"}, "number", "number"),
        ({"number": "7"}, "number-taken", "number"),
        ({"parent": "9"}, "parent", "parent"),
        ({"agreed_due_on": JUNE, "agreed_due_text": "later"}, "two-ways", "agreed_due_text"),
        (
            {"agreed_starts_on": JUNE, "agreed_due_on": PartialDate.parse("2026")},
            "ends-first",
            "agreed_due_on",
        ),
        ({"leads": (LeadContent("nobody", row=2),)}, "no-agency", "lead-2-agency"),
        (
            {"leads": (LeadContent("office-for-data", row=1), LeadContent("office-for-data", row=3))},
            "twice",
            "lead-3-agency",
        ),
        (
            {"milestones": (MilestoneContent(description="More", row=4),)},
            "milestone-title",
            "milestone-4-title",
        ),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(save, fields, code, field):
    save(a_promise("Seven", number="7"))
    with pytest.raises(NotReady) as refused:
        save(a_promise(**fields))
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [(code, field)]


# ---- Their order ----------------------------------------------------------------------------------------


def numbers(plan: ActionPlan) -> dict[str, str]:
    return dict(plan.commitments.order_by("sort_key").values_list("number", "title"))


def test_a_commitment_moves_with_its_parts_and_the_others_make_room(save, plan, cast):
    for title, parent in (("A", ""), ("B", ""), ("B1", "2"), ("C", "")):
        save(a_promise(title, parent=parent))
    b = plan.commitments.get(number="2")
    move_commitment(commitment=b, to=1, by=cast.ana, now=at())
    move_commitment(commitment=b, to=1, by=cast.ana, now=at())
    assert numbers(plan) == {"1": "B", "1.1": "B1", "2": "A", "3": "C"}


def test_an_old_form_is_never_taken_for_that_of_the_commitment_which_has_its_number_now(save, plan, cast):
    a, b = save(a_promise("A")), save(a_promise("B"))
    for _time in range(3):
        a = save(replace(content_of(a), promise=f"A {_time}"), a)
    read = a.version
    move_commitment(commitment=b, to=1, by=cast.ana, now=at())
    with pytest.raises(Stale):
        save(a_promise("A, as it was", number="1"), plan.commitments.get(number="1"), version=read)


def test_numbers_left_out_are_closed_up(save, plan, cast):
    for title in ("A", "B", "C"):
        save(a_promise(title))
    gone = plan.commitments.get(number="1")
    remove_commitment(commitment=gone, version=gone.version, by=cast.ana, now=at())
    remove_commitment(commitment=gone, version=gone.version, by=cast.ana, now=at())
    number_in_order(plan=plan, by=cast.ana, now=at())
    assert numbers(plan) == {"1": "B", "2": "C"}
    assert save(a_promise("D")).number == "3"


def test_a_commitment_with_parts_stays(save, plan, cast):
    whole = save(a_promise("A"))
    save(a_promise("A1", parent="1"))
    with pytest.raises(NotReady):
        remove_commitment(commitment=whole, version=whole.version, by=cast.ana, now=at())
    with pytest.raises(Stale):
        remove_commitment(commitment=whole, version=7, by=cast.ana, now=at())


# ---- Two people -----------------------------------------------------------------------------------------


def test_what_one_left_as_it_was_read_takes_what_the_other_saved(save, time_machine):
    time_machine.move_to(at(), tick=True)
    commitment = save(a_promise())
    read = content_of(commitment)
    first, second, third = read.milestones
    milestones = (replace(first, title="First, hers"), second, third, *steps("Her fourth"))
    hers = replace(read, promise="Hers.", milestones=milestones)
    save(hers, commitment)
    milestones = (first, replace(second, title="Second, mine"), *steps("My own"))
    mine = replace(read, title="Mine", milestones=milestones)
    commitment = Commitment.objects.get()
    base = content_at(commitment, 1)
    assert base == read
    both = merged(base, content_of(commitment), mine)
    assert (both.title, both.promise) == ("Mine", "Hers.")
    # The third I took out, and she had left it as it was.
    assert [one.title for one in both.milestones] == ["First, hers", "Second, mine", "My own", "Her fourth"]


def test_every_version_can_be_read_with_who_and_what(save, plan, cast):
    commitment = save(a_promise())
    two = content_of(commitment).milestones[:2]
    save(a_promise(number="1", title="Open all books", milestones=two), commitment)
    entries = versions_of(plan, TODAY)
    newest = [(one.thing, said.label, said.before, said.after) for one in entries for said in one.changes]
    assert ("Commitment 1", "Title", "Open the books", "Open all books") in newest
    assert ("Milestone 1.3", "Title", "Third", "") in newest
    assert ("Lead of commitment 1", "Agency", "", "Agency for Records") in newest
    assert {one.by for one in entries if one.thing != "The plan"} == {cast.ana}
    assert "<ins>" in str(next(c.marked for e in entries for c in e.changes if c.after == "Open all books"))
    assert not [one for one in versions_of(plan, TODAY, "1") if one.thing == "The plan"]
