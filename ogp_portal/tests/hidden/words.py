"""The telling word, and how it gets into every text of a row."""

from __future__ import annotations

from django.db import models

WORD = "zqx"  # what to look for
CANARY = (
    "zqxcanary"  # in every text; the plan, the agency and the period of this name are not published either
)
PERSON = "zqxperson"  # in the name of everybody
STRANGER = "5a2e0c1d-0000-4000-8000-000000000001"  # the key of somebody of whom nobody was told


def sow(model: type[models.Model], **given) -> models.Model:
    """A new row whose every text says the word; `given` are the columns that need something else."""
    row = model(**given)
    say_the_word(row, but=given)
    row.save()
    return row


ONLY_BESIDE = ("set_aside_why",)  # said only where something else is: whoever sows that gives it


def say_the_word(row: models.Model, *, but=()) -> None:
    """Put the word, and the name of the column, into every text of a row."""
    for field in texts_of(row):
        if field.name in but or field.name in ONLY_BESIDE:
            continue
        if isinstance(field, models.URLField):
            words = f"https://{CANARY}.example/{row._meta.model_name}/{field.name}"
        elif isinstance(field, models.EmailField):
            words = f"{CANARY}-{row.pk or 'new'}@{CANARY}.example"
        elif isinstance(field, models.SlugField):
            words = CANARY
        else:
            words = f"{CANARY} {row._meta.model_name} {field.name}"[: field.max_length]
        setattr(row, field.name, words)


def texts_of(row: models.Model) -> list[models.Field]:
    """The columns into which somebody writes."""
    return [
        field
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.primary_key or field.name in ("sort_key", "password"))
    ]


def resow(row: models.Model, *, but=()) -> None:
    """The word in every text of a row that is there."""
    say_the_word(row, but=but)
    row.save()
