"""Taking part without an account: one page to write on, and the receipt."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from commitments.models import Commitment
from plans.rules import NotReady

from ..forms.taking_part import TakePartForm
from ..models import Consultation, Submission
from ..operations.submissions import SentAlready, TooMany, receive_submission
from ..record import at_moment, with_answers


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)  # the browser alone keeps it: the way back finds words and key
def take_part(request: HttpRequest, consultation: str) -> HttpResponse:
    """Say something: sent once, received once, and nothing that was typed is lost."""
    asking = _asking(consultation)
    commitments, now = _commitments(asking), timezone.now()
    if request.method != "POST":
        return _show(request, asking, TakePartForm(commitments=commitments))
    form = TakePartForm(request.POST, commitments=commitments)
    if not form.is_valid():
        mended = form.again() if "key" in form.errors else form
        return _show(request, asking, mended, problems=list(form.problems()), status=422)
    try:
        submission = receive_submission(
            consultation=asking,
            key=form.cleaned_data["key"],
            said=form.said,
            contact=form.contact,
            sent_from=get_adapter().get_client_ip(request),
            now=now,
        )
    except SentAlready as before:
        return _show(request, asking, form.again(), sent=before.submission, status=409)
    except TooMany:
        return _show(request, asking, form, is_too_many=True, status=429)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, asking, form, problems=list(form.problems()), status=422)
    return redirect("receipt", asking.slug, submission.secret)


@cache_control(private=True, no_cache=True)
def take_part_again(request: HttpRequest, consultation: str) -> HttpResponse:
    """The same page with the same words, for a form whose token does not fit: nothing was received.

    The key is a new one unless a submission has it: another site may have planted it, to get at the receipt.
    """
    asking = _asking(consultation)
    form = TakePartForm(request.POST, commitments=_commitments(asking))
    form.full_clean()
    is_ours = asking.submissions.filter(key=form.cleaned_data.get("key", "")).exists()
    return _show(request, asking, form if is_ours else form.again(), is_too_old=True, status=403)


def _asking(slug: str) -> Consultation:
    asking = Consultation.objects.public().with_wholes()
    asking = asking.select_related("plan__source", "plan__published_in", "answered_in")
    return get_object_or_404(asking, slug=slug)


def _commitments(asking: Consultation) -> list[Commitment]:
    """What a submission may be about: the plan's commitments and their parts."""
    return list(asking.plan.commitments.published())


def _show(
    request: HttpRequest, asking: Consultation, form: TakePartForm, *, problems=(), status: int = 200, **said
) -> HttpResponse:
    [moment] = at_moment([asking], timezone.now())
    is_closed = not moment.is_open
    return render(
        request,
        "engagement/consultation_take_part.html",
        {
            "consultation": asking,
            "plan": asking.plan,
            "form": form,
            "errors": () if is_closed else problems,
            "is_closed": is_closed,
            "moment": moment,
            "sent": None,
            "is_too_old": False,
            "is_too_many": False,
        }
        | said,
        status=409 if is_closed and status == 422 else status,
    )


@login_not_required
@require_safe
@cache_control(private=True, no_store=True)
def receipt(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """What somebody sent and what became of it, for whoever has the link."""
    found = Submission.objects.select_related(
        "consultation__plan__source", "consultation__plan__published_in", "about", "contact"
    ).prefetch_related(with_answers())
    submission = get_object_or_404(
        found, consultation__slug=consultation, consultation__published_in__isnull=False, secret=secret
    )
    asking = submission.consultation
    answer = render(
        request,
        "engagement/submission_receipt.html",
        {
            "submission": submission,
            "consultation": asking,
            "plan": asking.plan,
            "standing": asking.standing_at(timezone.now()),
            "is_late": asking.is_late_at(timezone.now()),
            "received_at": timezone.localtime(submission.received_at, asking.timezone),
            "answered": [point for point in submission.points.all() if hasattr(point, "response")],
            "address": settings.SITE_URL + reverse("receipt", args=[asking.slug, submission.secret]),
        },
    )
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
