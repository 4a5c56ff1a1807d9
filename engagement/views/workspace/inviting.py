"""Which forums are invited to a consultation; and what their members read before it is public."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from plans.http import download, reading_and_posting
from plans.models import ActionPlan
from plans.rules import NotReady, Reason

from ...models import Consultation, ConsultationDocument, ForumInvitation
from ...models.consultations import ConsultationQuerySet
from ...operations.inviting import (
    forums_to_invite,
    invite_forums,
    reasons_not_to_invite,
    sitting_in,
    take_back_invitation,
)
from ..consultations import page_of, with_all
from .desk import consultation_at, crumbs


@reading_and_posting
def invitations(request: HttpRequest, consultation: str) -> HttpResponse:
    """Those that are invited, with how many hear of it; and those that can be."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    if request.method != "POST":
        return _show(request, found, now)
    ticked = set(request.POST.getlist("forum"))
    about = {"consultation": found, "by": request.user, "now": now}
    try:
        if request.POST.get("action") == "take-back":
            take_back_invitation(slug=request.POST.get("invited", ""), **about)
        else:
            invite_forums(slugs=ticked, **about)
    except NotReady as refused:
        return _show(request, found, now, ticked=ticked, refused=refused.reasons, status=409)
    return redirect(request.path)


def _show(
    request: HttpRequest,
    found: Consultation,
    now: datetime,
    *,
    ticked: set[str] | None = None,
    refused: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    on = timezone.localdate(now)
    not_now = reasons_not_to_invite(found, now)
    invited = list(found.invitations.select_related("forum", "invited_by"))
    people = sitting_in([one.forum for one in invited], on)
    page = {
        "consultation": found,
        "invited": [(one, people.get(one.forum_id, [])) for one in invited],
        "offered": [] if not_now else forums_to_invite(found, on).order_by("name", "slug"),
        "ticked": ticked or set(),
        "not_now": not_now,
        "refused": refused or [],
        "crumbs": crumbs(found, _("Forums invited")),
    }
    return render(request, "engagement/forums/invitations.html", page, status=status)


# ---- For those who sit ----------------------------------------------------------------------------------


def _prepared_for(request: HttpRequest) -> ConsultationQuerySet:
    """Those not public yet to which a seat that this person holds today is invited."""
    on = timezone.localdate()
    theirs = ForumInvitation.objects.for_seats_of(request.user, on).values("consultation")
    return Consultation.objects.filter(
        published_in=None, pk__in=theirs, plan__in=ActionPlan.objects.published()
    )


@require_safe
@never_cache
def invited(request: HttpRequest, consultation: str) -> HttpResponse:
    """As it will be; once it is public, everybody's page. 404 without a seat that is invited."""
    on = timezone.localdate()
    theirs = ForumInvitation.objects.for_seats_of(request.user, on).filter(consultation__slug=consultation)
    one = with_all(_prepared_for(request)).filter(slug=consultation).first()
    if one is None:
        public = Consultation.objects.public().filter(slug=consultation)
        if theirs.exists() and public.exists():
            return redirect("consultation", consultation)
        raise Http404
    page = page_of(one, one.meetings.filter(withdrawn_in=None)) | {
        "is_preview": True,
        "file_url": reverse("invited", args=[one.slug]),
        "forums": [invitation.forum for invitation in theirs.select_related("forum")],
    }
    return render(request, "engagement/forums/invited.html", page)


@require_safe
@never_cache
def invited_file(request: HttpRequest, consultation: str, file: str) -> HttpResponse:
    """A file beside one that is being prepared, for those who are invited to read it."""
    papers = ConsultationDocument.objects.filter(consultation__in=_prepared_for(request))
    paper = get_object_or_404(papers.select_related("file"), consultation__slug=consultation, file__key=file)
    return download(paper.file)
