"""The seats of a forum, with a form for another; `?seat=` opens one that is to be said otherwise."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import number_in, reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.models import Membership, User
from plans.rules import NotReady, Reason

from ....forms.forums import MemberForm
from ....models import Forum, ForumMember
from ....operations.forums.holding import reasons_not_to_keep
from ....operations.forums.members import MemberContent, content_of, remove_member, save_member
from ....rules.forums import SEAT_GONE
from .keeping import crumbs, differences, forum_at, refusal, say_kept


@reading_and_posting
def members(request: HttpRequest, forum: str) -> HttpResponse:
    """All of them, past ones too; whoever signs in for one is named here and nowhere in public."""
    now = timezone.now()
    found = forum_at(request, forum, now)
    words = kept_words(request) if request.method != "POST" else request.POST
    chosen = _seat(found, (words or request.GET).get("seat", ""))
    if request.method == "POST":
        return _act(request, found, chosen, now)
    form = _form(found, chosen, now, words)
    if words:
        more = {"kept_aside": differences(form, _kept(chosen)), "version": version_in(words)}
        return _show(request, found, chosen, now, form, **more)
    return _show(request, found, chosen, now, form)


def _seat(found: Forum, text: str) -> ForumMember | None:
    position = number_in(text, digits=4)
    return found.members.filter(position=position).first() if position else None


def _kept(chosen: ForumMember | None) -> MemberContent:
    return content_of(chosen) if chosen else MemberContent()


def _form(found: Forum, chosen: ForumMember | None, now: datetime, data=None) -> MemberForm:
    return MemberForm(data, people=people_on(now, chosen), kept=_kept(chosen))


def people_on(now: datetime, chosen: ForumMember | None = None) -> list[User]:
    """Those who have something to do here today, and whoever holds this seat already."""
    on = timezone.localdate(now)
    held = Membership.objects.filter(user=OuterRef("pk"), from_on__lte=on).not_over_on(on)
    there = Q(pk=chosen.user_id) if chosen and chosen.user_id else Q(pk=None)
    found = User.objects.filter(there | (Q(is_active=True, key__isnull=False) & Exists(held)))
    return list(found.order_by("name", "email"))


def _act(request: HttpRequest, found: Forum, chosen: ForumMember | None, now: datetime) -> HttpResponse:
    if gives_up(request):
        return redirect(request.path)
    if request.POST.get("action") == "remove":
        return _remove(request, found, chosen, now)
    form, show = _form(found, chosen, now, request.POST), partial(_show, request, found, chosen, now)
    if chosen is None and request.POST.get("seat"):  # it was removed meanwhile; the words stay
        form.refuse([SEAT_GONE])
        return show(form, status=409)
    if not form.is_valid():
        return show(form, status=422)
    act = partial(
        save_member,
        forum=found,
        seat=chosen.position if chosen else None,
        version=version_in(request.POST),
        content=form.content,
        by=request.user,
        now=now,
    )
    refused = refusal(act, form, show, lambda: _kept(chosen))
    if refused:
        return refused
    forget_words(request)
    say_kept(request, is_public=found.is_published)
    return redirect(request.path)


def _remove(request: HttpRequest, found: Forum, chosen: ForumMember | None, now: datetime) -> HttpResponse:
    try:
        if chosen:
            remove_member(forum=found, seat=chosen.position, by=request.user, now=now)
    except NotReady as refused:
        form = _form(found, None, now)
        return _show(request, found, None, now, form, refused=refused.reasons, status=409)
    return redirect(request.path)


def _show(
    request: HttpRequest,
    found: Forum,
    chosen: ForumMember | None,
    now: datetime,
    form: MemberForm,
    *,
    refused: list[Reason] | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    seats = list(found.members.select_related("user"))
    on = timezone.localdate(now)
    page = {
        "forum": found,
        "seats": [(one, one.until_on is not None and one.until_on < on) for one in seats],
        "chosen": chosen,
        "url": request.path,
        "form": form,
        "version": chosen.version if chosen else len(seats),
        "errors": list(form.problems()) if form.is_bound else [],
        "refused": refused or [],
        "not_now": reasons_not_to_keep(found),
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(found, _("Seats")),
    }
    return render(request, "engagement/forums/members.html", page | more, status=status)
