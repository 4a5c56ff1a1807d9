"""Public pages of consultations: all of them, one, what came in, and what was decided about it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from plans.http import public

from ..choices import Standing
from ..models import Consultation, Submission
from ..record import at_moment, by_theme, outreach_beside, points_of, tables_of, tallies_of, with_answers
from ..words import consultations_sentence, responses_sentence, submissions_sentence

ON_A_PAGE = 50
IN_ORDER = (Standing.OPEN, Standing.CLOSED, Standing.PLANNED, Standing.ANSWERED, Standing.OVER)


@public
def consultations(request: HttpRequest) -> HttpResponse:
    """What is open first, then what is being read, planned, answered and over."""
    now = timezone.now()
    published = Consultation.objects.public().with_wholes().newest_first()
    standings = {one: one.standing_at(now) for one in published}
    everything = sorted(standings, key=lambda one: IN_ORDER.index(standings[one]))
    plan, standing = request.GET.get("plan", ""), request.GET.get("standing", "")
    chosen = [one for one in everything if plan in ("", one.plan.slug) and standing in ("", standings[one])]
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "engagement/consultation_list.html",
        {
            "opening": consultations_sentence(list(standings.values())),
            "listed": at_moment(page.object_list, now),
            "page_obj": page,
            "plans": list({one.plan.slug: one.plan for one in everything}.values()),
            "standings": [one for one in IN_ORDER if one in standings.values()],
            "plan_asked": plan,
            "standing_asked": standing,
        },
    )


@public
def consultation(request: HttpRequest, consultation: str) -> HttpResponse:
    """What is asked, by whom it is decided and how, and what came of it."""
    one = _one(consultation)
    [moment] = at_moment([one], timezone.now())
    return render(
        request,
        "engagement/consultation_detail.html",
        {
            "consultation": one,
            "plan": one.plan,
            "moment": moment,
            "documents": one.documents.all(),
            "follows": one.follows if one.follows and one.follows.is_published else None,
            "followed_by": one.followed_by.public(),
            "meetings": one.meetings.published().select_related("source"),
            "outreach": outreach_beside(one, one.plan.outreach.published().select_related("source")),
            "tables": tables_of(one.totals.select_related("source")),
        },
    )


@public
def submissions(request: HttpRequest, consultation: str) -> HttpResponse:
    """What people sent, as far as they want it read."""
    one = _answered(consultation)
    shown = Submission.objects.shown().filter(consultation=one).select_related("contact")
    shown = shown.prefetch_related(with_answers()).order_by("number")
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    for submission in page.object_list:
        submission.consultation = one
    return render(
        request,
        "engagement/submission_list.html",
        {
            "consultation": one,
            "plan": one.plan,
            "opening": submissions_sentence(tallies_of([one])[one.pk]),
            "page_obj": page,
        },
    )


@public
def submission(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """One submission as its sender consented, each point with its answer."""
    one = _answered(consultation)
    shown = Submission.objects.shown().filter(consultation=one).select_related("contact")
    found = get_object_or_404(shown.prefetch_related(with_answers()), number=number)
    found.consultation = one
    return render(
        request,
        "engagement/submission_detail.html",
        {
            "consultation": one,
            "plan": one.plan,
            "submission": found,
            "received_at": timezone.localtime(found.received_at, one.timezone),
            "answered": [point for point in found.points.all() if hasattr(point, "response")],
            "withheld": [point for point in found.points.all() if point.is_withheld],
            **_around(one, number),
        },
    )


@public
def responses(request: HttpRequest, consultation: str) -> HttpResponse:
    """What we heard, what we decided, and why: everything, counted and by theme."""
    one = _answered(consultation)
    tally = tallies_of([one])[one.pk]
    return render(
        request,
        "engagement/consultation_responses.html",
        {
            "consultation": one,
            "plan": one.plan,
            "opening": responses_sentence(tally),
            "tally": tally,
            "themes": by_theme(one.themes.all(), points_of(one)),
        },
    )


def _one(slug: str) -> Consultation:
    found = Consultation.objects.public().with_wholes()
    found = found.select_related("plan__source", "plan__published_in", "source", "published_in", "follows")
    return get_object_or_404(found, slug=slug)


def _answered(slug: str) -> Consultation:
    """One whose answers are published; before that nothing of what came in is public, not even how much."""
    one = _one(slug)
    if one.answered_in is None:
        raise Http404
    return one


def _around(one: Consultation, number: int) -> dict:
    """The submissions before and after this one that may be read, as the pager shows them."""
    shown = Submission.objects.shown().filter(consultation=one)
    before = shown.filter(number__lt=number).order_by("-number").first()
    after = shown.filter(number__gt=number).order_by("number").first()

    def link(found: Submission | None) -> dict[str, str] | None:
        if found is None:
            return None
        url = reverse("submission", args=[one.slug, found.number])
        return {"url": url, "label": str(found), "title": found.get_stakeholder_type_display()}

    return {"previous": link(before), "next": link(after)}
