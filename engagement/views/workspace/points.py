"""Points of a consultation, to be found and answered several at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.http import reading_and_posting
from plans.rules import NotReady, Stale

from ...forms.desk import NO_THEME, PointsFilter, TogetherForm
from ...models import Consultation, SubmissionPoint
from ...operations.at_work import reasons_not_to_work
from ...operations.together import Ticked, answer_together
from .desk import commitments_of, consultation_at, crumbs, desk

ON_A_PAGE = 50


@reading_and_posting
def points(request: HttpRequest, consultation: str) -> HttpResponse:
    """Those that the filter finds; what is ticked gets one answer."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    if request.method == "POST":
        return _answer(request, found, now)
    return _show(request, found, TogetherForm(commitments=commitments_of(found)), now)


def _answer(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    form = TogetherForm(request.POST, commitments=commitments_of(found))
    if not form.is_valid():
        return _show(request, found, form, now, status=422)
    try:
        done = answer_together(
            consultation=found, ticked=ticked_in(request), answer=form.answer, by=request.user, now=now
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, consultation_at(request, found.slug, now), form, now, status=409)
    except Stale:
        found = consultation_at(request, found.slug, now)
        form.add_error(
            None, _("One of them has changed meanwhile, and none was answered. Look, then tick again.")
        )
        return _show(request, found, form, now, is_ticked=False, status=409)
    words = ngettext("%(n)s point has this answer now.", "%(n)s points have this answer now.", done)
    messages.success(request, words % {"n": done})
    return redirect(request.get_full_path())


def ticked_in(request: HttpRequest) -> list[Ticked]:
    """The points that were ticked, as they were read; Stale where one is none that we have shown."""
    found = []
    for text in request.POST.getlist("point"):
        numbers = text.split(".")
        if len(numbers) != 4 or not all(
            part.isascii() and part.isdigit() and len(part) < 10 for part in numbers
        ):
            raise Stale
        found.append(Ticked(*map(int, numbers)))
    return found


def _asked_for(found: Consultation, said: dict):
    rows = SubmissionPoint.objects.filter(submission__in=found.submissions.standing())
    wanted = {"": Q(response=None), "answered": Q(response__isnull=False), "all": Q()}[said.get("show", "")]
    if said.get("theme") == NO_THEME:
        wanted &= Q(theme=None)
    elif "theme" in said:
        wanted &= Q(theme__in=found.themes.filter(slug=said["theme"]))
    if "sent_as" in said:
        wanted &= Q(submission__stakeholder_type=said["sent_as"])
    if "says" in said:
        wanted &= Q(text__icontains=said["says"])
    rows = rows.filter(wanted).with_subject()
    return rows.select_related("submission", "response__changed_commitment__plan")


def _show(
    request: HttpRequest,
    found: Consultation,
    form: TogetherForm,
    now: datetime,
    *,
    is_ticked: bool = True,
    status: int = 200,
) -> HttpResponse:
    asked = PointsFilter(request.GET, themes=found.themes.all())
    rows = _asked_for(found, asked.said).order_by("submission__number", "position")
    listed = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    page = desk(found, now) | {
        "asked": asked,
        "is_asked": bool(asked.said),
        "page_obj": listed,
        "rows": rows_of(listed, request.POST.getlist("point") if is_ticked else ()),
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "not_now": reasons_not_to_work(found),
        "crumbs": crumbs(found, _("Points")),
    }
    return render(request, "engagement/desk/points.html", page, status=status)


def rows_of(listed: Page, ticked: Iterable[str]) -> list[dict]:
    """Each point with what its box says when it is ticked: its place, and the versions read."""
    rows = []
    for point in listed:
        response = getattr(point, "response", None)
        read = response.version if response else 0
        one = Ticked(point.submission.number, point.position, point.submission.version, read)
        value = ".".join(map(str, one))
        rows.append({"point": point, "value": value, "is_ticked": value in ticked})
    return rows
