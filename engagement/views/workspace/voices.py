"""What others say to ideas: read before everybody does; and whether a person said it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plans.http import number_in, reading_and_posting
from plans.rules import NotReady, Stale

from ...forms.desk import WhyForm
from ...models import Consultation, Voice
from ...operations.at_work import reasons_not_to_work
from ...operations.voices import Heard, accept_voices, keep_back, set_voices_aside, show_reasons
from .desk import crumbs, desk
from .ideas import STALE, gathering_at

ON_A_PAGE = 50
LABELS = {
    "": gettext_lazy("Reasons to read"),
    "doubted": gettext_lazy("Doubtful"),
    "aside": gettext_lazy("Set aside"),
    "kept-back": gettext_lazy("Not shown"),
}


@reading_and_posting
def voices(request: HttpRequest, consultation: str) -> HttpResponse:
    """Reasons that nobody else reads yet; with `?list=` those doubted, set aside or kept back."""
    now = timezone.now()
    found = gathering_at(request, consultation, now)
    if request.method == "POST":
        return _decide(request, found, now)
    return _show(request, found, WhyForm(), now)


def _decide(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    form = WhyForm(request.POST)
    about = {"consultation": found, "ticked": _ticked(request), "by": request.user, "now": now}
    if not form.is_valid():
        return _show(request, found, form, now, status=422)
    try:
        words = _done(request.POST.get("action", ""), form.cleaned_data["why"], about)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, found, form, now, status=409)
    except Stale:
        return _show(request, found, form, now, errors=[STALE], status=409)
    if words:
        messages.success(request, words)
    return redirect(request.get_full_path())


def _done(action: str, why: str, about: dict) -> str:
    """Do it, and say how many there were."""
    if action == "show":
        n = show_reasons(**about)
        return ngettext("%(n)s reason is public.", "%(n)s reasons are public.", n) % {"n": n}
    if action == "keep-back":
        n = keep_back(why=why, **about)
        return ngettext("%(n)s reason is not shown.", "%(n)s reasons are not shown.", n) % {"n": n}
    if action == "accept":
        n = accept_voices(**about)
        return ngettext("%(n)s voice counts now.", "%(n)s voices count now.", n) % {"n": n}
    if action == "aside":
        n = set_voices_aside(**about)
        return ngettext("%(n)s voice is set aside.", "%(n)s voices are set aside.", n) % {"n": n}
    return ""


def _ticked(request: HttpRequest) -> list[Heard]:
    """The voices that are ticked, each as it was read."""
    found = set()
    for text in request.POST.getlist("voice"):
        pk, _dot, version = text.partition(".")
        heard = Heard(number_in(pk, digits=18), number_in(version, digits=18))
        if all(heard):
            found.add(heard)
    return sorted(found)


def _show(
    request: HttpRequest, found: Consultation, form: WhyForm, now: datetime, *, status: int = 200, errors=None
) -> HttpResponse:
    rows = Voice.objects.filter(idea__consultation=found)
    lists = {
        "": rows.to_moderate(),
        "doubted": rows.doubted(),
        "aside": rows.filter(set_aside_at__isnull=False, withdrawn_at=None),
        "kept-back": rows.not_shown().exclude(kept_back_why=""),
    }
    asked = request.GET.get("list", "")
    chosen = lists.get(asked, lists[""])
    listed = chosen.select_related("idea__point__submission", "idea__consultation")
    listed = listed.order_by("idea__number", "given_at", "pk")
    page = desk(found, now) | {
        "list": asked if asked in lists else "",
        "numbers": [(name, LABELS[name], one.count()) for name, one in lists.items()],
        "page_obj": Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page")),
        "ticked": request.POST.getlist("voice"),
        "form": form,
        "errors": errors or (list(form.problems()) if form.is_bound else []),
        "not_now": reasons_not_to_work(found),
        "crumbs": crumbs(found, _("Voices")),
    }
    return render(request, "engagement/ideas/workspace_voices.html", page, status=status)
