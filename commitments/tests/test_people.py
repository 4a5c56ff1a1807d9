"""People come, act, and hand over; what they changed can be read by those it concerns."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from commitments.operations.handover import hand_over, write_note
from commitments.record.handover import could_succeed, open_work, without_an_editor
from commitments.tests.factories import a_lead
from plans.choices import Role
from plans.models import Agency, Leave, OutboxItem, Publication, User
from plans.operations.people import give_role, invite, invite_again
from plans.rules import NotReady
from plans.tasks import sweep
from plans.tests.factories import TODAY, an_agency, an_edition, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

LAST = date(2026, 3, 31)
HISTORY = "/workspace/plans/2025-27/commitments/1/history/"
NOTES = "/workspace/plans/2025-27/commitments/1/notes/"


def hidden(answer) -> dict[str, str]:
    """What the page that asks sends on."""
    form = text_of(answer).split('class="buttons"')[1]
    pairs = re.findall(r'<(?:input type="hidden"|input) name="([\w-]+)"[^>]*?value="([^"]*)"', form)
    found = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', form)) | dict(pairs)
    found.pop("csrfmiddlewaretoken", None)
    return found


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def invited(cast) -> User:
    """Cy is to edit for Ben's agency, and has not come in yet."""
    return invite(
        email="cy@agency.example",
        name="Cy",
        role=Role.EDITOR,
        title="Adviser",
        agency=cast.records,
        from_on=TODAY,
        by=cast.ana,
        now=at(),
    )


# ---- Bringing people in -------------------------------------------------------------------------------


def test_ana_invites_somebody(cast, sign_in):
    new = {"name": "Cy", "email": "cy@agency.example", "role": "editor", "title": "Adviser"}
    browser = sign_in(cast.ana)
    answer = browser.post("/workspace/people/", new)
    assert answer.status_code == 422
    assert "An editor or approver acts for an agency" in text_of(answer)
    answer = browser.post("/workspace/people/", new | {"agency": cast.records.slug})
    cy = User.objects.get(email="cy@agency.example")
    assert answer["Location"] == f"/workspace/people/{cy.key}/"
    held = cy.memberships.get()
    assert (held.agency, held.from_on, held.history.get().history_user) == (cast.records, TODAY, cast.ana)
    said = "The invitation of Cy is on its way to cy@agency.example."
    assert said in text_of(browser.get(answer["Location"]))
    assert browser.post("/workspace/people/", new | {"agency": cast.records.slug}).status_code == 422
    sweep()
    assert [letter.to for letter in mail.outbox] == [["cy@agency.example"]]


def test_whoever_has_not_come_in_is_marked_and_can_be_invited_again(cast, sign_in):
    words = "Invited, has not come in yet"
    ana = sign_in(cast.ana)
    assert words not in text_of(ana.get("/workspace/people/"))
    cy = invited(cast)
    address = f"/workspace/people/{cy.key}/"
    for person in (cast.ana, cast.bo):
        assert text_of(sign_in(person).get("/workspace/people/")).count(words) == 1
    page = ana.get(address).content.decode()
    assert "Invited on 12 March 2026; has not come in yet." in page
    (key,) = re.findall(r'name="key" value="([^"]+)"', page)
    for _press in range(2):
        assert ana.post(address, {"action": "again", "key": key}).status_code == 302
    sweep()
    first, second = mail.outbox
    assert (first.to, second.to) == (["cy@agency.example"], ["cy@agency.example"])
    assert "is on its way to cy@agency.example" in text_of(ana.get(address))
    link = re.search(r"https?://[^/]+(/\S+password\S+)", second.body).group(1)
    assert Client().get(link, follow=True).status_code == 200
    assert ana.post(address, {"action": "again"}).status_code == 400
    for person in (cast.ben, cast.bo, cast.chi):
        assert sign_in(person).post(address, {"action": "again", "key": str(uuid4())}).status_code == 404


def test_nobody_is_invited_again_who_came_or_has_nothing_to_come_for(cast, sign_in):
    cy, again = invited(cast), {"action": "again", "key": str(uuid4())}
    address = f"/workspace/people/{cy.key}/"
    ana = sign_in(cast.ana)
    cy.memberships.update(from_on=date(2026, 1, 1), until_on=date(2026, 2, 1))
    refused = ana.post(address, again)
    assert (refused.status_code, "hold no role, now or later" in text_of(refused)) == (409, True)
    assert 'value="again"' not in text_of(refused)
    cy.memberships.update(until_on=None)
    cy.set_password("a long password")
    cy.save()
    refused = ana.post(address, again)
    assert (refused.status_code, "They have come in already" in text_of(refused)) == (409, True)
    assert "has not come in yet" not in text_of(ana.get(address))
    with pytest.raises(PermissionDenied):
        invite_again(user=cy, key=uuid4(), by=cast.ben, now=at())
    assert OutboxItem.objects.count() == 1


def test_somebody_with_their_agencys_account_has_come_in_without_a_password(cast):
    cy = invited(cast)
    assert not cy.has_joined
    cy.last_login = at()
    assert cy.has_joined


def test_whoever_comes_before_their_first_day_is_told_when_it_is(cast, sign_in, time_machine):
    give_role(
        user=cast.dee, role=Role.EDITOR, title="Adviser", agency=cast.records, from_on=date(2026, 3, 13)
    )
    page = sign_in(cast.dee).get("/workspace/")
    assert page.status_code == 404
    assert "Your role as editor of Agency for Records begins on 13 March 2026." in text_of(page)
    time_machine.move_to(at(date(2026, 3, 13)), tick=False)
    assert sign_in(cast.dee).get("/workspace/").status_code == 200
    cast.dee.memberships.update(until_on=date(2026, 3, 13))
    time_machine.move_to(at(date(2026, 3, 14)), tick=False)
    page = text_of(sign_in(cast.dee).get("/workspace/"))
    assert "You have no role here now" in page
    assert "begins on" not in page


def test_people_of_an_agency_see_their_colleagues_and_change_nothing(cast, sign_in):
    page = text_of(sign_in(cast.ben).get("/workspace/people/"))
    assert "Bo" in page
    assert "Bea" not in page
    assert "@" not in page
    assert sign_in(cast.ben).post("/workspace/people/", {}).status_code == 404
    for somebody in (cast.ben, cast.bo, cast.chi, cast.dee):
        for address in (f"/workspace/people/{cast.bo.key}/", f"/workspace/people/{cast.bo.key}/roles/1/"):
            assert sign_in(somebody).get(address).status_code == 404
            assert sign_in(somebody).post(address, {"action": "end"}).status_code == 404
    assert sign_in(cast.chi).get("/workspace/people/").status_code == 404


def test_whoever_is_away_and_whom_an_agency_lacks_is_said(desk, cast, sign_in):
    Leave.objects.create(user=cast.bo, from_on=TODAY, until_on=LAST)
    a_lead(desk.commitment, an_agency("Office without staff"))
    page = text_of(sign_in(cast.ana).get("/workspace/people/"))
    assert "Away now" in page
    assert "One agency that leads a commitment has nobody who writes." in page
    assert [agency.name for agency in without_an_editor(TODAY)] == ["Office without staff"]


# ---- Handing over -------------------------------------------------------------------------------------


@pytest.fixture
def cy(cast):
    user = User.objects.create_user("cy@agency.example", name="Cy")
    give_role(user=user, role=Role.APPROVER, title="Adviser", agency=cast.records, from_on=TODAY)
    return user


def test_ben_leaves_and_cy_takes_over(desk, cast, cy, sign_in):
    desk.save(cast.ben)
    address = f"/workspace/people/{cast.ben.key}/roles/1/"
    page = text_of(sign_in(cast.ana).get(address))
    assert "Ben saved or sent it last" in page
    given = {"action": "end", "until_on": str(LAST), "successor": str(cy.key), "note-1": "Ask the archive."}
    for _twice in range(2):
        assert sign_in(cast.ana).post(address, given).status_code == 302
    assert cast.ben.memberships.get().until_on == LAST
    held = cy.memberships.get(role=Role.EDITOR)
    assert (held.agency, held.from_on, held.title) == (cast.records, date(2026, 4, 1), "Manager, Policy")
    note = desk.commitment.handover_notes.get()
    assert (note.text, note.written_words) == ("Ask the archive.", "Lead, Open Government")
    sweep()
    (letter,) = mail.outbox
    assert letter.to == ["cy@agency.example"]
    assert "/workspace/plans/2025-27/commitments/1/2025-12-to-02/" in letter.body


def test_what_ben_leaves_is_looked_at_before_it_is_written(desk, cast, cy, sign_in):
    desk.save(cast.ben)
    address = f"/workspace/people/{cast.ben.key}/roles/1/"
    typed = {"until_on": str(LAST), "successor": str(cy.key), "note-1": "Ask the archive."}
    ana = sign_in(cast.ana)
    looked = ana.post(address, typed | {"action": "look"})
    page = text_of(looked)
    assert looked.status_code == 200
    assert "The last day of Ben as editor of Agency for Records is 31 March 2026." in page
    assert "Cy takes over on 1 April 2026." in page
    assert "Cy gets this list by mail." in page
    assert "Ben saved or sent it last" in page
    assert "Ask the archive." in page
    assert cast.ben.memberships.get().until_on is None
    assert not OutboxItem.objects.exists()
    changed = text_of(ana.post(address, typed | {"action": "change"}))
    assert "Ask the archive." in changed
    assert f'value="{LAST}"' in changed
    assert ana.post(address, hidden(looked) | {"action": "end"}).status_code == 302
    done = text_of(ana.get(f"/workspace/people/{cast.ben.key}/"))
    assert (
        "Cy takes over on 1 April 2026. A mail with what is open is on its way to cy@agency.example." in done
    )
    assert desk.commitment.handover_notes.get().text == "Ask the archive."
    assert OutboxItem.objects.get().payload["to"] == "cy@agency.example"


def test_where_nobody_takes_over_it_says_who_is_left(desk, cast, cy, sign_in):
    address = f"/workspace/people/{cast.ben.key}/roles/1/"
    ana, typed = sign_in(cast.ana), {"action": "look", "until_on": str(LAST), "successor": ""}
    page = text_of(ana.post(address, typed))
    assert "Nobody takes over, and nobody else has this role from 1 April 2026 on." in page
    give_role(user=cy, role=Role.EDITOR, title="Adviser", agency=cast.records, from_on=TODAY)
    assert "Nobody takes over. Cy still has this role." in text_of(ana.post(address, typed))
    ana.post(address, typed | {"action": "end"})
    done = text_of(ana.get(f"/workspace/people/{cast.ben.key}/"))
    assert "Nobody takes over. Cy still has this role." in done
    assert "A mail" not in done


def test_what_would_be_refused_is_refused_at_the_look(desk, cast, cy, sign_in):
    address = f"/workspace/people/{cast.ben.key}/roles/1/"
    later = date(2026, 6, 1)
    give_role(user=cy, role=Role.EDITOR, title="Adviser", agency=cast.records, from_on=later)
    for action in ("look", "end"):
        typed = {"action": action, "until_on": str(LAST), "successor": str(cy.key)}
        answer = sign_in(cast.ana).post(address, typed)
        assert (answer.status_code, "holds the role on some of these days" in text_of(answer)) == (422, True)
    assert cast.ben.memberships.get().until_on is None


def test_colleagues_are_offered_first_and_the_others_with_where_they_belong(cast, cy, sign_in):
    cast.bea.memberships.update(until_on=date(2026, 3, 11))  # she has left
    page = text_of(sign_in(cast.ana).get(f"/workspace/people/{cast.ben.key}/roles/1/"))
    offered = re.findall(
        r"<option[^>]*>([^<]+)</option>", page.split('name="successor"')[1].split("</select>")[0]
    )
    assert offered == [
        "Nobody yet",
        "Bo, approver of Agency for Records",
        "Cy, approver of Agency for Records",
        "Ana, coordinator",
        "Chi, member of the advisory panel",
    ]


def test_a_coordinator_is_followed_by_coordinators_first(cast, sign_in):
    give_role(user=cast.dee, role=Role.COORDINATOR, title="Lead", from_on=TODAY)
    held = cast.ana.memberships.get()
    assert could_succeed(held, TODAY)[0].user == cast.dee


def test_nobody_succeeds_themselves(cast):
    held = cast.ben.memberships.get()
    with pytest.raises(NotReady, match="Choose somebody else"):
        hand_over(membership=held, until_on=LAST, successor=cast.ben, notes={}, by=cast.ana, now=at())
    with pytest.raises(PermissionDenied):
        hand_over(membership=held, until_on=LAST, successor=None, notes={}, by=cast.bo, now=at())


def test_what_is_published_is_not_open(desk, cast):
    desk.save(cast.ben)
    report = desk.report
    assert [one.is_theirs for one in open_work(cast.ben, cast.records)] == [True]
    assert [one.is_theirs for one in open_work(cast.bo, cast.records)] == [False]
    report.state, report.published_in = "published", an_edition()
    report.save()
    assert open_work(cast.ben, cast.records) == []


def test_another_title_from_a_day_on(cast, sign_in):
    address = f"/workspace/people/{cast.bo.key}/roles/1/"
    sign_in(cast.ana).post(address, {"action": "title", "title": "Chief", "from_on": "2026-04-01"})
    assert [held.title for held in cast.bo.memberships.order_by("pk")] == ["Director, Policy", "Chief"]


# ---- Notes and history --------------------------------------------------------------------------------


def test_a_note_is_read_by_its_agency_and_ana(desk, cast, sign_in):
    a_lead(desk.commitment, cast.data)
    for _twice in range(2):
        note = {"agency": cast.records.slug, "text": "Ask the archive."}
        assert sign_in(cast.ben).post(NOTES, note).status_code == 302
    assert desk.commitment.handover_notes.count() == 1
    seen = {
        one: "Ask the archive." in text_of(sign_in(one).get(NOTES)) for one in (cast.bo, cast.ana, cast.bea)
    }
    assert seen == {cast.bo: True, cast.ana: True, cast.bea: False}
    assert sign_in(cast.chi).get(NOTES).status_code == 404
    with pytest.raises(PermissionDenied):
        write_note(commitment=desk.commitment, agency=cast.records, text="x", by=cast.bea, now=at())
    other = sign_in(cast.bea).post(NOTES, {"agency": cast.records.slug, "text": "For you."})
    assert other.status_code == 422


def test_every_change_is_told_with_who_when_old_and_new(desk, cast, sign_in, django_assert_max_num_queries):
    desk.save(cast.ben)
    commitment = desk.commitment
    commitment.title, commitment._history_user = "Another <b>promise</b>", cast.ana
    commitment.save()
    with django_assert_max_num_queries(40):
        page = text_of(sign_in(cast.bo).get(HISTORY))
    page = re.sub(r"</?(ins|del|mark|span)\b[^>]*>", "", page)
    assert "Another &lt;b&gt;promise" in page
    assert "Ben" in page
    assert "Some delays; Approvals; Two agencies still have to agree; expected September 2026" in page
    assert sign_in(cast.bea).get(HISTORY).status_code == 404
    assert sign_in(cast.chi).get(HISTORY).status_code == 404


# ---- Agencies -----------------------------------------------------------------------------------------


def test_ana_adds_an_agency_and_renames_it(cast, sign_in):
    browser = sign_in(cast.ana)
    for status in (302, 422):
        assert browser.post("/workspace/agencies/", {"name": "Ōtaki Office"}).status_code == status
    agency = Agency.objects.get(slug="otaki-office")
    assert not agency.is_published
    given = {"action": "rename", "version": agency.version, "name": "Ōtaki Trust", "from_on": "2026-04-01"}
    for _twice in range(2):
        assert browser.post("/workspace/agencies/otaki-office/", given).status_code == 302
    assert [agency.called_on(day).name for day in (TODAY, date(2026, 4, 1))] == [
        "Ōtaki Office",
        "Ōtaki Trust",
    ]
    stale = given | {"name": "Late", "from_on": "2027-01-01"}
    assert browser.post("/workspace/agencies/otaki-office/", stale).status_code == 409
    assert sign_in(cast.ben).get("/workspace/agencies/").status_code == 404
    assert sign_in(cast.ben).post("/workspace/agencies/otaki-office/", given).status_code == 404


def test_renaming_a_public_agency_is_told_in_an_edition(cast, sign_in):
    given = {"action": "rename", "version": cast.records.version, "name": "Archive", "from_on": str(TODAY)}
    sign_in(cast.ana).post(f"/workspace/agencies/{cast.records.slug}/", given)
    told = Publication.objects.get(kind="agency", before__isnull=False)
    assert (told.before, told.after["name"]) == ({"name": "Agency for Records"}, "Archive")


def test_ana_enters_the_days_on_which_somebody_is_away_and_ends_them(cast, desk, sign_in):
    ana, address = sign_in(cast.ana), f"/workspace/people/{cast.ben.key}/"
    days = {"action": "leave", "from_on": "2026-03-16", "until_on": "2026-03-20"}
    for _press in range(2):
        assert ana.post(address, days).status_code == 302
    assert "16 March 2026 to 20 March 2026" in ana.get(address).content.decode()
    backwards = ana.post(address, days | {"until_on": "2026-03-15"})
    assert backwards.status_code == 409
    assert 'value="2026-03-15"' in backwards.content.decode()
    assert sign_in(cast.bea).post(address, days).status_code == 404
    assert ana.post(address, {"action": "end-leave", "from_on": "2026-03-16"}).status_code == 302
    assert not cast.ben.leave.exists()
