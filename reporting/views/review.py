"""The panel's desk: the drafts somebody was asked to review, a draft, a chapter of it."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans.http import reading_and_posting
from plans.kept import forget_words, gives_up, kept_words
from plans.rules import NotReady

from ..comparing import changes_between
from ..forms import CommentForm, PositionForm
from ..models import ReviewRound
from ..operations.reviews import comment, take_position
from ..permissions import seat_on
from ..words import reviews_lede
from .review_desk import ReviewDesk, Said


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """What waits to be reviewed, and what was."""
    on = timezone.localdate()
    if not seat_on(request.user, on):
        raise Http404
    rounds = ReviewRound.objects.visible_to(request.user, on).with_position_of(request.user)
    open_ones = list(rounds.open().select_related("draft__assessment").order_by("due_on", "pk"))
    past = rounds.exclude(closed_at=None).select_related("draft__assessment").order_by("-closed_at", "-pk")
    waiting = sum(not one.position for one in open_ones)
    page = {
        "on": on,
        "open": open_ones,
        "past": past,
        "lede": reviews_lede(waiting, len(open_ones)),
        "crumbs": [],
    }
    return render(request, "reporting/review_list.html", page)


@reading_and_posting
def review(request: HttpRequest, report: str, number: int) -> HttpResponse:
    """A draft before the panel: what is asked, its chapters, everybody's position, and one's own."""
    desk = ReviewDesk.of(request, report, number)
    if gives_up(request):
        return redirect(request.path)
    if request.method == "POST":
        return _take_position(request, desk)
    if words := kept_words(request):
        return _show_draft(request, desk, PositionForm(words), is_kept=True)
    taken = desk.position
    initial = {"position": taken.position, "reason": taken.reason} if taken else {}
    return _show_draft(request, desk, PositionForm(initial=initial))


def _take_position(request: HttpRequest, desk: ReviewDesk) -> HttpResponse:
    form = PositionForm(request.POST)
    if not form.is_valid():
        return _show_draft(request, desk, form, status=422)
    try:
        take_position(round=desk.round, **form.cleaned_data, by=request.user, now=desk.now)
    except NotReady as refused:
        desk.read_again()
        form.refuse(refused.reasons)
        return _show_draft(request, desk, form, status=409)
    forget_words(request)
    return redirect(f"{desk.round.get_absolute_url()}#positions")


def _show_draft(
    request: HttpRequest, desk: ReviewDesk, form: PositionForm, *, status: int = 200, is_kept: bool = False
) -> HttpResponse:
    page = {
        "desk": desk,
        "form": form,
        "errors": [] if is_kept else list(form.problems()),
        "is_kept": is_kept,
        "crumbs": [*_crumbs(), {"url": "", "label": desk.account.title}],
    }
    return render(request, "reporting/review_draft.html", page, status=status)


@require_safe
def changes(request: HttpRequest, report: str, number: int) -> HttpResponse:
    """What differs from the draft that they were asked about before."""
    desk = ReviewDesk.of(request, report, number)
    before = desk.draft_before
    if before is None:
        raise Http404
    page = {
        "desk": desk,
        "before": before,
        "changes": changes_between(
            before.content,
            desk.draft.content,
            lambda chapter: reverse("review-chapter", args=[report, number, chapter]),
        ),
        "crumbs": [
            *_crumbs(),
            {"url": desk.round.get_absolute_url(), "label": desk.account.title},
            {"url": "", "label": _("What changed")},
        ],
    }
    return render(request, "reporting/review_changes.html", page)


@reading_and_posting
def chapter(request: HttpRequest, report: str, number: int, chapter: str) -> HttpResponse:
    """A chapter as it was frozen, what was said about it, and room for more."""
    desk = ReviewDesk.of(request, report, number)
    here = next((one for one in desk.chapters if one.slug == chapter), None)
    if here is None:
        raise Http404
    if gives_up(request):
        return redirect(request.path)
    if request.method == "POST":
        return _comment(request, desk, here)
    if words := kept_words(request):
        return _show_chapter(request, desk, here, CommentForm(words), is_kept=True)
    return _show_chapter(request, desk, here, CommentForm(initial={"key": uuid4()}))


def _comment(request: HttpRequest, desk: ReviewDesk, here: Said) -> HttpResponse:
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show_chapter(request, desk, here, _with_new_key(form), status=422)
    words, key = form.cleaned_data["text"], str(form.cleaned_data["key"])
    try:
        said = comment(
            round=desk.round, chapter=here.slug, text=words, key=key, by=request.user, now=desk.now
        )
    except NotReady as refused:
        desk.read_again()
        here = desk.chapters[here.number - 1]
        form = _with_new_key(form)
        form.refuse(refused.reasons)
        return _show_chapter(request, desk, here, form, status=409)
    forget_words(request)
    desk.read_again()
    place = next(one.number for one in desk.comments if one == said)
    return redirect(f"{_address(desk, here)}#comment-{place}")


def _with_new_key(form: CommentForm) -> CommentForm:
    """The same words in a form of their own."""
    return CommentForm({"text": form.data.get("text", ""), "key": uuid4()})


def _show_chapter(
    request: HttpRequest,
    desk: ReviewDesk,
    here: Said,
    form: CommentForm,
    *,
    status: int = 200,
    is_kept: bool = False,
) -> HttpResponse:
    page = {
        "desk": desk,
        "here": here,
        "form": form,
        "errors": [] if is_kept else list(form.problems()),
        "is_kept": is_kept,
        "previous": _neighbour(desk, here.number - 1, _("Previous chapter")),
        "next": _neighbour(desk, here.number + 1, _("Next chapter")),
        "crumbs": [
            *_crumbs(),
            {"url": desk.round.get_absolute_url(), "label": desk.account.title},
            {"url": "", "label": _("Chapter %(number)s") % {"number": here.number}},
        ],
    }
    return render(request, "reporting/review_chapter.html", page, status=status)


def _neighbour(desk: ReviewDesk, number: int, label: str) -> dict | None:
    if not 1 <= number <= len(desk.chapters):
        return None
    found = desk.chapters[number - 1]
    return {"url": _address(desk, found), "label": label, "title": found.title}


def _address(desk: ReviewDesk, chapter: Said) -> str:
    draft = desk.draft
    return reverse("review-chapter", args=[draft.assessment.slug, draft.number, chapter.slug])


def _crumbs() -> list[dict]:
    return [{"url": reverse("reviews"), "label": _("Drafts to review")}]
