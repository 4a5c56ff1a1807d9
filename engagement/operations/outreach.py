"""Who was told that they can take part: kept, published, changed in the open, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from plans.choices import PublicationKind
from plans.dates import PartialDate
from plans.models import ActionPlan, Edition, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason
from plans.slugs import first_free, stem_of

from ..models import Outreach
from ..rules.telling import FROM_A_DOCUMENT, IS_WITHDRAWN, NOBODY_KNOWS_THE_PLAN, missing_for_outreach
from .at_work import check_coordinator


@dataclass(frozen=True)
class OutreachContent:
    """What a coordinator says of it."""

    channel: str = ""
    audience: str = ""
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    reach: int | None = None
    note: str = ""


def outreach_of(plan: ActionPlan):
    """What stands, public or not; the latest first."""
    return plan.outreach.filter(withdrawn_in=None).order_by("-starts_last", "-pk")


def content_of(outreach: Outreach) -> OutreachContent:
    """What is kept of it."""
    return OutreachContent(**{name: getattr(outreach, name) for name in OutreachContent.__dataclass_fields__})


def reasons_not_to_write_outreach(plan: ActionPlan) -> list[Reason]:
    """A printed plan says itself who was told."""
    return [FROM_A_DOCUMENT] if plan.is_sourced else []


def reasons_not_to_publish_outreach(plan: ActionPlan) -> list[Reason]:
    """It stands beside the plan, or beside how the plan is made: one of these is public first."""
    return [] if plan.public_address else [NOBODY_KNOWS_THE_PLAN]


@transaction.atomic
def add_outreach(
    *, plan: ActionPlan, content: OutreachContent, is_public: bool, by: User, now: datetime
) -> Outreach:
    """One more, public at once where it is meant to be; the same once more is the one that is there."""
    plan = _held(plan, by, now)
    _check(plan, content, is_public, now)
    same = (one for one in outreach_of(plan).filter(channel=content.channel) if content_of(one) == content)
    if there := next(same, None):
        return _publish(there, before=None, by=by, now=now) if is_public and not there.is_published else there
    outreach = Outreach(plan=plan, slug=_free_slug(plan, content.channel), **vars(content))
    outreach.save()
    return _publish(outreach, before=None, by=by, now=now) if is_public else outreach


@transaction.atomic
def change_outreach(
    *,
    plan: ActionPlan,
    slug: str,
    version: int,
    content: OutreachContent,
    is_public: bool,
    by: User,
    now: datetime,
) -> Outreach:
    """Say it otherwise, and publish it where it is meant to be: of what is public, every change is."""
    plan = _held(plan, by, now)
    outreach = outreach_of(plan).filter(slug=slug).first()
    if outreach is None:
        raise NotReady([IS_WITHDRAWN])
    if outreach.is_sourced:
        raise NotReady([FROM_A_DOCUMENT])
    was_public, before = outreach.is_published, told(outreach)
    is_public = is_public or was_public
    _check(plan, content, is_public, now)
    is_the_same = content_of(outreach) == content
    if is_the_same and is_public == was_public:
        return outreach
    for name, value in vars(content).items():
        setattr(outreach, name, value)
    save_version(outreach, version=version, by=by)
    if not is_public:
        return outreach
    return _publish(outreach, before=before if was_public else None, by=by, now=now)


@transaction.atomic
def withdraw_outreach(*, plan: ActionPlan, slug: str, by: User, now: datetime) -> None:
    """It was entered wrongly: gone where nobody read it, taken back in the open where it was public."""
    plan = _held(plan, by, now)
    outreach = outreach_of(plan).filter(slug=slug).first()
    if outreach is None:  # pressed twice
        return
    if outreach.is_sourced:
        raise NotReady([FROM_A_DOCUMENT])
    if not outreach.is_published:
        outreach.delete()
        return
    outreach.withdrawn_in = edition_by(by=by, on=timezone.localdate(now))
    outreach.save()
    _announce(outreach, outreach.withdrawn_in, before=told(outreach), after=None)


def _held(plan: ActionPlan, by: User, now: datetime) -> ActionPlan:
    """The plan, held: addresses are its own, so of two who add at once the second waits."""
    check_coordinator(by, now)
    plan = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if reasons := reasons_not_to_write_outreach(plan):
        raise NotReady(reasons)
    return plan


def _check(plan: ActionPlan, content: OutreachContent, is_public: bool, now: datetime) -> None:
    said = {name: value for name, value in vars(content).items() if name != "note"}
    reasons = missing_for_outreach(on=timezone.localdate(now), **said)
    if is_public:
        reasons += reasons_not_to_publish_outreach(plan)
    if reasons:
        raise NotReady(reasons)


def _publish(outreach: Outreach, *, before: dict | None, by: User, now: datetime) -> Outreach:
    edition = edition_by(by=by, on=timezone.localdate(now))
    if not outreach.is_published:
        outreach.published_in = edition
        outreach.save()
    _announce(outreach, edition, before=before, after=told(outreach))
    return outreach


def _announce(outreach: Outreach, edition: Edition, *, before: dict | None, after: dict | None) -> None:
    announce(
        edition=edition,
        kind=PublicationKind.OUTREACH,
        address=f"{outreach.plan.public_address}#told-{outreach.slug}",
        before=before,
        after=after,
    )


def told(outreach: Outreach) -> dict[str, Any]:
    """As the list of what was published has it: days as text."""
    content = vars(content_of(outreach))
    return content | {name: str(content[name] or "") for name in ("starts_on", "ends_on")}


def _free_slug(plan: ActionPlan, channel: str) -> str:
    """An address that nothing else of the plan has, nor ever had."""
    stem = stem_of(channel, otherwise="told")
    return first_free(stem, plan.outreach.filter(slug__startswith=stem).values_list("slug", flat=True))
