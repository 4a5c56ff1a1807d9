"""Who of the staff saw who sent something: entered for ever, each row with the hash of the one before."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from plans.models import StoredFile, User
from plans.operations.editions import capacity

from ..choices import SeenIn
from ..models import Consultation, ContactLogEnd, ContactSeen, Submission
from ..models.personal import FIRST

log = logging.getLogger("portal.contact")  # a second place, which whoever edits the database does not reach


@transaction.atomic
def enter_view(
    *,
    consultation: Consultation,
    number: int | None,
    seen_in: SeenIn,
    by: User,
    now: datetime,
) -> ContactSeen:
    """Enter that this person sees it now. Two at once follow each other: the end of the log is held."""
    ContactLogEnd.objects.get_or_create(pk=1)
    end = ContactLogEnd.objects.select_for_update().get(pk=1)
    row = ContactSeen(
        place=end.place + 1,
        at=now,
        user=by,
        capacity=capacity(by, timezone.localdate(now))[:300],
        consultation=consultation.slug,
        number=number,
        seen_in=seen_in,
        previous=end.digest,
    )
    row.digest = row.digest_due
    row.save()
    ContactLogEnd.objects.filter(pk=1).update(place=row.place, digest=row.digest)
    transaction.on_commit(lambda: log.info("%s", line_of(row)), robust=True)
    return row


def line_of(row: ContactSeen) -> str:
    """What the other log reads: by key, no name and no address."""
    who, number = row.user.key or row.user_id, row.number or "all"
    where = f"consultation={row.consultation} number={number} in={row.seen_in}"
    return f"place={row.place} user={who} {where} digest={row.digest}"


def document_seen(*, file: StoredFile, by: User, now: datetime) -> None:
    """Somebody of the staff downloads a file: where it came with a submission, it may say who sent that."""
    for submission in Submission.objects.filter(files__file=file).select_related("consultation").distinct():
        consultation, number = submission.consultation, submission.number
        enter_view(consultation=consultation, number=number, seen_in=SeenIn.FILE, by=by, now=now)


def what_is_wrong() -> list[str]:
    """Where the log is not as it was written: a row changed, taken out, put between."""
    wrong, place, digest = [], 0, FIRST
    for row in ContactSeen.objects.order_by("place").iterator():
        if row.place != place + 1 or row.previous != digest:
            wrong.append(f"row {row.place} does not follow row {place}")
        if row.digest != row.digest_due:
            wrong.append(f"row {row.place} says something else than when it was written")
        place, digest = row.place, row.digest
    end = ContactLogEnd.objects.filter(pk=1).first() or ContactLogEnd()
    if (end.place, end.digest) != (place, digest):
        wrong.append(f"the log ended at row {end.place}, and ends at row {place}")
    return wrong
