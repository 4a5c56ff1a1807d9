"""One world a module: loaded once, and as it was before each test."""

import pytest
from django.db import connection, transaction

from . import world as worlds


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """Loaded into a transaction that is never committed. Tests of such a module do not ask for `db`."""
    with django_db_blocker.unblock():
        everything = transaction.atomic()
        everything.__enter__()
        world = worlds.build()
    yield world
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        everything.__exit__(None, None, None)
        connection.close()


@pytest.fixture
def world(stage, settings, django_db_blocker):
    settings.DEMO = True  # else its accounts open nothing
    with django_db_blocker.unblock(), worlds.undone():
        yield stage
