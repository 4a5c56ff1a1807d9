"""Words with which answers may begin: all of them on one page."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words, left_differently
from plans.rules import NotReady, Stale

from ...forms.desk import TemplateForm
from ...models import AnswerTemplate
from ...operations.templates import drop_template, save_template
from ...permissions import can_run_consultations
from .desk import crumbs


@reading_and_posting
def templates(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more; `?edit=` opens one by its title."""
    now = timezone.now()
    if not can_run_consultations(request.user, timezone.localdate(now)):
        raise Http404
    title = request.POST.get("was", request.GET.get("edit", ""))
    kept = AnswerTemplate.objects.filter(title=title).first() if title else None
    if request.method == "POST":
        return _act(request, kept, now)
    if words := kept_words(request):
        form = TemplateForm(words)
        return _show(request, kept, form, kept_aside=_differences(kept, form), version=version_in(words))
    return _show(request, kept, TemplateForm(kept=kept))


def _act(request: HttpRequest, kept: AnswerTemplate | None, now: datetime) -> HttpResponse:
    if gives_up(request):
        return redirect(request.path)
    form, version = TemplateForm(request.POST), version_in(request.POST)
    if kept is None and version:  # dropped, or called something else, meanwhile
        form.full_clean()
        return _show(request, None, form, is_stale=True, status=409)
    about = {"template": kept, "version": version, "by": request.user, "now": now}
    try:
        if request.POST.get("action") == "drop-it" and kept:
            drop_template(**about)
        elif form.is_valid():
            save_template(**form.cleaned_data, **about)
        else:
            return _show(request, kept, form, status=422)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, kept, form, status=409)
    except Stale:
        kept = AnswerTemplate.objects.filter(title=kept.title).first() if kept else None
        form.full_clean()
        return _show(request, kept, form, conflict=_differences(kept, form), status=409)
    forget_words(request)
    return redirect(request.path)


def _differences(kept: AnswerTemplate | None, form: TemplateForm):
    form.full_clean()
    names = ("title", "reason")
    pairs = [
        (form.fields[name].label, name, getattr(kept, name, ""), form.cleaned_data.get(name, ""))
        for name in names
    ]
    return left_differently(pairs)


def _show(
    request: HttpRequest, kept: AnswerTemplate | None, form: TemplateForm, *, status: int = 200, **more
) -> HttpResponse:
    page = {
        "templates": [
            {"row": one, "url": f"?{urlencode({'edit': one.title})}"} for one in AnswerTemplate.objects.all()
        ],
        "edited": kept,
        "url": request.path,
        "form": form,
        "version": kept.version if kept else 0,
        "errors": list(form.problems()) if form.is_bound else [],
        "is_stale": False,
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(None, _("Words to begin answers with")),
    }
    return render(request, "engagement/desk/templates.html", page | more, status=status)
