"""One world a module: loaded once, and as it was before each test."""

import pytest
from django.db import connection, transaction

from . import world as worlds


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """Loaded into a transaction around the whole module, which is never committed."""
    with django_db_blocker.unblock():
        worlds.stop_unless_for_tests(connection)
        everything = transaction.atomic()
        everything.__enter__()
        world = worlds.build()
    yield world
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        everything.__exit__(None, None, None)
        connection.close()


@pytest.fixture
def world(stage, db, settings):
    """`db` takes back what a test writes; without it pytest-django makes no database for the tests at all."""
    settings.DEMO = True  # else its accounts open nothing
    return stage
