"""Starting, watching and ending the real things: workers, servers, letters on disk."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from pathlib import Path
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection


def until(holds: Callable, what: str, seconds: float = 120):
    """What `holds` gives as soon as it gives something; a failure that says what never came."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, f"not within {seconds} seconds: {what}"
        time.sleep(0.05)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def database_of_this_run() -> str:
    """The address of the database that this run's tests are on."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    who = ":".join(quote(known[name], safe="") for name in ("USER", "PASSWORD") if known[name])
    return f"postgres://{who}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen]:
    """A process and whatever it starts, until the block ends; then none of them is left."""
    with log.open("ab") as words:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Site:
    """Where a portal's processes leave their state, and what they are told of the world."""

    def __init__(self, state: Path, database: str, broker: str = "", site: str = "http://127.0.0.1"):
        self.state, self.broker = state, broker
        self.keys = f"drill-{uuid.uuid4()}:"
        self.environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "ogp_portal.tests.faults.settings",
            "DRILL_STATE": str(state),
            "DRILL_KEYS": self.keys,
            "SECRET_KEY": "only for drills",
            "DEMO": "true",
            "SUBMISSIONS_PER_HOUR": "100000",  # all visitors come from one address
            "MOST_SUBMISSIONS_PER_HOUR": "100000",
            "DEBUG": "false",
            "SITE_URL": site,
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "EMAIL_URL": f"filemail:///{self.mail}",
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def mail(self) -> Path:
        return self.state / "mail"

    def log(self, name: str) -> Path:
        return self.state / f"{name}.log"

    def said(self, name: str) -> str:
        return self.log(name).read_text() if self.log(name).exists() else ""

    def python(self, *arguments: str, **more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment | more,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def process(self, name: str, log: str = "", app: str = "ogp_portal", **more: str):
        """A process of the Procfile, with its own folder for what it keeps."""
        lines = (settings.BASE_DIR / "Procfile").read_text().splitlines()
        [command] = [line.partition(": ")[2] for line in lines if line.startswith(f"{name}:")]
        command = command.replace("var/beat/", shlex.quote(f"{self.state}/{log or name}-"))
        command = command.replace("--app ogp_portal ", f"--app {app} ")
        return running(["sh", "-c", command], self.environment | more, self.log(log or name))

    def letters(self, by: str = "To") -> Counter[str]:
        """How many letters left, by whom they went to or by another line of their head."""
        files = self.mail.iterdir() if self.mail.exists() else ()
        pieces = (piece for file in files for piece in file.read_bytes().split(b"-" * 79))
        return Counter(letter[by] for piece in pieces if (letter := message_from_bytes(piece.strip()))[by])

    def forget(self) -> None:
        """Leave nothing behind in a broker that others use too."""
        if self.broker:
            with redis.from_url(self.broker) as broker:
                for key in broker.scan_iter(f"{self.keys}*"):
                    broker.delete(key)
