"""The world of the house tests: the demonstration, and everybody who may come to the door."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from ogp_portal.demo.loading import CAST, load
from ogp_portal.middleware import PRIVATE
from plans.models import User

# In the order of the columns of the access table. Dee has no account, Eli one without a role;
# Olga operates the portal and has no part in the plans.
EVERYBODY = ("Dee", "Eli", "Chi", "Bea", "Bo", "Ben", "Ana", "Olga")


@dataclass(frozen=True)
class World:
    sessions: dict[str, str]

    def client(self, name: str) -> Client:
        """A fresh browser of somebody, signed in where they have an account."""
        client = Client()
        if name in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        return client


def build() -> World:
    """Load the demonstration, and sign in whoever can; those who must have a second factor have one."""
    load(now=timezone.now())
    User.objects.create_user("eli@demo.example", name="Eli")
    User.objects.create_superuser("olga@demo.example", name="Olga")
    for email in ("ana@demo.example", "olga@demo.example"):
        user = User.objects.get(email=email)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "never asked"})
    return World({name: session_of(name) for name in EVERYBODY if name != "Dee"})


def session_of(name: str) -> str:
    client = Client()
    client.force_login(User.objects.get(email=f"{name.lower()}@demo.example"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


assert {player.name for player in CAST} < set(EVERYBODY)


def stop_unless_for_tests(connection) -> None:
    """Where no test asked for `db`, no database was made for the tests: better none than the real one."""
    names = connection.settings_dict
    is_for_tests = str(names["NAME"]).startswith(("test_", str(names["TEST"]["NAME"] or "test_")))
    assert is_for_tests, f"this is not a database for tests: {names['NAME']}"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# ---- Addresses ------------------------------------------------------------------------------------


def routes() -> set[str]:
    """Every route that is served, as the resolver names it."""
    return {route for route, _ in walk(get_resolver())}


def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Callable]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from walk(entry, route)


def is_public(address: str) -> bool:
    return not address.startswith((*PRIVATE, settings.STATIC_URL))


# ---- Crawling -------------------------------------------------------------------------------------

LINK = re.compile(r"""(?:href|action)="([^"]*)"|"(http://testserver[^"]*)\"""")
FRESH = re.compile(r'name="(csrfmiddlewaretoken|key|begun)" value="[^"]*"')  # in every form another
HOST = "http://testserver"


def addresses_in(text: str, page: str) -> set[str]:
    """The addresses of this portal that a page or an answer of the API leads to."""
    found = set()
    for href, full in LINK.findall(text):
        parts = urlsplit(unescape(href or full))
        if parts.scheme not in ("", "http") or parts.netloc not in ("", "testserver"):
            continue
        path = parts.path or urlsplit(page).path
        if path.startswith("/"):
            found.add(path + (f"?{parts.query}" if parts.query else ""))
    return found


def crawl(client: Client, start: set[str], *, follow: Callable[[str], bool]) -> dict[str, HttpResponse]:
    """Every answer that can be reached by links, by address."""
    waiting, answers = sorted(start), {}
    while waiting:
        address = waiting.pop()
        answer = answers[address] = client.get(address)
        if answer.status_code in (301, 302):
            found = addresses_in(f'href="{answer["Location"]}"', address)
        else:
            found = addresses_in(text_of(answer), address)
        waiting += [new for new in sorted(found) if new not in answers and new not in waiting and follow(new)]
    return answers


def text_of(answer: HttpResponse) -> str:
    """Headers and body, without what differs from request to request by design."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = "\n".join(f"{name}: {value}" for name, value in sorted(answer.items()))
    text = f"{answer.status_code}\n{head}\n\n{body.decode('utf-8', 'replace')}"
    return FRESH.sub("", text)
