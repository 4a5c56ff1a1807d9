"""The coordinator's side of a review: opened, its comments answered, closed."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.rules import NotReady, Stale

from ...forms import AnswerForm, RoundForm
from ...models import Draft, ReviewComment, ReviewRound, SelfAssessment
from ...operations.reviews import (
    answer_comment,
    close_round,
    open_round,
    panel_on,
    reasons_not_to_close,
    reasons_not_to_open,
)
from ..review_desk import ReviewDesk, with_everything
from .desk import crumbs_of, for_the_coordinator


@for_the_coordinator
@reading_and_posting
def review(request: HttpRequest, report: str, number: int) -> HttpResponse:
    """Before a review the form that opens it; then what the panel says, with room for the answers."""
    now = timezone.now()
    reports = SelfAssessment.objects.of_published_plans().filter(slug=report)
    drafts = Draft.objects.select_related("assessment__plan")
    draft = get_object_or_404(drafts, assessment__in=reports, number=number)
    if gives_up(request):
        return redirect(_address(draft))
    if not draft.rounds.exists():
        return _before(request, draft, now)
    desk = ReviewDesk(with_everything(ReviewRound.objects.all(), report, number), request.user, now)
    if request.method == "POST":
        return _act(request, desk)
    return _show_kept(request, desk)


# ---- Before it is opened -------------------------------------------------------------------------------


def _before(request: HttpRequest, draft: Draft, now: datetime) -> HttpResponse:
    panel = panel_on(timezone.localdate(now))
    if request.method == "POST":
        return _open(request, draft, RoundForm(request.POST, panel=panel), now)
    if words := kept_words(request):
        return _ask(request, draft, RoundForm(words, panel=panel), is_kept=True)
    return _ask(request, draft, RoundForm(panel=panel))


def _open(request: HttpRequest, draft: Draft, form: RoundForm, now: datetime) -> HttpResponse:
    if not form.is_valid():
        return _ask(request, draft, form, status=422)
    asked = {"asked": form.cleaned_data["asked"], "due_on": form.cleaned_data["due_on"]}
    try:
        open_round(draft=draft, members=form.chosen, **asked, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _ask(request, draft, form, status=409)
    forget_words(request)
    return redirect(_address(draft))


def _ask(
    request: HttpRequest, draft: Draft, form: RoundForm, *, status: int = 200, is_kept: bool = False
) -> HttpResponse:
    page = {
        "draft": draft,
        "form": form,
        "errors": [] if is_kept else list(form.problems()),
        "is_kept": is_kept,
        "not_open": reasons_not_to_open(draft),
        "crumbs": _crumbs(draft),
    }
    return render(request, "reporting/review_open.html", page, status=status)


# ---- While it is open, and after -----------------------------------------------------------------------


def _act(request: HttpRequest, desk: ReviewDesk) -> HttpResponse:
    """Answer a comment, or close the review. Opened twice it is open, and what was typed is shown."""
    action = request.POST.get("action")
    if action == "answer":
        return _answer(request, desk)
    if action == "close":
        return _close(request, desk)
    if action == "open":
        asked = request.POST.get("asked", "").replace("\r\n", "\n").strip()
        if asked != desk.round.asked:
            return _show(request, desk, lost=asked, status=409)
        return redirect(_address(desk.draft))
    raise BadRequest(_("A review can be opened, answered and closed, nothing else."))


def _answer(request: HttpRequest, desk: ReviewDesk) -> HttpResponse:
    """On the version that was read; where somebody answered meanwhile, both answers are shown."""
    comment = next((one for one in desk.comments if one.key == request.POST.get("comment")), None)
    if comment is None:
        raise Http404
    form = AnswerForm(request.POST, comment=comment)
    if not form.is_valid():
        return _show(request, desk, form, status=422)
    version = version_in(request.POST)
    try:
        answer_comment(comment=comment, version=version, **form.cleaned_data, by=request.user, now=desk.now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, desk, form, status=409)
    except Stale:
        form.add_error(None, _("Somebody has answered this comment since. Theirs is saved, yours is not."))
        return _show(request, desk, form, status=409)
    forget_words(request)
    return redirect(f"{_address(desk.draft)}#comment-{comment.number}")


def _close(request: HttpRequest, desk: ReviewDesk) -> HttpResponse:
    try:
        close_round(round=desk.round, by=request.user, now=desk.now)
    except NotReady:
        desk.read_again()
        if desk.round.is_open:
            return _show(request, desk, is_refused=True, status=409)
    return redirect(_address(desk.draft))


def _show_kept(request: HttpRequest, desk: ReviewDesk) -> HttpResponse:
    """What was typed when the session had ended stands in its form again."""
    words = kept_words(request)
    if not words:
        return _show(request, desk)
    comment = next((one for one in desk.comments if one.key == words.get("comment")), None)
    if comment:
        return _show(request, desk, AnswerForm(words, comment=comment), is_kept=True)
    return _show(request, desk, lost=words.get("asked", ""))


def _show(
    request: HttpRequest,
    desk: ReviewDesk,
    typed: AnswerForm | None = None,
    *,
    status: int = 200,
    is_kept: bool = False,
    is_refused: bool = False,
    lost: str = "",
) -> HttpResponse:
    desk.read_again()
    page = {
        "desk": desk,
        "chapters": [
            (chapter, [(one, _form_for(one, typed)) for one in chapter.comments])
            for chapter in desk.chapters
            if chapter.comments
        ],
        "typed": typed,
        "errors": [] if typed is None or is_kept else list(typed.problems()),
        "is_kept": is_kept,
        "is_refused": is_refused,
        "lost": lost,
        "not_close": reasons_not_to_close(desk.round) if desk.round.is_open else [],
        "crumbs": _crumbs(desk.draft),
    }
    return render(request, "reporting/review_answers.html", page, status=status)


def _form_for(comment: ReviewComment, typed: AnswerForm | None) -> AnswerForm:
    """The form of a comment: with what was typed into it, where that is the one."""
    if typed is None or typed.comment != comment:
        return AnswerForm(comment=comment)
    typed.version = comment.version
    return typed


def _address(draft: Draft) -> str:
    return reverse("workspace-review", args=[draft.assessment.slug, draft.number])


def _crumbs(draft: Draft) -> list[dict]:
    return crumbs_of(draft.assessment, _("Review of draft %(number)s") % {"number": draft.number})
