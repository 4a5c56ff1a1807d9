"""Forums invited to a consultation: what a seat opens, for whom, and until when."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from engagement.choices import ForumKind
from engagement.models import Consultation, Forum, ForumInvitation
from engagement.operations.consultations import publish_consultation
from engagement.operations.inviting import invite_forums, take_back_invitation
from engagement.tests.factories import a_consultation, a_forum, a_seat
from engagement.tests.test_workspace import text_of
from plans.dates import PartialDate
from plans.models import OutboxItem, Publication, StoredFile, User
from plans.rules import NotReady
from plans.tests.factories import TODAY, a_plan, an_agency, an_edition, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

INVITE = "/workspace/consultations/ideas/invitations/"
DOOR = "/workspace/invited/ideas/"
PAGE = "/consultations/ideas/"
YESTERDAY = date(2026, 3, 11)


@pytest.fixture
def ana(cast, sign_in):
    return sign_in(cast.ana)


@pytest.fixture
def plan(db):
    return a_plan()


@pytest.fixture
def prepared(plan):
    """Being prepared, with a file to read; nobody but Ana knows of it."""
    one = a_consultation(plan, published_in=None, opens_at=at(date(2026, 3, 16)))
    stored = StoredFile.objects.create(key="draft", name="draft.txt", file="files/draft.txt", size=3)
    one.documents.create(position=1, title="The draft", file=stored)
    return one


@pytest.fixture
def panel(plan, cast):
    """Chi sits there."""
    forum = a_forum(plan)
    a_seat(forum, cast.chi)
    return forum


@pytest.fixture
def group(plan, cast):
    """An agency's own group; Bea sits there."""
    agency = an_agency("Ministry of Everything")
    forum = a_forum(plan, "the-group", name="The ministry’s group", kind=ForumKind.AGENCY, agency=agency)
    a_seat(forum, cast.bea)
    return forum


def invite(consultation, *forums, by):
    slugs = {forum.slug for forum in forums}
    return invite_forums(consultation=consultation, slugs=slugs, by=by, now=at())


def doors(browser):
    """What each door of a consultation that is prepared says: the page, its file, the list at the sign-in."""
    return {
        "page": browser.get(DOOR).status_code,
        "file": browser.get(f"{DOOR}draft/").status_code,
        "listed": "Ideas for the next plan" in text_of(browser.get("/workspace/")),
        "public": browser.get(PAGE).status_code,
        "file's own address": browser.get("/files/draft/draft.txt").status_code,
        "the workspace's page": browser.get("/workspace/consultations/ideas/").status_code,
        "who is invited": browser.get(INVITE).status_code,
    }


OPEN = {"page": 200, "file": 200, "listed": True}
SHUT = {"page": 404, "file": 404, "listed": False}
NOBODYS = {"public": 404, "file's own address": 404, "the workspace's page": 404, "who is invited": 404}


@pytest.fixture(autouse=True)
def on_the_disk(monkeypatch):
    """Else the door of the file would be shut because there is none."""
    monkeypatch.setattr(
        "engagement.views.workspace.inviting.download",
        lambda stored: HttpResponse(stored.name),
    )


def test_ana_invites_and_those_who_sit_hear_of_it_and_read_it(ana, cast, sign_in, prepared, panel, group):
    chi, bea = sign_in(cast.chi), sign_in(cast.bea)
    assert doors(chi) == SHUT | NOBODYS
    for _ in range(2):
        assert ana.post(INVITE, {"forum": ["the-panel", "the-group"], "action": "invite"}).status_code == 302
    assert ForumInvitation.objects.count() == 2
    letters = [item.payload for item in OutboxItem.objects.mails()]
    assert sorted(letter["to"] for letter in letters) == sorted([cast.chi.email, cast.bea.email])
    assert all(DOOR in one["body"] for one in letters)
    for browser in (chi, bea):
        assert doors(browser) == OPEN | NOBODYS
        page = text_of(browser.get(DOOR))
        assert "What should the next plan promise?" in page
        assert f'href="{DOOR}draft/"' in page
        assert "noindex" in page
    assert not Publication.objects.exists()


def test_an_uninvited_forum_opens_nothing(cast, sign_in, prepared, panel, group):
    invite(prepared, panel, by=cast.ana)
    assert doors(sign_in(cast.chi)) == OPEN | NOBODYS
    for name in ("bea", "ben", "bo"):
        assert doors(sign_in(getattr(cast, name))) == SHUT | NOBODYS, name


def test_dee_and_the_public_find_nothing(cast, sign_in, client, prepared, panel):
    invite(prepared, panel, by=cast.ana)
    assert sign_in(cast.dee).get(DOOR).status_code == 404
    assert client.get(DOOR)["Location"].startswith("/accounts/login/")
    assert client.get(f"{DOOR}draft/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("term", "is_open"),
    [
        ({"until_on": YESTERDAY}, False),
        ({"until_on": TODAY}, True),  # the last day is a day of it
        ({"from_on": TODAY}, True),
        ({"from_on": date(2026, 3, 13)}, False),
        ({"user": None}, False),
    ],
)
def test_a_seat_opens_what_it_opens_from_its_first_day_to_its_last(
    cast, sign_in, prepared, panel, term, is_open
):
    invite(prepared, panel, by=cast.ana)
    panel.members.filter(user=cast.chi).update(**term)
    assert doors(sign_in(cast.chi)) == (OPEN if is_open else SHUT) | NOBODYS
    assert Forum.objects.seating(cast.chi, TODAY).exists() is is_open


@pytest.mark.parametrize(
    "ended",
    [
        {"ends_first": YESTERDAY, "ends_last": YESTERDAY},
        {"published_in": None},
        {"withdrawn": True},
    ],
)
def test_a_forum_that_is_over_or_not_public_opens_nothing(cast, sign_in, prepared, panel, ended):
    invite(prepared, panel, by=cast.ana)
    if ended.pop("withdrawn", False):
        ended = {"withdrawn_in": an_edition()}
    Forum.objects.filter(pk=panel.pk).update(**ended)
    assert doors(sign_in(cast.chi)) == SHUT | NOBODYS


def test_an_account_that_is_closed_sits_nowhere(cast, panel):
    User.objects.filter(pk=cast.chi.pk).update(is_active=False)
    cast.chi.refresh_from_db()
    assert not Forum.objects.seating(cast.chi, TODAY).exists()


def test_another_seat_that_is_held_still_opens_it(cast, sign_in, prepared, panel):
    invite(prepared, panel, by=cast.ana)
    panel.members.filter(user=cast.chi).update(until_on=YESTERDAY)
    a_seat(panel, cast.chi, from_on=TODAY)
    assert doors(sign_in(cast.chi)) == OPEN | NOBODYS


def test_an_invitation_taken_back_opens_nothing(ana, cast, sign_in, prepared, panel):
    invite(prepared, panel, by=cast.ana)
    for _ in range(2):
        assert ana.post(INVITE, {"invited": "the-panel", "action": "take-back"}).status_code == 302
    assert doors(sign_in(cast.chi)) == SHUT | NOBODYS


def test_once_it_is_public_everybody_reads_who_was_invited(
    ana, cast, sign_in, client, prepared, panel, group
):
    invite(prepared, panel, group, by=cast.ana)
    publish_consultation(consultation=prepared, version=1, by=cast.ana, now=at())
    page = text_of(client.get(PAGE))
    assert "Forums invited" in page
    assert "Advisory panel" in page
    assert "The ministry’s group" in page
    [told] = Publication.objects.filter(address=PAGE)
    assert told.after["forums_invited"] == ["The ministry’s group", "Advisory panel"]
    assert "Ideas for the next plan" in text_of(client.get("/forum/the-panel/"))
    assert sign_in(cast.chi).get(DOOR)["Location"] == PAGE
    assert sign_in(cast.chi).get(f"{DOOR}draft/").status_code == 404  # it has its public address now
    assert sign_in(cast.ben).get(DOOR).status_code == 404
    assert ana.post(INVITE, {"invited": "the-panel", "action": "take-back"}).status_code == 409
    assert ForumInvitation.objects.count() == 2


def test_data_tells_who_was_invited_once_it_is_public(cast, client, prepared, panel, the_day):
    invite(prepared, panel, by=cast.ana)
    assert client.get("/api/v1/forums/the-panel/").json()["invited_to"] == []
    publish_consultation(consultation=prepared, version=1, by=cast.ana, now=at())
    row = client.get(f"/api/v1{PAGE}").json()
    assert (row["invited"], row["shows_ideas"]) == (["the-panel"], False)
    assert client.get("/api/v1/forums/the-panel/").json()["invited_to"] == [prepared.slug]
    day_before = client.get("/api/v1/forums/the-panel/?on=2026-03-11").json()
    assert day_before["invited_to"] == []


def test_an_invitation_to_what_is_public_is_told_at_once(cast, client, plan, panel):
    consultation = a_consultation(plan)
    assert "Forums invited" not in text_of(client.get(PAGE))
    invite(consultation, panel, by=cast.ana)
    invite(consultation, panel, by=cast.ana)
    [told] = Publication.objects.all()
    assert told.after == {"forums_invited": ["Advisory panel"]}
    assert "Forums invited" in text_of(client.get(PAGE))
    [letter] = OutboxItem.objects.mails()
    assert "not public yet" not in letter.payload["body"]


def test_while_it_is_prepared_nobody_outside_reads_who_is_invited(cast, client, prepared, panel):
    invite(prepared, panel, by=cast.ana)
    assert "Ideas for the next plan" not in text_of(client.get("/forum/the-panel/"))


def test_only_those_who_sit_today_get_a_letter(cast, prepared, panel):
    panel.members.filter(user=cast.chi).update(until_on=YESTERDAY)
    a_seat(panel, cast.bo)
    a_seat(panel, cast.bo, role="Secretary")  # one person, one letter
    invite(prepared, panel, by=cast.ana)
    assert [item.payload["to"] for item in OutboxItem.objects.mails()] == [cast.bo.email]


@pytest.mark.parametrize(
    "forum",
    [
        {"published_in": None},
        {"ends_on": PartialDate.parse("2026-02")},
        {"slug": "another"},
    ],
)
def test_only_a_forum_that_is_public_and_still_meets_is_invited(ana, plan, prepared, forum):
    a_forum(plan, **forum)
    answer = ana.post(INVITE, {"forum": "the-panel", "action": "invite"})
    assert answer.status_code == 409
    assert "Choose a forum" in text_of(answer)
    assert ana.post(INVITE, {"action": "invite"}).status_code == 409
    assert not ForumInvitation.objects.exists()


def test_nobody_is_invited_to_what_is_closed(cast, ana, plan, panel):
    closed = a_consultation(plan, opens_at=at(date(2026, 1, 5)), closes_at=at(date(2026, 2, 5)))
    with pytest.raises(NotReady):
        invite(closed, panel, by=cast.ana)
    assert "This consultation is closed." in text_of(ana.get(INVITE))


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_others_neither_invite_nor_take_back(cast, sign_in, prepared, panel, who):
    user = getattr(cast, who)
    invite(prepared, panel, by=cast.ana)
    browser = sign_in(user)
    assert browser.post(INVITE, {"invited": "the-panel", "action": "take-back"}).status_code == 404
    with pytest.raises(PermissionDenied):
        invite(prepared, panel, by=user)
    with pytest.raises(PermissionDenied):
        take_back_invitation(consultation=prepared, slug="the-panel", by=user, now=at())
    assert ForumInvitation.objects.count() == 1
    assert Consultation.objects.get().published_in is None
