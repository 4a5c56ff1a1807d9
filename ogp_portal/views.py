"""Pages that belong to no app."""

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engagement.operations.ledger import how_many_to_forget_again


@login_not_required
def not_found(request: HttpRequest):
    """Keeps an address that allauth asks for and this portal does not have."""
    raise Http404


@never_cache
@require_safe
@login_not_required
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked, so that a database that is away restarts no web server."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Requests can be served. A silent broker only makes mail and reports wait for the sweep."""
    database = _database()
    erasures = _erasures() if database == "ok" else "not asked"
    is_ready = database == "ok" and erasures == "ok"
    return JsonResponse(
        {"ready": is_ready, "database": database, "erasures": erasures, "broker": _broker()},
        status=200 if is_ready else 503,
    )


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "migrations waiting" if waiting else "ok"


def _erasures() -> str:
    """A database that was put back, and has not forgotten again, shows names that were erased."""
    waiting = how_many_to_forget_again()
    return f"{waiting} to do again: run manage.py forget_again" if waiting else "ok"


def _broker() -> str:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except Exception:  # each transport has errors of its own
        return "unreachable"
    return "ok"
