"""Words that came in when the session had ended: kept for this browser until it has signed in again."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

KEPT = "kept_words"
MOST_LETTERS = 500_000  # of one form, as it is posted: every letter with a macron takes six
MOST_FORMS = 5


def keep_words(request: HttpRequest) -> None:
    """Put aside what was posted without a session, by the address it was meant for; the newest forms."""
    words = request.POST.copy()
    words.pop("csrfmiddlewaretoken", None)
    text = words.urlencode()
    if text and len(text) <= MOST_LETTERS:
        kept = request.session.get(KEPT, {})
        kept.pop(request.path, None)
        request.session[KEPT] = dict([*kept.items(), (request.path, text)][-MOST_FORMS:])


def kept_words(request: HttpRequest) -> QueryDict | None:
    """What was put aside for this address, if anything was."""
    text = request.session.get(KEPT, {}).get(request.path)
    return None if text is None else QueryDict(text)


def forget_words(request: HttpRequest) -> None:
    """They are saved now."""
    if kept_words(request) is not None:
        del request.session[KEPT][request.path]
        request.session.modified = True
