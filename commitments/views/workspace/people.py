"""Who acts for whom: invited, given roles, and handed over to whoever comes next."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.choices import Role
from plans.http import reading_and_posting
from plans.models import Agency, Membership, User
from plans.operations.people import (
    change_title,
    give_role,
    invite,
    invite_again,
    last_invitation,
    reasons_not_to_invite_again,
)
from plans.permissions import agencies_served, can_coordinate
from plans.rules import NotReady

from ...forms.people import AgainForm, EndForm, InviteForm, RoleForm, TitleForm
from ...forms.reminders import LeaveForm
from ...operations.handover import hand_over, reasons_not_to_hand_over
from ...record.handover import (
    could_succeed,
    holders_on,
    led_by,
    open_work,
    still_acting,
    without_an_editor,
)
from ...record.versions import entries_of
from ...words.people import ends_words, invited_words, mail_left_words, takes_over_words
from .away import AWAY, post_leave

ROLE_FIELDS = {
    "role": gettext_lazy("Role"),
    "title": gettext_lazy("Title"),
    "from_on": gettext_lazy("From"),
    "until_on": gettext_lazy("Until"),
}


@reading_and_posting
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role; for an agency's people those of their agency."""
    now = timezone.now()
    on = timezone.localdate(now)
    is_coordinator = can_coordinate(request.user, on)
    served = agencies_served(request.user, on, Role.EDITOR, Role.APPROVER)
    if not is_coordinator and (not served or request.method == "POST"):
        raise Http404
    form = InviteForm(_posted(request), agencies=_agencies(on), today=on)
    if form.is_bound and form.is_valid():
        try:
            given = form.chosen | {"name": form.cleaned_data["name"], "email": form.cleaned_data["email"]}
            user = invite(**given, by=request.user, now=now)
        except NotReady as refused:
            form.refuse(refused.reasons)
        else:
            messages.success(request, invited_words(user))
            return redirect("workspace-person", user.key)
    memberships = Membership.objects.filter(user__is_active=True)
    if not is_coordinator:
        memberships = memberships.filter(agency__in=served)
    holders = holders_on(memberships, on)
    page = {
        "on": on,
        "is_coordinator": is_coordinator,
        "acting": [holder for holder in holders if holder.holds(on)],
        "others": [holder for holder in holders if not holder.holds(on)] if is_coordinator else [],
        "vacant": without_an_editor(on) if is_coordinator else [],
        "form": form,
        "errors": list(form.problems()),
    }
    return render(request, "commitments/people/people_list.html", page, status=422 if form.is_bound else 200)


@reading_and_posting
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person: whether they came, their roles, the days they are away, and what was changed of them."""
    now = timezone.now()
    on, user = _somebody(request, person, now)
    if request.method != "POST":
        return _show_person(request, user, on)
    acts = {"again": _invite_again} | dict.fromkeys(AWAY, _away)
    return acts.get(request.POST.get("action", ""), _give)(request, user, now)


def _give(request: HttpRequest, user: User, now: datetime) -> HttpResponse:
    on = timezone.localdate(now)
    form = RoleForm(request.POST, agencies=_agencies(on), today=on)
    if form.is_valid():
        given = form.chosen | {"until_on": form.cleaned_data["until_on"]}
        try:
            give_role(user=user, **given, by=request.user, now=now)
        except NotReady as refused:
            form.refuse(refused.reasons)
        else:
            return redirect("workspace-person", user.key)
    return _show_person(request, user, on, form=form, status=422)


def _away(request: HttpRequest, user: User, now: datetime) -> HttpResponse:
    away, status = post_leave(request, user, now)
    if status == 200:
        return redirect("workspace-person", user.key)
    return _show_person(request, user, timezone.localdate(now), away=away, status=status)


def _invite_again(request: HttpRequest, user: User, now: datetime) -> HttpResponse:
    form = AgainForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Open the page of this person again, and press the button there."))
    try:
        invite_again(user=user, key=form.cleaned_data["key"], by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show_person(request, user, timezone.localdate(now), again=form, status=409)
    messages.success(request, invited_words(user))
    return redirect("workspace-person", user.key)


def _show_person(
    request: HttpRequest,
    user: User,
    on: date,
    *,
    form: RoleForm | None = None,
    away: LeaveForm | None = None,
    again: AgainForm | None = None,
    status: int = 200,
) -> HttpResponse:
    posted = form or away or again
    page = {
        "on": on,
        "person": user,
        "roles": _roles_of(user, on),
        "form": form or RoleForm(agencies=_agencies(on), today=on),
        "away": away or LeaveForm(),
        "leave": user.leave.filter(until_on__gte=on),
        "invitation": None if user.has_joined else last_invitation(user),
        "may_invite": not reasons_not_to_invite_again(user, on),
        "key": uuid4(),
        "errors": list(posted.problems()) if posted else [],
        "entries": entries_of(
            Membership.history.filter(user_id=user.pk),
            ROLE_FIELDS,
            named=lambda row: str(Role(row.role).label),
        ),
        "crumbs": _crumbs(user),
    }
    return render(request, "commitments/people/person_detail.html", page, status=status)


@reading_and_posting
def role(request: HttpRequest, person: UUID, role: int) -> HttpResponse:
    """One role of one person: another title from a day on, or its end and whoever comes after."""
    now = timezone.now()
    on, user = _somebody(request, person, now)
    roles = _roles_of(user, on)
    if role > len(roles):
        raise Http404
    held = roles[role - 1]
    if request.method != "POST":
        return _show_role(request, held, on)
    act = {"title": _retitle, "look": _end, "end": _end, "change": _end}.get(request.POST.get("action", ""))
    if act is None:
        raise BadRequest(_("A role can get another title, or end."))
    return act(request, held, now)


def _retitle(request: HttpRequest, held: Membership, now: datetime) -> HttpResponse:
    form = TitleForm(request.POST)
    if form.is_valid():
        try:
            change_title(membership=held, **form.cleaned_data, by=request.user, now=now)
        except NotReady as refused:
            form.refuse(refused.reasons)
        else:
            return redirect("workspace-person", held.user.key)
    return _show_role(request, held, timezone.localdate(now), title=form, status=422)


def _end(request: HttpRequest, held: Membership, now: datetime) -> HttpResponse:
    """First what is left to whom, then, with the second button, the end."""
    on = timezone.localdate(now)
    form, action = _end_form(held, on, request.POST), request.POST["action"]
    if action == "change":
        return _show_role(request, held, on, end=form)
    if not form.is_valid():
        return _show_role(request, held, on, end=form, status=422)
    until_on, successor = form.cleaned_data["until_on"], form.heir
    ends = {"membership": held, "until_on": until_on, "successor": successor}
    others = still_acting(held, until_on)
    reasons = reasons_not_to_hand_over(**ends, on=on)
    if action == "look" and not reasons:
        return _ask(request, held, form)
    if not reasons:
        try:
            hand_over(**ends, notes=form.notes, by=request.user, now=now)
        except NotReady as refused:  # something came first, this very moment
            reasons = refused.reasons
    if reasons:
        form.refuse(reasons)
        return _show_role(request, held, on, end=form, status=422)
    said = [ends_words(held, until_on), takes_over_words(until_on, successor, others)]
    messages.success(request, " ".join([*said, *([mail_left_words(successor)] if successor else [])]))
    return redirect("workspace-person", held.user.key)


def _ask(request: HttpRequest, held: Membership, form: EndForm) -> HttpResponse:
    """What is open and who gets it, before anything is written; what was typed rides along."""
    until_on, successor = form.cleaned_data["until_on"], form.heir
    others = still_acting(held, until_on)
    page = {
        "person": held.user,
        "held": held,
        "form": form,
        "url": request.path,
        "successor": successor,
        "others": [one for one in others if one != successor],
        "ends": ends_words(held, until_on),
        "takes_over": takes_over_words(until_on, successor, others),
        "mail": mail_left_words(successor) if successor else "",
        "nobody_is_left": not successor and not others,
        "open_work": open_work(held.user, held.agency) if held.agency else [],
        "notes": [(one, text) for one, text in form.notes.items() if text.strip()],
        "crumbs": _crumbs(held.user, held.get_role_display()),
    }
    return render(request, "commitments/people/role_end.html", page)


def _show_role(
    request: HttpRequest,
    held: Membership,
    on: date,
    *,
    title: TitleForm | None = None,
    end: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    posted = title or end
    page = {
        "on": on,
        "person": held.user,
        "held": held,
        "title": title or TitleForm(initial={"from_on": on}),
        "end": end or _end_form(held, on),
        "open_work": open_work(held.user, held.agency) if held.agency else [],
        "errors": list(posted.problems()) if posted and status != 200 else [],
        "crumbs": _crumbs(held.user, held.get_role_display()),
    }
    return render(request, "commitments/people/role_detail.html", page, status=status)


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _somebody(request: HttpRequest, key: UUID, now: datetime) -> tuple[date, User]:
    on = timezone.localdate(now)
    if not can_coordinate(request.user, on):
        raise Http404
    return on, get_object_or_404(User, key=key)


def _agencies(on: date):
    return Agency.objects.to_choose_on(on)


def _roles_of(user: User, on: date) -> list[Membership]:
    """In the order in which they were given: their places are in addresses."""
    named = {agency.pk: agency for agency in Agency.objects.named_on(on)}
    roles = list(user.memberships.order_by("pk"))
    for held in roles:
        held.agency = named.get(held.agency_id)
    return roles


def _end_form(held: Membership, on: date, data=None) -> EndForm:
    commitments = led_by(held.agency, on) if held.agency else []
    return EndForm(data, holders=could_succeed(held, on), commitments=commitments)


def _crumbs(user: User, *more: str) -> list[dict]:
    here = reverse("workspace-person", args=[user.key]) if more else ""
    trail = [{"url": reverse("workspace-people"), "label": _("People")}, {"url": here, "label": str(user)}]
    return [*trail, *({"url": "", "label": label} for label in more)]
