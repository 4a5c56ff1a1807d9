"""A commitment of a plan in the making is begun, kept and taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import ActionPlan, Agency, User
from plans.operations.making import ASIDE, take_out, to_be_made
from plans.operations.versions import save_first, save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale, overlaps

from ...models import Commitment, Lead, Milestone
from ...rules import (
    COMMITMENT_NUMBER_TAKEN,
    HAS_PARTS,
    NO_COMMITMENT_TITLE,
    NO_SUCH_PARENT,
    NOT_A_NUMBER,
    PARTS_FIRST,
    SOMETHING_HANGS_ON_IT,
    in_two_ways,
    turned_round,
)
from .content import (
    COLUMNS,
    LEAD_COLUMNS,
    LISTS,
    MILESTONE_COLUMNS,
    CommitmentContent,
    LeadContent,
    MilestoneContent,
    content_of,
)

NUMBER = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")
MOST_LETTERS_OF_A_NUMBER = 20


@transaction.atomic
def save_commitment(
    *,
    plan: ActionPlan,
    commitment: Commitment | None,
    version: int,
    content: CommitmentContent,
    by: User,
    now: datetime,
) -> Commitment:
    """Keep a commitment as it was typed, complete or not; without one it is begun. Stale as everywhere.

    Milestones that the content does not name are taken out. Saving what is kept
    already changes nothing, so that the same form sent twice begins one.
    """
    plan = to_be_made(plan=plan, by=by, now=now)
    if commitment is None:
        return _begin(plan, content, by)
    commitment = plan.commitments.select_related("parent").filter(pk=commitment.pk).first()
    if commitment is None:  # somebody has taken it out
        raise Stale
    content = replace(content, number=content.number or commitment.number)
    if content_of(commitment) == content:
        return commitment
    _check(plan, content, commitment)
    stays = content.number == commitment.number
    _write(commitment, content, plan)
    save_version(commitment, version=version, by=by, becomes=None if stays else version_never_used(plan))
    _write_lists(commitment, content, by)
    return commitment


def _begin(plan: ActionPlan, content: CommitmentContent, by: User) -> Commitment:
    """A new one under a number that nothing has; the same content again is the one begun before."""
    if begun := _begun_before(plan, content):
        return begun
    content = replace(content, number=content.number or next_number(plan, content.parent))
    _check(plan, content)
    commitment = Commitment(plan=plan, version=version_never_used(plan))
    _write(commitment, content, plan)
    save_first(commitment, by=by)
    _write_lists(commitment, content, by)
    return commitment


def _begun_before(plan: ActionPlan, content: CommitmentContent) -> Commitment | None:
    """The one that the same form has begun, where a button was pressed twice."""
    alike = plan.commitments.select_related("parent").filter(title=content.title, promise=content.promise)
    for one in alike.filter(number=content.number) if content.number else alike:
        if content_of(one) == replace(content, number=one.number):
            return one
    return None


def next_number(plan: ActionPlan, parent: str = "") -> str:
    """The number after the last one: "4" after "3", "2.3" after "2.2"."""
    stem = f"{parent}." if parent else ""
    ends = [number.removeprefix(stem) for number in _numbers(plan) if number.startswith(stem)]
    return f"{stem}{max((int(end) for end in ends if end.isdecimal() and end.isascii()), default=0) + 1}"


def _numbers(plan: ActionPlan) -> list[str]:
    return list(plan.commitments.values_list("number", flat=True))


def version_never_used(plan: ActionPlan) -> int:
    """A version above all that commitments of the plan have had, under whatever number."""
    highest = Commitment.history.filter(plan=plan).aggregate(last=Max("version"))["last"]
    return (highest or 0) + 1


def _check(plan: ActionPlan, content: CommitmentContent, commitment: Commitment | None = None) -> None:
    if reasons := reasons_not_to_keep(plan, content, commitment):
        raise NotReady(reasons)


def reasons_not_to_keep(
    plan: ActionPlan, content: CommitmentContent, commitment: Commitment | None = None
) -> list[Reason]:
    """What is wrong with a commitment as it was typed, each with its field; gaps are none."""
    others = plan.commitments.exclude(pk=commitment.pk) if commitment else plan.commitments.all()
    reasons: list[Reason] = []
    if not content.title.strip():
        reasons.append(NO_COMMITMENT_TITLE)
    if not NUMBER.fullmatch(content.number) or len(content.number) > MOST_LETTERS_OF_A_NUMBER:
        reasons.append(NOT_A_NUMBER)
    elif others.filter(number=content.number).exists():
        reasons.append(COMMITMENT_NUMBER_TAKEN)
    if content.parent and not others.filter(number=content.parent, parent=None).exists():
        reasons.append(NO_SUCH_PARENT)
    elif content.parent and commitment and commitment.parts.exists():
        reasons.append(HAS_PARTS)
    reasons += _wrong_dates(content, "")
    reasons += _wrong_leads(content)
    for milestone in content.milestones:
        stem = f"milestone-{milestone.row}-"
        if not milestone.title.strip():
            words = _("Give the milestone a title, or empty its row.")
            reasons.append(Reason("milestone-title", words, f"{stem}title"))
        reasons += _wrong_dates(milestone, stem)
    return reasons


def _wrong_dates(said: CommitmentContent | MilestoneContent, stem: str) -> Iterable[Reason]:
    yield from in_two_ways(said.agreed_starts_on, said.agreed_starts_text, f"{stem}agreed_starts_text")
    yield from in_two_ways(said.agreed_due_on, said.agreed_due_text, f"{stem}agreed_due_text")
    yield from turned_round(said.agreed_starts_on, said.agreed_due_on, f"{stem}agreed_due_on")


def _wrong_leads(content: CommitmentContent) -> Iterable[Reason]:
    """A lead is an agency that is known here, from a day to a day after it, once on any day."""
    slugs = {lead.agency for lead in content.leads}
    known = set(Agency.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    for place, lead in enumerate(content.leads):
        stem = f"lead-{lead.row}-"
        if lead.agency not in known:
            yield Reason("no-agency", _("There is no such agency here."), f"{stem}agency")
        if lead.from_on and lead.until_on and lead.until_on < lead.from_on:
            yield Reason("ends-first", _("It would end before it begins."), f"{stem}until_on")
            continue
        if any(
            lead.agency == other.agency
            and overlaps(other.from_on, other.until_on, lead.from_on or date.min, lead.until_on or date.max)
            for other in content.leads[:place]
        ):
            yield Reason("twice", _("This agency is named twice for the same days."), f"{stem}agency")


# ---- Writing it down ------------------------------------------------------------------------------------


def _write(commitment: Commitment, content: CommitmentContent, plan: ActionPlan) -> None:
    for name in COLUMNS:
        setattr(commitment, name, getattr(content, name))
    for name in LISTS:
        setattr(commitment, name, list(getattr(content, name)))
    commitment.parent = plan.commitments.get(number=content.parent) if content.parent else None


def _write_lists(commitment: Commitment, content: CommitmentContent, by: User) -> None:
    _write_leads(commitment, content.leads, by)
    _write_milestones(commitment, content.milestones, by)


def _write_leads(commitment: Commitment, leads: tuple[LeadContent, ...], by: User) -> None:
    agencies = Agency.objects.in_bulk({lead.agency for lead in leads}, field_name="slug")
    rows = list(commitment.leads.order_by("position"))
    for place, said in enumerate(leads, 1):
        row = rows[place - 1] if place <= len(rows) else Lead(commitment=commitment, position=place)
        wanted = {name: getattr(said, name) for name in LEAD_COLUMNS} | {
            "agency_id": agencies[said.agency].pk
        }
        _keep(row, wanted, by)
    take_out(rows[len(leads) :], by=by)


def _write_milestones(commitment: Commitment, milestones: tuple[MilestoneContent, ...], by: User) -> None:
    """Each at its place; the ones that moved step aside first, since no two may share a number."""
    there = {row.number: row for row in commitment.milestones.all()}
    new = (Milestone(commitment=commitment) for _said in milestones)
    wanted = [(there.pop(said.was, fresh), said) for said, fresh in zip(milestones, new, strict=True)]
    take_out(there.values(), by=by)
    moving = [row.pk for place, (row, _said) in enumerate(wanted, 1) if row.pk and row.number != place]
    Milestone.objects.filter(pk__in=moving).update(number=F("number") + ASIDE)
    for place, (row, said) in enumerate(wanted, 1):
        _keep(row, {name: getattr(said, name) for name in MILESTONE_COLUMNS} | {"number": place}, by)


def _keep(row: Any, wanted: Mapping[str, Any], by: User) -> None:
    """Save a row where it is new or says something else, its own version moved on."""
    if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    if row.pk and hasattr(row, "version"):
        row.version += 1
    save_first(row, by=by)


@transaction.atomic
def remove_commitment(*, commitment: Commitment, version: int, by: User, now: datetime) -> None:
    """Take a commitment out with its milestones; its versions stay readable. Gone already stays gone."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    found = Commitment.objects.filter(pk=commitment.pk).select_related("plan").first()
    if found is None:
        return
    to_be_made(plan=found.plan, by=by, now=now)
    if found.version != version:
        raise Stale
    if found.parts.exists():
        raise NotReady([PARTS_FIRST])
    try:
        with transaction.atomic():
            take_out(found.milestones.all(), by=by)
            take_out(found.leads.all(), by=by)
            take_out([found], by=by)
    except ProtectedError as hangs:
        raise NotReady([SOMETHING_HANGS_ON_IT]) from hangs
