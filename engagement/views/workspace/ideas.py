"""The desk on which points become ideas that everybody reads, and ideas are grouped."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.forms import Problem
from plans.http import numbers_in, reading_and_posting
from plans.rules import NotReady, Stale

from ...forms.desk import NO_THEME
from ...forms.ideas import GroupForm, IdeasFilter
from ...forms.proposing import BeginForm
from ...models import Consultation, ProposedCommitment, Voice
from ...operations.ideas import (
    points_to_show,
    put_under_theme,
    reasons_not_to_show,
    show_ideas,
    show_no_longer,
)
from ...operations.proposing import begin_proposal, plans_to_draft_for, put_ideas_into
from ...record import count_ideas, ideas_by_theme, in_order
from ...rules.proposing import NO_SUCH_DRAFT
from .desk import consultation_at, crumbs, desk
from .points import rows_of, ticked_in

ON_A_PAGE = 100
STALE = Problem(_("Something has changed since you opened this page, so nothing was done. Look again."), "")


@reading_and_posting
def ideas(request: HttpRequest, consultation: str) -> HttpResponse:
    """Points that may be shown, to be ticked; and the ideas that are shown, to be grouped or taken down."""
    now = timezone.now()
    found = gathering_at(request, consultation, now)
    if request.method == "POST":
        return _act(request, found, now)
    return _show(request, found, now)


def gathering_at(request: HttpRequest, slug: str, now: datetime) -> Consultation:
    found = consultation_at(request, slug, now)
    if not found.shows_ideas:
        raise Http404
    return found


def _act(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    about = {"consultation": found, "by": request.user, "now": now}
    form = GroupForm(request.POST, themes=found.themes.all())
    if not form.is_valid():
        return _show(request, found, now, form=form, errors=list(form.problems()), status=422)
    try:
        if request.POST.get("action") == "begin":
            begun = _begin(request, about)
            messages.success(request, _("“%(title)s” is begun.") % {"title": begun.title})
            return redirect("workspace-proposal", found.slug, begun.slug)
        words = _done(request, about, form)
    except NotReady as refused:
        errors = [Problem(str(reason), "") for reason in refused.reasons]
        return _show(request, found, now, form=form, errors=errors, status=409)
    except Stale:
        return _show(request, found, now, form=form, errors=[STALE], status=409)
    if words:
        messages.success(request, words)
    return redirect(request.get_full_path())


def _done(request: HttpRequest, about: dict, form: GroupForm) -> str:
    """Do it, and say how many there were."""
    action, numbers = request.POST.get("action", ""), ticked_ideas(request)
    if action == "show":
        n = len(show_ideas(ticked=ticked_in(request), **about))
        return ngettext("%(n)s point is an idea now.", "%(n)s points are ideas now.", n) % {"n": n}
    if action == "theme":
        n = put_under_theme(numbers=numbers, theme=form.cleaned_data["theme"], **about)
        return ngettext("%(n)s idea has moved.", "%(n)s ideas have moved.", n) % {"n": n}
    if action == "into":
        begin = _begin_form(about["consultation"], request.POST)
        proposal = begin.proposals.get(request.POST.get("into", ""))
        if proposal is None:
            raise NotReady([NO_SUCH_DRAFT])
        n = put_ideas_into(proposal=proposal, numbers=numbers, by=about["by"], now=about["now"])
        return ngettext("%(n)s idea was added.", "%(n)s ideas were added.", n) % {"n": n}
    if action == "down":
        n = show_no_longer(numbers=numbers, **about)
        return ngettext("%(n)s idea is shown no longer.", "%(n)s ideas are shown no longer.", n) % {"n": n}
    return ""


def _begin(request: HttpRequest, about: dict) -> ProposedCommitment:
    form = _begin_form(about["consultation"], request.POST)
    form.is_valid()
    plan = form.plans.get(request.POST.get("plan", ""))
    title = form.cleaned_data.get("title", "")
    return begin_proposal(plan=plan, title=title, numbers=ticked_ideas(request), **about)


def _begin_form(found: Consultation, data=None) -> BeginForm:
    plans = sorted(plans_to_draft_for(), key=lambda plan: plan.pk != found.plan_id)
    return BeginForm(data, plans=plans, proposals=found.proposals.to_work_on())


def ticked_ideas(request: HttpRequest) -> set[int]:
    """The numbers of the ideas that are ticked."""
    return numbers_in(request.POST.getlist("idea"))


def _show(
    request: HttpRequest,
    found: Consultation,
    now: datetime,
    *,
    form: GroupForm | None = None,
    errors=(),
    status: int = 200,
) -> HttpResponse:
    asked = IdeasFilter(request.GET, themes=found.themes.all())
    waiting = points_to_show(found).with_subject().select_related("submission", "response")
    waiting = waiting.prefetch_related("submission__redactions")
    points = Paginator(waiting.order_by("submission__number", "position"), ON_A_PAGE)
    page = desk(found, now) | {
        "asked": asked,
        "is_asked": bool(asked.said),
        "waiting": waiting.count(),
        "rows": rows_of(points.get_page(1), request.POST.getlist("point")),
        "page_obj": Paginator(_asked_for(found, asked.said), ON_A_PAGE).get_page(request.GET.get("page")),
        "counted": count_ideas(found),
        "themes": ideas_by_theme(found),
        "to_moderate": Voice.objects.filter(idea__consultation=found).to_moderate().count(),
        "doubted": Voice.objects.filter(idea__consultation=found).doubted().count(),
        "ticked": ticked_ideas(request),
        "form": form or GroupForm(themes=found.themes.all()),
        "begin": _begin_form(found, request.POST or None),
        "proposals": found.proposals.select_related("commitment").order_by("pk"),
        "errors": list(errors),
        "not_now": reasons_not_to_show(found),
        "crumbs": crumbs(found, _("Ideas")),
    }
    return render(request, "engagement/ideas/workspace_ideas.html", page, status=status)


def _asked_for(found: Consultation, said: dict):
    rows = found.ideas.published().with_words().with_voices().prefetch_related("proposals")
    if said.get("theme") == NO_THEME:
        rows = rows.filter(point__theme=None)
    elif "theme" in said:
        rows = rows.filter(point__theme__in=found.themes.filter(slug=said["theme"]))
    if "says" in said:
        rows = rows.filter(point__text__icontains=said["says"])
    return in_order(rows, said.get("order", ""))
