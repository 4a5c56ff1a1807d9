"""Redis freezes, dies and comes back; PostgreSQL restarts; people go on using the portal all the while.

Whatever was acknowledged is there, once. While the broker is away nobody waits two seconds for it. While
the database is away pages refuse politely. Both come back without anybody restarting the portal, and so
does the worker.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from .processes import Site, answers, free_port, until
from .servers import PostgreSQL, Redis
from .visitors import MOVED, REPORTS, Participant, Reader, Visitor, Writer

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it brings its own servers: once is enough"),
    pytest.mark.skipif(not Redis.is_here(), reason="no Redis here: apt-get install redis-server"),
    pytest.mark.skipif(not PostgreSQL.is_here(), reason="no PostgreSQL here: apt-get install postgresql"),
]

PREPARE = """
import django
from django.core.management import call_command

django.setup()
for command in ("migrate", "createcachetable", "load_demo"):
    call_command(command, verbosity=0)
"""


@dataclass
class Portal:
    """The demonstration on servers of its own, and the people who use it."""

    site: Site
    redis: Redis
    postgres: PostgreSQL
    reader: Reader
    writer: Writer
    participants: list[Participant]

    @property
    def people(self) -> list[Visitor]:
        return [self.reader, self.writer, *self.participants]

    def slowest(self, since: float = 0) -> float:
        return max(answer.seconds for one in self.people for answer in one.since(since))

    def goes_on(self) -> None:
        """Everybody gets on with what they do, several times."""
        done = {one: len(one.acknowledged) for one in [self.writer, *self.participants]}
        seen = len(self.reader.answers)

        def have_gone_on():
            assert not [one.error for one in self.people if one.error]
            is_read = len(self.reader.answers) > seen + 5
            return is_read and all(len(one.acknowledged) > before + 2 for one, before in done.items())

        until(have_gone_on, "everybody's next steps")

    def asks_for_a_draft(self) -> str:
        """Ana asks for a report up to yesterday; what it will be called in its address."""
        ana, day = Visitor(self.reader.portal, self.reader.enough), timezone.localdate() - timedelta(days=1)
        ana.sign_in("ana@demo.example")
        asked = {"plan": "example", "kind": "year-end", "ends_on": day.isoformat()}
        assert ana.insist(REPORTS, ana.form(REPORTS) | asked).status_code == MOVED
        return f"example-year-end-{day.isoformat()}"

    def drafts_of(self, report: str) -> int:
        query = "SELECT count(*) FROM reporting_draft JOIN reporting_selfassessment AS report"
        [[found]] = self.postgres.ask(f"{query} ON report.id = assessment_id WHERE slug = '{report}'")
        return found

    def worker_carries(self) -> None:
        """A letter about something that is sent in from now on leaves."""
        [one, *_] = self.participants
        known = len(one.acknowledged)

        def has_left():
            letters = self.site.letters()
            return any(letters[f"{words}@people.example"] for words in one.acknowledged[known:])

        until(has_left, "a letter about a new submission")


@pytest.fixture
def portal(tmp_path) -> Iterator[Portal]:
    with ExitStack() as ends:
        redis, postgres = Redis(), PostgreSQL()
        for server in (redis, postgres):
            ends.callback(server.end)
            server.start()
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        site = Site(tmp_path, postgres.url, redis.url, address)
        done = site.python("-c", PREPARE)
        assert not done.returncode, done.stderr
        ends.enter_context(site.process("web", PORT=str(port)))
        ends.enter_context(site.process("worker"))
        until(lambda: answers(port), "the web server")
        enough = threading.Event()
        participants = [Participant(address, enough) for _ in range(2)]
        portal = Portal(site, redis, postgres, Reader(address, enough), Writer(address, enough), participants)
        for one in portal.people:
            one.start()
        ends.callback(enough.set)
        yield portal
        enough.set()
        for one in portal.people:
            one.join(30)


def test_nothing_acknowledged_is_lost_and_everything_comes_back_by_itself(portal):
    portal.goes_on()
    portal.worker_carries()

    usual, without_broker = portal.slowest(), time.monotonic()
    portal.redis.freeze()
    portal.goes_on()
    assert portal.reader.ask("/readyz").status_code == 200
    portal.redis.stop()
    portal.goes_on()
    report = portal.asks_for_a_draft()
    assert portal.slowest(without_broker) < 2 + usual  # whatever else the machine has to do
    assert not any(one.refused(without_broker) for one in portal.people)
    portal.redis.start()
    portal.worker_carries()
    until(lambda: portal.drafts_of(report), "the draft that was asked for meanwhile")

    without_database = time.monotonic()
    portal.postgres.stop()
    until(lambda: all(one.refused(without_database) for one in portal.people), "a refusal to everybody")
    portal.postgres.start()
    back = time.monotonic()
    until(lambda: all(one.served(back) for one in portal.people), "an answer to everybody", 15)
    calm = time.monotonic()
    portal.goes_on()
    assert not any(one.refused(calm) for one in portal.people)
    portal.worker_carries()

    portal.reader.enough.set()
    for one in portal.people:
        one.join(30)
    assert not [one.error for one in portal.people if one.error]
    assert not [answer for one in portal.people for answer in one.answers if not answer.is_polite]

    kept = [text for (text,) in portal.postgres.ask("SELECT text FROM engagement_submission")]
    acknowledged = [words for one in portal.participants for words in one.acknowledged]
    assert len(acknowledged) > 20
    assert [kept.count(words) for words in acknowledged] == [1] * len(acknowledged)
    assert len(set(kept)) == len(kept)
    assert portal.drafts_of(report) == 1
    assert set(portal.site.letters(by="Message-ID").values()) == {1}
    saved = [text for (text,) in portal.postgres.ask("SELECT doing FROM commitments_progressreport")]
    assert set(saved) & set(portal.writer.may_stand)
