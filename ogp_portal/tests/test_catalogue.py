"""The message catalogue holds every string that a person may read."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

KEPT = Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES" / "django.po"


def entries(path):
    """All but the date of its making."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if "POT-Creation-Date" not in line]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_the_catalogue_is_that_of_the_code(tmp_path, settings, monkeypatch):
    settings.LOCALE_PATHS = [tmp_path]
    made = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    made.parent.mkdir(parents=True)
    shutil.copy(KEPT, made)
    monkeypatch.chdir(settings.BASE_DIR)
    ignored = [".venv", "var", "node_modules"]
    call_command(
        "makemessages",
        locale=["en"],
        no_location=True,
        no_wrap=True,
        no_obsolete=True,
        ignore=ignored,
        verbosity=0,
    )
    assert entries(made) == entries(KEPT)
