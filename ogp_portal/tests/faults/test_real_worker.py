"""The worker as the Procfile runs it, with its beat, on the broker that this run has: files or Redis.

A period that is past its due day is drafted once by two workers with a beat each; a worker that is killed
while it drafts leaves nothing behind, and the next one drafts once.
"""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from plans.choices import OutboxKind, OutboxState
from plans.models import OutboxItem
from reporting.models import Draft, SelfAssessment

from .processes import Site, until
from .test_exactly_once import COORDINATORS, is_drafted_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def is_all_done() -> bool:
    drafts = OutboxItem.objects.filter(kind=OutboxKind.DRAFT)
    return drafts.exists() and not OutboxItem.objects.exclude(state=OutboxState.DONE).exists()


def swept(site: Site, worker: str) -> int:
    """How often a worker has looked for what is due."""
    return site.said(worker).count("plans.tasks.sweep")


def rests(site: Site, worker: str) -> None:
    """The beat goes on, and the worker finds nothing more to do."""
    before = swept(site, worker)
    until(lambda: swept(site, worker) > before + 3, f"sweeps of {worker}")


def test_two_workers_with_a_beat_each_draft_a_period_once(due, site):
    with site.process("worker", "one"), site.process("worker", "two"):
        until(is_all_done, "the report and its letters")
        rests(site, "one")
        rests(site, "two")
    assert is_drafted_once()
    assert site.letters() == dict.fromkeys(COORDINATORS, 1)


def test_a_worker_that_is_killed_while_it_drafts_is_followed_by_another(due, site):
    with site.process("worker", "slow", app="ogp_portal.tests.faults.slow") as worker:
        until((site.state / "drafting").exists, "a draft that is being made")
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert not SelfAssessment.objects.exists()
    assert not Draft.objects.exists()
    held = OutboxItem.objects.filter(kind=OutboxKind.DRAFT, leased_until__gt=timezone.now())
    assert held.update(leased_until=timezone.now() - timedelta(seconds=1)) == 1  # five minutes pass

    with site.process("worker", "next"):
        until(is_all_done, "the report and its letters")
        rests(site, "next")
    assert is_drafted_once()
    assert site.letters() == dict.fromkeys(COORDINATORS, 1)
