"""Rows for tests, and the cast: Ana coordinates, Ben edits and Bo approves for one agency, Bea edits for
another, Chi sits on the panel, Dee is the public and has an account without any role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from plans.choices import PlanState, Role
from plans.dates import PartialDate
from plans.models import (
    ActionPlan,
    Agency,
    AgencyName,
    Edition,
    Membership,
    ReportingPeriod,
    User,
)
from plans.operations.editions import next_edition

TODAY = date(2026, 3, 12)


def at(day: date = TODAY, hour: int = 12) -> datetime:
    """An instant on a day, in the portal's time zone."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_current_timezone())


def an_edition(day: date = date(2025, 7, 1)) -> Edition:
    edition = next_edition(by=None, by_words="Lead, Open Government")
    Edition.objects.filter(pk=edition.pk).update(at=at(day))
    edition.refresh_from_db()
    return edition


def an_agency(name: str, **fields) -> Agency:
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    agency = Agency.objects.create(slug=slug, published_in=an_edition(), **fields)
    AgencyName.objects.create(agency=agency, name=name)
    return agency


def a_person(name: str, role: Role | None = None, agency: Agency | None = None, title: str = "") -> User:
    user = User.objects.create_user(f"{name.lower()}@agency.example", "a long password", name=name)
    if role:
        Membership.objects.create(
            user=user, role=role, agency=agency, title=title or str(role.label), from_on=date(2025, 7, 1)
        )
    return user


def a_plan(slug: str = "2025-27", **fields) -> ActionPlan:
    """An adopted plan from July 2025 to June 2027, published."""
    fields = {
        "country": "NZ",
        "title": "Action plan 2025–27",
        "short_title": "2025–27",
        "starts_on": PartialDate.parse("2025-07"),
        "ends_on": PartialDate.parse("2027-06"),
        "state": PlanState.ADOPTED,
        "adopted_on": PartialDate.parse("2025-07-01"),
    } | fields
    if "published_in" not in fields and fields["state"] != PlanState.DEVELOPMENT:
        fields["published_in"] = an_edition()
    plan = ActionPlan(slug=slug)
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.save()
    return plan


def a_period(plan: ActionPlan, slug: str, first: date, last: date, due: date, **fields) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        plan=plan, slug=slug, starts_on=first, ends_on=last, due_on=due, **fields
    )


@dataclass(frozen=True)
class Cast:
    """The people of every story, with their agencies."""

    records: Agency  # Ben's and Bo's
    data: Agency  # Bea's
    ana: User
    ben: User
    bo: User
    bea: User
    chi: User
    dee: User

    def __iter__(self):
        return iter((self.ana, self.ben, self.bo, self.bea, self.chi, self.dee))


@pytest.fixture
def cast(db) -> Cast:
    records, data = an_agency("Agency for Records"), an_agency("Office for Data")
    return Cast(
        records=records,
        data=data,
        ana=a_person("Ana", Role.COORDINATOR, title="Lead, Open Government"),
        ben=a_person("Ben", Role.EDITOR, records, "Manager, Policy"),
        bo=a_person("Bo", Role.APPROVER, records, "Director, Policy"),
        bea=a_person("Bea", Role.EDITOR, data, "Manager, Data"),
        chi=a_person("Chi", Role.PANEL, title="Member"),
        dee=a_person("Dee"),
    )


@pytest.fixture
def the_day(time_machine) -> date:
    """It is noon on 12 March 2026; time stands still."""
    time_machine.move_to(at(), tick=False)
    return TODAY


@pytest.fixture
def sign_in(settings):
    """A browser of somebody who is signed in, the second factor left aside."""
    settings.REQUIRE_SECOND_FACTOR = False

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser
