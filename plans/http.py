"""What every public page and API answer shares: the day asked about, and when it has changed."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db.models import Count, Subquery, Value
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from .models import EditionCounter, StoredFile, Turn

log = logging.getLogger(__name__)

reading_and_posting = require_http_methods(["GET", "HEAD", "POST"])


def version_in(words: Mapping[str, str]) -> int:
    """The version that was read, as the form brings it back; 0 where it brings none."""
    return number_in(words.get("version", ""))


def number_in(text: str, *, digits: int = 9) -> int:
    """What a text says as a plain number of so many digits at the most; 0 where it says none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0


def numbers_in(texts: Iterable[str]) -> set[int]:
    """The plain numbers among these texts; 0 is none."""
    return {number for text in texts if (number := number_in(text))}


def day_asked(request: HttpRequest) -> date:
    """The day of `?on=`, today without one; BadRequest (400) in words where it is malformed or ahead."""
    today = timezone.localdate()
    text = request.GET.get("on", "")
    if not text:
        return today
    try:
        on = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else None
    except ValueError:
        on = None
    if on is None:
        raise BadRequest(_("“%s” is not a day. Write it as year, month and day: 2018-03-12.") % text)
    if on > today:
        raise BadRequest(_("%s is ahead. Only today and days before it can be asked about.") % on.isoformat())
    return on


def day_query(request: HttpRequest, on: date) -> str:
    """What a link adds to keep the day that was asked about; empty where none was."""
    return f"?on={on.isoformat()}" if request.GET.get("on") else ""


def is_anonymous(request: HttpRequest) -> bool:
    """Whether the request carries nothing that could tell who is asking."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "Authorization" not in request.headers


def etag(request: HttpRequest, media_type: str = "text/html") -> str:
    """Changes with the edition, the turns of the clock, the day, the release, the address, the media type
    and the language."""
    turns = Turn.objects.filter(at__lte=timezone.now()).order_by().annotate(one=Value(1)).values("one")
    passed = Subquery(turns.annotate(count=Count("pk")).values("count"))
    state = EditionCounter.objects.values_list("number", passed).get()
    parts = (
        *state,
        timezone.localdate().isoformat(),
        settings.RELEASE,
        request.get_host(),
        request.get_full_path(),
        media_type,
        get_language(),
    )
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A reading page for everyone: no sign-in, nothing written, and caches may ask whether it changed."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not is_anonymous(request):
            return view(request, *args, **kwargs)
        tag = etag(request)
        answer = unchanged(request, tag) or view(request, *args, **kwargs)
        if answer.status_code in (200, 304):
            keep(answer, tag)
        return answer

    return login_not_required(require_safe(page))


def public_now(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A reading page for everyone that says more than the edition does, and may say it otherwise a moment
    later: no cache keeps it."""
    return login_not_required(require_safe(cache_control(private=True, no_cache=True)(view)))


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The answer to somebody who has this state already. `*` means any state, and there may be none."""
    if request.headers.get("If-None-Match", "").strip() == "*":
        return None
    return get_conditional_response(request, etag=tag)


def keep(answer: HttpResponse, tag: str) -> None:
    """Let caches keep a public answer as long as they ask again each time."""
    answer["ETag"] = tag
    patch_cache_control(answer, public=True, max_age=0, must_revalidate=True)
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])


def download(stored: StoredFile) -> HttpResponse:
    """A file that somebody sent. A browser is given nothing to run: it is a download whatever it holds, in a
    sandbox without scripts."""
    try:
        content = stored.file.open("rb")
    except OSError as error:
        log.exception("the file of %s is not on the disk", stored.key)
        raise Http404 from error
    answer = FileResponse(
        content, as_attachment=True, filename=stored.name, content_type=stored.media_type
    )  # fmt: skip
    if stored.media_type.startswith("text/"):
        answer["Content-Type"] = f"{stored.media_type}; charset=utf-8"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
