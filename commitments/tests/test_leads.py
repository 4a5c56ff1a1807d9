"""Leads hand over on a day: rows are added, never edited, and days that have passed stay as they were."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from commitments.choices import LeadRole
from commitments.models import Commitment, Lead
from commitments.operations.leads import HandOver, hand_over, leads_version, public_leads
from commitments.permissions import can_edit_report, can_submit_report
from commitments.record.handover import leading_without_an_editor
from commitments.record.history import lead_entries
from plans.choices import PublicationKind, Role
from plans.models import Agency, AgencyName, Edition, Publication
from plans.operations.people import give_role
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, an_agency, at
from reporting import document as plan_document

from .factories import a_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

DAY = date(2026, 2, 1)


def handed_over(desk, by, **said) -> list[Lead]:
    leads = public_leads(desk.commitment)
    known = {"ends": leads[0], "from_on": DAY, "reason": "The work moved."} | said
    version = known.pop("version", leads_version(leads))
    return hand_over(commitment=desk.commitment, version=version, handed=HandOver(**known), by=by, now=at())


def who_led(desk, day: date) -> list[tuple]:
    commitment = Commitment.objects.with_leads(day).get(pk=desk.commitment.pk)
    return [(str(lead.agency), lead.role) for lead in commitment.leads_on(day)]


def test_from_a_day_on_another_leads(desk, cast):
    handed_over(desk, cast.ana, agency=cast.data)
    assert who_led(desk, date(2026, 1, 31)) == [("Agency for Records", "lead")]
    assert who_led(desk, DAY) == [("Office for Data", "lead")]
    old, ended, new = desk.commitment.leads.order_by("pk")
    edition = Edition.objects.latest("number")
    assert (old.withdrawn_in, old.until_on) == (edition, None)  # the row that was public is not edited
    assert (ended.published_in, ended.until_on, ended.position) == (edition, date(2026, 1, 31), 1)
    assert (new.published_in, new.from_on, new.reason) == (edition, DAY, "The work moved.")
    entries = Publication.objects.filter(edition=edition, kind=PublicationKind.LEAD)
    assert [(one.before and one.before["until_on"], one.after["until_on"]) for one in entries] == [
        (None, "2026-01-31"),
        (None, None),
    ]


def test_both_may_write_for_the_period_in_which_it_passed_on(desk, cast):
    handed_over(desk, cast.ana, agency=cast.data)
    commitment = Commitment.objects.get(pk=desk.commitment.pk)
    for person in (cast.ben, cast.bea):
        assert can_submit_report(person, commitment, desk.period, TODAY)
    assert not can_edit_report(cast.bea, commitment, desk.before, TODAY)
    assert commitment in Commitment.objects.visible_to(cast.ben, TODAY)  # who led once keeps reading


def test_somebody_may_come_or_go_alone(desk, cast):
    handed_over(desk, cast.ana, ends=None, agency=cast.data, role=LeadRole.SUPPORTING)
    assert who_led(desk, DAY) == [("Agency for Records", "lead"), ("Office for Data", "supporting")]
    [_lead, supporting] = public_leads(desk.commitment)
    handed_over(desk, cast.ana, ends=supporting, from_on=date(2026, 3, 1))
    assert who_led(desk, date(2026, 3, 1)) == [("Agency for Records", "lead")]


def test_only_a_coordinator_hands_over(desk, cast):
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            handed_over(desk, person, agency=cast.data)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"ends": None}, "nobody"),
        ({"from_on": None}, "from-on"),
        ({"reason": " "}, "why"),
        ({"ends": None, "agency": "records"}, "overlaps"),
        ({"agency": "records"}, "same"),
    ],
)
def test_what_stands_in_the_way_is_said(desk, cast, said, code):
    if "agency" in said:
        said = said | {"agency": cast.records}
    with pytest.raises(NotReady) as refused:
        handed_over(desk, cast.ana, **said)
    assert [reason.code for reason in refused.value.reasons] == [code]
    assert desk.commitment.leads.count() == 1


def test_nobody_ends_before_they_began(desk, cast):
    handed_over(desk, cast.ana, agency=cast.data)
    new = public_leads(desk.commitment)[-1]
    for day, code in ((DAY, "not-begun"), (date(2026, 1, 1), "not-begun")):
        with pytest.raises(NotReady) as refused:
            handed_over(desk, cast.ana, ends=new, agency=cast.records, from_on=day)
        assert code in [reason.code for reason in refused.value.reasons]
    ended = public_leads(desk.commitment)[0]
    with pytest.raises(NotReady) as refused:
        handed_over(desk, cast.ana, ends=ended, from_on=date(2026, 3, 1))
    assert [reason.code for reason in refused.value.reasons] == ["ended"]


def test_done_twice_it_is_done_once_and_a_second_hand_over_does_not_hide_the_first(desk, cast):
    leads = public_leads(desk.commitment)
    version, first = leads_version(leads), leads[0]
    for _press in range(2):
        handed_over(desk, cast.ana, ends=first, agency=cast.data, version=version)
    assert len(public_leads(desk.commitment)) == 2
    before = Edition.objects.count()
    with pytest.raises(Stale):
        handed_over(desk, cast.ana, ends=first, agency=cast.data, from_on=date(2026, 3, 1), version=version)
    assert Edition.objects.count() == before


def test_an_agency_that_was_not_public_becomes_so(desk, cast):
    agency = Agency.objects.create(slug="new-office")
    AgencyName.objects.create(agency=agency, name="New Office")
    assert Client().get("/agencies/new-office/").status_code == 404
    handed_over(desk, cast.ana, agency=agency)
    assert Client().get("/agencies/new-office/").status_code == 200
    assert Publication.objects.filter(kind=PublicationKind.AGENCY).exists()


def test_the_public_reads_who_handed_over_and_why(desk, cast):
    handed_over(desk, cast.ana, agency=cast.data)
    for address in ("/plans/2025-27/commitments/1/", "/plans/2025-27/changes/"):
        page = Client().get(address).content.decode()
        assert "Agency for Records handed the lead over to Office for Data" in page
        assert "The work moved." in page
    assert (
        "handed the lead over" not in Client().get("/plans/2025-27/changes/?on=2026-01-31").content.decode()
    )


def test_the_document_carries_the_reason(desk, cast):
    handed_over(desk, cast.ana, agency=cast.data)
    [commitment] = plan_document.write(desk.plan)["commitments"]
    assert commitment["leads"] == [
        {"agency": "agency-for-records", "role": "lead", "until_on": "2026-01-31"},
        {"agency": "office-for-data", "role": "lead", "from_on": "2026-02-01", "reason": "The work moved."},
    ]


def test_a_later_hand_over_leaves_the_first_its_own_day_of_publication(desk, cast):
    shared = {"commitment": desk.commitment, "by": cast.ana}
    first, second = date(2026, 2, 3), date(2026, 3, 10)
    leads = public_leads(desk.commitment)
    handed = HandOver(ends=leads[0], agency=cast.data, from_on=DAY, reason="The first reason.")
    hand_over(version=leads_version(leads), handed=handed, now=at(first), **shared)
    Edition.objects.filter(number=Edition.objects.latest("number").number).update(at=at(first))
    leads = public_leads(desk.commitment)
    handed = HandOver(ends=leads[-1], from_on=date(2026, 3, 2), reason="It is over.")
    hand_over(version=leads_version(leads), handed=handed, now=at(second), **shared)
    Edition.objects.filter(number=Edition.objects.latest("number").number).update(at=at(second))
    commitment = Commitment.objects.with_leads(TODAY).get(pk=desk.commitment.pk)
    said = {
        (str(entry.row.agency), entry.is_end): (str(entry.row.day_published), entry.row.reason)
        for entry in lead_entries(commitment.published_leads)
    }
    assert said == {
        ("Office for Data", False): ("2026-02-03", "The first reason."),
        ("Office for Data", True): ("2026-03-10", "It is over."),
    }
    page = " ".join(Client().get("/plans/2025-27/commitments/1/").content.decode().split())
    told = page.split("handed the lead over to Office for Data")[1].split("</li>")[0]
    assert "Published 3 February 2026" in told


def test_hand_overs_from_before_are_linked_to_what_they_replaced(desk, cast):
    handed_over(desk, cast.ana, agency=cast.data)
    first, ended, _new = desk.commitment.leads.order_by("pk")
    assert ended.replaces == first
    Lead.objects.update(replaces=None)
    migration = import_module("commitments.migrations.0004_link_replaced_leads")
    for _twice in range(2):
        migration.link(apps, None)
    linked = Lead.objects.exclude(replaces=None).values_list("pk", "replaces")
    assert list(linked) == [(ended.pk, first.pk)]


# ---- The page --------------------------------------------------------------------------------------------


@pytest.fixture
def page(desk):
    return reverse("workspace-leads", args=[desk.plan.slug, desk.commitment.number])


def typed(desk, **said) -> dict:
    return {
        "version": str(leads_version(public_leads(desk.commitment))),
        "ends": "1",
        "agency": "office-for-data",
        "role": "lead",
        "from_on": "2026-02-01",
        "reason": "The work moved.",
    } | said


def test_nobody_else_knows_the_page(desk, cast, page, sign_in):
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        assert sign_in(person).get(page).status_code == 404
        assert sign_in(person).post(page, typed(desk, action="publish")).status_code == 404
    assert Client().get(page).status_code == 302
    assert sign_in(cast.ana).get(page.replace("/1/", "/99/")).status_code == 404


def test_it_is_looked_at_first_and_published_then(desk, cast, page, sign_in):
    ana = sign_in(cast.ana)
    looked = ana.post(page, typed(desk, action="look"))
    words = looked.content.decode()
    assert looked.status_code == 200
    assert "31 January 2026" in words
    assert "From 1 February 2026 on Office for Data leads" in words
    assert len(public_leads(desk.commitment)) == 1
    sent = typed(desk, action="publish")
    for _press in range(2):
        assert ana.post(page, sent).status_code == 302
    assert len(public_leads(desk.commitment)) == 2


def test_who_leads_no_more_cannot_end_again(desk, cast, page, sign_in):
    ana = sign_in(cast.ana)
    assert '<option value="1">Agency for Records (lead)</option>' in ana.get(page).content.decode()
    handed_over(desk, cast.ana, agency=cast.data)
    shown = ana.get(page).content.decode()
    assert "Agency for Records (lead)" not in shown
    assert "Office for Data (lead)</option>" in shown
    handed_over(desk, cast.ana, ends=public_leads(desk.commitment)[1], from_on=TODAY + timedelta(days=1))
    assert "Office for Data (lead)</option>" in ana.get(page).content.decode()


def test_what_was_typed_stays_where_it_is_refused(desk, cast, page, sign_in):
    ana = sign_in(cast.ana)
    for said, status in (
        ({"reason": ""}, 409),
        ({"from_on": "yesterday"}, 422),
        ({"ends": "7"}, 422),
        ({"version": "1"}, 409),
    ):
        answer = ana.post(page, typed(desk, action="publish", office="Third floor") | said)
        assert answer.status_code == status
        assert "Third floor" in answer.content.decode()
    assert len(public_leads(desk.commitment)) == 1


def test_a_supporting_agency_is_not_asked_about_twice(desk, cast, page, sign_in):
    a_lead(desk.commitment, cast.data, LeadRole.SUPPORTING)
    answer = sign_in(cast.ana).post(page, typed(desk, action="look", ends="", role="supporting"))
    assert answer.status_code == 409
    assert "holds this role then already" in answer.content.decode()


def test_who_leads_from_a_later_day_on_is_public_at_once_and_why_the_one_before_came_stays(desk, cast):
    handed_over(desk, cast.ana, agency=cast.data, reason="The first reason.")
    [_first, second] = public_leads(desk.commitment)
    later = date(2026, 5, 1)
    handed_over(desk, cast.ana, ends=second, agency=cast.records, from_on=later, reason="The second one.")
    assert [lead.reason for lead in public_leads(desk.commitment)] == [
        "",
        "The first reason.",
        "The second one.",
    ]
    page = Client().get("/plans/2025-27/commitments/1/").content.decode()
    assert "From 1 May 2026 on:" in page
    assert (
        "From 1 May 2026 on:"
        not in Client().get("/plans/2025-27/commitments/1/?on=2026-03-01").content.decode()
    )


def test_where_nobody_writes_for_who_leads_it_is_said_before_and_after(desk, cast, page, sign_in):
    agency = an_agency("Office without staff")
    ana, sent = sign_in(cast.ana), typed(desk, agency=agency.slug)
    words = "Office without staff leads, and nobody holds the role to report for it."
    assert words not in ana.get(page).content.decode()
    assert words in ana.post(page, sent | {"action": "look"}).content.decode()
    ana.post(page, sent | {"action": "publish"})
    assert words in ana.get(page).content.decode()
    give_role(user=cast.dee, role=Role.EDITOR, title="Adviser", from_on=TODAY, agency=agency)
    assert words not in ana.get(page).content.decode()


def test_who_writes_is_asked_for_the_day_from_which_on_an_agency_leads(desk, cast):
    agency = an_agency("Office without staff")
    later = a_lead(desk.commitment, agency, from_on=date(2026, 5, 1))
    a_lead(desk.commitment, an_agency("Office that helps"), LeadRole.SUPPORTING)
    given = give_role(
        user=cast.dee, role=Role.EDITOR, title="Adviser", from_on=date(2026, 5, 2), agency=agency
    )
    leads = public_leads(desk.commitment)
    assert leading_without_an_editor(leads, TODAY) == [later.agency]
    given.from_on = date(2026, 5, 1)
    given.save()
    assert leading_without_an_editor(leads, TODAY) == []
