"""The pages on which a plan is amended: for a coordinator only, and no word is lost."""

import pytest
from django.test import Client

from commitments.operations.amendments import save_facts
from commitments.record.amending import Draft
from plans.models import Amendment, Edition
from plans.tests.factories import at

from .test_amending import FACTS, Amending, everything, milestone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

LIST = "/workspace/plans/2025-27/amendments/"
ONE = f"{LIST}amendment-1/"
PAGES = (
    LIST,
    ONE,
    f"{ONE}?discard",
    f"{ONE}publish/",
    f"{ONE}commitments/1/",
    f"{ONE}commitments/1/new/",
    f"{ONE}commitments/1/1/",
    f"{ONE}commitments/1/1/split/",
)


@pytest.fixture
def amending(desk, cast) -> Amending:
    return Amending(desk.plan, cast.ana)


@pytest.fixture
def ana(cast, sign_in) -> Client:
    return sign_in(cast.ana)


def the_version() -> str:
    return str(Amendment.objects.get().version)


def facts(**said) -> dict:
    return {
        "version": the_version(),
        "title": "More time",
        "number": "1",
        "reason": "People asked for it.",
        "decided_on_day": "2",
        "decided_on_month": "3",
        "decided_on_year": "2026",
        "decided_by": "Cabinet",
    } | said


def of_milestone(**said) -> dict:
    return {
        "version": the_version(),
        "title": "Step 1",
        "description": "",
        "starts_on_month": "7",
        "starts_on_year": "2025",
        "due_on_month": "6",
        "due_on_year": "2026",
        "action": "save",
    } | said


@pytest.mark.parametrize("address", PAGES)
def test_nobody_else_knows_them(amending, cast, sign_in, address):
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        assert sign_in(person).get(address).status_code == 404
        assert sign_in(person).post(address, {"action": "publish"}).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", PAGES)
def test_they_answer_and_what_is_not_there_is_missing(desk, amending, ana, address):
    everything(desk, amending)
    assert ana.get(address).status_code == 200
    for wrong in (
        ("2025-27", "2031-33"),
        ("amendment-1", "amendment-9"),
        ("commitments/1/", "commitments/7/"),
    ):
        if wrong[0] in address:
            assert ana.get(address.replace(*wrong)).status_code == 404


def test_one_is_begun_once(desk, ana):
    for _press in range(2):
        answer = ana.post(LIST, {"title": "More time"})
        assert (answer.status_code, answer["Location"]) == (302, ONE)
    assert Amendment.objects.count() == 1
    assert ana.post(LIST, {"title": " "}).status_code == 409
    assert ana.post(LIST, {"title": "x" * 201}).status_code == 422


def test_two_people_see_both_versions(amending, cast, ana):
    read = facts(reason="Mine, word for word.", action="save")
    theirs = facts(reason="Theirs.")
    assert ana.post(ONE, theirs | {"action": "save"}).status_code == 302
    answer = ana.post(ONE, read)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in words
    assert "Mine, word for word." in words
    assert answer.context["form"]["reason"].value() == "Mine, word for word."
    assert ana.post(ONE, read | {"version": the_version()}).status_code == 302
    assert Amendment.objects.get().reason == "Mine, word for word."


def test_the_same_sent_twice_is_no_conflict(amending, ana):
    sent = facts(reason="Once.", action="save")
    for _press in range(2):
        assert ana.post(ONE, sent).status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"number": "-1"},
        {"number": "one"},
        {"decided_on_month": "13"},
        {"decided_on_day": "31", "decided_on_month": "2"},
        {"title": "two\nlines"},
        {"reason": "\0"},
    ],
)
def test_what_cannot_be_read_is_said_and_stays(amending, ana, said):
    answer = ana.post(ONE, facts(action="save", decided_by="The Minister") | said)
    assert answer.status_code == 422
    assert "The Minister" in answer.content.decode()
    assert Amendment.objects.get().decided_by == "Cabinet"


def test_a_milestone_is_changed_dropped_and_kept_after_all(desk, amending, ana):
    where = f"{ONE}commitments/1/1/"
    assert ana.post(where, of_milestone(title="Step one", due_on_year="2027")).status_code == 302
    page = ana.get(ONE).content.decode()
    assert "June 2027" in page
    assert "one" in page
    assert ana.post(where, of_milestone(due_on_month="", due_on_year="")).status_code == 409
    assert (
        ana.post(where, of_milestone(title="Step one", due_on_day="31", due_on_year="2027")).status_code
        == 422
    )
    assert ana.post(ONE, facts(action="out 1.1/title")).status_code == 302
    assert ana.post(ONE, facts(action="out 1.1/due")).status_code == 302
    assert ana.post(ONE, facts(action="out 9.9/due")).status_code == 302
    assert ana.post(where, {"version": the_version(), "action": "withdraw"}).status_code == 302
    assert [change.code for change in Draft(Amendment.objects.get()).changes] == ["dropped"]
    assert ana.post(where, {"version": the_version(), "action": "keep"}).status_code == 302
    assert not Draft(Amendment.objects.get()).changes


def test_two_people_in_one_milestone(desk, amending, ana):
    where, read = f"{ONE}commitments/1/1/", of_milestone(title="My words")
    assert ana.post(where, of_milestone(title="Their words")).status_code == 302
    answer = ana.post(where, read)
    assert answer.status_code == 409
    assert answer.context["form"]["title"].value() == "My words"
    assert [(one.theirs, one.yours) for one in answer.context["conflict"]] == [("Their words", "My words")]


def test_a_split_is_typed_with_room_for_more(desk, amending, ana):
    where = f"{ONE}commitments/1/2/split/"
    sent = {
        "version": the_version(),
        "part-1-title": "First half",
        "part-1-due_on_year": "2026",
        "part-2-title": "Second half",
        "part-2-due_text": "throughout the plan",
    }
    more = ana.post(where, sent | {"action": "part"})
    assert more.status_code == 200
    assert len(more.context["form"].rows) == 3
    assert "First half" in more.content.decode()
    alone = {name: value for name, value in sent.items() if not name.startswith("part-2")}
    assert ana.post(where, alone | {"action": "save"}).status_code == 409
    undated = ana.post(where, sent | {"part-2-due_text": "", "action": "save"})
    assert undated.status_code == 409
    assert [problem.href for problem in undated.context["errors"]] == ["#part-2-due_on_0"]
    for _press in range(2):
        assert ana.post(where, sent | {"part-3-title": "", "action": "save"}).status_code == 302
    assert [one.title for one in Draft(Amendment.objects.get()).added] == ["First half", "Second half"]
    assert ana.get(f"{ONE}commitments/1/4/split/").status_code == 404  # what is added here is not split


def test_published_it_is_read_where_the_public_reads_it(desk, amending, ana):
    everything(desk, amending)
    asked = ana.get(f"{ONE}publish/")
    words = asked.content.decode()
    assert "It makes nine changes" in words
    assert "Other half" in words
    sent = {"version": str(asked.context["version"])}
    for _press in range(2):
        assert ana.post(f"{ONE}publish/", sent).status_code == 302
    assert Edition.objects.filter(by__name="Ana").count() == 1
    assert ana.get(ONE)["Location"] == "/plans/2025-27/changes/#amendment-1"
    late = ana.post(ONE, facts(reason="Typed too late.", action="save"))
    assert late.status_code == 409
    assert "Typed too late." in late.content.decode()
    late = ana.post(f"{ONE}commitments/1/1/", of_milestone(title="Too late"))
    assert late.status_code == 409
    assert "Too late" in late.content.decode()


def test_what_is_missing_keeps_it_from_the_public(desk, amending, ana):
    answer = ana.post(f"{ONE}publish/", {"version": the_version()})
    assert answer.status_code == 409
    assert "Change something" in answer.content.decode()
    assert not Amendment.objects.get().is_published


def test_what_was_not_looked_at_is_not_published(desk, amending, ana):
    amending.change(milestone(desk, 1), title="Step one")
    read = the_version()
    amending.change(milestone(desk, 2), title="Step two")
    answer = ana.post(f"{ONE}publish/", {"version": read})
    assert answer.status_code == 409
    assert "Nothing was published" in answer.content.decode()


def test_under_another_number_its_old_address_still_finds_it(desk, amending, ana):
    amending.change(milestone(desk, 1), title="Step one")
    facts_now = type(FACTS)(**vars(FACTS) | {"number": 3})
    amending.known(save_facts, facts=facts_now, now=at())
    sent = {"version": the_version()}
    for _press in range(2):
        assert ana.post(f"{ONE}publish/", sent).status_code == 302
    assert Amendment.objects.get().slug == "amendment-3"


def test_a_draft_is_discarded_after_a_question(desk, amending, ana):
    everything(desk, amending)
    stale = str(int(the_version()) - 1)
    assert "nine changes" in ana.get(f"{ONE}?discard").content.decode()
    assert ana.post(ONE, {"action": "discard", "version": stale}).status_code == 409
    assert ana.post(ONE, {"action": "discard", "version": the_version()}).status_code == 302
    assert not Amendment.objects.exists()


def test_hostile_words_stay_words(desk, amending, ana):
    hostile = "<script>alert(1)</script>{{7*7}}"
    assert ana.post(f"{ONE}commitments/1/1/", of_milestone(title=hostile)).status_code == 302
    for address in (ONE, f"{ONE}publish/", f"{ONE}commitments/1/1/"):
        page = ana.get(address).content.decode()
        assert "<script>alert" not in page
        assert "{{7*7}}" in page


def test_the_pages_cost_the_same_for_many_changes(desk, amending, ana, django_assert_max_num_queries):
    everything(desk, amending)
    for address in PAGES:
        with django_assert_max_num_queries(26):
            ana.get(address)
