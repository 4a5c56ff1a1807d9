"""After the answers are public: words of a submission are taken out, or all of it; first there is a look."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.rules import NotReady, Stale

from ...forms.afterwards import TakeOutForm
from ...models import Submission
from ...operations.afterwards import (
    reasons_not_to_redact,
    reasons_not_to_take_out,
    redact_published,
    withdraw_published,
)
from ...operations.taking_out import copies_that_say, where_repeated, words_of_nobody_else
from ...rules.passages import TheseWords, without_passages
from .desk import consultation_at, crumbs

MOST_PLACES = 20  # that a look lists


@reading_and_posting
def afterwards(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """What the public reads of one submission now, and how words of it, or all of them, are taken out."""
    now = timezone.now()
    sent = _sent(request, consultation, number, now)
    if request.method == "POST":
        return _act(request, sent, now)
    kept = kept_words(request)
    return _show(request, sent, TakeOutForm(initial=kept.dict() if kept else None))


def _sent(request: HttpRequest, slug: str, number: int, now: datetime) -> Submission:
    found = consultation_at(request, slug, now)
    rows = found.submissions.prefetch_related("points", "redactions")
    sent = get_object_or_404(rows, number=number, published_in__isnull=False)
    sent.consultation = found
    return sent


def _act(request: HttpRequest, sent: Submission, now: datetime) -> HttpResponse:
    """Look first; what is looked at carries the words, and its button does it."""
    if gives_up(request):
        return redirect(request.path)
    action, form = request.POST.get("action", "look"), TakeOutForm(request.POST)
    if not form.is_valid():
        return _show(request, sent, form, status=422)
    text, ground = form.cleaned_data["text"], form.cleaned_data["ground"]
    about = {"submission": sent, "version": version_in(request.POST), "by": request.user, "now": now}
    try:
        if action == "redact":
            redact_published(text=text, ground=ground, **about)
        elif action == "withdraw":
            withdraw_published(**about)
        else:
            return _look(request, sent, form, action)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, _again(request, sent, now), form, status=409)
    except Stale:
        return _show(request, _again(request, sent, now), form, is_stale=True, status=409)
    forget_words(request)
    return redirect(request.path)


def _again(request: HttpRequest, sent: Submission, now: datetime) -> Submission:
    return _sent(request, sent.consultation.slug, sent.number, now)


def _look(request: HttpRequest, sent: Submission, form: TakeOutForm, action: str) -> HttpResponse:
    """What the public would read then, and where words of ours would be blanked."""
    text, ground = form.cleaned_data["text"], form.cleaned_data["ground"]
    is_whole = action == "look-withdraw"
    if not is_whole and (reasons := reasons_not_to_redact(sent, text=text, ground=ground)):
        form.refuse(reasons)
        return _show(request, sent, form, status=422)
    then = without_passages(sent.words, [*sent.hidden, text]) if sent.may_be_read and not is_whole else None
    words = words_of_nobody_else(sent) if is_whole else TheseWords(text)
    places = where_repeated(sent.consultation, words)
    look = {
        "is_whole": is_whole,
        "then": then,
        "places": places[:MOST_PLACES],
        "more": len(places[MOST_PLACES:]),
        "copies": copies_that_say(sent.consultation, words),
    }
    return _show(request, sent, form, look=look)


def _show(
    request: HttpRequest, sent: Submission, form: TakeOutForm, *, status: int = 200, **more
) -> HttpResponse:
    page = {
        "consultation": sent.consultation,
        "submission": sent,
        "form": form,
        "version": sent.version if request.method != "POST" or more.get("is_stale") else _read(request, sent),
        "errors": list(form.problems()) if form.is_bound else [],
        "not_now": reasons_not_to_take_out(sent),
        "is_stale": False,
        "look": None,
        "crumbs": _crumbs(sent),
    }
    return render(request, "engagement/workspace_afterwards.html", page | more, status=status)


def _read(request: HttpRequest, sent: Submission) -> int:
    """The version from which this form began."""
    return version_in(request.POST) or sent.version


def _crumbs(sent: Submission) -> list[dict]:
    trail = crumbs(sent.consultation, str(sent), _("Take something out"))
    url = reverse("workspace-submission", args=[sent.consultation.slug, sent.number])
    return [*trail[:-2], trail[-2] | {"url": url}, trail[-1]]
