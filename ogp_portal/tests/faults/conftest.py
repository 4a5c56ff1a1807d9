"""A period that is over and due, two coordinators who are to be told, and the processes around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.utils import timezone

from commitments.tests.factories import Desk
from plans.choices import OutboxKind, OutboxState, Role
from plans.models import OutboxItem, ReportingPeriod
from plans.tests.factories import a_person

from .processes import Site, database_of_this_run


@pytest.fixture
def due(desk: Desk) -> Desk:
    """One period's report is due; the one before was closed when it was brought in."""
    ReportingPeriod.objects.filter(pk=desk.before.pk).update(was_closed=True)
    a_person("Ari", Role.COORDINATOR)
    for day in (timezone.localdate(), timezone.localdate() + timedelta(days=1)):  # whatever hour it is now
        done = {"kind": OutboxKind.REMINDERS, "state": OutboxState.DONE, "done_at": timezone.now()}
        OutboxItem.objects.create(key=f"reminders-{day}", payload={"on": str(day)}, **done)
    return desk


@pytest.fixture
def site(tmp_path, transactional_db) -> Iterator[Site]:
    """Processes on the database of the tests, with the broker that this run has."""
    site = Site(tmp_path, database_of_this_run(), configured.REDIS_URL)
    yield site
    site.forget()
