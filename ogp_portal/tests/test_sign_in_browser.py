"""The one journey of the sign-in that needs a script: a passkey, under the strict policy."""

import pytest
from django.utils import timezone

from plans.choices import Role
from plans.models import User
from plans.operations.people import give_role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


@pytest.fixture
def ana():
    person = User.objects.create_user("ana@agency.example", PASSWORD, name="Ana")
    give_role(user=person, role=Role.COORDINATOR, title="Manager, Policy", from_on=timezone.localdate())
    return person


@pytest.fixture
def key(page):
    """A key in the computer that says yes by itself."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    options |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def complaints(page):
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    return found


def test_a_coordinator_adds_a_passkey_and_signs_in_with_it(live_server, page, ana, key, complaints):
    def sign_in():
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_label("Email").fill(ana.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    sign_in()
    page.get_by_label("Password").fill(PASSWORD)  # once more, because the second factor is set up next
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("link", name="Rather use a security key or a passkey").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/workspace/")
    page.get_by_role("button", name="Sign out").click()

    sign_in()
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/workspace/")
    assert not complaints
