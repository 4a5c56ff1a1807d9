"""A plan that is being made goes out as drafts, each frozen, and is adopted in the end."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commitments.choices import LeadRole
from commitments.models import Commitment, Lead, Milestone
from commitments.operations.adoption import (
    adopt_plan,
    newest_draft,
    publish_draft,
    reasons_not_to_adopt,
    reasons_not_to_publish_draft,
)
from commitments.record.drafts import changes_between
from commitments.record.whole import digest_of, whole_plan
from commitments.rules_making import worth_knowing_before_adoption
from commitments.tests.factories import a_commitment, a_lead, a_milestone
from plans.choices import PlanState, PublicationKind
from plans.dates import PartialDate
from plans.models import ActionPlan, Agency, AgencyName, PlanDraft, Publication
from plans.operations.timeline import TimelineContent, publish_timeline, save_timeline
from plans.rules import NotReady, Stale, Step
from plans.tests.factories import TODAY, Cast, a_plan, an_edition, at

pytestmark = pytest.mark.django_db

DAY = PartialDate.parse("2026-03-10")


@pytest.fixture
def plan(cast: Cast) -> ActionPlan:
    """Two commitments, three milestones, one agency that nobody has read of yet; nothing is public."""
    plan = a_plan(
        "2026-28", state=PlanState.DEVELOPMENT, adopted_on=None, title="Plan 2026–28", summary="Less."
    )
    new = Agency.objects.create(slug="new-office")
    AgencyName.objects.create(agency=new, name="New Office")
    for number, agency in (("1", cast.records), ("2", new)):
        commitment = a_commitment(plan, number, published_in=None)
        a_lead(commitment, agency, published_in=None)
        a_milestone(commitment, 1, published_in=None)
    a_milestone(
        plan.commitments.get(number="2"), 2, published_in=None, agreed_due_on=None, agreed_due_text="always"
    )
    plan.sections.create(slug="why", title="Why", text="Because of *openness*.", position=1)
    return plan


def read(plan: ActionPlan) -> str:
    return digest_of(whole_plan(plan, TODAY))


def put_out(plan: ActionPlan, cast: Cast) -> PlanDraft:
    return publish_draft(plan=plan, read=read(plan), by=cast.ana, now=at())


def adopt(plan: ActionPlan, cast: Cast, **given) -> ActionPlan:
    given = {"plan": plan, "read": read(plan), "adopted_on": DAY, "by": cast.ana, "now": at()} | given
    return adopt_plan(**given)


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def text_of(answer) -> str:
    return answer.content.decode()


# ---- What one should know before ------------------------------------------------------------------------


AHEAD = Step("Hearings", PartialDate.parse("2026-04"), None, "Come to one.")
RUNNING = Step("A survey", PartialDate.parse("2026-03-01"), PartialDate.parse("2026-03"), "Answer it.")
WRITING = Step(
    "Writing", PartialDate.parse("2026-03"), decision="What is promised", decided_by="The minister"
)
OVER = Step("Workshops", PartialDate.parse("2026-01"), None, "Come to one.")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, []),
        ({"announced_on": None}, ["No timeline is public. OGP asks for one at least 14 days before"]),
        (
            {"announced_on": date(2026, 1, 18)},
            ["18 January 2026, and by it making the plan begins on 31 January"],
        ),
        ({"announced_on": date(2026, 1, 17)}, []),
        ({"steps": (OVER, WRITING)}, []),
        (
            {"steps": (OVER, RUNNING, AHEAD)},
            [
                "By the timeline people can take part in “A survey” until 31 March 2026.",
                "By the timeline “Hearings” is still ahead: April 2026.",
            ],
        ),
        ({"draft_since": None}, ["No draft was put out"]),
        ({"draft_since": date(2026, 2, 27)}, ["public since 27 February 2026, for fewer than 14 days."]),
    ],
)
def test_what_one_should_know_before_a_plan_is_adopted(given, words):
    known = {
        "announced_on": date(2026, 1, 1),
        "begins_on": date(2026, 1, 31),
        "steps": (),
        "draft_since": date(2026, 2, 26),
        "days_ahead": 14,
    }
    reasons = [str(one) for one in worth_knowing_before_adoption(date(2026, 3, 12), **known | given)]
    assert len(reasons) == len(words)
    assert all(said in reason for said, reason in zip(words, reasons, strict=True))


def test_it_is_listed_before_the_adoption_and_does_not_hinder_it(plan, cast, sign_in, the_day):
    ana, page = sign_in(cast.ana), reverse("workspace-plan-adopt", args=[plan.slug])
    assert "No timeline is public." in text_of(ana.get(page))
    content = TimelineContent(date(2026, 3, 20), "", (AHEAD, WRITING))
    timeline = save_timeline(plan=plan, version=0, content=content, by=cast.ana, now=at())
    assert "No timeline is public." in text_of(ana.get(page))
    publish_timeline(plan=plan, version=timeline.version, by=cast.ana, now=at())
    said = text_of(ana.get(page))
    assert "“Hearings” is still ahead" in said
    assert f'href="{reverse("workspace-timeline", args=[plan.slug])}"' in said
    assert "The timeline is public since 12 March 2026" in said
    adopt(plan, cast)
    assert "To know before" not in text_of(ana.get(page))


# ---- Drafts ---------------------------------------------------------------------------------------------


def test_a_draft_is_frozen_and_its_rows_stay_unpublished(plan, cast):
    draft = put_out(plan, cast)
    plan.refresh_from_db()
    assert (draft.number, plan.state, plan.published_in) == (1, PlanState.DRAFT, draft.published_in)
    assert not Commitment.objects.published().exists()
    assert not Milestone.objects.published().exists()
    assert not Lead.objects.published().exists()
    plan.commitments.update(title="Changed since")
    draft.refresh_from_db()
    assert [one["title"] for one in draft.content["commitments"]] == ["Promise 1", "Promise 2"]
    kinds = set(Publication.objects.filter(edition=draft.published_in).values_list("kind", flat=True))
    assert kinds == {PublicationKind.DRAFT_PLAN, PublicationKind.AGENCY}
    assert Agency.objects.get(slug="new-office").published_in == draft.published_in


def test_the_same_draft_twice_is_one_draft(plan, cast):
    first = put_out(plan, cast)
    again = publish_draft(plan=plan, read=read(plan), by=cast.ana, now=at())
    assert again == first
    assert PlanDraft.objects.count() == 1
    assert Publication.objects.filter(kind=PublicationKind.DRAFT_PLAN).count() == 1


def test_a_second_draft_says_what_changed(plan, cast):
    first = put_out(plan, cast)
    one = plan.commitments.get(number="1")
    one.promise = "We promise more."
    one.save()
    plan.commitments.get(number="2").milestones.get(number=2).delete()
    second = put_out(plan, cast)
    plan.refresh_from_db()
    assert (second.number, plan.published_in) == (2, first.published_in)
    changes = changes_between(first.content, second.content)
    assert [(one.label, one.is_gone) for one in changes] == [
        ("Commitment 1, Promise 1", False),
        ("Milestone 2.2, Step 2", True),
    ]
    assert "<ins>" in changes[0].differences[0].marked[1]


def test_renumbered_things_are_the_same_things(plan, cast):
    before = whole_plan(plan, TODAY)
    for was, now in (("2", "3"), ("1", "2"), ("3", "1")):
        commitment = plan.commitments.get(number=was)
        commitment.number = now
        commitment.save()
    changes = changes_between(before, whole_plan(plan, TODAY))
    numbers = {one.label: [(d.before, d.after) for d in one.differences] for one in changes}
    assert numbers["Commitment 1, Promise 2"] == [("2", "1")]
    assert not any(one.is_new or one.is_gone for one in changes)


def test_what_was_changed_since_it_was_read_is_not_published(plan, cast):
    digest = read(plan)
    plan.commitments.filter(number="1").update(title="Somebody else wrote this")
    with pytest.raises(Stale):
        publish_draft(plan=plan, read=digest, by=cast.ana, now=at())
    assert not PlanDraft.objects.exists()
    with pytest.raises(Stale):
        adopt(plan, cast, read=digest)


def test_a_draft_needs_a_title_dates_and_a_commitment_that_promises(cast):
    plan = a_plan("empty", state=PlanState.DEVELOPMENT, adopted_on=None, starts_on=None, ends_on=None)
    found = [reason.code for reason in reasons_not_to_publish_draft(plan, TODAY)]
    assert found == ["starts-on", "ends-on", "no-commitment"]
    a_commitment(plan, published_in=None, title=" ", promise="")
    found = [reason.code for reason in reasons_not_to_publish_draft(plan, TODAY)]
    assert found == ["starts-on", "ends-on", "no-title", "no-promise"]
    with pytest.raises(NotReady):
        put_out(plan, cast)


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_only_a_coordinator_puts_out_and_adopts(plan, cast, who):
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        publish_draft(plan=plan, read=read(plan), by=by, now=at())
    with pytest.raises(PermissionDenied):
        adopt(plan, cast, by=by)


def test_a_plan_that_was_brought_in_is_neither_put_out_nor_adopted_here(cast):
    plan = a_plan("brought-in", state=PlanState.DRAFT, adopted_on=None)
    a_commitment(plan)
    for act in (put_out, adopt):
        with pytest.raises(NotReady) as refused:
            act(plan, cast)
        assert codes(refused) == ["brought-in"]


# ---- Adoption -------------------------------------------------------------------------------------------


def test_adoption_publishes_everything_in_one_edition(plan, cast):
    adopt(plan, cast)
    plan.refresh_from_db()
    assert (plan.state, plan.adopted_on) == (PlanState.ADOPTED, DAY)
    rows = [plan, *plan.commitments.all(), *Milestone.objects.all(), *Lead.objects.all()]
    assert {row.published_in for row in rows} == {plan.published_in}
    said = list(plan.published_in.publications.values_list("kind", flat=True))
    assert said.count(PublicationKind.COMMITMENT) == 2
    assert said.count(PublicationKind.MILESTONE) == 3
    assert said.count(PublicationKind.LEAD) == 2
    assert said.count(PublicationKind.PLAN) == 1
    assert plan.published_in.by == cast.ana
    assert plan.commitments.first().history.first().history_user == cast.ana


def test_adopted_after_a_draft_the_plan_keeps_its_first_edition(plan, cast):
    draft = put_out(plan, cast)
    adopt(ActionPlan.objects.get(pk=plan.pk), cast)
    plan.refresh_from_db()
    assert plan.published_in == draft.published_in
    announced = Publication.objects.get(kind=PublicationKind.PLAN)
    assert announced.before == {"state": "draft-published"}
    assert announced.after["adopted_on"] == "2026-03-10"


def test_adopted_twice_is_adopted_once(plan, cast):
    digest = read(plan)
    adopt(plan, cast, read=digest)
    number = Publication.objects.count()
    adopt(plan, cast, read=digest, adopted_on=PartialDate.parse("2026-03-11"))
    plan.refresh_from_db()
    assert (Publication.objects.count(), plan.adopted_on) == (number, DAY)
    with pytest.raises(NotReady) as refused:
        adopt(plan, cast, read="something else")
    assert codes(refused) == ["adopted"]


def test_the_periods_of_a_plan_are_public_from_its_adoption_on(plan, cast, client):
    plan.periods.create(slug="q1", starts_on="2026-04-01", ends_on="2026-06-30", due_on="2026-07-15")
    put_out(plan, cast)
    address = "/api/v1/periods/?plan=2026-28"
    assert client.get(address).json()["count"] == 0
    adopt(ActionPlan.objects.get(pk=plan.pk), cast)
    assert client.get(address).json()["count"] == 1
    assert Publication.objects.filter(kind=PublicationKind.PERIOD).count() == 1


def test_each_thing_that_is_missing_is_named_with_its_place(plan, cast):
    Lead.objects.filter(commitment__number="1").update(role=LeadRole.SUPPORTING)
    Milestone.objects.filter(commitment__number="2", number=2).update(agreed_due_text="")
    a_commitment(plan, "3", published_in=None)
    reasons = reasons_not_to_adopt(plan, TODAY)
    assert [(reason.code, reason.field) for reason in reasons] == [
        ("no-lead", "commitment-1-lead"),
        ("milestone-no-due", "milestone-2.2-due"),
        ("no-lead", "commitment-3-lead"),
        ("no-milestones", "commitment-3-milestones"),
    ]
    with pytest.raises(NotReady):
        adopt(plan, cast)
    assert not Commitment.objects.published().exists()


def test_a_commitment_may_hold_its_milestones_in_its_parts(plan, cast):
    whole = plan.commitments.get(number="1")
    whole.milestones.all().delete()
    part = a_commitment(plan, "1.1", parent=whole, published_in=None)
    a_lead(part, cast.records, published_in=None)
    a_milestone(part, 1, published_in=None)
    assert reasons_not_to_adopt(plan, TODAY) == []


@pytest.mark.parametrize(("day", "code"), [(None, "adopted-on"), ("2026-03-13", "adopted-ahead")])
def test_the_day_of_adoption_is_known_and_not_ahead(plan, cast, day, code):
    with pytest.raises(NotReady) as refused:
        adopt(plan, cast, adopted_on=day and PartialDate.parse(day))
    assert codes(refused) == [code]


def test_this_month_is_not_ahead(plan, cast):
    adopt(plan, cast, adopted_on=PartialDate.parse("2026-03"))
    plan.refresh_from_db()
    assert str(plan.adopted_on) == "2026-03"


# ---- In the workspace -----------------------------------------------------------------------------------


def test_ana_puts_a_draft_out_and_adopts_the_plan(plan, cast, sign_in, the_day):
    ana, here = sign_in(cast.ana), reverse("workspace-plan-draft", args=["2026-28"])
    page = ana.get(here)
    assert "Nothing is missing" in text_of(page)
    assert "New Office" in text_of(page)
    assert ana.post(here, {"read": page.context["read"]}).status_code == 302
    assert "All of it is public as draft 1" in text_of(ana.get(here))
    there = reverse("workspace-plan-adopt", args=["2026-28"])
    page = ana.get(there)
    typed = {"read": page.context["read"], "adopted_on_day": "10", "adopted_on_month": "3"}
    assert ana.post(there, typed).status_code == 422  # no year
    assert ana.post(there, typed | {"adopted_on_year": "2027"}).status_code == 409
    for _twice in range(2):
        assert ana.post(there, typed | {"adopted_on_year": "2026"}).status_code == 302
    assert "It was adopted on 10 March 2026" in text_of(ana.get(there))
    assert newest_draft(plan).number == 1


def test_she_reads_again_what_changed_meanwhile(plan, cast, sign_in, the_day):
    ana, here = sign_in(cast.ana), reverse("workspace-plan-draft", args=["2026-28"])
    digest = ana.get(here).context["read"]
    plan.commitments.filter(number="1").update(title="Changed meanwhile")
    answer = ana.post(here, {"read": digest})
    assert answer.status_code == 409
    assert "Changed meanwhile" in text_of(answer)
    assert ana.post(here, {}).status_code == 409
    assert not PlanDraft.objects.exists()


@pytest.mark.parametrize("name", ["workspace-plan-draft", "workspace-plan-adopt", "workspace-plan"])
def test_nobody_else_may_know_of_it(plan, cast, sign_in, the_day, name):
    for who in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        assert sign_in(who).get(reverse(name, args=["2026-28"])).status_code == 404
        assert sign_in(who).post(reverse(name, args=["2026-28"]), {"read": read(plan)}).status_code == 404
    assert not PlanDraft.objects.exists()


def test_what_is_missing_links_to_where_it_is_filled_in(plan, cast, sign_in, the_day):
    Lead.objects.filter(commitment__number="1").delete()
    page = text_of(sign_in(cast.ana).get(reverse("workspace-plan-adopt", args=["2026-28"])))
    assert "/workspace/making/2026-28/commitments/1/#lead-1-agency" in page
    assert "button-waiting" in page


# ---- In public ------------------------------------------------------------------------------------------


def test_a_plan_that_is_being_made_is_nowhere(plan, client):
    assert client.get(plan.get_absolute_url()).status_code == 404
    assert client.get("/plans/2026-28/drafts/1/").status_code == 404
    assert client.get("/plans/2026-28/timeline/").status_code == 404
    assert "Plan 2026–28" not in text_of(client.get("/plans/"))


def test_the_public_reads_the_draft_and_never_the_live_rows(plan, cast, client, the_day):
    put_out(plan, cast)
    for rows, fields in (
        (plan.commitments, {"title": "CANARY", "promise": "CANARY"}),
        (Milestone.objects, {"title": "CANARY"}),
        (plan.sections, {"title": "CANARY", "text": "CANARY"}),
    ):
        rows.update(**fields)
    for address in (
        "/plans/2026-28/",
        "/plans/2026-28/drafts/1/",
        "/plans/",
        "/",
        "/api/v1/plans/2026-28/",
        "/api/v1/commitments/?plan=2026-28",
        reverse("plan-document", args=["2026-28"]),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "CANARY" not in text_of(answer), address
    page = text_of(client.get("/plans/2026-28/"))
    assert "Two commitments hold three milestones." in page
    assert "not adopted" in page
    assert "Promise 2" in page
    assert "<em>openness</em>" in page
    assert client.get("/plans/2026-28/commitments/1/").status_code == 404


def test_a_day_before_adoption_shows_the_draft_of_that_day(plan, cast, client, the_day):
    put_out(plan, cast)
    draft = PlanDraft.objects.get()
    type(draft.published_in).objects.filter(pk=draft.published_in_id).update(at=at(TODAY.replace(day=5)))
    adopt(ActionPlan.objects.get(pk=plan.pk), cast)
    early = text_of(client.get("/plans/2026-28/?on=2026-03-06"))
    assert "draft 1 for consultation" in early
    assert "Where the milestones stand" not in early
    now = text_of(client.get("/plans/2026-28/"))
    assert "draft 1 for consultation" not in now
    assert "Draft 1 for consultation" in now  # among how it was made
    assert "kept as it was" in text_of(client.get("/plans/2026-28/drafts/1/"))
    assert "no draft of this plan was public yet" in text_of(client.get("/plans/2026-28/?on=2026-03-01"))


def test_before_its_first_draft_a_draft_plan_says_so(plan, cast, client, the_day):
    put_out(plan, cast)
    an_edition()
    draft = PlanDraft.objects.get()
    type(draft.published_in).objects.filter(pk=draft.published_in_id).update(at=at(TODAY.replace(day=5)))
    page = text_of(client.get("/plans/2026-28/?on=2026-03-04"))
    assert "On 4 March 2026 no draft of this plan was public yet" in page
    assert "Promise 1" not in page
    assert client.get("/plans/2026-28/?on=2026-13-04").status_code == 400
