"""How a plan is made: written and published by the coordinator, read by everybody."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commitments.words.putting_out import how_far_ahead, when_words, where_it_is
from plans.choices import PlanState, PublicationKind, StepStanding
from plans.dates import PartialDate
from plans.models import ActionPlan, Edition, Publication, Timeline
from plans.operations.making import change_plan, facts_of
from plans.operations.timeline import (
    TimelineContent,
    content_of,
    newest_timeline,
    publish_timeline,
    save_timeline,
)
from plans.rules import NotReady, Stale, Step, missing_for_timeline, standing_of_step
from plans.tests.factories import TODAY, Cast, a_plan, at

pytestmark = pytest.mark.django_db

MARCH, MAY = PartialDate.parse("2026-03"), PartialDate.parse("2026-05")
STEPS = (
    Step("Workshops", PartialDate.parse("2026-02-01"), PartialDate.parse("2026-02-28"), "Come to one."),
    Step("Writing", MARCH, decision="What is promised", decided_by="The minister"),
    Step("Adoption", None, MAY, link="https://example.org/adoption"),
)
CONTENT = TimelineContent(date(2026, 4, 1), "With people.", STEPS)

TYPED = {
    "version": "0",
    "action": "save",
    "development_starts_on": "2026-04-01",
    "summary": "With people.",
    "step-1-title": "Workshops",
    "step-1-starts_on_month": "3",
    "step-1-starts_on_year": "2026",
    "step-1-how_to_take_part": "Come to one.",
    "step-2-title": "Writing",
    "step-2-ends_on_day": "1",
    "step-2-ends_on_month": "5",
    "step-2-ends_on_year": "2026",
    "step-2-decision": "What is promised",
    "step-2-decided_by": "The minister",
    "step-3-title": "",
}


@pytest.fixture
def plan(cast: Cast) -> ActionPlan:
    return a_plan("2026-28", state=PlanState.DEVELOPMENT, adopted_on=None, title="Plan 2026–28")


def save(plan: ActionPlan, cast: Cast, content: TimelineContent = CONTENT, version: int = 0) -> Timeline:
    return save_timeline(plan=plan, version=version, content=content, by=cast.ana, now=at())


def publish(plan: ActionPlan, cast: Cast, content: TimelineContent = CONTENT, day: date = TODAY) -> Timeline:
    newest = newest_timeline(plan)
    saved = save(plan, cast, content, newest.version if newest else 0)
    found = publish_timeline(plan=plan, version=saved.version, by=cast.ana, now=at(day))
    Edition.objects.filter(pk=found.published_in_id).update(at=at(day))
    return found


def text_of(answer) -> str:
    return answer.content.decode()


# ---- Rules ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "standing"),
    [
        (None, None, StepStanding.NO_DATE),
        ("2026-03-11", None, StepStanding.DONE),
        ("2026-03-12", None, StepStanding.NOW),
        ("2026-03-13", None, StepStanding.AHEAD),
        ("2026-03", None, StepStanding.NOW),
        ("2026", None, StepStanding.NOW),
        ("2026-02", None, StepStanding.DONE),
        ("2026-02", "2026-03", StepStanding.NOW),
        ("2026-04", "2026-05", StepStanding.AHEAD),
        (None, "2026-03-12", StepStanding.NOW),
        (None, "2026-03-11", StepStanding.DONE),
    ],
)
def test_a_step_is_done_after_the_last_day_it_may_mean(starts, ends, standing):
    given = {"starts": starts and PartialDate.parse(starts), "ends": ends and PartialDate.parse(ends)}
    assert standing_of_step(TODAY, **given) == standing


def test_the_public_needs_to_know_when_how_and_who():
    reasons = missing_for_timeline(development_starts_on=None, steps=[])
    assert [reason.code for reason in reasons] == ["development-starts", "no-step"]
    steps = [Step("", how_to_take_part="Come."), Step("Deciding", MARCH, decision="All")]
    reasons = missing_for_timeline(development_starts_on=TODAY, steps=steps)
    assert [(reason.code, reason.field) for reason in reasons] == [
        ("step-title", "step-1-title"),
        ("step-date", "step-1-starts_on"),
        ("step-decider", "step-2-decided_by"),
    ]
    reasons = missing_for_timeline(development_starts_on=TODAY, steps=[Step("Writing", MARCH)])
    assert [reason.code for reason in reasons] == ["take-part", "decision"]


@pytest.mark.parametrize(
    ("published", "starts", "words"),
    [
        (None, None, "The day on which making the plan begins is not set yet."),
        (
            None,
            date(2026, 3, 26),
            "Published today, it would be public fourteen days before making the plan begins on "
            "26 March 2026. OGP asks for at least fourteen days.",
        ),
        (
            date(2026, 3, 1),
            date(2026, 3, 14),
            "This was public thirteen days before making the plan begins on 14 March 2026. "
            "OGP asks for at least fourteen days, so this is too late.",
        ),
        (
            date(2026, 2, 1),
            date(2026, 3, 1),
            "This was public twenty-eight days before making the plan began on 1 March 2026. "
            "OGP asks for at least fourteen days.",
        ),
        (
            date(2026, 3, 2),
            date(2026, 3, 1),
            "Making the plan began on 1 March 2026; this was not public before that day. "
            "OGP asks for at least fourteen days, so this is too late.",
        ),
    ],
)
def test_the_page_counts_the_days_before_the_start(published, starts, words):
    assert how_far_ahead(published_on=published, starts_on=starts, on=TODAY, needed=14) == words


def test_dates_of_a_step_are_never_guessed_into_days():
    assert when_words(MARCH, MAY) == "March 2026 to May 2026"
    assert when_words(MARCH, MARCH) == "March 2026"
    assert when_words(None, MAY) == "until May 2026"
    assert when_words(None, None) == ""


def test_one_sentence_says_where_the_making_is():
    assert where_it_is(STEPS, TODAY) == "One of three steps is over. Now: “Writing” and “Adoption”."
    early = where_it_is(STEPS[:2], date(2026, 1, 1))
    assert early == "It takes two steps. Next: “Workshops”, 1 February 2026 to 28 February 2026."
    assert where_it_is(STEPS, date(2027, 1, 1)) == "All steps are over."


# ---- Writing and publishing -----------------------------------------------------------------------------


def test_it_is_kept_incomplete_and_published_whole(plan, cast):
    save(plan, cast, TimelineContent(summary="Half a thought"))
    with pytest.raises(NotReady) as refused:
        publish_timeline(plan=plan, version=1, by=cast.ana, now=at())
    assert [reason.code for reason in refused.value.reasons] == ["development-starts", "no-step"]
    timeline = publish(plan, cast)
    assert content_of(newest_timeline(plan)) == CONTENT
    [announced] = timeline.published_in.publications.all()
    assert (announced.kind, announced.before) == (PublicationKind.TIMELINE, None)
    assert announced.after["steps"][2]["ends_on"] == "2026-05"
    plan.refresh_from_db()
    assert plan.published_in is None


def test_a_changed_one_takes_its_place_in_the_same_edition(plan, cast):
    first = publish(plan, cast, day=date(2026, 3, 1))
    changed = TimelineContent(date(2026, 4, 8), "With people.", STEPS)
    second = publish(plan, cast, changed, day=date(2026, 3, 5))
    first.refresh_from_db()
    assert (second.number, first.withdrawn_in) == (2, second.published_in)
    announced = Publication.objects.get(edition=second.published_in)
    assert announced.before["development_starts_on"] == "2026-04-01"
    assert announced.after["development_starts_on"] == "2026-04-08"


def test_the_same_again_changes_nothing(plan, cast):
    first = save(plan, cast)
    assert save(plan, cast, version=99).version == first.version
    for _twice in range(2):
        publish_timeline(plan=plan, version=first.version, by=cast.ana, now=at())
    assert Publication.objects.count() == 1
    published = newest_timeline(plan)
    assert save(plan, cast, version=published.version).number == 1
    with pytest.raises(NotReady) as refused:
        publish_timeline(plan=plan, version=published.version, by=cast.ana, now=at())
    assert [reason.code for reason in refused.value.reasons] == ["nothing-new"]


def test_a_form_of_the_version_before_is_stale(plan, cast):
    old = save(plan, cast)
    publish_timeline(plan=plan, version=old.version, by=cast.ana, now=at())
    changed = TimelineContent(date(2026, 4, 8), "Mine", STEPS)
    with pytest.raises(Stale):
        save(plan, cast, changed, version=old.version)
    newest = save(plan, cast, changed, version=newest_timeline(plan).version)
    assert newest.number == 2
    for version in (0, old.version, newest.version - 1):
        with pytest.raises(Stale):
            save(plan, cast, TimelineContent(summary="Theirs"), version=version)


def test_once_it_is_public_the_plan_keeps_its_address(plan, cast):
    publish(plan, cast)
    given = {"plan": plan, "version": plan.version, "by": cast.ana, "now": at()}
    with pytest.raises(NotReady) as refused:
        change_plan(facts=replace(facts_of(plan), slug="elsewhere"), **given)
    assert [reason.code for reason in refused.value.reasons] == ["slug-stays"]


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_only_a_coordinator_writes_and_publishes(plan, cast, who):
    saved = save(plan, cast)
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        save_timeline(plan=plan, version=saved.version, content=TimelineContent(), by=by, now=at())
    with pytest.raises(PermissionDenied):
        publish_timeline(plan=plan, version=saved.version, by=by, now=at())


@pytest.mark.parametrize(("state", "code"), [(PlanState.ADOPTED, "adopted"), (PlanState.DRAFT, "brought-in")])
def test_of_a_plan_that_is_not_made_here_it_stays_as_it_is(cast, state, code):
    with pytest.raises(NotReady) as refused:
        save(a_plan("there", state=state), cast)
    assert [reason.code for reason in refused.value.reasons] == [code]


# ---- In the workspace -----------------------------------------------------------------------------------


@pytest.fixture
def here(plan) -> str:
    return reverse("workspace-timeline", args=[plan.slug])


def test_ana_writes_moves_and_publishes(plan, cast, sign_in, the_day, here, client):
    ana = sign_in(cast.ana)
    assert "Nothing is public yet" in text_of(ana.get(here))
    assert ana.post(here, TYPED).status_code == 302
    assert [step.title for step in newest_timeline(plan).steps.all()] == ["Workshops", "Writing"]
    moved = TYPED | {"version": newest_timeline(plan).version, "action": "down-1"}
    assert ana.post(here, moved)["Location"] == f"{here}#step-2"
    timeline = newest_timeline(plan)
    assert [step.title for step in timeline.steps.all()] == ["Writing", "Workshops"]
    assert str(timeline.steps.first().ends_on) == "2026-05-01"
    assert client.get("/plans/2026-28/timeline/").status_code == 404
    answer = ana.post(here, TYPED | {"version": timeline.version, "action": "publish"})
    assert answer.status_code == 302
    assert "Public since 12 March 2026" in text_of(ana.get(here))
    assert "Workshops" in text_of(client.get("/plans/2026-28/timeline/"))


def test_a_step_is_removed_and_the_others_close_up(plan, cast, sign_in, the_day, here):
    ana = sign_in(cast.ana)
    ana.post(here, TYPED | {"action": "remove-1"})
    assert [step.title for step in newest_timeline(plan).steps.all()] == ["Writing"]
    version = newest_timeline(plan).version
    assert ana.post(here, TYPED | {"action": "row", "version": version})["Location"] == f"{here}#step-3"
    for action in ("up-9", "remove-", "down-x", "up-0", "nonsense"):
        version = newest_timeline(plan).version
        assert ana.post(here, TYPED | {"action": action, "version": version}).status_code == 302
    assert [step.title for step in newest_timeline(plan).steps.all()] == ["Workshops", "Writing"]


def test_what_is_missing_is_saved_and_listed_with_links(plan, cast, sign_in, the_day, here):
    answer = sign_in(cast.ana).post(here, {"version": "0", "action": "publish", "summary": "Only this"})
    assert answer.status_code == 409
    assert 'href="#development_starts_on"' in text_of(answer)
    assert newest_timeline(plan).summary == "Only this"


def test_hostile_and_wrong_input_is_refused_in_words(plan, cast, sign_in, the_day, here):
    ana = sign_in(cast.ana)
    for wrong in (
        {"step-1-starts_on_year": "20x6"},
        {"step-1-link": "javascript:alert(1)"},
        {"development_starts_on": "0026-01-01"},
        {"step-1-ends_on_year": "2025"},
        {"step-1-title": "a" * 201},
    ):
        answer = ana.post(here, TYPED | wrong)
        assert answer.status_code == 422, wrong
    assert not Timeline.objects.exists()
    ana.post(here, TYPED | {"action": "publish", "step-1-title": "<script>alert(1)</script>"})
    assert "<script>alert" not in text_of(ana.get("/plans/2026-28/timeline/"))


def test_two_people_see_both_versions(plan, cast, sign_in, the_day, here):
    ana = sign_in(cast.ana)
    ana.post(here, TYPED)
    ana.post(here, TYPED | {"version": "1", "summary": "Theirs, saved first."})
    answer = ana.post(here, TYPED | {"version": "1", "summary": "Mine, typed meanwhile."})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Theirs, saved first." in page
    assert "Mine, typed meanwhile." in page
    assert 'name="version" value="2"' in page
    assert newest_timeline(plan).summary == "Theirs, saved first."
    assert ana.post(here, TYPED | {"version": "2", "summary": "Mine"}).status_code == 302


def test_a_change_can_be_dropped_for_what_is_public(plan, cast, sign_in, the_day, here):
    publish(plan, cast)
    ana = sign_in(cast.ana)
    ana.post(here, TYPED | {"version": newest_timeline(plan).version})
    assert "What you changed is not public yet" in text_of(ana.get(here))
    ana.post(here, TYPED | {"version": newest_timeline(plan).version, "action": "undo"})
    assert content_of(newest_timeline(plan)) == CONTENT
    assert "What you changed is not public yet" not in text_of(ana.get(here))


def test_nobody_else_may_know_of_it(plan, cast, sign_in, the_day, here):
    for who in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        assert sign_in(who).get(here).status_code == 404
        assert sign_in(who).post(here, TYPED).status_code == 404
    assert not Timeline.objects.exists()


def test_reading_it_writes_nothing(plan, cast, sign_in, the_day, here):
    sign_in(cast.ana).get(here)
    assert not Timeline.objects.exists()


# ---- In public ------------------------------------------------------------------------------------------


def test_everybody_reads_it_while_the_plan_is_not_public(plan, cast, client, the_day):
    publish(plan, cast)
    page = text_of(client.get("/plans/2026-28/timeline/"))
    assert "One of three steps is over. Now: “Writing” and “Adoption”." in page
    assert "Who decides:" in page
    assert client.get("/plans/2026-28/").status_code == 404
    assert "Plan 2026–28" in text_of(client.get("/plans/"))
    assert client.get("/api/v1/plans/2026-28/").status_code == 404
    save(plan, cast, TimelineContent(summary="CANARY"), version=newest_timeline(plan).version)
    for address in ("/plans/2026-28/timeline/", "/plans/"):
        assert "CANARY" not in text_of(client.get(address))


def test_any_day_can_be_asked_about(plan, cast, client, the_day):
    publish(plan, cast, TimelineContent(date(2026, 4, 1), "The first one.", STEPS), date(2026, 2, 10))
    publish(plan, cast, TimelineContent(date(2026, 4, 8), "The second one.", STEPS), date(2026, 3, 5))
    now = text_of(client.get("/plans/2026-28/timeline/"))
    assert "The second one." in now
    assert 'href="?on=2026-02-10"' in now
    assert "replaced on 5 March 2026" in now
    assert "fifty-seven days before" in now  # counted from the first one
    then = text_of(client.get("/plans/2026-28/timeline/?on=2026-02-20"))
    assert "The first one." in then
    assert "Now: “Workshops” and “Adoption”" in then
    before = text_of(client.get("/plans/2026-28/timeline/?on=2026-02-09"))
    assert "nothing had been published" in before
    assert "Workshops" not in before
    assert "Plan 2026–28" not in text_of(client.get("/plans/?on=2026-02-09"))
    assert client.get("/plans/2026-28/timeline/?on=2026-02-30").status_code == 400
    assert client.get("/plans/2026-28/timeline/?on=2027-01-01").status_code == 400


def test_caches_may_keep_it_until_something_changes(plan, cast, client, the_day):
    publish(plan, cast)
    tag = client.get("/plans/2026-28/timeline/")["ETag"]
    assert client.get("/plans/2026-28/timeline/", headers={"If-None-Match": tag}).status_code == 304


def test_its_queries_do_not_grow_with_its_steps(plan, cast, client, the_day, django_assert_num_queries):
    many = tuple(Step(f"Step {n}", MARCH, None, "Come.", "All", "The minister") for n in range(30))
    publish(plan, cast, TimelineContent(date(2026, 4, 1), "", many))
    with django_assert_num_queries(7):
        client.get("/plans/2026-28/timeline/")
