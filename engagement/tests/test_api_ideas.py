"""Ideas, voices and draft commitments as data: what the pages tell, and nothing of what they do not."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.choices import Doubt, VoiceKind
from engagement.models import Consultation, ProposedCommitment
from engagement.operations.ideas import show_no_longer
from engagement.operations.moderation import doubt
from engagement.operations.proposing import ProposalContent, publish_proposal, save_proposal
from engagement.operations.redacting import redact
from engagement.operations.voices import show_reasons, take_back_voice
from engagement.tests.factories import an_answer, answered
from engagement.tests.test_ideas import a_voice, as_heard
from engagement.tests.test_proposals import (  # noqa: F401 - fixtures
    WRITTEN,
    agreed,
    by,
    declined,
    made,
    one_more,
    written,
)
from plans.models import ActionPlan
from plans.tests.factories import TODAY, an_edition, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client, the_day):
    def get(address: str, status: int = 200):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == status, answer.content
        return answer.json()

    return get


def numbers(answer) -> list[int]:
    return [row["number"] for row in answer["results"]]


# ---- Ideas and voices -------------------------------------------------------------------------------------


def test_an_idea_says_its_words_its_theme_and_how_many_speak_to_it(made, by, get):  # noqa: F811
    first = made.ideas[0]
    a_voice(first)
    a_voice(first, doubt=Doubt.TRAP)
    shown = a_voice(first, VoiceKind.ADDITION, "And say who came.")
    a_voice(first, VoiceKind.OBJECTION, "Nobody else reads this.")
    show_reasons(consultation=made.consultation, ticked=[as_heard(shown)], **by)
    row = get("ideas/ideas/1/")
    assert row["text"] == "Put the minutes online within a week."
    assert (row["theme"], row["theme_label"]) == ("minutes", "Minutes")
    assert row["voices"] == {"support": 1, "addition": 1, "objection": 1}
    assert row["reasons"] == [
        {"kind": "addition", "reason": "And say who came.", "given_on": "2026-03-12", "changed_on": None}
    ]
    assert row["page"].endswith("/consultations/ideas/ideas/1/")
    assert "Nobody else" not in json.dumps(row)


def test_before_the_answers_an_idea_does_not_say_which_submission_it_is_from(made, get):  # noqa: F811
    row = get("ideas/ideas/1/")
    assert (row["submission"], row["point"], row["answer"]) == (None, None, None)
    an_answer(made.ideas[0].point, reason="Because it is asked for often.")
    assert get("ideas/ideas/1/")["answer"] is None
    answered(made.consultation, on=TODAY)
    row = get("ideas/ideas/1/")
    assert (row["submission"], row["point"]) == (1, 1)
    assert row["answer"]["reason"] == "Because it is asked for often."
    assert get("ideas/ideas/1/?on=2026-03-12")["answer"]


def test_nobody_is_named(made, get):  # noqa: F811
    answered(made.consultation)
    text = json.dumps([get("ideas/"), get("proposals/")])
    for words in ("Pania", "people.example", "secret-"):
        assert words not in text


def test_on_a_day_those_count_who_had_spoken_by_then(made, get):  # noqa: F811
    made.consultation.ideas.update(published_in=an_edition(date(2026, 3, 4)))
    a_voice(made.ideas[0], now=at(date(2026, 3, 5)))
    said = a_voice(made.ideas[0], now=at(date(2026, 3, 7)))
    assert get("ideas/?on=2026-03-03")["count"] == 0
    counts = [get(f"ideas/ideas/1/?on=2026-03-0{day}")["voices"]["support"] for day in (4, 5, 6, 7)]
    assert counts == [0, 1, 1, 2]
    take_back_voice(voice=said, version=1, now=at())
    assert get("ideas/ideas/1/?on=2026-03-07")["voices"]["support"] == 1  # as far as it stands now


def test_voices_count_at_once_so_no_cache_keeps_an_idea(made, client, the_day):  # noqa: F811
    for address in ("/api/v1/ideas/", "/api/v1/ideas/ideas/1/"):
        answer = client.get(address)
        assert "ETag" not in answer
        assert answer["Cache-Control"] == "private, no-cache"
    assert client.get("/api/v1/proposals/")["ETag"]
    a_voice(made.ideas[0])
    assert client.get("/api/v1/ideas/ideas/1/").json()["voices"]["support"] == 1


def test_redacted_words_are_not_in_an_idea(made, by, get):  # noqa: F811
    sent = made.ideas[0].point.submission
    sent.refresh_from_db()
    redact(submission=sent, version=sent.version, text="minutes", ground="Not theirs", **by)
    assert "minutes online" not in json.dumps(get("ideas/"))
    assert "online within a week" in get("ideas/ideas/1/")["text"]


def test_an_idea_that_is_shown_no_longer_is_gone_and_one_that_is_doubted_is_missing(made, by, get):  # noqa: F811
    show_no_longer(consultation=made.consultation, numbers={1}, **by)
    doubt(submission=made.ideas[1].point.submission, why="Is it a robot?", **by)
    assert get("ideas/")["count"] == 0
    assert "not shown any more" in get("ideas/ideas/1/", 410)["detail"]
    assert get("ideas/ideas/2/", 404)
    assert get("ideas/ideas/3/", 404)


def test_of_a_consultation_that_shows_none_there_is_none(written, by, get):  # noqa: F811
    publish_proposal(proposal=written.proposal, version=2, **by)
    Consultation.objects.update(shows_ideas=False)
    assert (get("ideas/")["count"], get("proposals/")["count"]) == (0, 0)
    assert get("ideas/ideas/1/", 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("plan=2025-27", [1, 2]),
        ("plan=2027-29", []),
        ("consultation=ideas", [1, 2]),
        ("consultation=never", []),
        ("theme=minutes&consultation=ideas", [1, 2]),
        ("theme=schools&consultation=ideas", []),
        ("proposal=minutes-for-everybody&consultation=ideas", []),
        ("ordering=-number", [2, 1]),
        ("ordering=-voices", [2, 1]),
        ("ordering=published_on", [1, 2]),
    ],
)
def test_ideas_can_be_asked_for(made, get, query, found):  # noqa: F811
    a_voice(made.ideas[1])
    assert numbers(get(f"ideas/?{query}")) == found


# ---- Draft commitments ------------------------------------------------------------------------------------


def test_a_draft_that_is_not_put_out_is_nowhere(written, get):  # noqa: F811
    assert get("proposals/")["count"] == 0
    assert get("proposals/ideas/minutes-for-everybody/", 404)
    assert get("ideas/ideas/1/")["proposals"] == []
    assert numbers(get("ideas/?proposal=minutes-for-everybody")) == []


def test_put_out_it_says_what_was_put_out_and_no_later_word(written, by, get):  # noqa: F811
    publish_proposal(proposal=written.proposal, version=2, **by)
    written.proposal.refresh_from_db()
    changed = ProposalContent(title="Another title", proposed="Nothing at all.")
    save_proposal(proposal=written.proposal, version=written.proposal.version, content=changed, **by)
    row = get("proposals/ideas/minutes-for-everybody/")
    assert (row["title"], row["state"], row["ideas"]) == ("Minutes for everybody", "drafted", [1, 2])
    assert (row["decided_on"], row["decided_by"], row["commitment"]) == (None, "", None)
    text = row["text"]
    assert (text["proposed"], text["lead"]) == (WRITTEN.proposed, "Agency for Records")
    assert (text["decides_next"], text["decides_next_on"]) == ("the panel", "2026-04-01")
    assert [one["code"] for one in text["values"]] == ["transparency"]
    assert text["milestones"] == [
        {"title": "A rule", "starts_on": "2026-07", "due_on": "2026-12", "agency": "Office for Data"},
        {"title": "All agencies", "starts_on": None, "due_on": "2027", "agency": "Agency for Records"},
    ]
    assert "Nothing at all." not in json.dumps([row, get("proposals/")])
    assert get("ideas/ideas/1/")["proposals"] == ["minutes-for-everybody"]
    assert numbers(get("ideas/?proposal=minutes-for-everybody")) == [1, 2]


def test_the_plan_for_which_it_is_drafted_is_named_once_that_is_public(written, by, get):  # noqa: F811
    publish_proposal(proposal=written.proposal, version=2, **by)
    assert get("proposals/")["results"][0]["for_plan"] is None
    assert "2027-29" not in json.dumps(get("proposals/"))
    ActionPlan.objects.filter(slug="2027-29").update(state="draft-published", published_in=an_edition())
    assert get("proposals/")["results"][0]["for_plan"] == "2027-29"


def test_agreed_it_says_under_which_number_when_and_by_whom(written, by, get):  # noqa: F811
    agreed(written, by)
    row = get("proposals/ideas/minutes-for-everybody/")
    assert (row["state"], row["commitment"]) == ("agreed", "1")
    assert (row["decided_on"], row["decided_by"]) == ("2026-03-12", "the minister")
    assert (row["text"], row["edition"], row["published_on"]) == (None, None, None)
    assert row["decision_edition"]
    assert WRITTEN.proposed not in json.dumps(row)
    assert get("commitments/2027-29/1/", 404)


def test_on_a_day_before_the_decision_it_was_being_drafted(written, by, get):  # noqa: F811
    publish_proposal(proposal=written.proposal, version=2, **by)
    ProposedCommitment.objects.update(published_in=an_edition(date(2026, 3, 6)))
    declined(written, by)
    now = get("proposals/ideas/minutes-for-everybody/")
    assert (now["state"], now["decision_reason"]) == ("declined", "It would take a new law.")
    then = get("proposals/ideas/minutes-for-everybody/?on=2026-03-10")
    assert (then["state"], then["decision_reason"], then["decided_on"]) == ("drafted", "", None)
    assert then["text"]["proposed"] == WRITTEN.proposed
    assert get("proposals/?on=2026-03-05")["count"] == 0
    assert get("proposals/?state=declined")["count"] == 1
    assert get("proposals/?state=declined&on=2026-03-10")["count"] == 0
    assert get("proposals/?state=drafted&on=2026-03-10")["count"] == 1
    assert get("ideas/ideas/1/?on=2026-03-12")["proposals"] == ["minutes-for-everybody"]


# ---- However many there are -------------------------------------------------------------------------------


def test_no_answer_costs_more_when_there_are_more(written, by, get):  # noqa: F811
    publish_proposal(proposal=written.proposal, version=2, **by)
    lists = ("ideas/?page_size=500", "ideas/?proposal=minutes-for-everybody", "proposals/?page_size=500")
    one_more(written, by)
    before = [asked(get, address) for address in lists]
    for _ in range(4):
        one_more(written, by)
    after = [asked(get, address) for address in lists]
    assert [cost for _, cost in after] == [cost for _, cost in before]
    assert all(there > few for (there, _), (few, _) in zip(after, before, strict=True))
    assert max(cost for _, cost in after) <= 7


def asked(get, address) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as queries:
        count = get(address)["count"]
    return count, len(queries)


def test_the_day_of_a_reason_is_that_of_the_consultation(made, by, get):  # noqa: F811
    Consultation.objects.update(zone="Pacific/Honolulu")
    said = a_voice(made.ideas[0], VoiceKind.ADDITION, "And this.", now=at() - timedelta(hours=1))
    show_reasons(consultation=made.consultation, ticked=[as_heard(said)], **by)
    [reason] = get("ideas/ideas/1/")["reasons"]
    assert reason["given_on"] == "2026-03-11"
    assert timezone.localdate(said.given_at) == TODAY
