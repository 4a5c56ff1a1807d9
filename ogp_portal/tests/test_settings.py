"""The settings: all of them documented, and a production start that is safe or does not happen."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils.crypto import get_random_string

PRODUCTION = {
    "SECRET_KEY": get_random_string(64),
    "SITE_URL": "https://ogp.example.org",
    "DEMO": "",
    "DEBUG": "",
}


def start(*arguments, **environment):
    """A start of its own; what is None is not set in it."""
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "ogp_portal.settings", **environment}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in given.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_setting_is_in_the_example_and_the_example_has_no_other():
    source = (settings.BASE_DIR / "ogp_portal" / "settings.py").read_text()
    example = (settings.BASE_DIR / ".env.example").read_text()
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', source))
    shown = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))
    assert read == shown


def test_without_a_secret_key_only_the_demonstration_starts():
    refused = start("-c", "import ogp_portal.settings", SECRET_KEY="", DEMO="false")
    assert refused.returncode != 0
    assert "SECRET_KEY is not set. Give the portal a long random text" in refused.stderr

    assert start("-c", "import ogp_portal.settings", SECRET_KEY="", DEMO="true").returncode == 0
    assert (settings.VAR / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_production_start_is_safe():
    checked = start(
        "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING", **PRODUCTION
    )
    assert checked.returncode == 0, checked.stderr


def test_the_demonstration_has_a_name_so_that_passkeys_work_and_answers_at_its_number_too():
    code = "from ogp_portal.settings import *; print(SITE_URL, *ALLOWED_HOSTS)"
    shown = start("-c", code, DEMO="true", SITE_URL=None).stdout.split()
    assert shown[0] == "http://localhost:8000"
    assert {"localhost", "127.0.0.1"} <= set(shown[1:])


def test_a_production_start_is_for_its_own_address_over_https():
    code = (
        "from ogp_portal.settings import *; print(ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, SECURE_SSL_REDIRECT)"
    )
    assert start("-c", code, **PRODUCTION).stdout.split() == [
        "['ogp.example.org']",
        "['https://ogp.example.org']",
        "True",
    ]


@pytest.mark.django_db
def test_the_policy_allows_nothing_inline_and_no_frame(client):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'"} <= set(
        policy.split("; ")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/data/", "/api/v1/"])
def test_other_sites_may_read_what_is_public(client, path):
    answer = client.get(path, headers={"origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/workspace/", "/plans/"])
def test_other_sites_may_read_nothing_else(client, path):
    answer = client.get(path, headers={"origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
