"""A Redis and a PostgreSQL of the drill's own, which it may stop, freeze and start again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg2

from .processes import answers, free_port, until


class Server:
    """A server on a port of its own, with a folder that goes with it."""

    command: list[str]
    stop_signal = signal.SIGTERM

    def __init__(self):
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="drill-")), free_port()
        self.process: subprocess.Popen | None = None

    def is_ready(self) -> bool:
        return answers(self.port)

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        until(self.is_ready, " ".join(self.command))

    def stop(self) -> None:
        self.process.send_signal(self.stop_signal)
        self.process.wait(20)

    def freeze(self) -> None:
        """It takes connections, and never answers."""
        self.process.send_signal(signal.SIGSTOP)

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder)


class Redis(Server):
    stop_signal = signal.SIGKILL  # frozen or not, and what was in it is lost

    @staticmethod
    def is_here() -> bool:
        return bool(shutil.which("redis-server"))

    @property
    def command(self) -> list[str]:
        return ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


class PostgreSQL(Server):
    stop_signal = signal.SIGINT  # fast: whoever is connected is cut off

    @staticmethod
    def binaries() -> Path | None:
        """Debian keeps them out of the path; the newest of them."""
        found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
        return max((one.parent for one in found), key=lambda one: float(one.parent.name), default=None)

    @classmethod
    def is_here(cls) -> bool:
        return cls.binaries() is not None

    def __init__(self):
        super().__init__()
        # It does not run for root, who runs CI.
        self.user = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if not os.getuid() else []
        )
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        begin = [f"{self.binaries()}/initdb", "--pgdata=data", "--username=postgres", "--auth=trust"]
        begin += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([*self.user, *begin], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    @property
    def command(self) -> list[str]:
        where = ["-D", "data", "-p", str(self.port), "-k", str(self.folder)]
        return [*self.user, f"{self.binaries()}/postgres", *where, "-c", "listen_addresses=127.0.0.1"]

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def ask(self, query: str) -> list[tuple]:
        with psycopg2.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def is_ready(self) -> bool:
        with suppress(psycopg2.OperationalError):
            return bool(self.ask("SELECT 1"))
        return False
