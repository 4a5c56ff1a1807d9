"""Who gets in, and how."""

import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone

from ogp_portal.accounts import Backend, SocialAccountAdapter
from ogp_portal.checks import no_demo_accounts, stop_if_demo_accounts
from plans.choices import Role
from plans.models import OutboxItem, User
from plans.operations.people import give_role, invite

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def ana():
    """Coordinates."""
    person = User.objects.create_user("ana@agency.example", PASSWORD, name="Ana")
    give_role(user=person, role=Role.COORDINATOR, title="Manager, Policy", from_on=timezone.localdate())
    return person


@pytest.fixture
def chi():
    """Sits on the panel."""
    person = User.objects.create_user("chi@panel.example", PASSWORD, name="Chi")
    give_role(user=person, role=Role.PANEL, title="Member", from_on=timezone.localdate())
    return person


def sign_in(client, person, password=PASSWORD):
    return client.post("/accounts/login/", {"login": person.email, "password": password})


# -- In and out ----------------------------------------------------------------------------------------------


def test_who_signs_in_comes_to_the_workspace(client, chi):
    assert sign_in(client, chi).headers["Location"] == "/workspace/"


def test_a_wrong_password_and_an_unknown_address_hear_the_same(client, chi):
    wrong = sign_in(client, chi, "wrong")
    unknown = sign_in(client, SimpleNamespace(email="nobody@agency.example"))
    words = "The email address and/or password you specified are not correct."
    assert words in wrong.content.decode()
    assert words in unknown.content.decode()


def test_guessing_is_stopped(client, chi):
    for _attempt in range(10):
        sign_in(client, chi, "wrong")
    assert "Too many failed login attempts" in sign_in(client, chi).content.decode()


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "dee@public.example"}).status_code == 404


def test_only_a_post_signs_out(client, chi):
    client.force_login(chi)
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_the_admin_has_the_same_sign_in(client):
    first = client.get("/admin/", follow=True)
    assert first.request["PATH_INFO"] == "/accounts/login/"
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


# -- Invitations and forgotten passwords ---------------------------------------------------------------------


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", letter.payload["body"])[1]


def test_an_invitation_becomes_an_account(client):
    invite(
        email="bo@agency.example", name="Bo", role=Role.PANEL, title="Member", from_on=timezone.localdate()
    )
    form = client.get(link_in(OutboxItem.objects.get()), follow=True)
    done = client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert "Your password is saved" in done.content.decode()
    assert sign_in(client, User.objects.get()).headers["Location"] == "/workspace/"


def test_a_forgotten_password_is_answered_through_the_outbox(client, chi):
    client.post("/accounts/password/reset/", {"email": chi.email})
    letter = OutboxItem.objects.get()
    assert letter.payload["to"] == chi.email
    assert "Choose a password" in client.get(link_in(letter), follow=True).content.decode()


def test_a_link_works_once(client, chi):
    client.post("/accounts/password/reset/", {"email": chi.email})
    link = link_in(OutboxItem.objects.get())
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    client.session.flush()
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_nobody_learns_who_has_an_account(client, chi):
    known = client.post("/accounts/password/reset/", {"email": chi.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@agency.example"}, follow=True)
    assert known.content == unknown.content
    assert OutboxItem.objects.count() == 1


# -- The second factor ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/workspace/", "/admin/"])
def test_a_coordinator_sets_up_a_second_factor_first(client, ana, path):
    client.force_login(ana)
    assert client.get(path).headers["Location"] == reverse("mfa_activate_totp")
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/plans/").status_code == 200


def test_with_a_second_factor_a_coordinator_gets_in(client, ana):
    TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
    client.force_login(ana)
    assert client.get("/workspace/").status_code == 200


def test_a_password_alone_does_not_pass_a_second_factor(client, ana):
    TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(ana)
    assert sign_in(client, ana).headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/workspace/").headers["Location"].startswith("/accounts/login/")

    code = Authenticator.objects.get(user=ana, type="recovery_codes").wrap().get_unused_codes()[0]
    passed = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert passed.headers["Location"] == "/workspace/"


def test_whoever_operates_the_portal_needs_one_too(client, chi):
    User.objects.filter(pk=chi.pk).update(is_staff=True)
    client.force_login(chi)
    assert client.get("/admin/").headers["Location"] == reverse("mfa_activate_totp")


def test_others_may_do_without(client, chi):
    client.force_login(chi)
    assert client.get("/workspace/").status_code != 302


def test_the_demonstration_asks_nobody(client, ana, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(ana)
    assert client.get("/workspace/").status_code == 200


# -- Agencies' own providers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "may"),
    [
        ("ben@agency.example", True),
        ("ben@AGENCY.example", True),
        ("ana@elsewhere.example", False),
        ("ben@not-agency.example", False),
    ],
)
def test_a_provider_speaks_for_its_own_domains_only(settings, email, may):
    settings.OIDC_DOMAINS = ["agency.example"]
    assert SocialAccountAdapter().can_authenticate_by_email(None, email) is may


# -- The demonstration's accounts ----------------------------------------------------------------------------


@pytest.fixture
def leftover():
    return User.objects.create_user("ben@demo.example", PASSWORD, name="Ben")


def test_a_production_start_with_demo_accounts_is_refused(leftover, capsys):
    assert [error.id for error in no_demo_accounts(databases=["default"])] == ["ogp_portal.E001"]
    with pytest.raises(SystemExit):
        stop_if_demo_accounts()
    assert "holds the accounts of the demonstration" in capsys.readouterr().err


def test_without_demo_accounts_it_starts(chi):
    assert no_demo_accounts(databases=["default"]) == []
    stop_if_demo_accounts()


def test_the_demonstration_starts_with_them(leftover, settings):
    settings.DEMO = True
    stop_if_demo_accounts()


def test_a_demo_account_opens_nothing(client, leftover):
    sign_in(client, leftover)
    assert "_auth_user_id" not in client.session
    client.force_login(leftover)  # a session from before
    assert client.get("/workspace/").status_code == 302
    assert Backend().get_user(leftover.pk) is None


# -- What is kept by caches ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/plans/", "/workspace/", "/nowhere/"])
def test_what_is_said_to_somebody_known_is_kept_nowhere(client, chi, path):
    client.force_login(chi)
    assert client.get(path).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/nowhere/", "/workspace/", "/admin/"])
def test_what_is_behind_the_sign_in_is_kept_nowhere(client, path):
    assert client.get(path).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/plans/", "/nowhere/"])
def test_a_reader_without_an_account_gets_no_cookie(client, path):
    answer = client.get(path)
    assert not answer.cookies
    assert "no-store" not in answer.headers.get("Cache-Control", "")


# -- Every page of the sign-in -------------------------------------------------------------------------------

OPEN = ["login", "inactive", "password/reset", "password/reset/done", "password/reset/key/done"]
CLOSED = [
    "logout",
    "reauthenticate",
    "password/change",
    "2fa",
    "2fa/totp/activate",
    "2fa/webauthn",
    "2fa/webauthn/add",
    "2fa/recovery-codes/generate",
]


def assert_house_style(answer):
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'class="masthead"' in text
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*(src=|application/json))", text)


@pytest.mark.parametrize("name", OPEN)
def test_the_open_pages_are_in_the_style_of_the_house(client, name):
    assert_house_style(client.get(f"/accounts/{name}/"))


@pytest.mark.parametrize("name", CLOSED)
def test_the_closed_pages_are_in_the_style_of_the_house(client, ana, name):
    sign_in(client, ana)
    client.post(
        "/accounts/reauthenticate/", {"password": PASSWORD}
    )  # what protects the account asks once more
    if name == "2fa/recovery-codes/generate":
        TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
    assert_house_style(client.get(f"/accounts/{name}/"))
