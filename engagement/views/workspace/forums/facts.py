"""All forums; one that is set up, and one that is public, with what it is for and its rules."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.rules import NotReady, Stale

from ....forms.forums import ForumForm, WithdrawForm
from ....models import Forum
from ....operations.forums.facts import (
    ForumContent,
    content_of,
    publish_forum,
    reasons_not_to_publish,
    reasons_not_to_withdraw,
    save_forum,
    withdraw_forum,
)
from ....operations.forums.holding import reasons_not_to_keep
from ....words import is_past
from ..desk import agencies_to_ask, plans_to_ask_about
from .keeping import crumbs, differences, forum_at, refusal, say_kept


def forums(request: HttpRequest) -> HttpResponse:
    """Those of every plan, and where a new one begins."""
    now = timezone.now()
    plans = list(plans_to_ask_about(request, now))
    on = timezone.localdate(now)
    found = Forum.objects.visible_to(request.user, on).filter(withdrawn_in=None)
    rows = list(found.select_related("plan", "agency").newest_first())
    page = {
        "present": [one for one in rows if not is_past(one, on)],
        "past": [one for one in rows if is_past(one, on)],
        "plans": plans,
        "crumbs": crumbs(),
    }
    return render(request, "engagement/forums/list.html", page)


@reading_and_posting
def new(request: HttpRequest, plan: str) -> HttpResponse:
    """A forum is set up; nothing of it is public."""
    now = timezone.now()
    found = get_object_or_404(plans_to_ask_about(request, now), slug=plan)
    return _facts(request, Forum(plan=found), now)


@reading_and_posting
def forum(request: HttpRequest, forum: str) -> HttpResponse:
    """What it is for, its rules and its days; and the way to its seats, meetings and decisions."""
    now = timezone.now()
    return _facts(request, forum_at(request, forum, now), now)


def _facts(request: HttpRequest, found: Forum, now: datetime) -> HttpResponse:
    show = partial(_show, request, found, now)
    if request.method == "POST":
        if request.POST.get("action") == "withdraw":
            return _withdraw(request, found, now)
        return _save(request, found, now)
    if words := kept_words(request):
        form = _form(found, now, words)
        return show(form, kept_aside=differences(form, _kept(found)), version=version_in(words))
    return show(_form(found, now))


def _kept(found: Forum) -> ForumContent:
    return content_of(found) if found.pk else ForumContent()


def _form(found: Forum, now: datetime, data=None) -> ForumForm:
    return ForumForm(data, agencies=agencies_to_ask(now), kept=_kept(found))


def _save(request: HttpRequest, found: Forum, now: datetime) -> HttpResponse:
    """Keep what was typed; then publish it, where that was pressed."""
    if gives_up(request):
        return redirect(request.path)
    form, show = _form(found, now, request.POST), partial(_show, request, found, now)
    if not form.is_valid():
        return show(form, status=422)
    try:
        saved = save_forum(
            plan=found.plan,
            forum=found if found.pk else None,
            version=version_in(request.POST),
            content=form.content,
            by=request.user,
            now=now,
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return show(form, status=409)
    except Stale:
        found = forum_at(request, Forum.objects.get(pk=found.pk).slug, now)
        return _show(request, found, now, form, conflict=differences(form, _kept(found)), status=409)
    forget_words(request)
    if request.POST.get("action") == "publish" and not saved.is_published:
        return _publish(request, saved, now)
    say_kept(request, is_public=saved.is_published)
    return redirect("workspace-forum", saved.slug)


def _publish(request: HttpRequest, saved: Forum, now: datetime) -> HttpResponse:
    """Only what is saved is published; what is missing is said beside its field."""
    form = _form(saved, now, request.POST)
    act = partial(publish_forum, forum=saved, version=saved.version, by=request.user, now=now)
    if refused := refusal(act, form, partial(_show, request, saved, now), lambda: _kept(saved)):
        return refused
    say_kept(request, is_public=True)
    return redirect("workspace-forum", saved.slug)


def _withdraw(request: HttpRequest, found: Forum, now: datetime) -> HttpResponse:
    form = WithdrawForm(request.POST)
    show = partial(_show, request, found, now, _form(found, now))
    if not form.is_valid():
        return show(withdrawing=form, status=422)
    why, version = form.cleaned_data["why"], version_in(request.POST)
    try:
        withdraw_forum(forum=found, version=version, why=why, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return show(withdrawing=form, status=409)
    except Stale:
        form.add_error(None, _("Somebody has changed it meanwhile. Read it again first."))
        return _show(
            request, forum_at(request, found.slug, now), now, _form(found, now), withdrawing=form, status=409
        )
    return redirect("workspace-forums")


def _show(
    request: HttpRequest,
    found: Forum,
    now: datetime,
    form: ForumForm,
    *,
    withdrawing: WithdrawForm | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    withdrawing = withdrawing or WithdrawForm()
    on = timezone.localdate(now)
    errors = [*(form.problems() if form.is_bound else ())]
    errors += withdrawing.problems() if withdrawing.is_bound else ()
    page = {
        "forum": found,
        "plan": found.plan,
        "url": reverse("workspace-forum", args=[found.slug]) if found.pk else request.path,
        "form": form,
        "withdrawing": withdrawing,
        "version": found.version if found.pk else 0,
        "errors": errors,
        "missing": [] if found.is_published else reasons_not_to_publish(found, on),
        "not_now": reasons_not_to_keep(found),
        "can_withdraw": bool(found.pk) and not reasons_not_to_withdraw(found),
        "seats": found.members.count() if found.pk else 0,
        "met": found.meetings.filter(withdrawn_in=None).count() if found.pk else 0,
        "decided": found.decisions.count() if found.pk else 0,
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(found if found.pk else None, *([] if found.pk else [_("New")])),
    }
    return render(request, "engagement/forums/forum.html", page | more, status=status)
