"""Every place at which a word may stand: rows of every model, earlier versions among them, and files."""

from __future__ import annotations

import json
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

TEXTS = models.CharField | models.TextField | models.JSONField | models.FileField


def rows_that_say(*words: str) -> list[str]:
    """The columns in which one of these stands, in whatever case: `model.column #key`."""
    wanted = [word.casefold() for word in words]
    found = []
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, TEXTS)]
        for key, *texts in model._base_manager.values_list("pk", *names).iterator() if names else ():
            for name, text in zip(names, texts, strict=True):
                said = (text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)).casefold()
                if any(word in said for word in wanted):
                    found.append(f"{model._meta.label}.{name} #{key}")
    return found


def files_that_say(*words: str) -> list[str]:
    """The files that are kept, and what stands beside the database, in which one of these stands."""
    wanted = [word.casefold().encode() for word in words]
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    beside = Path(settings.ERASURE_LEDGER)
    kept += [beside] if beside.exists() else []
    return [str(path) for path in kept if any(word in path.read_bytes().lower() for word in wanted)]
