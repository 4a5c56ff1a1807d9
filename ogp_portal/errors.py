"""What is said when something cannot be: in words, on the page of its status."""

import sys

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.defaults import server_error as django_server_error

from engagement.views.proposals import guest_again
from engagement.views.receipts import correct_again
from engagement.views.taking_part import take_part_again
from engagement.views.voices import give_again, voice_again
from plans.files import weight_words
from plans.kept import keep_words
from plans.rules import NotReady, Stale

from .middleware import WRITTEN_IN

DATABASE_AWAY = (OperationalError, InterfaceError)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
AWAY = gettext_lazy(
    "The portal cannot reach its records right now. It tries again; please come back in a moment."
)
RETRY_AFTER = "10"  # seconds

# Forms of people without an account, whose words are shown again at once.
PUBLIC_FORMS = {
    "take-part": take_part_again,
    "take-part-later": take_part_again,
    "receipt-correct": correct_again,
    "idea-voice": give_again,
    "proposal-guest": guest_again,
    "voice": voice_again,
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, with our own words where the refusal has some; Django's are for the log.

    More than the portal takes in at once is 413: nothing of it was read, so nothing was kept.
    """
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", {"most": weight_words(settings.MOST_BYTES_A_FILE)}, status=413)
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"reason": reason}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: most often a page that was open for too long.

    What was typed into the workspace or the review desk is kept, and found again in the form; whoever
    takes part has their words on the page at once.
    """
    asked = request.resolver_match
    if asked and asked.url_name in PUBLIC_FORMS:
        return PUBLIC_FORMS[asked.url_name](request, **asked.kwargs)
    is_kept = request.path.startswith(WRITTEN_IN) and keep_words(request)
    form_url = request.path if is_kept else ""
    return render(request, "403.html", {"reason": "", "form_url": form_url}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, in the same words for what is missing and for what is not published."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 while the database is away, which passes, so it says when to come again."""
    if not isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return django_server_error(request)
    if request.path.startswith("/api/"):
        detail = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": str(AWAY)}
        detail |= {"instance": request.get_full_path()}
        answer = JsonResponse(detail, status=503, content_type="application/problem+json")
    else:
        answer = HttpResponse(get_template("503.html").render(), status=503)
    answer["Retry-After"] = RETRY_AFTER
    return answer


class NotNow:
    """What cannot happen now answers 409 with every reason, wherever it was asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotReady):
            reasons = [str(reason) for reason in exception.reasons]
        elif isinstance(exception, Stale):
            reasons = [_("Somebody else has saved this since you opened it. Nothing of theirs was lost.")]
        else:
            return None
        return render(request, "409.html", {"reasons": reasons}, status=409)
