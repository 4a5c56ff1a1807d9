"""What is doubted: somebody looks whether a person sent it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.http import reading_and_posting
from plans.rules import NotReady

from ...forms.desk import WhyForm
from ...models import Consultation
from ...operations.at_work import reasons_not_to_work
from ...operations.moderation import accept, set_aside, take_up_again
from .desk import consultation_at, crumbs, desk, ticked_numbers

ON_A_PAGE = 50


@reading_and_posting
def doubtful(request: HttpRequest, consultation: str) -> HttpResponse:
    """Those that wait, or with `?aside` those set aside; what is ticked is accepted or set aside."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    if request.method == "POST":
        return _decide(request, found, now)
    return _show(request, found, WhyForm(), now)


def _decide(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    form = WhyForm(request.POST)
    about = {"consultation": found, "numbers": _chosen(request, found), "by": request.user, "now": now}
    if not form.is_valid():
        return _show(request, found, form, now, status=422)
    try:
        words = _done(request.POST.get("action", ""), form.cleaned_data["why"], about)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, found, form, now, status=409)
    if words:
        messages.success(request, words)
    return redirect(request.get_full_path())


def _chosen(request: HttpRequest, found: Consultation) -> set[int]:
    """What is ticked; or all that wait, as long as they are as many as were read."""
    waiting = set(found.submissions.doubted().values_list("number", flat=True))
    return waiting if request.POST.get("all") == str(len(waiting)) else ticked_numbers(request)


def _done(action: str, why: str, about: dict) -> str:
    """Do it, and say how many there were."""
    if action == "accept":
        n = accept(**about)
        return ngettext("%(n)s submission is accepted.", "%(n)s submissions are accepted.", n) % {"n": n}
    if action == "aside":
        n = set_aside(why=why, **about)
        return ngettext("%(n)s submission is set aside.", "%(n)s submissions are set aside.", n) % {"n": n}
    if action == "again":
        n = take_up_again(**about)
        return ngettext("%(n)s submission waits again.", "%(n)s submissions wait again.", n) % {"n": n}
    return ""


def _show(
    request: HttpRequest, found: Consultation, form: WhyForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    aside = found.submissions.filter(set_aside_at__isnull=False, withdrawn_at=None)
    is_aside = "aside" in request.GET
    rows = aside if is_aside else found.submissions.doubted()
    page = desk(found, now) | {
        "is_aside": is_aside,
        "page_obj": Paginator(rows.order_by("number"), ON_A_PAGE).get_page(request.GET.get("page")),
        "aside": aside.count(),
        "ticked": request.POST.getlist("submission"),
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "not_now": reasons_not_to_work(found),
        "crumbs": crumbs(found, _("Doubtful")),
    }
    return render(request, "engagement/desk/doubtful.html", page, status=status)
