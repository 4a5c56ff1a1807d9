"""Publishing: each act advances the site's edition, in the transaction that makes it true."""

from __future__ import annotations

from django.db import models

from ..choices import PublicationKind, Role
from ..models import Agency, Edition, EditionCounter, Publication, User


def next_edition(*, by: User | None, by_words: str, document: str = "") -> Edition:
    """Begin a new edition, inside a transaction: the counter's lock keeps editions in order until commit."""
    EditionCounter.objects.update(number=models.F("number") + 1)
    number = EditionCounter.objects.values_list("number", flat=True).get()
    return Edition.objects.create(number=number, by=by, by_words=by_words, document=document)


def hold_editions() -> int:
    """The newest edition, held until the transaction ends: no other begins meanwhile."""
    return EditionCounter.objects.select_for_update().values_list("number", flat=True).get()


def edition_by(*, by: User, on) -> Edition:
    """Begin a new edition in a person's name; the public reads role, title and agency."""
    return next_edition(by=by, by_words=capacity(by, on))


def capacity(user: User, on) -> str:
    """In what capacity somebody acts: role, title and agency as they are on the day."""
    held = sorted(user.roles_on(on), key=lambda membership: membership.role != Role.COORDINATOR)
    if not held:
        return ""
    agency = Agency.objects.named_on(on).filter(pk=held[0].agency_id).first()
    return f"{held[0].title}, {agency.name}" if agency else held[0].title


def announce(*, edition: Edition, kind: PublicationKind, address: str, after, before=None) -> Publication:
    """Enter one thing that became public in the edition's list: what it is and where it stands."""
    return Publication.objects.create(edition=edition, kind=kind, address=address, before=before, after=after)
