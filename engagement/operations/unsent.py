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
from ..rules.taking_part import NOT_OPEN
from .letters import forget_links, send_link
from .limits import takes_one_more

KEPT_AFTER_CLOSING = timedelta(days=30)  # said on the page that shows the link

Typed = dict[str, list[str]]


class TooManyKept(Exception):
    """As much as may be was begun where this comes from; nothing was written."""


def secret_of(key: str) -> str:
    """The secret address of what was begun in a form: the same form has one, and nobody can guess it."""
    return salted_hmac("engagement.unsent", key, algorithm="sha256").hexdigest()[:43]


@transaction.atomic
def keep_unsent(
    *,
    consultation: Consultation,
    key: str,
    version: int,
    typed: Typed,
    files: list[StoredFile],
    now: datetime,
    email: str = "",
    sent_from: str = "",
) -> UnsentSubmission:
    """Keep what was typed so far, whole or not, and mail the link where there is an address for it.

    `version` is the one that was read, 0 for none. Stale where another window has kept something else.
    """
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not consultation.is_published or consultation.standing_at(now) != Standing.OPEN:
        raise NotReady([NOT_OPEN])
    secret = secret_of(key)
    kept = UnsentSubmission.objects.filter(secret=secret).first()
    if kept is None:
        if version:
            raise Stale  # it was sent meanwhile
        kept = _begin(consultation, secret, typed, now, sent_from)
    elif kept.typed != typed:
        kept.typed, kept.saved_at = typed, now
        save_version(kept, version=version, by=None)
    kept.files.set(files)
    if email and takes_one_more(
        "receipt", email.casefold(), most=settings.RECEIPTS_PER_DAY, within=timedelta(days=1), now=now
    ):
        send_link(kept, email)
    return kept


def _begin(
    consultation: Consultation, secret: str, typed: Typed, now: datetime, sent_from: str
) -> UnsentSubmission:
    if sent_from and not takes_one_more(
        "unsent", sent_from, most=settings.MOST_SUBMISSIONS_PER_HOUR, within=timedelta(hours=1), now=now
    ):
        raise TooManyKept
    return UnsentSubmission.objects.create(
        consultation=consultation, secret=secret, typed=typed, saved_at=now
    )


def end_unsent(consultation: Consultation, key: str) -> None:
    """It is sent: what was begun is not kept beside it."""
    _erase(consultation.unsent.filter(secret=secret_of(key)))


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
