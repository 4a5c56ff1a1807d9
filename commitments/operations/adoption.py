"""A plan becomes public: first as drafts for consultation, each frozen, then adopted with all its rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from plans.choices import PlanState, PublicationKind
from plans.dates import PartialDate
from plans.fields import stated
from plans.models import ActionPlan, Agency, Edition, PlanDraft, User
from plans.operations.editions import announce, edition_by
from plans.operations.making import locked, reasons_not_to_make, to_be_made
from plans.operations.periods import announce_period
from plans.operations.versions import save_first, save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason, Stale

from ..choices import LeadRole
from ..models import Commitment
from ..record.whole import agencies_named_in, digest_of, whole_plan
from ..rules_making import (
    NOTHING_NEW_IN_DRAFT,
    ToAdopt,
    missing_for_adoption,
    missing_for_draft,
    wrong_with_adoption_day,
)

# ---- Drafts for consultation ---------------------------------------------------------------------------


def newest_draft(plan: ActionPlan) -> PlanDraft | None:
    return plan.drafts.select_related("published_in").order_by("-number").first()


def reasons_not_to_publish_draft(plan: ActionPlan, on: date) -> list[Reason]:
    """What is missing before a draft can be put out for consultation."""
    if reasons := reasons_not_to_make(plan):
        return reasons
    missing = missing_for_draft(**_what_it_has(plan))
    before = newest_draft(plan)
    return missing or ([NOTHING_NEW_IN_DRAFT] if before and before.content == whole_plan(plan, on) else [])


@transaction.atomic
def publish_draft(*, plan: ActionPlan, read: str, by: User, now: datetime) -> PlanDraft:
    """Put the plan out for consultation as it stands, frozen; its rows go on being edited, unpublished.

    `read` is the digest of what the coordinator has read; Stale where it has changed since. The same
    draft published twice is published once.
    """
    on = timezone.localdate(now)
    plan = to_be_made(plan=plan, by=by, now=now)
    content, before = whole_plan(plan, on), newest_draft(plan)
    if before and before.content == content and digest_of(content) == read:
        return before
    if digest_of(content) != read:
        raise Stale
    if reasons := reasons_not_to_publish_draft(plan, on):
        raise NotReady(reasons)
    edition = edition_by(by=by, on=on)
    _publish_the_plan(plan, edition, state=PlanState.DRAFT, by=by)
    draft = PlanDraft(plan=plan, content=content, published_in=edition)
    draft.number = before.number + 1 if before else 1
    draft.save()
    _publish_agencies(agencies_named_in(content), edition, by)
    announce(
        edition=edition,
        kind=PublicationKind.DRAFT_PLAN,
        address=draft.get_absolute_url(),
        before=before and {"draft": before.get_absolute_url()},
        after={"draft": draft.get_absolute_url()} | _counts(content),
    )
    return draft


# ---- Adoption ------------------------------------------------------------------------------------------


def reasons_not_to_adopt(plan: ActionPlan, on: date) -> list[Reason]:
    """What is missing before the plan can be adopted; each names what it is about in `field`."""
    return reasons_not_to_make(plan) or missing_for_adoption(**_what_it_has(plan))


@transaction.atomic
def adopt_plan(
    *, plan: ActionPlan, read: str, adopted_on: PartialDate | None, by: User, now: datetime
) -> ActionPlan:
    """The plan is adopted: it and everything in it is public from this edition on.

    `read` is the digest of what the coordinator has read; Stale where it has changed since. From now
    on words and dates change only in an amendment. A plan that is adopted already stays as it is.
    """
    on = timezone.localdate(now)
    if can_coordinate(by, on) and _is_adopted_as_read(locked(plan), read, on):
        return locked(plan)
    plan = to_be_made(plan=plan, by=by, now=now)
    content = whole_plan(plan, on)
    if digest_of(content) != read:
        raise Stale
    if reasons := reasons_not_to_adopt(plan, on) or wrong_with_adoption_day(adopted_on, on):
        raise NotReady(reasons)
    edition = edition_by(by=by, on=on)
    before = {"state": str(plan.state)} if plan.is_published else None
    plan.adopted_on = adopted_on
    _publish_the_plan(plan, edition, state=PlanState.ADOPTED, by=by)
    after = {"state": str(plan.state), "adopted_on": str(plan.adopted_on)} | _counts(content)
    announce(
        edition=edition,
        kind=PublicationKind.PLAN,
        address=plan.get_absolute_url(),
        before=before,
        after=after,
    )
    _publish_agencies(agencies_named_in(content), edition, by)
    _publish_rows(plan, edition, by)
    for period in plan.periods.all():
        announce_period(period, edition)
    return plan


def _is_adopted_as_read(plan: ActionPlan, read: str, on: date) -> bool:
    """Whether the same button was pressed twice."""
    return plan.state == PlanState.ADOPTED and digest_of(whole_plan(plan, on)) == read


def _publish_the_plan(plan: ActionPlan, edition: Edition, *, state: PlanState, by: User) -> None:
    plan.state = state
    if plan.published_in_id is None:
        plan.published_in = edition
    save_version(plan, version=plan.version, by=by)


def _publish_agencies(slugs: Iterable[str], edition: Edition, by: User) -> None:
    """Those named in it that nobody has read of yet: public pages lead to them."""
    for agency in Agency.objects.filter(slug__in=slugs, published_in=None):
        agency.published_in = edition
        save_first(agency, by=by)
        announce(
            edition=edition,
            kind=PublicationKind.AGENCY,
            address=agency.get_absolute_url(),
            after={"slug": agency.slug},
        )


def _publish_rows(plan: ActionPlan, edition: Edition, by: User) -> None:
    """Every commitment with its leads and milestones, in the order of the plan."""
    rows = plan.commitments.filter(published_in=None).prefetch_related("leads__agency", "milestones")
    for commitment in rows:
        commitment.plan = plan
        commitment.published_in = edition
        save_first(commitment, by=by)
        address = commitment.get_absolute_url()
        said = {"number": commitment.number, "title": commitment.title}
        announce(edition=edition, kind=PublicationKind.COMMITMENT, address=address, after=said)
        for lead in commitment.leads.all():
            lead.published_in = edition
            save_first(lead, by=by)
            said = {"agency": lead.agency.slug, "role": str(lead.role)}
            announce(edition=edition, kind=PublicationKind.LEAD, address=address, after=said)
        for milestone in commitment.milestones.all():
            milestone.commitment = commitment
            milestone.published_in = edition
            save_first(milestone, by=by)
            announce(
                edition=edition,
                kind=PublicationKind.MILESTONE,
                address=milestone.get_absolute_url(),
                after={"number": milestone.full_number, "title": milestone.title},
            )


# ---- What it has ---------------------------------------------------------------------------------------


def _what_it_has(plan: ActionPlan) -> dict[str, Any]:
    """As the rules of putting out and adopting ask, in three queries."""
    rows = plan.commitments.filter(withdrawn_in=None).prefetch_related("leads", "milestones")
    parents = {one.parent_id for one in rows}
    return {
        "title": plan.title,
        "starts": plan.starts_on,
        "ends": plan.ends_on,
        "commitments": [_to_adopt(one, has_parts=one.pk in parents) for one in rows],
    }


def _to_adopt(commitment: Commitment, *, has_parts: bool) -> ToAdopt:
    return ToAdopt(
        number=commitment.number,
        title=commitment.title,
        promise=commitment.promise,
        has_lead=any(lead.role == LeadRole.LEAD for lead in commitment.leads.all()),
        has_parts=has_parts,
        milestones=tuple(
            (one.number, one.title, stated(one, "agreed_due_on")) for one in commitment.milestones.all()
        ),
    )


def _counts(content: dict[str, Any]) -> dict[str, int]:
    return {
        "commitments": sum(not one["parent"] for one in content["commitments"]),
        "milestones": sum(len(one["milestones"]) for one in content["commitments"]),
    }
