"""The agencies: who they are, what they were called when, and where their website is."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.http import reading_and_posting, version_in
from plans.models import Agency, AgencyName
from plans.operations.agencies import create_agency, move_agency, rename_agency
from plans.permissions import can_coordinate
from plans.rules import NotReady, Stale

from ...forms.people import AgencyForm, NameForm, WebsiteForm
from ...record.handover import without_an_editor
from ...record.versions import entries_of, together

NAME_FIELDS = {
    "name": gettext_lazy("Name"),
    "short_name": gettext_lazy("Short name"),
    "from_on": gettext_lazy("From"),
}


@reading_and_posting
def agencies(request: HttpRequest) -> HttpResponse:
    """All of them, and room for one more."""
    now = timezone.now()
    on = timezone.localdate(now)
    if not can_coordinate(request.user, on):
        raise Http404
    form = AgencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            agency = create_agency(**form.cleaned_data, by=request.user, now=now)
        except NotReady as refused:
            form.refuse(refused.reasons)
        else:
            return redirect("workspace-agency", agency.slug)
    page = {
        "agencies": Agency.objects.named_on(on).order_by("name"),
        "vacant": without_an_editor(on),
        "form": form,
        "errors": list(form.problems()),
        "crumbs": [
            {"url": reverse("workspace-people"), "label": _("People")},
            {"url": "", "label": _("Agencies")},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "commitments/people/agency_list.html", page, status=status)


@reading_and_posting
def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """One agency: another name from a day on, another website, and what it was before."""
    now = timezone.now()
    on = timezone.localdate(now)
    if not can_coordinate(request.user, on):
        raise Http404
    found = get_object_or_404(Agency.objects.named_on(on), slug=agency)
    forms = {"rename": NameForm(), "website": WebsiteForm(initial={"url": found.url})}
    is_stale, status = False, 200
    if request.method == "POST":
        action = request.POST.get("action")
        if action not in forms:
            raise BadRequest(_("An agency can be renamed, or its website changed."))
        form = forms[action] = type(forms[action])(request.POST)
        operation = {"rename": rename_agency, "website": move_agency}[action]
        known = {"agency": found, "version": version_in(request.POST), "by": request.user, "now": now}
        status = 422
        if form.is_valid():
            try:
                operation(**known, **form.cleaned_data)
            except NotReady as refused:
                form.refuse(refused.reasons)
            except Stale:
                found.refresh_from_db()
                is_stale, status = True, 409
            else:
                return redirect("workspace-agency", agency)
    page = {
        "agency": found,
        "names": found.names.all(),
        "rename": forms["rename"],
        "website": forms["website"],
        "is_stale": is_stale,
        "errors": [problem for form in forms.values() for problem in form.problems()],
        "entries": _history(found),
        "crumbs": [
            {"url": reverse("workspace-people"), "label": _("People")},
            {"url": reverse("workspace-agencies"), "label": _("Agencies")},
            {"url": "", "label": found.name},
        ],
    }
    return render(request, "commitments/people/agency_detail.html", page, status=status)


def _history(agency: Agency):
    names = AgencyName.history.filter(agency_id=agency.pk)
    return together(
        entries_of(names, NAME_FIELDS, named=lambda row: _("Name")),
        entries_of(agency.history.all(), {"url": _("Website")}, named=lambda row: _("Website")),
    )
