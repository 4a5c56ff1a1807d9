"""What an amendment would change: words, dates, milestones added, dropped and split. Drafts all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from plans.models import Amendment, User
from plans.operations.versions import delete_by, save_first, save_version
from plans.rules import NotReady, Reason

from ..choices import DateKind
from ..models import Commitment, DateChange, Milestone, WordingChange
from ..record.amended import ADDED, DROPPED
from ..record.amending import Draft, Terms, Thing
from ..rules import (
    DROPPED_ALREADY,
    DROPPED_ELSEWHERE,
    GONE,
    NO_DUE_DATE,
    NO_PROMISE,
    NO_START,
    NO_TITLE,
    NOT_PUBLIC_YET,
    TOO_FEW_PARTS,
    missing_for_milestone,
    reasons_against_dates,
)
from .amendments import draft_at, number_drafts

MOST_PARTS = 10


def reasons_not_to_amend(draft: Draft, thing: Thing) -> list[Reason]:
    """Why nothing about a commitment or a milestone can be changed in this draft."""
    if not draft.holds(thing):
        return [GONE]
    return [DROPPED_ALREADY] if draft.is_withdrawn(thing) else []


def reasons_not_to_drop(draft: Draft, milestone: Milestone) -> list[Reason]:
    if reasons := reasons_not_to_amend(draft, milestone):
        return reasons
    if draft.adds(milestone):
        return [NOT_PUBLIC_YET]
    is_anothers = draft.found(milestone).withdrawn_by_id not in (None, draft.amendment.pk)
    return [DROPPED_ELSEWHERE] if is_anothers else []


def reasons_against(wanted: Terms, live: Terms) -> list[Reason]:
    """What is wrong with new words and dates; what stays as it stands is not judged."""
    reasons = []
    for name, empty in (("title", NO_TITLE), ("promise", NO_PROMISE)):
        if not wanted.words.get(name, "-").strip():
            reasons.append(empty)
    if not wanted.starts and live.starts:
        reasons.append(NO_START)
    if not wanted.due and live.due:
        reasons.append(NO_DUE_DATE)
    if (wanted.starts, wanted.due) != (live.starts, live.due):
        reasons += reasons_against_dates(wanted.starts, wanted.due)
    return reasons


@transaction.atomic
def amend(
    *, amendment: Amendment, version: int, thing: Thing, wanted: Terms, by: User, now: datetime
) -> Amendment:
    """Keep how a commitment or a milestone should read and be dated. What is as it stands is no change.

    Saving what is kept already changes nothing, whatever the version.
    """
    amendment = draft_at(amendment, by, now)
    draft = Draft(amendment)
    if reasons := reasons_not_to_amend(draft, thing):
        raise NotReady(reasons)
    thing = draft.found(thing)
    if draft.terms(thing) == wanted and not any(
        draft.is_overtaken(change) for change in draft.changes if change.about == thing
    ):
        return amendment
    if draft.adds(thing):
        reasons = missing_for_milestone(wanted.words["title"], wanted.starts, wanted.due)
    else:
        reasons = reasons_against(wanted, draft.live(thing))
    if reasons:
        raise NotReady(reasons)
    save_version(amendment, version=version, by=by)
    if draft.adds(thing):
        _write_terms(thing, wanted)
        save_version(thing, version=thing.version, by=by)
    else:
        _draft_dates(draft, thing, wanted)
        _draft_words(draft, thing, wanted)
    return amendment


def _draft_dates(draft: Draft, thing: Thing, wanted: Terms) -> None:
    live, kept = draft.live(thing), {row.kind: row for row in draft.dates_of(thing)}
    for kind in DateKind:
        row = kept.get(kind)
        if wanted.date(kind) == live.date(kind):
            if row:
                row.delete()
            continue
        row = row or DateChange(**{str(thing._meta.model_name): thing}, amendment=draft.amendment, kind=kind)
        _say_dates(row, "before", live.date(kind))
        _say_dates(row, "after", wanted.date(kind))
        row.save()


def _draft_words(draft: Draft, thing: Thing, wanted: Terms) -> None:
    live, kept = draft.live(thing), {row.field: row for row in draft.rewordings_of(thing)}
    of = {"commitment": thing}
    if isinstance(thing, Milestone):
        of = {"commitment": thing.commitment, "milestone": thing}
    for name, words in wanted.words.items():
        row = kept.get(name)
        if words == live.words[name]:
            if row:
                row.delete()
            continue
        row = row or WordingChange(**of, amendment=draft.amendment, field=name)
        row.before, row.after = live.words[name], words
        row.save()


def _say_dates(row: DateChange, side: str, date) -> None:
    setattr(row, f"{side}_on", date.on)
    setattr(row, f"{side}_text", date.text)


def _write_terms(milestone: Milestone, wanted: Terms) -> None:
    """The words and dates of a milestone that is not public yet: they become the agreed ones."""
    for name, words in wanted.words.items():
        setattr(milestone, name, words)
    milestone.agreed_starts_on, milestone.agreed_starts_text = wanted.starts.on, wanted.starts.text
    milestone.agreed_due_on, milestone.agreed_due_text = wanted.due.on, wanted.due.text


@transaction.atomic
def add_milestone(
    *,
    amendment: Amendment,
    version: int,
    commitment: Commitment,
    wanted: Terms,
    by: User,
    now: datetime,
) -> Milestone:
    """Draft a milestone more. The same one again, where a button was pressed twice, is the one there."""
    amendment = draft_at(amendment, by, now)
    draft = Draft(amendment)
    if reasons := missing_for_milestone(wanted.words["title"], wanted.starts, wanted.due):
        raise NotReady(reasons)
    mine = [one for one in draft.milestones_of(commitment) if draft.adds(one) and not one.split_from_id]
    if amendment.version != version and (same := [one for one in mine if draft.terms(one) == wanted]):
        return same[0]
    save_version(amendment, version=version, by=by)
    return _add(draft, commitment, wanted, by)


def _add(
    draft: Draft, commitment: Commitment, wanted: Terms, by: User, split_from: Milestone | None = None
) -> Milestone:
    numbers = commitment.milestones.order_by("-number").values_list("number", flat=True)
    milestone = Milestone(
        commitment=commitment,
        number=(numbers.first() or 0) + 1,
        added_by=draft.amendment,
        split_from=split_from,
    )
    _write_terms(milestone, wanted)
    save_first(milestone, by=by)
    return milestone


@transaction.atomic
def drop_milestone(
    *, amendment: Amendment, version: int, milestone: Milestone, by: User, now: datetime
) -> Amendment:
    """Draft that a milestone is withdrawn. Nothing of it shows before the amendment is public."""
    amendment = draft_at(amendment, by, now)
    draft = Draft(amendment)
    if reasons := reasons_not_to_drop(draft, milestone):
        raise NotReady(reasons)
    milestone = draft.found(milestone)
    if draft.drops(milestone):
        return amendment
    save_version(amendment, version=version, by=by)
    _drop(draft, milestone, by)
    return amendment


def _drop(draft: Draft, milestone: Milestone, by: User) -> None:
    milestone.withdrawn_by = draft.amendment
    save_version(milestone, version=milestone.version, by=by)


@transaction.atomic
def split_milestone(
    *,
    amendment: Amendment,
    version: int,
    milestone: Milestone,
    parts: Sequence[Terms],
    by: User,
    now: datetime,
) -> Amendment:
    """Draft that two or more milestones take the place of one, which is dropped with it."""
    amendment = draft_at(amendment, by, now)
    draft = Draft(amendment)
    if reasons := reasons_not_to_drop(draft, milestone):
        raise NotReady(reasons)
    milestone = draft.found(milestone)
    kept = draft.parts_of(milestone)
    if kept and [draft.terms(part) for part in kept] == list(parts):
        return amendment
    if reasons := reasons_not_to_split_into(parts):
        raise NotReady(reasons)
    save_version(amendment, version=version, by=by)
    if not draft.drops(milestone):
        _drop(draft, milestone, by)
    for place, wanted in enumerate(parts):
        if place < len(kept):
            _write_terms(kept[place], wanted)
            save_version(kept[place], version=kept[place].version, by=by)
        else:
            _add(draft, milestone.commitment, wanted, by, split_from=milestone)
    for part in kept[len(parts) :]:
        delete_by(part, by=by)
    number_drafts(milestone.commitment_id)
    return amendment


def reasons_not_to_split_into(parts: Sequence[Terms]) -> list[Reason]:
    """Each reason names the field of its part: `part-2-due_on`."""
    reasons = [TOO_FEW_PARTS] if len(parts) < 2 else []
    for place, wanted in enumerate(parts, 1):
        for reason in missing_for_milestone(wanted.words["title"], wanted.starts, wanted.due):
            reasons.append(Reason(reason.code, reason.text, f"part-{place}-{reason.field}"))
    return reasons


@transaction.atomic
def take_out(
    *, amendment: Amendment, version: int, thing: Thing, what: str, by: User, now: datetime
) -> Amendment:
    """Take one change out of the draft: a date, a field, a milestone added or one dropped.

    A milestone that was to be split stays whole: its parts go too. What is not there is out already.
    """
    amendment = draft_at(amendment, by, now)
    draft = Draft(amendment)
    if not any(change.about == thing and change.code == what for change in draft.changes):
        return amendment
    thing = draft.found(thing)
    save_version(amendment, version=version, by=by)
    if isinstance(thing, Milestone) and what in (ADDED, DROPPED):
        _take_out_milestone(draft, thing, what, by)
        return amendment
    for date in draft.dates_of(thing):
        if date.kind == what:
            date.delete()
    for words in draft.rewordings_of(thing):
        if words.field == what:
            words.delete()
    return amendment


def _take_out_milestone(draft: Draft, milestone: Milestone, what: str, by: User) -> None:
    """One that was added is gone again; one that was dropped stays, and whole where it was to be split."""
    if what == ADDED:
        if milestone.split_from_id:  # the split is taken out whole, or changed on its own page
            raise NotReady([TOO_FEW_PARTS])
        delete_by(milestone, by=by)
    else:
        for part in draft.parts_of(milestone):
            delete_by(part, by=by)
        milestone.withdrawn_by = None
        save_version(milestone, version=milestone.version, by=by)
    number_drafts(milestone.commitment_id)


@transaction.atomic
def take_up(*, amendment: Amendment, version: int, by: User, now: datetime) -> Amendment:
    """Take up what has been published since this was drafted: every change starts from what stands now."""
    amendment = draft_at(amendment, by, now)
    draft = Draft(amendment)
    if not draft.overtaken:
        return amendment
    save_version(amendment, version=version, by=by)
    things: list[Thing] = [*draft.commitments.values(), *draft.milestones.values()]
    for thing in things:
        if not draft.adds(thing):
            wanted = draft.terms(thing)
            _draft_dates(draft, thing, wanted)
            _draft_words(draft, thing, wanted)
    return amendment
