"""What seems to say the same is looked at, put together, and read and answered as one."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.forms import Problem
from plans.http import number_in, numbers_in, reading_and_posting, version_in
from plans.rules import NotReady, Stale

from ...choices import GroupKind
from ...forms.alike import GroupForm, title_of_repeat
from ...models import Consultation, SubmissionGroup
from ...operations.at_work import reasons_not_to_work
from ...operations.grouping import (
    add_to_group,
    dissolve_group,
    put_together,
    rename_group,
    take_out,
)
from ...record.alike import proposals_for, those_with_own_words
from .desk import consultation_at, crumbs, desk, ticked_numbers

ON_A_PAGE = 50


@reading_and_posting
def alike(request: HttpRequest, consultation: str) -> HttpResponse:
    """The groups there are, and what else seems to say the same."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    form = GroupForm(request.POST or None)
    if request.method != "POST":
        return _show(request, found, form)
    numbers = numbers_in(request.POST.get("numbers", "").split())  # thousands stand in one field
    try:
        if joins := request.POST.get("joins", ""):
            group = get_object_or_404(found.groups, number=number_in(joins))
            n = add_to_group(group=group, numbers=numbers, by=request.user, now=now)
        elif form.is_valid():
            group = put_together(
                consultation=found,
                numbers=numbers,
                kind=GroupKind(form.cleaned_data["kind"]),
                title=form.cleaned_data["title"],
                by=request.user,
                now=now,
            )
            n = group.members.count()
        else:
            return _show(request, found, form, at=min(numbers, default=0), status=422)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(request, found, form, at=min(numbers, default=0), status=409)
    words = ngettext("%(n)s submission joins “%(group)s”.", "%(n)s submissions join “%(group)s”.", n)
    messages.success(request, words % {"n": n, "group": group})
    return redirect("workspace-group", found.slug, group.number)


def _show(
    request: HttpRequest, found: Consultation, form: GroupForm, *, at: int = 0, status: int = 200
) -> HttpResponse:
    """The page; `at` is the first number of the proposal that could not be put together."""
    not_now = reasons_not_to_work(found)
    proposals = [] if not_now else proposals_for(found)
    page = desk(found, timezone.now()) | {
        "form": form,
        "errors": [Problem(one.text, f"#title-{at}") for one in form.problems()] if form.is_bound else [],
        "not_now": not_now,
        "groups": _groups(found),
        "proposals": [
            (one, title_of_repeat(one.numbers) if one.kind == GroupKind.REPEAT else "") for one in proposals
        ],
        "alone": found.received - sum(len(one.numbers) for one in proposals) - _grouped(found),
        "kinds": GroupKind.choices,
        "crumbs": crumbs(found, _("Campaigns and repetitions")),
    }
    return render(request, "engagement/desk/alike.html", page, status=status)


def _groups(found: Consultation) -> list[tuple[SubmissionGroup, int]]:
    groups = found.groups.select_related("lead").in_order()
    return [(group, group.size) for group in groups]


def _grouped(found: Consultation) -> int:
    return found.submissions.standing().exclude(group=None).count()


@reading_and_posting
def group(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """One group: what all of it says, who adds something of their own, and what is done with it."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    one = get_object_or_404(found.groups.select_related("lead"), number=number)
    one.consultation = one.lead.consultation = found
    form = GroupForm(request.POST or None, initial={"title": one.title, "kind": one.kind})
    if request.method != "POST":
        return _show_group(request, one, form)
    try:
        return _act(request, one, form, now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show_group(request, one, form, status=409)
    except Stale:
        fresh = get_object_or_404(found.groups.select_related("lead"), number=number)
        fresh.consultation = fresh.lead.consultation = found
        return _show_group(request, fresh, form, theirs=fresh.title, status=409)


def _act(request: HttpRequest, one: SubmissionGroup, form: GroupForm, now: datetime) -> HttpResponse:
    """Do what the button asks for."""
    said = {"group": one, "by": request.user, "now": now}
    action = request.POST.get("action", "")
    if action == "dissolve":
        dissolve_group(**said)
        messages.success(request, _("The group is dissolved: each is answered for itself."))
        return redirect("workspace-alike", one.consultation.slug)
    if action == "out":
        n = take_out(numbers=ticked_numbers(request), **said)
        words = ngettext("%(n)s submission is taken out.", "%(n)s submissions are taken out.", n)
        messages.success(request, words % {"n": n})
        return redirect(request.get_full_path())
    if not form.is_valid():
        return _show_group(request, one, form, status=422)
    rename_group(
        version=version_in(request.POST),
        title=form.cleaned_data["title"],
        kind=GroupKind(form.cleaned_data["kind"]),
        **said,
    )
    messages.success(request, _("Saved."))
    return redirect(request.path)


def _show_group(
    request: HttpRequest, one: SubmissionGroup, form: GroupForm, *, theirs: str = "", status: int = 200
) -> HttpResponse:
    own = those_with_own_words(one)
    members = one.members.standing().select_related("consultation").order_by("number")
    is_all = "all" in request.GET or not own
    rows = members if is_all else members.filter(number__in=own)
    page_obj = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    page = desk(one.consultation, timezone.now()) | {
        "group": one,
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "theirs": theirs,
        "not_now": reasons_not_to_work(one.consultation),
        "size": members.count(),
        "own": len(own),
        "is_all": is_all,
        "page_obj": page_obj,
        "members": [(row, own.get(row.number, "")) for row in page_obj],
        "ticked": request.POST.getlist("submission"),
        "crumbs": crumbs(one.consultation, one.title),
    }
    return render(request, "engagement/desk/group.html", page, status=status)
