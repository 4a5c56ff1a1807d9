"""What is said when something cannot be: in words, on the page of its status."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from plans.rules import NotReady, Stale


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, with our own words where the refusal has some; Django's are for the log."""
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"reason": reason}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: most often a page that was open for too long."""
    return render(request, "403.html", {"reason": ""}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, in the same words for what is missing and for what is not published."""
    return render(request, "404.html", status=404)


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
