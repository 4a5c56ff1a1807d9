"""A forum is set up, published, changed in the open, and withdrawn where it was a mistake."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from plans.choices import PublicationKind
from plans.dates import PartialDate
from plans.models import ActionPlan, Agency, Publication, User
from plans.operations.versions import save_first, save_version
from plans.rules import NotReady, Reason
from plans.slugs import first_free, stem_of

from ...choices import ForumKind
from ...models import Forum
from ...rules.asking import PLAN_NOT_PUBLIC
from ...rules.forums import (
    ADDRESS_STAYS,
    FORUM_ADDRESS_TAKEN,
    FORUM_IS_PUBLIC,
    FORUM_NOT_PUBLIC,
    HAS_PUBLIC_ROWS,
    WHY_WITHDRAWN,
    missing_for_forum,
    wrong_in_forum,
)
from ..at_work import check_coordinator
from .holding import edition_of, held, tell, tell_otherwise, text

RESERVED = {"new"}  # an address of the workspace itself


@dataclass(frozen=True)
class ForumContent:
    """What a coordinator says of a forum; without a slug one is made of the name."""

    name: str = ""
    slug: str = ""
    kind: str = ForumKind.MULTI_STAKEHOLDER
    agency: Agency | None = None
    remit: str = ""
    rules: str = ""
    rules_url: str = ""
    rules_published_on: PartialDate | None = None
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None


NAMES = tuple(ForumContent.__dataclass_fields__)


def content_of(forum: Forum) -> ForumContent:
    """What is kept of it."""
    return ForumContent(**{name: getattr(forum, name) for name in NAMES})


def reasons_not_to_publish(forum: Forum, on: date) -> list[Reason]:
    """What is missing before the public may read of it."""
    if forum.is_published:
        return [FORUM_IS_PUBLIC]
    reasons = [] if forum.plan.is_published else [PLAN_NOT_PUBLIC]
    return reasons + _missing(content_of(forum), on)


def _missing(content: ForumContent, on: date) -> list[Reason]:
    return missing_for_forum(
        kind=content.kind,
        has_agency=content.agency is not None,
        remit=content.remit,
        has_rules=bool(content.rules.strip() or content.rules_url),
        rules_published_on=content.rules_published_on,
        starts_on=content.starts_on,
        on=on,
    )


@transaction.atomic
def save_forum(
    *, plan: ActionPlan, forum: Forum | None, version: int, content: ForumContent, by: User, now: datetime
) -> Forum:
    """Keep what was typed; without a forum it is set up. Of a public one the change is public at once.

    Saving what is kept already changes nothing, so that the same form sent twice sets up one.
    """
    check_coordinator(by, now)
    reasons = wrong_in_forum(
        name=content.name,
        kind=content.kind,
        has_agency=content.agency is not None,
        starts_on=content.starts_on,
        ends_on=content.ends_on,
    )
    if reasons:
        raise NotReady(reasons)
    if forum is None:
        return _set_up(plan, content, by)
    forum = held(forum, by, now)
    content = replace(content, slug=content.slug or forum.slug)
    if content_of(forum) == content:
        return forum
    if content.slug != forum.slug:
        if forum.published_in_id:
            raise NotReady([ADDRESS_STAYS])
        if content.slug in RESERVED or Forum.objects.filter(slug=content.slug).exists():
            raise NotReady([FORUM_ADDRESS_TAKEN])
    if forum.is_published and (missing := _missing(content, timezone.localdate(now))):
        raise NotReady(missing)
    before = told(forum)
    _write(forum, content)
    save_version(forum, version=version, by=by)
    if forum.is_published:
        tell_otherwise(forum, before, told(forum), by, now)
    return forum


def _set_up(plan: ActionPlan, content: ForumContent, by: User) -> Forum:
    """Under an address that nothing has; the same content again is the one set up before."""
    # Of two presses the second waits here, and finds what the first has set up.
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if not plan.is_published:
        raise NotReady([PLAN_NOT_PUBLIC])
    for there in plan.forums.filter(published_in=None, name=content.name):
        if content_of(there) == replace(content, slug=content.slug or there.slug):
            return there
    taken = set(Forum.objects.values_list("slug", flat=True)) | RESERVED
    if content.slug in taken:
        raise NotReady([FORUM_ADDRESS_TAKEN])
    forum = Forum(plan=plan)
    _write(
        forum,
        replace(content, slug=content.slug or first_free(stem_of(content.name, otherwise="forum"), taken)),
    )
    try:
        with transaction.atomic():
            save_first(forum, by=by)
    except IntegrityError as error:  # under another plan somebody took the address at this very moment
        raise NotReady([FORUM_ADDRESS_TAKEN]) from error
    return forum


def _write(forum: Forum, content: ForumContent) -> None:
    for name in NAMES:
        setattr(forum, name, getattr(content, name))


@transaction.atomic
def publish_forum(*, forum: Forum, version: int, by: User, now: datetime) -> Forum:
    """From now on everybody reads what it is for, its rules and its seats."""
    forum = held(forum, by, now)
    if reasons := reasons_not_to_publish(forum, timezone.localdate(now)):
        raise NotReady(reasons)
    forum.published_in = edition_of(by, now)
    save_version(forum, version=version, by=by)
    tell(forum, forum.published_in, after=told(forum))
    return forum


def reasons_not_to_withdraw(forum: Forum) -> list[Reason]:
    if not forum.is_published:
        return [FORUM_NOT_PUBLIC]
    rows = (forum.meetings.published(), forum.decisions.published(), forum.invitations.public())
    return [HAS_PUBLIC_ROWS] if any(found.exists() for found in rows) else []


@transaction.atomic
def withdraw_forum(*, forum: Forum, version: int, why: str, by: User, now: datetime) -> Forum:
    """It should not have been public: its page is gone, with the words of earlier editions; one says why."""
    forum = held(forum, by, now)
    if reasons := reasons_not_to_withdraw(forum) or ([] if why.strip() else [WHY_WITHDRAWN]):
        raise NotReady(reasons)
    forum.withdrawn_in = edition_of(by, now)
    save_version(forum, version=version, by=by)
    earlier = Publication.objects.filter(kind=PublicationKind.FORUM, address=forum.get_absolute_url())
    earlier.update(before=None, after={"withdrawn": True})
    tell(forum, forum.withdrawn_in, after={"withdrawn": True, "why": why.strip()})
    return forum


def told(forum: Forum) -> dict[str, Any]:
    """What the public reads of it, as an edition has it."""
    return {
        "name": forum.name,
        "kind": forum.kind,
        "agency": forum.agency.slug if forum.agency else "",
        "remit": forum.remit,
        "rules": forum.rules,
        "rules_url": forum.rules_url,
        "rules_published_on": text(forum.rules_published_on),
        "starts_on": text(forum.starts_on),
        "ends_on": text(forum.ends_on),
    }
