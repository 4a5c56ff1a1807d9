"""A campaign of thousands is found, counted apart, read once and answered once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.choices import GroupKind, PublishAs
from engagement.models import ReasonedResponse, Submission, SubmissionGroup, SubmissionPoint
from engagement.operations.afterwards import redact_published
from engagement.operations.grouping import (
    add_to_group,
    dissolve_group,
    put_together,
    rename_group,
    take_out,
)
from engagement.operations.moderation import doubt
from engagement.operations.publishing import digest_of, publish_answers, reasons_not_to_publish_answers
from engagement.operations.redacting import redact
from engagement.operations.saying import Contact, Said
from engagement.operations.submissions import correct_submission, withdraw_submission
from engagement.record.alike import proposals_for, those_with_own_words
from engagement.rules.likeness import alike, own_words
from engagement.tests.factories import a_consultation, a_point, a_submission, an_answer
from plans.models import ActionPlan
from plans.rules import NotReady, Stale
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db
CLOSED = {"opens_at": at(date(2026, 1, 5)), "closes_at": at(date(2026, 2, 5)), "what_we_heard": "Much."}
SAME = (
    "I ask the government to put the whole budget online before it is debated. "
    "People who pay for it should be able to read it, and to say what they think of it in time."
)
OTHER = "The minutes of every board should stand on its website within a week, with who was there."
LONG = " ".join(f"Thing {n} is wanted in town {n * 3}." for n in range(20))


@pytest.fixture
def closed(cast):
    return a_consultation(a_plan(), **CLOSED)


@pytest.fixture
def campaign(closed, cast):
    """Three that say the same, the second with something of its own; and one that says something else."""
    for text in (SAME, f"{SAME} My street has no library.", SAME.upper(), OTHER):
        a_submission(closed, text)
    return put_together(consultation=closed, numbers=[1, 2, 3], by=cast.ana, now=at(), **CALLED)


CALLED = {"kind": GroupKind.CAMPAIGN, "title": "Open the budget"}


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def left(consultation) -> list[int]:
    return list(consultation.submissions.left_to_do().order_by("number").values_list("number", flat=True))


# ---- Found -----------------------------------------------------------------------------------------------


def test_what_says_the_same_is_found_though_case_marks_and_a_sentence_differ():
    texts = {1: SAME, 2: OTHER, 3: f"Dear all! {SAME.upper()}", 4: f"{SAME} I am a nurse.", 5: OTHER[:40]}
    assert alike(texts) == [[1, 3, 4]]


def test_what_is_short_or_only_quotes_is_not_taken_for_the_same():
    texts = {1: "I agree.", 2: "I agree.", 3: SAME, 4: f"{SAME} {LONG}"}
    assert alike(texts) == []


@given(st.lists(st.text(max_size=200), max_size=30))
def test_whatever_is_said_no_text_is_in_two_groups_and_none_is_alone(texts):
    found = alike(dict(enumerate(texts)))
    numbers = [number for group in found for number in group]
    assert len(numbers) == len(set(numbers))
    assert all(len(group) > 1 for group in found)


@given(st.text(max_size=400))
def test_a_text_adds_nothing_to_itself(text):
    assert own_words(text, text) == ""


def test_what_is_added_is_told_apart():
    assert own_words(f"{SAME} My street has no library.", SAME) == "My street has no library."


def test_four_thousand_are_one_proposal_and_thirty_that_differ_none(closed):
    ends = ["", " Thank you.", " I mean it."]
    texts = [f"{SAME}{ends[n % 3]}" for n in range(4000)]
    texts += [f"Number {n}: what {n} wants is thing {n * 7} in town {n * 3} by {n}." for n in range(30)]
    Submission.objects.bulk_create(
        Submission(consultation=closed, number=n, key=str(n), secret=str(n), received_at=at(), text=text)
        for n, text in enumerate(texts, 1)
    )
    [found] = proposals_for(closed)
    assert len(found.numbers) == 4000


def test_what_one_address_sent_twice_is_proposed_as_a_repetition(closed):
    for _time in range(2):
        a_submission(closed, SAME, email="Dee@people.example")
    assert [one.kind for one in proposals_for(closed)] == [GroupKind.REPEAT]


def test_what_comes_later_is_proposed_for_the_group_there_is(campaign, closed):
    a_submission(closed, SAME)
    [found] = proposals_for(closed)
    assert (found.numbers, found.joins) == ([5], campaign)


# ---- Put together ----------------------------------------------------------------------------------------


def test_a_group_is_left_to_do_as_one(campaign, closed):
    assert left(closed) == [1, 4]
    assert list(those_with_own_words(campaign).items()) == [(2, "My street has no library.")]


def test_who_adds_something_is_answered_for_it_or_taken_out(campaign, closed, cast):
    second = closed.submissions.get(number=2)
    a_point(second, "My street has no library.")
    assert left(closed) == [1, 2, 4]
    assert take_out(group=campaign, numbers=[3], by=cast.ana, now=at()) == 1
    assert left(closed) == [1, 2, 3, 4]


def test_the_one_whose_words_may_be_read_is_answered_for_all(closed, cast):
    a_submission(closed, SAME, publish_as=PublishAs.NOT_AT_ALL)
    shown = a_submission(closed, SAME)
    group = put_together(consultation=closed, numbers=[1, 2], by=cast.ana, now=at(), **CALLED)
    assert group.lead == shown


@pytest.mark.parametrize(
    ("numbers", "title", "code"),
    [([1], "A", "in-a-group"), ([4], "A", "two"), ([4, 9], "A", "not-there"), ([4, 5], " ", "title")],
)
def test_what_cannot_be_put_together_says_why(campaign, closed, cast, numbers, title, code):
    a_submission(closed, OTHER)
    with pytest.raises(NotReady) as refused:
        put_together(
            consultation=closed, numbers=numbers, kind=GroupKind.CAMPAIGN, title=title, by=cast.ana, now=at()
        )
    assert codes(refused) == [code]


def test_the_lead_stays_as_long_as_there_is_a_group_and_the_group_can_be_dissolved(campaign, closed, cast):
    with pytest.raises(NotReady) as refused:
        take_out(group=campaign, numbers=[1, 3], by=cast.ana, now=at())
    assert codes(refused) == ["lead"]
    for _press in range(2):
        dissolve_group(group=campaign, by=cast.ana, now=at())
    assert left(closed) == [1, 2, 3, 4]


def test_of_two_who_rename_it_the_second_is_told(campaign, cast):
    say = {"group": campaign, "version": 1, "kind": GroupKind.CAMPAIGN, "by": cast.ana, "now": at()}
    rename_group(title="One", **say)
    with pytest.raises(Stale):
        rename_group(title="Two", **say)


# ---- Its sender changes something -------------------------------------------------------------------------


def still_open(consultation):
    consultation.closes_at = at(date(2026, 3, 27))
    consultation.save()


def test_where_the_lead_is_withdrawn_the_next_one_carries_points_and_answers_on(campaign, closed, cast):
    still_open(closed)
    first = closed.submissions.get(number=1)
    an_answer(a_point(first, "I ask the government to put the whole budget online before it is debated."))
    withdraw_submission(submission=first, version=first.version, now=at())
    campaign.refresh_from_db()
    point = SubmissionPoint.objects.get()
    assert (campaign.lead.number, point.submission.number) == (2, 2)
    assert ReasonedResponse.objects.get().point == point
    assert not closed.submissions.get(number=1).words


def test_who_corrects_to_something_else_is_of_no_group_any_more(campaign, closed):
    still_open(closed)
    third = closed.submissions.get(number=3)
    said = Said(OTHER, PublishAs.ANONYMOUS)
    correct_submission(submission=third, version=third.version, said=said, contact=Contact(), now=at())
    assert closed.submissions.get(number=3).group is None
    assert left(closed) == [1, 3, 4]


def test_a_group_of_which_one_is_left_is_none(campaign, closed, cast):
    for number in (1, 2):
        doubt(submission=closed.submissions.get(number=number), why="A robot", by=cast.ana, now=at())
    assert not SubmissionGroup.objects.exists()
    assert left(closed) == [3, 4]


# ---- Answered once ---------------------------------------------------------------------------------------


def publish(consultation, cast):
    consultation.refresh_from_db()
    return publish_answers(
        consultation=consultation,
        version=consultation.version,
        digest=digest_of(consultation),
        by=cast.ana,
        now=at(),
    )


@pytest.fixture
def published(campaign, closed, cast):
    for number in (1, 4):
        one = closed.submissions.get(number=number)
        an_answer(a_point(one, one.text), reason=f"Reason {number}.")
    publish(closed, cast)
    return closed


def test_all_of_it_waits_for_the_one_answer_and_for_no_other(campaign, closed, cast):
    one = closed.submissions.get(number=4)
    an_answer(a_point(one, one.text))
    found = reasons_not_to_publish_answers(closed, at())
    assert [(reason.code, reason.field) for reason in found] == [("uncut", "submission-1")]


def test_what_was_regrouped_since_the_answers_were_read_is_read_again(campaign, closed, cast):
    for number in (1, 4):
        one = closed.submissions.get(number=number)
        an_answer(a_point(one, one.text))
    read = digest_of(closed)
    a_submission(closed, SAME)
    add_to_group(group=campaign, numbers=[5], by=cast.ana, now=at())
    closed.refresh_from_db()
    with pytest.raises(Stale):
        publish_answers(consultation=closed, version=closed.version, digest=read, by=cast.ana, now=at())


def test_the_public_reads_the_campaign_once_and_counted_apart(published, client):
    page = client.get("/consultations/ideas/groups/1/").content.decode()
    assert "3 submissions say nearly the same." in page
    assert "Reason 1." in page
    listed = client.get("/consultations/ideas/submissions/")
    assert [row.number for row in listed.context["page_obj"]] == [4]
    assert "Open the budget" in listed.content.decode()
    answers = client.get("/consultations/ideas/responses/")
    assert "Open the budget" in answers.content.decode()
    tally = answers.context["tally"]
    assert (tally.submissions, tally.points, tally.made) == (4, 2, 2)


def test_each_of_them_and_each_receipt_says_the_answer(published, client):
    page = client.get("/consultations/ideas/submissions/3/").content.decode()
    assert "answered together with all of “Open the budget”" in page
    assert "Reason 1." in page
    receipt = client.get("/consultations/ideas/receipts/secret-ideas-3/").content.decode()
    assert "all 3 of them are answered together" in receipt
    assert "Reason 1." in receipt


THIRD = "Ring Rawiri Q. on 021 555 0199"
HIDING = {"text": "Rawiri Q. on 021 555 0199", "ground": "The number of somebody else"}


@pytest.fixture
def naming(closed, cast):
    """A campaign whose letter names somebody; only the one that is answered for all was read."""
    for _sender in range(3):
        a_submission(closed, f"{SAME} {THIRD}.")
    return put_together(consultation=closed, numbers=[1, 2, 3], by=cast.ana, now=at(), **CALLED)


def places_that_say(client, words) -> list[str]:
    home = "/consultations/ideas"
    places = [f"{home}/groups/1/", *(f"{home}/submissions/{n}/" for n in (1, 2, 3))]
    places += ["/api/v1/submissions/", f"/data/plans/{ActionPlan.objects.get().slug}.json"]
    answers = {place: client.get(place) for place in places}
    assert {one.status_code for one in answers.values()} == {200}, answers
    return [place for place, answer in answers.items() if words in answer.content.decode()]


@pytest.mark.parametrize("is_withheld", [False, True])
def test_what_is_hidden_in_the_one_that_was_read_is_hidden_in_all_that_say_it(
    naming, closed, cast, client, is_withheld
):
    one = closed.submissions.get(number=1)
    an_answer(a_point(one, SAME))
    if is_withheld:
        an_answer(a_point(one, THIRD, is_withheld=True, withheld_ground=HIDING["ground"]))
    else:
        redact(submission=one, version=one.version, by=cast.ana, now=at(), **HIDING)
    publish(closed, cast)
    assert places_that_say(client, "Rawiri") == []
    page = client.get("/consultations/ideas/submissions/3/").content.decode()
    assert "whole budget" in page
    assert HIDING["ground"] in page


def test_what_is_hidden_after_the_answers_is_hidden_in_all_that_say_it(naming, closed, cast, client):
    one = closed.submissions.get(number=1)
    an_answer(a_point(one, SAME))
    publish(closed, cast)
    assert places_that_say(client, "Rawiri") != []
    second = closed.submissions.get(number=2)
    redact_published(submission=second, version=second.version, by=cast.ana, now=at(), **HIDING)
    assert places_that_say(client, "Rawiri") == []


def test_what_was_hidden_stays_hidden_when_the_one_that_was_read_is_withdrawn(naming, closed, cast, client):
    still_open(closed)
    one = closed.submissions.get(number=1)
    an_answer(a_point(one, SAME))
    redact(submission=one, version=one.version, by=cast.ana, now=at(), **HIDING)
    one.refresh_from_db()
    withdraw_submission(submission=one, version=one.version, now=at())
    point = SubmissionPoint.objects.get()
    assert point.submission.number == 2
    assert "Rawiri" not in closed.submissions.get(number=2).public_text


def test_before_the_answers_nobody_outside_hears_of_a_group(campaign, closed, client):
    assert client.get("/consultations/ideas/groups/1/").status_code == 404
    assert (
        "Open the budget" not in client.get("/consultations/ideas/receipts/secret-ideas-3/").content.decode()
    )


def test_a_group_whose_words_nobody_wants_shown_is_counted_and_shows_none(closed, cast, client):
    for _time in range(2):
        a_submission(closed, SAME, publish_as=PublishAs.NOT_AT_ALL)
    put_together(consultation=closed, numbers=[1, 2], by=cast.ana, now=at(), **CALLED)
    one = closed.submissions.get(number=1)
    an_answer(a_point(one, one.text), reason="Not for everybody.")
    publish(closed, cast)
    page = client.get("/consultations/ideas/groups/1/").content.decode()
    assert "2 submissions say nearly the same." in page
    assert "whole budget" not in page
    assert "Not for everybody." not in page
    receipt = client.get("/consultations/ideas/receipts/secret-ideas-2/").content.decode()
    assert "Not for everybody." in receipt


# ---- The pages of the desk --------------------------------------------------------------------------------


@pytest.fixture
def ana(cast, sign_in, the_day):
    return sign_in(cast.ana)


ALIKE = "/workspace/consultations/ideas/alike/"


def test_what_is_found_is_put_together_from_the_page(ana, closed):
    for _time in range(3):
        a_submission(closed, SAME)
    page = ana.get(ALIKE)
    assert "Put these 3 together" in page.content.decode()
    answer = ana.post(ALIKE, {"numbers": "1 2 3", "title": "Open the budget", "kind": "campaign"})
    assert answer["Location"] == f"{ALIKE}1/"
    assert "3 submissions say this." in ana.get(answer["Location"]).content.decode()


def test_without_a_title_the_page_says_so_beside_the_proposal(ana, closed):
    for _time in range(2):
        a_submission(closed, SAME)
    answer = ana.post(ALIKE, {"numbers": "1 2", "title": "", "kind": "campaign"})
    assert answer.status_code == 409
    assert 'href="#title-1"' in answer.content.decode()
    assert not SubmissionGroup.objects.exists()


def test_those_who_add_something_stand_first_and_are_taken_out_by_a_tick(ana, campaign, closed):
    page = ana.get(f"{ALIKE}1/")
    assert [row.number for row, _added in page.context["members"]] == [2]
    ana.post(f"{ALIKE}1/", {"action": "out", "submission": "2"})
    assert closed.submissions.get(number=2).group is None


def test_the_page_of_a_group_renames_it_and_keeps_what_came_too_late(ana, campaign):
    say = {"action": "save", "version": "1", "kind": "campaign"}
    assert ana.post(f"{ALIKE}1/", say | {"title": "Theirs"}).status_code == 302
    answer = ana.post(f"{ALIKE}1/", say | {"title": "Mine"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page
    assert 'value="Mine"' in page


# ---- As data ----------------------------------------------------------------------------------------------


def test_the_api_counts_it_apart(published, client):
    found = client.get("/api/v1/consultations/ideas/").json()
    assert found["submissions"] == 4
    told = {"number": 1, "kind": "campaign", "title": "Open the budget", "submissions": 3, "lead": 1}
    assert found["groups"] == [told]
    rows = client.get("/api/v1/submissions/?consultation=ideas").json()["results"]
    assert [row["group"] for row in rows] == [1, 1, 1, None]


def test_it_travels_with_its_plan(published, client):
    plan = published.plan
    found = client.get(f"/data/plans/{plan.slug}.json").json()
    [entry] = found["consultations"]
    assert [group["lead"] for group in entry["groups"]] == [1]
    assert [said.get("group") for said in entry["submissions"]] == [1, 1, 1, None]
