"""Words that came in when the session had ended: kept for this browser until it has signed in again."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

KEPT = "kept_words"
MOST_LETTERS = 300_000


def keep_words(request: HttpRequest) -> None:
    """Put aside what was posted without a session, by the address it was meant for."""
    words = request.POST.copy()
    words.pop("csrfmiddlewaretoken", None)
    text = words.urlencode()
    if text and len(text) <= MOST_LETTERS:
        request.session[KEPT] = {"address": request.path, "words": text}


def kept_words(request: HttpRequest) -> QueryDict | None:
    """What was put aside for this address, if anything was."""
    kept = request.session.get(KEPT) or {}
    return QueryDict(kept["words"]) if kept.get("address") == request.path else None


def forget_words(request: HttpRequest) -> None:
    """They are saved now."""
    if kept_words(request) is not None:
        del request.session[KEPT]
