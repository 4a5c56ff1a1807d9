"""An amendment's way: begun, its facts kept, discarded or published with all that it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PlanState, PublicationKind
from plans.dates import PartialDate, StatedDate
from plans.models import ActionPlan, Amendment, Edition, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import delete_by, save_first, save_version
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason

from ..models import Milestone
from ..record.amended import ADDED, DROPPED, Change
from ..record.amending import Draft, Thing
from ..rules import (
    AMENDMENT_PUBLISHED,
    NO_TITLE,
    NOT_ADOPTED,
    NUMBER_TAKEN,
    SPOKEN_FOR,
    missing_for_amendment,
    missing_for_milestone,
    reasons_against_dates,
)


@dataclass(frozen=True)
class Facts:
    """What the public reads above the changes of an amendment."""

    title: str = ""
    number: int | None = None
    reason: str = ""
    decided_on: PartialDate | None = None
    decided_by: str = ""


def facts_of(amendment: Amendment) -> Facts:
    return Facts(**{name: getattr(amendment, name) for name in Facts.__dataclass_fields__})


# ---- Drafting -----------------------------------------------------------------------------------------


def reasons_not_to_begin(plan: ActionPlan) -> list[Reason]:
    """Only what is adopted is amended; before that it changes freely."""
    return [] if plan.is_published and plan.state == PlanState.ADOPTED else [NOT_ADOPTED]


@transaction.atomic
def begin_amendment(*, plan: ActionPlan, title: str, by: User, now: datetime) -> Amendment:
    """Begin to draft an amendment under the next number. The same title again is the one begun before."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if reasons := reasons_not_to_begin(plan):
        raise NotReady(reasons)
    if not title.strip():
        raise NotReady([NO_TITLE])
    if begun := plan.amendments.filter(published_in=None, title=title.strip()).first():
        return begun
    number = next_number(plan)
    amendment = Amendment(plan=plan, number=number, title=title.strip(), slug=_slug_for(plan, number))
    save_first(amendment, by=by)
    return amendment


def next_number(plan: ActionPlan) -> int:
    return (plan.amendments.aggregate(last=Max("number"))["last"] or 0) + 1


def _slug_for(plan: ActionPlan, number: int | None, but: Amendment | None = None) -> str:
    """An address within the plan that no other amendment has."""
    taken = set(plan.amendments.exclude(pk=but.pk if but else 0).values_list("slug", flat=True))
    proposed = f"amendment-{number}"
    place = 2
    while proposed in taken:
        proposed, place = f"amendment-{number}-{place}", place + 1
    return proposed


def draft_at(amendment: Amendment, by: User, now: datetime) -> Amendment:
    """The draft as it is now, held until the transaction ends; only a coordinator's to change."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    rows = Amendment.objects.select_for_update(of=("self",)).select_related("plan", "published_in")
    amendment = rows.get(pk=amendment.pk)
    if amendment.is_published:
        raise NotReady([AMENDMENT_PUBLISHED])
    return amendment


@transaction.atomic
def save_facts(*, amendment: Amendment, version: int, facts: Facts, by: User, now: datetime) -> Amendment:
    """Keep number, title, reason, day and decider, complete or not. Stale as everywhere."""
    amendment = draft_at(amendment, by, now)
    if not facts.title.strip():
        raise NotReady([NO_TITLE])
    if facts_of(amendment) == facts:
        return amendment
    others = amendment.plan.amendments.exclude(pk=amendment.pk)
    if facts.number and others.filter(number=facts.number).exists():
        raise NotReady([NUMBER_TAKEN])
    for name in Facts.__dataclass_fields__:
        setattr(amendment, name, getattr(facts, name))
    save_version(amendment, version=version, by=by)
    return amendment


@transaction.atomic
def discard_amendment(*, amendment: Amendment, version: int, by: User, now: datetime) -> None:
    """Give up a draft with everything in it. What it would have dropped stays as it was."""
    amendment = draft_at(amendment, by, now)
    save_version(amendment, version=version, by=by)
    for milestone in Milestone.objects.filter(withdrawn_by=amendment):
        milestone.withdrawn_by = None
        save_version(milestone, version=milestone.version, by=by)
    amendment.date_changes.all().delete()
    amendment.wording_changes.all().delete()
    for milestone in amendment.milestones_added.all():
        delete_by(milestone, by=by)
    try:
        with transaction.atomic():
            delete_by(amendment, by=by)
    except ProtectedError as error:
        raise NotReady([SPOKEN_FOR]) from error


# ---- Publishing ----------------------------------------------------------------------------------------


def reasons_not_to_publish_amendment(draft: Draft, on: date) -> list[Reason]:
    """What stands between a draft and the public; the checklist and the gate."""
    amendment = draft.amendment
    if amendment.is_published:
        return [AMENDMENT_PUBLISHED]
    missing = missing_for_amendment(
        on=on,
        number=amendment.number,
        reason=amendment.reason,
        decided_on=amendment.decided_on,
        decided_by=amendment.decided_by,
        changes=len(draft.changes),
        adopted_on=draft.plan.adopted_on,
    )
    against = [reason for change in draft.changes for reason in _reasons_against(change, draft)]
    return reasons_not_to_begin(draft.plan) + missing + against


def _reasons_against(change: Change, draft: Draft) -> Iterator[Reason]:
    thing, decided = draft.found(change.about), draft.amendment.decided_on
    if draft.is_withdrawn(thing):
        yield _about(change, "withdrawn", _("It is withdrawn already. Take this change out."))
        return
    if draft.is_overtaken(change):
        yield _about(change, "moved", _("It has changed since this was drafted. Take up what stands now."))
    last = draft.last_changed_on(change)
    if last and decided and decided.last < last:
        text = _("It changed last on a day after the one on which this was decided.")
        yield _about(change, "older", text)
    if change.code == DROPPED:
        return
    if draft.drops(thing):
        yield _about(change, "dropped", _("This amendment drops it. Take this change out."))
    terms = draft.terms(thing)
    if change.code == ADDED:
        reasons = missing_for_milestone(terms.words["title"], terms.starts, terms.due)
    else:
        reasons = reasons_against_dates(terms.starts, terms.due) if change.row else []
    for reason in reasons:
        yield _about(change, reason.code, str(reason))


def _about(change: Change, code: str, text: str) -> Reason:
    words = {"number": change.number, "what": change.what, "text": text}
    return Reason(code, _("%(number)s, %(what)s: %(text)s") % words, anchor_of(change))


def anchor_of(change: Change) -> str:
    """Where a change stands on the page of its amendment."""
    return f"change-{change.number}-{change.code}"


@transaction.atomic
def publish_amendment(*, amendment: Amendment, version: int, by: User, now: datetime) -> Amendment:
    """Make it public with all that it changes, in one edition. Published already, it stays as it is."""
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    if done := Amendment.objects.published().filter(pk=amendment.pk).first():
        return done
    edition = edition_by(by=by, on=on)  # its lock: nobody else publishes anything until this is done
    amendment = draft_at(amendment, by, now)
    draft = Draft(amendment)
    if reasons := reasons_not_to_publish_amendment(draft, on):
        raise NotReady(reasons)
    amendment.published_in = edition
    amendment.slug = _slug_for(draft.plan, amendment.number, but=amendment)
    save_version(amendment, version=version, by=by)
    _publish_changes(draft, edition, by)
    announce(
        edition=edition,
        kind=PublicationKind.AMENDMENT,
        address=amendment.get_absolute_url(),
        after={"number": amendment.number, "title": amendment.title, "changes": len(draft.changes)},
    )
    return amendment


def _publish_changes(draft: Draft, edition: Edition, by: User) -> None:
    """Rows that were drafted become public; the words of today become the new ones."""
    _number_in_order(draft)
    _change_words(draft, edition, by)
    for row in draft.dates:
        row.moved_on, row.published_in = draft.amendment.decided_on, edition
        row.save()
        announce(
            edition=edition,
            kind=PublicationKind.DATE_CHANGE,
            address=draft.about(row).get_absolute_url(),
            before={row.kind: _in_data(row.before)},
            after={row.kind: _in_data(row.after)},
        )
    for milestone in draft.added:
        milestone.published_in = edition
        save_version(milestone, version=milestone.version, by=by)
        terms = draft.live(milestone)
        announce(
            edition=edition,
            kind=PublicationKind.MILESTONE,
            address=milestone.get_absolute_url(),
            after={"title": milestone.title, "starts": _in_data(terms.starts), "due": _in_data(terms.due)},
        )
    for milestone in draft.dropped:
        announce(
            edition=edition,
            kind=PublicationKind.MILESTONE,
            address=milestone.get_absolute_url(),
            before={"withdrawn_by": None},
            after={"withdrawn_by": draft.amendment.slug},
        )


def _change_words(draft: Draft, edition: Edition, by: User) -> None:
    changed: dict[tuple[str, int], Thing] = {}
    for row in draft.rewordings:
        thing = draft.about(row)
        setattr(thing, row.field, row.after)
        changed[thing._meta.label, thing.pk] = thing
        row.published_in = edition
        row.save()
        announce(
            edition=edition,
            kind=PublicationKind.WORDING_CHANGE,
            address=thing.get_absolute_url(),
            before={row.field: row.before},
            after={row.field: row.after},
        )
    for thing in changed.values():
        save_version(thing, version=thing.version, by=by)


def _number_in_order(draft: Draft) -> None:
    """New milestones follow those that are public without a gap; what others draft comes after."""
    for commitment in {one.commitment_id: one.commitment for one in draft.added}.values():
        number_drafts(commitment.pk, first=draft.amendment)
    numbers = dict(Milestone.objects.filter(added_by=draft.amendment).values_list("pk", "number"))
    for one in draft.added:
        one.number = numbers[one.pk]


def number_drafts(commitment_id: int, first: Amendment | None = None) -> None:
    """Number what amendments would add to a commitment behind its public milestones, gaps closed."""
    rows = Milestone.objects.filter(commitment=commitment_id)
    is_draft = {"published_in": None, "added_by__isnull": False}
    last = rows.exclude(**is_draft).aggregate(last=Max("number"))["last"] or 0
    drafts = sorted(
        rows.filter(**is_draft), key=lambda one: (one.added_by_id != (first and first.pk), one.number)
    )
    wanted = {one.pk: place for place, one in enumerate(drafts, last + 1)}
    if all(one.number == wanted[one.pk] for one in drafts):
        return
    aside = max(one.number for one in drafts) + len(drafts)  # two never hold one number, not for a moment
    for step in (aside, 0):
        for one in drafts:
            rows.filter(pk=one.pk).update(number=wanted[one.pk] + step)


def _in_data(date: StatedDate) -> str | None:
    return str(date.on) if date.on else date.text or None
