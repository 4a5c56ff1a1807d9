"""What the machinery around the portal asks it."""

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor


def test_alive_without_a_database(client):
    answer = client.get("/livez")
    assert answer.json() == {"alive": True}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "erasures": "ok", "broker": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args: ["one"])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "migrations waiting"


def test_not_ready_without_a_database(client, monkeypatch):
    def away(*args):
        raise OperationalError

    monkeypatch.setattr(MigrationExecutor, "__init__", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"


@pytest.mark.django_db
def test_ready_without_a_broker(client, monkeypatch):
    monkeypatch.setattr("ogp_portal.views.current_app.connection_for_write", lambda: None)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "unreachable"
