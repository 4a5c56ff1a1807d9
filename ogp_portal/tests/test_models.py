"""What holds for every model of the portal."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

OURS = [
    model
    for app in ("plans", "commitments", "engagement", "reporting", "ogp_portal")
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
]
# A column whose name or type says that it may hold something about a person.
TELLING = ("email", "phone", "password", "last_login")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_lists_its_personal_fields(model):
    names = {field.name for field in model._meta.get_fields()}
    assert set(model.__dict__["personal_fields"]) <= names


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_may_hold_personal_data_is_listed(model):
    for field in model._meta.concrete_fields:
        telling = field.name in TELLING or isinstance(field, models.EmailField)
        points_at_a_person = field.is_relation and field.related_model.__name__ == "User"
        if (telling or points_at_a_person) and model.__name__ != "Membership":
            assert field.name in model.personal_fields, field


@pytest.mark.django_db
def test_the_migrations_are_those_of_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
