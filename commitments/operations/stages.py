"""Stages are appended: declared by an agency, published by a coordinator, never edited."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plans.choices import PublicationKind
from plans.dates import PartialDate
from plans.models import Edition, StoredFile, User
from plans.operations.editions import announce, capacity, edition_by
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason

from ..models import Evidence, Milestone, StageUpdate
from ..rules import FILE_GONE, WHY_CORRECTED, Declared, Link, missing_for_stage


@transaction.atomic
def publish_stage(
    *,
    milestone: Milestone,
    said: Declared,
    as_of_on: PartialDate,
    by: User,
    now: datetime,
    corrects: StageUpdate | None = None,
    why: str = "",
) -> StageUpdate:
    """Publish a stage by itself, between reports; NotReady with what is missing.

    A correction takes the day of what it corrects, and says what was wrong.
    """
    on = timezone.localdate(now)
    if not can_coordinate(by, on):
        raise PermissionDenied
    update = StageUpdate(milestone=milestone, corrects=corrects)
    update.as_of_on = as_of_on
    if corrects:
        update.as_of_on = corrects.as_of_on
        if not why.strip():
            raise NotReady([WHY_CORRECTED])
        update.why_corrected, update.written_by, update.written_words = why.strip(), by, capacity(by, on)
    if reasons := missing_for_update(update, said):
        raise NotReady(reasons)
    return append_stage(update=update, said=said, edition=edition_by(by=by, on=on))


def missing_for_update(update: StageUpdate, said: Declared) -> list[Reason]:
    """What a stage that is written here still needs, beside the date that the milestone had on its day."""
    day = update.as_of_on.last
    milestone = Milestone.objects.with_record(day).get(pk=update.milestone_id)
    return missing_for_stage(said, on=day, due=milestone.standing_on(day, None).due)


def append_stage(*, update: StageUpdate, said: Declared, edition: Edition) -> StageUpdate:
    """Append one row to a milestone's history in an edition that has begun."""
    if update.corrects:
        update.as_of_on = update.corrects.as_of_on
    reasons = missing_for_stage(said, on=update.as_of_on.last, not_stated=update.not_stated.split())
    if reasons:
        raise NotReady(reasons)
    update.said = said
    update.published_in = edition
    update.entry = (update.milestone.updates.aggregate(last=Max("entry"))["last"] or 0) + 1
    update.full_clean()
    update.save()
    show_evidence(said.evidence, update=update)
    if update.corrects:
        StageUpdate.objects.filter(pk=update.corrects.pk).update(withdrawn_in=edition)
    announce(
        edition=edition,
        kind=PublicationKind.STAGE_UPDATE,
        address=f"{update.milestone.get_absolute_url()}-entry-{update.entry}",
        before=update.corrects and {"entry": update.corrects.entry, "stage": update.corrects.stage},
        after={"entry": update.entry, "stage": update.stage, "as_of": str(update.as_of_on)},
    )
    return update


def show_evidence(links: tuple[Link, ...], **beside) -> None:
    """Put links and files beside a stage update or a report, in place of those that were there."""
    keys = [link.file for link in links if link.file]
    files = {file.key: file for file in StoredFile.objects.filter(key__in=keys)} if keys else {}
    if gone := set(keys) - files.keys():
        raise NotReady([FILE_GONE for _ in gone])
    rows = [
        Evidence(
            url="" if link.file else link.url,
            file=files.get(link.file),
            title=link.title,
            position=place,
            **beside,
        )
        for place, link in enumerate(links, start=1)
    ]
    for row in rows:
        row.full_clean(validate_constraints=False)
    Evidence.objects.filter(**beside).delete()
    Evidence.objects.bulk_create(rows)
