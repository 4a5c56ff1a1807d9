"""Public pages of consultations: all of them, one, what came in, and what was decided about it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commitments.models import Commitment
from plans.http import download, public
from plans.models import ActionPlan

from ..choices import Purpose, Standing
from ..models import Consultation, ConsultationDocument, Forum, Meeting, Submission, SubmissionGroup
from ..models.consultations import ConsultationQuerySet
from ..record import (
    WITHOUT_A_THEME,
    answered_of,
    answered_points,
    as_read,
    at_moment,
    by_bundle,
    by_door,
    by_sender,
    by_theme,
    changes_of,
    chosen_in,
    groups_of,
    outreach_beside,
    readable_points,
    spoken_for,
    tables_of,
    tallies_of,
)
from ..words import (
    change_words,
    consultations_sentence,
    points_sentence,
    responses_sentence,
    submissions_sentence,
)

ON_A_PAGE = 50
FIRST_POINTS = 5  # of each theme, on the page of all answers
GONE = gettext_lazy("The sender of this submission has withdrawn it. None of its words is kept.")
IN_ORDER = (Standing.OPEN, Standing.CLOSED, Standing.PLANNED, Standing.ANSWERED, Standing.OVER)


@public
def consultations(request: HttpRequest) -> HttpResponse:
    """What is open first, then what is being read, planned, answered and over."""
    now = timezone.now()
    published = Consultation.objects.public().with_wholes().newest_first()
    standings = {one: one.standing_at(now) for one in published}
    everything = sorted(standings, key=lambda one: IN_ORDER.index(standings[one]))
    plan, purpose, standing = (request.GET.get(name, "") for name in ("plan", "purpose", "standing"))
    chosen = [
        one
        for one in everything
        if plan in ("", one.plan.slug) and purpose in ("", one.purpose) and standing in ("", standings[one])
    ]
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
            "purposes": [one for one in Purpose if one in {row.purpose for row in everything}],
            "plan_asked": plan,
            "purpose_asked": purpose,
            "standing_asked": standing,
        },
    )


@public
def consultation(request: HttpRequest, consultation: str) -> HttpResponse:
    """What is asked, by whom it is decided and how, and what came of it."""
    one = _one(consultation)
    meetings = one.meetings.published()
    return render(
        request, "engagement/consultation_detail.html", page_of(one, meetings) | {"is_preview": False}
    )


@login_not_required
@require_safe
@never_cache
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """One that is being prepared, as it will be; 404 once it is public, and where the address has ended."""
    one = get_object_or_404(with_all(_previewed(key)))
    page = page_of(one, one.meetings.filter(withdrawn_in=None)) | {
        "is_preview": True,
        "file_url": reverse("consultation-preview", args=[key]),
    }
    return _unlisted(render(request, "engagement/consultation_preview.html", page))


@login_not_required
@require_safe
@never_cache
def preview_file(request: HttpRequest, key: str, file: str) -> HttpResponse:
    """A file beside one that is being prepared, for those who have its preview; and as long as they have."""
    papers = ConsultationDocument.objects.filter(consultation__in=_previewed(key), file__key=file)
    paper = papers.select_related("file").first()
    if paper is None:
        raise Http404
    return _unlisted(download(paper.file))


def _previewed(key: str) -> ConsultationQuerySet:
    prepared = Consultation.objects.filter(published_in=None, preview_key=key)
    return prepared.filter(plan__in=ActionPlan.objects.published())


def _unlisted(answer: HttpResponse) -> HttpResponse:
    """What opens for whoever knows its address is told to nobody else."""
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def page_of(one: Consultation, meetings: QuerySet[Meeting]) -> dict:
    """What there is to say of one, with the meetings that may be named."""
    [moment] = at_moment([one], timezone.now())
    return {
        "consultation": one,
        "plan": one.plan,
        "moment": moment,
        "questions": one.questions.all(),
        "documents": one.documents.select_related("file"),
        "draft": one.draft if one.draft and one.draft.is_published else None,
        "follows": one.follows if one.follows and one.follows.is_published else None,
        "followed_by": one.followed_by.public(),
        "meetings": meetings.select_related("source"),
        "outreach": outreach_beside(one, one.plan.outreach.published().select_related("source")),
        "tables": tables_of(one.totals.select_related("source")),
        "changes": [(change, change_words(change, one)) for change in changes_of(one)],
        "invited": Forum.objects.public().filter(invitations__consultation=one).order_by("name", "slug"),
    }


@public
def submissions(request: HttpRequest, consultation: str) -> HttpResponse:
    """What people sent, as far as they want it read."""
    one = _answered(consultation)
    alone = Submission.objects.shown().filter(consultation=one, group=None)
    shown = as_read(alone).select_related("contact")
    page = Paginator(shown.order_by("number"), ON_A_PAGE).get_page(request.GET.get("page"))
    for submission in page.object_list:
        submission.consultation = one
    tally = tallies_of([one])[one.pk]
    return render(
        request,
        "engagement/submission_list.html",
        {
            "consultation": one,
            "plan": one.plan,
            "opening": submissions_sentence(tally),
            "tally": tally,
            "groups": groups_of(one),
            "page_obj": page,
        },
    )


@public
def submission(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """One submission as its sender consented, each point with its answer; 410 where it was withdrawn."""
    one = _answered(consultation)
    if one.submissions.gone().filter(number=number).exists():
        return render(request, "410.html", {"reason": GONE}, status=410)
    shown = as_read(Submission.objects.shown().filter(consultation=one)).select_related("contact", "group")
    found = get_object_or_404(shown, number=number)
    found.consultation = one
    return render(
        request,
        "engagement/submission_detail.html",
        {
            "consultation": one,
            "plan": one.plan,
            "submission": found,
            "received_at": timezone.localtime(found.received_at, one.timezone),
            "answered": answered_of(found),
            "spoken_for": spoken_for(found),
            "withheld": found.grounds,
            **_around(one, number),
        },
    )


@public
def group(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """What many said alike: the words once, how many said them, and the answer to all."""
    one = _answered(consultation)
    groups = SubmissionGroup.objects.published().filter(consultation=one).select_related("lead")
    found = get_object_or_404(groups, number=number)
    found.consultation = one
    spoken = as_read(Submission.objects.shown().filter(pk=found.lead_id)).first()
    members = Submission.objects.shown().filter(group=found).select_related("contact").order_by("number")
    page = Paginator(members, ON_A_PAGE).get_page(request.GET.get("page"))
    for member in page.object_list:
        member.consultation = one
    return render(
        request,
        "engagement/group_detail.html",
        {
            "consultation": one,
            "plan": one.plan,
            "group": found,
            "size": found.members.published().count(),
            "shown": page.paginator.count,
            "lead": spoken,
            "answered": answered_of(spoken),
            "page_obj": page,
        },
    )


@public
def responses(request: HttpRequest, consultation: str) -> HttpResponse:
    """What we heard, what we decided, and why: everything counted, and the first points on each theme."""
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
            "groups": groups_of(one),
            "bundles": by_bundle(one),
            "themes": by_theme(one, first=FIRST_POINTS),
            "senders": by_sender(one),
            "doors": by_door(one),
            "chosen": chosen_in(one),
        },
    )


@public
def theme(request: HttpRequest, consultation: str, theme: str) -> HttpResponse:
    """Every point on one theme that may be read, with its answer."""
    one = _answered(consultation)
    known = one.themes.filter(slug=theme).first()
    if known is None and theme != WITHOUT_A_THEME:
        raise Http404
    counted = answered_points(one).filter(theme=known).count()
    title = known.label if known else _("Without a theme")
    return _points(request, one, title, counted, readable_points(one).filter(theme=known))


@public
def about_commitment(request: HttpRequest, consultation: str, number: str) -> HttpResponse:
    """Every point on one commitment, or that changed it, that may be read, with its answer."""
    one = _answered(consultation)
    promise = get_object_or_404(Commitment.objects.published(), plan=one.plan, number=number)
    about = Q(commitment=promise) | Q(response__changed_commitment=promise)
    counted = answered_points(one).filter(about).count()
    return _points(request, one, str(promise), counted, readable_points(one).filter(about), promise)


def _points(
    request: HttpRequest, one: Consultation, title: str, counted: int, points, here: Commitment | None = None
) -> HttpResponse:
    """A list of points and answers; a list without one that is counted does not exist."""
    page = Paginator(points, ON_A_PAGE).get_page(request.GET.get("page"))
    if not counted:
        raise Http404
    return render(
        request,
        "engagement/consultation_points.html",
        {
            "consultation": one,
            "plan": one.plan,
            "title": title,
            "here": here,
            "opening": points_sentence(counted, page.paginator.count),
            "page_obj": page,
        },
    )


def _one(slug: str) -> Consultation:
    return get_object_or_404(with_all(Consultation.objects.public()), slug=slug)


def with_all(found: ConsultationQuerySet) -> ConsultationQuerySet:
    """With what a page of one says beside it."""
    return found.with_wholes().select_related(
        "plan__source", "plan__published_in", "source", "published_in", "follows", "draft__plan"
    )


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
