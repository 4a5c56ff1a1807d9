"""What must be true before the portal starts."""

import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connection

from engagement.models import ErasureRecord
from engagement.operations.ledger import how_many_to_forget_again

from .accounts import DEMO_DOMAIN
from .calendar.days import days_said

TO_FORGET_AGAIN = (
    "This database knows %s erasures of the ledger less than were done: it was put back from a backup. "
    "Run `manage.py forget_again` before anybody reads it."
)

DEMO_ACCOUNTS = (
    "This database holds the accounts of the demonstration, whose password anybody can read. "
    "Give the real portal a database of its own (DATABASE_URL), or start the demonstration (DEMO=true)."
)


def has_demo_accounts() -> bool:
    people = get_user_model()
    if people._meta.db_table not in connection.introspection.table_names():
        return False  # not migrated yet
    return people.objects.filter(email__endswith=DEMO_DOMAIN).exists()


@register(Tags.database)
def no_demo_accounts(app_configs=None, databases=None, **kwargs):
    if settings.DEMO or not databases or not has_demo_accounts():
        return []
    return [Error(DEMO_ACCOUNTS, id="ogp_portal.E001")]


@register(Tags.database)
def erasures_done_again(app_configs=None, databases=None, **kwargs):
    """No error, because what mends it is a command, which would not start."""
    if not databases or ErasureRecord._meta.db_table not in connection.introspection.table_names():
        return []
    waiting = how_many_to_forget_again()
    return [Warning(TO_FORGET_AGAIN % waiting, id="ogp_portal.W002")] if waiting else []


def stop_if_demo_accounts() -> None:
    """For the web server and the worker, which run no checks of the database."""
    try:
        errors = no_demo_accounts(databases=["default"])
    except DatabaseError:
        return  # the database is away; when it comes back, the sign-in still refuses them
    finally:
        connection.close()  # this process may fork
    if errors:
        print(DEMO_ACCOUNTS, file=sys.stderr)
        raise SystemExit(3)  # a boot error to gunicorn: it stops instead of trying again


@register
def calendar_days_can_be_read(app_configs=None, **kwargs):
    """Each day of the setting that the calendar leaves out, and why."""
    return [
        Error(
            f"CALENDAR_DAYS: {problem}.", hint=".env.example shows how a day is said.", id="ogp_portal.E002"
        )
        for problem in days_said().problems
    ]
