"""What came in to a consultation, as those who read it look for it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.http import reading_and_posting
from plans.models import User
from plans.rules import NotReady

from ...forms.desk import AssignForm, SubmissionsFilter
from ...models import Consultation
from ...operations.desk import assign
from ...operations.entering import reasons_not_to_enter
from .desk import consultation_at, coordinators, crumbs, desk, next_to_do, ticked_numbers

ON_A_PAGE = 50


@reading_and_posting
def submissions(request: HttpRequest, consultation: str) -> HttpResponse:
    """All of them, or a part: what is left to do, what is mine, what is about a theme. What is ticked is
    given to somebody."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    giving = AssignForm(request.POST or None, people=coordinators(now))
    if request.method != "POST":
        return _show(request, found, giving, now)
    if not giving.is_valid():
        return _show(request, found, giving, now, status=422)
    numbers = ticked_numbers(request)
    try:
        given = assign(consultation=found, numbers=numbers, to=giving.chosen, by=request.user, now=now)
    except NotReady as refused:
        giving.refuse(refused.reasons)
        return _show(request, found, giving, now, status=409)
    words = ngettext(
        "%(n)s submission is given to %(who)s.", "%(n)s submissions are given to %(who)s.", given
    )
    messages.success(request, words % {"n": given, "who": giving.chosen or _("nobody in particular")})
    return redirect(request.get_full_path())


def _show(
    request: HttpRequest, found: Consultation, giving: AssignForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    form = SubmissionsFilter(request.GET, themes=found.themes.all())
    rows = _asked_for(found, form.said, request.user).with_work().select_related("assigned_to", "group")
    page = desk(found, now) | {
        "form": form,
        "is_asked": bool(form.said),
        "giving": giving,
        "ticked": request.POST.getlist("submission"),
        "errors": list(giving.problems()) if giving.is_bound else [],
        "page_obj": Paginator(rows.order_by("number"), ON_A_PAGE).get_page(request.GET.get("page")),
        "next": next_to_do(found),
        "can_enter": not reasons_not_to_enter(found, now),
        "crumbs": crumbs(found, _("Submissions")),
    }
    return render(request, "engagement/desk/submissions.html", page, status=status)


def _asked_for(found: Consultation, said: dict, user: User):
    sent = found.submissions
    chosen = {
        "left": sent.left_to_do(),
        "uncut": sent.left_to_do().filter(points=None),
        "unanswered": sent.left_to_do().exclude(points=None),
        "done": sent.standing().exclude(pk__in=sent.left_to_do().values("pk")),
        "withdrawn": sent.filter(withdrawn_at__isnull=False),
    }
    rows = chosen.get(said.get("show", ""), sent.standing())
    wanted = Q(stakeholder_type=said["sent_as"]) if "sent_as" in said else Q()
    if "whose" in said:
        wanted &= Q(assigned_to=user if said["whose"] == "mine" else None)
    if "theme" in said:
        about = found.themes.filter(slug=said["theme"])
        wanted &= Q(pk__in=sent.filter(points__theme__in=about).values("pk"))
    # By key: what is counted of a submission's points is not of those on the theme alone.
    return found.submissions.filter(wanted, pk__in=rows.values("pk"))
