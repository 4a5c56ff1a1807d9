"""Things that are not published, with one telling word in every text they hold."""

from __future__ import annotations

from django.utils import timezone

from ogp_portal.demo import example
from plans.choices import OutboxKind
from plans.models import ActionPlan, Agency, AgencyName, Membership, OutboxItem, SourceDocument, User

from .accounts import sow_accounts
from .record import sow_on_published_milestones, sow_plan, sow_promise, sow_reports
from .staff import SECRET, sow_staff
from .voices import name_who_wants_to_be_named, sow_voices
from .words import CANARY, PERSON, STRANGER, WORD, sow, texts_of

__all__ = [
    "CANARY",
    "PERSON",
    "SECRET",
    "STRANGER",
    "WORD",
    "name_who_wants_to_be_named",
    "sow_everywhere",
    "texts_of",
]


def sow_everywhere() -> None:
    """An unpublished plan with all that a plan has, and unpublished things on the published ones."""
    source = sow(SourceDocument)
    agency = sow(Agency, source=source)
    sow(AgencyName, agency=agency)
    sow_plan(agency, source)
    plan = ActionPlan.objects.get(slug=example.SLUG)
    sow_promise(plan, agency, source)
    sow_on_published_milestones(plan, agency, source)
    sow_reports(plan, source)
    sow_voices(plan, source)
    sow_accounts()
    sow_staff(plan, sow_people())


def sow_people() -> User:
    """Names and addresses of everybody, what a stranger is called, and a letter that waits."""
    for user in User.objects.all():
        user.name = f"{PERSON} {user.name}"
        user.save()
    stranger = sow(User, key=STRANGER)
    sow(Membership, user=stranger, role="panel", from_on=timezone.localdate())
    sow(OutboxItem, kind=OutboxKind.MAIL, payload={"to": CANARY, "subject": CANARY, "body": CANARY})
    return stranger
