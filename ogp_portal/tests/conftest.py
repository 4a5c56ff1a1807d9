"""One world: built once, laid down once a module, and as it was before each test."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.template.base import FilterExpression

from ogp_portal.demo.loading import REAL_PLANS, real_plan
from reporting.operations.document import bring_in

from . import watching
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


@contextmanager
def around_a_module(django_db_blocker):
    """A transaction that is never committed: what is laid down in it stands before every test of a module."""
    with django_db_blocker.unblock():
        everything = transaction.atomic()
        everything.__enter__()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        everything.__exit__(None, None, None)
        connection.close()


@pytest.fixture(scope="module")
def stage(kept, django_db_blocker):
    world, rows = kept
    with around_a_module(django_db_blocker):
        with django_db_blocker.unblock():
            call_command("loaddata", rows, verbosity=0)
        yield world


@pytest.fixture(scope="module")
def brought_in(request, django_db_setup, django_db_blocker):
    """The real plans, as their documents bring them in; a module that names its PLANS gets these alone."""
    with around_a_module(django_db_blocker):
        with django_db_blocker.unblock():
            for slug in getattr(request.module, "PLANS", REAL_PLANS):
                bring_in(document=real_plan(slug), name=f"{slug}.json")
        yield


@pytest.fixture
def real_plans(brought_in, db):
    """Brought in once a module; what a test writes is taken back."""


@pytest.fixture
def world(stage, db, settings):
    """`db` takes back what a test writes; without it pytest-django makes no database for the tests at all."""
    settings.DEMO = True  # else its accounts open nothing
    return stage


@pytest.fixture
def undefined(monkeypatch):
    """What was looked for in our own templates and not found."""
    found = set()
    monkeypatch.setattr(FilterExpression, "resolve", watching.looking(FilterExpression.resolve, found))
    return found
