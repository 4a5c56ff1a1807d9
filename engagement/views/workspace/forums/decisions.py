"""The decisions of a forum: written, published, corrected by another one."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import number_in, reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.rules import NotReady, Reason, Stale

from ....forms.forums import DecisionForm
from ....models import Forum, ForumDecision
from ....operations.forums.decisions import (
    DecisionContent,
    content_of,
    drop_decision,
    publish_decision,
    reasons_not_to_correct,
    reasons_not_to_publish,
    save_decision,
)
from ....operations.forums.holding import reasons_not_to_keep
from ....operations.forums.meetings import meetings_of
from ....rules.forums import DECISION_IS_PUBLIC
from .keeping import crumbs, differences, forum_at, say_kept


@reading_and_posting
def decisions(request: HttpRequest, forum: str) -> HttpResponse:
    """All of them, with a form: `?decision=` opens one that waits, `?correct=` begins a correction."""
    now = timezone.now()
    found = forum_at(request, forum, now)
    kept = None if request.method == "POST" else kept_words(request)
    words = request.POST if request.method == "POST" else kept or request.GET
    chosen = _waiting(_numbered(found, words.get("decision", "")))
    corrects = _numbered(found, words.get("correct", ""))
    if request.method == "POST":
        return _act(request, found, chosen, corrects, now)
    if corrects and reasons_not_to_correct(found, corrects):
        corrects = None
    form = _form(found, chosen, corrects, kept)
    if kept:
        more = {"kept_aside": differences(form, _kept(chosen, corrects)), "version": version_in(kept)}
        return _show(request, found, chosen, corrects, now, form, **more)
    return _show(request, found, chosen, corrects, now, form)


def _numbered(found: Forum, text: str) -> ForumDecision | None:
    number = number_in(text, digits=4)
    rows = found.decisions.select_related("corrects", "meeting", "published_in")
    return rows.filter(number=number).first() if number else None


def _waiting(decision: ForumDecision | None) -> ForumDecision | None:
    return decision if decision and decision.published_in_id is None else None


def _kept(chosen: ForumDecision | None, corrects: ForumDecision | None) -> DecisionContent:
    """What the form begins with: a correction with the words that it corrects."""
    if chosen or corrects:
        return content_of(chosen or corrects)
    return DecisionContent()


def _form(found: Forum, chosen, corrects, data=None) -> DecisionForm:
    return DecisionForm(data, meetings=meetings_of(found), kept=_kept(chosen, corrects))


def _act(request: HttpRequest, found: Forum, chosen, corrects, now: datetime) -> HttpResponse:
    if gives_up(request):
        return redirect(request.path)
    about = {"forum": found, "by": request.user, "now": now}
    form, action = _form(found, chosen, corrects, request.POST), request.POST.get("action")
    show = partial(_show, request, found, chosen, corrects, now)
    if action == "remove":
        if chosen:
            drop_decision(number=chosen.number, **about)
        return redirect(request.path)
    if chosen is None and request.POST.get("decision"):  # published or dropped meanwhile; the words stay
        there = _numbered(found, request.POST["decision"])
        if there and form.is_valid() and content_of(there) == form.content:  # pressed twice
            return redirect(request.path)
        form.refuse([DECISION_IS_PUBLIC])
        return show(form, status=409)
    if not form.is_valid():
        return show(form, status=422)
    try:
        saved = save_decision(
            number=chosen.number if chosen else None,
            version=version_in(request.POST),
            content=form.content,
            corrects=None if chosen else corrects,
            **about,
        )
        chosen = saved
        if action == "publish" and not saved.is_published:
            publish_decision(number=saved.number, version=saved.version, **about)
    except NotReady as refused:
        form.refuse(refused.reasons)
        show = partial(_show, request, found, chosen, corrects, now)
        return show(form, status=409)
    except Stale:
        kept = _kept(_numbered(found, str(chosen.number)), None)
        return show(form, conflict=differences(form, kept), status=409)
    forget_words(request)
    say_kept(request, is_public=action == "publish" or saved.is_published)
    return redirect(request.path)


def _show(
    request: HttpRequest,
    found: Forum,
    chosen: ForumDecision | None,
    corrects: ForumDecision | None,
    now: datetime,
    form: DecisionForm,
    *,
    refused: list[Reason] | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    rows = list(
        found.decisions.select_related(
            "meeting", "corrects", "corrected_by", "published_in", "source"
        ).newest_first()
    )
    page = {
        "forum": found,
        "decisions": rows,
        "chosen": chosen,
        "corrects": corrects or (chosen.corrects if chosen else None),
        "url": request.path,
        "form": form,
        "version": chosen.version if chosen else len(rows),
        "missing": reasons_not_to_publish(found, chosen, now) if chosen else [],
        "errors": list(form.problems()) if form.is_bound else [],
        "refused": refused or [],
        "not_now": reasons_not_to_keep(found),
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(found, _("Decisions")),
    }
    return render(request, "engagement/forums/decisions.html", page | more, status=status)
