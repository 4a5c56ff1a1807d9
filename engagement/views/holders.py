"""Pages that open for whoever has their secret address: kept nowhere, told to nobody, not to be guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from ..operations.limits import count_one_more, network_of

HOUR = timedelta(hours=1)
View = Callable[..., HttpResponse]


def sender_of(request: HttpRequest) -> str:
    """Where it comes from, as limits count it."""
    return network_of(get_adapter().get_client_ip(request))


def has_missed(request: HttpRequest) -> bool:
    """Count an address that opens nothing; whether as many were tried as may be."""
    before = count_one_more("guess", sender_of(request), within=HOUR, now=timezone.now())
    return before >= settings.GUESSES_PER_HOUR


def for_holders(*, has_form: bool = False) -> Callable[[View], View]:
    """A page at a secret address. It opens for whoever has it, whatever others in the same network try; who
    tries very many that do not exist is asked to come again later.

    Its address goes to no other site; from a page with a form it goes along to this one, because a browser
    that tells nothing tells not even that the form is ours.
    """

    def wrap(view: View) -> View:
        @login_not_required
        @wraps(view)
        def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                answer = view(request, *args, **kwargs)
            except Http404:
                if not has_missed(request):
                    raise
                answer = render(request, "engagement/too_many_guesses.html", status=429)
            answer["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
            answer["X-Robots-Tag"] = "noindex"
            if "Cache-Control" not in answer:
                patch_cache_control(answer, private=True, no_store=True)
            return answer

        return page

    return wrap
