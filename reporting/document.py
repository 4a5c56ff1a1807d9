"""The plan document as a whole: put together from each app's section, canonical, checked, compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from commitments import document as commitments
from engagement import document as engagement
from plans import document as plans
from plans.document import Problem
from plans.models import ActionPlan, Agency, SourceDocument

from . import section as assessments

FORMAT = "ogp-plan-document"
VERSION = 1
SECTIONS = (plans, commitments, engagement, assessments)  # in the order of reading: lower apps first

# Shared by all plans: matched by slug and compared where they are read.
SHARED = ("agencies", "sources")

FROZEN = "frozen"  # the content of a published draft, to the letter: its checksum is of it


def schema() -> dict:
    """The JSON Schema of a plan document, from the sections' own shapes."""
    properties = {"format": {"const": FORMAT}, "version": {"const": VERSION}}
    for section in SECTIONS:
        properties |= section.SCHEMA
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan document",
        "description": "One Open Government Partnership action plan with everything published about it.",
        **plans.shape(properties, required=("format", "version", "plan")),
    }


def write(plan: ActionPlan) -> dict:
    """A published plan as a document, in canonical form."""
    document = {"format": FORMAT, "version": VERSION}
    for section in SECTIONS:
        document |= section.write(plan)
    used = [section.used_by(plan) for section in (commitments, engagement, assessments)]
    agencies = Agency.objects.filter(pk__in=set().union(*(part["agencies"] for part in used)))
    sources = SourceDocument.objects.filter(
        pk__in=_sources_of_the_plan(plan).union(*(part["sources"] for part in used))
    )
    document["agencies"] = [plans.agency_entry(agency) for agency in agencies.prefetch_related("names")]
    document["sources"] = [plans.source_entry(source) for source in sources]
    return canonical(document)


def _sources_of_the_plan(plan: ActionPlan) -> set[int]:
    rows = [plan, *plan.periods.all(), *plan.amendments.published()]
    return {row.source_id for row in rows if row.source_id}


def canonical(value):
    """The same without what is empty: no nulls, no empty texts, lists or objects, no `false`. A nought stays.

    Texts lose the space around them, and what is not stated stands in one order. What is frozen is
    left as it is.
    """
    if isinstance(value, dict):
        slim = {key: _canonical_part(key, part) for key, part in value.items()}
        return {key: part for key, part in slim.items() if part or (part == 0 and part is not False)}
    if isinstance(value, list):
        return [canonical(part) for part in value]
    return value.strip() if isinstance(value, str) else value


def _canonical_part(key: str, part):
    if key == FROZEN:
        return part
    if key == "not_stated" and isinstance(part, list):
        return sorted(part)
    return canonical(part)


def text(document: dict) -> str:
    """Sorted keys, two spaces, UTF-8, a newline at the end."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def misshapen(document) -> list[Problem]:
    """Where a document does not have the shape of the schema, holds no text, or says a thing twice."""
    unreadable = [
        Problem(path, _("holds a character that is not text")) for path in _unreadable(document, "")
    ]
    if unreadable:
        return unreadable
    errors = Draft202012Validator(schema()).iter_errors(document)
    shapes = [
        Problem(_path(error.absolute_path), error.message)
        for error in sorted(errors, key=lambda error: [str(part) for part in error.absolute_path])
    ]
    return shapes or list(_repeated(document, path="", name=""))


def _unreadable(value, path: str) -> Iterator[str]:
    """Where a text has lone surrogates or NUL, which no database and no reader takes."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _unreadable(key, path)
            yield from _unreadable(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _unreadable(part, f"{path}[{place}]")
    elif isinstance(value, str) and re.search("[\x00\ud800-\udfff]", value):
        yield path.encode("utf-8", "replace").decode() or "document"


def _repeated(value, *, path: str, name: str) -> Iterator[Problem]:
    """Rows of one list that are the same thing said twice."""
    if isinstance(value, dict):
        for key, part in value.items():
            at, of = f"{path}.{key}" if path else key, f"{name}.{key}" if name else key
            yield from _repeated(part, path=at, name=of)
    elif isinstance(value, list) and (name in IDENTITY or name in SHARED):
        seen = set()
        for place, row in enumerate(value):
            identity = _identity(row, name) if name in IDENTITY else row["slug"]
            if identity in seen:
                yield Problem(f"{path}[{place}]", _("stands here twice"))
            seen.add(identity)
            yield from _repeated(row, path=f"{path}[{place}]", name=name)


def _path(parts) -> str:
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "document"


IDENTITY = {name: key for section in SECTIONS for name, key in section.IDENTITY.items()}
SAID_LATER = (*commitments.SAID_LATER, *engagement.SAID_LATER)


def differences(published: dict, incoming: dict) -> list[Problem]:
    """Where a later version differs from what is published, unless it carries the change itself."""
    return list(_differ(published, incoming, path="", name=""))


def _differ(published, incoming, *, path: str, name: str) -> Iterator[Problem]:
    if isinstance(published, dict) and isinstance(incoming, dict):
        carried = [
            (change["field"], change.get("before", ""), change.get("after", ""))
            for kind in ("wording_changes", "corrections", "changes")
            for change in incoming.get(kind, ())
            if change not in published.get(kind, ())
        ]
        for key in sorted(published.keys() | incoming.keys()):
            if not name and key in SHARED:
                continue
            at, of = f"{path}.{key}" if path else key, f"{name}.{key}" if name else key
            before, after = published.get(key), incoming.get(key)
            is_carried = before != after and _carried_to(key, before or "", carried) == (after or "")
            if is_carried or (of in SAID_LATER and before is None):
                continue
            yield from _differ(before, after, path=at, name=of)
    elif name in IDENTITY:
        yield from _differ_in_rows(published or [], incoming or [], path=path, name=name)
    elif published != incoming:
        yield Problem(path, _("differs from what is published"))


def _carried_to(key: str, words: str, changes: list[tuple[str, str, str]]) -> str:
    """What becomes of words that are published, by the changes that a document brings, one after another."""
    for field, before, after in changes:
        if (field, before) == (key, words):
            words = after
    return words


def _differ_in_rows(published: list, incoming: list, *, path: str, name: str) -> Iterator[Problem]:
    """Rows may be added; each that is published stands as it stood, in its place or another."""
    places = {_identity(row, name): place for place, row in enumerate(incoming)}
    for row in published:
        place = places.get(_identity(row, name))
        if place is None:
            said = ", ".join(str(part) for part in _identity(row, name))
            yield Problem(f"{path}[{said}]", _("is published and missing here"))
        else:
            at = f"{path}[{place}]"
            yield from _differ(row, incoming[place], path=at, name=name)


def _identity(row: dict, name: str) -> tuple:
    return tuple(row.get(key) for key in IDENTITY[name])
