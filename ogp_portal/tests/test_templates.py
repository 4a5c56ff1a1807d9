"""Every template is used, and every variable in one exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import loader

from reporting.choices import ChapterKind

OUR_APPS = ("ogp_portal", "reporting", "engagement", "commitments", "plans")
ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())

# Found by their place: Django's error pages, and what allauth looks up by name.
FOUND_BY_NAME = re.compile(r"^(4\d\d|500)\.html$|^(account|mfa|allauth|socialaccount)/")

# Chosen by the kind of the chapter.
BY_KIND = {f"reporting/chapters/_{kind.value}.html" for kind in ChapterKind}


def everything_written():
    code = [path for app in OUR_APPS for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*code, *TEMPLATES.rglob("*.html")])


def test_every_template_is_used():
    written = everything_written()
    named = [name for name in NAMES if not FOUND_BY_NAME.match(name) and name not in BY_KIND]
    assert not [name for name in named if f'"{name}"' not in written]


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_read(name):
    if name.endswith((".html", ".txt")):
        loader.get_template(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_no_template_styles_or_scripts_inline(name):
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
