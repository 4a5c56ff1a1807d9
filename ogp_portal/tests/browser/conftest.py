"""A real browser on a served demonstration: loaded once, served afresh to each module, and gone after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from .. import world as worlds
from .ways import Finger, Keyboard, Mouse

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
REFUSED = "Failed to load resource: the server responded with a status of 4"  # the test says if it should


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path) and settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            item.add_marker(pytest.mark.skip(reason="the browser is driven on SQLite"))


@dataclass
class Site:
    """The portal as it is served, its people, and what browsers complained about."""

    url: str
    world: worlds.World
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    open: list[BrowserContext] = field(default_factory=list)
    windows: dict[str, Page] = field(default_factory=dict)

    def page(self, name: str, **options) -> Page:
        """A browser of somebody, signed in where they have an account; it goes nowhere else."""
        still = {
            "base_url": self.url,
            "reduced_motion": "reduce",
        }  # a page that still glides cannot be measured
        context = self.browser.new_context(**(DESKTOP | still | options))
        self.open.append(context)
        context.set_default_timeout(10_000)
        if session := self.world.sessions.get(name):
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self.hear(page, line))
        page.on("dialog", lambda dialog: (self.complaints.append(f"{page.url}: a dialog"), dialog.dismiss()))
        page.on("request", lambda request: self.see(page, request.url))
        return page

    def window(self, name: str) -> Page:
        """Somebody's one window, where pages are only read: another takes as long to open as one to read."""
        if name not in self.windows:
            self.windows[name] = self.page(name)
        return self.windows[name]

    def close(self) -> None:
        for context in self.open:
            context.close()

    def hear(self, page: Page, line) -> None:
        if line.type == "error" and not line.text.startswith(REFUSED):
            self.complaints.append(f"{page.url}: {line.text}")

    def see(self, page: Page, address: str) -> None:
        if not address.startswith((self.url, "data:", "blob:")):
            self.complaints.append(f"{page.url} asks {address}")


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """In place of pytest-django's: written for good, for a server to read, and emptied after the module."""
    with django_db_blocker.unblock():
        worlds.stop_unless_for_tests(connection)
        try:
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)
            connection.close()


@dataclass(frozen=True)
class Demonstration:
    """Everything as it was loaded, kept aside: loading takes seconds, bringing it back none."""

    world: worlds.World
    copy: sqlite3.Connection

    def bring_back(self) -> None:
        connection.ensure_connection()
        self.copy.backup(connection.connection)


@pytest.fixture(scope="session")
def demonstration(django_db_setup, django_db_blocker) -> Iterator[Demonstration]:
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        worlds.stop_unless_for_tests(connection)
        kept = Demonstration(worlds.build(), sqlite3.connect(":memory:"))
        connection.connection.backup(kept.copy)
    yield kept
    kept.copy.close()


@pytest.fixture(scope="module")
def served(db, demonstration) -> Iterator[tuple[str, worlds.World]]:
    demonstration.bring_back()
    with override_settings(DEMO=True, REQUIRE_SECOND_FACTOR=False):
        server = LiveServer("127.0.0.1")
        yield server.url, demonstration.world
        server.stop()


@pytest.fixture
def site(served, browser) -> Iterator[Site]:
    """Whatever a browser complained about fails the test: errors, broken policies, requests elsewhere."""
    url, world = served
    site = Site(url, world, browser)
    yield site
    site.close()
    assert not site.complaints


# Every journey is made in all three.
WAYS = {
    "at a desk": (Mouse, {}),
    "on a phone without scripts": (
        Finger,
        PHONE | {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False},
    ),
    "with the keyboard": (Keyboard, {}),
}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def somebody(request, served, demonstration, site, axe) -> Callable[[str], Mouse]:
    """People who go through the pages in one of the three ways, on the demonstration as it was loaded.

    They look at pages closely at a desk: what a rule of WCAG says there holds for all.
    """
    way, options = request.param
    demonstration.bring_back()
    return lambda name: way(site.page(name, **options), axe if way is Mouse else None)


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """Fails with every rule of WCAG 2.2 AA that a page breaks."""
    from axe_playwright_python.sync_playwright import Axe

    script = Axe().axe_script
    every_rule = {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
    contrast = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

    def check(page: Page, *, contrast_only: bool = False) -> None:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(script)
        options = {"runOnly": contrast if contrast_only else every_rule, "resultTypes": ["violations"]}
        found = page.evaluate("options => axe.run(document, options)", options)["violations"]
        words = [
            f"{one['id']}: {one['help']}: {node['target']} {node.get('failureSummary', '')}"
            for one in found
            for node in one["nodes"][:5]
        ]
        assert not words, f"{page.url}\n" + "\n".join(words)

    return check
