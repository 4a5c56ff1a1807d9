"""Words kept in sessions (`plans.kept`) for somebody who is signed out: looked through and taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import QueryDict

from ..kept import KEPT

WORKSPACE = "/workspace/"  # where those who work here write

Change = Callable[[str, QueryDict], QueryDict | None]  # a form by its address, and as it is kept from now on


def forget_kept_words(address: str, is_theirs: Callable[[QueryDict], bool]) -> int:
    """Forget what somebody typed into forms under an address; from how many sessions."""

    def change(path: str, typed: QueryDict) -> QueryDict | None:
        return None if path.startswith(address) and is_theirs(typed) else typed

    return _change_kept(change)


def blank_kept_words(said_in: Callable[[str], bool], taken_out_of: Callable[[str], str]) -> int:
    """Take words out of what was typed at work; in how many sessions. What the public types is theirs."""

    def change(path: str, typed: QueryDict) -> QueryDict:
        lists = dict(typed.lists()) if path.startswith(WORKSPACE) else {}
        if not any(said_in(one) for said in lists.values() for one in said):
            return typed
        blanked = QueryDict(mutable=True)
        for name, said in lists.items():
            blanked.setlist(name, [taken_out_of(one) for one in said])
        return blanked

    return _change_kept(change)


def _change_kept(change: Change) -> int:
    return sum(map(partial(_change_one, change), list(_keys_of_those_that_keep())))


def _keys_of_those_that_keep() -> Iterator[str]:
    for session in Session.objects.iterator():
        if KEPT in session.get_decoded():
            yield session.session_key


@transaction.atomic
def _change_one(change: Change, key: str) -> bool:
    """Read once more, held: its browser may just be at work."""
    session = Session.objects.select_for_update().filter(pk=key).first()
    said = session.get_decoded() if session else {}
    before = said.get(KEPT, {})
    typed = {path: change(path, QueryDict(text)) for path, text in before.items()}
    after = {path: one.urlencode() for path, one in typed.items() if one is not None}
    if session is None or after == {path: QueryDict(text).urlencode() for path, text in before.items()}:
        return False
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session.session_data = store().encode(said | {KEPT: after})
    session.save(update_fields=["session_data"])
    return True
