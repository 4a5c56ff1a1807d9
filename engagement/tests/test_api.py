"""Taking part as data: complete, dated, and without anybody's name."""

from __future__ import annotations

import json
from datetime import date

import pytest

from commitments.models import Commitment, Milestone
from commitments.tests.factories import a_milestone
from engagement.choices import Dimension, Disposition, PublishAs
from engagement.models import CountedTotal, ForumMember, SubmissionPoint
from engagement.tests.factories import (
    a_consultation,
    a_forum,
    a_meeting,
    a_point,
    a_source,
    a_submission,
    a_theme,
    an_answer,
    an_outreach,
    answered,
)
from plans.dates import PartialDate
from plans.models import PlanDraft
from plans.operations.files import receive_file
from plans.tests import samples
from plans.tests.factories import a_plan, an_edition, at

pytestmark = pytest.mark.django_db
RESOURCES = ("consultations", "submissions", "themes", "forums", "meetings", "outreach")


@pytest.fixture
def get(client, the_day):
    def get(address: str, status: int = 200):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == status, answer.content
        return answer.json()

    return get


def slugs(answer, name: str = "slug") -> list:
    return [row[name] for row in answer["results"]]


# ---- Consultations ------------------------------------------------------------------------------------


def test_an_open_consultation_says_when_and_where_and_nothing_of_what_came_in(asked, get):
    a_theme(asked.consultation, "early")
    a_point(a_submission(asked.consultation))
    row = get("consultations/second-round/")
    assert row["standing"] == "open"
    assert row["opens_at"] == "2026-03-02T09:00:00+13:00"
    assert row["closes_at"] == "2026-03-27T17:00:00+13:00"
    assert (row["opened_on"], row["closed_on"]) == ("2026-03-02", "2026-03-27")
    assert row["follows"] == "first-round"
    for name in ("submissions", "not_to_be_shown", "points", "by_disposition", "themes", "what_we_heard"):
        assert row[name] is None, name
    assert row["page"].endswith("/consultations/second-round/")


def test_what_is_asked_and_read_stands_with_it(asked, get, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = receive_file(upload=samples.an_upload(name="The draft.pdf"), by=cast.ana, now=at())
    asks = asked.consultation
    asks.questions.create(position=1, kind="short", label="Why?")
    asks.questions.create(position=2, kind="one", label="When?", hint="Soon.", options=["Now", "Later"])
    asks.documents.create(position=1, title="The draft", file=file)
    asks.documents.create(position=2, title="Elsewhere", url="https://example.org/", size="web page")
    asks.draft = PlanDraft.objects.create(
        plan=asked.plan, number=1, content={}, published_in=asks.published_in
    )
    asks.save()
    row = get("consultations/second-round/")
    assert row["questions"] == [
        {"position": 1, "kind": "short", "label": "Why?", "hint": "", "options": []},
        {"position": 2, "kind": "one", "label": "When?", "hint": "Soon.", "options": ["Now", "Later"]},
    ]
    kept, elsewhere = row["documents"]
    assert kept["url"] == settings.SITE_URL + file.get_absolute_url()
    assert (kept["size"], kept["media_type"], kept["bytes"]) == (file.words, "application/pdf", file.size)
    assert elsewhere == {
        "title": "Elsewhere",
        "url": "https://example.org/",
        "size": "web page",
        "media_type": None,
        "bytes": None,
    }
    assert row["draft"].endswith(asks.draft.get_absolute_url())


def test_an_answered_one_counts_submissions_and_points_apart(asked, get):
    row = get("consultations/first-round/")
    assert (row["standing"], row["answered_on"]) == ("answered", "2026-03-11")
    assert (row["submissions"], row["not_to_be_shown"], row["points"]) == (2, 1, 3)
    assert {code: n for code, n in row["by_disposition"].items() if n} == {
        "adopted": 1,
        "partly-adopted": 1,
        "not-adopted": 1,
    }
    assert row["themes"] == ["minutes", "register"]
    assert row["what_we_heard"] == "People want to see more."


@pytest.mark.parametrize(
    ("on", "first", "second"),
    [
        ("2026-01-18", "planned", "planned"),
        ("2026-01-19", "open", "planned"),
        ("2026-02-13", "closed", "planned"),
        ("2026-03-10", "closed", "open"),
        ("2026-03-11", "answered", "open"),
    ],
)
def test_a_day_asks_how_it_stood_at_its_end(asked, get, on, first, second):
    rows = get(f"consultations/?on={on}&ordering=opens_at")["results"]
    assert [row["standing"] for row in rows] == [first, second]
    assert slugs(get(f"consultations/?on={on}&standing={second}"))[-1] == "second-round"
    assert (rows[0]["submissions"] is None) == (first != "answered")


def test_totals_say_what_is_not_in_the_table_and_what_is_not_counted(asked, get):
    one = a_consultation(
        asked.plan,
        "printed",
        opens_at=None,
        closes_at=None,
        zone="",
        source=a_source(),
        opened_on=PartialDate.parse("2016-04"),
    )
    totals = [
        ("people", Dimension.WHOLE, "", 28),
        ("inputs", Dimension.WHOLE, "", 29),
        ("letters", Dimension.WHOLE, "", None),
        ("inputs", Dimension.TYPE, "Citizen", 18),
        ("inputs", Dimension.TYPE, "Other", 10),
    ]
    for position, (unit, dimension, label, number) in enumerate(totals, 1):
        CountedTotal.objects.create(
            consultation=one,
            position=position,
            unit=unit,
            dimension=dimension,
            label=label,
            number=number,
            heading="Number of submissions" if label else "",
            source=one.source,
            not_stated="" if number is not None else "count",
        )
    row = get("consultations/printed/")
    assert row["standing"] == "over"
    assert (row["opened_on"], row["closed_on"], row["opens_at"]) == ("2016-04", None, None)
    assert [(total["unit"], total["number"], total["not_stated"]) for total in row["totals"]] == [
        ("people", 28, []),
        ("inputs", 29, []),
        ("letters", None, ["count"]),
    ]
    [table] = row["tables"]
    assert (table["heading"], table["unit"]) == ("Number of submissions", "inputs")
    assert table["rows"] == [{"label": "Citizen", "number": 18}, {"label": "Other", "number": 10}]
    assert (table["counted"], table["whole"], table["not_in_the_table"]) == (28, 29, 1)
    assert table["source"]["document"] == "a-printed-plan"
    assert row["submissions"] is None


def test_meetings_and_who_was_told_stand_with_it_by_the_day(asked, get):
    a_meeting(asked.plan, consultation=asked.consultation, published_in=an_edition(date(2026, 3, 3)))
    a_meeting(asked.plan, "draft", consultation=asked.consultation, published_in=None)
    an_outreach(asked.plan)
    an_outreach(asked.plan, "long-ago", starts_on=PartialDate.parse("2025-01"), ends_on=None)
    row = get("consultations/second-round/")
    assert [meeting["slug"] for meeting in row["meetings"]] == ["first-meeting"]
    assert [told["reach"] for told in row["outreach"]] == [845]
    assert get("consultations/second-round/?on=2026-03-02")["meetings"] == []
    [announced] = get("consultations/second-round/?on=2026-03-04")["meetings"]
    assert announced["held_on"] == "2026-03-05"
    assert get("consultations/second-round/?on=2026-03-01")["outreach"] == []


# ---- Submissions --------------------------------------------------------------------------------------


def test_a_submission_comes_with_its_points_and_their_answers(asked, get):
    row = get("submissions/first-round/1/")
    assert (row["number"], row["received_on"], row["channel"]) == (1, "2026-03-10", "online")
    assert (row["publish_as"], row["stakeholder_type"]) == ("name", None)
    first, second = row["points"]
    assert (first["text"], first["theme"], first["commitment"]) == (
        "Put the minutes online within a week.",
        "minutes",
        "1",
    )
    assert (first["answer"]["disposition"], first["answer"]["changed_commitment"]) == ("adopted", "1")
    assert second["answer"]["reason"] == "It would take a new law."


def test_a_point_says_on_which_milestone_of_its_commitment_it_is(asked, get):
    milestone = a_milestone(asked.commitment, 3)
    SubmissionPoint.objects.filter(text__startswith="Put").update(milestone=milestone)

    def said():
        points = get("submissions/first-round/1/")["points"]
        return [(point["commitment"], point["milestone"]) for point in points]

    assert said() == [("1", 3), (None, None)]
    Milestone.objects.update(published_in=None)
    assert said() == [("1", None), (None, None)]
    Milestone.objects.update(published_in=asked.before.published_in)
    Commitment.objects.update(published_in=None)
    assert said() == [(None, None), (None, None)]


def test_what_may_not_be_shown_is_a_row_without_words(asked, get):
    row = get("submissions/first-round/2/")
    assert (row["publish_as"], row["text"], row["points"]) == ("not-at-all", None, [])


def test_a_withheld_passage_is_blanked_in_text_and_point(asked, get):
    sent = a_submission(asked.before, "He took it. Publish more.")
    secret = a_point(sent, "He took it.", is_withheld=True, withheld_ground="It accuses somebody.")
    an_answer(secret, Disposition.OUT_OF_SCOPE)
    answered(asked.before)
    row = get("submissions/first-round/3/")
    assert row["text"] == "[withheld] Publish more."
    assert (row["points"][0]["text"], row["points"][0]["withheld"]) == ("[withheld]", "It accuses somebody.")


def test_on_a_day_before_the_answers_a_submission_has_none(asked, get):
    row = get("submissions/first-round/1/?on=2026-03-10")
    assert [point["answer"] for point in row["points"]] == [None, None]
    assert get("submissions/?on=2026-03-09")["count"] == 0


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("plan=2025-27", [1, 2]),
        ("plan=never", []),
        ("consultation=first-round", [1, 2]),
        ("consultation=second-round", []),
        ("theme=minutes&consultation=first-round", [1]),
        ("commitment=1&plan=2025-27", [1]),
        ("disposition=not-adopted", [1]),
        ("disposition=partly-adopted", []),
        ("publish_as=not-at-all", [2]),
        ("ordering=-number", [2, 1]),
    ],
)
def test_submissions_can_be_asked_for_and_filters_tell_nothing_of_what_may_not_be_shown(
    asked, get, query, numbers
):
    assert slugs(get(f"submissions/?{query}"), "number") == numbers


# ---- Themes -------------------------------------------------------------------------------------------


def test_themes_count_points_and_what_was_decided(asked, get):
    rows = get("themes/?consultation=first-round")["results"]
    assert [(row["slug"], row["points"]) for row in rows] == [("minutes", 2), ("register", 1)]
    assert rows[0]["by_disposition"]["partly-adopted"] == 1
    early = get("themes/first-round/minutes/?on=2026-03-10")
    assert (early["points"], early["by_disposition"]) == (None, None)


def test_a_theme_is_public_with_the_answers(asked, get):
    a_theme(asked.consultation, "early")
    assert get("themes/second-round/early/", 404)
    assert "early" not in slugs(get("themes/"))


# ---- Forums, meetings, outreach -----------------------------------------------------------------------


def test_a_forum_shows_its_seats_of_the_day_and_its_meetings_by_then(asked, get):
    forum = a_forum(asked.plan)
    ForumMember.objects.filter(forum=forum, position=3).update(from_on=date(2026, 1, 1))
    a_meeting(asked.plan, forum=forum, published_in=an_edition(date(2026, 3, 6)))
    row = get("forums/the-panel/")
    assert [seat["sector"] for seat in row["members"]] == ["academia", "civil-society", "government"]
    assert [meeting["held_on"] for meeting in row["meetings"]] == ["2026-03-05"]
    early = get("forums/the-panel/?on=2025-12-31")
    assert (len(early["members"]), early["meetings"]) == (2, [])
    assert get("forums/the-panel/?on=2025-07-31", 404)


def test_a_meeting_names_only_what_is_public(asked, get):
    forum = a_forum(asked.plan, published_in=None)
    a_meeting(asked.plan, forum=forum, consultation=asked.consultation)
    row = get("meetings/2025-27/first-meeting/")
    assert (row["forum"], row["consultation"]) == (None, "second-round")


# ---- All of them --------------------------------------------------------------------------------------


@pytest.fixture
def hidden(asked):
    """One of each that is not published, or stands in a plan that is not."""
    in_work = a_plan("in-work", state="in-development")
    for plan, edition in ((asked.plan, {"published_in": None}), (in_work, {})):
        place = plan.slug
        one = a_consultation(plan, f"zebra-{place}", **edition)
        a_theme(one, "zebra")
        an_answer(a_point(a_submission(one, "zebra", **edition)), reason="zebra")
        a_forum(plan, f"zebra-{place}", **edition)
        a_meeting(plan, f"zebra-{place}", **edition)
        an_outreach(plan, f"zebra-{place}", **edition)
    an_answer(a_point(a_submission(asked.consultation, "zebra")), reason="zebra")


@pytest.mark.parametrize("name", RESOURCES)
def test_what_is_not_published_is_nowhere(asked, hidden, get, name):
    assert "zebra" not in json.dumps(get(f"{name}/?page_size=500"))


@pytest.mark.parametrize(
    "address",
    [
        "consultations/zebra-2025-27/",
        "submissions/zebra-2025-27/1/",
        "submissions/second-round/1/",
        "themes/zebra-2025-27/zebra/",
        "forums/zebra-in-work/",
        "meetings/2025-27/zebra-2025-27/",
        "outreach/in-work/zebra-in-work/",
    ],
)
def test_what_is_not_published_has_no_address(asked, hidden, get, address):
    assert get(address, 404)["detail"] == "Nothing is published at this address."


@pytest.mark.parametrize("name", RESOURCES)
def test_nobody_is_named(asked, get, name):
    a_submission(
        asked.before, published_in=asked.before.published_in, publish_as=PublishAs.NAME, name="Mere T."
    )
    text = json.dumps(get(f"{name}/?page_size=500"))
    for words in ("Pania", "Mere", "Rawiri", "@people.example", "secret-", "Q."):
        assert words not in text


def test_the_standing_follows_the_clock_within_a_day(asked, client, time_machine):
    time_machine.move_to(at(date(2026, 3, 27), 16), tick=False)
    before = client.get("/api/v1/consultations/second-round/")
    time_machine.move_to(at(date(2026, 3, 27), 17), tick=False)
    after = client.get("/api/v1/consultations/second-round/", headers={"If-None-Match": before["ETag"]})
    assert (before.json()["standing"], after.json()["standing"]) == ("open", "closed")
