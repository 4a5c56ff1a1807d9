"""One world: built once, laid down once a module, and as it was before each test."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from . import world as worlds


@pytest.fixture(scope="session")
def kept(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world, and a file with its rows: building it takes long, laying its rows down again does not."""
    rows = tmp_path_factory.mktemp("world") / "rows.json"
    with django_db_blocker.unblock(), worlds.undone():
        worlds.stop_unless_for_tests(connection)
        world = worlds.build()
        made_by_django = ["contenttypes", "auth.permission"]
        call_command("dumpdata", use_base_manager=True, exclude=made_by_django, output=str(rows), verbosity=0)
    return world, rows


@pytest.fixture(scope="module")
def stage(kept, django_db_blocker):
    """Laid down in a transaction around the whole module, which is never committed."""
    world, rows = kept
    with django_db_blocker.unblock():
        everything = transaction.atomic()
        everything.__enter__()
        call_command("loaddata", rows, verbosity=0)
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
