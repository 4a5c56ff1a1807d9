"""The end of an indicator, or of a piece of work, in public: the reason is asked for first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plans.http import version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.rules import NotReady, Stale

from ...forms.corrections import WithdrawForm
from ...models import Indicator, WorkElsewhere

if TYPE_CHECKING:
    from . import elsewhere, indicators


def ask_why(
    desk: indicators.Desk | elsewhere.Desk,
    whole: Indicator | WorkElsewhere,
    *,
    withdraw: Callable[..., None],
    back: str,
    kicker: str,
) -> HttpResponse:
    """Withdraw what is public once it is said why; `back` is where it is worked on."""
    if not desk.can_publish:
        raise PermissionDenied
    request = desk.request
    if whole.is_withdrawn:  # a button was pressed twice
        return redirect(whole.get_absolute_url())
    if gives_up(request):
        return redirect(request.path)
    is_stale, status = False, 200
    form = WithdrawForm(request.POST if request.method == "POST" else kept_words(request))
    if request.method == "POST" and form.is_valid():
        try:
            why, version = form.cleaned_data["why"], version_in(request.POST)
            withdraw(version=version, why=why, **desk.by_whom())
            forget_words(request)
            return redirect(whole.get_absolute_url())
        except NotReady as refused:
            form.refuse(refused.reasons)
        except Stale:
            is_stale, status = True, 409
    if form.errors:
        status = 422
    page = {
        "whole": whole,
        "form": form,
        "kicker": kicker,
        "back": back,
        "url": request.path,
        "is_stale": is_stale,
        "version": whole.version,
        "errors": list(form.problems()),
    }
    page = desk.page({"url": back, "label": str(whole)}, {"url": "", "label": _("Withdraw")}, **page)
    return render(request, "commitments/figures/withdraw.html", page, status=status)
