"""One report, one draft, one letter to each coordinator, whatever stops in between.

A real worker is killed at every point at which something of a draft or of a letter is done and the next
thing is not; schedulers run at the same moment; fifty requests ask for one period; the broker is gone, or
takes the connection and never says a word; a mail server takes a letter and never says so.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from plans.choices import OutboxKind, OutboxState, PeriodKind
from plans.models import OutboxItem
from plans.operations.outbox import LEASE, enqueue_mail, sweep_outbox
from reporting.models import Draft, SelfAssessment
from reporting.operations.drafting import ask_for_draft, ask_for_due_drafts

from .processes import free_port

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

DRAFTING, MAIL = "reporting.operations.drafting", "plans.operations.outbox"
COORDINATORS = ("ana@agency.example", "ari@agency.example")

WHILE_DRAFTING = {
    "after the claim": ("before", f"{DRAFTING}.draft_as_asked"),
    "while the report is begun": ("before", f"{DRAFTING}.outline"),
    "after the chapters": ("after", f"{DRAFTING}.begin_assessment"),
    "after the draft is frozen": ("after", f"{DRAFTING}.freeze"),
    "before the commit": ("after", f"{DRAFTING}._tell_coordinators"),
}
WHILE_SENDING = {  # and how many letters leave in all, of two
    "after the claim": ("before", f"{MAIL}.send_mail", 2),
    "while it is handed over": ("before", "django.core.mail.EmailMessage.send", 1),
    "after it is handed over": ("after", "django.core.mail.EmailMessage.send", 2),
}


@pytest.fixture
def letters(site, settings) -> Callable[[], Counter]:
    """This process leaves its letters where the killed one does."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = site.mail
    return site.letters


def work(now=None):
    """What beat and worker do, for as long as there is something to do."""
    now = now or timezone.now() + timedelta(seconds=1)
    ask_for_due_drafts(now=now)
    while sweep_outbox(now=now):
        pass


def after_the_lease():
    return timezone.now() + LEASE + timedelta(seconds=1)


def is_killed(site, moment: str, name: str) -> bool:
    ended = site.python("-m", "ogp_portal.tests.faults.mortal", moment, name)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    return True


def is_drafted_once() -> bool:
    report = SelfAssessment.objects.get()
    assert report.chapters.exists()
    assert Draft.objects.get().number == 1
    assert OutboxItem.objects.get(kind=OutboxKind.DRAFT).state == OutboxState.DONE
    told = OutboxItem.objects.mails().filter(key__startswith="draft-").values_list("payload__to", flat=True)
    assert sorted(told) == sorted(COORDINATORS)
    return True


@pytest.mark.parametrize("point", WHILE_DRAFTING)
def test_a_worker_killed_while_it_drafts_leaves_nothing_and_the_next_drafts_once(due, site, letters, point):
    assert is_killed(site, *WHILE_DRAFTING[point])
    assert not SelfAssessment.objects.exists()
    assert not OutboxItem.objects.mails().exists()

    work()
    assert not SelfAssessment.objects.exists()  # the dead one's lease still holds

    work(after_the_lease())
    assert is_drafted_once()
    assert letters() == dict.fromkeys(COORDINATORS, 1)


def test_a_worker_killed_between_the_draft_and_its_mark_is_not_drafted_after(due, site, letters):
    assert is_killed(site, "after", f"{DRAFTING}.draft_report")
    made = Draft.objects.get().pk
    work(after_the_lease())
    assert is_drafted_once()
    assert Draft.objects.get().pk == made
    assert letters() == dict.fromkeys(COORDINATORS, 1)


@pytest.mark.parametrize("point", WHILE_SENDING)
def test_a_letter_whose_worker_was_killed_leaves_at_most_once(due, site, letters, point):
    moment, name, sent = WHILE_SENDING[point]
    assert is_killed(site, moment, name)
    for _ in range(2):
        work(after_the_lease())
    assert is_drafted_once()
    assert letters().total() == sent
    assert set(letters().values()) == {1}
    states = Counter(OutboxItem.objects.mails().values_list("state", flat=True))
    is_in_doubt = name.endswith("EmailMessage.send")
    assert states == Counter({OutboxState.FAILED: is_in_doubt, OutboxState.DONE: 2 - is_in_doubt})


# ---- At once --------------------------------------------------------------------------------------


def at_once(*acts: Callable) -> list:
    """All of them begun at the same moment, each on a connection of its own; what they gave."""
    together = threading.Barrier(len(acts), timeout=30)

    def do(act):
        try:
            together.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


def test_several_schedulers_at_once_draft_and_tell_once(due):
    at_once(*[work] * 6)
    work()
    assert is_drafted_once()
    assert Counter(letter.to[0] for letter in mail.outbox) == dict.fromkeys(COORDINATORS, 1)


def test_fifty_requests_for_one_period_are_one_report(due, cast, sign_in):
    browsers = [sign_in(cast.ana) for _ in range(20)]
    about = {"plan": due.plan, "kind": PeriodKind(due.period.kind), "ends_on": due.period.ends_on}
    typed = {"plan": due.plan.slug, "kind": due.period.kind, "ends_on": due.period.ends_on.isoformat()}

    def on_the_page(browser):
        return lambda: browser.post(reverse("workspace-reports"), typed).status_code

    asked = at_once(
        *map(on_the_page, browsers),
        *[lambda: ask_for_draft(**about, by=cast.ana, now=timezone.now()).key] * 15,
        *[lambda: ask_for_due_drafts(now=timezone.now())] * 10,
        *[work] * 5,
    )
    assert set(asked[:20]) == {302}
    assert len(set(asked[20:35])) == 1
    work()
    assert is_drafted_once()
    assert SelfAssessment.objects.get().period == due.period
    assert Counter(letter.to[0] for letter in mail.outbox) == dict.fromkeys(COORDINATORS, 1)


# ---- Without a broker -----------------------------------------------------------------------------


@pytest.mark.parametrize("broker", ["refuses", "never answers"])
def test_nobody_waits_for_a_broker_that_is_gone(site, broker):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = free_port() if broker == "refuses" else silent.getsockname()[1]
        asked = site.python("-m", "ogp_portal.tests.faults.asking", REDIS_URL=f"redis://127.0.0.1:{port}/0")
    assert asked.returncode == 0, asked.stderr
    assert asked.stderr.count("did not take the hint") == 1  # five letters wait for it once
    assert float(asked.stdout) < 2
    work()
    assert len(mail.outbox) == 5


# ---- Without a word from the mail server ----------------------------------------------------------


class MailServer(threading.Thread):
    """Takes letters, and says `answer` to each; without one it closes the line."""

    def __init__(self, answer: bytes):
        super().__init__(daemon=True)
        self.answer, self.letters = answer, 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def run(self):
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as words:
                self.talk(words)

    def talk(self, words):
        def say(what):
            words.write(what + b"\r\n")
            words.flush()

        say(b"220 here")
        for heard in words:
            if heard.upper().startswith(b"DATA"):
                say(b"354 go on")
                while words.readline() != b".\r\n":
                    pass
                self.letters += 1
                if not self.answer:
                    break
                say(self.answer)
            else:
                say(b"250 ok")


@pytest.mark.parametrize(
    ("answer", "state", "letters"),
    [
        (b"250 taken", OutboxState.DONE, 1),
        (b"", OutboxState.FAILED, 1),  # it may have arrived, so it is not sent again
        (b"451 later", OutboxState.WAITING, 2),  # it did not
    ],
)
def test_a_letter_that_may_have_arrived_is_not_sent_again(settings, answer, state, letters):
    server = MailServer(answer)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    item = enqueue_mail(to="chi@agency.example", subject="A draft", body="To read.", key="letter")
    for hour in (1, 2):
        sweep_outbox(now=timezone.now() + timedelta(hours=hour))
    server.door.close()
    item.refresh_from_db()
    assert (item.state, server.letters) == (state, letters)
