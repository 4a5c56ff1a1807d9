"""Who acts for whom: invited, given roles, and handed over to whoever comes next."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

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
from plans.operations.people import change_title, give_role, invite
from plans.permissions import agencies_served, can_coordinate
from plans.rules import NotReady

from ...forms.people import EndForm, InviteForm, RoleForm, TitleForm
from ...forms.reminders import LeaveForm
from ...operations.handover import hand_over
from ...record.handover import holders_on, led_by, open_work, without_an_editor
from ...record.versions import entries_of
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
    """One person: their roles from day to day, the days they are away, and what was changed of them."""
    now = timezone.now()
    on, user = _somebody(request, person, now)
    is_away = request.POST.get("action") in AWAY
    form, away, status = RoleForm(agencies=_agencies(on), today=on), LeaveForm(), 200
    if is_away:
        away, status = post_leave(request, user, now)
        if status == 200:
            return redirect("workspace-person", person)
    elif request.method == "POST":
        form, status = RoleForm(request.POST, agencies=_agencies(on), today=on), 422
    if form.is_bound and form.is_valid():
        given = form.chosen | {"until_on": form.cleaned_data["until_on"]}
        try:
            give_role(user=user, **given, by=request.user, now=now)
        except NotReady as refused:
            form.refuse(refused.reasons)
        else:
            return redirect("workspace-person", person)
    roles = _roles_of(user, on)
    history = Membership.history.filter(user_id=user.pk)
    page = {
        "on": on,
        "person": user,
        "roles": roles,
        "form": form,
        "away": away,
        "leave": user.leave.filter(until_on__gte=on),
        "errors": list((away if is_away else form).problems()),
        "entries": entries_of(history, ROLE_FIELDS, named=lambda row: str(Role(row.role).label)),
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
    title, end = TitleForm(initial={"from_on": on}), _end_form(held, on)
    status = 200
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "title":
            form = title = TitleForm(request.POST)
        elif action == "end":
            form = end = _end_form(held, on, request.POST)
        else:
            raise BadRequest(_("A role can get another title, or end."))
        if form.is_valid():
            try:
                if action == "title":
                    change_title(membership=held, **title.cleaned_data, by=request.user, now=now)
                else:
                    hand_over(
                        membership=held,
                        until_on=end.cleaned_data["until_on"],
                        successor=end.people.get(end.cleaned_data["successor"]),
                        notes=end.notes,
                        by=request.user,
                        now=now,
                    )
            except NotReady as refused:
                form.refuse(refused.reasons)
            else:
                return redirect("workspace-person", person)
        status = 422
    page = {
        "on": on,
        "person": user,
        "held": held,
        "title": title,
        "end": end,
        "open_work": open_work(user, held.agency) if held.agency else [],
        "errors": [*title.problems(), *end.problems()],
        "crumbs": _crumbs(user, held.get_role_display()),
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
    """Those who could succeed: whoever has an account and a role, colleagues first."""
    others = User.objects.filter(is_active=True, memberships__isnull=False, key__isnull=False)
    people = others.exclude(pk=held.user_id).distinct().prefetch_related("memberships")
    colleagues = [one for one in people if held.agency_id in {m.agency_id for m in one.memberships.all()}]
    in_order = [*colleagues, *(one for one in people if one not in colleagues)]
    commitments = led_by(held.agency, on) if held.agency else []
    return EndForm(data, people=in_order, commitments=commitments)


def _crumbs(user: User, *more: str) -> list[dict]:
    here = reverse("workspace-person", args=[user.key]) if more else ""
    trail = [{"url": reverse("workspace-people"), "label": _("People")}, {"url": here, "label": str(user)}]
    return [*trail, *({"url": "", "label": label} for label in more)]
