"""How a plan is being made: the coordinator writes it, step by step, and publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.forms import rearranged
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import ActionPlan
from plans.operations.timeline import (
    TimelineContent,
    content_of,
    newest_timeline,
    publish_timeline,
    published_timeline,
    reasons_not_to_publish,
    reasons_not_to_write,
    save_timeline,
)
from plans.rules import NotReady, Stale, Step

from ...forms.timeline import TimelineForm
from ...record.making import first_published_on
from ...words.putting_out import how_far_ahead, when_words
from .making.desk import crumbs, plan_at


@reading_and_posting
def timeline(request: HttpRequest, plan: str) -> HttpResponse:
    """What is being written, or a copy of what is published."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    if request.method == "POST":
        return _save(request, found, now)
    if words := kept_words(request):
        form = _form(found, words)
        more = {"kept_aside": _differences(found, form), "version": version_in(words)}
        return _fill_in(request, found, form, now, **more)
    return _fill_in(request, found, _form(found), now)


def _form(plan: ActionPlan, data: Mapping | None = None) -> TimelineForm:
    return TimelineForm(kept=content_of(newest_timeline(plan)), data=data)


def _save(request: HttpRequest, plan: ActionPlan, now: datetime) -> HttpResponse:
    """Keep what was typed, its steps in the order asked for; then publish, where that was asked for."""
    url = reverse("workspace-timeline", args=[plan.slug])
    if gives_up(request):
        return redirect(url)
    action = request.POST.get("action", "")
    form = _form(plan, rearranged(request.POST, "step", "title", action))
    content = form.content
    if action == "undo" and (public := published_timeline(plan)):
        content = content_of(public)
    elif form.problems:
        return _fill_in(request, plan, form, now, status=422)
    read = version_in(request.POST)
    try:
        saved = save_timeline(plan=plan, version=read, content=content, by=request.user, now=now)
        if action == "publish":
            publish_timeline(plan=plan, version=saved.version, by=request.user, now=now)
    except NotReady as refused:
        if action == "publish" and not reasons_not_to_write(plan):  # saved, and something is missing
            forget_words(request)
            return _fill_in(request, plan, _form(plan), now, reasons=refused.reasons, status=409)
        return _fill_in(request, plan, form, now, reasons=refused.reasons, status=409)
    except Stale:
        return _fill_in(request, plan, form, now, conflict=_differences(plan, form), status=409)
    forget_words(request)
    return redirect(f"{url}{_place_after(action, content)}")


def _place_after(action: str, content: TimelineContent) -> str:
    """Where to go on: at the empty step, or at the one that was moved."""
    act, _dash, text = action.partition("-")
    if act == "row":
        return f"#step-{len(content.steps) + 1}"
    if act in ("up", "down", "remove") and text.isascii() and text.isdigit() and len(text) < 4:
        place = int(text) + {"up": -1, "down": 1, "remove": 0}[act]
        return f"#step-{max(1, min(place, len(content.steps) + 1))}"
    return ""


def _differences(plan: ActionPlan, form: TimelineForm) -> list[Difference]:
    """In the order of the page, each step in words."""
    theirs, yours = content_of(newest_timeline(plan)), form.content
    pairs = [
        (form.about[name].label, name, *(_in_words(getattr(one, name)) for one in (theirs, yours)))
        for name in form.about.fields
    ]
    for place in range(max(len(theirs.steps), len(yours.steps))):
        label = _("Step %(place)s") % {"place": place + 1}
        said = (_step_in_words(one.steps[place]) if place < len(one.steps) else "" for one in (theirs, yours))
        pairs.append((label, f"step-{place + 1}", *said))
    return left_differently(pairs)


def _in_words(said) -> str:
    return date_format(said, "j F Y") if hasattr(said, "year") else said or ""


def _step_in_words(step: Step) -> str:
    lines = (
        step.title,
        when_words(step.starts_on, step.ends_on),
        step.how_to_take_part,
        step.decision,
        step.decided_by,
        step.link,
    )
    return "\n".join(line for line in lines if line)


def _fill_in(
    request: HttpRequest,
    plan: ActionPlan,
    form: TimelineForm,
    now: datetime,
    *,
    reasons=(),
    status: int = 200,
    **more,
) -> HttpResponse:
    on, newest, public = timezone.localdate(now), newest_timeline(plan), published_timeline(plan)
    kept = content_of(newest)
    is_new = newest is not None and newest.published_in_id is None
    page = {
        "plan": plan,
        "form": form,
        "url": reverse("workspace-timeline", args=[plan.slug]),
        "version": newest.version if newest else 0,
        "errors": [*form.problems, *form.to_mend(reasons)] if form.about.is_bound or reasons else [],
        "fixed": reasons_not_to_write(plan),
        "missing": form.to_mend(reasons_not_to_publish(plan, newest)),
        "saved": newest.history.select_related("history_user").first() if newest else None,
        "public": public,
        "differs": bool(public and is_new and content_of(public) != kept),
        "how_far_ahead": how_far_ahead(
            published_on=first_published_on(plan),
            starts_on=kept.development_starts_on,
            on=on,
            needed=settings.OGP_TIMELINE_DAYS_AHEAD,
        ),
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(plan, _("Timeline")),
    }
    return render(request, "commitments/making/timeline_form.html", page | more, status=status)
