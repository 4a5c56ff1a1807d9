"""What stays with a commitment: who changed what of it, and the notes for whoever comes next."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting
from plans.kept import forget_words, kept_words
from plans.models import Agency
from plans.permissions import can_coordinate

from ...forms.people import NoteForm
from ...models import Commitment
from ...operations.handover import write_note
from ...permissions import agencies_with_a_word, can_read_notes
from ...record.handover import notes_for
from ...record.staff_history import everything_changed

ON_A_PAGE = 50


def history(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """Who changed what, when, old and new, of everything that staff edit about a commitment."""
    now = timezone.now()
    commitment = _commitment(request, plan, number, now)
    entries = everything_changed(commitment, timezone.localdate(now))
    page = {
        "commitment": commitment,
        "page_obj": Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page")),
        "count": len(entries),
        "crumbs": _crumbs(commitment, _("History")),
    }
    return render(request, "commitments/people/history.html", page)


@reading_and_posting
def notes(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """What those who were here before tell those who come after."""
    now = timezone.now()
    on = timezone.localdate(now)
    commitment = _commitment(request, plan, number, now)
    if not can_read_notes(request.user, commitment, on):
        raise Http404
    agencies = _agencies(request, commitment, on)
    words = request.POST if request.method == "POST" else kept_words(request)
    form = NoteForm(words, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        agency = form.agencies[form.cleaned_data["agency"]]
        write_note(
            commitment=commitment, agency=agency, text=form.cleaned_data["text"], by=request.user, now=now
        )
        forget_words(request)
        return redirect("workspace-notes", plan, number)
    page = {
        "commitment": commitment,
        "notes": notes_for(commitment, request.user, on),
        "form": form,
        "errors": list(form.problems()),
        "crumbs": _crumbs(commitment, _("Notes")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "commitments/people/notes.html", page, status=status)


def _commitment(request: HttpRequest, plan: str, number: str, now: datetime) -> Commitment:
    on = timezone.localdate(now)
    visible = Commitment.objects.published().visible_to(request.user, on).with_leads(on)
    return get_object_or_404(visible.select_related("plan"), plan__slug=plan, number=number)


def _agencies(request: HttpRequest, commitment: Commitment, on) -> list[Agency]:
    """For which agencies this person may write a note."""
    every = {lead.agency_id: lead.agency for lead in commitment.published_leads}
    if can_coordinate(request.user, on):
        return list(every.values())
    theirs = agencies_with_a_word(request.user, commitment, on)
    return [agency for pk, agency in every.items() if pk in theirs]


def _crumbs(commitment: Commitment, here: str) -> list[dict]:
    board = reverse("workspace-board", args=[commitment.plan.slug])
    return [
        {"url": reverse("workspace"), "label": _("Reports")},
        {"url": board, "label": commitment.plan.short_title},
        {"url": "", "label": _("Commitment %(number)s") % {"number": commitment.number}},
        {"url": "", "label": here},
    ]
