"""What holds for every request."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.kept import keep_words

from .accounts import lacks_second_factor

PRIVATE = ("/accounts/", "/admin/", "/review/", "/workspace/")
WRITTEN_IN = ("/review/", "/workspace/")  # what is typed elsewhere behind the sign-in may be a password


def private_answers(get_response):
    """Whatever is said to somebody known, or behind the sign-in, is kept by no cache and no browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Whether the cookie still signs anybody in does not matter, and asking would cost a query.
        known = settings.SESSION_COOKIE_NAME in (request.COOKIES.keys() | response.cookies.keys())
        if known or "Authorization" in request.headers or request.path.startswith(PRIVATE):
            response["Cache-Control"] = "private, no-store"
            for header in ("ETag", "Expires", "Last-Modified"):
                response.headers.pop(header, None)
        return response

    return middleware


def not_too_much(get_response):
    """A request that weighs more than any form of ours is refused in words, and read by nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.MOST_BYTES_A_REQUEST:
            _let_it_end(request)
            raise RequestDataTooBig
        return get_response(request)

    return middleware


def _let_it_end(request: HttpRequest) -> None:
    """Browsers read no answer before they have sent all; a few times too much is let through to nowhere."""
    left = 3 * settings.MOST_BYTES_A_REQUEST
    while left > 0 and (chunk := request.read(64 * 1024)):
        left -= len(chunk)


class NoNul:
    """PostgreSQL keeps no NUL in a text: whoever sends one where no form looks is told so, with a 400."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        if isinstance(error, ValueError) and "NUL (0x00)" in str(error):
            raise BadRequest(_("There is a character in this that no text holds.")) from error


class SignInFirst(LoginRequiredMiddleware):
    """What is public says so; words that come in after a session has ended wait for the next sign-in."""

    def handle_no_permission(self, request: HttpRequest, view) -> HttpResponse:
        if request.method == "POST" and request.path.startswith(WRITTEN_IN):
            keep_words(request)
        return super().handle_no_permission(request, view)


class SecondFactor:
    """Coordinators, and whoever sees the admin, get behind the sign-in only with a second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or not getattr(view, "login_required", True):
            return None
        if request.resolver_match.route.startswith("accounts/"):  # where it is set up, and where one leaves
            return None
        if lacks_second_factor(request.user, on=timezone.localdate()):
            return redirect("mfa_activate_totp")
        return None
