"""Speaking to an idea without an account, and changing one's mind."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from plans.http import reading_and_posting, version_in
from plans.rules import NotReady, Stale

from ..forms.ideas import VoiceForm
from ..models import Idea, Voice
from ..operations.submissions import TooMany
from ..operations.voices import (
    GivenAlready,
    change_voice,
    give_voice,
    reasons_not_to_change_voice,
    reasons_not_to_speak,
    take_back_voice,
)
from .holders import for_holders, sender_of
from .ideas import gathering, idea_at


@login_not_required
@reading_and_posting
@cache_control(private=True, no_cache=True)  # the browser alone keeps it: the way back finds words and key
def give(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """Support an idea, add to it or object: sent once, counted once."""
    idea, now = idea_at(gathering(consultation), number), timezone.now()
    if request.method != "POST":
        return _ask(request, idea, VoiceForm(now=now, initial={"kind": request.GET.get("kind", "")}))
    form = VoiceForm(request.POST, now=now)
    if not form.is_valid():
        shown = _again(form, now) if "key" in form.errors else form
        return _ask(request, idea, shown, errors=list(form.problems()), status=422)
    typed = form.cleaned_data
    try:
        voice = give_voice(
            idea=idea,
            key=typed["key"],
            kind=typed["kind"],
            reason=typed["reason"],
            sent_from=sender_of(request),
            doubt=form.doubt(now),
            now=now,
        )
    except GivenAlready as before:
        return _ask(request, idea, _again(form, now), given=before.voice, status=409)
    except TooMany:
        return _ask(request, idea, form, is_too_many=True, status=429)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _ask(request, idea, form, errors=list(form.problems()), status=422)
    return redirect(voice)


@login_not_required
def give_again(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """The same page with the same words, for a form whose token does not fit: nothing was counted."""
    idea, now = idea_at(gathering(consultation), number), timezone.now()
    form = VoiceForm(request.POST, now=now)
    form.full_clean()
    key = form.cleaned_data.get("key", "")
    is_ours = idea.voices.filter(key=key).exists()
    return _ask(request, idea, form if is_ours else _again(form, now), is_too_old=True, status=403)


def _again(form: VoiceForm, now: datetime) -> VoiceForm:
    """The same words under another key: a form of its own."""
    data = form.data.copy()
    data["key"] = VoiceForm(now=now)["key"].value()
    return VoiceForm(data, now=now)


def _ask(request: HttpRequest, idea: Idea, form: VoiceForm, *, status: int = 200, **said) -> HttpResponse:
    not_now = reasons_not_to_speak(idea.consultation, timezone.now())
    page = {
        "consultation": idea.consultation,
        "plan": idea.consultation.plan,
        "idea": idea,
        "form": form,
        "errors": [],
        "not_now": not_now,
        "given": None,
        "is_too_many": False,
        "is_too_old": False,
    }
    status = 409 if not_now and status == 422 else status
    return render(request, "engagement/ideas/voice_give.html", page | said, status=status)


# ---- Changed, taken back --------------------------------------------------------------------------------


@for_holders(has_form=True)
@reading_and_posting
def voice(request: HttpRequest, consultation: str, number: int, secret: str) -> HttpResponse:
    """What somebody said to an idea, for whoever has the link; until the closing it is theirs to change."""
    found, now = _found(consultation, number, secret), timezone.now()
    if request.method != "POST":
        return _show(request, found, _form(found, now))
    read = version_in(request.POST)
    form = VoiceForm(request.POST, now=now)
    form.full_clean()
    typed = form.cleaned_data
    try:
        if request.POST.get("action") == "take-back":
            take_back_voice(voice=found, version=read, now=now)
        elif form.is_valid():
            change_voice(voice=found, version=read, kind=typed["kind"], reason=typed["reason"], now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
    except Stale:
        return _show(request, _found(consultation, number, secret), form, is_overtaken=True, status=409)
    if form.errors:
        return _show(request, found, form, errors=list(form.problems()), status=422)
    return redirect(found)


@for_holders(has_form=True)
def voice_again(request: HttpRequest, consultation: str, number: int, secret: str) -> HttpResponse:
    """The same page with the same words, for a form whose token does not fit: nothing was changed."""
    form = VoiceForm(request.POST, now=timezone.now())
    form.full_clean()
    return _show(request, _found(consultation, number, secret), form, is_too_old=True, status=403)


def _found(slug: str, number: int, secret: str) -> Voice:
    rows = Voice.objects.select_related(
        "idea__consultation__plan__source", "idea__consultation__plan__published_in"
    )
    known = {"idea__consultation__slug": slug, "idea__number": number}
    return get_object_or_404(rows, secret=secret, idea__consultation__published_in__isnull=False, **known)


def _form(found: Voice, now: datetime) -> VoiceForm:
    said = {"key": found.key, "kind": found.kind, "reason": found.reason}
    return VoiceForm(now=now, initial=said)


def _show(request: HttpRequest, found: Voice, form: VoiceForm, *, status: int = 200, **said) -> HttpResponse:
    idea, now = found.idea, timezone.now()
    shown = Idea.objects.public().filter(pk=idea.pk).with_words().first()
    not_now = reasons_not_to_change_voice(found, now)
    page = {
        "consultation": idea.consultation,
        "plan": idea.consultation.plan,
        "voice": found,
        "idea": shown,
        "number": idea.number,
        "form": form,
        "errors": [],
        "may_change": shown is not None and not not_now,
        "address": settings.SITE_URL + found.get_absolute_url(),
        "is_overtaken": False,
        "is_too_old": False,
    }
    return render(request, "engagement/ideas/voice_detail.html", page | said, status=status)
