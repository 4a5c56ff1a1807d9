"""A plan begun, what is said of it changed, and one that came to nothing taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify

from ...choices import PlanState, PublicationKind
from ...dates import PartialDate
from ...models import ActionPlan, User
from ...permissions import can_coordinate
from ...rules import (
    FOLLOWED_ALREADY,
    NO_COUNTRY,
    NO_PLAN_TITLE,
    NOT_AFTER_ITSELF,
    PLAN_ADDRESS_STAYS,
    PLAN_ADDRESS_TAKEN,
    PLAN_ENDS_FIRST,
    PLAN_NOT_EMPTY,
    NotReady,
    Reason,
    Stale,
)
from ..editions import announce, edition_by
from ..versions import save_first, save_version
from .holding import locked, reasons_not_to_make, to_be_made
from .ordering import take_out

RESERVED = "new"  # an address of the workspace itself


@dataclass(frozen=True)
class PlanFacts:
    """What a coordinator fills in about a plan; without an address one is made of its short title."""

    title: str = ""
    short_title: str = ""
    slug: str = ""
    country: str = ""
    language: str = "en"
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    summary: str = ""
    follows: str = ""  # the address of the plan before it
    is_invented: bool = False
    publish_on_sign_off: bool = False


COLUMNS = tuple(name for name in PlanFacts.__dataclass_fields__ if name != "follows")
# What of a plan the public reads as soon as a draft of it is out.
IN_PUBLIC = tuple(name for name in COLUMNS if name not in ("slug", "publish_on_sign_off"))


def facts_of(plan: ActionPlan) -> PlanFacts:
    follows = plan.follows.slug if plan.follows else ""
    return PlanFacts(**{name: getattr(plan, name) for name in COLUMNS}, follows=follows)


@transaction.atomic
def begin_plan(*, facts: PlanFacts, by: User, now: datetime) -> ActionPlan:
    """A plan is begun; nothing of it is public. The same form sent twice begins one."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    facts = _whole(facts)
    for slug in _addresses(facts):
        wanted = replace(facts, slug=slug)
        there = ActionPlan.objects.filter(slug=slug).select_related("follows").first()
        if there and there.state == PlanState.DEVELOPMENT and facts_of(there) == wanted:
            return there  # the same form begun before, where a button was pressed twice
        if there or slug == RESERVED:
            continue
        plan = ActionPlan()
        _write(plan, wanted)
        try:
            with transaction.atomic():
                save_first(plan, by=by)
        except IntegrityError:  # somebody took the address, or the plan before it, at this very moment
            continue
        return plan
    raise NotReady([PLAN_ADDRESS_TAKEN])


@transaction.atomic
def change_plan(*, plan: ActionPlan, version: int, facts: PlanFacts, by: User, now: datetime) -> ActionPlan:
    """Change the facts of a plan in the making; once anything is public, the public reads before and after.

    Saving what is kept already changes nothing. Stale as everywhere.
    """
    plan = to_be_made(plan=plan, by=by, now=now)
    facts = _whole(replace(facts, slug=facts.slug or plan.slug))
    if facts_of(plan) == facts:
        return plan
    address = plan.public_address
    if address and facts.slug != plan.slug:
        raise NotReady([PLAN_ADDRESS_STAYS])
    others = ActionPlan.objects.exclude(pk=plan.pk)
    if facts.slug == RESERVED or others.filter(slug=facts.slug).exists():
        raise NotReady([PLAN_ADDRESS_TAKEN])
    before = _said_in_public(plan)
    _write(plan, facts)
    try:
        save_version(plan, version=version, by=by)
    except IntegrityError as taken:  # another plan took the address at this very moment
        raise NotReady([PLAN_ADDRESS_TAKEN]) from taken
    after = _said_in_public(plan)
    if address and before != after:
        changed = [name for name in before if before[name] != after[name]]
        announce(
            edition=edition_by(by=by, on=timezone.localdate(now)),
            kind=PublicationKind.PLAN,
            address=address,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return plan


def reasons_not_to_discard(plan: ActionPlan) -> list[Reason]:
    """Why a plan cannot be taken out: only one that was begun, and not gone on with."""
    if reasons := reasons_not_to_make(plan):
        return reasons
    holds = (plan.commitments, plan.sections, plan.timelines, plan.drafts, plan.periods)
    return [PLAN_NOT_EMPTY] if plan.is_published or any(rows.exists() for rows in holds) else []


@transaction.atomic
def discard_plan(*, plan: ActionPlan, version: int, by: User, now: datetime) -> None:
    """Take out a plan that was begun by mistake; its versions stay in the history. Gone stays gone."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    if not ActionPlan.objects.filter(pk=plan.pk).exists():
        return
    plan = locked(plan)
    if reasons := reasons_not_to_discard(plan):
        raise NotReady(reasons)
    if plan.version != version:
        raise Stale
    try:
        with transaction.atomic():
            take_out([plan], by=by)
    except ProtectedError as hangs:
        raise NotReady([PLAN_NOT_EMPTY]) from hangs


@transaction.atomic
def choose_publishing(
    *, plan: ActionPlan, version: int, on_sign_off: bool, by: User, now: datetime
) -> ActionPlan:
    """Whether what an approver signs becomes public at once; may be changed after adoption, too."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    plan = locked(plan)
    if plan.publish_on_sign_off != on_sign_off:
        plan.publish_on_sign_off = on_sign_off
        save_version(plan, version=version, by=by)
    return plan


def plans_to_follow(plan: ActionPlan | None = None):
    """The published plans after which this one may come: nothing follows them yet."""
    plans = ActionPlan.objects.published().newest_first()
    free = plans.filter(successor=None)
    if plan is None or plan.pk is None:
        return free
    return (free | plans.filter(successor=plan)).exclude(pk=plan.pk)


def _whole(facts: PlanFacts) -> PlanFacts:
    """The facts, with what can be told from others; NotReady with what is wrong."""
    reasons = []
    if not facts.title.strip():
        reasons.append(NO_PLAN_TITLE)
    if len(facts.country) != 2:
        reasons.append(NO_COUNTRY)
    starts, ends = facts.starts_on, facts.ends_on
    if starts and ends and ends.last < (starts.first or starts.last):
        reasons.append(PLAN_ENDS_FIRST)
    if reasons:
        raise NotReady(reasons)
    return replace(facts, short_title=facts.short_title or _short_title(facts))


def _short_title(facts: PlanFacts) -> str:
    """ "2016–18", where the years are known."""
    if not facts.starts_on or not facts.ends_on:
        return facts.title[:60].strip()
    first, last = facts.starts_on.last.year, facts.ends_on.last.year
    return str(first) if first == last else f"{first}–{last % 100:02}"


def _addresses(facts: PlanFacts) -> Sequence[str]:
    """The one that was typed and no other; else those that can be made of the title, the plain one first."""
    if facts.slug:
        return [facts.slug]
    proposed = slugify(facts.short_title.replace("–", "-"))[:50].strip("-") or "plan"
    return [proposed, *(f"{proposed}-{place}" for place in range(2, 100))]


def _write(plan: ActionPlan, facts: PlanFacts) -> None:
    for name in COLUMNS:
        setattr(plan, name, getattr(facts, name))
    plan.follows = _plan_before(plan, facts.follows)


def _plan_before(plan: ActionPlan, slug: str) -> ActionPlan | None:
    if not slug:
        return None
    before = ActionPlan.objects.published().filter(slug=slug).first()
    if before is None or before.pk == plan.pk or (plan.pk and before.follows_id == plan.pk):
        raise NotReady([NOT_AFTER_ITSELF])
    if ActionPlan.objects.filter(follows=before).exclude(pk=plan.pk).exists():
        raise NotReady([FOLLOWED_ALREADY])
    return before


def _said_in_public(plan: ActionPlan) -> dict[str, Any]:
    said = {name: getattr(plan, name) for name in IN_PUBLIC}
    said |= {name: str(said[name] or "") for name in ("starts_on", "ends_on")}
    return said | {"follows": plan.follows.slug if plan.follows else ""}
