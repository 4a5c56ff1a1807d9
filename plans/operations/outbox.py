"""The queue's truth is in the database; the broker only wakes the worker earlier."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from celery import current_app
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from ..choices import OutboxKind, OutboxState
from ..models import OutboxItem

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)


def enqueue(*, kind: OutboxKind, key: str, payload: dict) -> OutboxItem:
    """Ask for something to happen once; the same key again is the same item."""
    item, created = OutboxItem.objects.get_or_create(key=key, defaults={"kind": kind, "payload": payload})
    if created:
        transaction.on_commit(lambda: wake(item.pk), robust=True)
    return item


def enqueue_mail(*, to: str, subject: str, body: str, key: str) -> OutboxItem:
    return enqueue(kind=OutboxKind.MAIL, key=key, payload={"to": to, "subject": subject, "body": body})


def wake(item_id: int) -> None:
    """A hint that may fail: the sweep finds what a silent broker never told."""
    try:
        current_app.send_task("plans.tasks.carry_out", [item_id], retry=False)
    except Exception as error:
        log.warning("the broker did not take the hint for outbox item %s: %s", item_id, error)


def carry_out_item(*, item_id: int, now: datetime) -> bool:
    """Do what the item asks for, if it is due and nobody else is at it. True when it was done."""
    with transaction.atomic():
        claimed = OutboxItem.objects.ripe_at(now).filter(pk=item_id)
        if not claimed.update(leased_until=now + LEASE):
            return False
    item = OutboxItem.objects.get(pk=item_id)
    item.attempts += 1
    try:
        CARRIERS[OutboxKind(item.kind)](item)
    except Exception as error:
        log.warning("outbox item %s failed: %s", item.key, error)
        item.error = f"{type(error).__name__}: {error}"
        item.due_at = now + min(timedelta(minutes=2**item.attempts), LONGEST_WAIT)
        if item.attempts >= MOST_ATTEMPTS:
            item.state = OutboxState.FAILED
    else:
        item.state, item.done_at, item.error = OutboxState.DONE, timezone.now(), ""
    item.leased_until = None
    item.save()
    return item.state == OutboxState.DONE


def sweep_outbox(*, now: datetime, most: int = 100) -> int:
    """Carry out whatever is due; how many were done. Safe beside other sweeps."""
    ripe = OutboxItem.objects.ripe_at(now).order_by("due_at").values_list("pk", flat=True)[:most]
    return sum(carry_out_item(item_id=pk, now=now) for pk in list(ripe))


def _send_mail(item: OutboxItem) -> None:
    letter = item.payload
    EmailMessage(
        letter["subject"],
        letter["body"],
        to=[letter["to"]],
        headers={"Message-ID": f"<outbox-{item.pk}@portal.invalid>"},
    ).send()


CARRIERS: dict[OutboxKind, Callable[[OutboxItem], None]] = {OutboxKind.MAIL: _send_mail}
