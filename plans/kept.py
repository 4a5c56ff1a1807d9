"""Words that came in when the session had ended: kept for this browser until it has signed in again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, QueryDict

KEPT = "kept_words"
NOT_KEPT = "files_not_kept"  # the names of files that came with the words: those are sent again
MOST_LETTERS = 500_000  # of one form, as it is posted: every letter with a macron takes six
MOST_FORMS = 5
NOT_WORDS = ("action", "csrfmiddlewaretoken", "version")  # what a form holds that nobody typed


def keep_words(request: HttpRequest) -> bool:
    """Put aside what was posted and not taken, by the address it was meant for; whether it was kept.

    The newest forms only, and those that a page of ours has sent.
    """
    words = request.POST.copy()
    words.pop("csrfmiddlewaretoken", None)
    words.setlist(NOT_KEPT, [file.name for name in request.FILES for file in request.FILES.getlist(name)])
    text = words.urlencode()
    has_words = any(value for name, value in words.items() if name not in NOT_WORDS)
    if not has_words or len(text) > MOST_LETTERS or not _is_from_here(request):
        return False
    kept = request.session.get(KEPT, {})
    kept.pop(request.path, None)
    request.session[KEPT] = dict([*kept.items(), (request.path, text)][-MOST_FORMS:])
    return True


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours was open in this browser: robots fill no sessions, other sites plant no words.

    Browsers send neither cookie with a form that another site posts (SameSite).
    """
    ours = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return bool(ours & request.COOKIES.keys()) and site == "same-origin"


def kept_words(request: HttpRequest) -> QueryDict | None:
    """What was put aside for this address, if anything was."""
    text = request.session.get(KEPT, {}).get(request.path)
    return None if text is None else QueryDict(text)


def forget_words(request: HttpRequest) -> None:
    """They are saved now, or not wanted any more."""
    if kept_words(request) is not None:
        del request.session[KEPT][request.path]
        request.session.modified = True


def gives_up(request: HttpRequest) -> bool:
    """Whether somebody goes on with what is saved; what was kept aside for them is forgotten then."""
    if request.POST.get("action") != "drop":
        return False
    forget_words(request)
    return True


@dataclass(frozen=True)
class Difference:
    """One thing that two versions say differently."""

    label: str
    href: str
    theirs: object
    yours: object


def left_differently(pairs: Iterable[tuple[str, str, object, object]]) -> list[Difference]:
    """Where what is saved and what was typed differ: label, field, theirs, yours."""
    return [
        Difference(str(label), f"#{field}", theirs, yours)
        for label, field, theirs, yours in pairs
        if theirs != yours
    ]
