"""The documentation of the API, read from its own schema, so that it cannot say what is not so."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans.http import public
from plans.models import ActionPlan

from .api import LISTS, schema

EXAMPLE = "plan-2026-28"  # where no plan is published yet
NAMES = [one.name.removeprefix("api-") for one in LISTS]
EVERYWHERE = ("on", "page", "page_size")  # explained once


@dataclass(frozen=True)
class Described:
    """A parameter or a field: its name, what it holds and what it means."""

    name: str
    kind: str
    words: str
    codes: tuple[str, ...] = ()


@dataclass
class Resource:
    """One resource: its addresses, what can be asked of it and what its rows hold."""

    name: str
    title: str = ""
    words: str = ""
    addresses: list[str] = field(default_factory=list)
    parameters: list[Described] = field(default_factory=list)
    fields: list[Described] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """The line that opens its fields."""
        if self.title:
            return _("The %(count)s fields of a row") % {"count": len(self.fields)}
        return f"{self.name}: {self.words}"


@dataclass(frozen=True)
class Question:
    """A question, and the address that answers it."""

    words: str
    address: str


@public
def docs(request: HttpRequest) -> HttpResponse:
    """What can be asked of the API, and what it answers."""
    site = request.build_absolute_uri("/").rstrip("/")
    plan = ActionPlan.objects.published().newest_first().values_list("slug", flat=True).first() or EXAMPLE
    resources, parts = described(get_language())
    return render(
        request,
        "api/docs.html",
        {
            "crumbs": [{"url": reverse("data"), "label": _("Data")}, {"label": _("API")}],
            "root": site + reverse("api"),
            "schema_url": reverse("api-schema"),
            "resources": resources,
            "parts": parts,
            "questions": questions(site, plan),
        },
    )


def questions(site: str, plan: str) -> list[Question]:
    """Real questions, with addresses that answer them."""
    asked = [
        (_("Which milestones moved their due date, and why?"), f"milestones/?plan={plan}&moved=true"),
        (_("What is overdue?"), f"milestones/?plan={plan}&timeliness=overdue"),
        (_("How many milestones stand at each stage?"), f"plans/{plan}/"),
        (
            _("How did the commitments stand on a day, and who led them?"),
            f"commitments/?plan={plan}&on=2017-06-01",
        ),
        (_("Everything that was declared, oldest first."), f"stage-updates/?plan={plan}&ordering=as_of"),
        (_("What changed by decision, before and after?"), f"amendments/?plan={plan}"),
    ]
    root = site + reverse("api")
    return [Question(words, root + address) for words, address in asked]


@cache
def described(language: str) -> tuple[list[Resource], list[Resource]]:
    """The resources, and the parts that their rows are made of, in the words of a language."""
    reader = Reader(schema(language))
    return reader.resources(), reader.parts()


class Reader:
    """Reads a schema into what the page shows."""

    def __init__(self, whole: dict):
        self.paths = whole["paths"]
        self.shapes = whole["components"]["schemas"]

    def resources(self) -> list[Resource]:
        found = {name: Resource(name) for name in NAMES}
        for address, item in self.paths.items():
            asked = item["get"]
            resource = found[asked["tags"][0]]
            resource.addresses.append(address)
            if asked["operationId"].endswith("-list"):
                resource.title, resource.words = asked["summary"], asked["description"]
                resource.parameters = [
                    self._described(one["name"], one | one["schema"])
                    for one in asked["parameters"]
                    if one["name"] not in EVERYWHERE
                ]
                resource.fields = self._fields(self._row(asked))
        return list(found.values())

    def parts(self) -> list[Resource]:
        """What a row holds that has fields of its own."""
        rows = [self._row(item["get"]) for item in self.paths.values()]
        names = {name for row in rows for name in self._inside(row)}
        return [
            Resource(
                name, words=self.shapes[name].get("description", ""), fields=self._fields(self.shapes[name])
            )
            for name in sorted(names)
        ]

    def _row(self, asked: dict) -> dict:
        shape = self._shape(asked["responses"]["200"]["content"]["application/json"]["schema"])
        listed = shape["properties"].get("results")
        return self._shape(listed["items"]) if listed else shape

    def _shape(self, said: dict) -> dict:
        return self.shapes[_name(said)]

    def _fields(self, shape: dict) -> list[Described]:
        return [self._described(name, said) for name, said in shape["properties"].items()]

    def _described(self, name: str, said: dict) -> Described:
        words = str(said.get("description", "")).partition("\n\n*")[0]  # without the codes, shown apart
        codes = self._codes(said)
        return Described(name, "" if codes else self._kind(said), words, tuple(codes))

    def _codes(self, said: dict) -> list[str]:
        if "enum" in said:
            return [str(code) for code in said["enum"] if code]
        if said.get("type") == "array":
            return self._codes(said["items"])
        return [code for name in _references(said) for code in self._codes(self.shapes[name])]

    def _inside(self, shape: dict) -> set[str]:
        """The names of all parts that a shape is made of, however deep."""
        found: set[str] = set()
        for said in shape.get("properties", {}).values():
            for name in _references(said) + _references(said.get("items", {})):
                if "properties" in self.shapes[name]:
                    found |= {name} | self._inside(self.shapes[name])
        return found

    def _kind(self, said: dict) -> str:
        """What a value is, for people."""
        if names := _references(said):
            return names[0]
        if "properties" in said:
            return _("counts: %s") % ", ".join(said["properties"])
        types = said["type"] if isinstance(said["type"], list) else [said["type"]]
        if "array" in types:
            return _("list of %s") % self._kind(said["items"])
        if "integer" in types:
            return _("number")
        if "boolean" in types:
            return _("true or false")
        if "pattern" in said and "d{4}" in said["pattern"]:
            return _("date")
        return {"uri": _("address"), "date": _("day")}.get(said.get("format", ""), _("text"))


def _references(said: dict) -> list[str]:
    """The names of the shapes that one refers to; that there may be nothing is not one."""
    options = [said, *(one for key in ("oneOf", "anyOf", "allOf") for one in said.get(key, ()))]
    return [_name(one) for one in options if "$ref" in one and _name(one) != "NullEnum"]


def _name(said: dict) -> str:
    return said["$ref"].rpartition("/")[2]
