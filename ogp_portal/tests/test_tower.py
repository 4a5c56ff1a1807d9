"""Imports and foreign keys point down only."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

TOWER = ["ogp_portal", "reporting", "engagement", "commitments", "plans"]  # from the top down


def sources(app):
    return [
        path
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py"))
        if not {"tests", "migrations"} & set(path.parts)
    ]


def imported(path):
    """The top-level names of all modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("app", TOWER)
def test_an_app_imports_only_apps_below_it(app):
    above = set(TOWER[: TOWER.index(app)])
    climbing = {(path.name, name) for path in sources(app) for name in imported(path) if name in above}
    assert not climbing


@pytest.mark.parametrize("app", TOWER[1:])
def test_imports_stand_at_the_top_of_a_file(app):
    """Where one would have to hide in a function, the rooms are in the wrong order."""
    hidden = {
        (path.name, inner.lineno)
        for path in sources(app)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert not hidden


@pytest.mark.parametrize("app", TOWER)
def test_foreign_keys_point_down_or_sideways(app):
    above = set(TOWER[: TOWER.index(app)])
    for model in apps.get_app_config(app).get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete:
                assert field.related_model._meta.app_label not in above, field


@pytest.mark.parametrize("app", TOWER)
def test_every_app_says_at_its_door_what_it_owns(app):
    door = (Path(settings.BASE_DIR) / app / "__init__.py").read_text(encoding="utf-8")
    assert len(ast.get_docstring(ast.parse(door)).splitlines()) >= 3
