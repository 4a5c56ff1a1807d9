"""All points and their answers, what we heard, and the button that publishes them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.forms import Problem
from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words, left_differently
from plans.rules import NotReady, Stale

from ...choices import PublishAs
from ...forms.answering import HeardForm
from ...models import AnswersChased, Consultation, SubmissionPoint
from ...operations.answers import save_what_we_heard
from ...operations.at_work import reasons_not_to_work
from ...operations.publishing import digest_of, publish_answers, reasons_not_to_publish_answers
from ...work import Work
from .desk import about_submissions, consultation_at, crumbs, next_to_do

ON_A_PAGE = 50
MOVED = gettext_lazy(
    "A point or an answer has changed since you opened this page. Read it below, then publish."
)


@dataclass
class OfTheme:
    """The points of one page that are on one theme, and how many there are in all."""

    label: str
    counted: int
    points: list[SubmissionPoint]


@reading_and_posting
def answers(request: HttpRequest, consultation: str) -> HttpResponse:
    """What is left, in points and in words, before everybody gets their answer."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    if request.method == "POST":
        return _act(request, found, now)
    if (words := kept_words(request)) and not reasons_not_to_work(found):
        form = HeardForm(words)
        form.full_clean()
        more = {"kept_aside": _difference(found, form), "version": version_in(words)}
        return _show(request, found, form, now, **more)
    return _show(request, found, _form(found), now)


def _form(found: Consultation) -> HeardForm:
    return HeardForm(initial={"what_we_heard": found.what_we_heard})


def _act(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    """Keep what was typed; then publish, where the button asks for it."""
    if gives_up(request):
        return redirect("workspace-answers", found.slug)
    action = request.POST.get("action")
    form = HeardForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, now, errors=list(form.problems()), status=422)
    text, by = form.cleaned_data["what_we_heard"], request.user
    try:
        saved = save_what_we_heard(
            consultation=found, version=version_in(request.POST), text=text, by=by, now=now
        )
        forget_words(request)
        if action == "publish":
            read = request.POST.get("digest", "")
            publish_answers(consultation=saved, version=saved.version, digest=read, by=by, now=now)
    except NotReady as refused:
        found = consultation_at(request, found.slug, now)
        if found.answered_in and found.what_we_heard == text:  # the same button pressed twice
            return redirect("workspace-answers", found.slug)
        errors = about_submissions(found, refused.reasons)
        return _show(request, found, form, now, errors=errors, status=409)
    except Stale:
        found = consultation_at(request, found.slug, now)
        if found.answered_in and found.what_we_heard == text:
            return redirect("workspace-answers", found.slug)
        if found.what_we_heard == text:
            return _show(request, found, form, now, errors=[Problem(str(MOVED), "")], status=409)
        return _show(request, found, form, now, conflict=_difference(found, form), status=409)
    return redirect("workspace-answers", found.slug)


def _difference(found: Consultation, form: HeardForm):
    typed = form.cleaned_data.get("what_we_heard", "")
    return left_differently([(_("What we heard"), "what_we_heard", found.what_we_heard, typed)])


def _show(
    request: HttpRequest, found: Consultation, form: HeardForm, now: datetime, *, status: int = 200, **more
) -> HttpResponse:
    not_now = reasons_not_to_work(found)
    points = Paginator(_points_of(found), ON_A_PAGE).get_page(request.GET.get("page"))
    standing = found.submissions.standing()
    page = {
        "consultation": found,
        "work": Work(found, now),
        "page_obj": points,
        "themes": _by_theme(found, points.object_list),
        "form": form,
        "version": found.version,
        "digest": "" if not_now else digest_of(found),
        "errors": [],
        "left": about_submissions(found, reasons_not_to_publish_answers(found, now)),
        "not_now": not_now,
        "unseen": standing.filter(publish_as=PublishAs.NOT_AT_ALL).count(),
        "withheld": SubmissionPoint.objects.filter(submission__in=standing, is_withheld=True).count(),
        "chased": AnswersChased.objects.filter(consultation=found).first(),
        "next": next_to_do(found),
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(found, _("Answers")),
    }
    return render(request, "engagement/workspace_answers.html", page | more, status=status)


def _points_of(found: Consultation) -> QuerySet[SubmissionPoint]:
    """All points, under the themes of the consultation in their order; those without a theme last."""
    points = SubmissionPoint.objects.filter(submission__in=found.submissions.standing()).with_subject()
    points = points.select_related("submission", "response__changed_commitment__plan")
    return points.order_by(F("theme__position").asc(nulls_last=True), "submission__number", "position", "pk")


def _by_theme(found: Consultation, points: Iterable[SubmissionPoint]) -> list[OfTheme]:
    """Points of a page under their themes, each with how many there are on all pages."""
    counted = SubmissionPoint.objects.filter(submission__in=found.submissions.standing()).order_by()
    counts = {row["theme"]: row["n"] for row in counted.values("theme").annotate(n=Count("pk"))}
    return [
        OfTheme(theme.label if theme else _("No theme"), counts[theme and theme.pk], list(of_theme))
        for theme, of_theme in groupby(points, key=lambda point: point.theme)
    ]
