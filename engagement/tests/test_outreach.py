"""Who was told: kept, published with an edition, changed and taken back in the open."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from engagement.models import Outreach
from engagement.operations.outreach import (
    OutreachContent,
    add_outreach,
    change_outreach,
    withdraw_outreach,
)
from engagement.tests.factories import a_consultation, a_source, an_outreach
from engagement.tests.test_workspace import text_of
from plans.choices import PlanState, PublicationKind
from plans.dates import PartialDate
from plans.models import Publication, Timeline
from plans.rules import NotReady, Stale
from plans.tests.factories import a_plan, an_edition, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

DESK = "/workspace/outreach/2025-27/"
LETTERS = OutreachContent(
    channel="Letters",
    audience="marae and libraries",
    starts_on=PartialDate.parse("2026-03-02"),
    ends_on=PartialDate.parse("2026-03"),
    reach=640,
    note="In te reo Māori too.",
)
TYPED = {
    "channel": "Letters",
    "audience": "marae and libraries",
    "starts_on_day": "2",
    "starts_on_month": "3",
    "starts_on_year": "2026",
    "ends_on_month": "3",
    "ends_on_year": "2026",
    "reach": "640",
    "note": "In te reo Māori too.",
    "row": "",
    "version": "0",
}
PUBLISH, SAVE = TYPED | {"action": "publish"}, TYPED | {"action": "save"}
AGAIN = {"row": "letters", "version": "1"}
TOLD = {
    "channel": "Letters",
    "audience": "marae and libraries",
    "starts_on": "2026-03-02",
    "ends_on": "2026-03",
    "reach": 640,
    "note": "In te reo Māori too.",
}


@pytest.fixture
def plan(db):
    return a_plan()


@pytest.fixture
def ana(cast, sign_in, plan):
    return sign_in(cast.ana)


def pages(client):
    """What the public reads of it: on the plan's page, beside a consultation, and as data."""
    data = client.get("/api/v1/outreach/?plan=2025-27").json()["results"]
    return text_of(client.get("/plans/2025-27/")), data


def test_what_is_published_is_on_the_pages_and_in_the_data(ana, cast, client, plan):
    a_consultation(plan)
    assert ana.post(DESK, PUBLISH).status_code == 302
    page, [row] = pages(client)
    assert "Letters: marae and libraries" in page
    assert "640 were reached" in page
    assert "Letters: marae and libraries" in text_of(client.get("/consultations/ideas/"))
    assert (row["starts_on"], row["ends_on"], row["reach"]) == ("2026-03-02", "2026-03", 640)
    [entry] = Publication.objects.filter(kind=PublicationKind.OUTREACH)
    assert (entry.before, entry.after) == (None, TOLD)
    assert entry.edition.by == cast.ana
    assert entry.edition == Outreach.objects.get().published_in


def test_of_one_day_no_end_is_made_up(ana, client):
    ana.post(DESK, PUBLISH | {"ends_on_month": "", "ends_on_year": ""})
    page, [row] = pages(client)
    assert "<span>2 March 2026</span>" in page
    assert row["ends_on"] is None
    assert "Letters: marae and libraries, 2 March 2026; 640 were reached" in text_of(ana.get(DESK))


def test_it_goes_out_in_the_plan_document_and_comes_back(ana, client, plan):
    ana.post(DESK, PUBLISH)
    [entry] = client.get("/data/plans/2025-27.json").json()["outreach"]
    assert {name: entry[name] for name in TOLD} == TOLD


def test_what_is_kept_is_nobody_elses(ana, client):
    assert ana.post(DESK, SAVE).status_code == 302
    assert "Not public yet" in text_of(ana.get(DESK))
    page, data = pages(client)
    assert "marae" not in page
    assert data == []
    assert not Publication.objects.exists()


def test_what_was_kept_is_published_later(ana, client):
    ana.post(DESK, SAVE)
    ana.post(DESK, PUBLISH | AGAIN)
    assert "marae" in pages(client)[0]
    [entry] = Publication.objects.all()
    assert (entry.before, entry.after) == (None, TOLD)


def test_a_change_is_public_with_what_it_was_before(ana, client):
    ana.post(DESK, PUBLISH)
    assert 'value="Letters"' in text_of(ana.get(f"{DESK}?row=letters"))
    for _ in range(2):  # a double click
        assert ana.post(DESK, PUBLISH | AGAIN | {"reach": "641"}).status_code == 302
    assert "641 were reached" in pages(client)[0]
    _first, changed = Publication.objects.order_by("pk")
    assert (changed.before, changed.after) == (TOLD, TOLD | {"reach": 641})
    page = text_of(ana.get(DESK))
    assert "Changed:" in page
    assert "641 were reached" in page
    assert "640 were reached" in page  # before


def test_saving_without_publishing_does_not_hide_a_change_of_what_is_public(ana):
    ana.post(DESK, PUBLISH)
    ana.post(DESK, SAVE | AGAIN | {"reach": "641"})
    assert Publication.objects.count() == 2


def test_what_is_taken_back_goes_from_the_pages_and_stays_on_record(ana, client):
    ana.post(DESK, PUBLISH)
    for _ in range(2):
        assert ana.post(DESK, {"row": "letters", "action": "withdraw"}).status_code == 302
    page, data = pages(client)
    assert "marae" not in page
    assert data == []
    assert Outreach.objects.get().withdrawn_in
    assert [(one.before, one.after) for one in Publication.objects.order_by("pk")] == [
        (None, TOLD),
        (TOLD, None),
    ]
    assert "Taken back:" in text_of(ana.get(DESK))


def test_what_nobody_read_is_gone_without_a_word(ana):
    ana.post(DESK, SAVE)
    ana.post(DESK, {"row": "letters", "action": "withdraw"})
    assert not Outreach.objects.exists()
    assert not Publication.objects.exists()


def test_what_was_taken_back_is_not_changed(ana, cast, plan):
    ana.post(DESK, PUBLISH)
    ana.post(DESK, {"row": "letters", "action": "withdraw"})
    answer = ana.post(DESK, PUBLISH | AGAIN | {"reach": "1"})
    assert answer.status_code == 409
    assert "Somebody has taken this back meanwhile." in text_of(answer)
    assert 'value="marae and libraries"' in text_of(answer)


def test_a_double_click_adds_one_and_another_of_the_name_is_another(ana):
    for _ in range(2):
        assert ana.post(DESK, PUBLISH).status_code == 302
    assert Outreach.objects.count() == Publication.objects.count() == 1
    ana.post(DESK, PUBLISH | {"audience": "schools"})
    assert set(Outreach.objects.values_list("slug", flat=True)) == {"letters", "letters-2"}


def test_of_two_who_change_it_the_second_sees_both(ana):
    ana.post(DESK, PUBLISH)
    ana.post(DESK, PUBLISH | AGAIN | {"audience": "schools"})
    answer = ana.post(DESK, PUBLISH | AGAIN | {"audience": "unions", "starts_on_day": ""})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Two people edited this" in page
    for words in ("schools", 'value="unions"', "2 March 2026", "March 2026"):
        assert words in page
    assert Outreach.objects.get().audience == "schools"
    assert (
        ana.post(DESK, PUBLISH | {"row": "letters", "version": "2", "audience": "unions"}).status_code == 302
    )
    assert Outreach.objects.get().audience == "unions"


def test_what_was_typed_when_the_session_had_ended_is_kept(cast, sign_in, plan, client):
    client.get("/accounts/login/")
    assert client.post(DESK, PUBLISH).status_code == 302
    client.force_login(cast.ana)
    page = text_of(client.get(DESK))
    assert "Your session had ended" in page
    assert 'value="marae and libraries"' in page
    assert not Outreach.objects.exists()


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({"channel": " "}, "Say how people were told.", 409),
        ({"audience": ""}, "Say who was told.", 409),
        ({"starts_on_day": "", "starts_on_month": "", "starts_on_year": ""}, "Say when it began", 409),
        ({"ends_on_month": "2"}, "It would end before it begins.", 409),
        ({"starts_on_day": "13"}, "Nobody can have been reached before it begins.", 409),
        ({"starts_on_day": "32"}, "There is no such date.", 422),
        ({"reach": "many"}, "There is a problem", 422),
        ({"reach": "-1"}, "There is a problem", 422),
        ({"reach": "99999999999"}, "There is a problem", 422),
        ({"channel": "a\nb"}, "Write this as one line", 422),
        ({"channel": "x" * 201}, "There is a problem", 422),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(ana, change, words, status):
    answer = ana.post(DESK, PUBLISH | change)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert "In te reo Māori too." in text_of(answer)
    assert not Outreach.objects.exists()


def test_of_a_plan_that_is_made_it_stands_beside_the_timeline(ana, client):
    made = a_plan("next", state=PlanState.DEVELOPMENT, title="Next", short_title="Next")
    desk, timeline = "/workspace/outreach/next/", "/plans/next/timeline/"
    assert ana.post(desk, SAVE).status_code == 302
    refused = ana.post(desk, PUBLISH | AGAIN)
    assert refused.status_code == 409
    assert "Publish its timeline first" in text_of(refused)
    Timeline.objects.create(
        plan=made, number=1, development_starts_on=date(2026, 3, 1), published_in=an_edition(date(2026, 3, 1))
    )
    assert "marae" not in text_of(client.get(timeline))
    assert ana.post(desk, PUBLISH | AGAIN).status_code == 302
    assert "Letters: marae and libraries" in text_of(client.get(timeline))
    assert "marae" not in text_of(client.get(f"{timeline}?on=2026-03-01"))  # it began the day after
    assert Publication.objects.get(kind=PublicationKind.OUTREACH).address == f"{timeline}#told-letters"
    assert client.get("/api/v1/outreach/").json()["results"] == []  # the plan is not public


def test_what_was_brought_in_stays_as_it_is(ana, cast, client, plan):
    source = a_source()
    an_outreach(plan, "printed", source=source)
    for action in (PUBLISH | {"row": "printed", "version": "1"}, {"row": "printed", "action": "withdraw"}):
        assert ana.post(DESK, action).status_code == 409
    assert Outreach.objects.get().is_published
    printed = a_plan("printed", source=source)
    with pytest.raises(NotReady):
        add_outreach(plan=printed, content=LETTERS, is_public=True, by=cast.ana, now=at())
    assert 'name="channel"' not in text_of(ana.get("/workspace/outreach/printed/"))


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_others_neither_see_nor_do_any_of_it(cast, sign_in, plan, who):
    kept = add_outreach(plan=plan, content=LETTERS, is_public=False, by=cast.ana, now=at())
    by, browser = getattr(cast, who), sign_in(getattr(cast, who))
    assert browser.get(DESK).status_code == 404
    for form in (SAVE, PUBLISH, PUBLISH | AGAIN, {"row": "letters", "action": "withdraw"}):
        assert browser.post(DESK, form).status_code == 404
    said = {"plan": plan, "by": by, "now": at()}
    with pytest.raises(PermissionDenied):
        add_outreach(content=LETTERS, is_public=True, **said)
    with pytest.raises(PermissionDenied):
        change_outreach(slug=kept.slug, version=1, content=LETTERS, is_public=True, **said)
    with pytest.raises(PermissionDenied):
        withdraw_outreach(slug=kept.slug, **said)
    kept.refresh_from_db()
    assert not kept.is_published


def test_a_version_that_is_not_the_newest_changes_nothing(cast, plan):
    add_outreach(plan=plan, content=LETTERS, is_public=True, by=cast.ana, now=at())
    said = {"plan": plan, "slug": "letters", "is_public": True, "by": cast.ana, "now": at()}
    change_outreach(version=1, content=replace(LETTERS, reach=1), **said)
    with pytest.raises(Stale):
        change_outreach(version=1, content=replace(LETTERS, reach=2), **said)
    assert Outreach.objects.get().reach == 1
    assert Publication.objects.count() == 2
