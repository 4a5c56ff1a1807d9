"""What somebody has begun and not sent: kept at a secret address until it is sent, or is too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from plans.models import StoredFile
from plans.operations.versions import save_version
from plans.rules import NotReady, Stale

from ..choices import Standing
from ..models import Consultation, UnsentSubmission
from ..rules.taking_part import NOT_OPEN, TOO_LONG, is_too_long_to_keep
from .letters import forget_links, has_link, links_sent, send_link
from .limits import takes_a_letter, takes_one_more

HOUR = timedelta(hours=1)
MOST_TOLD = 3  # addresses that are told of one of them
KEPT_AFTER_CLOSING = timedelta(days=30)  # said on the page that shows the link

Typed = dict[str, list[str]]


class TooManyKept(Exception):
    """As much as may be was begun where this comes from; nothing was written."""


def secret_of(consultation: Consultation, key: str) -> str:
    """The secret address of what was begun in a form: the same form has one in each consultation, and nobody
    can guess it."""
    begun = f"{consultation.pk} {key}"
    return salted_hmac("engagement.unsent", begun, algorithm="sha256").hexdigest()[:43]


@transaction.atomic
def keep_unsent(
    *,
    consultation: Consultation,
    key: str,
    version: int,
    typed: Typed,
    files: list[StoredFile],
    now: datetime,
    sent_from: str = "",
) -> UnsentSubmission:
    """Keep what was typed so far, whole or not.

    `version` is the one that was read, 0 for none. Stale where another window has kept something else;
    NotReady where it is too late or too long.
    """
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not consultation.is_published or consultation.standing_at(now) != Standing.OPEN:
        raise NotReady([NOT_OPEN])
    if is_too_long_to_keep(typed):
        raise NotReady([TOO_LONG])
    secret = secret_of(consultation, key)
    kept = consultation.unsent.filter(secret=secret).first()
    if kept is None:
        if version:
            raise Stale  # it was sent meanwhile
        kept = _begin(consultation, secret, typed, now, sent_from)
    elif kept.typed != typed:
        kept.typed, kept.saved_at = typed, now
        save_version(kept, version=version, by=None)
    kept.files.set(files)
    return kept


@transaction.atomic
def mail_link(*, unsent: UnsentSubmission, email: str, now: datetime, sent_from: str = "") -> bool:
    """Mail the link to what was begun, unless that address has it; whether the letter was written.

    None is where this one has told as many as it may, where the address has as many letters as it gets in
    a day, or where as many as may be were sent in an hour from where this comes from.
    """
    is_there = UnsentSubmission.objects.select_for_update().filter(pk=unsent.pk).exists()
    if not is_there or has_link(unsent, email):  # it was sent meanwhile, or they know already
        return True
    if links_sent(unsent) >= MOST_TOLD or not _takes_a_letter(email, sent_from, now):
        return False
    send_link(unsent, email)
    return True


def _takes_a_letter(email: str, sent_from: str, now: datetime) -> bool:
    is_from_too_many = sent_from and not takes_one_more(
        "link", sent_from, most=settings.LINKS_PER_HOUR, within=HOUR, now=now
    )
    return not is_from_too_many and takes_a_letter(email, now)


def _begin(
    consultation: Consultation, secret: str, typed: Typed, now: datetime, sent_from: str
) -> UnsentSubmission:
    if sent_from and not takes_one_more(
        "unsent", sent_from, most=settings.MOST_SUBMISSIONS_PER_HOUR, within=HOUR, now=now
    ):
        raise TooManyKept
    return UnsentSubmission.objects.create(
        consultation=consultation, secret=secret, typed=typed, saved_at=now
    )


def end_unsent(consultation: Consultation, key: str) -> None:
    """It is sent: what was begun is not kept beside it."""
    _erase(consultation.unsent.filter(secret=secret_of(consultation, key)))


@transaction.atomic
def erase_unsent(*, now: datetime) -> int:
    """Erase what was begun and not sent within thirty days of the closing; how many. Safe to run twice."""
    return _erase(UnsentSubmission.objects.filter(consultation__closes_at__lte=now - KEPT_AFTER_CLOSING))


def _erase(rows) -> int:
    found = list(rows.values_list("pk", flat=True))
    if found:
        forget_links(found)
        UnsentSubmission.objects.filter(pk__in=found).delete()
    return len(found)
