"""A plan is begun, its facts and sections change freely, and some may read it privately."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from plans.choices import PlanState
from plans.dates import PartialDate
from plans.models import ActionPlan, PlanDraft, PlanSection, PreviewLink, Publication, Timeline
from plans.operations.making import (
    PlanFacts,
    SectionContent,
    begin_plan,
    change_plan,
    choose_publishing,
    discard_plan,
    end_preview_link,
    facts_of,
    make_preview_link,
    move_section,
    remove_section,
    save_section,
)
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, a_plan, an_edition, at

pytestmark = pytest.mark.django_db

FACTS = PlanFacts(
    title="Third action plan",
    country="NZ",
    starts_on=PartialDate.parse("2026-07"),
    ends_on=PartialDate.parse("2028-06"),
)


def begin(cast, **fields) -> ActionPlan:
    return begin_plan(facts=PlanFacts(**(vars(FACTS) | fields)), by=cast.ana, now=at())


def change(cast, plan, version=None, **fields) -> ActionPlan:
    facts = PlanFacts(**(vars(facts_of(plan)) | fields))
    return change_plan(plan=plan, version=version or plan.version, facts=facts, by=cast.ana, now=at())


def section(cast, plan, title, **fields) -> PlanSection:
    content = SectionContent(title=title, **fields)
    return save_section(plan=plan, section=None, version=0, content=content, by=cast.ana, now=at())


def put_out(plan: ActionPlan) -> ActionPlan:
    """As if a draft of it had been published."""
    plan.state, plan.published_in = PlanState.DRAFT, an_edition()
    plan.save()
    PlanDraft.objects.create(plan=plan, number=1, content={}, published_in=plan.published_in)
    return plan


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# ---- Begun ----------------------------------------------------------------------------------------------


def test_a_plan_is_begun_from_a_title_and_nothing_of_it_is_public(cast):
    plan = begin(cast)
    assert (plan.slug, plan.short_title, plan.state) == ("2026-28", "2026–28", PlanState.DEVELOPMENT)
    assert not plan.is_published
    assert not Publication.objects.exists()


def test_the_same_form_sent_twice_begins_one(cast):
    assert begin(cast) == begin(cast)
    assert begin(cast, title="Another").slug == "2026-28-2"


def test_nobody_else_begins_a_plan(cast):
    with pytest.raises(PermissionDenied):
        begin_plan(facts=FACTS, by=cast.ben, now=at())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "title"),
        ({"country": "New Zealand"}, "country"),
        ({"ends_on": PartialDate.parse("2026-06")}, "ends-first"),
        ({"slug": "taken"}, "slug"),
        ({"follows": "not-there"}, "follows"),
    ],
)
def test_what_a_plan_cannot_begin_with(cast, fields, code):
    a_plan("taken")
    with pytest.raises(NotReady) as refused:
        begin(cast, **fields)
    assert codes(refused) == [code]


def test_a_plan_follows_one_that_nothing_follows_yet(cast):
    before = a_plan("before")
    assert begin(cast, follows="before").follows == before
    with pytest.raises(NotReady) as refused:
        begin(cast, title="Another", follows="before")
    assert codes(refused) == ["followed"]


# ---- Changed --------------------------------------------------------------------------------------------


def test_facts_change_freely_and_their_versions_stay(cast):
    plan = change(cast, begin(cast), title="The third plan")
    assert [row.title for row in plan.history.all()] == ["The third plan", "Third action plan"]
    assert plan.history.first().history_user == cast.ana
    assert not Publication.objects.exists()


def test_a_stale_version_changes_nothing_and_the_same_words_again_are_fine(cast):
    plan = begin(cast)
    change(cast, plan, title="Hers")
    with pytest.raises(Stale):
        change(cast, plan, version=1, title="His")
    assert change(cast, plan, version=1, title="Hers").title == "Hers"


def test_once_a_draft_is_out_the_public_reads_what_changed(cast):
    plan = put_out(begin(cast))
    change(cast, plan, title="The third plan", publish_on_sign_off=True)
    announced = Publication.objects.get()
    assert announced.before == {"title": "Third action plan"}
    assert announced.after == {"title": "The third plan"}
    with pytest.raises(NotReady) as refused:
        change(cast, ActionPlan.objects.get(), slug="elsewhere")
    assert codes(refused) == ["slug-stays"]


def test_an_adopted_plan_is_not_changed_here_nor_one_that_was_brought_in(cast):
    with pytest.raises(NotReady) as refused:
        change(cast, a_plan("adopted"), title="New words")
    assert codes(refused) == ["adopted"]
    with pytest.raises(NotReady) as refused:
        change(cast, a_plan("draft", state=PlanState.DRAFT), title="New words")
    assert codes(refused) == ["brought-in"]


def test_publishing_on_sign_off_is_chosen_after_adoption_too(cast):
    plan = a_plan()
    choose = {"plan": plan, "on_sign_off": True, "by": cast.ana, "now": at()}
    assert choose_publishing(version=1, **choose).publish_on_sign_off
    assert choose_publishing(version=1, **choose).version == 2
    with pytest.raises(Stale):
        choose_publishing(version=1, **(choose | {"on_sign_off": False}))
    with pytest.raises(PermissionDenied):
        choose_publishing(version=2, **(choose | {"by": cast.bo}))


# ---- Sections -------------------------------------------------------------------------------------------


def test_sections_are_written_moved_and_taken_out(cast):
    plan = begin(cast)
    first, second, third = (section(cast, plan, title) for title in ("One", "Two", "Three"))
    assert section(cast, plan, "Two") == second
    move_section(section=third, to=1, by=cast.ana, now=at())
    move_section(section=third, to=1, by=cast.ana, now=at())
    assert [one.slug for one in plan.sections.all()] == ["three", "one", "two"]
    remove_section(section=first, version=first.version, by=cast.ana, now=at())
    remove_section(section=first, version=first.version, by=cast.ana, now=at())
    assert PlanSection.history.filter(id=first.pk).first().history_user == cast.ana
    assert [one.slug for one in plan.sections.all()] == ["three", "two"]


def test_a_section_that_takes_an_address_anew_is_never_taken_for_the_one_before(cast):
    plan = begin(cast)
    gone = section(cast, plan, "One")
    remove_section(section=gone, version=1, by=cast.ana, now=at())
    anew = section(cast, plan, "One", text="Other words")
    assert anew.version == 2
    with pytest.raises(Stale):
        save_section(
            plan=plan,
            section=anew,
            version=gone.version,
            content=SectionContent(title="One", text="Old words"),
            by=cast.ana,
            now=at(),
        )


def test_the_public_reads_no_section_of_a_plan_that_is_being_made(cast):
    plan = begin(cast)
    section(cast, plan, "One")
    assert plan.public_sections == []
    put_out(plan)
    assert plan.public_sections == []
    assert list(ActionPlan.objects.being_made()) == [plan]
    plan.state = PlanState.ADOPTED
    plan.save()
    assert len(plan.public_sections) == 1
    assert not ActionPlan.objects.being_made()


# ---- Private links --------------------------------------------------------------------------------------


def test_a_private_link_lasts_until_its_day_or_until_it_is_ended(cast):
    plan = begin(cast)
    link = make_preview_link(plan=plan, until_on=TODAY, by=cast.ana, now=at())
    assert list(PreviewLink.objects.open_on(TODAY)) == [link]
    assert not PreviewLink.objects.open_on(TODAY + timedelta(days=1))
    end_preview_link(link=link, by=cast.ana, now=at())
    assert not PreviewLink.objects.open_on(TODAY)


@pytest.mark.parametrize("until_on", [date(2026, 3, 11), date(2027, 4, 1)])
def test_a_private_link_ends_ahead_and_within_a_year(cast, until_on):
    with pytest.raises(NotReady):
        make_preview_link(plan=begin(cast), until_on=until_on, by=cast.ana, now=at())


def test_a_plan_begun_by_mistake_can_be_taken_out_until_something_is_written(cast):
    plan = begin(cast)
    row = section(cast, plan, "One")
    discard = {"plan": plan, "by": cast.ana, "now": at()}
    with pytest.raises(NotReady) as refused:
        discard_plan(version=1, **discard)
    assert codes(refused) == ["not-empty"]
    remove_section(section=row, version=row.version, by=cast.ana, now=at())
    with pytest.raises(Stale):
        discard_plan(version=2, **discard)
    with pytest.raises(PermissionDenied):
        discard_plan(version=1, **(discard | {"by": cast.ben}))
    discard_plan(version=1, **discard)
    discard_plan(version=1, **discard)
    assert not ActionPlan.objects.exists()


def test_once_its_timeline_is_public_the_public_reads_what_changes_and_the_address_stays(cast):
    plan = begin(cast)
    Timeline.objects.create(plan=plan, number=1, published_in=an_edition())
    change(cast, plan, title="The third plan")
    assert Publication.objects.get().address == "/plans/2026-28/timeline/"
    with pytest.raises(NotReady) as refused:
        change(cast, ActionPlan.objects.get(), slug="elsewhere")
    assert codes(refused) == ["slug-stays"]
