from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from plans.choices import Role
from plans.models import Agency, AgencyName, OutboxItem, User
from plans.operations.people import change_title, end_role, give_role, invite
from plans.permissions import can_coordinate
from plans.rules import NotReady
from plans.tasks import sweep
from plans.tests.factories import TODAY, at

pytestmark = pytest.mark.django_db

DAY = date(2018, 3, 12)
ANA = {"email": "ana@agency.example", "name": "Ana", "role": Role.COORDINATOR, "title": "Manager"}


def test_an_invitation_is_an_account_without_a_password_a_role_and_a_mail(client):
    ana = invite(**ANA, from_on=DAY)
    assert not ana.has_usable_password()
    assert can_coordinate(ana, DAY)
    sweep()
    (letter,) = mail.outbox
    assert letter.to == ["ana@agency.example"]
    link = next(line for line in letter.body.splitlines() if "/password/reset/key/" in line)
    assert client.get(link.removeprefix("http://testserver"), follow=True).status_code == 200


def test_whoever_is_known_already_gets_the_role_and_keeps_the_account():
    first = invite(**ANA, from_on=DAY)
    again = invite(**(ANA | {"email": "ANA@agency.example", "role": Role.PANEL}), from_on=DAY)
    assert first == again
    assert User.objects.count() == 1
    assert {held.role for held in again.memberships.all()} == {Role.COORDINATOR, Role.PANEL}
    assert OutboxItem.objects.count() == 2


def test_a_role_holds_from_a_day_to_a_day():
    ana = User.objects.create_user("ana@agency.example")
    give_role(user=ana, role=Role.COORDINATOR, title="Manager", from_on=DAY, until_on=date(2018, 6, 30))
    days = [date(2018, 3, 11), DAY, date(2018, 6, 30), date(2018, 7, 1)]
    assert [can_coordinate(ana, day) for day in days] == [False, True, True, False]


def test_an_editor_has_an_agency():
    ben = User.objects.create_user("ben@agency.example")
    with pytest.raises(NotReady, match="acts for an agency"):
        give_role(user=ben, role=Role.EDITOR, title="Adviser", from_on=DAY)


def test_nobody_holds_a_role_twice_on_one_day():
    ana = User.objects.create_user("ana@agency.example")
    until = date(2018, 6, 30)
    give_role(user=ana, role=Role.COORDINATOR, title="Manager", from_on=DAY, until_on=until)
    with pytest.raises(NotReady, match="holds the role on some of these days"):
        give_role(user=ana, role=Role.COORDINATOR, title="Director", from_on=until)
    assert give_role(user=ana, role=Role.COORDINATOR, title="Director", from_on=date(2018, 7, 1))


def test_only_a_coordinator_brings_people_in(cast):
    for somebody in (cast.ben, cast.bo, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            invite(**(ANA | {"email": "new@agency.example"}), from_on=TODAY, by=somebody, now=at())
    assert invite(**(ANA | {"email": "new@agency.example"}), from_on=TODAY, by=cast.ana, now=at())


def test_the_portal_is_never_without_a_coordinator(cast):
    held = cast.ana.memberships.get()
    with pytest.raises(NotReady, match="Nobody else coordinates"):
        end_role(membership=held, until_on=TODAY, by=cast.ana, now=at())
    give_role(user=cast.chi, role=Role.COORDINATOR, title="Adviser", from_on=TODAY, by=cast.ana, now=at())
    end_role(membership=held, until_on=TODAY, by=cast.ana, now=at())
    assert not User.objects.get(pk=cast.ana.pk).is_coordinator(date(2026, 3, 13))
    assert next(entry.history_user for entry in held.history.all()) == cast.ana


def test_another_title_begins_on_a_day_and_the_old_one_keeps_what_was_done(cast):
    held, next_month = cast.ben.memberships.get(), date(2026, 4, 1)
    for _twice in range(2):
        change_title(membership=held, title="Director", from_on=next_month, by=cast.ana, now=at())
        held.refresh_from_db()
    titles = [(one.title, one.from_on <= TODAY, one.until_on) for one in cast.ben.memberships.order_by("pk")]
    assert titles == [("Manager, Policy", True, date(2026, 3, 31)), ("Director", False, None)]


def test_the_operator_invites_at_the_shell():
    Agency.objects.create(slug="records")
    given = {"name": "Ben", "role": "editor", "title": "Adviser"}
    call_command("invite", "ben@agency.example", **given, agency="records")
    assert User.objects.get().memberships.get().agency.slug == "records"
    with pytest.raises(CommandError, match="there is no agency 'nowhere'"):
        call_command("invite", "bo@agency.example", **given, agency="nowhere")
    with pytest.raises(CommandError, match="goes with an agency"):
        call_command("invite", "bo@agency.example", **given)


def test_an_agency_keeps_its_name_of_the_time():
    agency = Agency.objects.create(slug="archives")
    AgencyName.objects.create(agency=agency, name="Archives")
    AgencyName.objects.create(agency=agency, name="Records", from_on=date(2018, 1, 1))
    names = [Agency.objects.named_on(day).get().name for day in (date(2017, 12, 31), date(2018, 1, 1))]
    assert names == ["Archives", "Records"]


def test_before_its_first_name_an_agency_has_that_name():
    agency = Agency.objects.create(slug="records")
    AgencyName.objects.create(agency=agency, name="Records", from_on=date(2018, 1, 1))
    AgencyName.objects.create(agency=agency, name="Memory", from_on=date(2019, 1, 1))
    assert Agency.objects.named_on(date(2017, 12, 31)).get().name == "Records"
