"""A commitment of a plan in the making: what it promises, who leads it and its milestones, on one page."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.dates import StatedDate
from plans.forms import with_a_row
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import Agency
from plans.operations.making import reasons_not_to_make
from plans.rules import NotReady, Stale

from ....choices import LeadRole
from ....forms.making import CommitmentForm
from ....forms.making.commitments import MOST_LEADS, MOST_MILESTONES, AboutForm
from ....models import Commitment
from ....operations.making import (
    CommitmentContent,
    MilestoneContent,
    content_at,
    content_of,
    merged,
    next_number,
    remove_commitment,
    save_commitment,
)
from ....words.making import commitment_lede, dates_words
from .desk import crumbs, plan_at
from .plan import in_words, show

STEPS = {"up": -1, "down": 1}
ROWS = {"lead": ("agency", MOST_LEADS), "milestone": ("title", MOST_MILESTONES)}


@reading_and_posting
def new(request: HttpRequest, plan: str) -> HttpResponse:
    """A commitment is begun; nothing of it is public."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    return _write(request, Commitment(plan=found), now)


@reading_and_posting
def commitment(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """One commitment is written, its milestones put in order, or it is taken out."""
    now = timezone.now()
    found = plan_at(request, plan, now)
    rows = found.commitments.select_related("parent")
    row = rows.filter(number=number).first()
    if request.method == "POST":
        row = _meant(request, rows, number) or row
        if row is None and request.POST.get("action") == "remove":
            return redirect(_home(found))  # gone already
    if row is None:
        row = get_object_or_404(rows, number=number)
    row.plan = found
    return _write(request, row, now)


def _meant(request: HttpRequest, rows, number: str) -> Commitment | None:
    """The commitment of the form that comes back, whatever number it has by now."""
    read = Commitment.history.filter(number=number, version=version_in(request.POST))
    return rows.filter(pk__in=read.values("id")).first()


def _write(request: HttpRequest, row: Commitment, now: datetime) -> HttpResponse:
    if reasons := reasons_not_to_make(row.plan):
        return show(request, row.plan, now, refused=reasons, status=409)
    if gives_up(request):
        return redirect(_url(row))
    if request.method == "POST":
        return _act(request, row, now)
    if words := kept_words(request):
        form = _form(row, now, data=words)
        more = {"kept_aside": _differences(row, form), "version": version_in(words)}
        return _fill_in(request, row, form, **more)
    return _fill_in(request, row, _form(row, now))


def _form(row: Commitment, now: datetime, data=None, kept: CommitmentContent | None = None) -> CommitmentForm:
    plan = row.plan
    if kept is None:
        kept = content_of(row) if row.pk else CommitmentContent(number=next_number(plan))
    chosen = [lead.agency for lead in kept.leads]
    agencies = Agency.objects.to_choose_on(timezone.localdate(now), chosen=chosen)
    parents = plan.commitments.of_the_plan().order_by("sort_key").exclude(pk=row.pk or 0)
    return CommitmentForm(
        plan=plan,
        kept=kept,
        agencies=sorted(agencies, key=lambda one: str(one).casefold()),
        parents=list(parents.values_list("number", flat=True)),
        data=data,
    )


def _act(request: HttpRequest, row: Commitment, now: datetime) -> HttpResponse:
    """Keep what was typed; then do what the button asks for."""
    action, _sep, place = request.POST.get("action", "").partition("-")
    if request.POST.get("action") == "remove":
        return _remove(request, row, now)
    if action == "row" and place in (*ROWS, "agencies"):  # more room, or the agencies that there are by now
        more = with_a_row(request.POST, place, *ROWS[place]) if place in ROWS else request.POST
        return _fill_in(request, row, _form(row, now, data=more), is_quiet=True)
    form = _form(row, now, data=request.POST)
    content = form.content
    if form.problems:
        return _fill_in(request, row, form, status=422)
    if action in STEPS and place.isascii() and place.isdigit() and len(place) < 5:
        content = form.content_with(int(place), STEPS[action])
    try:
        saved = save_commitment(
            plan=row.plan,
            commitment=row if row.pk else None,
            version=version_in(request.POST),
            content=content,
            by=request.user,
            now=now,
        )
    except NotReady as refused:
        return _fill_in(request, row, form, errors=form.to_mend(refused.reasons), status=409)
    except Stale:
        return _conflict(request, row, content, now)
    forget_words(request)
    return redirect(_after(action, saved))


def _after(action: str, saved: Commitment) -> str:
    """Where the cursor goes: to the row of the next milestone, to the next commitment, or home."""
    if action == "milestone":
        return f"{_url(saved)}#milestone-{saved.milestones.count() + 1}-title"
    if action in STEPS:
        return f"{_url(saved)}#milestones"
    if action == "next":
        return reverse("workspace-commitment-new", args=[saved.plan.slug])
    return f"{reverse('workspace-plan', args=[saved.plan.slug])}#commitment-{saved.number}"


def _remove(request: HttpRequest, row: Commitment, now: datetime) -> HttpResponse:
    try:
        remove_commitment(commitment=row, version=version_in(request.POST), by=request.user, now=now)
    except NotReady as refused:
        form = _form(row, now)
        return _fill_in(request, row, form, errors=form.to_mend(refused.reasons), status=409)
    except Stale:
        row = row.plan.commitments.get(pk=row.pk)
        form = _form(row, now, data=request.POST)
        return _fill_in(request, row, form, conflict=_differences(row, form), status=409)
    return redirect(_home(row.plan))


def _conflict(request: HttpRequest, row: Commitment, typed: CommitmentContent, now: datetime) -> HttpResponse:
    """Somebody else has saved since: both versions, and the typed one still in the fields.

    What this person left as they had read it takes the other's words. Where it
    was taken out meanwhile, what was typed begins it anew.
    """
    plan = row.plan
    there = plan.commitments.select_related("parent").filter(pk=row.pk).first()
    theirs, kept = CommitmentContent(), typed
    if there is None:
        there = Commitment()
    else:
        theirs = content_of(there)
        kept = merged(content_at(there, version_in(request.POST)), theirs, typed)
    there.plan = plan
    form = _form(there, now, kept=kept)
    return _fill_in(request, there, form, conflict=_between(theirs, kept), status=409)


def _differences(row: Commitment, form: CommitmentForm) -> list[Difference]:
    return _between(content_of(row) if row.pk else CommitmentContent(), form.content)


def _between(theirs: CommitmentContent, yours: CommitmentContent) -> list[Difference]:
    """In the order of the page, each in words."""
    sides = theirs, yours
    pairs = [
        (AboutForm.base_fields[name].label, name, *(_said(getattr(one, name)) for one in sides))
        for name in AboutForm.base_fields
    ]
    pairs.append((_("Leads"), "leads", *("\n".join(map(_lead_words, one.leads)) for one in sides)))
    for place in range(max(len(one.milestones) for one in sides)):
        both = (one.milestones[place] if place < len(one.milestones) else None for one in sides)
        label = _("Milestone %(number)s") % {"number": place + 1}
        pairs.append((label, f"milestone-{place + 1}-title", *map(_milestone_words, both)))
    return left_differently(pairs)


def _said(value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else in_words(value)


def _lead_words(lead) -> str:
    days = [date_format(day, "j F Y") for day in (lead.from_on, lead.until_on) if isinstance(day, date)]
    return ", ".join(filter(None, [lead.agency, str(LeadRole(lead.role).label), lead.office, *days]))


def _milestone_words(one: MilestoneContent | None) -> str:
    if one is None:
        return ""
    starts = StatedDate(one.agreed_starts_on, one.agreed_starts_text)
    dates = dates_words(starts, StatedDate(one.agreed_due_on, one.agreed_due_text))
    return "\n".join(filter(None, [one.title, dates, one.description]))


def _url(row: Commitment) -> str:
    if row.pk:
        return reverse("workspace-commitment", args=[row.plan.slug, row.number])
    return reverse("workspace-commitment-new", args=[row.plan.slug])


def _home(plan) -> str:
    return f"{reverse('workspace-plan', args=[plan.slug])}#commitments"


def _fill_in(
    request: HttpRequest,
    row: Commitment,
    form: CommitmentForm,
    *,
    status: int = 200,
    is_quiet: bool = False,
    **more,
) -> HttpResponse:
    """The form; `is_quiet` while somebody only asked for more room."""
    page = {
        "plan": row.plan,
        "commitment": row,
        "form": form,
        "url": _url(row),
        "version": row.version if row.pk else 0,
        "errors": form.problems if form.about.is_bound and not is_quiet else [],
        "lede": commitment_lede(len(form.kept.leads), len(form.kept.milestones)) if row.pk else "",
        "saved": row.history.select_related("history_user").first() if row.pk else None,
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(
            row.plan,
            _("Commitment %(number)s") % {"number": row.number} if row.pk else _("New commitment"),
        ),
    }
    return render(request, "commitments/making/commitment_form.html", page | more, status=status)
