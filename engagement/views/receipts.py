"""The receipt: what somebody sent and what became of it; until the closing it is theirs to change."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.files import weight_words
from plans.http import download, reading_and_posting, version_in
from plans.rules import NotReady, Stale

from ..forms.taking_part import LOOK, TakePartForm, typed_in
from ..models import Submission
from ..operations.saying import contact_of, said_in
from ..operations.submissions import (
    TooMany,
    correct_submission,
    missing_in,
    reasons_not_to_change,
    withdraw_submission,
)
from ..record import spoken_for, with_answers
from ..record.personal import Kept
from .holders import for_holders
from .taking_part import asking_of, bound, take_in_documents


@for_holders()
@require_safe
def receipt(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """What somebody sent and what became of it, for whoever has the link."""
    submission = found_receipt(consultation, secret)
    asking, now = submission.consultation, timezone.now()
    points = [point for point in submission.points.all() if hasattr(point, "response")]
    page = page_of(submission) | {
        "receipt_at": "./",
        "standing": asking.standing_at(now),
        "is_late": asking.is_late_at(now),
        "received_at": timezone.localtime(submission.received_at, asking.timezone),
        "corrected_at": _there(submission.corrected_at, submission),
        "withdrawn_at": _there(submission.withdrawn_at, submission),
        "answered": points,
        "spoken_for": spoken_for(submission, for_its_sender=True),
        "kept": Kept.of(submission),
        "files": submission.files.select_related("file"),
        "may_change": not reasons_not_to_change(submission, now),
        "address": settings.SITE_URL + reverse("receipt", args=[asking.slug, submission.secret]),
    }
    return render(request, "engagement/submission_receipt.html", page)


def _there(at: datetime | None, submission: Submission) -> datetime | None:
    return at and timezone.localtime(at, submission.consultation.timezone)


@for_holders()
@require_safe
def receipt_file(request: HttpRequest, consultation: str, secret: str, position: int) -> HttpResponse:
    """One document of theirs, as a download."""
    files = found_receipt(consultation, secret).files.select_related("file")
    sent = get_object_or_404(files, position=position)
    return download(sent.file)


@for_holders(has_form=True)
@reading_and_posting
def correct(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """Say it otherwise: first a look at what would stand, then it stands."""
    submission, now = found_receipt(consultation, secret), timezone.now()
    asking = asking_of(submission.consultation, is_on_one_page=True)
    if request.method != "POST":
        typed = typed_in(said_in(submission), contact_of(submission), asking)
        held = [one.file for one in submission.files.select_related("file")]
        form = TakePartForm(asking=asking, now=now, initial=typed, held=held)
        return _correcting(request, submission, form)
    data = request.POST.copy()
    try:
        refused = take_in_documents(request, data, submission.consultation, now)
    except TooMany:
        return _correcting(request, submission, bound(data, asking, now), is_too_many=True, status=429)
    form = bound(data, asking, now)
    form.refuse(refused)
    if form.is_valid():
        form.refuse(missing_in(form.said, form.contact))
    action = request.POST.get("action", "look")
    if form.errors or action == "back":
        return _correcting(request, submission, form, status=422 if form.errors else 200)
    if action == "look":
        return _look(request, submission, form)
    try:
        correct_submission(
            submission=submission,
            version=version_in(request.POST),
            said=form.said,
            contact=form.contact,
            now=now,
        )
    except NotReady:
        return _correcting(request, found_receipt(consultation, secret), form, status=409)
    except Stale:
        return _correcting(request, found_receipt(consultation, secret), form, is_overtaken=True, status=409)
    return redirect("receipt", submission.consultation.slug, submission.secret)


@for_holders(has_form=True)
def correct_again(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """The same page with the same words, for a form whose token does not fit: nothing was changed."""
    submission = found_receipt(consultation, secret)
    asking = asking_of(submission.consultation, is_on_one_page=True)
    form = bound(request.POST.copy(), asking, timezone.now())
    return _correcting(request, submission, form, is_too_old=True, status=403)


def _correcting(
    request: HttpRequest,
    submission: Submission,
    form: TakePartForm,
    *,
    is_overtaken: bool = False,
    status: int = 200,
    **more,
) -> HttpResponse:
    """The form with what was sent; where another window was first, with both versions."""
    page = page_of(submission) | {
        "form": form,
        "step": form.steps[0],
        "hidden": [],
        "most_of_a_document": weight_words(settings.MOST_BYTES_A_DOCUMENT),
        "version": submission.version if is_overtaken else _version(request, submission),
        "errors": list(form.problems()) if status == 422 else [],
        "reasons": reasons_not_to_change(submission, timezone.now()),
        "theirs": submission.words if is_overtaken else None,
        "is_too_many": False,
        "is_too_old": False,
    }
    return render(request, "engagement/submission_correct.html", page | more, status=status)


def _look(request: HttpRequest, submission: Submission, form: TakePartForm) -> HttpResponse:
    page = page_of(submission) | {"form": form, "version": _version(request, submission)}
    page |= {"hidden": form.hidden_on(LOOK)}
    return render(request, "engagement/submission_correct_look.html", page)


def _version(request: HttpRequest, submission: Submission) -> int:
    """That of the words from which the form began."""
    return version_in(request.POST) or submission.version


@for_holders(has_form=True)
@reading_and_posting
def withdraw(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """Take it back: asked once more before, because nothing brings the words back."""
    submission = found_receipt(consultation, secret)
    if request.method != "POST":
        page = page_of(submission) | {"reasons": reasons_not_to_change(submission, timezone.now())}
        return render(request, "engagement/submission_withdraw.html", page)
    try:
        withdraw_submission(submission=submission, version=version_in(request.POST), now=timezone.now())
    except (NotReady, Stale) as refused:
        submission = found_receipt(consultation, secret)
        page = page_of(submission) | {"reasons": reasons_not_to_change(submission, timezone.now())}
        page["is_overtaken"] = isinstance(refused, Stale)
        return render(request, "engagement/submission_withdraw.html", page, status=409)
    return redirect("receipt", submission.consultation.slug, submission.secret)


def found_receipt(slug: str, secret: str) -> Submission:
    """The submission that a secret address opens; 404 for any other."""
    rows = Submission.objects.select_related(
        "consultation__plan__source",
        "consultation__plan__published_in",
        "consultation__draft__plan",
        "about",
        "contact",
    ).prefetch_related(with_answers())
    return get_object_or_404(
        rows, consultation__slug=slug, consultation__published_in__isnull=False, secret=secret
    )


def page_of(submission: Submission) -> dict:
    """What every page of a receipt says."""
    return {
        "submission": submission,
        "consultation": submission.consultation,
        "plan": submission.consultation.plan,
        "is_overtaken": False,
        "receipt_at": "../",  # from its other pages; no link spells out what opens them
    }
