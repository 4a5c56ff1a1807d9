"""The ground floor's section of the plan document, and the tools every section uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from .choices import GrandChallenge, NotStated, OGPValue, PeriodKind, PlanState
from .dates import YEARS, PartialDate
from .models import (
    ActionPlan,
    Agency,
    AgencyName,
    Amendment,
    Edition,
    PlanSection,
    ReportingPeriod,
    SourceDocument,
)
from .rules import NotReady

# ---- Shapes -------------------------------------------------------------------------------------


def at_most(letters: int) -> dict:
    """A text of at most so many characters."""
    return {"type": "string", "maxLength": letters}


TEXT = at_most(100_000)  # far above any chapter; titles are as long as their columns
TITLE = at_most(200)
SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60}
DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
PARTIAL_DATE = {
    "type": "string",
    "pattern": r"^(\d{4}(-\d{2}(-\d{2})?)?|\.\./\d{4}-\d{2}-\d{2})$",
    "description": "ISO 8601 cut to its precision (2016, 2016-10, 2016-10-01), or ../2017-11-30 for "
    "on or before that day.",
}
URL = {"type": "string", "format": "uri", "pattern": "^https?://"}


def listed(choices) -> dict:
    return {"type": "string", "enum": list(choices.values)}


def shape(properties: dict, *, required: tuple[str, ...] = ()) -> dict:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def rows(item: dict) -> dict:
    return {"type": "array", "items": item}


SOURCED = {
    "source": shape({"document": SLUG | {"maxLength": 100}, "at": TITLE}, required=("document",)),
    "not_stated": rows(listed(NotStated)) | {"uniqueItems": True},
}
PUBLISHED = {"published_on": PARTIAL_DATE | {"description": "The original's own day of publication."}}
LINKS = rows(shape({"url": URL | {"maxLength": 500}, "title": TITLE}, required=("url",)))
LABELS = {"type": "object", "additionalProperties": TITLE}

SCHEMA = {
    "plan": shape(
        {
            "slug": SLUG,
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "language": at_most(10) | {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
            "title": TITLE,
            "short_title": at_most(60),
            "summary": TEXT,
            "starts_on": PARTIAL_DATE,
            "ends_on": PARTIAL_DATE,
            "state": {"type": "string", "enum": [PlanState.DRAFT.value, PlanState.ADOPTED.value]},
            "adopted_on": PARTIAL_DATE,
            "follows": SLUG | {"description": "The plan before this one."},
            "invented": {"type": "boolean"},
            "value_labels": LABELS | {"propertyNames": {"enum": list(OGPValue.values)}},
            "challenge_labels": LABELS | {"propertyNames": {"enum": list(GrandChallenge.values)}},
            "sections": rows(
                shape({"slug": SLUG, "title": TITLE, "text": TEXT}, required=("slug", "title", "text"))
            ),
        }
        | SOURCED
        | PUBLISHED,
        required=("slug", "country", "language", "title", "short_title", "starts_on", "ends_on", "state"),
    ),
    "sources": rows(
        shape(
            {
                "slug": SLUG | {"maxLength": 100},
                "title": at_most(300),
                "publisher": TITLE,
                "published_on": PARTIAL_DATE,
                "url": URL | {"maxLength": 500},
            },
            required=("slug", "title"),
        )
    ),
    "agencies": rows(
        shape(
            {
                "slug": SLUG | {"maxLength": 100},
                "url": URL | {"maxLength": 300},
                "names": rows(
                    shape({"name": TITLE, "short_name": at_most(50), "from_on": DAY}, required=("name",))
                )
                | {"minItems": 1},
            },
            required=("slug", "names"),
        )
    ),
    "periods": rows(
        shape(
            {
                "slug": SLUG,
                "kind": listed(PeriodKind),
                "starts_on": DAY,
                "ends_on": DAY,
                "due_on": DAY,
                "closed": {"type": "boolean"},
            }
            | SOURCED,
            required=("slug", "kind", "starts_on", "ends_on"),
        )
    ),
    "amendments": rows(
        shape(
            {
                "slug": SLUG,
                "number": {"type": "integer", "minimum": 1},
                "title": TITLE,
                "reason": TEXT,
                "decided_on": PARTIAL_DATE,
                "decided_by": TITLE,
            }
            | SOURCED
            | PUBLISHED,
            required=("slug", "title"),
        )
    ),
}

# What tells one row of a list from another; a list without an entry here is compared as a whole.
IDENTITY = {
    "plan.sections": ("slug",),
    "periods": ("slug",),
    "amendments": ("slug",),
}


# ---- Tools --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """What stands in a document's way: where, and why."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass
class Intake:
    """One document on its way in: its edition, what it has added so far and what stands in its way."""

    edition: Edition
    now: datetime = field(default_factory=timezone.now)
    plan: ActionPlan | None = None
    agencies: dict[str, Agency] = field(default_factory=dict)
    sources: dict[str, SourceDocument] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: str, reason) -> None:
        self.problems.append(Problem(path, str(reason)))

    def add(self, path: str, row: models.Model) -> models.Model | None:
        """Check and save one new row; what is wrong with it is noted under its path."""
        if self.mend(path, row) is None:
            return None
        self.added.append(path)
        return row

    def mend(self, path: str, row: models.Model) -> models.Model | None:
        """Check and save a row; what is wrong with it is noted under its path."""
        try:
            row.full_clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    self.refuse(path if name == "__all__" else f"{path}.{name}", message)
            return None
        row.save()
        return row

    def attempt(self, path: str, operation, **given):
        """Call an operation of the domain; its reasons are noted under the path."""
        try:
            result = operation(**given)
        except NotReady as refusal:
            for reason in refusal.reasons:
                self.refuse(f"{path}.{reason.field}" if reason.field else path, reason)
            return None
        except ValidationError as error:
            self.refuse(path, "; ".join(error.messages))
            return None
        if result is not None:
            self.added.append(path)
        return result

    def sourced(self, path: str, entry: dict) -> dict:
        """The columns of `Sourced` for an entry."""
        said = entry.get("source")
        source = said and self.sources.get(said["document"])
        if said and source is None:
            self.refuse(f"{path}.source.document", _("no such document among the sources"))
        if entry.get("not_stated") and not said:
            self.refuse(f"{path}.not_stated", _("only a record with a source may leave something not stated"))
        return {
            "source": source,
            "source_at": said.get("at", "") if said else "",
            "not_stated": " ".join(sorted(entry.get("not_stated", ()))),
        }

    def published(self, path: str, entry: dict) -> dict:
        """The columns of `Published` for an entry."""
        return {
            "published_in": self.edition,
            "published_on": self.past(f"{path}.published_on", entry.get("published_on")),
        }

    def date(self, path: str, text: str | None) -> PartialDate | None:
        try:
            parsed = PartialDate.parse(text) if text else None
        except ValueError:
            self.refuse(path, _("no such day"))
            return None
        if parsed and parsed.last.year not in YEARS:
            self.refuse(path, _("not a year of an action plan"))
            return None
        return parsed

    def past(self, path: str, text: str | None) -> PartialDate | None:
        """The day of a fact: it may be today and is never ahead."""
        parsed = self.date(path, text)
        if parsed and (parsed.first or parsed.last) > timezone.localdate(self.now):
            self.refuse(path, _("is ahead; what has not happened yet is no fact"))
        return parsed

    def day(self, path: str, text: str | None):
        parsed = self.date(path, text)
        return parsed and parsed.last

    def agency(self, path: str, slug: str) -> Agency | None:
        if slug not in self.agencies:
            self.refuse(path, _("no such agency in this document"))
        return self.agencies.get(slug)


def source_of(row) -> dict:
    """An entry's `source` and `not_stated`."""
    return {
        "source": row.source_id and {"document": row.source.slug, "at": row.source_at},
        "not_stated": row.not_stated.split(),
    }


def publication_of(row) -> dict:
    """An entry's `published_on`: the original's own day, else the day it was published here."""
    was_brought_in = bool(row.published_in.document)
    day = row.published_on if was_brought_in else row.day_published
    return {"published_on": text_of(day)}


def text_of(value: Any) -> str | None:
    return None if value is None else str(value)


# ---- Reading ------------------------------------------------------------------------------------


def read(document: dict, intake: Intake) -> None:
    """Bring in the ground floor's section: whatever of it is not there yet."""
    for place, entry in enumerate(document.get("sources", ())):
        _read_source(f"sources[{place}]", entry, intake)
    for place, entry in enumerate(document.get("agencies", ())):
        _read_agency(f"agencies[{place}]", entry, intake)
    _read_plan(document["plan"], intake)
    if intake.plan is None:
        return
    for place, entry in enumerate(document.get("periods", ())):
        _read_period(f"periods[{place}]", entry, intake)
    for place, entry in enumerate(document.get("amendments", ())):
        _read_amendment(f"amendments[{place}]", entry, intake)


def _read_source(path: str, entry: dict, intake: Intake) -> None:
    columns = {
        "title": entry["title"],
        "publisher": entry.get("publisher", ""),
        "url": entry.get("url", ""),
        "published_on": intake.past(f"{path}.published_on", entry.get("published_on")),
    }
    source = SourceDocument.objects.filter(slug=entry["slug"]).first()
    if source is None:
        source = intake.add(path, SourceDocument(slug=entry["slug"], **columns))
    else:
        for name, value in columns.items():
            if getattr(source, name) != value:
                intake.refuse(f"{path}.{name}", _("differs from what is published"))
    if source:
        intake.sources[entry["slug"]] = source


def _read_agency(path: str, entry: dict, intake: Intake) -> None:
    """Agencies are shared by plans: known ones are matched by slug and may gain names."""
    agency = Agency.objects.filter(slug=entry["slug"]).first()
    if agency is None:
        url = entry.get("url", "")
        agency = intake.add(path, Agency(slug=entry["slug"], url=url, published_in=intake.edition))
    elif entry.get("url", "") not in ("", agency.url):
        intake.refuse(f"{path}.url", _("differs from what is published"))
    if agency is None:
        return
    intake.agencies[entry["slug"]] = agency
    for place, named in enumerate(entry["names"]):
        at = f"{path}.names[{place}]"
        from_on = intake.day(f"{at}.from_on", named.get("from_on"))
        said = (named["name"], named.get("short_name", ""))
        known = agency.names.filter(from_on=from_on).first()
        if known is None:
            name = AgencyName(agency=agency, name=said[0], short_name=said[1], from_on=from_on)
            intake.add(at, name)
        elif (known.name, known.short_name) != said:
            intake.refuse(at, _("the agency has another name on that day: %s") % known.name)


def _read_plan(entry: dict, intake: Intake) -> None:
    path = "plan"
    intake.plan = ActionPlan.objects.filter(slug=entry["slug"]).first()
    if intake.plan and intake.plan.is_being_made:
        intake.refuse("plan.slug", _("a plan with this address is being made here"))
    if intake.plan is None:
        follows = None
        if entry.get("follows"):
            follows = ActionPlan.objects.published().filter(slug=entry["follows"]).first()
            if follows is None:
                intake.refuse("plan.follows", _("the plan before this one is not published here"))
        plan = ActionPlan(
            slug=entry["slug"],
            country=entry["country"],
            language=entry.get("language", "en"),
            title=entry["title"],
            short_title=entry["short_title"],
            summary=entry.get("summary", ""),
            starts_on=intake.date("plan.starts_on", entry["starts_on"]),
            ends_on=intake.date("plan.ends_on", entry["ends_on"]),
            state=entry["state"],
            adopted_on=intake.past("plan.adopted_on", entry.get("adopted_on")),
            follows=follows,
            is_invented=entry.get("invented", False),
            value_labels=entry.get("value_labels", {}),
            challenge_labels=entry.get("challenge_labels", {}),
            **intake.sourced(path, entry),
            **intake.published(path, entry),
        )
        intake.plan = intake.add(path, plan)
    if intake.plan is None:
        return
    known = {section.slug for section in intake.plan.sections.all()}
    for place, section in enumerate(entry.get("sections", ()), start=1):
        if section["slug"] not in known:
            row = PlanSection(plan=intake.plan, position=place, **section)
            intake.add(f"plan.sections[{place - 1}]", row)


def _read_period(path: str, entry: dict, intake: Intake) -> None:
    if intake.plan.periods.filter(slug=entry["slug"]).exists():
        return
    days = {
        name: intake.day(f"{path}.{name}", entry.get(name)) for name in ("starts_on", "ends_on", "due_on")
    }
    period = ReportingPeriod(
        plan=intake.plan,
        slug=entry["slug"],
        kind=entry["kind"],
        was_closed=entry.get("closed", False),
        **days,
        **intake.sourced(path, entry),
    )
    intake.add(path, period)


def _read_amendment(path: str, entry: dict, intake: Intake) -> None:
    if intake.plan.amendments.filter(slug=entry["slug"]).exists():
        return
    amendment = Amendment(
        plan=intake.plan,
        slug=entry["slug"],
        number=entry.get("number"),
        title=entry["title"],
        reason=entry.get("reason", ""),
        decided_on=intake.past(f"{path}.decided_on", entry.get("decided_on")),
        decided_by=entry.get("decided_by", ""),
        **intake.sourced(path, entry),
        **intake.published(path, entry),
    )
    intake.add(path, amendment)


# ---- Writing ------------------------------------------------------------------------------------


def write(plan: ActionPlan) -> dict:
    """The ground floor's section for a published plan; `sources` and `agencies` are those it uses."""
    return {
        "plan": _plan_entry(plan),
        "periods": [_period_entry(period) for period in plan.periods.published().select_related("source")],
        "amendments": [
            _amendment_entry(amendment)
            for amendment in plan.amendments.published().select_related("source", "published_in")
        ],
    }


def _plan_entry(plan: ActionPlan) -> dict:
    return {
        "slug": plan.slug,
        "country": plan.country,
        "language": plan.language,
        "title": plan.title,
        "short_title": plan.short_title,
        "summary": plan.summary,
        "starts_on": text_of(plan.starts_on),
        "ends_on": text_of(plan.ends_on),
        "state": plan.state,
        "adopted_on": text_of(plan.adopted_on),
        "follows": plan.follows and plan.follows.slug,
        "invented": plan.is_invented,
        "value_labels": plan.value_labels,
        "challenge_labels": plan.challenge_labels,
        "sections": [
            {"slug": section.slug, "title": section.title, "text": section.text}
            for section in plan.public_sections
        ],
        **source_of(plan),
        **publication_of(plan),
    }


def _period_entry(period: ReportingPeriod) -> dict:
    return {
        "slug": period.slug,
        "kind": period.kind,
        "starts_on": text_of(period.starts_on),
        "ends_on": text_of(period.ends_on),
        "due_on": text_of(period.due_on),
        "closed": period.is_closed,
        **source_of(period),
    }


def _amendment_entry(amendment: Amendment) -> dict:
    return {
        "slug": amendment.slug,
        "number": amendment.number,
        "title": amendment.title,
        "reason": amendment.reason,
        "decided_on": text_of(amendment.decided_on),
        "decided_by": amendment.decided_by,
        **source_of(amendment),
        **publication_of(amendment),
    }


def agency_entry(agency: Agency) -> dict:
    return {
        "slug": agency.slug,
        "url": agency.url,
        "names": [
            {"name": name.name, "short_name": name.short_name, "from_on": text_of(name.from_on)}
            for name in agency.names.all()
        ],
    }


def source_entry(source: SourceDocument) -> dict:
    return {
        "slug": source.slug,
        "title": source.title,
        "publisher": source.publisher,
        "published_on": text_of(source.published_on),
        "url": source.url,
    }
