"""What every test gets."""

import os
import shutil

import pytest
from django.core.cache import cache
from django.db.models.signals import post_migrate

from commitments.tests.factories import desk, nobody_signs  # noqa: F401 - fixtures for every app
from engagement.tests.factories import asked  # noqa: F401 - and one that asks the public
from plans.models import EditionCounter
from plans.tests.factories import cast, sign_in, the_day  # noqa: F401 - the people, their browsers, the day
from reporting.tests.factories import panel, review  # noqa: F401 - a draft before the panel


@pytest.fixture(autouse=True)
def no_limits_from_the_test_before():
    cache.clear()


@pytest.fixture(autouse=True)
def no_erasures_from_the_test_before(settings):
    """What a test with real transactions wrote there is no backup of ours."""
    ledger = settings.ERASURE_LEDGER
    yield
    ledger.unlink(missing_ok=True)


@pytest.fixture(autouse=True, scope="session")
def what_the_migrations_brought_stays():
    """A test with real transactions empties every table after itself, the counter of editions included."""

    def count_again(sender, using, **kwargs):
        if sender.name == "plans" and not EditionCounter.objects.using(using).exists():
            EditionCounter.objects.using(using).create(pk=1, number=0)

    post_migrate.connect(count_again)
    yield
    post_migrate.disconnect(count_again)


CHROMIUM = shutil.which("chromium")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    # The tests of the whole house take longest: begun first, they are not waited for at the end.
    items.sort(key=lambda item: not item.path.is_relative_to(config.rootpath / "ogp_portal"))
    if not CHROMIUM:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no browser here: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # From here on Playwright keeps a loop running in this thread, and the ORM would refuse to work beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Debian's browser instead of a downloaded one. Its sandbox does not start for root, who runs CI;
    # its language is how it wants days and hours to be typed.
    args = ["--no-sandbox", "--lang=en-US"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": args}
