"""The pages on which Ana makes a plan, and what they refuse in words."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import Commitment, Lead, Milestone
from commitments.operations.making import CommitmentContent, LeadContent, MilestoneContent, save_commitment
from commitments.tests.test_workspace import words_of
from plans.choices import PlanState
from plans.kept import KEPT
from plans.models import ActionPlan, PlanDraft, PlanSection, PreviewLink, Publication
from plans.operations.agencies import create_agency
from plans.tests.factories import TODAY, a_plan, an_edition, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

LIST, NEW = "/workspace/making/", "/workspace/making/new/"
HOME = "/workspace/making/2027-29/"
FACTS, SECTION, COMMITMENT = f"{HOME}facts/", f"{HOME}new-section/", f"{HOME}new-commitment/"
PLAN = {
    "title": "Third action plan",
    "country": "nz",
    "starts_on_month": "7",
    "starts_on_year": "2027",
    "ends_on_month": "6",
    "ends_on_year": "2029",
    "version": 0,
}
PROMISE = {
    "number": "1",
    "title": "Open the books",
    "promise": "We open the books.",
    "agreed_due_on_year": "2028",
    "values": ["transparency"],
    "resources": "Three people",
    "lead-1-agency": "agency-for-records",
    "lead-1-role": "lead",
    "lead-2-agency": "",
    "milestone-1-title": "First",
    "milestone-1-agreed_due_on_month": "3",
    "milestone-1-agreed_due_on_year": "2028",
    "milestone-2-title": "Second",
    "milestone-2-agreed_due_text": "throughout",
    "milestone-3-title": "",
    "version": 0,
    "action": "save",
}
ROWS = {"milestone-1-was": "1", "milestone-2-was": "2"}


@pytest.fixture
def ana(cast, sign_in) -> Client:
    return sign_in(cast.ana)


@pytest.fixture
def plan(cast) -> ActionPlan:
    return a_plan("2027-29", title="Third action plan", state=PlanState.DEVELOPMENT, published_in=None)


def row() -> Commitment:
    return Commitment.objects.get()


def writes(queries) -> list[str]:
    return [one["sql"] for one in queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", one["sql"])]


# ---- From nothing ---------------------------------------------------------------------------------------


def test_ana_makes_a_plan_with_a_commitment_from_nothing(ana):
    answer = ana.post(NEW, PLAN)
    assert answer["Location"] == HOME
    assert "Nothing is promised yet." in words_of(ana.get(HOME))
    answer = ana.post(COMMITMENT, PROMISE)
    assert answer["Location"] == f"{HOME}#commitment-1"
    home = words_of(ana.get(HOME))
    assert "One commitment with two milestones" in home
    assert "Agency for Records; due 2028" in home
    assert [str(one) for one in Milestone.objects.all()] == ["1.1 First", "1.2 Second"]
    assert row().values == ["transparency"]
    assert not row().resources_public


def test_after_a_milestone_the_cursor_is_where_the_next_one_begins(ana, plan):
    answer = ana.post(COMMITMENT, PROMISE | {"action": "milestone"})
    assert answer["Location"] == f"{HOME}commitments/1/#milestone-3-title"
    assert 'id="milestone-3-title"' in ana.get(answer["Location"]).content.decode()


def test_a_milestone_moves_up_with_what_was_typed(ana, plan):
    ana.post(COMMITMENT, PROMISE)
    typed = {"version": 1, "action": "up-2", "milestone-2-title": "Second, better"}
    answer = ana.post(f"{HOME}commitments/1/", PROMISE | ROWS | typed)
    assert answer["Location"] == f"{HOME}commitments/1/#milestones"
    titles = Milestone.objects.order_by("number").values_list("title", flat=True)
    assert list(titles) == ["Second, better", "First"]


def test_a_milestone_is_taken_out_only_where_somebody_says_so(ana, plan):
    ana.post(COMMITMENT, PROMISE)
    without_rows = {name: value for name, value in PROMISE.items() if not name.startswith("milestone")}
    ana.post(f"{HOME}commitments/1/", without_rows | {"version": 1, "title": "Open all books"})
    assert Milestone.objects.count() == 2
    ana.post(f"{HOME}commitments/1/", PROMISE | ROWS | {"version": 2, "milestone-1-drop": "on"})
    assert [str(one) for one in Milestone.objects.all()] == ["1.1 Second"]


def test_room_for_more_keeps_what_was_typed_and_saves_nothing(ana, plan):
    answer = ana.post(COMMITMENT, PROMISE | {"action": "row-milestone"})
    page = answer.content.decode()
    assert 'id="milestone-4-title"' in page
    assert "Open the books" in page
    assert not Commitment.objects.exists()


def test_an_agency_added_meanwhile_comes_into_the_list_and_what_was_typed_stays(ana, plan, cast):
    page = ana.post(COMMITMENT, PROMISE | {"action": "row-agencies"}).content.decode()
    assert 'target="_blank"' in page
    assert "new-office" not in page
    create_agency(name="New Office", short_name="", slug="new-office", url="", by=cast.ana, now=at())
    page = ana.post(COMMITMENT, PROMISE | {"action": "row-agencies"}).content.decode()
    assert '<option value="new-office">New Office</option>' in page
    assert '<option value="agency-for-records" selected>' in page
    assert 'value="Open the books"' in page
    assert "errors-title" not in page
    assert not Commitment.objects.exists()


def test_an_agency_that_was_withdrawn_is_offered_only_where_it_is_chosen_already(ana, plan, cast):
    ana.post(COMMITMENT, PROMISE)
    for agency in (cast.records, cast.data):
        agency.withdrawn_in = an_edition()
        agency.save()
    new, kept = (ana.get(page).content.decode() for page in (COMMITMENT, f"{HOME}commitments/1/"))
    assert "office-for-data" not in new + kept
    assert "agency-for-records" not in new
    assert '<option value="agency-for-records" selected>' in kept
    assert (
        ana.post(f"{HOME}commitments/1/", PROMISE | ROWS | {"version": 1, "title": "Anew"}).status_code == 302
    )


def test_the_button_pressed_twice_begins_one(ana, plan):
    for _time in range(2):
        assert ana.post(COMMITMENT, PROMISE).status_code == 302
        assert ana.post(SECTION, {"title": "How", "version": 0}).status_code == 302
        assert ana.post(NEW, PLAN | {"slug": "other"}).status_code == 302
    assert Commitment.objects.count() == PlanSection.objects.count() == 1
    assert ActionPlan.objects.count() == 2


def test_opening_the_pages_writes_nothing(ana, plan):
    ana.post(COMMITMENT, PROMISE)
    ana.post(SECTION, {"title": "How", "version": 0})
    pages = ("", "facts/", "new-section/", "sections/how/", "new-commitment/", "commitments/1/", "versions/")
    with CaptureQueriesContext(connection) as queries:
        for page in (LIST, NEW, *(f"{HOME}{one}" for one in (*pages, "previews/"))):
            assert ana.get(page).status_code == 200
    assert not writes(queries)


# ---- Refused in words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "status", "link"),
    [
        ({"title": ""}, 409, '<a href="#title">Give the commitment a title.</a>'),
        ({"number": "2/3"}, 409, '<a href="#number">'),
        ({"agreed_due_on_year": "28"}, 422, '<a href="#agreed_due_on_0">'),
        ({"agreed_due_text": "later"}, 409, '<a href="#agreed_due_text">'),
        ({"lead-1-agency": "nobody"}, 422, '<a href="#lead-1-agency">Lead 1: '),
        (
            {"lead-1-from_on": "2028-02-01", "lead-1-until_on": "2027-02-01"},
            409,
            '<a href="#lead-1-until_on">',
        ),
        ({"milestone-1-title": ""}, 409, '<a href="#milestone-1-title">'),
        ({"milestone-1-agreed_due_on_day": "32"}, 422, "Milestone 1: "),
        ({"milestone-1-was": "x"}, 422, "Milestone 1: "),
        ({"title": "x" * 201}, 422, '<a href="#title">'),
        ({"values": ["wealth"]}, 422, '<a href="#values_0">'),
        ({"promise": "x\0y"}, 422, '<a href="#promise">'),
    ],
)
def test_what_is_wrong_is_a_link_to_its_field_and_nothing_typed_is_lost(ana, plan, typed, status, link):
    answer = ana.post(COMMITMENT, PROMISE | typed)
    assert answer.status_code == status
    assert link in answer.content.decode()
    assert "Second" in answer.content.decode()
    assert not Commitment.objects.exists()


def test_a_number_or_an_address_that_is_taken_is_said_beside_it(ana, plan):
    ana.post(COMMITMENT, PROMISE)
    ana.post(SECTION, {"title": "How", "version": 0})
    assert "has this number already" in words_of(ana.post(COMMITMENT, PROMISE | {"title": "Another"}))
    taken = ana.post(SECTION, {"title": "What", "slug": "how", "version": 0})
    assert (taken.status_code, "has this address already" in words_of(taken)) == (409, True)
    assert ana.post(NEW, PLAN | {"slug": "2027-29"}).status_code == 409
    assert ana.post(NEW, PLAN | {"slug": "new"}).status_code == 409
    assert ana.post(NEW, PLAN | {"country": "New Zealand"}).status_code == 422


def test_two_people_in_one_form_see_both_versions_and_lose_nothing(ana, plan, cast, time_machine):
    time_machine.move_to(at(), tick=True)
    ana.post(COMMITMENT, PROMISE)
    url = f"{HOME}commitments/1/"
    ana.post(url, PROMISE | ROWS | {"version": 1, "promise": "Hers.", "milestone-3-title": "Her third"})
    answer = ana.post(
        url, PROMISE | ROWS | {"version": 1, "title": "Mine", "milestone-1-title": "First, mine"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Two people edited this" in page
    for kept in (
        'value="Mine"',
        "Hers.",
        'value="First, mine"',
        'value="Her third"',
        'name="version" value="2"',
    ):
        assert kept in page
    assert row().title == "Open the books"


def test_a_form_of_a_commitment_that_has_moved_goes_to_where_it_stands_now(ana, plan):
    ana.post(COMMITMENT, PROMISE)
    ana.post(COMMITMENT, PROMISE | {"number": "2", "title": "Second promise"})
    ana.post(HOME, {"to": "2:1", "version-2": "2"})
    assert [str(one) for one in Commitment.objects.all()] == ["1 Second promise", "2 Open the books"]
    answer = ana.post(f"{HOME}commitments/1/", PROMISE | ROWS | {"version": 1, "promise": "Better."})
    assert answer.status_code == 409
    assert f'action="{HOME}commitments/2/"' in answer.content.decode()
    ana.post(HOME, {"to": "2:1", "version-2": "2"})  # pressed again: another stands there now
    assert [one.number for one in Commitment.objects.filter(title="Second promise")] == ["1"]


def test_a_plan_begun_by_mistake_is_taken_out(ana, plan):
    assert "Take this plan out" in words_of(ana.get(FACTS))
    ana.post(COMMITMENT, PROMISE)
    assert "Take this plan out" not in words_of(ana.get(FACTS))
    assert ana.post(FACTS, {"action": "discard", "version": 1}).status_code == 409
    ana.post(f"{HOME}commitments/1/", {"action": "remove", "version": 1})
    assert ana.post(FACTS, {"action": "discard", "version": 1})["Location"] == LIST
    assert ana.get(HOME).status_code == 404


def test_what_was_taken_out_meanwhile_can_be_begun_anew(ana, plan):
    ana.post(COMMITMENT, PROMISE)
    url = f"{HOME}commitments/1/"
    assert ana.post(url, {"action": "remove", "version": 7}).status_code == 409
    assert ana.post(url, {"action": "remove", "version": 1})["Location"] == f"{HOME}#commitments"
    assert ana.post(url, {"action": "remove", "version": 1}).status_code == 302
    assert not any(model.objects.exists() for model in (Commitment, Milestone, Lead))
    assert ana.get(url).status_code == 404


def test_words_typed_into_an_ended_session_are_in_the_form_after_signing_in(ana, plan, cast):
    ana.get(COMMITMENT)
    session = ana.session
    session[KEPT] = {COMMITMENT: "title=Kept+words&number=1&version=0&milestone-1-title=A+step"}
    session.save()
    page = ana.get(COMMITMENT).content.decode()
    assert "Your session had ended" in page
    assert 'value="Kept words"' in page
    assert ana.post(COMMITMENT, {"action": "drop"})["Location"] == COMMITMENT
    assert "Kept words" not in ana.get(COMMITMENT).content.decode()


def test_a_section_and_the_facts_show_both_versions_too(ana, plan):
    ana.post(SECTION, {"title": "How", "text": "One", "version": 0})
    url = f"{HOME}sections/how/"
    ana.post(url, {"title": "How", "slug": "how", "text": "Hers", "version": 1})
    answer = ana.post(url, {"title": "Mine", "slug": "how", "text": "One", "version": 1})
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.content.decode()
    assert "Hers" in answer.content.decode()
    assert ana.post(url, {"action": "remove", "version": 1}).status_code == 409
    ana.post(FACTS, PLAN | {"version": 1, "slug": "2027-29", "summary": "Hers"})
    answer = ana.post(FACTS, PLAN | {"version": 1, "slug": "2027-29", "title": "Mine"})
    assert answer.status_code == 409
    assert "Hers" in answer.content.decode()


# ---- Who ------------------------------------------------------------------------------------------------


def test_for_everybody_else_none_of_it_exists(cast, plan, sign_in):
    save_commitment(
        plan=plan, commitment=None, version=0, content=CommitmentContent(title="A"), by=cast.ana, now=at()
    )
    pages = ("", "facts/", "new-section/", "new-commitment/", "commitments/1/", "versions/", "previews/")
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        browser = sign_in(person)
        for page in (LIST, NEW, *(f"{HOME}{one}" for one in pages)):
            assert browser.get(page).status_code == 404
            assert browser.post(page, PROMISE).status_code == 404
        assert browser.post(f"{HOME}publishing/", {"version": 1}).status_code == 404


def test_an_adopted_plan_says_why_and_one_that_was_brought_in_too(ana):
    a_plan("adopted")
    a_plan("draft", state=PlanState.DRAFT)
    assert "Its wording changes only in an amendment." in words_of(ana.get(f"{LIST}adopted/"))
    assert "was brought in from a document" in words_of(ana.get(f"{LIST}draft/"))
    for page in ("facts/", "new-section/", "new-commitment/", "previews/"):
        for slug in ("adopted", "draft"):
            assert ana.get(f"{LIST}{slug}/{page}").status_code == 409
            assert ana.post(f"{LIST}{slug}/{page}", PROMISE).status_code == 409


def test_publishing_on_sign_off_is_set_for_an_adopted_plan(ana):
    plan = a_plan("adopted")
    url = f"{LIST}adopted/publishing/"
    assert ana.post(url, {"publish_on_sign_off": "on", "version": 1}).status_code == 302
    plan.refresh_from_db()
    assert plan.publish_on_sign_off
    assert ana.post(url, {"version": 1}).status_code == 409
    assert ana.get(url).status_code == 302


# ---- The public -----------------------------------------------------------------------------------------


@pytest.fixture
def secret(plan, cast) -> ActionPlan:
    content = CommitmentContent(
        title="Canary promise",
        leads=(LeadContent("agency-for-records"),),
        milestones=(MilestoneContent(title="Canary step"),),
    )
    save_commitment(plan=plan, commitment=None, version=0, content=content, by=cast.ana, now=at())
    PlanSection.objects.create(plan=plan, slug="canary", title="Canary section", text="x", position=1)
    return plan


@pytest.mark.parametrize("is_out", [False, True])
def test_no_live_row_of_a_plan_in_the_making_is_public(client, secret, is_out):
    if is_out:
        secret.state, secret.published_in = PlanState.DRAFT, an_edition()
        secret.save()
        PlanDraft.objects.create(
            plan=secret,
            number=1,
            content={"commitments": [], "sections": [], "title": "Out"},
            published_in=secret.published_in,
        )
    api = "/api/v1/plans/2027-29/"
    for page in ("/plans/", "/plans/2027-29/", api, "/agencies/agency-for-records/", "/api/v1/commitments/"):
        answer = client.get(page)
        assert b"Canary" not in answer.content
    assert client.get(api).status_code == (200 if is_out else 404)
    assert client.get("/plans/2027-29/commitments/1/").status_code == 404


def test_changing_a_plan_with_a_public_draft_says_that_it_publishes(ana, secret):
    secret.state, secret.published_in = PlanState.DRAFT, an_edition()
    secret.save()
    PlanDraft.objects.create(plan=secret, number=1, content={}, published_in=secret.published_in)
    assert "What you change here is public at once" in words_of(ana.get(FACTS))
    answer = ana.post(FACTS, PLAN | {"version": 1, "slug": "elsewhere", "summary": "New words"})
    assert answer["Location"] == HOME
    assert Publication.objects.get().after["summary"] == "New words"
    assert ActionPlan.objects.get().slug == "2027-29"


def test_a_private_link_shows_the_plan_as_it_stands_and_no_cache_keeps_it(ana, client, secret):
    ana.post(f"{HOME}previews/", {"until_on": "2026-03-20", "action": "make"})
    ana.post(f"{HOME}previews/", {"until_on": "2026-03-20", "action": "make"})
    link = PreviewLink.objects.get()
    url = reverse("plan-preview", args=[link.key])
    answer = client.get(url)
    assert answer.status_code == 200
    assert b"Canary promise" in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert link.key.encode() not in answer.content  # no link on the page hands it on
    assert "Set-Cookie" not in answer
    assert client.get("/preview/wrong/").status_code == 404
    assert ana.post(f"{HOME}previews/", {"end": link.key}).status_code == 302
    assert client.get(url).status_code == 404


def test_a_private_link_is_over_after_its_day_and_once_the_plan_is_adopted(ana, client, secret, time_machine):
    ana.post(f"{HOME}previews/", {"until_on": TODAY.isoformat(), "action": "make"})
    url = reverse("plan-preview", args=[PreviewLink.objects.get().key])
    ActionPlan.objects.update(state=PlanState.ADOPTED)
    assert client.get(url).status_code == 404
    ActionPlan.objects.update(state=PlanState.DEVELOPMENT)
    assert client.get(url).status_code == 200
    time_machine.move_to(at(TODAY + timedelta(days=1)))
    assert client.get(url).status_code == 404
    assert ana.post(f"{HOME}previews/", {"until_on": "2026-03-01", "action": "make"}).status_code == 409
    assert ana.post(f"{HOME}previews/", {"until_on": "", "action": "make"}).status_code == 409


# ---- Hostile --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "posted",
    [
        {"to": "1:99999999"},
        {"to": "1:-1", "version-1": "1"},
        {"to": "x", "action": "section"},
        {"to": "nobody:1", "action": "section"},
        {"to": "1:1", "version-1": "٣"},
        {"action": "number"},
        {},
    ],
)
def test_nonsense_moves_nothing(ana, plan, posted):
    ana.post(COMMITMENT, PROMISE)
    assert ana.post(HOME, posted).status_code == 302
    assert row().number == "1"


@pytest.mark.parametrize(
    "action", ["up-", "up-0", "up-99999", "down-٣", "row-", "row-nothing", "fly", "remove-1"]
)
def test_nonsense_in_a_button_only_saves(ana, plan, action):
    ana.post(COMMITMENT, PROMISE)
    typed = {"version": 1, "action": action, "promise": "Better."}
    assert ana.post(f"{HOME}commitments/1/", PROMISE | ROWS | typed).status_code == 302
    assert row().promise == "Better."


def test_the_home_asks_the_database_the_same_whatever_it_holds(ana, plan, cast):
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ana.get(HOME).status_code == 200
        return len(queries)

    def add(count: int):
        for place in range(count):
            steps = tuple(MilestoneContent(title=f"Step {step}") for step in range(count))
            content = CommitmentContent(
                title=f"{count} {place}", leads=(LeadContent("agency-for-records"),), milestones=steps
            )
            save_commitment(plan=plan, commitment=None, version=0, content=content, by=cast.ana, now=at())

    add(1)
    few = ask()
    add(6)
    assert ask() == few
