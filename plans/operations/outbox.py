"""The queue's truth is in the database; the broker only wakes the worker earlier."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPServerDisconnected
from time import monotonic
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ..choices import OutboxKind, OutboxState
from ..models import OutboxItem, User
from ..permissions import can_coordinate

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 24  # over four days: a mail server that is down from Friday to Monday only delays
ADDRESS = re.compile(r"[^\s<>'\"{}()]+@[^\s<>'\"{}():,]+")  # of mail: not for the log
SILENCE = 5.0  # seconds for which a broker that failed is left alone: many rows wait for it once, not each

# What a mail server's line does when it breaks after a letter may have gone through it.
NO_ANSWER = (SMTPServerDisconnected, ConnectionResetError, BrokenPipeError, TimeoutError)

_silent_until = 0.0  # on the monotonic clock


class NoSecondTry(Exception):
    """It failed in a way in which trying again could do it twice."""


class MoreToDo(Exception):
    """A part is done, and the row's payload says how far: the rest has a turn of its own, at once."""


def enqueue(*, kind: OutboxKind, key: str, payload: dict) -> OutboxItem:
    """Ask for something to happen once; the same key again is the same item."""
    item, created = OutboxItem.objects.get_or_create(key=key, defaults={"kind": kind, "payload": payload})
    if created:
        transaction.on_commit(lambda: wake(item.pk), robust=True)
    return item


def enqueue_mail(*, to: str, subject: str, body: str, key: str, is_secret: bool = False) -> OutboxItem:
    """Write a letter. A secret one opens something: nobody but its reader sees its words, here neither."""
    return enqueue(kind=OutboxKind.MAIL, key=key, payload=_letter(to, subject, body, is_secret))


@dataclass(frozen=True)
class Letter:
    """A mail to be written among many."""

    key: str
    to: str
    subject: str
    body: str
    is_secret: bool = False
    to_whom: str = ""  # in words, where the address is for nobody else to read


def enqueue_mails(letters: Iterable[Letter]) -> None:
    """Write many letters; those whose key is there already are written already."""
    rows = [OutboxItem(kind=OutboxKind.MAIL, key=one.key, payload=_payload(one)) for one in letters]
    OutboxItem.objects.bulk_create(rows, ignore_conflicts=True)
    keys = [row.key for row in rows]
    waiting = OutboxItem.objects.filter(key__in=keys, state=OutboxState.WAITING).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        transaction.on_commit(partial(wake, pk), robust=True)


def _payload(letter: Letter) -> dict:
    payload = _letter(letter.to, letter.subject, letter.body, letter.is_secret)
    return payload | {"to_whom": letter.to_whom} if letter.to_whom else payload


def _letter(to: str, subject: str, body: str, is_secret: bool = False) -> dict:
    subject = " ".join(subject.split())  # a line of the letter's head: with a break in it no letter leaves
    return {"to": to, "subject": subject, "body": body, "is_secret": is_secret}


def reword_mail(*, item: OutboxItem, to: str, subject: str, body: str) -> bool:
    """Say it otherwise in a letter that has not left yet; whether that came in time."""
    return bool(_at_rest(item).update(payload=_letter(to, subject, body)))


def withdraw(*, item: OutboxItem, now: datetime) -> bool:
    """Take back what has not been done, or failed; whether that came in time. We hold it first, so that
    no worker begins it meanwhile."""
    if not _at_rest(item).update(leased_until=now + LEASE):
        return False
    OutboxItem.objects.filter(pk=item.pk).delete()
    return True


def _at_rest(item: OutboxItem) -> QuerySet[OutboxItem]:
    """The row where it is not done and nobody is at it."""
    return OutboxItem.objects.filter(pk=item.pk, leased_until=None).exclude(state=OutboxState.DONE)


def forget_addresses(addresses: Iterable[str]) -> int:
    """Take every letter to these addresses out, whatever became of it; how many."""
    wanted = {one.lower() for one in addresses if one}
    to = Lower(KeyTextTransform("to", "payload"))
    kept = OutboxItem.objects.mails().annotate(addressee=to).order_by()
    return kept.filter(addressee__in=wanted).delete()[0] if wanted else 0


def blank_mails(said_in: Callable[[str], bool], taken_out_of: Callable[[str, datetime], str]) -> int:
    """Take words out of every letter that says them, sent or not, by when it was written; how many were
    looked at. A secret one holds none of anybody's words."""
    blanked = 0
    told = OutboxItem.objects.mails().exclude(payload__is_secret=True).order_by("pk")
    for pk, at, payload in told.values_list("pk", "created_at", "payload").iterator():
        texts = {name: payload.get(name, "") for name in ("subject", "body")}
        if any(map(said_in, texts.values())):
            payload |= {name: taken_out_of(text, at) for name, text in texts.items()}
            blanked += OutboxItem.objects.filter(pk=pk).update(payload=payload)
    return blanked


def wake(item_id: int) -> None:
    """A hint that may fail: the sweep finds what a silent broker never told."""
    global _silent_until
    if monotonic() < _silent_until:
        return
    try:
        current_app.send_task("plans.tasks.carry_out", [item_id], retry=False)
    except Exception as error:
        _silent_until = monotonic() + SILENCE
        log.warning("the broker did not take the hint for outbox item %s: %s", item_id, error)


def carry_out_item(*, item_id: int, now: datetime) -> bool:
    """Do what the item asks for, if it is due and nobody else is at it. True when it was done."""
    ripe = OutboxItem.objects.ripe_at(now).filter(pk=item_id)
    ripe.filter(attempts__gte=MOST_ATTEMPTS).update(state=OutboxState.FAILED, error=_("Its worker died."))
    lease = now + LEASE
    if not ripe.update(leased_until=lease, attempts=F("attempts") + 1):
        return False
    item = OutboxItem.objects.get(pk=item_id)
    before = dict(item.payload)
    try:
        import_string(settings.OUTBOX_CARRIERS[item.kind])(item=item, now=now)
    except MoreToDo:
        outcome: dict[str, Any] = {"state": OutboxState.WAITING, "due_at": timezone.now(), "error": ""}
        outcome |= {"attempts": 0, "payload": item.payload}
    except NoSecondTry as error:
        outcome = {"state": OutboxState.FAILED, "error": str(error)}
    except Exception as error:
        words = ADDRESS.sub("…", f"{type(error).__name__}: {error}")
        log.warning("outbox item %s failed: %s", item.key, words)
        wait = min(timedelta(minutes=2**item.attempts), LONGEST_WAIT)
        is_over = item.attempts >= MOST_ATTEMPTS
        state = OutboxState.FAILED if is_over else OutboxState.WAITING
        outcome = {"state": state, "error": words, "due_at": now + wait}
    else:
        outcome = {"state": OutboxState.DONE, "done_at": timezone.now(), "error": ""}
        if item.payload != before:  # else it stays as somebody may have blanked it meanwhile
            outcome |= {"payload": item.payload}
    # Where the lease ran out and somebody else took over, theirs is the word.
    held = OutboxItem.objects.filter(pk=item_id, leased_until=lease)
    is_ours = held.update(leased_until=None, handed_over_at=item.handed_over_at, **outcome)
    if is_ours and outcome.get("attempts") == 0:
        wake(item_id)
    return bool(is_ours) and outcome["state"] == OutboxState.DONE


def sweep_outbox(*, now: datetime, most: int = 100) -> int:
    """Carry out whatever is due; how many were done. Safe beside other sweeps."""
    ripe = OutboxItem.objects.ripe_at(now).order_by("due_at").values_list("pk", flat=True)[:most]
    return sum(carry_out_item(item_id=pk, now=now) for pk in list(ripe))


@transaction.atomic
def try_again(*, item: OutboxItem, by: User, now: datetime) -> None:
    """Have done after all what failed, or now what waits for its next try; for a coordinator."""
    if not can_coordinate(by, timezone.localdate(now)):
        raise PermissionDenied
    if _at_rest(item).update(state=OutboxState.WAITING, due_at=now, attempts=0, handed_over_at=None):
        transaction.on_commit(lambda: wake(item.pk), robust=True)


def send_mail(*, item: OutboxItem, now: datetime) -> None:
    """Send a letter, at most once: what may have left when the worker or the line broke is not sent again."""
    letter = item.payload
    with get_connection() as server:
        # One update, so that of two workers one hands it over, whatever became of their leases.
        mine = OutboxItem.objects.filter(pk=item.pk, handed_over_at=None)
        if not mine.update(handed_over_at=now):
            raise NoSecondTry(_("The worker stopped while this was being sent. It may have arrived."))
        item.handed_over_at = now
        try:
            EmailMessage(
                letter["subject"],
                letter["body"],
                to=[letter["to"]],
                headers={"Message-ID": f"<outbox-{item.pk}@portal.invalid>"},
                connection=server,
            ).send()
        except NO_ANSWER as error:
            raise NoSecondTry(
                _("The mail server did not say that it took this. It may have arrived.")
            ) from error
        except Exception:
            item.handed_over_at = None  # refused, so it did not leave
            raise
    if letter.get("is_secret"):
        item.payload = letter | {"body": ""}
