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

from ..operations.limits import count_one_more, how_many

HOUR = timedelta(hours=1)
View = Callable[..., HttpResponse]


def for_holders(*, has_form: bool = False) -> Callable[[View], View]:
    """A page at a secret address. Who tries very many that do not exist is shown none for a while.

    Its address goes to no other site; from a page with a form it goes along to this one, because a browser
    that tells nothing tells not even that the form is ours.
    """

    def wrap(view: View) -> View:
        @login_not_required
        @wraps(view)
        def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            sender, now = get_adapter().get_client_ip(request), timezone.now()
            if how_many("guess", sender, within=HOUR, now=now) >= settings.GUESSES_PER_HOUR:
                return render(request, "engagement/too_many_guesses.html", status=429)
            try:
                answer = view(request, *args, **kwargs)
            except Http404:
                count_one_more("guess", sender, within=HOUR, now=now)
                raise
            answer["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
            answer["X-Robots-Tag"] = "noindex"
            if "Cache-Control" not in answer:
                patch_cache_control(answer, private=True, no_store=True)
            return answer

        return page

    return wrap
